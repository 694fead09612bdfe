"""Word classes and normal forms: how words that differ in form come to mean the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.link.vocabulary import Counted, counted, fold, singular, vocabulary

SINGULARS = [
    ("fighters", "fighter"),
    ("Families", "family"),
    ("buses", "bus"),
    ("children", "child"),
    ("people", "person"),
    ("men", "man"),
    ("bus", "bus"),
    ("boxes", "box"),
    ("churches", "church"),
    ("crashes", "crash"),
    ("police", "police"),
    ("glass", "glass"),
    ("ties", "tie"),
    ("houses", "house"),
    ("viruses", "virus"),
    ("gunmen", "gunman"),
    ("specimen", "specimen"),
    ("", ""),
]


@pytest.mark.parametrize(("noun", "one"), SINGULARS)
def test_the_singular_of_a_noun(noun: str, one: str) -> None:
    assert singular(noun) == one


FOLDED = [
    ("The BBC", "bbc"),
    ("  the   Syrian Democratic  Forces ", "syrian democratic forces"),
    ("Médecins Sans Frontières", "medecins sans frontieres"),
    ("Me\u0301decins Sans Frontie\u0300res", "medecins sans frontieres"),
    ("a local driver", "local driver"),
    ("Anderson", "anderson"),
    ("The", "the"),
    ("Groß Straße", "gross strasse"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "key"), FOLDED)
def test_names_are_folded(name: str, key: str) -> None:
    assert fold(name) == key


@given(st.text(max_size=60))
def test_folding_leaves_no_capital_and_no_double_space(name: str) -> None:
    key = fold(name)
    assert key == key.casefold()
    assert key == " ".join(key.split())


COUNTED = [
    ("fighters", "fighter", set()),
    ("foreign fighters", "fighter", {"foreign"}),
    ("militants", "fighter", set()),
    ("foreigners", "fighter", {"foreign"}),
    ("local insurgents", "fighter", {"local"}),
    ("ISIS fighters", "fighter", set()),
    ("family members", "relative", set()),
    ("members of their families", "relative", set()),
    ("relatives", "relative", set()),
    ("lorries", "truck", set()),
    ("coaches", "bus", set()),
    ("wounded civilians", "civilian", {"wounded"}),
    ("goats", "goat", set()),
    ("", "", set()),
    ("!!", "", set()),
]


@pytest.mark.parametrize(("phrase", "head", "restricted"), COUNTED)
def test_what_is_counted(phrase: str, head: str, restricted: set[str]) -> None:
    assert counted(phrase) == Counted(head, frozenset(restricted))


ACTORS = [
    ("the United States", "western"),
    ("US and UK armed forces", "western"),
    ("forces of the United Kingdom", "western"),
    ("US-led coalition", "western"),
    ("British officers", "western"),
    ("Washington", "western"),
    ("the rebels", None),
    ("a bus", None),
    ("", None),
]


@pytest.mark.parametrize(("name", "group"), ACTORS)
def test_the_class_of_an_actor(name: str, group: str | None) -> None:
    assert vocabulary().actor_class(name) == group


def test_words_for_one_event_meet() -> None:
    of = vocabulary().event_of
    assert of["leave"] == of["escape"] == of["slip away"] == of["get out"]
    assert of["kill"] == of["die"] != of["leave"]
    assert of["deal"] == of["agree"]


def test_the_tables_hold_together() -> None:
    table = vocabulary()
    no_verbs = {"casualty", "deed", "involvement", "impact", "detonation", *table.severity.values()}
    assert set(table.event_of.values()) | no_verbs == set(table.ask)
    assert set(table.noun_event.values()) <= set(table.ask)
    assert set(table.did) <= set(table.done)
    assert {sort for pair in table.exclusive for sort in pair} <= set(table.parties.values())
    assert {table.opposites[table.opposites[kind]] for kind in table.opposites} == set(table.opposites)
    words = [*table.event_of, *table.counted_of, *table.restricting, *table.actors]
    assert [word for word in words if word != word.lower()] == []
