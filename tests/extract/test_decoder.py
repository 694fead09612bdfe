"""Decoding: from role scores of word pieces to a source, a cue and a content in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.extract.decoder import WordList, best_run, decode, runs_of

# One letter a word: n none, s source, q cue, c content, and its capital for a doubtful one.
_LETTERS = {"n": 0, "s": 1, "q": 2, "c": 3}


def words_of(text: list[str]) -> WordList:
    starts = np.cumsum([0, *(len(word) + 1 for word in text)])[:-1]
    ends = starts + np.array([len(word) for word in text])
    bare = np.array([not word[:1].isalnum() for word in text])
    mark = np.array([word == "" for word in text])
    return WordList(np.arange(len(text)), starts, ends, bare, mark, np.arange(len(text)))


def scores(roles: str) -> np.ndarray:
    logits = np.zeros((len(roles), 4), np.float32)
    for i, letter in enumerate(roles):
        logits[i, _LETTERS[letter.lower()]] = 0.4 if letter.isupper() else 4.0
    return logits


@dataclass(frozen=True)
class Case:
    text: str
    roles: str
    source: str
    cue: str
    content: str


CASES = {
    "plain": Case("Novak said trucks left .", "sqccn", "Novak", "said", "trucks left"),
    "no source": Case("It emerged that trucks left .", "nqnccn", "", "emerged", "trucks left"),
    "a content around its cue": Case(
        '" Yes , " he said , " they left "', "ncnnsqnncc" + "n", "he", "said", "Yes|they left"
    ),
    "gaps of punctuation are closed": Case(
        "She said trucks , buses left", "sqcncc", "She", "said", "trucks , buses left"
    ),
    "a stray word far away is dropped": Case(
        "She said trucks left today and others", "sqccnnC", "She", "said", "trucks left"
    ),
    "two runs of source: the surer one": Case(
        "Novak met Weber who said yes loudly", "Snssqcc", "Weber who", "said", "yes loudly"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_decoding(case: Case) -> None:
    text = case.text.split(" ")
    words = words_of(text)
    found = decode(words, case.roles.lower().index("q"), 0, scores(case.roles))
    assert found is not None

    def said(runs: tuple[tuple[int, int], ...]) -> str:
        return "|".join(" ".join(text[a:b]) for a, b in runs)

    assert (said(found.source), said(found.cue), said(found.content)) == (case.source, case.cue, case.content)


def test_an_anchor_without_content_is_no_attribution() -> None:
    words = words_of("He said nothing more".split())
    assert decode(words, 1, 0, scores("sqnn")) is None


@given(st.lists(st.floats(-5, 5), max_size=40))
def test_the_best_run_is_the_best(values: list[float]) -> None:
    start, end = best_run(np.array(values))
    best = sum(values[start:end])
    assert all(best >= sum(values[a:b]) - 1e-9 for a in range(len(values)) for b in range(a, len(values) + 1))


@given(st.lists(st.booleans(), max_size=60))
def test_runs_are_the_true_stretches(mask: list[bool]) -> None:
    inside = {i for a, b in runs_of(np.array(mask, bool)) for i in range(a, b)}
    assert inside == {i for i, value in enumerate(mask) if value}


@given(
    st.integers(1, 60).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.floats(-8, 8), min_size=4 * n, max_size=4 * n))
    )
)
def test_any_scores_decode_to_disjoint_roles_inside_the_text(drawn: tuple[int, list[float]]) -> None:
    count, values = drawn
    words = words_of([f"w{i}" if i % 5 else "," for i in range(count)])
    found = decode(words, 0, 0, np.array(values, np.float32).reshape(count, 4))
    if found is not None:
        every = [i for runs in (found.source, found.cue, found.content) for a, b in runs for i in range(a, b)]
        assert all(0 <= i < count for i in every)
        sources = {i for a, b in found.source for i in range(a, b)}
        contents = {i for a, b in found.content for i in range(a, b)}
        assert not sources & contents
        assert 0 <= found.score <= 1
