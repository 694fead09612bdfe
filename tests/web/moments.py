"""Moments and places of a test's own, in the board of a case."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from rashomon.web import boarding_when_where as when_where
from rashomon.web.board import FILE

Moment = tuple[str, str, str, int]
"""Kind, first and last day, how they are to be read."""


@contextmanager
def board_of(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        yield connection
        connection.commit()


def put_moments(folder: Path, moments: Sequence[Moment], *, entity: str | None = None) -> str:
    """Put moments in place of those of the board, all of one claim; return the id of their source."""
    with board_of(folder) as connection:
        question = "JOIN answer ON answer.claim = claim.id" if entity is None else ""
        claim, said_by = connection.execute(f"SELECT claim.id, claim.entity FROM claim {question} LIMIT 1").fetchone()
        for table in ("event", "lane", "moment", "stretch"):
            connection.execute(f"DELETE FROM {table}")
        for number, (kind, first, last, reading) in enumerate(moments, start=1):
            days = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
            row = (number, first, last, kind, "day", "then", claim, entity or said_by, reading, "", *days)
            connection.execute(f"INSERT INTO event VALUES ({', '.join('?' * len(row))})", row)
        when_where.lay_lanes(connection)
    return str(said_by)


def put_place(folder: Path, number: int, name: str, precision: str, point: tuple[float, float] | None) -> None:
    """Add a place that one claim names."""
    latitude, longitude = point or (None, None)
    with board_of(folder) as connection:
        claim = connection.execute("SELECT id FROM claim LIMIT 1").fetchone()[0]
        others = json.dumps(["Elsewhere, US"] if name == "Twin" else [])
        row = (number, name, "SY", latitude, longitude, precision, 1, name, others)
        connection.execute(f"INSERT INTO place VALUES ({', '.join('?' * len(row))})", row)
        connection.execute("INSERT INTO placed VALUES (?, 0, ?)", (number, claim))
