"""`rashomon serve`: the workbench of a case in the browser, for one person or for a team that logs in."""

from __future__ import annotations

import contextlib
import socket
import ssl
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_options import Actor, Database, Folder
from rashomon.errors import RunError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rashomon.store.base import Case
    from rashomon.web.people import KeyGate
    from rashomon.web.team import TeamGate

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")

Names = Annotated[
    list[str] | None, typer.Option("--name", metavar="HOST", help="A name that the server is asked by; repeatable.")
]
Certificate = Annotated[Path | None, typer.Option("--tls-cert", metavar="PEM", help="Certificate, with its chain.")]
Key = Annotated[Path | None, typer.Option("--tls-key", metavar="PEM", help="Key of the certificate.")]


def register(app: typer.Typer) -> None:
    """Add the command to those of the main command line."""
    app.command(
        epilog="Example: rashomon serve raqqa; rashomon serve raqqa --port 8411 --no-browser; for a team: rashomon "
        "serve raqqa --host 0.0.0.0 --name desk.example.org --tls-cert desk.pem --tls-key desk.key"
    )(serve)


def serve(
    case: Folder,
    port: Annotated[int, typer.Option("--port", help="Port on this machine; 0 takes a free one.")] = 8410,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; anything but this machine needs accounts and TLS.")
    ] = "127.0.0.1",
    name: Names = None,
    tls_cert: Certificate = None,
    tls_key: Key = None,
    behind_proxy: Annotated[
        bool,
        typer.Option("--behind-proxy", help="A proxy of yours speaks TLS and sets X-Forwarded-For and -Proto."),
    ] = False,
    accounts: Annotated[
        bool, typer.Option("--accounts", help="Ask for a login; so it is anyway where the case has accounts.")
    ] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    title: Annotated[
        str | None, typer.Option("--title", help="What the case is called; else its folder's name.")
    ] = None,
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Open a case in the browser: see what is contested, read, judge, correct. Ends with Ctrl-C.

    Where the case has accounts ('rashomon account'), people log in; only then other machines may be let in.
    """
    from rashomon.web.app import create_app
    from rashomon.web.desk import Desk
    from rashomon.web.people import KeyGate

    way = _way(host, tuple(name or ()), tls_cert, tls_key, behind_proxy=behind_proxy)
    with (
        _listening(host, port) as sock,
        Desk(case, database=database, actor=actor) as desk,
        _gate(desk.case, way, asked=accounts) as gate,
    ):
        app = create_app(desk, gate, title=title or case.resolve().name, hosts=(*THIS_MACHINE, *way.names))
        address = way.address(sock.getsockname()[1]) + (f"open?key={gate.key}" if isinstance(gate, KeyGate) else "")
        typer.echo(f"{case}: open {address}", err=True)
        told = "People log in with their accounts" if gate.accounts else "The address is the key: show it to nobody"
        typer.echo(f"{told}. Ctrl-C ends.", err=True)
        if browser and not way.abroad:
            webbrowser.open(address)
        _run(app, sock, way)


@dataclass(frozen=True, slots=True)
class Way:
    """How people reach the server. `names` are those it is asked by, `tls` is certificate and key."""

    host: str
    names: tuple[str, ...]
    tls: tuple[Path, Path] | None
    behind_proxy: bool

    @property
    def abroad(self) -> bool:
        """Whether other machines get to it."""
        return self.behind_proxy or self.host not in THIS_MACHINE

    def address(self, port: int) -> str:
        """Return the address of the first page."""
        if self.behind_proxy:
            return f"https://{self.names[0]}/"
        host = self.names[0] if self.names else self.host
        return f"{'https' if self.tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}/"


def _way(host: str, names: tuple[str, ...], cert: Path | None, key: Path | None, *, behind_proxy: bool) -> Way:
    """Return how people reach the server.

    Raises:
        RunError: passwords would travel in the clear, or it is not said by which name it is asked.
    """
    if (cert is None) is not (key is None):
        raise RunError("serve: --tls-cert and --tls-key go together; give both")
    if cert is not None and behind_proxy:
        raise RunError("serve: --behind-proxy: the proxy speaks TLS; leave --tls-cert and --tls-key out")
    way = Way(host, names, (cert, key) if cert and key else None, behind_proxy)
    if host not in THIS_MACHINE and way.tls is None and not behind_proxy:
        raise RunError(
            f"serve: --host {host}: passwords must not travel in the clear; give --tls-cert and --tls-key, or set up a "
            "proxy that speaks TLS and give --behind-proxy"
        )
    if way.abroad and not names:
        raise RunError("serve: say by which name it is asked, such as --name desk.example.org; others are refused")
    if wrong := [name for name in names if not name or set(name) & set("/:@* ")]:
        raise RunError(f"serve: --name {wrong[0]!r}: this is no name of a machine; give it without scheme and port")
    if way.tls is not None:
        _check_tls(*way.tls)
    return way


def _check_tls(cert: Path, key: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
    except ssl.SSLError as error:
        raise RunError(f"serve: {cert} and {key} are no certificate with its key ({error.reason})") from error
    except OSError as error:
        raise RunError(f"serve: {cert}, {key}: {error.strerror}; check names and permissions") from error


@contextlib.contextmanager
def _gate(case: Case, way: Way, *, asked: bool) -> Iterator[KeyGate | TeamGate]:
    """Give the gate of a case: accounts where it has any, else the key.

    Raises:
        RunError: accounts are needed, and there are none.
    """
    from rashomon.store.accounts import Accounts
    from rashomon.web.people import KeyGate
    from rashomon.web.team import TeamGate

    if Accounts(case.base).exist():
        gate = TeamGate(case, behind_proxy=way.behind_proxy)
        try:
            yield gate
        finally:
            gate.close()
        return
    first = f"make the first account: rashomon account {case.folder} add NAME --role lead"
    if way.abroad:
        raise RunError(f"serve: without accounts a case is shown on this machine only; {first}")
    if asked:
        raise RunError(f"serve: --accounts: the case has none; {first}")
    yield KeyGate(case.actor)


def _run(app: FastAPI, sock: socket.socket, way: Way) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        # By itself it would believe what any program on this machine says of who asks; the gate reads these itself.
        proxy_headers=False,
        timeout_graceful_shutdown=2,
        # Longer than a person looks at a page: closed sooner, a request may meet the end of its connection.
        timeout_keep_alive=75,
        ssl_certfile=way.tls[0] if way.tls else None,
        ssl_keyfile=way.tls[1] if way.tls else None,
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[sock])


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, or asyncio leaves answers waiting for the acknowledgement of their first half (40 ms).
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
            # From now on a browser waits until the server is up, rather than being refused.
            sock.listen(128)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise RunError(f"serve: port {port}: {reason}; choose another one with --port") from error
        yield sock
