"""How much data linking moves: steady, linear in the documents, and not the square of what all pages carry."""

from __future__ import annotations

import numpy as np
import pytest
from tools.simulate_linking import Measured, simulate, ties

from rashomon.archive.copies import HOT, HOT_TIES
from rashomon.compare.shingles import HUBS


def test_the_same_seed_gives_the_same_figures() -> None:
    first, again = simulate(200_000, 3, Measured()), simulate(200_000, 3, Measured())
    assert [step.tasks.tolist() for step in first[0]] == [step.tasks.tolist() for step in again[0]]
    assert first[1] == again[1]


def test_what_is_moved_grows_with_the_documents() -> None:
    small, large = (simulate(count, 1, Measured())[0] for count in (1_000_000, 8_000_000))
    for few, many in zip(small, large, strict=True):
        assert many.tasks.sum() / few.tasks.sum() == pytest.approx(8, rel=0.25), few.step


def brute(size: int) -> int:
    """Return the ties of one run by the rule itself: each to the first few, and they to it unless it is hot."""
    few = HOT_TIES if size > HOT else HUBS
    return sum(min(place, few) * (1 if size > HOT else 2) for place in range(size))


@pytest.mark.parametrize("size", [0, 1, 2, HUBS, HUBS + 1, HOT, HOT + 1, 5000])
def test_ties_of_a_run(size: int) -> None:
    assert ties(np.array([size]))[0] == pytest.approx(brute(size), abs=HOT_TIES * 2)
