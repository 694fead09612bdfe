"""Accounts of a team and the sessions of those who logged in. They belong to one case, and so does what they open.

An account is never removed, only disabled: the log and the judgements name it. Whatever is done to one is told in the
log in the same transaction, without anything of its password. Of tokens (sessions, invitations) only hashes are kept.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from rashomon.errors import ItemError
from rashomon.store import log, schema
from rashomon.store.engine import Base

ROLES = ("reader", "reviewer", "lead")
"""What somebody may do, each more than the one before: read; judge; add, export and appoint."""

ACTION = "account"
"""What the log calls a change of accounts."""

IDLE = timedelta(hours=8)
LASTS = timedelta(days=7)
"""A session ends after so long without use, and after so long in any case."""

INVITED = timedelta(hours=48)
MOST_SESSIONS = 20
"""Sessions that one account may have; the oldest end."""

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may come in. `disabled` and `invited_until` are times, None where that is not so.

    Attributes:
        name: as it is shown and as the log and judgements have it; unique, whatever its capitals.
        able: it can log in: it has a password and is not disabled.
    """

    id: str
    name: str
    role: str
    created: str
    disabled: str | None
    invited_until: str | None
    able: bool


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that logged in. `id` is the hash of its token, which nobody can log in with."""

    id: str
    account: str
    created: str
    used: str
    expires: str


def utc() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """Return a moment as the store writes it; in this form earlier is less."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def digest(token: str) -> str:
    """Return what is kept of a token. It is 32 random bytes, so that a plain hash cannot be tried out."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def fold(name: str) -> str:
    """Return the form of a name by which accounts are told apart, of whatever a stranger typed as one."""
    words = " ".join(schema.storable(name[: 4 * LONGEST_NAME]).split())
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())


def tidy(name: str) -> str:
    """Return a name as it is shown.

    Raises:
        ItemError: it is empty, too long, or holds what cannot be seen.
    """
    shown = unicodedata.normalize("NFC", " ".join(name.split()))
    if not shown or len(shown) > LONGEST_NAME or any(unicodedata.category(sign)[0] == "C" for sign in shown):
        raise ItemError(
            f"account {shown[:LONGEST_NAME]!a}",
            step="name",
            reason=f"a name has 1 to {LONGEST_NAME} characters that can be seen",
            remedy="choose another one",
        )
    return shown


class Accounts:
    """The accounts of an open case."""

    def __init__(self, base: Base, *, clock: Callable[[], datetime] = utc) -> None:
        self._base, self._clock = base, clock

    def _now(self) -> str:
        return written(self._clock())

    # Looking

    def exist(self) -> bool:
        """Tell whether the case has accounts."""
        with self._base.reading() as connection:
            return connection.execute(select(schema.account.c.id).limit(1)).first() is not None

    def all(self) -> tuple[Account, ...]:
        """Return the accounts by name."""
        with self._base.reading() as connection:
            rows = connection.execute(select(schema.account).order_by(schema.account.c.name))
            return tuple(_account(row) for row in rows)

    def get(self, identity: str) -> Account:
        """Return the account with this id. Raises `ItemError` where there is none."""
        with self._base.reading() as connection:
            return _account(_row(connection, identity))

    def named(self, name: str) -> Account:
        """Return the account of this name, whatever its capitals. Raises `ItemError` where there is none."""
        found = self.credentials(name)
        if found is None:
            raise _missing(name)
        return found[0]

    def credentials(self, name: str) -> tuple[Account, str | None] | None:
        """Return the account of this name and the hash of its password, None where there is none."""
        with self._base.reading() as connection:
            row = connection.execute(select(schema.account).where(schema.account.c.name == fold(name))).first()
        return None if row is None else (_account(row), row.password)

    # Changing: each is one transaction with its entry of the log

    def add(self, name: str, role: str, *, actor: str, password: str | None = None) -> Account:
        """Make an account.

        Args:
            name: as it is shown; unique in the case, whatever its capitals.
            role: one of `ROLES`; that of the first account is lead.
            actor: who makes it, for the log.
            password: the hash of its password; None for somebody who is invited.

        Raises:
            ItemError: the name is taken or cannot be one, or nobody could appoint others.
        """
        shown, role = tidy(name), _role(role)
        table = schema.account
        row = {"id": uuid4().hex, "name": fold(shown), "shown": shown, "role": role, "password": password}
        row |= {"created": self._now(), "disabled": None, "invitation": None, "invited_until": None}
        with self._base.writing() as connection:
            if connection.execute(select(table.c.id).where(table.c.name == row["name"])).first():
                raise _refused(shown, "add", "there is an account of that name", "choose another name")
            if role != "lead" and connection.execute(select(table.c.id).limit(1)).first() is None:
                raise _refused(shown, "add", "the first account of a case is a lead", "give it that role")
            connection.execute(insert(table), row)
            _tell(connection, actor, "add", row)
        return self.get(str(row["id"]))

    def set_role(self, identity: str, role: str, *, actor: str) -> None:
        """Give somebody another role; it holds at once. Raises `ItemError` where no lead would be left."""
        role = _role(role)
        with self._base.writing() as connection:
            row = _row(connection, identity)
            if row.role == role:
                return
            if role != "lead":
                _keep_a_lead(connection, row, "role")
            _change(connection, identity, role=role)
            _tell(connection, actor, "role", {**row._mapping, "role": role}, before=row.role)

    def disable(self, identity: str, *, actor: str) -> None:
        """Shut somebody out at once, until `enable`. Raises `ItemError` where no lead would be left."""
        with self._base.writing() as connection:
            row = _row(connection, identity)
            if row.disabled is not None:
                return
            _keep_a_lead(connection, row, "disable")
            _change(connection, identity, disabled=self._now(), invitation=None, invited_until=None)
            connection.execute(delete(schema.session).where(schema.session.c.account == identity))
            _tell(connection, actor, "disable", row._mapping)

    def enable(self, identity: str, *, actor: str) -> None:
        """Let somebody in again, with the password of before."""
        with self._base.writing() as connection:
            row = _row(connection, identity)
            if row.disabled is None:
                return
            _change(connection, identity, disabled=None)
            _tell(connection, actor, "enable", row._mapping)

    def set_password(self, identity: str, password: str, *, actor: str) -> None:
        """Keep the hash of a new password; all sessions of the account end, and so does an invitation."""
        with self._base.writing() as connection:
            self._new_password(connection, _row(connection, identity), password, actor)

    def _new_password(self, connection: Connection, row: Any, password: str, actor: str) -> None:
        _change(connection, row.id, password=password, invitation=None, invited_until=None)
        connection.execute(delete(schema.session).where(schema.session.c.account == row.id))
        _tell(connection, actor, "password", row._mapping)

    def invite(self, identity: str, *, actor: str) -> str:
        """Return a token with which somebody sets their own password, once and within two days; an older one ends.

        Raises:
            ItemError: the account is disabled.
        """
        token = secrets.token_urlsafe(32)
        with self._base.writing() as connection:
            row = _row(connection, identity)
            if row.disabled is not None:
                raise _refused(row.shown, "invite", "the account is disabled", "enable it first")
            until = written(self._clock() + INVITED)
            _change(connection, identity, invitation=digest(token), invited_until=until)
            _tell(connection, actor, "invite", row._mapping, until=until)
        return token

    def invited(self, token: str) -> Account | None:
        """Return whose invitation a token is, None where it is used, replaced, too old or none."""
        with self._base.reading() as connection:
            row = self._invited(connection, token)
        return None if row is None else _account(row)

    def _invited(self, connection: Connection, token: str) -> Any:
        table = schema.account
        asked = select(table).where(table.c.invitation == digest(token), table.c.invited_until > self._now())
        return connection.execute(asked.where(table.c.disabled.is_(None))).first()

    def accept(self, token: str, password: str) -> Account | None:
        """Set the password of whoever has the invitation, which ends; None where it is good no longer."""
        with self._base.writing() as connection:
            row = self._invited(connection, token)
            if row is None:
                return None
            self._new_password(connection, row, password, row.shown)
        return self.get(row.id)

    # Sessions

    def open_session(self, identity: str, password: str, *, rehashed: str | None = None) -> str | None:
        """Begin a session and return its token; None where the account was changed since its password was checked.

        Args:
            identity: id of the account.
            password: the hash that the password was checked against.
            rehashed: a hash of the same password with the parameters of now, which takes its place.
        """
        token, now = secrets.token_urlsafe(32), self._clock()
        table = schema.session
        with self._base.writing() as connection:
            row = _row(connection, identity)
            if row.disabled is not None or row.password != password:
                return None
            if rehashed is not None:
                _change(connection, identity, password=rehashed)
            stale = (table.c.expires <= written(now)) | (table.c.used <= written(now - IDLE))
            connection.execute(delete(table).where(stale))
            mine = select(table.c.sha256).where(table.c.account == identity).order_by(table.c.created.desc())
            surplus = connection.execute(mine.offset(MOST_SESSIONS - 1)).scalars().all()
            connection.execute(delete(table).where(table.c.sha256.in_(surplus)))
            fresh = {"sha256": digest(token), "account": identity, "created": written(now), "used": written(now)}
            connection.execute(insert(table), fresh | {"expires": written(now + LASTS)})
        return token

    def session(self, sha256: str) -> tuple[Account, Session] | None:
        """Return a session with its account, by the hash of its token; None where it is gone or the account disabled.

        Whether it has become too old is told by its times.
        """
        table = schema.session
        columns = (table.c.sha256, table.c.created.label("begun"), table.c.used, table.c.expires)
        joined = select(schema.account, *columns).join(table, schema.account.c.id == table.c.account)
        with self._base.reading() as connection:
            row = connection.execute(joined.where(table.c.sha256 == sha256)).first()
        if row is None or row.disabled is not None:
            return None
        return _account(row), Session(row.sha256, row.id, row.begun, row.used, row.expires)

    def sessions(self, identity: str) -> tuple[Session, ...]:
        """Return the sessions of an account that have not ended, the last used first."""
        table, now = schema.session, self._clock()
        asked = select(table).where(
            table.c.account == identity, table.c.expires > written(now), table.c.used > written(now - IDLE)
        )
        with self._base.reading() as connection:
            rows = connection.execute(asked.order_by(table.c.used.desc(), table.c.created.desc()))
            return tuple(Session(row.sha256, row.account, row.created, row.used, row.expires) for row in rows)

    def in_use(self) -> dict[str, tuple[int, str]]:
        """Return for each account with sessions that have not ended how many, and when the last was used."""
        table, now = schema.session, self._clock()
        asked = select(table.c.account, func.count(), func.max(table.c.used)).group_by(table.c.account)
        with self._base.reading() as connection:
            rows = connection.execute(asked.where(table.c.expires > written(now), table.c.used > written(now - IDLE)))
            return {row[0]: (row[1], row[2]) for row in rows}

    def touch(self, used: Mapping[str, str]) -> None:
        """Note when sessions were last used: hash of the token and time."""
        table = schema.session
        with self._base.writing() as connection:
            for sha256, time in used.items():
                which = (table.c.sha256 == sha256) & (table.c.used < time)
                connection.execute(update(table).where(which).values(used=time))

    def end_session(self, sha256: str) -> None:
        """End one session, where it is there."""
        with self._base.writing() as connection:
            connection.execute(delete(schema.session).where(schema.session.c.sha256 == sha256))

    def end_sessions(self, identity: str, *, but: str = "", actor: str | None = None) -> int:
        """End all sessions of an account but one; return how many. The log tells of it where `actor` is named."""
        table = schema.session
        with self._base.writing() as connection:
            row = _row(connection, identity)
            which = (table.c.account == identity) & (table.c.sha256 != but)
            ended = connection.execute(select(func.count()).select_from(table).where(which)).scalar() or 0
            connection.execute(delete(table).where(which))
            if actor is not None:
                _tell(connection, actor, "sign_out", row._mapping)
        return ended


def _account(row: Any) -> Account:
    able = row.password is not None and row.disabled is None
    return Account(row.id, row.shown, row.role, row.created, row.disabled, row.invited_until, able)


def _row(connection: Connection, identity: str) -> Any:
    found = connection.execute(select(schema.account).where(schema.account.c.id == schema.storable(identity))).first()
    if found is None:
        raise _missing(identity)
    return found


def _change(connection: Connection, identity: str, **values: Any) -> None:
    connection.execute(update(schema.account).where(schema.account.c.id == identity).values(**values))


def _tell(connection: Connection, actor: str, what: str, row: Mapping[str, Any], **more: str) -> None:
    told = {"what": what, "account": row["id"], "name": row["shown"], "role": row["role"]}
    log.append(connection, actor, ACTION, told | more)


def _keep_a_lead(connection: Connection, row: Any, step: str) -> None:
    """Refuse to take away the last lead who can log in."""
    table = schema.account
    others = select(table.c.id).where(
        table.c.role == "lead", table.c.disabled.is_(None), table.c.password.is_not(None), table.c.id != row.id
    )
    able = row.role == "lead" and row.disabled is None and row.password is not None
    if able and connection.execute(others).first() is None:
        raise _refused(row.shown, step, "this is the last lead who can log in", "make somebody else a lead first")


def _role(role: str) -> str:
    if role not in ROLES:
        raise ItemError(f"role {role[:40]!a}", step="set", reason="there is none", remedy=f"choose {', '.join(ROLES)}")
    return role


def _missing(name: str) -> ItemError:
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name[:LONGEST_NAME])
    return _refused(shown, "find", "there is no such account", "list them with 'rashomon account CASE'")


def _refused(name: str, step: str, reason: str, remedy: str) -> ItemError:
    return ItemError(f"account {name}", step=step, reason=reason, remedy=remedy)
