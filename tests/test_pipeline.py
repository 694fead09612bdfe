"""The whole way from files to dossier, on the example case."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from rashomon.config import Config, ExtractConfig, IngestConfig
from rashomon.errors import RunError
from rashomon.pipeline import build_dossier, compare, read_documents, read_texts
from rashomon.records import (
    Dossier,
    Question,
    QuestionStatus,
    ReadState,
    RelationKind,
    Stance,
    words,
)

NAMES = [
    "01-investigation.html",
    "02-secret-deal.html",
    "03-sdf-statement.txt",
    "04-coalition-briefing.pdf",
    "05-driver.html",
    "06-correction.txt",
    "07-who-says-what.pdf",
    "08-agency-note.txt",
]


@pytest.fixture(scope="module")
def files(examples_dir: Path) -> list[str]:
    return [str(examples_dir / "raqqa" / name) for name in NAMES]


@pytest.fixture(scope="module")
def dossier(files: list[str]) -> Dossier:
    return build_dossier(files, config=Config())


def question(dossier: Dossier, *parts: str) -> Question:
    """Return the one question whose text holds all of the words."""
    (found,) = [q for q in dossier.questions if all(part in q.text.lower() for part in parts)]
    return found


def positions(asked: Question, name: str) -> list[str]:
    return [account.position for account in asked.accounts if name in account.source]


def test_every_file_is_parsed_and_says_something(dossier: Dossier) -> None:
    assert [Path(r.document.path).name for r in dossier.readings] == NAMES
    assert {r.document.state for r in dossier.readings} == {ReadState.PARSED}
    assert all(reading.claims for reading in dossier.readings)
    assert all(reading.document.publisher and reading.document.published for reading in dossier.readings)


def test_three_questions_are_contested(dossier: Dossier) -> None:
    contested = [q.text for q in dossier.questions if q.status is QuestionStatus.CONTESTED]
    assert len(contested) >= 3
    assert dossier.questions[0].status is QuestionStatus.CONTESTED
    for asked in (
        question(dossier, "how many fighters left"),
        question(dossier, "how many foreign fighters left"),
        question(dossier, "was there a deal"),
    ):
        assert asked.text in contested
        assert len({account.source for account in asked.accounts}) >= 3


def test_how_many_left_is_told_as_each_side_tells_it(dossier: Dossier) -> None:
    fighters = question(dossier, "how many fighters left")
    assert any(a.low == a.high == 250 for a in fighters.accounts)
    assert any((a.low, a.high) == (24, 60) for a in fighters.accounts if "Syrian Democratic Forces" in a.source)
    foreign = question(dossier, "how many foreign fighters left")
    assert any(a.low == a.high == 4 for a in foreign.accounts if "Dillon" in a.source)
    assert any(a.high is None for a in foreign.accounts if "driver" in a.source)
    assert any(a.low == a.high == 0 for a in foreign.accounts if "Syrian Democratic Forces" in a.source)


def test_the_sdf_denies_the_deal_and_the_coalition_admits_it(dossier: Dossier) -> None:
    deal = question(dossier, "was there a deal")
    assert positions(deal, "Syrian Democratic Forces") == ["no: denies it"]
    assert positions(deal, "coalition") == ["yes: admits it"]
    denials = [r for r in dossier.relations if r.question == deal.id and r.relation is RelationKind.DENIES]
    assert denials
    by_id = {claim.id: claim for claim in dossier.claims}
    assert all(by_id[r.a].stance is Stance.DENIES for r in denials)


def test_205_is_corrected_to_250(dossier: Dossier) -> None:
    by_id = {claim.id: claim for claim in dossier.claims}
    corrections = [r for r in dossier.relations if r.relation is RelationKind.CORRECTS]
    assert corrections
    for relation in corrections:
        assert "250" in by_id[relation.a].text
        assert "205" in by_id[relation.b].text
        assert "Example Daily" in relation.reason


def test_the_retelling_echoes_the_broadcaster(dossier: Dossier) -> None:
    (echo,) = dossier.echoes
    documents = {reading.document.id: reading.document for reading in dossier.readings}
    original, copy = documents[echo.source], documents[echo.copy]
    assert (original.publisher, copy.publisher) == ("Example Broadcaster", "Example Daily")
    for there, here in echo.passages:
        assert words(original.text, (there,)).lower().split()[:3] == words(copy.text, (here,)).lower().split()[:3]


def test_the_bbc_is_a_conduit_and_no_publisher_of_the_case_is(dossier: Dossier) -> None:
    conduits = {conduit.name: conduit for conduit in dossier.conduits}
    assert "BBC" in conduits
    assert len(conduits["BBC"].documents) > 1
    assert not set(conduits) & {reading.document.publisher for reading in dossier.readings}


def test_the_parts_of_a_dossier_know_each_other(dossier: Dossier) -> None:
    claims = {claim.id for claim in dossier.claims}
    questions = {q.id for q in dossier.questions}
    origins = {o.id for o in dossier.origins}
    names = {e.name for e in dossier.entities}
    assert len(claims) == len(dossier.claims)
    assert len(questions) == len(dossier.questions)
    for relation in dossier.relations:
        assert {relation.a, relation.b} <= claims
        assert relation.a != relation.b
        assert relation.question in questions
        assert 0 <= relation.score <= 1
        assert relation.reason
    for asked in dossier.questions:
        for account in asked.accounts:
            assert account.source in names
            assert account.origin in origins
            assert set(account.claims) <= claims
    assert sorted(c for o in dossier.origins for c in o.claims) == sorted(claims)
    assert sum(len(entity.claims) for entity in dossier.entities) == len(claims)


def test_two_runs_give_equal_dossiers(dossier: Dossier, files: list[str]) -> None:
    assert build_dossier(files, config=Config()) == dossier


def test_the_order_of_files_does_not_change_what_is_asked_and_claimed(dossier: Dossier) -> None:
    turned = compare(dossier.readings[::-1], config=Config())
    assert {claim.id for claim in turned.claims} == {claim.id for claim in dossier.claims}
    assert {(q.id, q.status) for q in turned.questions} == {(q.id, q.status) for q in dossier.questions}
    assert {e.id for e in turned.entities} == {e.id for e in dossier.entities}
    assert {o.id for o in turned.origins} == {o.id for o in dossier.origins}
    assert {(e.source, e.copy) for e in turned.echoes} == {(e.source, e.copy) for e in dossier.echoes}


@pytest.fixture
def broken(tmp_path: Path) -> list[str]:
    """Files that cannot be read: missing, empty, damaged, binary."""
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 8)
    return [str(tmp_path / name) for name in ("lost.txt", "empty.txt", "damaged.pdf", "noise.txt")]


def test_one_document_more_changes_no_relation_between_the_others(dossier: Dossier) -> None:
    before: set[tuple[str, str, RelationKind]] = set()
    for number in range(1, len(dossier.readings) + 1):
        readings = dossier.readings[:number]
        now = {(r.a, r.b, r.relation) for r in compare(readings, config=Config()).relations}
        new = {claim.id for claim in readings[-1].claims}
        assert {relation for relation in now if not new & set(relation[:2])} == before
        before = now
    assert before == {(r.a, r.b, r.relation) for r in dossier.relations}


STORY = {
    "1": ("The Coast Courier", "3 March 2021", """At least 14 people were killed in the market in Sirte, the Libyan army
