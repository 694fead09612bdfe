"""What people graded a thing as, what might be considered, and what stands behind it on the board."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rashomon.grading.proposals import Proposal
from rashomon.grading.scales import Scale, Target
from rashomon.records import Side, Support, content_id, of_question
from rashomon.report.contexts import Link
from rashomon.report.marked import fit, fold
from rashomon.store.judging_grades import GradeEntry
from rashomon.store.judging_targets import ClaimTarget, NewGrade, QuestionTarget
from rashomon.store.judging_targets import Target as JudgedTarget
from rashomon.web.board import meta
from rashomon.web.boarding_grades import proposals, reviews
from rashomon.web.shapes_grading import GradeShown, Grading, ProposalShown, ReasonShown, ScaleShown, ValueShown

if TYPE_CHECKING:
    from rashomon.web.desk import Desk

MOST_CLAIMS, MOST_HISTORY = 6, 60


def support_on_board(connection: sqlite3.Connection, target: JudgedTarget, grade: NewGrade) -> Support | None:
    """Return what stands behind a claim or a question in the last comparison; None for one that it does not have."""
    sides = (
        "SELECT side.text, side.origins, question.text AS asked FROM side JOIN question ON question.id = side.question"
    )
    match target:
        case ClaimTarget(_, _, str(claim)):
            rows = connection.execute(
                f"{sides} JOIN held ON held.question = side.question AND held.side = side.place WHERE held.claim = ?",
                (claim,),
            )
            found = tuple(_side(row) for row in rows)
            return Support(found) if found else _alone(connection, claim)
        case QuestionTarget(question):
            rows = connection.execute(f"{sides} WHERE side.question = ? ORDER BY side.place", (question,))
            return of_question((_side(row) for row in rows), grade.topic)
        case _:
            return None


def _side(row: sqlite3.Row) -> Side:
    # The board keeps names; the id of an origin follows from its name.
    return Side(row["asked"], row["text"], {content_id("o", name): name for name in json.loads(row["origins"])})


def _alone(connection: sqlite3.Connection, claim: str) -> Support | None:
    row = connection.execute(
        "SELECT origin.id, origin.name FROM claim JOIN origin ON origin.id = claim.origin WHERE claim.id = ?", (claim,)
    ).fetchone()
    return None if row is None else Support((Side("", "", {row["id"]: row["name"]}),))


def scale_shown(scale: Scale) -> ScaleShown:
    """Return a scale as it is shown."""
    values = tuple(ValueShown(v.value, v.title, v.meaning, v.no_basis, v.origins) for v in scale.values)
    return ScaleShown(scale.name, scale.title, scale.axis, tuple(scale.targets), scale.source, values)


def given(
    connection: sqlite3.Connection, entries: Iterable[GradeEntry], scales: Mapping[str, Scale]
) -> tuple[GradeShown, ...]:
    """Return grades as they are shown, the newest first."""
    ordered = sorted(entries, key=lambda entry: -entry.judgement.seq)
    again = reviews(connection, [entry.judgement.id for entry in ordered[:MOST_HISTORY]])
    return tuple(_given(entry, scales, again.get(entry.judgement.id, "")) for entry in ordered)


def _given(entry: GradeEntry, scales: Mapping[str, Scale], review: str) -> GradeShown:
    grade, made = entry.grade, entry.judgement
    scale = scales.get(grade.scale)
    value = scale.value(grade.value) if scale is not None else None
    return GradeShown(
        judgement=made.id,
        scale=grade.scale,
        scale_title=scale.title if scale is not None else "",
        value=grade.value,
        value_title=grade.words or (value.title if value is not None else ""),
        topic=grade.topic,
        actor=made.actor,
        time=made.time,
        why=made.why,
        state=entry.state,
        review=review if entry.state == "stands" else "",
    )


def grading(  # noqa: PLR0913
    desk: Desk,
    connection: sqlite3.Connection,
    target: Target,
    about: str,
    *,
    subjects: Iterable[str],
    name: str,
    href: str,
    closed: str = "",
) -> Grading:
    """Return the grades of a thing, and what might be considered.

    Args:
        subjects: the keys of decisions about it ("claim:…").
        closed: why it cannot be graded.
    """
    scales, problem = desk.known_scales()
    entries = desk.decisions.grades(*subjects)
    shown = given(connection, entries, scales)
    current = [each for each in shown if each.state == "stands"]
    order = {scale: number for number, scale in enumerate(scales)}
    current.sort(key=lambda each: order.get(each.scale, len(order)))
    last = max((entry.judgement.seq for entry in entries), default=0)
    found = tuple(_proposed(connection, each, scales) for each in proposals(connection, target, about))
    topics: tuple[str, ...] = ()
    if target is Target.QUESTION:
        rows = connection.execute("SELECT text FROM side WHERE question = ? ORDER BY place", (about,)).fetchall()
        topics = tuple(dict.fromkeys(row["text"] for row in rows)) if len(rows) > 1 else ()
    return Grading(
        target=target.value,
        about=about,
        name=name,
        href=href,
        current=tuple(current),
        history=tuple(each for each in shown if each.state != "stands")[:MOST_HISTORY],
        scales=tuple(scale_shown(scale) for scale in scales.values() if target in scale.targets),
        proposals=found,
        topics=topics,
        closed=closed or problem,
        waiting=last > int(meta(connection, "seq") or 0),
    )


def _proposed(connection: sqlite3.Connection, proposal: Proposal, scales: Mapping[str, Scale]) -> ProposalShown:
    scale = scales[proposal.scale]
    titles = [found.title for value in proposal.values if (found := scale.value(value)) is not None]
    return ProposalShown(
        scale=scale.name,
        scale_title=scale.title,
        values=proposal.values,
        words=" to ".join(titles),
        side=proposal.side,
        reasons=tuple(
            ReasonShown(reason.text, reason.weighs, _links(connection, reason.claims)) for reason in proposal.reasons
        ),
        changes=proposal.changes,
    )


def _links(connection: sqlite3.Connection, claims: tuple[str, ...]) -> tuple[Link, ...]:
    some = claims[:MOST_CLAIMS]
    statement = "SELECT id, text FROM claim WHERE id IN (SELECT value FROM json_each(?))"
    words = {row["id"]: row["text"] for row in connection.execute(statement, (json.dumps(some),))}
    return tuple(Link(fit(fold(words[claim]), 60), f"/claims/{claim}") for claim in some if claim in words)
