"""What people decide about a case, kept beside what the machine read and never inside it.

A judgement is one entry that is only ever added: who, when, about what, why, and which earlier one it supersedes. An
undo is one more entry. What stands is worked out from all of them (`judging_standing.py`), applied to readings
(`judging_readings.py`) and to the comparison (`judging_view.py`); the machine's own reading stays as it was.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from rashomon.errors import ItemError
from rashomon.store import judging_read as read
from rashomon.store import judging_values as values
from rashomon.store.entries import canonical
from rashomon.store.judging_targets import (
    ClaimTarget,
    DocumentTarget,
    EntityTarget,
    JudgementTarget,
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
    SplitTarget,
    Target,
    Text,
    Value,
    WordsTarget,
)
from rashomon.store.judging_write import target_object, value_object

Object = dict[str, Any]


class Kind(StrEnum):
    """What a judgement decides."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    MERGE = "merge"
    SPLIT = "split"
    SAME_QUESTION = "same_question"
    OTHER_QUESTION = "other_question"
    RELATION = "relation"
    NO_RELATION = "no_relation"
    GRADE = "grade"
    NOTE = "note"
    TAG = "tag"
    PROTECT = "protect"
    UNDO = "undo"


_CORRECTIONS: Final = (NewSource, NewSpan, NewStance, NewAmount, NewDate, NewPlace)
_ANY: Final = (ClaimTarget, PairTarget, QuestionTarget, EntityTarget, DocumentTarget)
# What each kind is about, and what it gives; an empty tuple is nothing.
_TYPES: Final[Mapping[Kind, tuple[tuple[type, ...], tuple[type, ...]]]] = MappingProxyType(
    {
        Kind.ACCEPT: ((ClaimTarget,), ()),
        Kind.REJECT: ((ClaimTarget,), ()),
        Kind.CORRECT: ((ClaimTarget,), _CORRECTIONS),
        Kind.MERGE: ((MergeTarget,), ()),
        Kind.SPLIT: ((SplitTarget,), ()),
        Kind.SAME_QUESTION: ((QuestionsTarget,), ()),
        Kind.OTHER_QUESTION: ((QuestionsTarget,), ()),
        Kind.RELATION: ((PairTarget,), (NewRelation,)),
        Kind.NO_RELATION: ((PairTarget,), ()),
        Kind.GRADE: (_ANY, (Text, NewGrade)),
        Kind.NOTE: (_ANY, (Text,)),
        Kind.TAG: (_ANY, (Text,)),
        Kind.PROTECT: ((EntityTarget, DocumentTarget, ClaimTarget, WordsTarget), (Protect,)),
        Kind.UNDO: ((JudgementTarget,), ()),
    }
)
_OF_WORDS: Final = (Kind.GRADE, Kind.NOTE, Kind.TAG, Kind.PROTECT)
_ID: Final = re.compile(r"[0-9a-f]{32}")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision of one person.

    Attributes:
        id: 32 hex digits (a random UUID).
        seq: its place among the judgements of the case, from 1; 0 until the store has given it one.
        time: when, ISO 8601 in UTC to the second ("2026-11-26T02:16:16Z").
        actor: who.
        target, value: what it is about and what it gives; their types follow from `kind`.
        why: the reason, in words; may be empty.
        supersedes: id of the earlier judgement that it takes the place of, or None.

    Raises:
        ValueError: a field does not fit; the message names it.
    """

    id: str
    seq: int
    time: str
    actor: str
    kind: Kind
    target: Target
    value: Value | None = None
    why: str = ""
    supersedes: str | None = None

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError("id: 32 hex digits are needed")
        if self.supersedes is not None and not _ID.fullmatch(self.supersedes):
            raise ValueError("supersedes: 32 hex digits are needed")
        if self.supersedes == self.id:
            raise ValueError("supersedes: a judgement cannot take its own place")
        if type(self.seq) is not int or self.seq < 0:
            raise ValueError("seq: a whole number from 0 is needed")
        _check_time(self.time)
        if not self.actor.strip():
            raise ValueError("actor: it is empty; say who decides")
        targets, values = _TYPES[self.kind]
        if not isinstance(self.target, targets):
            raise ValueError(f"target: {self.kind} is not about a {_called(type(self.target))}")
        if values and not isinstance(self.value, values):
            raise ValueError(f"value: {self.kind} needs one")
        if not values and self.value is not None:
            raise ValueError(f"value: {self.kind} takes none")
        _check_questions(self)
        _check_grade(self)
        if self.kind not in _OF_WORDS and any(c.claim is None for c in claims_of(self.target)):
            raise ValueError(f"claim: {self.kind} is about claims, and this one is named by its words alone")


def claims_of(target: Target) -> tuple[ClaimTarget, ...]:
    """Return the claims that a target names, in its order."""
    match target:
        case ClaimTarget():
            return (target,)
        case PairTarget():
            return target.a, target.b
        case QuestionsTarget():
            return target.claims
        case MergeTarget():
            return tuple(member for member in target.members if isinstance(member, ClaimTarget))
        case SplitTarget():
            return tuple(m for group in target.groups for m in group if isinstance(m, ClaimTarget))
        case _:
            return ()


def _check_time(time: str) -> None:
    try:
        if not _TIME.fullmatch(time):
            raise ValueError
        datetime.fromisoformat(time)
    except ValueError:
        raise ValueError(f"time: {time[:40]!r} is not of the form 2026-11-26T02:16:16Z") from None


def _called(kind: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower().replace(" target", "")


def _check_questions(judgement: Judgement) -> None:
    """Refuse what names too little: two questions are one, or claims (do not) answer one question."""
    target = judgement.target
    if not isinstance(target, QuestionsTarget):
        return
    if judgement.kind is Kind.OTHER_QUESTION and (len(target.questions) != 1 or not target.claims):
        raise ValueError("target: one question and the claims that do not answer it are needed")
    if judgement.kind is Kind.SAME_QUESTION and len(target.questions) + min(1, len(target.claims)) < 2:
        raise ValueError("target: two questions, or one and the claims that answer it, are needed")


def _check_grade(judgement: Judgement) -> None:
    """Refuse a grade on a scale of what no scale is for: how two claims stand, or words that are no claim's."""
    target = judgement.target
    if not isinstance(judgement.value, NewGrade):
        return
    if isinstance(target, PairTarget):
        raise ValueError("target: a scale grades a source, a claim, a question or a document; say a relation in words")
    if isinstance(target, ClaimTarget) and target.claim is None:
        raise ValueError("claim: a scale grades a claim, and these words are named as nobody's; grade the document")


