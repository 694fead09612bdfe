"""The timeline: what claims say happened when, apart from when it was said."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from rashomon.report.contexts import Link
from rashomon.web import periods, shapes_timeline
from rashomon.web.board import meta
from rashomon.web.boarding_when_where import BOTH, EVENT, STATEMENT, bulk
from rashomon.web.desk import Desk, Missing
from rashomon.web.people import Reader
from rashomon.web.periods import Stretch
from rashomon.web.rendering import page
from rashomon.web.shapes_timeline import Choice, Window
from rashomon.web.timeline_drawing import drawn
from rashomon.web.timeline_lanes import READINGS, Asking, lanes

router = APIRouter()

A_PAGE = 40
MOST_CHOICES = 60
SPANS = {"year": periods.YEAR, "month": periods.MONTH, "week": periods.WEEK}
KINDS = {"all": BOTH, "events": EVENT, "statements": STATEMENT}

DAY = r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"
"""A day, month or year, ISO 8601; empty where none is given."""


class Wanted(BaseModel):
    """What an address asks for.

    Attributes:
        first, last: the days from and to which is looked at.
        span: the stretch where neither is given.
        source, question: ids of what is looked at alone; empty where all are.
        page_, lane_page: of the list and of the lanes.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    first: str = Field("", alias="from", pattern=DAY)
    last: str = Field("", alias="to", pattern=DAY)
    span: Literal["bulk", "all", "year", "month", "week"] = "bulk"
    lanes: Literal["source", "question"] = "source"
    kind: Literal["all", "events", "statements"] = "all"
    source: str = Field("", max_length=80)
    question: str = Field("", max_length=80)
    page_: int = Field(1, alias="page", ge=1, le=100_000)
    lane_page: int = Field(1, ge=1, le=100_000)

    @property
    def query(self) -> dict[str, str]:
        """The filters, as they stand in an address."""
        told = {"lanes": self.lanes, "kind": self.kind, "source": self.source, "question": self.question}
        usual = {"lanes": "source", "kind": "all"}
        return {name: value for name, value in told.items() if value != usual.get(name, "")}


Asked = Annotated[Wanted, Query()]


@router.get("/api/timeline", tags=["timeline"])
def timeline(request: Request, _: Reader, asked: Asked) -> shapes_timeline.Timeline:
    """Return what happened and what was said in a stretch of days, in lanes and as a list.

    Without `from` and `to` the stretch is that of `span`: the bulk of all moments, all of them, or the year, month or
    week around the middle of them.
    """
    return look(request.state.desk, asked)


@router.get("/timeline", include_in_schema=False)
def timeline_page(request: Request, person: Reader, asked: Asked) -> Response:
    """Show the timeline."""
    shown = look(request.state.desk, asked)
    here = {**asked.query, "from": shown.window.first, "to": shown.window.last}
    kept = asked.query if shown.bulk else here
    return page(request, "timeline.html", person, shown=shown, drawn=drawn(shown), query=asked.query, kept=kept)


