"""Protected days in any usual spelling: in figures, in words, as a count of seconds, and from the days beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta
from typing import Final

from rashomon.protect.leaks_parts import Hit
from rashomon.records import Secret

LONGEST: Final = 31
"""Days that a protected stretch may have for single days in it to tell; of a longer one each day is a coarse form."""

_MONTHS: Final = (
    "january jan janvier enero januar jänner",
    "february feb février fevrier febrero februar",
    "march mar mars marzo märz",
    "april apr avril abril",
    "may mai mayo",
    "june jun juin junio juni",
    "july jul juillet julio juli",
    "august aug août aout agosto",
    "september sept sep septembre septiembre",
    "october oct octobre octubre oktober okt",
    "november nov novembre noviembre",
    "december dec décembre decembre diciembre dezember dez",
)
_MONTH: Final = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
_ROMAN: Final = {word: number for number, word in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), start=1)}
_WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
_NUMBERS: Final = {word: number for number, word in enumerate("one two three four five six seven".split(), start=1)} | {
    "a": 1,
    "the": 1,
}
_FIRST: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first".split()
)
_ORDINAL: Final = {word: number for number, word in enumerate(_FIRST, start=1)}

_NAME: Final = "|".join(sorted(_MONTH, key=len, reverse=True))
_DAY: Final = f"(?:\\d{{1,2}}(?:st|nd|rd|th|er|[.º])?|{'|'.join(sorted(_ORDINAL, key=len, reverse=True))})"
_YEAR: Final = r"(?:[,.]?[\s_-]{1,3}(?:de |of |in )?(?P<YEAR>\d{4}|[’']\d{2})(?![\d:]))?"
_WORDED: Final = re.compile(
    rf"(?<![\w.])(?:(?P<d1>{_DAY})[\s_-]{{1,3}}(?:of |de )?(?P<m1>{_NAME})(?![^\W_])\.?{_YEAR.replace('YEAR', 'y1')}"
    rf"|(?P<m2>{_NAME})\.?[\s_-]{{1,3}}(?:the )?(?P<d2>{_DAY})(?![^\W_]|[.,:]\d){_YEAR.replace('YEAR', 'y2')})",
    re.I,
)
_FIGURES: Final = re.compile(
    r"(?<![\d.,/-])(?:(?P<y>(?:19|20)\d\d)(?P<s>[-./_:  ]?)(?P<m>[01]?\d)(?P=s)(?P<d>[0-3]?\d)"
    r"|(?P<a>\d{1,2})(?P<t>[-./  _]|\. )(?P<b>\d{1,2}|[IVX]{1,4})(?P=t)(?P<c>(?:19|20)?\d\d))(?![\d]|[.,]\d)"
)
_WEEK: Final = re.compile(r"(?<![\w-])((?:19|20)\d\d)-?W(\d\d)-?([1-7])(?!\w)")
_ORDINAL_DAY: Final = re.compile(r"(?<![\w-])((?:19|20)\d\d)[-.]([0-3]\d\d)(?![\w-]|\.\d)")
_SECONDS: Final = re.compile(r"(?<![\w.])(\d{9,10}|\d{12,13})(?![\w]|\.\d{4})")
_BESIDE: Final = re.compile(
    rf"(?:(?P<n>\d|{'|'.join(_NUMBERS)}) (?P<unit>days?|weeks?)|(?P<day>{'|'.join(_WEEKDAYS)})) "
    r"(?P<way>before|after|earlier than|later than|following|preceding|from) (?:\w+,? )?$",
    re.I,
)


class Dates:
    """Looks for days that date secrets hide."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self._hidden: list[tuple[int, date, date]] = [
            (number, secret.days[0], secret.days[1])
            for number, secret in enumerate(secrets)
            if secret.days and (secret.days[1] - secret.days[0]).days < LONGEST
        ]

    def hits(self, text: str, words: AbstractSet[str]) -> Iterator[Hit]:
        """Yield every spelling of a protected day in a text whose distinct words are `words`."""
        if not self._hidden:
            return
        for match in _in_words(text, words):
            for day in self._worded(match):
                yield from self._told(match, day, "date")
            yield from self._beside(text, match, self._worded(match))
        for match in _FIGURES.finditer(text):
            days = _figures(match)
            for day in days:
                yield from self._told(match, day, "date")
            yield from self._beside(text, match, days)
        for match in _WEEK.finditer(text):
            yield from self._told(match, _safe(lambda m=match: date.fromisocalendar(*map(int, m.groups()))), "date")
        for match in _ORDINAL_DAY.finditer(text):
            if 1 <= int(match[2]) <= 366:
                yield from self._told(match, date(int(match[1]), 1, 1) + timedelta(int(match[2]) - 1), "date")
        for match in _SECONDS.finditer(text):
            seconds = int(match[1]) / (1000 if len(match[1]) >= 12 else 1)
            yield from self._told(match, datetime.fromtimestamp(seconds, UTC).date(), "date-epoch")

    def serial(self, number: int) -> Iterator[int]:
        """Yield the secrets whose day a serial number of a spreadsheet (days since 30 December 1899) is."""
        for secret, first, last in self._hidden:
            if first <= date(1899, 12, 30) + timedelta(number) <= last:
                yield secret

    def _told(self, match: re.Match[str], day: date | None, kind: str) -> Iterator[Hit]:
        for secret, first, last in self._hidden:
            if day is not None and first <= day <= last:
                yield Hit(match.start(), match.end(), secret, kind)

    def _worded(self, match: re.Match[str]) -> list[date]:
        """Return the days that a date in words may be: without a year, those of the years of protected days."""
        said = (match["d1"] or match["d2"]).lower()
        digits = re.match(r"\d+", said)
        number = int(digits[0]) if digits else _ORDINAL.get(said, 0)
        month = _MONTH[(match["m1"] or match["m2"]).lower()]
        year = match["y1"] or match["y2"]
        years = {int(year)} if year and year.isdigit() else {first.year for _, first, _ in self._hidden}
        if year and not year.isdigit():
            years = {1900 + int(year[1:]), 2000 + int(year[1:])}
        else:
            years |= set() if year else {last.year for _, _, last in self._hidden}
        return [day for one in years if (day := _safe(lambda y=one: date(y, month, number)))]

    def _beside(self, text: str, match: re.Match[str], days: Sequence[date]) -> Iterator[Hit]:
        """Yield what is told by way of a day beside it: "two days after 10 October"."""
        before = _BESIDE.search(text, max(0, match.start() - 40), match.start())
        if before is None:
            return
        sign = -1 if before["way"].lower() in {"before", "earlier than", "preceding"} else 1
        for day in days:
            if before["day"]:
                gap = (_WEEKDAYS.index(before["day"].lower()) - day.weekday()) % 7 or 7
                meant = day + timedelta(gap if sign == 1 else (gap - 7 or -7))
            else:
                number = _NUMBERS.get(before["n"].lower()) or int(before["n"])
                meant = day + timedelta(sign * number * (7 if before["unit"].lower().startswith("week") else 1))
            for hit in self._told(match, meant, "date-relative"):
                yield hit._replace(start=before.start())


