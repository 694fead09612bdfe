"""Everything that a case can be held to, checked: bytes, readings, words of every span, references, log, index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from rashomon.records import Mention, Place, Quantity, Reading, Span, Time
from rashomon.store import dossiers, log, schema, stamps, views, writing
from rashomon.store.codec import inflate, read_json
from rashomon.store.entries import Finding
from rashomon.store.paging import paged
from rashomon.store.search import check_fts, check_index, claim_rows, sentence_rows

if TYPE_CHECKING:
    from rashomon.store.base import Case

_TOGETHER = 200


def verify(case: Case) -> Iterator[Finding]:
    """Yield everything that is wrong with a case, one finding each; nothing where all holds.

    All is of one moment; what another process adds meanwhile is not looked at.
    """
    with case.base.reading() as connection:
        if finding := log.verify(connection):
            yield finding
        told = _told(connection)
        yield from _documents(case, connection, told)
        yield from _readings(connection, told)
        yield from _judgements(connection, told)
        yield from _dossiers(connection, told)
        yield from stamps.findings(log.entries(connection))
        yield from _references(connection)
        yield from check_index(connection)
    if case.base.kind == "sqlite" and case.base.write:
        with case.base.writing() as connection:
            yield from list(check_fts(connection))


def _told(connection: Connection) -> dict[str, set[str]]:
    """Return the hashes that the log tells of, by what they are of."""
    told: dict[str, set[str]] = {"add": set(), "read": set(), "judge": set(), "dossier": set()}
    for entry in log.entries(connection):
        detail = entry.detail
        if entry.action == "add":
            told["add"].update(place["sha256"] for place in detail.get("places", ()))
            told["add"].update(place["warc"] for place in detail.get("places", ()) if "warc" in place)
        elif entry.action == "read":
            told["read"].update(f"{item['document']} {item['sha256']}" for item in detail.get("readings", ()))
        elif entry.action in ("judge", "dossier"):
            told[entry.action].add(str(detail.get("sha256")))
    return told


def _documents(case: Case, connection: Connection, told: dict[str, set[str]]) -> Iterator[Finding]:
    """Hash every original again, and hold every document to the log."""
    kept = set()
    for document in views.documents(connection):
        kept.add(document.sha256)
        if document.id != f"d{document.sha256[:16]}":
            yield Finding("document", document.id, "its identity is not that of its bytes")
            continue
        if document.names and document.sha256 not in told["add"]:
            yield Finding("document", document.id, "the log does not tell of it")
        if finding := _original(case, document.sha256, document.id, document.size):
            yield finding
    for row in connection.execute(select(schema.location.c.warc).where(schema.location.c.warc.is_not(None))):
        kept.add(row.warc)
        if finding := _original(case, row.warc, "WARC record", None):
            yield finding
    for sha256 in sorted(told["add"] - kept - {""}):
        yield Finding("document", sha256, "the log tells of it, the case has no such document")


def _original(case: Case, sha256: str, where: str, size: int | None) -> Finding | None:
    try:
        found = case.originals.check(sha256)
    except ValueError as error:
        return Finding("original", where, str(error))
    if found is None and size is not None and case.originals.path(sha256).stat().st_size != size:
        return Finding("original", where, "its size is not that of its archived bytes")
    return found


def _readings(connection: Connection, told: dict[str, set[str]]) -> Iterator[Finding]:
    """Hold every reading to its hash and the log, and of those that count every span and every row for search."""
    table = schema.reading
    last = select(table.c.document, func.max(table.c.number)).group_by(table.c.document)
    newest = {row[0]: row[1] for row in connection.execute(last)}
    places = {row.id: row for row in connection.execute(select(schema.document))}
    seen = set()
    counting: list[tuple[Any, Reading]] = []
    for row in paged(connection, select(table), table.c.number, size=_TOGETHER):
        where = f"reading {row.number} of {row.document}"
        seen.add(f"{row.document} {row.sha256}")
        try:
            text = inflate(row.body)
            reading = read_json(text)
        except ValueError as error:
            yield Finding("reading", where, str(error))
            continue
        if hashlib.sha256(text).hexdigest() != row.sha256:
            yield Finding("reading", where, "it was altered: its hash does not fit")
        if f"{row.document} {row.sha256}" not in told["read"]:
            yield Finding("reading", where, "the log does not tell of it")
        if reading.document.id != row.document:
            yield Finding("reading", where, "it is of another document")
        yield from (Finding("span", where, problem) for problem in wrong_spans(reading))
        if newest[row.document] == row.number and row.document in places:
            counting.append((places[row.document], reading))
            if len(counting) == _TOGETHER:
                yield from _rows(connection, counting)
                counting.clear()
    yield from _rows(connection, counting)
    for missing in sorted(told["read"] - seen):
        yield Finding("reading", missing.split()[0], "the log tells of a reading that is not there")


def wrong_spans(reading: Reading) -> Iterator[str]:
    """Yield what is wrong with spans of a reading: outside the text, or with other words than it says.

    Words are compared where a record keeps its own with one span: amounts, times, places, mentions. White space there
    is that of the cleaned view, so it is folded.
    """
    text = reading.document.text
    for span in spans_in(reading):
        if span.end > len(text):
            yield f"{span.start}-{span.end} is outside the text of {len(text)} characters"
            return
    told: tuple[Quantity | Time | Place | Mention, ...]
    told = (*reading.quantities, *reading.times, *reading.places, *reading.mentions)
    for item in told:
        said, there = _letters(item.text), _letters(item.span.of(text))
        if said != there:
            yield f"{item.span.start}-{item.span.end} reads {there[:60]!r}, not {said[:60]!r}"


def _letters(text: str) -> str:
    """Return the letters and digits of a text alone: hyphens at line ends and white space are the view's matter."""
    return "".join(character for character in text if character.isalnum())


