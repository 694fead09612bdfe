"""All files of the case, with what became of each, why, and what to try."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from rashomon.store.entries import Kept
from rashomon.store.views import states as state_counts
from rashomon.store.views_documents import (
    Asked,
    child_counts,
    children_of,
    claim_counts,
    document_page,
    documents_of,
    has_missing,
)
from rashomon.web.desk import Desk, Missing
from rashomon.web.overview import Page
from rashomon.web.people import Reader
from rashomon.web.rendering import page
from rashomon.web.shapes_reader import FileCard, Files

router = APIRouter()

A_PAGE: Final = 50
MOST_MISSING: Final = 50
MOST_CHILDREN: Final = 50
STATES: Final = ("parsed", "partial", "failed", "archived")
STATE_WORDS: Final = {
    "parsed": "read",
    "partial": "read in part",
    "failed": "not read",
    "archived": "kept, not read yet",
    "missing": "nothing was got",
}

_Name = Annotated[str, Query(max_length=200)]
_Word = Annotated[str, Query(max_length=20)]


@router.get("/api/documents", tags=["documents"])
def documents(
    request: Request, _: Reader, state: _Word = "all", name: _Name = "", order: _Word = "added", page_: Page = 1
) -> Files:
    """Return a page of the files of the case: of one state or all, whose name, title or publisher holds `name`.

    `order` is "added", or "worst": what could not be read first.
    """
    return look(request.state.desk, (state, name.strip(), order), page_)


@router.get("/documents", include_in_schema=False)
def documents_page(  # noqa: PLR0913  the parts of an address
    request: Request,
    person: Reader,
    state: _Word = "all",
    name: _Name = "",
    order: _Word = "added",
    page_: Page = 1,
) -> Response:
    """Show the list of all files."""
    shown = look(request.state.desk, (state, name.strip(), order), page_)
    return page(request, "documents.html", person, shown=shown, state_words=STATE_WORDS)


def look(desk: Desk, asked: tuple[str, str, str], number: int) -> Files:
    """Return a page of the list: which state ("all", "unread" or one of them), which name, in which order."""
    state, name, order = asked
    wanted = {"all": (), "unread": ("failed", "partial", "archived")}.get(state, (state,))
    if state not in (*STATES, "all", "unread"):
        state, wanted = "all", ()
    order = "worst" if order == "worst" else "added"
    with desk.case.base.reading() as connection:
        counts = dict.fromkeys(STATES, 0) | state_counts(connection)
        question = Asked(states=wanted, name=name, worst_first=order == "worst")
        kept, found = document_page(connection, question, most=A_PAGE, skip=(number - 1) * A_PAGE)
        ids = [each.id for each in kept]
        claims, children = claim_counts(connection, ids), child_counts(connection, ids)
        parents = {each.id: file_name(each) for each in documents_of(connection, [k.parent for k in kept if k.parent])}
        lost = has_missing(connection) and number == 1 and state in ("all", "unread", "failed")
    missing = tuple(
        FileCard("", each.name, "missing", each.problems, "", "", False, "", 0, (each.name,))
        for each in (desk.case.missing() if lost else ())
        if name.lower() in each.name.lower()
    )
    files = tuple(
        card(
            each,
            claims=claims.get(each.id, 0),
            children=children.get(each.id, 0),
            parent_name=parents.get(each.parent or "", ""),
        )
        for each in kept
    )
    return Files(
        files=files,
        missing=missing[:MOST_MISSING],
        counts=counts | {"all": sum(counts.values()), "unread": sum(counts.values()) - counts["parsed"]},
        state=state,
        name=name,
        order=order,
        found=found,
        page=number,
        pages=max(1, -(-found // A_PAGE)),
    )


def card(kept: Kept, *, claims: int = 0, children: int = 0, parent_name: str = "") -> FileCard:
    """Return a document as it is shown in a list."""
    day = kept.published or kept.given
    problems = kept.problems
    if kept.state == "archived" and not problems:
        problems = ("its bytes are kept, but it was not read yet; run 'rashomon reread' on the case",)
    return FileCard(
        id=kept.id,
        title=file_name(kept),
        state=kept.state,
        problems=problems,
        publisher=kept.publisher or "",
        published=day.isoformat() if day else "",
        given=kept.published is None and kept.given is not None,
        media_type=kept.media_type,
        size=kept.size,
        names=kept.names or ((kept.member,) if kept.member else ()),
        claims=claims,
        parent=kept.parent or "",
        parent_name=parent_name,
        children=children,
        previous=kept.previous or "",
        sha256=kept.sha256,
    )


def file_name(kept: Kept) -> str:
    """Return the title of a document, or the last part of what it was called."""
    named = kept.title or kept.member or (kept.names[0] if kept.names else "")
    return (named if kept.title else named.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]) or "untitled"


def file_of(desk: Desk, document: str) -> tuple[FileCard, tuple[FileCard, ...]]:
    """Return a document of the case and those that lie in it.

    Raises:
        Missing: the case has no such document.
    """
    with desk.case.base.reading() as connection:
        found = documents_of(connection, [document])
        if not found:
            raise Missing(f"the case has no document {document[:40]}; look for it in the list of documents")
        kept = found[0]
        children = children_of(connection, document, most=MOST_CHILDREN)
        above = documents_of(connection, [kept.parent]) if kept.parent else ()
        counts = claim_counts(connection, [document, *(child.id for child in children)])
        number = len(children)
        if number == MOST_CHILDREN:
            number = child_counts(connection, [document])[document]
    shown = card(
        kept,
        claims=counts.get(document, 0),
        children=number,
        parent_name=file_name(above[0]) if above else "",
    )
    return shown, tuple(card(child, claims=counts.get(child.id, 0)) for child in children)
