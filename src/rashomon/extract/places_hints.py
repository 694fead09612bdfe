"""What the words beside a name say about the place: its kind, what it lies in, what else bears its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rashomon.extract.places_candidates import Match
from rashomon.extract.places_gazetteer import Entry
from rashomon.extract.places_passage import Passage
from rashomon.extract.places_words import (
    CIVIC,
    DISTRICT_KINDS,
    FACILITIES,
    FACILITY_WORDS,
    FEATURES,
    ORGANISATIONS,
    ORGANISATIONS_BEFORE,
    ORGANISATIONS_OF,
    REGION_KINDS,
    STATES,
    STATEWIDE,
    TOWN_FEATURES,
    TOWN_KINDS,
)

# Longest stretch between a name and the region it is said to lie in, code points.
MAX_CONTAINER_GAP = 48
# How far before a name the word for what a list names may stand, code points.
MAX_LIST_LEAD = 100
# Most names between one and the region that a list ends with.
MAX_LIST = 12
# People of a city that has neighbourhoods.
LARGE = 100_000

_KINDS = "|".join(sorted(REGION_KINDS | DISTRICT_KINDS | TOWN_KINDS | {"canton"}))
_CONTAINED = re.compile(
    rf"(?:\s+(?:{_KINDS}))?\s*(?P<firm>,|\()?\s*(?P<inside>in)?(?:\s+|(?<=\())(?:the\s+)?"
    rf"(?:(?:north|south|east|west|central)\w{{0,4}}\s+){{0,2}}(?:(?:{_KINDS})\s+of\s+)?",
    re.IGNORECASE,
)
# A few small words between: "the Nukus testing facility in Uzbekistan".
_LOOSELY_CONTAINED = re.compile(r"(?:\s+[a-z]+){1,3}\s+in\s+(?:the\s+)?")
# In capitals, an unknown second half of the name: "SAN PEDRO PERULAPAN, CUSCATLAN DEPARTMENT".
_LONGER = re.compile(r"\s+[A-Z]+(?P<firm>,)\s+(?P<inside>IN\s+)?(?:THE\s+)?")
_LISTED = re.compile(r"\s*(?:,|/|,?\s*(?:and|or|&))\s*(?:the\s+)?", re.IGNORECASE)
_UNKNOWN_ITEMS = re.compile(
    r"\s*,\s*(?:(?:and\s+)?[A-ZÀ-Þ][^\W\d_]*(?:\s+[A-ZÀ-Þ][^\W\d_]*){0,2}\s*,\s*){1,3}(?:and\s+)?", re.IGNORECASE
)
_ITEM = (
    r"(?!(?:and|in|of|on|at|to|by|from|with|near|was|were|is|are|has|have|that|which|where|as|neighbou?rhoods)\b)"
    r"[A-ZÀ-Þ][^\W\d_]*"
)
_PLURAL_FEATURE = re.compile(
    rf"(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_ITEM}(?:\s+{_ITEM}){{0,2}}){{1,3}}?\s+"
    r"(?:neighbou?rhoods|streets|avenues|cantons|colonies|hamlets|farms|rivers|hills)\b(?!\s+(?:in|of|near)\b)",
    re.IGNORECASE,
)
# "the towns of Pulluhuaman, Anta and " says what the next name is, whether or not those before it are known.
_LIST_OF_KIND = re.compile(
    rf"\b(?P<kind>{'|'.join(sorted(w for w in REGION_KINDS | DISTRICT_KINDS | TOWN_KINDS if w.endswith('s')))})\s+of\s+"
    rf"(?:{_ITEM}(?:\s+{_ITEM}){{0,4}}(?:\s*,\s*(?:and\s+)?|\s+and\s+)){{1,6}}\Z",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s+(?:de|del|DE|DEL)\s+(?:(?:la|las|los|el|LA|LAS|LOS|EL)\s+)?[A-ZÀ-Þ]")


@dataclass(frozen=True, slots=True)
class Hints:
    """What the words beside a name say.

    Attributes:
        kind: region, district, town, feature (a street, a river), organisation, or "" where nothing is said.
        civic: the kind is told by who or what the place has ("Peoria Mayor"), not by a word for it.
        containers: (country code, region code) of what it lies in; the region is "" for a whole country.
        firm: it lies there and nowhere else ("Tripoli, Lebanon"); else that is only likelier.
        facility: the words for a building named after the place ("military hospital"), or None.
        longer: the gazetteer knows the beginning of a longer name only ("San Juan" of "San Juan de Lurigancho").
    """

    kind: str = ""
    civic: bool = False
    containers: tuple[tuple[str, str], ...] = ()
    firm: bool = False
    facility: str | None = None
    longer: bool = False

    def contains(self, reading: Entry) -> bool:
        """Tell whether the reading is a place in one of the containers."""
        return any(
            reading.country == country and admin in ("", reading.admin) and reading.kind != "country"
            for country, admin in self.containers
        )


@dataclass(frozen=True, slots=True)
class Sightings:
    """The names of a text that the gazetteer knows, with what stands beside them.

    Attributes:
        matches, hints: one hint for each match.
        forced: readings that a name after another one must have, by index: in "Atlanta, Georgia" the second name
            settles the first and is settled by it, since it is the state that has an Atlanta.
        groups: indices of the names that stand in one list.
        spoken: share of each country in what the text speaks of, 0 to 1.
    """

    passage: Passage
    matches: list[Match]
    hints: list[Hints]
    forced: dict[int, Entry]
    groups: list[list[int]]
    spoken: Mapping[str, float]


def read_kinds(passage: Passage, matches: list[Match], spoken: Mapping[str, float]) -> list[Hints]:
    """Read the words right beside each name: what it is called, and what bears its name.

    Args:
        spoken: how much the text speaks of each country; large cities there do have streets and neighbourhoods, but a
            smaller name with "neighbourhood" is the neighbourhood, wherever in the text it stands.
    """
    hints = [_beside(passage, match) for match in matches]
    small: set[str] = set()
    for index, (match, hint) in enumerate(zip(matches, hints, strict=True)):
        if hint.kind == "feature":
            after = passage.after(match).lower()
            # Streets and neighbourhoods are called after countries, not by them: "the Costa Rica neighborhood".
            if any(r.kind == "country" for r in match.readings):
                continue
            large = [r for r in match.readings if r.own and r.population >= LARGE]
            if any(r.country in spoken for r in large) and (after not in FEATURES or after.startswith("neighbo")):
                hints[index] = replace(hint, kind="", facility=after if after in FEATURES else None)
            elif not large:
                small.add(passage.text[match.start : match.end])
    for index, match in enumerate(matches):
        if not hints[index].kind and passage.text[match.start : match.end] in small:
            hints[index] = replace(hints[index], kind="feature")
    return hints


def read_containers(
    passage: Passage, matches: list[Match], hints: list[Hints], spoken: Mapping[str, float]
) -> Sightings:
    """Read what each name is said to lie in, and which names stand in one list.

    Args:
        hints: what `read_kinds` gave.
        spoken: share of each country in what the text speaks of, 0 to 1.
    """
    hints = list(hints)
    forced: dict[int, Entry] = {}
    groups = list_groups(passage, matches)
    lists = {index: group for group in groups for index in group}
    for index, match in enumerate(matches):
        if _among_countries(matches, lists.get(index, []), index):
            continue
        others = len(lists.get(index, []))
        containers, firm, parent = _container(passage, matches, index, spoken)
        region = index + 1 < len(hints) and hints[index + 1].kind == "region" and hints[index].kind != "region"
        listed = others > 2 and not region
        if firm and listed and (parent is None or _better_known(match, parent[1])):
            continue  # "Santa Ana, Sonsonate, and Ahuachapan departments" is a list, and "Boston, Chicago, New York"
        if parent is not None:
            forced[parent[0]] = parent[1]
        if not containers and (state := state_after(passage.text, match.end)):
            containers, firm = (("US", state),), True
        hints[index] = replace(hints[index], containers=containers, firm=firm)
    for group in groups:
        _share_in_list(passage, matches, hints, group)
    return Sightings(passage, matches, hints, forced, groups, spoken)


def _share_in_list(passage: Passage, matches: list[Match], hints: list[Hints], group: list[int]) -> None:
    """Give the names of a list what is said once for all: "in A, B and C departments", "A, B and C in D"."""
    kind = next((hints[i].kind for i in group if hints[i].kind == "region" and _plural(passage, matches[i])), "")
    for index in group[:-1]:
        if kind and not hints[index].kind:
            hints[index] = replace(hints[index], kind=kind)
        if not hints[index].containers:
            hints[index] = replace(hints[index], containers=hints[group[-1]].containers)


def _beside(passage: Passage, match: Match) -> Hints:
    """Read the words right before and after a name."""
    facility, small = _facility(passage, match), passage.after(match).lower()
    kind = _kind(passage, match)
    if not kind and small in CIVIC and not facility:
        kind = "town"
    civic = small in STATEWIDE or (kind == "town" and small in CIVIC)
    longer = bool(_GOES_ON.match(passage.text, match.end, match.end + 24))
    return Hints(kind=kind, civic=civic, facility=facility, longer=longer)


def _kind(passage: Passage, match: Match) -> str:
    before, words = passage.before(match), [word.text for word in passage.following(match, 2)]
    of = passage.before_of(match) if before == "of" else ""
    after = words[0] if words else ""
    small = after.lower()
    titled = after[:1].isupper() and (passage.upper or not after.isupper())
    if small in REGION_KINDS | STATEWIDE or of in REGION_KINDS or before == "rural":
        return "region"
    if small in DISTRICT_KINDS or of in DISTRICT_KINDS:
        return "district"
    if _feature(passage, match, words):
        return "feature"
    if (small in ORGANISATIONS and titled) or before in ORGANISATIONS_BEFORE or of in ORGANISATIONS_OF:
        return "organisation"
    if small in TOWN_KINDS or before == "ciudad" or of in TOWN_KINDS - {"capital"}:
        return "town"
    listed = _LIST_OF_KIND.search(passage.text[max(match.start - MAX_LIST_LEAD, 0) : match.start])
    return _kind_of(listed["kind"].lower()) if listed else ""


def _kind_of(word: str) -> str:
    """Return the kind of place that a word for one means."""
    return "region" if word in REGION_KINDS else "district" if word in DISTRICT_KINDS else "town"


def _feature(passage: Passage, match: Match, after: list[str]) -> bool:
    """Tell whether the name is that of a street, a river, a farm."""
    for index, word in enumerate(after):
        if word.lower() in FEATURES:
            named = word[0].isupper() or word.lower() not in TOWN_FEATURES
            return named and (index == 0 or passage.upper or after[0].islower())
    return bool(_PLURAL_FEATURE.match(passage.text, match.end, match.end + 100))


def _facility(passage: Passage, match: Match) -> str | None:
    """Return the words for a building that is named after the place."""
    words = passage.following(match, 3)
    for word in words:
        if word.text.lower() in FACILITIES:
            return " ".join(passage.text[words[0].start : word.end].split())
        if word.text.lower() not in FACILITY_WORDS:
            return None
    return None


def _plural(passage: Passage, match: Match) -> bool:
    return any(
        word.lower() in REGION_KINDS and word.lower().endswith("s")
        for word in (passage.after(match), passage.before_of(match))
    )


Containers = tuple[tuple[str, str], ...]


def _container(
    passage: Passage, matches: list[Match], index: int, spoken: Mapping[str, float]
) -> tuple[Containers, bool, tuple[int, Entry] | None]:
    """Return what the name at `index` is said to lie in, whether firmly, and the reading of the name that says so."""
    match, firm = matches[index], True
    for following in range(index + 1, min(index + 3, len(matches))):
        other = matches[following]
        gap = passage.text[matches[following - 1].end : other.start]
        if len(gap) > MAX_CONTAINER_GAP:
            break
        # "Moscow, U.S. Ambassador to Russia": the second name begins something else.
        if other.abbreviation and passage.after(other):
            break
        found = _CONTAINED.fullmatch(gap) or (_LONGER.fullmatch(gap) if passage.upper else None)
        loose = found is None and _LOOSELY_CONTAINED.fullmatch(gap) is not None
        if not loose and (found is None or not (found["firm"] or found["inside"])):
            break
        firm = firm and found is not None and found["firm"] is not None
        # "Eastern Region" is a region only of a country that the text speaks of.
        parents = _areas(other, spoken)
        pairs = [
            (reading.population, -reading.id, parent)
            for reading in match.readings
            for parent in parents
            if _inside(reading, parent)
        ]
        between = matches[index + 1]
        if following > index + 1:  # "San Cristobal canton, Sesori municipality, San Miguel Department"
            parents = [p for p in parents if any(_inside(r, p) for r in between.readings)]
            pairs = [pair for pair in pairs if pair[2] in parents]
        if pairs:
            parent = max(pairs, key=lambda pair: pair[:2])[2]
            return ((parent.country, parent.admin),), firm, (following, parent) if firm else None
        if any(r.kind == "country" and r.own for r in match.readings):
            break  # "the United States in Syria"
        if parents and firm:
            near = _unlike_its_region(match, parents)
            return tuple((p.country, "" if p in near else p.admin) for p in parents), True, None
        # "El Paraiso in Chalatenango" is in the country of Chalatenango, if it is not in the region that we know.
        areas = {p.country for p in parents if p.kind == "region" and p.own and not p.common}
        if areas and not loose:
            return tuple((country, "") for country in sorted(areas)), True, None
    return (), False, None


def _areas(match: Match, spoken: Mapping[str, float]) -> list[Entry]:
    """Return the countries and regions that a name can be; of regions those in countries that the text speaks of.

    La Libertad is in El Salvador and in Peru; where the text speaks of neither, both stay.
    """
    areas = [r for r in match.readings if r.kind != "settlement" and (not r.common or r.country in spoken)]
    likely = [r for r in areas if r.kind == "country" or r.country in spoken]
    return likely if any(r.kind != "country" for r in likely) else areas


def _better_known(match: Match, parent: Entry) -> bool:
    """Tell whether the name is that of a place ten times as large elsewhere as in the region named after it."""
    inside = max((r.population for r in match.readings if _inside(r, parent)), default=0)
    return any(r.own and r.population > 10 * inside for r in match.readings)


def _unlike_its_region(match: Match, parents: list[Entry]) -> list[Entry]:
    """Return the regions whose country has just one place of the name, though the gazetteer has it in another region.

    Borders move and reports err; but in the United States every name is in many states.
    """
    counts = Counter(r.country for r in match.readings if r.kind == "settlement" and r.own)
    return [p for p in parents if p.kind == "region" and p.country != "US" and counts[p.country] == 1]


def _among_countries(matches: list[Match], group: list[int], index: int) -> bool:
    """Tell whether the name stands in a list of countries, where the next one does not contain it: "Cairo, Syria and
    Iraq"."""
    others = [i for i in group if i != index and any(r.kind == "country" and r.own for r in matches[i].readings)]
    return len(others) > 1