def spans_in(value: Any) -> Iterator[Span]:
    """Yield every span in a record that refers to the document's text (the source of a passage does not)."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from spans_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            if item.name != "source" or type(value).__name__ != "Passage":
                yield from spans_in(getattr(value, item.name))


def _rows(connection: Connection, counting: Sequence[tuple[Any, Reading]]) -> Iterator[Finding]:
    """Hold the rows that serve search, and what the rows of documents say, to the readings that count."""
    ids = [place.id for place, _ in counting]
    for place, reading in counting:
        if place.state != reading.document.state.value:
            said = f"its state is {place.state}, its reading is {reading.document.state.value}"
            yield Finding("document", place.id, said)
    for table, make in ((schema.sentence, sentence_rows), (schema.claim, claim_rows)):
        columns = [column for column in table.columns if column.name != "words"]
        found: dict[str, list[dict[str, Any]]] = {}
        for row in connection.execute(select(*columns).where(table.c.document.in_(ids)).order_by(table.c.number)):
            found.setdefault(row.document, []).append(dict(row._mapping))
        for place, reading in counting:
            if found.get(place.id, []) != make(place.number, reading):
                said = f"its rows in the table {table.name} are out of step with its reading"
                yield Finding("index", place.id, said)


def _judgements(connection: Connection, told: dict[str, set[str]]) -> Iterator[Finding]:
    seen = set()
    for row in connection.execute(select(schema.judgement).order_by(schema.judgement.c.seq)):
        try:
            digest = writing.judgement_hash(writing.judgement_object(row._mapping))
        except (ValueError, TypeError) as error:
            yield Finding("judgement", row.id, f"it is damaged ({error})")
            continue
        seen.add(digest)
        if digest not in told["judge"]:
            yield Finding("judgement", row.id, "it is not as the log tells of it")
    if len(told["judge"] - seen):
        yield Finding("judgement", "table", f"{len(told['judge'] - seen)} that the log tells of are not there")


def _dossiers(connection: Connection, told: dict[str, set[str]]) -> Iterator[Finding]:
    """Hold every version of every dossier that people put together to the log."""
    seen = set()
    for row in connection.execute(select(schema.dossier).order_by(schema.dossier.c.number)):
        where = f"{row.id} version {row.version}"
        try:
            digest = dossiers.digest(dossiers.kept(row))
        except (ValueError, TypeError) as error:
            yield Finding("dossier", where, f"it is damaged ({error})")
            continue
        seen.add(digest)
        if digest not in told["dossier"]:
            yield Finding("dossier", where, "it is not as the log tells of it")
    if missing := len(told["dossier"] - seen):
        yield Finding("dossier", "table", f"{missing} versions that the log tells of are not there")


def _references(connection: Connection) -> Iterator[Finding]:
    """Check every foreign key by a query, which holds on either engine however the row came there."""
    for table in schema.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                target = key.column.table.alias("target")
                orphans = (
                    select(column)
                    .select_from(table.outerjoin(target, target.c[key.column.name] == column))
                    .where(column.is_not(None), target.c[key.column.name].is_(None))
                    .distinct()
                )
                for (value,) in connection.execute(orphans):
                    where = f"{table.name}.{column.name}"
                    yield Finding("reference", where, f"{str(value)[:80]} is not in the table {key.column.table.name}")
