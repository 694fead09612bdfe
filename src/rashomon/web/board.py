"""The board: a comparison laid out for reading, so that every page is a few rows by key however large the case.

It is a SQLite file beside the case's database, made by `boarding` in a process of its own, swapped in whole, and thrown
away and made anew at will: nothing in it is only there, but where the addresses of joined sources lead (`former`).
What must be quick (lists, counts, filters) are columns; what a page shows of one thing is one compressed JSON body,
written from the dataclasses of `shapes` and `report.contexts`.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote

from pydantic import TypeAdapter

from rashomon.errors import RunError
from rashomon.records import Claim

FILE = "board.db"
FORMAT = 6
"""Of the tables below: a board of another format is made anew."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE question (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL, status TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    first TEXT NOT NULL, last TEXT NOT NULL, accounts INTEGER NOT NULL, documents INTEGER NOT NULL,
    origins INTEGER NOT NULL, claims INTEGER NOT NULL, sides TEXT NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX question_number ON question (number);
CREATE INDEX question_status ON question (status, number);
CREATE TABLE account (
    question TEXT NOT NULL, place INTEGER NOT NULL, number INTEGER NOT NULL, entity TEXT NOT NULL, source TEXT NOT NULL,
    side TEXT NOT NULL, value TEXT NOT NULL, words TEXT NOT NULL, claims TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (question, place)) WITHOUT ROWID;
CREATE INDEX account_entity ON account (entity);
CREATE TABLE answer (
    claim TEXT NOT NULL, question TEXT NOT NULL, account INTEGER NOT NULL,
    PRIMARY KEY (claim, question, account)) WITHOUT ROWID;
