"""Deciding about sources: which are one, which are two, and what to keep in mind about them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from rashomon.web.called import own_name
from rashomon.web.desk import Desk, Missing
from rashomon.web.people import Person, Reviewer
from rashomon.web.rendering import is_htmx, page
from rashomon.web.shapes import Decision
from rashomon.web.sources import MEMBERS, alike, look

router = APIRouter()

TEXTS = ("note", "tag")


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a form of the page of a source sends."""

    kind: str
    other: str
    names: tuple[str, ...]
    text: str
    why: str
    seen: int


@router.post("/sources/{source}/judge", include_in_schema=False)
async def judge_source(request: Request, person: Reviewer, source: str) -> Response:
    """Take a form of the page of a source: programs send the same to /api/judgements, with the target in full."""
    form = await request.form()
    text = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        seen = int(text.get("seen", ""))
    except ValueError as error:
        raise HTTPException(422, "seen: a whole number is needed") from error
    names = tuple(name for name in form.getlist("names") if isinstance(name, str))
    sent = _Sent(text.get("kind", ""), text.get("other", ""), names, text.get("text", ""), text.get("why", ""), seen)
    decision = await run_in_threadpool(record, request.state.desk, source, sent, person)
    return await run_in_threadpool(_answer, request, person, source, decision)


def _answer(request: Request, person: Person, source: str, decision: Decision) -> Response:
    """Give the changed part back to our own pages, and to a form without script the way to the page."""
    if not is_htmx(request):
        return RedirectResponse(f"/sources/{source}#decide", 303)
    desk: Desk = request.state.desk
    shown = look(desk, source)
    return page(
        request, "source_decide.html", person, shown=shown, alike=alike(desk, source, ""), other="", made=decision
    )


def record(desk: Desk, source: str, sent: _Sent, person: Person) -> Decision:
    """Record what a form says.

    Raises:
        Missing: there is no such source.
        ItemError, Conflict, RunError: as `Desk.judge`.
        HTTPException: 422, the form leaves out what is needed.
    """
    with desk.rows() as connection:
        target = _target(connection, source, sent)
    value = {"text": sent.text.strip()} if sent.kind in TEXTS else None
    told = {"kind": sent.kind, "target": target, "value": value, "why": sent.why.strip()}
    return desk.judge(told, actor=person.name, seen=sent.seen)


def _target(connection: sqlite3.Connection, source: str, sent: _Sent) -> dict[str, Any]:
    name = _name(connection, source)
    if sent.kind in TEXTS:
        if not sent.text.strip():
            raise HTTPException(422, f"text: write the {sent.kind} first")
        return {"entity": name}
    if sent.kind == "merge":
        if sent.other == source or not sent.other:
            raise HTTPException(422, "other: choose another source")
        _name(connection, sent.other)
        return {"members": [*_members(connection, source), *_members(connection, sent.other)]}
    if sent.kind == "split":
        rows = connection.execute("SELECT name FROM called WHERE entity = ? AND written", (source,))
        known = [row["name"] for row in rows]
        chosen = [each for each in known if each in sent.names]
        left = [each for each in known if each not in sent.names]
        if not chosen or not left:
            raise HTTPException(422, "names: tick those that are somebody else's, and leave at least one")
        return {"groups": [[{"entity": each} for each in group] for group in (left, chosen)]}
    raise HTTPException(422, f"kind: {sent.kind[:40]!r} is none of merge, split, note, tag")


def _name(connection: sqlite3.Connection, source: str) -> str:
    row = connection.execute("SELECT name FROM entity WHERE id = ?", (source,)).fetchone()
    if row is None:
        raise Missing("this source is not there any more: the case was compared again; look for its name in the list")
    return str(row["name"])


def _members(connection: sqlite3.Connection, source: str) -> list[dict[str, Any]]:
    if name := own_name(connection, source):
        return [{"entity": name}]
    rows = connection.execute("SELECT target FROM claim WHERE entity = ? ORDER BY number LIMIT ?", (source, MEMBERS))
    return [json.loads(row["target"]) for row in rows]
