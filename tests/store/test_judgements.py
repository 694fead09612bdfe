"""What people decide: what is accepted as a judgement, what stands, and what it does to readings and dossiers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import claim, document, quantity, readings, source
from rashomon.config import Config
from rashomon.errors import ItemError
from rashomon.pipeline import compare, dossier_of_case
from rashomon.records import (
    Claim,
    Document,
    Mode,
    Place,
    QuestionStatus,
    Reading,
    RelationKind,
    SourceKind,
    Span,
    Stance,
    Time,
)
from rashomon.report.contract import dossier_object
from rashomon.report.html import render_html
from rashomon.store.judgements import (
    Judgement,
    Kind,
    judgement_digest,
    judgement_from,
    judgement_object,
    log_detail,
    new_judgement,
)
from rashomon.store.judging_actors import actor_judgements
from rashomon.store.judging_readings import apply_to_readings, reanchor
from rashomon.store.judging_standing import standing
from rashomon.store.judging_targets import (
    ClaimTarget,
    DocumentTarget,
    EntityTarget,
    JudgementTarget,
    MergeTarget,
    NewAmount,
    NewDate,
    NewGrade,
    NewPlace,
    NewRelation,
    NewSource,
    NewSpan,
    NewStance,
    PairTarget,
    Protect,
    QuestionsTarget,
    QuestionTarget,
    Quote,
    SplitTarget,
    Target,
    Text,
    Value,
    WordsTarget,
    quote,
)
from rashomon.store.judging_view import apply_to_dossier

NOW = datetime(2026, 11, 26, 2, 16, 16, tzinfo=UTC)
TEXT = "The army said 40 fighters left Raqqa on Tuesday. The mayor said 60 fighters left. Nobody was hurt, he added."


def judge(
    seq: int,
    kind: Kind,
    target: Target,
    value: Value | None = None,
    *,
    actor: str = "ada",
    supersedes: str | None = None,
) -> Judgement:
    made = new_judgement(kind, target, value, actor=actor, why="I heard it", supersedes=supersedes, now=NOW)
    return replace(made, seq=seq, id=f"{seq:032x}")


def undo(seq: int, other: int) -> Judgement:
    return judge(seq, Kind.UNDO, JudgementTarget(f"{other:032x}"))


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def said(about: Document, words: str, by: str, value: str = "", **more: Any) -> Claim:
    """Return a claim of words that stand in a document, with the amount of it if there is one."""
    span = at(about.text, words)
    amounts = []
    if value:
        amount = quantity(value, float(value))
        amounts = [replace(amount, span=at(about.text, value))]
    made = claim(about, words, source(by), at=span.start, quantities=amounts, **more)
    return replace(made, content=(span,), source=replace(source(by), spans=(at(about.text, by),)))


def one_document(text: str = TEXT) -> tuple[Document, Reading, list[Claim]]:
    about = document("a.txt", text, publisher="Example Daily", published=date(2017, 10, 14))
    claims = [
        said(about, "40 fighters left Raqqa on Tuesday", "The army", "40"),
        said(about, "60 fighters left", "The mayor", "60"),
        said(about, "Nobody was hurt", "he"),
    ]
    day = Time("Tuesday", at(text, "Tuesday"), date(2017, 10, 10), date(2017, 10, 10))
    place = Place("Raqqa", at(text, "Raqqa"), "Ar Raqqah", 35.95, 39.01, "city", "SY")
    claims[0] = replace(claims[0], times=(day,), places=(place,))
    amounts = tuple(q for c in claims for q in c.quantities)
    reading = Reading(about, quantities=amounts, times=(day,), places=(place,), claims=tuple(claims))
    return about, reading, claims


def target(reading: Reading, claim: Claim) -> ClaimTarget:
    return ClaimTarget(reading.document.id, quote(reading.document.text, claim.content), claim.id)


def words(reading: Reading, said: str) -> Quote:
    return quote(reading.document.text, (at(reading.document.text, said),))


# Records

ABOUT = ClaimTarget("d1", Quote((Span(4, 7), Span(9, 12)), "the men", "of ", " who"), "c1")
OTHER = ClaimTarget("d2", Quote((Span(0, 3),), "Men"), "c2")
EVERY: Sequence[tuple[Kind, Target, Value | None]] = [
    (Kind.ACCEPT, ABOUT, None),
    (Kind.REJECT, ABOUT, None),
    (Kind.CORRECT, ABOUT, NewSource("The mayor", SourceKind.PERSON, ABOUT.quote)),
    (Kind.CORRECT, ABOUT, NewSource("The mayor", SourceKind.PERSON)),
    (Kind.CORRECT, ABOUT, NewSource("", SourceKind.AUTHOR)),
    (Kind.CORRECT, ABOUT, NewSpan(ABOUT.quote)),
    (Kind.CORRECT, ABOUT, NewStance(Stance.DENIES, True)),
    (Kind.CORRECT, ABOUT, NewAmount(12.5, None, ABOUT.quote, "kilometre", "road")),
    (Kind.CORRECT, ABOUT, NewDate(date(2017, 10, 12), None, ABOUT.quote)),
    (Kind.CORRECT, ABOUT, NewPlace("Ar Raqqah", 35.95, 39.01, "city", "SY", ABOUT.quote)),
    (Kind.MERGE, MergeTarget((EntityTarget("SDF"), ABOUT)), None),
    (Kind.SPLIT, SplitTarget(((EntityTarget("SDF"),), (ABOUT, OTHER))), None),
    (Kind.SAME_QUESTION, QuestionsTarget((QuestionTarget("q1", "How many?"), QuestionTarget("q2"))), None),
    (Kind.OTHER_QUESTION, QuestionsTarget((QuestionTarget("q1"),), (ABOUT,)), None),
    (Kind.RELATION, PairTarget(ABOUT, OTHER), NewRelation(RelationKind.CORRECTS)),
    (Kind.NO_RELATION, PairTarget(ABOUT, OTHER), None),
    (Kind.GRADE, DocumentTarget("d1"), Text("B2")),
    (Kind.GRADE, EntityTarget("SDF"), NewGrade("admiralty-source", "B", "numbers")),
    (Kind.GRADE, ABOUT, NewGrade("admiralty-information", "1", "", 2, ("o1", "o2"), "confirmed by other sources")),
    (Kind.NOTE, EntityTarget("SDF"), Text("see the archive")),
    (Kind.TAG, QuestionTarget("q1", "How many?"), Text("urgent")),
    (Kind.TAG, replace(ABOUT, claim=None), Text("words only")),
    (Kind.PROTECT, EntityTarget("SDF"), Protect("source", "Witness A", ("the SDF",))),
    (
        Kind.PROTECT,
        WordsTarget("2017-10-12"),
        Protect("date", "that week", (), (date(2017, 10, 9), date(2017, 10, 15))),
    ),
    (Kind.PROTECT, DocumentTarget("d1"), Protect("document", "Document A")),
    (Kind.PROTECT, replace(ABOUT, claim=None), Protect("passage", "passage withheld")),
    (Kind.UNDO, JudgementTarget("0" * 32), None),
]


def test_every_kind_is_tried() -> None:
    assert {kind for kind, _, _ in EVERY} == set(Kind)


@pytest.mark.parametrize(("kind", "about", "value"), EVERY)
def test_a_judgement_goes_through_json_and_back(kind: Kind, about: Target, value: Value | None) -> None:
    made = judge(3, kind, about, value, supersedes="f" * 32)
    plain = json.dumps(judgement_object(made))
    assert judgement_from(json.loads(plain)) == made
    assert not any(isinstance(part, float) for part in walk(json.loads(plain))), "the log holds no floats"


def walk(node: object) -> Sequence[object]:
    if isinstance(node, dict):
        return [part for value in node.values() for part in walk(value)]
    return [part for value in node for part in walk(value)] if isinstance(node, list) else [node]


@given(
    low=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    word=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip),
)
def test_any_number_and_any_words_come_back(low: float | None, word: str) -> None:
    about = ClaimTarget(word, Quote((Span(0, 1),), word, word, word), "c1")
    made = judge(1, Kind.CORRECT, about, NewAmount(low, None, None, word))
    assert judgement_from(json.loads(json.dumps(judgement_object(made)))) == made


def test_a_digest_tells_any_change() -> None:
    made = judge(1, Kind.NOTE, DocumentTarget("d1"), Text("seen"))
    changed = [
        replace(made, seq=2),
        replace(made, actor="bob"),
        replace(made, why=""),
        replace(made, time="2026-11-26T02:16:17Z"),
        replace(made, value=Text("unseen")),
        replace(made, target=DocumentTarget("d2")),
        replace(made, kind=Kind.TAG),
        replace(made, supersedes="a" * 32),
    ]
    assert len({judgement_digest(j) for j in (made, *changed)}) == 1 + len(changed)
    assert log_detail(made) == {
        "judgement": made.id,
        "kind": "note",
        "seq": 1,
        "sha256": judgement_digest(made),
    }


CLAIM = {"document": "d1", "spans": [[0, 3]], "words": "Men", "claim": "c1"}
WRONG: Sequence[tuple[dict[str, Any], str]] = [
    ({"kind": "praise"}, "kind: 'praise' is none of accept, reject"),
    ({"id": "1"}, "id: 32 hex digits"),
    ({"seq": -1}, "seq: a whole number from 0"),
    ({"seq": True}, "seq: a whole number from 0"),
    ({"time": "yesterday"}, "time: 'yesterday' is not of the form"),
    ({"time": "2026-13-26T02:16:16Z"}, "time: '2026-13-26T02:16:16Z' is not of the form"),
    ({"actor": " "}, "actor: it is empty"),
    ({"mood": "good"}, "mood: no such field"),
    ({"target": None}, "target: an object is needed"),
    ({"target": {**CLAIM, "spans": []}}, "spans: a list of 1 to"),
    ({"target": {**CLAIM, "spans": [[3, 3]]}}, "spans: 3-3 is empty"),
    ({"target": {**CLAIM, "spans": [[2, 4], [3, 6]]}}, "spans: 3-6 is empty or overlaps"),
    ({"target": {**CLAIM, "spans": [[0, "3"]]}}, "spans: each is a pair of whole numbers"),
    ({"target": {**CLAIM, "spans": [[5, 3]]}}, "not a span: 5-3"),
    ({"target": {**CLAIM, "words": "\ud800"}}, "words: it holds half a surrogate pair"),
    ({"target": {**CLAIM, "words": "a\0b"}}, "words: it holds the code point 0"),
    ({"target": {**CLAIM, "words": "x" * 20_000}}, "words: 20000 characters"),
    ({"target": {**CLAIM, "claim": None}}, "claim: accept is about claims"),
    ({"target": {"document": "d1"}}, "spans: a list of 1 to"),
    ({"value": {"text": "x"}}, "value: accept takes none"),
    ({"supersedes": "0" * 32}, "supersedes: a judgement cannot take its own place"),
    ({"kind": "note"}, "value: an object is needed"),
    ({"kind": "note", "value": {"text": ""}}, "text: it is empty"),
    ({"kind": "correct", "value": {"field": "mood"}}, "field: 'mood' is none of source, span"),
    ({"kind": "correct", "value": {"field": "stance", "stance": "shouts"}}, "stance: 'shouts' is none of"),
    ({"kind": "correct", "value": {"field": "stance", "stance": "denies", "negated": "no"}}, "negated: true, false"),
    ({"kind": "correct", "value": {"field": "value", "low": 5, "high": 4}}, "low: 5 is above high, 4"),
    ({"kind": "correct", "value": {"field": "value", "low": "many"}}, "low: 'many' is no number"),
    ({"kind": "correct", "value": {"field": "value", "low": "nan"}}, "low: 'nan' is no number"),
    ({"kind": "correct", "value": {"field": "value", "low": "1" * 400}}, "is no number"),
    ({"kind": "correct", "value": {"field": "value", "low": [1]}}, "low: a number, a decimal string or null"),
    ({"kind": "correct", "value": {"field": "date", "from": "14 October"}}, "from: '14 October' is no date"),
    ({"kind": "correct", "value": {"field": "date", "from": "2017-10-14", "to": "2017-10-12"}}, "is after to"),
    ({"kind": "correct", "value": {"field": "place", "name": "x", "latitude": 95, "longitude": 0}}, "latitude: 95"),
    ({"kind": "correct", "value": {"field": "place", "name": "x", "latitude": 5}}, "a point needs both"),
    ({"kind": "correct", "value": {"field": "place", "name": "x", "country": "Syria"}}, "no code of two letters"),
    ({"kind": "correct", "value": {"field": "place", "name": "x", "precision": "near"}}, "precision: 'near' is none"),
    ({"kind": "correct", "value": {"field": "source", "kind": "person"}}, "name: a text is needed"),
    ({"kind": "correct", "value": {"field": "source", "kind": "author", "name": "me"}}, "kind: the author is"),
    ({"kind": "merge", "target": {"members": [{"entity": "A"}]}}, "members: a list of 2"),
    ({"kind": "merge", "target": {"members": [{"entity": "A"}, {"entity": "A"}]}}, "the same one twice"),
    ({"kind": "split", "target": {"groups": [[{"entity": "A"}], [{"entity": "A"}]]}}, "one member stands in two"),
    ({"kind": "relation", "target": {"a": CLAIM, "b": CLAIM}, "value": {"relation": "agrees"}}, "the same claim as a"),
    ({"kind": "other_question", "target": {"questions": [{"question": "q"}]}}, "one question and the claims"),
    ({"kind": "same_question", "target": {"questions": [{"question": "q"}]}}, "two questions, or one and the claims"),
    ({"kind": "undo", "target": {"judgement": ""}}, "judgement: it is empty"),
]


@pytest.mark.parametrize(("change", "complaint"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_field_is_named(change: dict[str, Any], complaint: str) -> None:
    plain: dict[str, Any] = {
        "id": "0" * 32,
        "seq": 1,
        "time": "2026-11-26T02:16:16Z",
        "actor": "ada",
        "kind": "accept",
        "target": CLAIM,
        "value": None,
        "why": "",
        "supersedes": None,
    }
    judgement_from(plain)
    with pytest.raises(ItemError) as caught:
        judgement_from(plain | change)
    assert complaint in str(caught.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_is_a_judgement_or_an_item_error(given_: object) -> None:
    about = {"kind": "accept", "target": given_, "id": "0" * 32, "time": "2026-11-26T02:16:16Z", "actor": "a"}
    for plain in (given_, about, about | {"kind": "correct", "target": CLAIM, "value": given_}):
        with pytest.raises(ItemError):
            judgement_from(plain)


def test_types_are_checked_for_records_too() -> None:
    with pytest.raises(ValueError, match="target: accept is not about a document"):
        judge(1, Kind.ACCEPT, DocumentTarget("d1"))
    with pytest.raises(ValueError, match="value: correct needs one"):
        judge(1, Kind.CORRECT, ABOUT)


# What stands


def kept(judgements: Sequence[Judgement]) -> list[int]:
    return [judgement.seq for judgement in standing(judgements).judgements]


NOTE = (Kind.NOTE, DocumentTarget("d1"), Text("x"))


def test_an_undo_takes_back_and_its_undo_restores() -> None:
    said = [judge(1, *NOTE), undo(2, 1), undo(3, 2), undo(4, 3)]
    assert [kept(said[:n]) for n in range(1, 5)] == [[1], [], [1], []]
    assert standing(said).undone == {f"{n:032x}" for n in (1, 3)}


def test_what_supersedes_stands_alone_until_it_is_undone() -> None:
    said = [judge(1, *NOTE), judge(2, *NOTE, supersedes=f"{1:032x}"), judge(3, *NOTE, supersedes=f"{2:032x}")]
    assert [kept(said[:n]) for n in range(1, 4)] == [[1], [2], [3]]
    assert kept([*said, undo(4, 3)]) == [2]
    assert kept([*said, undo(4, 3), undo(5, 2)]) == [1]


def test_order_is_that_of_seq_and_not_of_the_list() -> None:
    said = [judge(1, *NOTE), undo(2, 1), judge(3, *NOTE)]
    assert kept(said[::-1]) == kept(said) == [3]


@pytest.mark.parametrize("other", [2, 3, 99])
def test_only_what_came_before_can_be_undone(other: int) -> None:
    result = standing([judge(1, *NOTE), undo(2, other), judge(3, *NOTE)])
    assert [j.seq for j in result.judgements] == [1, 3]
    assert len(result.problems) == 1
    assert "which is no earlier judgement" in result.problems[0]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=30))
def test_what_stands_is_what_no_standing_entry_takes_back(steps: list[tuple[bool, int]]) -> None:
    said = [
        judge(n, *NOTE) if plain or not 0 < other < n else undo(n, other)
        for n, (plain, other) in enumerate(steps, start=1)
    ]

    def stands(n: int) -> bool:
        name = f"{n:032x}"
        undos = [j.seq for j in said if isinstance(j.target, JudgementTarget) and j.target.judgement == name]
        return not any(stands(u) for u in undos)

    assert kept(said) == [j.seq for j in said if j.kind is not Kind.UNDO and stands(j.seq)]


CONFLICTS: Sequence[tuple[str, Sequence[tuple[Kind, Target, Value | None]], list[int]]] = [
    ("verdicts", [(Kind.ACCEPT, ABOUT, None), (Kind.REJECT, ABOUT, None)], [2]),
    ("equal verdicts", [(Kind.ACCEPT, ABOUT, None), (Kind.ACCEPT, ABOUT, None)], [1, 2]),
    ("other claims", [(Kind.ACCEPT, ABOUT, None), (Kind.REJECT, OTHER, None)], [1, 2]),
    ("one field", [(Kind.CORRECT, ABOUT, NewStance(s)) for s in (Stance.DENIES, Stance.ADMITS)], [2]),
    ("two fields", [(Kind.CORRECT, ABOUT, NewStance(Stance.DENIES)), (Kind.CORRECT, ABOUT, NewAmount(1, 1))], [1, 2]),
    ("two amounts", [(Kind.CORRECT, ABOUT, NewAmount(1, 1, i)) for i in (ABOUT.quote, OTHER.quote)], [1, 2]),
    ("one amount", [(Kind.CORRECT, ABOUT, NewAmount(n, n, ABOUT.quote)) for n in (1, 2)], [2]),
    (
        "relations either way round",
        [
            (Kind.RELATION, PairTarget(ABOUT, OTHER), NewRelation(RelationKind.AGREES)),
            (Kind.NO_RELATION, PairTarget(OTHER, ABOUT), None),
        ],
        [2],
    ),
    (
        "answers",
        [
            (Kind.OTHER_QUESTION, QuestionsTarget((QuestionTarget("q1"),), (ABOUT,)), None),
            (Kind.SAME_QUESTION, QuestionsTarget((QuestionTarget("q1"),), (ABOUT,)), None),
        ],
        [2],
    ),
    ("grades of one person", [(Kind.GRADE, ABOUT, Text(t)) for t in ("B2", "C3")], [2]),
    ("notes", [(Kind.NOTE, ABOUT, Text(t)) for t in ("one", "two")], [1, 2]),
]


@pytest.mark.parametrize(("name", "said", "left"), CONFLICTS, ids=[name for name, _, _ in CONFLICTS])
def test_of_two_that_cannot_both_hold_the_later_does(
    name: str, said: Sequence[tuple[Kind, Target, Value | None]], left: list[int]
) -> None:
    result = standing([judge(n, *what) for n, what in enumerate(said, start=1)])
    assert [j.seq for j in result.judgements] == left, name
    assert [(c.kept.seq, c.dropped.seq) for c in result.conflicts] == [(2, 1)] * (2 - len(left))
    assert all("decided otherwise later" in c.reason for c in result.conflicts)


def test_grades_of_two_people_both_stand() -> None:
    said = [judge(1, Kind.GRADE, ABOUT, Text("B2")), judge(2, Kind.GRADE, ABOUT, Text("C3"), actor="bob")]
    assert kept(said) == [1, 2]


def merge(seq: int, *names: str) -> Judgement:
    return judge(seq, Kind.MERGE, MergeTarget(tuple(map(EntityTarget, names))))


def split(seq: int, *names: str) -> Judgement:
    return judge(seq, Kind.SPLIT, SplitTarget(tuple((EntityTarget(name),) for name in names)))


def pairs(*names: str) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(name) for name in names)


def test_merges_and_splits_never_contradict_each_other() -> None:
    found = actor_judgements([merge(1, "A", "B"), merge(2, "B", "C"), split(3, "A", "C")])
    # The two later ones hold, so the first cannot: A would be C through B.
    assert (found.together, found.apart) == (pairs("BC"), pairs("AC"))
    assert len(found.notes) == 1
    assert "“A” and “B” are not one" in found.notes[0]
    found = actor_judgements([split(1, "a", "C"), merge(2, "A", "B", "C")])
    assert (found.together, found.apart) == (pairs("AB", "AC", "BC"), frozenset())


# Readings


def test_the_reading_of_the_machine_is_never_altered() -> None:
    _, reading, claims = one_document()
    before = (reading, json.dumps([str(c) for c in reading.claims]))
    given_ = [
        judge(1, Kind.REJECT, target(reading, claims[2])),
        judge(2, Kind.CORRECT, target(reading, claims[0]), NewAmount(41, 41)),
    ]
    applied = apply_to_readings([reading], given_)
    assert applied.readings[0] is not reading
    assert before == (reading, json.dumps([str(c) for c in reading.claims]))
    assert apply_to_readings([reading], []).readings == (reading,)


def test_a_rejected_claim_is_not_compared_but_stays_findable() -> None:
    _, reading, claims = one_document()
    inner = replace(claims[1], parent=claims[0].id)
    reading = replace(reading, claims=(claims[0], inner, replace(claims[2], parent=inner.id)))
    applied = apply_to_readings([reading], [judge(1, Kind.REJECT, target(reading, inner))])
    assert [c.id for c in applied.readings[0].claims] == [claims[0].id, claims[2].id]
    assert applied.rejected == (inner,)
    # What was reported within it hangs on what is above it.
    assert applied.readings[0].claims[1].parent == claims[0].id
    assert [(m.kind, m.about, m.actor, m.why) for m in applied.marks] == [("reject", inner.id, "ada", "I heard it")]
    assert not applied.notes


def corrected(value: Value, number: int = 0) -> tuple[Claim, Reading, str]:
    _, reading, claims = one_document()
    applied = apply_to_readings([reading], [judge(1, Kind.CORRECT, target(reading, claims[number]), value)])
    assert not applied.notes, applied.notes
    changed = applied.readings[0]
    assert [c.id for c in changed.claims] == [c.id for c in claims], "ids stay"
    for c in changed.claims:
        if c.id != claims[number].id:
            assert c in claims
    return changed.claims[number], changed, applied.marks[0].text


def test_a_source_becomes_another_mention() -> None:
    _, reading, _ = one_document()
    value = NewSource("the mayor of Raqqa", SourceKind.PERSON, words(reading, "The mayor"))
    now, _, told = corrected(value)
    assert now.source is not None
    assert (now.source.text, now.source.canonical, now.source.kind) == ("The mayor", "the mayor of Raqqa", "person")
    assert now.chain == ("the mayor of Raqqa", "Example Daily")
    assert told == "source: The army → the mayor of Raqqa"


def test_a_source_becomes_free_text_or_the_document_itself() -> None:
    now, _, _ = corrected(NewSource("General Staff", SourceKind.ORGANISATION))
    assert now.source is not None
    assert (now.source.text, now.source.spans, now.chain[0]) == ("General Staff", (), "General Staff")
    now, _, _ = corrected(NewSource("", SourceKind.AUTHOR))
    assert now.source is not None
    assert (now.source.canonical, now.chain, now.mode) == ("Example Daily", ("Example Daily",), Mode.NARRATIVE)


def test_a_corrected_source_changes_in_the_chains_of_those_it_quotes() -> None:
    _, reading, claims = one_document()
    inner = replace(claims[1], parent=claims[0].id, chain=("The mayor", "The army", "Example Daily"))
    reading = replace(reading, claims=(claims[0], inner, claims[2]))
    value = NewSource("General Staff", SourceKind.ORGANISATION)
    applied = apply_to_readings([reading], [judge(1, Kind.CORRECT, target(reading, claims[0]), value)])
    assert applied.readings[0].claims[1].chain == ("The mayor", "General Staff", "Example Daily")


def test_a_stance_is_corrected() -> None:
    now, _, told = corrected(NewStance(Stance.DENIES, True))
    assert (now.stance, now.negated) == (Stance.DENIES, True)
    assert told == "stance: asserts → denies that it is not so"


AMOUNTS: Sequence[tuple[float | None, float | None, object, str]] = [
    (45, 45, 45, "exact"),
    (45, 50, (45, 50), "range"),
    (45, None, 45, "at_least"),
    (None, 50, 50, "at_most"),
    (None, None, None, "vague"),
]


@pytest.mark.parametrize(("low", "high", "value", "bound"), AMOUNTS)
def test_an_amount_gets_other_bounds_and_keeps_its_words(
    low: float | None, high: float | None, value: object, bound: str
) -> None:
    now, changed, _ = corrected(NewAmount(low, high))
    (amount,) = now.quantities
    assert (amount.text, amount.low, amount.high, amount.value, amount.bound) == ("40", low, high, value, bound)
    assert amount.rule == "corrected by ada: I heard it"
    assert (amount.counted, amount.event) == ("fighters", "leave")
    assert amount in changed.quantities, "the layer of amounts agrees with the claim"


def test_an_amount_that_nobody_read_is_added() -> None:
    _, reading, _ = one_document()
    now, changed, told = corrected(NewAmount(0, 0, words(reading, "Nobody"), counted="people"), 2)
    assert [(q.text, q.low, q.counted) for q in now.quantities] == [("Nobody", 0, "people")]
    assert now.quantities[0] in changed.quantities
    assert told == "value of “Nobody”: not read → 0"


def test_a_date_and_a_place_are_corrected_where_the_words_stand() -> None:
    now, changed, _ = corrected(NewDate(date(2017, 10, 12), date(2017, 10, 13)))
    (time,) = now.times
    assert (time.text, time.start, time.end, time.precision) == (
        "Tuesday",
        date(2017, 10, 12),
        date(2017, 10, 13),
        "span",
    )
    assert (time.value, time.rule) == ("2017-10-12/2017-10-13", "corrected by ada: I heard it")
    assert changed.times == (time,)
    now, changed, told = corrected(NewPlace("Raqqa, a village", 1.5, 2.5, "village", "IQ"))
    (place,) = now.places
    assert (place.text, place.name, place.latitude, place.country) == ("Raqqa", "Raqqa, a village", 1.5, "IQ")
    assert changed.places == (place,)
    assert told == "place of “Raqqa”: Ar Raqqah (35.95, 39.01) → Raqqa, a village (1.5, 2.5)"


def test_words_are_corrected_with_what_lies_in_them() -> None:
    _, reading, _ = one_document()
    now, _, _ = corrected(NewSpan(words(reading, "40 fighters left Raqqa")))
    assert now.text == "40 fighters left Raqqa"
    assert ([q.text for q in now.quantities], now.times, [p.text for p in now.places]) == (["40"], (), ["Raqqa"])
    now, _, _ = corrected(NewSpan(words(reading, "40 fighters left Raqqa on Tuesday. The mayor said 60 fighters")))
    assert [q.text for q in now.quantities] == ["40", "60"]


UNFIT: Sequence[tuple[int, Value, str]] = [
    (2, NewAmount(0, 0), "the claim has 0 amounts"),
    (0, NewAmount(60, 60, quote(TEXT, (at(TEXT, "60"),))), "are not among those of the claim"),
    (0, NewAmount(60, 60, quote(TEXT, (at(TEXT, "40 fighters"),))), "is a part of the amount “40” or holds it"),
    (0, NewSpan(Quote((Span(0, 5),), "Words that nobody wrote")), "are not found in the document"),
]


@pytest.mark.parametrize(("number", "value", "note"), UNFIT)
def test_what_does_not_fit_is_left_out_and_said(number: int, value: Value, note: str) -> None:
    _, reading, claims = one_document()
    applied = apply_to_readings([reading], [judge(1, Kind.CORRECT, target(reading, claims[number]), value)])
    assert applied.readings == (reading,)
    assert not applied.marks
    (said,) = applied.notes
    assert note in said
    assert said.startswith("correct by ada of 2026-11-26T02:16:16Z (00000000) is not applied")


def test_corrections_follow_each_other_and_conflicts_are_told() -> None:
    _, reading, claims = one_document()
    about = target(reading, claims[0])
    said = [
        judge(1, Kind.CORRECT, about, NewAmount(41, 41)),
        judge(2, Kind.CORRECT, about, NewStance(Stance.ADMITS)),
        judge(3, Kind.CORRECT, about, NewAmount(42, 42), actor="bob"),
        judge(4, Kind.ACCEPT, about),
    ]
    applied = apply_to_readings([reading], said)
    now = applied.readings[0].claims[0]
    assert (now.quantities[0].low, now.stance) == (42, Stance.ADMITS)
    assert [m.kind for m in applied.marks] == ["correct", "correct", "accept"]
    (note,) = applied.notes
    assert "bob decided otherwise later" in note


def test_a_judgement_made_on_a_corrected_claim_is_found_again() -> None:
    """Its target has the words that a correction gave the claim, and the claim's id."""
    _, reading, claims = one_document()
    first = judge(1, Kind.CORRECT, target(reading, claims[0]), NewSpan(words(reading, "40 fighters left Raqqa")))
    seen = apply_to_readings([reading], [first]).readings[0]
    second = judge(2, Kind.CORRECT, target(seen, seen.claims[0]), NewAmount(44, 44))
    applied = apply_to_readings([reading], [first, second])
    assert not applied.notes
    assert (applied.readings[0].claims[0].text, applied.readings[0].claims[0].quantities[0].low) == (
        "40 fighters left Raqqa",
        44,
    )