def new_judgement(  # noqa: PLR0913
    kind: Kind,
    target: Target,
    value: Value | None = None,
    *,
    actor: str,
    why: str = "",
    supersedes: str | None = None,
    now: datetime | None = None,
) -> Judgement:
    """Return a judgement made now, with an id of its own and no `seq` yet.

    Args:
        now: when it is made, with a time zone; the present moment if None.

    Raises:
        ValueError: a field does not fit.
    """
    time = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Judgement(uuid.uuid4().hex, 0, time, actor, kind, target, value, why, supersedes)


def judgement_object(judgement: Judgement) -> Object:
    """Return a judgement as a JSON object; `target` and `value` are what the store keeps in its columns."""
    return {
        "id": judgement.id,
        "seq": judgement.seq,
        "time": judgement.time,
        "actor": judgement.actor,
        "kind": judgement.kind.value,
        "target": target_object(judgement.target),
        "value": None if judgement.value is None else value_object(judgement.value),
        "why": judgement.why,
        "supersedes": judgement.supersedes,
    }


_FIELDS: Final = ("id", "seq", "time", "actor", "kind", "target", "value", "why", "supersedes")
_TARGETS: Final[Mapping[Kind, Callable[[Mapping[str, Any]], Target]]] = MappingProxyType(
    {
        Kind.ACCEPT: read.claim_target,
        Kind.REJECT: read.claim_target,
        Kind.CORRECT: read.claim_target,
        Kind.MERGE: read.merge_target,
        Kind.SPLIT: read.split_target,
        Kind.SAME_QUESTION: read.questions_target,
        Kind.OTHER_QUESTION: read.questions_target,
        Kind.RELATION: read.pair_target,
        Kind.NO_RELATION: read.pair_target,
        Kind.GRADE: read.any_target,
        Kind.NOTE: read.any_target,
        Kind.TAG: read.any_target,
        Kind.PROTECT: read.protected_target,
        Kind.UNDO: read.judgement_target,
    }
)
_VALUES: Final[Mapping[Kind, Callable[[Mapping[str, Any]], Value]]] = MappingProxyType(
    {
        Kind.CORRECT: values.read_correction,
        Kind.RELATION: values.read_relation,
        Kind.GRADE: values.read_grade,
        Kind.NOTE: values.read_text,
        Kind.TAG: values.read_text,
        Kind.PROTECT: values.read_protect,
    }
)


def judgement_from(given: object) -> Judgement:
    """Return the judgement that a JSON object is.

    Raises:
        ItemError: a field is missing, unknown or wrong; the message names the judgement and the field.
    """
    name = str(given.get("id", "without id"))[:40] if isinstance(given, Mapping) else "without id"
    try:
        return _from(read.mapping(given, "judgement"))
    except (ValueError, TypeError) as error:
        remedy = "correct that field and give the judgement again"
        raise ItemError(f"judgement {name}", step="read", reason=str(error), remedy=remedy) from error


def _from(given: Mapping[str, Any]) -> Judgement:
    read.known(given, *_FIELDS)
    kind = read.choice(Kind, given, "kind")
    seq, value = given.get("seq", 0), given.get("value")
    if value is not None and kind not in _VALUES:
        raise ValueError(f"value: {kind} takes none")
    return Judgement(
        read.string(given, "id"),
        seq,
        read.string(given, "time"),
        read.string(given, "actor"),
        kind,
        _TARGETS[kind](read.mapping(given.get("target"), "target")),
        None if kind not in _VALUES else _VALUES[kind](read.mapping(value, "value")),
        read.string(given, "why", ""),
        read.maybe(given, "supersedes"),
    )


def judgement_digest(judgement: Judgement) -> str:
    """Return the SHA-256 (hex) of a judgement's canonical JSON: sorted keys, no spaces, UTF-8, as the log hashes."""
    return hashlib.sha256(canonical(judgement_object(judgement)).encode()).hexdigest()


def log_detail(judgement: Judgement) -> Object:
    """Return what the log's entry "judge" says of a judgement that has its `seq`: by the hash a change shows."""
    told: Object = {"judgement": judgement.id, "kind": judgement.kind.value, "seq": judgement.seq}
    return told | {"sha256": judgement_digest(judgement)}
