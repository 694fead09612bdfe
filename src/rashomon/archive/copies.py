"""Candidates for copies over a whole archive: documents that share kept runs of words, found through an index on disk.

The same pairs as `compare.shingles.shared` finds in memory, part by part: runs are brought together by hash, what they
tie is brought together by document, and each document keeps its strongest ties. A run that thousands of documents
carry (a notice, a list of links) ties each of them to a few only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from rashomon.archive.layout import Row, arrow, part
from rashomon.archive.linking_layout import Job, kinds, write_rows
from rashomon.archive.linking_parts import Parts, groups_of, load, save, summed
from rashomon.archive.linking_steps import Counts
from rashomon.compare.echoes import NOTICES, likely, read_text
from rashomon.compare.shingles import HUBS
from rashomon.errors import RunError
from rashomon.records import Document
from rashomon.store.codec import unpack_document

if TYPE_CHECKING:
    import pyarrow

HOT: Final = 256
"""A run that more documents carry is furniture, or the text of one agency on a thousand pages."""
HOT_TIES: Final = 2
"""To so many of the documents that had such a run first each of the others is tied."""
NOBODY: Final = 0xFFFFFFFF
"""The rank of a document that is linked under another number: its bytes are the same."""

# Rows of ties that are worked on at a time.
_AT_ONCE = 6_000_000
_NO_DAY = date(9999, 1, 1).toordinal()

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]


def prints_of(job: Job) -> Parts:
    """Return where kept runs are handed on, by run."""
    return Parts(job.work("prints"), job.plan.buckets)


def shared_of(job: Job) -> Parts:
    """Return where what two documents share is handed on, by document."""
    return Parts(job.work("shared"), job.plan.parts)


def candidates_of(job: Job) -> Parts:
    """Return where pairs are handed on to be verified, by the later of the two."""
    return Parts(job.work("candidates"), job.plan.parts)


def wanted_of(job: Job) -> Parts:
    """Return where it is said which texts are needed to verify pairs, by lot."""
    return Parts(job.work("wanted"), len(job.plan.lots) - 1)


def packed_of(job: Job, lot: int) -> Iterator[tuple[int, bytes, str]]:
    """Yield number, packed reading and place of everything in a lot, in order.

    Raises:
        RunError: a file is damaged.
    """
    pa = arrow()
    for shard, number in job.plan.of(lot):
        path = part(job.out, "readings", shard)
        try:
            for batch in pa.parquet.ParquetFile(path).iter_batches(batch_size=256, columns=["reading"]):
                for packed in batch.column("reading").to_pylist():
                    yield number, packed, f"{path}: link: row {number - job.plan.starts[shard]}"
                    number += 1  # noqa: PLW2901
        except (OSError, pa.ArrowInvalid) as error:
            raise RunError(f"{path}: link: it is damaged ({error}); read that shard again") from error


def documents_of(job: Job, lot: int) -> Iterator[tuple[int, Document]]:
    """Yield number and document of everything in a lot.

    Raises:
        RunError: a reading is damaged.
    """
    for number, packed, place in packed_of(job, lot):
        try:
            yield number, unpack_document(packed)
        except ValueError as error:
            raise RunError(f"{place} is damaged ({error}); read that shard again") from error


def sign(job: Job, lot: int) -> Counts:
    """Write the kept runs of a lot's documents, and what orders them."""
    pa = arrow()
    runs: list[NDArray[np.uint64]] = []
    meta: dict[str, Any] = {"id": [], "day": [], "prints": []}
    for _, document in documents_of(job, lot):
        kept = read_text(document).prints if document.text else frozenset()
        runs.append(np.fromiter(kept, np.uint64, len(kept)))
        meta["id"].append(document.id)
        meta["day"].append(document.published.toordinal() if document.published else _NO_DAY)
        # Documents without a text are no documents here: they are told by -1.
        meta["prints"].append(len(kept) if document.text else -1)
    first = job.plan.lot_starts[lot]
    numbers = np.repeat(np.arange(len(runs), dtype=np.uint32) + first, [len(r) for r in runs])
    flat = np.concatenate([np.zeros(0, np.uint64), *runs])
    index = prints_of(job)
    index.write(lot, (flat % np.uint64(index.count)).astype(np.int64), {"run": flat, "document": numbers})
    own, again = _places(job, lot, meta["id"])
    columns = {**meta, "source": pa.array([s for s, _ in own], pa.string()), "record": pa.array([r for _, r in own])}
    Parts(job.work("meta"), 1).write(lot, np.zeros(len(runs), np.int64), columns)
    told = pa.Table.from_pylist(again, schema=kinds("repeats"))
    columns = {name: told.column(name) for name in told.column_names}
    Parts(job.work("again"), 1).write(lot, np.zeros(len(again), np.int64), columns)
    return {"documents": len(runs), "runs": len(flat)}


