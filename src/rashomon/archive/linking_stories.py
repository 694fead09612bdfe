"""Documents to stories: what has most in common comes together first, until a story is as large as one may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rashomon.archive.copies import NOBODY, packed_of
from rashomon.archive.layout import arrow
from rashomon.archive.linking_layout import Job, write_rows
from rashomon.archive.linking_parts import Parts, load, save
from rashomon.archive.linking_steps import Counts
from rashomon.records import content_id

COPIED = 1_000_000
"""What a copied passage counts for: more than any number of names."""
_SENT, _AT_ONCE = 2_000, 1_000_000
_NO_DAY = 3_000_000


def stories_of(job: Job) -> Parts:
    """Return where readings are handed on to be compared, by story."""
    return Parts(job.work("stories"), job.plan.compared)


def part_stories(job: Job, _task: int) -> Counts:
    """Write the story of every document, and which ties were cut since a story was full.

    The pairs with most in common are joined first (Kruskal 1956), the earlier documents first where it is the same, so
    the outcome depends on the documents alone.
    """
    plan, count = job.plan, len(load(job.work("number.npy")))
    alike = np.concatenate([load(job.work(f"alike/{n:05d}.npy")) for n in range(plan.parts)])
    edges = np.concatenate([load(job.work(f"edges/{n:05d}.npy")) for n in range(plan.parts)]).astype(np.uint64)
    copied = (edges[:, 0] << np.uint64(32)) | edges[:, 1]
    pairs = np.concatenate([copied, alike[:, 0]])
    weights = np.concatenate([np.full(len(copied), COPIED, np.int64), alike[:, 1].astype(np.int64)])
    order = np.lexsort((pairs, -weights))
    roots, cut = joined(count, pairs[order], weights[order], plan.story_size)
    save(job.work("story.npy"), roots)
    _, where, sizes = np.unique(roots, return_inverse=True, return_counts=True)
    # Stories in the order of their first documents, shared out so that every task has about as many documents.
    tasks = np.minimum((np.cumsum(sizes) - 1) * plan.compared // count, plan.compared - 1)
    save(job.work("task.npy"), tasks[where].astype(np.uint32))
    ids = load(job.work("ids.npy"))
    names = {root: story_id(ids[root]) for pair in cut for root in pair}
    rows = [
        {"story": names[x], "other": names[y], "document": ids[a].decode(), "with": ids[b].decode(), "keys": weight}
        for (x, y), (a, b, weight) in cut.items()
    ]
    write_rows(job, "cut", 0, sorted(rows, key=lambda row: (row["story"], row["other"])))
    full = int((sizes >= plan.story_size).sum())
    return {"stories": int((sizes > 1).sum()), "alone": int((sizes == 1).sum()), "full": full, "cut": len(rows)}


def story_id(first: bytes) -> str:
    """Return the id of a story: it is that of its first document."""
    return content_id("s", first.decode())


def joined(
    count: int, pairs: NDArray[np.uint64], weights: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int64], dict[tuple[int, int], tuple[int, int, int]]]:
    """Return the first document of each one's story, and between which stories a tie was cut: the strongest of each.

    Args:
        pairs: two documents in one number, those to be joined first at the head.
        most: documents a story may have.
    """
    above = list(range(count))
    size = [1] * count
    left: list[tuple[int, int, int]] = []

    def root(one: int) -> int:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for pair, weight in _each(pairs, weights):
        a, b = pair >> 32, pair & NOBODY
        x, y = root(a), root(b)
        if x == y:
            continue
        if size[x] + size[y] > most:
            left.append((a, b, weight))
            continue
        first, second = (x, y) if x < y else (y, x)
        above[second] = first
        size[first] += size[second]
    cut: dict[tuple[int, int], tuple[int, int, int]] = {}
    for a, b, weight in left:
        x, y = sorted((root(a), root(b)))
        if x != y:
            cut.setdefault((x, y), (a, b, min(weight, COPIED)))
    return np.array([root(one) for one in range(count)], np.int64), cut


def _each(pairs: NDArray[np.uint64], weights: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield pairs with their weights; as numbers of Python they are many times as large, so not all at once."""
    for at in range(0, len(pairs), _AT_ONCE):
        yield from zip(pairs[at : at + _AT_ONCE].tolist(), weights[at : at + _AT_ONCE].tolist(), strict=True)


def deal(job: Job, lot: int) -> Counts:
    """Hand a lot's readings on to where their stories are compared."""
    ranks, stories, tasks = (load(job.work(f"{name}.npy")) for name in ("rank", "story", "task"))
    rows: list[tuple[int, int, int, bytes]] = []
    dealt = piece = 0
    for number, packed, _ in packed_of(job, lot):
        rank = int(ranks[number])
        if rank != NOBODY:
            rows.append((int(tasks[rank]), int(stories[rank]), rank, packed))
        if len(rows) >= _SENT:
            _deal(job, lot, rows, piece)
            dealt, piece, rows = dealt + len(rows), piece + 1, []
    _deal(job, lot, rows, piece)
    return {"readings": dealt + len(rows)}


def _deal(job: Job, lot: int, rows: list[tuple[int, int, int, bytes]], piece: int) -> None:
    columns: dict[str, Any] = {
        "story": np.array([row[1] for row in rows], np.int64),
        "rank": np.array([row[2] for row in rows], np.int64),
        "reading": arrow().array([row[3] for row in rows], arrow().binary()),
    }
    stories_of(job).write(lot, np.array([row[0] for row in rows], np.int64), columns, piece=piece)


def day_of(ordinal: int) -> date | None:
    """Return the day that a number stands for, None where it stands for none."""
    return None if ordinal > _NO_DAY else date.fromordinal(ordinal)
