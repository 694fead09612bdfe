"""Named days of the year, by the Western calendar and that of the United States."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from rashomon.extract.times_calendar import Reading, in_year, on_date, on_day, plus, unbounded
from rashomon.extract.times_months import year_phrase
from rashomon.extract.times_phrases import Meaning, Phrase, Scene
from rashomon.extract.times_tokens import Tokens
from rashomon.extract.times_words import WHICH

# Words without apostrophes: (month, day), or (month, weekday, which) for the nth weekday (-1 the last), or days from
# Easter.
_NAMED: Final[dict[str, tuple[int, ...]]] = {
    "christmas day": (12, 25), "christmas eve": (12, 24), "christmas": (12, 25), "boxing day": (12, 26),
    "new years day": (1, 1), "new year s day": (1, 1), "new years eve": (12, 31), "new year s eve": (12, 31),
    "valentine s day": (2, 14), "halloween": (10, 31), "independence day": (7, 4), "veterans day": (11, 11),
    "armistice day": (11, 11), "thanksgiving day": (11, 3, 4), "thanksgiving": (11, 3, 4), "labor day": (9, 0, 1),
    "memorial day": (5, 0, -1), "columbus day": (10, 0, 2), "election day": (11, 1, 0), "april fool s day": (4, 1),
    "good friday": (-2,), "easter sunday": (0,), "easter monday": (1,), "easter": (0,), "ash wednesday": (-46,),
    "palm sunday": (-7,), "groundhog day": (2, 2), "st patrick s day": (3, 17), "christmas night": (12, 25),
}  # fmt: skip
_LONGEST: Final = max(len(name.split()) for name in _NAMED)
STARTS: Final = frozenset(name.split()[0] for name in _NAMED)


def holiday(s: Tokens, i: int) -> Phrase | None:
    """Read "Christmas Eve", "Thanksgiving", "Easter Sunday 2016", "last Thanksgiving"."""
    which, j = (s.low[i], i + 1) if s.low[i] in WHICH else ("", i)
    if not s.raw(j)[:1].isupper() or (j > i and s.word(j) == ""):
        return None
    words, k, best = "", j, 0
    for _ in range(_LONGEST + 2):
        if k > j and s.word(k) == "":
            break
        mark = s.low[k] in {"'", "’", "."}
        if not mark:
            words = f"{words} {s.low[k]}".strip()
        k += 1
        if words in _NAMED and not mark:
            best = k
            name = words
    if not best:
        return None
    year = year_phrase(s, best)
    if year and not which:
        return Phrase(i, year[1], "day", _in_year(year[0], _NAMED[name]))
    return Phrase(i, best, "day", _nearest(_NAMED[name], WHICH.get(which)))


def _in_year(year: Meaning, rule: tuple[int, ...]) -> Meaning:
    def mean(scene: Scene) -> Reading:
        inner = year(scene)
        return _day(inner.start.year, rule) if inner.start else replace(inner, precision="day", value="")

    return mean


def _nearest(rule: tuple[int, ...], count: int | None) -> Meaning:
    def mean(scene: Scene) -> Reading:
        published = scene.published
        if published is None:
            return unbounded("day", "no year, and no publication date to take it from")
        years = range(max(published.year - 1, 1), min(published.year + 1, 9999) + 1)
        days = [r.start for r in (_day(year, rule) for year in years) if r.start]
        past = max((d for d in days if d <= published), default=None)
        ahead = min((d for d in days if d >= published), default=None)
        nearer = past is None or (ahead is not None and ahead - published < published - past)
        this_year = count == 0 and ahead is not None and ahead.year == published.year
        forward = count == 1 or (count != -1 and (nearer or scene.ahead or this_year))
        chosen = ahead if forward and ahead else past or ahead
        if chosen is None:
            return unbounded("day", "outside the calendar")
        rule_words = "the next one from publication" if chosen > published else "the last one up to publication"
        return replace(on_day(chosen, f"no year: {rule_words}"), anchor="published")

    return mean


def _day(year: int, rule: tuple[int, ...]) -> Reading:
    if not 1 <= year <= 9999:
        return in_year(year)
    if len(rule) == 1:
        found = plus(_easter(year), rule[0])
        return on_day(found) if found else unbounded("day", "outside the calendar")
    if len(rule) == 2:
        return on_date(year, rule[0], rule[1])
    month, weekday, which = rule
    if which == 0:
        # Election day: the Tuesday after the first Monday.
        first = date(year, month, 1)
        return on_day(first + timedelta((0 - first.weekday()) % 7 + 1))
    if which < 0:
        last = date(year, month, 31)
        return on_day(last - timedelta((last.weekday() - weekday) % 7))
    first = date(year, month, 1)
    return on_day(first + timedelta((weekday - first.weekday()) % 7 + 7 * (which - 1)))


def _easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, over = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * over + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
