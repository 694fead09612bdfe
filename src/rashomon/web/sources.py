"""Who speaks: a list, and each source with its names, its accounts, its claims and the ways by which they came."""

from __future__ import annotations

import json
import sqlite3
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from rashomon.grading.scales import Target
from rashomon.records import SourceKind
from rashomon.report.contexts import Badge, Link, SourceView
from rashomon.report.wording import SOURCE_KIND
from rashomon.web import flow, grid
from rashomon.web.board import claim_ids, meta, unpack
from rashomon.web.called import own_name
from rashomon.web.desk import STATUS, Desk, Missing
from rashomon.web.graded import look as graded
from rashomon.web.overview import Page
from rashomon.web.people import Reader
from rashomon.web.rendering import page
from rashomon.web.shapes import Decision
from rashomon.web.shapes_sources import (
    Carrier,
    ClaimPage,
    SourceAccount,
    SourceAccounts,
    SourceCard,
    SourceRow,
    Sources,
    WayRow,
)

router = APIRouter()

A_PAGE, ACCOUNTS, CLAIMS = 50, 40, 15
MOST_NAMES, MOST_THROUGH, MOST_CARRIED, MOST_DOCUMENTS, MOST_EVIDENCE = 3, 3, 20, 12, 100
MOST_WAYS, DRAWN = 60, 16
"""Ways in the table, and in the picture; the others are counted in both."""

MEMBERS = 8
"""Claims by which a source is named that has no name of its own."""

Name = Annotated[str, Query(max_length=200, description="Words of a name.")]


class Wanted(BaseModel):
    """Which sources are listed; an empty field leaves nothing out."""

    name: str = Field("", max_length=200, description="Words of one of its names.")
    kind: Literal[""] | SourceKind = Field("", description="Kind of source.")
    sort: Literal["claims", "documents", "alone", "name"] = Field("claims", description="What comes first.")
    page: int = Field(1, ge=1, le=100_000)

    @property
    def query(self) -> dict[str, str]:
        """What is asked for, as parameters of an address, without the page."""
        given = self.model_dump(exclude={"page"}, exclude_defaults=True)
        return {name: str(value) for name, value in given.items()}


class Places(BaseModel):
    """Where on the page of a source somebody is: pages of accounts and of claims, and a name that is looked for."""

    other: str = Field("", max_length=200)
    accounts: int = Field(1, ge=1, le=100_000)
    page: int = Field(1, ge=1, le=100_000)


_ORDER = {
    "claims": "place",
    "documents": "documents DESC, place",
    "alone": "alone DESC, place",
    "name": "name COLLATE NOCASE, place",
}


@router.get("/api/sources", tags=["sources"])
def sources(request: Request, _: Reader, wanted: Annotated[Wanted, Query()]) -> Sources:
    """Return a page of those who speak, and how."""
    return find(request.state.desk, wanted)


@router.get("/sources", include_in_schema=False)
def sources_page(request: Request, person: Reader, wanted: Annotated[Wanted, Query()]) -> Response:
    """Show those who speak."""
    shown = find(request.state.desk, wanted)
    kinds = tuple((each.value, SOURCE_KIND[each]) for each in SourceKind)
    return page(request, "sources.html", person, shown=shown, wanted=wanted, kinds=kinds)


@router.get("/api/sources/{source}", tags=["sources"])
def source(request: Request, _: Reader, source: str) -> SourceCard:
    """Return a source: its names and why they are one, and the ways by which its claims reached us."""
    return look(request.state.desk, now(request.state.desk, source))


@router.get("/api/sources/{source}/accounts", tags=["sources"])
def source_accounts(request: Request, _: Reader, source: str, page_: Page = 1) -> SourceAccounts:
    """Return a page of what a source says to questions."""
    return accounts(request.state.desk, now(request.state.desk, source), page_)


@router.get("/api/sources/{source}/claims", tags=["sources"])
def source_claims(request: Request, _: Reader, source: str, page_: Page = 1) -> ClaimPage:
    """Return a page of the claims of a source, in the order of the documents."""
    return claims(request.state.desk, "entity", now(request.state.desk, source), page_)


