"""Readings of single documents as they stand now: what the machine read, with every standing decision applied."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from rashomon.records import Claim, Mark, Reading
from rashomon.report.evidence import restated
from rashomon.store.base import Case
from rashomon.store.judging_readings import apply_to_readings
from rashomon.store.views import newest_of, reading_of
from rashomon.web.decisions import Decisions
from rashomon.web.saying import said
from rashomon.web.shapes import ClaimCard
from rashomon.web.shapes_reader import Said

MOST_KEPT: Final = 2_000_000
"""Code points of the texts of all readings that are kept in memory; the last one is, however long."""


@dataclass(frozen=True, slots=True)
class Now:
    """A document as it stands now.

    Attributes:
        reading: what holds: claims corrected, rejected ones among them.
        rejected: ids of those.
        said: its claims as the Reader shows them, in the order of their words.
        marks: what was decided about each claim, by its id.
        notes: what could not be applied and why.
    """

    reading: Reading
    rejected: frozenset[str]
    said: tuple[Said, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    notes: tuple[str, ...]

    def claim(self, claim: str) -> Claim | None:
        """Return a claim as it stands now; None where it is not read in this document."""
        return next((each for each in self.reading.claims if each.id == claim), None)


@dataclass(slots=True)
class _Kept:
    number: int
    machine: Reading
    judged: tuple[str, ...]
    now: Now


class Readings:
    """Gives out single documents; a few are kept in memory. May be called from any thread."""

    def __init__(self, case: Case, decisions: Decisions) -> None:
        self._case, self._decisions = case, decisions
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def now(self, document: str) -> Now | None:
        """Return a document as it stands now, None where it was not read.

        Raises:
            RunError: its stored reading is damaged.
        """
        judgements = self._decisions.inside(document)
        judged = tuple(judgement.id for judgement in judgements)
        with self._case.base.reading() as connection:
            number = newest_of(connection, document)
            with self._lock:
                kept = self._kept.get(document)
            if kept is not None and (kept.number, kept.judged) == (number, judged):
                return kept.now
            machine = kept.machine if kept is not None and kept.number == number else reading_of(connection, document)
        if machine is None:
            return None
        # Those that stand already: what one of them took the place of is not among them, and need not be.
        applied = apply_to_readings([machine], [replace(judgement, supersedes=None) for judgement in judgements])
        marks: dict[str, tuple[Mark, ...]] = {}
        for mark in applied.marks:
            marks[mark.about] = (*marks.get(mark.about, ()), mark)
        claims = sorted(
            (claim for claim in (*applied.readings[0].claims, *applied.rejected) if claim.content),
            key=lambda claim: (claim.content[0].start, -claim.content[-1].end),
        )
        reading = replace(applied.readings[0], claims=tuple(claims))
        states = {claim.id: self._decisions.state(claim.id)[0] for claim in claims}
        now = Now(
            reading,
            frozenset(claim.id for claim in applied.rejected),
            said(reading, states),
            marks,
            applied.notes,
        )
        self._keep(document, _Kept(number, machine, judged, now))
        return now

    def _keep(self, document: str, kept: _Kept) -> None:
        with self._lock:
            self._kept[document] = kept
            self._kept.move_to_end(document)
            size = sum(len(each.machine.document.text) for each in self._kept.values())
            while len(self._kept) > 1 and size > MOST_KEPT:
                _, gone = self._kept.popitem(last=False)
                size -= len(gone.machine.document.text)

    def restate(self, card: ClaimCard) -> ClaimCard:
        """Return a card with the claim as it stands now, where a decision changed it since the last comparison."""
        now = self.now(card.document) if card.waiting else None
        claim = now.claim(card.id) if now is not None else None
        if now is None or claim is None:
            return card
        view = restated(card.view, claim, now.reading, now.marks.get(card.id, ()))
        return replace(card, view=view, text=" ".join(claim.text.split()), stance=claim.stance.value)
