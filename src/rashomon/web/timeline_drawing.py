"""The geometry of a timeline. Horizontal places are percentages of the width, vertical ones CSS pixels.

Nothing is asked here and nothing drawn: lanes and their items come in, places of marks go out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rashomon.web import periods
from rashomon.web.periods import Stretch
from rashomon.web.shapes_timeline import Item, Lane, Timeline

ROW, TOP, GAP, COLUMN = 20, 6, 6, 34
"""Pixels: a row of marks, the space above the first, between happenings and statements, the highest column."""

MOST_EVENT_ROWS, MOST_STATEMENT_ROWS = 5, 2
MARK, DIGIT, ARROW = 2.4, 1.2, 3.0
"""Per cent of the width that a mark, a digit of a count and an arrow take: of 40rem, the narrowest that is drawn."""
LEAST = 0.9
"""Per cent: a bar is never thinner, so that it can be seen and hit."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An item in its place.

    Attributes:
        shape: "point" (a day), "bar" (some time between two days), "range", "until" and "from" (arrows), or "column".
        x1, x2: where its days begin and end, per cent; a point lies in the middle.
        y: pixels from the top: the middle of a mark, the upper edge of a column.
        height: pixels, of a column.
        ends: whether the first and the last day lie in the window.
        label: its number, where there is room and more than one.
    """

    item: Item
    shape: str
    x1: float
    x2: float
    y: float
    height: float = 0.0
    ends: tuple[bool, bool] = (True, True)
    label: str = ""

    @property
    def middle(self) -> float:
        """The middle of its days, per cent."""
        return round((self.x1 + self.x2) / 2, 2)


@dataclass(frozen=True, slots=True)
class LaneDrawing:
    """A lane with its marks; statements lie below `line`."""

    lane: Lane
    marks: tuple[Mark, ...]
    line: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis; `anchor` is SVG's text-anchor."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A timeline, ready to draw."""

    ticks: tuple[Tick, ...]
    lanes: tuple[LaneDrawing, ...]


def drawn(shown: Timeline) -> Drawing:
    """Return the places of everything on a timeline."""
    stretch = _day(shown.window.first), _day(shown.window.last)
    ticks = [(_x(day, stretch), words) for day, words in periods.ticks(stretch)]
    return Drawing(
        tuple(Tick(x, words, "end" if x > 93 else "start") for x, words in ticks),
        tuple(_lane(lane, stretch) for lane in shown.lanes),
    )


def rows_needed(items: Sequence[Item], stretch: Stretch) -> int:
    """Return how many rows the items need so that none covers another."""
    return max((row for _, row in _packed(items, stretch)), default=-1) + 1


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _x(day: int, stretch: Stretch) -> float:
    first, last = stretch
    return round(100 * (day - first) / (last - first + 1), 2)


def _mark(item: Item, stretch: Stretch) -> Mark:
    """Return an item in its place from left to right, in no row yet."""
    first, last = _day(item.first), _day(item.last)
    ends = first >= stretch[0], last <= stretch[1]
    x1, x2 = max(_x(first, stretch), 0.0), min(_x(last + 1, stretch), 100.0)
    shape = item.reading
    if shape == "within":
        shape = "point" if first == last else "bar"
    if shape == "count":
        shape = "column"
    elif x2 - x1 < LEAST and shape in ("bar", "range"):
        middle = min(max((x1 + x2) / 2, LEAST / 2), 100 - LEAST / 2)
        x1, x2 = round(middle - LEAST / 2, 2), round(middle + LEAST / 2, 2)
    label = f"{item.count:,}" if item.count > 1 else ""
    return Mark(item, shape, x1, x2, 0.0, ends=ends, label=label)


def _extent(mark: Mark) -> tuple[float, float]:
    """Return from where to where a mark covers its row, with its number beside it."""
    after = DIGIT * (len(mark.label) + 1) if mark.label else 0.0
    match mark.shape:
        case "point":
            return mark.middle - MARK / 2, mark.middle + MARK / 2 + after
        case "until":
            return mark.x1 - ARROW, mark.x2 + MARK / 2 + after
        case "from":
            return mark.x1 - MARK / 2, mark.x2 + ARROW + after
    return mark.x1 - MARK / 4, mark.x2 + MARK / 4 + after


def _packed(items: Iterable[Item], stretch: Stretch) -> list[tuple[Mark, int]]:
    """Give each item the first row in which nothing lies in its way."""
    free: list[float] = []
    found = []
    marks = [_mark(item, stretch) for item in items]
    for mark in sorted(marks, key=lambda mark: _extent(mark)[0]):
        left, right = _extent(mark)
        row = next((n for n, end in enumerate(free) if end <= left), len(free))
        if row == len(free):
            free.append(right)
        free[row] = right
        found.append((mark, row))
    return found


def _lane(lane: Lane, stretch: Stretch) -> LaneDrawing:
    marks: list[Mark] = []
    y = float(TOP)
    for kind in ("event", "statement"):
        items = [item for item in lane.items if item.kind == kind]
        packed = _packed([item for item in items if item.reading != "count"], stretch)
        marks += [_moved(mark, y + row * ROW + ROW / 2) for mark, row in packed]
        y += ROW * (max((row for _, row in packed), default=-1) + 1)
        columns = [item for item in items if item.reading == "count"]
        if columns:
            y += 14  # for the numbers above them
            marks += _columns(columns, stretch, y)
            y += COLUMN
        if kind == "event":
            line = y + GAP / 2
            y += GAP
    return LaneDrawing(lane, tuple(marks), line, max(y + GAP / 2, 30.0))


def _moved(mark: Mark, y: float) -> Mark:
    return Mark(mark.item, mark.shape, mark.x1, mark.x2, y, mark.height, mark.ends, mark.label)


def _columns(items: Sequence[Item], stretch: Stretch, y: float) -> list[Mark]:
    """Return columns as high as their numbers, which are written above where they do not touch."""
    most = max(item.count for item in items)
    marks = []
    for item in items:
        mark = _mark(item, stretch)
        height = max(round(COLUMN * item.count / most, 1), 3.0)
        label = f"{item.count:,}"
        marks.append(Mark(item, "column", mark.x1, mark.x2, y + COLUMN - height, height, mark.ends, label))
    room = min((b.middle - a.middle for a, b in pairwise(marks)), default=100.0)
    if room < DIGIT * (len(f"{most:,}") + 0.6):
        highest = max(marks, key=lambda mark: mark.item.count)
        marks = [m if m is highest else Mark(m.item, m.shape, m.x1, m.x2, m.y, m.height, m.ends, "") for m in marks]
    return marks
