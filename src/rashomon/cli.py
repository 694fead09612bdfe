"""The command line: one thin command a verb over the functions of the package.

Nothing heavy is imported before it is needed, so `rashomon --help` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon import (
    __version__,
    cli_account,
    cli_archive,
    cli_backup,
    cli_case,
    cli_doctor,
    cli_export,
    cli_grade,
    cli_import,
    cli_log,
    cli_protect,
    cli_serve,
)
from rashomon.cli_completion import InstallCompletion, ShowCompletion, answer_the_shell
from rashomon.cli_options import Backend, Database, Files, Language, Profile, Published, Timings, configured
from rashomon.cli_output import check_output, write_output
from rashomon.cli_timing import keep_timings
from rashomon.config import Layer
from rashomon.errors import RashomonError, RunError
from rashomon.timings import printable

if TYPE_CHECKING:
    from rashomon.records import Document, Reading

# Parts that would report home are told not to before anything imports them.
for _switch in ("DO_NOT_TRACK", "ORT_DISABLE_TELEMETRY"):
    os.environ.setdefault(_switch, "1")

app = typer.Typer(
    name="rashomon",
    help="Every account of an event side by side: who said it, through whom it reached us, where the accounts part.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: the styled one loads a Markdown renderer and takes three times as long to answer.
    rich_markup_mode=None,
    # Ours (`cli_completion`): typer's looks through running processes for the name of the shell.
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Suite(StrEnum):
    """What `evaluate` scores."""

    ATTRIBUTION = "attribution"
    AGREEMENT = "agreement"
    STANCE = "stance"
    REFERENCE = "reference"
    PRONOUNS = "pronouns"
    NESTING = "nesting"
    CHAINS = "chains"
    QUANTITIES = "quantities"
    NEWSQUANT = "newsquant"
    NUMBERS = "numbers"
    RANGES = "ranges"
    VICTIMS = "victims"
    PLACES = "places"
    ACTORS = "actors"
    TIMES = "times"
    TIMEX = "timex"
    PERIODS = "periods"
    PAIRS = "pairs"
    ECHOES = "echoes"
    CREDITS = "credits"
    FEVER = "fever"
    SICK = "sick"
    ANLI = "anli"


class ReportFormat(StrEnum):
    """What `report` writes."""

    HTML = "html"
    JSON = "json"


def _complain(document: Document) -> None:
    """Say on standard error what was wrong with a file, one line a problem; its name must not command the terminal."""
    for problem in document.problems:
        typer.echo(f"{printable(document.path)}: {document.state.value}: {problem}", err=True)


def _failed(document: Document) -> bool:
    return document.state.value == "failed"


@contextmanager
def _progress(total: int, title: str) -> Iterator[Callable[[str], None]]:
    """Show a bar on standard error where that is a terminal; yield the function that moves it on."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)

        def step(name: str) -> None:
            bar.update(task, advance=1, description=f"{title}: {Path(name).name}")

        yield step


def _version(value: bool) -> None:
    if value:
        typer.echo(f"rashomon {__version__}")
        raise typer.Exit


@app.callback()
def common(
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    _show: ShowCompletion = None,
    _install: InstallCompletion = None,
) -> None:
    """Options that stand before the command."""


@app.command(
    epilog="Example: rashomon report statement.txt article.html annex.pdf -o dossier.html --published 2017-11-14",
)
def report(
    context: typer.Context,
    files: Files,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where the dossier goes; - for standard output.")
    ] = Path("-"),
    format_: Annotated[
        ReportFormat, typer.Option("--format", help="A page to read, or the same as JSON.")
    ] = ReportFormat.HTML,
    published: Published = None,
    profile: Profile = None,
    backend: Backend = None,
    language: Language = None,
    database: Database = None,
    title: Annotated[str | None, typer.Option(help="Heading of the page.")] = None,
    timings: Timings = None,
) -> None:
    """Compare the accounts in FILES, or in a case, and write a dossier: contested questions first."""
    from rashomon.cli_case import case_in, dossier_of_case
    from rashomon.pipeline import build_dossier
    from rashomon.timings import step as timed

    keep_timings(context, timings, files=files, output=output)
    case = case_in(files, database)
    asked = {"--published": published, "--attribution": backend, "--language": language}
    config = configured(published, profile=profile, backend=backend, language=language)
    check_output(output, files)
    with _progress(_count(files), "reading") as step:

        def on_reading(reading: Reading) -> None:
            step(reading.document.path)
            _complain(reading.document)

        if case is not None:
            dossier = dossier_of_case(case, database=database, profile=profile, asked=asked)
        else:
            dossier = build_dossier(files, config=config, stdin=sys.stdin.buffer, on_reading=on_reading)
    if all(_failed(reading.document) for reading in dossier.readings):
        raise RunError("no file could be read, so there is nothing to compare; see the lines above")
    if format_ is ReportFormat.JSON:
        from rashomon.report.contract import dossier_object

        with timed("render"):
            text = json.dumps(dossier_object(dossier), ensure_ascii=False, indent=1) + "\n"
    else:
        from rashomon.report.html import render_html

        with timed("render"):
            text = render_html(dossier, title=title)
    write_output(output, text)
    if str(output) != "-":
        from rashomon.report.summary import summary

        for line in summary(dossier, output):
            typer.echo(line, err=True)
    raise typer.Exit(1 if any(_failed(reading.document) for reading in dossier.readings) else 0)


