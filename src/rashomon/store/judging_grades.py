"""Grades on a scale once a comparison is there: what was given, in words, and what to look at again.

A grade rests on what was known when it was given. It is never changed by the machine; where newer documents changed the
origins behind what was graded, the mark says so, whoever graded and however long ago.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rashomon.records import Dossier, Mark, Support, Supports
from rashomon.store.judgements import Judgement
from rashomon.store.judging_standing import in_force, without_conflicts
from rashomon.store.judging_targets import EntityTarget, NewGrade

_MOST_NAMED = 5
GradeState = Literal["stands", "replaced", "taken back"]


@dataclass(frozen=True, slots=True)
class GradeEntry:
    """A grade on a scale and what became of it: "stands", "replaced" by a later one, or "taken back"."""

    judgement: Judgement
    grade: NewGrade
    state: GradeState


def grade_history(judgements: Iterable[Judgement]) -> tuple[GradeEntry, ...]:
    """Return all grades on scales in the order given, each with its state; two people's grades both stand."""
    all_of_them = tuple(judgements)
    held, _, _ = in_force(all_of_them)
    kept = {judgement.id for judgement in without_conflicts(held)[0]}
    later = {judgement.id for judgement in held} | {j.supersedes for j in all_of_them if j.supersedes is not None}
    found = []
    for judgement in all_of_them:
        if isinstance(judgement.value, NewGrade):
            state: GradeState = (
                "stands" if judgement.id in kept else "replaced" if judgement.id in later else "taken back"
            )
            found.append(GradeEntry(judgement, judgement.value, state))
    return tuple(found)


def reviewed(marks: Sequence[Mark], judgements: Sequence[Judgement], dossier: Dossier) -> list[Mark]:
    """Return marks with what is to be looked at again where newer documents changed what a grade rests on.

    Args:
        judgements: those that the marks come from.
        dossier: the comparison as it is now.
    """
    given = {j.id: j for j in judgements if isinstance(j.value, NewGrade)}
    if not given:
        return list(marks)
    supports = Supports(dossier)
    found = []
    for mark in marks:
        judgement = given.get(mark.judgement)
        if judgement is None or not isinstance(judgement.value, NewGrade):
            found.append(mark)
            continue
        said = _again(judgement.value, mark, supports)
        if isinstance(judgement.target, EntityTarget) and sum(m.judgement == mark.judgement for m in marks) > 1:
            said = f"several sources go by the name {judgement.target.entity} now; say which one is graded"
        parts = (mark.review, said)
        found.append(replace(mark, review="; ".join(part for part in parts if part)))
    return found


def _again(grade: NewGrade, mark: Mark, supports: Supports) -> str:
    if mark.of == "claim":
        support = supports.claim(mark.about)
    elif mark.of == "question":
        support = supports.question(mark.about, grade.topic)
    else:
        return ""
    return (
        ""
        if support is None
        else "; ".join(filter(None, (_too_few(grade, support), _changed(grade, support, supports))))
    )


def _too_few(grade: NewGrade, support: Support) -> str:
    if support.unclear and grade.least:
        return "the question has several answers now, and which one is graded is not clear; grade the one that is meant"
    side = support.weakest
    number = len(side.origins)
    if number >= grade.least:
        return ""
    named = f" ({', '.join(side.origins.values())})" if any(side.origins.values()) else ""
    what = f"one origin{named} stands" if number == 1 else f"{number or 'no'} origins{named} stand"
    return f"{grade.value} asks for {grade.least} independent origins, and {what} behind it now"


def _changed(grade: NewGrade, support: Support, supports: Supports) -> str:
    if grade.origins is None:
        return ""
    new = [origin for origin in support.origins if origin not in grade.origins]
    gone = [origin for origin in grade.origins if origin not in support.origins]
    parts = [f"{words} {_listed(ids, supports)}" for words, ids in (("now also", new), ("no longer", gone)) if ids]
    return f"its origins changed since it was graded: {', '.join(parts)}" if parts else ""


def _listed(origins: Sequence[str], supports: Supports) -> str:
    """Return origins by name; those that the comparison does not have any more are only counted."""
    names = [name for origin in origins if (name := supports.name(origin))]
    rest = len(origins) - len(names[:_MOST_NAMED])
    more = f"{rest} {'more' if names else 'that it had'}" if rest else ""
    return " and ".join(filter(None, (", ".join(names[:_MOST_NAMED]), more)))
