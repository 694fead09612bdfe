"""Protecting people: what is kept from readers and from the public, what stands in its place, and how that goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from rashomon.casework.protecting import new_passage, new_protection, protecting
from rashomon.errors import ItemError
from rashomon.records import Leak, Reading
from rashomon.store.judgements import Judgement, judgement_object
from rashomon.store.judging_targets import ClaimTarget, DocumentTarget, EntityTarget, Protect, WordsTarget
from rashomon.web.acting import fields
from rashomon.web.desk import Desk
from rashomon.web.people import Lead, Person, ReadingReviewer, Reviewer
from rashomon.web.rendering import page, wants_html

router = APIRouter()

KINDS: Mapping[str, str] = {
    "source": "Somebody who speaks",
    "name": "Somebody who is spoken of",
    "place": "A place",
    "date": "A day",
    "document": "A whole document",
    "passage": "A passage",
}
"""What can be protected, as the page calls it."""

STATES = {
    "open": "Nothing is protected, so readers see what everybody sees.",
    "ready": "Readers see the case without what stands here.",
    "unasked": "Nobody here is a reader; the readers' view is made when one comes.",
    "making": "The readers' view is being made; until it is there, readers see nothing.",
    "problem": "The readers' view could not be made, and readers see nothing.",
}


@dataclass(frozen=True, slots=True)
class Protecting:
    """Something to protect.

    Attributes:
        kind: source, name, place, date, document or passage.
        words: its name; a day as 2017-10-12; the id of a document; the words of a passage.
        label: what is to stand in its place; empty for a free pseudonym, a coarser place, the week.
        also: other ways in which it is written, one on each line.
        document: of a passage, the id of its document.
        start, end: of a passage, its place in the text of the document, code points, the end exclusive; without, the
            words must stand there once.
        why: the reason, in words.
    """

    kind: str
    words: str
    label: str = ""
    also: str = ""
    document: str = ""
    start: int | None = None
    end: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Protected:
    """Something that is protected. `names` are the ways in which the case writes it, as far as they are known."""

    id: str
    kind: str
    label: str
    words: str
    names: tuple[str, ...]
    actor: str
    time: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class Protections:
    """What is protected in the case, and what readers see: open, ready, unasked, making or problem.

    `doubts` are what the check of exports still finds in the masked texts, without the protected words themselves.
    """

    state: str
    problem: str
    protected: tuple[Protected, ...]
    doubts: tuple[Leak, ...] = ()


_SENT = TypeAdapter(Protecting)
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": _SENT.json_schema()}}}}


@router.get("/api/protections", tags=["protection"])
def protections(request: Request, _: ReadingReviewer) -> Protections:
    """Return what is protected, with its names: for reviewers and leads, whose looks are told in the log."""
    return look(request.state.desk)


@router.get("/protection", include_in_schema=False)
def protection_page(
    request: Request, person: ReadingReviewer, source: str = "", document: str = "", passage: str = ""
) -> Response:
    """Show what is protected, and take more; what is to be protected is named by its id, never in the address."""
    given = {"kind": "source", "words": _named(request.state.desk, source)} if source else {}
    if document:
        given = {"kind": "document", "words": document[:40]}
    if passage:
        given = {"kind": "passage", "document": passage[:40]}
    return _shown(request, person, given)


def _named(desk: Desk, source: str) -> str:
    with desk.rows() as connection:
        row = connection.execute("SELECT name FROM entity WHERE id = ?", (source,)).fetchone()
    return "" if row is None else str(row["name"])


def _shown(
    request: Request, person: Person, given: Mapping[str, str], *, said: str = "", status: int = 200
) -> Response:
    blank = {"kind": "source", "words": "", "label": "", "also": "", "document": "", "why": ""}
    shown = look(request.state.desk)
    return page(
        request,
        "protection.html",
        person,
        status=status,
        shown=shown,
        kinds=KINDS,
        states=STATES,
        given={**blank, **given},
        said=said,
    )


def look(desk: Desk) -> Protections:
    """Return what is protected in a case."""
    veil = desk.veil
    names = {p.id: p.names for p in veil.named()} if veil is not None else {}
    held = protecting(desk.decisions.standing())
    shown = tuple(_protected(judgement, names.get(judgement.id, ())) for judgement in reversed(held))
    state, problem = (veil.state(), veil.problem) if veil is not None else ("open", "")
    return Protections(state, problem, shown, veil.doubts() if veil is not None else ())


def _protected(judgement: Judgement, names: tuple[str, ...]) -> Protected:
    words, href = _words(judgement)
    value = judgement.value
    if not isinstance(value, Protect):
        raise TypeError("a judgement that protects has what it protects")
    more = tuple(name for name in dict.fromkeys((*names, *value.also)) if name != words)
    return Protected(
        judgement.id, value.what, value.label, words, more, judgement.actor, judgement.time, judgement.why, href
    )


def _words(judgement: Judgement) -> tuple[str, str]:
    match judgement.target:
        case EntityTarget(name):
            return name, ""
        case WordsTarget(words):
            return words, ""
        case DocumentTarget(document):
            return document, f"/documents/{document}"
        case ClaimTarget(document, quote, _):
            return " ".join(quote.words.split()), f"/documents/{document}"
        case _:
            return "", ""


@router.post("/api/protections", tags=["protection"], status_code=201, response_model=Protected, openapi_extra=_BODY)
async def protect(request: Request, person: Reviewer) -> Response:
    """Protect something. Readers see nothing until their view is made without it."""
    sent = {name: str(value) for name, value in (await fields(request)).items() if name != "csrf" and value != ""}
    try:
        told = _SENT.validate_python({k: v for k, v in sent.items() if k in Protecting.__dataclass_fields__})
        made = await run_in_threadpool(_record, request.state.desk, told, person)
    except (ValueError, ItemError) as error:
        reason = f"{error.reason}; {error.remedy}" if isinstance(error, ItemError) else _said(error)
        if not wants_html(request):
            raise HTTPException(422, reason) from error
        return await run_in_threadpool(lambda: _shown(request, person, sent, said=reason, status=422))
    if wants_html(request):
        return RedirectResponse("/protection", 303)
    return JSONResponse(TypeAdapter(Protected).dump_python(_protected(made, ())), 201)


def _said(error: ValueError) -> str:
    if hasattr(error, "errors"):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error)


def _record(desk: Desk, told: Protecting, person: Person) -> Judgement:
    if told.kind not in KINDS:
        raise ValueError(f"kind: {told.kind[:40]!r} is none of {', '.join(KINDS)}")
    words = told.words.strip()
    if not words:
        raise ValueError("words: say what is to be protected")
    also = [line.strip() for line in told.also.splitlines() if line.strip()]
    desk.decisions.refresh()
    if told.kind == "passage":
        made = new_passage(
            told.document,
            words,
            _reading(desk, told.document),
            actor=person.name,
            label=told.label,
            why=told.why,
            span=None if told.start is None or told.end is None else (told.start, told.end),
        )
    else:
        readings = desk.case.readings() if told.kind == "place" and not told.label else ()
        held = desk.decisions.all()
        made = new_protection(
            told.kind,
            words,
            held,
            actor=person.name,
            label=told.label.strip(),
            also=also,
            why=told.why.strip(),
            readings=readings,
        )
    decision = desk.judge(judgement_object(made), actor=person.name, seen=desk.decisions.seq)
    found = desk.decisions.get(decision.id)
    return found or made


def _reading(desk: Desk, document: str) -> tuple[Reading, ...]:
    now = desk.readings.now(document)
    return () if now is None else (now.reading,)


@router.post("/api/protections/{protection}/lift", tags=["protection"], status_code=201)
async def lift(request: Request, person: Lead, protection: str) -> Response:
    """Protect something no longer. For leads; it stays in the record, with who did it."""
    desk: Desk = request.state.desk
    await run_in_threadpool(desk.undo, protection, actor=person.name, seen=desk.decisions.seq)
    if wants_html(request):
        return RedirectResponse("/protection", 303)
    return JSONResponse({"lifted": protection}, 201)
