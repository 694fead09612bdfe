"""The log of a case: append-only, each entry holding the hash of the one before, in the transaction of what it tells.

The hash of an entry is SHA-256 over its canonical JSON without `hash`. The head (number and hash of the last entry) is
kept beside the log, so that a cut end shows; whoever changes log and head alike is caught by a receipt kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from rashomon.store import schema
from rashomon.store.entries import Finding, LogEntry, LogPage, Receipt, canonical, now
from rashomon.store.paging import paged

FIRST = "0" * 64
"""What the first entry holds as the hash of the one before it."""

_HEAD = "log"

LOOKED_AT = 20_000
"""Most entries that one page is looked for in."""


def entry_hash(fields: Mapping[str, Any]) -> str:
    """Return the hash of an entry's fields (all but `hash`), hex. Raises `TypeError` for a detail that holds floats."""
    return hashlib.sha256(canonical(fields).encode("utf-8")).hexdigest()


def begin(connection: Connection) -> None:
    """Make the head of an empty log."""
    connection.execute(insert(schema.meta), {"key": _HEAD, "value": canonical({"seq": 0, "head": FIRST})})


def append(connection: Connection, actor: str, action: str, detail: Mapping[str, Any]) -> LogEntry:
    """Add an entry in the writer's transaction and return it."""
    seq, previous = head(connection)
    seq += 1
    actor, detail = schema.storable(actor), json.loads(schema.storable(canonical(detail)))
    row: dict[str, Any] = {"seq": seq, "time": now(), "actor": actor, "action": action, "previous": previous}
    digest = entry_hash(row | {"detail": detail})
    connection.execute(insert(schema.log), row | {"detail": canonical(detail), "hash": digest})
    connection.execute(
        update(schema.meta).where(schema.meta.c.key == _HEAD).values(value=canonical({"seq": seq, "head": digest}))
    )
    return LogEntry(seq, row["time"], actor, action, detail, previous, digest)


