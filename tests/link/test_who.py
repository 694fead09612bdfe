"""Who did it, when, and whether somebody did: which claims answer, and how the question reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from factories import claim, document, readings, source
from rashomon.link.deed_titles import plain
from rashomon.link.entities import link_entities
from rashomon.link.parties import exclusive, party, same_party
from rashomon.link.questions import find_questions
from rashomon.records import Claim, Event, Inquiry, QuestionKind, Source, Span, Stance, Time

A, B, C = document("A Daily"), document("B Herald"), document("C Wire")
BISHOP, ARMY, REBELS = source("the bishop"), source("army"), source("rebels")


def killing(by: Source | None, *agents: str, at: int = 0, where: int = 0, **more: object) -> Claim:
    """A claim that two farmers were killed, by `agents` where any are named."""
    stance = more.pop("stance", Stance.ASSERTS)
    event = Event("kill", agents=agents, patients=("two farmers",), **more)  # type: ignore[arg-type]
    said_in = (A, B, C)[where]
    text = f"{', '.join(agents) or 'somebody'} killed two farmers {at}"
    return replace(claim(said_in, text, by, stance=stance, at=at), events=(event,))  # type: ignore[arg-type]


def asked(*claims: Claim) -> dict[QuestionKind, Inquiry]:
    given = readings(*claims, documents=(A, B, C))
    found = find_questions(given, link_entities(given))
    return {inquiry.kind: inquiry for inquiry in found}


def test_claims_that_name_who_did_it_answer_one_question() -> None:
    first, second = killing(BISHOP, "the army"), killing(ARMY, "the rebels", where=1)
    inquiry = asked(first, second)[QuestionKind.WHO]
    assert inquiry.text == "Who killed two farmers?"
    assert {answer.claim: answer.value for answer in inquiry.answers} == {first.id: "the army", second.id: "the rebels"}
    assert all(answer.basis for answer in inquiry.answers)


def test_a_denied_part_is_a_question_that_those_who_assert_it_answer_too() -> None:
    told, denied = killing(BISHOP, "the army"), killing(ARMY, "the army", where=1, negated=True)
    inquiry = asked(told, denied)[QuestionKind.POLAR]
    assert inquiry.text == "Did the army kill two farmers?"
    assert {answer.claim: answer.side for answer in inquiry.answers} == {told.id: "yes", denied.id: "no"}


def test_we_is_the_one_who_speaks() -> None:
    told, denied = killing(BISHOP, "the army"), killing(ARMY, "we", where=1, negated=True)
    assert {a.side for a in asked(told, denied)[QuestionKind.POLAR].answers} == {"yes", "no"}


def test_a_denial_that_names_nothing_answers_what_was_said_before_it() -> None:
    told = killing(BISHOP, "the army", stance=Stance.ALLEGES)
    denied = claim(A, "the accusation", ARMY, stance=Stance.DENIES, at=50)
    inquiry = asked(told, denied)[QuestionKind.POLAR]
    (answer,) = [answer for answer in inquiry.answers if answer.claim == denied.id]
    assert answer.side == "no"
    assert "said before" in answer.basis


def test_the_crime_is_the_one_the_document_tells_of() -> None:
    told = killing(BISHOP, "the army")
    crime = replace(
        claim(A, "the rebels committed the crime", ARMY, at=60), events=(Event("crime", agents=("the rebels",)),)
    )
    inquiry = asked(told, crime)[QuestionKind.WHO]
    (answer,) = [answer for answer in inquiry.answers if answer.claim == crime.id]
    assert "crime" in answer.basis


NO_QUESTION = [
    # what is taken for granted, planned or asked says nothing of whether it was so
    (killing(BISHOP, main=False), killing(ARMY, where=1, main=False)),
    (killing(BISHOP, "the army", real=False), killing(ARMY, "the rebels", where=1, real=False)),
    (killing(BISHOP, "the army", stance=Stance.QUESTIONS), killing(ARMY, "the rebels", where=1)),
    (killing(BISHOP, "the earthquake"), killing(ARMY, "a flood", where=1)),
    (killing(BISHOP, "they"), killing(ARMY, "men", where=1)),
]


@pytest.mark.parametrize("claims", NO_QUESTION)
def test_what_names_nobody_who_did_it_asks_nothing(claims: tuple[Claim, Claim]) -> None:
    assert asked(*claims) == {}


def test_days_that_claims_give_for_it_answer_when() -> None:
    def on(day: int, by: Source, where: int) -> Claim:
        time = Time(f"{day} May", Span(0, 5), date(2017, 5, day), date(2017, 5, day), "day")
        return replace(killing(by, at=day, where=where), times=(time,))

    inquiry = asked(on(1, BISHOP, 0), on(2, ARMY, 1))[QuestionKind.WHEN]
    assert inquiry.text == "When were two farmers killed?"
    assert [answer.value for answer in inquiry.answers] == ["1 May", "2 May"]


def test_one_more_document_changes_nothing_for_the_others() -> None:
    claims = [killing(BISHOP, "the army"), killing(ARMY, "the army", where=1, negated=True)]
    more = killing(REBELS, "the army", where=2)
    before, after = asked(*claims), asked(*claims, more)
    for kind, inquiry in before.items():
        assert after[kind].id == inquiry.id
        assert {a for a in after[kind].answers if a.claim != more.id} == set(inquiry.answers)


PARTIES = [
    # two phrases; one party, cannot be one party
    ("the army", "Armed Forces", True, False),
    ("Sudan", "the Sudanese army", True, False),
    ("Sudan's army", "South Sudan's army", False, False),
    ("the army", "guerrillas", False, True),
    ("the government", "rebels", False, True),
    ("the army", "Colonel Mabry", False, False),
]


@pytest.mark.parametrize(("one", "other", "same", "apart"), PARTIES)
def test_parties(one: str, other: str, same: bool, apart: bool) -> None:
    a, b = party(one), party(other)
    assert same_party(a, b) is same_party(b, a) is same
    assert exclusive(a, b) is exclusive(b, a) is apart


TITLES = [
    ("THE SALVADORAN ARMY", "the Salvadoran Army"),
    ("The farmers", "the farmers"),
    ("Sudan 's army", "Sudan's army"),
    ("FMLN", "FMLN"),
]


@pytest.mark.parametrize(("phrase", "title"), TITLES)
def test_phrases_read_well_inside_a_title(phrase: str, title: str) -> None:
    assert plain(phrase) == title
