"""The command on the accounts of a case: who may log in where `rashomon serve` shows it to a team."""

from __future__ import annotations

import getpass
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_case import opened_case, out
from rashomon.cli_options import Actor, Database, Folder
from rashomon.errors import RunError

if TYPE_CHECKING:
    from rashomon.store.accounts import Account, Accounts


class AccountAction(StrEnum):
    """What `account` does."""

    LIST = "list"
    ADD = "add"
    ROLE = "role"
    PASSWORD = "password"  # noqa: S105  a word of the command line
    DISABLE = "disable"
    ENABLE = "enable"


_WITH_PASSWORD = (AccountAction.ADD, AccountAction.PASSWORD)


def register(app: typer.Typer) -> None:
    """Add the command to those of the main command line."""
    app.command(
        epilog="Example: rashomon account raqqa add 'Ada Byron' --role lead; rashomon account raqqa list; "
        "rashomon account raqqa role 'Ada Byron' reviewer; rashomon account raqqa disable 'Ada Byron'"
    )(account)


def account(
    case: Folder,
    action: Annotated[
        AccountAction,
        typer.Argument(metavar="[list|add|role|password|disable|enable]", help="What to do; list by default."),
    ] = AccountAction.LIST,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Whose account; the name stands with all that they decide.")
    ] = "",
    new_role: Annotated[str, typer.Argument(metavar="ROLE", help="For role: reader, reviewer or lead.")] = "",
    role: Annotated[
        str | None,
        typer.Option("--role", help="For add: reader (reads), reviewer (also judges), lead (also adds, appoints)."),
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, one line.")
    ] = False,
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Show or change who may log in to the case, which 'rashomon serve' then asks for; passwords are typed unseen.

    The first account is a lead's. Accounts are in no backup and no bundle; what is done to them is in the log.
    """
    _check(action, name, role or new_role, given=(role is not None, bool(new_role), password_stdin))
    with opened_case(case, database=database, write=action is not AccountAction.LIST, actor=actor) as opened:
        from rashomon.store.accounts import Accounts

        accounts = Accounts(opened.base)
        if action is AccountAction.LIST:
            for each in accounts.all():
                out(f"{each.name}\t{each.role}\t{_state(each)}\tsince {each.created}")
        elif action is AccountAction.ADD:
            _add(accounts, name, str(role), opened.actor, stdin=password_stdin)
        else:
            _change(accounts, action, name, new_role, opened.actor, stdin=password_stdin)


def _check(action: AccountAction, name: str, role: str, *, given: tuple[bool, bool, bool]) -> None:
    """Refuse what does not go together, before anything is asked."""
    option, argument, stdin = given
    if bool(name) is (action is AccountAction.LIST):
        what = "takes no name" if name else "needs a name"
        raise RunError(f"account {action.value}: it {what}; see 'rashomon account --help'")
    if option is not (action is AccountAction.ADD) or argument is not (action is AccountAction.ROLE):
        raise RunError(f"account {action.value}: say the role as 'add NAME --role ROLE' or 'role NAME ROLE' alone")
    if stdin and action not in _WITH_PASSWORD:
        raise RunError(f"account {action.value}: it takes no password; leave --password-stdin out")
    if role:
        from rashomon.store.accounts import ROLES

        if role not in ROLES:
            raise RunError(f"account {action.value}: {role!r} is no role; choose one of {', '.join(ROLES)}")


def _state(account: Account) -> str:
    if account.disabled is not None:
        return f"disabled {account.disabled}"
    return "active" if account.able else "invited"


def _add(accounts: Accounts, name: str, role: str, actor: str, *, stdin: bool) -> None:
    from rashomon.store.accounts import tidy

    kept = _new_password(tidy(name), stdin=stdin)
    made = accounts.add(name, role, actor=actor, password=kept)
    typer.echo(f"{made.name}: {made.role}", err=True)


def _change(accounts: Accounts, action: AccountAction, name: str, role: str, actor: str, *, stdin: bool) -> None:
    found = accounts.named(name)
    said = action.value + "d"
    if action is AccountAction.ROLE:
        accounts.set_role(found.id, role, actor=actor)
        said = role
    elif action is AccountAction.PASSWORD:
        accounts.set_password(found.id, _new_password(found.name, stdin=stdin), actor=actor)
        said = "the password was set; all sessions ended"
    elif action is AccountAction.DISABLE:
        accounts.disable(found.id, actor=actor)
    else:
        accounts.enable(found.id, actor=actor)
    typer.echo(f"{found.name}: {said}", err=True)


def _new_password(name: str, *, stdin: bool) -> str:
    """Ask for a password and return its hash.

    Raises:
        RunError: there is nobody to ask, or the two typed are not the same.
        ItemError: it is refused.
    """
    from rashomon.store import passwords

    if stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif not sys.stdin.isatty():
        raise RunError("account: there is no terminal to ask for a password at; give --password-stdin")
    else:
        password = getpass.getpass(f"Password for {name}: ")
    passwords.check(password, name)
    if not stdin and getpass.getpass("The same again: ") != password:
        raise RunError("account: the two passwords are not the same; try again")
    return passwords.hashed(password)
