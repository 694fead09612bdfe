"""What readers see: the case itself where nothing is protected, else its protected view, and never the case meanwhile.

The view is a case of its own with a desk of its own; pages of readers are made from it alone. It is shown only while
it hides exactly what is protected now: between a decision to protect and the view that follows, readers are asked to
wait. That it does not know of the last documents or decisions yet is no harm.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rashomon.casework.viewing import VIEWS
from rashomon.errors import RashomonError
from rashomon.protect.marks import Protection
from rashomon.protect.masking import replaced
from rashomon.protect.names import Names
from rashomon.records import Leak, Secret
from rashomon.store.judgements import Kind
from rashomon.web.people import Person, Role
from rashomon.web.regroup import Regrouper
from rashomon.web.veiling import DOUBTS, WATCH, Pointer, ids_of, read_pointer, sweep

if TYPE_CHECKING:
    from rashomon.web.desk import Desk

AGAIN = 3600.0
"""Seconds after which another look of one person at one protected thing is told anew."""


class Veiled(RashomonError):  # noqa: N818  the name of an answer
    """What is protected changed a moment ago, and what readers may see is not made yet."""


class Veil:
    """Gives each person the desk that they may sit at, and tells of looks at what is protected."""

    def __init__(self, desk: Desk, *, database: str | None, open_desk: Callable[[Path], Desk]) -> None:
        """Stand between a case and its readers.

        Args:
            desk: the case itself.
            database: as `Regrouper`.
            open_desk: opens the desk of a view.
        """
        self._desk, self._open = desk, open_desk
        self._readers = False
        self._shown: tuple[Pointer, Desk] | None = None
        self._before: Desk | None = None
        self._lock = threading.Lock()
        self._asked = ""
        self._held: tuple[int, tuple[str, ...]] = (-1, ())
        self._watching = Watching(desk)
        folder = desk.case.folder
        sweep(folder)
        self._view = Regrouper(folder, database=database, told=self._told, module="rashomon.web.veiling", more="view")
        self._watch = Regrouper(folder, database=database, told=self._told, module="rashomon.web.veiling", more="watch")

    def close(self) -> None:
        """Close the desk of the view."""
        self._view.close()
        self._watch.close()
        for desk in (self._shown[1] if self._shown else None, self._before):
            if desk is not None:
                desk.close()

    @property
    def protections(self) -> tuple[str, ...]:
        """Ids of what is protected now."""
        seq = self._desk.decisions.seq
        if self._held[0] != seq:
            self._held = seq, ids_of(tuple(j for j in self._desk.decisions.standing() if j.kind is Kind.PROTECT))
        return self._held[1]

    @property
    def problem(self) -> str:
        """What went wrong when the view was last made; empty where nothing did."""
        return self._view.problem or self._watch.problem

    def state(self) -> str:
        """Return what readers see: "open" (everything), "ready" (the view), "unasked" (nobody is a reader),
        "making" or "problem" (nothing).
        """
        wanted = self.protections
        if not wanted:
            return "open"
        if self._shown is not None and self._shown[0].protections == wanted:
            return "ready"
        if not self._readers:
            return "unasked"
        return "problem" if self._view.problem else "making"

    def desk(self, person: Person) -> Desk:
        """Return the desk of a person.

        Raises:
            Veiled: they are a reader, and what is protected is not hidden yet.
        """
        if person.may(Role.REVIEWER):
            return self._desk
        self._desk.decisions.refresh()  # somebody may have protected a name from a terminal a moment ago
        if not (wanted := self.protections):
            return self._desk
        if not self._readers:
            self._readers = True
            self.look()
        with self._lock:
            if self._shown is None or self._shown[0].protections != wanted:
                self._take(read_pointer(self._desk.case.folder), wanted)
            if self._shown is not None and self._shown[0].protections == wanted:
                return self._shown[1]
        raise Veiled(
            (self._view.problem and "what is protected cannot be hidden right now; ask a lead of this case")
            or "what is protected changed a moment ago, and your view is being made; come back in a minute"
        )

    def expect_readers(self) -> None:
        """Make the view whenever something changes, not only once a reader asks."""
        self._readers = True

    def look(self) -> None:
        """Ask for a new view, or a new list of what is protected, where they are behind."""
        wanted = self.protections
        mark = f"{self._desk.mark} {' '.join(wanted)} {self._readers}"
        if not wanted or mark == self._asked:
            return
        self._asked = mark
        pointer = read_pointer(self._desk.case.folder)
        if self._readers and (pointer is None or pointer.protections != wanted or pointer.mark != self._desk.mark):
            self._view.want()
        elif not self._watching.knows(wanted):
            self._watch.want()

    def _told(self, what: str, words: str) -> None:
        if what == "board":
            self._watching.refresh()
            with self._lock:
                self._take(read_pointer(self._desk.case.folder), self.protections)
        elif what == "problem":
            self._desk.live.tell("problem", words=words)

    def _take(self, pointer: Pointer | None, wanted: tuple[str, ...]) -> None:
        """Show the newest view, if it hides what is to be hidden."""
        if pointer is None or pointer.protections != wanted or (self._shown and self._shown[0] == pointer):
            return
        self._watching.refresh()  # titles are worded by the names of this very view
        opened = self._open(self._desk.case.folder / VIEWS / pointer.folder)
        opened.live.join(self._desk.live)
        opened.worded = self.words
        before, self._before = self._before, self._shown[1] if self._shown else None
        self._shown = (pointer, opened)
        if self._before is not None:  # pages that are open look again, and find the new view
            self._before.live.tell("board", words="")
        if before is not None:
            before.close()

    # Looks at what is protected

    def looked(self, person: Person, path: str, body: str) -> None:
        """Tell in the log that somebody was shown something protected, once an hour for each thing.

        Args:
            path: the address that was asked for.
            body: what was sent, empty for a picture.
        """
        if self.protections:
            self._watching.looked(person, path, body)

    def doubts(self) -> tuple[Leak, ...]:
        """Return what the check still finds in the masked texts, when they were last made."""
        try:
            told = json.loads((self._desk.case.folder / VIEWS / DOUBTS).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ()
        return tuple(Leak(**each) for each in told["doubts"]) if self.protections else ()

    def named(self) -> tuple[Protection, ...]:
        """Return what is protected, with its names."""
        return self._watching.protections

    # What is made for the public

    def public(self) -> tuple[Desk, tuple[Secret, ...]]:
        """Return the desk of what the public may have, and what must not be in anything made there.

        Raises:
            Veiled: it is not made yet; it is asked for.
        """
        desk = self.desk(Person("the public", Role.READER))
        behind = desk is self._desk or self._shown is None or self._shown[0].mark != self._desk.mark
        if self.protections and (behind or not self._watching.knows(self.protections)):
            self._asked = ""
            self.look()
            raise Veiled("what the public may have is being made of the last decisions; try again in a minute")
        return desk, self._watching.secrets if self.protections else ()

    def words(self, text: str) -> str:
        """Return words that people wrote, with what is protected replaced."""
        return self._watching.words(text) if self.protections else text


def _secret(told: dict[str, Any]) -> Secret:
    days = [date.fromisoformat(day) for day in told["days"] or ()]
    return Secret(
        told["id"],
        told["kind"],
        told["label"],
        tuple(told["strings"]),
        (days[0], days[1]) if days else None,
        (told["point"][0], told["point"][1]) if told["point"] else None,
        tuple(told["hashes"]),
        tuple(told["lengths"]),
    )


_DOCUMENT = re.compile(r"/documents/(d[0-9a-f]{16})")


class Watching:
    """Knows how protected things are called, and who saw them when."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()
        self.protections: tuple[Protection, ...] = ()
        self.secrets: tuple[Secret, ...] = ()
        self._documents: dict[str, list[str]] = {}
        self._names = Names(())
        self.refresh()

    def knows(self, wanted: Iterable[str]) -> bool:
        """Tell whether the list is of these protections."""
        return {p.id for p in self.protections} == set(wanted)

    def refresh(self) -> None:
        """Read the list again."""
        try:
            told: dict[str, Any] = json.loads((self._desk.case.folder / VIEWS / WATCH).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        self.secrets = tuple(_secret(each) for each in told["secrets"])
        more = {secret.id: secret for secret in self.secrets}
        found = tuple(
            Protection(
                p["id"], p["kind"], p["label"], tuple(p["names"]), days=more[p["id"]].days, point=more[p["id"]].point
            )
            for p in told["protections"]
        )
        self.protections, self._documents, self._names = found, told["documents"], Names(found)

    def words(self, text: str) -> str:
        """See `Veil.words`."""
        return replaced(text, self._names.in_words(text, self._names.ids, loose=True))

    def looked(self, person: Person, path: str, body: str) -> None:
        """See `Veil.looked`."""
        shown = self._names.told(body)
        if not body and (document := _DOCUMENT.search(path)) is not None:
            shown.update(self._documents.get(document[1], ()))
        now = time.monotonic()
        with self._lock:
            new = sorted(each for each in shown if now - self._seen.get((person.name, each), -AGAIN) >= AGAIN)
            self._seen.update({(person.name, each): now for each in new})
        if new:
            self._desk.case.log.append("reveal", {"protections": new, "where": path}, actor=person.name)
