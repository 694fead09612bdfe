"""Why a database said no, and what to do: told by its codes, since its words are in whatever language it speaks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from rashomon.errors import RunError

_AGAIN = "and run the command again: what was acknowledged is kept"
_READ_ONLY = "allow writing to the case, or work on a copy"
_DAMAGED = "the database is damaged; restore the case from a backup"
_REACH = "check that the database server runs and can be reached"
_LET_IN = "check user, password (in PGPASSWORD or a .pgpass file) and the name of the database"
_DISK = f"the disk of the database server is full: free some space there {_AGAIN}"

_SQLITE = {
    sqlite3.SQLITE_FULL: f"free some space {_AGAIN}",
    sqlite3.SQLITE_IOERR: f"the disk is full or failing: free some space {_AGAIN}",
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: "check the permissions of the folder",
    sqlite3.SQLITE_BUSY: "another program holds the database; close it",
    sqlite3.SQLITE_LOCKED: "another program holds the database; close it",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
"""By primary result code (sqlite.org/rescode.html), the low byte of the extended one."""

_POSTGRESQL = {
    "53100": _DISK,
    "53200": f"the database server has no memory left: try again later {_AGAIN}",
    "53300": "too many others are connected to the database server: try again later, or allow more",
    "53400": f"a limit of the database server is reached: raise it there {_AGAIN}",
    "53": f"the database server has run out of something: ask whoever runs it {_AGAIN}",
    "54": "a limit of the database server is reached: ask whoever runs it",
    "25006": "the database takes no changes from this user: name the server that does, or a user who may write",
    "42501": "the user of the database may not do this: let its owner grant it, or name another user in --database",
    "28": _LET_IN,
    "3D000": _LET_IN,
    "3F000": "its tables are not there: check --database, or restore the case from a backup",
    "42P01": "its tables are not there: check --database, or restore the case from a backup",
    "08": _REACH,
    "57P": _REACH,
    "57014": "it took longer than the database server allows: raise its statement_timeout for this user",
    "55P03": "somebody else holds the tables: try again later",
    "40": "somebody else changed the same at the same time: run the command again",
    "58": f"the disk of the database server is failing: let whoever runs it check it {_AGAIN}",
    "XX": _DAMAGED,
}
"""By SQLSTATE or what it begins with (PostgreSQL, appendix A); the longest that fits counts."""


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn an error of the database into one that says what to do. Passwords never reach a message."""
    try:
        yield
    except DBAPIError as error:
        raise RunError(f"{folder}: database: {reason(error.orig)}") from error
    except sqlite3.Error as error:
        raise RunError(f"{folder}: database: {reason(error)}") from error
    except SQLAlchemyError as error:
        raise RunError(f"{folder}: database: {type(error).__name__}; see 'rashomon verify {folder}'") from error


def reason(error: BaseException | None) -> str:
    """Return what the database said and what to do about it."""
    said = " ".join(str(error).split())[:300]
    remedy = _remedy(error) or "run 'rashomon verify' on the case"
    return f"{said}; {remedy}"


def _remedy(error: BaseException | None) -> str | None:
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(error, "sqlstate", None)
    if state:
        return next((_POSTGRESQL[state[:size]] for size in (5, 3, 2) if state[:size] in _POSTGRESQL), None)
    # Before a connection stands the driver gives no code: the server is away, or did not let us in.
    return f"{_REACH}, and {_LET_IN}" if type(error).__name__ == "OperationalError" else None
