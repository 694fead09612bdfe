"""Grades given in a case: named by people, held to the scales of the case and to its comparison, then recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from rashomon.errors import ItemError
from rashomon.grading.rules import checked, enough
from rashomon.grading.scales import SUPPORTED, Scale, Target, scales_of
from rashomon.records import Claim, Document, Dossier, Entity, Support, Supports
from rashomon.store.base import Case
from rashomon.store.judgements import Judgement, Kind, new_judgement
from rashomon.store.judging_targets import (
    ClaimTarget,
    DocumentTarget,
    EntityTarget,
    NewGrade,
    QuestionTarget,
    quote,
)
from rashomon.store.judging_targets import Target as JudgedTarget

Find = Callable[[JudgedTarget, NewGrade], Support | None]
"""Gives what stands behind a claim or a question, and None for one that is not in the comparison."""

_TARGETS: Mapping[type, Target] = {
    EntityTarget: Target.SOURCE,
    ClaimTarget: Target.CLAIM,
    QuestionTarget: Target.QUESTION,
    DocumentTarget: Target.DOCUMENT,
}


def held_to(judgement: Judgement, scales: Mapping[str, Scale], support: Find) -> Judgement:
    """Return a judgement as it may be recorded: a grade on a scale is checked, and what it rests on is written into it.

    What it says itself of origins and of the scale's words is not believed but looked up. Other judgements come back as
    they are.

    Raises:
        ItemError: it fits no scale, or asks for more origins than stand behind it.
    """
    value = judgement.value
    if not isinstance(value, NewGrade):
        return judgement
    target = _TARGETS[type(judgement.target)]
    scale, chosen = checked(scales, value.scale, value.value, target)
    found = support(judgement.target, value) if target in SUPPORTED else None
    enough(scale, chosen, found)
    origins = None if found is None else found.origins
    kept = NewGrade(scale.name, chosen.value, value.topic, chosen.origins, origins, chosen.title)
    return replace(judgement, value=kept)


def found_in(dossier: Dossier) -> Find:
    """Return what looks up the support of claims and questions in a comparison."""
    supports = Supports(dossier)
    titles: dict[str, list[str]] = {}
    for question in dossier.questions:
        titles.setdefault(question.text, []).append(question.id)

    def find(target: JudgedTarget, grade: NewGrade) -> Support | None:
        match target:
            case ClaimTarget(_, _, str(claim)):
                return supports.claim(claim)
            case QuestionTarget(question, text):
                same = titles.get(text, ())
                other = supports.question(same[0], grade.topic) if len(same) == 1 else None
                return supports.question(question, grade.topic) or other
            case _:
                return None

    return find


def checked_grades(
    case: Case, judgements: Iterable[Judgement], *, compared: Callable[[], Dossier] | None = None
) -> Iterator[Judgement]:
    """Yield judgements as they may be recorded; the case is compared only if a grade on a scale is among them.

    Args:
        compared: gives the comparison of the case, where somebody has it already.

    Raises:
        ItemError: as `held_to`.
        RunError: the scales of the case cannot be read, or nothing was read in it yet.
    """
    find: Find | None = None
    scales: Mapping[str, Scale] = {}
    for judgement in judgements:
        if isinstance(judgement.value, NewGrade):
            if find is None:
                from rashomon.casework.comparing import case_dossier
                from rashomon.config import Config

                scales = scales_of(case.folder)
                find = found_in(compared() if compared else case_dossier(case, config=Config()))
            yield held_to(judgement, scales, find)
        else:
            yield judgement


def grade(  # noqa: PLR0913
    case: Case, dossier: Dossier, target: Target, name: str, value: NewGrade, *, why: str = ""
) -> Judgement:
    """Record a grade and return it.

    Args:
        dossier: the case as it is compared now.
        name: of a source a name that is its alone; of a claim, question or document its id, or the title of the
            question, or the file name or title of the document.

    Raises:
        ItemError: nothing or more than one thing is called so, the grade fits no scale, or too few origins stand
            behind it.
        RunError: the scales of the case cannot be read.
    """
    try:
        made = new_judgement(Kind.GRADE, target_of(dossier, target, name), value, actor=case.actor, why=why)
    except ValueError as error:
        raise ItemError("grade", step="check", reason=str(error), remedy="correct that and grade again") from error
    return case.judge(held_to(made, scales_of(case.folder), found_in(dossier)))


def target_of(dossier: Dossier, target: Target, name: str) -> JudgedTarget:
    """Return what is called by a name in a comparison, as judgements refer to it.

    Raises:
        ItemError: nothing or more than one thing is called so.
    """
    match target:
        case Target.SOURCE:
            return EntityTarget(_own_name(dossier, name))
        case Target.CLAIM:
            return _claim(dossier, name)
        case Target.QUESTION:
            same = [q for q in dossier.questions if name == q.id] or [q for q in dossier.questions if name == q.text]
            if len(same) != 1:
                raise _unknown(f"no question, or more than one, is called {name[:80]!r}", "give its id")
            return QuestionTarget(same[0].id, same[0].text)
        case Target.DOCUMENT:
            known = [r.document for r in dossier.readings if r.document.sha256]
            found = [d.id for d in known if name == d.id] or [d.id for d in known if name in _called(d)]
            if len(set(found)) != 1:
                raise _unknown(f"no document, or more than one, is called {name[:80]!r}", "give its id")
            return DocumentTarget(found[0])


def _called(document: Document) -> tuple[str | None, ...]:
    return document.path, PurePath(document.path.replace("\\", "/")).name, document.title


def _claim(dossier: Dossier, claim: str) -> ClaimTarget:
    for reading in dossier.readings:
        for each in reading.claims:
            if each.id == claim:
                return _quoted(each, reading.document.text)
    raise _unknown(f"there is no claim {claim[:40]!r}", "'rashomon report CASE --format json' gives their ids")


def _quoted(claim: Claim, text: str) -> ClaimTarget:
    return ClaimTarget(claim.document, quote(text, claim.content), claim.id)


def _own_name(dossier: Dossier, name: str) -> str:
    """Return a name of one source that no other goes by, so that its grade is never given to another."""

    def called(entity: Entity) -> set[str]:
        return {each.casefold() for each in (entity.name, *entity.names)}

    sought = name.strip().casefold()
    found = [e for e in dossier.entities if sought in called(e)] or [e for e in dossier.entities if e.id == name]
    if not found:
        raise _unknown(f"no source is called {name[:80]!r}", "'rashomon grade CASE --propose' lists them")
    if len(found) > 1:
        names = ", ".join(f"{entity.name} ({entity.id})" for entity in found)
        raise _unknown(f"several sources are called {name[:80]!r}: {names}", "give the id of the one that is meant")
    others = set().union(*(called(e) for e in dossier.entities if e.id != found[0].id))
    for own in (name.strip(), found[0].name, *found[0].names):
        if own.casefold() in called(found[0]) - others:
            return own
    raise _unknown(f"{found[0].name} goes by no name that is its alone", "grade its claims instead")


def _unknown(reason: str, remedy: str) -> ItemError:
    return ItemError("grade", step="find", reason=reason, remedy=remedy)
