"""Where the links of an archive are kept, and what is in each of their files.

    OUT/links/links.json             what was linked: the archive as it then was, version, configuration
    OUT/links/steps/NAME/00000.json  the receipt of a finished task of a step: counts, and the files it wrote
    OUT/links/pairs/00000.parquet    and so on, a folder for each noun of `LINKS`
    OUT/links/work/                  what steps hand on; removed when all is done

A file is written under a hidden name and renamed, the receipt after it: a task without a receipt was not done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from rashomon.archive.layout import MANIFEST, SHARDS, arrow
from rashomon.archive.linking_parts import writing
from rashomon.config import Config
from rashomon.errors import RunError

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER: Final = "links"
LINKS: Final = MappingProxyType(
    {
        # Two documents with copied passages, as `records.Echo`; `names` are those of source and copy; `passages` four
        # offsets each: start and end in the source, start and end in the copy, code points.
        "pairs": {
            **{"source": "text", "copy": "text", "score": "number", "kind": "text", "direction": "text"},
            **{"origin": "text", "evidence": "text", "names": "texts", "passages": "wholes"},
        },
        # Documents behind which one origin stands, as `records.EchoGroup`.
        "groups": {"documents": "texts", "origin": "text", "evidence": "text"},
        # Documents whose bytes another one of the archive has: they are linked once.
        "repeats": {"document": "text", "source": "text", "record": "whole"},
        # Documents that were compared with each other, in the order of time; `problem` says why they were not.
        "stories": {"story": "text", "documents": "texts", "first": "day", "last": "day", "problem": "text"},
        # Documents that are tied to those of another story which was full; `keys` is how much they have in common.
        "cut": {"story": "text", "other": "text", "document": "text", "with": "text", "keys": "whole"},
        # Ids of questions are unique within a story.
        "questions": {
            **{"story": "text", "id": "text", "text": "text", "kind": "text", "status": "text", "unit": "text"},
            **{"positions": "texts", "documents": "texts", "claims": "texts"},
        },
        "accounts": {
            **{"story": "text", "question": "text", "source": "text", "chain": "texts", "value": "text"},
            **{"low": "number", "high": "number", "position": "text", "claims": "texts", "origin": "text"},
        },
        "relations": {
            **{"story": "text", "a": "text", "b": "text", "relation": "text", "reason": "text", "score": "number"},
            **{"question": "text"},
        },
        "origins": {
            **{"story": "text", "id": "text", "name": "text", "documents": "texts", "claims": "texts"},
            **{"evidence": "texts"},
        },
        "conduits": {"story": "text", "name": "text", "documents": "texts", "claims": "texts", "share": "number"},
        # Sources over the whole archive; `perhaps` are ids of others that bear one of its full names.
        "actors": {
            **{"id": "text", "name": "text", "kind": "text", "names": "texts", "stories": "texts"},
            **{"documents": "whole", "claims": "whole", "perhaps": "texts"},
        },
    }
)
"""Columns of each noun, in order, with the kind of value."""

_BUCKET, _WORDS = 2_000_000, 400
# Tasks are small enough to be shared out, and large enough not to be too many: documents, at least and at most.
_PART, _COMPARED = (1_000, 20_000), (100, 1_000)
_MOST_TASKS = 4096


@dataclass(frozen=True, slots=True)
class Plan:
    """How the work is cut; the outcome does not depend on it.

    Attributes:
        starts: number of the first document of each shard, and how many there are in all: one more than shards.
        lots: number of the first shard of each lot, which is what one task reads, and how many there are in all.
        buckets: parts of an index of runs or keys, by hash.
        parts: parts of the documents, by rank, `width` in each.
        compared: tasks that the stories are shared out to.
        story_size: most documents that are compared as one story.
    """

    starts: tuple[int, ...]
    lots: tuple[int, ...]
    buckets: int
    parts: int
    width: int
    compared: int
    story_size: int

    def of(self, lot: int) -> Iterator[tuple[int, int]]:
        """Yield the shards of a lot, each with the number of its first document."""
        for shard in range(self.lots[lot], self.lots[lot + 1]):
            yield shard, self.starts[shard]

    @property
    def lot_starts(self) -> tuple[int, ...]:
        """The number of the first document of each lot, and how many documents there are in all."""
        return tuple(self.starts[shard] for shard in self.lots)


@dataclass(frozen=True, slots=True)
class Job:
    """What every task is given: the folder of the archive, how the work is cut, and the settings."""

    out: Path
    plan: Plan
    config: Config

    def work(self, name: str) -> Path:
        """Return a folder or file of what steps hand on."""
        return self.out / FOLDER / "work" / name

    def noun(self, noun: str, task: int) -> Path:
        """Return the file of a noun and a task."""
        return self.out / FOLDER / noun / f"{task:05d}.parquet"


def planned(counts: Sequence[int], *, story_size: int, sizes: Mapping[str, int] | None = None) -> Plan:
    """Return how to cut the work of shards with so many documents each.

    Args:
        sizes: documents of a part, documents compared by one task and rows of an index bucket, where they are to be
            other than usual: `part`, `compared`, `bucket`.
    """
    starts = [0]
    for count in counts:
        starts.append(starts[-1] + count)
    documents = max(1, starts[-1])
    usual = {"part": _within(documents // 64, *_PART), "compared": _within(documents // 256, *_COMPARED)}
    size = {"bucket": _BUCKET, **usual, **(sizes or {})}
    lots = [0]
    for shard in range(1, len(counts)):
        if starts[shard + 1] - starts[lots[-1]] > size["part"]:
            lots.append(shard)
    lots.append(len(counts))
    buckets = _within(documents * _WORDS // 3 // size["bucket"], 1, _MOST_TASKS)
    compared = _within(-(-documents // size["compared"]), 1, _MOST_TASKS)
    return Plan(tuple(starts), tuple(lots), buckets, -(-documents // size["part"]), size["part"], compared, story_size)


def _within(number: int, least: int, most: int) -> int:
    return max(least, min(most, number))


def kinds(noun: str) -> pa.Schema:
    """Return the Arrow schema of a noun of links."""
    pa = arrow()
    types = {
        **{"text": pa.string(), "texts": pa.list_(pa.string()), "whole": pa.int64(), "number": pa.float64()},
        **{"day": pa.date32(), "wholes": pa.list_(pa.int32())},
    }
    return pa.schema([pa.field(name, types[kind]) for name, kind in LINKS[noun].items()])


def write_rows(job: Job, noun: str, task: int, rows: list[dict[str, Any]]) -> Path:
    """Write the rows of a noun and a task as Parquet."""
    pa = arrow()
    path = job.noun(noun, task)
    with writing(path) as part:
        pa.parquet.write_table(pa.Table.from_pylist(rows, schema=kinds(noun)), part, compression="zstd")
    return path


def archive_state(out: Path) -> tuple[list[int], str]:
    """Return the number of documents of each shard, in order, and a hash of all that was read.

    Raises:
        RunError: there is no archive, or its reading is not finished.
    """
    receipts = sorted((out / SHARDS).glob("[0-9]*.json"))
    if not receipts:
        raise RunError(f"{out}: link: no archive was read there; first: rashomon archive read SOURCE... --out {out}")
    pa = arrow()
    state, counts = hashlib.sha256(), []
    for number, path in enumerate(receipts):
        if int(path.stem) != number:
            raise RunError(
                f"{out}: link: shard {number} was not read yet; finish the reading first: rashomon archive read"
            )
        file = out / "readings" / f"{number:05d}.parquet"
        try:
            state.update(path.read_bytes())
            counts.append(pa.parquet.read_metadata(file).num_rows)
        except (OSError, pa.ArrowInvalid) as error:
            raise RunError(f"{file}: link: cannot be read ({error}); read the archive again") from error
    manifest = out / MANIFEST
    _all_read(out, manifest, len(counts))
    return counts, state.hexdigest()


def _all_read(out: Path, manifest: Path, read: int) -> None:
    """Raise `RunError` where the manifest says that there are more shards than were read."""
    if not manifest.exists():
        return
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RunError(f"{manifest}: link: it is damaged ({error}); read the archive again") from error
    shards = told.get("shards") if isinstance(told, dict) else None
    total = len(shards) if isinstance(shards, list) else shards
    if isinstance(total, int) and total > read:
        raise RunError(f"{out}: link: {read} of {total} shards were read; finish it first: rashomon archive read")
