"""The judge of entailment: chances that sum to one, and hang on nothing but the two texts."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from rashomon.compare import pairing
from rashomon.compare.entailment import NOTHING, Entailment, Verdict, shipped_entailment
from rashomon.compare.pairing import CONTENT, NEGATION, NUMBER, SAME, STEM, Laid, lay_out, stack
from rashomon.errors import RunError

UNMARKED = pairing.NOTHING
PAIRS = [
    ("The mayor opened the new bridge in May.", "The mayor opened a bridge."),
    ("The mayor opened the new bridge in May.", "The mayor did not open the bridge."),
    ("Six people died when the ferry sank.", "Nine people died when the ferry sank."),
    ("Six people died when the ferry sank.", "6 people died."),
    ("A dog runs over the grass while two children, who came with their aunt, look on.", "Nobody is singing."),
    ("The harvest was good.", "The minister met the farmers of the valley on Friday and promised them seed."),
    ("Rain.", "It rained."),
] * 6


@pytest.fixture(scope="module")
def judge() -> Entailment:
    return shipped_entailment()


def distance(one: Verdict, other: Verdict) -> float:
    return max(
        abs(a - b)
        for a, b in zip(
            (one.entails, one.contradicts, one.neutral), (other.entails, other.contradicts, other.neutral), strict=True
        )
    )


def test_chances_sum_to_one(judge: Entailment) -> None:
    for verdict in judge.judge(PAIRS):
        parts = (verdict.entails, verdict.contradicts, verdict.neutral)
        assert all(0 <= part <= 1 for part in parts)
        assert sum(parts) == pytest.approx(1)


def test_a_verdict_hangs_on_nothing_but_its_pair(judge: Entailment) -> None:
    together = judge.judge(PAIRS)
    order = list(range(len(PAIRS)))
    random.Random(1).shuffle(order)
    shuffled = judge.judge([PAIRS[number] for number in order])
    for place, number in enumerate(order):
        assert distance(shuffled[place], together[number]) < 1e-4
    for pair, verdict in list(zip(PAIRS, together, strict=True))[:7]:
        assert distance(judge.judge([pair])[0], verdict) < 1e-4
    # Beside a text that fills the window all others are padded.
    padded = judge.judge([*PAIRS[:7], ("word " * 400, "other " * 400)])
    assert all(distance(a, b) < 1e-4 for a, b in zip(padded[:7], together[:7], strict=True))


def test_capitals_are_the_same_text(judge: Entailment) -> None:
    for (first, second), verdict in zip(PAIRS[:7], judge.judge(PAIRS[:7]), strict=True):
        assert distance(judge.judge([(first.upper(), second.upper())])[0], verdict) < 1e-6


def test_plain_cases_come_out_right(judge: Entailment) -> None:
    follows, denied, other = judge.judge([PAIRS[0], PAIRS[1], PAIRS[2]])
    assert follows.entails > 0.5
    assert denied.contradicts > 0.5
    assert other.contradicts > other.entails


@pytest.mark.parametrize("pair", [("", "A claim."), ("A claim.", ""), ("", ""), (" \n\t", "A claim."), ("\x00", "A.")])
def test_without_words_all_is_left_open(judge: Entailment, pair: tuple[str, str]) -> None:
    assert judge.judge([pair]) == [NOTHING]
    assert judge.says(NOTHING) is None


@pytest.mark.parametrize(
    "pair", [("a" * 100_000, "b"), ("a " * 100_000, "b " * 100_000), ("\ud800", "A claim."), ("é" * 300, "字" * 300)]
)
def test_no_text_breaks_it(judge: Entailment, pair: tuple[str, str]) -> None:
    (verdict,) = judge.judge([pair])
    assert verdict.entails + verdict.contradicts + verdict.neutral == pytest.approx(1)


def test_no_pairs_have_no_verdicts(judge: Entailment) -> None:
    assert judge.judge([]) == []


def test_only_what_is_certain_is_said(judge: Entailment) -> None:
    settings = judge.settings
    assert 0.5 <= settings.contradicts < 1
    assert 0.5 <= settings.entails < 1
    assert judge.says(Verdict(0.0, 1.0, 0.0)) == "contradicts"
    assert judge.says(Verdict(1.0, 0.0, 0.0)) == "entails"
    assert judge.says(Verdict(0.34, 0.33, 0.33)) is None


def test_missing_files_are_told_of(tmp_path: Path) -> None:
    empty = Entailment(tmp_path)
    with pytest.raises(RunError, match="missing"):
        empty.judge([("a", "b")])
    row = {"window": 16, "scale": 1.0, "shift": [0, 0, 0], "contradicts": 0.9, "entails": 0.9}
    (tmp_path / "settings.json").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(RunError, match="missing"):
        empty.judge([("a", "b")])


def laid(judge: Entailment, first: str, second: str, window: int = 64) -> Laid:
    (row,) = lay_out([(first, second)], judge._tokenizer, window=window)
    assert row is not None
    return row


def test_each_word_is_marked_by_what_the_other_text_says(judge: Entailment) -> None:
    row = laid(judge, "Six protesters", "6 protested in 1990, never Paul")
    assert row.marks.tolist()[:4] == [UNMARKED, SAME, STEM, UNMARKED]
    second = row.marks[row.kinds == 1].tolist()
    assert second[:2] == [SAME, STEM]
    assert [mark for mark in second if mark in {NUMBER, NEGATION, CONTENT}] == [NUMBER, NEGATION, CONTENT]


@pytest.mark.parametrize(("first", "second"), [(100, 3), (3, 100), (100, 100), (3, 3)])
def test_what_does_not_fit_is_cut_from_the_longer(judge: Entailment, first: int, second: int) -> None:
    row = laid(judge, "a " * first, "b " * second, window=23)
    room = 20
    assert len(row) == min(first + second, room) + 3
    expected = min(first, max(room - second, room // 2))
    assert int((row.kinds == 0).sum()) == expected + 2
    assert row.ids[-1] == 102


def test_rows_are_padded_with_nothing(judge: Entailment) -> None:
    rows = [laid(judge, "a", "b"), laid(judge, "a b c", "d e f")]
    ids, kinds, marks = stack(rows)
    assert ids.shape == kinds.shape == marks.shape == (2, 9)
    assert not ids[0, 5:].any()
