"""The part of the board that the review works from: the queue, the ways to narrow it, and which side a claim holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from rashomon.records import Question
from rashomon.web import board

_NARROWED = """
INSERT INTO queued SELECT 'all', '', queue.place FROM queue JOIN claim ON claim.id = queue.claim;
INSERT INTO queued SELECT 'document', claim.document, queue.place FROM queue JOIN claim ON claim.id = queue.claim;
INSERT INTO queued SELECT 'source', claim.entity, queue.place FROM queue JOIN claim ON claim.id = queue.claim
    WHERE claim.entity != '';
INSERT INTO queued SELECT DISTINCT 'question', answer.question, queue.place
    FROM queue JOIN claim ON claim.id = queue.claim JOIN answer ON answer.claim = queue.claim;
INSERT INTO meta SELECT 'queued', count(*) FROM queued WHERE kind = 'all';
INSERT INTO meta SELECT 'contested', count(*) FROM queue JOIN claim ON claim.id = queue.claim WHERE claim.contested;
"""
"""Each claim of the queue under what it can be narrowed to; one that has no words is not in the table of claims."""


def lay_out(
    connection: sqlite3.Connection, questions: Sequence[Question], queue: Iterable[tuple[str, str, str]]
) -> None:
    """Write the queue, given as claim, question and reason in order; claims and answers stand there already."""
    board.insert(connection, "queue", ((place, *row) for place, row in enumerate(queue)))
    board.insert(connection, "held", _held(questions))
    for statement in filter(str.strip, _NARROWED.split(";")):
        connection.execute(statement)


def _held(questions: Sequence[Question]) -> Iterator[tuple[str, str, int]]:
    """Yield claim, question and the number of the side that the claim holds there, of several the first."""
    for question in questions:
        told: set[str] = set()
        for number, side in enumerate(question.positions):
            for claim in side.claims:
                if claim not in told:
                    told.add(claim)
                    yield claim, question.id, number