def test_a_newer_reading_keeps_the_judgements_and_says_which_it_lost() -> None:
    _, reading, claims = one_document()
    said = [
        judge(1, Kind.CORRECT, target(reading, claims[0]), NewAmount(41, 41, words(reading, "40"))),
        judge(2, Kind.REJECT, target(reading, claims[1])),
        judge(3, Kind.NOTE, target(reading, claims[2]), Text("seen")),
    ]
    moved = TEXT.replace("The mayor said 60 fighters left.", "The mayor said 61 fighters left.")
    moved = "By our own correspondent.\n\n" + moved
    newer = replace(reading.document, text=moved)
    again = [
        said_
        for words_, by, value in (
            ("40 fighters left Raqqa on Tuesday", "The army", "40"),
            ("61 fighters left", "The mayor", "61"),
        )
        for said_ in [said_of(newer, words_, by, value)]
    ]
    applied = apply_to_readings([Reading(newer, claims=(*again, said_of(newer, "Nobody was hurt", "he", "")))], said)
    now = applied.readings[0]
    assert now.claims[0].quantities[0].low == 41
    assert [c.text for c in now.claims][1] == "61 fighters left", "not rejected: another number is another claim"
    (lost,) = applied.notes
    assert "“60 fighters left” is not found" in lost
    assert "their numbers differ (60 before, 61 now)" in lost
    states = [a.state.value for found in reanchor([Reading(newer, claims=now.claims)], said) for a in found.anchors]
    assert states == ["moved", "lost", "moved"]


