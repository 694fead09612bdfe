"""The vocabulary of time expressions: what a word can be, in small letters."""

from __future__ import annotations

from typing import Final

from rashomon.extract.times_calendar import MONTH_NAMES

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL: Final = {word: value for value, word in enumerate(_SMALL)}
TENS: Final = {word: 10 * value for value, word in enumerate(_TENS, 2)}
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
ORDINALS: Final = {word: value for value, word in enumerate(_ORDINALS, 1)} | {"twentieth": 20, "thirtieth": 30}
DECADES: Final = {word[:-1] + "ies": value for word, value in TENS.items()} | {"noughties": 0, "tens": 10}

MONTHS: Final = {name.lower(): number for number, name in enumerate(MONTH_NAMES, 1)}
SHORT_MONTHS: Final = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, 1)} | {"sept": 9}
# Months that are also other words or given names: by themselves they need a word before them that only a time has.
UNCLEAR_MONTHS: Final = frozenset({"march", "april", "may", "june", "august", "jan", "mar", "jun", "jul", "sep", "apr"})
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS: Final = {name: number for number, name in enumerate(_DAYS)}
SHORT_WEEKDAYS: Final = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
_UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade")
UNITS: Final = (
    {name: name for name in _UNITS}
    | {f"{name}s": name for name in _UNITS}
    | {"century": "century", "centuries": "century", "sec": "second", "secs": "second", "min": "minute"}
    | {"mins": "minute", "hr": "hour", "hrs": "hour", "yr": "year", "yrs": "year", "night": "night", "nights": "night"}
    | {"weekend": "weekend", "weekends": "weekend", "fortnight": "fortnight", "fortnights": "fortnight"}
)
# Letter of a length of time and by how much to multiply.
UNIT_CODES: Final = {
    "second": ("T", "S", 1), "minute": ("T", "M", 1), "hour": ("T", "H", 1), "day": ("", "D", 1), "night": ("", "D", 1),
    "week": ("", "W", 1), "fortnight": ("", "W", 2), "month": ("", "M", 1), "quarter": ("", "M", 3),
    "year": ("", "Y", 1), "decade": ("", "Y", 10), "century": ("", "Y", 100), "weekend": ("", "D", 2),
}  # fmt: skip
VAGUE_CODES: Final = {"decade": "PXDE", "century": "PXC", "quarter": "PXQ", "weekend": "PXWE"}

SEASONS: Final = frozenset({"spring", "summer", "autumn", "fall", "winter"})
PARTS_OF_DAY: Final = {
    "morning": "TMO", "mornings": "TMO", "afternoon": "TAF", "afternoons": "TAF", "evening": "TEV", "evenings": "TEV",
    "night": "TNI", "nights": "TNI", "dawn": "TMO", "dusk": "TEV", "daybreak": "TMO", "sunrise": "TMO", "sunset": "TEV",
    "midday": "T12:00", "noon": "T12:00", "midnight": "T24:00", "lunchtime": "T12:00", "nightfall": "TNI",
}  # fmt: skip
MID_WORDS: Final = frozenset({"midyear", "midweek", "midmorning", "midafternoon"})
# Those that are times by themselves, and those that need a word before them.
CLOCK_WORDS: Final = frozenset({"noon", "midnight", "midday"})

WHICH: Final = {
    "last": -1, "past": -1, "previous": -1, "preceding": -1, "prior": -1, "this": 0, "current": 0, "same": 0, "that": 0,
    "next": 1, "coming": 1, "following": 1, "upcoming": 1, "ensuing": 1,
}  # fmt: skip
# Of these, those that count from what the story has told rather than from publication.
TOLD: Final = frozenset({"that", "same", "following", "previous", "preceding", "prior", "ensuing"})

EARLY_LATE: Final = {
    "early": "early", "beginning": "early", "start": "early", "dawn": "early", "opening": "early", "turn": "early",
    "mid": "mid", "middle": "mid", "late": "late", "end": "late", "close": "late", "ending": "late",
}  # fmt: skip
DETERMINERS: Final = frozenset({"the", "this", "that", "a", "an", "my", "his", "her", "our", "their", "its"})
VAGUE: Final = frozenset({"several", "many", "few", "some", "numerous", "countless", "couple", "number"})
REFERENCES: Final = {
    "now": "PRESENT_REF", "currently": "PRESENT_REF", "nowadays": "PRESENT_REF", "presently": "PRESENT_REF",
    "recently": "PAST_REF", "lately": "PAST_REF",
}  # fmt: skip
SET_WORDS: Final = {
    "hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "biweekly": "P2W", "fortnightly": "P2W",
    "monthly": "P1M", "yearly": "P1Y", "annually": "P1Y",
}  # fmt: skip

# What is counted after a figure that looks like a year, even after "in": "in 2000 people".
COUNTED: Final = frozenset(
    """
    people persons men women children civilians cases homes houses villages tonnes tons miles km kilometres kilometers
    metres meters feet dollars euros pounds places locations words pages families hours minutes days weeks months points
    votes shares jobs workers students units copies barrels acres hectares years percent
    """.split()
)
# Words that may follow a year after a weak preposition ("of 2016 and"); any other small word is counted.
FUNCTION_WORDS: Final = frozenset(
    """
    a after all also an and are as at because been before but by could did during for from had has have he her his
    if in into is it its may might more most no not of on or our over she should since so some than that the their
    there they this to under until was we were when where which while who will with would you
    """.split()
)
# Papers and the like that are called by a day of the week.
AFTER_WEEKDAY: Final = frozenset(
    "times telegraph mirror express herald post mail independent people world sun prayers".split()
)
ZONES: Final = frozenset("gmt utc z est edt cst cdt mst mdt pst pdt bst cet cest eet eest msk ist jst aest".split())
