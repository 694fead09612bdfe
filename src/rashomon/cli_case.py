"""The commands that work on a case: thin ones over `casework` and `store`, added to those of `cli`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_options import Actor, Database, Folder, Language, Published, Timings, configured, spoken
from rashomon.cli_timing import keep_timings
from rashomon.config import Config, ExtractConfig
from rashomon.errors import RunError

if TYPE_CHECKING:
    from rashomon.records import Dossier
    from rashomon.store.base import Case, Outcome

_BEFORE = {
    "--published": "give it to 'rashomon add', for each document",
    "--attribution": "leave it out",
    "--language": "give it to 'rashomon reread'",
}
"""Options of `report` that are about reading, and what to do about them where a case was read already."""


class SearchFormat(StrEnum):
    """How `search` prints."""

    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the commands to those of the main command line."""
    for command, example in _COMMANDS:
        app.command(epilog=example)(command)


@contextmanager
def opened_case(
    folder: Path, *, database: str | None = None, write: bool = True, actor: str | None = None
) -> Iterator[Case]:
    """Open a case for as long as a command works on it."""
    from rashomon.store.base import Case

    with Case.open(folder, database=database, write=write, actor=actor) as case:
        yield case


def init(
    case: Folder,
    database: Database = None,
    profile: Annotated[str, typer.Option("--profile", help="How vague amounts are read: literal, airwars, acled.")] = (
        "literal"
    ),
    actor: Actor = None,
) -> None:
    """Make a new, empty case: a folder for originals and a database in it (or, with --database, for a team)."""
    from rashomon.extract.reading import check
    from rashomon.store.base import Case

    check(ExtractConfig(profile=profile))
    with Case.create(case, database=database, profile=profile, actor=actor) as made:
        typer.echo(f"{case}: case {made.id}, {made.settings.database}, profile {made.profile}", err=True)


def add(
    context: typer.Context,
    case: Folder,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="PATHS-or-URLS...", help="Files, folders, patterns, URLs, or -.")
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Also try again what failed before, and only that.")] = False,
    no_read: Annotated[bool, typer.Option("--no-read", help="Archive only; 'rashomon reread' reads later.")] = False,
    published: Published = None,
    language: Language = None,
    database: Database = None,
    actor: Actor = None,
    timings: Timings = None,
) -> None:
    """Archive files and pages in the case and read them; a line for each, once it is safe on disk."""
    from rashomon import casework
    from rashomon.cli import _progress

    if not names and not retry:
        raise RunError("add: nothing to add; name files, folders or URLs, or give --retry")
    if no_read and language:
        raise RunError("add: --no-read reads nothing; give --language to 'rashomon reread'")
    keep_timings(context, timings, files=names or [])
    config = configured(published, language=language)
    with opened_case(case, database=database, actor=actor) as opened, _progress(_count(names or []), "adding") as step:
        tally = Tally(step)
        casework.add(
            opened,
            names or [],
            config=config,
            read=not no_read,
            retry=retry,
            language=language,
            stdin=sys.stdin.buffer,
            on_outcome=tally,
        )
    tally.sum_up()
    raise typer.Exit(1 if tally.failed else 0)


def _count(names: list[str]) -> int:
    from rashomon.cli import _count as count

    return count(names)


class Tally:
    """Prints what became of each file and counts."""

    def __init__(self, step: Callable[[str], None]) -> None:
        self._step = step
        self._counts: Counter[str] = Counter()
        self.failed = 0

    def __call__(self, outcome: Outcome, problems: tuple[str, ...]) -> None:
        """Print one line, and one for each problem; the file is safe on disk by now."""
        self._counts[outcome.what if outcome.what == "known" else outcome.state] += 1
        self.failed += outcome.state == "failed" and outcome.what != "known"
        out(f"{outcome.document or '-'}\t{outcome.what}\t{outcome.state}\t{outcome.name}")
        for problem in problems:
            typer.echo(f"{outcome.name}: {outcome.state}: {problem}", err=True)
        self._step(outcome.name)

    def sum_up(self) -> None:
        """Print how many files ended in which way."""
        parts = ", ".join(f"{number} {what}" for what, number in sorted(self._counts.items()))
        typer.echo(f"{sum(self._counts.values())} files: {parts or 'none'}", err=True)


