"""The trained back end: what it finds in sentences of our own, and that its spans hold in any text."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from rashomon.config import ExtractConfig
from rashomon.extract.reading import read
from rashomon.ingest.view import tidy
from rashomon.records import words
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
