"""Which claims answer the same question: how many, who, when, and whether something is so.

Everything is keyed (what happens, to whom, what is counted), and claims of different stories never meet, so the cost
grows with the number of claims and not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rashomon.link.counts import count_questions
from rashomon.link.deeds import Deed, deeds_of
from rashomon.link.entities import Actors
from rashomon.link.polar import existence_questions, participation_questions, rejection_questions
from rashomon.link.stories import Stories
from rashomon.link.who import deed_questions, when_questions
from rashomon.records import Claim, Inquiry, QuestionKind, Reading, content_id

_SNIPPET = 8


def find_questions(readings: Sequence[Reading], actors: Actors) -> tuple[Inquiry, ...]:
    """Return the questions that the claims answer, in the order in which they first come up."""
    claims = {claim.id: claim for reading in readings for claim in reading.claims if claim.id in actors.of_claim}
    stories = Stories(readings)
    told: dict[str, list[Claim]] = defaultdict(list)
    done: dict[str, list[Deed]] = defaultdict(list)
    for claim in claims.values():
        told[stories.of(claim)[0]].append(claim)
    for deed in deeds_of(readings, actors):
        done[stories.of(deed.claim)[0]].append(deed)
    found: list[Inquiry] = []
    for number, (story, members) in enumerate(told.items()):
        asked = _of_story(members, done[story], actors, stories)
        # The first story's questions are called by what they ask alone: another story after it changes no id.
        found.extend(replace(i, id=content_id("q", i.id, story)) if number else i for i in asked)
    order = {claim: place for place, claim in enumerate(claims)}
    ordered = sorted(found, key=lambda inquiry: min(order[answer.claim] for answer in inquiry.answers))
    return tuple(_told_apart(ordered, claims))


def _of_story(claims: Sequence[Claim], deeds: Iterable[Deed], actors: Actors, stories: Stories) -> Iterator[Inquiry]:
    yield from count_questions(claims, actors, stories)
    yield from existence_questions(claims, actors)
    yield from participation_questions(claims, actors)
    by_time: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        by_time[stories.of(deed.claim)[1]].append(deed)
    rejected: set[str] = set()
    # Days without a year tell deeds apart, but for the question on which of them it was.
    yield from when_questions([deed for time, m in by_time.items() if _is_day(time) for deed in m], actors)
    for time, members in by_time.items():
        for inquiry in deed_questions(members, actors, when=not _is_day(time)):
            if inquiry.kind is QuestionKind.POLAR:
                rejected.update(answer.claim for answer in inquiry.answers if answer.side == "no")
            yield replace(inquiry, id=content_id("q", inquiry.id, time)) if time else inquiry
    # What a denial says of a deed is asked above; here it would be asked again in vaguer words.
    yield from (i for i in rejection_questions(claims, actors) if i.answers[0].claim not in rejected)


def _is_day(time: str) -> bool:
    """Tell a story's own time and days without a year from years it looks back on."""
    return not time or time.startswith("XXXX")


def _told_apart(inquiries: Iterable[Inquiry], claims: Mapping[str, Claim]) -> Iterator[Inquiry]:
    """Yield the questions; one whose title another has already says of what it is."""
    seen: set[str] = set()
    for inquiry in inquiries:
        title = inquiry.text
        if title in seen:
            words = claims[inquiry.answers[0].claim].text.split()
            said = " ".join(words[:_SNIPPET]) + (" …" if len(words) > _SNIPPET else "")
            title = f"{title.rstrip('?')}, as in “{said}”?"
        seen.add(title)
        yield replace(inquiry, text=title)
