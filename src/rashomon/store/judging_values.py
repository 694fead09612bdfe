"""Values of judgements from JSON objects, with every field checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, get_args

from rashomon.records import ProtectedKind, RelationKind, SourceKind, Stance
from rashomon.store.judging_read import (
    MOST,
    QUOTED,
    choice,
    day,
    item,
    known,
    maybe,
    number,
    read_quote,
    several,
    string,
)
from rashomon.store.judging_targets import (
    Correction,
    NewAmount,
    NewDate,
    NewGrade,
    NewPlace,
    NewRelation,
    NewSource,
    NewSpan,
    NewStance,
    Protect,
    Text,
)

LONGEST_TOPIC: Final = 200
_GRADE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_ORIGIN: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")
# The words of the contract for how exact a point is.
PRECISIONS: Final = "exact street neighbourhood village town city district province country unknown".split()


def read_correction(given: Mapping[str, Any]) -> Correction:
    """Return what a field of a claim is to be instead.

    Raises:
        ValueError: the field is not one that can be corrected, or a value is missing or wrong.
    """
    field = string(given, "field")
    if field == "source":
        return _source(given)
    if field == "span":
        known(given, "field", *QUOTED)
        return NewSpan(read_quote(given))
    if field == "stance":
        known(given, "field", "stance", "negated")
        negated = given.get("negated")
        if negated not in (None, True, False):
            raise ValueError("negated: true, false or null is needed")
        return NewStance(choice(Stance, given, "stance"), negated)
    if field == "value":
        known(given, "field", "low", "high", "item", "unit", "counted")
        low, high = number(given, "low"), number(given, "high")
        if low is not None and high is not None and low > high:
            raise ValueError(f"low: {low:g} is above high, {high:g}")
        return NewAmount(low, high, item(given), maybe(given, "unit"), maybe(given, "counted"))
    if field == "date":
        known(given, "field", "from", "to", "item")
        start, end = day(given, "from"), day(given, "to")
        if start is not None and end is not None and start > end:
            raise ValueError(f"from: {start} is after to, {end}")
        return NewDate(start, end, item(given))
    if field == "place":
        return _place(given)
    raise ValueError(f"field: {field[:40]!r} is none of source, span, stance, value, date, place")


def _source(given: Mapping[str, Any]) -> NewSource:
    known(given, "field", "name", "kind", *QUOTED)
    kind = choice(SourceKind, given, "kind")
    quoted = read_quote(given) if given.get("spans") else None
    if kind is SourceKind.AUTHOR:
        if quoted is not None or given.get("name"):
            raise ValueError("kind: the author is the document itself, which has a name and no words")
        return NewSource("", kind)
    return NewSource(string(given, "name"), kind, quoted)


def _place(given: Mapping[str, Any]) -> NewPlace:
    known(given, "field", "name", "latitude", "longitude", "precision", "country", "item")
    latitude, longitude = number(given, "latitude", 90), number(given, "longitude", 180)
    if (latitude is None) != (longitude is None):
        raise ValueError("latitude: a point needs both latitude and longitude")
    precision, country = string(given, "precision", "unknown"), maybe(given, "country")
    if precision not in PRECISIONS:
        raise ValueError(f"precision: {precision[:40]!r} is none of {', '.join(PRECISIONS)}")
    if country is not None and not re.fullmatch(r"[A-Z]{2}", country):
        raise ValueError(f"country: {country[:40]!r} is no code of two letters, such as SY")
    return NewPlace(string(given, "name"), latitude, longitude, precision, country, item(given))


def read_relation(given: Mapping[str, Any]) -> NewRelation:
    """Return how two claims stand.

    Raises:
        ValueError: the relation is none that there is.
    """
    known(given, "relation")
    return NewRelation(choice(RelationKind, given, "relation"))


def read_grade(given: Mapping[str, Any]) -> NewGrade | Text:
    """Return a grade on a scale, or one in free words.

    Raises:
        ValueError: a field is missing or wrong. Whether there is such a scale is for the caller to ask.
    """
    if "scale" not in given:
        return read_text(given)
    known(given, "scale", "value", "topic", "least", "origins", "words")
    scale, value = (_name(given, field, _GRADE) for field in ("scale", "value"))
    topic, least = string(given, "topic", "").strip(), given.get("least", 0)
    if len(topic) > LONGEST_TOPIC:
        raise ValueError(f"topic: {len(topic)} characters; {LONGEST_TOPIC} are the most")
    if type(least) is not int or not 0 <= least <= MOST:
        raise ValueError(f"least: a whole number from 0 to {MOST} is needed")
    origins = None
    if given.get("origins") is not None:
        origins = tuple(sorted({_name({"origins": each}, "origins", _ORIGIN) for each in several(given, "origins", 0)}))
    return NewGrade(scale, value, topic, least, origins, string(given, "words", ""))


def _name(given: Mapping[str, Any], field: str, form: re.Pattern[str]) -> str:
    name = string(given, field)
    if not form.fullmatch(name):
        raise ValueError(f"{field}: {name[:40]!r} is no name of one")
    return name


def read_text(given: Mapping[str, Any]) -> Text:
    """Return a grade in free words, a note or a tag.

    Raises:
        ValueError: it is no text, or empty.
    """
    known(given, "text")
    return Text(string(given, "text"))


def read_protect(given: Mapping[str, Any]) -> Protect:
    """Return what is protected and what stands in its place.

    Raises:
        ValueError: a field is missing or wrong.
    """
    known(given, "protect", "label", "also", "days")
    what = string(given, "protect")
    if what not in get_args(ProtectedKind):
        raise ValueError(f"protect: {what[:40]!r} is none of {', '.join(get_args(ProtectedKind))}")
    also = tuple(string({"also": one}, "also") for one in several(given, "also", 0))
    days: tuple[date, date] | None = None
    if given.get("days") is not None:
        first, last = (day({"days": one}, "days") for one in (*several(given, "days", 2), None, None)[:2])
        if first is None or last is None or first > last:
            raise ValueError("days: a first and a last day are needed, as 2017-10-12, in that order")
        days = first, last
    if (days is not None) is not (what == "date"):
        raise ValueError("days: a protected date needs the days that stand for it, and nothing else has any")
    kinds: Mapping[str, ProtectedKind] = {kind: kind for kind in get_args(ProtectedKind)}
    return Protect(kinds[what], string(given, "label"), also, days)
