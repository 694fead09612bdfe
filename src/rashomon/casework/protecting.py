"""What is protected in a case, worked out from what people decided: names in all their spellings, places, days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from rashomon.errors import ItemError
from rashomon.link.entities import link_entities
from rashomon.protect.days import spellings
from rashomon.protect.folding import folded
from rashomon.protect.marks import Protection
from rashomon.protect.masking import Masked
from rashomon.protect.times_places import near
from rashomon.protect.written import NEAR
from rashomon.records import Document, Entity, Place, Reading, Secret, Span
from rashomon.store.anchors import Reanchoring
from rashomon.store.judgements import Judgement, Kind, new_judgement
from rashomon.store.judging_standing import standing
from rashomon.store.judging_targets import ClaimTarget, DocumentTarget, EntityTarget, Protect, WordsTarget, quote
from rashomon.store.judging_view import View

if TYPE_CHECKING:
    from rashomon.extract.places_gazetteer import Entry

LABELS: Final = {
    "source": "Witness",
    "name": "Person",
    "document": "Document",
    "passage": "passage withheld",
    "place": "Place",
    "date": "",
}


def protecting(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Return the judgements that protect something and stand, in the order made."""
    return tuple(j for j in standing(judgements).judgements if j.kind is Kind.PROTECT)


def protections_of(readings: Sequence[Reading], judgements: Sequence[Judgement]) -> tuple[Protection, ...]:
    """Return what is protected in a case, with every way in which it is written there.

    Raises:
        ItemError: a protected passage is not found in its document any more: nothing may leave until a person looked.
    """
    held = protecting(judgements)
    if not held:
        return ()
    view = View(readings, judgements)
    entities: tuple[Entity, ...] = ()
    if any(isinstance(judgement.target, EntityTarget) for judgement in held):
        entities = link_entities(view.readings, apart=view.apart, together=view.together).entities
    search = Reanchoring(readings)
    return tuple(_protection(judgement, entities, readings, view.readings, search) for judgement in held)


def _protection(
    judgement: Judgement,
    entities: Sequence[Entity],
    readings: Sequence[Reading],
    now: Sequence[Reading],
    search: Reanchoring,
) -> Protection:
    value, target = judgement.value, judgement.target
    if not isinstance(value, Protect):
        raise TypeError("a judgement that protects has what it protects")
    match target:
        case EntityTarget(name):
            names = _distinct((name, *_names_of(name, entities), *value.also))
            names = _distinct((*names, *_respelt(names, readings, now)))
            return Protection(judgement.id, value.what, value.label, names)
        case DocumentTarget(document):
            names = _distinct((*value.also, *_titles(document, readings)))
            return Protection(judgement.id, value.what, value.label, names, document)
        case ClaimTarget():
            found = search.find(target).found
            if found is None:
                raise ItemError(
                    f"protection {judgement.id[:8]}",
                    step="protect",
                    reason="its passage is not found in its document since that was read again",
                    remedy="lift it with 'rashomon protect CASE --lift' and mark the passage anew",
                )
            quoted = found.quote
            return Protection(
                judgement.id, value.what, value.label, (quoted.words, *value.also), target.document, quoted.spans
            )
        case WordsTarget(words) if value.what == "date":
            day = date.fromisoformat(words)
            names = _distinct((*value.also, *spellings(day, year=True)))
            return Protection(judgement.id, value.what, value.label, names, days=(day, day), within=value.days)
        case WordsTarget(words):
            names = _distinct((words, *value.also))
            point = _point(names, readings) if value.what == "place" else None
            if point is not None:  # whatever else is written of the place: "Ar-Raqqah" of "Raqqa"
                names = _distinct((*names, *_names_there(point, readings), *_known_as(names, point)))
            return Protection(judgement.id, value.what, value.label, names, point=point)
        case _:
            raise TypeError(f"nothing is protected by {type(target).__name__}")


def _titles(document: str, readings: Sequence[Reading]) -> Iterator[str]:
    """Yield the title and name of a protected document, where they are no words that any text may hold."""
    for reading in readings:
        if reading.document.id == document:
            told = (reading.document.title, reading.document.member, re.split(r"[/\\!]", reading.document.path)[-1])
            yield from (name for name in told if name and len(re.findall(r"\w{2,}", name)) > 2)


