"""Those who live somewhere, those who did something, and those who were hurt badly or slightly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories import claim, document, quantity
from rashomon.link.slots import slots_of
from rashomon.records import Event, Quantity

A = document("A Daily")

RESIDENTS = [
    # the claim's words, the amount, what is counted; (thing, of) of the question, None where it asks no such thing
    ("Elmfield is a camp of about 900 refugees", "about 900", "refugees", ("refugee", "Elmfield")),
    ("Elmfield is home to 900 refugees", "900", "refugees", ("refugee", "Elmfield")),
    ("the shells hit a refugee camp of 900 people", "900", "people", ("refugee", "")),
    ("the Elmfield refugee camp, which shelters 900 civilians", "900", "civilians", ("refugee", "Elmfield")),
    ("900 refugees who fled are living in the Elmfield camp", "900", "refugees", ("refugee", "Elmfield")),
    ("The camp consists of 900 refugees", "900", "refugees", ("refugee", "")),
    ("Porthaven, a city of 900 people, was hit", "900", "people", ("person", "Porthaven")),
    ("900 refugees crossed the river", "900", "refugees", None),
    ("supplies enough for 900 refugees", "900", "refugees", None),
    ("a camp of 900 tents", "900", "tents", None),
]


@pytest.mark.parametrize(("text", "words", "thing", "expected"), RESIDENTS, ids=[row[0] for row in RESIDENTS])
def test_how_many_live_somewhere(text: str, words: str, thing: str, expected: tuple[str, str] | None) -> None:
    amount = quantity(words, 900, counted=thing, event="be")
    found = [(s.thing.head, s.of) for s, _ in slots_of(claim(A, text), amount) if s.event == "residence"]
    assert found == ([expected] if expected else [])


def test_those_helped_in_a_camp_are_a_part_of_those_who_live_there() -> None:
    text = "The team works in the camp, giving support to nearly 900 refugees"
    nearly = replace(quantity("nearly 900", 810, 900, counted="refugees", event="give"), value=900.0)
    ((slot, amount),) = slots_of(claim(A, text), nearly)
    assert (slot.event, amount.low, amount.high) == ("residence", 810, None)


DOERS = [
    # the claim's words, the amount, what is counted; (modifiers, kind of deed) of the question, None where it is none
    ("The guards were killed by some 12 men in the night", "some 12", "men", ("", "killing")),
    ("two guards were shot at the gate by a group of 12 gunmen", "12", "gunmen", ("", "killing")),
    ("two perpetrated it", "two", "people", ("", "")),
    ("the attackers numbered 12 men", "12", "men", ("", "")),
    ("12 men wearing grey uniforms came to the house", "12", "men", ("uniformed", "")),
    ("12 masked men came to the house", "12", "masked men", ("uniformed", "")),
    ("12 men accused of the attack were killed by rivals", "12", "men", None),
    ("12 women were killed by 9 men in uniforms", "12", "women", None),
    ("12 members of the armed forces were there", "12", "members of the armed forces", None),
]


@pytest.mark.parametrize(("text", "words", "thing", "expected"), DOERS, ids=[row[0] for row in DOERS])
def test_how_many_did_it(text: str, words: str, thing: str, expected: tuple[str, str] | None) -> None:
    amount = quantity(words, 12, counted=thing, event="do")
    found = [(" ".join(s.thing.restricted), s.of) for s, _ in slots_of(claim(A, text), amount) if s.event == "doing"]
    assert found == ([expected] if expected else [])


def test_those_who_act_are_the_doers_and_those_who_suffer_are_not() -> None:
    told = replace(claim(A, "12 men ambushed the convoy"), events=(Event("ambush", ("12 men",), ("the convoy",)),))
    ((slot, _),) = slots_of(told, quantity("12", 12, counted="men", event="ambush"))
    assert (slot.event, slot.of) == ("doing", "attack")
    hurt = replace(quantity("12", 12, counted="people", event="injure"), event_words="were injured")
    wrong = replace(claim(A, "12 people injured"), events=(Event("injure", ("12 people",), ()),))
    assert [s.event for s, _ in slots_of(wrong, hurt)] == ["injury"]


HURT = [
    ("about 30 people seriously injured", "about 30", "people", ["serious_injury"]),
    ("30 people had suffered from serious injury", "30", "people", ["serious_injury"]),
    ("30 others were slightly hurt", "30", None, ["slight_injury"]),
    ("30 people suffered injuries", "30", "people", ["injury"]),
    ("30 people were reportedly injured", "30", "people", ["injury"]),
]


@pytest.mark.parametrize(("text", "words", "thing", "expected"), HURT, ids=[row[0] for row in HURT])
def test_how_badly_they_were_hurt(text: str, words: str, thing: str | None, expected: list[str]) -> None:
    amount = quantity(words, 30, counted=thing, event="injure")
    assert [slot.event for slot, _ in slots_of(claim(A, text), amount)] == expected


def test_the_badly_and_the_slightly_hurt_are_all_who_were() -> None:
    text = "eight people were badly hurt and 61 slightly injured"
    badly, slightly = (
        quantity(words, n, counted=thing, event="hurt")
        for words, n, thing in (("eight", 8, "people"), ("61", 61, None))
    )
    told = replace(claim(A, text), quantities=(badly, slightly))
    _, (slot, total) = slots_of(told, slightly)
    assert (slot.event, total.low, total.high, total.derived) == ("injury", 69, 69, True)


def test_people_do_not_collapse() -> None:
    amount: Quantity = quantity("50", 50, counted="people", event="collapse")
    assert list(slots_of(claim(A, "50 people and many buildings collapsed"), amount)) == []