def chained(actor: str, told: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the rows of a new log that begins with these actions and details, and the row of its head.

    Raises:
        TypeError: a detail holds floats.
    """
    rows: list[dict[str, Any]] = []
    previous, actor = FIRST, schema.storable(actor)
    for seq, (action, given) in enumerate(told, start=1):
        detail = json.loads(schema.storable(canonical(given)))
        row: dict[str, Any] = {"seq": seq, "time": now(), "actor": actor, "action": action, "previous": previous}
        previous = entry_hash(row | {"detail": detail})
        rows.append(row | {"detail": canonical(detail), "hash": previous})
    return rows, {"key": _HEAD, "value": canonical({"seq": len(rows), "head": previous})}


def head(connection: Connection) -> tuple[int, str]:
    """Return number and hash of the last entry, as kept beside the log. Raises `ValueError` where that is damaged."""
    value = connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == _HEAD)).scalar()
    kept = json.loads(value or "null")
    if not isinstance(kept, dict) or not isinstance(kept.get("seq"), int) or not isinstance(kept.get("head"), str):
        raise ValueError("the head of the log is missing or damaged")
    return kept["seq"], kept["head"]


def entries(connection: Connection, *, after: int = 0) -> Iterator[LogEntry]:
    """Yield the entries in order, from the one after number `after` on. A damaged detail is an empty one."""
    table = schema.log
    for row in paged(connection, select(table).where(table.c.seq > after), table.c.seq):
        yield _entry(row)


def page(  # noqa: PLR0913
    connection: Connection,
    *,
    before: int | None = None,
    action: str = "",
    actor: str = "",
    limit: int = 50,
    looked_at: int = LOOKED_AT,
) -> LogPage:
    """Return the newest entries that fit, from the one before number `before` on; empty conditions let all through.

    However rare what is asked for, no more than `looked_at` entries are looked at: the answer may be empty and yet say
    where to go on.
    """
    table = schema.log
    newest: int = connection.execute(select(func.max(table.c.seq))).scalar() or 0
    top = newest if before is None else min(before - 1, newest)
    low = max(top - looked_at, 0)
    statement = select(table).where(table.c.seq <= top, table.c.seq > low)
    if action:
        statement = statement.where(table.c.action == schema.storable(action))
    if actor:
        statement = statement.where(table.c.actor == schema.storable(actor))
    rows = connection.execute(statement.order_by(table.c.seq.desc()).limit(limit)).all()
    reached = rows[-1].seq if len(rows) == limit else low + 1
    return LogPage(tuple(_entry(row, _loaded) for row in rows), reached if reached > 1 else None)


def entry(connection: Connection, seq: int) -> LogEntry | None:
    """Return the entry with a number, None where there is none."""
    row = connection.execute(select(schema.log).where(schema.log.c.seq == seq)).first()
    return None if row is None else _entry(row)


def _entry(row: Any, detail: Callable[[Any], dict[str, Any] | None] | None = None) -> LogEntry:
    told = (detail or _detail)(row.detail) or {}
    return LogEntry(row.seq, row.time, row.actor, row.action, told, row.previous, row.hash)


def receipt(connection: Connection, case: str) -> Receipt:
    """Return the head of the log as something to keep elsewhere."""
    seq, digest = head(connection)
    return Receipt(case, seq, digest, now())


def verify(connection: Connection, *, receipts: tuple[Receipt, ...] = ()) -> Finding | None:
    """Return what is wrong with the first altered, missing or reordered entry; None where the chain holds.

    `receipts` are heads that were kept elsewhere: each must still be the hash of its entry.
    """
    previous, number = FIRST, 0
    kept = {note.seq: note.head for note in receipts if note.seq}
    # Every column as it lies there: a changed type is a change too.
    for row in paged(connection, select(schema.log), schema.log.c.seq):
        number += 1
        where = f"entry {number}"
        if row.seq != number:
            return Finding("log", where, f"it is missing (the next one there is {str(row.seq)[:40]})")
        if problem := _altered(row, previous):
            return Finding("log", where, problem)
        if kept.get(number, row.hash) != row.hash:
            return Finding("log", where, "it is not the one that a receipt was given for")
        previous = row.hash
    try:
        seq, digest = head(connection)
    except ValueError as error:
        return Finding("log", "head", str(error))
    if seq != number:
        where = f"entry {min(seq, number) + 1}"
        return Finding("log", where, f"the log has {number} entries, its head says {seq}")
    if digest != previous:
        return Finding("log", f"entry {number}", "it was altered: the head of the log has another hash")
    if late := [seq for seq in kept if seq > number]:
        return Finding("log", f"entry {number + 1}", f"it is missing: a receipt was given for entry {max(late)}")
    return None


def _altered(row: Any, previous: str) -> str | None:
    """Return what is wrong with one row, whose number is right."""
    if not all(isinstance(value, str) for value in row[1:]) or not isinstance(row.seq, int):
        return "it was altered: a field is of another kind"
    detail = _detail(row.detail)
    if detail is None or canonical(detail) != row.detail:
        return "it was altered: its detail is not in the form it was written in"
    if row.previous != previous:
        return "it was altered or does not belong here: it does not follow from the one before"
    fields = {name: row._mapping[name] for name in ("seq", "time", "actor", "action", "previous")}
    if entry_hash(fields | {"detail": detail}) != row.hash:
        return "it was altered: its hash does not fit"
    return None


def _detail(text: Any) -> dict[str, Any] | None:
    detail = _loaded(text)
    try:
        canonical(detail)
    except (ValueError, TypeError, RecursionError):
        return None
    return detail


def _loaded(text: Any) -> dict[str, Any] | None:
    """Return a detail without a look at whether it is in the form it was written in: quick, for showing."""
    try:
        detail = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
    return detail if isinstance(detail, dict) else None
