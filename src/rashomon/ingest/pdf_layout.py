"""Reading order of a PDF page: characters with boxes to lines, column by column.

A page is cut into segments (pieces of a line), and the segments into regions by vertical white gutters: at each step
the gutter with the most text on both sides is taken, from the full-width line above it to the full-width line below it;
what stands above, left, right and below of it is then cut the same way. This is the idea of T. M. Breuel (Two Geometric
Algorithms for Layout Analysis, 2002), empty strips between obstacles, kept to what running text needs.

Coordinates are PDF points in the direction of reading: x grows along the line, y grows towards the top of the page.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

_WORD_GAP = 1.1
"""A wider gap, in line heights, parts two segments: columns, or cells of a table."""
_MIN_ROWS = 3
_MAX_GUTTERS = 24
_MAX_DEPTH = 12
_COLUMN_FILL = 0.5
_MIN_CHARACTERS = 8
_ASIDE_SHARE = 0.45
TERMINAL = frozenset(".!?:;…\"'”’»)]")
"""Characters a paragraph may end with."""


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """The characters of one page in the order of the file.

    Attributes:
        number: of the page, 1-based.
        height: of the page, points.
        characters: one string a character; "\\n" stands for a line break found by the PDF library.
        boxes: four floats a character: left, bottom, right, top, points, origin at the lower left.
        turns: quarter turns, counter-clockwise, of the direction of each character (0 is upright).
    """

    number: int
    height: float
    characters: list[str]
    boxes: array[float]
    turns: array[int]


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters `start` to `end` of a page, on one line and close together, and the box around them."""

    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """Height of the line, points."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """Half way between bottom and top."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column: its segments from left to right."""

    page: PageGlyphs
    segments: tuple[Segment, ...]

    @property
    def main(self) -> Segment:
        """The widest segment: its height and base line are the line's."""
        return max(self.segments, key=lambda segment: segment.right - segment.left)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.segments[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.segments[-1].right

    @property
    def text(self) -> str:
        """Its characters, segments apart by a space."""
        return " ".join("".join(self.page.characters[s.start : s.end]) for s in self.segments)


Region = list[Line]
"""Lines of one column or box, top to bottom."""


def read_page(page: PageGlyphs) -> tuple[list[Region], Region]:
    """Return the regions of a page in reading order, and apart from them what is written in another direction."""
    turn = Counter(page.turns).most_common(1)[0][0] if page.turns else 0
    upright: list[Segment] = []
    turned: list[Segment] = []
    for segment, segment_turn in _segments(page, turn):
        (upright if segment_turn == turn else turned).append(segment)
    regions = [_lines(page, region) for region in _regions(upright, page, 0)]
    return regions, [Line(page, (segment,)) for segment in turned]


def _box(page: PageGlyphs, index: int, turn: int) -> tuple[float, float, float, float]:
    """Return the box of a character in the direction of reading."""
    left, bottom, right, top = page.boxes[4 * index : 4 * index + 4]
    if turn == 1:
        return bottom, -right, top, -left
    if turn == 2:
        return -right, -top, -left, -bottom
    if turn == 3:
        return -top, left, -bottom, right
    return left, bottom, right, top


def _segments(page: PageGlyphs, page_turn: int) -> Iterator[tuple[Segment, int]]:
    """Cut the characters of a page into segments, each with its own direction."""
    start = end = turn = 0
    box = last = (0.0, 0.0, 0.0, 0.0)
    for index, ch in enumerate(page.characters):
        if ch == "\n":
            if end > start:
                yield Segment(start, end, *box), turn
            start = end = index + 1
            continue
        if ch.isspace():
            continue
        here = _box(page, index, page_turn)
        same = turn == page.turns[index]
        if end > start and (not same or (turn == page_turn and _jumps(last, here))):
            yield Segment(start, end, *box), turn
            start = end = index
        if end == start:
            start, turn, box = index, page.turns[index], here
        else:
            box = (min(box[0], here[0]), min(box[1], here[1]), max(box[2], here[2]), max(box[3], here[3]))
        end, last = index + 1, here
    if end > start:
        yield Segment(start, end, *box), turn


def _jumps(last: tuple[float, float, float, float], here: tuple[float, float, float, float]) -> bool:
    """Tell whether the next character lies too far off to stand on the same stretch of line."""
    height = max(last[3] - last[1], here[3] - here[1], 1.0)
    off_line = not last[1] <= (here[1] + here[3]) / 2 <= last[3] and not here[1] <= (last[1] + last[3]) / 2 <= here[3]
    return off_line or here[0] - last[2] > _WORD_GAP * height or last[0] - here[0] > _WORD_GAP * height


def _lines(page: PageGlyphs, segments: Sequence[Segment]) -> Region:
    """Gather the segments of one column to lines, top to bottom, left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: (-s.middle, s.left)):
        row = rows[-1] if rows else None
        if row and abs(row[0].middle - segment.middle) < 0.5 * min(row[0].height, segment.height):
            row.append(segment)
        else:
            rows.append([segment])
    return [Line(page, tuple(sorted(row, key=lambda s: s.left))) for row in rows]


def _regions(segments: list[Segment], page: PageGlyphs, depth: int) -> Iterator[list[Segment]]:
    """Yield groups of segments that are read one after the other."""
    cut = _best_cut(segments) if depth < _MAX_DEPTH and len(segments) >= 2 * _MIN_ROWS else None
    if cut is None:
        if segments:
            yield segments
        return
    above, left, right, below = cut
    parts = [above, left, right, below]
    if below and (narrow := _aside(left, right, page)) is not None:
        wide = right if narrow is left else left
        parts = [above, wide, below, narrow]  # the sentence goes on below; the box can wait
    for part in parts:
        yield from _regions(part, page, depth + 1)


def _aside(left: list[Segment], right: list[Segment], page: PageGlyphs) -> list[Segment] | None:
    """Return the side that is a box beside running text, which breaks off at its lower end to go on below."""
    widths = [max(s.right for s in side) - min(s.left for s in side) for side in (left, right)]
    narrow, wide = (left, right) if widths[0] < widths[1] else (right, left)
    if min(widths) > _ASIDE_SHARE * sum(widths):
        return None
    last = min(wide, key=lambda s: s.bottom)
    first = max(narrow, key=lambda s: s.top)
    ends = page.characters[last.end - 1] in TERMINAL
    return None if ends or page.characters[first.start].islower() else narrow


_Cut = tuple[list[Segment], list[Segment], list[Segment], list[Segment]]


def _best_cut(segments: list[Segment]) -> _Cut | None:
    """Return what lies above, left, right and below of the gutter with most text on both sides, or None."""
    ordered = sorted(segments, key=lambda s: -s.middle)
    best: _Cut | None = None
    most = 0
    for x in _gutters(ordered):
        start = 0
        for end in range(len(ordered) + 1):
            if end < len(ordered) and not ordered[end].left < x < ordered[end].right:
                continue
            run = ordered[start:end]
            left, right = [s for s in run if s.right <= x], [s for s in run if s.right > x]
            weight = min(sum(s.end - s.start for s in side) for side in (left, right))
            if weight > most and _is_column(left) and _is_column(right) and _side_by_side(left, right):
                best, most = (ordered[:start], left, right, ordered[end:]), weight
            start = end + 1
    return best


def _gutters(ordered: list[Segment]) -> list[float]:
    """Return x positions in gaps between neighbours on a line, the most frequent first."""
    found: Counter[int] = Counter()
    for index, segment in enumerate(ordered):
        nearest = min(
            (
                other.left
                for other in ordered[max(0, index - 6) : index + 7]
                if other.left >= segment.right and other.bottom < segment.middle < other.top
            ),
            default=None,
        )
        if nearest is not None:
            found[round((segment.right + nearest) / 2)] += 1
            found[round(nearest - 1)] += 1
    return [float(x) for x, _ in found.most_common(_MAX_GUTTERS)]


def _is_column(side: list[Segment]) -> bool:
    """Tell running text, in one or more columns, from cells of a table and labels: its lines fill the width."""
    if len(side) < _MIN_ROWS or median(s.end - s.start for s in side) < _MIN_CHARACTERS:
        return False
    width = max(s.right for s in side) - min(s.left for s in side)
    height = median(s.height for s in side)
    rows: defaultdict[int, float] = defaultdict(float)
    for segment in side:
        rows[round(segment.middle / height)] += segment.right - segment.left
    return median(rows.values()) >= _COLUMN_FILL * width


def _side_by_side(left: list[Segment], right: list[Segment]) -> bool:
    """Tell whether two groups stand beside each other for at least `_MIN_ROWS` lines."""
    top = min(max(s.top for s in side) for side in (left, right))
    bottom = max(min(s.bottom for s in side) for side in (left, right))
    return top - bottom >= (_MIN_ROWS - 0.5) * median(s.height for s in left)
