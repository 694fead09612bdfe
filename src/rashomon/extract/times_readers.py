"""How each kind of time expression is read, once a rule's pattern has found it.

A reader takes a match in its text and the publication date. It declines by returning None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rashomon.extract.times_calendar import (
    Reading,
    in_month,
    in_quarter,
    in_season,
    in_year,
    in_years,
    month_day,
    near_season,
    near_weekday,
    near_weekend,
    on_date,
    on_day,
    part,
    shifted,
    stretch,
    two_digit_year,
    unbounded,
)
from rashomon.extract.times_words import (
    COUNTED,
    FUNCTION_WORDS,
    day_number,
    month_number,
    number,
    part_name,
    weekday_number,
)

# Words before an expression, in its sentence, that make it lie ahead.
_AHEAD = re.compile(
    r"\b(?:will|shall|'ll|’ll|would|scheduled|due|expected|expects?|plans?|planned|next|upcoming|ahead of|until|by"
    r"|deadline|expires?|begins|set (?:for|to))\b[^.!?\n]{0,80}\Z",
    re.IGNORECASE,
)
_LOOK_BACK = 100


@dataclass(frozen=True, slots=True)
class Context:
    """A match in its text, and the publication date."""

    text: str
    match: re.Match[str]
    published: date | None

    def __getitem__(self, group: str) -> str:
        """Return what a group matched, or ""."""
        return (self.match.groupdict().get(group) or "") if group in self.match.re.groupindex else ""

    @property
    def words(self) -> str:
        """The expression in small letters, white space folded."""
        return " ".join(self.match.group("t").lower().split())

    @property
    def future(self) -> bool:
        """Tell whether the words before the expression look ahead."""
        return bool(_AHEAD.search(self.text, max(self.match.start("t") - _LOOK_BACK, 0), self.match.start("t")))

    def next_word(self) -> str:
        """Return the word after the match, as written, when one blank stands between; else ""."""
        found = re.compile(r"\s{1,3}([^\W\d_]{1,30})").match(self.text, self.match.end("t"))
        return found.group(1) if found else ""


def _full_year(words: str, published: date | None) -> int | None:
    """Return a year of four digits, or of two by the publication date; None where that is not known."""
    digits = words.strip("'’ ")
    return int(digits) if len(digits) == 4 else two_digit_year(int(digits), published)


# Dates in figures


def iso(c: Context) -> Reading:
    """Read "2017-10-12"."""
    return on_date(int(c["y"]), int(c["m"]), int(c["d"]), "year-month-day")


def iso_month(c: Context) -> Reading | None:
    """Read "2017-10"."""
    year, month = int(c["y"]), int(c["m"])
    if not 1 <= month <= 12:
        return None
    if month > year % 100:
        # "2010-12" may be a run of years as well as a month: keep the bounds of both.
        return replace(in_years(year, year - year % 100 + month, "a month, or a run of years: both"), precision="span")
    return in_month(year, month, "year-month")


def figures(c: Context) -> Reading | None:
    """Read "12/10/2017", keeping both readings where the order is not clear."""
    first, second, year = int(c["a"]), int(c["b"]), _full_year(c["y"], c.published)
    if year is None:
        return unbounded("day", "a year of two digits, and no publication date to tell the century")
    day_first, month_first = (
        on_date(year, second, first, "day/month/year"),
        on_date(year, first, second, "month/day/year"),
    )
    if c["s"] == "." and day_first.start:
        return replace(day_first, rule="day.month.year")
    if day_first.start and month_first.start and day_first.start != month_first.start:
        low, high = sorted((day_first.start, month_first.start))
        return Reading(low, high, "span", "the order of day and month is not clear: from the one reading to the other")
    if month_first.start:
        return month_first
    return day_first


# Dates with a month's name


def named_day(c: Context) -> Reading | None:
    """Read "12 October 2017", "Thursday, November 16" and the like."""
    month, day = month_number(c["m"]), day_number(c["d"])
    if c["y"]:
        year = _full_year(c["y"], c.published)
        if year is None:
            return unbounded("day", "a year of two digits, and no publication date to tell the century")
        return on_date(year, month, day, "")
    reading = month_day(month, day, c.published, future=c.future)
    if c["w"] and c.published and reading.start:
        wanted = weekday_number(c["w"])
        near = [
            on_date(y, month, day, "") for y in range(max(c.published.year - 3, 1), min(c.published.year + 1, 9999) + 1)
        ]
        fitting = [r.start for r in near if r.start and r.start.weekday() == wanted]
        if reading.start.weekday() == wanted or not fitting:
            return reading
        best = min(fitting, key=lambda d: abs((d - reading.start).days) if reading.start else 0)
        return replace(on_day(best, "no year: the one in which the weekday fits"), partial=(month, day))
    return reading


def named_days(c: Context) -> Reading | None:
    """Read "12-15 October 2017", "between 3 and 9 May", "October 12 to 15"."""
    month, first, last = month_number(c["m"]), day_number(c["d"]), day_number(c["e"])
    if first >= last:
        return None
    if c["y"]:
        low, high = (on_date(int(c["y"]), month, day, "") for day in (first, last))
    else:
        high = month_day(month, last, c.published, future=c.future)
        if high.start is None:
            return replace(high, precision="span")
        low = on_date(high.start.year, month, first, high.rule)
    if low.start is None or high.end is None:
        return replace(low if low.start is None else high, precision="span")
    return Reading(low.start, high.end, "span", f"from the first to the last, both included; {low.rule}".rstrip("; "))


def named_month(c: Context) -> Reading | None:
    """Read "October 2017", "late October", "last May"."""
    month = month_number(c["m"])
    if c["y"]:
        reading = in_month(int(c["y"]), month, "")
    elif c["which"]:
        reading = _which_month(c, month)
    else:
        reading = month_day(month, 0, c.published, future=c.future)
    return part(reading, part_name(c["part"])) if c["part"] else reading


def _which_month(c: Context, month: int) -> Reading:
    """Read "last October", "next May", "this June"; "October last year" has its year in the group `rel`."""
    if c.published is None:
        return unbounded("month", "relative to a publication date that is not known")
    which, year, now = c["which"].lower().split()[0], c.published.year, c.published.month
    if "year" in c["which"].lower():
        return in_month(year + {"last": -1, "next": 1, "this": 0}[which], month, f"{which} year, from publication")
    if which in {"last", "past"}:
        return in_month(year if month < now else year - 1, month, "the last one before the month of publication")
    if which in {"next", "coming"}:
        return in_month(year if month > now else year + 1, month, "the next one after the month of publication")
    return in_month(year, month, "in the year of publication")


def bare_month(c: Context) -> Reading | None:
    """Read a month by itself, unless a capitalised word follows, as in "August Wilson" or "October Revolution"."""
    follows = c.next_word()
    if follows[:1].isupper() and not c.match.group("t").isupper() and not follows.isupper():
        return None
    return named_month(c)


# Days of the week, and words relative to publication


def weekday(c: Context) -> Reading | None:
    """Read "Tuesday", "last Friday"."""
    which = c["which"].lower()
    day = weekday_number(c["w"])
    if re.fullmatch(
        r"Times|Telegraph|Mirror|Express|Herald|Post|Mail|Independent|People|Night|World|Sun", c.next_word()
    ):
        return None
    kind = {"last": "last", "past": "last", "next": "next", "coming": "next", "this": "this"}.get(which)
    return near_weekday(day, c.published, which=kind or ("coming" if c.future else "past"))


def day_word(c: Context) -> Reading:
    """Read "yesterday", "tonight", "overnight" and the like."""
    offsets = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
    words = c.words
    if c.published is None:
        return unbounded("day", "relative to a publication date that is not known")
    if words == "overnight":
        return Reading(_safe(c.published, -1), c.published, "span", "the night before publication")
    if words.startswith("the day before"):
        return shifted("day", -2, c.published, "two days before publication")
    if words.startswith("the day after"):
        return shifted("day", 2, c.published, "two days after publication")
    if words.startswith(("last night", "yesterday")):
        return shifted("day", -1, c.published, "the day before publication")
    offset = next((o for word, o in offsets.items() if words.startswith(word)), 0)
    return shifted("day", offset, c.published, "the day of publication" if not offset else "the day after publication")


def _safe(day: date, days: int) -> date | None:
    return day + timedelta(days) if day.toordinal() + days >= 1 else None


def unit(c: Context) -> Reading | None:
    """Read "last month", "this week", "earlier this year", "late last year", "the end of next week"."""
    which, unit = c["which"].lower(), c["u"].lower()
    count = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(which, 0)
    rule = {
        -1: f"the {unit} before that of publication",
        0: f"the {unit} of publication",
        1: f"the {unit} after that of publication",
    }
    if unit == "weekend":
        reading = near_weekend(c.published, count, rule[count])
    elif unit in {"spring", "summer", "autumn", "fall", "winter"}:
        reading = near_season(unit, c.published, count)
    else:
        reading = shifted(unit, count, c.published, rule[count])
    if c["side"] and reading.start and reading.end and c.published:
        if c["side"].lower() == "earlier":
            return replace(reading, end=min(reading.end, c.published), rule=f"{reading.rule}, up to it")
        return replace(reading, start=max(reading.start, c.published), rule=f"{reading.rule}, from it on")
    return part(reading, part_name(c["part"])) if c["part"] else reading


def ago(c: Context) -> Reading | None:
    """Read "three days ago", "two weeks from now"."""
    unit = _singular(c["u"])
    if c["v"]:
        return unbounded("span", "no number, so no bounds")
    count = number(c["n"]) if c["n"] else 1
    sign = 1 if c["dir"].lower().startswith(("from", "hence")) else -1
    side = "after" if sign > 0 else "before"
    return shifted(
        unit, sign * count, c.published, f"{count} {unit}{'s' * (count != 1)} {side} publication, to the {unit}"
    )


def anchored(_: Context) -> Reading:
    """Read "the following day", "two weeks later"."""
    return unbounded("day", "counted from another event, which is not worked out")


def rolling(c: Context) -> Reading | None:
    """Read "the past three months"."""
    unit, ahead = _singular(c["u"]), c["which"].lower() in {"next", "coming", "following"}
    if c["v"]:
        return unbounded("span", "no number, so no bounds")
    count = number(c["n"]) if c["n"] else 1
    side = "from" if ahead else "up to"
    return stretch(
        unit, count if ahead else -count, c.published, f"{count} {unit}{'s' * (count != 1)} {side} publication"
    )


def duration(_: Context) -> Reading:
    """Read "four-month", "three weeks"."""
    return unbounded("span", "a length of time: it says how long, not when")


def _singular(unit: str) -> str:
    unit = unit.lower()
    return "century" if unit.startswith("centur") else unit.removesuffix("s")


# Years and longer


def year(c: Context) -> Reading | None:
    """Read a year after a word that stands before years."""
    if COUNTED.match(c.text, c.match.end("t")):
        return None
    reading = in_year(int(c["y"]), "fiscal year, read as the calendar year" if "fiscal" in c["p"].lower() else "")
    return part(reading, part_name(c["part"])) if c["part"] else reading


def weak_year(c: Context) -> Reading | None:
    """Read a year after a word that also stands before counts ("of 2016", "to 2000 men"): no noun may follow."""
    follows = c.next_word()
    if follows.islower() and follows not in FUNCTION_WORDS:
        return None
    return year(c)


def described_year(c: Context) -> Reading | None:
    """Read "the 2003 invasion" as a year, and "the 2000 men" not."""
    follows = c.next_word()
    events = r"elections|protests|attacks|bombings|results|talks|accords|killings|floods|Olympics|.*ss|.*us|.*is"
    if not follows or re.fullmatch(r"men|women|people|children|or|and|to", follows):
        return None
    if follows.endswith("s") and not re.fullmatch(events, follows):
        return None
    return year(c)


def years(c: Context) -> Reading | None:
    """Read "2014-16", "from 2010 to 2012"."""
    first, last = int(c["y"]), int(c["z"]) if len(c["z"]) == 4 else int(c["y"]) // 100 * 100 + int(c["z"])
    return in_years(first, last, "from the first to the last, both included") if first < last else None


def decade(c: Context) -> Reading | None:
    """Read "the 1990s", "the early 1980s"."""
    digits = c["y"].strip("'’")
    year = int(digits) if len(digits) == 4 else 1900 + int(digits)
    reading = in_years(year, year + (99 if year % 100 == 0 and len(digits) == 4 and year < 2000 else 9), "")
    return part(reading, part_name(c["part"])) if c["part"] else reading


def century(c: Context) -> Reading | None:
    """Read "the 19th century"."""
    count = int(c["n"].rstrip("stndrh"))
    return in_years(100 * count - 99, 100 * count, "") if 1 <= count <= 21 else None


def spoken_year(c: Context) -> Reading:
    """Read "nineteen ninety-four"."""
    return in_year(1900 + sum(number(word) for word in re.split(r"[-\s]+", c["y"])), "")


def season(c: Context) -> Reading:
    """Read "the summer of 2014"."""
    return in_season(int(c["y"]), c["s"].lower(), "")


def quarter(c: Context) -> Reading | None:
    """Read "the third quarter of 1998"."""
    quarter = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4}[c["q"].lower()]
    if c["y"]:
        return in_quarter(int(c["y"]), quarter, "")
    if c.published is None:
        return unbounded("span", "no year, and no publication date to take it from")
    current = (c.published.month - 1) // 3 + 1
    if c["which"]:
        return in_quarter(
            c.published.year + (-1 if c["which"].lower() == "last" else 0), quarter, "by the year of publication"
        )
    return in_quarter(c.published.year - (quarter > current), quarter, "no year: the last one begun before publication")


# Times of day


def clock(c: Context) -> Reading | None:
    """Read "5 p.m.", "17:30 GMT", "noon"."""
    hour, minute = c["h"], c["min"]
    if hour and (int(hour) > (12 if c["ampm"] else 24) or int(minute or 0) > 59):
        return None
    return replace(unbounded("day", "a time of day with no date beside it"), clock=True)
