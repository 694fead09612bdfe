"""The way of claims from their source to us, as a picture: a box a teller, a band a step, as wide as it carries claims.

The picture has a layer for the source, layers for those who passed its words on, and one for the publishers. A band
that skips a layer has a lane of its own there, so that no band runs through a box, and every label lies in its box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rashomon.report.marked import fit, fold

BOX, GAP = 208, 80
"""Width of a box, and of the space between two layers, pixels."""

LEAST, BETWEEN = 28, 8
"""Least height of a box, and the space between two, pixels."""

TALLEST = 160
"""Height of the box of a source with many claims, pixels."""

LABEL = 19
"""Columns of a label; a name that is longer is cut, and whole in the title of its box."""

LAYERS = 6
"""Layers drawn; those who passed words on beyond that are left out between, and said in the table."""

_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Way:
    """Claims that took one way: names of those who told them, the source first, the publisher last."""

    tellers: tuple[str, ...]
    claims: int


@dataclass(frozen=True, slots=True)
class Box:
    """A teller in the picture: its place in pixels, the name as far as it fits, and what it carries."""

    x: float
    y: float
    height: float
    label: str
    name: str
    claims: int


@dataclass(frozen=True, slots=True)
class Band:
    """Claims that went from one teller to the next: the outline of the band, its width in pixels, and words."""

    path: str
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The picture, in pixels."""

    width: int
    height: int
    box: int
    gap: int
    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]
    layers: int


@dataclass(slots=True)
class _Node:
    """A box, or a lane where `name` is empty."""

    layer: int
    name: str
    claims: int = 0
    y: float = 0.0
    height: float = 0.0
    before: dict[tuple[int, str, str], int] = field(default_factory=dict)
    after: dict[tuple[int, str, str], int] = field(default_factory=dict)


_Key = tuple[int, str, str]
"""Layer, name, and of a lane where it leads."""


def flow(ways: Sequence[Way]) -> Flow | None:
    """Return the picture of ways that begin at one source; None where nobody but the source itself told anything."""
    ways = [replace(way, tellers=_short(way.tellers)) for way in ways if len(way.tellers) > 1]
    if not ways:
        return None
    last = max(len(way.tellers) for way in ways) - 1
    nodes, steps = _nodes(ways, last)
    layers: list[list[_Key]] = [[] for _ in range(last + 1)]
    for key in nodes:
        layers[key[0]].append(key)
    _order(layers, nodes)
    total = sum(way.claims for way in ways)
    scale = min(6.0, TALLEST / total)
    height = _place(layers, nodes, scale)
    boxes = tuple(
        Box(node.layer * (BOX + GAP), node.y, node.height, fit(fold(node.name), LABEL), node.name, node.claims)
        for node in nodes.values()
        if node.name
    )
    wide = (last + 1) * BOX + last * GAP
    return Flow(wide, round(height), BOX, GAP, boxes, _bands(steps, nodes, layers, scale), last + 1)


def _short(tellers: tuple[str, ...]) -> tuple[str, ...]:
    return tellers if len(tellers) <= LAYERS else (*tellers[: LAYERS - 1], tellers[-1])


def _nodes(ways: Sequence[Way], last: int) -> tuple[dict[_Key, _Node], dict[tuple[_Key, ...], int]]:
    """Return boxes and lanes, and the steps (from, lanes, to) with their claims."""
    nodes: dict[_Key, _Node] = {}
    steps: dict[tuple[_Key, ...], int] = defaultdict(int)
    for way in ways:
        at = [*range(len(way.tellers) - 1), last]
        stops: list[_Key] = [(layer, name, "") for layer, name in zip(at, way.tellers, strict=True)]
        for stop in stops:
            nodes.setdefault(stop, _Node(stop[0], stop[1])).claims += way.claims
        for one, other in pairwise(stops):
            lanes: list[_Key] = [(layer, f"{one[0]} {one[1]}", other[1]) for layer in range(one[0] + 1, other[0])]
            steps[one, *lanes, other] += way.claims
    for step, claims in steps.items():
        for lane in step[1:-1]:
            nodes.setdefault(lane, _Node(lane[0], "")).claims += claims
        for one, other in pairwise(step):
            nodes[one].after[other] = nodes[one].after.get(other, 0) + claims
            nodes[other].before[one] = nodes[other].before.get(one, 0) + claims
    return nodes, dict(steps)


