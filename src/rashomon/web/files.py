"""Adding files and addresses: sent here, read by a process beside the server, listed with what became of each."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from rashomon.config import IngestConfig
from rashomon.web.adding_jobs import FileJob, Given
from rashomon.web.adding_upload import MOST_TEXT, Form, receive, size_words
from rashomon.web.desk import Desk, Missing
from rashomon.web.people import Lead, Person, Reader, Role, reader
from rashomon.web.rendering import page, wants_html

router = APIRouter()

MOST_URLS = 200
_LONGEST_URL = 4000
_URL = re.compile(r"https://[^\s/]\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Files:
    """Files and addresses on their way into the case, the last one first, and the largest file that is taken, bytes."""

    files: tuple[FileJob, ...]
    busy: bool
    limit: int


_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "urls": {"type": "string", "description": "https addresses, one a line"},
                        "published": {
                            "type": "string",
                            "format": "date",
                            "description": "day of publication for documents that give none themselves",
                        },
                    },
                }
            },
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "urls": {"type": "array", "items": {"type": "string"}},
                        "published": {"type": "string", "format": "date"},
                    },
                }
            },
        },
    }
}


@router.get("/api/files", tags=["files"])
def files(request: Request, _: Reader) -> Files:
    """Return the files and addresses that were given since the server started, and how each of them stands."""
    return look(request.state.desk)


@router.get("/add", include_in_schema=False)
def add_page(request: Request, person: Reader) -> Response:
    """Show the place to drop files at, and what became of those that came."""
    return _page(request, "add.html", person)


@router.get("/add/list", include_in_schema=False)
def add_list(request: Request, person: Reader) -> Response:
    """Show the list alone, to be put in place of an older one."""
    return _page(request, "add_list.html", person)


def _page(request: Request, template: str, person: Person) -> Response:
    shown = look(request.state.desk)
    return page(request, template, person, shown=shown, limit=size_words(shown.limit), size=size_words)


# FastAPI would take the form itself, whole, before anybody is asked for: so the request comes here as it is.
@router.post("/api/files", tags=["files"], status_code=202, response_model=tuple[FileJob, ...], openapi_extra=_BODY)
async def add(request: Request) -> Response:
    """Give files (multipart/form-data) or https addresses; they are read one after the other in the background."""
    person, desk = _lead(request), request.state.desk
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        form = Form(desk.adding.incoming.new, limit=IngestConfig().max_bytes, proved=lambda csrf: _proved(person, csrf))
        if _proved(person, request.headers.get("x-csrf-token", "")):
            form.fields["csrf"] = person.csrf
        await receive(request, form)
        try:
            if not _proved(person, form.fields.get("csrf", "")):
                raise HTTPException(403, "this form is out of date or not ours; load the page again")
            urls = form.fields.get("urls", "").splitlines()
            given, published = [*form.given, *addresses(urls)], _day(form.fields.get("published", ""))
            jobs = await run_in_threadpool(_submit, desk, given, person, published)
        except BaseException:
            form.discard()
            raise
    else:
        if not _proved(person, request.headers.get("x-csrf-token", "")):
            raise HTTPException(403, "this form is out of date or not ours; load the page again")
        told = await _json(request)
        urls = told.get("urls") or []
        if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
            raise HTTPException(422, "urls: give a list of addresses")
        day = _day(str(told.get("published") or ""))
        jobs = await run_in_threadpool(_submit, desk, addresses(urls), person, day)
    if wants_html(request):
        return RedirectResponse("/add", 303)
    return JSONResponse(TypeAdapter(tuple[FileJob, ...]).dump_python(jobs, mode="json"), 202)


@router.post("/api/files/{job}/retry", tags=["files"], status_code=202, response_model=FileJob)
def retry(request: Request, person: Lead, job: str) -> Response:
    """Try a file again that failed: from the upload, the archive, or the address."""
    desk: Desk = request.state.desk
    found = desk.adding.retry(job, actor=person.name)
    if found is None:
        raise Missing("there is no such file to try again; add it anew")
    if wants_html(request):
        return RedirectResponse("/add", 303)
    return JSONResponse(TypeAdapter(FileJob).dump_python(found, mode="json"), 202)


def look(desk: Desk) -> Files:
    """Return how the files stand."""
    return Files(desk.adding.jobs(), desk.adding.busy, IngestConfig().max_bytes)


def addresses(lines: list[str]) -> list[Given]:
    """Return the addresses that somebody typed, each once.

    Raises:
        HTTPException: one is none, or they are too many.
    """
    found = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if len(found) > MOST_URLS:
        raise HTTPException(413, f"more than {MOST_URLS} addresses at once; send fewer")
    for line in found:
        if len(line) > _LONGEST_URL or not _URL.fullmatch(line):
            raise HTTPException(
                422, f"“{line[:80]}” cannot be fetched: give an https address; save anything else and add the file"
            )
    return [Given(line, url=line) for line in found]


def _submit(desk: Desk, given: list[Given], person: Person, published: str) -> tuple[FileJob, ...]:
    if not given:
        raise HTTPException(422, "there is nothing to add: choose a file, or give an address")
    return desk.adding.submit(given, actor=person.name, published=published)


def _lead(request: Request) -> Person:
    """Return who sends files, if they may; that the request is one of ours is told by the form itself."""
    person = reader(request)
    if not person.may(Role.LEAD):
        raise HTTPException(403, "a lead may do this; ask a lead of this case")
    return person


def _proved(person: Person, token: str) -> bool:
    return not person.csrf or hmac.compare_digest(token.encode(), person.csrf.encode())


def _day(told: str) -> str:
    try:
        return date.fromisoformat(told.strip()).isoformat() if told.strip() else ""
    except ValueError as error:
        raise HTTPException(422, f"published: “{told[:40]}” is no day; give it as 2017-11-13") from error


async def _json(request: Request) -> dict[str, Any]:
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_TEXT:
            raise HTTPException(413, "the body is too long; send fewer addresses at once")
    try:
        told = json.loads(data)
    except ValueError as error:
        raise HTTPException(400, f"the body is no JSON ({error}); send a form with files, or one object") from error
    if not isinstance(told, dict):
        raise HTTPException(400, "the body is no object; send one object")
    return told
