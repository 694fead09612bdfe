"""Questions about amounts as a person would write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rashomon.link.slots_base import Slot, around
from rashomon.link.vocabulary import singular, vocabulary
from rashomon.records import Claim, Quantity

IN_WORDS: Final = ", as in “"
"""What leads to a claim's own words in a title that has none of ours."""
_PLURALS: Final = {"person": "people", "relative": "family members", "bus": "buses", "quake": "quakes"}
_LENGTHS: Final = frozenset({"metre", "kilometre", "mile", "foot", "centimetre", "yard"})
_MONTHS: Final = "January February March April May June July August September October November December".split()


def count_title(slot: Slot, members: Sequence[tuple[Claim, Quantity]]) -> str:
    """Return the question that a slot asks."""
    thing = _plural(slot, members)
    if slot.unit is not None:
        return _measure_title(slot, members)
    if slot.event == "residence":
        return f"How many {thing} live {f'in {slot.of}' if slot.of else 'there'}?"
    if slot.event == "doing":
        return f"How many people took part in the {slot.of or 'deed'}?"
    ask = vocabulary().ask.get(slot.event)
    if ask is None:
        ask = next((q.event_words for _, q in members if q.event_words), None)
    if ask is None:
        return f"How many {thing}{IN_WORDS}{snippet(*members[0])}”?"
    where = _shared_place(members) if ask == "left" else ""
    return f"How many {thing} {ask}{f' {slot.of}' if slot.of else where}?"


def _measure_title(slot: Slot, members: Sequence[tuple[Claim, Quantity]]) -> str:
    """Return the question about an amount in a unit."""
    noun = slot.thing.head
    if slot.event.endswith(" size"):
        return f"How {slot.event.removesuffix(' size')} was the {noun}?"
    if slot.event == "distance":
        return f"How far is it from {_from(slot, members)}?"
    if slot.event == "depth":
        return f"How deep was the {noun}?"
    if slot.event == "reach":
        return f"How far away was the {noun} felt?"
    if slot.event == "duration":
        return f"How long did the {noun} last?"
    if slot.unit == "magnitude":
        return f"What was the magnitude of {'one of the quakes' if slot.thing.restricted else f'the {noun}'}?"
    claim, quantity = members[0]
    after = around(claim, quantity)[1].lstrip()
    said = next((word for word in ("long", "wide", "deep", "high", "tall") if re.match(rf"{word}\b", after)), "long")
    if slot.unit in _LENGTHS and re.match(rf"{said}\b", after):
        return f"How many {slot.unit}s {said} was the {noun}?"
    return f"How many {slot.unit}s{IN_WORDS}{snippet(claim, quantity)}”?"


def part_title(title: str, time: str, place: str) -> str:
    """Return the title of one part of a question, told apart by its year or day, or by its place; empty if neither."""
    when = ""
    if re.fullmatch(r"\d{4}", time):
        when = f" in {time}"
    elif (day := re.fullmatch(r"XXXX-(\d\d)-(\d\d)", time)) is not None:
        when = f" on {int(day[2])} {_MONTHS[int(day[1]) - 1]}"
    where = f" in {place}" if place else ""
    if not (when or where) or IN_WORDS in title:
        return ""
    return f"{title.rstrip('?')}{where}{when}?"


def snippet(claim: Claim, quantity: Quantity) -> str:
    """Return the few words of a claim around an amount, where no verb of ours tells what happened."""
    before, after = around(claim, quantity)
    around_it = " ".join([*before.split()[-3:], quantity.text, *after.split()[:4]])
    return re.sub(r"\s+([,.;:)])", r"\1", around_it).strip(' ,.;:“”"')


def _from(slot: Slot, members: Sequence[tuple[Claim, Quantity]]) -> str:
    """Return what a distance is measured from, in capitals where it is written so."""
    head = slot.thing.head
    pattern = re.compile(rf"\b{re.escape(head)}\b".replace(r"\ ", r"\s+"), re.IGNORECASE)
    word = next((found[0] for claim, _ in members if (found := pattern.search(claim.text))), head)
    return " ".join(word.split()) if word[:1].isupper() else f"the {head}"


def _plural(slot: Slot, members: Sequence[tuple[Claim, Quantity]]) -> str:
    """Return the counted thing in the plural, with the modifiers that matter."""
    head = slot.thing.head
    written = [q.counted.split()[-1].lower() for _, q in members if q.counted]
    if slot.event == "residence":
        plural = _PLURALS.get(head, f"{head}s")  # "21,000 people" live in a camp of refugees too
    elif head not in vocabulary().counted_of.values() and written:
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
