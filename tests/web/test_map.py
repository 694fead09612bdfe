"""The map: areas as large as what is known, names without a point beside it, outlines without a network."""

from __future__ import annotations

import importlib.util
import math
import re
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from rashomon.records import REACH
from rashomon.web.atlas import WIDEST, around, fitted, moves
from rashomon.web.atlas_drawing import HEIGHT, LEAST, WIDTH, bounds, drawn, radius
from rashomon.web.boarding_when_where import window_of
from rashomon.web.outlines import clipped, outlined, outlines
from rashomon.web.shapes_map import MapPlace, MapShown, View
from web.moments import put_place

HTML = {"accept": "text/html"}
ORDER = ("exact", "street", "neighbourhood", "village", "town", "city", "district", "province")
RAQQA = (35.9528, 39.0079)


def shown(client: TestClient, **query: object) -> Any:
    answer = client.get("/api/map", params={name: str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def place(number: int, precision: str, latitude: float, longitude: float, country: str = "SY") -> MapPlace:
    reach = REACH.get(precision, 0.0)
    return MapPlace(number, "Name", "Name", country, latitude, longitude, precision, reach, number, ())


def a_map(view: View, *places: MapPlace) -> MapShown:
    near = tuple(p for p in places if p.precision != "country")
    countries = tuple(p for p in places if p.precision == "country")
    return MapShown(view, view, True, near, 0, 0, countries, near, 1, 1, (), 0, 1, 1, None)


def test_the_case_is_in_the_middle_of_its_map(client: TestClient) -> None:
    told = shown(client)
    raqqa = next(p for p in told["drawn"] if p["words"] == "Raqqa")
    assert (raqqa["name"], raqqa["precision"], raqqa["claims"]) == ("Ar Raqqah", "city", 12)
    assert told["view"]["latitude"] == pytest.approx(RAQQA[0], abs=0.5)
    assert told["view"]["longitude"] == pytest.approx(RAQQA[1], abs=0.5)
    assert 500 < told["view"]["width"] < 1500, "wide enough to see the country"
    page = client.get("/map", headers=HTML).text
    assert "Raqqa: 12 claims, known to the city" in page
    assert 'class="country' in page


def test_a_click_opens_the_claims_of_a_place(client: TestClient) -> None:
    raqqa = next(p for p in shown(client)["drawn"] if p["words"] == "Raqqa")
    chosen = shown(client, place=raqqa["id"])["chosen"]
    assert len(chosen["claims"]) == 12
    page = client.get("/map", params={"place": raqqa["id"]}, headers=HTML).text
    assert "Read as the city" in page
    assert page.count('class="claim claim-card') == 12
    syria = next(p for p in shown(client)["countries"] if p["country"] == "SY")
    assert len(shown(client, place=syria["id"])["chosen"]["claims"]) == 3


def test_a_place_keeps_its_address_when_the_case_is_compared_again(client: TestClient, compared: Any) -> None:
    before = {p["id"]: p["name"] for p in shown(client)["countries"]}
    compared()
    assert {p["id"]: p["name"] for p in shown(client)["countries"]} == before


def test_less_precise_places_are_larger_at_every_scale() -> None:
    for width in (20.0, 100.0, 1000.0, WIDEST):
        view = View(36.0, 39.0, width)
        sizes = [radius(place(1, precision, 36.0, 39.0), view) for precision in ORDER]
        assert all(before < after for before, after in pairwise(sizes)), (width, sizes)
        assert sizes[0] >= LEAST["exact"]


def test_a_district_is_drawn_larger_than_a_town_and_dashed(client: TestClient, folder: Path) -> None:
    put_place(folder, 1, "Thetown", "town", (35.5, 38.0))
    put_place(folder, 2, "Thedistrict", "district", (36.2, 40.0))
    page = client.get("/map", headers=HTML).text
    found = {
        name: (classes, float(size))
        for classes, name, size in re.findall(
            r'<a class="(spot[^"]*)"[^>]*><title>(The\w+):[^<]*</title><circle[^>]* r="([\d.]+)"',
            page,
        )
    }
    assert found["Thedistrict"][1] > found["Thetown"][1]
    assert "dashed" in found["Thedistrict"][0]
    assert "dashed" not in found["Thetown"][0]


def test_a_name_without_a_point_is_listed_with_the_reason_and_not_drawn(client: TestClient, folder: Path) -> None:
    put_place(folder, 1, "Nowhere", "unknown", None)
    put_place(folder, 2, "Twin", "unknown", None)
    told = shown(client)
    assert {p["name"]: p["reason"] for p in told["unplaced"]} == {
        "Nowhere": "the gazetteer has no such name",
        "Twin": "the name may mean Elsewhere, US, and the text does not tell which",
    }
    assert not {"Nowhere", "Twin"} & {p["name"] for p in (*told["drawn"], *told["listed"], *told["countries"])}
    page = client.get("/map", headers=HTML).text
    assert "2 names without a point" in page
    assert client.get("/map?place=1", headers=HTML).status_code == 200


def test_places_outside_the_window_are_counted_and_a_chosen_one_is_gone_to(client: TestClient, folder: Path) -> None:
    put_place(folder, 1, "Faraway", "town", (-33.9, 151.2))
    told = shown(client)
    assert told["outside"] == 1
    assert "1 place outside." in client.get("/map", headers=HTML).text
    there = shown(client, place=1)
    assert [p["name"] for p in there["drawn"]] == ["Faraway"]
    kept = shown(client, place=1, lat=36, lon=39, km=300)
    assert kept["view"] == {"latitude": 36.0, "longitude": 39.0, "width": 300.0}


def test_a_window_across_the_180th_meridian_holds_what_lies_on_both_sides(client: TestClient, folder: Path) -> None:
    put_place(folder, 1, "Westside", "town", (-17.0, 179.5))
    put_place(folder, 2, "Eastside", "town", (-17.0, -179.5))
    for longitude in (179.9, -179.9):
        told = shown(client, lat=-17, lon=longitude, km=600)
        assert {p["name"] for p in told["drawn"]} == {"Westside", "Eastside"}
    told = drawn(a_map(View(-17.0, -179.9, 600.0), place(1, "town", -17.0, 179.5), place(2, "town", -17.0, -179.5)))
    xs = sorted(spot.x for spot in told.layers[0].spots)
    assert xs[1] - xs[0] == pytest.approx(WIDTH * 106.5 / 600, abs=2), "a degree apart, not the width of the earth"
    south, west, north, east = window_of([(-17.0, 179.5, 1, "town"), (-18.0, -179.5, 1, "town")]) or (0, 0, 0, 0)
    assert (south, north) == (-18.0, -17.0)
    assert east - west == pytest.approx(1.0)


def test_the_usual_window_heeds_neither_countries_nor_one_stray_place() -> None:
    near = [(35.0 + n / 10, 39.0 + n / 10, 10, "town") for n in range(10)]
    window = window_of([*near, (-33.9, 151.2, 1, "town"), (39.6, -90.3, 50, "country")])
    assert window == pytest.approx((35.0, 39.0, 35.9, 39.9))
    assert window_of([(39.6, -90.3, 50, "country")]) == pytest.approx((39.6, -90.3, 39.6, -90.3))
    assert window_of([]) is None
    assert around(None).width == WIDEST


def test_words_do_not_cover_one_another() -> None:
    places = [place(n, "town", 35.0 + n % 7 * 0.11, 38.0 + n // 7 * 0.17) for n in range(1, 50)]
    for layer in drawn(a_map(View(35.4, 38.6, 200.0), *places)).layers:
        boxes = []
        for label in layer.labels:
            wide = len(label.words) * layer.font * 0.6
            left = label.x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
            boxes.append((left, label.y - layer.font * 0.8, left + wide, label.y + layer.font * 0.2))
        assert len(boxes) >= 3
        for n, one in enumerate(boxes):
            for other in boxes[n + 1 :]:
                assert not (
                    one[0] < other[2] - 0.2
                    and other[0] < one[2] - 0.2
                    and one[1] < other[3] - 0.2
                    and other[1] < one[3] - 0.2
                )


def test_countries_have_their_outline_and_small_ones_a_dashed_circle() -> None:
    assert len(outlines()) == 177
    assert {"SY", "US", "FR", "XK", "SS"} <= outlined()
    told = drawn(
        a_map(View(35.0, 38.0, 2000.0), place(1, "country", 34.9, 37.1), place(2, "country", 35.9, 36.0, "MT"))
    )
    assert [country.place.country for country in told.countries] == ["SY"]
    assert [(spot.place.country, spot.dashed) for spot in told.layers[0].spots] == [("MT", True)]


def test_the_middle_of_a_country_lies_within_its_outline() -> None:
    # A table of codes that slipped by a row would put every hatching on the wrong land.
    for code, latitude, longitude in (("SY", 35.0, 38.5), ("UA", 49.0, 31.4), ("US", 39.7, -98.0), ("SD", 15.5, 30.2)):
        rings = next(outline.rings for outline in outlines() if outline.code == code)
        assert sum(crossings(ring, longitude, latitude) for ring in rings) % 2 == 1, code


def crossings(ring: tuple[tuple[float, float], ...], x: float, y: float) -> int:
    """How often a line to the east crosses a ring."""
    sides = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(((a[1] > y) != (b[1] > y)) and x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in sides)


def test_no_outline_runs_across_the_map() -> None:
    # A ring that jumps at the 180th meridian would draw a line through every sea between.
    for outline in outlines():
        for ring in outline.rings:
            # Only Antarctica has an edge along a pole.
            assert all(abs(b[0] - a[0]) < 180 or a[1] == b[1] == -90 for a, b in pairwise(ring)), outline.code


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("lat=91&lon=0", 422),
        ("lat=nan&lon=0", 422),
        ("lat=0&lon=inf", 422),
        ("km=0&lat=0&lon=0", 422),
        ("place=-1", 422),
        ("place=99", 404),
        ("place=1%20OR%201", 422),
        ("lat=90&lon=180&km=1", 200),
        ("lat=-90&lon=-180&km=50000", 200),
        ("page=100000&unplaced=100000", 200),
    ],
)
def test_odd_addresses(client: TestClient, query: str, status: int) -> None:
    for path in ("/api/map", "/map"):
        assert client.get(f"{path}?{query}", headers=HTML).status_code == status


LATITUDES = st.floats(-90, 90, allow_nan=False)
LONGITUDES = st.floats(-180, 180, allow_nan=False)
VIEWS = st.builds(View, LATITUDES, LONGITUDES, st.floats(1, 50_000))


@given(
    VIEWS,
    st.lists(
        st.tuples(st.sampled_from([*ORDER, "country", "odd"]), LATITUDES, LONGITUDES, st.integers(1, 10**7)), max_size=8
    ),
)
def test_every_number_drawn_is_finite_and_inside(view: View, told: list[tuple[str, float, float, int]]) -> None:
    places = [place(claims, precision, lat, lon, "MT") for precision, lat, lon, claims in told]
    drawing = drawn(a_map(fitted(view), *places))
    for layer in drawing.layers:
        for spot in layer.spots:
            assert 0 <= spot.x <= WIDTH
            assert 0 <= spot.y <= HEIGHT
            assert 0 < spot.radius < 1000
        assert all(0 <= label.x <= WIDTH and 0 <= label.y <= HEIGHT for label in layer.labels)
    numbers = [float(n) for path in drawing.land for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", path)]
    assert all(math.isfinite(n) and -25 <= n <= WIDTH + 25 for n in numbers)
    assert 0 < drawing.scale_width <= WIDTH / 2
    assert 0 <= drawing.top <= drawing.bottom <= HEIGHT
    for _, _, moved in moves(fitted(view)):
        assert fitted(moved) == moved
        assert -90 <= bounds(moved)[1] < bounds(moved)[3] <= 90


POINTS = st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=3, max_size=20)


@given(POINTS)
def test_what_is_clipped_lies_in_the_box(ring: list[tuple[float, float]]) -> None:
    for x, y in clipped(ring, (-20.0, -20.0, 740.0, 520.0)):
        assert -20.001 <= x <= 740.001
        assert -20.001 <= y <= 520.001


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("outlines_tool", Path(__file__).parents[2] / "tools" / "outlines.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_outlines_are_put_together_from_shared_lines(tool: ModuleType) -> None:
    topology = {
        "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
        "arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [0, 2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "id": "760", "arcs": [[0, ~1]], "properties": {"name": "One"}},
                    {"type": "Polygon", "arcs": [[2]], "properties": {"name": "Nameless"}},
                ]
            }
        },
    }
    assert tool.outlines(topology, {760: "SY"}) == [
        ("", [[1100, 2000, 100, 0, 0, 100, -100, 0]]),
        ("SY", [[1000, 2000, 100, 0, 0, 100, -100, 0]]),
    ]
    assert tool.unwrapped([(17900, 0), (-17900, 0), (-17900, 100)]) == [(17900, 0), (18100, 0), (18100, 100)]
