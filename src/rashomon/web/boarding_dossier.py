"""What the dossier builder needs of a comparison: the words behind each side, and what could not be applied."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

from rashomon.records import Dossier
from rashomon.report.marked import fit, fold
from rashomon.web import board
from rashomon.web.shapes import Decision

UNAPPLIED = "unapplied"
"""The fact about a board that lists, as JSON, the decisions that the comparison could not apply, with the reason."""


def fill(connection: sqlite3.Connection, dossier: Dossier) -> None:
    """Write the sides of all questions, and what could not be applied."""
    board.insert(connection, "side", _sides(dossier))
    board.insert(connection, "meta", [(UNAPPLIED, json.dumps(dossier.unapplied, ensure_ascii=False))])


def unapplied(connection: sqlite3.Connection, decisions: Sequence[Decision] | None = None) -> tuple[str, ...]:
    """Return what the comparison could not apply and why, of all decisions or of those given."""
    notes: list[str] = json.loads(board.meta(connection, UNAPPLIED) or "[]")
    if decisions is not None:
        # A note names its decision by the first digits of the id.
        named = [f"({decision.id[:8]})" for decision in decisions if decision.stands]
        notes = [note for note in notes if any(name in note for name in named)]
    return tuple(notes)


def _sides(dossier: Dossier) -> Iterator[tuple[object, ...]]:
    names = {origin.id: origin.name for origin in dossier.origins}
    for question in dossier.questions:
        for place, side in enumerate(question.positions):
            yield (
                question.id,
                place,
                fit(fold(side.text), 120),
                _listed(side.documents),
                _listed(side.outlets),
                _listed(tuple(names.get(origin, origin) for origin in side.origins)),
                _listed(side.claims),
            )


def _listed(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)