def said_of(about: Document, words_: str, by: str, value: str) -> Claim:
    made = said(about, words_, by, value)
    return replace(made, id=f"new {made.id}", document=about.id)


# The comparison


def two_accounts() -> tuple[tuple[Reading, ...], Claim, Claim]:
    one = document("a.txt", "The army said 40 fighters left.", publisher="Daily", published=date(2017, 10, 14))
    two = document("b.txt", "The mayor said 60 fighters left.", publisher="Post", published=date(2017, 10, 14))
    a = said(one, "40 fighters left", "The army", "40", topics=("fighter", "leave"))
    b = said(two, "60 fighters left", "The mayor", "60", topics=("fighter", "leave"))
    return readings(a, b, documents=(one, two)), a, b


def test_without_judgements_the_dossier_is_the_same() -> None:
    given_, _, _ = two_accounts()
    assert dossier_of_case(given_, [], config=Config()) == compare(given_, config=Config())


def test_a_correction_reaches_the_question_and_the_relation() -> None:
    given_, a, _ = two_accounts()
    before = compare(given_, config=Config())
    assert [q.status for q in before.questions] == [QuestionStatus.CONTESTED]
    after = dossier_of_case(given_, [judge(1, Kind.CORRECT, target(given_[0], a), NewAmount(60, 60))], config=Config())
    assert [(q.id, q.status) for q in after.questions] == [(before.questions[0].id, QuestionStatus.AGREED)]
    assert after.readings[0].claims[0].id == a.id


