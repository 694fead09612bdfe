"""Where claims come from, and who copied whom: origins, those in between, and copied passages side by side."""

from __future__ import annotations

import sqlite3
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from rashomon.report.contexts import EchoView, Link
from rashomon.web.board import unpack
from rashomon.web.desk import Desk, Missing
from rashomon.web.overview import Page
from rashomon.web.people import Reader
from rashomon.web.rendering import page
from rashomon.web.shapes_sources import ConduitRow, CopyGroup, Echoes, OriginCard, OriginRow, Origins
from rashomon.web.sources import claims, folded, teller

router = APIRouter()

A_PAGE, PAIRS, MOST_GROUPS, MOST_MEMBERS = 50, 8, 20, 20
MOST_CONDUITS, MOST_DOCUMENTS, MOST_EVIDENCE = 20, 40, 100

Document = Annotated[str, Query(max_length=100, description="Id of a document: the pairs that it is one of.")]
Group = Annotated[int | None, Query(ge=0, description="Number of a group: the pairs among its documents.")]


@router.get("/api/origins", tags=["origins"])
def origins(request: Request, _: Reader, page_: Page = 1) -> Origins:
    """Return a page of origins, those with most claims first."""
    return find(request.state.desk, page_)


@router.get("/origins", include_in_schema=False)
def origins_page(request: Request, person: Reader, page_: Page = 1) -> Response:
    """Show the origins, and those in between."""
    return page(request, "origins.html", person, shown=find(request.state.desk, page_), here="/sources")


@router.get("/api/origins/{origin}", tags=["origins"])
def origin(request: Request, _: Reader, origin: str) -> OriginCard:
    """Return an origin, its documents, and what says that it is one."""
    return look(request.state.desk, origin)


@router.get("/origins/{origin}", include_in_schema=False)
def origin_page(request: Request, person: Reader, origin: str, page_: Page = 1) -> Response:
    """Show an origin with its claims."""
    desk: Desk = request.state.desk
    shown = look(desk, origin)
    told = claims(desk, "origin", origin, page_)
    return page(request, "origin.html", person, shown=shown, claims=told, here="/sources")


@router.get("/api/echoes", tags=["origins"])
def echoes(request: Request, _: Reader, document: Document = "", group: Group = None, page_: Page = 1) -> Echoes:
    """Return a page of copied pairs with their passages, the surest first, and the groups that they make."""
    return copies(request.state.desk, document, group, page_)


@router.get("/echoes", include_in_schema=False)
def echoes_page(
    request: Request, person: Reader, document: Document = "", group: Group = None, page_: Page = 1
) -> Response:
    """Show copied passages side by side."""
    shown = copies(request.state.desk, document, group, page_)
    query = {"document": document, "group": group}
    return page(request, "echoes.html", person, shown=shown, query=query, here="/sources")


