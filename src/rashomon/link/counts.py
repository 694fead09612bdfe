"""Counts of the same thing in the same kind of event: which claims answer one "How many ...?"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from rashomon.link.entities import Actors
from rashomon.link.slots import OPEN_EVENTS, Slot, slots_of, states_it
from rashomon.link.stories import SMALL, Stories
from rashomon.link.vocabulary import singular, vocabulary
from rashomon.records import Answer, Claim, Inquiry, Quantity, QuestionKind, content_id

Members: TypeAlias = dict[Slot, list[tuple[Claim, Quantity]]]

# Counts more than this many times apart are taken to be of different events.
_LEAP = 100
_PLURALS = {"person": "people", "relative": "family members", "bus": "buses"}
# Counts that are given for the whole and for its parts.
_TOLLS = frozenset({"killing", "injury", "loss", "destruction", "displacement"})
# Words for a number itself: what they count was named before.
_STANDING_FOR = frozenset({"count", "figure", "number", "sum", "toll", "total"})


def count_questions(claims: Sequence[Claim], actors: Actors, stories: Stories) -> Iterator[Inquiry]:
    """Yield a question for every thing counted in one kind of event."""
    slots: Members = defaultdict(list)
    last: dict[str, Slot] = {}
    for claim in claims:
        if states_it(claim):
            for quantity in (*claim.quantities, *_implied(claim)):
                for found, amount in slots_of(claim, quantity):
                    slot: Slot | None = found
                    if found.thing.head in _STANDING_FOR:
                        slot = last.get(claim.document)  # "the correct figure is 250": of what was counted before
                    if slot is not None:
                        slots[slot].append((claim, amount))
                        last[claim.document] = slot
    merged = _merged(slots)
    for claim in claims:
        _add_universal(claim, merged)
    for part, slot, members in _parted(merged, stories):
        answers = tuple(
            Answer(claim.id, actors.of_claim[claim.id], quantity, basis=_basis(slot, quantity), day=stories.day(claim))
            for claim, quantity in members
        )
        # "No flags were flown" answers a count only where somebody else gives one.
        if any(answer.quantity is not None and answer.quantity.high != 0 for answer in answers):
            title = _count_title(slot, members)
            if part:
                title = f"{title.split(', as in')[0].rstrip('?')}, as in “{_snippet(*members[0])}”?"
            key = (slot.event, slot.thing.head, sorted(slot.thing.restricted), slot.unit, *([part] if part else []))
            drifts = slot.event in _TOLLS
            yield Inquiry(content_id("q", *key), title, QuestionKind.QUANTITY, answers, slot.unit, drifts)


def _parted(slots: Members, stories: Stories) -> Iterator[tuple[str, Slot, list[tuple[Claim, Quantity]]]]:
    """Yield each slot, parted by year and place and where the numbers leap: a dozen dead and two million are two tolls.

    The name of a part is empty for the first, so that the id of a question without parts is that of its slot.
    """
    for slot, members in slots.items():
        told: dict[tuple[str, str], list[tuple[Claim, Quantity]]] = defaultdict(list)
        for claim, quantity in members:
            told[stories.of(claim)[1], _where(slot, claim)].append((claim, quantity))
        for number, (part, group) in enumerate(told.items()):
            name = " ".join(part) if number else ""
            for leap, sized in enumerate(_by_size(group)):
                yield f"{name} {leap}" if leap else name, slot, sized


def _where(slot: Slot, claim: Claim) -> str:
    """Return the settlement or district whose toll a claim gives: it is no toll of the whole."""
    if slot.event not in _TOLLS:
        return ""
    return next((p.name for p in claim.places if p.latitude is not None and p.precision in SMALL), "")


def _by_size(members: Sequence[tuple[Claim, Quantity]]) -> list[list[tuple[Claim, Quantity]]]:
    parts: list[list[tuple[Claim, Quantity]]] = []
    highest = 0.0
    for claim, quantity in sorted(members, key=lambda member: member[1].low or 0):
        if not parts or (highest >= 1 and (quantity.low or 0) > _LEAP * highest):
            parts.append([])
        parts[-1].append((claim, quantity))
        highest = max(highest, quantity.low or 0, quantity.high or 0)
    return parts


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


def _merged(slots: Members) -> Members:
    """Join counts with no event of their own ("there were 40 foreigners") to the one question about that thing."""
    merged: Members = {}
    for slot, members in slots.items():
        target = slot
        if slot.event in OPEN_EVENTS and slot.unit is None:
            alike = (o for o in slots if o.thing == slot.thing and o.unit is None and o.event not in OPEN_EVENTS)
            known = [o for o in alike if o.event in vocabulary().ask]
            one = len({o.event for o in known}) == 1
            target = known[0] if one else replace(slot, event="composition")
        merged.setdefault(target, []).extend(members)
    return merged


def _count_title(slot: Slot, members: Sequence[tuple[Claim, Quantity]]) -> str:
    """Return the question as a person would write it."""
    thing = _plural(slot, members)
    if slot.unit is not None:
        if slot.event == "distance":
            return f"How far is it from {_from(slot, members)}?"
        if slot.unit == "magnitude":
            return f"What was the magnitude of the {slot.thing.head}?"
        lengths = ("metre", "kilometre", "mile", "foot", "centimetre", "yard")
        claim, quantity = members[0]
        if slot.unit in lengths and claim.text.partition(quantity.text)[2].lstrip().startswith("long"):
            return f"How many {slot.unit}s long was the {slot.thing.head}?"
        return f"How many {slot.unit}s, as in “{_snippet(claim, quantity)}”?"
    ask = vocabulary().ask.get(slot.event)
    if ask is None:
        ask = next((q.event_words for _, q in members if q.event_words), None)
    if ask is None:
        return f"How many {thing}, as in “{_snippet(*members[0])}”?"
    where = _shared_place(members) if ask == "left" else ""
    return f"How many {thing} {ask}{where}?"


def _from(slot: Slot, members: Sequence[tuple[Claim, Quantity]]) -> str:
    head = slot.thing.head
    word = next((w for claim, _ in members for w in claim.text.split() if w.strip(".,;:()").lower() == head), head)
    return word.strip(".,;:()") if word[:1].isupper() else f"the {head}"


def _snippet(claim: Claim, quantity: Quantity) -> str:
    """Return the few words of a claim around an amount, where no verb of ours tells what happened."""
    before, _, after = claim.text.partition(quantity.text)
    around = " ".join([*before.split()[-3:], quantity.text, *after.split()[:4]])
    return re.sub(r"\s+([,.;:)])", r"\1", around).strip(' ,.;:“”"')


def _plural(slot: Slot, members: Sequence[tuple[Claim, Quantity]]) -> str:
    """Return the counted thing in the plural, with the modifiers that matter."""
    head = slot.thing.head
    written = [q.counted.split()[-1].lower() for _, q in members if q.counted]
    if head not in vocabulary().counted_of.values() and written:
        # As the texts write it: "aircraft" has no other plural.
        plural = next((word for word in written if singular(word) != word), written[0])
    else:
        plural = _PLURALS.get(head, f"{head}s")
    return " ".join([*sorted(slot.thing.restricted), plural])


def _shared_place(members: Sequence[tuple[Claim, Quantity]]) -> str:
    """Return the settlement that the claims were about, when they name one."""
    names = [
        p.name for claim, _ in members for p in claim.places if p.latitude is not None and p.precision != "country"
    ]
    if not names:
        return ""
    most = max(sorted(set(names)), key=names.count)
    return f" {next((p.text for c, _ in members for p in c.places if p.name == most), most)}"


def _basis(slot: Slot, quantity: Quantity) -> str:
    what = " ".join([*sorted(slot.thing.restricted), slot.thing.head])
    said, read = quantity.event or "not stated", slot.event or "not stated"
    return f"counts “{quantity.counted}” (read as {what}), event “{said}” (read as {read})"
