"""The command that makes a case of an export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rashomon.cli_options import Actor, Database


def register(app: typer.Typer) -> None:
    """Add the command to those of the main command line."""
    app.command("import", epilog="Example: rashomon import raqqa.json.zip raqqa-2")(import_)


def import_(
    export: Annotated[
        Path, typer.Argument(metavar="EXPORT", help="A folder or ZIP that 'rashomon export --format json' wrote.")
    ],
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder to make; must not exist.")],
    originals: Annotated[
        Path | None,
        typer.Option(
            "--originals",
            metavar="FOLDER",
            exists=True,
            file_okay=False,
            help="Where to look for files whose bytes the export leaves out; they are known by their hashes.",
        ),
    ] = None,
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Make a new case of the content of another, from an export in the format 'json', and check all of it.

    Documents, readings and judgements are the same; the case has an identity of its own, and its log begins with where
    it came from.
    """
    from rashomon.casework.importing import import_case

    with import_case(export, case, database=database, actor=actor, originals=originals) as made:
        found = made.status()
    documents = sum(found.counts.values())
    typer.echo(
        f"{case}: case {found.id} made and checked: {documents} documents, {found.judgements} judgements", err=True
    )
