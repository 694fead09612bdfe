"""From the schema that a case has to the present one, by Alembic, after a copy was made."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from rashomon.errors import RunError
from rashomon.store.engine import Base
from rashomon.store.entries import now
from rashomon.store.folder import DATABASE
from rashomon.store.reasons import explained

HEAD = "0003"
"""The newest revision; a test holds it to the scripts. Kept here so that opening a case need not load Alembic."""

SCRIPTS = Path(__file__).parent / "migrations"


def revision(connection: Connection) -> str | None:
    """Return the revision of the schema in the database, None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def create_schema(connection: Connection, schema: str) -> None:
    """Make all tables in an empty database, in the caller's transaction; on PostgreSQL in a schema of this name."""
    if connection.dialect.name == "postgresql":
        # A name that `read_settings` holds to letters, digits and underscores.
        connection.execute(text(f'CREATE SCHEMA "{schema}"'))
    _upgrade(connection)


def prepare(base: Base, *, write: bool) -> None:
    """Bring the schema of a case to the newest revision where it is older, after making a copy of the database.

    Raises:
        RunError: the schema is newer than this program or unknown; or older, and the case is open for reading only.
    """
    with base.reading() as connection:
        found = revision(connection)
    if found == HEAD:
        return
    if found is None:
        raise RunError(f"{base.folder}: open: its database has no tables; restore the case from a backup")
    if found not in _revisions():
        raise RunError(
            f"{base.folder}: open: a newer Rashomon made this database (schema {found}, known up to {HEAD}); install "
            "that version"
        )
    if not write:
        raise RunError(f"{base.folder}: open: its schema {found} is older than {HEAD}; open it once for writing first")
    _copy(base, found)
    with base.writing() as connection:
        if revision(connection) == found:  # another process may have been quicker
            _upgrade(connection)


def _copy(base: Base, found: str) -> Path:
    """Copy the database beside itself before it is changed.

    Raises:
        RunError: the copy cannot be written; the half of it is removed.
    """
    stem = f"before-{HEAD}-from-{found}-{now().replace(':', '')}"
    path = base.folder / f"{stem}{'.db' if base.kind == 'sqlite' else '.jsonl'}"
    try:
        if base.kind == "sqlite":
            with (
                explained(base.folder),
                closing(sqlite3.connect(base.folder / DATABASE)) as source,
                closing(sqlite3.connect(path)) as target,
            ):
                source.backup(target)
        else:
            from rashomon.store.tables import dump_reflected

            with base.reading() as connection, path.open("wb") as file:
                dump_reflected(connection, file)
    except (OSError, RunError) as error:
        with suppress(OSError):
            path.unlink()
        if isinstance(error, RunError):
            raise
        remedy = "free some space or allow writing there, then open the case again"
        raise RunError(f"{path}: copy before the change of schema: {error.strerror}; {remedy}") from error
    return path


def _scripts() -> Any:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(SCRIPTS))


def _revisions() -> set[str]:
    return {step.revision for step in _scripts().walk_revisions()}


def _upgrade(connection: Connection) -> None:
    """Run the steps that are missing, in the caller's transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    scripts = _scripts()

    def steps(rev: Any, _context: Any) -> Any:
        return scripts._upgrade_revs("head", rev)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=None, transactional_ddl=True)
        with environment.begin_transaction():
            environment.run_migrations()
