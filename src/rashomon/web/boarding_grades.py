"""What the board holds of grades: what might be considered of each thing, and which grades to look at again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby

from rashomon.grading.proposals import Proposal, Proposer
from rashomon.grading.scales import Target
from rashomon.records import Dossier
from rashomon.web import board

Proposals = tuple[Proposal, ...]


def lay_out_grades(connection: sqlite3.Connection, dossier: Dossier) -> None:
    """Write what is proposed, and what changed behind the grades that people gave."""
    board.insert(connection, "proposal", _proposals(dossier))
    again = {mark.judgement: mark.review for mark in dossier.judged if mark.grade is not None and mark.review}
    board.insert(connection, "regrade", again.items())


def _proposals(dossier: Dossier) -> Iterator[tuple[str, str, bytes]]:
    proposer = Proposer(dossier)
    for (target, about), found in groupby(proposer.all(), key=lambda each: (each.target, each.about)):
        yield target.value, about, board.pack(Proposals, tuple(found))
    for claim in dossier.claims:
        yield Target.CLAIM.value, claim.id, board.pack(Proposals, (proposer.claim(claim.id),))


def proposals(connection: sqlite3.Connection, target: Target, about: str) -> Proposals:
    """Return what is proposed of a thing; nothing of one that the comparison does not have."""
    row = connection.execute(
        "SELECT body FROM proposal WHERE target = ? AND about = ?", (target.value, about)
    ).fetchone()
    return () if row is None else board.unpack(Proposals, row["body"])


def reviews(connection: sqlite3.Connection, judgements: list[str]) -> dict[str, str]:
    """Return judgement → what to look at again, for those of them that there is something of."""
    if not judgements:
        return {}
    marks = ", ".join("?" * len(judgements))
    rows = connection.execute(f"SELECT judgement, review FROM regrade WHERE judgement IN ({marks})", judgements)  # noqa: S608  marks alone
    return {row["judgement"]: row["review"] for row in rows}
