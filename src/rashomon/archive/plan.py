"""How an archive is cut, decided once and kept: what is read, in which shards, with which version and configuration.

    OUT/archive.json         the manifest: version, configuration, sources as given, number of shards; written last
    OUT/plan/sources.jsonl   every file with its kind, size and time of change, so that changes are seen
    OUT/plan/shards.jsonl    a shard a line, and in shards.index where each line begins (8 bytes, little endian)
    OUT/plan/*.json          what was found out by looking through whole files

A plan depends on the names, sizes and contents of the sources alone.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from rashomon.archive.layout import MANIFEST, NOUNS, SHARDS
from rashomon.archive.pieces import Piece, Shard, Source, read_shard, shard_json, shards, source_fields
from rashomon.archive.sources import Cut, find_sources, pieces
from rashomon.archive.sources_fields import Fields
from rashomon.archive.writing import make_folders, write_file
from rashomon.casework.reading import this_run
from rashomon.config import Config, IngestConfig
from rashomon.errors import RunError
from rashomon.ingest.load import printable

PLAN: Final = "plan"
_FORMAT: Final = 1
_AGAIN: Final = "choose a new --out, or read everything anew with --again"
_SETTINGS: Final = {
    "given": "list of sources",
    "version": "version of Rashomon",
    "config": "configuration (--profile, --attribution, --language) or model",
    "published": "--published",
    "fields": "--field",
    "cut": "--shard-documents or --shard-bytes",
}
"""What of a manifest must be as it was, and what it is called to the user."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that stands on disk.

    Attributes:
        folder: where the archive was begun, from which relative sources start.
        shards: how many there are.
    """

    out: Path
    folder: Path
    shards: int


def planned(out: Path, number: int) -> Shard:
    """Return a shard as it was cut.

    Raises:
        RunError: the plan is damaged, or does not lie there on this machine.
    """
    path = out / PLAN / "shards.jsonl"
    try:
        with path.with_suffix(".index").open("rb") as places, path.open("rb") as file:
            places.seek(8 * number)
            file.seek(int.from_bytes(places.read(8), "little"))
            return read_shard(file.readline())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        remedy = "every machine must see the archive there, undamaged; else read everything anew with --again"
        raise RunError(f"{path}: read: {reason}; {remedy}") from error


def plan(  # noqa: PLR0913
    given: list[str],
    out: Path,
    *,
    config: Config,
    fields: Fields,
    cut: Cut,
    on_look: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Return the plan of an archive, made if there is none; only under the lock of the archive.

    Raises:
        RunError: the sources, the version or the configuration are others than those of the plan that is there; no
            source is there; the folder cannot be written.
    """
    wanted = _wanted(given, config, fields, cut)
    manifest = read_manifest(out)
    if manifest is None:
        return _make(given, out, wanted, cut, config.ingest, on_look)
    folder = Path(manifest["folder"])
    for name, what in _SETTINGS.items():
        if manifest.get(name) != wanted[name]:
            raise RunError(f"{out}: this archive was begun with another {what}; {_AGAIN}")
    _compare(out, manifest["sources"], folder)
    return Plan(out, folder, manifest[SHARDS])


def read_manifest(out: Path) -> dict[str, Any] | None:
    """Return the manifest of an archive, None where nothing was begun.

    Raises:
        RunError: it is damaged or of a later version.
    """
    path = out / MANIFEST
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: read: {error}; {_AGAIN}") from error
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        raise RunError(f"{path}: read: of a form that this version does not know; {_AGAIN}")
    return found


def clear(out: Path) -> None:
    """Remove an archive's files, what was linked in it too, and nothing else that lies in the folder.

    Raises:
        RunError: a file cannot be removed.
    """
    try:
        (out / MANIFEST).unlink(missing_ok=True)
        for folder in (SHARDS, *NOUNS, "links", PLAN):
            with suppress(FileNotFoundError):
                shutil.rmtree(out / folder)
    except OSError as error:
        raise RunError(f"{error.filename}: remove: {error.strerror}; remove it or choose a new --out") from error


