"""The grid: questions by sources. An empty cell is a source that is silent, never one that says no."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from rashomon.records import SourceKind, Stance
from rashomon.report.contexts import Badge, Link
from rashomon.report.wording import SOURCE_KIND, STANCE
from rashomon.web import questions
from rashomon.web.desk import STATUS, Desk, Missing
from rashomon.web.people import Reader
from rashomon.web.questions import account_card
from rashomon.web.rendering import page
from rashomon.web.shapes_grid import Grid, GridCell, GridColumn, GridEntry, GridRow

router = APIRouter()

KINDS = tuple((kind.value, SOURCE_KIND[kind]) for kind in SourceKind)
STANCES = tuple((stance.value, STANCE[stance]) for stance in Stance)

ROWS, COLUMNS = 60, 40
"""Cells of one page: what can be drawn and scrolled at once without waiting."""

EVERY = "1"
"""The condition that leaves nothing out."""

Day = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")]


class Filter(BaseModel):
    """Which questions and accounts the grid shows; an empty field leaves nothing out."""

    status: Literal["", "contested", "agreed", "single"] = Field("", description="How the accounts stand.")
    kind: Literal[""] | SourceKind = Field("", description="Kind of source.")
    side: Literal["", "says", "admits", "denies"] = Field("", description="How the account answers.")
    said: str = Field("", max_length=100, description="Words of the answer: “250”, “a few dozen”.")
    stance: Literal[""] | Stance = Field("", description="How a claim of the account is put.")
    since: Day = Field("", alias="from", description="First day of publication.")
    until: Day = Field("", alias="to", description="Last day of publication.")
    reviewed: Literal["", "yes", "some", "no"] = Field(
        "", description="Whether people decided about all, some or none of the claims of a question."
    )
    page: int = Field(1, ge=1, le=100_000, description="Page of questions.")
    across: int = Field(1, ge=1, le=100_000, description="Page of sources.")

    @property
    def query(self) -> dict[str, str]:
        """What is asked for, as parameters of an address, without the pages."""
        given = self.model_dump(by_alias=True, exclude={"page", "across"})
        return {name: value for name, value in given.items() if value}


Asking = Annotated[Filter, Query()]


@router.get("/api/grid", tags=["grid"])
def grid(request: Request, _: Reader, asked: Asking) -> Grid:
    """Return a page of questions by the sources that speak to them."""
    return look(request.state.desk, asked)


@router.get("/grid", include_in_schema=False)
def grid_page(request: Request, person: Reader, asked: Asking) -> Response:
    """Show the grid."""
    shown = look(request.state.desk, asked)
    return page(request, "grid.html", person, shown=shown, asked=asked, kinds=KINDS, stances=STANCES)


@router.get("/api/grid/{question}/{number}", tags=["grid"])
def cell(request: Request, _: Reader, question: str, number: int) -> GridCell:
    """Return one account with its claims in their sentences."""
    return look_in(request.state.desk, question, number)


@router.get("/grid/{question}/{number}", include_in_schema=False)
def cell_part(request: Request, person: Reader, question: str, number: int) -> Response:
    """Show one account, to be put beside the grid."""
    return page(request, "grid_cell.html", person, shown=look_in(request.state.desk, question, number))


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A condition on rows of `face`, and one on rows of `question`, in SQL with its values."""

    account: str
    question: str
    values: dict[str, object]


