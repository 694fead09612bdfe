"""Choosing among the places that share a name.

A reading's score is the logarithm of its population with a bonus for being a country, for the name being its own, and
for its country being spoken of elsewhere in the document; a country or state written after the name decides outright.
The weights are ours, set so that the larger place wins unless the text speaks of the smaller one's country.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Set
from dataclasses import dataclass

from rashomon.extract.places_gazetteer import Entry

COUNTRY_BONUS = 3.0
OWN_BONUS = 1.0
CONTEXT_BONUS = 1.0
REGION_BONUS = 4.0
CITY, TOWN = 100_000, 10_000
# Smaller settlements are believed only where the document speaks of their country (400 villages are called San José),
# or, down to this size, where it speaks of no country at all.
TRUSTED_POPULATION = 15_000
# Where the document speaks of its country, a settlement counts as at least this large: small sizes are often missing.
CONTEXT_POPULATION = 3_000
# A region gives way to a settlement of the same name with this share of its people; the second for a name of the
# settlement that is not its own. Aleppo is the city, Maine is not a suburb of Chicago once called so.
SEAT_SHARE, OTHER_SEAT_SHARE = 0.05, 0.2


@dataclass(frozen=True, slots=True)
class Hints:
    """What the words around a name say about it.

    Attributes:
        country: code of the country written after the name ("Tripoli, Lebanon"), or None.
        admin: code of the US state written after it, or None.
        region: the words call it a province, governorate, state or the like.
    """

    country: str | None = None
    admin: str | None = None
    region: bool = False


def rank(readings: Iterable[Entry], *, hints: Hints, context: Set[str]) -> list[Entry]:
    """Return the readings that can be meant, best first; those that contradict the words after the name are left out.

    Args:
        readings: what the gazetteer gives for the name.
        hints: what the words around it say.
        context: codes of the countries that other names of the document are in.
    """
    fitting = [r for r in readings if _fits(r, hints)]
    towns = [r for r in fitting if r.kind == "settlement"]

    def score(reading: Entry) -> float:
        spoken = reading.country in context
        population = max(reading.population, CONTEXT_POPULATION) if spoken else reading.population
        total = math.log10(population + 1) + OWN_BONUS * reading.own + CONTEXT_BONUS * spoken
        if reading.kind == "country":
            total += COUNTRY_BONUS
        elif reading.kind == "region" and hints.region:
            total += REGION_BONUS
        elif reading.kind == "region" and any(_seat(town, reading) for town in towns):
            total -= REGION_BONUS
        return total

    return sorted(fitting, key=lambda r: (-score(r), r.id))


def trusted(reading: Entry, *, hints: Hints, context: Set[str]) -> bool:
    """Tell whether `reading` may be given as the place: large enough, or in a country the document speaks of."""
    if reading.kind != "settlement" or reading.country in context or reading.country == hints.country:
        return True
    return reading.population >= (CITY if context else TRUSTED_POPULATION)


def _seat(town: Entry, region: Entry) -> bool:
    share = SEAT_SHARE if town.own else OTHER_SEAT_SHARE
    return town.country == region.country and town.population >= share * region.population


def precision(entry: Entry, hints: Hints) -> str:
    """Return how closely the entry's point tells where something is, in the words of `records.Place`."""
    if entry.kind == "country":
        return "country"
    if entry.kind == "region" or hints.region:
        return "province"
    if entry.population >= CITY:
        return "city"
    return "town" if entry.population >= TOWN else "village"


def _fits(reading: Entry, hints: Hints) -> bool:
    if hints.country is None:
        return True
    if reading.kind == "country" or reading.country != hints.country:
        return False
    return hints.admin is None or reading.admin == hints.admin
