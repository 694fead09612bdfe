"""The gazetteer: names of countries, regions and settlements, read from the SQLite file that travels with the package.

Source: GeoNames (CC BY 4.0), cut and folded by `tools/build_gazetteer.py`, which also says what was left out.
"""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from rashomon.errors import RunError
from rashomon.records.names import ARTICLES, fold_name

__all__ = ["ARTICLES", "KINDS", "MAX_NAME", "MAX_READINGS", "UNITS_PER_DEGREE", "Entry", "Gazetteer", "fold_name"]

# Longest name looked up, code points: longer strings are no place names and would only cost time.
MAX_NAME = 60
# Most readings given for one name; there are 400 villages called San José.
MAX_READINGS = 40

# How the file counts kinds of places, and degrees.
KINDS = ("country", "region", "district", "settlement")
UNITS_PER_DEGREE = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of a name.

    Attributes:
        id: the GeoNames id; negative for regions and districts, which the source gives no id for.
        kind: country, region (first level), district (second level) or settlement.
        country: ISO 3166-1 alpha-2 code.
        admin: the source's code of the first-level region within the country; empty for countries.
        latitude, longitude: degrees, WGS 84; for a country, region or district the mean of its settlements.
        population: people; for a region the sum over its settlements, for a district 0.
        own: the name looked up is the place's own name there, not one of its alternate names.
        common: the name is also an English word, a given name or a surname.
        capital: it is the capital of its country.
    """

    id: int
    name: str
    kind: str
    country: str
    admin: str
    latitude: float
    longitude: float
    population: int
    own: bool
    common: bool
    capital: bool = False

    @property
    def label(self) -> str:
        """The name and its country: "Tripoli, LB"."""
        return f"{self.name}, {self.country}"


def _entry(row: tuple[Any, ...], *, own: bool, common: bool, capital: bool = False) -> Entry:
    """Return the reading that a row of `places` holds."""
    number, name, kind, country, admin, latitude, longitude, population = row
    degrees = latitude / UNITS_PER_DEGREE, longitude / UNITS_PER_DEGREE
    return Entry(number, name, KINDS[kind], country, admin, *degrees, population, own, common, capital)


class Gazetteer:
    """Read-only look-up of place names; the file is opened on first use and safe to share between threads.

    Args:
        path: another gazetteer file made by the same tool; None for the one in the package.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._resources = ExitStack()
        self._cache: dict[str, tuple[Entry, ...]] = {}

    @cached_property
    def _connection(self) -> sqlite3.Connection:
        path = self._path
        if path is None:
            path = self._resources.enter_context(as_file(files("rashomon").joinpath("data", "gazetteer.sqlite")))
        if not path.is_file():
            raise RunError(f"{path}: open the gazetteer: no such file; reinstall the package or give another file")
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._resources.callback(connection.close)
        return connection

    def close(self) -> None:
        """Close the file; a later look-up opens it again."""
        self._resources.close()
        self.__dict__.pop("_connection", None)

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @cached_property
    def meta(self) -> dict[str, str]:
        """What the file is: source, licence, credit, version, and how it was cut."""
        return dict(self._rows("SELECT key, value FROM meta ORDER BY key"))

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Return the readings of `name`, most populous first (at most `MAX_READINGS`); empty when it is unknown."""
        if len(name) > MAX_NAME:
            return ()
        key = fold_name(name)
        found = self._cache.get(key)
        if found is None:
            found = tuple(
                _entry(row[:8], own=bool(row[8]), common=bool(row[9]), capital=row[0] in self._capitals)
                for row in self._rows(
                    "SELECT p.id, p.name, p.kind, p.country, p.admin, p.latitude, p.longitude, p.population,"
                    " n.own, n.common FROM names n JOIN places p ON p.id = n.place WHERE n.name = ?"
                    " ORDER BY p.population DESC, p.id LIMIT ?",
                    key,
                    MAX_READINGS,
                )
            )
            # A bounded cache: a hostile document with a million different names must not fill the memory.
            if len(self._cache) < 50_000:
                self._cache[key] = found
        return found

    def region(self, entry: Entry) -> Entry | None:
        """Return the first-level region that a place lies in, or None where the gazetteer does not say."""
        found = self._rows(
            "SELECT id, name, kind, country, admin, latitude, longitude, population FROM places"
            " WHERE kind = 1 AND country = ? AND admin = ? ORDER BY id LIMIT 1",
            entry.country,
            entry.admin,
        )
        return _entry(found[0], own=True, common=False) if found and entry.admin else None

    def country(self, code: str) -> Entry | None:
        """Return the country with the ISO 3166-1 alpha-2 `code`, or None."""
        return self._countries.get(code)

    @cached_property
    def _capitals(self) -> frozenset[int]:
        return frozenset(place for (place,) in self._rows("SELECT place FROM capitals"))

    @cached_property
    def demonyms(self) -> dict[str, str]:
        """The country codes of folded words for people and things of a country: "salvadoran" is SV."""
        return dict(self._rows("SELECT word, country FROM demonyms"))

    @cached_property
    def _countries(self) -> dict[str, Entry]:
        rows = self._rows(
            "SELECT id, name, kind, country, admin, latitude, longitude, population FROM places WHERE kind = 0"
        )
        return {row[3]: _entry(row, own=True, common=False) for row in rows}

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise RunError(f"read the gazetteer: {error}; reinstall the package or build the file again") from error
