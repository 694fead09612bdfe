"""The command that keeps people safe: protect, list, lift, and check what is about to leave."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_case import opened_case, out
from rashomon.cli_options import Actor, Database, Folder
from rashomon.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rashomon.records import Leak
    from rashomon.store.base import Case
    from rashomon.store.judgements import Judgement


class What(StrEnum):
    """What can be protected."""

    SOURCE = "source"
    NAME = "name"
    PLACE = "place"
    DATE = "date"
    DOCUMENT = "document"
    PASSAGE = "passage"


def register(app: typer.Typer) -> None:
    """Add the command to those of the main command line."""
    app.command(
        epilog='Example: rashomon protect raqqa "Yusuf Fulan"; rashomon protect raqqa - --kind place < names.txt; '
        "rashomon protect raqqa --check dossier.html; rashomon protect raqqa --lift 1b954576"
    )(protect)
    app.command(epilog="Example: rashomon redact raqqa dfda06687e8d7301e -o briefing.pdf")(redact)


def protect(
    case: Folder,
    words: Annotated[
        str | None,
        typer.Argument(
            metavar="[WORDS|-]",
            help="A name, a place, a day (2017-10-12), an id of a document, the words of a passage; - reads them from "
            "standard input, a line each, so that no name stays in the shell's history. Without: lists what is "
            "protected.",
        ),
    ] = None,
    kind: Annotated[What, typer.Option("--kind", help="What the words are.")] = What.SOURCE,
    label: Annotated[
        str | None, typer.Option("--as", metavar="LABEL", help="What stands in its place; else a free pseudonym.")
    ] = None,
    also: Annotated[list[str] | None, typer.Option("--also", help="Another way in which it is written.")] = None,
    document: Annotated[str | None, typer.Option("--document", help="Of a passage: id of its document.")] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, for the record; it is not masked for leads.")] = "",
    lift: Annotated[str | None, typer.Option("--lift", metavar="ID", help="Protect this no longer.")] = None,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="PATH", help="Look for what is protected in a file or folder.")
    ] = None,
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Keep a source, name, place, day, passage or document from all but reviewers and leads.

    Readers of the workbench and 'export --for public' get the case without it: text and every field made of it are
    rewritten, with a stable pseudonym or a coarser place or time in its place.
    """
    if sum(given is not None for given in (words, lift, check)) > 1:
        raise RunError("protect: WORDS, --lift and --check are three things to do; give one")
    with opened_case(case, database=database, actor=actor) as opened:
        if lift is not None:
            _lift(opened, lift)
        elif check is not None:
            _check(opened, check)
        elif words is None:
            _list(opened)
        else:
            for one in _lines(words):
                _protect(opened, one, kind, label, also or [], document, why)


def redact(
    case: Folder,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Id of a PDF or picture of the case.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write it; the same kind of file.")],
    database: Database = None,
    actor: Actor = None,
) -> None:
    """Write a document for the public as pictures of its pages, with the lines that tell something protected black.

    There is no text layer, no metadata and nothing under the black; what comes out is checked before it is there.
    """
    from rashomon.casework.publishing import Leaking, redact_document

    with opened_case(case, database=database, actor=actor) as opened:
        try:
            lines = redact_document(opened, document, output)
        except Leaking as found:
            tell(found.leaks)
            raise RunError(str(found)) from found
    typer.echo(f"{output}: {lines} lines blacked out", err=True)


def _lines(words: str) -> list[str]:
    if words != "-":
        return [words]
    return [line.strip() for line in sys.stdin.read().splitlines() if line.strip()]


def _protect(
    opened: Case, words: str, kind: What, label: str | None, also: list[str], document: str | None, why: str
) -> None:
    from rashomon.casework.protecting import new_passage, new_protection

    readings, judgements = list(opened.readings()), list(opened.judgements())
    try:
        if kind is What.PASSAGE:
            found = new_passage(document or "", words, readings, actor=opened.actor, label=label or "", why=why)
        else:
            found = new_protection(
                kind.value,
                words,
                judgements,
                actor=opened.actor,
                label=label or "",
                also=also,
                why=why,
                readings=readings,
            )
    except ValueError as error:
        raise RunError(f"protect: {error}") from error
    _say(opened.judge(found))


def _say(judgement: Judgement) -> None:
    from rashomon.store.judging_targets import Protect

    if isinstance(judgement.value, Protect):
        out(f"{judgement.id[:8]}\t{judgement.value.what}\t{judgement.value.label}")


def _list(opened: Case) -> None:
    from rashomon.casework.protecting import protections_of

    found = protections_of(tuple(opened.readings()), tuple(opened.judgements()))
    for protection in found:
        told = protection.names or ((str(protection.days[0]),) if protection.days else (protection.document or "",))
        out(f"{protection.id[:8]}\t{protection.kind}\t{protection.label}\t{' | '.join(told)}")
    if found:
        opened.log.append("reveal", {"protections": [protection.id for protection in found], "where": "protect"})
    else:
        typer.echo("nothing is protected in this case", err=True)


def _lift(opened: Case, identity: str) -> None:
    from rashomon.casework.protecting import protecting
    from rashomon.store.judgements import Kind, new_judgement
    from rashomon.store.judging_targets import JudgementTarget

    held = [j for j in protecting(opened.judgements()) if j.id.startswith(identity)]
    if len(held) != 1:
        raise RunError(
            f"protect: {len(held)} protections begin with {identity[:40]!r}; 'rashomon protect {opened.folder}' lists"
        )
    opened.judge(new_judgement(Kind.UNDO, JudgementTarget(held[0].id), actor=opened.actor))
    out(f"{held[0].id[:8]}\tno longer protected")


def _check(opened: Case, path: Path) -> None:
    from rashomon.casework.publishing import leaks_in
    from rashomon.casework.viewing import hidden

    if not path.exists():
        raise RunError(f"{path}: protect: there is nothing of that name")
    found = list(leaks_in(path, hidden(opened).secrets))
    tell(found)
    if found:
        raise typer.Exit(1)
    out(f"{path}: nothing protected was found; what no check finds is told in docs/threats.md")


def tell(leaks: Iterable[Leak]) -> None:
    """Print what was found, a paragraph each."""
    for leak in leaks:
        out(f"{leak.file}: {leak.where}: {leak.kind}: {leak.label}: {leak.found}")
        out(f"    {leak.why} {leak.remedy}")