def test_a_relation_is_replaced_and_removed_by_a_person() -> None:
    given_, a, b = two_accounts()
    pair = PairTarget(target(given_[0], a), target(given_[1], b))
    said_ = [judge(1, Kind.RELATION, pair, NewRelation(RelationKind.CORRECTS))]
    (relation,) = dossier_of_case(given_, said_, config=Config()).relations
    assert (relation.a, relation.b, relation.relation) == (a.id, b.id, RelationKind.CORRECTS)
    assert relation.reason == "judged by ada: I heard it"
    said_.append(judge(2, Kind.NO_RELATION, PairTarget(pair.b, pair.a)))
    dossier = dossier_of_case(given_, said_, config=Config())
    assert not dossier.relations
    assert dossier.questions[0].status is QuestionStatus.AGREED, "the status follows from what holds"
    said_.append(undo(3, 2))
    assert dossier_of_case(given_, said_, config=Config()).relations == (relation,)


def test_actors_are_merged_and_split() -> None:
    given_, a, b = two_accounts()
    members = MergeTarget((EntityTarget("The army"), target(given_[1], b)))
    merged = dossier_of_case(given_, [judge(1, Kind.MERGE, members)], config=Config())
    assert [set(e.claims) for e in merged.entities] == [{a.id, b.id}]
    (mark,) = merged.judged
    assert (mark.of, mark.about) == ("entity", merged.entities[0].id)
    groups = SplitTarget(((EntityTarget("The army"),), (target(given_[1], b),)))
    dossier = dossier_of_case(given_, [judge(1, Kind.MERGE, members), judge(2, Kind.SPLIT, groups)], config=Config())
    assert len(dossier.entities) == 2
    assert "decided otherwise later" in dossier.unapplied[0]


