"""How long work on archives is shown: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import typer

from rashomon.timings import printable

_EVERY = 30.0
Progress = TypeVar("Progress")


def say(line: str) -> None:
    """Print a line on standard error; names of files must not command the terminal."""
    typer.echo(printable(line), err=True)


@contextmanager
def shown(
    quiet: bool, told: Callable[[Progress], str], part: Callable[[Progress], tuple[int, int]]
) -> Iterator[Callable[[Progress], None]]:
    """Show progress: a bar where standard error is a terminal, else a line every half minute.

    Args:
        quiet: show nothing.
        told: how far the work is, in one line.
        part: how much of it is done, and how much there is.
    """
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        from rich import progress as rich
        from rich.console import Console

        columns = (rich.BarColumn(), rich.TextColumn("{task.description}"))
        with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("begins")

            def advance(now: Progress) -> None:
                done, total = part(now)
                bar.update(task, total=total, completed=done, description=told(now))

            yield advance
    else:
        last = time.monotonic()

        def line(now: Progress) -> None:
            nonlocal last
            if time.monotonic() - last >= _EVERY:
                last = time.monotonic()
                say(told(now))

        yield line
