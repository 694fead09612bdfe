"""What of the machine the program may use, and that it gives back what it took."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits

from rashomon.extract.parse import parse
from rashomon.machine import single_threaded


def threads() -> set[int]:
    """Return how many threads the libraries that multiply matrices may use."""
    assert np.ones(1).size
    return {library["num_threads"] for library in ThreadpoolController().select(user_api="blas").info()}


pytestmark = pytest.mark.skipif(not threads(), reason="numpy multiplies with a library that has no number of threads")


@pytest.mark.parametrize("before", [1, 2])
def test_products_take_one_thread_inside_and_as_many_as_before_outside(before: int) -> None:
    with threadpool_limits(before, user_api="blas"):
        with single_threaded():
            assert threads() == {1}
            with single_threaded():
                assert threads() == {1}
            assert threads() == {1}
        assert threads() == {before}


def test_threads_take_turns_and_leave_it_as_it_was() -> None:
    start = Barrier(4)

    def work(_: int) -> list[set[int]]:
        start.wait()
        found = []
        for _ in range(50):
            with single_threaded():
                found.append(threads())
        return found

    with threadpool_limits(2, user_api="blas"):
        pass  # Whoever set it first must not keep the others from it.
    before = threads()
    with ThreadPoolExecutor(4) as pool:
        assert all(found == [{1}] * 50 for found in pool.map(work, range(4)))
    assert threads() == before


def test_an_error_inside_puts_it_back() -> None:
    with threadpool_limits(2, user_api="blas"):
        with pytest.raises(ValueError, match="of ours"), single_threaded():
            raise ValueError("of ours")
        assert threads() == {2}


def test_a_parse_leaves_numpy_as_it_was() -> None:
    with threadpool_limits(2, user_api="blas"):
        parse("The mayor said that the dam was safe.")
        assert threads() == {2}
