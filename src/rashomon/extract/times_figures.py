"""Dates in figures, and years: what begins with a figure or a spoken year."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from rashomon.extract.times_calendar import (
    Reading,
    hull,
    in_century,
    in_decade,
    in_month,
    in_year,
    in_years,
    month_day,
    on_date,
    two_digit_year,
    unbounded,
)
from rashomon.extract.times_phrases import Meaning, Phrase, Scene, fixed
from rashomon.extract.times_tokens import BLANK, BREAK, GLUED, Tokens, ordinal, spelled, spoken_year
from rashomon.extract.times_words import COUNTED, DECADES, FUNCTION_WORDS, SHORT_MONTHS

NO_CENTURY: Final = "a year of two digits, and no publication date to tell the century"
_END: Final = r"(?![\w%°])(?![.,:/-][0-9])"
_YEAR_FIRST: Final = re.compile(
    rf"([0-9]{{4}})([-/.])([0-9]{{1,2}}|[A-Za-z]{{3,9}})\2([0-9]{{1,2}})(?:(?=T[0-9][0-9])|{_END})"
)
_YEAR_LAST: Final = re.compile(
    rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})(?:\2([0-9]{{4}}|[0-9]{{2}})|, ?([0-9]{{4}})){_END}"
)
_YEAR_MONTH: Final = re.compile(rf"([0-9]{{4}})[-/]([0-9]{{1,2}}){_END}")
_MONTH_YEAR: Final = re.compile(rf"([0-9]{{1,2}})[-/]([0-9]{{4}}){_END}")
# With blanks about the mark it may be something else, unless it closes the sentence.
_LOOSE: Final = re.compile(r"(?:([0-9]{4}) ?[-/] ?([0-9]{1,2})|([0-9]{1,2}) ?[-/] ?([0-9]{4}))(?=[.,;)]?\s*\Z|[.;]\s)")
_DAY_MONTH: Final = re.compile(rf"([0-9]{{1,2}})([-/])([0-9]{{1,2}}){_END}")
_YEARS: Final = re.compile(rf"([0-9]{{4}}) ?[-–—] ?([0-9]{{4}}|[0-9]{{2}}){_END}")
_DATE_BEFORE: Final = frozenset({"on", "since", "until", "till", "from", "between", "by", "before", "after"})
_FIRST_YEAR, _LAST_YEAR = 1500, 2099

_STRONG: Final = frozenset(
    "in since during until till year years fiscal calendar late early circa throughout mid".split()
)
_WEAK: Final = frozenset(
    "by from before after of through around to and or between than due against versus vs beyond for".split()
)
_DETERMINED: Final = frozenset("the a an his her its their our s that this".split())
_PLURAL_EVENTS: Final = re.compile(
    r"elections|protests|attacks|bombings|results|talks|accords|killings|floods|olympics|.*ss|.*us|.*is"
)
# What a year has, and no count of things is followed by: "raised its 1990 estimate", "from 1988 levels".
_OF_YEAR: Final = frozenset(
    """
    earnings sales revenue revenues profit profits results levels budget estimate estimates forecast
    forecasts output production net loss income deficit season harvest crop pretax growth taxes
    """.split()
)
_NAMED_BY_NUMBER: Final = frozenset("no number page room flight model series class".split())
_NO_EVENT: Final = frozenset({"men", "women", "people", "children", "or", "and", "to"})


def figure_date(s: Tokens, i: int) -> Phrase | None:
    """Read "2017-10-12", "12/10/2017", "2019-sep-01", "2017-10", "10/2017", "on 4/22"."""
    at = s.starts[i]
    if not s.clear_before(i):
        return None
    for pattern, sort, read in _FIGURES:
        match = pattern.match(s.text, at)
        meaning = match and read(match)
        if match and meaning:
            return Phrase(i, s.after(match.end(), i), sort, meaning)
    match = _DAY_MONTH.match(s.text, at)
    if match and s.before(i) in _DATE_BEFORE | {"to", "and"} and (match[2] == "/" or s.before(i) == "on"):
        meaning = _without_year(int(match[1]), int(match[3]))
        return meaning and Phrase(i, s.after(match.end(), i), "day", meaning)
    return None


def _year_first(match: re.Match[str]) -> Meaning | None:
    month = int(match[3]) if match[3].isdecimal() else SHORT_MONTHS.get(match[3][:3].lower(), 0)
    if not match[3].isdecimal() and not month:
        return None
    return fixed(on_date(int(match[1]), month, int(match[4]), "year-month-day"))


def _year_last(match: re.Match[str]) -> Meaning:
    first, second, mark = int(match[1]), int(match[3]), match[2]
    words = match[4] or match[5]

    def mean(scene: Scene) -> Reading:
        year = int(words) if len(words) == 4 else two_digit_year(int(words), scene.published)
        if year is None:
            return unbounded("day", NO_CENTURY)
        day_first = on_date(year, second, first, "day/month/year")
        month_first = on_date(year, first, second, "month/day/year")
        if mark == "." and day_first.start:
            return replace(day_first, rule="day.month.year")
        if not day_first.start or day_first.start == month_first.start:
            return month_first if month_first.start else day_first
        if not month_first.start:
            return day_first
        if scene.day_first:
            return replace(day_first, rule="day/month/year, as elsewhere in the text")
        return either(month_first, day_first, "the order of day and month is not clear: one of the two days")

    return mean


def either(first: Reading, second: Reading, rule: str) -> Reading:
    """Return the interval that holds two readings, with the readings as its alternatives."""
    start, end = hull((first, second))
    both = ((first.start, first.end), (second.start, second.end))
    return Reading(start, end, "span", rule, f"{first.value}|{second.value}", first.kind, alternatives=both)


def _year_month(match: re.Match[str]) -> Meaning | None:
    return _month_of(int(match[1]), int(match[2]))


def _month_year(match: re.Match[str]) -> Meaning | None:
    return _month_of(int(match[2]), int(match[1]))


def _loose(match: re.Match[str]) -> Meaning | None:
    return _month_of(int(match[1] or match[4]), int(match[2] or match[3]))


def _month_of(year: int, month: int) -> Meaning | None:
    if not 1 <= month <= 12 or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    return fixed(in_month(year, month, "year-month"))


def _year_month_or_years(match: re.Match[str]) -> Meaning | None:
    year, second = int(match[1]), int(match[2])
    meaning = _year_month(match)
    if meaning and len(match[2]) == 2 and second > year % 100 and match[0][4] == "-":
        # "2010-12" may be a run of years as well as a month.
        run = in_years(year, year - year % 100 + second)
        month = in_month(year, second)
        return fixed(replace(either(month, run, "a month, or a run of years: both"), value=month.value))
    return meaning


def _run_of_years(match: re.Match[str]) -> Meaning | None:
    first, last = int(match[1]), int(match[2]) if len(match[2]) == 4 else int(match[1]) // 100 * 100 + int(match[2])
    if not _FIRST_YEAR <= first < last <= _LAST_YEAR:
        return None
    return fixed(in_years(first, last, "from the first to the last, both included"))


_FIGURES: Final[tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], Meaning | None]], ...]] = (
    (_YEAR_FIRST, "day", _year_first),
    (_YEAR_LAST, "day", _year_last),
    (_YEAR_MONTH, "month", _year_month_or_years),
    (_MONTH_YEAR, "month", _month_year),
    (_YEARS, "span", _run_of_years),
    (_LOOSE, "month", _loose),
)


def _without_year(first: int, second: int) -> Meaning | None:
    """Read "4/22" after a word that stands before dates: month and day, or day and month where only that fits."""
    month, day = (first, second) if first <= 12 else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None

    def mean(scene: Scene) -> Reading:
        turned = scene.day_first and day <= 12
        return month_day(day if turned else month, month if turned else day, scene.published, future=scene.ahead)

    return mean


def day_first(text: str) -> bool:
    """Tell whether a text has dates in figures that only read with the day first, and none with the month first."""
    found = [(int(m[1]), int(m[3])) for m in _YEAR_LAST.finditer(text) if m[2] != "."]
    return any(a > 12 >= b for a, b in found) and not any(b > 12 >= a for a, b in found)


# Years


def bare_year(s: Tokens, i: int) -> Phrase | None:
    """Read a year of four figures where the words about it say that it is no count."""
    if len(s.low[i]) != 4 or not _FIRST_YEAR <= int(s.low[i]) <= _LAST_YEAR or not _own(s, i):
        return None
    before, after = s.before(i), s.word(i + 1)
    if after in COUNTED or (before in _DETERMINED and not _describes(s, i)):
        return None
    if s.low[i + 1] in {"'", "’"} and s.low[i + 2] == "s" and s.gap[i + 1] == s.gap[i + 2] == GLUED:
        # "1989's results": a count owns nothing.
        return Phrase(i, i + 1, "year", fixed(in_year(int(s.low[i]), "")))
    small = after in FUNCTION_WORDS or not s.raw(i + 1)[:1].islower() or not after
    fits = (
        before in _STRONG | {"-"}
        or before in _DETERMINED
        or (before in _WEAK and small)
        or (before.isalpha() and s.before(i - 1) in _DETERMINED and _describes(s, i) and after.isalpha())
        or (before not in _NAMED_BY_NUMBER and after in _OF_YEAR and (after != "levels" or before in _WEAK))
        or (before in {"(", "["} and after in {")", "]", "-", "–"})
        or (before == "," and s.low[i - 2].isalpha() and after in {"", ".", ",", ";", ")"})
        or (before == "," and i > 1 and s.is_figure(i - 2) and len(s.low[i - 2]) == 4 and small)
    )
    return Phrase(i, i + 1, "year", fixed(in_year(int(s.low[i]), ""))) if fits else None


def _own(s: Tokens, i: int) -> bool:
    """Tell whether four figures stand alone, or after the hyphen of "mid-1996"."""
    if s.before(i) == "-" and s.gap[i] == GLUED and s.low[i - 2] in {"mid", "early", "late", "post", "pre"}:
        return s.stands_alone(i + 1, i + 1) or s.gap[i + 1] != GLUED or s.low[i + 1] in {".", ",", ";", ")"}
    return s.stands_alone(i, i + 1)


def _describes(s: Tokens, i: int) -> bool:
    """Tell "the 2003 invasion" from "the 2000 men"; after "year's" or "the" alone a year may end the phrase."""
    after = s.word(i + 1)
    if not after.isalpha():
        return s.before(i) == "the" and after == "-"
    if after in _NO_EVENT or (s.before(i) == "s" and i > 1 and s.low[i - 2] not in {"'", "’"}):
        return False
    return not after.endswith("s") or bool(_PLURAL_EVENTS.fullmatch(after))


def short_year(s: Tokens, i: int) -> Phrase | None:
    """Read "the class of '88", "fiscal '90"; not "the '80s"."""
    quoted = s.is_figure(i + 1) and len(s.low[i + 1]) == 2 and s.gap[i + 1] == GLUED and s.gap[i] == BLANK
    if not quoted or s.before(i) not in _STRONG | {"of", "from", "to", "by", "and"} or not _whole(s, i + 2):
        return None
    return Phrase(i, i + 2, "year", _short_year(int(s.low[i + 1])))


def year_at(s: Tokens, i: int) -> tuple[Meaning, int] | None:
    """Read the year that follows a month, season or quarter: "2016", "'89", "99", "two thousand and eighteen"."""
    if s.gap[i] == BREAK:
        return None
    if s.is_figure(i) and len(s.low[i]) == 4 and s.low[i - 1] not in "-–":
        year = int(s.low[i])
        good = _whole(s, i + 1) and 1000 <= year <= 2999
        return (fixed(in_year(year)), i + 1) if good else None
    quoted = s.low[i] in {"'", "’"} and s.gap[i + 1] == GLUED
    if quoted and s.is_figure(i + 1) and len(s.low[i + 1]) == 2 and _whole(s, i + 2):
        return _short_year(int(s.low[i + 1])), i + 2
    if s.is_figure(i) and len(s.low[i]) == 2 and int(s.low[i]) > 31:  # "August 99": no day of the month
        return short_year_at(s, i)
    spoken = spoken_year(s, i)
    return (fixed(in_year(spoken[0])), spoken[1]) if spoken else None


def short_year_at(s: Tokens, i: int) -> tuple[Meaning, int] | None:
    """Read "89" after "16 NOV"."""
    if s.gap[i] == BREAK or not s.is_figure(i) or len(s.low[i]) != 2 or not _whole(s, i + 1):
        return None
    if s.low[i + 1] == ":" or (s.raw(i + 1)[:1].islower() and s.gap[i + 1] != BREAK):
        return None
    return _short_year(int(s.low[i])), i + 1


def _whole(s: Tokens, j: int) -> bool:
    """Tell whether figures that end before `j` are a whole number and no share: not "2016a", "2016%", "2016.5"."""
    glued = s.gap[j] == GLUED
    if glued and (s.low[j][:1].isalnum() or s.low[j] in {"_", "%"}):
        return False
    return not (glued and s.low[j] in {".", ","} and s.gap[j + 1] == GLUED and s.is_figure(j + 1))


def _short_year(digits: int) -> Meaning:
    def mean(scene: Scene) -> Reading:
        year = two_digit_year(digits, scene.published)
        return in_year(year) if year else unbounded("year", NO_CENTURY)

    return mean


def named_year(s: Tokens, i: int) -> Phrase | None:
    """Read "the year 2000", "year 247", "Year two hundred and sixty seven"; `i` is the word "year"."""
    if s.low[i] != "year":
        return None
    found = (float(s.low[i + 1]), i + 2) if s.is_figure(i + 1) and s.gap[i + 1] != BREAK else spelled(s, i + 1)
    if s.gap[i + 1] == BREAK or not found or not 100 <= found[0] <= 2999 or not _whole(s, found[1]):
        return None
    return Phrase(i, found[1], "year", fixed(in_year(int(found[0]))))


def spoken(s: Tokens, i: int) -> Phrase | None:
    """Read "nineteen ninety-four"; "two thousand and four" only after a word that stands before years."""
    century = s.low[i] in {"sixteen", "seventeen", "eighteen", "nineteen"}
    before = s.before(i)
    found = spoken_year(s, i) if century or before in _STRONG | _WEAK else None
    if found is None:
        return None
    after = s.word(found[1])
    if not century and (after.isalpha() and after not in FUNCTION_WORDS):
        return None
    return Phrase(i, found[1], "year", fixed(in_year(found[0])))


def decade(s: Tokens, i: int) -> Phrase | None:
    """Read "1990s", "'90s", "nineties", "nineteen seventies", "twenty-tens", "two thousands"."""
    first, last = _decade(s, i)
    if first is None:
        return None
    if first % 100 == 0 and first < 2000 and s.is_figure(i):
        return Phrase(i, last, "span", fixed(in_years(first, first + 99, "", f"{first // 100:02d}")))
    return Phrase(i, last, "span", fixed(in_decade(first)))


def _decade(s: Tokens, i: int) -> tuple[int | None, int]:
    if s.low[i] in {"'", "’"}:
        first, last = _decade(s, i + 1) if s.gap[i + 1] == GLUED and s.is_figure(i + 1) else (None, i)
        return first, last
    if s.is_figure(i):
        digits, j = s.low[i], i + 1
        j = j + 1 if s.low[j] in {"'", "’"} and s.gap[j] == GLUED else j
        ends = s.low[j] == "s" and s.gap[j] == GLUED and digits.endswith("0")
        parted = i > 1 and s.low[i - 1] == "-" and s.low[i - 2] in {"mid", "early", "late", "pre", "post"}
        clear = i == 0 or s.gap[i] != GLUED or s.low[i - 1] not in "$€£.,:/-" or parted
        if not ends or not clear or len(digits) not in {2, 4} or (len(digits) == 4 and not 1500 <= int(digits) <= 2090):
            return None, i
        quoted = i > 0 and s.low[i - 1] in {"'", "’"}
        if len(digits) == 2 and not quoted and s.before(i) not in {"the", "early", "late", "mid", "-", "in"}:
            return None, i
        return int(digits) if len(digits) == 4 else 1900 + int(digits), j + 1
    if s.low[i] in DECADES and s.low[i] != "tens":
        before = s.before(i)
        # "in their twenties" is an age.
        clear = before in {"the", "early", "late", "mid", "-"} and s.low[i] != "hundreds"
        return (1900 if DECADES[s.low[i]] else 2000) + DECADES[s.low[i]] if clear else None, i + 1
    k = s.skip_dash(i + 1)
    century = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}.get(s.low[i])
    if century and s.word(k) in DECADES:
        return century + DECADES[s.low[k]], k + 1
    if s.low[i] == "two" and s.word(i + 1) == "thousands":
        return 2000, i + 2
    if s.low[i] == "two" and s.word(i + 1) == "thousand" and s.word(i + 2) == "and" and s.word(i + 3) in DECADES:
        return 2000 + DECADES[s.low[i + 3]], i + 4
    return None, i


def century(s: Tokens, i: int) -> Phrase | None:
    """Read "19th century", "twentieth-century"."""
    found = ordinal(s, i)
    if not found or not 1 <= found[0] <= 22:
        return None
    k = s.skip_dash(found[1])
    if s.word(k) not in {"century", "centuries"}:
        return None
    return Phrase(i, k + 1, "span", fixed(in_century(found[0])))


def year_then_month(s: Tokens, i: int) -> tuple[int, int] | None:
    """Read the year of "2016 june" or "2016, nov": the year, and the index of the month."""
    if len(s.low[i]) != 4 or not _FIRST_YEAR <= int(s.low[i]) <= _LAST_YEAR or not s.stands_alone(i, i + 1):
        return None
    return int(s.low[i]), s.skip(i + 1, ",")
