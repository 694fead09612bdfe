"""Deciding whether words that the gazetteer knows are used as the name of a place.

The parser's word counts (GPE, LOC, FAC), and so do a preposition's ("in Raqqa"), the kind of place written beside the
name, what it is said to lie in, the other names of its list, and being large and unmistakable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set

from rashomon.extract.places_candidates import Label, Match
from rashomon.extract.places_evidence import opens_report
from rashomon.extract.places_gazetteer import MAX_NAME, fold_name
from rashomon.extract.places_hints import Hints, Sightings, is_state
from rashomon.extract.places_passage import Passage
from rashomon.extract.places_rank import CITY, EVERYWHERE, TRUSTED_POPULATION, WORLD_CITY
from rashomon.extract.places_words import (
    CALENDAR,
    CIVIC,
    DIRECTIONS,
    FACILITIES,
    MODIFIERS,
    NO_PLACES,
    ORGANISATIONS_OF,
    PARTIES,
    PARTS,
    SENTENCE_WORDS,
    STATEWIDE,
    STRONG_PREPOSITIONS,
    TITLES,
    VAST,
    WEAK_PREPOSITIONS,
)

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
NAMED_KINDS = frozenset({"region", "district", "town"})
# "Miami.com" is a paper's site.
WEB = frozenset({".com", ".org", ".net"})
# After these a country is one, whatever the parser takes it for; "of" may end an organisation's name.
CLAUSE_PREPOSITIONS = (STRONG_PREPOSITIONS | WEAK_PREPOSITIONS | {"with", "on", "against", "for", "about"}) - {"of"}
# A country with this share of the text is what it is about: names of places in it need less proof.
HOME_SHARE = 0.25
# Most words of a person's name after the title.
MAX_PERSON = 3
# A town this large gives its name to buildings in reports from anywhere.
LARGE_CITY = 500_000
# "LIMA, 7 NOV 89 (MOSCOW KRASNAYA ZVEZDA)": what stands in brackets is the paper or station, how far back it may begin.
_SOURCE = re.compile(r"\b\d{1,2} [A-Z]{3} \d{2}\s+\([^()]*\Z")
SOURCE_REACH = 60
# Capitalised words after a name that leave it a place of its own: "Texas Republican Ted Cruz", "Peoria Mayor Carlat".
_BESIDE = TITLES | PARTIES | CIVIC | STATEWIDE | MODIFIERS | CALENDAR | FACILITIES


def votes(passage: Passage, matches: list[Match]) -> Counter[str]:
    """Count, per name, how often the parser calls it a place less how often it calls it something else."""
    counted: Counter[str] = Counter()
    for match in matches:
        for label in passage.labels.over(match.start, match.end):
            counted[fold_name(passage.text[match.start : match.end])] += 1 if label.kind in PLACE_LABELS else -1
    return counted


def surnames(passage: Passage) -> frozenset[str]:
    """Return the last words of the names of persons, folded: those of two words or more that the parser calls so.

    In capitals the parser takes too much for a person to be believed; there a title must stand before the name.
    """
    found: set[str] = set()
    if passage.upper:
        for index, word in enumerate(passage.words):
            if word.text.lower() in TITLES:
                last = index
                while last - index < MAX_PERSON and passage.near(last) and _may_go_on(passage.words[last + 1].text):
                    last += 1
                found.add(fold_name(passage.words[last].text))
        return frozenset(found)
    for label in passage.labels:
        words = passage.text[label.start : label.end].removesuffix("'s").removesuffix("’s").split()
        if label.kind == "PERSON" and len(words) > 1 and label.end - label.start < MAX_NAME:
            found.add(fold_name(words[-1]))
    return frozenset(found)


def _may_go_on(word: str) -> bool:
    small = word.lower()
    return small not in STRONG_PREPOSITIONS | WEAK_PREPOSITIONS and small not in SENTENCE_WORDS


def accept(sightings: Sightings) -> list[int]:
    """Return the indices of the matches that are used as names of places, in order."""
    passage, matches, hints, spoken = sightings.passage, sightings.matches, sightings.hints, sightings.spoken
    counted, persons = votes(passage, matches), surnames(passage)
    accepted = {
        index
        for index, match in enumerate(matches)
        if not _person(passage, match, hints[index], persons)
        and _accepted(passage, match, hints[index], counted, spoken)
    }
    accepted |= {i for i in sightings.forced if i - 1 in accepted and not _refused(passage, matches[i], hints[i])}
    for group in sightings.groups:
        if accepted.intersection(group):
            accepted.update(i for i in group if _fits_list(passage, matches[i], hints[i], spoken))
    if passage.upper:
        accepted |= _again(sightings, accepted, persons)
    return sorted(accepted)


def _again(sightings: Sightings, accepted: Set[int], persons: Set[str]) -> set[int]:
    """Return the other mentions of accepted names: where the parser's labels say little, a name keeps its sense."""
    passage, matches, hints = sightings.passage, sightings.matches, sightings.hints
    names = [fold_name(passage.text[match.start : match.end]) for match in matches]
    known = {names[i] for i in accepted if not matches[i].abbreviation and _likely(matches[i], sightings.spoken)}
    return {
        i
        for i, match in enumerate(matches)
        if names[i] in known
        and (not any(r.common for r in match.readings) or _leading(passage, match) in STRONG_PREPOSITIONS | {"from"})
        and not _person(passage, match, hints[i], persons)
        and not _refused(passage, match, hints[i])
        and all(covers(passage, match, label) for label in passage.labels.over(match.start, match.end))
    }


