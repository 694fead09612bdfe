"""The command by which people grade sources, claims, questions and documents, and see what might be considered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rashomon.cli_case import opened_case, out
from rashomon.cli_options import Actor, Database, Folder
from rashomon.config import Config
from rashomon.errors import RunError

if TYPE_CHECKING:
    from rashomon.grading.proposals import Proposal
    from rashomon.grading.scales import Scale, Target
    from rashomon.records import Dossier
    from rashomon.store.base import Case

_SIGNS = {"for": "+", "against": "-", "neither": "."}
_NOBODY = "proposals: nobody has set these; '+' speaks for relying on it, '-' against, '.' neither"


def register(app: typer.Typer) -> None:
    """Add the command to those of the main command line."""
    app.command(
        epilog='Example: rashomon grade raqqa --source BBC --scale admiralty-source --value B --topic "numbers"; '
        "rashomon grade raqqa --propose"
    )(grade)


def grade(
    case: Folder,
    source: Annotated[str | None, typer.Option("--source", metavar="NAME", help="Grade a source, by its name.")] = None,
    claim: Annotated[str | None, typer.Option("--claim", metavar="ID", help="Grade a claim.")] = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="ID", help="Grade a question, by its id or title.")
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="ID", help="Grade a document, by its id or file name.")
    ] = None,
    scale: Annotated[str | None, typer.Option("--scale", metavar="SCALE", help="On which scale; see --scales.")] = None,
    value: Annotated[str | None, typer.Option("--value", metavar="VALUE", help="The value on that scale.")] = None,
    topic: Annotated[
        str, typer.Option("--topic", help="What a source is graded for, or which answer to a question is meant.")
    ] = "",
    why: Annotated[str, typer.Option("--why", help="The reason, in words.")] = "",
    propose: Annotated[bool, typer.Option("--propose", help="Print what might be considered, with reasons.")] = False,
    scales: Annotated[bool, typer.Option("--scales", help="List the scales of the case.")] = False,
    history: Annotated[bool, typer.Option("--history", help="List all grades, those replaced or undone too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Of a list: one JSON object a line.")] = False,
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Grade a source, a claim, a question or a document on a scale, or list scales, grades and proposals.

    Only people grade; what is proposed is set by nobody. "Confirmed by other sources" is refused while one origin
    stands behind a claim. A grade changes no claim; grading again on one scale and topic replaces one's own grade.
    """
    from rashomon.grading.scales import Target

    named = {Target.SOURCE: source, Target.CLAIM: claim, Target.QUESTION: question, Target.DOCUMENT: document}
    given = {target: name for target, name in named.items() if name is not None}
    asked = [propose, scales, history]
    if sum(asked) + bool(given) != 1 or len(given) > 1:
        raise RunError(
            "grade: give one of --source, --claim, --question and --document, or one of --propose, --scales, --history"
        )
    if given and (scale is None or value is None):
        raise RunError("grade: --scale and --value are needed; 'rashomon grade CASE --scales' lists them")
    with opened_case(case, database=database, write=bool(given), actor=actor) as opened:
        if scales:
            _scales(opened, as_json=as_json)
        elif history:
            _history(opened, as_json=as_json)
        elif propose:
            _propose(opened, as_json=as_json)
        else:
            ((target, name),) = given.items()
            out(_set(opened, target, name, {"scale": scale, "value": value, "topic": topic}, why))


def _set(case: Case, target: Target, name: str, value: Mapping[str, Any], why: str) -> str:
    from rashomon.casework.comparing import case_dossier
    from rashomon.casework.grading import grade as record
    from rashomon.store.judging_targets import NewGrade
    from rashomon.store.judging_values import read_grade

    try:
        grade_ = read_grade(value)
    except ValueError as error:
        raise RunError(f"grade: {error}; correct that and grade again") from error
    if not isinstance(grade_, NewGrade):
        raise RunError("grade: --scale is needed")
    return record(case, case_dossier(case, config=Config()), target, name, grade_, why=why).id


# Lists


