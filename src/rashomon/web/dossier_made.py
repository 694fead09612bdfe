"""How a dossier was made: by what, from what, what people decided, what was left out, and the log's receipt."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter

from sqlalchemy import Connection, select

from rashomon import __version__
from rashomon.report.wording import count
from rashomon.store import log, schema, views
from rashomon.store.dossiers import KeptDossier
from rashomon.store.entries import now
from rashomon.store.judgements import Judgement, Kind, claims_of
from rashomon.web import shapes
from rashomon.web import shapes_dossier as shown
from rashomon.web.board import meta
from rashomon.web.boarding_dossier import unapplied
from rashomon.web.decisions import WORDS
from rashomon.web.desk import STATUS, Desk
from rashomon.web.dossier_page import Gathered

MOST_LISTED = 200
"""Decisions, questions and files that are named; of more the number is told."""

_READERS = 3


def made(  # noqa: PLR0913
    desk: Desk, case: Connection, board: sqlite3.Connection, kept: KeptDossier, found: Gathered, *, actor: str
) -> shown.Made:
    """Return how a dossier was made.

    Args:
        case: the case's database, at the moment that the file tells of.
        board: the comparison that it was made from.
        actor: who makes the file.
    """
    standing = desk.decisions.standing()
    affecting = _affecting(desk, found)
    known = {each.id for each in affecting}
    out = [j for j in standing if j.kind is Kind.REJECT and _cites(j, found) and j.id not in known]
    states = views.states(case)
    unread = _unread(case)
    not_chosen, others = _not_chosen(board, found)
    return shown.Made(
        facts=_facts(desk, case, board, kept, states, actor),
        readers=_readers(case),
        people=_people(standing),
        affecting=affecting[:MOST_LISTED],
        left_out=tuple(desk.decisions.shown(j) for j in out[:MOST_LISTED]),
        unapplied=unapplied(board)[:MOST_LISTED],
        not_chosen=not_chosen,
        others=others,
        unread=unread[:MOST_LISTED],
        more_unread=max(0, len(unread) - MOST_LISTED),
        receipt=log.head(case),
    )


def _facts(  # noqa: PLR0913
    desk: Desk,
    case: Connection,
    board: sqlite3.Connection,
    kept: KeptDossier,
    states: dict[str, int],
    actor: str,
) -> tuple[tuple[str, str], ...]:
    read = ", ".join(f"{number:,} {state}" for state, number in sorted(states.items(), key=lambda each: -each[1]))
    judged = views.count(case, schema.judgement)
    return (
        ("Program", f"Rashomon {__version__}"),
        ("Case", desk.case.id),
        ("Dossier", f"version {kept.version}, saved by {kept.actor} on {kept.time}"),
        ("File made", f"by {actor} on {now()}"),
        ("Amounts read under", f"the {meta(board, 'profile')} profile"),
        ("Documents in the case", f"{sum(states.values()):,} ({read})" if states else "0"),
        ("Claims in the case", f"{views.count(case, schema.claim):,}"),
        ("Decisions of people", f"{judged:,}, up to the last one taken into account" if judged else "none"),
    )


def _readers(case: Connection) -> tuple[shown.ReadBy, ...]:
    """Return by what the documents were read, the last first."""
    rows = case.execute(select(schema.run).order_by(schema.run.c.time.desc()).limit(_READERS))
    return tuple(
        shown.ReadBy(row.version, row.time, tuple(sorted(json.loads(row.config).get("models", {}).items())))
        for row in rows
    )


def _people(standing: tuple[Judgement, ...]) -> tuple[tuple[str, str, int], ...]:
    counts = Counter((WORDS[judgement.kind], judgement.actor) for judgement in standing)
    return tuple((kind, actor, number) for (kind, actor), number in sorted(counts.items()))


def _affecting(desk: Desk, found: Gathered) -> tuple[shapes.Decision, ...]:
    """Return the decisions that stand about the claims, questions and sources of the dossier, the newest first."""
    about = {f"claim:{claim}" for claim in found.numbers}
    about |= {f"question:{answered.row['id']}" for answered in found.answered.values()}
    about |= {f"question:{answered.part.question}" for answered in found.answered.values()}
    about |= {f"entity:{name.casefold()}" for name in found.speakers.values()}
    return tuple(d for d in desk.decisions.on(*about) if d.stands and d.kind != Kind.UNDO.value)


def _cites(judgement: Judgement, found: Gathered) -> bool:
    return any(claim.document in found.cited for claim in claims_of(judgement.target))


def _not_chosen(board: sqlite3.Connection, found: Gathered) -> tuple[tuple[str, ...], str]:
    """Return the contested questions that are left out, and how many there are besides."""
    chosen = {answered.row["id"] for answered in found.answered.values()}
    rows = board.execute("SELECT id, text FROM question WHERE status = 'contested' ORDER BY number").fetchall()
    left = [row["text"] for row in rows if row["id"] not in chosen]
    counts = Counter(dict(board.execute("SELECT status, count(*) FROM question GROUP BY status").fetchall()))
    counts.subtract(answered.row["status"] for answered in found.answered.values())
    counts["contested"] = max(0, len(left) - MOST_LISTED)
    others = [f"{count(number, 'question')} ({STATUS[status]})" for status, number in counts.items() if number > 0]
    return tuple(left[:MOST_LISTED]), ", ".join(others)


def _unread(case: Connection) -> tuple[tuple[str, str], ...]:
    files = [
        (
            document.title or (document.names[0] if document.names else document.id),
            _why(document.state, document.problems),
        )
        for document in views.documents(case, states=("partial", "failed", "archived"))
    ]
    return (*files, *((missing.name, _why("failed", missing.problems)) for missing in views.missing(case)))


def _why(state: str, problems: tuple[str, ...]) -> str:
    return "; ".join((state, *problems))
