"""Counts of the same thing in the same kind of event: which claims answer one "How many ...?"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz

from rashomon.link.counts_parts import TOLLS, Members, parted
from rashomon.link.counts_titles import IN_WORDS, count_title, part_title, snippet
from rashomon.link.entities import Actors
from rashomon.link.slots import OPEN_EVENTS, slots_of, states_it, takes_for_granted
from rashomon.link.slots_base import Slot
from rashomon.link.slots_people import UNIFORMED
from rashomon.link.stories import Stories
from rashomon.link.vocabulary import Counted, singular, vocabulary
from rashomon.records import Answer, Claim, Inquiry, Quantity, QuestionKind, content_id

# Words for a number itself: what they count was named before.
_STANDING_FOR: Final = frozenset({"count", "figure", "number", "sum", "toll", "total"})

# What is asked of a part of the world that a claim may leave unnamed: "the camp houses 20,000", "two committed it".
_OF_SOMETHING: Final = frozenset({"doing", "residence"})
# What a question takes for granted is asked of those who did it: "how could 40 men stay unseen?"
_GRANTED: Final = frozenset({"doing"})
# Names of places that differ by a letter or two are one name: "Bireun", "Bireuen". In per cent of the letters.
_ONE_NAME: Final = 85.0
# Kinds of event that the readers of amounts know, beside the classes of the tables.
_ASKED: Final = frozenset({"doing", "residence", "involvement"})
_PEOPLE: Final = Counted("person", frozenset())


def count_questions(claims: Sequence[Claim], actors: Actors, stories: Stories) -> Iterator[Inquiry]:
    """Yield a question for every thing counted in one kind of event."""
    slots: Members = defaultdict(list)
    last: dict[str, Slot] = {}
    for claim in claims:
        granted = takes_for_granted(claim)
        if not (granted or states_it(claim)):
            continue
        for quantity in (*claim.quantities, *_implied(claim)):
            for found, amount in slots_of(claim, quantity):
                slot: Slot | None = found
                if granted and found.event not in _GRANTED:
                    continue
                if found.thing.head in _STANDING_FOR:
                    slot = last.get(claim.document)  # "the correct figure is 250": of what was counted before
                if slot is not None:
                    slots[slot].append((claim, amount))
                    last[claim.document] = slot
    merged = _placed(_merged(_spelled(slots)))
    for claim in claims:
        _add_universal(claim, merged)
    for (time, place, leap, part), slot, members in parted(merged, claims, stories):
        answers = tuple(
            Answer(claim.id, actors.of_claim[claim.id], quantity, basis=_basis(slot, quantity), day=stories.day(claim))
            for claim, quantity in members
        )
        # "No flags were flown" answers a count only where somebody else gives one.
        if any(answer.quantity is not None and answer.quantity.high != 0 for answer in answers):
            title = count_title(slot, members)
            told_apart = "" if leap else part_title(title, time, place)
            if part and not told_apart and (time or place or leap):
                told_apart = f"{title.split(', as in')[0].rstrip('?')}, as in “{snippet(*members[0])}”?"
            title = told_apart or title
            parts = [*([slot.of] if slot.of else []), *([part] if part else [])]
            key = (slot.event, slot.thing.head, sorted(slot.thing.restricted), slot.unit, *parts)
            drifts = slot.event in TOLLS
            name = content_id("q", *key)
            yield Inquiry(name, title, QuestionKind.QUANTITY, answers, slot.unit, drifts, _is_plain(slot, title))


def _is_plain(slot: Slot, title: str) -> bool:
    """Tell a question in words of ours from one that borrows the claim's ("How many aircraft were landed?")."""
    known = slot.unit is not None or slot.event in vocabulary().ask or slot.event in _ASKED
    return known and IN_WORDS not in title


