"""Which readings stand: the surest first, none twice, and no word lost that the tagger saw beside one."""

from __future__ import annotations

import numpy as np
import pytest

from rashomon.extract.decoder import WordList
from rashomon.extract.encoder import Anchored, Scores
from rashomon.extract.selection import FEATURES, Settings, select

TEXT = "Novak said trucks left , and Weber said nobody was hurt".split()
ROLES = {"n": 0, "s": 1, "q": 2, "c": 3}
ONLY_ANCHOR = Settings(keep=0.5)


def words() -> WordList:
    starts = np.cumsum([0, *(len(word) + 1 for word in TEXT)])[:-1]
    ends = starts + np.array([len(word) for word in TEXT])
    bare = np.array([not word[:1].isalnum() for word in TEXT])
    return WordList(np.arange(len(TEXT)), starts, ends, bare, np.zeros(len(TEXT), bool), np.arange(len(TEXT)))


def logits(roles: str) -> np.ndarray:
    found = np.zeros((len(roles), 4), np.float32)
    for i, letter in enumerate(roles):
        found[i, ROLES[letter]] = 4.0
    return found


def tags(roles: str) -> np.ndarray:
    return np.eye(4, dtype=np.float32)[[ROLES[letter] for letter in roles]]


def said(found: object) -> list[tuple[str, str]]:
    def text(runs: tuple[tuple[int, int], ...]) -> str:
        return "|".join(" ".join(TEXT[a:b]) for a, b in runs)

    return [(text(one.source), text(one.content)) for one in found]  # type: ignore[attr-defined]


def test_two_speakers_side_by_side() -> None:
    scores = Scores(
        (Anchored(1, 0.9, 0, logits("sqccnnnnnnn")), Anchored(7, 0.8, 0, logits("nnnnnnsqccc"))), tags("sqccnnsqccc")
    )
    assert said(select(words(), scores, ONLY_ANCHOR)) == [("Novak", "trucks left"), ("Weber", "nobody was hurt")]


def test_what_claims_the_words_of_a_surer_one_falls_away() -> None:
    scores = Scores(
        (Anchored(1, 0.9, 0, logits("sqccnnnnnnn")), Anchored(7, 0.6, 0, logits("nnccnnsqnnn"))), tags("sqccnnsqnnn")
    )
    assert said(select(words(), scores, ONLY_ANCHOR)) == [("Novak", "trucks left")]


@pytest.mark.parametrize(("keep", "count"), [(0.5, 1), (0.3, 2), (0.95, 0)])
def test_only_the_sure_stand(keep: float, count: int) -> None:
    scores = Scores(
        (Anchored(1, 0.9, 0, logits("sqccnnnnnnn")), Anchored(7, 0.4, 0, logits("nnnnnnsqccc"))), tags("sqccnnsqccc")
    )
    assert len(select(words(), scores, Settings(keep=keep))) == count


def test_content_that_only_the_tagger_saw_goes_to_the_one_it_touches() -> None:
    scores = Scores((Anchored(7, 0.9, 0, logits("nnnnnnsqccn")),), tags("nnnnnnsqccc"))
    assert said(select(words(), scores, ONLY_ANCHOR)) == [("Weber", "nobody was hurt")]


def test_the_score_of_what_stands_is_its_probability() -> None:
    weights = (0.0,) * len(FEATURES) + (2.0,)
    scores = Scores((Anchored(1, 0.2, 0, logits("sqccnnnnnnn")),), tags("sqccnnnnnnn"))
    (only,) = select(words(), scores, Settings(weights=weights))
    assert only.score == pytest.approx(1 / (1 + np.exp(-2)))


def test_nothing_likely_is_nothing_said() -> None:
    assert select(words(), Scores((), tags("nnnnnnnnnnn")), Settings()) == []