def _in_words(text: str, words: AbstractSet[str]) -> Iterator[re.Match[str]]:
    """Yield the dates in words: only what stands around the name of a month is read for one."""
    months = [word for word in words if word.lower() in _MONTH]
    if not months:
        return
    beyond = 0
    for month in re.compile("|".join(map(re.escape, sorted(months, key=len, reverse=True)))).finditer(text):
        if month.end() <= beyond:
            continue
        at = max(beyond, month.start() - 30)
        while match := _WORDED.search(text, at, month.end() + 30):
            yield match
            at = match.end()
        beyond = max(beyond, at)


def _figures(match: re.Match[str]) -> list[date]:
    """Return the days that a date in figures may be: 12/10/2017 is in October or in December."""
    if match["y"]:
        if not match["s"] and len(match["m"] + match["d"]) != 4:
            return []
        found = [_safe(lambda: date(int(match["y"]), int(match["m"]), int(match["d"])))]
    else:
        year = int(match["c"])
        years = [year] if year > 100 else [2000 + year, 1900 + year]
        one, other = int(match["a"]), _ROMAN.get(match["b"]) or (int(match["b"]) if match["b"].isdigit() else 0)
        pairs = {(one, other), (other, one)} if match["b"].isdigit() else {(one, other)}
        found = [_safe(lambda y=y, m=m, d=d: date(y, m, d)) for y in years for d, m in pairs]
        if year < 100 and match["b"].isdigit():  # 17-10-12
            found += [_safe(lambda: date(2000 + one, other, year))]
    return [day for day in found if day]


def _safe(make: object) -> date | None:
    try:
        made = make()  # type: ignore[operator]
    except ValueError:
        return None
    assert isinstance(made, date)  # noqa: S101  every caller makes one
    return made
