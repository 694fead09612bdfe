"""Counts of another place, another time or another quake are other questions."""

from __future__ import annotations

from collections.abc import Sequence

from factories import claim, document, quantity, readings, source
from rashomon.link.entities import link_entities
from rashomon.link.questions import find_questions
from rashomon.records import Claim, Inquiry, Quantity

A, B = document("A Daily"), document("B Herald")
ARMY, REBELS = source("army"), source("rebels")


def asked(*claims: Claim) -> list[Inquiry]:
    given = readings(*claims, documents=(A, B))
    return list(find_questions(given, link_entities(given)))


def told(*texts: tuple[str, Sequence[Quantity]]) -> list[Inquiry]:
    """Return what the claims ask, each of another document and source than the one before."""
    claims = [
        claim((A, B)[n % 2], text, (ARMY, REBELS)[n % 2], quantities=amounts, at=40 * n)
        for n, (text, amounts) in enumerate(texts)
    ]
    return asked(*claims)


def quake(words: str, value: float, thing: str = "quake") -> Quantity:
    return quantity(words, value, counted=thing, event="hit", unit="magnitude")


def sizes(inquiries: list[Inquiry]) -> list[list[float]]:
    return [sorted({a.quantity.low or 0 for a in i.answers if a.quantity}) for i in inquiries]


def test_magnitudes_close_to_each_other_are_of_one_quake() -> None:
    inquiries = told(
        ("a 7.6-magnitude quake hit", [quake("7.6-magnitude", 7.6)]),
        ("a 7.7-magnitude earthquake hit", [quake("7.7-magnitude", 7.7, "earthquake")]),
        ("a 6.1-magnitude tremor hit", [quake("6.1-magnitude", 6.1, "tremor")]),
    )
    assert sizes(inquiries) == [[7.6, 7.7], [6.1]]


def test_magnitudes_that_one_claim_tells_apart_are_of_two_quakes() -> None:
    inquiries = told(
        ("quakes of 7.6 and 7.5 magnitude hit", [quake("7.6", 7.6, "quakes"), quake("7.5 magnitude", 7.5, "quakes")]),
        ("the 7.6-magnitude quake hit", [quake("7.6-magnitude", 7.6)]),
    )
    assert sizes(inquiries) == [[7.6], [7.5]]


def test_one_of_several_quakes_is_not_the_quake() -> None:
    inquiries = told(
        ("the 7.5-magnitude quake hit", [quake("7.5-magnitude", 7.5)]),
        ("One 7.3-magnitude tremor was felt", [quake("7.3-magnitude", 7.3, "tremor")]),
    )
    assert [i.text for i in inquiries] == [
        "What was the magnitude of the quake?",
        "What was the magnitude of one of the quakes?",
    ]


def damaged(words: str, value: float) -> list[Quantity]:
    return [quantity(words, value, counted="houses", event="damage")]


def test_the_damage_of_a_town_or_district_is_not_that_of_the_whole() -> None:
    inquiries = told(
        ("40 houses were damaged by the quake", damaged("40", 40)),
        ("10 houses were damaged in Oldbridge, the capital of the district", damaged("10", 10)),
        ("at least 22 houses were badly damaged in the district", damaged("at least 22", 22)),
    )
    assert {i.text for i in inquiries} == {
        "How many houses were damaged?",
        "How many houses were damaged in Oldbridge?",
        "How many houses were damaged in the district?",
    }


def test_a_number_inside_another_is_not_mistaken_for_it() -> None:
    far = quantity("135 km", 135, counted=None, event="be", unit="kilometre")
    deep = quantity("35 km", 35, counted="depth", event="be", unit="kilometre")
    inquiries = told(("the quake was 135 km from Porthaven at a depth of 35 km", [far, deep]))
    assert [i.text for i in inquiries] == ["How far is it from Porthaven?", "How deep was the quake?"]