def look(desk: Desk, asked: Filter) -> Grid:
    """Return a page of the grid.

    Raises:
        Missing: nothing was compared yet.
    """
    with desk.rows() as connection:
        fitting = _fitting(desk, connection, asked)
        total, rows = _questions(connection, fitting, asked.page)
        said = _said(connection, [row["id"] for row in rows], fitting)
        columns = _columns(connection, said)
        first = (asked.across - 1) * COLUMNS
        shown = columns[first : first + COLUMNS]
        places = {key: place for place, (key, _) in enumerate(shown)}
        return Grid(
            columns=tuple(column for _, column in shown),
            rows=tuple(GridRow(desk.asked(connection, row), _cells(said[row["id"]], places)) for row in rows),
            questions=total,
            first=(asked.page - 1) * ROWS + 1,
            sources=len(columns),
            first_source=first + 1,
            page=asked.page,
            pages=max(1, -(-total // ROWS)),
            across=asked.across,
            acrosses=max(1, -(-len(columns) // COLUMNS)),
        )


def _fitting(desk: Desk, connection: sqlite3.Connection, asked: Filter) -> _Fitting:
    wanted = {
        "kind": "face.kind = :kind",
        "side": "face.side = :side",
        "said": "instr(face.said, :said)",
        "stance": "instr(face.stances, ' ' || :stance || ' ')",
        "since": "face.last >= :since",
        "until": "face.first != '' AND face.first <= :until",
    }
    values: dict[str, object] = {name: value for name in wanted if (value := getattr(asked, name))}
    if asked.said:
        values["said"] = " ".join(asked.said.split()).casefold()
    account = " AND ".join(f"({wanted[name]})" for name in values) or EVERY
    question = [EVERY]
    if asked.status:
        question.append("question.status = :status")
        values["status"] = asked.status
    if asked.reviewed:
        begun, done = _reviewed(desk, connection)
        here, ids = {"yes": ("IN", done), "some": ("IN", begun - done), "no": ("NOT IN", begun)}[asked.reviewed]
        question.append(f"question.id {here} (SELECT value FROM json_each(:reviewed))")  # noqa: S608  words of ours
        values["reviewed"] = json.dumps(sorted(ids))
    return _Fitting(account, " AND ".join(question), values)


def _reviewed(desk: Desk, connection: sqlite3.Connection) -> tuple[set[str], set[str]]:
    """Return the questions of which people decided about some claims, and those of which about all."""
    desk.reviewed.refresh(connection)
    counts = desk.reviewed.counts("question")
    claims = "SELECT claims FROM question WHERE id = ?"
    done = {id_ for id_, judged in counts.items() if judged >= connection.execute(claims, (id_,)).fetchone()[0]}
    return set(counts), done


def _questions(connection: sqlite3.Connection, fitting: _Fitting, number: int) -> tuple[int, list[sqlite3.Row]]:
    """Return how many questions fit, and those of a page."""
    where = fitting.question
    if fitting.account != EVERY:
        # One pass over the accounts, rather than one look into them for each question.
        where += f" AND id IN (SELECT question FROM face WHERE {fitting.account})"  # noqa: S608  conditions of ours
    statement = f"SELECT id FROM question WHERE {where} ORDER BY number"  # noqa: S608
    ids = [row["id"] for row in connection.execute(statement, fitting.values)]
    here = ids[(number - 1) * ROWS : number * ROWS]
    rows = connection.execute(
        "SELECT * FROM question WHERE id IN (SELECT value FROM json_each(?)) ORDER BY number", (json.dumps(here),)
    )
    return len(ids), rows.fetchall()


def _said(connection: sqlite3.Connection, ids: list[str], fitting: _Fitting) -> dict[str, list[sqlite3.Row]]:
    """Return the accounts of each question, in the order of their values."""
    found: dict[str, list[sqlite3.Row]] = defaultdict(list)
    statement = (
        "SELECT account.question, account.place, number, account.entity, source, value, words, face.side, held, "  # noqa: S608
        f"({fitting.account}) AS fits FROM account JOIN face USING (question, place) "
        "WHERE question IN (SELECT value FROM json_each(:ids)) ORDER BY question, place"
    )
    for row in connection.execute(statement, {**fitting.values, "ids": json.dumps(ids)}):
        found[row["question"]].append(row)
    return found


def _key(row: sqlite3.Row) -> tuple[str, str]:
    """Return which column an account stands in; a source that is no entity of the case has its own by its name."""
    return row["entity"], "" if row["entity"] else row["source"]


def _columns(
    connection: sqlite3.Connection, said: dict[str, list[sqlite3.Row]]
) -> list[tuple[tuple[str, str], GridColumn]]:
    """Return the sources that have an account that fits, those that speak to most questions first."""
    names: dict[tuple[str, str], str] = {}
    spoken: Counter[tuple[str, str]] = Counter()
    fitting: set[tuple[str, str]] = set()
    for rows in said.values():
        spoken.update({_key(row): 1 for row in rows})
        fitting.update(_key(row) for row in rows if row["fits"])
        names.update((_key(row), row["source"]) for row in rows)
    facts = {
        row["id"]: row
        for row in connection.execute(
            "SELECT id, place, kind FROM entity WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([entity for entity, _ in fitting if entity]),),
        )
    }
    found = []
    for key in fitting:
        entity = facts.get(key[0])
        link = Link(names[key], f"/sources/{key[0]}" if entity else "")
        order = (-spoken[key], entity["place"] if entity else len(facts), names[key])
        found.append((order, key, GridColumn(link, entity["kind"] if entity else "", spoken[key])))
    return [(key, column) for _, key, column in sorted(found, key=lambda each: each[0])]


def _cells(rows: list[sqlite3.Row], places: dict[tuple[str, str], int]) -> tuple[tuple[GridEntry, ...], ...]:
    cells: list[list[GridEntry]] = [[] for _ in places]
    for row in rows:
        place = places.get(_key(row))
        if place is not None:
            cells[place].append(
                GridEntry(
                    number=row["number"],
                    value=row["value"],
                    kind=row["side"],
                    side=row["held"] + 1,
                    words=row["words"],
                    href=href(row["question"], row["number"], row["place"]),
                    fits=bool(row["fits"]),
                )
            )
    return tuple(map(tuple, cells))


def href(question: str, number: int, place: int) -> str:
    """Return where an account stands: on which page of its question, and there under which name."""
    at = place // questions.ACCOUNTS + 1
    return f"/questions/{question}{f'?page={at}' if at > 1 else ''}#account-{number}"


def look_in(desk: Desk, question: str, number: int) -> GridCell:
    """Return one account with its first claims.

    Raises:
        Missing: the last comparison has no such account.
    """
    with desk.rows() as connection:
        row = connection.execute(
            "SELECT account.*, held, text, status, sides FROM account JOIN face USING (question, place) "
            "JOIN question ON question.id = account.question WHERE account.question = ? AND account.number = ?",
            (question, number),
        ).fetchone()
        if row is None:
            raise Missing("this account is not there any more: its claims were regrouped; load the grid again")
        return GridCell(
            question=Link(row["text"], href(question, number, row["place"])),
            status=Badge(row["status"], STATUS[row["status"]]),
            account=account_card(desk, connection, row),
            side=row["held"] + 1,
            sides=len(json.loads(row["sides"])),
        )
