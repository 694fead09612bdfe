"""Choosing among the places that share a name.

A reading's score is the logarithm of its population, with a bonus for being a country, for the name being its own, for
how much of the document's other places lie in its country and near it, and for what the words beside it say. What the
text says a name lies in decides outright. The weights are ours, set so that the larger place wins unless the document
speaks of the smaller one's country.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rashomon.extract.places_gazetteer import Entry
from rashomon.extract.places_hints import Hints

COUNTRY_BONUS = 2.5
OWN_BONUS = 1.0
CAPITAL_BONUS, WORLD_CAPITAL_BONUS = 1.0, 1.7
WORLD_CITY = 1_000_000
# For a country the document speaks of; the second in proportion to how much of it does.
CONTEXT_BONUS, SHARE_BONUS = 1.2, 1.0
NEAR_BONUS = 1.0
LOCAL_BONUS = 0.7
CONTAINED_BONUS = 2.0
# Taken off for a country that a document which speaks of others does not; off a small town of a famous city's name.
ABROAD, FAMOUS_RIVAL = 1.0, 2.0
LIST_BONUS = 1.5
KIND_BONUS = 4.0
CITY, TOWN = 100_000, 5_000
# Places of a country that the document does not speak of are believed from this size on, where they have no rival; the
# second where it speaks of no country at all (400 villages are called San José).
TRUSTED_ABROAD, TRUSTED_POPULATION = 50_000, 15_000
# A name that so many settlements bear says little of itself.
MANY = 6
# A namesake anywhere with this share of the people is a rival of a place abroad; of a large city, with the second.
ABROAD_RIVAL_SHARE, WORLD_RIVAL_SHARE = 0.2, 0.5
# A country with less of the document than this is only mentioned; small places in it need more than that.
SPOKEN_SHARE = 0.05
# Spoken of in news from anywhere: only its large places are likely where the document names no other place there.
EVERYWHERE = frozenset({"US"})
# A namesake in the same country with this share of the people leaves a name open where nothing else decides.
RIVAL_SHARE = 0.5
# Where the document speaks of its country, a settlement counts as at least this large: small sizes are often missing.
CONTEXT_POPULATION = 3_000
# A region gives way to a settlement of the same name with this share of its people; the second for a name of the
# settlement that is not its own. Aleppo is the city, Maine is not a suburb of Chicago once called so.
SEAT_SHARE, OTHER_SEAT_SHARE = 0.05, 0.25
# Places this near, in degrees of a great circle, speak for each other: about 150 km.
NEAR = 1.35


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rest of the document says.

    Attributes:
        shares: share of each country in the document's places and demonyms, 0 to 1; absent where it is not spoken of.
        anchors: places that are sure, other than those of this name.
        listed: kinds and countries of the names in the same list, as ("region", "US").
        local: countries spoken of right before or after the name.
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    anchors: tuple[Entry, ...] = ()
    listed: tuple[tuple[str, str], ...] = ()
    local: frozenset[str] = frozenset()

    def near(self, reading: Entry) -> float:
        """Return twice the share of the sure places in the same region or nearby, at most 1; 0 for a country."""
        if reading.kind == "country" or not self.anchors:
            return 0.0
        return min(1.0, 2 * sum(_neighbours(reading, anchor) for anchor in self.anchors) / len(self.anchors))

    def about(self, country: str) -> bool:
        """Tell whether the document names places in the country, or speaks of it more than of others."""
        most = max(self.shares.values(), default=0.0)
        return self.shares.get(country, 0.0) >= most or any(anchor.country == country for anchor in self.anchors)

    def listed_in(self, country: str) -> float:
        """Return the share of the regions and towns in the same list that lie in the country, 0 to 1."""
        countries = [code for kind, code in self.listed if kind != "country"]
        return countries.count(country) / len(countries) if countries else 0.0

    def lists_abroad(self, country: str) -> bool:
        """Tell whether the name stands in a list of places that mostly lie in one other country."""
        countries = Counter(code for kind, code in self.listed if kind != "country")
        ((most, count),) = countries.most_common(1) or ((country, 0),)
        return most != country and count > 1 and 2 * count > countries.total()


def _neighbours(one: Entry, other: Entry) -> bool:
    if one.country == other.country and one.admin and one.admin == other.admin:
        return True
    if abs(one.latitude - other.latitude) > NEAR:
        return False
    across = abs(one.longitude - other.longitude) % 360
    return min(across, 360 - across) * math.cos(math.radians(one.latitude)) <= NEAR


def rank(readings: Iterable[Entry], *, hints: Hints, evidence: Evidence) -> list[Entry]:
    """Return the readings that can be meant, best first; those that contradict the words beside the name are left out.

    Args:
        readings: what the gazetteer gives for the name.
        hints: what the words beside it say.
        evidence: what the document's other names say.
    """
    fitting = [r for r in readings if not hints.firm or hints.contains(r)]
    towns = [r for r in fitting if r.kind == "settlement"]
    famous = any(r.own and r.population >= WORLD_CITY for r in towns)
    scored = [(_score(r, towns, hints, evidence) - FAMOUS_RIVAL * (famous and _obscure(r, hints)), r) for r in fitting]
    return [r for _, r in sorted(scored, key=lambda pair: (-pair[0], pair[1].id))]


def _obscure(reading: Entry, hints: Hints) -> bool:
    """Tell whether the press would have named the state of such a place: world cities stand alone, Paris, Texas not."""
    small = reading.kind == "settlement" and reading.population < CITY
    return small and reading.country in EVERYWHERE and not hints.contains(reading)


def _score(reading: Entry, towns: list[Entry], hints: Hints, evidence: Evidence) -> float:
    share = evidence.shares.get(reading.country, 0.0)
    # "Panama City" in a report on drugs is not the one in Florida because Washington is spoken of too.
    if reading.country in EVERYWHERE and reading.kind == "settlement" and not evidence.about(reading.country):
        share *= reading.population >= CITY
    population = max(reading.population, CONTEXT_POPULATION) if share else reading.population
    total = math.log10(population + 1) + OWN_BONUS * reading.own
    total += LOCAL_BONUS * (reading.country in evidence.local)
    if share:
        total += CONTEXT_BONUS + SHARE_BONUS * share
    elif evidence.shares:
        total -= ABROAD
    if reading.capital and reading.own:
        total += WORLD_CAPITAL_BONUS if reading.population >= WORLD_CITY else CAPITAL_BONUS
    total += NEAR_BONUS * evidence.near(reading) + CONTAINED_BONUS * hints.contains(reading)
    if reading.kind == "country":
        total += COUNTRY_BONUS
    return total + _kind_score(reading, towns, hints, evidence)


def _kind_score(reading: Entry, towns: list[Entry], hints: Hints, evidence: Evidence) -> float:
    """Return what the reading gains or loses by its kind: a country, a region, a town."""
    total = 0.0
    alike = [kind for kind, country in evidence.listed if country == reading.country or kind == "country"]
    if reading.kind == "settlement":
        total += LIST_BONUS * evidence.listed_in(reading.country)
    elif reading.kind in alike:
        total += LIST_BONUS
    area = reading.kind in {"region", "district"}
    if area and reading.kind == hints.kind:
        total += KIND_BONUS
    elif (
        area
        and hints.kind != "region"
        and any(_seat(town, reading) for town in towns)
        and not (alike and set(alike) == {"region"})
    ):
        total -= KIND_BONUS
    if hints.kind == "town" and not hints.civic and reading.kind != "settlement":
        total -= KIND_BONUS
    return total


def trusted(order: list[Entry], *, hints: Hints, evidence: Evidence) -> bool:
    """Tell whether the first of `order` may be given as the place.

    It may where the text says what it lies in, where the document speaks of its country and no namesake there is
    nearly as large, and where it is large.
    """
    if not order:
        return False
    best = order[0]
    if best.kind == "country" or hints.contains(best):
        return True
    if best.kind == "settlement" and (
        (hints.kind == "region" and best.population < CITY) or evidence.lists_abroad(best.country)
    ):
        return False
    if best.country in EVERYWHERE and best.kind == "settlement" and not evidence.about(best.country):
        return _trusted_abroad(order, hints, evidence)
    share = evidence.shares.get(best.country, 0.0)
    if share and (best.capital or best.population >= WORLD_CITY):
        return True
    if not share or (share < SPOKEN_SHARE and not evidence.near(best)):
        return _trusted_abroad(order, hints, evidence)
    if best.kind != "settlement" or evidence.near(best) or best.population >= CITY:
        return True
    # Villages everywhere are called Santa Barbara: the one listed in the country need not be the one meant.
    namesakes = sum(r.own and r.kind == "settlement" for r in order)
    if best.population < TOWN and namesakes >= MANY and hints.kind != "district":
        return False
    rivals = [r for r in order[1:] if r.country == best.country and r.kind == "settlement" and r.own >= best.own]
    return all(r.population < RIVAL_SHARE * best.population for r in rivals)


def _trusted_abroad(order: list[Entry], hints: Hints, evidence: Evidence) -> bool:
    best = order[0]
    if hints.facility is not None and best.population < CITY:
        return False
    if not best.own and best.population < CITY:
        return False
    if best.kind == "region" and best.population < WORLD_CITY and hints.kind != "region":
        return False
    if not evidence.shares:
        return best.kind != "district" and best.population >= TRUSTED_POPULATION
    limit = WORLD_RIVAL_SHARE if best.population >= WORLD_CITY else ABROAD_RIVAL_SHARE
    if best.capital and best.own:
        return True
    namesakes = sum(r.own and r.kind == "settlement" for r in order)
    if namesakes >= MANY and best.population < WORLD_CITY:
        return False
    return best.population >= TRUSTED_ABROAD and all(
        r.population < limit * best.population for r in order[1:] if r.own and r.country != best.country
    )


def _seat(town: Entry, region: Entry) -> bool:
    share = SEAT_SHARE if town.own else OTHER_SEAT_SHARE
    inside = town.country == region.country and region.admin in ("", town.admin)
    return inside and town.population >= share * region.population


def precision(entry: Entry, hints: Hints) -> str:
    """Return how closely the entry's point tells where something is, in the words of `records.Place`."""
    if entry.kind == "country":
        return "country"
    if entry.kind == "region" or hints.kind == "region":
        return "province"
    if entry.kind == "district" or hints.kind == "district":
        return "district"
    if entry.population >= CITY:
        return "city"
    return "town" if entry.population >= TOWN else "village"
