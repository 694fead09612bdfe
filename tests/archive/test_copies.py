"""Copies in an archive: what is planted is found, and what all pages carry does not tie all to all."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.archives import write_archive
from factories import document
from rashomon.archive.copies import HOT, HOT_TIES
from rashomon.archive.copies_grouped import components
from rashomon.archive.linking import link
from rashomon.archive.linking_parts import groups_of, summed
from rashomon.compare.echoes import find_echoes
from rashomon.config import CompareConfig, Config
from rashomon.records import Document, Reading

WORDS = "river council bridge winter market soldier teacher harbour engine letter border village doctor signal".split()
DAY = date(2017, 1, 1)


def said(seed: object, words: int = 90) -> list[str]:
    chance = random.Random(f"{seed}")
    return [f"{chance.choice(WORDS)}{chance.randrange(90)}" for _ in range(words)]


def paper(name: str, words: list[str], day: date = DAY) -> Document:
    return document(name, " ".join(words) + ".", published=day)


KINDS: list[tuple[str, Callable[[list[str]], list[str]]]] = [
    ("verbatim", lambda words: words),
    ("edited", lambda words: [f"other{n}" if n % 15 == 7 else word for n, word in enumerate(words)]),
    ("truncated", lambda words: words[:50]),
    ("embedded", lambda words: [*said("before"), *words[20:70], *said("after")]),
    ("turned", lambda words: [*words[45:], *words[:45]]),
]


@pytest.mark.parametrize(("kind", "change"), KINDS, ids=[kind for kind, _ in KINDS])
def test_a_planted_copy_is_found_with_its_direction(
    kind: str, change: Callable[[list[str]], list[str]], tmp_path: Path
) -> None:
    original = paper("A Daily", said(kind))
    copy = paper("B Herald", change(said(kind)), date(2017, 1, 3))
    strangers = [Reading(paper(f"Paper {n}", said(n))) for n in range(30)]
    out = write_archive(tmp_path, [[*strangers[:15], Reading(copy)], [Reading(original), *strangers[15:]]])
    link(out, config=Config(), copies_only=True, sizes={"bucket": 200, "part": 5})
    (row,) = pq.read_table(out / "links" / "pairs").to_pylist()
    assert (row["source"], row["copy"], row["direction"]) == (original.id, copy.id, "first")
    assert row["names"] == ["A Daily", "B Herald"]
    (group,) = pq.read_table(out / "links" / "groups").to_pylist()
    assert (group["documents"], group["origin"]) == (sorted([original.id, copy.id]), "A Daily")


def test_furniture_of_very_many_pages_ties_each_to_a_few(tmp_path: Path) -> None:
    pages = 2 * HOT
    footer = said("footer", 24)
    made = [Reading(paper(f"Page {n}", [*said(n, 60), *footer])) for n in range(pages)]
    made.append(Reading(paper("Copy", [*said(7, 60), *footer], date(2017, 1, 2))))
    out = write_archive(tmp_path, [made])
    totals = link(out, config=Config(), copies_only=True)
    assert totals["tie"]["hot"] > 0
    # Beside runs that begin in a page's own last words; uncut there would be HUBS ties a page, in both directions.
    assert totals["tie"]["ties"] <= (HOT_TIES + 1) * len(made)
    assert totals["align"]["aligned"] <= HOT_TIES * len(made)
    assert pq.read_table(out / "links" / "pairs").num_rows == 1


def test_what_other_copies_say_of_an_origin_is_heard_across_parts(tmp_path: Path) -> None:
    words = said("agency", 120)
    made = [
        paper("A Daily", words),
        paper("B Herald", words),
        document("C Post", "SOMEWHERE (Reuters) - " + " ".join(words) + ".", published=DAY),
    ]
    readings = [Reading(one) for one in made]
    expected = {(e.source, e.copy): (e.origin, e.evidence) for e in find_echoes(readings, config=CompareConfig())}
    assert any("another copy of the passage says so" in evidence for _, evidence in expected.values())
    out = write_archive(tmp_path, [[one] for one in readings])
    link(out, config=Config(), copies_only=True, sizes={"bucket": 50, "part": 1})
    found = pq.read_table(out / "links" / "pairs").to_pylist()
    assert {(row["source"], row["copy"]): (row["origin"], row["evidence"]) for row in found} == expected


EDGES = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=40)


@given(EDGES)
def test_components_are_those_of_a_walk(edges: list[tuple[int, int]]) -> None:
    near: dict[int, set[int]] = {n: {n} for n in range(20)}
    for a, b in edges:
        near[a].add(b)
        near[b].add(a)
    found = components(20, np.array(edges, np.int64).reshape(-1, 2)).tolist()
    for start in range(20):
        reached, todo = {start}, [start]
        while todo:
            fresh = near[todo.pop()] - reached
            reached |= fresh
            todo += fresh
        assert found[start] == min(reached)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5))))
def test_sums_and_groups_of_keys(rows: list[tuple[int, int]]) -> None:
    keys, counts = np.array([k for k, _ in rows], np.uint64), np.array([c for _, c in rows], np.int64)
    once, totals = summed(keys, counts)
    expected: dict[int, int] = {}
    for key, count in rows:
        expected[key] = expected.get(key, 0) + count
    assert dict(zip(once.tolist(), totals.tolist(), strict=True)) == expected
    ordered = np.sort(keys)
    starts, sizes = groups_of(ordered)
    assert [ordered[start] for start in starts] == ordered.tolist()
    assert sizes.tolist() == [int((ordered == key).sum()) for key in ordered]
