"""Search: sentences by words, source, stance and day, grouped by document, each with who says what in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import Response

from rashomon.records import Stance
from rashomon.report.contexts import Badge, Link
from rashomon.report.evidence import stance_kind
from rashomon.report.marked import fold
from rashomon.report.wording import STANCE
from rashomon.store.base import Hit, SearchQuery
from rashomon.store.words import parse
from rashomon.web.desk import STATUS, Desk
from rashomon.web.people import Reader
from rashomon.web.rendering import page

router = APIRouter()

A_PAGE = 25
"""Sentences on one page."""

AT_ONCE, LOOKED_AT = 100, 300
"""Sentences taken at a time, and most of them that are looked at where what people decided has to fit too."""

MOST_CLAIMS = 6
"""Claims named under one sentence."""

SHOWN, BEFORE = 420, 140
"""Longest part of a sentence that is shown, and how much of it stands before the first word found, code points."""

Reviewed = Literal["", "yes", "no"]
Status = Literal["", "contested", "agreed", "single"]


@dataclass(frozen=True, slots=True)
class Word:
    """A part of a sentence; `found` where it is what was looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """Who says something in a sentence, and how.

    Attributes:
        state: "accepted", "rejected", "corrected" or "" where nobody decided.
        status: how the questions stand that it answers: contested, agreed, single, or "" where it answers none.
    """

    id: str
    speaker: Link
    stance: Badge
    state: str
    status: str
    href: str


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence with the words found in it; `start` is a code point of the document's text, `href` leads there."""

    number: int
    start: int
    words: tuple[Word, ...]
    claims: tuple[FoundClaim, ...]
    more_claims: int
    href: str


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """The sentences of one document."""

    id: str
    name: str
    published: str
    href: str
    sentences: tuple[FoundSentence, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked for; days are ISO 8601."""

    q: str = ""
    source: str = ""
    stance: str = ""
    earliest: str = ""
    latest: str = ""
    reviewed: Reviewed = ""
    status: Status = ""
    after: int = 0

    @property
    def asks(self) -> bool:
        """Whether anything is looked for at all."""
        return bool(self.q.strip() or self.source.strip() or self.stance or self.earliest or self.latest)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits.

    Attributes:
        problem: what is wrong with the query, empty where nothing is.
        sentences: how many are on this page.
        more: what to give as `after` for the next page, None where this is the last one.
        early: the page ended before it was full, since enough was looked at; `more` goes on.
    """

    search: Search
    problem: str
    documents: tuple[FoundDocument, ...]
    sentences: int
    more: int | None
    early: bool


def asked(  # noqa: PLR0913  one for each condition
    q: Annotated[str, Query(max_length=1000, description='words, "phrases", beginnings*')] = "",
    source: Annotated[str, Query(max_length=300, description="part of the name of who says it")] = "",
    stance: Annotated[str, Query(max_length=30, description=f"how it is said: {', '.join(Stance)}")] = "",
    earliest: Annotated[str, Query(alias="from", max_length=30, description="published on this day or later")] = "",
    latest: Annotated[str, Query(alias="to", max_length=30, description="published on this day or earlier")] = "",
    reviewed: Annotated[Reviewed, Query(description="whether a person decided about a claim in it")] = "",
    status: Annotated[Status, Query(description="how a question stands that a claim in it answers")] = "",
    after: Annotated[int, Query(ge=0, le=2**62, description="number of the last sentence seen")] = 0,
) -> Search:
    """Return what a request looks for."""
    return Search(q, source, stance, earliest.strip(), latest.strip(), reviewed, status, after)


Asked = Annotated[Search, Depends(asked)]


@router.get("/api/search", tags=["search"])
def search(request: Request, _: Reader, wanted: Asked) -> Found:
    """Return a page of sentences in the order of the case, grouped by document, with who says what in them."""
    found = look(request.state.desk, wanted)
    if found.problem:
        raise HTTPException(422, found.problem)
    return found


@router.get("/search", include_in_schema=False)
def search_page(request: Request, person: Reader, wanted: Asked) -> Response:
    """Show what is found, or what is wrong with the query, beside the form that it was put in."""
    shown = look(request.state.desk, wanted)
    return page(
        request,
        "search.html",
        person,
        status=422 if shown.problem else 200,
        shown=shown,
        stances=[(stance.value, STANCE[stance]) for stance in Stance],
        statuses=STATUS,
    )


def look(desk: Desk, wanted: Search) -> Found:
    """Return a page of what is looked for."""
    query, problem = _query(wanted)
    if problem or not wanted.asks:
        return Found(wanted, problem, (), 0, None, False)
    with desk.board.open() as connection:
        hits, more, early = _hits(desk, connection, query, wanted)
        known = _known(connection, [claim for hit in hits for claim, _, _ in hit.claims])
        documents = tuple(
            _document(desk, connection, known, list(some)) for _, some in groupby(hits, key=lambda hit: hit.document)
        )
    return Found(wanted, "", documents, len(hits), more, early)


def _query(wanted: Search) -> tuple[SearchQuery, str]:
    """Return the query that the store is asked, and what is wrong with what was typed."""
    query = SearchQuery(words=wanted.q, source=wanted.source.strip() or None, after=wanted.after, claims=True)
    if wanted.q.strip() and not parse(wanted.q):
        return query, f'“{wanted.q.strip()}” holds no word; give words, "a phrase" or a beginning*'
    if wanted.stance and wanted.stance not in list(Stance):
        return query, f"“{wanted.stance}” is no stance; choose one of {', '.join(Stance)}"
    days: list[date | None] = []
    for label, told in (("from", wanted.earliest), ("to", wanted.latest)):
        try:
            days.append(date.fromisoformat(told) if told else None)
        except ValueError:
            return query, f"{label}: “{told}” is no day; give it as 2017-11-13"
    first, last = days
    if first and last and first > last:
        return query, "no day is both on or after the first and on or before the last; change one of them"
    if not wanted.asks and (wanted.reviewed or wanted.status):
        return query, "give words, a source, a stance or a day as well"
    return replace(query, stance=wanted.stance or None, earliest=first, latest=last), ""


def _hits(
    desk: Desk, connection: sqlite3.Connection | None, query: SearchQuery, wanted: Search
) -> tuple[list[Hit], int | None, bool]:
    """Return the hits of a page, where the next one begins, and whether this one ended early."""
    if not (wanted.reviewed or wanted.status):
        hits = list(desk.case.search(replace(query, limit=A_PAGE + 1)))
        return hits[:A_PAGE], hits[A_PAGE - 1].number if len(hits) > A_PAGE else None, False
    kept: list[Hit] = []
    looked, after = 0, query.after
    while looked < LOOKED_AT:
        some = list(desk.case.search(replace(query, limit=AT_ONCE, after=after)))
        known = _known(connection, [claim for hit in some for claim, _, _ in hit.claims])
        for hit in some:
            if _fits(desk, hit, known, wanted):
                kept.append(hit)
            if len(kept) > A_PAGE:
                return kept[:A_PAGE], kept[A_PAGE - 1].number, False
        if len(some) < AT_ONCE:
            return kept, None, False
        looked, after = looked + len(some), some[-1].number
    return kept, after, True


def _fits(desk: Desk, hit: Hit, known: Mapping[str, _Known], wanted: Search) -> bool:
    """Tell whether a hit has a claim that a person decided about (or did not), or that answers such a question."""
    claims = [claim for claim, _, _ in hit.claims if claim in known]
    return any(
        (not wanted.reviewed or (wanted.reviewed == "yes") == bool(desk.decisions.state(claim)[0]))
        and (not wanted.status or known[claim].status == wanted.status)
        for claim in claims
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the comparison knows of a claim."""

    entity: str
    name: str
    status: str


def _known(connection: sqlite3.Connection | None, claims: Sequence[str]) -> dict[str, _Known]:
    """Return what the comparison knows of claims; nothing of those that it has not taken up yet."""
    found: dict[str, _Known] = {}
    if connection is None:
        return found
    for start in range(0, len(claims), 500):
        some = claims[start : start + 500]
        rows = connection.execute(
            "SELECT claim.id, claim.entity, coalesce(entity.name, '') AS name, question.status "  # noqa: S608  marks alone
            "FROM claim LEFT JOIN entity ON entity.id = claim.entity LEFT JOIN answer ON answer.claim = claim.id "
            f"LEFT JOIN question ON question.id = answer.question WHERE claim.id IN ({', '.join('?' * len(some))}) "
            # Of several questions the contested one comes last, and counts.
            "ORDER BY claim.id, question.status = 'contested', question.status",
            some,
        )
        found.update((row["id"], _Known(row["entity"], row["name"], row["status"] or "")) for row in rows)
    return found


def _document(
    desk: Desk, connection: sqlite3.Connection | None, known: Mapping[str, _Known], hits: Sequence[Hit]
) -> FoundDocument:
    first = hits[0]
    name = ""
    if connection is not None:
        row = connection.execute("SELECT title FROM document WHERE id = ?", (first.document,)).fetchone()
        name = row["title"] if row else ""
    return FoundDocument(
        id=first.document,
        name=name or first.title or first.name or first.document,
        published=first.published.isoformat() if first.published else "",
        href=f"/documents/{first.document}",
        sentences=tuple(_sentence(desk, known, hit) for hit in hits),
    )


def _sentence(desk: Desk, known: Mapping[str, _Known], hit: Hit) -> FoundSentence:
    claims = tuple(_claim(desk, known.get(claim), claim, who, how) for claim, who, how in hit.claims[:MOST_CLAIMS])
    at = hit.matches[0].start if hit.matches else hit.span.start
    anchor = f"#at-{claims[0].id}" if claims else ""
    return FoundSentence(
        number=hit.number,
        start=hit.span.start,
        words=_words(hit),
        claims=claims,
        more_claims=len(hit.claims) - len(claims),
        href=f"/documents/{hit.document}?at={at}{anchor}",
    )


def _claim(desk: Desk, known: _Known | None, claim: str, who: str, how: str) -> FoundClaim:
    name = known.name if known and known.name else who or "the document itself"
    stance = Stance(how)
    return FoundClaim(
        id=claim,
        speaker=Link(name, f"/sources/{known.entity}" if known and known.name else ""),
        stance=Badge(stance_kind(stance), STANCE[stance]),
        state=desk.decisions.state(claim)[0],
        status=known.status if known else "",
        href=f"/claims/{claim}" if known else "",
    )


def _words(hit: Hit) -> tuple[Word, ...]:
    """Return the sentence cut where the words found begin and end; of a long one the part around the first of them."""
    text, offset = hit.snippet, hit.span.start
    first = hit.matches[0].start - offset if hit.matches else 0
    start = 0 if len(text) <= SHOWN else max(0, min(first - BEFORE, len(text) - SHOWN))
    end = min(len(text), start + SHOWN)
    words = [Word("… ", False)] if start else []
    at = start
    for match in hit.matches:
        begin, stop = max(match.start - offset, start), min(match.end - offset, end)
        if begin < stop:
            words += [Word(fold(text[at:begin]), False), Word(fold(text[begin:stop]), True)]
            at = stop
    words.append(Word(fold(text[at:end]), False))
    if end < len(text):
        words.append(Word(" …", False))
    return tuple(word for word in words if word.text)