def _places(job: Job, lot: int, ids: list[str]) -> tuple[list[tuple[str, int]], list[Row]]:
    """Return file and place of each reading of a lot, and the rows of documents that were not read again in a shard."""
    pa = arrow()
    own: list[tuple[str, int]] = []
    again: list[Row] = []
    for shard, start in job.plan.of(lot):
        path = part(job.out, "documents", shard)
        try:
            rows = pa.parquet.read_table(path, columns=["id", "source", "record", "length"]).to_pylist()
        except (OSError, pa.ArrowInvalid) as error:
            raise RunError(f"{path}: link: it is damaged ({error}); read that shard again") from error
        held: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: not row["length"]):  # one that was not read again has no text
            held[row["id"]].append(row)
        first = start - job.plan.starts[job.plan.lots[lot]]
        for identity in ids[first : first + job.plan.starts[shard + 1] - start]:
            if not held.get(identity):
                raise RunError(f"{path}: link: document {identity} is not in it; read that shard again")
            row = held[identity].pop(0)
            own.append((row["source"], row["record"]))
        for left in held.values():
            again += ({"document": row["id"], "source": row["source"], "record": row["record"]} for row in left)
    return own, again


def rank(job: Job, _task: int) -> Counts:
    """Rank all documents: the earlier first, then by id. The same bytes are one document, the first of them."""
    pa = arrow()
    table = pa.Table.from_batches(list(Parts(job.work("meta"), 1).read(0)))
    ids = table.column("id").to_numpy().astype("S17")
    day, prints = table.column("day").to_numpy(), table.column("prints").to_numpy()
    # A repeat in one shard comes without text: it is not what others are held against.
    order = np.lexsort((day, prints < 0, ids))
    again = _repeats(table, ids, order)
    once = order[~np.isin(order, again)] if len(again) else order
    once = once[np.lexsort((ids[once], day[once]))]
    ranks = np.full(len(ids), NOBODY, np.uint32)
    ranks[once] = np.arange(len(once), dtype=np.uint32)
    save(job.work("rank.npy"), ranks)
    save(job.work("number.npy"), once.astype(np.uint32))
    save(job.work("prints.npy"), np.maximum(prints[once], 0).astype(np.uint32))
    save(job.work("day.npy"), day[once].astype(np.int32))
    save(job.work("ids.npy"), ids[once])
    texts = int((prints[once] >= 0).sum())
    save(job.work("texts.npy"), np.array([texts]))
    rows = table.select(["id", "source", "record"]).take(pa.array(again)).to_pylist()
    rows = [{"document": row["id"], "source": row["source"], "record": row["record"]} for row in rows]
    rows += Parts(job.work("again"), 1).rows(0)
    write_rows(job, "repeats", 0, sorted(rows, key=repr))
    return {"texts": texts, "repeats": len(rows)}


def _repeats(table: pyarrow.Table, ids: NDArray[Any], order: Ints) -> Ints:
    """Return the rows of documents whose bytes another one has that comes first, by text, day, file and place in it."""
    starts, sizes = groups_of(ids[order])
    found: list[int] = []
    rows = order[sizes > 1]
    of = starts[sizes > 1]
    held = table.select(["day", "prints", "source", "record"]).take(arrow().array(rows)).to_pylist()
    groups: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row, start, told in zip(rows.tolist(), of.tolist(), held, strict=True):
        key = (told["prints"] < 0, told["day"], told["source"] or "", told["record"] or 0, row)
        groups[start].append(key)
    for members in groups.values():
        found += (key[-1] for key in sorted(members)[1:])
    return np.array(sorted(found), np.int64)


