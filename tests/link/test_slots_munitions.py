"""Bombs, shells and rockets: all of them, those inside a place and those outside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories import claim, document, quantity
from rashomon.link.slots import slots_of
from rashomon.records import Quantity, Span

A = document("A Daily")


def of(text: str, words: str, value: float, event: str, counted: str = "shells") -> Quantity:
    """Return an amount that stands in a text."""
    at = text.index(words)
    return replace(quantity(words, value, counted=counted, event=event), span=Span(at, at + len(words)))


PLACES = [
    # the claim's words, the amount, its verb; (event, of) of the question, None where it is another's
    ("six shells were fired", "six", 6, "fire", ("impact", "")),
    ("six shells were fired at noon in the region", "six", 6, "fire", ("impact", "")),
    ("two landed inside the camp itself", "two", 2, "land", ("impact", "inside the camp")),
    ("two fell within the old market town", "two", 2, "fall", ("impact", "inside the town")),
    ("three shells exploded outside the camp", "three", 3, "explode", ("impact", "outside the camp")),
    ("two others hit the outskirts of the camp", "two", 2, "hit", ("impact", "outside the camp")),
    ("four shells exploded", "four", 4, "explode", ("detonation", "")),
    ("two hit a school", "two", 2, "hit", ("hit", "")),
    ("two shells fell on an airstrip", "two", 2, "fall", ("fall", "")),
]


@pytest.mark.parametrize(("text", "words", "value", "event", "expected"), PLACES, ids=[row[0] for row in PLACES])
def test_where_they_fell(text: str, words: str, value: float, event: str, expected: tuple[str, str]) -> None:
    amount = of(text, words, value, event)
    ((slot, _),) = slots_of(replace(claim(A, text), quantities=(amount,)), amount)
    assert (slot.event, slot.of) == expected


def test_those_inside_and_those_outside_are_all_there_were() -> None:
    text = "at least one shell landed in the camp, and three or four fell outside it"
    inside = replace(of(text, "at least one", 1, "land"), low=1, high=None)
    outside = replace(of(text, "three or four", 3, "fall"), high=4)
    told = replace(claim(A, text), quantities=(inside, outside))
    assert [slot.of for slot, _ in slots_of(told, inside)] == ["inside the camp"]
    (_, first), (total, both) = slots_of(told, outside)
    assert (first.low, first.high, total.of) == (3, 4, "")
    assert (both.low, both.high, both.derived) == (4, None, True)


def test_a_part_of_those_outside_is_no_count_of_them() -> None:
    text = "Three shells exploded outside the camp: two landed on the outskirts"
    three, two = of(text, "Three", 3, "explode"), of(text, "two", 2, "land")
    told = replace(claim(A, text), quantities=(three, two))
    assert list(slots_of(told, two)) == []
    ((_, amount),) = slots_of(told, three)
    assert (amount.low, amount.high) == (3, None)  # others may have fallen there that did not go off