said on Wednesday. The Libyan army denied that it had bombed the market in Sirte. Villagers said that the Libyan army
bombed the market in Sirte. The Red Crescent said that 12 people were killed at the market in Sirte."""),
    "2": ("The Coast Courier", "5 March 2021", """The Libyan army said on Thursday that 17 people were killed in the
market in Sirte. The Libyan army said it is investigating the bombing of the market in Sirte. The Red Crescent said
that 16 people were killed at the market in Sirte.

Correction: An earlier version of this article said that 40 people were wounded in Sirte. The correct figure is 45."""),
    "3": ("The Northern Post", "6 March 2021", """The Red Crescent retracted its statement that 16 people were killed
at the market in Sirte. The Coast Courier has withdrawn its report that 45 people were wounded in Sirte."""),
    "4": ("The Northern Post", "8 March 2021", """The Libyan army admitted that it had bombed the market in Sirte.
The police refused to retract their statement that 16 people were killed in Sirte."""),
}  # fmt: skip


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """An invented story in four texts, of which two are versions of one outlet's."""
    folder = tmp_path_factory.mktemp("story")
    for name, (publisher, day, text) in STORY.items():
        head = f"Title: Sirte market, part {name}\nPublisher: {publisher}\nDate: {day}\n\n"
        (folder / f"{name}.txt").write_text(head + text, encoding="utf-8")
    return build_dossier([str(folder / f"{name}.txt") for name in STORY], config=Config())


