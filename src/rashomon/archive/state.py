"""The state of an archive: what was read, what was set aside and why, what lies on disk, what was linked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rashomon.archive.layout import MANIFEST, NOUNS, part
from rashomon.archive.stored import Archive, Shard, damaged, finished, read_object
from rashomon.archive.telling import Object, printable
from rashomon.errors import RunError

EXAMPLES: Final = 3
"""Most examples told of each reason why records were set aside."""

LINKS: Final = "links"
"""The folder in which linking keeps what it found, a folder for each step or noun."""


@dataclass(frozen=True, slots=True)
class Example:
    """A record that was set aside: the file, its number there, and how it begins."""

    source: str
    record: int
    head: str


@dataclass(frozen=True, slots=True)
class State:
    """The state of an archive.

    Attributes:
        shards, of: how many shards are finished, of how many; None where the manifest does not say.
        rows: by noun, how many rows the finished shards have.
        repeats: how many of the documents are there for a second place of bytes that the same shard has already.
        sizes: by noun, bytes on disk.
        states: how many documents are in which state of reading.
        rejected: by reason, how many records were set aside, and the first examples; most frequent first.
        links: by part of what linking found, rows and bytes on disk.
        damaged: files that are not as they were written, each as a sentence; only looked for where it is asked for.
            Their shards are counted as finished and nowhere else.
    """

    folder: Path
    version: str
    config: Mapping[str, Any]
    shards: int
    of: int | None
    rows: Mapping[str, int]
    sizes: Mapping[str, int]
    states: Mapping[str, int]
    repeats: int
    rejected: Mapping[str, tuple[int, tuple[Example, ...]]]
    links: Mapping[str, tuple[int, int]]
    damaged: tuple[str, ...] = ()


def state(folder: Path, *, check: bool = False) -> State:
    """Return the state of an archive, also of one of which no shard is finished.

    Args:
        check: hold every file to the hash in its shard's receipt, which reads all of them.

    Raises:
        RunError: there is no archive, or a file of it is damaged and `check` is not given.
    """
    if not (folder / MANIFEST).is_file():
        Archive.open(folder)  # raises, and says why
    manifest = read_object(folder / MANIFEST)
    archive = Archive(folder, manifest, finished(folder))
    rows, sizes, states = Counter[str](), Counter[str](), Counter[str]()
    repeats = 0
    rejected: dict[str, tuple[int, tuple[Example, ...]]] = {}
    harmed = damaged(archive) if check else {}
    for number in archive.shards:
        if number in harmed:
            continue
        shard = archive.shard(number)
        for noun in NOUNS:
            rows[noun] += shard.rows(noun)
            sizes[noun] += part(folder, noun, number).stat().st_size
        table = shard.table("documents", ("state", "length"))
        states.update(value or "unknown" for value in table["state"].to_pylist())
        repeats += sum(not length for length in table["length"].to_pylist())
        _reject(shard, rejected)
    return State(
        folder,
        str(manifest.get("version", "unknown")),
        manifest["config"] if isinstance(manifest.get("config"), dict) else {},
        len(archive.shards),
        archive.planned,
        rows,
        sizes,
        dict(sorted(states.items())),
        repeats,
        dict(sorted(rejected.items(), key=lambda item: (-item[1][0], item[0]))),
        dict(_links(folder / LINKS)),
        tuple(problem for problems in harmed.values() for problem in problems),
    )


def _reject(shard: Shard, rejected: dict[str, tuple[int, tuple[Example, ...]]]) -> None:
    for row in shard.table("rejected", ("source", "record", "reason", "head")).to_pylist():
        number, examples = rejected.get(row["reason"] or "no reason is known", (0, ()))
        if len(examples) < EXAMPLES:
            examples = (*examples, Example(row["source"] or "", row["record"] or 0, (row["head"] or "")[:80]))
        rejected[row["reason"] or "no reason is known"] = number + 1, examples


def _links(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the parts of what linking found, with their rows and bytes."""
    from rashomon.archive.layout import arrow

    pa = arrow()
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        files = sorted(place.rglob("*.parquet")) if place.is_dir() else []
        if not files:
            continue
        rows = 0
        for file in files:
            try:
                rows += pa.parquet.read_metadata(file).num_rows
            except (pa.ArrowException, OSError) as error:
                raise RunError(
                    f"{file}: archive: it is damaged; delete {folder} and run 'rashomon archive link' again"
                ) from error
        yield place.name, (rows, sum(file.stat().st_size for file in files))


def state_object(found: State) -> Object:
    """Return a state as the JSON object that `archive.schema.json` describes."""
    return {
        "archive": str(found.folder),
        "version": found.version,
        "config": dict(found.config),
        "shards": {"finished": found.shards, "planned": found.of},
        "documents": found.rows.get("documents", 0),
        "states": dict(found.states),
        "repeats": found.repeats,
        "nouns": {noun: {"rows": found.rows.get(noun, 0), "bytes": found.sizes.get(noun, 0)} for noun in NOUNS},
        "rejected": [
            {
                "reason": reason,
                "count": number,
                "examples": [{"source": e.source, "record": e.record, "head": e.head} for e in examples],
            }
            for reason, (number, examples) in found.rejected.items()
        ],
        "links": {name: {"rows": rows, "bytes": size} for name, (rows, size) in found.links.items()},
        "damaged": list(found.damaged),
    }


def state_lines(found: State) -> Iterator[str]:
    """Yield a state as lines to read."""
    left = f" of {found.of}" if found.of is not None else ""
    counts = ", ".join(f"{number:,} {what}" for what, number in found.states.items())
    yield f"version     {found.version}"
    extract = found.config.get("extract")
    if isinstance(extract, Mapping):
        yield "read with   " + ", ".join(f"{name} {value}" for name, value in sorted(extract.items()))
    yield f"shards      {found.shards}{left}"
    yield f"documents   {found.rows.get('documents', 0):,}{f' ({counts})' if counts else ''}"
    if found.repeats:
        yield f"repeats     {found.repeats:,} of these: the same bytes in another place, read once"
    yield f"set aside   {sum(number for number, _ in found.rejected.values()):,}"
    for noun in NOUNS:
        yield f"{noun:12s}{found.rows.get(noun, 0):12,} rows {size(found.sizes.get(noun, 0)):>12}"
    for name, (rows, on_disk) in found.links.items():
        yield printable(f"links: {name:12s}") + f"{rows:,} rows, {size(on_disk)}"
    if not found.links:
        yield "links       none; run 'rashomon archive link' to find copies, origins and questions"
    for reason, (number, examples) in found.rejected.items():
        yield printable(f"set aside: {number:,}: {reason}")
        for example in examples:
            yield printable(f"    {example.source}, record {example.record}: {example.head}")
    if found.of is not None and found.shards < found.of:
        yield "not finished: run 'rashomon archive read' with the same --out again to go on"
    yield from (printable(problem) for problem in found.damaged)


def size(number: int) -> str:
    """Return bytes in words."""
    if number < 1 << 10:
        return f"{number} bytes"
    for power, unit in ((1, "KiB"), (2, "MiB"), (3, "GiB")):
        if number < 1 << 10 * (power + 1):
            return f"{number / (1 << 10 * power):.1f} {unit}"
    return f"{number / (1 << 40):,.1f} TiB"