def _likely(match: Match, spoken: Mapping[str, float]) -> bool:
    """Tell whether a place of the name lies in the country that the text is about, or is known all over the world."""
    return any(
        r.own
        and (
            r.kind == "country"
            or (r.country not in EVERYWHERE and spoken.get(r.country, 0) >= HOME_SHARE)
            or (r.kind == "settlement" and (r.capital or r.population >= WORLD_CITY))
        )
        for r in match.readings
    )


def _begun(passage: Passage, match: Match) -> bool:
    """Tell whether the words before belong to a longer name that the gazetteer lacks: "New England", "Hale Shelby"."""
    first = passage.words[match.first].text.lower()
    if first in ORGANISATIONS_OF or first == "uc":
        return True
    if not passage.near(match.first - 1):
        return False
    word = passage.words[match.first - 1]
    if word.text.lower() == "new" and word.text[0].isupper():
        return True
    # A capitalised word that is no title of the place, before a name that people bear, is their first name.
    known = STRONG_PREPOSITIONS | WEAK_PREPOSITIONS | MODIFIERS
    return (
        not passage.upper
        and word.text[0].isupper()
        and word.text.lower() not in known
        and not passage.sentence_opens_at(word.start)
        and any(r.common for r in match.readings)
        and not any(label.kind in PLACE_LABELS for label in passage.labels.over(word.start, word.end))
    )


def _person(passage: Passage, match: Match, hint: Hints, persons: Set[str]) -> bool:
    """Tell whether a name is that of a person of the text: "Clinton", where Hillary Clinton is spoken of."""
    if match.last > match.first or fold_name(passage.text[match.start : match.end]) not in persons:
        return False
    area = any(r.own and r.kind in {"country", "region"} for r in match.readings)
    if (
        hint.firm
        or (hint.kind in NAMED_KINDS and not hint.civic)
        or (area and not passage.upper and not any(r.common for r in match.readings))
    ):
        return False
    large = any(r.own and (r.population >= CITY or r.kind != "settlement") for r in match.readings)
    return not (large and passage.before(match) in STRONG_PREPOSITIONS)


def _refused(passage: Passage, match: Match, hint: Hints) -> bool:
    """Tell whether the words beside a name make it something else, whatever the parser says."""
    before = passage.before(match)
    titled = not passage.upper and before in TITLES and passage.words[match.first - 1].text[0].isupper()
    return (
        titled
        or hint.kind in {"feature", "organisation"}
        or hint.longer
        or bool(_SOURCE.search(passage.text[max(match.start - SOURCE_REACH, 0) : match.start]))
        or fold_name(passage.text[match.start : match.end]) in VAST | NO_PLACES | MODIFIERS
        or (passage.text[match.start - 1 : match.start], passage.text[match.end : match.end + 1]) == ("[", "]")
        or passage.text[match.end : match.end + 4] in WEB
        or _begun(passage, match)
        or (before in PARTS and passage.text[match.start : match.end].lower() == "america")
        or is_state(passage.text, match.start, match.end)
    )