CREATE INDEX answer_question ON answer (question, account);
CREATE TABLE claim (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL, document TEXT NOT NULL, documentnumber INTEGER NOT NULL,
    entity TEXT NOT NULL, stance TEXT NOT NULL, day TEXT NOT NULL, start INTEGER NOT NULL, origin TEXT NOT NULL,
    contested INTEGER NOT NULL, text TEXT NOT NULL, target TEXT NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX claim_number ON claim (number);
CREATE INDEX claim_document ON claim (document, start);
CREATE INDEX claim_entity ON claim (entity, number);
CREATE INDEX claim_documentnumber ON claim (documentnumber);
CREATE TABLE entity (
    id TEXT PRIMARY KEY, place INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, claims INTEGER NOT NULL,
    documents INTEGER NOT NULL, alone INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX entity_place ON entity (place);
CREATE TABLE document (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, published TEXT NOT NULL,
    state TEXT NOT NULL, claims INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX document_number ON document (number);
CREATE INDEX document_published ON document (published);
CREATE TABLE origin (
    id TEXT PRIMARY KEY, place INTEGER NOT NULL, name TEXT NOT NULL, claims INTEGER NOT NULL,
    documents INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE conduit (place INTEGER PRIMARY KEY, name TEXT NOT NULL, claims INTEGER NOT NULL, percent INTEGER NOT NULL);
CREATE TABLE chain (place INTEGER PRIMARY KEY, tellers TEXT NOT NULL, claims INTEGER NOT NULL);
CREATE TABLE echo (
    number INTEGER PRIMARY KEY, source TEXT NOT NULL, copy TEXT NOT NULL, score REAL NOT NULL, body BLOB NOT NULL);
CREATE INDEX echo_source ON echo (source);
CREATE INDEX echo_copy ON echo (copy);
CREATE TABLE event (
    number INTEGER PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL, kind TEXT NOT NULL, precision TEXT NOT NULL,
    words TEXT NOT NULL, claim TEXT NOT NULL, entity TEXT NOT NULL, reading INTEGER NOT NULL, basis TEXT NOT NULL,
    firstday INTEGER NOT NULL, lastday INTEGER NOT NULL);
CREATE INDEX event_first ON event (first, last);
CREATE INDEX event_claim ON event (claim);
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, latitude REAL, longitude REAL,
    precision TEXT NOT NULL, claims INTEGER NOT NULL, words TEXT NOT NULL, others TEXT NOT NULL);
CREATE INDEX place_claims ON place (claims);
CREATE TABLE lane (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL);
CREATE INDEX lane_key ON lane (kind, key);
CREATE TABLE moment (
    lane INTEGER NOT NULL, firstday INTEGER NOT NULL, lastday INTEGER NOT NULL, kind INTEGER NOT NULL,
    reading INTEGER NOT NULL, event INTEGER NOT NULL, source INTEGER NOT NULL,
    PRIMARY KEY (lane, firstday, lastday, kind, reading, event)) WITHOUT ROWID;
CREATE TABLE stretch (
    lane INTEGER NOT NULL, kind INTEGER NOT NULL, moments INTEGER NOT NULL, first INTEGER NOT NULL,
    last INTEGER NOT NULL, earliest INTEGER NOT NULL, latest INTEGER NOT NULL, PRIMARY KEY (lane, kind)) WITHOUT ROWID;
CREATE TABLE placed (
    place INTEGER NOT NULL, number INTEGER NOT NULL, claim TEXT NOT NULL, PRIMARY KEY (place, number)) WITHOUT ROWID;
CREATE INDEX placed_claim ON placed (claim);
CREATE TABLE side (
    question TEXT NOT NULL, place INTEGER NOT NULL, text TEXT NOT NULL, documents TEXT NOT NULL, outlets TEXT NOT NULL,
    origins TEXT NOT NULL, claims TEXT NOT NULL, PRIMARY KEY (question, place)) WITHOUT ROWID;
CREATE INDEX question_words ON question (number, status, kind, text);
CREATE TABLE queue (place INTEGER PRIMARY KEY, claim TEXT NOT NULL, question TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE face (
    question TEXT NOT NULL, place INTEGER NOT NULL, entity TEXT NOT NULL, asked INTEGER NOT NULL, kind TEXT NOT NULL,
    side TEXT NOT NULL, held INTEGER NOT NULL, alone INTEGER NOT NULL, stances TEXT NOT NULL, first TEXT NOT NULL,
    last TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (question, place)) WITHOUT ROWID;
CREATE INDEX face_entity ON face (entity, asked, place);
CREATE TABLE called (
    folded TEXT NOT NULL, entity TEXT NOT NULL, name TEXT NOT NULL, written INTEGER NOT NULL, claims INTEGER NOT NULL,
    PRIMARY KEY (folded, entity)) WITHOUT ROWID;
CREATE INDEX called_entity ON called (entity);
CREATE TABLE way (
    entity TEXT NOT NULL, place INTEGER NOT NULL, tellers TEXT NOT NULL, claims INTEGER NOT NULL,
    PRIMARY KEY (entity, place)) WITHOUT ROWID;
CREATE TABLE carried (
    source TEXT NOT NULL, name TEXT NOT NULL, teller TEXT NOT NULL, passed INTEGER NOT NULL,
    published INTEGER NOT NULL, PRIMARY KEY (source, name)) WITHOUT ROWID;
CREATE INDEX carried_teller ON carried (teller);
CREATE TABLE former (id TEXT PRIMARY KEY, entity TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE copied (number INTEGER PRIMARY KEY, origin TEXT NOT NULL, evidence TEXT NOT NULL, size INTEGER NOT NULL);
CREATE TABLE copier (
    document TEXT NOT NULL, copied INTEGER NOT NULL, PRIMARY KEY (copied, document)) WITHOUT ROWID;
CREATE INDEX claim_origin ON claim (origin, number);
CREATE INDEX queue_claim ON queue (claim);
CREATE TABLE queued (
    kind TEXT NOT NULL, key TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (kind, key, place)) WITHOUT ROWID;
CREATE TABLE held (
    claim TEXT NOT NULL, question TEXT NOT NULL, side INTEGER NOT NULL, PRIMARY KEY (claim, question)) WITHOUT ROWID;
CREATE INDEX held_side ON held (question, side);
CREATE TABLE proposal (
    target TEXT NOT NULL, about TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (target, about)) WITHOUT ROWID;
CREATE TABLE regrade (judgement TEXT PRIMARY KEY, review TEXT NOT NULL) WITHOUT ROWID;
"""

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def pack(kind: type[T], body: T) -> bytes:
    """Return a dataclass as compressed JSON."""
    return zlib.compress(_adapter(cast(Any, kind)).dump_json(body), 1)


def unpack(kind: type[T], data: bytes) -> T:
    """Return what `pack` packed."""
    found: T = _adapter(cast(Any, kind)).validate_json(zlib.decompress(data))
    return found


class BoardFile:
    """A board that can be read. `open` gives a connection; each holds on to the file that was there when it opened."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection | None]:
        """Give a connection for reading, or None where there is no board, or one of another format."""
        try:
            connection = sqlite3.connect(f"file:{quote(str(self.path.resolve()))}?mode=ro&immutable=1", uri=True)
        except sqlite3.OperationalError:
            yield None
            return
        with closing(connection):
            connection.row_factory = sqlite3.Row
            yield connection if meta(connection, "format") == str(FORMAT) else None

    def mark(self) -> str:
        """Return what the board was made from, empty where there is none."""
        with self.open() as connection:
            return meta(connection, "mark") if connection else ""

    def seq(self) -> int:
        """Return the number of the last judgement that the board knows of."""
        with self.open() as connection:
            return int(meta(connection, "seq") or 0) if connection else 0


def meta(connection: sqlite3.Connection, key: str) -> str:
    """Return one of the facts about the board itself; empty where it has none, or is no board."""
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    except sqlite3.DatabaseError:
        return ""
    return str(row[0]) if row else ""


@contextmanager
def new_board(folder: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to an empty board, which takes the place of the present one when the block ends well.

    Raises:
        RunError: the folder cannot be written.
    """
    part = folder / f".{FILE}.part"
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as connection:
            # It is made anew where the machine stops: what counts is that it is never seen half-made.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(TABLES)
            yield connection
            connection.execute("INSERT INTO meta VALUES ('format', ?)", (str(FORMAT),))
            connection.commit()
            connection.execute("ANALYZE")
            connection.commit()
        part.replace(folder / FILE)
    except (OSError, sqlite3.OperationalError) as error:
        raise RunError(f"{folder}: compare: {error}; the comparison cannot be kept, free some space there") from error
    finally:
        part.unlink(missing_ok=True)


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows into one of our own tables, as they come."""
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return
    marks = ", ".join("?" * len(first))
    statement = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608  a name of ours
    connection.execute(statement, first)
    connection.executemany(statement, waiting)


def claim_ids(text: str) -> list[str]:
    """Return the ids in a column that lists them."""
    found: list[str] = json.loads(text)
    return found


def start_of(claim: Claim) -> int:
    """Return where the claimed words begin, code points of the document's text."""
    return min((span.start for span in claim.content), default=0)
