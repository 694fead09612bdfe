"""Dossiers that people put together of a case: chosen questions in an order, with words of their own between them.

A save adds a version and changes none, so that what was there before can be had again; two people who save at once are
told of each other, and nothing is lost. Nothing of the comparison is kept here: a question is its id, and its title for
when that id is no longer asked.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from rashomon.errors import ItemError, RashomonError
from rashomon.store import log, schema
from rashomon.store.entries import canonical, now
from rashomon.store.schema import storable
from rashomon.store.writing import next_number

MOST_PARTS: Final = 100
LONGEST_TEXT: Final = 20_000
LONGEST_TITLE: Final = 300
_ID: Final = re.compile(r"[0-9a-f]{32}")
_KEY: Final = re.compile(r"[0-9a-z]{1,16}")


class Show(StrEnum):
    """What is shown of a question, beside its sides."""

    CHART = "chart"
    ACCOUNTS = "accounts"
    WORDS = "words"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a dossier: a question, or text.

    Attributes:
        key: names the part within its dossier, 1 to 16 digits and small letters.
        question: id of a question; empty for a part that is text.
        text: the text; of a question, its title when it was chosen.
        show: what is shown of the question, in the order of `Show`.
    """

    key: str
    text: str = ""
    question: str = ""
    show: tuple[Show, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What one version of a dossier says.

    Attributes:
        removed: it is not listed any more; a later version may bring it back.
        of: number of the earlier version that was gone back to, None where something new was written.
    """

    title: str
    parts: tuple[Part, ...] = ()
    removed: bool = False
    of: int | None = None

    @property
    def questions(self) -> tuple[Part, ...]:
        """The parts that are questions."""
        return tuple(part for part in self.parts if part.question)


@dataclass(frozen=True, slots=True)
class KeptDossier:
    """One version of a dossier in the case; `version` counts from 1."""

    id: str
    version: int
    time: str
    actor: str
    says: Arrangement

    @property
    def before(self) -> int:
        """The version that undoing leads to, 0 where there is none: going back twice goes further back."""
        return (self.says.of or self.version) - 1


class Superseded(RashomonError):  # noqa: N818  the name of an answer, not of a fault
    """Somebody saved a dossier in the meantime; `newest` is theirs."""

    def __init__(self, newest: KeptDossier) -> None:
        super().__init__(
            f"{newest.actor} saved this dossier in the meantime (version {newest.version}, {newest.time}); look at "
            "both, then save again"
        )
        self.newest = newest


def save(connection: Connection, dossier: str, says: Arrangement, *, version: int, actor: str) -> KeptDossier:
    """Add a version of a dossier in the writer's transaction, with its entry in the log; return it.

    Args:
        dossier: its id, 32 hex digits; a new one makes a new dossier.
        version: the one that was changed, 0 for a new dossier. Saving what is there already adds nothing.

    Raises:
        ItemError: something in it is too long or not well formed.
        Superseded: that version is not the newest any more.
    """
    _check(dossier, says)
    last = newest(connection, dossier)
    if last is not None and last.version != version:
        raise Superseded(last)
    if last is None and version:
        raise _wrong("it is not in the case", "go to the list of dossiers")
    if last is not None and _same(last.says, says):
        return last
    row: dict[str, Any] = {
        "number": next_number(connection, schema.dossier),
        "id": dossier,
        "version": version + 1,
        "time": now(),
        "actor": storable(actor),
        "body": storable(canonical(_object(says))),
    }
    connection.execute(insert(schema.dossier), row)
    made = KeptDossier(dossier, version + 1, row["time"], row["actor"], _says(json.loads(row["body"])))
    told = {"dossier": dossier, "version": made.version, "title": made.says.title, "sha256": digest(made)}
    log.append(connection, actor, "dossier", told)
    return made


def newest(connection: Connection, dossier: str) -> KeptDossier | None:
    """Return the newest version of a dossier, None where the case has no such dossier."""
    return next(iter(versions(connection, dossier, most=1)), None)


def version_of(connection: Connection, dossier: str, version: int) -> KeptDossier | None:
    """Return one version of a dossier, None where there is none."""
    table = schema.dossier
    row = connection.execute(select(table).where(table.c.id == dossier, table.c.version == version)).first()
    return None if row is None else kept(row)


def versions(connection: Connection, dossier: str, *, most: int = 200) -> tuple[KeptDossier, ...]:
    """Return the last versions of a dossier, the newest first."""
    table = schema.dossier
    rows = connection.execute(
        select(table).where(table.c.id == dossier).order_by(table.c.version.desc()).limit(most)
    ).all()
    return tuple(map(kept, rows))


def listed(connection: Connection) -> tuple[KeptDossier, ...]:
    """Return the newest version of every dossier, the one saved last first; those that were removed too."""
    table = schema.dossier
    last = select(func.max(table.c.number)).group_by(table.c.id)
    rows = connection.execute(select(table).where(table.c.number.in_(last)).order_by(table.c.number.desc())).all()
    return tuple(map(kept, rows))


def kept(row: Any) -> KeptDossier:
    """Return a row of the table as a version.

    Raises:
        ValueError: the row is damaged.
    """
    try:
        return KeptDossier(row.id, row.version, row.time, row.actor, _says(json.loads(row.body)))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it is no dossier: {error}") from error


def digest(made: KeptDossier) -> str:
    """Return the SHA-256 of a version's canonical JSON, hex: by it the log shows any change."""
    told = {"id": made.id, "version": made.version, "time": made.time, "actor": made.actor}
    return hashlib.sha256(canonical(told | {"says": _object(made.says)}).encode("utf-8")).hexdigest()


def _object(says: Arrangement) -> dict[str, Any]:
    return asdict(says)


def _says(told: Mapping[str, Any]) -> Arrangement:
    parts = tuple(Part(p["key"], p["text"], p["question"], tuple(map(Show, p["show"]))) for p in told["parts"])
    return Arrangement(told["title"], parts, told["removed"], told["of"])


def _same(one: Arrangement, other: Arrangement) -> bool:
    return (one.title, one.parts, one.removed) == (other.title, other.parts, other.removed)


def shown(given: Iterable[str]) -> tuple[Show, ...]:
    """Return what is to be shown of a question, in order and each once.

    Raises:
        ItemError: there is no such thing to show.
    """
    wanted = set(given)
    if more := sorted(wanted - set(Show)):
        raise _wrong(f"{more[0][:40]!r} is none of {', '.join(Show)}", "choose among these")
    return tuple(show for show in Show if show in wanted)


def _check(dossier: str, says: Arrangement) -> None:
    if not _ID.fullmatch(dossier):
        raise _wrong("its id is not 32 hex digits", "make a new dossier")
    if not says.title.strip() or len(says.title) > LONGEST_TITLE:
        raise _wrong(f"a title of 1 to {LONGEST_TITLE} characters is needed", "write one")
    if len(says.parts) > MOST_PARTS:
        raise _wrong(f"it has {len(says.parts)} parts; {MOST_PARTS} are the most", "make two dossiers of it")
    keys = [part.key for part in says.parts]
    if len(set(keys)) != len(keys) or not all(map(_KEY.fullmatch, keys)):
        raise _wrong("two parts have one key, or a key is malformed", "load the page again")
    questions = [part.question for part in says.questions]
    if len(set(questions)) != len(questions):
        raise _wrong("one question stands in it twice", "remove one of the two")
    for part in says.parts:
        if len(part.text) > LONGEST_TEXT or len(part.question) > LONGEST_TITLE:
            raise _wrong(f"a text has {len(part.text):,} characters; {LONGEST_TEXT:,} are the most", "divide it")


def _wrong(reason: str, remedy: str) -> ItemError:
    return ItemError("dossier", step="save", reason=reason, remedy=remedy)
