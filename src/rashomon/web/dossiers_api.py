"""Dossiers for programs: kept, gone back to, and handed on as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import TypeAdapter

from rashomon.casework.publishing import Leaking
from rashomon.records import Leak
from rashomon.store.dossiers import Arrangement, Part, Superseded
from rashomon.web import dossier_export
from rashomon.web import shapes_dossier as shapes
from rashomon.web.desk import Desk, new_id
from rashomon.web.dossier_desk import card, choose, gone_back, history, keep, listed, newest
from rashomon.web.dossier_form import listed_parts
from rashomon.web.people import Lead, Person, Reader, Reviewer
from rashomon.web.rendering import page, wants_html

router = APIRouter()

Audience = Literal["team", "public"]
Find = Annotated[str, Query(max_length=300)]
Status = Annotated[str, Query(pattern="^(all|contested|agreed|single)$")]


@dataclass(frozen=True, slots=True)
class Saving:
    """A dossier as a program sends it.

    Attributes:
        version: the one that was changed; where it is not the newest any more, the answer is 409, and nothing is saved.
        parts: in order; each a question (with `question`, and `show` of chart, accounts, words, drift) or a `text`.
            A `key` may be left empty.
        removed: it is not to be listed any more.
    """

    title: str
    parts: tuple[Part, ...] = ()
    version: int = 0
    removed: bool = False


@dataclass(frozen=True, slots=True)
class GoingBack:
    """A wish to go back to an earlier version; `version` is the newest one that the person saw."""

    to: int
    version: int


@router.get("/api/dossiers", tags=["dossiers"])
def dossiers(request: Request, _: Reader) -> tuple[shapes.DossierRow, ...]:
    """Return the dossiers kept in the case, the one saved last first."""
    return listed(request.state.desk)


@router.post("/api/dossiers", tags=["dossiers"], status_code=201)
def make(request: Request, person: Reviewer, saving: Saving) -> shapes.DossierCard:
    """Make a dossier."""
    desk: Desk = request.state.desk
    says = Arrangement(saving.title, listed_parts(saving.parts))
    return card(desk, keep(desk, new_id(), says, version=0, actor=person.name))


@router.get("/api/dossiers/{dossier}", tags=["dossiers"])
def dossier(request: Request, _: Reader, dossier: str) -> shapes.DossierCard:
    """Return a dossier as it is now."""
    desk: Desk = request.state.desk
    return card(desk, newest(desk, dossier))


@router.put("/api/dossiers/{dossier}", tags=["dossiers"], response_model=shapes.DossierCard)
def save(request: Request, person: Reviewer, dossier: str, saving: Saving) -> Any:
    """Save a dossier as a new version. Answers 409 with both where somebody else saved in the meantime."""
    desk: Desk = request.state.desk
    newest(desk, dossier)
    says = Arrangement(saving.title, listed_parts(saving.parts), saving.removed)
    try:
        return card(desk, keep(desk, dossier, says, version=saving.version, actor=person.name))
    except Superseded as error:
        return both(desk, error, says)


@router.get("/api/dossiers/{dossier}/versions", tags=["dossiers"])
def versions(request: Request, _: Reader, dossier: str) -> tuple[shapes.VersionRow, ...]:
    """Return the versions of a dossier, the newest first."""
    return history(request.state.desk, dossier)


@router.post("/api/dossiers/{dossier}/back", tags=["dossiers"], status_code=201, response_model=shapes.DossierCard)
def back(request: Request, person: Reviewer, dossier: str, going: GoingBack) -> Any:
    """Go back to an earlier version, which is saved as a new one."""
    desk: Desk = request.state.desk
    try:
        return card(desk, gone_back(desk, dossier, going.to, version=going.version, actor=person.name))
    except Superseded as error:
        return both(desk, error, error.newest.says)


@router.get("/api/dossiers/{dossier}/choices", tags=["dossiers"])
def choices(request: Request, _: Reader, dossier: str, find: Find = "", status: Status = "all") -> shapes.Choices:
    """Return questions that can be chosen, contested ones first."""
    desk: Desk = request.state.desk
    return choose(desk, newest(desk, dossier), find, status)


@router.post("/api/dossiers/{dossier}/export", tags=["dossiers"], response_class=Response)
def export(
    request: Request, person: Lead, dossier: str, version: int | None = None, audience: Audience = "team"
) -> Response:
    """Return a dossier as one file (HTML), and note its hash in the log of the case.

    For the public it is made without what is protected, and answers 422 with the findings where the check has any.
    Answers 409 where `version` is not the newest, or the comparison does not know of the last decisions yet.
    """
    return as_file(request, person, dossier, version, audience)


def as_file(
    request: Request, person: Person, dossier: str, version: int | None, audience: Audience = "team"
) -> Response:
    """Return a dossier as a file, or why it cannot be made now.

    Raises:
        Missing: the case has no such dossier, or nothing was compared yet.
    """
    desk: Desk = request.state.desk
    kept = newest(desk, dossier)
    said = ""
    if version is not None and version != kept.version:
        said = str(Superseded(kept))
    else:
        try:
            title, public = request.app.state.title, audience == "public"
            file = dossier_export.export(desk, kept, title=title, actor=person.name, public=public)
        except dossier_export.Behind as error:
            said = str(error)
        except Leaking as error:
            return refused(request, person, error)
    if said and wants_html(request):
        return page(request, "problem.html", person, status=409, said=said, code=409)
    if said:
        return JSONResponse({"detail": said}, 409)
    headers = {"content-disposition": f'attachment; filename="{file.name}"', "x-sha256": file.sha256}
    return Response(file.data, media_type="text/html; charset=utf-8", headers=headers)


def refused(request: Request, person: Person, error: Leaking) -> Response:
    """Return what an export for the public would have told: 422."""
    if wants_html(request):
        return page(request, "leaks.html", person, status=422, said=str(error), leaks=error.leaks)
    leaks = [TypeAdapter(Leak).dump_python(leak) for leak in error.leaks]
    return JSONResponse({"detail": str(error), "leaks": leaks}, 422)


def both(desk: Desk, error: Superseded, mine: Arrangement) -> Response:
    """Return what somebody else saved in the meantime, and what was to be saved: 409."""
    told = (("theirs", error.newest), ("mine", replace(error.newest, says=mine)))
    shown = {name: TypeAdapter(shapes.DossierCard).dump_python(card(desk, each), mode="json") for name, each in told}
    return JSONResponse({"detail": str(error), **shown}, 409)