def _accepted(passage: Passage, match: Match, hint: Hints, counted: Counter[str], spoken: Mapping[str, float]) -> bool:
    labels = passage.labels.over(match.start, match.end)
    kinds = {label.kind for label in labels}
    name = fold_name(passage.text[match.start : match.end])
    before = _leading(passage, match)
    if _refused(passage, match, hint):
        return False
    if match.abbreviation and passage.upper and "." not in passage.text[match.start : match.end]:
        return before == "the" or passage.text[match.start - 1 : match.end + 1] == "(USA)"
    named = hint.kind in NAMED_KINDS and not hint.civic and _bears(match, hint, spoken)
    said = named or (hint.civic and hint.kind in NAMED_KINDS) or any(hint.contains(r) for r in match.readings)
    common = any(r.common for r in match.readings)
    if named or _at_home(passage, match, hint, kinds, spoken) or _in_capitals(passage, match, before, kinds):
        return True
    attached = _attached(match, hint, spoken)
    if not said and not attached and any(not covers(passage, match, label) for label in labels):
        return False
    if kinds and kinds <= PLACE_LABELS:
        world = any(r.own and (r.capital or r.population >= WORLD_CITY) for r in match.readings)
        return not (passage.upper and common) or world or before in STRONG_PREPOSITIONS | WEAK_PREPOSITIONS
    if name in CALENDAR or "NORP" in kinds:
        return False
    if match.abbreviation:
        return True
    if (attached and not common) or (said and (not common or _surely(match, hint, before, labelled=bool(kinds)))):
        return True
    if passage.upper and not common and any(r.kind == "country" and r.own for r in match.readings):
        return "PERSON" not in kinds
    if _dateline(passage, match):
        return True
    if not passage.upper and _goes_on(passage, match, passage.after(match)):
        return False
    return _by_context(passage, match, before, vote=counted.get(name, -1), labelled=bool(kinds))


def _in_capitals(passage: Passage, match: Match, before: str, kinds: Set[str]) -> bool:
    """Tell whether a name in a text in capitals is a place whatever the parser says: a dateline, a country in a phrase.

    There the parser takes whole clauses for organisations: "A CONFLICT WITH COLOMBIA AND PRESIDENT PEREZ".
    """
    if not passage.upper:
        return False
    country = any(r.kind == "country" and r.own for r in match.readings) and not any(r.common for r in match.readings)
    led = before in CLAUSE_PREPOSITIONS and not kinds - {"ORG", *PLACE_LABELS}
    return (country and led) or _dateline(passage, match)


def _dateline(passage: Passage, match: Match) -> bool:
    """Tell whether the name of a city opens the report as its place of writing."""
    large = any(r.own and r.population >= CITY for r in match.readings)
    return large and opens_report(passage.text, match) and not passage.before(match)


def _bears(match: Match, hint: Hints, spoken: Mapping[str, float]) -> bool:
    """Tell whether a place of the kind that is written beside the name bears it: there is no region of Justice."""
    if hint.kind == "town":
        return any(r.kind == "settlement" for r in match.readings)
    if hint.kind == "district" and any(r.own and not r.common and r.country in spoken for r in match.readings):
        return True  # districts mostly bear the name of their chief town
    areas = [r for r in match.readings if r.kind in {"region", "district"}]
    return any(not r.common or r.country in spoken for r in areas)


def _leading(passage: Passage, match: Match) -> str:
    """Return the word before the name, small; "near" for "south of" and the like."""
    return "near" if passage.before_of(match) in DIRECTIONS else passage.before(match)


def _at_home(passage: Passage, match: Match, hint: Hints, kinds: Set[str], spoken: Mapping[str, float]) -> bool:
    """Tell whether a name is a place of the country that the text is about, where the parser's word says nothing.

    That is so in a text in capitals, where it calls places organisations, and for a building called by its town.
    """
    before = _leading(passage, match)
    # The capital of the country is a place though a word or a person is called so: Lima.
    common = any(r.common for r in match.readings) and not any(
        r.own and r.capital and spoken.get(r.country, 0) >= HOME_SHARE for r in match.readings
    )
    home = [r for r in match.readings if r.own and spoken.get(r.country, 0) >= HOME_SHARE]
    known = [r for r in home if r.kind == "region" or r.population >= TRUSTED_POPULATION]
    led = before in STRONG_PREPOSITIONS or (before in WEAK_PREPOSITIONS and before != "of")
    if passage.upper and led and home and not common:
        return True
    if not known or match.abbreviation:
        return False
    if hint.facility is not None:
        return True
    if not passage.upper or before in TITLES:
        return False
    if before in STRONG_PREPOSITIONS:
        return any(r.population >= CITY for r in known) or not common
    if "PERSON" in kinds or "NORP" in kinds:
        return False
    region = any(r.kind == "region" for r in known)
    free = region or before in WEAK_PREPOSITIONS or not before or passage.opens_sentence(match)
    return free and not common and (bool(before) or not any(r.common for r in match.readings))


