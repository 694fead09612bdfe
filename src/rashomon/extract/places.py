"""Places named in a text, with a point where the gazetteer is sure enough of one.

Steps, with what each needs and gives:

1. matches   words → runs that the gazetteer knows, with all their readings
2. hints     words beside each match → its kind, what it lies in
3. accept    matches, hints, the parser's labels → those that name a place
4. evidence  all accepted names and demonyms → which countries the document speaks of, and near which places it is
5. resolve   readings, hints, evidence → a place, or words without a point

A name that the parser calls a place and the gazetteer does not know is kept without a point: no point is better than a
wrong one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rashomon.extract.places_accept import PLACE_LABELS, accept
from rashomon.extract.places_candidates import Labels, Match, find_matches, is_upper, split_words
from rashomon.extract.places_evidence import Survey, shares, spoken_of
from rashomon.extract.places_gazetteer import Entry, Gazetteer, fold_name
from rashomon.extract.places_hints import Hints, Sightings, read_containers, read_kinds
from rashomon.extract.places_passage import Passage
from rashomon.extract.places_rank import WORLD_CITY, Evidence, precision, rank, trusted
from rashomon.extract.places_unknown import town_buildings, unknown_places, unresolved
from rashomon.records import Place, Span

MAX_OTHERS = 3
# What a region's name is short of where reports drop its article.
_ARTICLES = ("la", "el")
# Regions whose names reports half translate: "Northern Santander" is Norte de Santander.
_NORTHS = {
    "northern": ("north", "norte de"),
    "southern": ("south", "sur de"),
    "eastern": ("east", "est"),
    "western": ("west", "ouest"),
}


def find_places(doc: Any, *, gazetteer: Gazetteer) -> list[Place]:
    """Return the places named in a parsed text, in the order of the text; they do not overlap.

    Args:
        doc: a spaCy `Doc` with named entities; spans are offsets in `doc.text`.
        gazetteer: where names are looked up.

    Returns:
        Places; `latitude` and `longitude` are None and `precision` is "unknown" for those without a sure point.
    """
    written: str = doc.text  # spaCy joins the tokens anew at every look
    words = split_words(written)
    passage = Passage(written, words, Labels(doc), is_upper(words))
    matches = list(find_matches(written, words, gazetteer, upper=passage.upper))
    spoken = shares(spoken_of(passage, matches, gazetteer))
    hints = read_kinds(passage, matches, spoken)
    matches = [_widened(passage, m, h, gazetteer) for m, h in zip(matches, hints, strict=True)]
    hints = [_lesser(passage, m, h) for m, h in zip(matches, hints, strict=True)]
    sightings = read_containers(passage, matches, hints, spoken)
    places = _resolve(sightings, accept(sightings), gazetteer)
    places += unknown_places(passage, [p.span for p in places])
    return sorted([*places, *town_buildings(passage, places)], key=lambda place: place.span)


def _widened(passage: Passage, match: Match, hint: Hints, gazetteer: Gazetteer) -> Match:
    """Add readings under names that differ a little: "Libertad Department" is La Libertad, "Rio Negro" Rionegro."""
    name = passage.text[match.start : match.end]
    added: list[Entry] = []
    if hint.kind == "region" and not any(r.kind == "region" for r in match.readings):
        added = [r for a in _ARTICLES for r in gazetteer.lookup(f"{a} {name}") if r.kind == "region"]
    before = passage.before(match)
    if before in _NORTHS and not any(r.kind == "country" for r in match.readings):
        added = [r for way in _NORTHS[before] for r in gazetteer.lookup(f"{way} {name}") if r.kind == "region"]
        if added:
            start = passage.words[match.first - 1].start
            return replace(match, first=match.first - 1, start=start, readings=tuple(added))
    if match.last > match.first and hint.kind == "town":
        added += [replace(r, own=False) for r in gazetteer.lookup(name.replace(" ", "")) if r.kind == "settlement"]
    known = {r.id for r in match.readings}
    return replace(match, readings=(*match.readings, *(r for r in added if r.id not in known))) if added else match


def _lesser(passage: Passage, match: Match, hint: Hints) -> Hints:
    """Take a province that is no region of the first level for one of the second, which its chief town gives the name:
    "Tarma province" in Peru."""
    provinces = {"province", "provinces"}
    called = passage.after(match).lower() in provinces or passage.before_of(match) in provinces
    if hint.kind != "region" or not called or any(r.kind != "settlement" for r in match.readings):
        return hint
    return replace(hint, kind="district")


def _resolve(sightings: Sightings, chosen: list[int], gazetteer: Gazetteer) -> list[Place]:
    """Give each accepted name its place: first in the light of the countries spoken of, then of the other places."""
    passage, matches, forced = sightings.passage, sightings.matches, sightings.forced
    names = {i: fold_name(passage.text[matches[i].start : matches[i].end]) for i in chosen}
    hints = _shared(sightings.hints, names)
    survey = Survey(passage, matches, names, gazetteer)
    for index in chosen:
        if index in forced:
            survey.settle(index, forced[index])
            continue
        evidence = survey.evidence(index)
        order = _order(matches[index], hints[index], evidence)
        if trusted(order, hints=hints[index], evidence=evidence):
            survey.settle(index, order[0])
    survey.close(sightings.groups)
    senses = _senses(matches, hints, names, survey)
    places = []
    for index in chosen:
        match = matches[index]
        sense = forced.get(index, senses.get(index))
        place = _place(passage.text, match, hints[index], survey.evidence(index), forced=sense)
        labelled = any(label.kind in PLACE_LABELS for label in passage.labels.over(match.start, match.end))
        if place.latitude is not None or labelled or hints[index].kind:
            places.append(place)
    return places


def _senses(matches: list[Match], hints: list[Hints], names: dict[int, str], survey: Survey) -> dict[int, Entry]:
    """Return the place of the mentions that cannot be trusted by themselves, where another mention of the name can."""
    sure: dict[str, set[Entry]] = {}
    open_: list[int] = []
    for index, name in names.items():
        evidence = survey.evidence(index)
        order = _order(matches[index], hints[index], evidence)
        if trusted(order, hints=hints[index], evidence=evidence):
            sure.setdefault(name, set()).add(order[0])
        elif not hints[index].containers and not hints[index].kind:
            open_.append(index)
    return {i: next(iter(sure[names[i]])) for i in open_ if len(sure.get(names[i], ())) == 1}


def _shared(hints: list[Hints], names: dict[int, str]) -> list[Hints]:
    """Give what one mention of a name is said to lie in to the mentions that say nothing: one sense a document."""
    said: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for index, name in names.items():
        if hints[index].containers and hints[index].firm:
            said.setdefault(name, set()).add(hints[index].containers)
    shared = list(hints)
    for index, name in names.items():
        if not hints[index].containers and len(said.get(name, ())) == 1:
            shared[index] = replace(hints[index], containers=next(iter(said[name])))
    return shared


def _order(match: Match, hints: Hints, evidence: Evidence) -> list[Entry]:
    """Return the readings in order; a country named after it may be left aside for a country or a world city, as in a
    list: "Cairo, Syria and Iraq"."""
    order = rank(match.readings, hints=hints, evidence=evidence)
    if not order and hints.firm:
        free = rank(match.readings, hints=Hints(kind=hints.kind), evidence=evidence)
        # A region as large does not stand alone so: "Asturias, Jinotega" is a village, not the one in Spain.
        if free and (free[0].kind == "country" or (free[0].kind == "settlement" and free[0].population >= WORLD_CITY)):
            return free
    return order


def _place(text: str, match: Match, hints: Hints, evidence: Evidence, *, forced: Entry | None) -> Place:
    """Return the place of an accepted name, without a point where no reading can be trusted."""
    order = _order(match, hints, evidence)
    chosen = forced or (order[0] if trusted(order, hints=hints, evidence=evidence) else None)
    rest = [r.label for r in (order or match.readings) if r is not chosen]
    others = tuple(label for label in dict.fromkeys(rest) if chosen is None or label != chosen.label)[:MAX_OTHERS]
    if chosen is None:
        return replace(unresolved(text, match.start, match.end), others=others, facility=hints.facility)
    return Place(
        text=text[match.start : match.end],
        span=Span(match.start, match.end),
        name=chosen.name,
        latitude=chosen.latitude,
        longitude=chosen.longitude,
        precision=precision(chosen, hints),
        country=chosen.country,
        others=others,
        facility=hints.facility,
    )