def test_accounts_change_over_the_versions_of_a_story(story: Dossier) -> None:
    told = {
        (drift.source, f"{change.before.text} → {change.after.text}", change.scope, change.before.basis)
        for question in story.questions
        for drift in question.drift
        for change in drift.changes
    }
    assert ("Libyan army", "At least 14 → 17", "outlet", "said") in told
    assert ("Libyan army", "denies → is investigating", "outlet", "published") in told
    assert ("Libyan army", "is investigating → admits", "outlets", "published") in told
    assert ("Red Crescent", "12 → 16", "outlet", "published") in told
    assert ("Red Crescent", "16 → takes back “16”", "outlets", "published") in told


def test_what_is_taken_back_and_what_is_corrected(story: Dossier) -> None:
    claims = {claim.id: claim for claim in story.claims}
    told = {
        (claims[r.a].text, r.relation, claims[r.b].text)
        for r in story.relations
        if r.relation in (RelationKind.RETRACTS, RelationKind.CORRECTS)
    }
    sixteen = "that 16 people were killed at the market in Sirte"
    assert told == {
        (sixteen, RelationKind.RETRACTS, sixteen),
        ("that 45 people were wounded in Sirte", RelationKind.RETRACTS, "The correct figure is 45"),
        ("The correct figure is 45", RelationKind.CORRECTS, "that 40 people were wounded in Sirte"),
    }


def test_a_failed_file_among_good_ones_stays_in_the_dossier(files: Sequence[str], broken: list[str]) -> None:
    seen: list[str] = []
    found = build_dossier(
        [files[2], *broken, files[5]], config=Config(), on_reading=lambda reading: seen.append(reading.document.path)
    )
    assert [r.document.path for r in found.readings] == seen == [files[2], *broken, files[5]]
    failed = found.readings[1:5]
    assert {r.document.state for r in failed} == {ReadState.FAILED}
    assert all(r.document.problems and not r.claims for r in failed)
    assert found.readings[0].claims
    assert found.readings[5].claims
    assert found.questions


def test_nothing_but_failed_files_is_a_dossier_too(broken: list[str]) -> None:
    found = build_dossier(broken, config=Config())
    assert len(found.readings) == len(broken)
    assert (found.questions, found.relations, found.origins, found.echoes) == ((), (), (), ())


def test_no_files_are_an_empty_dossier() -> None:
    assert build_dossier([], config=Config()).readings == ()


def test_standard_input_is_a_file_like_any_other() -> None:
    text = "The army denied that there was a deal.\n"
    found = build_dossier(["-"], config=Config(), stdin=io.BytesIO(text.encode()))
    assert [claim.text for claim in found.claims] == ["that there was a deal"]


def test_the_configuration_reaches_every_room(files: list[str]) -> None:
    config = Config(ingest=IngestConfig(max_bytes=10), extract=ExtractConfig(profile="airwars"))
    found = build_dossier(files[2:3], config=config)
    assert found.profile == "airwars"
    assert found.readings[0].document.state is ReadState.FAILED
    with pytest.raises(RunError, match="oracle"):
        build_dossier(files[2:3], config=Config(extract=ExtractConfig(attribution="oracle")))


def test_files_are_read_one_by_one(files: list[str]) -> None:
    reading = next(iter(read_texts(read_documents(files, config=Config()), config=Config())))
    assert reading.document.path == files[0]