def _surely(match: Match, hint: Hints, before: str, *, labelled: bool) -> bool:
    """Tell whether a name that is also a word or a person's is a place by what is said of it: "Magdalena region"."""
    if before in STRONG_PREPOSITIONS or hint.firm or (hint.kind and not hint.civic):
        return True
    return not labelled and any(r.own and r.population >= CITY for r in match.readings)


def _attached(match: Match, hint: Hints, spoken: Mapping[str, float]) -> bool:
    """Tell whether a building bears the name of a town that is likely to be meant: "Aleppo hospital".

    Hospitals and camps are called after saints and persons too; so the town is one in a country that is spoken of, or
    a large one.
    """
    return hint.facility is not None and any(
        r.population >= (TRUSTED_POPULATION if r.country in spoken else LARGE_CITY) or not r.own for r in match.readings
    )


def _fits_list(passage: Passage, match: Match, hint: Hints, spoken: Mapping[str, float]) -> bool:
    """Tell whether a name in a list with sure places is one too: "Donbas and Tigray"."""
    large = any(
        r.own
        and not r.common
        and (
            r.kind in {"country", "region"}
            or (r.population >= CITY and (r.country in spoken or not passage.upper))
            or (passage.upper and spoken.get(r.country, 0) >= HOME_SHARE)
        )
        for r in match.readings
    )
    contained = any(hint.contains(r) and not r.common for r in match.readings)
    labels = passage.labels.over(match.start, match.end)
    return (
        (large or contained)
        and not _refused(passage, match, hint)
        and not any(label.kind == "NORP" for label in labels)
        and (passage.upper or not _goes_on(passage, match, passage.after(match)))
        and all(covers(passage, match, label) for label in labels)
    )


def _by_context(passage: Passage, match: Match, before: str, *, vote: int, labelled: bool) -> bool:
    """Decide about a name that the parser does not call a place, by the words around it and its size."""
    name = fold_name(passage.text[match.start : match.end])
    # A place is known by the beginning of its name: Santa Cruz de la Sierra.
    own = [r for r in match.readings if r.own or fold_name(r.name).startswith(f"{name} ")]
    common = any(r.common for r in match.readings)
    largest = max((r.population for r in match.readings), default=0)
    country = any(r.kind == "country" for r in own)
    if before in STRONG_PREPOSITIONS:
        plain = not passage.upper and passage.words[match.first - 1].text.lower() != "the" and vote >= -1
        return not common or (plain and (country or largest >= TRUSTED_POPULATION))
    if common:
        return False
    if before in WEAK_PREPOSITIONS:
        return country or largest >= TRUSTED_POPULATION
    if vote >= 0:
        return True
    if labelled:
        return False
    large = any(r.population >= CITY for r in own)
    return country or (large and not passage.opens_sentence(match) and not (passage.upper and before))


def covers(passage: Passage, match: Match, label: Label) -> bool:
    """Tell whether the match is all that the label names, but for words that leave it the same place.

    "northern Syria" is covered by "Syria" and "Raqqa, Syria" by "Raqqa"; "Aleppo Hospital" is not by "Aleppo".
    """
    for word in passage.words[max(match.first - 12, 0) : match.last + 13]:
        if label.start <= word.start < label.end and not match.start <= word.start < match.end:
            beside = passage.text[min(word.end, match.end) : max(word.start, match.start)]
            plain = word.text.lower() in MODIFIERS or word.text in {"s", "S"} or not word.text[0].isupper()
            if not plain and not (label.kind in PLACE_LABELS and ("," in beside or "-" in beside or "/" in beside)):
                return False
    return label.end - label.start < 200


def _goes_on(passage: Passage, match: Match, after: str) -> bool:
    """Tell whether a capitalised neighbour makes the name part of a longer one: "Jordan Peterson", "BBC Syria Desk"."""
    if after and after[0].isupper() and after.lower() not in _BESIDE:
        return True
    index = match.first - 1
    if index < 0 or passage.opens_sentence(match):
        return False
    word = passage.words[index]
    gap = passage.text[word.end : match.start]
    if gap.strip() or not gap or not word.text[0].isupper():
        return False
    known = STRONG_PREPOSITIONS | WEAK_PREPOSITIONS | MODIFIERS
    return word.text.lower() not in known and not any(
        label.kind in PLACE_LABELS for label in passage.labels.over(word.start, word.end)
    )
