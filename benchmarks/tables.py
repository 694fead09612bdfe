"""Writes the README's tables of benchmarks from the files of results, so that no figure is typed.

python -m benchmarks.tables            rewrite the part of README.md between its two markers
python -m benchmarks.tables --check    only say whether it is as it would be written (status 1 if not)
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import ascii_uppercase
from typing import Final

from benchmarks.__main__ import BENCHMARKS
from benchmarks.results import FOLDER, PARTS, Result, Row, read

README: Final = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- benchmarks -->", "<!-- /benchmarks -->"


def results(folder: Path = FOLDER) -> list[Result]:
    """Return every file of results, in the order in which benchmarks are listed, others after them by name.

    Raises:
        ValueError: a file is no file of results.
    """
    order = {name: place for place, name in enumerate(BENCHMARKS)}
    paths = sorted(folder.glob("*.json"), key=lambda path: (order.get(path.stem.split("-")[0], len(order)), path.stem))
    return [read(path) for path in paths]


def rewritten(text: str, found: Iterable[Result]) -> str:
    """Return a text with the part between its markers made anew.

    Raises:
        ValueError: the text has not each marker once, in order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in before + after:
        raise ValueError(f"needs the lines {BEGIN} and {END}, each once and in this order")
    return f"{before}{BEGIN}\n{tables(found)}{END}{after}"


def tables(found: Iterable[Result]) -> str:
    """Return all tables as Markdown; each says on which machine it was measured, and the machines stand below them."""
    found = list(found)
    # The one that most were measured on is A; of those with as many, the one that comes first.
    machines = [machine for machine, _ in Counter(map(_machine, found)).most_common()]
    names = {machine: _name(number) for number, machine in enumerate(machines)}
    made = "".join("\n".join(_table(one, names[_machine(one)])) + "\n\n" for one in found)
    told = "".join(f"- Machine {name}: {machine}.\n" for machine, name in names.items())
    return f"{made}{told}\n" if told else made


def _name(number: int) -> str:
    """Return A to Z, then numbers from 27 on."""
    return ascii_uppercase[number] if number < len(ascii_uppercase) else str(number + 1)


def _machine(found: Result) -> str:
    """Return what a result says of the machine and of the parts that every result names."""
    machine = found.machine
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items() if name in PARTS)
    return (
        f"{machine['cores']} cores of {machine['cpu']}, {machine['memory_gib']} GiB, {machine['os']}, Python "
        f"{machine['python']}, {versions}"
    )


def _table(found: Result, here: str) -> Iterator[str]:
    yield f"**{found.what[0].upper()}{found.what[1:]}**"
    yield ""
    grid, rest = _sorted(found.rows)
    if grid:
        yield from _grid(grid)
        yield ""
    if rest:
        yield "| | unit | median | lowest to highest | runs |"
        yield "|---|---|---:|---:|---:|"
        for row in rest:
            shown = (row.label, row.unit, figure(row.median), _spread(row), str(len(row.values)))
            yield f"| {' | '.join(map(_cell, shown))} |"
        yield ""
    machine = found.machine
    peers = [f"{name} {version}" for name, version in machine["versions"].items() if name not in {*PARTS, "rashomon"}]
    said = [f"`{found.command}`, {found.date}", f"machine {here}", f"load {machine['load']}", *peers]
    note = f" {found.note}" if found.note else ""
    yield f"*{'; '.join(said)}.{note}*"


Grid = dict[str, dict[str, Row]]
"""Rows by whom they are of and what is measured of each."""


def _sorted(rows: Iterable[Row]) -> tuple[Grid, list[Row]]:
    """Return what is measured of several alike ("ours: recall", "theirs: recall") as a grid, and the other rows."""
    rows = list(rows)
    measures = Counter(row.label.partition(": ")[2] for row in rows)
    grid: Grid = {}
    rest: list[Row] = []
    for row in rows:
        whose, _, measure = row.label.partition(": ")
        if measure and measures[measure] > 1:
            grid.setdefault(whose, {})[measure] = row
        else:
            rest.append(row)
    return grid, rest


def _grid(grid: Grid) -> Iterator[str]:
    """Yield a table with a line for each of those measured: medians, with lowest and highest where they vary."""
    units = {measure: row.unit for cells in grid.values() for measure, row in cells.items()}
    yield f"| | {' | '.join(_cell(f'{measure}, {unit}' if unit else measure) for measure, unit in units.items())} |"
    yield f"|---|{'---:|' * len(units)}"
    for whose, cells in grid.items():
        shown = (_median(cells[measure]) if measure in cells else "" for measure in units)
        yield f"| {_cell(whose)} | {' | '.join(shown)} |"


def _median(row: Row) -> str:
    return f"{figure(row.median)} ({_spread(row)})" if len(row.values) > 1 else figure(row.median)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _spread(row: Row) -> str:
    return f"{figure(min(row.values))} to {figure(max(row.values))}" if len(row.values) > 1 else ""


def figure(value: float) -> str:
    """Return a number with three digits that count, thousands apart; whole numbers in full."""
    if value == round(value) or abs(value) >= 1000:
        return f"{round(value):,}"
    digits = 2 if abs(value) < 10 else 1
    return f"{value:.3g}" if abs(value) < 0.1 else f"{value:.{digits}f}"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 if the README is another")
    options = parser.parse_args()
    text = README.read_text(encoding="utf-8")
    try:
        made = rewritten(text, results())
    except ValueError as error:
        raise SystemExit(f"README.md: tables: {error}") from error
    if options.check:
        if made != text:
            raise SystemExit(
                "README.md: its tables are not those of benchmarks/results; run python -m benchmarks.tables"
            )
        return
    README.write_text(made, encoding="utf-8")
    print("README.md: tables written" if made != text else "README.md: tables were as they are", file=sys.stderr)


if __name__ == "__main__":
    main()
