"""Deciding: one address for every judgement, one for taking it back, one that tells open pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from rashomon.store.judgements import Kind
from rashomon.web import shapes
from rashomon.web.desk import Desk
from rashomon.web.people import Gate, Person, Reader, Reviewer, Role
from rashomon.web.rendering import is_htmx, page, wants_html
from rashomon.web.veil import Veiled

router = APIRouter()

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Judging:
    """A decision as it is sent.

    Attributes:
        kind: accept, reject, correct, merge, split, same_question, other_question, relation, no_relation, grade, note
            or tag.
        claim: id of the claim that it is about; its words and their place are filled in.
        target: what it is about, in full, where that is no single claim: as `rashomon judge` takes it.
        value: what it gives: a correction, a relation, a scale with a value of it, or the text of a grade, note or tag.
        why: the reason, in words.
        supersedes: id of the judgement whose place it takes.
        seen: number of the last judgement that the person could see; where a colleague decided about the same thing
            after it, the answer is 409 and nothing is recorded.
    """

    kind: str
    claim: str | None = None
    target: dict[str, Any] | None = None
    value: dict[str, Any] | None = None
    why: str = ""
    supersedes: str | None = None
    seen: int = 0


_JUDGING = TypeAdapter(Judging)
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": _JUDGING.json_schema()}}}}


@router.post(
    "/api/judgements",
    tags=["judgements"],
    status_code=201,
    response_model=shapes.Decision,
    openapi_extra=_BODY,
)
async def judge(request: Request, person: Reviewer) -> Response:
    """Record a decision. Programs send JSON; the forms of the pages send fields, and get the changed part back."""
    told = await _told(request)
    desk: Desk = request.state.desk
    decision, claim = await run_in_threadpool(_record, desk, told, person)
    return await run_in_threadpool(answer, request, person, decision, claim)


@router.post("/api/judgements/{judgement}/undo", tags=["judgements"], status_code=201, response_model=shapes.Decision)
async def undo(request: Request, person: Reviewer, judgement: str) -> Response:
    """Take a decision back. It stays in the record, with who took it back."""
    sent = await fields(request)
    desk: Desk = request.state.desk
    seen = number(sent.get("seen", desk.decisions.seq))
    found = desk.decisions.get(judgement)
    if found is not None and found.kind is Kind.PROTECT and not person.may(Role.LEAD):
        raise HTTPException(403, "a lead may lift a protection; ask a lead of this case")
    decision = await run_in_threadpool(desk.undo, judgement, actor=person.name, seen=seen)
    return await run_in_threadpool(answer, request, person, decision, sent.get("claim"))


@router.get("/api/judgements", tags=["judgements"])
def judgements(request: Request, _: Reader, most: int = 100) -> tuple[shapes.Decision, ...]:
    """Return the last decisions of the case, the newest first."""
    desk: Desk = request.state.desk
    desk.decisions.refresh()
    return desk.decisions.latest(max(1, min(most, 1000)))


def _still(request: Request, person: Person, desk: Desk) -> bool:
    """Tell whether a person may still hear of what happens at a desk."""
    whole: Desk = request.app.state.desk
    try:
        return desk is not whole or whole.for_person(person) is desk
    except Veiled:
        return False


@router.get("/api/live", tags=["live"], response_class=StreamingResponse)
async def live(request: Request, _: Reader) -> Response:
    """Tell what changes as it changes, as server-sent events: case, step, board, problem."""
    desk: Desk = request.state.desk
    gate: Gate = request.app.state.gate

    async def lines() -> AsyncIterator[str]:
        async with aclosing(desk.live.stream()) as stream:
            async for line in stream:
                # A page may stay open for days: whoever logged out or was shut out meanwhile hears nothing more.
                # Nor does a reader hear of a case that their view has taken the place of since.
                whose = await run_in_threadpool(gate.person, request)
                if whose is None or not await run_in_threadpool(_still, request, whose, desk):
                    return
                yield line

    return StreamingResponse(lines(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})


@router.post("/api/compare", tags=["overview"], status_code=202)
def compare(request: Request, _: Reviewer) -> shapes.Board:
    """Ask for the comparison to be made anew."""
    desk: Desk = request.state.desk
    desk.regroup.want()
    return desk.state()


async def fields(request: Request) -> Mapping[str, Any]:
    """Return what was sent, as form or as JSON.

    Raises:
        HTTPException: 400, it is neither.
    """
    if request.headers.get("content-type", "").startswith(_FORMS):
        return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    if not await request.body():
        return {}
    try:
        found = await request.json()
    except ValueError as error:
        raise HTTPException(400, f"the body is no JSON ({error}); send one object") from error
    if not isinstance(found, dict):
        raise HTTPException(400, "the body is no object; send one object")
    return found


async def _told(request: Request) -> Judging:
    sent = dict(await fields(request))
    sent.pop("csrf", None)
    if "text" in sent:
        sent["value"] = {"text": sent.pop("text")}
    try:
        return _JUDGING.validate_python(sent)
    except ValidationError as error:
        first = error.errors()[0]
        raise HTTPException(422, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _record(desk: Desk, told: Judging, person: Person) -> tuple[shapes.Decision, str | None]:
    target = told.target
    if target is None:
        if not told.claim:
            raise HTTPException(422, "claim or target: say what the decision is about")
        target = desk.target(told.claim)
    given = {"kind": told.kind, "target": target, "value": told.value, "why": told.why, "supersedes": told.supersedes}
    return desk.judge(given, actor=person.name, seen=told.seen), told.claim


def answer(
    request: Request, person: Person, decision: shapes.Decision, claim: str | None, *, back: str = ""
) -> Response:
    """Return the decision to programs, the changed card to our own pages, and to a form without script the page.

    Args:
        claim: the one whose card changed.
        back: the page to go back to, by default the one that the form stood on.
    """
    if is_htmx(request) and claim:
        return page(request, "claim_part.html", person, shown=request.state.desk.claim(claim))
    if wants_html(request):
        page_ = urlsplit(back or request.headers.get("referer", "/"))
        address = f"{page_.path or '/'}{'?' + page_.query if page_.query else ''}{f'#claim-{claim}' if claim else ''}"
        return RedirectResponse(address if address.startswith("/") and not address.startswith("//") else "/", 303)
    return JSONResponse(TypeAdapter(shapes.Decision).dump_python(decision, mode="json"), 201)


def number(value: object) -> int:
    """Return the number of a judgement from a field.

    Raises:
        HTTPException: 422, it is none.
    """
    try:
        return int(str(value))
    except ValueError as error:
        raise HTTPException(422, "seen: a whole number is needed") from error
