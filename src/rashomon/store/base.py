"""A case: one folder with its archived bytes and its database, and everything that is done with it.

`Case` is the one door: commands, the review page and exports go through it. Everything it writes goes through
`writing`, in one transaction with the entry of the log that tells of it.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from rashomon.errors import RunError
from rashomon.records import Reading
from rashomon.store import log, making, migrating, schema, views, writing
from rashomon.store.engine import Base, open_base
from rashomon.store.entries import (
    Finding,
    Hit,
    Kept,
    Location,
    LocationKind,
    LogEntry,
    Missing,
    Outcome,
    Receipt,
    Run,
    SearchQuery,
    Status,
    Stored,
    canonical,
    now,
)
from rashomon.store.folder import ORIGINALS, Settings, is_case, read_settings
from rashomon.store.originals import Originals
from rashomon.store.search import search

if TYPE_CHECKING:
    from rashomon.store.judgements import Judgement
    from rashomon.store.sealed import Key, Seal

__all__ = [
    "Case",
    "Finding",
    "Hit",
    "Kept",
    "Location",
    "LocationKind",
    "Log",
    "LogEntry",
    "Missing",
    "Outcome",
    "Receipt",
    "Run",
    "SearchQuery",
    "Status",
    "Stored",
    "canonical",
    "is_case",
    "now",
    "restore",
]


class Log:
    """The log of an open case. See `store.log`."""

    def __init__(self, base: Base, case: str, actor: str) -> None:
        self._base, self._case, self._actor = base, case, actor

    def append(self, action: str, detail: Mapping[str, Any], *, actor: str | None = None) -> LogEntry:
        """Add an entry by itself, for what changes nothing in the case (an export, a read of something protected).

        Raises:
            RunError: the case cannot be written.
            TypeError: the detail holds floats.
        """
        with self._base.writing() as connection:
            return log.append(connection, actor or self._actor, action, detail)

    def entries(self, *, after: int = 0) -> Iterator[LogEntry]:
        """Yield the entries in order."""
        with self._base.reading() as connection:
            yield from log.entries(connection, after=after)

    def receipt(self) -> Receipt:
        """Return the head as something to keep elsewhere."""
        with self._base.reading() as connection:
            return log.receipt(connection, self._case)

    def verify(self, *, receipts: tuple[Receipt, ...] = ()) -> Finding | None:
        """Return what is wrong with the first altered, missing or reordered entry, None where there is none.

        Raises:
            RunError: a receipt is of another case.
        """
        for receipt in receipts:
            if receipt.case != self._case:
                raise RunError(f"log verify: the receipt is of another case ({receipt.case}); give one of this case")
        with self._base.reading() as connection:
            return log.verify(connection, receipts=receipts)


class Case:
    """An open case. A context manager; made by `create` or `open`, never directly."""

    def __init__(self, folder: Path, settings: Settings, base: Base, actor: str) -> None:
        self.folder, self.settings, self.base, self.actor = folder, settings, base, actor
        self.originals = Originals(folder / ORIGINALS)
        self.log = Log(base, settings.id, actor)

    @classmethod
    def create(
        cls, folder: Path, *, database: str | None = None, profile: str = "literal", actor: str | None = None
    ) -> Case:
        """Make a new, empty case and open it.

        Args:
            folder: must not exist, or be empty.
            database: a PostgreSQL URL; None for SQLite in the folder.
            profile: how vague amounts are read in this case.
            actor: who works on it, for the log; the system's user name by default.

        Raises:
            RunError: the folder is taken or cannot be written, or the database cannot be reached.
        """
        return cls.build(folder, making.new_settings(database, profile), database=database, actor=actor)

    @classmethod
    def build(
        cls,
        folder: Path,
        settings: Settings,
        *,
        database: str | None = None,
        actor: str | None = None,
        rows: making.Rows | None = None,
    ) -> Case:
        """Make a case of these settings; `case.toml` comes last, so that a half-made one is no case.

        Args:
            rows: what `tables.load` is to fill the tables with; None starts an empty log.

        Raises:
            RunError: as `create`; nothing of the case stays then.
        """
        actor = actor or whoever()
        return cls(folder, settings, making.make(folder, settings, database=database, actor=actor, rows=rows), actor)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        database: str | None = None,
        write: bool = True,
        actor: str | None = None,
        still: bool = False,
    ) -> Case:
        """Open a case; one of an older schema is copied and brought up to date first.

        Args:
            database: a PostgreSQL URL with what `case.toml` does not keep (a password); None takes the variable
                RASHOMON_DATABASE or the address there.
            write: False opens it for reading only; nothing in the folder is changed then.
            still: with `write=False`, for a short look that leaves no file of SQLite's behind either.

        Raises:
            RunError: it is no case, a newer program made it, or its database cannot be reached.
        """
        settings = read_settings(folder)
        base = open_base(folder, settings, database=database, write=write, still=still)
        case = cls(folder, settings, base, actor or whoever())
        try:
            migrating.prepare(base, write=write)
            with base.reading() as connection:
                found = connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == "case")).scalar()
            if found != settings.id:
                raise RunError(f"{folder}: open: its database is that of another case; check --database and case.toml")
        except BaseException:
            base.close()
            raise
        return case

    def __enter__(self) -> Case:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.base.close()

    @property
    def id(self) -> str:
        """Identity of the case, 32 hex digits."""
        return self.settings.id

    @property
    def profile(self) -> str:
        """How vague amounts are read in this case."""
        return self.settings.profile

    # Going in

    def add_original(self, data: bytes) -> str:
        """Archive bytes and return their SHA-256; they belong to no document until `put` says so."""
        return self.originals.add(data)

    def put(self, documents: Iterable[Stored], *, run: Run | None = None) -> list[Outcome]:
        """Store documents in one transaction; when this returns they are safe, when it raises none is there.

        Args:
            documents: their bytes were archived before, by `add_original`.
            run: how their readings were made; needed where one has a reading.

        Raises:
            RunError: bytes are not archived, a reading is of other bytes, or the database says no.
        """
        items = list(documents)
        for item in items:
            if item.sha256 and not self.originals.path(item.sha256).is_file():
                raise RunError(f"put: {item.sha256} is not archived; add its bytes first")
        self.originals.settle(item.sha256 for item in items if item.sha256)
        with self.base.writing() as connection:
            return writing.put(connection, items, run=run, actor=self.actor)

    def record_run(self, run: Run) -> str:
        """Keep what a run was, once, and return its id; `put` does so by itself."""
        with self.base.writing() as connection:
            writing.add_run(connection, run, self.actor)
        return run.id

    # Coming out

    def known(self, sha256: str) -> Kept | None:
        """Return the document with these bytes, None where the case has none."""
        with self.base.reading() as connection:
            return next(views.documents(connection, sha256=sha256), None)

    def states(self, hashes: Iterable[str]) -> dict[str, str]:
        """Return the state of each document with one of these hashes; those the case has not are left out."""
        table = schema.document
        found: dict[str, str] = {}
        with self.base.reading() as connection:
            for some in writing.chunks(dict.fromkeys(hashes)):
                rows = connection.execute(select(table.c.sha256, table.c.state).where(table.c.sha256.in_(some)))
                found.update((row.sha256, row.state) for row in rows)
        return found

    def documents(self, *, states: tuple[str, ...] = ()) -> Iterator[Kept]:
        """Yield the documents in the order added, all or those in `states`."""
        with self.base.reading() as connection:
            yield from views.documents(connection, states=states)

    def readings(self) -> Iterator[Reading]:
        """Yield the reading that counts of every document that was read, in the order added."""
        with self.base.reading() as connection:
            yield from (reading for _, reading in views.readings(connection))

    def runs(self) -> dict[str, Run]:
        """Return every run that readings of the case were made by, by its id."""
        with self.base.reading() as connection:
            return dict(views.runs(connection))

    def locations(self) -> dict[str, list[Row[Any]]]:
        """Return where the bytes of each document were taken from, by its id: rows of `schema.location` as added."""
        with self.base.reading() as connection:
            return views.locations(connection)

    def missing(self) -> tuple[Missing, ...]:
        """Return the places that gave no bytes when they were last tried."""
        with self.base.reading() as connection:
            return tuple(views.missing(connection))

    def settle(self) -> None:
        """Let the database plan searches by what the case holds now."""
        with self.base.writing() as connection:
            writing.settle(connection)

    def status(self) -> Status:
        """Return the state of the case, all of one moment."""
        with self.base.reading() as connection:
            return Status(
                id=self.id,
                profile=self.profile,
                database=self.settings.database,
                schema=migrating.HEAD,
                counts=views.states(connection),
                unread=tuple(views.documents(connection, states=("partial", "failed", "archived"))),
                missing=tuple(views.missing(connection)),
                claims=views.count(connection, schema.claim),
                judgements=views.count(connection, schema.judgement),
                entries=views.count(connection, schema.log),
            )

    def search(self, query: SearchQuery) -> Iterator[Hit]:
        """Yield the sentences that fit, in the order of the case. Raises `RunError` for a query that asks nothing."""
        with self.base.reading() as connection:
            yield from search(connection, query)

    # Judgements: their records are those of store.judgements, their table is ours

    def judge(self, judgement: Judgement) -> Judgement:
        """Append a judgement and return it with its number."""
        from rashomon.store.judgements import judgement_from, judgement_object

        told = judgement_object(judgement)
        return judgement_from(told | {"seq": self.judge_object(told)})

    def judgements(self) -> Iterator[Judgement]:
        """Yield all judgements in the order made."""
        from rashomon.store.judgements import judgement_from

        yield from (judgement_from(told) for told in self.judgement_objects())

    def judge_object(self, judgement: Mapping[str, Any]) -> int:
        """Append a judgement given as a JSON object; return the number it gets."""
        with self.base.writing() as connection:
            return writing.judge(connection, judgement, judgement["actor"])

    def judgement_objects(self) -> Sequence[dict[str, Any]]:
        """Return all judgements in the order made, as JSON objects."""
        with self.base.reading() as connection:
            rows = connection.execute(select(schema.judgement).order_by(schema.judgement.c.seq))
            return [writing.judgement_object(row._mapping) for row in rows]

    # The whole

    def backup(self, path: Path, *, seal: Seal | None = None) -> str:
        """Write everything into one file, from which `restore` makes the case again; return the file's SHA-256.

        Args:
            seal: for whom it is encrypted; None leaves it in clear.

        Raises:
            RunError: the file is there already or cannot be written, or an original is damaged.
        """
        from rashomon.store.backup import backup

        return backup(self, path, seal=seal)

    def verify(self) -> Iterator[Finding]:
        """Yield everything that is wrong: originals, readings, spans, references, log, index."""
        from rashomon.store.verify import verify

        yield from verify(self)

    def discard(self) -> None:
        """Take a case that was being made away again, tables and folder."""
        making.unmake(self.base, self.folder, self.settings)

    def sweep(self) -> int:
        """Remove what a crash left half-written among the originals; return how many files."""
        with self.base.writing():
            return self.originals.sweep()


def restore(
    path: Path, folder: Path, *, database: str | None = None, actor: str | None = None, key: Key | None = None
) -> Case:
    """Make a case again from a backup, in a new folder, and open it. See `store.backup`."""
    from rashomon.store.backup import restore as run

    return run(path, folder, database=database, actor=actor, key=key)


def whoever() -> str:
    """Return who works on the case, for the log: RASHOMON_ACTOR or the system's user name."""
    if name := os.environ.get("RASHOMON_ACTOR"):
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return f"uid {os.getuid()}"