@app.command(epilog="Example: rashomon extract report.txt --published 2017-11-14 | jq -r '.source.canonical'")
def extract(
    context: typer.Context,
    files: Files,
    format_: Annotated[str, typer.Option("--format", help="jsonl: one JSON object a line.")] = "jsonl",
    layer: Annotated[Layer, typer.Option(help="What to print.")] = Layer.CLAIMS,
    published: Published = None,
    profile: Profile = None,
    backend: Backend = None,
    language: Language = None,
    timings: Timings = None,
) -> None:
    """Print what FILES say, one JSON object a line: claims, or another layer of the same text."""
    from rashomon.pipeline import read_documents, read_texts
    from rashomon.report.contract import layer_objects

    if format_ != "jsonl":
        raise RunError(f"--format {format_!r}: extract prints jsonl only; use 'rashomon report' for a page")
    keep_timings(context, timings, files=files)
    config = configured(published, profile=profile, backend=backend, language=language)
    failed = False
    with _progress(_count(files), "reading") as step:
        documents = read_documents(files, config=config, stdin=sys.stdin.buffer)
        for reading in read_texts(documents, config=config, layers={layer}):
            _complain(reading.document)
            failed = failed or _failed(reading.document)
            for item in layer_objects(reading, layer.value):
                # Bytes: what the terminal's own encoding cannot hold must not end the run.
                sys.stdout.buffer.write((json.dumps(item, ensure_ascii=False) + "\n").encode("utf-8", errors="replace"))
            sys.stdout.buffer.flush()
            step(reading.document.path)
    raise typer.Exit(int(failed))


@app.command(
    epilog="Example: rashomon echoes articles/ | jq -r 'select(.group) | .evidence'; another: "
    "rashomon echoes a.html b.html | jq '{from, to, kind, direction, origin}'",
)
def echoes(files: Files, published: Published = None, language: Language = None) -> None:
    """Print which of FILES repeat each other's passages, one JSON object a line: the pairs, then the groups."""
    from rashomon.pipeline import find_copies, read_documents, read_heads
    from rashomon.report.contract import echo_lines

    config = configured(published, language=language)
    documents: list[Document] = []
    with _progress(_count(files), "reading") as step:
        for document in read_heads(read_documents(files, config=config, stdin=sys.stdin.buffer)):
            _complain(document)
            documents.append(document)
            step(document.path)
    pairs, groups = find_copies(documents, config=config)
    for item in echo_lines(pairs, groups, documents):
        sys.stdout.buffer.write((json.dumps(item, ensure_ascii=False) + "\n").encode("utf-8", errors="replace"))
    sys.stdout.buffer.flush()
    raise typer.Exit(int(any(map(_failed, documents))))


@app.command(epilog="Example: rashomon text annex.pdf > annex.txt")
def text(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A file of any kind that is read, FILE!NAME inside it, or -.")
    ],
    language: Language = None,
) -> None:
    """Print the text of FILE: what every offset refers to; of a document inside it where that is named."""
    from rashomon.pipeline import read_documents

    failed = False
    for document in read_documents([file], config=configured(language=language), stdin=sys.stdin.buffer):
        if document.parent is not None and document.path != file:
            typer.echo(f"{document.path}: a document inside it, left out; name it to see its text", err=True)
            continue
        _complain(document)
        failed = failed or _failed(document)
        # Bytes, not text: the terminal's newline and encoding rules must not shift an offset.
        sys.stdout.buffer.write(document.text.encode("utf-8", errors="surrogatepass"))
        sys.stdout.buffer.flush()
    raise typer.Exit(int(failed))


