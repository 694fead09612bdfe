"""The grades of one thing of the board, as its own page and its page of grades show them."""

from __future__ import annotations

import sqlite3

from rashomon.grading.scales import Target
from rashomon.report.marked import fit, fold
from rashomon.web.called import own_name
from rashomon.web.desk import Desk, Missing
from rashomon.web.grades import grading
from rashomon.web.shapes_grading import Grading

NO_NAME = "it goes by no name that is its alone, so a grade could be given to somebody else; grade its claims instead"
_TABLES = {Target.SOURCE: "entity", Target.QUESTION: "question", Target.CLAIM: "claim", Target.DOCUMENT: "document"}


def row_of(connection: sqlite3.Connection, target: Target, about: str) -> sqlite3.Row:
    """Return the row of a thing on the board.

    Raises:
        Missing: the last comparison has no such thing.
    """
    table = _TABLES[target]
    row: sqlite3.Row | None = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (about,)).fetchone()  # noqa: S608  a name of ours
    if row is None:
        raise Missing(f"the last comparison has no such {target}; look for it on the pages")
    return row


def look(desk: Desk, target: Target, about: str) -> Grading:
    """Return the grades of a thing.

    Raises:
        Missing: the last comparison has no such thing.
    """
    with desk.rows() as connection:
        return _on_board(desk, connection, target, about)


def _on_board(desk: Desk, connection: sqlite3.Connection, target: Target, about: str) -> Grading:
    row = row_of(connection, target, about)
    subjects = [f"{target.value}:{about}"]
    closed = ""
    name = row["name"] if target is Target.SOURCE else row["title"] if target is Target.DOCUMENT else row["text"]
    if target is Target.SOURCE:
        called = connection.execute("SELECT name FROM called WHERE entity = ?", (about,)).fetchall()
        subjects = [f"entity:{each['name'].casefold()}" for each in called]
        closed = "" if own_name(connection, about) else NO_NAME
    return grading(
        desk,
        connection,
        target,
        about,
        subjects=subjects,
        name=fit(fold(name), 200),
        href=f"/{target.value}s/{about}",
        closed=closed,
    )