def _order(layers: list[list[_Key]], nodes: dict[_Key, _Node]) -> None:
    """Put the boxes of each layer where those are that they are tied to, so that few bands cross."""
    for layer in layers:
        layer.sort(key=lambda key: (-nodes[key].claims, key))
    for turn in range(_ROUNDS):
        back = turn % 2 == 1
        for here in range(len(layers) - 2, -1, -1) if back else range(1, len(layers)):
            beside = {key: place for place, key in enumerate(layers[here + 1 if back else here - 1])}

            def middle(key: _Key, beside: dict[_Key, int] = beside, back: bool = back) -> float:
                ties = nodes[key].after if back else nodes[key].before
                weighed = sum(beside[other] * claims for other, claims in ties.items())
                return weighed / (sum(ties.values()) or 1)

            layers[here].sort(key=lambda key: (middle(key), -nodes[key].claims, key))


def _place(layers: list[list[_Key]], nodes: dict[_Key, _Node], scale: float) -> float:
    """Give every box and lane its height and place; return the height of all."""
    tall = []
    for layer in layers:
        for key in layer:
            node = nodes[key]
            carried = max(_total(node.before, scale), _total(node.after, scale))
            node.height = max(LEAST, carried + 8) if node.name else carried + 4
        tall.append(sum(nodes[key].height for key in layer) + BETWEEN * (len(layer) - 1))
    height = max(tall)
    for layer, own in zip(layers, tall, strict=True):
        y = (height - own) / 2
        for key in layer:
            nodes[key].y = round(y, 1)
            y += nodes[key].height + BETWEEN
    return height


def _thick(claims: int, scale: float) -> float:
    return max(1.5, claims * scale)


def _total(ties: dict[_Key, int], scale: float) -> float:
    return sum(_thick(claims, scale) for claims in ties.values())


def _bands(
    steps: dict[tuple[_Key, ...], int], nodes: dict[_Key, _Node], layers: list[list[_Key]], scale: float
) -> tuple[Band, ...]:
    place = {key: number for layer in layers for number, key in enumerate(layer)}
    ports: dict[tuple[_Key, _Key, bool], float] = {}
    for key, node in nodes.items():
        for ties, leaving in ((node.after, True), (node.before, False)):
            y = node.y + (node.height - _total(ties, scale)) / 2
            for other in sorted(ties, key=lambda each: place[each]):
                ports[key, other, leaving] = y + _thick(ties[other], scale) / 2
                y += _thick(ties[other], scale)
    bands = []
    for step, claims in sorted(steps.items(), key=lambda item: -item[1]):
        wide = _thick(claims, scale)
        points = [point for one, other in pairwise(step) for point in _curve(one, other, ports)]
        words = f"{step[0][1]} to {step[-1][1]}: {claims:,} {'claim' if claims == 1 else 'claims'}"
        bands.append(Band(_outline(points, wide / 2), round(wide, 1), words))
    return tuple(bands)


def _curve(one: _Key, other: _Key, ports: dict[tuple[_Key, _Key, bool], float]) -> list[tuple[float, float]]:
    """Return the four points of a curve from one box or lane to another."""
    x1, x2 = one[0] * (BOX + GAP) + BOX, other[0] * (BOX + GAP)
    y1, y2 = ports[one, other, True], ports[other, one, False]
    return [(x1, y1), (x1 + GAP / 2, y1), (x2 - GAP / 2, y2), (x2, y2)]


def _outline(points: list[tuple[float, float]], half: float) -> str:
    """Return a path there above the points and back below them, so that the band is as wide everywhere.

    A line as wide as the band would bulge where it bends.
    """
    there = [(x, y - half) for x, y in points]
    back = [(x, y + half) for x, y in reversed(points)]
    return f"M{_path(there)}L{_path(back)}Z"


def _path(points: list[tuple[float, float]]) -> str:
    curves = [points[start : start + 4] for start in range(0, len(points), 4)]
    return "L".join(f"{a:g} {b:.1f}C{' '.join(f'{x:g} {y:.1f}' for x, y in rest)}" for (a, b), *rest in curves)
