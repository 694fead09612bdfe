"""The command that says what this machine can do: which walls stand around the readers of documents."""

from __future__ import annotations

import platform

import typer

from rashomon import __version__
from rashomon.config import IngestConfig


def doctor() -> None:
    """Say which walls stand around the readers of documents here; exit status 1 if none keeps them off the network."""
    from rashomon.ingest.wall import Wall

    with Wall(IngestConfig()) as wall:
        walls = wall.walls
    typer.echo(f"rashomon {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}")
    for line in walls.lines():
        typer.echo(line)
    raise typer.Exit(int(not walls.network))


def register(app: typer.Typer) -> None:
    """Add the command to the program's."""
    app.command(epilog="Example: rashomon doctor || echo readers have a network here")(doctor)
