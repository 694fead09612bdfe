"""The commands that put a case into one file and make it again from one, encrypted or not, and the one that makes keys.

A passphrase is typed unseen or read from a file, never taken from the command line, which other users of the machine
can read and shells keep, nor from the environment, which every program that is started inherits.
"""

from __future__ import annotations

import getpass
import os
import stat
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_case import opened_case, out
from rashomon.cli_options import Actor, Database, Folder
from rashomon.errors import RunError

if TYPE_CHECKING:
    from rashomon.store.sealed import Key, Seal

_LONGEST = 4096

To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="KEY", help="Encrypt it to a public key, age1… or ssh-…, or a file of such keys."),
]
Identity = Annotated[
    list[Path] | None,
    typer.Option("--identity", metavar="FILE", help="The private key to what is encrypted to a public one."),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help="Read the passphrase from the first line of a file that only you may read (or /dev/fd/3), not the "
        "terminal.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the main command line."""
    app.command(
        epilog="Example: rashomon backup raqqa raqqa.tar; rashomon backup raqqa raqqa.tar.age --encrypt; "
        "rashomon backup raqqa raqqa.tar.age --to desk.pub"
    )(backup)
    app.command(
        epilog="Example: rashomon restore raqqa.tar raqqa-again; rashomon restore raqqa.tar.age raqqa-again "
        "--identity desk.key"
    )(restore)
    app.command(epilog="Example: rashomon key desk.key > desk.pub")(key)
    app.command(
        epilog="Example: rashomon lock raqqa raqqa.age; rashomon lock raqqa raqqa.age --to desk.pub --identity desk.key"
    )(lock)
    app.command(epilog="Example: rashomon unlock raqqa.age raqqa")(unlock)


def backup(
    case: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, such as case.tar or case.tar.age.")],
    encrypt: Annotated[bool, typer.Option("--encrypt", help="Encrypt it with a passphrase, which is asked for.")] = (
        False
    ),
    to: To = None,
    passphrase_file: PassphraseFile = None,
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Write the whole case into one file, with the hash of everything in it; encrypted, where that is asked for.

    An encrypted file opens with 'rashomon restore' or with the program age. Accounts of a team are not in it.
    """
    seal = _seal(file, encrypt=encrypt or passphrase_file is not None, to=to or [], passphrase_file=passphrase_file)
    with opened_case(case, database=database, actor=actor) as opened:
        digest = opened.backup(file, seal=seal)
    out(f"{digest}  {file}")


def _seal(file: Path, *, encrypt: bool, to: list[str], passphrase_file: Path | None) -> Seal | None:
    if encrypt and to:
        raise RunError(
            "backup: give --encrypt for a passphrase or --to for a key, not both: age takes one or the other"
        )
    if not encrypt and not to:
        if file.suffix == ".age":
            raise RunError(f"{file}: backup: the name says that it is encrypted; give --encrypt or --to, or drop .age")
        return None
    from rashomon.store import sealed

    if to:
        seal = sealed.Seal(recipients=tuple(key for given in to for key in _public_keys(given)))
        sealed.check(seal)
        return seal
    sealed.library()
    return sealed.Seal(passphrase=_new_passphrase(str(file), passphrase_file))


def _public_keys(given: str) -> list[str]:
    """Return the public keys that `--to` names: one in full, or those of a file, a line each."""
    if given.startswith(("age1", "ssh-")):
        return [given]
    try:
        lines = Path(given).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"{given}: --to: it is no public key (age1…, ssh-…) and no file of such keys") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that 'rashomon backup' wrote.")],
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder to make; must not exist.")],
    identity: Identity = None,
    passphrase_file: PassphraseFile = None,
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Make a case from a backup, in a new folder, on either kind of database, and check all of it."""
    from rashomon.store.base import restore as run

    key = _key(file, identity or [], passphrase_file)
    with run(file, case, database=database, actor=actor, key=key) as made:
        found = made.status()
    typer.echo(f"{case}: case {found.id} restored and checked: {sum(found.counts.values())} documents", err=True)


def _key(file: Path, identities: list[Path], passphrase_file: Path | None) -> Key | None:
    """Return what opens a backup; asks for its passphrase where there is nothing else."""
    from rashomon.store import sealed

    try:
        needed = sealed.sealed_with(file)
    except OSError as error:
        raise RunError(f"{file}: restore: {error.strerror or error}; check the file and the place") from error
    if needed is None:
        return None
    if needed == "passphrase":
        return sealed.Key(passphrase=_passphrase(str(file), passphrase_file))
    return _private(identities, passphrase_file) if identities else None


def _private(identities: list[Path], passphrase_file: Path | None) -> Key:
    from rashomon.store import sealed

    read = (sealed.read_identity(path, partial(_passphrase, str(path), passphrase_file)) for path in identities)
    return sealed.Key(identities=tuple(read))


def key(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of the private key to make.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a key pair: the private key into a file, itself encrypted, the public one to standard output.

    Give the public key to whoever is to encrypt for you; 'rashomon backup --to' takes it. The program age reads both.
    """
    from rashomon.store import sealed

    if file.exists() or file.is_symlink():
        raise RunError(f"{file}: key: it is there already; choose another name")
    sealed.library()
    data, public = sealed.new_key(_new_passphrase(str(file), passphrase_file))
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
            made.write(data)
    except OSError as error:
        raise RunError(f"{file}: key: {error.strerror}; choose another place") from error
    out(public)
    typer.echo(f"{file}: private key; whoever loses it or its passphrase can open nothing any more", err=True)


def lock(
    case: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, such as case.age.")],
    to: To = None,
    identity: Identity = None,
    passphrase_file: PassphraseFile = None,
    actor: Actor = None,
) -> None:
    """Turn a case that is not worked on into one encrypted file, check that it opens, and remove the folder.

    All of the folder is in it, accounts too. What was on a disk in clear may still be found there by whoever takes it
    apart; only an encrypted disk helps against that.
    """
    from rashomon.store import locked, sealed

    if to and not identity:
        raise RunError("lock: with --to give --identity too: the file is opened again before the folder is removed")
    seal = _seal(file, encrypt=not to, to=to or [], passphrase_file=None if to else passphrase_file)
    if seal is None:
        return
    key = sealed.Key(passphrase=seal.passphrase) if seal.passphrase else _private(identity or [], passphrase_file)
    digest = locked.lock(case, file, seal, key, actor=actor)
    out(f"{digest}  {file}")
    typer.echo(f"{case}: removed; 'rashomon unlock {file} {case}' makes it again", err=True)


def unlock(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that 'rashomon lock' wrote.")],
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder to make; must not exist.")],
    identity: Identity = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make the folder of a locked case again; the file stays, and is older from the first change on."""
    from rashomon.store import locked

    key = _key(file, identity or [], passphrase_file)
    if key is None:
        raise RunError(f"{file}: unlock: give the private key to it (--identity), or the file of a locked case")
    locked.unlock(file, case, key)
    typer.echo(f"{case}: as it was when it was locked; 'rashomon verify {case}' checks all of it", err=True)


def _new_passphrase(name: str, file: Path | None) -> str:
    """Return a new passphrase: typed twice, made and shown, or read from a file."""
    from rashomon.store.sealed import check_passphrase, new_passphrase

    if file is not None:
        passphrase = _from_file(file)
        check_passphrase(passphrase)
        return passphrase
    _terminal()
    passphrase = getpass.getpass(f"New passphrase for {name} (none: one is made): ")
    if not passphrase:
        passphrase = new_passphrase()
        # To the terminal itself, so that no redirected stream keeps it.
        with Path("/dev/tty").open("w", encoding="utf-8") as terminal:
            terminal.write(f"Write it down, there is no other way in:\n\n    {passphrase}\n\n")
    check_passphrase(passphrase)
    if getpass.getpass("The same again: ") != passphrase:
        raise RunError("passphrase: the two are not the same; try again")
    return passphrase


def _passphrase(name: str, file: Path | None) -> str:
    if file is not None:
        return _from_file(file)
    _terminal()
    return getpass.getpass(f"Passphrase for {name}: ")


def _terminal() -> None:
    if not sys.stdin.isatty():
        raise RunError("passphrase: there is no terminal to ask at; give --passphrase-file")


def _from_file(path: Path) -> str:
    """Return the first line of a file that nobody else may read; a pipe is read too."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            line = file.readline(_LONGEST + 1).rstrip(b"\r\n")
    except OSError as error:
        raise RunError(f"{path}: passphrase: {error.strerror}; name a file with the passphrase") from error
    if stat.S_ISREG(mode) and mode & 0o077:
        raise RunError(f"{path}: passphrase: others may read this file; run: chmod 600 {path}")
    if not line or len(line) > _LONGEST:
        raise RunError(f"{path}: passphrase: its first line is empty or too long; write the passphrase there")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RunError(f"{path}: passphrase: it is no text in UTF-8; write the file anew") from error
