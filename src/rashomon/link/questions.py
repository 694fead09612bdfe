"""Which claims answer the same question: how many, who, and whether something is so.

Everything is keyed (what happens, what is counted, which of them), so the cost grows with the number of claims and
not with its square.
"""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.link.counts import count_questions
from rashomon.link.deeds import deeds_of
from rashomon.link.entities import Actors
from rashomon.link.polar import existence_questions, participation_questions, rejection_questions
from rashomon.link.stories import Stories
from rashomon.link.who import deed_questions
from rashomon.records import Inquiry, Reading


def find_questions(readings: Sequence[Reading], actors: Actors) -> tuple[Inquiry, ...]:
    """Return the questions that the claims answer, in the order in which they first come up."""
    claims = [claim for reading in readings for claim in reading.claims if claim.id in actors.of_claim]
    stories = Stories(readings)
    found = [
        *count_questions(claims, actors, stories),
        *existence_questions(claims, actors),
        *participation_questions(claims, actors),
        *rejection_questions(claims, actors),
        *deed_questions(deeds_of(readings, actors), actors),
    ]
    order = {claim.id: place for place, claim in enumerate(claims)}
    return tuple(sorted(found, key=lambda inquiry: min(order[answer.claim] for answer in inquiry.answers)))
