"""Numbers that are no amounts: dates, clock times, years, names, labels, scores, phone numbers, list marks.

Every pattern is bounded in length, so the search stays linear on any text.
"""

from __future__ import annotations

import bisect
import re
from fractions import Fraction

from rashomon.extract.quantity_cardinals import Number
from rashomon.extract.quantity_items import Item, is_hyphen, touches, word, word_list, word_set

_MONTHS = word_list(
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec"
)
_MONTH = f"(?:{'|'.join([*_MONTHS, *(month.upper() for month in _MONTHS)])})\\b\\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?:(?:\s?[-–]\s?|\s(?:and|or|to)\s)\d{1,2}(?:st|nd|rd|th)?(?![\d,.:]?\d))?"
_SPENT = re.compile(
    "|".join(
        (
            rf"\b{_MONTH}\s{{1,3}}(?:the\s)?{_DAY}(?![\d,.]?\d)(?:,?\s{{1,3}}(?:1\d|20)\d\d\b)?",
            rf"\b{_MONTH},?\s{{1,3}}(?:1\d|20)\d\d\b",
            rf"\b{_DAY}\s{{1,3}}(?:of\s)?{_MONTH}\s{{1,3}}['’]?\d\d\b(?=\s{{0,3}}(?:[(\[,.;:)]|--|$))",
            rf"\b{_DAY}\s{{1,3}}(?:of\s)?{_MONTH}(?:,?\s{{1,3}}(?:1\d|20)\d\d\b)?",
            r"\b\d{4}-\d\d(?:-\d\d)?(?:T[\d:.]{4,16}Z?)?\b(?!-)",
            r"\b\d{1,4}([/.-])\d{1,2}\1\d{2,4}\b",
            r"\b(?:19|20)\d\d[-–/](?:\d\d|(?:19|20)\d\d)\b",
            r"\b\d{1,2}(?::\d\d){1,2}(?:\.\d{1,6})?(?:\s?[AaPp]\.?[Mm]\b\.?)?",
            r"\b\d{1,2}(?:\.\d\d)?\s?[AaPp]\.?[Mm]\b\.?",
            r"\b\d{1,2}\s?o['’]clock\b",
            r"\b[0-2]?\d\.[0-5]\d\s?hrs\b",
            r"\b[0-2]\d[0-5]\d\s?(?:GMT|UTC|BST|CET|EST|EDT|hrs|hours local|local time)\b",
            r"\+\d[\d\s()/-]{6,20}",
            r"(?<![\d,.])\b\d{2,4}(?:-\d{2,6}){2,5}\b(?!,\d)",
            r"(?<![\d,.])\b0\d{1,4}(?:[- ]\d{2,6}){1,5}\b(?!,\d)",
            r"\b(?:https?://|www\.)\S{1,2000}",
            r"\b[\w.+-]{1,64}@\S{1,255}",
            r"[@#]\w{1,64}",
            r"\b\d{1,4}['’]?s\b",
            r"\b\d[\d,]{0,12}(?:st|nd|rd|th|ST|ND|RD|TH)\b",
            r"\b(?:AD|A\.D\.)\s\d{1,4}(?:\s(?:and|to|or)\s\d{1,4})?\b",
            r"\b\d{1,4}\s(?:BCE?|B\.C\.|AD|CE)(?!\w)",
            r"(?m:^)[ \t]{0,8}\(?\d{1,3}(?:\.\s|\)\s)(?=\s{0,3}[A-Z\"“‘])",
        )
    )
)
LABELS = word_set(
    "article chapter section page pages paragraph clause phase flight route resolution version volume grade level "
    "appendix annex episode verse room model type category number no nos nr rule channel figure table line item "
    "protocol directive decree highway interstate tier exercise game row psalm part class lot gate platform "
)
_PLACE_LABELS = word_set(
    "sector checkpoint zone block district ward unit company camp hangar building apartment flat terminal runway pier "
    "dock exit bay cell barrack barracks division brigade battalion regiment ministry sectors checkpoints zones blocks "
    "year districts wards units gates rooms cells buildings flights articles sections chapters pages paragraphs "
    "crossings"
)
_GLUED_PREFIXES = word_set("sub minus about some over under")
_WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_MONTH_WORDS = frozenset(month.lower() for month in _MONTHS)
_YEAR_CUES = word_set("in since by until till from before after during early late mid circa")
_RECENT_YEAR_CUES = _YEAR_CUES | word_set("of the for around between and fiscal spring summer autumn fall winter end")