@router.get("/sources/{source}", include_in_schema=False)
def source_page(request: Request, person: Reader, source: str, at: Annotated[Places, Query()]) -> Response:
    """Show a source."""
    desk: Desk = request.state.desk
    if (found := now(desk, source)) != source:
        query = f"?{urlencode({'other': at.other})}" if at.other else ""
        return RedirectResponse(f"/sources/{found}{query}", 303)
    return page(
        request,
        "source.html",
        person,
        shown=look(desk, source),
        graded=graded(desk, Target.SOURCE, source),
        accounts=accounts(desk, source, at.accounts),
        claims=claims(desk, "entity", source, at.page),
        alike=alike(desk, source, at.other),
        other=at.other,
    )


@router.get("/sources/{source}/alike", include_in_schema=False)
def alike_part(request: Request, person: Reader, source: str, other: Name = "") -> Response:
    """Show sources that may be the same one."""
    desk: Desk = request.state.desk
    return page(request, "source_alike.html", person, id=source, alike=alike(desk, source, other), other=other)


def now(desk: Desk, source: str) -> str:
    """Return the id that a source has now: where it was joined with another, that one's.

    Raises:
        Missing: there is none, and none that took its place.
    """
    with desk.rows() as connection:
        if connection.execute("SELECT 1 FROM entity WHERE id = ?", (source,)).fetchone():
            return source
        row = connection.execute("SELECT entity FROM former WHERE id = ?", (source,)).fetchone()
    if row is None:
        raise Missing(
            "this source is not there any more: its claims were given to others; look for its name in the list"
        )
    return str(row["entity"])


