"""Targets and values of judgements from JSON objects, with every field checked."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar, get_args

from rashomon.records import ProtectedKind, RelationKind, SourceKind, Span, Spans, Stance
from rashomon.store.judging_targets import (
    ClaimTarget,
    Correction,
    DocumentTarget,
    EntityTarget,
    JudgementTarget,
    Member,
    MergeTarget,
    NewAmount,
    NewDate,
    NewGrade,
    NewPlace,
    NewRelation,
    NewSource,
    NewSpan,
    NewStance,
    PairTarget,
    Protect,
    QuestionsTarget,
    QuestionTarget,
    Quote,
    SplitTarget,
    Target,
    Text,
    WordsTarget,
    check_spans,
)

Object = dict[str, Any]
LONGEST: Final = 10_000
_MOST: Final = 1_000
LONGEST_TOPIC: Final = 200
_GRADE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_ORIGIN: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")
# The words of the contract for how exact a point is.
PRECISIONS: Final = "exact street neighbourhood village town city district province country unknown".split()
_QUOTED: Final = ("spans", "words", "before", "after")
_Enum = TypeVar("_Enum", bound=StrEnum)


def string(given: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """Return a field that must be a text.

    Raises:
        ValueError: it is missing (and there is no `default`), no text, empty, or too long.
    """
    value = given.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"{name}: a text is needed")
    if not value.strip() and default is None:
        raise ValueError(f"{name}: it is empty")
    if len(value) > LONGEST:
        raise ValueError(f"{name}: {len(value)} characters; {LONGEST} are the most")
    if "\0" in value:
        raise ValueError(f"{name}: it holds the code point 0, which no database keeps")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name}: it holds half a surrogate pair, which is no character") from None
    return value


def maybe(given: Mapping[str, Any], name: str) -> str | None:
    """Return a text, or None where the field is missing or null."""
    return None if given.get(name) is None else string(given, name)


def known(given: Mapping[str, Any], *names: str) -> None:
    """Refuse fields that nobody reads: a slip in a name would lose what a person said.

    Raises:
        ValueError: there is one.
    """
    if more := sorted(set(given) - set(names)):
        raise ValueError(f"{more[0]}: no such field; known are {', '.join(sorted(names))}")


def mapping(value: object, name: str) -> Mapping[str, Any]:
    """Return an object whose keys are texts.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ValueError(f"{name}: an object is needed")
    return value


def _list(given: Mapping[str, Any], name: str, least: int) -> Sequence[object]:
    value = given.get(name, [])
    if not isinstance(value, list | tuple) or not least <= len(value) <= _MOST:
        raise ValueError(f"{name}: a list of {least} to {_MOST} is needed")
    return value


def _number(given: Mapping[str, Any], name: str, limit: float = math.inf) -> float | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{name}: a number, a decimal string or null is needed")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"{name}: {str(value)[:40]!r} is no number") from None
    if not math.isfinite(number):
        raise ValueError(f"{name}: {str(value)[:40]!r} is no number")
    if abs(number) > limit:
        raise ValueError(f"{name}: {number:g} is not between -{limit:g} and {limit:g} degrees")
    return number


def _day(given: Mapping[str, Any], name: str) -> date | None:
    value = maybe(given, name)
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{name}: {value[:40]!r} is no date; write it as 2017-10-12" if value else name) from None


def choice(kind: type[_Enum], given: Mapping[str, Any], name: str) -> _Enum:
    """Return a field that must be one of the listed words.

    Raises:
        ValueError: it is not.
    """
    value = string(given, name)
    try:
        return kind(value)
    except ValueError:
        raise ValueError(f"{name}: {value[:40]!r} is none of {', '.join(kind)}") from None


def _spans(given: Mapping[str, Any]) -> Spans:
    found = []
    for pair in _list(given, "spans", 1):
        if not (isinstance(pair, list | tuple) and len(pair) == 2 and all(type(at) is int for at in pair)):
            raise ValueError("spans: each is a pair of whole numbers, start and end")
        found.append(Span(*pair))
    check_spans(tuple(found))
    return tuple(found)


def read_quote(given: Mapping[str, Any]) -> Quote:
    """Return the words that an object quotes.

    Raises:
        ValueError: a field is missing or wrong.
    """
    return Quote(_spans(given), string(given, "words"), string(given, "before", ""), string(given, "after", ""))


