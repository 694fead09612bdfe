"""What an amount answers: the thing, the kind of event, the unit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories import claim, document, quantity
from rashomon.link.slots import slots_of
from rashomon.records import Quantity

A = document("A Daily")

SLOTS = [
    # the claim's words, an amount of it, and (event, thing, unit) for each question it answers
    ("40 people were killed", quantity("40", 40, counted="people", event="kill"), [("killing", "person", None)]),
    ("40 dead", quantity("40", 40, counted="dead", event=None), [("killing", "person", None)]),
    ("40 injured", quantity("40", 40, counted="injured", event=None), [("injury", "person", None)]),
    ("11 residents were hurt", quantity("11", 11, counted="residents", event="hurt"), [("injury", "person", None)]),
    ("killing at least 40", quantity("at least 40", 40, counted=None, event="kill"), [("killing", "person", None)]),
    (
        "Five people had been confirmed dead",
        quantity("Five", 5, counted="people", event="confirm"),
        [("killing", "person", None)],
    ),
    (
        "there were no casualties",
        quantity("no", 0, counted="casualties", event="be"),
        [("killing", "person", None), ("injury", "person", None)],
    ),
    ("another four people died", quantity("four", 4, counted="people", event="die"), []),
    ("40 percent left", quantity("40 percent", 40, unit="percent"), []),
    (
        "the camp is 10 miles south of the border",
        quantity("10 miles", 10, counted=None, event="be", unit="mile"),
        [("distance", "border", "kilometre")],
    ),
    (
        "a 6.1-magnitude quake struck",
        quantity("6.1-magnitude", 6.1, counted="quake", event="strike", unit="magnitude"),
        [("composition", "quake", "magnitude")],
    ),
]


@pytest.mark.parametrize(("text", "amount", "expected"), SLOTS, ids=[text for text, *_ in SLOTS])
def test_what_an_amount_answers(text: str, amount: Quantity, expected: list[tuple[str, str, str | None]]) -> None:
    found = slots_of(replace(claim(A, text), quantities=(amount,)), amount)
    assert [(slot.event, slot.thing.head, slot.unit) for slot, _ in found] == expected


def test_distances_are_compared_in_kilometres_as_exactly_as_they_were_given() -> None:
    amount = quantity("10 miles", 10, counted=None, unit="mile")
    ((_, turned),) = slots_of(claim(A, "10 miles from the border"), amount)
    assert (turned.low, turned.high, turned.unit, turned.words) == (15.289, 16.898, "kilometre", "10 miles")
