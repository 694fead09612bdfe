"""Dossiers for people: the list, the builder, going back, a preview, and the file that is handed on."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from rashomon.store.dossiers import Arrangement, KeptDossier, Superseded
from rashomon.web import dossier_export
from rashomon.web import shapes_dossier as shapes
from rashomon.web.desk import Desk, Missing, new_id
from rashomon.web.dossier_desk import card, choose, gone_back, history, keep, listed, newest, title_of
from rashomon.web.dossier_form import TITLE, acted, arrangement
from rashomon.web.dossier_page import find_question
from rashomon.web.dossiers_api import Audience, Find, Status, as_file, both
from rashomon.web.people import Lead, Person, Reader, Reviewer
from rashomon.web.rendering import page, wants_html

router = APIRouter()


@router.get("/dossier", include_in_schema=False)
def list_page(request: Request, person: Reader, question: Find = "", removed: bool = False) -> Response:
    """Show the dossiers, with a button to put a question into one where a question is given."""
    desk: Desk = request.state.desk
    every = listed(desk)
    asked = None
    if question:
        with desk.rows() as connection:
            row = find_question(connection, question, "")
            asked = desk.asked(connection, row) if row is not None else None
    return page(
        request,
        "dossiers.html",
        person,
        shown=tuple(row for row in every if row.removed == removed),
        gone=sum(row.removed for row in every),
        removed=removed,
        asked=asked,
    )


@router.post("/dossier", include_in_schema=False)
async def make_page(request: Request, person: Reviewer) -> Response:
    """Make a dossier, with a question in it where one is given, and go there."""
    form = await request.form()
    desk: Desk = request.state.desk
    made = await run_in_threadpool(_begin, desk, form, person)
    return RedirectResponse(f"/dossier/{made.id}", 303)


@router.get("/dossier/{dossier}", include_in_schema=False)
def builder_page(request: Request, person: Reader, dossier: str, find: Find = "", status: Status = "all") -> Response:
    """Show the builder of a dossier."""
    return _builder(request, person, newest(request.state.desk, dossier), find, status)


@router.post("/dossier/{dossier}", include_in_schema=False)
async def save_page(request: Request, person: Reviewer, dossier: str) -> Response:
    """Save what stands in the builder, after doing what its button says."""
    form = await request.form()
    return await run_in_threadpool(_save_form, request, person, dossier, form)


@router.get("/dossier/{dossier}/versions", include_in_schema=False)
def versions_page(request: Request, person: Reader, dossier: str) -> Response:
    """Show the history of a dossier."""
    desk: Desk = request.state.desk
    return page(
        request,
        "dossier_versions.html",
        person,
        shown=card(desk, newest(desk, dossier)),
        versions=history(desk, dossier),
    )


@router.post("/dossier/{dossier}/back", include_in_schema=False)
async def back_page(request: Request, person: Reviewer, dossier: str) -> Response:
    """Go back to an earlier version."""
    form = await request.form()
    desk: Desk = request.state.desk
    to, version = _whole(form, "to"), _whole(form, "version")
    try:
        await run_in_threadpool(gone_back, desk, dossier, to, version=version, actor=person.name)
    except Superseded as error:
        return page(request, "problem.html", person, status=409, said=str(error), code=409)
    return RedirectResponse(f"/dossier/{dossier}", 303)


@router.get("/dossier/{dossier}/preview", include_in_schema=False)
def preview_page(request: Request, person: Reader, dossier: str) -> Response:
    """Show a dossier as its file will look; nothing is logged."""
    desk: Desk = request.state.desk
    kept = newest(desk, dossier)
    try:
        shown = dossier_export.look(
            desk, kept, title=request.state.desk.worded(request.app.state.title), actor=person.name
        )
    except dossier_export.Behind as error:
        return page(request, "problem.html", person, status=409, said=str(error), code=409)
    text = dossier_export.written(shown, back=f"/dossier/{dossier}")
    policy = f"{dossier_export.policy()}; frame-ancestors 'none'"
    return Response(text, media_type="text/html", headers={"content-security-policy": policy})


@router.post("/dossier/{dossier}/export", include_in_schema=False)
async def export_page(request: Request, person: Lead, dossier: str) -> Response:
    """Hand the file of a dossier to the browser."""
    form = await request.form()
    version = _whole(form, "version") if form.get("version") else None
    audience: Audience = "public" if form.get("audience") == "public" else "team"
    return await run_in_threadpool(as_file, request, person, dossier, version, audience)


def _begin(desk: Desk, form: FormData, person: Person) -> KeptDossier:
    """Make a dossier, or take the one that is given, and put a question into it where one is given."""
    dossier, question = str(form.get("dossier") or ""), str(form.get("question") or "")
    if dossier:
        kept = newest(desk, dossier)
        says, version = kept.says, kept.version
    else:
        title = str(form.get("title") or "").strip() or TITLE
        dossier, says, version = new_id(), Arrangement(title), 0
    if question:
        says, _ = acted(says, "add", question, text=title_of(desk, question))
    return keep(desk, dossier, says, version=version, actor=person.name)


def _save_form(request: Request, person: Person, dossier: str, form: FormData) -> Response:
    desk: Desk = request.state.desk
    act, _, about = str(form.get("act") or "save").partition(":")
    kept = newest(desk, dossier)
    says = replace(arrangement(form), removed=act == "discard")
    text = title_of(desk, about) if act == "add" else ""
    says, focus = acted(says, act, about, text=text)
    try:
        kept = keep(desk, dossier, says, version=_whole(form, "version"), actor=person.name)
    except Superseded as error:
        if not wants_html(request):
            return both(desk, error, says)
        theirs, mine = card(desk, error.newest), card(desk, replace(error.newest, says=says))
        return page(request, "dossier_conflict.html", person, status=409, theirs=theirs, mine=mine, said=str(error))
    if not wants_html(request):
        return _json(card(desk, kept), 200)
    if act == "discard":
        return RedirectResponse("/dossier", 303)
    if act == "preview":
        return RedirectResponse(f"/dossier/{dossier}/preview", 303)
    query = _query(form)
    return RedirectResponse(f"/dossier/{dossier}{query}{f'#part-{focus}' if focus and act != 'add' else ''}", 303)


def _query(form: FormData) -> str:
    given = {name: str(form.get(name) or "") for name in ("find", "status")}
    told = urlencode({name: value for name, value in given.items() if value and value != "all"})
    return f"?{told}" if told else ""


def _builder(request: Request, person: Person, kept: KeptDossier, find: str, status: str) -> Response:
    desk: Desk = request.state.desk
    return page(request, "dossier.html", person, shown=card(desk, kept), choices=choose(desk, kept, find, status))


def _json(shown: shapes.DossierCard, status: int) -> Response:
    return JSONResponse(TypeAdapter(shapes.DossierCard).dump_python(shown, mode="json"), status)


def _whole(form: FormData, name: str) -> int:
    try:
        return int(str(form.get(name)))
    except ValueError as error:
        raise Missing(f"{name}: a whole number is needed; load the page again") from error
