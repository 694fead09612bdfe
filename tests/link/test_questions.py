"""Which claims answer the same question, and how the question reads."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from factories import claim, document, quantity, readings, source
from rashomon.link.entities import link_entities
from rashomon.link.questions import find_questions
from rashomon.records import Claim, Document, Inquiry, Quantity, QuestionKind, Stance

A, B = document("A Daily"), document("B Herald")
ARMY, REBELS, POLICE = source("army"), source("rebels"), source("police")


def asked(*claims: Claim, documents: Sequence[Document] = (A, B)) -> list[Inquiry]:
    given = readings(*claims, documents=documents)
    return list(find_questions(given, link_entities(given)))


def said(amount: Quantity, by: int = 0, **more: object) -> Claim:
    """A claim of the army in the first document or of the rebels in the second."""
    where, who = ((A, ARMY), (B, REBELS))[by]
    return claim(where, f"{amount.text} {amount.counted} left", who, quantities=[amount], at=by)


SAME = [
    # two amounts, the one question they answer
    (quantity("40", 40), quantity("250", 250), "How many fighters left?"),
    (quantity("40", 40, counted="militants", event="escape"), quantity("250", 250), "How many fighters left?"),
    (quantity("40", 40, event="slip away"), quantity("250", 250, event="get out"), "How many fighters left?"),
    (
        quantity("40", 40, counted="foreigners"),
        quantity("four", 4, counted="foreign fighters"),
        "How many foreign fighters left?",
    ),
    (
        quantity("40", 40, counted="people", event="kill"),
        quantity("50", 50, counted="people", event="die"),
        "How many people were killed?",
    ),
    (
        quantity("40", 40, counted="relatives"),
        quantity("50", 50, counted="family members"),
        "How many family members left?",
    ),
    (quantity("13", 13, counted="coaches"), quantity("14", 14, counted="buses"), "How many buses left?"),
    (quantity("40", 40, counted="aircraft"), quantity("50", 50, counted="aircraft"), "How many aircraft left?"),
]


@pytest.mark.parametrize(("first", "second", "text"), SAME, ids=[text for *_, text in SAME])
def test_counts_of_one_thing_in_one_kind_of_event_answer_one_question(
    first: Quantity, second: Quantity, text: str
) -> None:
    (inquiry,) = asked(said(first), said(second, 1))
    assert (inquiry.text, inquiry.kind) == (text, QuestionKind.QUANTITY)
    assert {answer.quantity for answer in inquiry.answers} == {first, second}
    assert len({answer.source for answer in inquiry.answers}) == 2
    assert all(answer.basis for answer in inquiry.answers)


APART = [
    # amounts of different things, or of different events
    (quantity("40", 40), quantity("250", 250, counted="foreign fighters")),
    (quantity("40", 40), quantity("250", 250, event="kill")),
    (quantity("40", 40), quantity("50", 50, counted="trucks")),
    (quantity("twelve", 12), quantity("two million", 2_000_000)),
]


@pytest.mark.parametrize(("first", "second"), APART)
def test_other_counts_are_other_questions(first: Quantity, second: Quantity) -> None:
    inquiries = asked(said(first), said(second, 1))
    assert [len(inquiry.answers) for inquiry in inquiries] == [1, 1]
    assert len({inquiry.id for inquiry in inquiries}) == 2
    assert len({inquiry.text for inquiry in inquiries}) == 2


NO_QUESTION = [
    quantity("40", 40, counted=None),
    quantity("40", 40, counted="voters", unit="percent"),
    quantity("40", 40, counted="siege", unit="day"),
    quantity("one", 1),
    quantity("no", 0),
]


@pytest.mark.parametrize("amount", NO_QUESTION)
def test_some_amounts_raise_no_question(amount: Quantity) -> None:
    assert asked(said(amount)) == []


def test_none_answers_a_count_that_somebody_else_gives() -> None:
    none = quantity("no", 0)
    (inquiry,) = asked(said(none), said(quantity("250", 250), 1))
    assert [answer.quantity for answer in inquiry.answers] == [none, quantity("250", 250)]


@pytest.mark.parametrize("stance", [Stance.QUESTIONS, Stance.DEMANDS, Stance.PREDICTS, Stance.DECLINES, Stance.DOUBTS])
def test_what_is_not_stated_answers_no_count(stance: Stance) -> None:
    assert asked(claim(A, "40 left", ARMY, stance=stance, quantities=[quantity("40", 40)])) == []


def test_a_number_that_is_denied_is_nobody_s_count() -> None:
    denied = claim(A, "that 40 left", ARMY, stance=Stance.DENIES, quantities=[quantity("40", 40)])
    none = claim(A, "that no fighters left", ARMY, stance=Stance.DENIES, negated=True, quantities=[quantity("no", 0)])
    other = said(quantity("250", 250), 1)
    assert [{a.claim for a in i.answers} for i in asked(denied, other)] == [{other.id}]
    assert [{a.claim for a in i.answers} for i in asked(none, other)] == [{none.id, other.id}]


def test_a_count_without_an_event_joins_the_one_question_about_its_thing() -> None:
    there = quantity("40", 40, counted="foreign fighters", event="be")
    left = quantity("four", 4, counted="foreign fighters")
    (inquiry,) = asked(said(there), said(left, 1))
    assert inquiry.text == "How many foreign fighters left?"
    assert len(inquiry.answers) == 2


LOCALS = "all of them locals"


def test_when_all_are_local_none_is_foreign() -> None:
    whole = claim(A, "a few dozen", ARMY, quantities=[quantity("a few dozen", 24, 60)], universal=LOCALS)
    other = said(quantity("a huge number", 3, counted="foreigners", bound="vague"), 1)
    fighters, foreign = asked(whole, other)
    assert (fighters.text, foreign.text) == ("How many fighters left?", "How many foreign fighters left?")
    derived = next(a.quantity for a in foreign.answers if a.claim == whole.id)
    assert derived is not None
    assert (derived.text, derived.low, derived.high) == (LOCALS, 0, 0)
    assert "derived" in derived.rule


def test_when_everyone_who_left_was_local_the_one_question_about_foreigners_is_answered() -> None:
    whole = claim(A, "everyone who left was local", ARMY, universal="everyone who left was local")
    other = said(quantity("four", 4, counted="foreign fighters"), 1)
    (foreign,) = asked(whole, other)
    assert {a.claim for a in foreign.answers} == {whole.id, other.id}
    assert [a.quantity.low for a in foreign.answers if a.quantity] in ([4, 0], [0, 4])


NO_EXCLUSION = [
    # what is said of all, whether it is negated, the stance
    (None, False, Stance.ASSERTS),
    ("all of them soldiers", False, Stance.ASSERTS),
    ("all of them tired", False, Stance.ASSERTS),
    (LOCALS, True, Stance.ASSERTS),
    (LOCALS, False, Stance.QUESTIONS),
]


@pytest.mark.parametrize(("universal", "negated", "stance"), NO_EXCLUSION)
def test_what_excludes_nothing_derives_nothing(universal: str | None, negated: bool, stance: Stance) -> None:
    few = quantity("a few dozen", 24, 60)
    stated = claim(A, "a few dozen", ARMY, quantities=[few])
    whole = claim(B, "all", POLICE, universal=universal, negated=negated, stance=stance, at=70)
    other = said(quantity("four", 4, counted="foreign fighters"), 1)
    assert [len(inquiry.answers) for inquiry in asked(stated, whole, other)] == [1, 1]


def test_the_figure_is_of_what_was_counted_before() -> None:
    first = said(quantity("205", 205))
    second = claim(A, "the figure is 250", ARMY, quantities=[quantity("250", 250, counted="figure", event="be")], at=9)
    (inquiry,) = asked(first, second)
    assert {answer.claim for answer in inquiry.answers} == {first.id, second.id}


DEAL = [
    # stance, negated, denied, topics, the side
    (Stance.DENIES, True, "deal", ("deal",), "no"),
    (Stance.DENIES, False, None, ("deal",), "no"),
    (Stance.ASSERTS, False, None, ("deal", "city"), "yes"),
    (Stance.ADMITS, False, None, ("deal",), "yes"),
    (Stance.ASSERTS, True, None, ("deal",), None),
    (Stance.QUESTIONS, False, None, ("deal",), None),
    (Stance.ASSERTS, False, None, ("city",), None),
]


@pytest.mark.parametrize(("stance", "negated", "denied", "topics", "side"), DEAL)
def test_who_says_that_there_was_a_deal_and_who_that_there_was_none(
    stance: Stance, negated: bool, denied: str | None, topics: tuple[str, ...], side: str | None
) -> None:
    no = claim(A, "there was no deal", ARMY, stance=Stance.DENIES, negated=True, denied="deal", topics=["deal"])
    yes = claim(B, "a deal was made", REBELS, topics=["deal"])
    tried = claim(B, "tried", POLICE, stance=stance, negated=negated, denied=denied, topics=topics)
    inquiry = next(i for i in asked(no, yes, tried) if i.text == "Was there a deal?")
    assert inquiry.kind is QuestionKind.POLAR
    assert next((a.side for a in inquiry.answers if a.claim == tried.id), None) == side


def test_an_article_fits_its_noun() -> None:
    no = claim(A, "no agreement", ARMY, stance=Stance.DENIES, negated=True, denied="agreement", topics=["agreement"])
    yes = claim(B, "an agreement", REBELS, topics=["agreement"])
    assert [inquiry.text for inquiry in asked(no, yes)] == ["Was there an agreement?"]


def test_a_denial_that_nobody_stands_against_is_no_question() -> None:
    no = claim(A, "no deal", ARMY, stance=Stance.DENIES, negated=True, denied="deal", topics=["deal"])
    assert asked(no) == []


def test_a_part_that_one_denies_and_others_tell_of() -> None:
    no = claim(
        A,
        "it took no active part in the talks",
        source("coalition"),
        negated=True,
        topics=["active", "part", "talk"],
        actors=["the coalition"],
        polar="Did the coalition take an active part in the talks?",
    )
    yes = claim(B, "US forces struck a deal", REBELS, topics=["force", "deal"], actors=["US forces"])
    aside = claim(B, "rebels struck a deal", POLICE, topics=["deal"], actors=["rebels"])
    (inquiry,) = asked(no, yes, aside)
    assert inquiry.text == "Did the coalition take an active part in the talks?"
    assert {(a.claim, a.side) for a in inquiry.answers} == {(no.id, "no"), (yes.id, "yes")}


def test_a_part_is_asked_of_those_whom_others_name_where_they_is_read_as_somebody_else() -> None:
    no = claim(
        A,
        "a British officer was there, but they took no part in the talks",
        source("Colonel Mabry"),
        negated=True,
        topics=["british", "part", "talk"],
        polar="Did the rebels take part in the talks?",
    )
    yes = claim(B, "the US-led coalition struck a deal", REBELS, topics=["deal"], actors=["US-led coalition"])
    (inquiry,) = asked(no, yes)
    assert inquiry.text == "Did the US-led coalition take part in the talks?"


def test_any_other_denial_meets_the_claim_it_denies() -> None:
    no = claim(
        A,
        "it did not shell the hospital",
        ARMY,
        stance=Stance.DENIES,
        negated=True,
        topics=["shell", "hospital"],
        predicate="shell",
        polar="Did the army shell the hospital?",
    )
    yes = claim(B, "the army shelled the hospital", REBELS, topics=["army", "shell", "hospital"], predicate="shell")
    aside = claim(B, "the hospital was built in May", POLICE, topics=["hospital", "build", "may"])
    (inquiry,) = asked(no, yes, aside)
    assert inquiry.text == "Did the army shell the hospital?"
    assert {(a.claim, a.side) for a in inquiry.answers} == {(no.id, "no"), (yes.id, "yes")}


def test_the_order_of_documents_does_not_change_which_questions_there_are() -> None:
    claims = [
        said(quantity("40", 40)),
        said(quantity("250", 250), 1),
        claim(A, "no deal", ARMY, stance=Stance.DENIES, negated=True, denied="deal", topics=["deal"], at=50),
        claim(B, "a deal", REBELS, topics=["deal"], at=50),
    ]
    both = [asked(*claims, documents=order) for order in ((A, B), (B, A))]
    first, second = ({i.id: {(a.claim, a.side) for a in i.answers} for i in inquiries} for inquiries in both)
    assert first == second
    assert len(first) == 2


def test_nothing_is_asked_of_nothing() -> None:
    assert asked() == []


def test_where_no_verb_tells_what_happened_the_claim_s_own_words_do() -> None:
    amount = quantity("3,500", 3500, counted="relatives", event="right")
    text = "The number of relatives, 3,500, was right and stands"
    (inquiry,) = asked(claim(A, text, ARMY, quantities=[amount]))
    assert inquiry.text == "How many family members, as in “number of relatives, 3,500, was right and”?"
