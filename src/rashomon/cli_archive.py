"""The commands on archives, `rashomon archive …`: millions of documents, on this machine or on a cluster."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_archive_link import register_link
from rashomon.cli_archive_select import register_select
from rashomon.cli_archive_shown import say, shown
from rashomon.cli_options import Backend, Language, Profile, Published, configured

if TYPE_CHECKING:
    from rashomon.archive.running import Outcome, Progress

_SHOWN = 5


def register(app: typer.Typer) -> None:
    """Add the commands to those of the main command line."""
    archive = typer.Typer(
        help="Archives of very many documents: read into Parquet files, on this machine or on a cluster.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    archive.command(
        epilog="Example: rashomon archive read articles/ wire.jsonl.gz crawl.warc.gz --out archive --workers 8; "
        "with other names of fields: rashomon archive read news.jsonl --field text=maintext --out archive"
    )(read)
    register_link(archive)
    register_select(archive)
    app.add_typer(archive, name="archive", epilog="Example: rashomon archive read articles/ --out archive")


Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCES...",
        help="Folders and files of any kind that is read; JSON lines (.jsonl, .jsonl.gz), web archives (.warc, "
        ".warc.gz) and tables (.parquet) of any size.",
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of the archive; gone on with if there.")]
Where = Annotated[
    str,
    typer.Option(
        "--engine",
        help="Where it is read: local (processes of this machine), ray (the same by a Ray cluster started here), "
        "or ray://HOST:PORT (a cluster that runs).",
    ),
]
Workers = Annotated[
    int | None, typer.Option("--workers", metavar="N", min=1, help="Processes that read; else one a processor.")
]
Renamed = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="FIELD=NAME",
        help="What records call text, title, publisher, author, published, language, url or id; a.b is b inside a.",
    ),
]


def read(
    sources: Sources,
    out: Out,
    engine: Where = "local",
    workers: Workers = None,
    field: Renamed = None,
    shard_documents: Annotated[
        int, typer.Option("--shard-documents", metavar="N", help="About how many documents are written together.")
    ] = 256,
    shard_bytes: Annotated[
        int, typer.Option("--shard-bytes", metavar="N", help="Most bytes that are read for that.")
    ] = 32 << 20,
    again: Annotated[
        bool, typer.Option("--again", help="Remove what was read and linked in DIR, and read everything anew.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress; what went wrong is told.")] = False,
    published: Published = None,
    profile: Profile = None,
    backend: Backend = None,
    language: Language = None,
) -> None:
    """Read SOURCES into DIR, Parquet files by noun; a run that was interrupted goes on, one that is done does nothing.

    Records that cannot be read are set aside in DIR/rejected with the reason, and counted. Exit status 1 if there are
    any, or if something could not be read to its end.
    """
    from rashomon.archive.engine import Engine
    from rashomon.archive.running import read_archive
    from rashomon.archive.sources import Cut
    from rashomon.archive.sources_fields import Fields

    pairs = tuple(_pair(each) for each in field or ())
    config = configured(published, profile=profile, backend=backend, language=language)
    with shown(quiet, told, lambda now: (now.done, now.shards)) as on_progress:
        outcome = read_archive(
            sources,
            out,
            config=config,
            engine=Engine(engine, workers or 0),
            fields=Fields(pairs),
            cut=Cut(shard_documents, shard_bytes),
            again=again,
            on_note=say,
            on_progress=on_progress,
        )
    for line in _summary(out, outcome, quiet):
        say(line)
    raise typer.Exit(int(bool(outcome.failed or outcome.rejected)))


def _pair(said: str) -> tuple[str, str]:
    name, _, value = said.partition("=")
    return name.strip(), value.strip()


def _summary(out: Path, outcome: Outcome, quiet: bool) -> Iterator[str]:
    from rashomon.archive.layout import part

    shards = f"{outcome.shards} shards" if outcome.shards != 1 else "1 shard"
    if not quiet and not outcome.read and not outcome.failed:
        yield f"{out}: all {shards} were read before; nothing to do"
    if outcome.read and not quiet:
        yield f"{out}: {outcome.read} of {shards} read in {duration(outcome.seconds)}"
    if not quiet:
        again = f", {outcome.repeated} of them with the bytes of another one" if outcome.repeated else ""
        yield f"{out}: {outcome.documents:,} documents{again}; {outcome.characters:,} characters of text"
    if outcome.rejected:
        where = part(out, "rejected", 0).parent
        yield f"{out}: {outcome.rejected:,} records gave no document and were set aside, with the reasons: {where}"
        yield from (f"  {count:,}: {reason}" for reason, count in outcome.reasons[:_SHOWN])
    for shard, reason in sorted(outcome.failed.items())[:_SHOWN]:
        yield f"{out}: shard {shard} was not read: {reason}"
    if len(outcome.failed) > _SHOWN:
        yield f"{out}: and {len(outcome.failed) - _SHOWN} more shards; the same command tries them again"


def duration(seconds: float) -> str:
    """Return seconds as people say them: "40 s", "12 min", "3 h 20 min", "2 d 4 h"."""
    minutes = round(seconds / 60)
    if seconds < 100:
        return f"{seconds:.0f} s"
    if minutes < 100:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min"
    return f"{hours // 24} d {hours % 24} h"


def told(progress: Progress) -> str:
    """Return how far a run is, in one line."""
    rate = f"{progress.rate:.1f}" if progress.rate < 100 else f"{progress.rate:,.0f}"
    ends = ""
    if progress.left is not None and progress.done < progress.shards:
        end = time.strftime(
            "%H:%M" if progress.left < 12 * 3600 else "%d %b %H:%M", time.localtime(time.time() + progress.left)
        )
        ends = f", {duration(progress.left)} left, until about {end}"
    aside = f", {progress.rejected:,} set aside" if progress.rejected else ""
    return (
        f"{progress.done} of {progress.shards} shards, {progress.documents:,} documents, {rate} a second{aside}{ends}"
    )


__all__ = ["duration", "register", "told"]
