"""Spreadsheets (XLSX), by openpyxl: a line a row, cells apart by tabs, each with its position ("Sheet1!B7")."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import Block, assemble, cell, one_line, row
from rashomon.ingest.format import Format, Zipped, never, unreadable
from rashomon.ingest.zipped import check_total, open_zip, refuse_entities
from rashomon.records import Document, ReadState

MAX_CELLS = 500_000
"""Most cells with words read of one file."""

MAX_VISITED = 20_000_000
"""Most cells looked at, empty ones too: a file of a few bytes may speak of seventeen billion."""


@dataclass(slots=True)
class _Sheets:
    """What was found in the sheets read so far."""

    blocks: list[Block] = field(default_factory=list)
    cells: int = 0
    visited: int = 0
    formulas: int = 0
    hidden: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def full(self) -> bool:
        return self.cells >= MAX_CELLS or self.visited >= MAX_VISITED

    def add(self, sheet: Any, formulas: Any) -> None:
        """Read one sheet; `formulas` is the same sheet with formulas in place of their last results."""
        title = cell(sheet.title)
        if sheet.sheet_state != "visible":
            self.hidden.append(title)
        self.blocks.append(Block(title, "heading", place=title))
        for number, (items, written) in enumerate(zip(sheet.iter_rows(), formulas.iter_rows(), strict=False), start=1):
            self.visited += len(items)
            if self.full:
                return
            self.blocks.extend(row(self._cells(title, number, items, written)))

    def _cells(self, title: str, number: int, items: Any, written: Any) -> Iterator[tuple[int, str, str]]:
        from openpyxl.utils import get_column_letter

        for column, item in enumerate(items, start=1):
            if words := _shown(item):
                self.cells += 1
                yield column, words, f"{title}!{get_column_letter(column)}{number}"
                continue
            # A formula that no program has reckoned out has no result in the file.
            value = written[column - 1].value if column <= len(written) else None
            self.formulas += isinstance(value, str) and value.startswith("=")


def _shown(item: Any) -> str:
    """Return a cell's value as a person reads it, ISO 8601 for dates."""
    value = item.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        percent = "%" in str(getattr(item, "number_format", ""))
        return f"{value * 100:.10g}%" if percent else f"{value:.15g}" if isinstance(value, float) else str(value)
    return cell(str(value))


def holds(archive: Zipped) -> bool:
    """Tell a spreadsheet by the parts that every one has."""
    return "[Content_Types].xml" in archive.names and "xl/workbook.xml" in archive.names


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the cells of all sheets, each sheet under its name, hidden ones too.

    Raises:
        ItemError: it is damaged, too large, or holds no words.
    """
    archive = open_zip(data, blank, config)
    check_total(archive, blank, config)
    refuse_entities(archive, blank)
    book, formulas = _open(data, blank), _open(data, blank, results=False)
    sheets = _Sheets()
    for sheet, written in zip(book.worksheets, formulas.worksheets, strict=True):
        if sheets.full:
            break
        try:
            sheets.add(sheet, written)
        except (
            ValueError,
            KeyError,
            TypeError,
            IndexError,
            AttributeError,
            SyntaxError,
        ):  # what openpyxl raises on bad XML
            sheets.broken.append(cell(sheet.title))
    if not sheets.cells:
        raise unreadable(blank, reason="no cell of it holds words", remedy="give a file with text in it")
    text, passages = assemble(sheets.blocks)
    problems, partial = _problems(sheets)
    return replace(
        blank,
        text=text,
        passages=passages,
        title=one_line(book.properties.title),
        author=one_line(book.properties.creator) if book.properties.creator != "openpyxl" else None,
        state=ReadState.PARTIAL if partial else ReadState.PARSED,
        problems=problems,
    )


def _open(data: bytes, blank: Document, *, results: bool = True) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)
    except Exception as error:
        raise unreadable(
            blank, reason="the spreadsheet is damaged and cannot be opened", remedy="save it anew from its program"
        ) from error


def _problems(sheets: _Sheets) -> tuple[tuple[str, ...], bool]:
    """Return what is missing or worth knowing, and whether something is missing."""
    problems = []
    if sheets.broken:
        problems.append(f"sheet(s) {', '.join(sheets.broken)} are damaged and not read whole; save it anew")
    if sheets.formulas:
        problems.append(
            f"{sheets.formulas} cell(s) hold formulas without a result; open and save it in a spreadsheet program"
        )
    if sheets.full:
        problems.append(f"only its first {sheets.cells} cells were read; split it")
    missing = bool(problems)
    if sheets.hidden:
        problems.append(f"sheet(s) {', '.join(sheets.hidden)} are hidden in it and were read all the same")
    return tuple(problems), missing


FORMAT = Format(
    name="spreadsheet",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    suffixes=(".xlsx", ".xlsm"),
    recognise=never,
    holds=holds,
    read=read,
    walled=True,
    warm=("openpyxl", "lxml.etree"),
)
