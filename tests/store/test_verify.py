"""Every kind of damage to a case is found, and named; a sound case is called sound (see the other tests)."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from rashomon.records import Mention, Reading, Span
from rashomon.store.base import Case, Stored
from rashomon.store.verify import wrong_spans
from stored import RUN, judgement, put, reading, stored

Damage = Callable[[Case], None]


def sql(*statements: str) -> Damage:
    def run(case: Case) -> None:
        with case.base.writing() as connection:
            for statement in statements:
                connection.execute(text(statement))

    return run


def change_original(case: Case) -> None:
    path = case.originals.path(next(case.documents()).sha256)
    path.chmod(0o644)
    path.write_bytes(b"other words")


def lose_original(case: Case) -> None:
    case.originals.path(next(case.documents()).sha256).unlink()


def change_reading(case: Case) -> None:
    with case.base.writing() as connection:
        body = connection.execute(text("SELECT body FROM reading WHERE number = 1")).scalar_one()
        changed = zlib.compress(zlib.decompress(body).replace(b"the Army", b"the Navy"))
        connection.execute(text("UPDATE reading SET body = :body WHERE number = 1"), {"body": changed})


def drop_triggers(connection: Connection, table: str, names: tuple[str, ...]) -> None:
    for name in names:
        on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.execute(text(f"DROP TRIGGER {name}{on}"))


def change_judgement(case: Case) -> None:
    with case.base.writing() as connection:
        drop_triggers(connection, "judgement", ("judgement_fixed",))
        connection.execute(text("UPDATE judgement SET why = 'no reason'"))


def lose_judgement(case: Case) -> None:
    with case.base.writing() as connection:
        names = ("judgement_kept",) if case.base.kind == "sqlite" else ("judgement_fixed",)
        drop_triggers(connection, "judgement", names)
        connection.execute(text("DELETE FROM judgement"))


def change_sentence(case: Case) -> None:
    sql("UPDATE sentence SET text = 'Nobody died.' WHERE number = (SELECT min(number) FROM sentence)")(case)


DAMAGES: list[tuple[str, Damage, str, str]] = [
    ("original changed", change_original, "original", "changed"),
    ("original lost", lose_original, "original", "missing"),
    ("size", sql("UPDATE document SET size = 1"), "original", "size"),
    ("reading changed", change_reading, "reading", "altered"),
    ("reading cut", sql("UPDATE reading SET body = substr(body, 1, 9)"), "reading", "not a packed reading"),
    ("reading lost", sql("DELETE FROM reading WHERE number = 1"), "reading", "not there"),
    ("state", sql("UPDATE document SET state = 'failed'"), "document", "its state is"),
    ("hash and id", sql("UPDATE document SET sha256 = '" + "0" * 64 + "' WHERE number = 1"), "document", "identity"),
    ("sentence", change_sentence, "index", "out of step"),
    ("sentence lost", sql("DELETE FROM sentence WHERE number = (SELECT min(number) FROM sentence)"), "index", "out of"),
    ("claim", sql("UPDATE claim SET stance = 'asserts'"), "index", "out of step"),
    ("judgement changed", change_judgement, "judgement", "not as the log tells"),
    ("judgement lost", lose_judgement, "judgement", "not there"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "part", "said"), [d[1:] for d in DAMAGES], ids=[d[0] for d in DAMAGES])
def test_damage_is_found_and_named(case: Case, damage: Damage, part: str, said: str) -> None:
    put(case, "Twelve people died. It rained.", name="a.txt")
    put(case, "Nobody knows.", name="b.txt")
    case.judge_object(judgement(1))
    assert list(case.verify()) == []
    damage(case)
    found = list(case.verify())
    assert any(finding.part == part and said in finding.problem for finding in found), found


def test_a_reference_to_nothing_is_found(case: Case) -> None:
    put(case, "Twelve people died.")
    if case.base.kind == "postgresql":
        sql("ALTER TABLE location DROP CONSTRAINT location_document_fkey")(case)
    else:
        raw = case.base.engine.raw_connection()
        raw.cursor().execute("PRAGMA foreign_keys = OFF")
        raw.close()
    sql("UPDATE location SET document = 'd0000000000000000'")(case)
    found = [finding for finding in case.verify() if finding.part == "reference"]
    assert [finding.where for finding in found] == ["location.document"]


def test_an_index_for_words_that_misses_one_is_found(case: Case) -> None:
    put(case, "Twelve people died.")
    if case.base.kind == "sqlite":
        sql("INSERT INTO sentence_fts(sentence_fts, rowid, text) SELECT 'delete', number, text FROM sentence")(case)
    else:
        sql("UPDATE sentence SET words = to_tsvector('simple', 'other')")(case)
    assert "index" in {finding.part for finding in case.verify()}


@pytest.mark.parametrize(
    ("words", "span", "said"),
    [("Twelve", Span(0, 6), None), ("Twelve", Span(7, 13), "reads 'people'"), ("Twelve", Span(0, 99), "outside")],
)
def test_the_words_of_every_span_are_those_of_the_text(words: str, span: Span, said: str | None) -> None:
    document = reading("Twelve people died.").document
    found = list(wrong_spans(Reading(document, mentions=(Mention(words, span, "other", words),))))
    assert (said is None and found == []) or (said is not None and said in found[0])


def test_a_reading_with_wrong_spans_is_found_in_the_case(case: Case) -> None:
    document = reading("Twelve people died.").document
    wrong = Reading(document, mentions=(Mention("Nobody", Span(0, 6), "other", "Nobody"),))
    case.put([stored(case, document.text)], run=RUN)
    case.put([Stored(sha256=document.sha256, reading=wrong)], run=RUN)
    assert {finding.part for finding in case.verify()} == {"span"}