def test_claims_leave_a_question_and_come_back() -> None:
    given_, _, b = two_accounts()
    (question,) = compare(given_, config=Config()).questions
    about = QuestionsTarget((QuestionTarget(question.id, question.text),), (target(given_[1], b),))
    parted = dossier_of_case(given_, [judge(1, Kind.OTHER_QUESTION, about)], config=Config())
    assert [(len(q.accounts), q.status) for q in parted.questions] == [(1, QuestionStatus.SINGLE)] * 2
    assert question.id in {q.id for q in parted.questions}
    assert not parted.relations
    again = dossier_of_case(
        given_, [judge(1, Kind.OTHER_QUESTION, about), judge(2, Kind.SAME_QUESTION, about)], config=Config()
    )
    assert [q.id for q in again.questions] == [question.id]


def test_questions_that_a_person_joins_are_compared() -> None:
    given_, a, b = two_accounts()
    other = replace(b, quantities=tuple(replace(q, counted="trucks") for q in b.quantities), topics=("truck", "leave"))
    given_ = (given_[0], replace(given_[1], claims=(other,)))
    before = compare(given_, config=Config())
    assert len(before.questions) == 2
    assert not before.relations
    first, second = before.questions
    about = QuestionsTarget((QuestionTarget("gone", second.text), QuestionTarget(first.id)))
    after = dossier_of_case(given_, [judge(1, Kind.SAME_QUESTION, about)], config=Config())
    assert [(q.id, q.text, q.status) for q in after.questions] == [(second.id, second.text, QuestionStatus.CONTESTED)]
    (relation,) = after.relations
    assert {relation.a, relation.b} == {a.id, b.id}
    assert [m.about for m in after.judged] == [second.id]


