"""The command on the log of a case: show it, check it, give its head, have it stamped."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_case import opened_case, out
from rashomon.cli_options import Actor, Database, Folder
from rashomon.errors import RunError

if TYPE_CHECKING:
    from rashomon.store.base import Case
    from rashomon.store.stamp_token import Roots


class LogAction(StrEnum):
    """What `log` does."""

    VERIFY = "verify"
    SHOW = "show"
    RECEIPT = "receipt"
    STAMP = "stamp"


def register(app: typer.Typer) -> None:
    """Add the command to those of the main command line."""
    app.command(
        epilog="Example: rashomon log raqqa receipt > receipt.json; rashomon log raqqa verify --receipt receipt.json; "
        "rashomon log raqqa stamp --authority https://tsa.example.org --roots tsa.pem"
    )(log)


def log(
    case: Folder,
    action: Annotated[
        LogAction,
        typer.Argument(
            metavar="[verify|show|receipt|stamp]",
            help="Check it, print it, print its head, or have its head stamped by an authority.",
        ),
    ] = LogAction.SHOW,
    receipt: Annotated[
        list[Path] | None, typer.Option("--receipt", help="For verify: a receipt that was kept elsewhere.")
    ] = None,
    authority: Annotated[
        str | None,
        typer.Option("--authority", metavar="URL", help="For stamp: who is asked (RFC 3161); it is sent a hash alone."),
    ] = None,
    roots: Annotated[
        Path | None,
        typer.Option(
            "--roots", metavar="PEM", help="For stamp and verify: root certificates that stamps must lead to."
        ),
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="For stamp: also ask this machine or a private network.")
    ] = False,
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Show, check or have stamped the log of everything done in the case; each entry holds the hash of the one before.

    A stamp shows that an entry, and all before it, existed no later than an authority says; not that they are true.
    """
    from rashomon.store.receipts import entry_object, read_receipt

    if (authority is None) is (action is LogAction.STAMP):
        raise RunError("log: 'stamp' and --authority go together: log CASE stamp --authority URL")
    receipts = tuple(read_receipt(path) for path in receipt or ())
    trusted = _roots(roots)
    with opened_case(case, database=database, write=authority is not None, actor=actor) as opened:
        if authority is not None:
            _stamp(opened, authority, trusted, private=allow_private)
        elif action is LogAction.RECEIPT:
            out(json.dumps(opened.log.receipt().to_object()))
        elif action is LogAction.SHOW:
            for entry in opened.log.entries():
                out(json.dumps(entry_object(entry), ensure_ascii=False, sort_keys=True))
        elif finding := opened.log.verify(receipts=receipts):
            out(f"log: {finding.where}: {finding.problem}")
            raise typer.Exit(1)
        else:
            head = opened.log.receipt()
            out(f"{head.seq} entries, none altered, missing or moved; head {head.head}")
            if tell_stamps(opened, trusted):
                raise typer.Exit(1)


def _roots(path: Path | None) -> Roots:
    if path is None:
        return ()
    from rashomon.store.stamp_token import read_roots

    return read_roots(path)


def _stamp(case: Case, authority: str, roots: Roots, *, private: bool) -> None:
    from rashomon.casework.stamping import stamp
    from rashomon.store.bundle_reading import plain

    kept = stamp(case, authority, roots=roots, private=private)
    told = kept.detail
    accuracy = f" (accurate to {told['accuracy']} s)" if told["accuracy"] else ""
    out(plain(f"entry {told['seq']} ({told['head']}) stamped {told['time']}{accuracy} by {told['signer']}"))
    typer.echo(f"{authority}: the stamp is kept as entry {kept.seq} of the log", err=True)
    if not roots:
        typer.echo(
            "whether its certificate leads to a root that you trust was not checked: give --roots to 'verify'", err=True
        )


def tell_stamps(case: Case, roots: Roots = ()) -> int:
    """Print what each stamp of the log shows; return how many do not hold."""
    from rashomon.store.bundle_reading import plain
    from rashomon.store.stamps import check

    wrong = 0
    for verdict in check(case.log.entries(), roots=roots):
        wrong += verdict.holds is False
        out(plain(f"stamp in entry {verdict.entry}: {verdict.sentence}"))
    return wrong
