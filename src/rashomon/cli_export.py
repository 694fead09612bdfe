"""Commands by which people decide about the claims of a case, and hand the case to others."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from rashomon.cli_case import opened_case
from rashomon.cli_options import Database, Folder
from rashomon.cli_protect import tell
from rashomon.errors import ItemError, RunError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rashomon.report.exports.base import Lost

Actor = Annotated[str | None, typer.Option("--actor", help="Who decides; your login name by default.")]


BUNDLE = "bundle"
"""Not one of the formats of `report.exports`, since it is bound to the log and checks itself."""

JSON = "json"
"""Neither is this, since it holds everything in the case, and not the comparison alone."""


class For(StrEnum):
    """Whom an export is for."""

    TEAM = "team"
    PUBLIC = "public"


def register(app: typer.Typer) -> None:
    """Add the commands to those of the main command line."""
    app.command(epilog="Example: rashomon judge raqqa decisions.jsonl; rashomon judge raqqa - < decisions.jsonl")(judge)
    app.command(
        epilog="Example: rashomon export raqqa -o raqqa.zip; rashomon export raqqa --format contract -o raqqa.json"
    )(export)
    app.command(epilog="Example: rashomon formats | cut -f 1")(formats)


def judge(case: Folder, decisions: Path, database: Database = None, actor: Actor = None) -> None:
    """Record judgements, one JSON object a line: {"kind", "target", "value", "why", "supersedes"}.

    Kinds: accept, reject, correct, merge, split, same_question, other_question, relation, no_relation, grade, note,
    tag, undo. The machine's reading stays as it is; what stands is applied whenever the case is shown. Prints the id of
    each judgement, by which it can be undone or superseded.
    """
    from rashomon.casework.grading import checked_grades
    from rashomon.store.judgements import judgement_from

    with opened_case(case, database=database, actor=actor) as opened:
        who = opened.actor
        told = [judgement_from(each) for each in _told(decisions, who)]
        made = list(checked_grades(opened, told))  # all or none: a wrong line records nothing
        for judgement in made:
            typer.echo(opened.judge(judgement).id)


def _told(path: Path, actor: str) -> Iterator[dict[str, Any]]:
    """Yield the judgements of a file of JSON lines, completed with who decides and when."""
    name = "standard input" if str(path) == "-" else str(path)
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"{name}: judge: it cannot be read ({error}); give a file of JSON lines") from error
    from rashomon.store.entries import now

    blank = {"seq": 0, "time": now(), "actor": actor, "value": None, "why": "", "supersedes": None}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError as error:
            raise ItemError(
                f"{name}:{number}", step="judge", reason="it is no JSON", remedy="correct the line"
            ) from error
        if not isinstance(given, dict):
            raise ItemError(f"{name}:{number}", step="judge", reason="it is no object", remedy="correct the line")
        yield blank | {"id": uuid4().hex} | given


def _format(name: str) -> str:
    """Return the name of a format, checked."""
    from rashomon.report.exports.registry import FORMATS

    if name not in (known := (BUNDLE, JSON, *FORMATS)):
        raise typer.BadParameter(f"{name!r} is none of {', '.join(known)}")
    return name


def export(
    case: Folder,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where to write: a folder, a name ending in .zip, or one data file.")
    ],
    format_: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", callback=_format, help="What to write; 'rashomon formats' lists them."
        ),
    ] = BUNDLE,
    audience: Annotated[
        For, typer.Option("--for", help="For the team, or for the public: then nothing protected may be in it.")
    ] = For.TEAM,
    base: Annotated[
        str, typer.Option("--base", metavar="IRI", help="What the addresses of claims and documents begin with.")
    ] = "",
    originals: Annotated[
        bool, typer.Option(help="Of a bundle or json: put the originals in, or only their hashes.")
    ] = True,
    publisher: Annotated[
        str, typer.Option("--publisher", metavar="NAME", help="Of claimreview: the organisation that reviews.")
    ] = "",
    publisher_url: Annotated[
        str, typer.Option("--publisher-url", metavar="URL", help="Of claimreview: its address on the web.")
    ] = "",
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Hand a case to others, as a bundle that checks itself or in a format that other programs read.

    What the format could not carry is told in loss.json, in the export or beside its one file.
    """
    from rashomon.casework.handing import hand_out
    from rashomon.casework.publishing import Leaking
    from rashomon.report.exports.base import Reviewer

    with opened_case(case, database=database, actor=actor) as opened:
        try:
            handed = hand_out(
                opened,
                output,
                format_,
                audience=audience.value,
                base=base,
                originals=originals,
                reviewer=Reviewer(publisher, publisher_url) if publisher else None,
            )
        except Leaking as found:
            tell(found.leaks)
            raise RunError(str(found)) from found
    typer.echo(f"{output}: {format_} written", err=True)
    if handed.head:
        typer.echo(f"head of the log: {handed.head}", err=True)
        typer.echo("It can be checked without Rashomon: python verify.py", err=True)
    _tell_lost(handed.lost)
    if audience is For.PUBLIC:
        typer.echo(f"{handed.hidden} protected things replaced; the check found nothing of them", err=True)


def _tell_lost(lost: Iterable[Lost]) -> None:
    """Say in a line for each reason what the format could not carry; loss.json has each field with its number."""
    of: dict[str, list[str]] = {}
    for one in lost:
        of.setdefault(one.why, []).append(f"{one.noun}.{one.field}" if one.field != "*" else one.noun)
    for why, what in of.items():
        more = f" and {len(what) - 4} more" if len(what) > 4 else ""
        typer.echo(f"left out: {', '.join(what[:4])}{more}: {why}", err=True)


def formats() -> None:
    """List the formats that a case can be exported in."""
    from rashomon.casework.handing import names

    for name, title in names().items():
        typer.echo(f"{name}\t{title}")


def verified_bundle(path: Path) -> bool:
    """Check a bundle and print what was checked; False where `path` is none.

    Raises:
        typer.Exit: with status 1, where something does not hold.
    """
    from rashomon.store.bundle import bundle_report, is_bundle

    if not is_bundle(path):
        return False
    report = bundle_report(path)
    for line in report.lines():
        typer.echo(line)
    if report.failed:
        raise typer.Exit(1)
    return True
