"""What each source says to each question, and whether the accounts part."""

from __future__ import annotations

import pytest

from factories import claim, document, entity, quantity, source
from rashomon.compare.accounts import settle
from rashomon.records import (
    Account,
    Answer,
    Claim,
    Inquiry,
    Quantity,
    Question,
    QuestionKind,
    QuestionStatus,
    Relation,
    RelationKind,
    Stance,
)

A, B = document("A Daily"), document("B Herald")
ARMY, REBELS = source("army"), source("rebels")


def settled(kind: QuestionKind, answers: list[tuple[Claim, Quantity | str]], *relations: RelationKind) -> Question:
    """Settle one question; each source is the entity of its name, each relation is between the first two claims."""
    names = {c.source.canonical for c, _ in answers if c.source}
    entities = {e.id: e for e in map(entity, names)}
    given_answers = tuple(
        Answer(
            c.id,
            entity(c.source.canonical if c.source else "").id,
            quantity=value if isinstance(value, Quantity) else None,
            side=value if isinstance(value, str) else None,
        )
        for c, value in answers
    )
    links = [Relation(answers[0][0].id, answers[-1][0].id, kind, "", 0.9, "q") for kind in relations]
    claims = {c.id: c for c, _ in answers}
    origins = {c.id: f"o{n}" for n, (c, _) in enumerate(answers)}
    (question,) = settle([Inquiry("q", "How many?", kind, given_answers)], links, claims, entities, origins)
    return question


def said(account: Account) -> tuple[str, str | None, float | None, float | None]:
    return account.source, account.value, account.low, account.high


def test_a_source_with_two_values_has_two_accounts() -> None:
    answers: list[tuple[Claim, Quantity | str]] = [
        (claim(A, "x", ARMY), quantity("40", 40)),
        (claim(B, "y", ARMY), quantity("forty", 40)),
        (claim(B, "z", ARMY), quantity("50", 50)),
        (claim(B, "w", REBELS), quantity("hundreds", 100, 999)),
    ]
    question = settled(QuestionKind.QUANTITY, answers)
    assert sorted(map(said, question.accounts), key=str) == [
        ("army", "40", 40, 40),
        ("army", "50", 50, 50),
        ("rebels", "hundreds", 100, 999),
    ]
    first = next(a for a in question.accounts if a.low == 40)
    assert first.claims == (answers[0][0].id, answers[1][0].id)
    assert first.origin == "o0"
    assert first.chain == ("army", "A Daily")


STATUSES = [
    # how many sources answer, relations between them, the status
    (1, [], QuestionStatus.SINGLE),
    (2, [], QuestionStatus.AGREED),
    (2, [RelationKind.AGREES], QuestionStatus.AGREED),
    (2, [RelationKind.REFINES], QuestionStatus.AGREED),
    (2, [RelationKind.OVERLAPS], QuestionStatus.AGREED),
    (2, [RelationKind.CONTRADICTS], QuestionStatus.CONTESTED),
    (2, [RelationKind.AGREES, RelationKind.DENIES], QuestionStatus.CONTESTED),
    (2, [RelationKind.CORRECTS], QuestionStatus.CONTESTED),
    (2, [RelationKind.RETRACTS], QuestionStatus.CONTESTED),
    (2, [RelationKind.DIFFERS], QuestionStatus.AGREED),
]


@pytest.mark.parametrize(("sources", "relations", "status"), STATUSES)
def test_whether_the_accounts_part(sources: int, relations: list[RelationKind], status: QuestionStatus) -> None:
    answers: list[tuple[Claim, Quantity | str]] = [
        (claim(A, "x", ARMY), quantity("40", 40)),
        (claim(B, "y", REBELS), quantity("50", 50)),
    ]
    assert settled(QuestionKind.QUANTITY, answers[:sources], *relations).status is status


POSITIONS = [
    (Stance.DENIES, "no", "no: denies it"),
    (Stance.ASSERTS, "no", "no"),
    (Stance.ASSERTS, "yes", "yes"),
    (Stance.ADMITS, "yes", "yes: admits it"),
    (Stance.CONFIRMS, "yes", "yes: confirms it"),
    (Stance.ALLEGES, "yes", "yes: alleges it"),
]


@pytest.mark.parametrize(("stance", "side", "position"), POSITIONS)
def test_the_position_of_an_account_in_words(stance: Stance, side: str, position: str) -> None:
    (account,) = settled(QuestionKind.POLAR, [(claim(A, "x", ARMY, stance=stance), side)]).accounts
    assert (account.position, account.value, account.low, account.high) == (position, None, None, None)


def test_the_position_on_a_count_gives_words_and_bounds() -> None:
    (account,) = settled(QuestionKind.QUANTITY, [(claim(A, "x", ARMY), quantity("a few dozen", 24, 60))]).accounts
    assert account.position == "“a few dozen” (24 to 60)"


def test_contested_questions_come_first_and_the_fuller_ones_before_the_others() -> None:
    people = [source(name) for name in ("army", "rebels", "police")]
    claims = [claim(A, f"x{n}", who) for n, who in enumerate(people)]
    entities = {e.id: e for e in (entity(who.canonical) for who in people)}

    def inquiry(name: str, size: int) -> Inquiry:
        answers = (
            Answer(c.id, entity(s.canonical).id, quantity("40", 40)) for c, s in zip(claims, people, strict=True)
        )
        return Inquiry(name, name, QuestionKind.QUANTITY, tuple(answers)[:size])

    inquiries = [inquiry("single", 1), inquiry("agreed", 2), inquiry("fuller", 3), inquiry("contested", 2)]
    relation = Relation(claims[0].id, claims[1].id, RelationKind.CONTRADICTS, "", 0.9, "contested")
    found = settle(inquiries, [relation], {c.id: c for c in claims}, entities, {})
    assert [q.id for q in found] == ["contested", "fuller", "agreed", "single"]


def test_no_inquiries_settle_to_no_questions() -> None:
    assert settle([], [], {}, {}, {}) == []


def test_each_side_counts_documents_outlets_and_origins_apart() -> None:
    said = [claim(A, "x", ARMY), claim(B, "x", ARMY), claim(B, "y", REBELS, at=9)]
    answers = tuple(
        Answer(c.id, entity(c.source.canonical if c.source else "").id, side=side)
        for c, side in zip(said, ("no", "no", "yes"), strict=True)
    )
    inquiry = Inquiry("q", "Was there a deal?", QuestionKind.POLAR, answers)
    entities = {e.id: e for e in map(entity, ("army", "rebels"))}
    origin_of = {said[0].id: "o1", said[1].id: "o1", said[2].id: "o2"}
    (question,) = settle([inquiry], [], {c.id: c for c in said}, entities, origin_of)
    sides = {p.text: (len(p.documents), p.outlets, p.origins) for p in question.positions}
    assert sides == {"no": (2, ("A Daily", "B Herald"), ("o1",)), "yes": (1, ("B Herald",), ("o2",))}
