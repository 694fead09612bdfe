"""Correcting a claim: forms that begin with what the machine read, on a page of their own and beside the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from rashomon.errors import ItemError
from rashomon.records import Claim, SourceKind, Stance, words
from rashomon.report.wording import STANCE
from rashomon.store.judgements import Judgement, Kind
from rashomon.store.judging_targets import ClaimTarget, NewAmount, NewDate, NewPlace
from rashomon.store.judging_values import PRECISIONS, read_correction
from rashomon.web import shapes
from rashomon.web.acting import fields as fields_of
from rashomon.web.corrections import Correcting, Item, correction, items_of
from rashomon.web.desk import Desk, Missing
from rashomon.web.manuscript import lay_out
from rashomon.web.people import Person, Reader, Reviewer
from rashomon.web.reader import KINDS
from rashomon.web.readings import Now
from rashomon.web.rendering import is_htmx, page, wants_html
from rashomon.web.shapes_reader import Stretch

router = APIRouter()

AROUND: Final = 1500
"""Code points of text shown on either side of a claim that is corrected on a page of its own."""

_CORRECTING = TypeAdapter(Correcting)
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": _CORRECTING.json_schema()}}}}


@dataclass(frozen=True, slots=True)
class Correctable:
    """What can be corrected in a claim, with what is read now.

    Attributes:
        words, spans: what is said; pieces of it are parted by an ellipsis in `words`.
        source, kind: who says it; kind "author" is the document itself.
        source_words, source_spans: the words that name the source, empty where none do.
        items: the amounts, times and places.
        rejected: somebody took the claim out; nothing can be corrected while that stands.
    """

    card: shapes.ClaimCard
    words: str
    spans: tuple[Stretch, ...]
    source: str
    kind: str
    source_words: str
    source_spans: tuple[Stretch, ...]
    stance: str
    negated: bool
    items: tuple[Item, ...]
    rejected: bool


@router.get("/api/claims/{claim}/correctable", tags=["claims"])
def correctable(request: Request, _: Reader, claim: str) -> Correctable:
    """Return what can be corrected in a claim, with what is read now."""
    return look(request.state.desk, claim)[0]


@router.post(
    "/api/claims/{claim}/corrections",
    tags=["judgements"],
    status_code=201,
    response_model=shapes.Decision,
    openapi_extra=_BODY,
)
async def correct(request: Request, person: Reviewer, claim: str) -> Response:
    """Correct a claim. What is sent is tried out first: a correction that could not be applied is not recorded."""
    fields = await fields_of(request)
    return await run_in_threadpool(_correct, request, person, claim, fields)


@router.get("/claims/{claim}/correct", include_in_schema=False)
def correct_page(request: Request, person: Reader, claim: str) -> Response:
    """Show the forms: a page with the text around the claim, or the forms alone to be put beside the text."""
    return _show(request, person, claim)


def _correct(request: Request, person: Person, claim: str, fields: Mapping[str, Any]) -> Response:
    desk: Desk = request.state.desk
    try:
        told = _told(fields)
        decision = record(desk, claim, told, person.name)
    except ItemError as error:
        if not wants_html(request):
            raise
        return _show(request, person, claim, tried=fields, problem=f"{error.reason}; {error.remedy}")
    if not wants_html(request):
        return JSONResponse(TypeAdapter(shapes.Decision).dump_python(decision, mode="json"), 201)
    if is_htmx(request):
        # The text is marked anew, so the page beside which the forms stand is loaded again; its address has the claim.
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return RedirectResponse(f"/claims/{claim}/correct", 303)


def _told(fields: Mapping[str, Any]) -> Correcting:
    """Return what was sent. Raises `ItemError` where a field is of another kind than it must be."""
    known = Correcting.__dataclass_fields__
    given = {name: value for name, value in fields.items() if name in known}
    for name in ("start", "end", "negated"):
        if given.get(name) == "":
            del given[name]
    try:
        return _CORRECTING.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ItemError(
            "correction", step="correct", reason=f"{where}: {first['msg']}", remedy="change that"
        ) from error


def record(desk: Desk, claim: str, told: Correcting, actor: str) -> shapes.Decision:
    """Record a correction that can be applied; it takes the place of an earlier one of the same thing.

    Raises:
        ItemError: it cannot be applied, or says nothing new.
        Missing: there is no such claim.
        Conflict: a colleague decided about it in the meantime.
    """
    desk.decisions.refresh()
    now, found = _found(desk, claim)
    if claim in now.rejected:
        raise ItemError("correction", step="correct", reason="the claim was rejected", remedy="take that back first")
    value = correction(now.reading, found, told)
    earlier = _earlier(desk, found, value)
    given = {"kind": "correct", "target": desk.target(claim), "value": value, "why": told.why, "supersedes": earlier}
    return desk.judge(given, actor=actor, seen=told.seen)


def _earlier(desk: Desk, claim: Claim, value: Mapping[str, Any]) -> str | None:
    """Return the id of the standing correction of the same thing."""
    new = read_correction(value)
    same = [j for j in desk.decisions.inside(claim.document) if _about(j) == (claim.id, type(new), _item(new))]
    return same[-1].id if same else None


def _about(judgement: Judgement) -> tuple[object, ...]:
    target = judgement.target
    if judgement.kind is not Kind.CORRECT or not isinstance(target, ClaimTarget):
        return ()
    return target.claim, type(judgement.value), _item(judgement.value)


def _item(value: object) -> object:
    return value.item.spans if isinstance(value, NewAmount | NewDate | NewPlace) and value.item is not None else None


def _found(desk: Desk, claim: str) -> tuple[Now, Claim]:
    """Return the document of a claim as it stands now, and the claim. Raises `Missing`."""
    now = desk.readings.now(desk.claim(claim).document)
    found = now.claim(claim) if now is not None else None
    if now is None or found is None:
        raise Missing("this claim is not read in its document any more; look for its words there")
    return now, found


def look(desk: Desk, claim: str) -> tuple[Correctable, Now, Claim]:
    """Return what can be corrected in a claim.

    Raises:
        Missing: there is no such claim.
    """
    now, found = _found(desk, claim)
    text, source = now.reading.document.text, found.source
    named = source.spans if source is not None else ()
    own = source is None or source.kind is SourceKind.AUTHOR
    shown = Correctable(
        card=desk.claim(claim),
        words=" … ".join(words(text, (span,)) for span in found.content),
        spans=tuple((span.start, span.end) for span in found.content),
        source="" if own or source is None else source.canonical,
        kind=SourceKind.AUTHOR.value if own or source is None else source.kind.value,
        source_words=words(text, named),
        source_spans=tuple((span.start, span.end) for span in named),
        stance=found.stance.value,
        negated=found.negated,
        items=items_of(found),
        rejected=claim in now.rejected,
    )
    return shown, now, found


def _show(
    request: Request, person: Person, claim: str, *, tried: Mapping[str, Any] | None = None, problem: str = ""
) -> Response:
    """Show the forms; where a correction failed, with what was tried and why."""
    desk: Desk = request.state.desk
    shown, now, found = look(desk, claim)
    document = now.reading.document
    low = max(0, found.content[0].start - AROUND)
    high = min(len(document.text), found.content[-1].end + AROUND)
    own = [each for each in now.said if each.id == claim]
    laid = () if is_htmx(request) else lay_out(document, own, low, high)
    return page(
        request,
        "correct_part.html" if is_htmx(request) else "correct.html",
        person,
        status=422 if problem else 200,
        shown=shown,
        blocks=laid,
        cut=(low > 0, high < len(document.text)),
        number=own[0].number if own else 0,
        language=document.language or "",
        flows=document.glyphs is not None,
        tried=tried or {},
        problem=problem,
        stances={stance.value: STANCE[stance] for stance in Stance},
        kinds=KINDS,
        precisions=PRECISIONS,
    )