def test_what_is_no_answer_is_said() -> None:
    given_, a, b = two_accounts()
    (question,) = compare(given_, config=Config()).questions
    one = QuestionTarget(question.id)
    said_ = [
        judge(1, Kind.OTHER_QUESTION, QuestionsTarget((one,), (target(given_[0], a), target(given_[1], b)))),
        judge(2, Kind.SAME_QUESTION, QuestionsTarget((one, QuestionTarget("q?", "Who?")))),
        judge(3, Kind.NOTE, EntityTarget("Nobody at all"), Text("x")),
    ]
    dossier = dossier_of_case(given_, said_, config=Config())
    assert [q.id for q in dossier.questions] == [question.id]
    told = "\n".join(dossier.unapplied)
    assert "no other claim answers it" in told
    assert "there is no question “Who?” any more" in told
    assert "what it is about is not in the comparison" in told


def test_what_people_decided_is_carried_to_the_output() -> None:
    given_, a, b = two_accounts()
    (question,) = compare(given_, config=Config()).questions
    said_ = [
        judge(1, Kind.GRADE, target(given_[0], a), Text("B2")),
        judge(2, Kind.TAG, QuestionTarget(question.id), Text("urgent")),
        judge(3, Kind.NOTE, PairTarget(target(given_[0], a), target(given_[1], b)), Text("same convoy?")),
        judge(4, Kind.NOTE, EntityTarget("the ARMY"), Text("press office")),
        judge(5, Kind.NOTE, DocumentTarget(given_[1].document.id), Text("archived")),
        judge(6, Kind.TAG, replace(target(given_[0], a), claim=None), Text("key words")),
    ]
    plain = dossier_object(dossier_of_case(given_, said_, config=Config()))
    assert [mark["text"] for mark in plain["claims"][0]["judged"]] == ["B2"]
    assert "judged" not in plain["claims"][1]
    assert [mark["text"] for mark in plain["questions"][0]["judged"]] == ["urgent"]
    assert [mark["text"] for mark in plain["relations"][0]["judged"]] == ["same convoy?"]
    assert [e["judged"][0]["text"] for e in plain["entities"] if "judged" in e] == ["press office"]
    assert [mark["text"] for mark in plain["documents"][1]["judged"]] == ["archived"]
    assert [mark["text"] for mark in plain["documents"][0]["judged"]] == ["“40 fighters left”: key words"]
    assert [mark["judgement"] for mark in plain["judged"]] == [judgement.id for judgement in said_]
    assert plain["unapplied"] == plain["rejected"] == []
    assert "judged" not in dossier_object(compare(given_, config=Config()))


