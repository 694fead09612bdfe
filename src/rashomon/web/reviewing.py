"""The review: one claim at a time, those first by which a correction changes most, and what stands against each."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from rashomon.report.contexts import Link
from rashomon.web import shapes
from rashomon.web.board import meta
from rashomon.web.desk import Conflict, Desk, Missing, unpack_sides
from rashomon.web.people import Person, Reader, Reviewer
from rashomon.web.rendering import is_htmx, page
from rashomon.web.reviewed import Narrowed

router = APIRouter()

MOST_SIDES = 5
"""Sides of a question written out beside a claim."""

LOOKED_BACK = 200
"""Decisions among which a person's own last one is looked for."""

_WHAT = {"question": "question", "document": "document", "source": "source"}


@dataclass(frozen=True, slots=True)
class OtherSide:
    """A side that a claim stands against, with the words of one claim that holds it."""

    side: shapes.Side
    words: str
    speaker: Link
    href: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the queue: `kind` is question, document or source; empty for the whole queue."""

    kind: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A claim to decide about.

    Attributes:
        claim: None where nothing waits, or nothing was compared yet.
        reason: why it comes where it comes.
        question: the one that it was put in the queue for.
        held: the side that it holds there.
        others: the sides against it; `more_others` are not written out.
        previous, next: ids of the claim before it and of the next one that nobody decided about; empty where none is.
        part: what the queue is narrowed to; `part_judged` of its `part_claims` are decided.
        progress: how far the whole review is.
    """

    claim: shapes.ClaimCard | None
    reason: str
    question: shapes.Asked | None
    held: str
    others: tuple[OtherSide, ...]
    more_others: int
    previous: str
    next: str
    part: Part
    part_claims: int
    part_judged: int
    progress: shapes.Progress


def narrowed(
    question: Annotated[str, Query(max_length=200, description="only claims that answer this question")] = "",
    document: Annotated[str, Query(max_length=200, description="only claims of this document")] = "",
    source: Annotated[str, Query(max_length=200, description="only claims of this source")] = "",
) -> Narrowed:
    """Return the part of the queue that a request is about; the first of several conditions counts."""
    given = (("question", question), ("document", document), ("source", source))
    return next(((kind, key) for kind, key in given if key), ("all", ""))


Wanted = Annotated[Narrowed, Depends(narrowed)]
ClaimId = Annotated[str, Query(max_length=200, description="this claim; else the first that waits")]


@router.get("/api/review", tags=["review"])
def review(request: Request, _: Reader, part: Wanted, claim: ClaimId = "") -> Turn:
    """Return one claim of the queue with what stands against it: the one named, or the first that waits."""
    return look(request.state.desk, part, claim)


@router.get("/review", include_in_schema=False)
def review_page(request: Request, person: Reader, part: Wanted, claim: ClaimId = "") -> Response:
    """Show a claim of the queue."""
    return _shown(request, "review.html", person, look(request.state.desk, part, claim))


@router.post("/review", include_in_schema=False)
async def decide(request: Request, person: Reviewer, part: Wanted) -> Response:
    """Record a decision from the form of the review, and show the next claim."""
    form = await request.form()
    told = {name: value for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_decide, request, person, part, told)


@router.post("/review/undo", include_in_schema=False)
async def undo(request: Request, person: Reviewer, part: Wanted) -> Response:
    """Take a decision back, and show the claim that it was about."""
    form = await request.form()
    judgement, claim = (str(form.get(name, "")) for name in ("judgement", "claim"))
    desk: Desk = request.state.desk
    await run_in_threadpool(desk.undo, judgement, actor=person.name, seen=_seen(str(form.get("seen", ""))))
    return RedirectResponse(address(part, claim), 303)


