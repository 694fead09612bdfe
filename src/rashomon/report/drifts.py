"""How accounts change over time: as plain objects for the JSON, as lines for the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from rashomon.records import Change, Drift, Question, Statement
from rashomon.report.contexts import DriftStep, DriftView, Link
from rashomon.report.evidence import Index
from rashomon.report.marked import fit, fold
from rashomon.report.wording import BASIS, CHANGE, SCOPE, count, day_words

MOST_STEPS = 12
"""The most answers of one source that are written out in its line; of more, the middle is counted."""

Object = dict[str, Any]


def drift_object(drift: Drift) -> Object:
    """Return the drift of one source: its statements and the changes between them, each with its dates."""
    return {
        "source": drift.source,
        "statements": [_statement_object(statement) for statement in drift.statements],
        "changes": [_change_object(change) for change in drift.changes],
    }


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _when(statement: Statement) -> Object:
    return {
        "from": statement.start.isoformat() if statement.start else None,
        "to": statement.end.isoformat() if statement.end else None,
        "basis": statement.basis,
    }


def _statement_object(statement: Statement) -> Object:
    return {
        "position": statement.text,
        "low": _number(statement.low),
        "high": _number(statement.high),
        "date": _when(statement),
        "order": statement.order,
        "claims": list(statement.claims),
    }


def _change_object(change: Change) -> Object:
    return {
        "from": change.a,
        "to": change.b,
        "text": f"{change.before.text} → {change.after.text}",
        "kind": change.kind,
        "scope": change.scope,
        "before": _when(change.before),
        "after": _when(change.after),
    }


def drift_views(question: Question, index: Index) -> tuple[DriftView, ...]:
    """Return one line for each source whose answers change or have no known order; each answer leads to its words."""
    return tuple(
        DriftView(
            source=Link(drift.source, index.source_anchors.get(drift.source, "")),
            steps=_shown(list(_steps(drift, index))),
            note=_note(drift),
        )
        for drift in question.drift
    )


def _steps(drift: Drift, index: Index) -> Iterable[DriftStep]:
    """Yield the answers in order, what is said again at a later day folded into what it repeats."""
    changes = {change.after: change for change in drift.changes}
    told = [statement for statement in drift.statements if statement.order is not None]
    runs: list[list[list[Statement]]] = []
    for _, group in groupby(told, key=lambda statement: statement.order):
        together = list(group)
        if runs and set(map(_held, runs[-1][-1])) == set(map(_held, together)):
            runs[-1].append(together)
        else:
            runs.append([together])
    for number, run in enumerate(runs):
        first = run[0]
        change = next((changes[statement] for statement in first if statement in changes), None)
        notes = [CHANGE[change.kind], SCOPE[change.scope]] if change is not None else []
        if len(first) > 1:
            notes.append(_unordered(first, index))
        yield DriftStep(
            lead="" if number == 0 else "→" if change is not None else "then",
            answers=tuple(_answer(statement, index) for statement in first),
            when=_days([*first, *run[-1]]),
            basis=_basis([statement for group in run for statement in group]),
            note=", ".join(filter(None, notes)),
        )
    undated = [statement for statement in drift.statements if statement.order is None]
    if undated:
        answers = tuple(_answer(statement, index) for statement in undated)
        yield DriftStep("also", answers, "no date", BASIS["unknown"], "order unknown")


def _shown(steps: list[DriftStep]) -> tuple[DriftStep, ...]:
    """Return the steps of a line, the middle of a long one counted."""
    if len(steps) <= MOST_STEPS:
        return tuple(steps)
    left = steps[MOST_STEPS // 2 : -(MOST_STEPS // 2)]
    first, last = left[0].when.partition(" to ")[0], left[-1].when.rpartition(" to ")[2]
    middle = DriftStep("then", (), f"{count(len(left), 'answer')} not shown", "", f"{first} to {last}")
    return (*steps[: MOST_STEPS // 2], middle, *steps[-(MOST_STEPS // 2) :])


def _held(statement: Statement) -> tuple[object, ...]:
    """Return what a statement holds: an amount whatever its words."""
    amount = (statement.low, statement.high)
    return amount if amount != (None, None) else (statement.text,)


def _unordered(statements: Iterable[Statement], index: Index) -> str:
    """Say that no order is known, and whether it is that of the versions of one outlet's text."""
    claims = [index.claims[claim] for s in statements for claim in s.claims if claim in index.claims]
    versions = len({claim.chain[-1] for claim in claims}) == 1 and len({claim.document for claim in claims}) > 1
    return "versions of one outlet’s text, order unknown" if versions else "order unknown"


def _note(drift: Drift) -> str:
    """Say that no change is claimed because no order is known, where that is why."""
    orders = [statement.order for statement in drift.statements]
    known = None not in orders and len(set(orders)) == len(orders)
    return "" if drift.changes or known else "which of these came last is not known"


def _answer(statement: Statement, index: Index) -> Link:
    return Link(fit(fold(statement.text), 60), index.claim_anchors.get(statement.claims[0], ""))


def _days(statements: Iterable[Statement]) -> str:
    days = [day for s in statements for day in (s.start, s.end) if day is not None]
    return _span(min(days), max(days)) if days else "no date"


def _span(first: date, last: date) -> str:
    return day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"


def _basis(statements: Iterable[Statement]) -> str:
    return ", ".join(dict.fromkeys(BASIS[statement.basis] for statement in statements))
