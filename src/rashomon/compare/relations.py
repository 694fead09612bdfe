"""How two answers to one question stand to each other, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from rashomon.config import CompareConfig
from rashomon.records import Answer, Claim, Inquiry, Quantity, QuestionKind, Relation, RelationKind, SourceKind, Stance

_CORRECTING = frozenset({"correct", "correction"})
# Whose number an outlet may correct: its own, an outlet's it passed on, or "an earlier version" of itself.
_OWN_VOICE = frozenset({SourceKind.AUTHOR, SourceKind.DOCUMENT, SourceKind.OUTLET, SourceKind.UNNAMED})


def relate(inquiries: Iterable[Inquiry], claims: Mapping[str, Claim], *, config: CompareConfig) -> Iterator[Relation]:
    """Yield how the answers to each question stand to each other: a pair once a question, by its strongest reason."""
    best: dict[tuple[str, str, str], Relation] = {}
    for inquiry in inquiries:
        judge = _amounts if inquiry.kind is QuestionKind.QUANTITY else _sides
        for a, b in combinations(inquiry.answers, 2):
            if a.claim == b.claim:
                continue
            relation = judge(inquiry, a, b, claims)
            if relation is None or relation.score < config.min_score:
                continue
            pair = (min(a.claim, b.claim), max(a.claim, b.claim), inquiry.id)
            if pair not in best or relation.score > best[pair].score:
                best[pair] = relation
    yield from best.values()


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
        return Relation(
            a.claim,
            b.claim,
            RelationKind.CONTRADICTS,
            f"{left} against {right}: the ranges do not meet",
            0.9,
            inquiry.id,
        )
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
    who = denier.source.canonical if denier.source else "one account"
    other = teller.source.canonical if teller.source else "another"
    if denier.stance is Stance.DENIES:
        reason = f"{who} denies it, {other} {_verb(teller.stance)} it"
        return Relation(no.claim, yes.claim, RelationKind.DENIES, reason, 0.85, inquiry.id)
    if teller.stance is Stance.ADMITS:
        reason = f"{other} admits a part in it, {who} says that it was not so"
        return Relation(no.claim, yes.claim, RelationKind.DIFFERS, reason, 0.6, inquiry.id)
    reason = f"{who} says that it is not so, {other} {_verb(teller.stance)} it"
    return Relation(no.claim, yes.claim, RelationKind.CONTRADICTS, reason, 0.7, inquiry.id)


def _verb(stance: Stance) -> str:
    """Return the stance as a verb that takes "it"."""
    return {
        Stance.ASSERTS: "speaks of",
        Stance.PREDICTS: "predicts",
        Stance.QUESTIONS: "asks about",
        Stance.DEMANDS: "demands",
        Stance.DECLINES: "declines to speak of",
    }.get(stance, stance.value)
