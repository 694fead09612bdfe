"""The first page: what is contested, by whom, on how many origins; what is new; what failed; how far the review is."""

from __future__ import annotations

import json
import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from rashomon.store.base import Status, now
from rashomon.web import shapes
from rashomon.web.board import meta
from rashomon.web.desk import Desk
from rashomon.web.people import Reader
from rashomon.web.rendering import page

router = APIRouter()

A_PAGE = 25
VISIT = "rashomon_visit"
MOST_UNREAD = 12
MOST_TICKS = 120
YEAR = 365 * 86400

Page = Annotated[int, Query(alias="page", ge=1, le=100_000)]
"""Which page of a list, from 1."""


@router.get("/api/overview", tags=["overview"])
def overview(request: Request, _: Reader, status: str = "contested", page_: Page = 1) -> shapes.Overview:
    """Return the questions of one status with their sides, and the state of the case."""
    return look(
        request.state.desk,
        request.state.desk.worded(request.app.state.title),
        status,
        page_,
        request.cookies.get(VISIT, ""),
    )


@router.get("/", include_in_schema=False)
def overview_page(request: Request, person: Reader, status: str = "contested", page_: Page = 1) -> Response:
    """Show the overview, and remember when and what was seen."""
    desk: Desk = request.state.desk
    seen = request.cookies.get(VISIT, "")
    shown = look(desk, request.state.desk.worded(request.app.state.title), status, page_, seen)
    response = page(request, "overview.html", person, shown=shown)
    if not seen:
        response.set_cookie(VISIT, visit(desk), httponly=True, samesite="lax", max_age=YEAR)
    return response


@router.post("/seen", include_in_schema=False)
def seen(request: Request, _: Reader) -> Response:
    """Take everything as seen."""
    response = Response(status_code=303, headers={"location": "/"})
    response.set_cookie(VISIT, visit(request.state.desk), httponly=True, samesite="lax", max_age=YEAR)
    return response


@router.get("/api/board", tags=["overview"])
def board(request: Request, _: Reader) -> shapes.Board:
    """Return whether the comparison is up to date, and what is being worked out."""
    found: shapes.Board = request.state.desk.state()
    return found


def visit(desk: Desk) -> str:
    """Return what there is now, to tell later what is new."""
    with desk.board.open() as connection:
        last = connection.execute("SELECT max(number) FROM document").fetchone()[0] if connection else None
    return urlsafe_b64encode(json.dumps([last or 0, desk.decisions.seq, now()]).encode()).decode()


def _read_visit(cookie: str) -> tuple[int, int, str]:
    try:
        number, seq, time = json.loads(urlsafe_b64decode(cookie))
        return int(number), int(seq), str(time)[:20]
    except (ValueError, TypeError):  # a cookie of another version, or of somebody's making
        return 0, 0, ""


def look(desk: Desk, title: str, status: str, number: int, cookie: str) -> shapes.Overview:
    """Return the overview of a case as it is now."""
    if status not in ("contested", "agreed", "single", "all"):
        status = "contested"
    found = desk.case.status()
    with desk.board.open() as connection:
        return _overview(desk, connection, found, (title, status, number), _read_visit(cookie))


