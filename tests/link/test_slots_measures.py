"""How strong, how deep, how far and how long: what an amount in a unit answers."""

from __future__ import annotations

import pytest

from factories import claim, document, quantity
from rashomon.link.slots import slots_of

A = document("A Daily")

MEASURES = [
    # the claim's words, the amount, its unit, what is counted; (event, thing, unit) of the question
    ("a 6.1-magnitude earthquake hit", "6.1-magnitude", 6.1, "magnitude", "earthquake", ("composition", "quake", "")),
    (
        "The first tremor, magnitude 7.6, came at dawn",
        "magnitude 7.6",
        7.6,
        "magnitude",
        None,
        ("composition", "quake", ""),
    ),
    (
        "One 7.3-magnitude tremor was felt",
        "7.3-magnitude",
        7.3,
        "magnitude",
        "tremor",
        ("composition", "quake", "single"),
    ),
    (
        "One of the quakes--a 7.3-magnitude tremor",
        "7.3-magnitude",
        7.3,
        "magnitude",
        "tremor",
        ("composition", "quake", "single"),
    ),
    ("the quake struck at a depth of 10 km", "10 km", 10, "kilometre", "depth", ("depth", "quake", "")),
    ("the quake began 10 km beneath the surface", "10 km", 10, "kilometre", None, ("depth", "quake", "")),
    ("the quake was felt 900 km away in the north", "900 km", 900, "kilometre", None, ("reach", "quake", "")),
    ("the mine is 40 km from the town of Old Vale", "40 km", 40, "kilometre", None, ("distance", "old vale", "")),
    ("135 km from Porthaven at a depth of 35 km, the quake", "35 km", 35, "kilometre", "depth", ("depth", "quake", "")),
    ("the quake shook houses for around one minute", "around one minute", 1, "minute", None, ("duration", "quake", "")),
    ("the tremor was felt for 15 seconds", "15 seconds", 15, "second", None, ("duration", "quake", "")),
    ("the shelling lasted for two hours", "two hours", 2, "hour", None, ("duration", "shelling", "")),
]


@pytest.mark.parametrize(
    ("text", "words", "value", "unit", "thing", "expected"), MEASURES, ids=[row[0] for row in MEASURES]
)
def test_what_a_measure_answers(
    text: str, words: str, value: float, unit: str, thing: str | None, expected: tuple[str, str, str]
) -> None:
    amount = quantity(words, value, counted=thing, event="strike", unit=unit)
    ((slot, _),) = slots_of(claim(A, text), amount)
    assert (slot.event, slot.thing.head, " ".join(slot.thing.restricted)) == expected


NOTHING = [
    ("the planes come three days a week", "three days", "day"),
    ("he spoke for two minutes after the quake", "two minutes", "minute"),
    ("two hours ago the shelling began", "two hours", "hour"),
    ("a building of magnitude 3", "magnitude 3", "magnitude"),
]


@pytest.mark.parametrize(("text", "words", "unit"), NOTHING, ids=[row[0] for row in NOTHING])
def test_measures_that_answer_nothing(text: str, words: str, unit: str) -> None:
    assert list(slots_of(claim(A, text), quantity(words, 2, counted=None, unit=unit))) == []


def test_durations_are_compared_in_seconds() -> None:
    amount = quantity("two minutes", 2, counted=None, unit="minute")
    ((_, turned),) = slots_of(claim(A, "the shelling lasted two minutes"), amount)
    assert (turned.low, turned.high, turned.unit) == (120, 120, "second")