class Exclusions:
    """Stretches of a text that hold dates, times, addresses and list marks, for look-ups by offset."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for match in _SPENT.finditer(text):
            self._starts.append(match.start())
            self._ends.append(match.end())

    def cover(self, offset: int) -> bool:
        """Tell whether the character at `offset` lies in one of them."""
        i = bisect.bisect_right(self._starts, offset) - 1
        return i >= 0 and offset < self._ends[i]


def is_glued_before(items: list[Item], i: int) -> bool:
    """Tell whether letters or marks run into a number from the left: "MH17", "F-16", "24/7", "ID.3"."""
    if not touches(items, i):
        return False
    mark = items[i - 1]
    if mark.kind in ("w", "n") or mark.text in "#@/_\\'’^=&*":
        return True
    if i < 2 or not touches(items, i - 1) or items[i - 2].kind not in ("w", "n"):
        return False
    if is_hyphen(items, i - 1):
        return items[i - 2].lower not in _GLUED_PREFIXES
    return mark.text == "." or (mark.text in ":," and items[i - 2].kind == "n")


def is_glued_after(items: list[Item], last: int) -> bool:
    """Tell whether letters or marks follow a number and its unit without a space: "4x4", "5G", "3/7", "1:36"."""
    if not touches(items, last):
        return False
    after = items[last]
    if after.kind in ("w", "n") or after.text in "/_\\@^":
        return True
    return after.text == ":" and touches(items, last + 1) and items[last + 1].kind == "n"


def is_label(items: list[Item], i: int) -> bool:
    """Tell whether the words before item `i` make it a label: "Article 5", "No. 10", "phase two"."""
    at = i - 1
    if word(items, at) == "." and touches(items, at):
        return word(items, at - 1) in ("no", "nos", "nr", "art", "fig", "sec", "vol", "ch", "p", "pp")
    if word(items, at) in ("no", "number") and items[i].kind == "w":  # "no one", "number one"
        return word(items, at) == "number"
    return word(items, at) in LABELS


def is_place_label(items: list[Item], i: int) -> bool:
    """Tell whether the word before item `i` may make it the name of a place: "Sector 9", "checkpoints 4 and 6"."""
    if word(items, i - 1) in _PLACE_LABELS:
        return True
    joined = word(items, i - 1) in ("and", "or", ",", "to", "-")
    return joined and i >= 3 and items[i - 2].plain and word(items, i - 3) in _PLACE_LABELS


def is_calendar_word(text: str) -> bool:
    """Tell whether a lower-case word names a month or a day of the week."""
    return text in _WEEKDAYS or text in _MONTH_WORDS


def looks_like_year(items: list[Item], i: int, number: Number) -> bool:
    """Tell whether a bare numeral could be a year: four digits, no comma, 1500 to 2100."""
    return items[i].plain and len(items[i].text) == 4 and 1500 <= number.value <= 2100 and number.last == i + 1


def has_year_cue(items: list[Item], i: int, *, recent: bool) -> bool:
    """Tell whether the word before item `i` is one that years follow ("in"); `recent` years follow more of them."""
    return word(items, i - 1) in (_RECENT_YEAR_CUES if recent else _YEAR_CUES)


def is_enclosed(items: list[Item], i: int, last: int, value: Fraction) -> bool:
    """Tell whether a small number stands alone in brackets, as marks and shirt numbers do: "(4)"."""
    return word(items, i - 1) in ("(", "[") and word(items, last) in (")", "]") and value < 100
