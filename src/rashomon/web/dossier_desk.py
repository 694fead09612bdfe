"""What the pages and the API of dossiers do: keep and find them, and offer questions to choose from."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from rashomon.report.contexts import Badge
from rashomon.store import dossiers as store
from rashomon.store.dossiers import Arrangement, KeptDossier, Part
from rashomon.web import shapes_dossier as shapes
from rashomon.web.desk import STATUS, Desk, Missing
from rashomon.web.dossier_page import find_question

CHOICES = 30
"""Questions that are offered at a time."""

_WORDS = 8


def newest(desk: Desk, dossier: str) -> KeptDossier:
    """Return a dossier as it is now.

    Raises:
        Missing: the case has no such dossier.
    """
    with desk.case.base.reading() as connection:
        found = store.newest(connection, dossier)
    if found is None:
        raise Missing("there is no such dossier; look for it in the list")
    return found


def listed(desk: Desk) -> tuple[shapes.DossierRow, ...]:
    """Return the dossiers of the case, the one saved last first."""
    with desk.case.base.reading() as connection:
        found = store.listed(connection)
    return tuple(
        shapes.DossierRow(
            each.id, each.says.title, each.version, each.time, each.actor, len(each.says.questions), each.says.removed
        )
        for each in found
    )


def history(desk: Desk, dossier: str) -> tuple[shapes.VersionRow, ...]:
    """Return the versions of a dossier, the newest first.

    Raises:
        Missing: the case has no such dossier.
    """
    with desk.case.base.reading() as connection:
        found = store.versions(connection, dossier)
    if not found:
        raise Missing("there is no such dossier; look for it in the list")
    return tuple(
        shapes.VersionRow(
            each.version,
            each.time,
            each.actor,
            each.says.title,
            len(each.says.parts),
            each.says.removed,
            each.says.of or 0,
        )
        for each in found
    )


def keep(desk: Desk, dossier: str, says: Arrangement, *, version: int, actor: str) -> KeptDossier:
    """Save a version of a dossier.

    Raises:
        ItemError, Superseded, RunError: as `store.dossiers.save`, and where the case cannot be written.
    """
    with desk.case.base.writing() as connection:
        return store.save(connection, dossier, says, version=version, actor=actor)


def gone_back(desk: Desk, dossier: str, to: int, *, version: int, actor: str) -> KeptDossier:
    """Save an earlier version again.

    Args:
        to: that version.
        version: the newest one that the person saw.
        actor: who goes back.

    Raises:
        Missing: there is no such version.
        Superseded: somebody saved in the meantime.
    """
    with desk.case.base.writing() as connection:
        found = store.version_of(connection, dossier, to)
        if found is None:
            raise Missing("there is no such version of this dossier; look at its history")
        says = replace(found.says, of=found.says.of or found.version)
        return store.save(connection, dossier, says, version=version, actor=actor)


def card(desk: Desk, kept: KeptDossier) -> shapes.DossierCard:
    """Return a version of a dossier with its questions as the last comparison has them."""
    with desk.board.open() as connection:
        parts = tuple(_part(desk, connection, part) for part in kept.says.parts)
    says = kept.says
    return shapes.DossierCard(
        kept.id, kept.version, kept.time, kept.actor, says.title, says.removed, kept.before, parts
    )


def _part(desk: Desk, connection: sqlite3.Connection | None, part: Part) -> shapes.PartCard:
    asked = None
    if connection is not None and part.question:
        row = find_question(connection, part.question, part.text)
        asked = desk.asked(connection, row) if row is not None else None
    return shapes.PartCard(part.key, part.text, part.question, tuple(part.show), asked)


def choose(desk: Desk, kept: KeptDossier, find: str, status: str) -> shapes.Choices:
    """Return questions in which all the words occur, contested ones first."""
    where, given = containing(find)
    if status != "all":
        where, given = f"{where} AND status = ?", [*given, status]
    with desk.board.open() as connection:
        if connection is None:
            return shapes.Choices(find, status, (), more=False)
        statement = f"SELECT id, number, status, kind, text FROM question INDEXED BY question_words WHERE {where}"  # noqa: S608  marks
        rows = connection.execute(f"{statement} ORDER BY number LIMIT {CHOICES + 1}", given).fetchall()
    chosen = {part.question for part in kept.says.questions}
    return shapes.Choices(
        find,
        status,
        tuple(
            shapes.Choice(
                row["id"],
                row["number"],
                row["text"],
                Badge(row["status"], STATUS[row["status"]]),
                row["kind"],
                row["id"] in chosen,
            )
            for row in rows[:CHOICES]
        ),
        more=len(rows) > CHOICES,
    )


def containing(find: str) -> tuple[str, list[str]]:
    """Return the condition that a title holds all words of a text, and what stands for its marks."""
    words = [word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in find.split()[:_WORDS]]
    return " AND ".join(["1", *["text LIKE ? ESCAPE '\\'"] * len(words)]), [f"%{word}%" for word in words]


def title_of(desk: Desk, question: str) -> str:
    """Return the title of a question.

    Raises:
        Missing: the last comparison has no such question.
    """
    with desk.rows() as connection:
        row = find_question(connection, question, "")
    if row is None:
        raise Missing("this question is not asked any more; look for it on the overview")
    return str(row["text"])
