"""Sources over the whole archive: those with one id are one, and those who share a full name are pointed out.

An id is made of the fullest of a source's names, so a name has the same id in every story, and no two stories need to
be held against each other. Who is called by different names in different stories is not joined without evidence: that
both bear a full name ("Recep Tayyip Erdoğan", called "Erdoğan" elsewhere) is said, for a person to decide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, Final

import numpy as np

from rashomon.archive.layout import Row, arrow
from rashomon.archive.linking_compared import actors_of
from rashomon.archive.linking_layout import Job, write_rows
from rashomon.archive.linking_parts import Parts
from rashomon.archive.linking_steps import Counts
from rashomon.link.vocabulary import fold

BEARERS: Final = 32
"""A name that more sources bear says nothing of any two of them."""


def bearers_of(job: Job) -> Parts:
    """Return where full names are handed on, by name."""
    return Parts(job.work("bearers"), actors_of(job).count)


def namesakes_of(job: Job) -> Parts:
    """Return where it is handed on who shares a name, by id."""
    return Parts(job.work("namesakes"), actors_of(job).count)


def _merged(job: Job, number: int) -> dict[str, Row]:
    """Return the sources of a part by id, what all stories say of each together."""
    found: dict[str, Row] = {}
    called: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in actors_of(job).rows(number):
        one = found.setdefault(row["id"], {"names": set(), "stories": set(), "documents": 0, "claims": 0})
        one["names"].update(row["names"])
        one["stories"].add(row["story"])
        one["documents"] += row["documents"]
        one["claims"] += row["claims"]
        called[row["id"]][row["name"], row["kind"]] += row["claims"]
    for identity, one in found.items():
        most = min(called[identity].items(), key=lambda item: (-item[1], item[0]))[0]
        one["name"], one["kind"] = most
    return found


def bear(job: Job, number: int) -> Counts:
    """Hand on the full names of a part's sources."""
    rows = [
        (name, identity)
        for identity, one in sorted(_merged(job, number).items())
        for name in sorted({fold(n) for n in one["names"] if len(n.split()) > 1 and n[:1].isupper()})
    ]
    where, pa = bearers_of(job), arrow()
    readers = np.array([_reader(name, where.count) for name, _ in rows], np.int64)
    columns = {"name": pa.array([n for n, _ in rows], pa.string()), "id": pa.array([i for _, i in rows], pa.string())}
    where.write(number, readers, columns)
    return {"names": len(rows)}


def _reader(name: str, count: int) -> int:
    return int.from_bytes(name.encode(errors="replace")[:64], "big") % 1_000_003 % count


def pair_names(job: Job, number: int) -> Counts:
    """Hand on which sources bear one name."""
    held: dict[str, set[str]] = defaultdict(set)
    for row in bearers_of(job).rows(number):
        held[row["name"]].add(row["id"])
    rows = sorted({(a, b) for ids in held.values() if 1 < len(ids) <= BEARERS for a in ids for b in ids if a != b})
    where, pa = namesakes_of(job), arrow()
    readers = np.array([int(a[1:9], 16) % where.count for a, _ in rows], np.int64)
    columns = {"id": pa.array([a for a, _ in rows], pa.string()), "other": pa.array([b for _, b in rows], pa.string())}
    where.write(number, readers, columns)
    return {"namesakes": len(rows) // 2}


def list_actors(job: Job, number: int) -> Counts:
    """Write the sources of a part."""
    perhaps: dict[str, set[str]] = defaultdict(set)
    for row in namesakes_of(job).rows(number):
        perhaps[row["id"]].add(row["other"])
    rows: list[dict[str, Any]] = []
    for identity, one in sorted(_merged(job, number).items()):
        lists = {name: sorted(one[name]) for name in ("names", "stories")}
        rows.append({**one, **lists, "id": identity, "perhaps": sorted(perhaps.get(identity, ()))})
    write_rows(job, "actors", number, rows)
    return {"actors": len(rows), "in several stories": sum(len(row["stories"]) > 1 for row in rows)}
