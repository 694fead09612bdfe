"""What one transaction of the one writer does: documents, where they came from, what was read in them, the log."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, text, update

from rashomon.errors import RunError
from rashomon.records import Document, Reading
from rashomon.store import log, schema
from rashomon.store.codec import reading_json
from rashomon.store.entries import DocumentState, Location, Outcome, Run, Stored, canonical, now
from rashomon.store.schema import storable
from rashomon.store.search import index

_IN = 500
"""Most values in one IN (…)."""


UNREAD: Final = {
    "state": "archived",
    "media_type": "",
    "title": None,
    "publisher": None,
    "published": None,
    "problems": "[]",
}
"""What the row of a document says before anything was read in it."""


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the values in lists short enough for one IN (…)."""
    waiting = iter(values)
    while some := list(islice(waiting, _IN)):
        yield some


def next_number(connection: Connection, table: Any) -> int:
    """Return the first free number of a table; the caller is the one writer."""
    highest: int | None = connection.execute(select(func.max(table.c.number))).scalar()
    return (highest or 0) + 1


def add_run(connection: Connection, run: Run, actor: str) -> None:
    """Keep what a run was, once."""
    if connection.execute(select(schema.run.c.id).where(schema.run.c.id == run.id)).first():
        return
    config = json.dumps(run.config, sort_keys=True, default=str)
    connection.execute(insert(schema.run), {"id": run.id, "time": now(), "version": run.version, "config": config})
    detail = {"run": run.id, "version": run.version, "config": config}
    log.append(connection, actor, "run", detail)


@dataclass(slots=True)
class _Batch:
    """What a transaction is about to write; `documents` and `places` also hold what was there before."""

    documents: dict[str, dict[str, Any]]
    places: dict[str, tuple[str | None, str]]
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    locations: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    readings: dict[str, tuple[int, Reading, str, bytes]] = field(default_factory=dict)


def put(connection: Connection, items: Sequence[Stored], *, run: Run | None, actor: str) -> list[Outcome]:
    """Store a batch and say what became of each; the same batch again changes nothing.

    Raises:
        RunError: a reading comes without a run, or a parent is not in the case.
    """
    if run is None and any(item.reading for item in items):
        raise RunError("put: a reading is stored with the run that made it")
    batch = _Batch(_known_documents(connection, items), _latest_places(connection, items))
    next_document = next_number(connection, schema.document)
    outcomes = []
    for item in items:
        if item.sha256 and item.sha256 not in batch.documents:
            row = _new_document(item, next_document, batch)
            next_document += 1
            batch.documents[item.sha256] = row
            batch.new.append(row)
            first = True
        else:
            first = False
        outcomes.append(_place(item, batch, first=first))
    _write(connection, batch, run=run, actor=actor)
    return outcomes


def _known_documents(connection: Connection, items: Sequence[Stored]) -> dict[str, dict[str, Any]]:
    table = schema.document
    found: dict[str, dict[str, Any]] = {}
    for some in chunks(dict.fromkeys(item.sha256 for item in items if item.sha256)):
        for row in connection.execute(select(table).where(table.c.sha256.in_(some))):
            found[row.sha256] = dict(row._mapping)
    return found


def _latest_places(connection: Connection, items: Sequence[Stored]) -> dict[str, tuple[str | None, str]]:
    """Return what each place gave last: the document, or None with the problems."""
    table = schema.location
    found: dict[str, tuple[str | None, str]] = {}
    for some in chunks(dict.fromkeys(storable(item.location.name) for item in items if item.location)):
        rows = select(table.c.name, table.c.document, table.c.problems).where(table.c.name.in_(some))
        for row in connection.execute(rows.order_by(table.c.number)):
            found[row.name] = row.document, row.problems
    return found


def _new_document(item: Stored, number: int, batch: _Batch) -> dict[str, Any]:
    previous = None
    if item.location is not None:
        previous = batch.places.get(storable(item.location.name), (None, ""))[0]
    return {
        "number": number,
        "id": f"d{item.sha256[:16]}",
        "sha256": item.sha256,
        "size": item.size,
        "added": now(),
        **UNREAD,
        "given": item.given.isoformat() if item.given else None,
        "previous": previous,
        "parent": item.parent,
        "member": None if item.member is None else storable(item.member),
    }


def _place(item: Stored, batch: _Batch, *, first: bool) -> Outcome:
    """Note where an item came from and what was read in it; return what is new about it."""
    row = batch.documents.get(item.sha256)
    name = storable(item.location.name) if item.location else (row["id"] if row else "")
    if row is not None and item.reading is not None:
        _read(item.reading, row, batch)
    state: DocumentState = "failed" if row is None else row["state"]
    document = row["id"] if row is not None else None
    if item.location is None:
        return Outcome(name, document, "read", state)
    problems = json.dumps([storable(problem) for problem in item.problems])
    before = batch.places.get(name)
    if before is not None and before[0] == document and (document is not None or before[1] == problems):
        return Outcome(name, document, "failed" if document is None else "known", state)
    batch.places[name] = document, problems
    batch.locations.append((_location(item.location, name, document, problems), item.sha256))
    if document is None:
        return Outcome(name, None, "failed", "failed")
    if before is not None and before[0] is not None:
        return Outcome(name, document, "version", state)
    return Outcome(name, document, "new" if first else "place", state)


