"""The commands that find an event's documents in an archive, make a case of them, and tell how an archive stands."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rashomon.cli_options import Actor as Who
from rashomon.cli_options import Database
from rashomon.cli_output import check_output, write_output
from rashomon.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rashomon.archive.selecting import Groups, Query
    from rashomon.archive.stored import Archive
    from rashomon.store.base import Outcome


class SelectFormat(StrEnum):
    """How `archive select` prints."""

    TABLE = "table"
    JSONL = "jsonl"


class StatusFormat(StrEnum):
    """How `archive status` prints."""

    TEXT = "text"
    JSON = "json"


class DaysOf(StrEnum):
    """Which days of a document --from and --to are about."""

    EITHER = "either"
    SPOKEN = "spoken"
    PUBLISHED = "published"


class Copies(StrEnum):
    """What becomes of documents that copy each other."""

    KEEP = "keep"
    ONE = "one"


Dir = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the archive.")]
Words = Annotated[str, typer.Option("--words", help='Words, "a phrase", a beginning*; each anywhere in the document.')]
Phrase = Annotated[bool, typer.Option("--phrase", help="All of --words are one phrase.")]
Names = Annotated[
    list[str] | None,
    typer.Option("--actor", metavar="NAME", help="Somebody mentioned or quoted, by any name; again for another."),
]
Place = Annotated[
    str | None,
    typer.Option("--place", metavar="NAME", help="A place, or a country or region and all in it; 'Tripoli, LB'."),
]
Around = Annotated[
    str | None, typer.Option("--near", metavar="LAT,LON,KM", help="Places within KM kilometres of a point.")
]
Earliest = Annotated[
    datetime | None, typer.Option("--from", metavar="DATE", formats=["%Y-%m-%d"], help="First day, inclusive.")
]
Latest = Annotated[
    datetime | None, typer.Option("--to", metavar="DATE", formats=["%Y-%m-%d"], help="Last day, inclusive.")
]
Which = Annotated[DaysOf, typer.Option("--days", help="Days that the text speaks of, day of publication, or either.")]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Words of the publisher's name.")]
Copied = Annotated[
    Copies, typer.Option("--copies", help="one: the best document of each group that 'archive link' found.")
]


def register_select(app: typer.Typer) -> None:
    """Add the commands to those of `archive`."""
    app.command(
        "select",
        epilog="Example: rashomon archive select corpus --words 'convo* \"foreign fighters\"' --place Raqqa "
        "--from 2017-10-10 --to 2017-10-20",
    )(select)
    app.command(
        "case",
        epilog="Example: rashomon archive case corpus raqqa --actor SDF --place Raqqa; or, of what was picked by hand: "
        "rashomon archive case corpus raqqa --from-selection picked.jsonl",
    )(case)
    app.command("status", epilog="Example: rashomon archive status corpus --format json | jq .rejected")(status)


def select(
    archive: Dir,
    words: Words = "",
    phrase: Phrase = False,
    actor: Names = None,
    place: Place = None,
    near: Around = None,
    earliest: Earliest = None,
    latest: Latest = None,
    days: Which = DaysOf.EITHER,
    publisher: Publisher = None,
    copies: Copied = Copies.KEEP,
    limit: Annotated[int, typer.Option("--limit", help="Most documents given; 0 for all.")] = 100,
    format_: Annotated[
        SelectFormat, typer.Option("--format", help="table to read; jsonl: one object a line.")
    ] = SelectFormat.TABLE,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where it goes; - for standard output.")
    ] = Path("-"),
) -> None:
    """Find the documents of an archive that meet all conditions, best first, each with the reasons why."""
    from rashomon.archive import telling
    from rashomon.archive.selecting import select as run

    query = _query(words, actor, place, near, _day(earliest), _day(latest), days, publisher, phrase=phrase)
    check_output(output, [])
    opened = _opened(archive)
    with _progress(len(opened.shards), "searching") as step:
        found = run(opened, query, limit=limit or None, groups=_groups(opened, copies), on_shard=_step(step))
    lines = telling.json_lines(found) if format_ is SelectFormat.JSONL else telling.table_lines(found)
    write_output(output, "".join(lines))
    _tell(found.found, len(found.hits), found.copies, found.alone)
    raise typer.Exit(0 if found.hits else 1)


def case(
    archive: Dir,
    folder: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case, new or not.")],
    words: Words = "",
    phrase: Phrase = False,
    actor: Names = None,
    place: Place = None,
    near: Around = None,
    earliest: Earliest = None,
    latest: Latest = None,
    days: Which = DaysOf.EITHER,
    publisher: Publisher = None,
    copies: Copied = Copies.KEEP,
    limit: Annotated[int, typer.Option("--limit", help="Most documents taken, the best; 0 for all.")] = 0,
    selection: Annotated[
        str | None,
        typer.Option("--from-selection", metavar="FILE", help="What 'select --format jsonl' printed; - for stdin."),
    ] = None,
    originals: Annotated[
        Path | None,
        typer.Option("--originals", metavar="FOLDER", help="Where to look for files that are gone or changed."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Also make a case of more than 20,000 documents.")] = False,
    database: Database = None,
    who: Who = None,
) -> None:
    """Make a case of an archive's documents, or add them to one: as they were read, with their files from the sources.

    What a case needs is taken again from the sources and held to its hash; what was changed or is gone is kept out.
    """
    from rashomon.archive import slicing
    from rashomon.archive.selecting import Query, rank

    query = _query(words, actor, place, near, _day(earliest), _day(latest), days, publisher, phrase=phrase)
    opened = _opened(archive)
    if selection is not None:
        if query != Query() or copies is Copies.ONE or limit:
            raise RunError("archive case: --from-selection says which documents; leave the conditions out")
        documents = slicing.read_selection(_lines(selection), selection)
    else:
        with _progress(len(opened.shards), "searching") as step:
            found = rank(opened, query, limit=limit or None, groups=_groups(opened, copies), on_shard=_step(step))
        documents = found.order
        _tell(found.found, len(documents), sum(found.copies.values()), found.alone)
    if not documents:
        raise typer.Exit(1)
    slicing.check_size(len(documents), sure=yes)
    with (
        slicing.open_case(opened, folder, database=database, actor=who) as made,
        _progress(len(documents), "storing") as step,
    ):
        done = slicing.put_slice(opened, made, documents, originals=originals, on_outcome=_teller(step))
    for left in done.kept_out:
        typer.echo(f"{left.path}: kept out: {left.reason}", err=True)
    if done.brought:
        typer.echo(f"{len(done.brought)} more came along, since documents of the selection lie in them", err=True)
    out_of = f", {len(done.kept_out)} kept out" if done.kept_out else ""
    typer.echo(f"{folder}: {done.stored} documents of the archive, {done.new} of them new{out_of}", err=True)
    raise typer.Exit(1 if done.kept_out else 0)


def _teller(step: Callable[[str], None]) -> Callable[[Outcome, tuple[str, ...]], None]:
    """Return what prints a line for each document, and one for each of its problems."""
    from rashomon.cli_case import out

    def told(outcome: Outcome, problems: tuple[str, ...]) -> None:
        out(f"{outcome.document or '-'}\t{outcome.what}\t{outcome.state}\t{outcome.name}")
        for problem in problems:
            typer.echo(f"{outcome.name}: {outcome.state}: {problem}", err=True)
        step(outcome.name)

    return told


def status(
    archive: Dir,
    format_: Annotated[
        StatusFormat, typer.Option("--format", help="text to read, or one JSON object.")
    ] = StatusFormat.TEXT,
    check: Annotated[
        bool, typer.Option("--check", help="Also hold every file to its hash, which reads all of them.")
    ] = False,
) -> None:
    """Show how an archive stands: what was read, what was set aside and why, what lies on disk, what was linked."""
    from rashomon.archive.state import state, state_lines, state_object
    from rashomon.cli_case import out

    found = state(archive, check=check)
    if format_ is StatusFormat.JSON:
        out(json.dumps(state_object(found), ensure_ascii=False, indent=1))
    else:
        for line in state_lines(found):
            out(line)
    raise typer.Exit(1 if found.damaged else 0)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _query(
    words: str,
    actors: list[str] | None,
    place: str | None,
    near: str | None,
    earliest: date | None,
    latest: date | None,
    days: DaysOf,
    publisher: str | None,
    *,
    phrase: bool,
) -> Query:
    from rashomon.archive.conditions_places import Near
    from rashomon.archive.selecting import Query

    kinds: dict[DaysOf, Literal["either", "spoken", "published"]] = {
        DaysOf.EITHER: "either",
        DaysOf.SPOKEN: "spoken",
        DaysOf.PUBLISHED: "published",
    }
    return Query(
        words=words,
        phrase=phrase,
        actors=tuple(actors or ()),
        place=place,
        near=Near.read(near) if near is not None else None,
        earliest=earliest,
        latest=latest,
        days=kinds[days],
        publisher=publisher,
    )


def _groups(archive: Archive, copies: Copies) -> Groups | None:
    from rashomon.archive.copied import groups_of

    return groups_of(archive) if copies is Copies.ONE else None


def _step(step: Callable[[str], None]) -> Callable[[int], None]:
    return lambda number: step(f"shard {number}")


def _opened(folder: Path) -> Archive:
    """Open an archive to be searched, and say what of it is not there yet."""
    from rashomon.archive.stored import Archive

    archive = Archive.open(folder)
    planned = archive.planned
    if planned is not None and len(archive.shards) < planned:
        left = f"{len(archive.shards)} of {planned} shards are read, and only these are searched"
        typer.echo(f"{folder}: {left}; run 'rashomon archive read' again to go on", err=True)
    return archive


def _tell(found: int, given: int, copies: int, alone: tuple[tuple[str, int, int], ...]) -> None:
    """Say how many documents were found; where none was, what each condition finds by itself."""
    from rashomon.archive.telling import empty_lines

    if not given:
        for line in empty_lines(alone):
            typer.echo(line, err=True)
        return
    left = f", {copies} of them left out as copies" if copies else ""
    shown = f"; the best {given} are taken" if given < found - copies else ""
    typer.echo(f"{found} documents meet all conditions{left}{shown}", err=True)


def _lines(name: str) -> list[str]:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise RunError(f"{name}: cannot be read ({error.strerror}); name a file of JSON lines, or -") from error
    return data.decode("utf-8", "replace").splitlines()


@contextmanager
def _progress(total: int, title: str) -> Iterator[Callable[[str], None]]:
    from rashomon.cli import _progress as bar

    with bar(total, title) as step:
        yield step
