"""Whether work grows in proportion to its size, told on a machine that is busy with other things too.

Both sizes are done in turn, and of each the least processor time counts: other programs only ever add to it. A first
comparison that holds ends the search, so that a busy machine costs time and not the verdict; work that grows with the
square of its size stays above the bound however often it is tried.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import thread_time
from typing import Final

ROUNDS: Final = 8


def in_proportion(
    prepared: Callable[[int], Callable[[], object]],
    small: int,
    large: int,
    *,
    clock: Callable[[], float] = thread_time,
    most: float | None = None,
) -> bool:
    """Tell whether the larger work takes at most as many times longer as it is larger, to the power of 1.5.

    Args:
        prepared: makes the work of a size, which is then timed without what it took to make it.
        small: a size whose work takes milliseconds: less, and what is the same for every size hides the growth.
        large: at least eight times that: 22 times the seconds pass, and a square takes 64 times.
        clock: seconds of processor time of this thread, or of whatever does the work.
        most: how many times longer the larger work may take, where that is another number.
    """
    assert large >= 8 * small
    bound = most or (large / small) ** 1.5
    least = {small: inf, large: inf}
    prepared(small)()  # what is loaded at first use is not part of either
    for _ in range(ROUNDS):
        for size, seconds in least.items():
            work = prepared(size)
            began = clock()
            work()
            least[size] = min(seconds, clock() - began)
        if least[large] <= bound * least[small]:
            return True
    return False
