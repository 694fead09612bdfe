"""What of the machine the program may use, and that it gives back what it took."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import numpy as np  # noqa: F401  the library that multiplies is found once it is loaded
import pytest
from spacy.tokens import Doc
from threadpoolctl import ThreadpoolController, threadpool_limits

from rashomon.extract.parse import parse, parser
from rashomon.extract.parse_components import Names
from rashomon.machine import single_threaded


def threads() -> set[int]:
    """Return how many threads the libraries that multiply matrices may use."""
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

    before = threads()
    if before == {1}:
        pytest.skip("one thread from the beginning: nothing to put back")
    with ThreadPoolExecutor(4) as pool:
        assert all(found == [{1}] * 50 for found in pool.map(work, range(4)))
    assert threads() == before


def test_an_error_inside_puts_it_back() -> None:
    with threadpool_limits(2, user_api="blas"):
        with pytest.raises(ValueError, match="of ours"), single_threaded():
            raise ValueError("of ours")
        assert threads() == {2}


def test_a_parse_multiplies_in_one_thread_and_leaves_numpy_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    names = Names.__call__

    def watched(self: Names, docs: Sequence[Doc]) -> None:
        seen.append(threads())
        names(self, docs)

    monkeypatch.setattr(Names, "__call__", watched)
    with threadpool_limits(2, user_api="blas"):
        parse("The mayor said that the dam was safe.")
        assert threads() == {2}
    assert seen == [{1}]


def test_the_parser_multiplies_by_numpy_and_looks_lemmas_up_in_sets() -> None:
    nlp: Any = parser("spacy-sm")
    nodes = [node for name in ("tok2vec", "tagger", "parser", "ner") for node in nlp.get_pipe(name).model.walk()]
    # spaCy chooses for itself in the last, narrow layer of what goes step by step.
    assert {node.name for node in nodes if node.ops.use_blis} <= {"linear"}
    assert sum(node.name == "maxout" and not node.ops.use_blis for node in nodes) >= 8
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    assert {type(words) for words in index.values()} == {frozenset}
