"""Verified pairs to groups with one origin each: first what hangs together at all, then each such set by itself."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rashomon.archive.layout import arrow
from rashomon.archive.linking_layout import Job, write_rows
from rashomon.archive.linking_parts import Parts, load, save
from rashomon.archive.linking_steps import Counts
from rashomon.compare.groups import groups
from rashomon.records import Document, Echo

_COLUMNS = ("source", "copy", "score", "kind", "direction", "origin", "evidence", "names")


def tied_of(job: Job) -> Parts:
    """Return where pairs are handed on by the set of documents that they belong to."""
    return Parts(job.work("tied"), job.plan.parts)


def unite(job: Job, _task: int) -> Counts:
    """Write for each document the lowest rank among those it is tied to, however far around."""
    edges = np.concatenate([load(job.work(f"edges/{n:05d}.npy")) for n in range(job.plan.parts)])
    roots = components(len(load(job.work("number.npy"))), edges.astype(np.int64))
    save(job.work("roots.npy"), roots)
    tied = roots[edges[:, 0].astype(np.int64)]
    sizes = np.unique(roots[np.unique(edges)], return_counts=True)[1]
    return {"sets": len(np.unique(tied)), "largest set": int(sizes.max(initial=0))}


def components(count: int, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each of `count` nodes the lowest one that edges tie it to.

    Hooking and pointer jumping (Shiloach and Vishkin 1982): whole arrays at a time, in a few rounds.
    """
    above = np.arange(count, dtype=np.int64)
    while len(edges):
        a, b = above[edges[:, 0]], above[edges[:, 1]]
        edges = edges[a != b]
        a, b = a[a != b], b[a != b]
        np.minimum.at(above, np.maximum(a, b), np.minimum(a, b))
        while not np.array_equal(jumped := above[above], above):
            above = jumped
    return above


def scatter(job: Job, number: int) -> Counts:
    """Hand the pairs of a part on to the sets that they belong to."""
    table = arrow().parquet.read_table(job.noun("pairs", number), columns=list(_COLUMNS))
    roots, ids = load(job.work("roots.npy")), load(job.work("ids.npy"))
    # Pairs are written sorted by id; found again by the edges in the order of those ids.
    edges = load(job.work(f"edges/{number:05d}.npy")).astype(np.int64)
    of = {ids[rank].decode(): int(roots[rank]) for rank in np.unique(edges).tolist()}
    root = np.array([of[source] for source in table.column("source").to_pylist()], np.int64)
    columns = {name: table.column(name).combine_chunks() for name in _COLUMNS}
    tied_of(job).write(number, root // job.plan.width, {**columns, "root": root})
    return {"pairs": table.num_rows}


def group(job: Job, number: int) -> Counts:
    """Write the groups of a part's sets, by the same rules as in a dossier."""
    sets: dict[int, tuple[list[Echo], dict[str, Document]]] = defaultdict(lambda: ([], {}))
    for row in tied_of(job).rows(number):
        echoes, documents = sets[row["root"]]
        own = (row["source"], row["copy"])
        echoes.append(Echo(*own, row["score"], row["evidence"], (), row["kind"], row["direction"], row["origin"]))
        documents.update(zip(own, map(_named, own, row["names"]), strict=True))
    rows: list[dict[str, Any]] = []
    for root in sorted(sets):
        echoes, documents = sets[root]
        echoes.sort(key=lambda echo: (echo.source, echo.copy))
        found = groups(echoes, documents.values())
        rows += ({"documents": list(g.documents), "origin": g.origin, "evidence": g.evidence} for g in found)
    rows.sort(key=lambda row: (row["documents"], row["origin"] or ""))
    write_rows(job, "groups", number, rows)
    return {"groups": len(rows), "with origin": sum(row["origin"] is not None for row in rows)}


def _named(identity: str, name: str) -> Document:
    """Return what groups need to know of a document: its id and its name."""
    return Document(name, identity[1:], "", "", publisher=name)
