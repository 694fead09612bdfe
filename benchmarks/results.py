"""What a benchmark measured, written as one small file that the README's tables are made from.

A benchmark makes rows, each with every value that was measured, and hands them over:

    parser = results.parser(__doc__)         # gives every benchmark --json
    ...
    results.finish(options, "reading", "seconds to read 24 articles", rows, note="...")

or, without a command line, `results.write("reading", "seconds ...", rows, note)`. The file says on what machine and
with which versions it was measured; it names no host, user or folder.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shlex
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from rashomon import __version__

FOLDER: Final = Path(__file__).resolve().parent / "results"
PARTS: Final = ("spacy", "onnxruntime", "tokenizers", "numpy", "sqlalchemy", "rapidfuzz")
"""Distributions whose versions every file names; a benchmark adds its peers."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Attributes:
        label: what was measured, in words; unique in its file.
        unit: of the values, such as "s", "MiB", "F1, %".
        values: one a run, in the order of the runs; a figure that cannot vary has one.
    """

    label: str
    unit: str
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values or not all(math.isfinite(value) for value in self.values):
            raise ValueError(f"row {self.label!r}: values are needed, all of them finite, not {self.values!r}")

    @property
    def median(self) -> float:
        """The middle value."""
        return statistics.median(self.values)


@dataclass(frozen=True, slots=True)
class Result:
    """A file of results as read back."""

    name: str
    what: str
    command: str
    date: str
    machine: dict[str, Any]
    rows: tuple[Row, ...]
    note: str


def row(label: str, unit: str, *values: float) -> Row:
    """Return a row of the values given."""
    return Row(label, unit, values)


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return a command line that begins with the text of the module and has `--json`."""
    made = argparse.ArgumentParser(
        prog=_program(), description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument(
        "--json",
        nargs="?",
        type=Path,
        const=FOLDER,
        metavar="FILE",
        help="also write the figures to FILE; without FILE to where the README's tables are made from",
    )
    made.add_argument("--note", default="", help="a sentence that is kept with the figures")
    return made


def finish(  # noqa: PLR0913 - what a file of results holds
    options: argparse.Namespace,
    name: str,
    what: str,
    rows: Sequence[Row],
    *,
    note: str = "",
    peers: Sequence[str] = (),
) -> None:
    """Write what was measured where `--json` asks for it, else nothing."""
    if options.json is None:
        return
    notes = " ".join(part for part in (note, options.note) if part)
    path = None if options.json == FOLDER else options.json
    print(f"written: {write(name, what, rows, notes, peers=peers, path=path).name}", file=sys.stderr)


def write(  # noqa: PLR0913 - what a file of results holds
    name: str,
    what: str,
    rows: Sequence[Row],
    note: str = "",
    *,
    peers: Sequence[str] = (),
    path: Path | None = None,
    command: str | None = None,
) -> Path:
    """Write a file of results and return its path: `benchmarks/results/NAME.json` unless told otherwise.

    Args:
        what: one clause, the heading of the table.
        peers: distributions whose versions are named too, where they are installed.
        command: how to measure it again; else the command line of this process, without its folders.

    Raises:
        ValueError: there are no rows, or two of one label.
        OSError: the file cannot be written.
    """
    labels = [one.label for one in rows]
    if not rows or len(set(labels)) < len(labels):
        raise ValueError(f"results of {name!r}: rows are needed, each with a label of its own, not {labels}")
    found = {
        "name": name,
        "what": what,
        "command": command or this_command(),
        "date": datetime.now(tz=UTC).date().isoformat(),
        "machine": machine((*PARTS, *peers)),
        "rows": [
            {
                "label": one.label,
                "unit": one.unit,
                "values": [_short(value) for value in one.values],
                "median": _short(one.median),
                "low": _short(min(one.values)),
                "high": _short(max(one.values)),
            }
            for one in rows
        ],
        "note": note,
    }
    target = path or FOLDER / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target


def read(path: Path) -> Result:
    """Read a file of results.

    Raises:
        ValueError: it is none; says which file and what is wrong with it.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        rows = tuple(Row(one["label"], one["unit"], tuple(map(float, one["values"]))) for one in found["rows"])
        texts = [found[key] for key in ("name", "what", "command", "date", "note")]
        machine_ = found["machine"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path.name}: no file of results ({type(error).__name__}: {error}); measure it again"
        ) from error
    if not all(isinstance(text, str) for text in texts) or not isinstance(machine_, dict):
        raise ValueError(f"{path.name}: no file of results (a field is of another type); measure it again")
    name, what, command, date, note = texts
    return Result(name, what, command, date, machine_, rows, note)


def machine(parts: Sequence[str] = PARTS) -> dict[str, Any]:
    """Return what the figures were measured on.

    `load` is the mean number of processes that ran or waited in the last minute: more than `cores` means that other
    work took part of the time.
    """
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "os": f"{_system()}, {platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {"rashomon": __version__}
        | {name: version for name in dict.fromkeys(parts) if (version := _version(name))},
        "load": round(os.getloadavg()[0], 1),
    }


def this_command() -> str:
    """Return the command line of this process as anybody may run it: what it reads is DATA, where it writes is FOLDER.

    `--json` and `--note` are left out: they change no figure.
    """
    words: list[str] = []
    given = iter(sys.argv[1:])
    for word in given:
        if word == "--note":
            next(given, None)
        elif word == "--json" or word.startswith(("--json=", "--note=")):
            continue
        elif "/" in word or Path(word).exists():
            known = "FOLDER" if words and words[-1] == "--out" else "DATA"
            if words[-1:] != [known]:  # many files are named once
                words.append(known)
        else:
            words.append(word)
    return shlex.join([*_program().split(), *words])


def _program() -> str:
    """Return how this benchmark is called: the runner says so in `sys.argv[0]`, else the name of the module does."""
    first = sys.argv[0]
    return first if first.startswith("python -m ") else f"python -m benchmarks {Path(first).stem}"


def _short(value: float) -> float:
    return float(value) if value == round(value) else float(f"{value:.6g}")


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "unnamed")
    except OSError:
        return "unnamed"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
