"""CSV: one file a noun, with a file that says what every column means.

RFC 4180: commas, quotation marks doubled, CR LF. UTF-8 with a byte order mark: without it Excel reads the file as the
machine's old code page, and turns every name that is not English into another one; Python's "utf-8-sig", pandas, R and
DuckDB read past it. What a spreadsheet would run is marked as `cells.py` says.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from rashomon import __version__
from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.cells import NUMBERS, as_text, marked, whole
from rashomon.report.exports.tables import Column, Index, Table, plan, tables


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write one file a table, `columns.csv`, `about.csv` and `README.txt`."""
    index, cells, torn = Index(material), 0, 0
    for table in tables():
        marks, replaced = csv_table(folder / f"{table.name}.csv", table, index)
        cells, torn = cells + marks, torn + replaced
    _rows(folder / "columns.csv", _HEAD, (described(table, column) for table in tables() for column in table.columns))
    _rows(folder / "about.csv", ("what", "value"), about(material))
    (folder / "README.txt").write_text(README, encoding="utf-8", newline="\r\n")
    yield from plan().lost(material)
    yield Lost(
        "cell",
        "text",
        cells,
        "an apostrophe was put before a sign that a spreadsheet could run; README.txt "
        "says how to have the words letter by letter",
    )
    yield Lost("cell", "half a character", torn, "half a surrogate pair has no UTF-8; U+FFFD stands for it")


def csv_table(path: Path, table: Table, index: Index) -> tuple[int, int]:
    """Write a table; return how many cells were marked, and in how many half a character was replaced."""
    marks = torn = 0
    kinds = [column.kind for column in table.columns]
    with _opened(path) as file:
        out = csv.writer(file, lineterminator="\r\n")
        out.writerow([column.name for column in table.columns])
        for row in table.rows(index):
            line = []
            for kind, value in zip(kinds, row, strict=True):
                cell = as_text(kind, value)
                if kind not in NUMBERS:
                    sound = whole(cell)
                    safe = marked(sound)
                    marks, torn, cell = marks + (safe != sound), torn + (sound != cell), safe
                line.append(cell)
            out.writerow(line)
    return marks, torn


_HEAD: Final = ("table", "column", "kind", "meaning", "unit", "range")


def described(table: Table, column: Column) -> tuple[str, ...]:
    """Return the row of the data dictionary for a column."""
    return table.name, column.name, KINDS[column.kind], column.meaning, column.unit, column.range


KINDS: Final = {
    "id": "id",
    "ids": "ids, spaces between them",
    "text": "text",
    "list": "texts, “ | ” between them, a backslash before a bar or backslash in one",
    "whole": "whole number",
    "number": "number",
    "day": "day, ISO 8601",
    "moment": "moment, ISO 8601",
    "flag": "yes or no",
    "spans": "stretches start-end, spaces between them",
}


def about(material: Material) -> Iterator[tuple[str, str]]:
    """Yield what the tables are of: names and values, plain text."""
    dossier = material.dossier
    yield "case", material.case
    yield "made", material.made
    yield "for", material.audience
    yield "program", f"rashomon {__version__}"
    yield "compared by version", dossier.version
    yield "profile (how vague amounts are read)", dossier.profile
    yield "documents", str(len(dossier.readings))
    yield "claims", str(len(dossier.claims))
    yield "an empty cell", "nothing is known or said; it never stands for zero or no"
    yield "a source without a row in accounts", "it is silent on that question; it does not say no"
    yield "everything here", "a proposal by a machine, for a person to check, but for what table judgements tells"
    yield from (("a decision that could not be applied", note) for note in dossier.unapplied)


def _opened(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8-sig", newline="")


def _rows(path: Path, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with _opened(path) as file:
        out = csv.writer(file, lineterminator="\r\n")
        out.writerow(head)
        out.writerows([marked(whole(cell)) for cell in row] for row in rows)


README: Final = """\
One file a table; columns.csv says what each column means, about.csv what the tables are of,
loss.json what they could not carry.

CSV after RFC 4180: UTF-8 with a byte order mark, commas, CR LF, quotation marks doubled.
Python reads it with encoding "utf-8-sig".

An empty cell: nothing is known or said. It never stands for zero or no.

Text of documents may hold what a spreadsheet program would run as a formula. So an apostrophe
stands right before = + - @ (and their wide, small and raised forms) at the beginning of a cell
that is no number, and after a semicolon, tab or line break in it (blanks, quotation marks and
apostrophes may stand between). To have the words letter by letter, take that one apostrophe away.
loss.json counts the cells. Negative numbers in columns of numbers stay as they are.

Offsets count Unicode code points of the text that "rashomon text FILE" prints, from 0, the end
exclusive. Excel and JavaScript count some letters twice; Python counts as we do.
"""

FORMAT: Final = Format("csv", "tables, one CSV file a noun, with a data dictionary", "", write)