def _wanted(given: list[str], config: Config, fields: Fields, cut: Cut) -> dict[str, Any]:
    """Return what a manifest says of a run, as JSON gives it back."""
    run = this_run(config)
    day = config.ingest.published
    found: dict[str, Any] = json.loads(
        json.dumps(
            {
                "version": run.version,
                "config": run.config,
                "published": day.isoformat() if day else None,
                "fields": sorted(fields.said),
                "cut": asdict(cut),
                # Wherever the command is given, the same files are meant.
                "given": sorted({os.path.abspath(name) for name in given}),  # noqa: PTH100  links stay links
            }
        )
    )
    return found


def _make(  # noqa: PLR0913
    given: list[str],
    out: Path,
    wanted: dict[str, Any],
    cut: Cut,
    config: IngestConfig,
    on_look: Callable[[str], None],
) -> Plan:
    folder = Path.cwd()
    where = out / PLAN
    try:
        where.mkdir(exist_ok=True)
        make_folders(out)
        with ExitStack() as stack:
            listed, lines, index = (
                stack.enter_context((where / f".{name}").open("wb")) for name in (_SOURCES, _SHARDS, _INDEX)
            )

            def all_pieces() -> Iterator[Piece]:
                for source in find_sources(given, out=out):
                    listed.write((json.dumps(source_fields(source)) + "\n").encode("ascii"))
                    yield from pieces(source, cut=cut, folder=folder, cache=where, config=config, on_look=on_look)

            number = 0
            for shard in shards(all_pieces(), documents=cut.documents, weight=cut.weight):
                index.write(lines.tell().to_bytes(8, "little"))
                lines.write((shard_json(shard) + "\n").encode("ascii"))
                number += 1
            for file in (listed, lines, index):
                file.flush()
                os.fsync(file.fileno())
        for name in (_SOURCES, _SHARDS, _INDEX):
            (where / f".{name}").replace(where / name)
    except OSError as error:
        remedy = "free some space or choose another --out"
        raise RunError(f"{error.filename or where}: write: {error.strerror}; {remedy}") from error
    if not number:
        raise RunError(f"{printable(given[0])}: read: there is nothing to read in the sources; check their names")
    content = {"format": _FORMAT, **wanted, "sources": given, "folder": str(folder), SHARDS: number}
    write_file(out / MANIFEST, (json.dumps(content, indent=1) + "\n").encode("ascii"))
    return Plan(out, folder, number)


_SOURCES, _SHARDS, _INDEX = "sources.jsonl", "shards.jsonl", "shards.index"


def _compare(out: Path, given: list[str], folder: Path) -> None:
    """Hold the sources that are there now to those of the plan, file by file.

    Raises:
        RunError: one was changed, is gone or is new.
    """
    path = out / PLAN / _SOURCES
    # Named as they were when the archive was begun, whose folder may be another one than today's.
    now = (_below(source, folder) for source in find_sources([str(folder / name) for name in given], out=out))
    try:
        with path.open("rb") as file:
            for line, source in zip_longest(file, now):
                was = tuple(json.loads(line)) if line else None
                whole = (str(folder / was[0]), *was[1:]) if was else None
                if whole != source:
                    raise RunError(f"{_which(whole, source)}; {_AGAIN}")
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: read: {error}; {_AGAIN}") from error


def _below(source: Source, folder: Path) -> tuple[str, str, int, int]:
    path, *rest = source_fields(source)
    return str(folder / path), *rest  # type: ignore[return-value]


def _which(was: tuple[Any, ...] | None, now: tuple[Any, ...] | None) -> str:
    """Say which file differs; files are sorted by name, so the lesser name is the one that the other side lacks."""

    def order(file: tuple[Any, ...]) -> tuple[str, ...]:
        return Path(file[0]).parts

    if was and now and was[0] == now[0]:
        return f"{printable(was[0])}: it was changed since the archive was begun"
    if now and (not was or order(now) < order(was)):
        return f"{printable(now[0])}: it is new since the archive was begun"
    return f"{printable(was[0] if was else '')}: it is gone since the archive was begun"
