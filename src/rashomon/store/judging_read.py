"""Targets of judgements from JSON objects, with every field checked; values are read by `judging_values`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from rashomon.records import Span, Spans
from rashomon.store.judging_targets import (
    ClaimTarget,
    DocumentTarget,
    EntityTarget,
    JudgementTarget,
    Member,
    MergeTarget,
    PairTarget,
    QuestionsTarget,
    QuestionTarget,
    Quote,
    SplitTarget,
    Target,
    WordsTarget,
    check_spans,
)

Object = dict[str, Any]
LONGEST: Final = 10_000
MOST: Final = 1_000
QUOTED: Final = ("spans", "words", "before", "after")
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


def several(given: Mapping[str, Any], name: str, least: int) -> Sequence[object]:
    """Return a field that must be a list.

    Raises:
        ValueError: it is none, or has fewer than `least` items, or too many.
    """
    value = given.get(name, [])
    if not isinstance(value, list | tuple) or not least <= len(value) <= MOST:
        raise ValueError(f"{name}: a list of {least} to {MOST} is needed")
    return value


def number(given: Mapping[str, Any], name: str, limit: float = math.inf) -> float | None:
    """Return a field that must be a number, as such or as a decimal string; None where it is missing or null.

    Raises:
        ValueError: it is none, or its size is above `limit`.
    """
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


def day(given: Mapping[str, Any], name: str) -> date | None:
    """Return a field that must be a day, ISO 8601; None where it is missing or null.

    Raises:
        ValueError: it is none.
    """
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
    for pair in several(given, "spans", 1):
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


def item(given: Mapping[str, Any]) -> Quote | None:
    """Return the quoted words that a value is about, None where it names none.

    Raises:
        ValueError: a field of them is missing or wrong.
    """
    if given.get("item") is None:
        return None
    item = mapping(given["item"], "item")
    known(item, *QUOTED)
    return read_quote(item)


def claim_target(value: object, name: str = "target") -> ClaimTarget:
    """Return a claim that an object names.

    Raises:
        ValueError: a field is missing or wrong.
    """
    given = mapping(value, name)
    known(given, "document", "claim", *QUOTED)
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
    members = tuple(dict.fromkeys(map(_member, several(given, "members", 2))))
    if len(members) < 2:
        raise ValueError("members: the same one twice joins nothing")
    return MergeTarget(members)


def split_target(given: Mapping[str, Any]) -> SplitTarget:
    """Return the groups that are actors apart.

    Raises:
        ValueError: a field is missing or wrong, there are fewer than two groups, or one is in two of them.
    """
    known(given, "groups")
    groups = tuple(tuple(map(_member, several({"groups": g}, "groups", 1))) for g in several(given, "groups", 2))
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
        tuple(dict.fromkeys(map(question_target, several(given, "questions", 1)))),
        tuple(claim_target(claim, "claims") for claim in several(given, "claims", 0)),
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
