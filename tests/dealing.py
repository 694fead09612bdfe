"""The order in which a run on several processors takes the tests: the long ones first, so that none is left at the end.

Workers of pytest-xdist begin with equal shares of the tests, each from the front of its own, and who has finished takes
from the back of another's. Left in the order of files, a share may end with a test of two minutes while the others
wait; here every share begins with its part of the long ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

# What one worker runs in this order, with about the seconds it takes on a quiet processor: beginnings of names.
# Suites stand together that read the same texts (see gold/conftest.py), and tests that share a case or a browser.
LONG: Final[tuple[tuple[int, tuple[str, ...]], ...]] = (
    (
        240,
        tuple(f"tests/gold/test_floors.py::test_no_figure_falls[{s}]" for s in ("attribution", "reference", "nesting")),
    ),
    (105, ("tests/hostile/test_corpus.py",)),
    (120, tuple(f"tests/gold/test_floors.py::test_no_figure_falls[{s}]" for s in ("pairs", "actors"))),
    (140, ("tests/web/test_pages_browser.py",)),
    (80, ("tests/archive/test_engine.py",)),
    (165, ("tests/test_docs.py::test_commands_print_what_is_shown",)),
    (55, ("tests/gold/test_floors.py::test_no_figure_falls[attribution, capitals]",)),
    (130, ("tests/archive/test_cluster.py",)),
    (35, ("tests/gold/test_floors.py::test_no_figure_falls[chains]",)),
    (40, ("tests/web/test_story_browser.py",)),
    (35, ("tests/tools/test_kill_cases.py",)),
    (90, ("tests/gold/test_floors.py::test_no_figure_falls",)),
)


class Named(Protocol):
    """A test, as far as this module is concerned."""

    @property
    def nodeid(self) -> str:
        """Its name, which begins with its file."""
        ...


Item = TypeVar("Item", bound=Named)


def dealt(items: Sequence[Item], hands: int, *, long: Sequence[tuple[int, tuple[str, ...]]] = LONG) -> list[Item]:
    """Return the tests in an order whose `hands` equal shares, one after another, each begin with long ones.

    Args:
        items: in the order of files, which the short ones keep.
        hands: how many workers there are.
        long: groups of tests that stay together, each with its seconds and the beginnings of their names in order.

    Returns:
        The same tests. The longest group goes to the first share, each next one to the share with the fewest seconds.
    """
    left = list(items)
    piles: list[list[Item]] = [[] for _ in range(hands)]
    seconds = [0] * hands
    for length, names in sorted(long, key=lambda group: -group[0]):
        group = [item for name in names for item in left if item.nodeid.startswith(name)]
        taken = {item.nodeid for item in group}
        left = [item for item in left if item.nodeid not in taken]
        share = seconds.index(min(seconds))
        seconds[share] += length if group else 0
        piles[share] += group
    order: list[Item] = []
    for number, pile in enumerate(piles):
        # As pytest-xdist cuts them: what remains, by the workers that have no share yet.
        size = (len(items) - len(order)) // (hands - number)
        order += pile + left[: max(0, size - len(pile))]
        left = left[max(0, size - len(pile)) :]
    return order + left
