"""How a day may be written: the spellings by which a protected day is looked for in words of people and of files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def spellings(day: date, *, year: bool) -> Iterator[str]:
    """Yield ways of writing a day in English and in figures.

    Args:
        year: in ways that mean that day alone; otherwise in those that may mean another one, without a year or in
            figures of which nobody says whether the day or the month comes first.
    """
    name = _MONTHS[day.month - 1]
    ends = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    for month in dict.fromkeys((name, name[:3], "Sept" if name == "September" else name)):
        for number in (str(day.day), f"{day.day:02}", f"{day.day}{ends}"):
            for said in (f"{number} {month}", f"{number} of {month}", f"{month} {number}", f"{month} the {number}"):
                yield f"{said} {day.year}" if year else said
                if year:
                    yield f"{day.year} {said}"
                    yield f"{said} {day.year % 100:02}"
    for d, m in ((f"{day.day:02}", f"{day.month:02}"), (str(day.day), str(day.month))):
        if year:
            yield f"{day.year} {m} {d}"
        else:  # 10/12 is a day of October here and of December there
            yield from (f"{d} {m} {day.year}", f"{m} {d} {day.year}")
