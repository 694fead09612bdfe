"""Outlines of countries, to draw a map without a network: Natural Earth, 1:110 million (see `tools/outlines.py`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Point = tuple[float, float]
"""Longitude and latitude in degrees, or x and y in a picture."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A country: its code (ISO 3166-1 alpha-2, empty where it has none), and its rings with the box around each."""

    code: str
    rings: tuple[tuple[Point, ...], ...]
    boxes: tuple[tuple[float, float, float, float], ...]


@cache
def outlines() -> tuple[Outline, ...]:
    """Return the outlines of all countries."""
    told = json.loads(files("rashomon").joinpath("web", "outlines.json").read_text(encoding="utf-8"))
    found = []
    for code, rings in told["countries"]:
        points = tuple(_points(steps, told["scale"]) for steps in rings)
        boxes = tuple(
            (min(x for x, _ in ring), min(y for _, y in ring), max(x for x, _ in ring), max(y for _, y in ring))
            for ring in points
        )
        found.append(Outline(code, points, boxes))
    return tuple(found)


@cache
def outlined() -> frozenset[str]:
    """Return the codes of the countries that have an outline; small ones have none at this scale."""
    return frozenset(outline.code for outline in outlines() if outline.code)


def _points(steps: list[int], scale: int) -> tuple[Point, ...]:
    x = y = 0
    found = []
    for step_x, step_y in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + step_x, y + step_y
        found.append((x / scale, y / scale))
    return tuple(found)


def clipped(ring: list[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """Return the part of a ring that lies in a box (Sutherland and Hodgman), so that no number grows beyond it."""
    left, top, right, bottom = box
    for axis, limit, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        kept: list[Point] = []
        for before, after in zip([ring[-1], *ring[:-1]] if ring else [], ring, strict=True):
            inside = sign * (after[axis] - limit) >= 0
            if inside != (sign * (before[axis] - limit) >= 0):
                share = (limit - before[axis]) / (after[axis] - before[axis])
                kept.append((before[0] + share * (after[0] - before[0]), before[1] + share * (after[1] - before[1])))
            if inside:
                kept.append(after)
        ring = kept
    return ring
