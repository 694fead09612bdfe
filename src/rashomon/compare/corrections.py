"""Which answer an outlet corrects: words of correction in its own voice, and the answer of its own that they are about.

An outlet corrects itself within one text ("An earlier version said ...") or in a later version of its account.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from rashomon.compare.intervals import describe, disjoint
from rashomon.config import CompareConfig
from rashomon.records import Answer, Claim, Inquiry, Reading, Relation, RelationKind, SourceKind

_CORRECTING: Final = frozenset({"correct", "correction"})
# Whose number an outlet may correct: its own, an outlet's it passed on, or "an earlier version" of itself.
_OWN_VOICE: Final = frozenset({SourceKind.AUTHOR, SourceKind.DOCUMENT, SourceKind.OUTLET, SourceKind.UNNAMED})
_VERSION: Final = re.compile(r"\b(?:earlier|first|former|original|previous) (?:\w+ )?version\b", re.IGNORECASE)
_SURE, _SHOWN = 0.95, 0.9
# Answers of one outlet to one question, corrections and others, that are looked at: keeps the cost linear.
_MOST: Final = 60


def corrections(inquiry: Inquiry, claims: Mapping[str, Claim]) -> Iterator[Relation]:
    """Yield which claims of an outlet correct which of its own, the correcting one first.

    Where the correcting text says what its earlier version said, only that is corrected, in every text of the outlet
    that has it; else all that its texts say otherwise. Nothing published later is corrected.
    """
    by_outlet: dict[str, list[Answer]] = defaultdict(list)
    retold: dict[str, list[Answer]] = defaultdict(list)
    correcting: dict[str, list[Answer]] = defaultdict(list)
    for answer in inquiry.answers:
        claim = claims[answer.claim]
        if claim.source is None or claim.source.kind in _OWN_VOICE:
            by_outlet[claim.chain[-1]].append(answer)
        if is_version(claim):
            retold[claim.document].append(answer)
    for answer in inquiry.answers:
        claim = claims[answer.claim]
        if not is_version(claim) and (_says_so(claim) or (_is_own(claim) and claim.document in retold)):
            correcting[claim.chain[-1]].append(answer)
    for newer in (answer for answers in correcting.values() for answer in answers[:_MOST]):
        claim = claims[newer.claim]
        score = _SURE if _says_so(claim) else _SHOWN
        for older in _corrected(newer, by_outlet[claim.chain[-1]][:_MOST], retold[claim.document], claims):
            reason = f"{claim.chain[-1]} corrects {_words(older)} to {_words(newer)}"
            yield Relation(newer.claim, older.claim, RelationKind.CORRECTS, reason, score, inquiry.id)


def version_corrections(
    readings: Iterable[Reading], inquiries: Iterable[Inquiry], *, config: CompareConfig
) -> Iterator[Relation]:
    """Yield corrections of one text whose two numbers were not read as answers to one question.

    "An earlier version said that 40 were hurt there. The correct figure is 45": the words of correction follow the
    number that they correct, so that they say what it counts. The question is the one that the old number answers.
    """
    asked: dict[str, list[str]] = defaultdict(list)
    for inquiry in inquiries:
        for answer in inquiry.answers:
            asked[answer.claim].append(inquiry.id)
    for reading in readings:
        for older, newer in pairwise(reading.claims):
            if not (is_version(older) and _is_own(newer) and _says_so(newer)) or set(asked[older.id]) & set(
                asked[newer.id]
            ):
                continue
            if len(older.quantities) == len(newer.quantities) == 1:
                old, new = older.quantities[0], newer.quantities[0]
                if disjoint(old, new) and old.unit == new.unit and config.min_score <= _SHOWN:
                    reason = f"{newer.chain[-1]} corrects {describe(old)} to {describe(new)}"
                    question = next(iter(asked[older.id]), None)
                    yield Relation(newer.id, older.id, RelationKind.CORRECTS, reason, _SHOWN, question)


def is_version(claim: Claim) -> bool:
    """Tell whether a claim is what "an earlier version" of its own document said."""
    source = claim.source
    return source is not None and source.kind in _OWN_VOICE and bool(_VERSION.search(source.canonical))


def _says_so(claim: Claim) -> bool:
    return bool(_CORRECTING & set(claim.topics)) and "earlier" not in claim.topics


def _is_own(claim: Claim) -> bool:
    return claim.source is None or claim.source.kind is SourceKind.AUTHOR


def _corrected(
    newer: Answer, candidates: Sequence[Answer], retold: Sequence[Answer], claims: Mapping[str, Claim]
) -> list[Answer]:
    ours = claims[newer.claim]
    apart = [
        older
        for older in candidates
        if older.claim != newer.claim
        and _apart(newer, older)
        # Of two corrections the later one stands; on one day neither corrects the other.
        and (_later(newer, older) or not (_later(older, newer) or _says_so(claims[older.claim])))
    ]
    own = [older for older in apart if claims[older.claim].document == ours.document]
    # Days are known of counts only; of other answers, a text corrects what it says itself.
    others = [older for older in apart if older.quantity is not None and older not in own]
    if retold:
        values = {_value(answer) for answer in retold}
        return [older for older in (*own, *others) if _value(older) in values]
    return [*own, *others]


def _later(one: Answer, other: Answer) -> bool:
    return one.day is not None and other.day is not None and one.day > other.day


def _apart(a: Answer, b: Answer) -> bool:
    """Tell whether two answers cannot both be right."""
    if a.quantity is not None and b.quantity is not None:
        return disjoint(a.quantity, b.quantity)
    if a.span is None or b.span is None or None in (*a.span, *b.span):
        return False
    return a.span[1] < b.span[0] or b.span[1] < a.span[0]  # type: ignore[operator]


def _value(answer: Answer) -> tuple[object, ...]:
    quantity = answer.quantity
    return (quantity.low, quantity.high) if quantity is not None else (answer.span,)


def _words(answer: Answer) -> str:
    return describe(answer.quantity) if answer.quantity is not None else f"“{answer.value}”"
