"""A case on the desk: the one object behind all pages. It reads the board and the case, and judges.

What a page shows comes from the board (the last comparison) with what was decided since on top; a decision is safe and
shown at once, and the comparison follows in a process of its own.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from rashomon import __version__
from rashomon.casework.grading import held_to
from rashomon.errors import ItemError, RashomonError, RunError
from rashomon.grading.scales import Scale, scales_of, shipped
from rashomon.report.contexts import Badge, ClaimView, Link
from rashomon.store import schema, writing
from rashomon.store.base import Case, now
from rashomon.store.judgements import Judgement, Kind, judgement_from, judgement_object, new_judgement
from rashomon.store.judging_targets import JudgementTarget, NewGrade
from rashomon.store.views import freshness
from rashomon.web import shapes
from rashomon.web.adding_jobs import Adding
from rashomon.web.board import BoardFile, meta, unpack
from rashomon.web.decisions import STATE, Decisions, subjects
from rashomon.web.grades import given, support_on_board
from rashomon.web.handing_jobs import Handing
from rashomon.web.live import Live
from rashomon.web.people import Person
from rashomon.web.pictures import Pictures
from rashomon.web.readings import Readings
from rashomon.web.regroup import Regrouper
from rashomon.web.reviewed import Reviewed
from rashomon.web.shapes_grading import GradeShown
from rashomon.web.veil import Veil

LOOK = 2.0
"""Seconds between looks at what other programs did to the case."""

STATUS = {"contested": "contested", "agreed": "agreed", "single": "one source"}


class Missing(RashomonError):  # noqa: N818  the name of an answer, not of a fault
    """What an address names is not in the case, or not in the last comparison."""


class Uncompared(Missing):
    """Nothing was compared yet, so that no page of the comparison has anything to show."""


class Conflict(RashomonError):  # noqa: N818
    """A colleague decided about the same thing in the meantime; `decisions` are theirs."""

    def __init__(self, decisions: Sequence[shapes.Decision]) -> None:
        last = decisions[0]
        super().__init__(
            f"{last.actor} decided about this in the meantime ({last.text}, {last.time}); look at it and decide again"
        )
        self.decisions = tuple(decisions)


class Desk:
    """An open case with its board. A context manager; everything on it may be called from any thread."""

    def __init__(
        self, folder: Path, *, database: str | None = None, actor: str | None = None, veiled: bool = True
    ) -> None:
        """Open a case for the workbench.

        Args:
            veiled: whether readers see less of it than others; not so for a view, in which nothing is to hide.

        Raises:
            RunError: as `Case.open`.
        """
        self.case = Case.open(folder, database=database, actor=actor)
        self.board = BoardFile(folder)
        self.decisions = Decisions(self.case)
        self.readings = Readings(self.case, self.decisions)
        self.pictures = Pictures(self.case.originals)
        self.live = Live()
        self.reviewed = Reviewed(self.decisions)
        self.regroup = Regrouper(folder, database=database, told=self._told)
        self.adding = Adding(folder, database=database, told=self._told_file, added=self._added)
        self.handing = Handing(folder, database, self.live.tell_id)
        self.handing.sweep()
        self._closing = threading.Event()
        self._seen = ""
        self.veil: Veil | None = None
        self.worded: Callable[[str], str] = lambda text: text
        self.decisions.refresh()
        if veiled:
            self.veil = Veil(self, database=database, open_desk=lambda view: Desk(view, veiled=False))
        self._watch = threading.Thread(target=self._look, name="watch", daemon=True)
        self._watch.start()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop watching and close the case."""
        self._closing.set()
        if self.veil is not None:
            self.veil.close()
        self.adding.close()
        self.regroup.close()
        self.pictures.close()
        self._watch.join(timeout=10)
        self.case.close()

    def for_person(self, person: Person) -> Desk:
        """Return the desk that a person may sit at: this one, or that of what readers may see.

        Raises:
            Veiled: what readers may see is not made yet.
        """
        return self if self.veil is None else self.veil.desk(person)

    @property
    def mark(self) -> str:
        """A mark of the state of the case as it was last looked at."""
        return self._seen

    # In step with the case

    def _told(self, what: str, words: str) -> None:
        self.live.tell(what, words=words)

    def _told_file(self, job: str, state: str) -> None:
        self.live.tell("file", id=job, state=state)

    def _added(self) -> None:
        """Look as if nothing was seen yet: what files brought is to be compared now."""
        self._seen = ""
        self.look()

    def _look(self) -> None:
        """See what was added or judged, by whomever, and ask for a comparison where the board is behind."""
        while not self._closing.is_set():
            try:
                self.look()
            except RashomonError as error:
                self.live.tell("problem", words=str(error))
            self._closing.wait(LOOK)

    def look(self) -> None:
        """Look once; see `_look`."""
        with self.case.base.reading() as connection:
            mark, _ = freshness(connection)
            claims = connection.execute(select(schema.claim.c.number).limit(1)).first() is not None
        if mark == self._seen:
            return
        first, self._seen = not self._seen, mark
        self.decisions.refresh()
        if self.veil is not None:
            self.veil.look()
        if not first:
            self.live.tell("case", seq=self.decisions.seq)
        # Files that are being added are compared together, once the last one is read: see `_added`.
        behind = self.board.mark() != f"{__version__} {mark}"
        if behind and claims and not self.adding.busy:
            self.regroup.want()

    def state(self) -> shapes.Board:
        """Return how the board stands to the case."""
        found = self.board.mark()
        if self.regroup.step:
            state = "working"
        elif not found:
            state = "none"
        else:
            state = "fresh" if found == f"{__version__} {self._seen}" else "stale"
        return shapes.Board(state, self.regroup.step, self.regroup.problem, self.decisions.seq)

    # Reading

    @contextmanager
    def rows(self) -> Iterator[sqlite3.Connection]:
        """Give the board for reading.

        Raises:
            Uncompared: nothing was compared yet.
        """
        with self.board.open() as connection:
            if connection is None:
                raise Uncompared("nothing was compared yet; add files, or wait for the comparison to end")
            yield connection

    def card(self, connection: sqlite3.Connection, row: sqlite3.Row) -> shapes.ClaimCard:
        """Return the card of a claim, given its row of the table `claim`."""
        view = unpack(ClaimView, row["body"])
        state, seq = self.decisions.state(row["id"])
        entity = connection.execute("SELECT name FROM entity WHERE id = ?", (row["entity"],)).fetchone()
        name = entity["name"] if entity else _speaker(view)
        asked = connection.execute(
            "SELECT DISTINCT question.id, question.text, question.number FROM answer JOIN question "
            "ON question.id = answer.question WHERE answer.claim = ? ORDER BY question.number",
            (row["id"],),
        )
        return shapes.ClaimCard(
            id=row["id"],
            document=row["document"],
            view=view,
            speaker=Link(name, f"/sources/{row['entity']}" if entity else ""),
            text=row["text"],
            stance=row["stance"],
            start=row["start"],
            origin=row["origin"],
            questions=tuple(Link(each["text"], f"/questions/{each['id']}") for each in asked),
            decisions=self.decisions.on(f"claim:{row['id']}"),
            state=state,
            waiting=seq > int(meta(connection, "seq") or 0),
            grades=self._grades(connection, row["id"]),
        )

    def _grades(self, connection: sqlite3.Connection, claim: str) -> tuple[GradeShown, ...]:
        entries = self.decisions.grades(f"claim:{claim}")
        return given(connection, [e for e in entries if e.state == "stands"], self.known_scales()[0]) if entries else ()

    def claim(self, claim: str) -> shapes.ClaimCard:
        """Return the card of a claim as it stands now: a correction is in it before the comparison knows of it.

        Raises:
            Missing: the last comparison has no such claim.
        """
        with self.rows() as connection:
            row = connection.execute("SELECT * FROM claim WHERE id = ?", (claim,)).fetchone()
            if row is None:
                raise Missing(f"there is no claim {claim[:40]}; it may have another name since its document was reread")
            return self.readings.restate(self.card(connection, row))

    def target(self, claim: str) -> dict[str, Any]:
        """Return a claim as the target of a judgement: its words, where they stand, what is around them.

        Raises:
            Missing: the last comparison has no such claim.
        """
        with self.rows() as connection:
            row = connection.execute("SELECT target FROM claim WHERE id = ?", (claim,)).fetchone()
        if row is None:
            raise Missing(f"there is no claim {claim[:40]}; look for its words in its document")
        found: dict[str, Any] = json.loads(row["target"])
        return found

    def asked(self, connection: sqlite3.Connection, row: sqlite3.Row, *, new: int = 0) -> shapes.Asked:
        """Return a question in a list, given its row of the table `question`."""
        self.reviewed.refresh(connection)
        return shapes.Asked(
            id=row["id"],
            number=row["number"],
            text=row["text"],
            kind=row["kind"],
            status=Badge(row["status"], STATUS[row["status"]]),
            sides=unpack_sides(row["sides"]),
            accounts=row["accounts"],
            documents=row["documents"],
            origins=row["origins"],
            first=row["first"],
            last=row["last"],
            claims=row["claims"],
            judged=self.reviewed.count(("question", row["id"])),
            new=new,
        )

    def scales(self) -> Mapping[str, Scale]:
        """Return the scales of the case, its own too.

        Raises:
            RunError: its own file says something that no scale can be.
        """
        return scales_of(self.case.folder)

    def known_scales(self) -> tuple[Mapping[str, Scale], str]:
        """Return the scales to show, and what is wrong with the case's own file: a slip there stops no page."""
        try:
            return self.scales(), ""
        except RunError as error:
            return shipped(), str(error)

    # Judging

    def judge(self, told: Mapping[str, Any], *, actor: str, seen: int) -> shapes.Decision:
        """Record a judgement and return it; what it means for the comparison follows in the background.

        Args:
            told: kind, target, and value, why, supersedes where there are any.
            actor: who decides.
            seen: number of the last judgement that the person could see.

        Raises:
            ItemError: a field is missing or wrong, or a grade asks for more origins than stand behind it.
            Conflict: somebody else decided about the same thing after `seen`.
            RunError: the case cannot be written.
        """
        blank = {"seq": 0, "time": now(), "actor": actor, "value": None, "why": "", "supersedes": None}
        judgement = judgement_from({**blank, "id": new_id(), **told})
        if isinstance(judgement.value, NewGrade):
            with self.rows() as connection:
                judgement = held_to(judgement, self.scales(), partial(support_on_board, connection))
        return self._record(judgement, seen)

    def undo(self, judgement: str, *, actor: str, seen: int) -> shapes.Decision:
        """Take a judgement back, by one more entry.

        Raises:
            Missing, ItemError, Conflict: there is none, it is taken back already, or somebody decided in between.
        """
        self.decisions.refresh()
        found = self.decisions.get(judgement)
        if found is None:
            raise Missing(f"there is no judgement {judgement[:40]}")
        if found.kind is not Kind.UNDO and not self.decisions.stand(found):
            raise ItemError(
                f"judgement {judgement[:8]}",
                step="undo",
                reason="it no longer stands",
                remedy="look at what replaced it",
            )
        return self._record(new_judgement(Kind.UNDO, JudgementTarget(judgement), actor=actor), seen)

    def _record(self, judgement: Judgement, seen: int) -> shapes.Decision:
        with self.case.base.writing() as connection:
            # Nobody else can write now: what was decided meanwhile is known, and nothing comes in between.
            self.decisions.refresh()
            about = subjects(judgement)
            if isinstance(judgement.target, JudgementTarget):
                undone = self.decisions.get(judgement.target.judgement)
                about = subjects(undone) if undone is not None else about
            if between := [d for d in self.decisions.since(seen, *about) if d.actor != judgement.actor]:
                raise Conflict(between)
            writing.judge(connection, judgement_object(judgement), judgement.actor)
        self.decisions.refresh()  # not left to `look`, which another thread may be in the middle of
        self.look()
        kept = self.decisions.get(judgement.id)
        if kept is None:
            raise ItemError(
                "judgement", step="record", reason="it cannot be found again", remedy="run 'rashomon verify'"
            )
        return self.decisions.shown(kept)


def unpack_sides(text: str) -> tuple[shapes.Side, ...]:
    """Return the sides of a question from the column that lists them."""
    return tuple(shapes.Side(**{**side, "sources": tuple(side["sources"])}) for side in json.loads(text))


def new_id() -> str:
    """Return an id for a judgement: 32 hex digits."""
    from uuid import uuid4

    return uuid4().hex


def _speaker(view: ClaimView) -> str:
    """Return who says a claim that no source of the comparison stands behind, from its own words."""
    named = "".join(piece.text for piece in view.pieces if "source" in piece.roles)
    return named or view.document.text


__all__ = ["STATE", "Conflict", "Desk", "Missing", "Uncompared"]
