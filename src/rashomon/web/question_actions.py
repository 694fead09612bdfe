"""Deciding about questions and how claims stand: what is one question, what is none, what is right, what is noted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from rashomon.web import shapes
from rashomon.web.acting import answer, fields
from rashomon.web.desk import Desk, Missing
from rashomon.web.dossier_desk import containing
from rashomon.web.dossier_page import find_question
from rashomon.web.people import Person, Reader, Reviewer
from rashomon.web.rendering import page

router = APIRouter()

CANDIDATES = 20
"""Questions that are offered as the same one."""

_KINDS = ("note", "tag")
_NOTHING = "none"
T = TypeVar("T")


class Decided(Protocol):
    """What every decision is sent with."""

    @property
    def why(self) -> str: ...  # noqa: D102
    @property
    def seen(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Same:
    """Another question that asks the same; the one in the address keeps its title."""

    other: str
    why: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A claim that does not answer a question."""

    claim: str
    why: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A note or a tag."""

    text: str
    kind: str = "note"
    why: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Stand:
    """How two claims stand: "a corrects b".

    Attributes:
        relation: agrees, overlaps, refines, differs, contradicts, denies, admits, corrects, retracts; or none.
        claim: the one whose card is wanted back, by a page.
    """

    a: str
    b: str
    relation: str
    why: str = ""
    seen: int = 0
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be the same as another one."""

    id: str
    number: int
    text: str
    status: str
    accounts: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Questions of one kind in which all the words occur, contested ones first."""

    find: str
    found: tuple[Candidate, ...]


def _body(kind: type[Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": TypeAdapter(kind).json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


@router.get("/api/questions/{question}/candidates", tags=["questions"])
def candidates(request: Request, _: Reader, question: str, find: str = "") -> Candidates:
    """Return questions that take answers of the same kind, to be joined with this one."""
    return offered(request.state.desk, question, find[:300])


@router.get("/questions/{question}/same", include_in_schema=False)
def same_page(request: Request, person: Reader, question: str, find: str = "") -> Response:
    """Let a person look for the question that is the same as this one."""
    desk: Desk = request.state.desk
    with desk.rows() as connection:
        asked = desk.asked(connection, _question(connection, question))
    return page(request, "question_same.html", person, asked=asked, shown=offered(desk, question, find[:300]))


@router.post(
    "/api/questions/{question}/same",
    tags=["judgements"],
    status_code=201,
    response_model=shapes.Decision,
    openapi_extra=_body(Same),
)
async def same(request: Request, person: Reviewer, question: str) -> Response:
    """Decide that two questions are one."""
    told = await _told(request, Same)

    def decide(desk: Desk) -> shapes.Decision:
        with desk.rows() as connection:
            both = [_target(_question(connection, each)) for each in (question, told.other)]
        if both[0] == both[1]:
            raise HTTPException(422, "other: it is the same question; choose another one")
        return _judge(desk, person, told, "same_question", {"questions": both, "claims": []})

    return await _recorded(request, person, decide, back=f"/questions/{question}")


@router.post(
    "/api/questions/{question}/other",
    tags=["judgements"],
    status_code=201,
    response_model=shapes.Decision,
    openapi_extra=_body(Elsewhere),
)
async def other(request: Request, person: Reviewer, question: str) -> Response:
    """Decide that a claim does not answer a question."""
    told = await _told(request, Elsewhere)

    def decide(desk: Desk) -> shapes.Decision:
        with desk.rows() as connection:
            one = _target(_question(connection, question))
        target = {"questions": [one], "claims": [desk.target(told.claim)]}
        return _judge(desk, person, told, "other_question", target)

    return await _recorded(request, person, decide, claim=told.claim)


@router.post(
    "/api/questions/{question}/notes",
    tags=["judgements"],
    status_code=201,
    response_model=shapes.Decision,
    openapi_extra=_body(Said),
)
async def say(request: Request, person: Reviewer, question: str) -> Response:
    """Note something on a question, or tag it."""
    told = await _told(request, Said)
    if told.kind not in _KINDS:
        raise HTTPException(422, f"kind: {told.kind[:40]!r} is none of {', '.join(_KINDS)}")

    def decide(desk: Desk) -> shapes.Decision:
        with desk.rows() as connection:
            one = _target(_question(connection, question))
        return _judge(desk, person, told, told.kind, one, {"text": told.text})

    return await _recorded(request, person, decide)


@router.post(
    "/api/relations",
    tags=["judgements"],
    status_code=201,
    response_model=shapes.Decision,
    openapi_extra=_body(Stand),
)
async def stand(request: Request, person: Reviewer) -> Response:
    """Decide how two claims stand to each other, or that they have nothing to do with each other."""
    told = await _told(request, Stand)

    def decide(desk: Desk) -> shapes.Decision:
        target = {"a": desk.target(told.a), "b": desk.target(told.b)}
        if told.relation == _NOTHING:
            return _judge(desk, person, told, "no_relation", target)
        return _judge(desk, person, told, "relation", target, {"relation": told.relation})

    return await _recorded(request, person, decide, claim=told.claim or told.a)


def offered(desk: Desk, question: str, find: str) -> Candidates:
    """Return questions of the kind of one question in which all the words occur, that one left out.

    Raises:
        Missing: the last comparison has no such question.
    """
    where, given = containing(find)
    with desk.rows() as connection:
        kind = _question(connection, question)["kind"]
        statement = f"SELECT id FROM question INDEXED BY question_words WHERE {where} AND kind = ? AND id != ?"  # noqa: S608  marks
        rows = connection.execute(
            f"{statement} ORDER BY number LIMIT {CANDIDATES}", [*given, kind, question]
        ).fetchall()
        found = [connection.execute("SELECT * FROM question WHERE id = ?", (row["id"],)).fetchone() for row in rows]
    return Candidates(
        find,
        tuple(Candidate(row["id"], row["number"], row["text"], row["status"], row["accounts"]) for row in found),
    )


def _question(connection: sqlite3.Connection, question: str) -> sqlite3.Row:
    row = find_question(connection, question, "")
    if row is None:
        raise Missing("this question is not asked any more: its claims were regrouped; look for it on the overview")
    return row


def _target(row: sqlite3.Row) -> dict[str, str]:
    return {"question": row["id"], "text": row["text"]}


async def _told(request: Request, kind: type[T]) -> T:
    """Return what was sent.

    Raises:
        HTTPException: 422, a field is missing or wrong.
    """
    sent = {name: value for name, value in (await fields(request)).items() if name != "csrf"}
    try:
        return cast(T, TypeAdapter(cast(Any, kind)).validate_python(sent))
    except ValidationError as error:
        first = error.errors()[0]
        raise HTTPException(422, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _judge(  # noqa: PLR0913
    desk: Desk, person: Person, told: Decided, kind: str, target: dict[str, Any], value: dict[str, str] | None = None
) -> shapes.Decision:
    given = {"kind": kind, "target": target, "value": value, "why": told.why}
    return desk.judge(given, actor=person.name, seen=told.seen)


async def _recorded(
    request: Request,
    person: Person,
    decide: Callable[[Desk], shapes.Decision],
    *,
    claim: str | None = None,
    back: str = "",
) -> Response:
    decision = await run_in_threadpool(decide, request.state.desk)
    return await run_in_threadpool(answer, request, person, decision, claim, back=back)
