"""The folder of a case and its `case.toml`: the one file that says what the rest is."""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from rashomon.errors import RunError

FORMAT = 1
"""Version of the layout of the folder. The tables have their own, kept by the migrations."""

SETTINGS, DATABASE, ORIGINALS, LOCK = "case.toml", "case.db", "originals", "case.lock"


@dataclass(frozen=True, slots=True)
class Settings:
    """What `case.toml` says.

    Attributes:
        id: identity of the case, 32 hex digits.
        database: "sqlite" or "postgresql".
        address: where the PostgreSQL database is, never with a password or options; empty for SQLite.
        schema: the PostgreSQL schema that holds the tables of this case; empty for SQLite.
        profile: how vague amounts are read in this case.
    """

    id: str
    created: str
    profile: str
    database: str
    address: str = ""
    schema: str = ""


def is_case(folder: Path) -> bool:
    """Tell whether `folder` is the folder of a case."""
    try:
        return (folder / SETTINGS).is_file()
    except (OSError, ValueError):
        return False


def read_settings(folder: Path) -> Settings:
    """Return what the `case.toml` of a case says.

    Raises:
        RunError: there is none, it cannot be read, or a newer Rashomon wrote it.
    """
    path = folder / SETTINGS
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunError(
            f"{folder}: open: this is no case (it has no {SETTINGS}); make one with 'rashomon init'"
        ) from error
    except NotADirectoryError as error:
        raise RunError(f"{folder}: open: this is no folder; name the folder of a case") from error
    except OSError as error:
        raise RunError(f"{path}: open: {error.strerror}; check its permissions") from error
    except ValueError as error:
        raise RunError(f"{path}: open: it is damaged ({error}); restore it from a backup") from error
    if not isinstance(found.get("format"), int) or found["format"] > FORMAT:
        raise RunError(f"{path}: open: a newer Rashomon made this case (format {found.get('format')}); install that")
    names = ("id", "created", "profile", "database")
    if not all(isinstance(found.get(name), str) for name in names) or not re.fullmatch("[0-9a-f]{32}", found["id"]):
        raise RunError(f"{path}: open: it is damaged ({', '.join(names)} are needed); restore it from a backup")
    schema = str(found.get("schema", ""))
    if schema and not re.fullmatch("[a-z0-9_]{1,60}", schema):
        raise RunError(f"{path}: open: {schema[:80]!r} cannot be the name of a schema; restore it from a backup")
    return Settings(
        id=found["id"],
        created=found["created"],
        profile=found["profile"],
        database=found["database"],
        address=str(found.get("address", "")),
        schema=schema,
    )


def write_settings(folder: Path, settings: Settings) -> None:
    """Write `case.toml` under a name that makes no case yet; `finish_settings` gives it its own. Raises `OSError`."""
    lines = [
        "# Made by Rashomon. This file says what this folder is; it holds no password.",
        f"format = {FORMAT}",
        *(
            f"{name} = {json.dumps(value)}"  # JSON strings of one line are TOML strings
            for name, value in (
                ("id", settings.id),
                ("created", settings.created),
                ("profile", settings.profile),
                ("database", settings.database),
                ("address", settings.address),
                ("schema", settings.schema),
            )
            if value
        ),
    ]
    with _part(folder).open("w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())


def finish_settings(folder: Path) -> None:
    """Make a case of a folder in which everything else is there. Raises `OSError`."""
    _part(folder).replace(folder / SETTINGS)


def _part(folder: Path) -> Path:
    return folder / f".{SETTINGS}.part"


def check_free(folder: Path) -> None:
    """Check that a new case may be made in `folder`.

    Raises:
        RunError: something is there already, or it may not be looked at.
    """
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise RunError(f"{folder}: init: {error.strerror}; choose another place") from error
    if taken:
        what = "a case is there already" if is_case(folder) else "it is there already and not empty"
        raise RunError(f"{folder}: init: {what}; choose a new folder")


def new_folder(folder: Path) -> None:
    """Make the folder of a new case and the folders in it. Raises `OSError` where that cannot be.

    Other users of the machine cannot look into it; a folder that is there already keeps the rights that it has.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / ORIGINALS).mkdir()
    (folder / LOCK).touch()