def _location(place: Location, name: str, document: str | None, problems: str) -> dict[str, Any]:
    return {
        "kind": place.kind.value,
        "name": name,
        "document": document,
        "retrieved": place.retrieved,
        "tool": place.tool,
        "final_url": None if place.final_url is None else storable(place.final_url),
        "redirects": json.dumps(place.redirects),
        "headers": json.dumps(place.headers),
        "warc": place.warc,
        "problems": problems,
    }


def document_fields(document: Document) -> dict[str, Any]:
    """Return what the row of a document says of the reading that counts."""
    return {
        "state": document.state.value,
        "media_type": document.media_type,
        "title": None if document.title is None else storable(document.title),
        "publisher": None if document.publisher is None else storable(document.publisher),
        "published": document.published.isoformat() if document.published else None,
        "problems": json.dumps([storable(problem) for problem in document.problems]),
    }


def _read(reading: Reading, row: dict[str, Any], batch: _Batch) -> None:
    document = reading.document
    if document.sha256 != row["sha256"]:
        raise RunError(f"{document.path}: put: the reading is of other bytes than those archived; read it again")
    text = reading_json(reading)
    fields = document_fields(document)
    row.update(fields)
    batch.changed[row["id"]] = fields
    batch.readings[row["id"]] = row["number"], reading, hashlib.sha256(text).hexdigest(), text


def _write(connection: Connection, batch: _Batch, *, run: Run | None, actor: str) -> None:
    """Write a batch, everything that goes together in bulk."""
    if batch.new:
        connection.execute(insert(schema.document), batch.new)
    fresh = {row["id"] for row in batch.new}
    for document, fields in batch.changed.items():
        if document not in fresh:
            connection.execute(update(schema.document).where(schema.document.c.id == document).values(**fields))
    if batch.locations:
        number = next_number(connection, schema.location)
        rows = [{"number": number + at} | row for at, (row, _) in enumerate(batch.locations)]
        connection.execute(insert(schema.location), rows)
        log.append(connection, actor, "add", {"places": [place_told(row, sha256) for row, sha256 in batch.locations]})
    if run is not None and batch.readings:
        _write_readings(connection, batch, run, actor, fresh)


def place_told(row: Mapping[str, Any], sha256: str) -> dict[str, Any]:
    """Return what the log says of one place: where and when, and the whole hash of what it gave (empty: nothing)."""
    told = {"name": row["name"], "kind": row["kind"], "sha256": sha256, "retrieved": row["retrieved"]}
    return told | ({"warc": row["warc"]} if row["warc"] else {})


def _write_readings(connection: Connection, batch: _Batch, run: Run, actor: str, fresh: set[str]) -> None:
    add_run(connection, run, actor)
    newest = newest_readings(connection, [document for document in batch.readings if document not in fresh])
    number = next_number(connection, schema.reading)
    rows: list[dict[str, Any]] = []
    told, indexed = [], []
    for document, (place, reading, digest, body) in batch.readings.items():
        if newest.get(document) == (run.id, digest):
            continue
        rows.append(
            {
                "number": number + len(rows),
                "document": document,
                "run": run.id,
                "time": now(),
                "sha256": digest,
                "body": zlib.compress(body, 1),
            }
        )
        told.append({"document": document, "state": reading.document.state.value, "sha256": digest})
        indexed.append((place, reading))
    if rows:
        connection.execute(insert(schema.reading), rows)
        index(connection, indexed, old=[row["document"] for row in rows if row["document"] in newest])
        log.append(connection, actor, "read", {"run": run.id, "readings": told})


def newest_readings(connection: Connection, documents: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return run and hash of the reading that counts, for those of the documents that have one."""
    table = schema.reading
    found: dict[str, tuple[str, str]] = {}
    for some in chunks(documents):
        rows = select(table.c.document, table.c.run, table.c.sha256).where(table.c.document.in_(some))
        for row in connection.execute(rows.order_by(table.c.number)):
            found[row.document] = row.run, row.sha256
    return found


def judge(connection: Connection, judgement: Mapping[str, Any], actor: str) -> int:
    """Append a judgement, given as the JSON object of its fields; its `seq` is given out here and returned.

    The log holds the hash of the whole judgement, so that no word of it can change unseen.
    """
    table = schema.judgement
    highest: int | None = connection.execute(select(func.max(table.c.seq))).scalar()
    seq = (highest or 0) + 1
    told = json.loads(storable(canonical(dict(judgement) | {"seq": seq})))
    value = None if told.get("value") is None else canonical(told["value"])
    connection.execute(insert(table), told | {"target": canonical(told["target"]), "value": value})
    detail = {"judgement": told["id"], "kind": told["kind"], "seq": seq, "sha256": judgement_hash(told)}
    log.append(connection, actor, "judge", detail)
    return seq


def judgement_object(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row of the table as the JSON object of a judgement."""
    found = {name: row[name] for name in ("id", "seq", "time", "actor", "kind", "target", "value", "why", "supersedes")}
    found["target"] = json.loads(found["target"])
    found["value"] = None if found["value"] is None else json.loads(found["value"])
    return found


def judgement_hash(judgement: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a judgement's canonical JSON, hex."""
    return hashlib.sha256(canonical(judgement).encode("utf-8")).hexdigest()


def settle(connection: Connection) -> None:
    """Count what the tables for searching hold: PostgreSQL plans by these counts, SQLite by how the query is put."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE sentence, claim, document, location"))