@app.command(
    epilog="""Example: rashomon relate pairs.jsonl, each line {"a": "12 people died.", "b": "Nobody died."}""",
)
def relate(
    pairs: Annotated[
        str,
        typer.Argument(
            metavar="PAIRS", help='JSON lines {"a": text, "b": text, "published"?: date}, or - for standard input.'
        ),
    ],
    published: Published = None,
    profile: Profile = None,
) -> None:
    """Say how the two texts of every pair stand to each other: a relation or undecided, the reason, a score."""
    from rashomon.pipeline import relate_texts
    from rashomon.report.contract import comparison_object, read_pairs

    config = configured(published, profile=profile)
    lines = sys.stdin.buffer.read() if pairs == "-" else _bytes(pairs)
    read = read_pairs(lines, published=config.ingest.published)
    good = [pair for pair in read if not isinstance(pair, str)]
    compared = relate_texts(good, config=config)
    with _progress(len(read), "comparing") as step:
        for number, pair in enumerate(read, start=1):
            if isinstance(pair, str):
                typer.echo(f"{pairs}: line {number}: {pair}", err=True)
            item = comparison_object(pair if isinstance(pair, str) else next(compared))
            sys.stdout.buffer.write((json.dumps(item, ensure_ascii=False) + "\n").encode("utf-8", errors="replace"))
            step(f"pair {number}")
    raise typer.Exit(int(len(good) < len(read)))


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror}); name a file of JSON lines, or -") from error


@app.command(epilog="Example: rashomon evaluate attribution polnear/dev")
def evaluate(
    suite: Annotated[Suite, typer.Argument(metavar="SUITE", help=f"What to score: {', '.join(Suite)}.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="The gold: a file, or a folder of a data set.")],
    texts: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="For gold that is offsets: where the articles are.")
    ] = None,
    part: Annotated[str | None, typer.Option(help="Only this part of the gold, tune or test.")] = None,
    backend: Backend = None,
    upper: Annotated[bool, typer.Option("--upper", help="For attribution: give the texts in capitals.")] = False,
) -> None:
    """Score the program against GOLD and print precision, recall and F1, or how many are right."""
    from rashomon.scoring import suites

    if suite in suites.NEED_TEXTS and texts is None:
        raise RunError(f"evaluate {suite}: needs --texts, the folder that holds the articles")
    config = configured(backend=backend)
    with _progress(0, "scoring") as step:
        outcome = suites.SUITES[suite](suites.Run(gold, texts or gold, config, step, part=part, upper=upper))
    typer.echo(outcome.head)
    typer.echo(f"{'measure':16s} {'precision':>9s} {'recall':>7s} {'F1':>6s} {'right':>7s} {'found':>7s} {'gold':>7s}")
    for name, tally in sorted(outcome.tallies.items()):
        typer.echo(
            f"{name:16s} {100 * tally.precision:9.1f} {100 * tally.recall:7.1f} {100 * tally.f1:6.1f}"
            f" {tally.right:7d} {tally.predicted:7d} {tally.gold:7d}"
        )


def _count(files: list[str]) -> int:
    """Return how many files there will be, folders opened, for the progress bar only."""
    folders = [Path(f) for f in files if f != "-" and Path(f).is_dir()]
    inside = sum(path.is_file() for folder in folders for path in folder.rglob("*"))
    return len(files) - len(folders) + inside


for more in (
    *(cli_case, cli_backup, cli_log, cli_export, cli_import, cli_grade, cli_protect),
    *(cli_serve, cli_account, cli_archive, cli_doctor),
):
    more.register(app)


def main() -> None:
    """Run the command line; an error of ours is one line on standard error and exit status 2."""
    answer_the_shell()
    try:
        app()
    except RashomonError as error:
        typer.echo(f"rashomon: {error}", err=True)
        raise SystemExit(2) from error
    except BrokenPipeError:
        # The reader of our output went away ("| head"): nothing to say, nothing to save.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        typer.echo(f"rashomon: standard output: write: {error.strerror}; free some space or write elsewhere", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(2) from error
