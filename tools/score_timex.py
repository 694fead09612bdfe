"""Score `find_times` against TIMEX3 annotation: relaxed span and equal value, for expressions of type DATE.

Usage: python tools/score_timex.py FOLDER [--rest] [--show]

A file's publication date is its document creation time. A found time is right when it overlaps an expression of type
DATE that has its value; every found time that is a date (not a length or time of day) counts against precision, also
where it overlaps annotation of another type. Rules were written on the first two thirds of the files by name; `--rest`
scores the others, which are kept aside.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path

from rashomon.evaluate import Tally
from rashomon.extract.times import find_times
from rashomon.records import Time

_TAG = re.compile(r"<[^>]*>")
_TIMEX = re.compile(r"<TIMEX3 ([^>]*)>(.*?)</TIMEX3>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_WINDOW = re.compile(r"\d+ \w+ (?:up to|from) publication")
_SEASON_CODES = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated expression; offsets in the text without tags."""

    start: int
    end: int
    kind: str
    value: str


@dataclass(slots=True)
class Score(Tally):
    """Counts, and what was missed or wrong as (file, words, found value, right value)."""

    overlapping: int = 0
    errors: list[tuple[str, str, str, str]] = field(default_factory=list)


def timex_value(time: Time) -> str:
    """Return the TIMEX3 value of a time, "" where it has no bounds."""
    day = time.start or time.end
    if day is None:
        return ""
    simple = {
        "day": day.isoformat(),
        "month": day.isoformat()[:7],
        "year": day.isoformat()[:4],
        "week": f"{day:%G-W%V}",
    }
    if time.precision == "season":
        return f"{day.year}-{_SEASON_CODES[day.month]}"
    return simple.get(time.precision) or _span_value(time)


def _span_value(time: Time) -> str:
    """Return the value of a weekend, quarter, decade or century, "" for other stretches."""
    if time.start is None or time.end is None:
        return ""
    days, years = (time.end - time.start).days + 1, time.end.year - time.start.year + 1
    if days == 2 and time.start.weekday() == 5:
        return f"{time.start:%G-W%V}-WE"
    if 90 <= days <= 92 and time.start.day == 1:
        return f"{time.start.year}-Q{(time.start.month + 2) // 3}"
    if years >= 99:
        return str((time.end.year - 1) // 100)
    return str(time.start.year)[:3] if years == 10 or "a third of it" in time.rule else ""


def read_file(path: Path) -> tuple[str, date, list[Gold]]:
    """Return the text, the publication date and the annotation of one file."""
    source = path.read_text(encoding="utf-8")
    head, _, rest = source.partition("<TEXT>")
    created = dict(_ATTRIBUTE.findall(next(_TIMEX.finditer(head)).group(1)))["value"]
    body = rest.partition("</TEXT>")[0]
    gold, pieces, at, length = [], [], 0, 0
    for match in _TIMEX.finditer(body):
        before = unescape(_TAG.sub("", body[at : match.start()]))
        words = unescape(_TAG.sub("", match.group(2)))
        attributes = dict(_ATTRIBUTE.findall(match.group(1)))
        start = length + len(before)
        gold.append(Gold(start, start + len(words), attributes["type"], attributes["value"]))
        pieces += [before, words]
        length, at = start + len(words), match.end()
    pieces.append(unescape(_TAG.sub("", body[at:])))
    return "".join(pieces), date.fromisoformat(created[:10]), gold


def files(folder: Path, *, rest: bool = False) -> Iterator[Path]:
    """Yield the first two thirds of the annotated files by name, or the others."""
    names = sorted(folder.glob("*.tml"))
    cut = len(names) * 2 // 3
    yield from names[cut:] if rest else names[:cut]


def score(paths: Iterator[Path], *, references: bool = True) -> Score:
    """Score dates over files; without `references`, "now", "recently" and the like are left out of the annotation."""
    total = Score()
    for path in paths:
        text, published, annotated = read_file(path)
        gold = [g for g in annotated if g.kind == "DATE" and (references or not g.value.endswith("_REF"))]
        times = [t for t in find_times(text, published=published) if not _is_length_or_clock(t)]
        total.gold += len(gold)
        total.predicted += len(times)
        taken: set[int] = set()
        for time in times:
            near = [i for i, g in enumerate(gold) if g.start < time.span.end and time.span.start < g.end]
            total.overlapping += bool(near)
            same = [i for i in near if i not in taken and _same(gold[i].value, timex_value(time))]
            if same:
                taken.add(same[0])
                total.right += 1
            else:
                right = ", ".join(gold[i].value for i in near) or "-"
                total.errors.append((path.name, " ".join(time.text.split()), timex_value(time), right))
        for index, item in enumerate(gold):
            if index not in taken and not any(t.span.start < item.end and item.start < t.span.end for t in times):
                total.errors.append((path.name, " ".join(text[item.start : item.end].split()), "-", item.value))
    return total


def _is_length_or_clock(time: Time) -> bool:
    length = time.precision == "span" and time.start is None and time.end is None
    # TIMEX3 has "the past three months" as a length of time too.
    return length or "time of day" in time.rule or bool(_WINDOW.match(time.rule))


def _same(gold: str, found: str) -> bool:
    return bool(found) and re.sub(r"(-XX|X|T(MO|AF|EV|NI|\d\d:\d\d)?)+$", "", gold) == found


def main(arguments: list[str]) -> None:
    """Print the scores of a folder."""
    folder, rest = Path(arguments[0]), "--rest" in arguments
    for references in (True, False):
        result = score(files(folder, rest=rest), references=references)
        name = "all dates" if references else "calendar dates"
        print(
            f"{name}: P {result.precision:.3f} R {result.recall:.3f} F1 {result.f1:.3f}"
            f" ({result.gold} annotated, {result.predicted} found, {result.overlapping} overlapping)"
        )
    if "--show" in arguments:
        for error in result.errors:
            print(*error, sep=" | ")


if __name__ == "__main__":
    main(sys.argv[1:])