def out(line: str) -> None:
    """Print a line at once; bytes, since the terminal's encoding must not end the run."""
    sys.stdout.buffer.write((line + "\n").encode("utf-8", errors="replace"))
    sys.stdout.buffer.flush()


def reread(
    context: typer.Context,
    case: Folder,
    language: Language = None,
    database: Database = None,
    actor: Actor = None,
    timings: Timings = None,
) -> None:
    """Read again, from the archive, what was not read yet or by older models; judgements and old readings stay.

    Scans are read in the languages that each was last read in; with --language all documents are read in those.
    """
    from rashomon import casework
    from rashomon.cli import _progress

    keep_timings(context, timings)
    config, language = Config(), spoken(language)
    with (
        opened_case(case, database=database, actor=actor) as opened,
        _progress(casework.due(opened, config=config, language=language), "reading") as step,
    ):
        tally = Tally(step)
        casework.reread(opened, config=config, language=language, on_outcome=tally)
        _tell_anchors(opened)
    tally.sum_up()
    raise typer.Exit(1 if tally.failed else 0)


def _tell_anchors(case: Case) -> None:
    """Say which judgements are about words that are no longer read as they were, and which can be found no more."""
    from rashomon.store.judging_readings import reanchor
    from rashomon.store.judging_words import State

    judgements = tuple(case.judgements())
    if not judgements:
        return
    for found in reanchor(case.readings(), judgements):
        for anchor in found.anchors:
            if anchor.state in (State.LOST, State.CHANGED):
                words = " ".join(anchor.target.quote.words.split())
                what = f"judgement {found.judgement.id} ({found.judgement.kind.value}) of “{words}”"
                typer.echo(f"{what}: {anchor.state.value}: {anchor.reason}", err=True)


def status(case: Folder, database: Database = None) -> None:
    """Show the state of the case, and each file that was not read in full: why, and what to try."""
    with opened_case(case, database=database, write=False) as opened:
        found = opened.status()
    out(f"case        {found.id}")
    out(f"profile     {found.profile}")
    out(f"database    {found.database}, schema {found.schema}")
    counts = ", ".join(f"{number} {state}" for state, number in sorted(found.counts.items()))
    out(f"documents   {sum(found.counts.values())}{f' ({counts})' if counts else ''}")
    out(f"no bytes    {len(found.missing)}")
    out(f"claims      {found.claims}")
    out(f"judgements  {found.judgements}")
    out(f"log         {found.entries} entries")
    for kept in found.unread:
        why = kept.problems or (("kept but not read yet; run 'rashomon reread'",) if kept.state == "archived" else ())
        for problem in why or ("no reason is known",):
            out(f"{kept.state}: {kept.names[0] if kept.names else kept.id}: {problem}")
    for missing in found.missing:
        for problem in missing.problems or ("no reason is known",):
            out(f"failed: {missing.name}: {problem}")


