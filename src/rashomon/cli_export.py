"""Commands by which people decide about the claims of a case, and hand the case to others."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from rashomon.cli_case import opened_case
from rashomon.cli_options import Database, Folder
from rashomon.config import Config
from rashomon.errors import ItemError, RunError

Actor = Annotated[str | None, typer.Option("--actor", help="Who decides; your login name by default.")]


class ExportFormat(StrEnum):
    """What a case can be exported as."""

    BUNDLE = "bundle"


def register(app: typer.Typer) -> None:
    """Add the commands to those of the main command line."""
    app.command(epilog="Example: rashomon judge raqqa decisions.jsonl; rashomon judge raqqa - < decisions.jsonl")(judge)
    app.command(epilog="Example: rashomon export raqqa --format bundle -o raqqa.zip")(export)


def judge(case: Folder, decisions: Path, database: Database = None, actor: Actor = None) -> None:
    """Record judgements, one JSON object a line: {"kind", "target", "value", "why", "supersedes"}.

    Kinds: accept, reject, correct, merge, split, same_question, other_question, relation, no_relation, grade, note,
    tag, undo. The machine's reading stays as it is; what stands is applied whenever the case is shown. Prints the id of
    each judgement, by which it can be undone or superseded.
    """
    from rashomon.store.judgements import judgement_from

    with opened_case(case, database=database, actor=actor) as opened:
        who = opened.actor
        made = [judgement_from(told) for told in _told(decisions, who)]  # all or none: a wrong line records nothing
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


def export(
    case: Folder,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write: a folder, or a name ending in .zip.")],
    format_: Annotated[ExportFormat, typer.Option("--format", help="What to write.")] = ExportFormat.BUNDLE,
    originals: Annotated[bool, typer.Option(help="Put the originals in, or only their hashes.")] = True,
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Hand a case to others: a bundle with dossier, claims, judgements, texts, log, and a program that checks it."""
    from rashomon.casework.adding import of_case
    from rashomon.pipeline import pages_of_case
    from rashomon.store.bundle import write_bundle

    with opened_case(case, database=database, actor=actor) as opened:
        readings = tuple(opened.readings())
        if not readings:
            raise RunError(f"{case}: export: nothing was read yet; add files, or run 'rashomon reread'")
        pages = pages_of_case(readings, tuple(opened.judgements()), config=of_case(opened, Config()))
        receipt = write_bundle(opened, output, pages, with_originals=originals)
    typer.echo(f"{output}: {format_.value} written; head of the log: {receipt['seq']} {receipt['head']}", err=True)
    typer.echo("It can be checked without Rashomon: python verify.py", err=True)


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