def _inside(reading: Entry, parent: Entry) -> bool:
    return (
        reading.kind != "country"
        and parent.country == reading.country
        and parent.admin in {"", reading.admin}
        and parent.id != reading.id
        and not (parent.kind == reading.kind == "region")
    )


def list_groups(passage: Passage, matches: list[Match]) -> list[list[int]]:
    """Return the runs of names that stand in one list: "Leeds, Leicester and Derby"; unknown names may lie between."""
    groups: list[list[int]] = []
    for index, match in enumerate(matches):
        if groups and groups[-1][-1] == index - 1 and len(groups[-1]) < MAX_LIST:
            gap = passage.text[matches[index - 1].end : match.start]
            if len(gap) < 100 and (_LISTED.fullmatch(gap) or _UNKNOWN_ITEMS.fullmatch(gap)):
                groups[-1].append(index)
                continue
        groups.append([index])
    return [group for group in groups if len(group) > 1]


def state_after(text: str, end: int) -> str | None:
    """Return the code of a US state abbreviated after a comma at `end`, or None."""
    if not text.startswith(", ", end):
        return None
    word = re.split(r"\s", text[end + 2 : end + 8], maxsplit=1)[0].rstrip(",;:)")
    return STATES.get(word) or STATES.get(word.rstrip("."))


def is_state(text: str, start: int, end: int) -> bool:
    """Tell whether the stretch is a US state's abbreviation after a town: "Ore." in "Portland, Ore."."""
    short = text[start:end] in STATES or f"{text[start:end]}." in STATES
    return short and text[max(start - 3, 0) : start].rstrip().endswith((",", "R-", "D-"))