def _item(given: Mapping[str, Any]) -> Quote | None:
    if given.get("item") is None:
        return None
    item = mapping(given["item"], "item")
    known(item, *_QUOTED)
    return read_quote(item)


def claim_target(value: object, name: str = "target") -> ClaimTarget:
    """Return a claim that an object names.

    Raises:
        ValueError: a field is missing or wrong.
    """
    given = mapping(value, name)
    known(given, "document", "claim", *_QUOTED)
    return ClaimTarget(string(given, "document"), read_quote(given), maybe(given, "claim"))


def _member(value: object) -> Member:
    given = mapping(value, "members")
    if "entity" not in given:
        return claim_target(given, "members")
    known(given, "entity")
    return EntityTarget(string(given, "entity"))


def merge_target(given: Mapping[str, Any]) -> MergeTarget:
    """Return the names and claims that are one actor's.

    Raises:
        ValueError: a field is missing or wrong, or there are fewer than two.
    """
    known(given, "members")
    members = tuple(dict.fromkeys(map(_member, _list(given, "members", 2))))
    if len(members) < 2:
        raise ValueError("members: the same one twice joins nothing")
    return MergeTarget(members)


def split_target(given: Mapping[str, Any]) -> SplitTarget:
    """Return the groups that are actors apart.

    Raises:
        ValueError: a field is missing or wrong, there are fewer than two groups, or one is in two of them.
    """
    known(given, "groups")
    groups = tuple(tuple(map(_member, _list({"groups": g}, "groups", 1))) for g in _list(given, "groups", 2))
    members = [member for group in groups for member in set(group)]
    if len(members) != len(set(members)):
        raise ValueError("groups: one member stands in two groups")
    return SplitTarget(groups)


def question_target(value: object) -> QuestionTarget:
    """Return a question that an object names.

    Raises:
        ValueError: a field is missing or wrong.
    """
    given = mapping(value, "questions")
    known(given, "question", "text")
    return QuestionTarget(string(given, "question"), string(given, "text", ""))


def questions_target(given: Mapping[str, Any]) -> QuestionsTarget:
    """Return questions, or a question and claims.

    Raises:
        ValueError: a field is missing or wrong.
    """
    known(given, "questions", "claims")
    return QuestionsTarget(
        tuple(dict.fromkeys(map(question_target, _list(given, "questions", 1)))),
        tuple(claim_target(claim, "claims") for claim in _list(given, "claims", 0)),
    )


def pair_target(given: Mapping[str, Any]) -> PairTarget:
    """Return two claims.

    Raises:
        ValueError: a field is missing or wrong, or they are one.
    """
    known(given, "a", "b")
    a, b = claim_target(given.get("a"), "a"), claim_target(given.get("b"), "b")
    if a == b or (a.claim is not None and a.claim == b.claim):
        raise ValueError("b: it is the same claim as a")
    return PairTarget(a, b)


def judgement_target(given: Mapping[str, Any]) -> JudgementTarget:
    """Return the judgement that an object names.

    Raises:
        ValueError: a field is missing or wrong.
    """
    known(given, "judgement")
    return JudgementTarget(string(given, "judgement"))


def any_target(given: Mapping[str, Any]) -> Target:
    """Return what a grade, a note or a tag is about: a claim, two claims, a question, an entity or a document.

    Raises:
        ValueError: it is none of them, or a field is missing or wrong.
    """
    if "spans" in given:
        return claim_target(given)
    if "a" in given:
        return pair_target(given)
    if "question" in given:
        return question_target(given)
    if "entity" in given:
        known(given, "entity")
        return EntityTarget(string(given, "entity"))
    known(given, "document")
    return DocumentTarget(string(given, "document"))


