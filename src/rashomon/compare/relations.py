"""How two answers to one question stand to each other, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from rashomon.config import CompareConfig
from rashomon.records import Answer, Claim, Inquiry, Quantity, QuestionKind, Relation, RelationKind, SourceKind, Stance

_CORRECTING = frozenset({"correct", "correction"})
# Whose number an outlet may correct: its own, an outlet's it passed on, or "an earlier version" of itself.
_OWN_VOICE = frozenset({SourceKind.AUTHOR, SourceKind.DOCUMENT, SourceKind.OUTLET, SourceKind.UNNAMED})


def relate(inquiries: Iterable[Inquiry], claims: Mapping[str, Claim], *, config: CompareConfig) -> Iterator[Relation]:
    """Yield how the answers to each question stand to each other: a pair of claims once a question.

    A claim that gives several amounts ("four bombs, two of them in the camp") stands to another as its best fitting
    one does.
    """
    for inquiry in inquiries:
        judge = _JUDGES.get(inquiry.kind, _sides)
        best: dict[tuple[str, str], Relation] = {}
        for a, b in combinations(_voices(inquiry.answers), 2):
            if a.claim == b.claim:
                continue
            relation = judge(inquiry, a, b, claims)
            if relation is None or relation.score < config.min_score:
                continue
            pair = (min(a.claim, b.claim), max(a.claim, b.claim))
            if pair not in best or _fits_better(relation, best[pair]):
                best[pair] = relation
        yield from best.values()


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
    correction = _correction(inquiry, a, b, claims)
    if correction is not None:
        return correction
    left, right = describe(first), describe(second)
    if _disjoint(first, second):
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
    if _within(first, second) or _within(second, first):
        inner, outer = (left, right) if _within(first, second) else (right, left)
        ids = (a.claim, b.claim) if _within(first, second) else (b.claim, a.claim)
        return Relation(*ids, RelationKind.REFINES, f"{inner} lies within {outer}", 0.7, inquiry.id)
    return Relation(a.claim, b.claim, RelationKind.OVERLAPS, f"{left} and {right} share a part", 0.6, inquiry.id)


def _correction(inquiry: Inquiry, a: Answer, b: Answer, claims: Mapping[str, Claim]) -> Relation | None:
    """Tell a corrected number from the one it corrects: both in one text that speaks of a correction."""
    first, second = claims[a.claim], claims[b.claim]
    if a.quantity is None or b.quantity is None or not _disjoint(a.quantity, b.quantity):
        return None
    for newer, older, ours, theirs in ((first, second, a, b), (second, first, b, a)):
        same_voice = newer.chain[-1] == older.chain[-1]
        says_so = bool(_CORRECTING & set(newer.topics))
        own_voice = older.source is None or older.source.kind in _OWN_VOICE
        if same_voice and own_voice and says_so and "earlier" not in newer.topics and ours.quantity and theirs.quantity:
            reason = f"{newer.chain[-1]} corrects {describe(theirs.quantity)} to {describe(ours.quantity)}"
            return Relation(newer.id, older.id, RelationKind.CORRECTS, reason, 0.95, inquiry.id)
    return None


def _disjoint(a: Quantity, b: Quantity) -> bool:
    """Tell whether two intervals share no number; None is unbounded."""
    return _below(a.high, b.low) or _below(b.high, a.low)


def _stressed(a: Quantity, b: Quantity) -> bool:
    """Tell "a huge number" against "only four": the ranges meet, but the accounts pull apart."""
    return (_stresses_many(a) and _stresses_few(b)) or (_stresses_many(b) and _stresses_few(a))


def _stresses_many(quantity: Quantity) -> bool:
    return quantity.bound == "vague" and quantity.high is None


def _stresses_few(quantity: Quantity) -> bool:
    return quantity.focus is not None and quantity.high is not None and quantity.high < 10


def _below(high: float | None, low: float | None) -> bool:
    return high is not None and low is not None and high < low


def _within(inner: Quantity, outer: Quantity) -> bool:
    low = outer.low is None or (inner.low is not None and inner.low >= outer.low)
    high = outer.high is None or (inner.high is not None and inner.high <= outer.high)
    return low and high


def number(value: float) -> str:
    """Return a number for reading: thousands apart, no needless decimals."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


def describe(quantity: Quantity) -> str:
    """Return the words of an amount with the interval they are read as."""
    low, high = quantity.low, quantity.high
    if low is not None and low == high:
        bounds = number(low)
    elif low is None:
        bounds = "any number" if high is None else f"at most {number(high)}"
    else:
        bounds = f"{number(low)} or more" if high is None else f"{number(low)} to {number(high)}"
    said = quantity.words.strip()
    return f"“{said}”" if said.replace(",", "") == bounds.replace(",", "") else f"“{said}” ({bounds})"


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