def test_the_page_tells_what_people_decided_and_what_they_left_out() -> None:
    given_, a, b = two_accounts()
    said_ = [
        judge(1, Kind.REJECT, target(given_[0], a)),
        judge(2, Kind.GRADE, target(given_[1], b), Text("B2")),
        judge(3, Kind.NOTE, EntityTarget("Nobody at all"), Text("x")),
    ]
    page = render_html(dossier_of_case(given_, said_, config=Config()))
    told = "2 decisions of people are taken into account; 1 claim was left out by them; 1 decision could not be"
    assert told in page
    assert "“40 fighters left”, rejected by ada on 2026-11-26: I heard it" in page
    assert "grade by ada on 2026-11-26: B2; I heard it" in page
    assert "what it is about is not in the comparison" in page
    assert "decision" not in render_html(compare(given_, config=Config()))


def test_a_finished_dossier_takes_relations_and_marks() -> None:
    given_, a, b = two_accounts()
    dossier = compare(given_, config=Config())
    pair = PairTarget(target(given_[0], a), target(given_[1], b))
    said_ = [judge(1, Kind.NO_RELATION, pair), judge(2, Kind.NOTE, target(given_[0], a), Text("seen"))]
    after = apply_to_dossier(dossier, said_)
    assert not after.relations
    assert [mark.kind for mark in after.judged] == ["no_relation", "note"]
    assert after.questions == dossier.questions
