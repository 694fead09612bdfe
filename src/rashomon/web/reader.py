"""The Reader: the text of a document with who says what in it, one claim in focus, the original beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from rashomon.ingest.drawing import DRAWN_BY
from rashomon.records import SourceKind, Stance
from rashomon.report.wording import SOURCE_KIND, STANCE
from rashomon.web.desk import Desk, Missing
from rashomon.web.documents import STATE_WORDS, file_of
from rashomon.web.manuscript import lay_out, page_of, page_starts
from rashomon.web.people import Reader, Role
from rashomon.web.readings import Now
from rashomon.web.rendering import page
from rashomon.web.shapes import ClaimCard
from rashomon.web.shapes_reader import FileCard, Original, Said, Stretch, TextPage

router = APIRouter()

KINDS: Final = {kind.value: words for kind, words in SOURCE_KIND.items() if kind is not SourceKind.AUTHOR}
STANCES: Final = {stance.value: STANCE[stance] for stance in Stance}

_Number = Annotated[int, Query(ge=0, le=1_000_000_000)]
_Claim = Annotated[str, Query(max_length=60)]


@router.get("/api/documents/{document}", tags=["documents"])
def document(  # noqa: PLR0913  the parts of an address
    request: Request,
    _: Reader,
    document: str,
    page_: Annotated[int, Query(alias="page", ge=0, le=100_000)] = 0,
    claim: _Claim = "",
    at: _Number = 0,
    to: _Number = 0,
    leaf: _Number = 0,
) -> TextPage:
    """Return a document with a page of its text and the claims on it.

    The page is the one asked for, else that of the claim, else that of the offset `at`; `at` to `to` is marked.
    """
    return look(request.state.desk, document, page_, claim, (at, to), leaf)[0]


@router.get("/documents/{document}", include_in_schema=False)
def document_page(  # noqa: PLR0913  the parts of an address
    request: Request,
    person: Reader,
    document: str,
    page_: Annotated[int, Query(alias="page", ge=0, le=100_000)] = 0,
    claim: _Claim = "",
    at: _Number = 0,
    to: _Number = 0,
    leaf: _Number = 0,
) -> Response:
    """Show a document."""
    shown, claims, now = look(request.state.desk, document, page_, claim, (at, to), leaf)
    laid = () if now is None else lay_out(now.reading.document, claims, shown.start, shown.end, sought=shown.sought)
    return page(
        request,
        "reader.html",
        person,
        shown=shown,
        blocks=laid,
        state_words=STATE_WORDS,
        kinds=KINDS,
        focused=next((each for each in claims if each.id == shown.focused), None),
        may_download=person.may(Role.LEAD),
    )


@router.get("/documents/{document}/claims/{claim}", include_in_schema=False)
def focus_part(request: Request, person: Reader, document: str, claim: str) -> Response:
    """Show the claim in focus, to be put beside the text."""
    desk: Desk = request.state.desk
    now = desk.readings.now(document)
    claims = now.said if now is not None else ()
    focused = next((each for each in claims if each.id == claim), None)
    if focused is None:
        raise Missing("this claim is not read in this document any more; load the page again")
    card = card_of(desk, claim)
    return page(request, "focus_part.html", person, focused=focused, card=card, total=len(claims))


def look(  # noqa: PLR0913  the parts of an address
    desk: Desk, document: str, number: int, claim: str, place: Stretch, leaf: int
) -> tuple[TextPage, tuple[Said, ...], Now | None]:
    """Return a page of a document, all its claims, and the document as it stands now (None where it was not read).

    Raises:
        Missing: the case has no such document.
    """
    file, children = file_of(desk, document)
    now = desk.readings.now(document)
    blank = TextPage(file, children, "", 0, 0, 0, 1, 1, (), 0, "", None, _original(file, now), max(leaf, 1), "")
    if now is None or not now.reading.document.text:
        return blank, (), now
    text = now.reading.document.text
    claims = now.said
    focused = next((each for each in claims if each.id == claim), None)
    notes = now.notes
    if claim and focused is None:
        notes = ("The claim that this address names is not read in this document any more.", *notes)
    starts = page_starts(text)
    sought = (
        (place[0], min(max(place[1], place[0] + 1), len(text))) if place != (0, 0) and place[0] < len(text) else None
    )
    if not number:
        number = page_of(starts, focused.start if focused else sought[0] if sought else 0)
    number = min(number, len(starts))
    start, end = starts[number - 1], (*starts, len(text))[number]
    here = tuple(each for each in claims if start <= each.start < end)
    if focused is None or focused not in here:
        focused = here[0] if here else None
    shown = replace(
        blank,
        text=text[start:end],
        start=start,
        end=end,
        length=len(text),
        page=number,
        pages=len(starts),
        claims=here,
        total=len(claims),
        focused=focused.id if focused else "",
        focus=card_of(desk, focused.id) if focused else None,
        leaf=leaf or (focused.leaf if focused else 0) or 1,
        language=now.reading.document.language or "",
        sought=sought,
        notes=notes,
    )
    return shown, claims, now


def card_of(desk: Desk, claim: str) -> ClaimCard | None:
    """Return the card of a claim, None where the last comparison does not know it yet."""
    try:
        return desk.claim(claim)
    except Missing:
        return None


def _original(file: FileCard, now: Now | None) -> Original:
    document = now.reading.document if now is not None else None
    if file.media_type in DRAWN_BY:
        pages = document.glyphs.pages if document is not None and document.glyphs is not None else ()
        return Original("pages", max(pages, default=1) or 1)
    if file.media_type == "text/html":
        return Original("web")
    placed = document is not None and any(passage.place for passage in document.passages)
    return Original("places" if placed else "text")
