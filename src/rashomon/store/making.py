"""Making a case, and taking one away again: folder and database together, or neither.

The tables are made and filled in one transaction. Whatever can fail in the folder comes before its end, so that all
that is left to do after it is to give `case.toml` its name: whoever is killed at that very moment leaves a folder that
is no case, and on PostgreSQL a schema that nobody knows; nothing else does.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, text

from rashomon.errors import RunError
from rashomon.store import log, migrating, schema
from rashomon.store.engine import Base, open_base, parse_url, without_secrets
from rashomon.store.entries import now
from rashomon.store.folder import Settings, check_free, finish_settings, new_folder, write_settings

Rows = Mapping[str, Iterable[dict[str, Any]]]
"""Rows to fill tables with, by the table's name."""


def new_settings(database: str | None, profile: str, *, case_id: str | None = None) -> Settings:
    """Return the settings of a new case, or of one that is restored: its identity is then given, its place is new."""
    identity = case_id or uuid4().hex
    if database is None:
        return Settings(identity, now(), profile, "sqlite")
    # A name of its own for each folder, so that a restored case and its model can live on one server.
    return Settings(
        identity, now(), profile, "postgresql", without_secrets(parse_url(database)), f"case_{uuid4().hex[:16]}"
    )


def make(folder: Path, settings: Settings, *, database: str | None, actor: str, rows: Rows | None) -> Base:
    """Make the folder and the database of a case and return the database, open; where that fails, nothing stays.

    Raises:
        RunError: the folder is taken or cannot be written, or the database cannot be reached or says no.
    """
    check_free(folder)
    kept = folder.is_dir()
    base = None
    try:
        new_folder(folder)
        base = open_base(folder, settings, database=database)
        with base.writing() as connection:
            migrating.create_schema(connection, settings.schema)
            if rows is None:
                log.begin(connection)
                connection.execute(insert(schema.meta), {"key": "case", "value": settings.id})
                told = {"case": settings.id, "profile": settings.profile, "database": settings.database}
                log.append(connection, actor, "init", told)
            else:
                from rashomon.store.tables import load

                load(connection, rows)
            write_settings(folder, settings)
        finish_settings(folder)
    except OSError as error:
        unmake(base, folder, settings, kept=kept)
        raise RunError(f"{folder}: init: {error.strerror}; choose another place") from error
    except BaseException:
        unmake(base, folder, settings, kept=kept)
        raise
    return base


def unmake(base: Base | None, folder: Path, settings: Settings, *, kept: bool = False) -> None:
    """Take a case that was being made away again: tables, and the folder or (`kept`) what is in it.

    Raises:
        RunError: its tables cannot be removed; it says which schema is left.
    """
    try:
        if base is not None and base.kind == "postgresql":
            with base.writing() as connection:
                connection.execute(text(f'DROP SCHEMA IF EXISTS "{settings.schema}" CASCADE'))
    except RunError as error:
        raise RunError(f"{error}; the schema {settings.schema} may be left on the server: drop it there") from error
    finally:
        if base is not None:
            base.close()
        if kept:
            _empty(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _empty(folder: Path) -> None:
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
