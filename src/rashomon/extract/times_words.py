"""The vocabulary of time expressions as pieces of regular expressions.

Every repetition is bounded, so that scanning a text takes time in proportion to its length.
"""

from __future__ import annotations

import re

from rashomon.extract.times_calendar import MONTH_NAMES, SEASONS

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90
}  # fmt: skip
NUMBERS = {word: number for number, word in enumerate(_SMALL)} | TENS | {"a": 1, "an": 1, "hundred": 100}

# White space inside an expression: a few blanks with at most one line break, never a blank line.
W = r"(?:[ \t\u00a0]{1,4}(?:\r?\n[ \t]{0,4})?|\r?\n[ \t]{0,4})"
DASH = r"[-‐‑–—]"
# Nothing of a longer number, code or word may stand before a figure.
START = r"(?<![\w.,:/$€£#-])"
END = r"(?![\w%°])(?![.,:/-]\d)"


def either(words: list[str] | tuple[str, ...]) -> str:
    """Return an alternation, longest first, so that "sept" is not read as "sep"."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


def _cased(word: str) -> tuple[str, str]:
    return word, word.upper()


_SHORT = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")
# As names of months are written: with a capital, or wholly in capitals. "may" and "march" are verbs.
MONTH = (
    "(?:(?:"
    + either(
        [c for m in MONTH_NAMES for c in _cased(m)] + [m.lower() for m in MONTH_NAMES if m not in {"May", "March"}]
    )
    + r")\b|(?:"
    + either([c for m in _SHORT for c in _cased(m)])
    + r")\b\.?)"
)
# Months that are no other word and no usual given name, so that they stand by themselves.
CLEAR_MONTH = (
    "(?:(?:"
    + either([c for m in MONTH_NAMES if m not in {"March", "April", "May", "June", "August"} for c in _cased(m)])
    + r")\b|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.)"
)
WEEKDAY = "(?:(?i:" + either(WEEKDAY_NAMES) + r")\b|(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\.)"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|ST|ND|RD|TH)?\b"
YEAR = r"(?:1[5-9]\d\d|20\d\d)"
SEASON = "(?i:" + either(tuple(SEASONS)) + ")"
UNIT = r"(?:second|minute|hour|day|week|month|quarter|year|decade|century|centurie)"
PART_OF_DAY = r"(?:early morning|morning|midday|noon|afternoon|evening|night)"
EARLY_LATE = (
    r"(?i:early|mid|late|the beginning of|beginning of|the start of|start of|the middle of|middle of|the end of|end of)"
)
EARLY_LATE_PREFIX = rf"(?:(?P<part>{EARLY_LATE})(?:{W}|-))"
SMALL_NUMBER = (
    "(?:" + either([*_SMALL, *TENS, "hundred"]) + r")(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
)
NUMBER = rf"(?:\d{{1,6}}|(?i:{SMALL_NUMBER}))"
VAGUE = r"(?i:a few|several|a couple of|some|many|a number of)"

# What is counted after a figure that looks like a year, even after "in": "in 2000 people".
COUNTED = re.compile(
    r"\s{1,2}(?:people|persons|men|women|children|civilians|cases|homes|houses|villages|tonnes|tons|miles|km|kilometres"
    r"|kilometers|metres|meters|feet|dollars|euros|pounds|places|locations|words|pages|families|hours|minutes|days|weeks|months|points"
    r"|votes|shares|jobs|workers|students|units|copies|barrels|acres|hectares)\b"
)
# Words that may follow a year after a weak preposition ("of 2016 and"); any other small word is counted.
FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a after all also an and are as at because been before but by could did during for from had has have he her his
        if in into is it its may might more most no not of on or our over she should since so some than that the their
        there they this to under until was we were when where which while who will with would you
        """,
    )
)

PARTS = {
    "early": "early",
    "beginning": "early",
    "start": "early",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "end": "late",
}


def month_number(word: str) -> int:
    """Return 1 to 12 for the name of a month or its abbreviation."""
    return next(n for n, name in enumerate(MONTH_NAMES, 1) if name[:3].lower() == word[:3].lower())


def weekday_number(word: str) -> int:
    """Return 0 (Monday) to 6 for the name of a day of the week or its abbreviation."""
    return next(n for n, name in enumerate(WEEKDAY_NAMES) if name[:3].lower() == word[:3].lower())


def number(words: str) -> int:
    """Return the value of a count matched by `NUMBER`, "a" or "an"."""
    if words.isdecimal():
        return int(words)
    return sum(NUMBERS[word] for word in words.lower().replace("-", " ").split())


def part_name(words: str) -> str:
    """Return early, mid or late for what `EARLY_LATE` matched."""
    return next(value for key, value in PARTS.items() if key in words.lower())


def day_number(word: str) -> int:
    """Return the day of the month matched by `DAY`, 1 to 31."""
    return int(word.rstrip("stndrhSTNDRH"))