def read_correction(given: Mapping[str, Any]) -> Correction:
    """Return what a field of a claim is to be instead.

    Raises:
        ValueError: the field is not one that can be corrected, or a value is missing or wrong.
    """
    field = string(given, "field")
    if field == "source":
        return _source(given)
    if field == "span":
        known(given, "field", *_QUOTED)
        return NewSpan(read_quote(given))
    if field == "stance":
        known(given, "field", "stance", "negated")
        negated = given.get("negated")
        if negated not in (None, True, False):
            raise ValueError("negated: true, false or null is needed")
        return NewStance(choice(Stance, given, "stance"), negated)
    if field == "value":
        known(given, "field", "low", "high", "item", "unit", "counted")
        low, high = _number(given, "low"), _number(given, "high")
        if low is not None and high is not None and low > high:
            raise ValueError(f"low: {low:g} is above high, {high:g}")
        return NewAmount(low, high, _item(given), maybe(given, "unit"), maybe(given, "counted"))
    if field == "date":
        known(given, "field", "from", "to", "item")
        start, end = _day(given, "from"), _day(given, "to")
        if start is not None and end is not None and start > end:
            raise ValueError(f"from: {start} is after to, {end}")
        return NewDate(start, end, _item(given))
    if field == "place":
        return _place(given)
    raise ValueError(f"field: {field[:40]!r} is none of source, span, stance, value, date, place")


def _source(given: Mapping[str, Any]) -> NewSource:
    known(given, "field", "name", "kind", *_QUOTED)
    kind = choice(SourceKind, given, "kind")
    quoted = read_quote(given) if given.get("spans") else None
    if kind is SourceKind.AUTHOR:
        if quoted is not None or given.get("name"):
            raise ValueError("kind: the author is the document itself, which has a name and no words")
        return NewSource("", kind)
    return NewSource(string(given, "name"), kind, quoted)


def _place(given: Mapping[str, Any]) -> NewPlace:
    known(given, "field", "name", "latitude", "longitude", "precision", "country", "item")
    latitude, longitude = _number(given, "latitude", 90), _number(given, "longitude", 180)
    if (latitude is None) != (longitude is None):
        raise ValueError("latitude: a point needs both latitude and longitude")
    precision, country = string(given, "precision", "unknown"), maybe(given, "country")
    if precision not in PRECISIONS:
        raise ValueError(f"precision: {precision[:40]!r} is none of {', '.join(PRECISIONS)}")
    if country is not None and not re.fullmatch(r"[A-Z]{2}", country):
        raise ValueError(f"country: {country[:40]!r} is no code of two letters, such as SY")
    return NewPlace(string(given, "name"), latitude, longitude, precision, country, _item(given))


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
    if type(least) is not int or not 0 <= least <= _MOST:
        raise ValueError(f"least: a whole number from 0 to {_MOST} is needed")
    origins = None
    if given.get("origins") is not None:
        origins = tuple(sorted({_name({"origins": each}, "origins", _ORIGIN) for each in _list(given, "origins", 0)}))
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


def protected_target(given: Mapping[str, Any]) -> Target:
    """Return what is protected: words wherever they stand, a source, a document, or a passage of one.

    Raises:
        ValueError: it is none of them, or a field is missing or wrong.
    """
    if "spans" in given:
        return claim_target(given)
    if "words" in given:
        known(given, "words")
        return WordsTarget(string(given, "words"))
    if "entity" in given:
        known(given, "entity")
        return EntityTarget(string(given, "entity"))
    known(given, "document")
    return DocumentTarget(string(given, "document"))


def read_protect(given: Mapping[str, Any]) -> Protect:
    """Return what is protected and what stands in its place.

    Raises:
        ValueError: a field is missing or wrong.
    """
    known(given, "protect", "label", "also", "days")
    what = string(given, "protect")
    if what not in get_args(ProtectedKind):
        raise ValueError(f"protect: {what[:40]!r} is none of {', '.join(get_args(ProtectedKind))}")
    also = tuple(string({"also": one}, "also") for one in _list(given, "also", 0))
    days: tuple[date, date] | None = None
    if given.get("days") is not None:
        first, last = (_day({"days": day}, "days") for day in (*_list(given, "days", 2), None, None)[:2])
        if first is None or last is None or first > last:
            raise ValueError("days: a first and a last day are needed, as 2017-10-12, in that order")
        days = first, last
    if (days is not None) is not (what == "date"):
        raise ValueError("days: a protected date needs the days that stand for it, and nothing else has any")
    kinds: Mapping[str, ProtectedKind] = {kind: kind for kind in get_args(ProtectedKind)}
    return Protect(kinds[what], string(given, "label"), also, days)