def tie(job: Job, bucket: int) -> Counts:
    """Write which documents the runs of a bucket tie, and how many of them do."""
    runs, numbers = prints_of(job).columns(bucket, "run", "document")
    ranks = load(job.work("rank.npy"))[numbers.astype(np.int64)].astype(np.int64)
    runs, ranks = runs[ranks != NOBODY], ranks[ranks != NOBODY]
    order = np.lexsort((ranks, runs))
    runs, ranks = runs[order], ranks[order]
    starts, sizes = groups_of(runs)
    texts = int(load(job.work("texts.npy"))[0])
    common = np.unique(runs[sizes > texts // 2]) if texts >= NOTICES else np.zeros(0, np.uint64)
    save(job.work(f"common/{bucket:05d}.npy"), common.astype(np.uint64))
    rows = piece = 0
    for keys, counts in _ties(ranks, starts, sizes):
        one = (keys >> np.uint64(32)).astype(np.uint32)
        columns = {"one": one, "other": (keys & np.uint64(NOBODY)).astype(np.uint32), "count": counts.astype(np.uint32)}
        shared_of(job).write(bucket, (one // np.uint32(job.plan.width)).astype(np.int64), columns, piece=piece)
        rows, piece = rows + len(keys), piece + 1
    return {"ties": rows, "hot": int(((sizes > HOT) & (np.arange(len(runs)) == starts)).sum()), "common": len(common)}


def _ties(ranks: Ints, starts: Ints, sizes: Ints) -> Iterator[tuple[Keys, Ints]]:
    """Yield ties as (document, other) in one number, with their counts, some millions of rows at a time.

    A document is tied to the HUBS that had the run first, and they to it; by a hot run it alone is tied, to few.
    """
    place = np.arange(len(ranks)) - starts
    ties = np.minimum(place, np.where(sizes > HOT, HOT_TIES, HUBS)) * np.where(sizes > HOT, 1, 2)
    until = np.cumsum(ties)
    at = 0
    while at < len(ranks):
        end = max(at + 1, int(np.searchsorted(until, (until[at - 1] if at else 0) + _AT_ONCE)))
        found: list[Keys] = []
        for back in range(HUBS):
            rows = at + np.flatnonzero((place[at:end] > back) & ((sizes[at:end] <= HOT) | (back < HOT_TIES)))
            if not len(rows):
                break
            first, later = ranks[starts[rows] + back], ranks[rows]
            found.append(_key(later, first))
            both = sizes[rows] <= HOT
            found.append(_key(first[both], later[both]))
        if found:
            keys = np.concatenate(found)
            yield summed(keys, np.ones(len(keys), np.int64))
        at = end


def _key(one: Ints, other: Ints) -> Keys:
    return (one.astype(np.uint64) << np.uint64(32)) | other.astype(np.uint64)


def choose(job: Job, number: int) -> Counts:
    """Write the pairs worth an alignment among the strongest ties of each document of a part."""
    one, other, count = shared_of(job).columns(number, "one", "other", "count")
    keys, counts = summed(_key(one.astype(np.int64), other.astype(np.int64)), count.astype(np.int64))
    one, other = (keys >> np.uint64(32)).astype(np.int64), (keys & np.uint64(NOBODY)).astype(np.int64)
    order = np.lexsort((other, -counts, one))
    one, other, counts = one[order], other[order], counts[order]
    starts, _ = groups_of(one)
    prints = load(job.work("prints.npy")).astype(np.int64)
    fewer = np.minimum(prints[one], prints[other])
    strong = np.arange(len(one)) - starts < HUBS
    kept = np.flatnonzero(strong & np.array([likely(int(c), int(f)) for c, f in zip(counts, fewer, strict=True)], bool))
    a, b = np.minimum(one[kept], other[kept]), np.maximum(one[kept], other[kept])
    where = b // job.plan.width
    candidates_of(job).write(number, where, {"a": a, "b": b})
    numbers = load(job.work("number.npy"))
    wanted = np.concatenate([numbers[a], numbers[b]]).astype(np.int64)
    by = np.concatenate([where, where])
    pairs, _ = summed(_key(wanted, by), np.ones(len(by), np.int64))
    wanted, by = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(NOBODY)).astype(np.int64)
    lots = np.searchsorted(np.array(job.plan.lot_starts), wanted, side="right") - 1
    wanted_of(job).write(number, lots, {"document": wanted, "by": by})
    return {"candidates": len(kept)}


def common_of(job: Job) -> frozenset[int]:
    """Return the runs that more than half of all documents carry: few, as each has few runs."""
    found: set[int] = set()
    for bucket in range(job.plan.buckets):
        found.update(load(job.work(f"common/{bucket:05d}.npy")).tolist())
    return frozenset(found)
