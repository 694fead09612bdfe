"""Who did it, when, and whether somebody did: which claims answer, and how the question reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from factories import claim, document, readings, source
from rashomon.link.deed_titles import past, plain
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


def deed(by: Source, lemma: str, *, where: int = 0, at: int = 0, times: tuple[Time, ...] = (), **more: object) -> Claim:
    """A claim of one happening, with a text of its own."""
    stance = more.pop("stance", Stance.ASSERTS)
    text = str(more.pop("text", f"{by.canonical} on {lemma} {at}"))
    event = Event(lemma, **more)  # type: ignore[arg-type]
    made = claim((A, B, C)[where], text, by, stance=stance, at=at)  # type: ignore[arg-type]
    return replace(made, events=(event,), times=times)


def day(value: str, text: str, *, at: date | None = None) -> Time:
    return Time(text, Span(0, len(text)), at, at, "day", value=value)


# Two times for one killing; the values that answer "When ...?", none where the two are of no one calendar.
CALENDARS = [
    (day("XXXX-11-15", "15 November"), day("XXXX-11-16", "16 November"), 2),
    (day("XXXX-WXX-2", "Tuesday"), day("XXXX-WXX-4", "Thursday"), 2),
    (day("XXXX-WXX-2", "Tuesday"), day("XXXX-11-16", "16 November"), 0),
    (day("XXXX-02-29", "29 February"), day("XXXX-03-01", "1 March"), 2),
    (day("XXXX-02-31", "31 February"), day("XXXX-03-01", "1 March"), 0),
]


@pytest.mark.parametrize(("first", "second", "answers"), CALENDARS)
def test_days_are_held_against_days_of_their_own_calendar(first: Time, second: Time, answers: int) -> None:
    found = asked(
        deed(BISHOP, "kill", patients=("two farmers",), times=(first,)),
        deed(ARMY, "kill", where=1, patients=("two farmers",), times=(second,)),
    )
    given = found[QuestionKind.WHEN].answers if QuestionKind.WHEN in found else ()
    assert len(given) == answers
    assert len({answer.span for answer in given}) == answers


def test_where_it_happened_is_asked_where_two_accounts_say_it() -> None:
    first = deed(BISHOP, "kill", patients=("two farmers",))
    at_the_mill = replace(first, events=(Event("kill", patients=("two farmers",), where=("the old mill",)),))
    second = deed(ARMY, "kill", where=1, patients=("two farmers",))
    at_the_barn = replace(second, events=(Event("kill", patients=("two farmers",), where=("a barn",)),))
    inquiry = asked(at_the_mill, at_the_barn)[QuestionKind.WHERE]
    assert inquiry.text == "Where were two farmers killed?"
    assert {answer.value for answer in inquiry.answers} == {"the old mill", "a barn"}


def test_a_quake_is_no_attack_and_has_its_own_when_and_where() -> None:
    def struck(by: Source, where: int, patient: str, weekday: str) -> Claim:
        return deed(
            by,
            "strike",
            where=where,
            agents=("a strong earthquake",),
            patients=(patient,),
            times=(day(f"XXXX-WXX-{weekday}", "that day"),),
        )

    found = asked(struck(BISHOP, 0, "the Vale district", "2"), struck(ARMY, 1, "Northville", "2"))
    assert {inquiry.text for inquiry in found.values()} == {"When did the quake strike?", "Where did the quake strike?"}


def test_a_denied_plan_is_asked_about_as_a_plan() -> None:
    told = deed(BISHOP, "plan to invade", agents=("Northland",), patients=("the island",), stance=Stance.ALLEGES)
    denied = deed(ARMY, "plan to invade", where=1, agents=("Northland",), patients=("the island",), negated=True)
    inquiry = asked(told, denied)[QuestionKind.POLAR]
    assert inquiry.text == "Did Northland plan to invade the island?"
    assert {answer.side for answer in inquiry.answers} == {"yes", "no"}


def test_a_deed_without_a_class_is_asked_about_only_where_it_is_denied() -> None:
    told = deed(BISHOP, "burn", agents=("the army",), patients=("the granary",))
    retold = deed(REBELS, "burn", where=2, agents=("the army",), patients=("the granary",))
    denied = deed(ARMY, "burn", where=1, agents=("the army",), patients=("the granary",), negated=True)
    assert asked(told, retold) == {}
    assert asked(told, denied)[QuestionKind.POLAR].text == "Did the army burn the granary?"


def test_a_rejected_accusation_rejects_what_it_says() -> None:
    told = deed(BISHOP, "arm", agents=("the republic",), patients=("rebels",), stance=Stance.ALLEGES)
    denied = deed(
        ARMY,
        "arm",
        where=1,
        agents=("the republic",),
        patients=("dissident groups",),
        main=False,
        stance=Stance.DENIES,
        text="that the republic was arming dissident groups as utterly baseless",
    )
    inquiry = asked(told, denied)[QuestionKind.POLAR]
    assert {answer.claim: answer.side for answer in inquiry.answers} == {told.id: "yes", denied.id: "no"}


def test_his_country_is_the_source_s_own() -> None:
    president = source("the president of Northland")
    told = deed(BISHOP, "arm", agents=("Northland",), patients=("rebels",))
    denied = deed(president, "arm", where=1, agents=("his country",), patients=("rebels",), negated=True)
    inquiry = asked(told, denied)[QuestionKind.POLAR]
    assert {answer.side for answer in inquiry.answers} == {"yes", "no"}


PAST = [("bomb", "bombed"), ("carry", "carried"), ("strike", "struck"), ("gun down", "gunned down"), ("free", "freed")]


@pytest.mark.parametrize(("verb", "told"), PAST)
def test_verbs_have_their_past(verb: str, told: str) -> None:
    assert past(verb) == told


def test_verbs_have_their_participle() -> None:
    assert [past(verb, participle=True) for verb in ("steal", "bomb", "shoot")] == ["stolen", "bombed", "shot"]
