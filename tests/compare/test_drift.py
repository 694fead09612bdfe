"""How one source's answers follow each other: by days and moments, and no order where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from factories import claim, document, entity, quantity, readings, source
from rashomon.compare.dating import Calendar
from rashomon.compare.drift import find_drift
from rashomon.records import (
    Answer,
    Claim,
    Document,
    Drift,
    Inquiry,
    Quantity,
    QuestionKind,
    Reading,
    Relation,
    RelationKind,
    Source,
    SourceKind,
    Span,
    Stance,
    Time,
)

ARMY = source("army spokesman")


def on(day: int | None, publisher: str = "Courier", name: str = "", at: datetime | None = None) -> Document:
    """A document of March 2021, or without a date."""
    published = date(2021, 3, day) if day is not None else None
    made = document(f"{publisher} {day} {name}", publisher=publisher, published=published)
    return replace(made, when=at)


def drift(
    kind: QuestionKind,
    given: Sequence[tuple[Document, Claim, Answer]],
    *,
    beside: Sequence[tuple[Document, Claim]] = (),
    taken: Sequence[tuple[Claim, Claim]] = (),
) -> list[Drift]:
    """Return the drifts of one question; every claim is of the entity that is called as its source."""
    claims = [c for _, c, _ in given] + [c for _, c in beside]
    documents = list(dict.fromkeys([d for d, _, _ in given] + [d for d, _ in beside]))
    names = dict.fromkeys(c.source.canonical for c in claims if c.source)
    made = [
        replace(entity(name), claims=tuple(c.id for c in claims if c.source and c.source.canonical == name))
        for name in names
    ]
    inquiry = Inquiry("q", "How many?", kind, tuple(answer for _, _, answer in given))
    relations = [Relation(a.id, b.id, RelationKind.RETRACTS, "", 0.9, "q") for a, b in taken]
    found = find_drift([inquiry], relations, readings(*claims, documents=documents), {e.id: e for e in made})
    return list(found.get("q", ()))


def count(said_in: Document, amount: Quantity, by: Source | None = ARMY, at: int = 0) -> tuple[Document, Claim, Answer]:
    made = claim(said_in, f"{amount.text} were killed", by, at=at)
    who = made.source.canonical if made.source else ""
    return said_in, made, Answer(made.id, entity(who).id, amount)


def side(said_in: Document, stance: Stance, yes: str, *topics: str, at: int = 0) -> tuple[Document, Claim, Answer]:
    made = claim(said_in, "that it was so", ARMY, stance=stance, topics=topics, at=at)
    return said_in, made, Answer(made.id, entity("army spokesman").id, side=yes)


def told(one: Drift) -> list[str]:
    return [f"{c.before.text} → {c.after.text} {c.kind} {c.scope}" for c in one.changes]


FOURTEEN, SEVENTEEN, DOZENS = quantity("14", 14), quantity("17", 17), quantity("dozens", 24, 99)
MORNING = datetime(2021, 3, 3, 8, tzinfo=UTC)

COUNTS: list[tuple[str, list[tuple[Document, Quantity]], list[str]]] = [
    ("two versions", [(on(3), FOURTEEN), (on(5), SEVENTEEN)], ["14 → 17 replaces outlet"]),
    ("two outlets", [(on(3), FOURTEEN), (on(5, "Post"), SEVENTEEN)], ["14 → 17 replaces outlets"]),
    ("order of files", [(on(5), SEVENTEEN), (on(3), FOURTEEN)], ["14 → 17 replaces outlet"]),
    ("the same again", [(on(3), FOURTEEN), (on(4), FOURTEEN), (on(5), SEVENTEEN)], ["14 → 17 replaces outlet"]),
    ("there and back", [(on(3), FOURTEEN), (on(4), SEVENTEEN), (on(5), FOURTEEN)],
     ["14 → 17 replaces outlet", "17 → 14 replaces outlet"]),
    ("more exact", [(on(3), DOZENS), (on(5), quantity("40", 40))], ["dozens → 40 narrows outlet"]),
    ("less exact", [(on(3), quantity("40", 40)), (on(5), DOZENS)], ["40 → dozens widens outlet"]),
    ("overlapping", [(on(3), DOZENS), (on(5), quantity("50 to 200", 50, 200))],
     ["dozens → 50 to 200 overlaps outlet"]),
    ("one day, no moments", [(on(3), FOURTEEN), (on(3, name="late"), SEVENTEEN)], []),
    ("one day, two moments", [(on(3, name="late", at=MORNING + timedelta(hours=9)), SEVENTEEN),
     (on(3, at=MORNING), FOURTEEN)], ["14 → 17 replaces outlet"]),
    ("no dates", [(on(None), FOURTEEN), (on(None, "Post"), SEVENTEEN)], []),
    ("one without a date", [(on(3), FOURTEEN), (on(None, "Post"), SEVENTEEN)], []),
    ("old and new on the later day", [(on(3), FOURTEEN), (on(5), FOURTEEN), (on(5, "Post"), SEVENTEEN)],
     ["14 → 17 replaces outlets"]),
    ("another's words on the later day", [(on(3), FOURTEEN), (on(5), FOURTEEN),
     (on(5, "Post"), quantity("about 14", 12, 16))], []),
    ("two new ones on the later day", [(on(3), FOURTEEN), (on(5), SEVENTEEN), (on(5, "Post"), quantity("19", 19))],
     []),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), [case[1:] for case in COUNTS], ids=[case[0] for case in COUNTS])
def test_a_count_over_time(given: list[tuple[Document, Quantity]], expected: list[str]) -> None:
    (found,) = drift(QuestionKind.QUANTITY, [count(said_in, amount) for said_in, amount in given])
    assert found.source == "army spokesman"
    assert told(found) == expected


def test_a_change_names_its_claims_its_days_and_what_they_rest_on() -> None:
    given = [count(on(3), FOURTEEN), count(on(5), SEVENTEEN)]
    (found,) = drift(QuestionKind.QUANTITY, given)
    (change,) = found.changes
    assert (change.a, change.b) == (given[0][1].id, given[1][1].id)
    assert (change.before.start, change.after.end) == (date(2021, 3, 3), date(2021, 3, 5))
    assert {change.before.basis, change.after.basis} == {"published"}
    assert [(s.order, s.low) for s in found.statements] == [(0, 14), (1, 17)]


def test_statements_of_one_day_share_a_place_and_those_without_a_day_have_none() -> None:
    given = [count(on(3), FOURTEEN), count(on(3, "Post"), SEVENTEEN), count(on(None), DOZENS)]
    (found,) = drift(QuestionKind.QUANTITY, given)
    assert [(s.text, s.order, s.basis) for s in found.statements] == [
        ("14", 0, "published"),
        ("17", 0, "published"),
        ("dozens", None, "unknown"),
    ]


def test_a_source_with_one_answer_does_not_drift() -> None:
    assert drift(QuestionKind.QUANTITY, [count(on(3), FOURTEEN), count(on(5), quantity("fourteen", 14))]) == []


def test_sources_do_not_drift_into_each_other() -> None:
    assert drift(QuestionKind.QUANTITY, [count(on(3), FOURTEEN), count(on(5), SEVENTEEN, source("ministry"))]) == []


def test_an_outlet_in_its_own_voice_drifts_over_its_versions() -> None:
    (found,) = drift(QuestionKind.QUANTITY, [count(on(3), FOURTEEN, None), count(on(5), SEVENTEEN, None)])
    assert found.source == "Courier"
    assert told(found) == ["14 → 17 replaces outlet"]


def test_what_an_earlier_version_said_has_no_date_of_its_own() -> None:
    version = Source("An earlier version", (Span(0, 1),), "An earlier version", SourceKind.DOCUMENT)
    given = [count(on(3), SEVENTEEN, version), count(on(5), FOURTEEN, version)]
    (found,) = drift(QuestionKind.QUANTITY, given)
    assert {s.order for s in found.statements} == {None}
    assert found.changes == ()


def test_a_denial_that_becomes_an_admission() -> None:
    (found,) = drift(QuestionKind.POLAR, [side(on(3), Stance.DENIES, "no"), side(on(8), Stance.ADMITS, "yes")])
    assert told(found) == ["denies → admits replaces outlet"]


def test_how_a_reporter_calls_a_yes_is_no_change() -> None:
    assert drift(QuestionKind.POLAR, [side(on(3), Stance.ASSERTS, "yes"), side(on(8), Stance.ADMITS, "yes")]) == []


BESIDE = [
    # what the source says later, its stance, its topics, who does something in it, what follows
    ("it is investigating the shelling of the market", Stance.ASSERTS, ("investigate", "shelling", "market"), (),
     ["denies → is investigating moves outlet"]),
    ("the shelling of the market is under review", Stance.ASSERTS, ("shelling", "market", "review"), (),
     ["denies → under review moves outlet"]),
    ("the ministry is investigating the shelling of the market", Stance.ASSERTS,
     ("ministry", "investigate", "shelling", "market"), ("ministry",), None),
    ("it is investigating the theft of fuel", Stance.ASSERTS, ("investigate", "theft", "fuel"), (), None),
    ("it will be investigating nothing about the shelling of the market", Stance.DENIES,
     ("investigate", "shelling", "market", "nothing", "rumour"), (), None),
    ("that it had shelled the market", Stance.ADMITS, ("shell", "market"), (), ["denies → admits replaces outlet"]),
    ("that it had shelled the bridge", Stance.ADMITS, ("shell", "bridge"), (), None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "stance", "topics", "actors", "expected"), BESIDE, ids=[case[0] for case in BESIDE])
def test_what_a_denier_says_beside_the_question(
    text: str, stance: Stance, topics: tuple[str, ...], actors: tuple[str, ...], expected: list[str] | None
) -> None:
    later = on(5)
    beside = [(later, claim(later, text, ARMY, stance=stance, topics=topics, actors=actors))]
    found = drift(QuestionKind.POLAR, [side(on(3), Stance.DENIES, "no", "shell", "market")], beside=beside)
    assert [told(one) for one in found] == ([] if expected is None else [expected])


def test_a_retraction_is_a_statement_of_its_own() -> None:
    first = count(on(3), FOURTEEN)
    later = on(5, "Post")
    taking = claim(later, "that 14 were killed", ARMY, stance=Stance.DENIES)
    last = count(on(7), SEVENTEEN)
    (found,) = drift(
        QuestionKind.QUANTITY, [first, last], beside=[(later, taking)], taken=[(taking, first[1])]
    )  # fmt: skip
    assert told(found) == ["14 → takes back “14” retracts outlets", "takes back “14” → 17 moves outlets"]


def who(said_in: Document, value: str, names: str, *, yes: str = "yes") -> tuple[Document, Claim, Answer]:
    made = claim(said_in, f"{value} did it", ARMY)
    answer = Answer(made.id, entity("army spokesman").id, side=yes, value=value, names=frozenset(names.split()))
    return said_in, made, answer


WHO = [
    (("the militia", "militia", "yes"), ("the army", "army", "yes"), ["the militia → the army moves outlet"]),
    (("the army", "army", "no"), ("the army", "army", "yes"), ["not the army → the army replaces outlet"]),
    (("the militia", "militia", "yes"), ("militia men", "militia", "yes"), []),
    (("the militia", "militia", "yes"), ("some men", "", "yes"), []),
]


@pytest.mark.parametrize(("before", "after", "expected"), WHO)
def test_who_did_it_over_time(before: tuple[str, str, str], after: tuple[str, str, str], expected: list[str]) -> None:
    given = [who(on(day), value, names, yes=yes) for day, (value, names, yes) in ((3, before), (5, after))]
    found = drift(QuestionKind.WHO, given)
    assert [change for one in found for change in told(one)] == expected


def test_when_it_was_over_time() -> None:
    given = []
    for day, value, at in ((3, "Monday", date(2021, 3, 1)), (5, "Tuesday", date(2021, 3, 2))):
        said_in = on(day)
        made = claim(said_in, f"it was on {value}", ARMY)
        given.append((said_in, made, Answer(made.id, entity("army spokesman").id, value=value, span=(at, at))))
    (found,) = drift(QuestionKind.WHEN, given)
    assert told(found) == ["Monday → Tuesday replaces outlet"]


STATEMENTS = [
    # a text with [who], {cue}, <content> and ~day~, published on 9 March; the day of the statement
    ("[The spokesman] {said} ~on Friday~ <that 17 were killed>.", 5),
    ("[The spokesman] {said} late ~Friday~ <that 17 were killed>.", 5),
    ("[The spokesman] {said} in a televised statement ~on Friday~ <that 17 were killed>.", 5),
    ("~On Friday~, [the spokesman] {said} <that 17 were killed>.", 5),
    ("[The spokesman] ~on Friday~ {said} <that 17 were killed>.", 5),
    ("<Seventeen were killed>, [the spokesman] {said} ~on Friday~.", 5),
    ("<Seventeen were killed>, {said} [the spokesman] ~on Friday~.", 5),
    ("[The spokesman] {said} <that 17 were killed ~on Friday~>.", 9),
    ("[The spokesman], wounded in the raid ~of Friday~, {said} <that 17 were killed>.", 9),
    ("[The spokesman] {said} of the raid which the ministry announced ~on Friday~ <that 17 were killed>.", 9),
]


@pytest.mark.parametrize(("marked", "day"), STATEMENTS, ids=[case[0] for case in STATEMENTS])
def test_the_day_of_a_statement(marked: str, day: int) -> None:
    text, spans = "", {}
    opened: dict[str, int] = {}
    for sign in marked:
        if sign in "[{<" or (sign == "~" and "~" not in opened):
            opened[sign] = len(text)
        elif sign in "]}>~":
            start = {"]": "[", "}": "{", ">": "<", "~": "~"}[sign]
            spans[start] = Span(opened[start], len(text))
        else:
            text += sign
    made = document("Courier", text, published=date(2021, 3, 9))
    friday = Time("Friday", spans["~"], date(2021, 3, 5), date(2021, 3, 5))
    said = replace(
        claim(made, "that 17 were killed", replace(ARMY, spans=(spans["["],))),
        cue=(spans["{"],),
        content=(spans["<"],),
    )
    dated = Calendar([Reading(made, (Span(0, len(text)),), times=(friday,), claims=(said,))]).dated(said)
    assert dated.start == date(2021, 3, day)
    assert dated.basis == ("said" if day == 5 else "published")
