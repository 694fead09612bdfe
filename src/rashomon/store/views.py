"""What a case holds, for reading: documents, the readings that count, its state."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from rashomon.errors import RunError
from rashomon.records import Reading
from rashomon.store import schema
from rashomon.store.codec import unpack_reading
from rashomon.store.entries import Kept, LocationKind, Missing, Run
from rashomon.store.paging import paged
from rashomon.store.writing import chunks


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def documents(connection: Connection, *, states: tuple[str, ...] = (), sha256: str | None = None) -> Iterator[Kept]:
    """Yield the documents in the order added, all or those in `states`, or the one of a hash."""
    document = schema.document
    statement = select(document).order_by(document.c.number)
    if states:
        statement = statement.where(document.c.state.in_(states))
    if sha256 is not None:
        statement = statement.where(document.c.sha256 == sha256)
    for some in chunks(connection.execute(statement).all()):
        yield from named(connection, some)


def named(connection: Connection, rows: Sequence[Any]) -> Iterator[Kept]:
    """Yield some rows of the table `document` as records, with the places they came from."""
    location, reading = schema.location, schema.reading
    ids = [row.id for row in rows]
    names: dict[str, dict[str, None]] = {}
    places = select(location.c.document, location.c.name).where(location.c.document.in_(ids))
    for place in connection.execute(places.order_by(location.c.number)):
        names.setdefault(place.document, {})[place.name] = None
    runs: dict[str, str] = {}
    readings = select(reading.c.document, reading.c.run).where(reading.c.document.in_(ids))
    for found in connection.execute(readings.order_by(reading.c.number)):
        runs[found.document] = found.run
    for row in rows:
        yield _kept(row, tuple(names.get(row.id, ())), runs.get(row.id))


def runs(connection: Connection) -> Iterator[tuple[str, Run]]:
    """Yield the id and the run of everything that readings of the case were made by.

    Raises:
        RunError: one is damaged.
    """
    for row in connection.execute(select(schema.run)):
        try:
            config = json.loads(row.config)
        except ValueError as error:
            raise RunError(f"run {row.id}: it is damaged; restore the case from a backup") from error
        yield row.id, Run(row.version, config)


def _kept(row: Any, names: tuple[str, ...], run: str | None) -> Kept:
    return Kept(
        number=row.number,
        id=row.id,
        sha256=row.sha256,
        size=row.size,
        state=row.state,
        media_type=row.media_type,
        title=row.title,
        publisher=row.publisher,
        published=_day(row.published),
        given=_day(row.given),
        problems=tuple(json.loads(row.problems)),
        names=names,
        run=run,
        previous=row.previous,
        parent=row.parent,
        member=row.member,
    )


def newest(connection: Connection) -> Iterator[tuple[int, str, bytes]]:
    """Yield number and id of every document that was read, and its packed reading that counts, in the order added."""
    reading, document = schema.reading, schema.document
    last = select(func.max(reading.c.number).label("number")).group_by(reading.c.document).subquery()
    statement = (
        select(document.c.number, document.c.id, reading.c.body)
        .select_from(reading)
        .join(last, last.c.number == reading.c.number)
        .join(document, document.c.id == reading.c.document)
    )
    for row in paged(connection, statement, document.c.number, size=100):
        yield row.number, row.id, row.body


def readings(connection: Connection) -> Iterator[tuple[int, Reading]]:
    """Yield number and the reading that counts of every document that was read, in the order added.

    Raises:
        RunError: a stored reading is damaged.
    """
    for number, document, body in newest(connection):
        try:
            reading = unpack_reading(body)
        except ValueError as error:
            raise RunError(f"{document}: its stored reading is damaged ({error}); run 'rashomon verify'") from error
        yield number, reading


def newest_of(connection: Connection, document: str) -> int:
    """Return the number of the reading of a document that counts, 0 where it was not read."""
    table = schema.reading
    found: int | None = connection.execute(
        select(func.max(table.c.number)).where(table.c.document == document)
    ).scalar()
    return found or 0


def reading_of(connection: Connection, document: str) -> Reading | None:
    """Return the reading of one document that counts, None where it was not read.

    Raises:
        RunError: the stored reading is damaged.
    """
    table = schema.reading
    statement = select(table.c.body).where(table.c.document == document).order_by(table.c.number.desc()).limit(1)
    body: bytes | None = connection.execute(statement).scalar()
    if body is None:
        return None
    try:
        return unpack_reading(body)
    except ValueError as error:
        raise RunError(f"{document}: its stored reading is damaged ({error}); run 'rashomon verify'") from error


def locations(connection: Connection) -> dict[str, list[Row[Any]]]:
    """Return the places that gave the bytes of each document, by its id, in the order added."""
    place = schema.location
    found: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(select(place).where(place.c.document.is_not(None)).order_by(place.c.number)):
        found.setdefault(row.document, []).append(row)
    return found


def missing(connection: Connection) -> Iterator[Missing]:
    """Yield the places that gave no bytes when they were last tried."""
    table = schema.location
    last = select(func.max(table.c.number)).group_by(table.c.name)
    statement = select(table).where(table.c.number.in_(last), table.c.document.is_(None)).order_by(table.c.number)
    for row in connection.execute(statement):
        yield Missing(row.name, LocationKind(row.kind), tuple(json.loads(row.problems)))


def count(connection: Connection, table: Any) -> int:
    """Return how many rows a table has."""
    found: int | None = connection.execute(select(func.count()).select_from(table)).scalar()
    return found or 0


def states(connection: Connection) -> dict[str, int]:
    """Return how many documents are in each state."""
    table = schema.document
    rows = connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
    return {row[0]: row[1] for row in rows}


def freshness(connection: Connection) -> tuple[str, int]:
    """Return a mark that changes with everything a comparison depends on, and the number of the last judgement."""
    tables = (schema.reading.c.number, schema.location.c.number, schema.judgement.c.seq)
    last = [connection.execute(select(func.max(column))).scalar() or 0 for column in tables]
    return ".".join(map(str, last)), last[2]
