"""What an amount answers: which thing is counted, in what kind of event, in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

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
# Lengths are held against each other in kilometres, whatever they were given in.
_KILOMETRES: Final = {
    "kilometre": 1.0,
    "metre": 0.001,
    "mile": 1.609344,
    "nautical mile": 1.852,
    "yard": 0.0009144,
    "foot": 0.0003048,
}
_STATE: Final = re.compile(r"[^.,;:]{0,40}?\b(dead|injured|wounded|hurt|missing|homeless|displaced)\b", re.IGNORECASE)
_MORE: Final = re.compile(r"\b(?:another|additional|further)\s+\Z", re.IGNORECASE)
_FROM: Final = re.compile(
    r"\W*(?:\([^)]*\)\s*)?(?:away\s+)?(?:(?:north|south|east|west)\w*\s+)?(?:from|of|off)\s+(?P<what>(?:the\s+)?"
    r"(?:[\w’'-]+\s+){0,3}?(?:border|frontier|[A-Z][\w’'-]+))"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """What a quantity answers: the event class (or lemma), the counted thing, the unit."""

    event: str
    thing: Counted
    unit: str | None


def slots_of(claim: Claim, quantity: Quantity) -> Iterator[tuple[Slot, Quantity]]:
    """Yield what an amount answers, with the amount in the unit of the question; nothing where it answers nothing."""
    if quantity.trend is not None or quantity.unit in _NO_UNITS or quantity.text.lower() == "one":
        return
    if _MORE.search(claim.text.partition(quantity.text)[0]):
        return  # "another four died": a part of a count that is given elsewhere
    if quantity.unit in _KILOMETRES:
        yield from _length(claim, quantity)
        return
    event = vocabulary().event_of.get(quantity.event or "", quantity.event or "")
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
    if len(thing.head) >= 3:
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
    if thing.head not in ("person", "man", "woman", "child"):
        return None
    found = _STATE.match(claim.text.partition(f"{quantity.words} {quantity.counted}")[2])
    return (states[found[1].lower()], thing) if found else None


def _length(claim: Claim, quantity: Quantity) -> Iterator[tuple[Slot, Quantity]]:
    """Yield a length as a distance from what it is measured from, or as that of what is counted."""
    after = claim.text.partition(quantity.text)[2]
    start = _FROM.match(after)
    if start is not None:
        words = start["what"].split()
        yield (
            Slot("distance", Counted(" ".join(w.lower() for w in words[-1:]), frozenset()), "kilometre"),
            _km(quantity),
        )
    elif quantity.counted:
        thing = counted(quantity.counted)
        yield Slot("composition", thing, quantity.unit), quantity


def _km(quantity: Quantity) -> Quantity:
    """Return a length in kilometres; one in another unit was rounded there, and is given half a unit either way."""
    factor = _KILOMETRES[quantity.unit or ""]
    spare = 0.0 if quantity.unit == "kilometre" else 0.5

    def turned(value: float | None, more: float) -> float | None:
        return None if value is None else round(max(0.0, value + more) * factor, 3)

    return replace(quantity, low=turned(quantity.low, -spare), high=turned(quantity.high, spare), unit="kilometre")


def states_it(claim: Claim) -> bool:
    """Tell whether a claim's amounts are its source's own: not those of "denied that forty people died"."""
    return claim.stance in STATING and (claim.stance not in DENYING or claim.negated)