def find(desk: Desk, wanted: Wanted) -> Sources:
    """Return a page of sources of a kind, one of whose names holds some words."""
    where = "claims > 0"
    values = {"name": folded(wanted.name), "kind": SOURCE_KIND[wanted.kind] if wanted.kind else ""}
    if values["name"]:
        where += " AND id IN (SELECT entity FROM called WHERE instr(folded, :name))"
    if wanted.kind:
        where += " AND kind = :kind"
    with desk.rows() as connection:
        total = connection.execute(f"SELECT count(*) FROM entity WHERE {where}", values).fetchone()[0]  # noqa: S608
        rows = connection.execute(
            "SELECT id, name, kind, claims, documents, alone FROM entity "  # noqa: S608  words of ours
            f"WHERE {where} ORDER BY {_ORDER[wanted.sort]} LIMIT :most OFFSET :skip",
            {**values, "most": A_PAGE, "skip": (wanted.page - 1) * A_PAGE},
        ).fetchall()
        shown = tuple(_row(connection, row) for row in rows)
    return Sources(shown, total, wanted.page, max(1, -(-total // A_PAGE)))


def folded(name: str) -> str:
    """Return words of a name as names are looked up by."""
    return " ".join(name.split()).casefold()


def _row(connection: sqlite3.Connection, row: sqlite3.Row) -> SourceRow:
    names = [
        each["name"]
        for each in connection.execute("SELECT name FROM called WHERE entity = ? ORDER BY folded", (row["id"],))
        if each["name"] != row["name"]
    ]
    carried = "FROM carried WHERE source = ? AND"
    through = _carriers(connection, f"{carried} passed > 0", row["id"], MOST_THROUGH, "passed")
    between, outlets = connection.execute(
        "SELECT count(nullif(passed, 0)), count(nullif(published, 0)) FROM carried WHERE source = ?", (row["id"],)
    ).fetchone()
    return SourceRow(
        id=row["id"],
        source=Link(row["name"], f"/sources/{row['id']}"),
        kind=row["kind"],
        also=tuple(names[:MOST_NAMES]),
        more_names=max(0, len(names) - MOST_NAMES),
        claims=row["claims"],
        documents=row["documents"],
        alone=row["alone"],
        through=through,
        more_through=between - len(through),
        outlets=outlets,
    )


def _carriers(connection: sqlite3.Connection, where: str, entity: str, most: int, by: str) -> tuple[Carrier, ...]:
    rows = connection.execute(
        f"SELECT name, teller, {by} AS claims {where} ORDER BY {by} DESC, name LIMIT ?",
        (entity, most),
    )
    return tuple(Carrier(teller(row["name"], row["teller"]), row["claims"]) for row in rows)


def teller(name: str, entity: str) -> Link:
    """Return the name of somebody who told, with the way to the source where it is one."""
    return Link(name, f"/sources/{entity}" if entity else "")


def look(desk: Desk, source: str) -> SourceCard:
    """Return a source.

    Raises:
        Missing: the last comparison has no such source.
    """
    with desk.rows() as connection:
        row = connection.execute("SELECT * FROM entity WHERE id = ?", (source,)).fetchone()
        if row is None:
            raise Missing("there is no such source in the last comparison; look for its name in the list of sources")
        view = unpack(SourceView, row["body"])
        ways = connection.execute(
            "SELECT tellers, claims FROM way WHERE entity = ? ORDER BY place LIMIT ?", (source, MOST_WAYS)
        ).fetchall()
        number, total = connection.execute(
            "SELECT count(*), total(claims) FROM way WHERE entity = ?", (source,)
        ).fetchone()
        ids = dict(connection.execute("SELECT name, teller FROM carried WHERE source = ?", (source,)).fetchall())
        told = [(tuple(claim_ids(way["tellers"])), way["claims"]) for way in ways]
        carried = "FROM carried JOIN entity ON entity.id = carried.source WHERE teller = ? AND source != teller"
        carries = connection.execute(
            f"SELECT entity.id, entity.name, passed + published AS number {carried} "
            "ORDER BY number DESC, entity.name LIMIT ?",
            (source, MOST_CARRIED),
        ).fetchall()
        all_carried = connection.execute(f"SELECT count(*) {carried}", (source,)).fetchone()[0]
        origin = connection.execute("SELECT id FROM origin WHERE name = ?", (row["name"],)).fetchone()
        decisions = decisions_on(desk, connection, source)
        return SourceCard(
            id=source,
            name=row["name"],
            kind=row["kind"],
            names=(row["name"], *view.names),
            evidence=view.evidence[:MOST_EVIDENCE],
            more_evidence=max(0, len(view.evidence) - MOST_EVIDENCE),
            claims=row["claims"],
            alone=row["alone"],
            documents=view.documents[:MOST_DOCUMENTS],
            all_documents=row["documents"],
            ways=tuple(
                WayRow((Link(row["name"], ""), *(teller(name, ids.get(name, "")) for name in tellers)), claims)
                for tellers, claims in told
            ),
            more_ways=number - len(told),
            more_claims=int(total) - sum(claims for _, claims in told),
            flow=_flow(row["name"], told, number, int(total)),
            carries=tuple(Carrier(teller(each["name"], each["id"]), each["number"]) for each in carries),
            more_carries=all_carried - len(carries),
            origin=Link(row["name"], f"/origins/{origin['id']}") if origin else None,
            decisions=decisions,
            waiting=any(decision.seq > int(meta(connection, "seq") or 0) for decision in decisions),
        )


def _flow(name: str, told: list[tuple[tuple[str, ...], int]], ways: int, claims: int) -> flow.Flow | None:
    """Return the picture of the ways with most claims, the others as one."""
    drawn = [flow.Way((name, *tellers), number) for tellers, number in told[:DRAWN]]
    rest = claims - sum(way.claims for way in drawn)
    if rest:
        drawn.append(flow.Way((name, f"{ways - len(drawn):,} other ways"), rest))
    return flow.flow(drawn)


def accounts(desk: Desk, source: str, number: int) -> SourceAccounts:
    """Return a page of what a source says to questions, contested ones first."""
    with desk.rows() as connection:
        total = connection.execute("SELECT count(*) FROM face WHERE entity = ?", (source,)).fetchone()[0]
        rows = connection.execute(
            "SELECT account.question, account.place, account.number, value, account.side, account.claims, held, "
            "face.alone, face.first, face.last, asked, text, status, sides "
            "FROM (SELECT * FROM face WHERE entity = ? ORDER BY asked, place LIMIT ? OFFSET ?) AS face "
            "JOIN account USING (question, place) JOIN question ON question.id = face.question "
            "ORDER BY face.asked, face.place",
            (source, ACCOUNTS, (number - 1) * ACCOUNTS),
        ).fetchall()
    shown = tuple(
        SourceAccount(
            question=Link(row["text"], f"/questions/{row['question']}"),
            number=row["asked"],
            status=Badge(row["status"], STATUS[row["status"]]),
            value=row["value"],
            kind=row["side"],
            side=row["held"] + 1,
            sides=len(json.loads(row["sides"])),
            alone=bool(row["alone"]),
            claims=len(claim_ids(row["claims"])),
            first=row["first"],
            last=row["last"],
            href=grid.href(row["question"], row["number"], row["place"]),
        )
        for row in rows
    )
    return SourceAccounts(shown, total, number, max(1, -(-total // ACCOUNTS)))


def claims(desk: Desk, column: Literal["entity", "origin"], value: str, number: int) -> ClaimPage:
    """Return a page of the claims of a source or an origin, in the order of the documents."""
    with desk.rows() as connection:
        where = f"FROM claim WHERE {column} = ?"
        total = connection.execute(f"SELECT count(*) {where}", (value,)).fetchone()[0]
        rows = connection.execute(
            f"SELECT * {where} ORDER BY number LIMIT ? OFFSET ?",
            (value, CLAIMS, (number - 1) * CLAIMS),
        )
        cards = tuple(desk.card(connection, row) for row in rows)
    return ClaimPage(cards, total, number, max(1, -(-total // CLAIMS)))


def alike(desk: Desk, source: str, words: str, most: int = 8) -> tuple[SourceRow, ...]:
    """Return other sources that have some words in a name; without words, those that share one with this source."""
    with desk.rows() as connection:
        if words.strip():
            sought = [folded(words)]
        else:
            names = connection.execute("SELECT folded FROM called WHERE entity = ? LIMIT 5", (source,)).fetchall()
            parts = (part.strip("“”‘’\"'(),.") for row in names for part in row["folded"].split())
            sought = list(dict.fromkeys(part for part in parts if len(part) > 3))[:5]
        scores = " + ".join(f"(instr(folded, :w{n}) > 0)" for n in range(len(sought))) or "0"
        rows = connection.execute(
            "SELECT entity.id, entity.name, kind, entity.claims, documents, alone FROM "  # noqa: S608  words of ours
            f"(SELECT entity AS id, max({scores}) AS score, claims FROM called WHERE entity != :source AND claims > 0 "
            "GROUP BY entity HAVING score > 0 ORDER BY score DESC, claims DESC, entity LIMIT :most) "
            "JOIN entity USING (id) ORDER BY score DESC, entity.place",
            {"source": source, "most": most, **{f"w{n}": word for n, word in enumerate(sought)}},
        ).fetchall()
        return tuple(_row(connection, row) for row in rows)


def decisions_on(desk: Desk, connection: sqlite3.Connection, source: str) -> tuple[Decision, ...]:
    """Return what people decided about a source under any of its names, the last first."""
    names = connection.execute("SELECT name FROM called WHERE entity = ?", (source,)).fetchall()
    found = {each.id: each for each in desk.decisions.on(*(f"entity:{row['name'].casefold()}" for row in names))}
    if not own_name(connection, source):
        claims = connection.execute("SELECT id FROM claim WHERE entity = ? ORDER BY number LIMIT ?", (source, MEMBERS))
        about = desk.decisions.on(*(f"claim:{row['id']}" for row in claims))
        found.update((each.id, each) for each in about if each.kind in ("merge", "split"))
    return tuple(sorted(found.values(), key=lambda each: -each.seq))
