"""Families of counts: which claims meet in one question, and how it reads."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from factories import claim, document, quantity, readings, source
from rashomon.link.entities import link_entities
from rashomon.link.questions import find_questions
from rashomon.records import Claim, Inquiry, Quantity, Stance

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


def of(words: str, value: float, thing: str, event: str) -> Quantity:
    return quantity(words, value, counted=thing, event=event)


MEETING = [
    # two claims with an amount each, and the one question they answer
    (
        ("Elmfield is home to 900 refugees", of("900", 900, "refugees", "be")),
        ("The camp houses 850 people", of("850", 850, "people", "house")),
        "How many refugees live in Elmfield?",
    ),
    (
        ("The guards were killed by 12 men", of("12", 12, "men", "kill")),
        ("40 men in uniforms left the barracks", of("40", 40, "men", "leave")),
        "How many people took part in the killing?",
    ),
    (
        ("The guards were killed by 12 men", of("12", 12, "men", "kill")),
        ("two perpetrated it", of("two", 2, "people", "perpetrate")),
        "How many people took part in the killing?",
    ),
    (
        ("six rockets were fired", of("six", 6, "rockets", "fire")),
        ("five rockets were launched", of("five", 5, "rockets", "launch")),
        "How many rockets fell?",
    ),
    (
        ("two rockets landed inside the camp", of("two", 2, "rockets", "land")),
        ("three rockets fell in the camp", of("three", 3, "rockets", "fall")),
        "How many rockets fell inside the camp?",
    ),
    (
        ("eight people were badly hurt", of("eight", 8, "people", "hurt")),
        ("nine people had suffered serious injuries", of("nine", 9, "people", "suffer")),
        "How many people were seriously injured?",
    ),
    (
        ("two officers were involved in the plot", of("two", 2, "officers", "involve")),
        ("three officers are implicated in the plot", of("three", 3, "officers", "be")),
        "How many officers were involved?",
    ),
]


@pytest.mark.parametrize(("first", "second", "title"), MEETING, ids=[f"{a[0]} / {b[0]}" for a, b, _ in MEETING])
def test_counts_of_one_thing_meet(first: tuple[str, Quantity], second: tuple[str, Quantity], title: str) -> None:
    inquiries = told(*((text, [amount]) for text, amount in (first, second)))
    assert [(inquiry.text, len(inquiry.answers)) for inquiry in inquiries] == [(title, 2)]


def test_all_the_injured_and_the_badly_injured_are_two_questions() -> None:
    inquiries = told(
        ("30 people were injured", [of("30", 30, "people", "injure")]),
        ("eight people were seriously injured", [of("eight", 8, "people", "injure")]),
    )
    assert [i.text for i in inquiries] == ["How many people were injured?", "How many people were seriously injured?"]


def test_what_a_question_takes_for_granted_is_said_of_those_who_did_it() -> None:
    killed = claim(A, "The guards were killed by 12 men", ARMY, quantities=[of("12", 12, "men", "kill")])
    text = "How could 40 men in uniforms stay there unseen?"
    men = of("40", 40, "men", "stay")
    wondered = claim(B, text, REBELS, stance=Stance.QUESTIONS, quantities=[men], at=50)
    (inquiry,) = asked(killed, wondered)
    assert [a.quantity for a in inquiry.answers if a.claim == wondered.id] == [men]
    doubted = claim(B, "Did 40 men in uniforms stay?", REBELS, stance=Stance.QUESTIONS, quantities=[men], at=50)
    assert [len(inquiry.answers) for inquiry in asked(killed, doubted)] == [1]


def test_men_in_uniform_are_nobody_s_killers_where_no_killing_is_told() -> None:
    (inquiry,) = told(("40 men in uniforms left the barracks", [of("40", 40, "men", "leave")]))
    assert inquiry.text == "How many uniformed people were there?"
