"""The command that links an archive: copies and their origins over the whole, then stories, compared one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_archive_shown import say, shown
from rashomon.cli_options import configured

if TYPE_CHECKING:
    from rashomon.archive.linking import Totals
    from rashomon.archive.linking_steps import Progress


def register_link(app: typer.Typer) -> None:
    """Add the command to those on archives."""
    app.command(epilog="Example: rashomon archive link archive --workers 8; rashomon archive link archive --copies")(
        link
    )


def link(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of an archive that was read.")],
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            help="Where it is done: local (processes of this machine), ray (the same by a Ray cluster started here), "
            "or ray://HOST:PORT (a cluster that runs).",
        ),
    ] = "local",
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="Processes that work; else one a processor.")
    ] = None,
    copies: Annotated[
        bool, typer.Option("--copies", help="Find copied passages and their origins only, and compare no stories.")
    ] = False,
    story_size: Annotated[
        int,
        typer.Option(
            "--story-size", metavar="N", min=2, help="Most documents compared as one story; what is cut is told."
        ),
    ] = 200,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress; what went wrong is told.")] = False,
) -> None:
    """Link what was read in DIR: who copied whom, the origins behind that, and what each story asks and answers.

    Parquet files in DIR/links. A run that was interrupted goes on, one that is done does nothing. Exit status 1 if a
    story could not be compared.
    """
    from rashomon.archive.engine import Engine
    from rashomon.archive.linking import link as link_archive
    from rashomon.archive.linking_steps import Here, OnDaft

    run_by = Engine(engine, workers or 0)
    # Steps are many and short: processes that stay do in seconds what starting Daft for each takes a minute for.
    runs = Here(run_by.processes) if engine == "local" else OnDaft(run_by, folder / ".begun", say)
    with shown(quiet, told, lambda now: (now.done, now.tasks)) as on_progress, runs:
        totals = link_archive(
            folder,
            config=configured(),
            engine=runs,
            on_progress=on_progress,
            copies_only=copies,
            story_size=story_size,
        )
    if not quiet:
        for line in summary(totals):
            say(f"{folder}: {line}")
    failed = totals.get("compare", {}).get("failed", 0)
    if failed:
        where = folder / "links" / "stories"
        say(f"{folder}: {failed:,} stories were not compared; their rows in {where} say why; please report it")
        raise typer.Exit(1)


def summary(totals: Totals) -> Iterator[str]:
    """Yield what was found, in lines."""

    def of(step: str, name: str, one: str = "", many: str = "") -> str:
        number = totals.get(step, {}).get(name, 0)
        return f"{number:,} {one if number == 1 else many or one + 's'}" if one else f"{number:,}"

    repeats = of("rank", "repeats", "document has the bytes of another one", "documents have the bytes of another one")
    yield f"{of('rank', 'texts', 'text')}, each once; {repeats}"
    yield (
        f"{of('conclude', 'pairs', 'pair')} with copied passages, {of('conclude', 'copies')} of them whole copies; "
        f"{of('group', 'groups', 'group')}, of {of('group', 'with origin')} the origin is known"
    )
    if totals.get("tie", {}).get("hot"):
        yield f"{of('tie', 'hot')} runs of words stand in very many texts and tie each to the first few only"
    if "compare" not in totals:
        return
    yield (
        f"{of('part', 'stories', 'story', 'stories')} of several documents, {of('part', 'alone', 'document')} alone; "
        f"{of('compare', 'questions', 'question')}, {of('compare', 'contested')} of them contested; "
        f"{of('list', 'actors', 'source')}"
    )
    if totals["part"].get("full"):
        yield (
            f"{of('part', 'full')} stories are as large as one may be (--story-size): {of('part', 'cut')} ties to "
            "other stories were cut, and are listed in links/cut"
        )


def told(progress: Progress) -> str:
    """Return how far a run is, in one line."""
    left = ""
    if progress.left is not None and progress.done < progress.tasks:
        end = time.strftime("%d %b %H:%M", time.localtime(time.time() + progress.left))
        left = f", this step until about {end}"
    return f"{progress.title}: {progress.done} of {progress.tasks}{left}"
