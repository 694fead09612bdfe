"""Which documents may be of one event: by the keys they share (`link.keys`), how rare those are, and when they came."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import numpy as np

from rashomon.archive.copies import NOBODY, packed_of
from rashomon.archive.linking_layout import Job
from rashomon.archive.linking_parts import Parts, groups_of, load, save, summed
from rashomon.archive.linking_steps import Counts
from rashomon.errors import RunError
from rashomon.link.keys import story_keys
from rashomon.store.codec import unpack_reading

WINDOW: Final = 10
"""Documents further apart are not tied by a key, days; one without a day may be of any."""
BACK: Final = 3
"""A document is tied to so many of those that had the key last: the cost grows with the documents, not their square."""
LEAST: Final = 8
"""Documents with less in common are not of one story."""
# What a key counts for that so many documents have at most; a key of more counts for 1.
_RARE: Final = ((32, 4), (256, 2))


def keys_of(job: Job) -> Parts:
    """Return where keys are handed on, by key."""
    return Parts(job.work("keys"), job.plan.buckets)


def near_of(job: Job) -> Parts:
    """Return where what ties two documents is handed on, by the earlier of the two."""
    return Parts(job.work("near"), job.plan.parts)


def look_up(job: Job, lot: int) -> Counts:
    """Write the keys of a lot's documents.

    Raises:
        RunError: a reading is damaged.
    """
    keys: list[int] = []
    owners: list[int] = []
    ranks = load(job.work("rank.npy"))
    for number, packed, place in packed_of(job, lot):
        if ranks[number] == NOBODY:
            continue
        try:
            own = story_keys(unpack_reading(packed))
        except ValueError as error:
            raise RunError(f"{place} is damaged ({error}); read that shard again") from error
        keys += map(_hash, own)
        owners += [int(ranks[number])] * len(own)
    index, flat = keys_of(job), np.array(keys, np.uint64)
    columns = {"key": flat, "rank": np.array(owners, np.uint32)}
    index.write(lot, (flat % np.uint64(index.count)).astype(np.int64), columns)
    return {"keys": len(keys)}


def _hash(key: str) -> int:
    # Python's own differs from one process to the next.
    return int.from_bytes(blake2b(key.encode(errors="replace"), digest_size=8).digest(), "big")


def meet(job: Job, bucket: int) -> Counts:
    """Write which documents the keys of a bucket tie, and how much each counts for."""
    keys, ranks = keys_of(job).columns(bucket, "key", "rank")
    order = np.lexsort((ranks, keys))
    keys, ranks = keys[order], ranks[order].astype(np.int64)
    starts, sizes = groups_of(keys)
    days = load(job.work("day.npy"))[ranks].astype(np.int64)
    worth = np.ones(len(keys), np.int64)
    for most, value in reversed(_RARE):
        worth[sizes <= most] = value
    place = np.arange(len(keys))
    pairs, counts = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for back in range(1, BACK + 1):
        rows = np.flatnonzero(place - starts >= back)
        # Those without a day come last, and their "day" is far away from all others.
        near = rows[(days[rows] - days[rows - back] <= WINDOW) | (days[rows] > _LAST)]
        pairs.append((ranks[near - back].astype(np.uint64) << np.uint64(32)) | ranks[near].astype(np.uint64))
        counts.append(worth[near])
    tied, weights = summed(np.concatenate(pairs), np.concatenate(counts))
    one = (tied >> np.uint64(32)).astype(np.int64)
    columns = {"one": one, "other": (tied & np.uint64(NOBODY)).astype(np.int64), "worth": weights}
    near_of(job).write(bucket, one // job.plan.width, columns)
    return {"ties": len(tied)}


_LAST = 3_000_000
"""No real day is later, counted from the first day of the year 1."""


def weigh(job: Job, number: int) -> Counts:
    """Write the documents of a part that have enough in common with others."""
    one, other, worth = near_of(job).columns(number, "one", "other", "worth")
    pairs, weights = summed((one.astype(np.uint64) << np.uint64(32)) | other.astype(np.uint64), worth.astype(np.int64))
    kept = weights >= LEAST
    save(job.work(f"alike/{number:05d}.npy"), np.stack([pairs[kept], weights[kept].astype(np.uint64)], axis=1))
    return {"tied": int(kept.sum())}
