"""The geometry of the map: an equirectangular picture that is true to scale along its middle.

A place is a circle as large as what is known of it, and never smaller than can be seen; what is less precise is never
smaller than what is more precise. Nothing is asked here and nothing drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians

from rashomon.report.marked import fit, width
from rashomon.web.outlines import Point, clipped, outlined, outlines
from rashomon.web.shapes_map import MapPlace, MapShown, View

WIDTH, HEIGHT = 720, 500
"""Units of the picture; about pixels where it is as wide as that."""

KM_A_DEGREE = 111.32
MARGIN = 20.0
NARROW = 2.0
"""On a telephone the picture is half as wide, so signs and words are twice as large in it."""

LEAST = {
    "exact": 4.0,
    "street": 4.5,
    "neighbourhood": 5.0,
    "village": 5.5,
    "town": 6.5,
    "city": 8.5,
    "district": 13.0,
    "province": 20.0,
    "country": 26.0,
}
"""Units: the smallest radius of each precision."""
DASHED = frozenset({"district", "province", "country"})
FONT = 13.0
MOST_LABELS = 60
MOST_COLUMNS = 22

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the picture: its circle."""

    place: MapPlace
    x: float
    y: float
    radius: float
    dashed: bool


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a circle; `anchor` is SVG's text-anchor."""

    place: MapPlace
    x: float
    y: float
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Layer:
    """Circles and words for one width of the screen; `font` in units."""

    name: str
    font: float
    spots: tuple[Spot, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """A country that claims name, with the path of its outline."""

    place: MapPlace
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map, ready to draw: sea from `top` to `bottom`, land, countries, layers, and a bar of `scale` kilometres."""

    top: float
    bottom: float
    land: tuple[str, ...]
    countries: tuple[Country, ...]
    layers: tuple[Layer, ...]
    scale: int
    scale_width: float


def bounds(view: View) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a window in degrees; longitudes may lie beyond 180 on either side."""
    along, up = _units(view)
    half_x, half_y = min(WIDTH / 2 / along, 180.0), HEIGHT / 2 / up
    return (
        view.longitude - half_x,
        max(view.latitude - half_y, -90.0),
        view.longitude + half_x,
        min(view.latitude + half_y, 90.0),
    )


def drawn(shown: MapShown) -> Drawing:
    """Return the places of everything on a map."""
    view = shown.view
    paths = _paths(view)
    with_outline = [c for c in shown.countries if c.country in outlined()]
    # A country too small for an outline at this scale is a large dashed circle.
    circled = [c for c in shown.countries if c.country not in outlined()]
    countries = tuple(Country(place, paths[place.country]) for place in with_outline if paths.get(place.country))
    visible = [country.place for country in countries]
    layers = tuple(
        _layer(name, [*shown.drawn, *circled], visible, view, scale)
        for name, scale in (("wide", 1.0), ("narrow", NARROW))
    )
    up = _units(view)[1]
    kilometres = next(n for n in _rounds() if n <= view.width / 4)
    return Drawing(
        top=round(max(HEIGHT / 2 - (90 - view.latitude) * up, 0.0), 1),
        bottom=round(min(HEIGHT / 2 + (90 + view.latitude) * up, float(HEIGHT)), 1),
        land=tuple(path for path in paths.values() if path),
        countries=countries,
        layers=layers,
        scale=kilometres,
        scale_width=round(kilometres * WIDTH / view.width, 1),
    )


def _rounds() -> Iterable[int]:
    for power in (10_000, 1000, 100, 10, 1):
        for digit in (5, 2, 1):
            yield digit * power


def _units(view: View) -> tuple[float, float]:
    """Return units for a degree of longitude and of latitude."""
    up = WIDTH * KM_A_DEGREE / view.width
    return up * cos(radians(min(abs(view.latitude), 80.0))), up


def _place(point: Point, view: View) -> Point:
    along, up = _units(view)
    return WIDTH / 2 + (point[0] - view.longitude) * along, HEIGHT / 2 - (point[1] - view.latitude) * up


# Land


@lru_cache(maxsize=64)
def _paths(view: View) -> dict[str, str]:
    """Return the path of each country by its code, empty where it lies outside; those without a code are numbered."""
    west, south, east, north = bounds(view)
    found: dict[str, str] = {}
    for number, country in enumerate(outlines()):
        parts = []
        for ring, box in zip(country.rings, country.boxes, strict=True):
            for turn in (-360.0, 0.0, 360.0):
                apart = box[2] + turn < west or box[0] + turn > east or box[3] < south or box[1] > north
                if not apart:
                    parts.append(_path([_place((x + turn, y), view) for x, y in ring]))
        found[country.code or f"-{number}"] = "".join(parts)
    return found


def _path(ring: list[Point]) -> str:
    points = clipped(ring, (-MARGIN, -MARGIN, WIDTH + MARGIN, HEIGHT + MARGIN))
    kept: list[Point] = []
    for x, y in points:
        # What is nearer than a unit cannot be told apart.
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 1.0:
            kept.append((round(x, 1), round(y, 1)))
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


# Places and their words


def radius(place: MapPlace, view: View, scale: float = 1.0) -> float:
    """Return the radius of a place's circle in units: its reach, or the least that can be seen."""
    least = LEAST.get(place.precision, LEAST["district"]) * scale
    return round(max(least, place.reach * WIDTH / view.width), 1)


def _layer(name: str, places: Sequence[MapPlace], countries: Sequence[MapPlace], view: View, scale: float) -> Layer:
    spots = [spot for place in places if (spot := _spot(place, view, scale)) is not None]
    # Small circles lie upon large ones, so that each can be seen and hit.
    spots.sort(key=lambda spot: (-spot.radius, spot.place.id))
    font = FONT * scale
    return Layer(name, font, tuple(spots), tuple(_labels(spots, countries, view, font)))


def _spot(place: MapPlace, view: View, scale: float) -> Spot | None:
    if place.latitude is None or place.longitude is None:
        return None
    turned = view.longitude + (place.longitude - view.longitude + 180) % 360 - 180
    x, y = _place((turned, place.latitude), view)
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        return None
    size = radius(place, view, scale)
    if size > hypot(max(x, WIDTH - x), max(y, HEIGHT - y)):
        return None  # all of the picture lies in it, and none of its edge
    return Spot(place, round(x, 1), round(y, 1), size, place.precision in DASHED)


def _labels(spots: Sequence[Spot], countries: Sequence[MapPlace], view: View, font: float) -> Iterable[Label]:
    """Give the places with most claims their words where there is room: right, left, above, below, else none."""
    taken: list[Box] = [_around(spot) for spot in spots if not spot.dashed]
    for spot in sorted(spots, key=lambda spot: (-spot.place.claims, spot.place.id))[:MOST_LABELS]:
        words = _words(spot.place)
        apart = spot.radius + font / 4
        own = _around(spot)
        # In a large area there is room for its own words.
        inside = [(spot.x, spot.y + font / 3, "middle")] if spot.dashed else []
        for x, y, anchor in (
            *inside,
            (spot.x + apart, spot.y + font / 3, "start"),
            (spot.x - apart, spot.y + font / 3, "end"),
            (spot.x, spot.y - apart, "middle"),
            (spot.x, spot.y + apart + font * 0.8, "middle"),
        ):
            box = _box(x, y, words, anchor, font)
            if _inside(box) and not any(_touch(box, other) for other in taken if other != own):
                taken.append(box)
                yield Label(spot.place, round(x, 1), round(y, 1), words, anchor)
                break
    for place in countries:
        middle = _spot(place, view, 1.0)
        if middle is not None:
            words = _words(place)
            box = _box(middle.x, middle.y, words, "middle", font)
            if _inside(box) and not any(_touch(box, other) for other in taken):
                taken.append(box)
                yield Label(place, middle.x, middle.y, words, "middle")


def _words(place: MapPlace) -> str:
    return f"{fit(place.words, MOST_COLUMNS)} · {place.claims:,}"


def _around(spot: Spot) -> Box:
    return spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius


def _box(x: float, y: float, words: str, anchor: str, font: float) -> Box:
    # A column of most system faces is a little over half as wide as the type is high.
    wide = width(words) * font * 0.6
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return left, y - font * 0.85, left + wide, y + font * 0.25


def _inside(box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