def _respelt(names: Sequence[str], before: Sequence[Reading], now: Sequence[Reading]) -> Iterator[str]:
    """Yield how people corrected the spelling of names; another name altogether is somebody else."""
    known = {folded(name) for name in names}
    was = {c.id: c.source.canonical for r in before for c in r.claims if c.source is not None}
    said = ((c.source.canonical, was.get(c.id, "")) for r in now for c in r.claims if c.source is not None)
    for name, old in said:
        pair = folded(name), folded(old)
        if pair[0] == pair[1] or not old or SequenceMatcher(None, *pair).ratio() < _ALIKE:
            continue
        if known & set(pair):
            yield from (name, old)


_ALIKE: Final = 0.5


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name.strip()))


def _names_of(name: str, entities: Sequence[Entity]) -> Iterator[str]:
    """Yield the names of a source; descriptions ("a local driver") only where it has no name of its own."""
    for entity in entities:
        known = (entity.name, *entity.names)
        if name.casefold() not in {one.casefold() for one in known}:
            continue
        proper = [one for one in known if _is_proper(one)]
        yield from proper or known


def _is_proper(name: str) -> bool:
    """Tell whether a name holds a word that is written as one; "The driver" holds none."""
    return any(word[:1].isupper() for word in re.findall(r"\w+", name)[0 if len(name.split()) == 1 else 1 :])


def _point(names: Sequence[str], readings: Sequence[Reading]) -> tuple[float, float] | None:
    """Return the point of a place as the readings of the case have it."""
    wanted = {name.casefold() for name in names}
    for reading in readings:
        for place in reading.places:
            if {place.text.casefold(), place.name.casefold()} & wanted and place.latitude is not None:
                return place.latitude, place.longitude or 0.0
    from rashomon.extract.places_gazetteer import Gazetteer

    # By another name than the texts use.
    with Gazetteer() as gazetteer:
        known = [(e.latitude, e.longitude) for name in names for e in gazetteer.lookup(name) if e.kind == "settlement"]
    there = (point for point in known for reading in readings for place in reading.places if near(place, point))
    return next(there, known[0] if known else None)


def _known_as(names: Sequence[str], point: tuple[float, float]) -> Iterator[str]:
    """Yield what the gazetteer calls a place."""
    from rashomon.extract.places_gazetteer import Gazetteer

    with Gazetteer() as gazetteer:
        for entry in (entry for name in names for entry in gazetteer.lookup(name)):
            if abs(entry.latitude - point[0]) < NEAR and abs(entry.longitude - point[1]) < NEAR:
                yield entry.name


def _names_there(point: tuple[float, float], readings: Sequence[Reading]) -> Iterator[str]:
    for reading in readings:
        for place in reading.places:
            if near(place, point) and place.precision not in ("country", "province"):
                yield from (place.text, place.name)


# What is proposed to stand in a protected thing's place


def next_label(kind: str, judgements: Iterable[Judgement]) -> str:
    """Return the next free pseudonym of a kind: "Witness A", ... "Witness Z", "Witness AA"; never one used before."""
    if kind == "passage":
        return LABELS["passage"]
    used = {j.value.label for j in judgements if isinstance(j.value, Protect)}
    number = 0
    while (label := f"{LABELS[kind]} {_letters(number)}") in used:
        number += 1
    return label


def _letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def week_label(day: date) -> str:
    """Return how a week is called: "the week of 9 October 2017"."""
    monday = week_of(day)[0]
    return f"the week of {monday.day} {monday:%B %Y}"


def place_label(name: str, readings: Iterable[Reading]) -> str:
    """Return what a place is coarsened to: "a village in Idlib, Syria", or "a city in Syria" where its region is named
    after it; empty where the case knows no such place.
    """
    wanted = name.casefold()
    for reading in readings:
        for place in reading.places:
            if wanted in (place.text.casefold(), place.name.casefold()):
                return _coarser(place)
    return ""


def _coarser(place: Place) -> str:
    from rashomon.extract.places_gazetteer import Gazetteer

    kind = place.precision if place.precision in ("village", "town", "city", "district") else "place"
    with Gazetteer() as gazetteer:
        country = gazetteer.country(place.country) if place.country else None
        if country is None:
            return f"a {kind}"
        known = (entry for entry in gazetteer.lookup(place.name) if _is_at(entry, place))
        region = next((gazetteer.region(entry) for entry in known if entry.kind == "settlement"), None)
    told = {folded(word) for word in (place.name, place.text)}
    if region is None or any(word in folded(region.name) or folded(region.name) in word for word in told):
        return f"a {kind} in {country.name}"
    return f"a {kind} in {region.name}, {country.name}"


