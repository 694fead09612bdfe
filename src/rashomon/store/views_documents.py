"""The documents of a case a page at a time, and what stands around one of them: for lists that must stay quick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from rashomon.store import schema
from rashomon.store.entries import Kept
from rashomon.store.views import named

_WORST_FIRST = {"failed": 0, "archived": 1, "partial": 2, "parsed": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which documents are asked for.

    Attributes:
        states: those in any of these states, all where it is empty.
        name: a part of the title, the publisher or of a path or address they came from; case makes no difference.
        worst_first: what could not be read comes first, then what was read in part; else in the order added.
    """

    states: tuple[str, ...] = ()
    name: str = ""
    worst_first: bool = False


def document_page(connection: Connection, asked: Asked, *, most: int, skip: int) -> tuple[tuple[Kept, ...], int]:
    """Return one page of the documents that fit, and how many fit in all."""
    table = schema.document
    fits = _fitting(asked)
    order = (*([case(_WORST_FIRST, value=table.c.state, else_=9)] if asked.worst_first else []), table.c.number)
    if asked.name:
        # Every name has to be looked at, so that is done once for both.
        numbers = connection.execute(select(table.c.number).where(*fits).order_by(*order)).scalars().all()
        found, fits = len(numbers), (table.c.number.in_(numbers[skip : skip + most]),)
        skip = 0
    else:
        found = connection.execute(select(func.count()).select_from(table).where(*fits)).scalar() or 0
    rows = connection.execute(select(table).where(*fits).order_by(*order).limit(most).offset(skip)).all()
    return tuple(named(connection, rows)), found


def _fitting(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    table, location = schema.document, schema.location
    fits: list[ColumnElement[bool]] = []
    if asked.states:
        fits.append(table.c.state.in_(asked.states))
    if asked.name:
        came_from = table.c.id.in_(select(location.c.document).where(_holds(location.c.name, asked)))
        fits.append(or_(_holds(table.c.title, asked), _holds(table.c.publisher, asked), came_from))
    return tuple(fits)


def _holds(column: ColumnElement[str], asked: Asked) -> ColumnElement[bool]:
    held = func.lower(column).contains(asked.name.lower(), autoescape=True)
    if asked.name.isascii():
        return held
    # SQLite knows capitals of the first 128 signs only.
    written = dict.fromkeys((asked.name, asked.name.lower(), asked.name.capitalize(), asked.name.upper()))
    return or_(held, *(column.contains(words, autoescape=True) for words in written))


def documents_of(connection: Connection, ids: Sequence[str]) -> tuple[Kept, ...]:
    """Return the documents with these ids that the case has, in the order added."""
    table = schema.document
    rows = connection.execute(select(table).where(table.c.id.in_(ids)).order_by(table.c.number)).all()
    return tuple(named(connection, rows))


def children_of(connection: Connection, document: str, *, most: int) -> tuple[Kept, ...]:
    """Return the documents that lie directly in another one, at most so many, in the order added."""
    table = schema.document
    statement = select(table).where(table.c.parent == document).order_by(table.c.number).limit(most)
    return tuple(named(connection, connection.execute(statement).all()))


def claim_counts(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return how many claims were read in each of these documents; those without one are left out."""
    table = schema.claim
    statement = select(table.c.document, func.count()).where(table.c.document.in_(ids)).group_by(table.c.document)
    return {row[0]: row[1] for row in connection.execute(statement)}


def child_counts(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return how many documents lie directly in each of these; those without one are left out."""
    table = schema.document
    statement = select(table.c.parent, func.count()).where(table.c.parent.in_(ids)).group_by(table.c.parent)
    return {row[0]: row[1] for row in connection.execute(statement)}


def has_missing(connection: Connection) -> bool:
    """Tell whether a place ever gave no bytes: what `views.missing` lists is looked up only then."""
    table = schema.location
    return connection.execute(select(table.c.number).where(table.c.document.is_(None)).limit(1)).first() is not None
