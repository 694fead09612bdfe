"""What an outlet corrects of its own: in one text, in a later version, and never in a still later one."""

from __future__ import annotations

from datetime import date

import pytest

from factories import claim, document, quantity, readings, source
from rashomon.compare.corrections import corrections, version_corrections
from rashomon.config import CompareConfig
from rashomon.records import Answer, Claim, Inquiry, QuestionKind, Source, SourceKind, Span, Time

VERSION = Source("An earlier version", (Span(0, 1),), "An earlier version", SourceKind.DOCUMENT)
WORDS = ("correct", "figure")
CASES = [
    # (day, outlet, source, amount, topics) of each claim of one question; pairs of (correcting, corrected)
    ("a later version", [(3, "Courier", None, 40, ()), (5, "Courier", None, 45, WORDS)], {(1, 0)}),
    ("another outlet's", [(3, "Post", None, 40, ()), (5, "Courier", None, 45, WORDS)], set()),
    ("a still later one", [(7, "Courier", None, 50, ()), (5, "Courier", None, 45, WORDS)], set()),
    ("no words of correction", [(3, "Courier", None, 40, ()), (5, "Courier", None, 45, ())], set()),
    ("a person's number", [(3, "Courier", source("army"), 40, ()), (5, "Courier", None, 45, WORDS)], set()),
    ("the version's number only",
     [(1, "Courier", None, 30, ()), (3, "Courier", None, 40, ()), (5, "Courier", VERSION, 40, ()),
      (5, "Courier", None, 45, WORDS)], {(3, 1), (3, 2)}),
    ("a version and no other words", [(5, "Courier", VERSION, 40, ()), (5, "Courier", None, 45, ())], {(1, 0)}),
    ("two corrections", [(3, "Courier", None, 40, WORDS), (5, "Courier", None, 45, WORDS)], {(1, 0)}),
    ("two corrections of one day", [(5, "Courier", None, 40, WORDS), (5, "Courier", None, 45, WORDS)], set()),
    ("the same number", [(3, "Courier", None, 45, ()), (5, "Courier", None, 45, WORDS)], set()),
]  # fmt: skip


@pytest.mark.parametrize(("told", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_which_number_a_correction_corrects(
    told: list[tuple[int, str, Source | None, int, tuple[str, ...]]], expected: set[tuple[int, int]]
) -> None:
    claims: list[Claim] = []
    answers = []
    for number, (day, outlet, by, value, topics) in enumerate(told):
        said_in = document(f"{outlet} {day}", publisher=outlet, published=date(2021, 3, day))
        claims.append(claim(said_in, f"{value} were hurt", by, topics=topics, at=number))
        answers.append(Answer(claims[-1].id, "", quantity(str(value), value), day=said_in.published))
    inquiry = Inquiry("q", "How many were hurt?", QuestionKind.QUANTITY, tuple(answers))
    order = {made.id: number for number, made in enumerate(claims)}
    found = list(corrections(inquiry, {made.id: made for made in claims}))
    assert {(order[r.a], order[r.b]) for r in found} == expected
    assert all(str(told[order[r.b]][3]) in r.reason for r in found)


@pytest.mark.parametrize(("topics", "expected"), [(WORDS, 1), ((), 0)])
def test_a_day_is_corrected_within_one_text(topics: tuple[str, ...], expected: int) -> None:
    made = document("Courier", published=date(2021, 3, 5))
    days = [Time("Monday", Span(0, 6), date(2021, 3, 1), None), Time("Tuesday", Span(0, 7), date(2021, 3, 2), None)]
    claims = [claim(made, "it was on Monday", at=0), claim(made, "it was on Tuesday", topics=topics, at=20)]
    answers = tuple(Answer(c.id, "", value=t.text, span=(t.start, t.start)) for c, t in zip(claims, days, strict=True))
    inquiry = Inquiry("q", "When was it?", QuestionKind.WHEN, answers)
    found = list(corrections(inquiry, {c.id: c for c in claims}))
    assert [(r.a, r.b) for r in found] == [(claims[1].id, claims[0].id)] * expected


APART = [
    # questions of the version's number and of the correct one, the topics of the second, how many corrections
    ("q1", "q2", WORDS, 1),
    ("q1", None, WORDS, 1),
    ("q1", "q1", WORDS, 0),
    ("q1", "q2", (), 0),
]


@pytest.mark.parametrize(("first", "second", "topics", "expected"), APART)
def test_a_correction_follows_what_it_corrects_whatever_the_questions(
    first: str, second: str | None, topics: tuple[str, ...], expected: int
) -> None:
    made = document("Courier")
    old = claim(made, "that 40 people were hurt", VERSION, quantities=[quantity("40", 40)])
    new = claim(made, "The correct figure is 45", quantities=[quantity("45", 45)], topics=topics, at=50)
    asked = {"q1": [old.id], "q2": []}
    if second is not None:
        asked[second].append(new.id)
    inquiries = [
        Inquiry(q, "How many?", QuestionKind.QUANTITY, tuple(Answer(c, "") for c in members))
        for q, members in asked.items()
    ]
    found = list(version_corrections(readings(old, new, documents=[made]), inquiries, config=CompareConfig()))
    assert [(r.a, r.b, r.question) for r in found] == [(new.id, old.id, first)] * expected