def _is_at(entry: Entry, place: Place) -> bool:
    if place.latitude is None or place.longitude is None:
        return False
    return abs(entry.latitude - place.latitude) < NEAR and abs(entry.longitude - place.longitude) < NEAR


def new_protection(  # noqa: PLR0913
    kind: str,
    words: str,
    judgements: Sequence[Judgement],
    *,
    actor: str,
    label: str = "",
    also: Sequence[str] = (),
    why: str = "",
    readings: Iterable[Reading] = (),
) -> Judgement:
    """Return a judgement that protects a source, name, place or day, or a whole document by its id.

    Args:
        kind: "source", "name", "place", "date" or "document".
        words: its name; a day as 2017-10-12; the id of a document.
        label: what is to stand in its place; a free pseudonym, a coarser place or the week by default.

    Raises:
        ValueError: the day is none, or a label tells what it stands for.
    """
    days: tuple[date, date] | None = None
    if kind == "date":
        day = date.fromisoformat(words)
        days, label = week_of(day), label or week_label(day)
    if kind == "place":
        label = label or place_label(words, readings)
    label = label or next_label(kind, judgements)
    if kind != "date" and words.casefold() in label.casefold():
        raise ValueError(f"label: {label!r} holds what it stands for; choose another")
    target = (
        EntityTarget(words) if kind == "source" else DocumentTarget(words) if kind == "document" else WordsTarget(words)
    )
    kinds = {"source": "source", "name": "name", "place": "place", "date": "date", "document": "document"}
    value = Protect(kinds[kind], label, tuple(also), days)  # type: ignore[arg-type]
    return new_judgement(Kind.PROTECT, target, value, actor=actor, why=why)


def new_passage(  # noqa: PLR0913
    document: str,
    words: str,
    readings: Iterable[Reading],
    *,
    actor: str,
    label: str = "",
    why: str = "",
    span: tuple[int, int] | None = None,
) -> Judgement:
    """Return a judgement that protects a passage of a document.

    Args:
        words: what stands there.
        span: where, in the text of the document; None where the words stand there once.

    Raises:
        ValueError: there is no such document, or its text has the words not once, or not there.
    """
    text = next((r.document.text for r in readings if r.document.id == document), None)
    if text is None:
        raise ValueError(f"document {document[:40]!r}: the case has none of that id; 'rashomon status' lists them")
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = [match.span() for match in re.finditer(pattern, text)] if pattern else []
    if span is not None:
        found = [one for one in found if one == span]
    if len(found) != 1:
        raise ValueError(f"the words stand {len(found)} times there in {document}; give words that stand there once")
    spans = (Span(*found[0]),)
    value = Protect("passage", label or LABELS["passage"])
    return new_judgement(Kind.PROTECT, ClaimTarget(document, quote(text, spans)), value, actor=actor, why=why)


# What a check looks for


def secrets_of(protections: Sequence[Protection], masked: Masked, readings: Sequence[Reading]) -> tuple[Secret, ...]:
    """Return what must not be found in anything that leaves a case."""
    documents = {reading.document.id: reading.document for reading in readings}
    hidden = tuple(dict.fromkeys(masked.hidden))
    return tuple(_secret(p, documents, masked, hidden) for p in protections)


def _secret(
    protection: Protection, documents: Mapping[str, Document], masked: Masked, hidden: tuple[str, ...]
) -> Secret:
    # The check knows by itself how a day is written.
    strings = [name for name in protection.names if len(name) > 1 and protection.kind != "date"]
    hashes: tuple[str, ...] = hidden
    if protection.kind == "document" and (document := documents.get(protection.document or "")):
        told = (document.title, document.member, re.split(r"[/\\!]", document.path)[-1])
        strings += [name for name in told if name and len(name) > 3]
        hashes = (document.sha256, document.id)
    lengths = tuple(
        sorted({s.end - s.start for m in masked.moved.values() for s in m.stretches if s.protection == protection.id})
    )
    return Secret(
        protection.id,
        protection.kind,
        protection.label,
        tuple(dict.fromkeys(strings)),
        protection.days,
        protection.point,
        hashes,
        lengths,
    )
