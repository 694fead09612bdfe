"""Handing the case to others from the workbench: choose a format and for whom; wait; take the file or the findings."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from rashomon.casework.handing import names
from rashomon.web.acting import fields
from rashomon.web.desk import Desk, Missing
from rashomon.web.handing_jobs import Export
from rashomon.web.people import Lead, Person, ReadingLead
from rashomon.web.rendering import page, wants_html

router = APIRouter()


@dataclass(frozen=True, slots=True)
class FormatCard:
    """A format that can be asked for, and what it is for."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Exports:
    """What can be asked for, and what was, the newest first."""

    formats: tuple[FormatCard, ...]
    exports: tuple[Export, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """An export to make: a name of a format, and for whom ("team" or "public")."""

    format: str
    audience: str = "team"


@router.get("/api/exports", tags=["exports"])
def exports(request: Request, _: ReadingLead) -> Exports:
    """Return the formats, and the exports that were asked for since the server began. For leads."""
    return look(request.state.desk)


def look(desk: Desk) -> Exports:
    """Return what can be asked for, and what was."""
    return Exports(tuple(FormatCard(*each) for each in names().items()), tuple(desk.handing.made))


@router.get("/export", include_in_schema=False)
def exports_page(request: Request, person: ReadingLead) -> Response:
    """Show what can be exported, and what was."""
    return _shown(request, person)


def _shown(request: Request, person: Person, *, said: str = "", status: int = 200) -> Response:
    desk: Desk = request.state.desk
    shown = look(desk)
    hides = len(desk.veil.protections) if desk.veil is not None else 0
    template = "exports.html"
    return page(request, template, person, status=status, shown=shown, hides=hides, said=said)


@router.get("/export/{export}", include_in_schema=False)
def export_page(request: Request, person: ReadingLead, export: str) -> Response:
    """Show one export: how it goes, what it left out, what the check found."""
    found = _found(request.state.desk, export)
    if found.state == "refused":
        return page(request, "leaks.html", person, said=found.problem, leaks=found.leaks)
    return page(request, "export.html", person, export=found)


@router.get("/api/exports/{export}", tags=["exports"])
def export(request: Request, _: ReadingLead, export: str) -> Export:
    """Return how an export goes, and what the check found."""
    return _found(request.state.desk, export)


@router.post("/api/exports", tags=["exports"], status_code=202, response_model=Export)
async def ask(request: Request, person: Lead) -> Response:
    """Ask for an export; it is made in the background. What is for the public passes the check or is not there."""
    sent = await fields(request)
    name, audience = str(sent.get("format", "")), str(sent.get("audience", "team"))
    if name not in names() or audience not in ("team", "public"):
        raise HTTPException(422, "format, audience: choose one of the list, for the team or for the public")
    desk: Desk = request.state.desk
    made = await run_in_threadpool(desk.handing.ask, name, audience, person.name)
    if wants_html(request):
        return RedirectResponse(f"/export/{made.id}", 303)
    return JSONResponse(TypeAdapter(Export).dump_python(made), 202)


@router.post("/export/{export}/file", include_in_schema=False)
def take(request: Request, _: Lead, export: str) -> Response:
    """Hand over the file of an export."""
    desk: Desk = request.state.desk
    found = _found(desk, export)
    place = desk.handing.place(found)
    if found.state != "done" or not place.is_file():
        raise Missing("this export is not there; ask for it again")
    return FileResponse(place, media_type="application/zip", filename=found.name)


def _found(desk: Desk, identity: str) -> Export:
    for one in desk.handing.made:
        if one.id == identity:
            return one
    raise Missing("this export is not there any more; ask for it again")
