"""Which claims answer the same question: counts of the same thing, and whether something is so.

Everything is keyed (what happens, what is counted, which of them), so the cost grows with the number of claims and
not with its square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rashomon.link.entities import Actors
from rashomon.link.vocabulary import Counted, counted, singular, vocabulary
from rashomon.records import Answer, Claim, Inquiry, Quantity, QuestionKind, Reading, Stance, content_id

_NO = frozenset({Stance.DENIES})
# A question about amounts is asked only of claims that state one.
_STATING = frozenset({Stance.ASSERTS, Stance.ADMITS, Stance.CONFIRMS, Stance.ALLEGES, Stance.DENIES})
_OPEN_EVENTS = frozenset({"composition", ""})
# Counts more than this many times apart are taken to be of different events.
_LEAP = 100
_PLURALS = {"person": "people", "relative": "family members", "bus": "buses"}
# Words for a number itself: what they count was named before.
_STANDING_FOR = frozenset({"count", "figure", "number", "sum", "toll", "total"})


@dataclass(frozen=True, slots=True)
class _Slot:
    """What a quantity answers: the event class (or lemma), the counted thing, the unit."""

    event: str
    thing: Counted
    unit: str | None


def find_questions(readings: Sequence[Reading], actors: Actors) -> tuple[Inquiry, ...]:
    """Return the questions that the claims answer, in the order in which they first come up."""
    claims = [claim for reading in readings for claim in reading.claims if claim.id in actors.of_claim]
    found = [
        *_counts(claims, actors),
        *_existence(claims, actors),
        *_participation(claims, actors),
        *_rejections(claims, actors),
    ]
    order = {claim.id: place for place, claim in enumerate(claims)}
    return tuple(sorted(found, key=lambda inquiry: min(order[answer.claim] for answer in inquiry.answers)))


def _counts(claims: Sequence[Claim], actors: Actors) -> Iterator[Inquiry]:
    """Yield a question for every thing counted in one kind of event."""
    slots: dict[_Slot, list[tuple[Claim, Quantity]]] = defaultdict(list)
    last: dict[str, _Slot] = {}
    for claim in claims:
        if _states(claim):
            for quantity in (*claim.quantities, *_implied(claim)):
                slot = _slot(quantity)
                if slot is not None and slot.thing.head in _STANDING_FOR:
                    slot = last.get(claim.document)  # "the correct figure is 250": of what was counted before
                if slot is not None:
                    slots[slot].append((claim, quantity))
                    last[claim.document] = slot
    merged = _merged(slots)
    for claim in claims:
        _add_universal(claim, merged)
    for part, slot, members in _by_size(merged):
        answers = tuple(
            Answer(claim.id, actors.of_claim[claim.id], quantity, basis=_basis(slot, quantity))
            for claim, quantity in members
        )
        # "No flags were flown" answers a count only where somebody else gives one.
        if any(answer.quantity is not None and answer.quantity.high != 0 for answer in answers):
            title = _count_title(slot, members)
            if part:
                title = f"{title.split(', as in')[0].rstrip('?')}, as in “{_snippet(*members[0])}”?"
            key = (slot.event, slot.thing.head, sorted(slot.thing.restricted), slot.unit, *([part] if part else []))
            yield Inquiry(content_id("q", *key), title, QuestionKind.QUANTITY, answers, slot.unit)


def _by_size(
    slots: dict[_Slot, list[tuple[Claim, Quantity]]],
) -> Iterator[tuple[int, _Slot, list[tuple[Claim, Quantity]]]]:
    """Yield each slot, parted where the numbers leap: a dozen dead and two million are not of one event."""
    for slot, members in slots.items():
        parts: list[list[tuple[Claim, Quantity]]] = []
        highest = 0.0
        for claim, quantity in sorted(members, key=lambda member: member[1].low or 0):
            if not parts or (highest >= 1 and (quantity.low or 0) > _LEAP * highest):
                parts.append([])
            parts[-1].append((claim, quantity))
            highest = max(highest, quantity.low or 0, quantity.high or 0)
        yield from ((number, slot, part) for number, part in enumerate(parts))


def _slot(quantity: Quantity) -> _Slot | None:
    if (
        not quantity.counted
        or quantity.trend is not None
        or quantity.unit in ("percent", "year", "month", "day", "hour")
    ):
        return None
    thing = counted(quantity.counted)
    if len(thing.head) < 3 or quantity.text.lower() == "one":
        return None
    event = vocabulary().event_of.get(quantity.event or "", quantity.event or "")
    return _Slot("composition" if quantity.unit else event, thing, quantity.unit)


def _states(claim: Claim) -> bool:
    """Tell whether a claim's amounts are its source's own: not those of "denied that forty people died"."""
    return claim.stance in _STATING and (claim.stance not in _NO or claim.negated)


def _excluded(claim: Claim) -> tuple[str, str] | None:
    """Return what "all of them locals" says and what it excludes: ("local", "foreign")."""
    table = vocabulary()
    if claim.universal is None or claim.negated or not _states(claim):
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


def _add_universal(claim: Claim, slots: dict[_Slot, list[tuple[Claim, Quantity]]]) -> None:
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


def _merged(slots: dict[_Slot, list[tuple[Claim, Quantity]]]) -> dict[_Slot, list[tuple[Claim, Quantity]]]:
    """Join counts with no event of their own ("there were 40 foreigners") to the one question about that thing."""
    merged: dict[_Slot, list[tuple[Claim, Quantity]]] = {}
    for slot, members in slots.items():
        target = slot
        if slot.event in _OPEN_EVENTS and slot.unit is None:
            alike = (o for o in slots if o.thing == slot.thing and o.unit is None and o.event not in _OPEN_EVENTS)
            known = [o for o in alike if o.event in vocabulary().ask]
            one = len({o.event for o in known}) == 1
            target = known[0] if one else replace(slot, event="composition")
        merged.setdefault(target, []).extend(members)
    return merged


def _count_title(slot: _Slot, members: Sequence[tuple[Claim, Quantity]]) -> str:
    """Return the question as a person would write it."""
    thing = _plural(slot, members)
    if slot.unit is not None:
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


def _snippet(claim: Claim, quantity: Quantity) -> str:
    """Return the few words of a claim around an amount, where no verb of ours tells what happened."""
    before, _, after = claim.text.partition(quantity.text)
    around = " ".join([*before.split()[-3:], quantity.text, *after.split()[:4]])
    return re.sub(r"\s+([,.;:)])", r"\1", around).strip(' ,.;:“”"')


def _plural(slot: _Slot, members: Sequence[tuple[Claim, Quantity]]) -> str:
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


def _basis(slot: _Slot, quantity: Quantity) -> str:
    what = " ".join([*sorted(slot.thing.restricted), slot.thing.head])
    said, read = quantity.event or "not stated", slot.event or "not stated"
    return f"counts “{quantity.counted}” (read as {what}), event “{said}” (read as {read})"


def _existence(claims: Sequence[Claim], actors: Actors) -> Iterator[Inquiry]:
    """Yield "Was there a deal?" for every noun whose existence somebody denies."""
    nouns = dict.fromkeys(claim.denied for claim in claims if claim.denied and claim.stance in _NO)
    for noun in nouns:
        answers = []
        for claim in claims:
            if claim.denied == noun:
                answers.append(_side(claim, actors, "no", f"denies that there was a {noun}"))
            elif noun in claim.topics and not claim.negated and claim.stance in _STATING - _NO:
                answers.append(_side(claim, actors, "yes", f"speaks of the {noun} as a fact"))
            elif noun in claim.topics and claim.stance in _NO and not claim.negated:
                answers.append(_side(claim, actors, "no", f"denies the {noun}"))
        if {answer.side for answer in answers} == {"yes", "no"}:
            yield Inquiry(
                content_id("q", "existence", noun),
                f"Was there {_article(noun)} {noun}?",
                QuestionKind.POLAR,
                tuple(answers),
            )


def _side(claim: Claim, actors: Actors, side: str, basis: str) -> Answer:
    """Return a claim as an answer to a yes-or-no question."""
    return Answer(claim.id, actors.of_claim[claim.id], side=side, basis=basis)


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _participation(claims: Sequence[Claim], actors: Actors) -> Iterator[Inquiry]:
    """Yield "Did X take part in ...?" where X's part is denied and others say that X acted in the same event."""
    table = vocabulary()
    for claim in claims:
        if not claim.negated or not table.participation & set(claim.topics):
            continue
        events = {table.event_of[t] for t in claim.topics if t in table.event_of} - _OPEN_EVENTS
        classes = {c for name in (*claim.actors, *claim.topics) if (c := table.actor_class(name))}
        sides = [_side(claim, actors, "no", "denies taking part")]
        for other in claims:
            theirs = {c for name in other.actors if (c := table.actor_class(name))}
            about = {table.event_of[t] for t in other.topics if t in table.event_of}
            if other.negated or other.stance in _NO or not theirs & classes or not about & events:
                continue
            if actors.of_claim[other.id] != actors.of_claim[claim.id]:
                basis = f"names {', '.join(other.actors[:2])} as acting in it"
                sides.append(_side(other, actors, "yes", basis))
        if len(sides) > 1:
            text = claim.polar or f"Did they take part: {claim.text}"
            yield Inquiry(
                content_id("q", "part", sorted(classes), sorted(events)), text, QuestionKind.POLAR, tuple(sides)
            )


def _rejections(claims: Sequence[Claim], actors: Actors) -> Iterator[Inquiry]:
    """Yield a question for every other denial that some claim of another source stands against."""
    by_topic: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        for topic in claim.topics:
            by_topic[topic].append(claim)
    for claim in claims:
        if claim.stance not in _NO or claim.denied:
            continue
        ours = set(claim.topics)
        near = {other.id: other for topic in ours for other in by_topic[topic] if len(by_topic[topic]) <= 200}
        answers = [_side(claim, actors, "no", "rejects it")]
        for other in near.values():
            theirs = set(other.topics)
            alike = len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0
            same_event = claim.predicate and claim.predicate in theirs
            if other.id == claim.id or other.negated or other.stance in _NO:
                continue
            if (
                actors.of_claim[other.id] != actors.of_claim[claim.id]
                and len(ours & theirs) >= 2
                and (alike >= 0.5 or (same_event and alike >= 0.3))
            ):
                shared = ", ".join(sorted(ours & theirs))
                answers.append(_side(other, actors, "yes", f"speaks of the same: {shared}"))
        if len(answers) > 1:
            yield Inquiry(
                content_id("q", "reject", claim.id), claim.polar or claim.text, QuestionKind.POLAR, tuple(answers)
            )
