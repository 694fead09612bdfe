"""Protected places by their coordinates: degrees in any notation, geohash, plus code, UTM.

A point within a kilometre tells the place. One with three decimals or more tells it within a few, since a coarse form
has two at most.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from rashomon.protect.leaks_parts import Hit
from rashomon.records import Secret

Point = tuple[float, float]

NEAR: Final = 1.0
"""Distance within which a point is the protected one, km."""

NEAR_EXACT: Final = 2.5
"""The same for a point of three decimals or more, km."""

_APART: Final = 160
_NUMBER: Final = re.compile(r"(?<![\w.])([-−+]?\d{1,3}\.\d{2,17})(?![\d.])(?:\s?°?\s?([NSEW])\b)?")
_DMS: Final = re.compile(
    r"(\d{1,3})\s?(?:°|º|deg|\bd)\s?(?:(\d{1,2}(?:\.\d+)?)\s?['′’m]\s?)?(?:(\d{1,2}(?:\.\d+)?)\s?(?:\"|″|”|''|s)\s?)?([NSEW])\b"
)
_DEGREES: Final = re.compile(r"[°º]|\d ?deg|\d{6}[NS]")
_PACKED: Final = re.compile(r"(?<!\w)(\d{2})(\d{2})(\d{2})([NS])\s?(\d{2,3})(\d{2})(\d{2})([EW])(?!\w)")
_UTM: Final = re.compile(r"(?<!\w)(\d{1,2})\s?([C-HJ-NP-X])\s+(\d{6})(?:\.\d+)?\s?m?E?,?\s+(\d{6,7})(?:\.\d+)?\s?m?N?")
_PLUS: Final = re.compile(r"(?<![\w+])([23456789CFGHJMPQRVWX]{4,8})\+([23456789CFGHJMPQRVWX]{2,3})(?!\w)")
_BASE32: Final = "0123456789bcdefghjkmnpqrstuvwxyz"
_BASE20: Final = "23456789CFGHJMPQRVWX"
_GEOHASH: Final = re.compile(f"[{_BASE32}]{{6,12}}")


class Points:
    """Looks for the points of protected places."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self._points = [(number, secret.point) for number, secret in enumerate(secrets) if secret.point]
        self._cells = {_geohash(q, 6): n for n, p in self._points for q in _around(p, 0.4)}
        self._plus = {(n, _plus_code(q)[:8]) for n, p in self._points for q in _around(p, 0.3)}

    def hits(self, text: str, words: AbstractSet[str]) -> Iterator[Hit]:
        """Yield the coordinates that tell a protected place, in a text whose distinct words are `words`."""
        if not self._points:
            return
        yield from self._decimal(text)
        if _DEGREES.search(text):
            yield from self._sexagesimal(text)
        for match in _UTM.finditer(text):
            zone, band = int(match[1]), match[2]
            if 1 <= zone <= 60:
                point = _from_utm(zone, band >= "N", float(match[3]), float(match[4]))
                yield from self._told(match.start(), match.end(), point, "coordinates-grid", exact=True)
        for match in _PLUS.finditer(text):
            code = (match[1] + match[2][:2]).upper()
            for number, cell in self._plus:
                if (len(match[1]) == 8 and code[:8] == cell) or (
                    len(match[1]) < 8 and match[1] == cell[-len(match[1]) :]
                ):
                    yield Hit(match.start(), match.end(), number, "coordinates-grid")
                    break
        for word in words:
            of = self._cells.get(word[:6])
            if of is not None and _GEOHASH.fullmatch(word):
                at = text.find(word)
                yield Hit(at, at + len(word), of, "coordinates-grid")

    def _decimal(self, text: str) -> Iterator[Hit]:
        last: tuple[int, int, str, str | None] | None = None
        for match in _NUMBER.finditer(text):
            said = match[1].replace("−", "-")
            if not any(_may_be(float(said), p) for _, p in self._points):
                continue
            here = (match.start(), match.end(), said, match[2])
            if last is not None and here[0] - last[1] <= _APART:
                yield from self._pair(last, here)
            last = here

    def _pair(self, one: tuple[int, int, str, str | None], other: tuple[int, int, str, str | None]) -> Iterator[Hit]:
        exact = min(len(said.partition(".")[2].rstrip("0")) for said in (one[2], other[2])) >= 3
        for first, second in ((one, other), (other, one)):
            latitude, longitude = float(first[2]), float(second[2])
            latitude = -latitude if first[3] == "S" else latitude
            longitude = -longitude if second[3] == "W" else longitude
            hits = list(self._told(one[0], other[1], (latitude, longitude), "coordinates", exact=exact))
            if hits:
                yield from hits
                return

    def _sexagesimal(self, text: str) -> Iterator[Hit]:
        latitude: tuple[float, int, int] | None = None
        for match in _DMS.finditer(text):
            value = float(match[1]) + float(match[2] or 0) / 60 + float(match[3] or 0) / 3600
            value = -value if match[4] in "SW" else value
            if match[4] in "NS":
                latitude = (value, match.start(), match.end())
            elif latitude and match.start() - latitude[2] <= 20:
                yield from self._told(
                    latitude[1], match.end(), (latitude[0], value), "coordinates-degrees", exact=bool(match[3])
                )
        for match in _PACKED.finditer(text):
            north, east = (
                (int(match[a]) + int(match[a + 1]) / 60 + int(match[a + 2]) / 3600)
                * (-1 if match[a + 3] in "SW" else 1)
                for a in (1, 5)
            )
            yield from self._told(match.start(), match.end(), (north, east), "coordinates-degrees", exact=True)

    def _told(self, start: int, end: int, point: Point, kind: str, *, exact: bool) -> Iterator[Hit]:
        for number, hidden in self._points:
            if distance(point, hidden) <= (NEAR_EXACT if exact else NEAR):
                yield Hit(start, end, number, kind)


