"""The original beside the text: pages as pictures, web pages inert, the bytes themselves for a lead to take."""

from __future__ import annotations

import re
from html import escape
from textwrap import wrap
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from rashomon.errors import ItemError
from rashomon.records import Spans
from rashomon.web.desk import Desk
from rashomon.web.documents import file_of
from rashomon.web.manuscript import ROLES
from rashomon.web.people import Lead, Reader
from rashomon.web.pictures import Box, boxes
from rashomon.web.shapes_reader import FileCard, Leaf

router = APIRouter()

FRAMED: Final = {
    # No script, no form, no opening or leading away, an origin of its own without our cookie; nothing loaded.
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'",
    "x-frame-options": "SAMEORIGIN",
}
"""What a stranger's page is shown under, even where it is opened by itself."""

_LOOKS: Final = {
    "content": 'fill="#e0a000" fill-opacity=".22" stroke="#8a5a00" stroke-width="2"',
    "source": 'fill="none" stroke="#1b4b82" stroke-width="4"',
    "cue": 'fill="none" stroke="#7a3a86" stroke-width="3" stroke-dasharray="7 5"',
}
_PLAIN = re.compile(r"[^\w.\- ]+")

_LeafNumber = Annotated[int, Path(ge=1, le=1_000_000)]
_Claim = Annotated[str, Query(max_length=60)]


@router.get("/api/documents/{document}/leaves/{leaf}", tags=["documents"])
def leaf(request: Request, _: Reader, document: str, leaf: _LeafNumber, claim: _Claim = "") -> Leaf:
    """Return the size of a page of the original, and where the words of a claim stand on it."""
    desk: Desk = request.state.desk
    return _leaf(desk, file_of(desk, document)[0], leaf, claim)


@router.get("/documents/{document}/leaves/{leaf}/picture", include_in_schema=False)
def picture(request: Request, _: Reader, document: str, leaf: _LeafNumber) -> Response:
    """Send a page of the original as a picture."""
    desk: Desk = request.state.desk
    file = file_of(desk, document)[0]
    try:
        drawn = desk.pictures.page(file.sha256, file.media_type, leaf).png
    except ItemError as error:  # said where the picture would be, and not by a torn one
        return Response(_said(f"{error.reason}; {error.remedy}"), media_type="image/svg+xml")
    return Response(drawn, media_type="image/png")


@router.get("/documents/{document}/leaves/{leaf}/boxes", include_in_schema=False)
def boxes_picture(request: Request, _: Reader, document: str, leaf: _LeafNumber, claim: _Claim = "") -> Response:
    """Send a picture to lay over a page: frames around the words of a claim."""
    desk: Desk = request.state.desk
    try:
        found = _leaf(desk, file_of(desk, document)[0], leaf, claim)
    except ItemError:  # the picture below says why
        return Response(_said(""), media_type="image/svg+xml")
    rects = "".join(
        f'<rect x="{x - 2:g}" y="{y - 1:g}" width="{w + 4:g}" height="{h + 2:g}" {_LOOKS[role]}/>'
        for role in ("content", "cue", "source")
        for x, y, w, h in found.boxes.get(role, ())
    )
    size = f'width="{found.width}" height="{found.height}" viewBox="0 0 {found.width} {found.height}"'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {size} preserveAspectRatio="none">{rects}</svg>'
    return Response(drawing, media_type="image/svg+xml")


@router.get("/documents/{document}/web", include_in_schema=False)
def web_page(request: Request, _: Reader, document: str) -> Response:
    """Show an archived web page inert, for the frame beside its text."""
    desk: Desk = request.state.desk
    file = file_of(desk, document)[0]
    if file.media_type != "text/html":
        raise HTTPException(404, "this document is no web page; read its text")
    now = desk.readings.now(document)
    places = [p.source.start for p in now.reading.document.passages if p.source is not None] if now else []
    try:
        shown, status = desk.pictures.web_page(file.sha256, places), 200
    except ItemError as error:
        shown, status = f"<!doctype html><title>Not shown</title><p>{escape(f'{error.reason}; {error.remedy}')}", 422
    return HTMLResponse(shown, status, headers=FRAMED)


@router.post("/documents/{document}/download", include_in_schema=False)
def download(request: Request, _: Lead, document: str) -> Response:
    """Hand over the archived bytes, as something to keep and never as something to open here."""
    desk: Desk = request.state.desk
    file = file_of(desk, document)[0]
    name = _PLAIN.sub("_", (file.names[0] if file.names else file.title).replace("\\", "/").rsplit("/", 1)[-1])
    name = name.strip(". ")[:120] or file.id
    return Response(
        desk.case.originals.read(file.sha256),
        media_type="application/octet-stream",
        headers={"content-disposition": f"attachment; filename=\"{file.id}.bin\"; filename*=UTF-8''{quote(name)}"},
    )


def _leaf(desk: Desk, file: FileCard, number: int, claim: str) -> Leaf:
    drawn = desk.pictures.page(file.sha256, file.media_type, number)
    found: dict[str, tuple[Box, ...]] = {}
    now = desk.readings.now(file.id) if claim else None
    said = now.claim(claim) if now is not None else None
    if now is not None and said is not None and now.reading.document.glyphs is not None:
        spans: dict[str, Spans] = {
            "source": said.source.spans if said.source else (),
            "cue": said.cue,
            "content": said.content,
        }
        found = {role: boxes(drawn, now.reading.document.glyphs, number, spans[role]) for role in ROLES}
    return Leaf(number, drawn.pages, drawn.width, drawn.height, found)


def _said(words: str) -> str:
    """Return a picture of a page that holds one sentence."""
    lines = "".join(
        f'<text x="30" y="{60 + 26 * number}">{escape(line)}</text>' for number, line in enumerate(wrap(words, 56)[:12])
    )
    frame = '<rect width="600" height="400" fill="#fff" stroke="#999" stroke-dasharray="6 4"/>' if words else ""
    size = 'width="600" height="400" viewBox="0 0 600 400" font-family="sans-serif" font-size="18"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{frame}{lines}</svg>'