def find(desk: Desk, number: int) -> Origins:
    """Return a page of origins."""
    with desk.rows() as connection:
        total = connection.execute("SELECT count(*) FROM origin").fetchone()[0]
        rows = connection.execute(
            "SELECT id, name, claims, documents FROM origin ORDER BY place LIMIT ? OFFSET ?",
            (A_PAGE, (number - 1) * A_PAGE),
        ).fetchall()
        every = _claims(connection)
        conduits = connection.execute(
            "SELECT name, claims, percent FROM conduit ORDER BY place LIMIT ?", (MOST_CONDUITS,)
        ).fetchall()
        return Origins(
            origins=tuple(
                OriginRow(
                    Link(row["name"], f"/origins/{row['id']}"),
                    row["claims"],
                    row["documents"],
                    _percent(row["claims"], every),
                )
                for row in rows
            ),
            total=total,
            page=number,
            pages=max(1, -(-total // A_PAGE)),
            conduits=tuple(
                ConduitRow(teller(row["name"], _named(connection, row["name"])), row["claims"], row["percent"])
                for row in conduits
            ),
        )


def _claims(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM claim").fetchone()[0])


def _percent(claims: int, every: int) -> int:
    return min(round(100 * claims / (every or 1)), 100)


def _named(connection: sqlite3.Connection, name: str) -> str:
    """Return the source that alone goes by a name; empty where there is none, or more than one."""
    rows = connection.execute("SELECT entity FROM called WHERE folded = ? LIMIT 2", (folded(name),)).fetchall()
    return str(rows[0]["entity"]) if len(rows) == 1 else ""


def look(desk: Desk, origin: str) -> OriginCard:
    """Return an origin.

    Raises:
        Missing: the last comparison has no such origin.
    """
    with desk.rows() as connection:
        row = connection.execute("SELECT * FROM origin WHERE id = ?", (origin,)).fetchone()
        if row is None:
            raise Missing("there is no such origin any more: the case was compared again; see the list of origins")
        links = unpack(tuple[Link, ...], row["body"])
        documents = tuple(link for link in links if link.anchor)
        evidence = tuple(link.text for link in links if not link.anchor)
        source = _named(connection, row["name"])
        return OriginCard(
            id=origin,
            name=row["name"],
            percent=_percent(row["claims"], _claims(connection)),
            claims=row["claims"],
            documents=documents[:MOST_DOCUMENTS],
            all_documents=row["documents"],
            evidence=evidence[:MOST_EVIDENCE],
            more_evidence=max(0, len(evidence) - MOST_EVIDENCE),
            source=teller(row["name"], source) if source else None,
        )


def copies(desk: Desk, document: str, group: int | None, number: int) -> Echoes:
    """Return a page of copied pairs, of one document or one group where one is given."""
    where = ["1"]
    if document:
        where.append("(source = :document OR copy = :document)")
    if group is not None:
        members = "(SELECT document FROM copier WHERE copied = :group)"
        where.append(f"source IN {members} AND copy IN {members}")
    values = {"document": document, "group": group, "most": PAIRS, "skip": (number - 1) * PAIRS}
    with desk.rows() as connection:
        condition = " AND ".join(where)
        total = connection.execute(f"SELECT count(*) FROM echo WHERE {condition}", values).fetchone()[0]  # noqa: S608
        rows = connection.execute(
            f"SELECT body FROM echo WHERE {condition} ORDER BY number LIMIT :most OFFSET :skip",  # noqa: S608
            values,
        ).fetchall()
        all_groups = connection.execute("SELECT count(*) FROM copied").fetchone()[0]
        return Echoes(
            echoes=tuple(unpack(EchoView, row["body"]) for row in rows),
            groups=_groups(connection, document, group) if number == 1 else (),
            all_groups=all_groups,
            total=total,
            page=number,
            pages=max(1, -(-total // PAIRS)),
        )


def _groups(connection: sqlite3.Connection, document: str, group: int | None) -> tuple[CopyGroup, ...]:
    """Return the largest groups, those of one document, or one."""
    where = "1"
    if group is not None:
        where = "number = :group"
    elif document:
        where = "number IN (SELECT copied FROM copier WHERE document = :document)"
    rows = connection.execute(
        f"SELECT * FROM copied WHERE {where} ORDER BY number LIMIT :most",  # noqa: S608  words of ours
        {"group": group, "document": document, "most": MOST_GROUPS},
    ).fetchall()
    return tuple(
        CopyGroup(row["number"], row["origin"], row["evidence"], _members(connection, row["number"]), row["size"])
        for row in rows
    )


def _members(connection: sqlite3.Connection, group: int) -> tuple[Link, ...]:
    rows = connection.execute(
        "SELECT document.id, title FROM copier JOIN document ON document.id = copier.document WHERE copied = ? "
        "ORDER BY published, number LIMIT ?",
        (group, MOST_MEMBERS),
    )
    return tuple(Link(row["title"], f"/documents/{row['id']}") for row in rows)
