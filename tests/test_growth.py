"""The check of growth itself: on clocks made by hand, as a busy machine would show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, repeat

import pytest

from growth import ROUNDS, in_proportion


class Machine:
    """A processor whose clock moves by what a work costs, times how busy it is at that moment."""

    def __init__(self, cost: Callable[[int], float], busy: Iterator[float]) -> None:
        self.now = 0.0
        self._cost = cost
        self._busy = busy

    def prepared(self, size: int) -> Callable[[], None]:
        def work() -> None:
            self.now += self._cost(size) * next(self._busy)

        return work


@pytest.mark.parametrize(
    ("cost", "busy", "verdict"),
    [
        (lambda size: size, repeat(1.0), True),
        (lambda size: size * 1.4, chain([1.0, 1.0, 9.0, 7.0, 1.0], repeat(2.0)), True),
        (lambda size: size, chain([1.0], [1.0, 9.0] * (ROUNDS - 1), [1.0, 1.5]), True),
        (lambda size: size**2, repeat(1.0), False),
        (lambda size: size**2, chain([1.0], [2.5, 1.0] * 3, repeat(1.0)), False),
        (lambda size: size**1.8, repeat(1.0), False),
    ],
    ids=["linear", "linear, busy", "linear, busy to the last", "square", "square, busy", "nearly a square"],
)
def test_what_grows_in_proportion(cost: Callable[[int], float], busy: Iterator[float], verdict: bool) -> None:
    machine = Machine(cost, busy)
    assert in_proportion(machine.prepared, 10, 100, clock=lambda: machine.now) is verdict


def test_real_work_is_told_apart() -> None:
    def square(size: int) -> Callable[[], object]:
        return lambda: [sum(range(size)) for _ in range(size)]

    def linear(size: int) -> Callable[[], object]:
        return lambda: sum(range(size * 1000))

    assert in_proportion(linear, 50, 500)
    assert not in_proportion(square, 100, 1000)
