"""What happens in a sentence: by what word, who did it, to whom, and whether it is said to be so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.extract.events import events_of
from rashomon.extract.parse import parse
from rashomon.extract.recase import plain_syntax


@dataclass(frozen=True)
class Case:
    """A sentence, and one happening in it: agents and patients by a word of theirs each."""

    text: str
    lemma: str
    agents: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    negated: bool = False
    real: bool = True

    def __str__(self) -> str:
        return self.text


CASES = [
    Case("The army killed three farmers.", "kill", ("army",), ("farmers",)),
    Case("Three farmers were killed by the army.", "kill", ("army",), ("farmers",)),
    Case("The village was bombed on Friday.", "bomb", (), ("village",)),
    Case("The army did not bomb the village.", "bomb", ("army",), ("village",), negated=True),
    Case("Nobody was killed in the raid.", "kill", (), ("Nobody",), negated=True),
    Case("No one was killed or injured in the raid.", "injure", (), ("No one",), negated=True),
    Case("Not only have two farmers been killed, their barn was burnt.", "kill", (), ("farmers",)),
    Case("The murder of two farmers by the soldiers shocked the town.", "murder", ("soldiers",), ("farmers",)),
    Case("The police accused the rebels of carrying out the attack.", "attack", ("rebels",)),
    Case("The rebels were blamed for the attack on the market.", "attack", ("rebels",), ("market",)),
    Case("The rebels are responsible for the massacre.", "massacre", ("rebels",)),
    Case("The massacre was committed by the militia.", "massacre", ("militia",)),
    Case("He condemned the murder committed by the militia.", "murder", ("militia",)),
    Case("The killing was the work of the army.", "killing", ("army",)),
    Case("The planes dropped four bombs on the camp.", "bomb", ("planes",), ("camp",)),
    Case("The camp was the target of an air strike.", "strike", (), ("camp",)),
    Case("The murderers of the priests were soldiers.", "murder", ("soldiers",), ("priests",)),
    Case("The guerrillas are not responsible.", "deed", ("guerrillas",), negated=True),
    Case("They did not do it.", "deed", ("They",), negated=True),
    Case("The government plans to invade the island.", "plan to invade", ("government",), ("island",)),
    Case("They denied planning to invade the island.", "plan to invade", ("They",), ("island",), negated=True),
    Case("The army has no intention to attack the north.", "plan to attack", ("army",), ("north",), negated=True),
    Case("The pending invasion of the island worries him.", "invasion", (), ("island",), real=False),
    Case("He has no evidence that the army killed them.", "kill", ("army",), ("them",), real=False),
    Case("He has evidence that the army killed them.", "kill", ("army",), ("them",)),
    Case("The ministry denied any bombing in the north.", "bombing", negated=True),
    Case("The ministry did not deny the bombing.", "bombing"),
    Case("Those responsible for the murder are not soldiers.", "murder", ("soldiers",), negated=True),
    Case("The people responsible for the attack were rebels.", "attack", ("rebels",)),
    Case("No such massacre ever took place.", "massacre", negated=True),
    Case("The ministry lied about the bombing.", "bombing", ("ministry",)),
    Case("The neighbour provided support to the rebels.", "support", ("neighbour",), ("rebels",)),
    Case("Two of the bombs landed in a school yard.", "bomb", (), ("school yard",)),
    Case("Jones is the one who shot the guard.", "shoot", ("Jones",), ("guard",)),
    Case("Sudan Bombs Refugee Camp in South Sudan", "bomb", ("Sudan",), ("Camp",)),
    Case("If they attack the town, we will flee.", "attack", ("they",), ("town",), real=False),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_happening_has_its_roles(case: Case) -> None:
    doc = plain_syntax(parse(case.text, name="spacy-sm"))
    events = events_of(doc, ((0, len(doc)),), {})
    (event,) = [e for e in events if e.lemma == case.lemma]
    assert all(any(word in name for name in event.agents) for word in case.agents)
    assert bool(event.agents) is bool(case.agents)
    assert all(any(word in name for name in event.patients) for word in case.patients)
    assert event.negated is case.negated
    assert event.real is case.real


NO_EVENTS = ["The report was long.", "She said that it was cold.", "There are two houses."]


@pytest.mark.parametrize("text", NO_EVENTS)
def test_states_and_words_of_saying_are_no_happenings(text: str) -> None:
    doc = parse(text, name="spacy-sm")
    assert events_of(doc, ((0, len(doc)),), {}) == ()


def test_what_is_taken_for_granted_is_told_from_what_is_stated() -> None:
    doc = parse("The judge praised the men who found those who killed the priests.", name="spacy-sm")
    main = {event.lemma: event.main for event in events_of(doc, ((0, len(doc)),), {})}
    assert main == {"praise": True, "find": False, "kill": False}


def test_what_came_about_is_stated() -> None:
    doc = parse("The spokesman denied the attack occurred.", name="spacy-sm")
    (event,) = [e for e in events_of(doc, ((0, len(doc)),), {}) if e.lemma == "attack"]
    assert event.main


def test_where_it_happened_is_kept_and_days_are_no_places() -> None:
    doc = parse("Two bombs exploded in the market on Monday.", name="spacy-sm")
    (event,) = events_of(doc, ((0, len(doc)),), {})
    assert event.where == ("the market",)


def test_a_pronoun_goes_by_the_name_it_stands_for() -> None:
    doc = parse("They shelled the town.", name="spacy-sm")
    (event,) = events_of(doc, ((0, len(doc)),), {0: "the army"})
    assert event.agents == ("the army",)


@given(st.text(max_size=200))
def test_any_text_has_events_without_an_accident(text: str) -> None:
    doc: Any = parse(text, name="spacy-sm")
    for event in events_of(doc, ((0, len(doc)),) if len(doc) else (), {}):
        assert event.lemma
