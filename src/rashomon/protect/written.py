"""How protected days and points may be written: found in any words, whether a reading took them for a day or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

NEAR = 0.02
"""Degrees (about two kilometres) within which a point is that of a protected place."""

_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_LONGEST = 31


@cache
def day_pattern(first: date, last: date) -> re.Pattern[str]:
    """Return what finds days in folded text; the group "year" matches where a year is given."""
    days = (first + timedelta(days=number) for number in range(min((last - first).days + 1, _LONGEST)))
    return re.compile("|".join(_ways(day) for day in days))


def _ways(day: date) -> str:
    year, short, d, m = str(day.year), f"{day.year % 100:02d}", rf"0?{day.day}", rf"0?{day.month}"
    month = _MONTHS[day.month - 1]
    name = rf"(?:{month}|{month[:3]}\.?|{month[:4]}\.?)"
    said = rf"(?:{d}(?:st|nd|rd|th)?|{_ORDINALS[day.day - 1].replace('-', '[- ]')})"
    # Another year is another day; no year may be this one.
    of_year = rf"(?:(?:,|\s|of|-|/|\.)+(?:{year}|{short})(?!\d)|(?!(?:,|\s|of|-|/|\.)*(?:1[5-9]|20)\d\d))"
    weekday = rf"(?:{_WEEKDAYS[day.weekday()]}|{_WEEKDAYS[day.weekday()][:3]}\.?)"
    to = r"\s*(?:[-\u2010-\u2014]|to|and|or|until|till|through|/|&)\s*(?:the\s+)?"
    number = r"\d{1,2}(?:st|nd|rd|th)?"
    between = r"[-\s,./_]*(?:of\s+|the\s+)?"
    sign = r"[-/._\s]"
    ways = [
        rf"(?:{weekday}[\s,]+(?:the\s+)?)?(?:{number}{to})?{said}(?:{to}{number})?{between}{name}{of_year}",
        rf"(?:{weekday}[\s,]+(?:the\s+)?)?{name}{between}(?:{number}{to})?{said}(?!\d)(?:{to}{number}(?!\d))?{of_year}",
        rf"{year}{sign}?(?:{m}|{name}){sign}?{d}(?!\d)(?:t\d+)?",
        rf"{d}[.\s/-]{{1,2}}{_ROMAN[day.month - 1]}[.\s/-]{{1,2}}(?:{year}|{short})(?!\d)",
        rf"{d}{sign}\s?{m}{sign}\s?(?:{year}|{short})(?!\d)",
        rf"{m}{sign}\s?{d}{sign}\s?(?:{year}|{short})(?!\d)",
    ]
    return rf"(?<!\d)(?:{'|'.join(ways)})(?![^\W\d_])(?:[\s,(]+(?:(?:on\s+)?an?\s+)?{weekday}\b)?"


@cache
def beside_pattern(first: date, last: date) -> re.Pattern[str]:
    """Return what tells a day in folded text that gives its week: its weekday, and its number in the month."""
    days = [first + timedelta(days=number) for number in range(min((last - first).days + 1, _LONGEST))]
    ways = {rf"(?:the\s+)?{day.day}(?:st|nd|rd|th)(?!\s+(?:century|of|{'|'.join(_MONTHS)}))" for day in days}
    ways |= {rf"{_WEEKDAYS[day.weekday()]}s?" for day in days}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(ways))})(?!\w)")


_DEGREES = re.compile(
    r"(?<!\d)(\d{1,3})\s?[°º]\s?(?:(\d{1,2})(?:[.,]\d+)?\s?['′’`]?\s?(?:(\d{1,2}(?:\.\d+)?)\s?[\"″”']{0,2})?)?\s?([nsew])?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\d.])(-?\d{1,3}\.\d{2,})([^\d\n]{1,24}?)(-?\d{1,3}\.\d{2,})")


def near_points(text: str, point: tuple[float, float]) -> Iterator[tuple[int, int]]:
    """Yield where two numbers beside each other are the latitude and longitude of a point, in either order."""
    before: tuple[float, int] | None = None
    for match in _DEGREES.finditer(text):
        value = float(match[1]) + float(match[2] or 0) / 60 + float(match[3] or 0) / 3600
        value *= -1 if match[4] and match[4] in "swSW" else 1
        if before is not None and match.start() - before[1] < _APART:
            pair = before[0], value
            if any(_close(a, b, point) for a, b in (pair, pair[::-1])):
                yield before[1], match.end()
        before = value, match.start()
    at = 0
    while (pair_of := _NUMBER.search(text, at)) is not None:
        first, second = float(pair_of[1]), float(pair_of[3])
        if (_near(first, point[0]) and _near(second, point[1])) or (_near(first, point[1]) and _near(second, point[0])):
            yield pair_of.span()
        at = pair_of.start(3)


def _close(latitude: float, longitude: float, point: tuple[float, float]) -> bool:
    # Minutes are rougher than decimals.
    return abs(latitude - point[0]) < 2 * NEAR and abs(longitude - point[1]) < 2 * NEAR


_APART = 40


def _near(a: float, b: float) -> bool:
    return abs(a - b) < NEAR
