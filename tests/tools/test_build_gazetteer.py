"""The gazetteer's build: the same input gives the same bytes, and what is dropped is dropped."""

from __future__ import annotations

import importlib.util
import sqlite3
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_gazetteer", ROOT / "tools" / "build_gazetteer.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def row(
    build: ModuleType, number: int, name: str, *names: str, kind: str = "settlement", country: str = "SY"
) -> object:
    return build.Row(number, name, kind, country, "01", 35.0, 39.0, 1000, list(names))


def test_the_same_rows_in_any_order_give_the_same_bytes(build: ModuleType, tmp_path: Path) -> None:
    rows = [
        row(build, 2, "Ar Raqqah", "Raqqa", "Rakka"),
        row(build, 1, "Mosul"),
        row(build, 3, "Kobani", "Ayn al-Arab"),
    ]
    build.write(rows, tmp_path / "a.sqlite", meta={"source": "s", "licence": "l"})
    build.write(rows[::-1], tmp_path / "b.sqlite", meta={"licence": "l", "source": "s"})
    assert (tmp_path / "a.sqlite").read_bytes() == (tmp_path / "b.sqlite").read_bytes()


def test_short_names_and_english_words_are_no_alternate_names(build: ModuleType) -> None:
    rows = [row(build, 1, "Ar Raqqah", "Raqqa", "RQH", "Reading", "Deal")]
    names = {name for name, *_ in build.name_rows(rows)}
    assert names == {"ar raqqah", "raqqah", "ar raqqa", "raqqa"}


def test_an_own_name_that_is_a_word_or_a_persons_is_marked(build: ModuleType) -> None:
    rows = [row(build, n, name, country="GB") for n, name in enumerate(["Reading", "Jordan", "Leeds"])]
    assert [(name, own, common) for name, _, own, common in build.name_rows(rows)] == [
        ("reading", 1, 1),
        ("jordan", 1, 1),
        ("leeds", 1, 0),
    ]


def test_a_mean_point_is_safe_across_the_date_line(build: ModuleType) -> None:
    latitude, longitude = build.mean_point([(0.0, 179.0), (0.0, -179.0)])
    assert latitude == pytest.approx(0)
    assert abs(longitude) == pytest.approx(180)


def test_the_committed_gazetteer_is_what_the_lists_say(build: ModuleType) -> None:
    assert build.OUTPUT.stat().st_size < 12_000_000
    connection = sqlite3.connect(f"{build.OUTPUT.as_uri()}?mode=ro", uri=True)
    regions = {name for (name,) in connection.execute("SELECT name FROM places WHERE kind = 1")}
    too_short = connection.execute(
        "SELECT count(*) FROM names n JOIN places p ON p.id = n.place WHERE n.own = 0 AND length(n.name) < 4"
    ).fetchone()
    connection.close()
    assert {name for _, name, _, _ in build.region_lines()} <= regions
    assert too_short == (0,)


BARE = [
    ("Sonsonate Department", "Sonsonate"),
    ("Departamento del Meta", "Meta"),
    ("Muhafazat Hadramaout", "Hadramaout"),
    ("Manbij District", "Manbij"),
    ("Central Region", "Central Region"),
    ("Région", "Région"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "bare"), BARE)
def test_a_region_is_known_without_its_kind(build: ModuleType, name: str, bare: str) -> None:
    assert build.bare_name(name) == bare


def city(number: int, name: str, admin: str, people: int, country: str = "SV") -> dict[str, object]:
    return {
        "geonameid": number,
        "name": name,
        "countrycode": country,
        "admin1code": admin,
        "population": people,
        "latitude": 13.0 + number,
        "longitude": -89.0,
        "alternatenames": [],
    }


def test_regions_and_districts_lie_in_the_middle_of_their_settlements(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "region_lines", lambda: iter([("SV", "La Paz", ["Paz"], ["Zacatecoluca"])]))
    cities = [city(0, "Zacatecoluca", "06", 100), city(1, "Olocuilta", "06", 50), city(2, "Izalco", "13", 10)]
    names = [{"code": "SV.06", "name": "La Paz Department"}, {"code": "SV.13", "name": "Sonsonate Department"}]
    regions = build.Regions(cities, [], names)
    assert [(r.name, r.admin, r.latitude, r.population) for r in regions.rows()] == [
        ("La Paz", "06", 13.5, 150),
        ("Sonsonate", "13", 15.0, 10),
    ]
    towns = [{"country": "SV", "admin1": "06", "admin2": "01", "lat": "13.5", "lng": "-89"}]
    districts = [
        {"code": "SV.06.01", "name": "Distrito de Costa"},
        {"code": "SV.06.02", "name": "Nowhere District"},
        {"code": "SV.13.01", "name": "Distrito de Izalco"},
    ]
    assert [(d.name, d.kind, d.latitude) for d in regions.districts(towns, districts)] == [("Costa", "district", 13.5)]


def test_a_listed_region_needs_its_settlement(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "region_lines", lambda: iter([("SV", "La Paz", [], ["Atlantis"])]))
    with pytest.raises(SystemExit, match="Atlantis"):
        list(build.Regions([], [], []).rows())


LEAST = [("SY", 0), ("US", 1_000), ("FR", 5_000)]


@pytest.mark.parametrize(("country", "people"), LEAST)
def test_how_small_a_settlement_is_kept_depends_on_the_country(build: ModuleType, country: str, people: int) -> None:
    assert build.least_population(country) == people


def test_demonyms_have_their_plurals(build: ModuleType) -> None:
    words = dict(build.demonyms())
    assert words["salvadoran"] == words["salvadorans"] == "SV"
    assert words["costa rican"] == "CR"
    assert "chineses" not in words


def test_the_largest_of_the_name_is_the_capital(build: ModuleType) -> None:
    rows = [row(build, n, name, country="SV") for n, name in enumerate(["San Salvador", "Apopa", "San Salvador"], 1)]
    rows[2].population = 5_000  # type: ignore[attr-defined]
    marked = build.with_capitals(rows, [{"iso": "SV", "capital": "San Salvador"}])
    assert [r.capital for r in marked] == [False, False, True]


def test_a_large_city_is_called_by_the_beginning_of_its_name(build: ModuleType) -> None:
    large = row(build, 1, "Santa Cruz de la Sierra", "Santa Cruz", country="BO")
    large.population = 1_800_000  # type: ignore[attr-defined]
    assert ("santa cruz", 1, 1, 0) in list(build.name_rows([large]))
