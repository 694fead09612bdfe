"""Lines of a PDF to paragraphs: where one ends, what kind it is, and which lines are only furniture of the page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rashomon.ingest.pdf_layout import TERMINAL, Line, Region

_HEADING_SIZE = 1.15
_SIZE_CHANGE = 0.12
_LEADING_CHANGE = 1.2
_INDENT = 0.6
_QUOTE_INDENT = 1.0
_MARGIN_LINES = 4
_MARGIN_GAP = 1.8
_MARGIN_SHARE = 0.15
_REPEATS = 3
_BULLET = re.compile(r"\s*(?:[•‣▪▫◦●○–—*-]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_OPENING = ("“", "‘", "«", "„", '"', "'")


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual in a document: the line height of its running text, and base line to base line, points."""

    height: float
    leading: float


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together. `left`, `right`: edges of the column they stand in, points."""

    lines: list[Line]
    left: float
    right: float
    kind: str = "paragraph"


def furniture(pages: Iterable[list[Region]]) -> set[int]:
    """Return the ids (`id()`) of lines that stand at the head or foot of three or more pages: titles, page numbers.

    A line counts when it stands in the outer 15 % of its page, apart from the running text, and the same line stands
    at the same height on the other pages. Numbers may differ, but a bare number has to count along with the pages.
    """
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    numbers: dict[tuple[str, int], set[int]] = defaultdict(set)
    for regions in pages:
        lines = sorted((line for region in regions for line in region), key=lambda line: -line.main.middle)
        for line in {id(line): line for line in (*_outermost(lines), *_outermost(lines[::-1]))}.values():
            for band in (round(line.main.middle / 4), round(line.main.middle / 4 + 0.5)):
                key = (_pattern(line), band)
                found[key].append(id(line))
                numbers[key].add(line.page.number)
    return {which for key, lines in found.items() if len(numbers[key]) >= _REPEATS for which in lines}


def _outermost(lines: list[Line]) -> list[Line]:
    """Return the first few of `lines`, given from an edge of the page inwards, if a gap parts them from the rest."""
    for index, (outer, inner) in enumerate(pairwise(lines[: _MARGIN_LINES + 1]), start=1):
        height = outer.page.height
        if _MARGIN_SHARE * height < outer.main.middle < (1 - _MARGIN_SHARE) * height:
            return []
        if abs(outer.main.middle - inner.main.middle) > _MARGIN_GAP * max(outer.main.height, inner.main.height):
            return lines[:index]
    return []


def _pattern(line: Line) -> str:
    """Return what a line has in common with its like on other pages."""
    text = " ".join(line.text.split()).lower()
    if re.search(r"[^\W\d_]{2}", text):
        return re.sub(r"\d+", "#", text)
    # Without words, only a number that grows with the page is a page number; a table's last row is not.
    return re.sub(r"\d{1,5}", lambda match: f"#{int(match[0]) - line.page.number}", text, count=1)


def style_of(regions: Iterable[Region]) -> Style:
    """Return the usual line height, weighted by text, and the usual distance of lines of that height."""
    weights: Counter[float] = Counter()
    leadings: Counter[float] = Counter()
    for region in regions:
        for line in region:
            weights[round(line.main.height, 1)] += len(line.text)
        for above, below in pairwise(region):
            if _same_size(above, below):
                leadings[round(above.main.bottom - below.main.bottom, 1)] += 1
    height = _weighted_median(weights) or 10.0
    likely = Counter({distance: n for distance, n in leadings.items() if 0.7 * height <= distance <= 3 * height})
    return Style(height, _weighted_median(likely) or 1.2 * height)


def _weighted_median(weights: Counter[float]) -> float:
    half, total = 0, sum(weights.values())
    for value in sorted(weights):
        half += weights[value]
        if 2 * half >= total:
            return value
    return 0.0


def paragraphs(regions: Iterable[Region], style: Style) -> list[Paragraph]:
    """Return the paragraphs of all regions in order; one that runs on over a column or a page is one paragraph."""
    found: list[Paragraph] = []
    for region in regions:
        if not region:
            continue
        ours = _split(region, style)
        if found and _runs_on(found[-1], ours[0], style):
            found[-1].lines.extend(ours[0].lines)
            ours = ours[1:]
        found.extend(ours)
    return found


def _split(region: Region, style: Style) -> list[Paragraph]:
    """Cut the lines of one region into paragraphs and name their kinds."""
    left, right = _edges(region)
    found = [Paragraph([region[0]], left, right)]
    for index in range(1, len(region)):
        before = region[index - 2] if index > 1 and region[index - 2] in found[-1].lines[-2:] else None
        if _parts(before, region[index - 1], region[index], style, right):
            found.append(Paragraph([], left, right))
        found[-1].lines.append(region[index])
    for paragraph in found:
        paragraph.kind = _kind(paragraph, style)
    return found


def _edges(region: Region) -> tuple[float, float]:
    """Return where most text of a column begins and where its longest lines end (the furthest 5 % left out)."""
    starts: Counter[int] = Counter()
    for line in region:
        starts[round(line.left)] += len(line.text)
    ends = sorted(line.right for line in region)
    left = min(start for start, weight in starts.items() if 4 * weight >= max(starts.values()))
    return float(left), ends[(len(ends) * 19) // 20 if len(ends) > 20 else -1]


def _parts(before: Line | None, above: Line, below: Line, style: Style, right: float) -> bool:
    """Tell whether a paragraph ends between two lines of a column; `before` is the one above it in the paragraph."""
    if not _same_size(above, below):
        return True
    height = below.main.height
    leading = style.leading * max(1.0, height / style.height)
    if above.main.bottom - below.main.bottom > _LEADING_CHANGE * leading + 0.5:
        return True
    shift = below.left - above.left
    if shift > _INDENT * height:
        return not (before is None and _BULLET.match(above.text))  # hanging indent of a list item
    if shift < -_INDENT * height:
        # The second line of a paragraph whose first is indented, or the end of an indented block.
        return before is not None or above.right < right - 2 * height
    first_word = below.text.split(" ", 1)[0]
    width = len(first_word) * _advance(below)
    fits = above.right + width + _advance(below) < right - 0.3 * height
    return fits and _ended(above)


def _advance(line: Line) -> float:
    """Return the mean width of a character of a line, points."""
    main = line.main
    return (main.right - main.left) / max(1, main.end - main.start)


def _same_size(a: Line, b: Line) -> bool:
    return abs(a.main.height - b.main.height) <= _SIZE_CHANGE * max(a.main.height, b.main.height)


def _ended(line: Line) -> bool:
    return line.text.rstrip()[-1:] in TERMINAL


def _kind(paragraph: Paragraph, style: Style) -> str:
    """Name the kind: larger letters make a heading, indents on both sides a quotation."""
    lines = paragraph.lines
    height = median(line.main.height for line in lines)
    if height >= _HEADING_SIZE * style.height:
        return "heading"
    indent = min(line.left for line in lines) - paragraph.left
    if len(lines) == 1:
        quoted = lines[0].text.lstrip().startswith(_OPENING)
        return "quote" if quoted and indent >= 1.5 * _QUOTE_INDENT * height else "paragraph"
    short = paragraph.right - max(line.right for line in lines)
    return "quote" if min(indent, short) >= _QUOTE_INDENT * height else "paragraph"


def _runs_on(last: Paragraph, first: Paragraph, style: Style) -> bool:
    """Tell whether the first paragraph of a region continues the last one of the region before."""
    above, below = last.lines[-1], first.lines[0]
    if last.kind != first.kind or not _same_size(above, below) or last.kind == "heading":
        return False
    if _ended(above):
        return False
    start = below.text.lstrip()[:1]
    full = above.right >= last.right - 3 * above.main.height
    flush = below.left <= first.left + _INDENT * style.height
    return start.islower() or (full and flush)