def _excluded(claim: Claim) -> tuple[str, str] | None:
    """Return what "all of them locals" says and what it excludes: ("local", "foreign")."""
    table = vocabulary()
    if claim.universal is None or claim.negated or not states_it(claim):
        return None  # "not all of them were locals" excludes nobody
    last = singular(claim.universal.split()[-1])
    kind = table.restricting.get(last, last)
    other = table.opposites.get(kind)
    return (kind, other) if other is not None else None


def _none_of(claim: Claim, kind: str, other: str, counted_thing: str, event: str | None) -> Quantity:
    """Return the amount that follows when all are said to be of one kind: none is of the other."""
    return Quantity(
        text=claim.universal or "",
        span=claim.content[0],
        value=0.0,
        bound="exact",
        low=0.0,
        high=0.0,
        counted=f"{other} {counted_thing}",
        rule=f"derived: all are said to be {kind}, so none was {other}",
        event=event,
    )


def _implied(claim: Claim) -> Iterator[Quantity]:
    """Yield what "a few dozen fighters, all of them locals" says of foreign fighters."""
    excluded = _excluded(claim)
    if excluded is not None:
        for quantity in claim.quantities:
            if quantity.counted and quantity.unit is None:
                yield _none_of(claim, *excluded, quantity.counted, quantity.event)


def _add_universal(claim: Claim, slots: Members) -> None:
    """Let "everyone who left was local" answer the one question about foreigners, where there is one only."""
    excluded = _excluded(claim)
    if excluded is None or any(quantity.counted for quantity in claim.quantities):
        return
    fitting = [
        slot
        for slot in slots
        if slot.thing.restricted == {excluded[1]} and slot.unit is None and slot.event in vocabulary().ask
    ]
    if len(fitting) == 1:
        slots[fitting[0]].append((claim, _none_of(claim, *excluded, fitting[0].thing.head, None)))


def _spelled(slots: Members) -> Members:
    """Join distances from places whose names are spelled nearly alike."""
    joined: Members = {}
    for slot, members in slots.items():
        target = slot
        if slot.event == "distance":
            alike = (o for o in joined if o.event == "distance" and o.thing.head[:1] == slot.thing.head[:1])
            target = next((o for o in alike if fuzz.ratio(o.thing.head, slot.thing.head) >= _ONE_NAME), slot)
        joined.setdefault(target, []).extend(members)
    return joined


def _merged(slots: Members) -> Members:
    """Join counts with no event of their own ("there were 40 foreigners") to the one question about that thing."""
    merged: Members = {}
    for slot, members in slots.items():
        target = slot
        if slot.event in OPEN_EVENTS and slot.unit is None:
            alike = (o for o in slots if o.thing == slot.thing and o.unit is None and o.event not in OPEN_EVENTS)
            known = [o for o in alike if o.event in vocabulary().ask and o.event != "involvement"]
            one = len({o.event for o in known}) == 1
            target = known[0] if one else replace(slot, event="composition")
        merged.setdefault(target, []).extend(members)
    return merged


def _placed(slots: Members) -> Members:
    """Join counts that do not say of what to the one question that does: of which deed, or of which camp."""
    placed: Members = {}
    for slot, members in slots.items():
        target = slot
        if slot.event in _OF_SOMETHING and not slot.of:
            asked = replace(slot, thing=_PEOPLE) if slot.thing == UNIFORMED else slot
            known = [o for o in slots if o.of and (o.event, o.thing) == (asked.event, asked.thing)]
            if len(known) == 1:
                target = known[0]
            elif slot.thing == UNIFORMED:
                target = replace(slot, event="composition")
        placed.setdefault(target, []).extend(members)
    return placed


def _basis(slot: Slot, quantity: Quantity) -> str:
    what = " ".join([*sorted(slot.thing.restricted), slot.thing.head])
    said, read = quantity.event or "not stated", slot.event or "not stated"
    return f"counts “{quantity.counted}” (read as {what}), event “{said}” (read as {read})"
