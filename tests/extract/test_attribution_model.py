"""The trained back end: what it finds in sentences of our own, and that its spans hold in any text."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.config import ExtractConfig
from rashomon.extract import attribution_model
from rashomon.extract.reading import extract, read
from rashomon.ingest.view import tidy
from rashomon.records import Reading, words
from texts import document


@dataclass(frozen=True)
class Case:
    text: str
    source: str
    cue: str
    content: str


CASES = {
    "indirect": Case(
        "The ministry said on Monday that the bridge would be closed.",
        "The ministry",
        "said",
        "that the bridge would be closed",
    ),
    "direct, the source after": Case(
        "“We had no water for nine days,” said the mayor of the town.", "the mayor", "said", "no water for nine days"
    ),
    "a content in two pieces": Case(
        "“The road,” the driver told reporters, “was full of holes.”", "the driver", "told", "was full of holes"
    ),
    "according to": Case(
        "According to the hospital, nine people were treated for burns.", "the hospital", "According to", "nine people"
    ),
    "capitals": Case(
        "THE ARMY SAID THAT NO SHOTS HAD BEEN FIRED NEAR THE DAM.", "THE ARMY", "SAID", "NO SHOTS HAD BEEN FIRED"
    ),
    "a noun as cue": Case(
        "The coalition repeated its claim that the convoy had been stopped.",
        "The coalition",
        "claim",
        "the convoy had been stopped",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_who_says_what(case: Case) -> None:
    given = document(case.text)
    found = read(given, tidy(given), config=ExtractConfig(attribution="model")).attributions
    said = [tuple(words(given.text, part) for part in (one.source, one.cue, one.content)) for one in found]
    assert any(
        case.source in source and case.cue in cue and case.content in content for source, cue, content in said
    ), said


def test_two_attributions_side_by_side_stay_two() -> None:
    given = document("The army said the town was empty, but residents said that hundreds were still there.")
    found = read(given, tidy(given), config=ExtractConfig(attribution="model")).attributions
    pairs = {(words(given.text, one.source), words(given.text, one.content)) for one in found}
    assert any("army" in source and "empty" in content and "hundreds" not in content for source, content in pairs)
    assert any("residents" in source and "hundreds" in content and "empty" not in content for source, content in pairs)


def test_scores_are_shares() -> None:
    given = document("The ministry said on Monday that the bridge would be closed.")
    found = read(given, tidy(given), config=ExtractConfig(attribution="model")).attributions
    assert found
    assert all(0 < one.score <= 1 for one in found)


LONG = " ".join(
    f"Minister {name} said on Monday that {number} people had left the town. She denied that it was a deal."
    for number, name in enumerate(["Ross", "Blake", "Hall", "Stone", "Price", "Webb", "Nolan", "Field"] * 12)
)


def test_a_long_text_is_read_the_same_by_any_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    text = document(LONG)
    found = []
    for number in (1, 5):
        with attribution_model.executor(number) as pool:
            monkeypatch.setattr(attribution_model, "workers", lambda pool=pool: pool)
            found.append(read(text, tidy(text), config=ExtractConfig()))
    assert found[0].attributions
    assert found[0] == found[1]


def test_with_one_processor_nothing_runs_beside() -> None:
    with attribution_model.executor(1) as pool:
        assert list(pool.map(lambda _: threading.get_ident(), range(3))) == [threading.get_ident()] * 3
        failed = pool.submit(int, "no number")
    with pytest.raises(ValueError, match="no number"):
        failed.result()


def test_windows_are_read_alone() -> None:
    """What is read together shares the scale that its numbers are rounded by, so it would show in the scores."""
    begun = attribution_model.EncoderReading(LONG)
    assert len(begun.parts) > 8
    assert {len(batch.spans) for part in begun.parts if (batch := part.result()[1]) is not None} == {1}


TOGETHER = [
    document("The minister said that ten people had left. She denied a deal.", path="a.txt"),
    document("A BOMB KILLED TWENTY PEOPLE IN THE CAPITAL TODAY.\n\nPolice said so.", path="b.txt"),
    document("“Nobody came,” a driver told the BBC on Tuesday.", path="c.txt"),
    document("", path="d.txt"),
]


@cache
def alone(number: int) -> Reading:
    one = TOGETHER[number]
    return read(one, tidy(one), config=ExtractConfig()) if one.text else Reading(one)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(range(len(TOGETHER))), min_size=1, max_size=5))
def test_a_text_is_read_the_same_whatever_its_neighbours(row: list[int]) -> None:
    found = extract(((TOGETHER[i], tidy(TOGETHER[i])) for i in row), config=ExtractConfig())
    assert list(found) == [alone(i) for i in row]
