"""`rashomon serve`: the workbench of a case in the browser."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from collections.abc import Iterator
from typing import Annotated

import typer

from rashomon.cli_options import Actor, Database, Folder
from rashomon.errors import RunError


def register(app: typer.Typer) -> None:
    """Add the command to those of the main command line."""
    app.command(epilog="Example: rashomon serve raqqa; rashomon serve raqqa --port 8411 --no-browser")(serve)


def serve(
    case: Folder,
    port: Annotated[int, typer.Option("--port", help="Port on this machine; 0 takes a free one.")] = 8410,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; anything but this machine needs accounts.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    title: Annotated[
        str | None, typer.Option("--title", help="What the case is called; else its folder's name.")
    ] = None,
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Open a case in the browser: see what is contested, read, judge, correct. Ends with Ctrl-C."""
    import uvicorn

    from rashomon.web.app import LOCAL, create_app
    from rashomon.web.desk import Desk
    from rashomon.web.people import KeyGate

    if host not in LOCAL:
        raise RunError(f"serve: --host {host}: without accounts a case is shown on this machine only; leave --host out")
    with _listening(host, port) as sock, Desk(case, database=database, actor=actor) as desk:
        gate = KeyGate(desk.case.actor)
        app = create_app(desk, gate, title=title or case.resolve().name)
        address = f"http://{host}:{sock.getsockname()[1]}/open?key={gate.key}"
        typer.echo(f"{case}: open {address}", err=True)
        typer.echo("The address is the key to the case: show it to nobody. Ctrl-C ends.", err=True)
        if browser:
            webbrowser.open(address)
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2)
        )
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[sock])


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise RunError(f"serve: port {port}: {reason}; choose another one with --port") from error
        yield sock
