"""What an amount answers: which thing is counted, in what kind of event, in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rashomon.link.slots_base import Slot, around
from rashomon.link.slots_measures import measured
from rashomon.link.slots_munitions import munition
from rashomon.link.slots_people import people_counted
from rashomon.link.vocabulary import Counted, counted, singular, vocabulary
from rashomon.records import Claim, Quantity, Stance

# A question about amounts is asked only of claims that state one.
STATING: Final = frozenset({Stance.ASSERTS, Stance.ADMITS, Stance.CONFIRMS, Stance.ALLEGES, Stance.DENIES})
DENYING: Final = frozenset({Stance.DENIES})
# Events that only say that something was there.
OPEN_EVENTS: Final = frozenset({"composition", ""})
_HARM: Final = frozenset({"killing", "injury", "loss", "displacement", "detention", "abduction"})
_NO_UNITS: Final = frozenset({"percent", "year", "month", "day", "hour", "minute", "second", "week"})
_NOBODY: Final = Counted("person", frozenset())
_STATE: Final = re.compile(r"[^.,;:]{0,40}?\b(dead|injured|wounded|hurt|missing|homeless|displaced)\b", re.IGNORECASE)
_HURT: Final = re.compile(r"\s+with\s+(?:[\w-]+\s+){0,2}(?:injur(?:y|ies)|wounds)\b", re.IGNORECASE)
_LEFT_SO: Final = re.compile(
    r"\s+(?:\w+\s+){0,3}?(?:trapped|stranded|unconscious|unaccounted|without|in\s+need|fighting|clinging)\b",
    re.IGNORECASE,
)
_MORE: Final = re.compile(r"\b(?:another|additional|further)\s+\Z", re.IGNORECASE)
_INVOLVED: Final = re.compile(r"[^.;:]*?\b(?:are|is|was|were)\s+(?:implicated|involved)\s+in\b", re.IGNORECASE)
_INVOLVING: Final = frozenset({"involve", "implicate"})
# What happens to things only: "50 people and several buildings collapsed" tells nothing of the people.
_THINGS_ONLY: Final = frozenset({"destruction"})
_LIFELESS: Final = frozenset({"country", "war", "nation", "state", "province", "moment", "time"})
# Nouns that are counted in every text and whose number is no question.
_UNASKED: Final = frozenset(
    "council country hand kind level moment nation part period point side sort state step thing time way year".split()
)
_PEOPLE: Final = frozenset({"person", "man", "woman", "child"})
# Questions that take for granted what they ask about: "how could 40 men stay there?"
_PRESUPPOSING: Final = re.compile(r"\W*(?:how\s+(?:can|could|did|come)|why|where|when)\b", re.IGNORECASE)


def slots_of(claim: Claim, quantity: Quantity) -> Iterator[tuple[Slot, Quantity]]:
    """Yield what an amount answers, with the amount in the unit of the question; nothing where it answers nothing."""
    if quantity.trend is not None or quantity.text.lower() == "one":
        return
    if _MORE.search(around(claim, quantity)[0]):
        return  # "another four died": a part of a count that is given elsewhere
    for reader in (measured, munition, people_counted):
        found = reader(claim, quantity)
        if found is not None:
            yield from found
            return
    if quantity.unit in _NO_UNITS:
        return
    event = vocabulary().event_of.get(quantity.event or "", quantity.event or "")
    if quantity.event in _INVOLVING or (event in OPEN_EVENTS and _INVOLVED.match(around(claim, quantity)[1])):
        event = "involvement"
    if quantity.unit is None and (known := _state(claim, quantity)) is not None:
        event, thing = known
        events = ("killing", "injury") if event == "casualty" and quantity.high == 0 else (event,)
        yield from ((Slot(one, thing, None), quantity) for one in events)
        return
    if not quantity.counted:
        if event in _HARM and quantity.unit is None:
            yield Slot(event, _NOBODY, None), quantity
        return
    thing = counted(quantity.counted)
    if quantity.event == "leave" and _LEFT_SO.match(around(claim, quantity)[1]):
        return  # "leaving two others trapped": nobody left
    if thing.head in vocabulary().noun_event and quantity.unit is None:
        event = "composition"  # "842 aftershocks hit", "were followed by", "were recorded": how many there were
    mistaken = (event in _THINGS_ONLY and thing.head in _PEOPLE) or (event in _HARM and thing.head in _LIFELESS)
    if len(thing.head) >= 3 and not mistaken and not (thing.head in _UNASKED and event not in _HARM):
        yield Slot("composition" if quantity.unit else event, thing, quantity.unit), quantity


def _state(claim: Claim, quantity: Quantity) -> tuple[str, Counted] | None:
    """Return event and thing where people are counted by what became of them: "24 dead", "people confirmed dead"."""
    states = vocabulary().states
    words = (quantity.counted or "").split()
    last = singular(words[-1]) if words else ""
    if last in states or (words and words[-1].lower() in states):
        kind = states.get(last) or states[words[-1].lower()]
        restricted = counted(f"{' '.join(words[:-1])} people").restricted if len(words) > 1 else frozenset()
        return kind, Counted("person", restricted)
    if not words or quantity.event in (None, "") or vocabulary().event_of.get(quantity.event or "") in _HARM:
        return None
    thing = counted(quantity.counted or "")
    if thing.head not in _PEOPLE:
        return None
    after = claim.text.partition(f"{quantity.words} {quantity.counted}")[2]
    if _HURT.match(after):
        return "injury", thing
    found = _STATE.match(after)
    return (states[found[1].lower()], thing) if found else None


def states_it(claim: Claim) -> bool:
    """Tell whether a claim's amounts are its source's own: not those of "denied that forty people died"."""
    if claim.stance in DENYING and claim.quantities and all(quantity.high == 0 for quantity in claim.quantities):
        return True  # "there were no casualties" denies that there were any, and is a count
    return claim.stance in STATING and (claim.stance not in DENYING or claim.negated)


def takes_for_granted(claim: Claim) -> bool:
    """Tell whether a claim asks about what it takes to be so: the men in "how could 40 men stay there?"."""
    return claim.stance is Stance.QUESTIONS and _PRESUPPOSING.match(claim.text) is not None
