"""Documents to stories: the strongest ties first, no story larger than it may be, every cut told."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rashomon.archive.linking_stories import joined

TIES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(8, 30)), max_size=40)


def key(a: int, b: int) -> int:
    return (min(a, b) << 32) | max(a, b)


@given(TIES, st.integers(2, 6))
def test_stories_keep_their_size_and_every_tie_is_inside_one_or_told(
    ties: list[tuple[int, int, int]], most: int
) -> None:
    ties = sorted((tie for tie in ties if tie[0] != tie[1]), key=lambda tie: (-tie[2], key(tie[0], tie[1])))
    pairs, weights = np.array([key(a, b) for a, b, _ in ties], np.uint64), np.array([w for *_, w in ties], np.int64)
    roots, cut = joined(12, pairs, weights, most)
    assert np.unique(roots, return_counts=True)[1].max() <= most
    for a, b, weight in ties:
        x, y = sorted((int(roots[a]), int(roots[b])))
        if x != y:
            assert cut[x, y][2] >= weight


def test_what_has_most_in_common_is_one_story_where_not_all_can_be() -> None:
    pairs = np.array([key(1, 2), key(0, 1), key(2, 3)], np.uint64)
    roots, cut = joined(4, pairs, np.array([30, 20, 10], np.int64), 3)
    assert roots.tolist() == [0, 0, 0, 3]
    assert cut == {(0, 3): (2, 3, 10)}
