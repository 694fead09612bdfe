"""How two answers to one question stand to each other, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from rashomon.compare.corrections import corrections
from rashomon.compare.intervals import describe, disjoint, within
from rashomon.config import CompareConfig
from rashomon.records import Answer, Claim, Inquiry, Quantity, QuestionKind, Relation, RelationKind, Stance


def relate(inquiries: Iterable[Inquiry], claims: Mapping[str, Claim], *, config: CompareConfig) -> Iterator[Relation]:
    """Yield how the answers to each question stand to each other: a pair of claims once a question.

    A claim that gives several amounts ("four bombs, two of them in the camp") stands to another as its best fitting
    one does.
    """
    for inquiry in inquiries:
        judge = _JUDGES.get(inquiry.kind, _sides)
        best: dict[tuple[str, str], Relation] = {}
        for relation in corrections(inquiry, claims):
            if relation.score >= config.min_score:
                best.setdefault(_pair(relation.a, relation.b), relation)
        for a, b in combinations(_voices(inquiry.answers), 2):
            if a.claim == b.claim:
                continue
            judged = judge(inquiry, a, b, claims)
            if judged is None or judged.score < config.min_score:
                continue
            pair = _pair(a.claim, b.claim)
            if pair not in best or _fits_better(judged, best[pair]):
                best[pair] = judged
        yield from best.values()


def _pair(a: str, b: str) -> tuple[str, str]:
    return min(a, b), max(a, b)


# Questions with more answers are compared by what each source says, and not by how often it says so.
_MANY: Final = 150


def _voices(answers: Sequence[Answer]) -> Sequence[Answer]:
    """Return the answers; of very many, the first of each source to each effect."""
    if len(answers) <= _MANY:
        return answers
    first: dict[tuple[object, ...], Answer] = {}
    for answer in answers:
        quantity = answer.quantity
        bounds = (quantity.low, quantity.high) if quantity is not None else (answer.value, answer.span)
        first.setdefault((answer.source, answer.side, *bounds), answer)
    return tuple(first.values())


# How well two amounts fit, best first; corrections are said in words and come before all.
_FIT: Final = (
    RelationKind.CORRECTS,
    RelationKind.DENIES,
    RelationKind.ADMITS,
    RelationKind.AGREES,
    RelationKind.REFINES,
    RelationKind.OVERLAPS,
    RelationKind.DIFFERS,
    RelationKind.CONTRADICTS,
    RelationKind.RETRACTS,
)


def _fits_better(one: Relation, other: Relation) -> bool:
    return _FIT.index(one.relation) < _FIT.index(other.relation)


def _amounts(inquiry: Inquiry, a: Answer, b: Answer, claims: Mapping[str, Claim]) -> Relation | None:
    """Compare two counts of the same thing by their intervals."""
    first, second = a.quantity, b.quantity
    if first is None or second is None:
        return None
    left, right = describe(first), describe(second)
    if disjoint(first, second):
        if a.source == b.source:
            return Relation(
                a.claim, b.claim, RelationKind.DIFFERS, f"the same source gives {left} and {right}", 0.7, inquiry.id
            )
        if inquiry.drifts and first.high != 0 and second.high != 0 and (a.day is None or a.day != b.day):
            reason = f"{left} and {right}: counts of this kind grow, and these are not known to be of one day"
            return Relation(a.claim, b.claim, RelationKind.DIFFERS, reason, 0.6, inquiry.id)
        reason = f"{left} against {right}: the ranges do not meet"
        return Relation(a.claim, b.claim, RelationKind.CONTRADICTS, reason, 0.9, inquiry.id)
    if a.source == b.source and a.claim != b.claim and claims[a.claim].document == claims[b.claim].document:
        return None
    if _stressed(first, second) and a.source != b.source:
        many, few = (left, right) if _stresses_many(first) else (right, left)
        reason = f"one account stresses how many ({many}), the other how few ({few})"
        return Relation(a.claim, b.claim, RelationKind.CONTRADICTS, reason, 0.6, inquiry.id)
    if (first.low, first.high) == (second.low, second.high):
        return Relation(a.claim, b.claim, RelationKind.AGREES, f"both give {left}", 0.9, inquiry.id)
    if within(first, second) or within(second, first):
        inner, outer = (left, right) if within(first, second) else (right, left)
        ids = (a.claim, b.claim) if within(first, second) else (b.claim, a.claim)
        return Relation(*ids, RelationKind.REFINES, f"{inner} lies within {outer}", 0.7, inquiry.id)
    return Relation(a.claim, b.claim, RelationKind.OVERLAPS, f"{left} and {right} share a part", 0.6, inquiry.id)


def _stressed(a: Quantity, b: Quantity) -> bool:
    """Tell "a huge number" against "only four": the ranges meet, but the accounts pull apart."""
    return (_stresses_many(a) and _stresses_few(b)) or (_stresses_many(b) and _stresses_few(a))


def _stresses_many(quantity: Quantity) -> bool:
    return quantity.bound == "vague" and quantity.high is None


def _stresses_few(quantity: Quantity) -> bool:
    return quantity.focus is not None and quantity.high is not None and quantity.high < 10


def _sides(inquiry: Inquiry, a: Answer, b: Answer, claims: Mapping[str, Claim]) -> Relation | None:
    """Compare two answers to whether something is so."""
    if a.side == b.side or a.source == b.source:
        return None
    no, yes = (a, b) if a.side == "no" else (b, a)
    denier, teller = claims[no.claim], claims[yes.claim]
    who, other = _speaker(denier), _speaker(teller, "another")
    if denier.stance is Stance.DENIES:
        reason = f"{who} denies it, {other} {_verb(teller.stance)} it"
        return Relation(no.claim, yes.claim, RelationKind.DENIES, reason, 0.85, inquiry.id)
    if teller.stance is Stance.ADMITS:
        reason = f"{other} admits a part in it, {who} says that it was not so"
        return Relation(no.claim, yes.claim, RelationKind.DIFFERS, reason, 0.6, inquiry.id)
    reason = f"{who} says that it is not so, {other} {_verb(teller.stance)} it"
    return Relation(no.claim, yes.claim, RelationKind.CONTRADICTS, reason, 0.7, inquiry.id)


def _who(inquiry: Inquiry, a: Answer, b: Answer, claims: Mapping[str, Claim]) -> Relation | None:
    """Compare two answers to who did something."""
    if a.source == b.source or (a.side == "no" and b.side == "no"):
        return None
    same = bool(a.names & b.names) or bool(a.sorts & b.sorts and not (a.names and b.names))
    left, right = (_speaker(claims[answer.claim]) for answer in (a, b))
    if a.side != b.side:
        no, yes = (a, b) if a.side == "no" else (b, a)
        if not same:
            return None
        denier, teller = _speaker(claims[no.claim]), _speaker(claims[yes.claim])
        reason = f"{denier} denies that {no.value} did it, {teller} says that {yes.value} did"
        return Relation(no.claim, yes.claim, RelationKind.DENIES, reason, 0.85, inquiry.id)
    if same:
        admitted = next((x for x in (a, b) if claims[x.claim].stance is Stance.ADMITS), None)
        other = b if admitted is a else a
        if admitted is not None and claims[other.claim].stance is not Stance.ADMITS:
            reason = f"{_speaker(claims[admitted.claim])} admits what {_speaker(claims[other.claim])} says: {a.value}"
            return Relation(admitted.claim, other.claim, RelationKind.ADMITS, reason, 0.8, inquiry.id)
        return Relation(a.claim, b.claim, RelationKind.AGREES, f"both name {a.value}", 0.7, inquiry.id)
    if a.excludes & b.sorts:
        reason = f"{left} says that {a.value} did it, {right} that {b.value} did"
        return Relation(a.claim, b.claim, RelationKind.CONTRADICTS, reason, 0.75, inquiry.id)
    return None


def _when(inquiry: Inquiry, a: Answer, b: Answer, claims: Mapping[str, Claim]) -> Relation | None:
    """Compare two answers to when something happened by their first and last days."""
    if a.source == b.source or a.span is None or b.span is None:
        return None
    (low, high), (other_low, other_high) = a.span, b.span
    if low is None or high is None or other_low is None or other_high is None:
        return None
    if high < other_low or other_high < low:
        left, right = (_speaker(claims[answer.claim]) for answer in (a, b))
        reason = f"{left} gives {a.value}, {right} {b.value}: no day is in both"
        return Relation(a.claim, b.claim, RelationKind.CONTRADICTS, reason, 0.7, inquiry.id)
    if a.span == b.span:
        return Relation(a.claim, b.claim, RelationKind.AGREES, f"both give {a.value}", 0.7, inquiry.id)
    return Relation(a.claim, b.claim, RelationKind.OVERLAPS, f"{a.value} and {b.value} share a day", 0.6, inquiry.id)


def _where(inquiry: Inquiry, a: Answer, b: Answer, claims: Mapping[str, Claim]) -> Relation | None:
    """Compare two answers to where something happened: places in common agree; others may both be right."""
    if a.source == b.source or not a.names & b.names:
        return None
    return Relation(a.claim, b.claim, RelationKind.AGREES, f"both speak of {a.value}", 0.6, inquiry.id)


def _speaker(claim: Claim, nobody: str = "one account") -> str:
    return claim.source.canonical if claim.source is not None else nobody


def _verb(stance: Stance) -> str:
    """Return the stance as a verb that takes "it"."""
    return {
        Stance.ASSERTS: "speaks of",
        Stance.PREDICTS: "predicts",
        Stance.QUESTIONS: "asks about",
        Stance.DEMANDS: "demands",
        Stance.DECLINES: "declines to speak of",
    }.get(stance, stance.value)


_JUDGES: Final = {
    QuestionKind.QUANTITY: _amounts,
    QuestionKind.WHO: _who,
    QuestionKind.WHEN: _when,
    QuestionKind.WHERE: _where,
}