def _scales(case: Case, *, as_json: bool) -> None:
    from rashomon.grading.scales import scales_of

    for scale in scales_of(case.folder).values():
        if as_json:
            out(json.dumps(scale_object(scale), ensure_ascii=False))
            continue
        out(f"{scale.name}\t{scale.title}\t{', '.join(scale.targets)}")
        for each in scale.values:
            basis = " (no basis to judge)" if each.no_basis else ""
            needs = f" (needs {each.origins} independent origins)" if each.origins else ""
            out(f"  {each.value}\t{each.title}{basis}{needs}: {each.meaning}")
        out(f"  method: {scale.source}")


def scale_object(scale: Scale) -> dict[str, Any]:
    """Return a scale as a JSON object."""
    values = [
        {
            "value": each.value,
            "title": each.title,
            "meaning": each.meaning,
            "order": each.order,
            "no_basis": each.no_basis,
            "origins": each.origins,
        }
        for each in scale.values
    ]
    about = {"name": scale.name, "title": scale.title, "axis": scale.axis, "source": scale.source}
    return about | {"targets": [target.value for target in scale.targets], "values": values}


def _history(case: Case, *, as_json: bool) -> None:
    """Print the grades in the order made, each with what to look at again now."""
    from rashomon.casework.comparing import case_dossier
    from rashomon.store.judging_grades import grade_history
    from rashomon.store.judging_write import target_object

    entries = grade_history(case.judgements())
    if not entries:
        typer.echo("nobody has graded anything on a scale yet", err=True)
        return
    reviews = {mark.judgement: mark.review for mark in case_dossier(case, config=Config()).judged}
    for entry in entries:
        made, given = entry.judgement, entry.grade
        review = reviews.get(made.id, "")
        if as_json:
            who = {"judgement": made.id, "time": made.time, "actor": made.actor, "why": made.why, "state": entry.state}
            what = {"scale": given.scale, "value": given.value, "topic": given.topic, "review": review}
            out(json.dumps(who | what | {"target": target_object(made.target)}, ensure_ascii=False))
            continue
        about = " ".join(_about(target_object(made.target)).split())
        topic = f" for {given.topic}" if given.topic else ""
        why = f": {made.why}" if made.why else ""
        out(f"{made.time}\t{made.actor}\t{entry.state}\t{given.scale} {given.value}{topic}\t{about}{why}")
        if review:
            out(f"  look again: {review}")


def _about(target: Mapping[str, Any]) -> str:
    """Return in words what a grade is about."""
    names = (target.get(field) for field in ("entity", "words", "text", "question", "document"))
    return str(next((name for name in names if name), ""))


def _propose(case: Case, *, as_json: bool) -> None:
    from rashomon.casework.comparing import case_dossier
    from rashomon.grading.proposals import propose

    dossier = case_dossier(case, config=Config())
    found = propose(dossier)
    if as_json:
        for each in found:
            out(json.dumps(proposal_object(each), ensure_ascii=False))
        return
    typer.echo(_NOBODY, err=True)
    for line in _lines(dossier, found):
        out(line)


def _lines(dossier: Dossier, proposals: Iterable[Proposal]) -> Iterable[str]:
    names = {entity.id: entity.name for entity in dossier.entities}
    names |= {question.id: question.text for question in dossier.questions}
    for each in proposals:
        side = f": {each.side}" if each.side else ""
        yield f"{each.target}\t{each.about}\t{names[each.about]}{side}\t{each.scale} {' to '.join(each.values)}"
        for reason in each.reasons:
            yield f"  {_SIGNS[reason.weighs]} {reason.text}"
        yield f"  what would change it: {each.changes}"


def proposal_object(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as a JSON object; `set_by` is null, since nobody has set it."""
    reasons = [{"text": r.text, "weighs": r.weighs, "claims": list(r.claims)} for r in proposal.reasons]
    about = {"target": proposal.target.value, "about": proposal.about, "side": proposal.side, "scale": proposal.scale}
    return about | {
        "values": list(proposal.values),
        "reasons": reasons,
        "changes": proposal.changes,
        "set_by": None,
    }
