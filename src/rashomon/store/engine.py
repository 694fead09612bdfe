"""Connections to the database of a case: SQLite in its folder, or PostgreSQL. One writer at a time on either.

SQLite: write-ahead log (readers never wait), `synchronous=FULL` (what was committed outlives a loss of power), foreign
keys on. A writer first takes the lock of the case (`case.lock`, flock), which waits its turn instead of failing; on
PostgreSQL an advisory lock, held to the end of the transaction, does the same for a whole team.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from rashomon.errors import RunError
from rashomon.store.folder import DATABASE, LOCK, Settings
from rashomon.store.reasons import explained

BUSY_SECONDS = 60
"""How long SQLite waits for a lock that somebody outside Rashomon holds."""

LOCK_SECONDS = 600
"""How long a writer waits for another one."""


@dataclass(frozen=True, slots=True)
class Base:
    """The database of one case, open. `kind` is "sqlite" or "postgresql"; `key` is that of its advisory lock."""

    engine: Engine
    folder: Path
    kind: str
    key: int
    write: bool = True

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for reading, on which all is as at one moment.

        Raises:
            RunError: the database says no.
        """
        level = {"isolation_level": "REPEATABLE READ"} if self.kind == "postgresql" else {}
        with explained(self.folder), self.engine.connect().execution_options(**level) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the one writer's connection; commit at the end, or nothing where an error leaves the block.

        Raises:
            RunError: the database says no, the disk is full, or another writer did not end in ten minutes.
        """
        if not self.write:
            raise RunError(f"{self.folder}: write: the case is open for reading only")
        with (
            explained(self.folder),
            turn(self.folder),
            self.engine.connect().execution_options(write=True) as connection,
            connection.begin(),
        ):
            if self.kind == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": self.key})
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait for our turn to write in the folder of a case. The system frees the lock of a process that dies.

    Raises:
        RunError: the lock cannot be taken.
    """
    path = folder / LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise RunError(f"{path}: write: {error.strerror}; the case cannot be changed from here") from error
    try:
        _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    pause = 0.001
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise RunError(f"{path}: write: another process has been writing for too long; end it first") from None
            time.sleep(pause)
            pause = min(2 * pause, 0.05)
        else:
            return


def lock_key(case_id: str) -> int:
    """Return the number of a case's advisory lock: 63 bits of its id."""
    return int(case_id[:16], 16) >> 1


def open_base(
    folder: Path, settings: Settings, *, database: str | None = None, write: bool = True, still: bool = False
) -> Base:
    """Open the database that `settings` name; `database` is a PostgreSQL URL that overrides the address kept there.

    Args:
        still: for a short look that leaves no trace: SQLite's own files beside the database are not made, unless
            somebody has it open. What is written while it is looked at may be seen in part.

    Raises:
        RunError: the URL is no PostgreSQL URL, or its driver is not installed.
    """
    if settings.database == "sqlite":
        engine = _sqlite(folder / DATABASE, write=write, still=still)
    else:
        engine = _postgresql(database or os.environ.get("RASHOMON_DATABASE") or settings.address, settings.schema)
    return Base(engine, folder, settings.database, lock_key(settings.id), write)


def parse_url(database: str) -> URL:
    """Return a PostgreSQL URL with its driver named.

    Raises:
        RunError: it is none.
    """
    try:
        url = make_url(database)
    except (ArgumentError, ValueError) as error:
        raise RunError("--database: this is no URL; give postgresql://user@host:port/name") from error
    if url.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise RunError(f"--database: {url.drivername}: not supported; give postgresql://… or leave it out for SQLite")
    return url.set(drivername="postgresql+psycopg")


def without_secrets(url: URL) -> str:
    """Return a URL as `case.toml` may keep it: no password and no options, which may hold one."""
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database).render_as_string()


def _sqlite(path: Path, *, write: bool, still: bool = False) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            _uri(path, write=write, still=still),
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The driver's own transactions begin late and deferred; a writer must hold the lock from its first read on.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN")

    return engine


def _uri(path: Path, *, write: bool, still: bool = False) -> str:
    """Return the address of the file. In a folder that may not be written there can be no writer to wait for."""
    address = f"file:{quote(str(path.resolve()))}?mode="
    if write:
        return f"{address}rwc"
    wal = path.with_name(f"{path.name}-wal")
    frozen = not os.access(path.parent, os.W_OK, effective_ids=True) and not (wal.exists() and wal.stat().st_size)
    frozen = frozen or (still and not wal.exists())
    return f"{address}ro{'&immutable=1' if frozen else ''}"


def _postgresql(database: str, schema: str) -> Engine:
    url = parse_url(database)
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            connect_args={"options": f"-csearch_path={schema} -ctimezone=UTC", "connect_timeout": 20},
        )
    except (ImportError, NoSuchModuleError) as error:
        raise RunError("PostgreSQL: its driver is not installed; run: pip install 'rashomon[postgresql]'") from error
