"""The command that says what this machine can do, for whoever asks for help."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from rashomon.cli_options import Database
from rashomon.errors import RunError


def doctor(
    case: Annotated[Path | None, typer.Argument(metavar="[CASE]", help="Also look at this case.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    database: Database = None,
) -> None:
    """Say what is installed, what works here and what to do about the rest; exit status 1 where something is wrong.

    Names no document, user, host or folder but CASE, writes nothing and asks no network: safe to send to whoever helps.
    """
    from rashomon.doctor import examine

    if database is not None and case is None:
        raise RunError("doctor: --database is for a case; name its folder too")
    found = examine(case, database=database)
    if as_json:
        typer.echo(json.dumps(found.as_object(), ensure_ascii=False, indent=1))
    else:
        for line in found.as_text():
            typer.echo(line)
    raise typer.Exit(int(found.problems > 0))


def register(app: typer.Typer) -> None:
    """Add the command to the program's."""
    app.command(epilog="Example: rashomon doctor > help.txt; with a case: rashomon doctor raqqa --json")(doctor)