def _decide(request: Request, person: Person, part: Narrowed, told: dict[str, str]) -> Response:
    desk: Desk = request.state.desk
    claim, kind = told.get("claim", ""), told.get("kind", "")
    if kind not in ("accept", "reject"):
        raise HTTPException(422, "kind: accept or reject")
    try:
        desk.judge({"kind": kind, "target": desk.target(claim)}, actor=person.name, seen=_seen(told.get("seen", "")))
    except Conflict as conflict:
        # What the colleague decided is shown with the claim, and the form there knows of it.
        turn = look(desk, part, claim)
        template = "review_part.html" if is_htmx(request) else "review.html"
        return _shown(request, template, person, turn, warning=str(conflict))
    following = _following(desk, part, claim)
    if is_htmx(request):
        return _shown(request, "review_part.html", person, look(desk, part, following))
    return RedirectResponse(address(part, following), 303)


def _seen(told: str) -> int:
    if not told.isdecimal() or len(told) > 18:
        raise HTTPException(422, "seen: a whole number is needed")
    return int(told)


def _shown(request: Request, template: str, person: Person, turn: Turn, *, warning: str = "") -> Response:
    desk: Desk = request.state.desk
    part = (turn.part.kind, turn.part.id) if turn.part.kind else ("all", "")
    return page(
        request,
        template,
        person,
        status=409 if warning else 200,
        shown=turn,
        warning=warning,
        last=_last(desk, person),
        address=lambda claim="": address(part, claim),
        go=address(part, ""),
        undo_at=address(part, "").replace("/review", "/review/undo", 1),
    )


def address(part: Narrowed, claim: str) -> str:
    """Return where a claim of a part of the queue is shown; without a claim, where the first one is that waits."""
    query = {kind: key for kind, key in (part, ("claim", claim)) if key}
    return f"/review?{urlencode(query)}" if query else "/review"


def _last(desk: Desk, person: Person) -> shapes.Decision | None:
    """Return the person's own last decision about a claim that can be taken back."""
    for decision in desk.decisions.latest(LOOKED_BACK):
        if decision.actor == person.name and decision.stands and decision.kind in ("accept", "reject", "correct"):
            return decision
    return None


def _following(desk: Desk, part: Narrowed, claim: str) -> str:
    """Return the next claim after one that nobody decided about; empty where nothing waits."""
    with desk.rows() as connection:
        place = _place(connection, claim)
        return _next(desk, connection, part, claim, -1 if place is None else place)


def look(desk: Desk, part: Narrowed, claim: str) -> Turn:
    """Return a claim of the queue, or the first that waits.

    Raises:
        Missing: the last comparison has no such claim, question, document or source.
    """
    with desk.board.open() as connection:
        if connection is None:
            return Turn(None, "", None, "", (), 0, "", "", Part("", "", ""), 0, 0, shapes.Progress(0, 0, 0, 0))
        desk.reviewed.refresh(connection)
        named = _part(connection, part)
        claim = claim or _next(desk, connection, part, "", -1)
        return _turn(desk, connection, part, named, claim)


def _turn(desk: Desk, connection: sqlite3.Connection, part: Narrowed, named: Part, claim: str) -> Turn:
    row = connection.execute(
        "SELECT claim.*, queue.place AS at, queue.question AS wanted, queue.reason AS why FROM claim "
        "LEFT JOIN queue ON queue.claim = claim.id WHERE claim.id = ?",
        (claim,),
    ).fetchone()
    if row is None and claim:
        raise Missing(f"there is no claim {claim[:40]} any more; its document was read again: go on with /review")
    at = -1 if row is None or row["at"] is None else row["at"]
    question, held, others, more = (None, "", (), 0) if row is None else _sides(desk, connection, row)
    return Turn(
        claim=None if row is None else desk.card(connection, row),
        reason="" if row is None else row["why"] or "",
        question=question,
        held=held,
        others=others,
        more_others=more,
        previous=_previous(connection, part, at),
        next="" if row is None else _next(desk, connection, part, claim, at),
        part=named,
        part_claims=_size(connection, part),
        part_judged=desk.reviewed.count(part),
        progress=shapes.Progress(
            int(meta(connection, "contested") or 0),
            desk.reviewed.count(("contested", "")),
            _size(connection, ("all", "")),
            desk.reviewed.count(("all", "")),
        ),
    )


