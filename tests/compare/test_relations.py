"""How two answers stand to each other: intervals, corrections, denials and admissions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import claim, document, quantity, source
from rashomon.compare.intervals import describe, number
from rashomon.compare.relations import relate
from rashomon.config import CompareConfig
from rashomon.records import (
    Answer,
    Claim,
    Inquiry,
    Quantity,
    QuestionKind,
    Relation,
    RelationKind,
    Source,
    SourceKind,
    Stance,
)

A, B = document("A Daily"), document("B Herald")
ARMY, REBELS = source("army"), source("rebels")
MANY = quantity("a huge number", 3, bound="vague")


def related(*inquiries: Inquiry, claims: list[Claim]) -> list[Relation]:
    return list(relate(inquiries, {c.id: c for c in claims}, config=CompareConfig()))


def counts(*given_answers: tuple[Claim, Quantity], config: CompareConfig | None = None) -> list[Relation]:
    """Relate answers to "How many fighters left?"."""
    answers = tuple(Answer(c.id, c.source.canonical if c.source else "", q) for c, q in given_answers)
    inquiry = Inquiry("q1", "How many fighters left?", QuestionKind.QUANTITY, answers)
    return list(relate([inquiry], {c.id: c for c, _ in given_answers}, config=config or CompareConfig()))


def sides(*given_answers: tuple[Claim, str]) -> list[Relation]:
    """Relate answers to "Was there a deal?"."""
    answers = tuple(Answer(c.id, c.source.canonical if c.source else "", side=side) for c, side in given_answers)
    inquiry = Inquiry("q2", "Was there a deal?", QuestionKind.POLAR, answers)
    return list(relate([inquiry], {c.id: c for c, _ in given_answers}, config=CompareConfig()))


AMOUNTS = [
    # one amount, another, how they stand
    (quantity("250", 250), quantity("250", 250), RelationKind.AGREES),
    (quantity("250", 250), quantity("40", 40), RelationKind.CONTRADICTS),
    (quantity("250", 250), quantity("hundreds", 100, 999), RelationKind.REFINES),
    (quantity("hundreds", 100, 999), quantity("a few dozen", 24, 60), RelationKind.CONTRADICTS),
    (quantity("about 50", 45, 55), quantity("50 to 60", 50, 60), RelationKind.OVERLAPS),
    (quantity("45 to 50", 45, 50), quantity("50 to 60", 50, 60), RelationKind.OVERLAPS),
    (quantity("0 to 9", 0, 9), quantity("10", 10), RelationKind.CONTRADICTS),
    (MANY, quantity("40", 40), RelationKind.REFINES),
    (MANY, quantity("two", 2), RelationKind.CONTRADICTS),
    (MANY, MANY, RelationKind.AGREES),
    (MANY, quantity("only four", 4, focus="only"), RelationKind.CONTRADICTS),
    (MANY, quantity("four", 4), RelationKind.REFINES),
    (MANY, quantity("only 400", 400, focus="only"), RelationKind.REFINES),
    (quantity("none", 0), MANY, RelationKind.CONTRADICTS),
]


@pytest.mark.parametrize(("first", "second", "kind"), AMOUNTS, ids=[f"{a.text} / {b.text}" for a, b, _ in AMOUNTS])
@pytest.mark.parametrize("turned", [False, True], ids=["", "turned"])
def test_two_amounts_of_two_sources(first: Quantity, second: Quantity, kind: RelationKind, turned: bool) -> None:
    given_answers = [(claim(A, "x", ARMY), first), (claim(B, "y", REBELS), second)]
    (relation,) = counts(*(reversed(given_answers) if turned else given_answers))
    assert relation.relation is kind
    assert relation.question == "q1"
    assert first.text in relation.reason or second.text in relation.reason


def test_the_finer_amount_comes_first() -> None:
    fine, coarse = claim(A, "x", ARMY), claim(B, "y", REBELS)
    for order in ([(fine, 250), (coarse, 999)], [(coarse, 999), (fine, 250)]):
        (relation,) = counts(*((c, quantity(str(high), 250 if high == 250 else 100, high)) for c, high in order))
        assert (relation.a, relation.b, relation.relation) == (fine.id, coarse.id, RelationKind.REFINES)


BOUNDS = st.one_of(st.none(), st.integers(0, 20))


def interval(text: str, low: int | None, high: int | None) -> Quantity:
    if low is not None and high is not None and low > high:
        low, high = high, low
    return replace(quantity(text, 0), low=low, high=high, value=None)


@given(BOUNDS, BOUNDS, BOUNDS, BOUNDS)
def test_two_ranges_contradict_if_and_only_if_they_share_no_number(
    a: int | None, b: int | None, c: int | None, d: int | None
) -> None:
    first, second = interval("one", a, b), interval("two", c, d)
    shared = [
        n
        for n in range(-1, 23)
        if all((q.low is None or q.low <= n) and (q.high is None or n <= q.high) for q in (first, second))
    ]
    (relation,) = counts((claim(A, "x", ARMY), first), (claim(B, "y", REBELS), second))
    assert (relation.relation is RelationKind.CONTRADICTS) == (not shared)
    assert (relation.relation is RelationKind.AGREES) == ((first.low, first.high) == (second.low, second.high))


def test_one_source_with_two_numbers_does_not_contradict_itself() -> None:
    (relation,) = counts((claim(A, "x", ARMY), quantity("40", 40)), (claim(B, "y", ARMY), quantity("250", 250)))
    assert relation.relation is RelationKind.DIFFERS


def test_one_source_that_repeats_itself_in_one_text_is_not_compared() -> None:
    assert counts((claim(A, "x", ARMY), quantity("40", 40)), (claim(A, "y", ARMY), quantity("40", 40))) == []


def test_one_claim_is_not_compared_with_itself() -> None:
    same = claim(A, "x", ARMY)
    assert counts((same, quantity("40", 40)), (same, quantity("250", 250))) == []


EARLIER = Source("An earlier version", (), "An earlier version", SourceKind.DOCUMENT)
CORRECTING = ("correct", "figure")
CORRECTED = [
    # topics of the newer claim, whose the older number is, where it stands, the relation
    (CORRECTING, None, A, RelationKind.CORRECTS),
    (CORRECTING, EARLIER, A, RelationKind.CORRECTS),
    (("correction",), EARLIER, A, RelationKind.CORRECTS),
    (("figure",), EARLIER, A, RelationKind.CONTRADICTS),
    (CORRECTING, ARMY, A, RelationKind.CONTRADICTS),
    (CORRECTING, None, B, RelationKind.CONTRADICTS),
]


@pytest.mark.parametrize(("topics", "older", "where", "kind"), CORRECTED)
def test_an_outlet_corrects_its_own_number(
    topics: tuple[str, ...], older: Source | None, where: object, kind: RelationKind
) -> None:
    said_in = A if where is A else B
    new = claim(A, "the correct figure is 250", source("BBC", SourceKind.OUTLET), topics=topics)
    old = claim(said_in, "205 left", older)
    for order in ([(new, 250), (old, 205)], [(old, 205), (new, 250)]):
        (relation,) = counts(*((c, quantity(str(n), n)) for c, n in order))
        assert relation.relation is kind
        if kind is RelationKind.CORRECTS:
            assert (relation.a, relation.b) == (new.id, old.id)
            assert "205" in relation.reason
            assert "250" in relation.reason


def test_a_correction_to_the_same_number_is_none() -> None:
    new, old = claim(A, "the correct figure", None, topics=CORRECTING), claim(A, "old", EARLIER)
    (relation,) = counts((new, quantity("250", 250)), (old, quantity("250", 250)))
    assert relation.relation is RelationKind.AGREES


SIDES = [
    # stance of who says no, stance of who says yes, the relation
    (Stance.DENIES, Stance.ASSERTS, RelationKind.DENIES),
    (Stance.DENIES, Stance.ADMITS, RelationKind.DENIES),
    (Stance.DENIES, Stance.ALLEGES, RelationKind.DENIES),
    (Stance.ASSERTS, Stance.ADMITS, RelationKind.DIFFERS),
    (Stance.ASSERTS, Stance.ASSERTS, RelationKind.CONTRADICTS),
    (Stance.ASSERTS, Stance.CONFIRMS, RelationKind.CONTRADICTS),
]


@pytest.mark.parametrize(("no", "yes", "kind"), SIDES)
@pytest.mark.parametrize("turned", [False, True], ids=["", "turned"])
def test_a_denial_against_a_statement(no: Stance, yes: Stance, kind: RelationKind, turned: bool) -> None:
    denier, teller = claim(A, "no deal", ARMY, stance=no), claim(B, "a deal", REBELS, stance=yes)
    given_answers = [(denier, "no"), (teller, "yes")]
    (relation,) = sides(*(reversed(given_answers) if turned else given_answers))
    assert (relation.a, relation.b, relation.relation) == (denier.id, teller.id, kind)
    assert "army" in relation.reason
    assert "rebels" in relation.reason


def test_the_same_side_is_no_relation() -> None:
    assert sides((claim(A, "x", ARMY), "yes"), (claim(B, "y", REBELS), "yes")) == []


def test_a_source_is_not_set_against_itself() -> None:
    assert sides((claim(A, "x", ARMY), "no"), (claim(B, "y", ARMY), "yes")) == []


def test_weak_relations_are_left_out_on_request() -> None:
    answers = [(claim(A, "x", ARMY), quantity("45 to 50", 45, 50)), (claim(B, "y", REBELS), quantity("50", 50, 60))]
    assert len(counts(*answers, config=CompareConfig(min_score=0.6))) == 1
    assert counts(*answers, config=CompareConfig(min_score=0.61)) == []


def test_a_claim_with_several_amounts_stands_to_another_by_the_one_that_fits_best() -> None:
    a, b = claim(A, "x", ARMY), claim(B, "y", REBELS)
    weak = (Answer(a.id, "army", quantity("45 to 50", 45, 50)), Answer(b.id, "rebels", quantity("48 to 60", 48, 60)))
    strong = (Answer(b.id, "rebels", quantity("40", 40)), Answer(a.id, "army", quantity("250", 250)))
    (relation,) = related(Inquiry("q1", "How many?", QuestionKind.QUANTITY, (*weak, *strong)), claims=[a, b])
    assert relation.relation is RelationKind.OVERLAPS


def test_two_claims_can_agree_on_one_count_and_part_over_another() -> None:
    a, b = claim(A, "40 men, 20 women", ARMY), claim(B, "50 men, 20 women", REBELS)
    men = (Answer(a.id, "army", quantity("40", 40)), Answer(b.id, "rebels", quantity("50", 50)))
    women = (Answer(a.id, "army", quantity("20", 20)), Answer(b.id, "rebels", quantity("20", 20)))
    inquiries = [
        Inquiry("women", "How many women?", QuestionKind.QUANTITY, women),
        Inquiry("men", "How many men?", QuestionKind.QUANTITY, men),
    ]
    assert {r.question: r.relation for r in related(*inquiries, claims=[a, b])} == {
        "women": RelationKind.AGREES,
        "men": RelationKind.CONTRADICTS,
    }


NUMBERS = [(4, "4"), (3500, "3,500"), (2.5, "2.5"), (0, "0"), (1_000_000, "1,000,000"), (0.25, "0.25"), (10.0, "10")]


@pytest.mark.parametrize(("value", "written"), NUMBERS)
def test_numbers_are_written_for_reading(value: float, written: str) -> None:
    assert number(value) == written


DESCRIBED = [
    (quantity("3,500", 3500), "“3,500”"),
    (quantity("3500", 3500), "“3500”"),
    (quantity("four", 4), "“four” (4)"),
    (quantity("hundreds", 100, 999), "“hundreds” (100 to 999)"),
    (MANY, "“a huge number” (3 or more)"),
    (interval("up to nine", None, 9), "“up to nine” (at most 9)"),
    (interval("some", None, None), "“some” (any number)"),
]


@pytest.mark.parametrize(("amount", "words"), DESCRIBED)
def test_an_amount_is_given_in_its_words_with_its_bounds(amount: Quantity, words: str) -> None:
    assert describe(amount) == words


def answer(of: Claim, value: str, *, names: str = "", sorts: str = "", excludes: str = "", side: str = "yes") -> Answer:
    """An answer to who did it, by the stems and sorts that it is compared by."""
    source = of.source.canonical if of.source else ""
    return Answer(
        of.id,
        source,
        side=side,
        value=value,
        names=frozenset(names.split()),
        sorts=frozenset(sorts.split()),
        excludes=frozenset(excludes.split()),
    )


A_SAYS, B_SAYS = claim(A, "x", ARMY), claim(B, "y", REBELS)
ADMITS = claim(B, "y", REBELS, stance=Stance.ADMITS)
WHO = [
    # two answers to who did it, how they stand
    (answer(A_SAYS, "the army", sorts="forces"), answer(B_SAYS, "soldiers", sorts="forces"), RelationKind.AGREES),
    (answer(A_SAYS, "Sudan", names="sudan"), answer(B_SAYS, "Sudan's army", names="sudan"), RelationKind.AGREES),
    (
        answer(A_SAYS, "guerrillas", sorts="rebels", excludes="forces"),
        answer(B_SAYS, "the army", sorts="forces", excludes="rebels"),
        RelationKind.CONTRADICTS,
    ),
    (
        answer(A_SAYS, "the army", sorts="forces", side="no"),
        answer(B_SAYS, "the army", sorts="forces"),
        RelationKind.DENIES,
    ),
    (answer(A_SAYS, "the army", sorts="forces"), answer(ADMITS, "soldiers", sorts="forces"), RelationKind.ADMITS),
    (answer(A_SAYS, "the army", sorts="forces", side="no"), answer(B_SAYS, "guerrillas", sorts="rebels"), None),
    (answer(A_SAYS, "Anna Mabry", names="mabry"), answer(B_SAYS, "John Dee", names="dee"), None),
]


@pytest.mark.parametrize(("one", "other", "kind"), WHO)
def test_who_did_it(one: Answer, other: Answer, kind: RelationKind | None) -> None:
    claims = [A_SAYS, ADMITS if other.claim == ADMITS.id and kind is RelationKind.ADMITS else B_SAYS]
    for pair in ((one, other), (other, one)):
        found = related(Inquiry("q", "Who?", QuestionKind.WHO, pair), claims=claims)
        assert [relation.relation for relation in found] == ([] if kind is None else [kind])
        assert all(relation.reason for relation in found)


DAYS = [
    ((date(2017, 5, 1), date(2017, 5, 1)), (date(2017, 5, 2), date(2017, 5, 2)), RelationKind.CONTRADICTS),
    ((date(2017, 5, 1), date(2017, 5, 1)), (date(2017, 5, 1), date(2017, 5, 1)), RelationKind.AGREES),
    ((date(2017, 5, 1), date(2017, 5, 31)), (date(2017, 5, 2), date(2017, 5, 2)), RelationKind.OVERLAPS),
]


@pytest.mark.parametrize(("one", "other", "kind"), DAYS)
def test_when_it_was(one: tuple[date, date], other: tuple[date, date], kind: RelationKind) -> None:
    answers = tuple(replace(answer(c, "that day"), span=span) for c, span in ((A_SAYS, one), (B_SAYS, other)))
    (relation,) = related(Inquiry("q", "When?", QuestionKind.WHEN, answers), claims=[A_SAYS, B_SAYS])
    assert relation.relation is kind


def test_tolls_of_other_days_have_grown_and_do_not_contradict() -> None:
    def toll(first: date | None, second: date | None, amount: Quantity) -> list[RelationKind]:
        answers = (
            Answer(A_SAYS.id, "army", quantity("ten", 10), day=first),
            Answer(B_SAYS.id, "rebels", amount, day=second),
        )
        inquiry = Inquiry("q", "How many were killed?", QuestionKind.QUANTITY, answers, drifts=True)
        return [relation.relation for relation in related(inquiry, claims=[A_SAYS, B_SAYS])]

    monday, tuesday = date(2017, 5, 1), date(2017, 5, 2)
    assert toll(monday, tuesday, quantity("twelve", 12)) == [RelationKind.DIFFERS]
    assert toll(None, None, quantity("twelve", 12)) == [RelationKind.DIFFERS]
    assert toll(monday, monday, quantity("twelve", 12)) == [RelationKind.CONTRADICTS]
    assert toll(monday, tuesday, quantity("no", 0)) == [RelationKind.CONTRADICTS]


def test_of_very_many_answers_each_source_is_heard_once() -> None:
    claims = [claim(A if n % 2 else B, f"x{n}", ARMY if n % 2 else REBELS, at=n) for n in range(200)]
    answers = tuple(
        Answer(c.id, "army" if n % 2 else "rebels", quantity("40", 40) if n % 2 else quantity("250", 250))
        for n, c in enumerate(claims)
    )
    (relation,) = related(Inquiry("q", "How many?", QuestionKind.QUANTITY, answers), claims=claims)
    assert relation.relation is RelationKind.CONTRADICTS