def _overview(
    desk: Desk,
    connection: sqlite3.Connection | None,
    status: Status,
    asked: tuple[str, str, int],
    seen: tuple[int, int, str],
) -> shapes.Overview:
    title, kind, number = asked
    unread = [
        shapes.FileState(
            kept.names[0] if kept.names else kept.id,
            kept.state,
            kept.problems or ("kept but not read yet",),
            f"/documents/{kept.id}",
        )
        for kept in status.unread
    ] + [shapes.FileState(each.name, "failed", each.problems, "") for each in status.missing]
    questions: tuple[shapes.Asked, ...] = ()
    counts = dict.fromkeys(("contested", "agreed", "single"), 0)
    strip: list[shapes.Tick] = []
    progress = shapes.Progress(0, 0, 0, 0)
    origins = sources = total = 0
    news = shapes.News(seen[2], 0, 0, 0)
    if connection is not None:
        counts.update(connection.execute("SELECT status, count(*) FROM question GROUP BY status").fetchall())
        total = sum(counts.values()) if kind == "all" else counts[kind]
        questions = _questions(desk, connection, kind, number, seen[0] if seen[2] else None)
        progress = _progress(desk, connection)
        origins = connection.execute("SELECT count(*) FROM origin").fetchone()[0]
        sources = connection.execute("SELECT count(*) FROM entity WHERE claims > 0").fetchone()[0]
        strip = _strip(connection)
        news = _news(desk, connection, seen)
    documents = sum(status.counts.values())
    figures = (
        (f"{documents:,}", "documents" if documents != 1 else "document"),
        (f"{origins:,}", "origins" if origins != 1 else "origin"),
        (f"{sources:,}", "sources" if sources != 1 else "source"),
        (f"{status.claims:,}", "claims" if status.claims != 1 else "claim"),
        (f"{counts['contested']:,}", "contested questions" if counts["contested"] != 1 else "contested question"),
    )
    return shapes.Overview(
        title=title,
        figures=figures,
        questions=questions,
        status=kind,
        page=number,
        pages=max(1, -(-total // A_PAGE)),
        counts=counts | {"all": sum(counts.values())},
        news=news,
        unread=tuple(unread[:MOST_UNREAD]),
        more_unread=max(0, len(unread) - MOST_UNREAD),
        progress=progress,
        strip=tuple(strip),
        board=desk.state(),
    )


def _questions(
    desk: Desk, connection: sqlite3.Connection, kind: str, number: int, after: int | None
) -> tuple[shapes.Asked, ...]:
    where = "" if kind == "all" else "WHERE status = :status"
    rows = connection.execute(
        f"SELECT * FROM question {where} ORDER BY number LIMIT :most OFFSET :skip",  # noqa: S608  words of ours
        {"status": kind, "most": A_PAGE, "skip": (number - 1) * A_PAGE},
    ).fetchall()
    new: dict[str, int] = {}
    if after is not None and connection.execute("SELECT 1 FROM document WHERE number > ?", (after,)).fetchone():
        for row in rows:
            new[row["id"]] = connection.execute(
                "SELECT count(DISTINCT answer.claim) FROM answer CROSS JOIN claim ON claim.id = answer.claim "
                "WHERE answer.question = ? AND claim.documentnumber > ?",
                (row["id"], after),
            ).fetchone()[0]
    return tuple(desk.asked(connection, row, new=new.get(row["id"], 0)) for row in rows)


def _progress(desk: Desk, connection: sqlite3.Connection) -> shapes.Progress:
    desk.reviewed.refresh(connection)
    return shapes.Progress(
        int(meta(connection, "contested") or 0),
        desk.reviewed.count(("contested", "")),
        int(meta(connection, "queued") or 0),
        desk.reviewed.count(("all", "")),
    )


def _strip(connection: sqlite3.Connection) -> list[shapes.Tick]:
    """Return how many documents were published when, at their places in time; of long cases months or years."""
    rows: list[tuple[str, int]] = []
    for length in (10, 7, 4):
        rows = connection.execute(
            "SELECT substr(published, 1, ?) AS day, count(*) FROM document WHERE published != '' "
            "GROUP BY day ORDER BY day",
            (length,),
        ).fetchall()
        if len(rows) <= MOST_TICKS:
            break
    if not rows:
        return []
    days = [date.fromisoformat(f"{row[0]}-01-01"[:10]).toordinal() for row in rows]
    length, most = max(days[-1] - days[0], 1), max(row[1] for row in rows)
    return [
        shapes.Tick(row[0], row[1], round(98 * (day - days[0]) / length, 2), round(40 * row[1] / most, 1))
        for row, day in zip(rows, days, strict=True)
    ]


def _news(desk: Desk, connection: sqlite3.Connection, seen: tuple[int, int, str]) -> shapes.News:
    number, seq, since = seen
    if not since:
        return shapes.News("", 0, 0, 0)
    documents = connection.execute("SELECT count(*) FROM document WHERE number > ?", (number,)).fetchone()[0]
    claims = connection.execute("SELECT count(*) FROM claim WHERE documentnumber > ?", (number,)).fetchone()[0]
    return shapes.News(since, documents, claims, max(0, desk.decisions.seq - seq))