def _part(connection: sqlite3.Connection, part: Narrowed) -> Part:
    """Return a part of the queue with the name of what it is narrowed to."""
    kind, key = part
    if kind not in _WHAT:
        return Part("", "", "")
    column, table = {
        "question": ("text", "question"),
        "document": ("title", "document"),
        "source": ("name", "entity"),
    }[kind]
    row = connection.execute(f"SELECT {column} FROM {table} WHERE id = ?", (key,)).fetchone()  # noqa: S608  ours
    if row is None:
        raise Missing(f"there is no {_WHAT[kind]} {key[:40]} in the last comparison; review all claims at /review")
    return Part(kind, key, row[0])


def _size(connection: sqlite3.Connection, part: Narrowed) -> int:
    if part[0] == "all":  # counted once, when the board was made
        return int(meta(connection, "queued") or 0)
    found: int = connection.execute("SELECT count(*) FROM queued WHERE kind = ? AND key = ?", part).fetchone()[0]
    return found


def _place(connection: sqlite3.Connection, claim: str) -> int | None:
    row = connection.execute("SELECT place FROM queue WHERE claim = ?", (claim,)).fetchone()
    return None if row is None else row["place"]


def _previous(connection: sqlite3.Connection, part: Narrowed, place: int) -> str:
    row = connection.execute(
        "SELECT queue.claim FROM queued JOIN queue ON queue.place = queued.place "
        "WHERE kind = ? AND key = ? AND queued.place < ? ORDER BY queued.place DESC LIMIT 1",
        (*part, place),
    ).fetchone()
    return row["claim"] if row else ""


def _next(desk: Desk, connection: sqlite3.Connection, part: Narrowed, claim: str, place: int) -> str:
    """Return the first claim after a place that waits; from the beginning where none does."""
    desk.reviewed.refresh(connection)
    seq, begins = desk.reviewed.seq, desk.reviewed.begins(part)
    for first, last in ((max(place + 1, begins), None), (begins, place)):
        rows = connection.execute(
            "SELECT queue.place, queue.claim FROM queued JOIN queue ON queue.place = queued.place "
            "WHERE kind = ? AND key = ? AND queued.place >= ? ORDER BY queued.place",
            (*part, first),
        )
        # Row by row: the first that waits is mostly near, and then the others are never looked at.
        for row in rows:
            if last is not None and row["place"] > last:
                break
            if row["claim"] not in desk.reviewed and row["claim"] != claim:
                if first == begins and not claim:
                    desk.reviewed.passed(part, row["place"], seq=seq)
                return str(row["claim"])
        if place < 0:
            break
    return ""


def _sides(
    desk: Desk, connection: sqlite3.Connection, row: sqlite3.Row
) -> tuple[shapes.Asked | None, str, tuple[OtherSide, ...], int]:
    """Return the question of a claim, the side that the claim holds, and those against it."""
    asked = connection.execute("SELECT * FROM question WHERE id = ?", (row["wanted"],)).fetchone()
    if asked is None:
        return None, "", (), 0
    sides = unpack_sides(asked["sides"])
    mine = connection.execute(
        "SELECT side FROM held WHERE claim = ? AND question = ?", (row["id"], asked["id"])
    ).fetchone()
    own = mine["side"] if mine else -1
    others = [number for number in range(len(sides)) if number != own]
    shown = tuple(_other(connection, asked["id"], number, sides[number]) for number in others[:MOST_SIDES])
    return desk.asked(connection, asked), sides[own].text if mine else "", shown, max(0, len(others) - MOST_SIDES)


def _other(connection: sqlite3.Connection, question: str, number: int, side: shapes.Side) -> OtherSide:
    row = connection.execute(
        "SELECT claim.id, claim.text, claim.entity, entity.name FROM held JOIN claim ON claim.id = held.claim "
        "LEFT JOIN entity ON entity.id = claim.entity WHERE held.question = ? AND held.side = ? LIMIT 1",
        (question, number),
    ).fetchone()
    if row is None:
        return OtherSide(side, "", Link("", ""), "")
    speaker = Link(row["name"] or "", f"/sources/{row['entity']}" if row["name"] else "")
    return OtherSide(side, row["text"], speaker, f"/claims/{row['id']}")
