"""Grades on scales: what stands, what history keeps, what is looked at again, and that no claim changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import claim, document, quantity, readings, source
from rashomon.config import Config
from rashomon.errors import ItemError
from rashomon.pipeline import compare, dossier_of_case
from rashomon.records import Claim, Dossier, Grade, Mark, Reading, SourceKind, Span
from rashomon.report.contract import dossier_object
from rashomon.report.html import render_html
from rashomon.store.judgements import Judgement, Kind, judgement_from, judgement_object, new_judgement
from rashomon.store.judging_grades import grade_history
from rashomon.store.judging_standing import standing
from rashomon.store.judging_targets import (
    ClaimTarget,
    DocumentTarget,
    EntityTarget,
    JudgementTarget,
    NewGrade,
    PairTarget,
    QuestionTarget,
    Quote,
    Target,
    Text,
    Value,
    quote,
)

NOW = datetime(2026, 11, 26, 2, 16, 16, tzinfo=UTC)
ARMY = EntityTarget("the army")


def judge(seq: int, about: Target, value: Value, *, actor: str = "ada", **more: Any) -> Judgement:
    made = new_judgement(Kind.GRADE, about, value, actor=actor, now=NOW, **more)
    return replace(made, seq=seq, id=f"{seq:032x}")


def undo(seq: int, other: int) -> Judgement:
    made = new_judgement(Kind.UNDO, JudgementTarget(f"{other:032x}"), actor="ada", now=NOW)
    return replace(made, seq=seq, id=f"{seq:032x}")


def source_grade(value: str, topic: str = "") -> NewGrade:
    return NewGrade("admiralty-source", value, topic)


STAND: list[tuple[str, Sequence[Judgement], list[int]]] = [
    ("two scales", [judge(1, ARMY, source_grade("B")), judge(2, ARMY, NewGrade("house", "hold"))], [1, 2]),
    ("two topics", [judge(1, ARMY, source_grade("B", "numbers")), judge(2, ARMY, source_grade("D", "blame"))], [1, 2]),
    ("one topic", [judge(1, ARMY, source_grade("B", "Numbers")), judge(2, ARMY, source_grade("D", "numbers"))], [2]),
    ("no topic", [judge(1, ARMY, source_grade("B")), judge(2, ARMY, source_grade("D"))], [2]),
    ("the same again", [judge(1, ARMY, source_grade("B")), judge(2, ARMY, source_grade("B"))], [2]),
    ("two people", [judge(1, ARMY, source_grade("B")), judge(2, ARMY, source_grade("D"), actor="bob")], [1, 2]),
    ("words and a scale", [judge(1, ARMY, Text("B2")), judge(2, ARMY, source_grade("D"))], [1, 2]),
    ("undone", [judge(1, ARMY, source_grade("B")), judge(2, ARMY, source_grade("D")), undo(3, 2)], [1]),
]


@pytest.mark.parametrize(("what", "said", "left"), STAND, ids=[what for what, _, _ in STAND])
def test_what_stands_of_grades(what: str, said: Sequence[Judgement], left: list[int]) -> None:
    result = standing(said)
    assert [judgement.seq for judgement in result.judgements] == left, what
    assert result.conflicts == (), "a newer grade is no conflict"


def test_history_keeps_every_grade_with_what_became_of_it() -> None:
    said = [
        judge(1, ARMY, source_grade("B")),
        judge(2, ARMY, source_grade("C")),
        judge(3, ARMY, source_grade("E"), actor="bob"),
        undo(4, 3),
        judge(5, ARMY, NewGrade("house", "hold")),
        judge(6, ARMY, NewGrade("house", "publish"), supersedes=f"{5:032x}"),
        judge(7, ARMY, Text("in free words")),
    ]
    states = [(entry.judgement.seq, entry.state) for entry in grade_history(said)]
    assert states == [(1, "replaced"), (2, "stands"), (3, "taken back"), (5, "replaced"), (6, "stands")]


WORDS = ClaimTarget("d1", Quote((Span(0, 3),), "abc"), None)
CLAIM = replace(WORDS, claim="c1")
REFUSED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"entity": "x"}, {"scale": "admiralty-source"}, "value: a text is needed"),
    ({"entity": "x"}, {"scale": "a b", "value": "B"}, "scale: 'a b' is no name"),
    ({"entity": "x"}, {"scale": "s", "value": "B", "note": "x"}, "note: no such field"),
    ({"entity": "x"}, {"scale": "s", "value": "B", "topic": "x" * 201}, "topic: 201 characters"),
    ({"entity": "x"}, {"scale": "s", "value": "B", "least": True}, "least: a whole number"),
    ({"entity": "x"}, {"scale": "s", "value": "B", "least": -1}, "least: a whole number"),
    ({"entity": "x"}, {"scale": "s", "value": "B", "origins": "o1"}, "origins: a list"),
    ({"entity": "x"}, {"scale": "s", "value": "B", "origins": ["<o>"]}, "origins: '<o>' is no name"),
    (
        {"document": "d1", "spans": [[0, 3]], "words": "abc"},
        {"scale": "s", "value": "B"},
        "claim: a scale grades a claim",
    ),
]


@pytest.mark.parametrize(("about", "value", "said"), REFUSED)
def test_what_is_no_grade_says_why(about: dict[str, Any], value: dict[str, Any], said: str) -> None:
    blank = judgement_object(judge(1, EntityTarget("x"), source_grade("B")))
    with pytest.raises(ItemError) as refused:
        judgement_from(blank | {"target": about, "value": value})
    assert said in str(refused.value)


def test_how_two_claims_stand_is_graded_on_no_scale() -> None:
    with pytest.raises(ValueError, match="say a relation in words"):
        judge(1, PairTarget(CLAIM, replace(CLAIM, claim="c2")), NewGrade("house", "hold"))


_names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", fullmatch=True)


@given(
    scale=_names,
    value=_names,
    topic=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200).map(str.strip),
    least=st.integers(0, 1000),
    origins=st.none() | st.lists(_names, unique=True, max_size=5).map(sorted).map(tuple),
)
def test_any_grade_goes_through_json_and_back(
    scale: str, value: str, topic: str, least: int, origins: tuple[str, ...] | None
) -> None:
    made = judge(1, ARMY, NewGrade(scale, value, topic, least, origins))
    assert judgement_from(judgement_object(made)) == made


# On a comparison


def said(name: str, by: str, amount: str = "40") -> tuple[Reading, Claim]:
    """Return a document in which somebody says how many left, and that claim."""
    text = f"{by} said {amount} fighters left."
    about = document(name, text, publisher=f"{name} Post")
    start = text.index(amount)
    span = Span(start, len(text) - 1)
    speaker = replace(source(by, SourceKind.PERSON), spans=(Span(0, len(by)),))
    counted = replace(quantity(amount, float(amount)), span=Span(start, start + len(amount)))
    made = replace(claim(about, span.of(text), speaker, quantities=[counted]), content=(span,))
    (reading,) = readings(made, documents=[about])
    return replace(reading, quantities=(counted,)), made


def target(reading: Reading, one: Claim) -> ClaimTarget:
    return ClaimTarget(reading.document.id, quote(reading.document.text, one.content), one.id)


def dossier(*given_: Reading, judgements: Sequence[Judgement] = ()) -> Dossier:
    return dossier_of_case(given_, judgements, config=Config())


HILL, HILLS = said("One", "Mayor Hill")
RAY, RAYS = said("Two", "Nurse Ray")
COX, COXS = said("Three", "Colonel Cox")


def origins(made: Dossier, *names: str) -> tuple[str, ...]:
    return tuple(sorted(origin.id for origin in made.origins if origin.name in names))


def confirmed(about: Target, made: Dossier, *names: str) -> Judgement:
    return judge(1, about, NewGrade("admiralty-information", "1", "", 2, origins(made, *names), "confirmed"))


def only(made: Dossier) -> Mark:
    (mark,) = made.judged
    return mark


def test_a_grade_is_marked_with_scale_value_and_topic_and_changes_no_claim() -> None:
    plain = dossier(HILL, RAY)
    (question,) = plain.questions
    given_ = [
        judge(1, target(HILL, HILLS), NewGrade("admiralty-information", "2", "the number")),
        judge(2, QuestionTarget(question.id, question.text), NewGrade("airwars-harm", "fair")),
        judge(3, EntityTarget("Mayor Hill"), source_grade("B", "numbers")),
        judge(4, DocumentTarget(RAY.document.id), NewGrade("house", "hold", words="hold")),
    ]
    made = dossier(HILL, RAY, judgements=given_)
    assert [(mark.of, mark.grade) for mark in made.judged] == [
        ("claim", Grade("admiralty-information", "2", "the number")),
        ("question", Grade("airwars-harm", "fair")),
        ("entity", Grade("admiralty-source", "B", "numbers")),
        ("document", Grade("house", "hold")),
    ]
    assert replace(made, judged=()) == plain, "neither text nor interval nor anything else moved"
    told = dossier_object(made)
    assert told["claims"][0]["judged"][0]["grade"] == {
        "scale": "admiralty-information",
        "value": "2",
        "topic": "the number",
    }
    page = render_html(made)
    for words in (
        "grade by ada on 2026-11-26: admiralty-information 2, for the number",
        "airwars-harm fair, graded by ada on 2026-11-26",
        "admiralty-source B, for numbers, graded by ada on 2026-11-26",
        "house hold, graded by ada on 2026-11-26",
    ):
        assert words in page


def test_grades_in_free_words_are_read_and_shown_as_before() -> None:
    mark = only(dossier(HILL, RAY, judgements=[judge(1, target(HILL, HILLS), Text("B2"))]))
    assert (mark.text, mark.grade, mark.review) == ("B2", None, "")


@pytest.mark.parametrize("of", ["claim", "question"])
def test_what_rests_on_the_same_origins_is_left_alone(of: str) -> None:
    plain = dossier(HILL, RAY)
    (question,) = plain.questions
    about = target(HILL, HILLS) if of == "claim" else QuestionTarget(question.id)
    made = dossier(HILL, RAY, judgements=[confirmed(about, plain, "Mayor Hill", "Nurse Ray")])
    assert only(made).review == ""


def test_confirmed_is_looked_at_again_when_one_origin_is_left() -> None:
    about = confirmed(target(HILL, HILLS), dossier(HILL, RAY), "Mayor Hill", "Nurse Ray")
    review = only(dossier(HILL, judgements=[about])).review
    assert "1 asks for 2 independent origins, and one origin (Mayor Hill) stands behind it now" in review
    assert "its origins changed since it was graded: no longer 1 that it had" in review


def test_a_grade_is_looked_at_again_when_new_documents_bring_origins() -> None:
    about = confirmed(target(HILL, HILLS), dossier(HILL, RAY), "Mayor Hill", "Nurse Ray")
    assert only(dossier(HILL, RAY, COX, judgements=[about])).review == (
        "its origins changed since it was graded: now also Colonel Cox"
    )


def test_of_a_grade_that_says_nothing_of_origins_only_the_rule_is_held() -> None:
    old = judge(1, target(HILL, HILLS), NewGrade("admiralty-information", "1", least=2))
    assert only(dossier(HILL, RAY, judgements=[old])).review == ""
    assert "asks for 2" in only(dossier(HILL, judgements=[old])).review
    free = judge(1, target(HILL, HILLS), NewGrade("admiralty-information", "3"))
    assert only(dossier(HILL, judgements=[free])).review == ""


def test_a_confirmed_question_is_looked_at_again_when_it_has_several_answers() -> None:
    plain = dossier(HILL, RAY)
    other, _ = said("Three", "Colonel Cox", "60")
    graded = confirmed(QuestionTarget(plain.questions[0].id), plain, "Mayor Hill", "Nurse Ray")
    made = dossier(HILL, RAY, other, judgements=[graded])
    assert "which one is graded is not clear" in only(made).review
    side = made.questions[0].positions[0]
    named = replace(graded, value=NewGrade("admiralty-information", "1", side.text, 2, side.origins))
    assert only(dossier(HILL, RAY, other, judgements=[named])).review == ""


def test_a_claim_that_was_rejected_is_counted_for_nothing() -> None:
    about = confirmed(target(HILL, HILLS), dossier(HILL, RAY), "Mayor Hill", "Nurse Ray")
    out = replace(new_judgement(Kind.REJECT, target(RAY, RAYS), actor="bob", now=NOW), seq=2, id=f"{2:032x}")
    made = dossier(HILL, RAY, judgements=[about, out])
    assert "asks for 2" in next(mark for mark in made.judged if mark.kind == "grade").review


def test_a_name_that_several_sources_go_by_now_is_said() -> None:
    graded = judge(1, EntityTarget("Driver"), source_grade("C"))
    plain = compare((HILL, RAY), config=Config())
    named = tuple(replace(entity, names=("Driver",)) for entity in plain.entities)
    from rashomon.store.judging_view import apply_to_dossier

    made = apply_to_dossier(replace(plain, entities=named), [graded])
    assert {mark.review for mark in made.judged} == {
        "several sources go by the name Driver now; say which one is graded"
    }
