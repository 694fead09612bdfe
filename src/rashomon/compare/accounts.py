"""What each source says to each question, and whether the accounts part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rashomon.compare.intervals import describe
from rashomon.records import (
    OPPOSING,
    Account,
    Answer,
    Claim,
    Entity,
    Inquiry,
    Position,
    Question,
    QuestionKind,
    QuestionStatus,
    Relation,
    RelationKind,
)


def settle(
    inquiries: Iterable[Inquiry],
    relations: Sequence[Relation],
    claims: Mapping[str, Claim],
    entities: Mapping[str, Entity],
    origin_of: Mapping[str, str],
) -> list[Question]:
    """Return the questions with one account a source, the contested ones first."""
    by_question: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        by_question[relation.question or ""].append(relation)
    questions = [
        Question(
            inquiry.id,
            inquiry.text,
            inquiry.kind,
            _status(inquiry, by_question[inquiry.id]),
            tuple(_accounts(inquiry, claims, entities, origin_of)),
            inquiry.unit,
            tuple(_positions(inquiry, claims, origin_of)),
        )
        for inquiry in inquiries
    ]
    rank = {QuestionStatus.CONTESTED: 0, QuestionStatus.AGREED: 1, QuestionStatus.SINGLE: 2}
    return sorted(questions, key=lambda q: (rank[q.status], -len(q.accounts)))


def is_asked(inquiry: Inquiry) -> bool:
    """Tell a question worth a reader's time from a count of no plain name that one source alone gives."""
    return inquiry.plain or len({answer.source for answer in inquiry.answers}) > 1


def _status(inquiry: Inquiry, relations: Sequence[Relation]) -> QuestionStatus:
    if any(r.relation in OPPOSING or r.relation in (RelationKind.CORRECTS, RelationKind.RETRACTS) for r in relations):
        return QuestionStatus.CONTESTED
    several = len({answer.source for answer in inquiry.answers}) > 1
    return QuestionStatus.AGREED if several else QuestionStatus.SINGLE


def _accounts(
    inquiry: Inquiry, claims: Mapping[str, Claim], entities: Mapping[str, Entity], origin_of: Mapping[str, str]
) -> Iterable[Account]:
    """Yield one account a source and value: a source that gives two values has two accounts."""
    groups: dict[tuple[object, ...], list[Answer]] = defaultdict(list)
    for answer in inquiry.answers:
        quantity = answer.quantity
        value: tuple[object, ...]
        if quantity is not None:
            value = (quantity.low, quantity.high)
        else:  # to whether it is so there are two answers, whoever is named as the one who did it
            value = (answer.side,) if inquiry.kind is QuestionKind.POLAR else (answer.side, answer.value)
        groups[answer.source, *value].append(answer)
    polar = inquiry.kind is QuestionKind.POLAR
    for members in groups.values():
        first = members[0]
        claim = claims[first.claim]
        quantity = first.quantity
        yield Account(
            source=entities[first.source].name,
            chain=claim.chain,
            value=quantity.words if quantity is not None else None if polar else first.value,
            low=quantity.low if quantity is not None else None,
            high=quantity.high if quantity is not None else None,
            position=_position(inquiry, first, claim),
            claims=tuple(dict.fromkeys(answer.claim for answer in members)),
            origin=origin_of.get(first.claim, ""),
        )


def _positions(inquiry: Inquiry, claims: Mapping[str, Claim], origin_of: Mapping[str, str]) -> Iterator[Position]:
    """Yield the sides of a question, those with most origins first: an account repeated often is one origin still."""
    sides: dict[tuple[object, ...], list[Answer]] = defaultdict(list)
    for answer in inquiry.answers:
        quantity = answer.quantity
        if quantity is not None:
            sides[quantity.low, quantity.high].append(answer)
        elif inquiry.kind is QuestionKind.POLAR:
            sides[answer.side,].append(answer)
        else:
            sides[answer.side, answer.sorts or answer.value].append(answer)
    positions = [_held(inquiry, members, claims, origin_of) for members in sides.values()]
    yield from sorted(positions, key=lambda p: (-len(p.origins), -len(p.documents)))


def _held(
    inquiry: Inquiry, members: Sequence[Answer], claims: Mapping[str, Claim], origin_of: Mapping[str, str]
) -> Position:
    first = members[0]
    if inquiry.kind is QuestionKind.POLAR:
        text = first.side or ""
    else:
        text = Counter(_position(inquiry, answer, claims[answer.claim]) for answer in members).most_common(1)[0][0]
    own = [claims[answer.claim] for answer in members]
    return Position(
        text,
        tuple(dict.fromkeys(claim.document for claim in own)),
        tuple(dict.fromkeys(claim.chain[-1] for claim in own)),
        tuple(dict.fromkeys(origin for claim in own if (origin := origin_of.get(claim.id)))),
        tuple(dict.fromkeys(claim.id for claim in own)),
    )


def _position(inquiry: Inquiry, answer: Answer, claim: Claim) -> str:
    """Return what the source holds, in a few words."""
    if inquiry.kind is QuestionKind.QUANTITY and answer.quantity is not None:
        return describe(answer.quantity)
    if inquiry.kind is QuestionKind.WHEN and answer.value:
        return answer.value
    if inquiry.kind is QuestionKind.WHO and answer.value:
        return answer.value if answer.side == "yes" else f"not {answer.value}"
    if answer.side == "no":
        return "no: denies it" if claim.stance.value == "denies" else "no"
    return {"admits": "yes: admits it", "confirms": "yes: confirms it", "alleges": "yes: alleges it"}.get(
        claim.stance.value, "yes"
    )