def distance(one: Point, other: Point) -> float:
    """Return the distance of two points (latitude, longitude in degrees) along the sphere, km (haversine)."""
    a, b = math.radians(one[0]), math.radians(other[0])
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half)))


def _may_be(value: float, point: Point) -> bool:
    reach = 0.04 / max(0.1, math.cos(math.radians(point[0])))
    return any(abs(abs(value) - abs(part)) <= reach for part in point)


def _around(point: Point, km: float) -> Iterator[Point]:
    """Yield a point and the eight beside it, whose cells may hold a point hardly away."""
    up = km / 111.2
    across = up / max(0.1, math.cos(math.radians(point[0])))
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            yield point[0] + i * up, point[1] + j * across


def _geohash(point: Point, length: int) -> str:
    """Return the geohash of a point: bits of longitude and latitude in turn, five a letter (Niemeyer, 2008)."""
    low, high = [-90.0, -180.0], [90.0, 180.0]
    letters, bits = "", 0
    for step in range(5 * length):
        axis = (step + 1) % 2
        middle = (low[axis] + high[axis]) / 2
        above = point[axis] >= middle
        bits = bits << 1 | above
        (low if above else high)[axis] = middle
        if step % 5 == 4:
            letters, bits = letters + _BASE32[bits], 0
    return letters


def _plus_code(point: Point) -> str:
    """Return the ten letters of the Open Location Code of a point, without its plus sign."""
    up, across = point[0] + 90, (point[1] + 180) % 360
    code, size = "", 20.0
    for _ in range(5):
        code += _BASE20[min(19, int(up / size))] + _BASE20[min(19, int(across / size))]
        up, across, size = up % size, across % size, size / 20
    return code


def _from_utm(zone: int, north: bool, east: float, up: float) -> Point:
    """Return latitude and longitude of a UTM position on WGS 84 (Snyder, USGS 1395, 1987, pages 63-64)."""
    a, e2, k0 = 6378137.0, 0.00669437999014, 0.9996
    x, y = east - 500000.0, up if north else up - 10000000.0
    ep2 = e2 / (1 - e2)
    mu = y / k0 / (a * (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256))
    e1 = (1 - math.sqrt(1 - e2)) / (1 + math.sqrt(1 - e2))
    phi = mu + (3 * e1 / 2 - 27 * e1**3 / 32) * math.sin(2 * mu)
    phi += (21 * e1**2 / 16 - 55 * e1**4 / 32) * math.sin(4 * mu) + 151 * e1**3 / 96 * math.sin(6 * mu)
    c, t = ep2 * math.cos(phi) ** 2, math.tan(phi) ** 2
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    r = a * (1 - e2) / (1 - e2 * math.sin(phi) ** 2) ** 1.5
    d = x / (n * k0)
    latitude = phi - n * math.tan(phi) / r * (d**2 / 2 - (5 + 3 * t + 10 * c - 4 * c**2 - 9 * ep2) * d**4 / 24)
    across = (d - (1 + 2 * t + c) * d**3 / 6) / math.cos(phi)
    return math.degrees(latitude), zone * 6 - 183 + math.degrees(across)