def look(desk: Desk, wanted: Wanted) -> shapes_timeline.Timeline:
    """Return the timeline of a window.

    Raises:
        Missing: the last comparison has no such source or question.
        HTTPException: 422, a day is none.
    """
    with desk.rows() as connection:
        asking, asked = _asking(connection, wanted)
        usual, whole, total = _stretch(asking)
        stretch = _window(asking, wanted, usual, whole)
        asking = replace(asking, stretch=stretch)
        inside = asking.counts()
        after = connection.execute(
            f"SELECT count(*) FROM moment WHERE {asking.where(windowed=False)} AND firstday > :last",  # noqa: S608
            asking.values(),
        ).fetchone()[0]
        number = inside.total()
        shown, lane_pages = lanes(asking, wanted.lanes, wanted.lane_page)
        timeless = [int(meta(connection, f"claims_without_{kind}") or 0) for kind in ("event", "statement")]
        return shapes_timeline.Timeline(
            asked=asked,
            window=_named("", stretch),
            bulk=stretch == usual,
            windows=_windows(asking, usual, whole),
            counts=shapes_timeline.Counts(inside[EVENT], inside[STATEMENT], max(total - number - after, 0), after),
            timeless=(timeless[0], timeless[1]),
            lanes=shown,
            lane_page=wanted.lane_page,
            lane_pages=lane_pages,
            entries=_entries(desk, asking, wanted.page_),
            page=wanted.page_,
            pages=max(1, -(-number // A_PAGE)),
            sources=_choices(connection, "source"),
            questions=_choices(connection, "question"),
        )


def _asking(connection: sqlite3.Connection, wanted: Wanted) -> tuple[Asking, shapes_timeline.Asked]:
    chosen = {}
    for kind, key in (("source", wanted.source), ("question", wanted.question)):
        row = connection.execute("SELECT id, name FROM lane WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        if key and row is None:
            raise Missing(f"the last comparison has no such {kind}; choose one from the list on the timeline")
        chosen[kind] = (row["id"], Choice(key, row["name"])) if key else (0, Choice("", ""))
    (source, source_choice), (question, question_choice) = chosen["source"], chosen["question"]
    asking = Asking(connection, question or source, source or None, KINDS[wanted.kind], (periods.FIRST, periods.LAST))
    return asking, shapes_timeline.Asked(wanted.lanes, wanted.kind, source_choice, question_choice)


def _stretch(asking: Asking) -> tuple[Stretch, Stretch, int]:
    """Return the usual window, the one that holds everything, and the number of moments."""
    row = asking.connection.execute(
        "SELECT first, last, earliest, latest, moments FROM stretch WHERE lane = ? AND kind = ?",
        (asking.lane, asking.kind),
    ).fetchone()
    alone = asking.source is None or asking.lane == asking.source
    if row is not None and alone:
        first, last, earliest, latest, total = row
        return _padded((first, last)), _padded((earliest, latest)), total
    days = [
        (row[0], row[1])
        for row in asking.connection.execute(
            f"SELECT firstday, lastday FROM moment WHERE {asking.where(windowed=False)}",  # noqa: S608  words of ours
            asking.values(),
        )
    ]
    if not days:
        return (periods.FIRST, periods.LAST), (periods.FIRST, periods.LAST), 0
    whole = min(first for first, _ in days), max(last for _, last in days)
    return _padded(bulk(days)), _padded(whole), len(days)


def _padded(stretch: Stretch) -> Stretch:
    """Return a stretch with some air at both ends."""
    first, last = stretch
    air = max(3, (last - first) // 40)
    return periods.clamped(first - air), periods.clamped(last + air)


def _window(asking: Asking, wanted: Wanted, usual: Stretch, whole: Stretch) -> Stretch:
    try:
        first = periods.parse(wanted.first)[0] if wanted.first else None
        last = periods.parse(wanted.last)[1] if wanted.last else None
    except ValueError as error:
        raise HTTPException(422, "from, to: the calendar has no such day; give one as 2017-10-12") from error
    if first is None and last is None:
        if wanted.span in SPANS:
            return periods.period(_middle(asking, usual), SPANS[wanted.span])
        return whole if wanted.span == "all" else usual
    first = min(usual[0], last or usual[0]) if first is None else first
    last = max(usual[1], first) if last is None else last
    return min(first, last), max(first, last)


def _middle(asking: Asking, stretch: Stretch) -> int:
    """Return the day in the middle of the moments that begin in a stretch, or of the stretch where none does."""
    inside = f"FROM moment WHERE {asking.where(windowed=False)} AND firstday BETWEEN :first AND :last"
    values = replace(asking, stretch=stretch).values()
    number = asking.connection.execute(f"SELECT count(*) {inside}", values).fetchone()[0]
    if not number:
        return sum(stretch) // 2
    found = asking.connection.execute(
        f"SELECT firstday {inside} ORDER BY firstday LIMIT 1 OFFSET :skip",
        {**values, "skip": number // 2},
    ).fetchone()
    return int(found[0])


def _named(name: str, stretch: Stretch) -> Window:
    return Window(name, periods.iso(stretch[0]), periods.iso(stretch[1]))


def _windows(asking: Asking, usual: Stretch, whole: Stretch) -> tuple[Window, ...]:
    """Return where one can go from a window."""
    first, last = asking.stretch
    length = last - first + 1
    middle = _middle(asking, asking.stretch)
    half = max(length // 4, 0)
    centre = (first + last) // 2
    return (
        _named("bulk", usual),
        _named("all", whole),
        *(_named(name, periods.period(middle, unit)) for name, unit in SPANS.items()),
        _named("earlier", (periods.clamped(first - length), periods.clamped(first - 1))),
        _named("later", (periods.clamped(last + 1), periods.clamped(last + length))),
        _named("nearer", (periods.clamped(centre - half), periods.clamped(centre + half))),
        _named("wider", (periods.clamped(first - length // 2 - 1), periods.clamped(last + length // 2 + 1))),
    )


def _entries(desk: Desk, asking: Asking, number: int) -> tuple[shapes_timeline.Entry, ...]:
    rows = asking.connection.execute(
        "SELECT event.*, claim.text AS said, claim.document, document.title, entity.name FROM ("  # noqa: S608
        "SELECT event AS chosen, firstday AS f, lastday AS l, kind AS k, reading AS r FROM moment "
        f"WHERE {asking.where()} ORDER BY firstday, lastday, kind, reading, event LIMIT :most OFFSET :skip) "
        "JOIN event ON event.number = chosen JOIN claim ON claim.id = event.claim "
        "LEFT JOIN document ON document.id = claim.document LEFT JOIN entity ON entity.id = event.entity "
        "ORDER BY f, l, k, r, chosen",
        {**asking.values(), "most": A_PAGE, "skip": (number - 1) * A_PAGE},
    )
    return tuple(
        shapes_timeline.Entry(
            kind=row["kind"],
            reading=READINGS[row["reading"]],
            first=row["first"],
            last=row["last"],
            precision=row["precision"],
            words=row["words"],
            basis=row["basis"],
            claim=row["claim"],
            text=row["said"],
            speaker=Link(row["name"] or "the document", f"/sources/{row['entity']}" if row["name"] else ""),
            document=Link(row["title"] or row["document"], f"/documents/{row['document']}"),
            state=desk.decisions.state(row["claim"])[0],
        )
        for row in rows
    )


def _choices(connection: sqlite3.Connection, kind: str) -> tuple[Choice, ...]:
    rows = connection.execute("SELECT key, name FROM lane WHERE kind = ? ORDER BY id LIMIT ?", (kind, MOST_CHOICES))
    return tuple(Choice(*row) for row in rows)
