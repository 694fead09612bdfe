"""Who takes back what: the words of withdrawal, the statement they name, and everything that only looks like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from factories import claim, document, entity, quantity, readings, source
from rashomon.compare.retractions import retractions, standing
from rashomon.config import CompareConfig
from rashomon.records import (
    Answer,
    Claim,
    Document,
    Entity,
    Inquiry,
    Quantity,
    QuestionKind,
    Relation,
    RelationKind,
    Source,
    SourceKind,
    Span,
    Stance,
)

MINISTRY, ARMY = source("health ministry"), source("army")
OLD = document("Courier", "the old text", published=date(2021, 3, 3))
KILLED = ("people", "kill", "market")
SHELLED = ("army", "shell", "market")


def sixteen(event: str = "kill", counted: str | None = "people") -> Quantity:
    return quantity("16", 16, counted=counted, event=event)


DEAD = claim(OLD, "that 16 people were killed in the market", MINISTRY, quantities=[sixteen()], topics=KILLED)
SHELLING = claim(OLD, "that the army had shelled the market", MINISTRY, topics=SHELLED, at=50)
DENIAL = claim(OLD, "that it had shelled the market", ARMY, topics=SHELLED, stance=Stance.DENIES, at=100)
OWN = claim(
    OLD, "16 people were killed at the bridge", quantities=[sixteen()], topics=("people", "kill", "bridge"), at=150
)
BEFORE = (DEAD, SHELLING, DENIAL, OWN)


def said(
    text: str,
    content: str = "",
    by: Source | None = MINISTRY,
    *,
    stance: Stance = Stance.ASSERTS,
    topics: Sequence[str] = (),
    amounts: Sequence[Quantity] = (),
    actors: Sequence[str] = (),
    published: date | None = date(2021, 3, 6),
    publisher: str = "Post",
) -> tuple[Document, Claim]:
    """A document of one sentence; the words between `by` at its head and `content` are the cue. No `by`: narrative."""
    made = document(publisher, text, publisher=publisher, published=published)
    start = text.index(content) if content else 0
    one = claim(made, content or text, by, stance=stance, topics=topics, quantities=amounts, actors=actors)
    if by is not None:
        at = text.index(by.text)
        cue = (Span(at + len(by.text) + 1, start - 1),)
        one = replace(one, source=replace(by, spans=(Span(at, at + len(by.text)),)), cue=cue)
    return made, replace(one, content=(Span(start, start + len(one.text)),))


def entities(claims: Sequence[Claim]) -> list[Entity]:
    names = dict.fromkeys(c.source.canonical for c in claims if c.source)
    return [
        replace(entity(name), claims=tuple(c.id for c in claims if c.source and c.source.canonical == name))
        for name in names
    ]


def taken_back(*pairs: tuple[Document, Claim], before: Sequence[Claim] = BEFORE) -> list[Relation]:
    claims = [*before, *(c for _, c in pairs)]
    documents = list(dict.fromkeys([OLD, *(d for d, _ in pairs)]))
    counting = [c for c in claims if c.quantities and c.stance is not Stance.DENIES and c not in [p[1] for p in pairs]]
    inquiries = [
        Inquiry(f"q{n}", "How many?", QuestionKind.QUANTITY, (Answer(c.id, "", c.quantities[0]),))
        for n, c in enumerate(counting)
    ]
    made = [replace(r, sentences=(Span(0, len(r.document.text)),)) for r in readings(*claims, documents=documents)]
    return list(retractions(made, inquiries, entities(claims), config=CompareConfig()))


P16 = "that 16 people were killed in the market"
P18 = "that 18 people were killed in the market"
WHO_SHELLED = "that the army had shelled the market"
BY_MINISTRY = [
    # the words between the ministry and the content, the content, its topics, its amount, what is taken back
    ("retracted its statement", P16, KILLED, sixteen(), DEAD),
    ("has since withdrawn its report", P16, KILLED, sixteen(), DEAD),
    ("walked back its claim", P16, KILLED, sixteen(), DEAD),
    ("took back its statement", P16, KILLED, sixteen(), DEAD),
    ("withdrew", "its figure of 16 dead", ("figure", "dead"), sixteen("", "dead"), DEAD),
    ("withdrew", "its figure of 16", ("figure",), sixteen("", None), DEAD),
    ("retracted its claim", WHO_SHELLED, SHELLED, None, SHELLING),
    ("retracted its claim", "that the army had not shelled the market", SHELLED, None, None),
    ("withdrew its denial", WHO_SHELLED, SHELLED, None, None),
    ("retracted its statement", P18, KILLED, quantity("18", 18), None),
    ("retracted its statement", "that 16 people were wounded", ("people", "wound"), sixteen("wound"), None),
    ("withdrew", "its 16 ambulances", ("ambulance",), sixteen("", "ambulances"), None),
    ("took back", "the market after 16 people were killed", KILLED, sixteen(), None),
    ("did not retract its statement", P16, KILLED, sixteen(), None),
    ("has never withdrawn its statement", P16, KILLED, sixteen(), None),
    ("refused to retract its statement", P16, KILLED, sixteen(), None),
    ("may withdraw its statement", P16, KILLED, sixteen(), None),
    ("was asked to withdraw its statement", P16, KILLED, sixteen(), None),
    ("repeated its statement", P16, KILLED, sixteen(), None),
    ("retracted its statement on", "the market", ("market",), None, None),
]  # fmt: skip


@pytest.mark.parametrize(("cue", "content", "topics", "amount", "expected"), BY_MINISTRY)
def test_what_a_source_takes_back_in_the_words_of_a_reporter(
    cue: str, content: str, topics: tuple[str, ...], amount: Quantity | None, expected: Claim | None
) -> None:
    pair = said(
        f"health ministry {cue} {content}",
        content,
        stance=Stance.DENIES,
        topics=topics,
        amounts=[amount] if amount else [],
    )
    found = taken_back(pair)
    assert [(r.a, r.b, r.relation) for r in found] == (
        [(pair[1].id, expected.id, RelationKind.RETRACTS)] if expected else []
    )


def test_a_retraction_says_in_which_words_and_to_which_question() -> None:
    pair = said(f"health ministry retracted its statement {P16}", P16, topics=KILLED, amounts=[sixteen()])
    (found,) = taken_back(pair)
    assert "retracted its statement" in found.reason
    assert found.question == "q0"
    assert 0.5 <= found.score <= 1


NO_MORE = f"we no longer stand by our statement {P16}"
IN_CONTENT = [
    # who speaks, what is said, who does something in it, whether the ministry's 16 is taken back
    (MINISTRY, NO_MORE, (), True),
    (MINISTRY, f"it no longer stands by its statement {P16}", ("health ministry",), True),
    (MINISTRY, f"the health ministry has withdrawn its statement {P16}", (), True),
    (None, f"The health ministry has withdrawn its statement {P16}", (), True),
    (None, f"It has since withdrawn its statement {P16}", ("the health ministry",), True),
    (None, f"The army has withdrawn its statement {P16}", (), False),
    (None, f"It has since withdrawn its statement {P16}", ("army",), False),
    (None, f"It has since withdrawn its statement {P16}", (), False),
    (None, f"If the health ministry had withdrawn its statement {P16}", (), False),
    (ARMY, f"the health ministry has withdrawn its statement {P16}", (), False),
    (ARMY, NO_MORE, (), False),
]  # fmt: skip


@pytest.mark.parametrize(("by", "content", "actors", "expected"), IN_CONTENT)
def test_what_is_taken_back_in_the_words_of_whoever_speaks(
    by: Source | None, content: str, actors: tuple[str, ...], expected: bool
) -> None:
    text = content if by is None else f"{by.text} said {content}"
    pair = said(text, content, by, topics=KILLED, amounts=[sixteen()], actors=actors)
    assert [r.b for r in taken_back(pair)] == ([DEAD.id] if expected else [])


@pytest.mark.parametrize("stance", [Stance.DENIES, Stance.DEMANDS, Stance.PREDICTS, Stance.QUESTIONS])
def test_a_retraction_that_is_denied_demanded_or_asked_about_is_none(stance: Stance) -> None:
    content = f"the health ministry has withdrawn its statement {P16}"
    pair = said(f"health ministry said {content}", content, stance=stance, topics=KILLED, amounts=[sixteen()])
    assert taken_back(pair) == []


def test_an_outlet_takes_back_its_own_report_only() -> None:
    at_the_bridge = ("people", "kill", "bridge")
    content = "that 16 people were killed at the bridge"
    outlet = source("Courier", SourceKind.OUTLET)
    pair = said(f"Courier deleted its report {content}", content, outlet, topics=at_the_bridge, amounts=[sixteen()])
    assert [r.b for r in taken_back(pair)] == [OWN.id]
    own = f"This newspaper no longer stands by its report {content}"
    pair = said(own, by=None, topics=at_the_bridge, amounts=[sixteen()], publisher="Courier")
    assert [r.b for r in taken_back(pair)] == [OWN.id]


def test_nothing_is_taken_back_before_it_is_said() -> None:
    text = f"health ministry retracted its statement {P16}"
    for day, expected in ((date(2021, 3, 1), []), (date(2021, 3, 3), [DEAD.id]), (None, [DEAD.id])):
        pair = said(text, P16, topics=KILLED, amounts=[sixteen()], published=day)
        assert [r.b for r in taken_back(pair)] == expected


def test_that_figure_is_the_one_just_given() -> None:
    text = "An earlier version said that 40 people were hurt. That figure has been withdrawn."
    made = document("Post", text, published=date(2021, 3, 6))
    own = claim(made, "Blue birds were seen", at=200)
    version = Source("An earlier version", (Span(0, 18),), "An earlier version", SourceKind.DOCUMENT)
    first = claim(made, "that 40 people were hurt", version, quantities=[quantity("40", 40)], topics=("people", "hurt"))
    then = claim(made, "That figure has been withdrawn", at=50, topics=("figure", "withdraw"))
    assert [(r.a, r.b) for r in taken_back((made, first), (made, then), (made, own))] == [(then.id, first.id)]
    # With two numbers before it, which of them is meant is not clear.
    second = replace(first, id="other", quantities=(quantity("50", 50),))
    assert taken_back((made, first), (made, second), (made, then), (made, own)) == []


def test_an_amount_given_for_two_things_is_not_guessed_at() -> None:
    houses = claim(
        OLD, "16 houses burnt", MINISTRY, quantities=[sixteen("burn", None)], topics=("house", "burn"), at=300
    )
    dead = replace(DEAD, quantities=(sixteen("", None),))
    text = "health ministry withdrew its figure of 16"
    pair = said(text, "its figure of 16", topics=("figure",), amounts=[sixteen("", None)])
    assert taken_back(pair, before=[dead, houses]) == []


def test_what_only_names_an_amount_to_take_it_back_is_no_account_of_it() -> None:
    answers = (Answer(DEAD.id, "e1", sixteen()), Answer(OWN.id, "e2", sixteen()))
    inquiry = Inquiry("q", "How many?", QuestionKind.QUANTITY, answers)
    taken = Relation(OWN.id, DEAD.id, RelationKind.RETRACTS, "", 0.9, "q")
    assert standing([inquiry], [taken])[0].answers == answers[:1]
    assert standing([inquiry], []) == (inquiry,)
    alone = replace(inquiry, answers=answers[1:])
    assert standing([alone], [taken]) == (alone,)
