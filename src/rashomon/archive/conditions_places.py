"""Asking for a place: by its name, by what contains it as far as the gazetteer knows, or by the distance to a point."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from rashomon.archive.conditions import Found, Gathered
from rashomon.archive.stored import Shard
from rashomon.errors import RunError
from rashomon.records import REACH
from rashomon.records.names import ARTICLES, fold_name

if TYPE_CHECKING:
    from rashomon.extract.places_gazetteer import Entry, Gazetteer

_EARTH: Final = 6371.0
"""Mean radius, kilometres."""

_QUALIFIED: Final = re.compile(r"\s*(?P<name>.+?)\s*,\s*(?P<country>[A-Za-z]{2})\s*\Z")
_COLUMNS: Final = ("document", "text", "start", "end", "name", "latitude", "longitude", "precision", "country")

_NEAR_ENOUGH: Final = 0.5
"""Degrees between the point of a place in an archive and that of a reading of its name: the same place."""


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the kilometres along the sphere between two points in degrees (haversine formula)."""
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half = math.sin((other_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True)
class InPlace:
    """A place by its name, with what lies in it where it is a country or region that the gazetteer knows.

    A country may follow the name, as its code: "Tripoli, LB". A name that the reader of the text left open fits where
    the gazetteer has a place of that name there, and the reason says "perhaps".
    """

    asked: str
    _regions: dict[tuple[str, float | None, float | None, str | None], str] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def name(self) -> str:
        """What is asked for."""
        return f"place {self.asked}"

    @cached_property
    def _wanted(self) -> tuple[str, str | None]:
        """The key of the name and the country code."""
        found = _QUALIFIED.match(self.asked)
        return (_key(found["name"]), found["country"].upper()) if found else (_key(self.asked), None)

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        """What the gazetteer has under that name, with the article or without."""
        _, country = self._wanted
        named = self.asked if country is None else self.asked.rpartition(",")[0]
        entries = _gazetteer().lookup(named) or _gazetteer().lookup(_key(named))
        return tuple(entry for entry in entries if country in (None, entry.country))

    @cached_property
    def _same(self) -> frozenset[tuple[str, str]]:
        """Key and country of the places that bear the name as one of theirs: Raqqa is Ar Raqqah."""
        return frozenset((_key(entry.name), entry.country) for entry in self._entries)

    @cached_property
    def _containers(self) -> tuple[Entry, ...]:
        """The countries and regions of that name."""
        return tuple(entry for entry in self._entries if entry.kind in ("country", "region"))

    def find(self, shard: Shard, only: Collection[str] | None) -> Found:
        """Return the documents that name the place, or one that lies in it."""
        table = shard.table("places", _COLUMNS, only=only)
        gathered = Gathered(self.name, "place")
        for row in table.to_pylist():
            note = self._fits(row["text"], row["name"], row["latitude"], row["longitude"], row["country"])
            if note is not None:
                told = ", ".join(filter(None, (row["precision"], note)))
                gathered.add(row["document"], row["name"], told, row["start"], row["end"])
        return gathered.found()

    def _fits(
        self, text: str, name: str, latitude: float | None, longitude: float | None, country: str | None
    ) -> str | None:
        """Return how a place of the archive fits, empty where it has the name itself; None where it does not fit."""
        wanted, code = self._wanted
        if wanted in (_key(name), _key(text)) and code in (None, country):
            return ""
        if (_key(name), country) in self._same:
            return ""
        if country is None and latitude is None:
            return self._may_fit(name)
        for entry in self._containers:
            if country != entry.country:
                continue
            if entry.kind == "country" or self._region(name, latitude, longitude, country) == entry.admin:
                return f"in {entry.name} ({entry.kind})"
        return None

    def _may_fit(self, name: str) -> str | None:
        """Return how a name fits that the reader left open, since its text did not say which place is meant."""
        for entry in _meant(name):
            if (_key(entry.name), entry.country) in self._same:
                return f"perhaps {entry.label}"
            for container in self._containers:
                if entry.country == container.country and container.admin in ("", entry.admin):
                    return f"perhaps {entry.label}, in {container.name} ({container.kind})"
        return None

    def _region(self, name: str, latitude: float | None, longitude: float | None, country: str | None) -> str:
        """Return the code of the region of a place of the archive; empty where it is not known."""
        key = name, latitude, longitude, country
        if key not in self._regions:
            if len(self._regions) > 100_000:  # an archive may hold any number of names
                self._regions.clear()
            near = ""
            for entry in _gazetteer().lookup(name) if latitude is not None and longitude is not None else ():
                close = abs(entry.latitude - (latitude or 0)) + abs(entry.longitude - (longitude or 0)) < _NEAR_ENOUGH
                if entry.country == country and entry.kind != "country" and close:
                    near = entry.admin
                    break
            self._regions[key] = near
        return self._regions[key]


@dataclass(frozen=True, slots=True)
class Near:
    """A point in degrees (WGS 84), and how many kilometres a place may be from it.

    A place that is only known to within a larger area than that (a province, where a town is asked for) is not near:
    the middle of an area says nothing of where in it something happened. A country has no such area at all.
    """

    latitude: float
    longitude: float
    kilometres: float

    @classmethod
    def read(cls, given: str) -> Near:
        """Read "LAT,LON,KM".

        Raises:
            RunError: it is none.
        """
        try:
            latitude, longitude, kilometres = (float(part) for part in given.split(","))
            good = -90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 < kilometres <= 20_100
        except ValueError:
            good = False
        if not good:
            raise RunError(
                f"--near {given[:80]!r}: no point and distance; give degrees and kilometres, such as 35.95,39.01,30"
            )
        return cls(latitude, longitude, kilometres)

    @property
    def name(self) -> str:
        """What is asked for."""
        return f"within {self.kilometres:g} km of {self.latitude:g},{self.longitude:g}"

    def find(self, shard: Shard, only: Collection[str] | None) -> Found:
        """Return the documents that name a place that near."""
        import pyarrow.compute as pc

        table = shard.table("places", _COLUMNS, only=only)
        degrees = self.kilometres / 111.0 + 0.1
        box = pc.less_equal(pc.abs(pc.subtract(table["latitude"], self.latitude)), degrees)
        gathered = Gathered(self.name, "place")
        for row in table.filter(pc.fill_null(box, fill_value=True)).to_pylist():
            if row["latitude"] is None:
                note = self._may_fit(row["name"]) if row["country"] is None else None
            else:
                note = self._fits(row["latitude"], row["longitude"], row["precision"])
            if note is not None:
                gathered.add(row["document"], row["name"], note, row["start"], row["end"])
        return gathered.found()

    def _fits(self, latitude: float, longitude: float | None, precision: str) -> str | None:
        """Return how far a point is, None where it is too far or known too badly."""
        if longitude is None or not math.isfinite(longitude + latitude):
            return None
        apart = distance(self.latitude, self.longitude, latitude, longitude)
        reach = REACH.get(precision, math.inf)
        if apart > self.kilometres or (reach > self.kilometres and reach > REACH["city"]):
            return None
        return f"{precision}, {apart:.0f} km away, known to within {reach:g} km"

    def _may_fit(self, name: str) -> str | None:
        """Return how a name fits that the reader left open."""
        for entry in _meant(name):
            apart = distance(self.latitude, self.longitude, entry.latitude, entry.longitude)
            if entry.kind == "settlement" and apart <= self.kilometres:
                return f"unknown, perhaps {entry.label}, {apart:.0f} km away"
        return None


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    from rashomon.extract.places_gazetteer import Gazetteer

    return Gazetteer()


@lru_cache(maxsize=65536)
def _meant(name: str) -> tuple[Entry, ...]:
    """Return the places that a name may mean which was not resolved, without those whose name is a common word."""
    return tuple(entry for entry in _gazetteer().lookup(name) if not entry.common)


@lru_cache(maxsize=65536)
def _key(name: str) -> str:
    """Return the form in which names of places are compared: as the gazetteer folds them, without an article before."""
    first, _, rest = fold_name(name).partition(" ")
    return rest if rest and first in ARTICLES else f"{first} {rest}".strip()