def search(
    case: Folder,
    words: Annotated[
        str, typer.Argument(metavar="WORDS", help='Words, "a phrase", a beginning*; all in one sentence.')
    ] = "",
    source: Annotated[str | None, typer.Option("--source", help="Part of the name of who says it.")] = None,
    stance: Annotated[str | None, typer.Option("--stance", help="How the source stands to it, such as denies.")] = None,
    earliest: Annotated[
        datetime | None, typer.Option("--from", metavar="DATE", formats=["%Y-%m-%d"], help="Published on or after.")
    ] = None,
    latest: Annotated[
        datetime | None, typer.Option("--to", metavar="DATE", formats=["%Y-%m-%d"], help="Published on or before.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="Most sentences printed.")] = 50,
    format_: Annotated[
        SearchFormat, typer.Option("--format", help="text to read; json: one object a line.")
    ] = SearchFormat.TEXT,
    database: Database = None,
) -> None:
    """Find sentences in the case, with their places in the text."""
    from rashomon.store.base import SearchQuery
    from rashomon.store.search import to_line

    query = SearchQuery(
        words=words,
        source=source,
        stance=stance,
        earliest=earliest.date() if earliest else None,
        latest=latest.date() if latest else None,
        limit=limit,
    )
    found = 0
    with opened_case(case, database=database, write=False) as opened:
        for hit in opened.search(query):
            found += 1
            if format_ is SearchFormat.JSON:
                out(to_line(hit))
                continue
            said = "".join(f" [{who} {how}]" for _, who, how in hit.claims)
            out(f"{hit.name}:{hit.span.start}-{hit.span.end}: {' '.join(hit.snippet.split())}{said}")
    raise typer.Exit(0 if found else 1)


def verify(
    case: Annotated[Path, typer.Argument(metavar="CASE-or-BUNDLE", help="The folder of a case, or a bundle.")],
    database: Database = None,
) -> None:
    """Check everything: originals, readings and their spans, references, judgements, log, index."""
    from rashomon.cli_export import verified_bundle
    from rashomon.cli_log import tell_stamps
    from rashomon.store.folder import is_case

    if not is_case(case) and verified_bundle(case):
        return
    number = 0
    with opened_case(case, database=database) as opened:
        for number, finding in enumerate(opened.verify(), start=1):  # noqa: B007
            out(f"{finding.part}: {finding.where}: {finding.problem}")
        found = opened.status()
        head = opened.log.receipt()
        # By the log alone they were looked at above; their signatures where the extra is there.
        number = number or tell_stamps(opened)
    if number:
        typer.echo(f"{case}: {number} findings; restore the case from a backup, or find out who changed it", err=True)
        raise typer.Exit(1)
    out(f"{sum(found.counts.values())} documents, {found.entries} entries of the log: all as they were written")
    out(f"head of the log: {head.seq} {head.head}")


def case_in(files: list[str], database: str | None) -> Path | None:
    """Return the case that is the only thing given to `report`, None where files are given.

    Raises:
        RunError: a case is given along with something else, or a database for files.
    """
    from rashomon.store.folder import is_case

    cases = [name for name in files if name != "-" and is_case(Path(name))]
    if cases and len(files) > 1:
        raise RunError(f"{cases[0]}: report: give a case alone; add the other files to it first")
    if not cases and database is not None:
        raise RunError(f"{files[0]}: report: --database is for a case, and this is none; name the folder of a case")
    return Path(cases[0]) if cases else None


def dossier_of_case(case: Path, *, database: str | None, profile: str | None, asked: Mapping[str, object]) -> Dossier:
    """Return the dossier of a case.

    Args:
        profile: what `--profile` was given, None where it was not.
        asked: the other options about reading, and what they were given.

    Raises:
        RunError: the case was read in another way than is asked for, or nothing was read in it.
    """
    from rashomon.casework import case_dossier

    for option, value in asked.items():
        if value is not None:
            raise RunError(f"{case}: report: {option}: a case was read when files were added; {_BEFORE[option]}")
    with opened_case(case, database=database, write=False) as opened:
        if profile is not None and profile != opened.profile:
            raise RunError(
                f"{case}: report: --profile {profile}: the case was read under the profile {opened.profile}; leave "
                f"the option out, or make another case with 'rashomon init NEW --profile {profile}' and add the files"
            )
        for kept in opened.documents(states=("archived",)):
            typer.echo(f"{(kept.names or (kept.id,))[0]}: not read yet, so not in the report", err=True)
        return case_dossier(opened, config=Config())


_COMMANDS: tuple[tuple[Callable[..., None], str], ...] = (
    (init, "Example: rashomon init raqqa; for a team: rashomon init raqqa --database postgresql://desk@db/cases"),
    (
        add,
        "Example: rashomon add raqqa articles/ 'annex-*.pdf' https://example.org/statement; rashomon add raqqa --retry",
    ),
    (status, "Example: rashomon status raqqa"),
    (search, "Example: rashomon search raqqa '\"foreign fighters\" convo*' --stance denies --from 2017-10-01"),
    (reread, "Example: rashomon reread raqqa"),
    (verify, "Example: rashomon verify raqqa"),
)
