"""The map: the places that claims name, each as an area as large as what is known of it."""

from __future__ import annotations

import json
import sqlite3
from math import cos, radians
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from rashomon.records import REACH
from rashomon.web import shapes_map
from rashomon.web.atlas_drawing import HEIGHT, KM_A_DEGREE, WIDTH, bounds, drawn
from rashomon.web.board import meta
from rashomon.web.desk import Desk, Missing
from rashomon.web.people import Reader
from rashomon.web.rendering import page
from rashomon.web.shapes_map import MapPlace, View

router = APIRouter()

A_PAGE = 40
CLAIMS = 20
MOST_DRAWN = 150
UNPLACED = 25
NARROWEST, WIDEST = 20.0, 40_000.0
"""Kilometres: the outlines tell nothing closer; all around the earth."""

LEAST_ACROSS = 600.0
"""Kilometres that the usual window holds at least: around a single town its country can be told."""


class Wanted(BaseModel):
    """What an address asks for.

    Attributes:
        lat, lon: the middle of the window in degrees.
        km: its width in kilometres.
        place: the place whose claims are shown.
        page_, claims, unplaced: pages of the places in the window, of those claims, of the names without a point.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    km: float = Field(800.0, ge=1, le=50_000, allow_inf_nan=False)
    place: int | None = Field(None, ge=0, lt=2**48)
    page_: int = Field(1, alias="page", ge=1, le=100_000)
    claims: int = Field(1, ge=1, le=100_000)
    unplaced: int = Field(1, ge=1, le=100_000)

    @property
    def view(self) -> View | None:
        """The window; None where its middle is not given."""
        return None if self.lat is None or self.lon is None else View(self.lat, self.lon, self.km)


Asked = Annotated[Wanted, Query()]


@router.get("/api/map", tags=["map"])
def map_(request: Request, _: Reader, asked: Asked) -> shapes_map.MapShown:
    """Return the places in a window with the number of claims that name each, and those that have no point.

    Without `lat` and `lon` the window is the one that holds the bulk of the places.
    """
    return look(request.state.desk, asked)


@router.get("/map", include_in_schema=False)
def map_page(request: Request, person: Reader, asked: Asked) -> Response:
    """Show the map."""
    shown = look(request.state.desk, asked)
    kept: dict[str, object] = {} if shown.bulk else query(shown.view)
    return page(
        request,
        "map.html",
        person,
        shown=shown,
        drawn=drawn(shown),
        kept=kept,
        moves=[(name, words, query(view)) for name, words, view in moves(shown.view)],
        world=query(View(8.0, shown.usual.longitude, WIDEST)),
    )


def query(view: View) -> dict[str, object]:
    """Return a window as it stands in an address."""
    return {"lat": f"{view.latitude:.4f}", "lon": f"{view.longitude:.4f}", "km": f"{view.width:.0f}"}


def fitted(view: View) -> View:
    """Return the nearest window that can be drawn."""
    longitude = (view.longitude + 180) % 360 - 180
    # Nearer to a pole a map whose meridians are parallel says nothing.
    return View(min(max(view.latitude, -75.0), 75.0), longitude, min(max(view.width, NARROWEST), WIDEST))


def moves(view: View) -> tuple[tuple[str, str, View], ...]:
    """Return where one can go from a window: a sign, its words, the window."""
    up = view.width * HEIGHT / WIDTH / 3 / KM_A_DEGREE
    aside = view.width / 3 / (KM_A_DEGREE * cos(radians(view.latitude)))
    latitude, longitude, width = view.latitude, view.longitude, view.width
    told = (
        ("+", "Nearer", View(latitude, longitude, width / 2)),
        ("−", "Wider", View(latitude, longitude, width * 2)),
        ("←", "West", View(latitude, longitude - aside, width)),
        ("→", "East", View(latitude, longitude + aside, width)),
        ("↑", "North", View(latitude + up, longitude, width)),
        ("↓", "South", View(latitude - up, longitude, width)),
    )
    return tuple((sign, words, fitted(moved)) for sign, words, moved in told)


def around(window: tuple[float, float, float, float] | None) -> View:
    """Return the window that holds south, west, north and east, with a margin; the whole earth where there are none."""
    if window is None:
        return View(20.0, 10.0, WIDEST)
    south, west, north, east = window
    middle = (south + north) / 2
    across = (east - west) * KM_A_DEGREE * cos(radians(min(abs(middle), 75.0)))
    along = (north - south) * KM_A_DEGREE * WIDTH / HEIGHT
    return fitted(View(middle, (west + east) / 2, max(across, along, LEAST_ACROSS) * 1.35))


def look(desk: Desk, wanted: Wanted) -> shapes_map.MapShown:
    """Return the map of a window.

    Raises:
        Missing: the last comparison has no such place.
    """
    with desk.rows() as connection:
        usual = around(json.loads(meta(connection, "map_window") or "null"))
        chosen = _chosen(desk, connection, wanted)
        view = _view(wanted, usual, chosen)
        inside, values = _inside(view)
        total = connection.execute(
            f"SELECT count(*) FROM place WHERE precision != 'country' AND {inside}",  # noqa: S608  words of ours
            values,
        ).fetchone()[0]
        pointed = connection.execute(
            "SELECT count(*) FROM place WHERE precision != 'country' AND latitude IS NOT NULL"
        ).fetchone()[0]
        without = connection.execute("SELECT count(*) FROM place WHERE latitude IS NULL").fetchone()[0]
        of_window = f"precision != 'country' AND {inside}"
        drawn_places = _places(connection, of_window, values, (MOST_DRAWN, 0))
        skip = (wanted.page_ - 1) * A_PAGE
        return shapes_map.MapShown(
            view=view,
            usual=usual,
            bulk=view == usual,
            drawn=drawn_places,
            more=total - len(drawn_places),
            outside=pointed - total,
            countries=_places(connection, "precision = 'country' AND latitude IS NOT NULL", {}, (300, 0)),
            listed=_places(connection, of_window, values, (A_PAGE, skip)),
            page=wanted.page_,
            pages=max(1, -(-total // A_PAGE)),
            unplaced=_places(connection, "latitude IS NULL", {}, (UNPLACED, (wanted.unplaced - 1) * UNPLACED)),
            unplaced_total=without,
            unplaced_page=wanted.unplaced,
            unplaced_pages=max(1, -(-without // UNPLACED)),
            chosen=chosen,
        )


def _view(wanted: Wanted, usual: View, chosen: shapes_map.PlaceClaims | None) -> View:
    """Return the window that is asked for, else the usual one, moved so that the chosen place lies in it."""
    if wanted.view is not None:
        return fitted(wanted.view)
    if chosen is None or chosen.place.latitude is None or chosen.place.longitude is None:
        return usual
    west, south, east, north = bounds(usual)
    latitude, longitude = chosen.place.latitude, chosen.place.longitude
    if south <= latitude <= north and (longitude - west) % 360 <= east - west:
        return usual
    return fitted(View(latitude, longitude, usual.width))


def _inside(view: View) -> tuple[str, dict[str, float]]:
    """Return the condition for the points in a window, which may reach across the 180th meridian on either side."""
    west, south, east, north = bounds(view)
    turns = " OR ".join(f"longitude + {turn} BETWEEN :west AND :east" for turn in (-360, 0, 360))
    values = {"south": south, "north": north, "west": west, "east": east}
    return f"latitude BETWEEN :south AND :north AND ({turns})", values


def _places(
    connection: sqlite3.Connection, where: str, values: dict[str, float], part: tuple[int, int]
) -> tuple[MapPlace, ...]:
    most, skip = part
    rows = connection.execute(
        f"SELECT * FROM place WHERE {where} ORDER BY claims DESC, id LIMIT :most OFFSET :skip",  # noqa: S608
        {**values, "most": most, "skip": skip},
    )
    return tuple(_place(row) for row in rows)


def _place(row: sqlite3.Row) -> MapPlace:
    country = row["precision"] == "country"
    placed = row["latitude"] is not None
    others = tuple(json.loads(row["others"]))
    reason = ""
    if not placed:
        reason = (
            f"the name may mean {'; '.join(others)}, and the text does not tell which"
            if others
            else "the gazetteer has no such name"
        )
    return MapPlace(
        id=row["id"],
        name=row["name"],
        words=row["words"],
        country=row["country"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        precision=row["precision"],
        reach=REACH.get(row["precision"], REACH["district"]) if placed and not country else 0.0,
        claims=row["claims"],
        others=others,
        reason=reason,
    )


def _chosen(desk: Desk, connection: sqlite3.Connection, wanted: Wanted) -> shapes_map.PlaceClaims | None:
    if wanted.place is None:
        return None
    row = connection.execute("SELECT * FROM place WHERE id = ?", (wanted.place,)).fetchone()
    if row is None:
        raise Missing("no claim names this place any more; look for it on the map")
    rows = connection.execute(
        "SELECT claim.* FROM placed JOIN claim ON claim.id = placed.claim WHERE placed.place = ? "
        "ORDER BY placed.number LIMIT ? OFFSET ?",
        (wanted.place, CLAIMS, (wanted.claims - 1) * CLAIMS),
    ).fetchall()
    cards = tuple(desk.card(connection, each) for each in rows)
    return shapes_map.PlaceClaims(_place(row), cards, wanted.claims, max(1, -(-row["claims"] // CLAIMS)))
