"""Grading sources, claims, questions and documents on scales: what was given, what might be considered, and by whom."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from rashomon.errors import ItemError
from rashomon.grading.scales import Target
from rashomon.web import shapes
from rashomon.web.acting import fields, number
from rashomon.web.called import own_name
from rashomon.web.desk import Desk
from rashomon.web.graded import NO_NAME, look, row_of
from rashomon.web.grades import scale_shown
from rashomon.web.people import Person, Reader, Reviewer
from rashomon.web.rendering import page, wants_html
from rashomon.web.shapes_grading import Grading, ScaleShown

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Given:
    """A grade as it is sent.

    Attributes:
        scale, value: by name, as /api/scales lists them.
        topic: what a source is graded for, or which answer to a question is meant; empty for all.
        why: the reason, in words.
        seen: number of the last judgement that the person could see.
    """

    scale: str = ""
    value: str = ""
    topic: str = ""
    why: str = ""
    seen: int = 0


_BODY = {"requestBody": {"content": {"application/json": {"schema": TypeAdapter(Given).json_schema()}}}}


@router.get("/api/scales", tags=["grades"])
def scales(request: Request, _: Reader) -> tuple[ScaleShown, ...]:
    """Return the scales of the case, with what each value means and whose method it is."""
    desk: Desk = request.state.desk
    return tuple(scale_shown(scale) for scale in desk.scales().values())


@router.get("/api/grades/{target}/{about}", tags=["grades"])
def grades(request: Request, _: Reader, target: Target, about: str) -> Grading:
    """Return the grades of a thing, those that were replaced or taken back too, and what might be considered."""
    return look(request.state.desk, target, about)


@router.get("/grades/{target}/{about}", include_in_schema=False)
def grades_page(request: Request, person: Reader, target: Target, about: str) -> Response:
    """Show the grades of a thing by themselves."""
    shown = look(request.state.desk, target, about)
    return page(request, "grades.html", person, shown=shown, sent=Given(), refused="")


@router.post(
    "/api/grades/{target}/{about}",
    tags=["grades"],
    status_code=201,
    response_model=shapes.Decision,
    openapi_extra=_BODY,
)
async def give(request: Request, person: Reviewer, target: Target, about: str) -> Response:
    """Grade a thing. A value that says that others confirm it is refused while too few origins stand behind it."""
    sent = _sent(await fields(request))
    return await run_in_threadpool(_give, request, person, target, about, sent)


def _sent(told: Any) -> Given:
    words = {name: told.get(name, "") for name in ("scale", "value", "topic", "why")}
    for name, given in words.items():
        if not isinstance(given, str):
            raise HTTPException(422, f"{name}: a text is needed")
    return Given(**words, seen=number(told.get("seen", 0)))


def _give(request: Request, person: Person, target: Target, about: str, sent: Given) -> Response:
    desk: Desk = request.state.desk
    try:
        decision = record(desk, target, about, sent, person)
    except ItemError as error:
        if not wants_html(request):
            raise
        # What was filled in stays, with the reason above it.
        refused = f"Not recorded: {error.reason}; {error.remedy}."
        shown = look(desk, target, about)
        return page(request, "grades.html", person, status=422, shown=shown, sent=sent, refused=refused)
    if wants_html(request):
        here = f"/grades/document/{about}" if target is Target.DOCUMENT else look(desk, target, about).href
        return RedirectResponse(f"{here}#grades", 303)
    return JSONResponse(TypeAdapter(shapes.Decision).dump_python(decision, mode="json"), 201)


def record(desk: Desk, target: Target, about: str, sent: Given, person: Person) -> shapes.Decision:
    """Record a grade.

    Raises:
        Missing: the last comparison has no such thing.
        ItemError, Conflict, RunError: as `Desk.judge`.
    """
    if not sent.value:
        raise ItemError("grade", step="read", reason="no value was chosen", remedy="choose one of the scale")
    with desk.rows() as connection:
        judged = _target(connection, target, about)
    value = {"scale": sent.scale, "value": sent.value, "topic": sent.topic.strip()}
    told = {"kind": "grade", "target": judged, "value": value, "why": sent.why.strip()}
    return desk.judge(told, actor=person.name, seen=sent.seen)


def _target(connection: sqlite3.Connection, target: Target, about: str) -> dict[str, Any]:
    match target:
        case Target.SOURCE:
            row_of(connection, Target.SOURCE, about)
            if not (name := own_name(connection, about)):
                reason, _, remedy = NO_NAME.partition("; ")
                raise ItemError("grade", step="find", reason=reason, remedy=remedy)
            return {"entity": name}
        case Target.QUESTION:
            return {"question": about, "text": row_of(connection, target, about)["text"]}
        case Target.CLAIM:
            found: dict[str, Any] = json.loads(row_of(connection, target, about)["target"])
            return found
        case Target.DOCUMENT:
            return {"document": row_of(connection, target, about)["id"]}
