"""XLSX: the tables as sheets of one workbook, with a first sheet that says what they are.

Text of documents is written as text and nothing else: no formula, no link, and where it begins like one, with the
quote prefix, so that it stays text when somebody edits the cell. What XML cannot hold is written as ECMA-376 says
(`_x0001_`; part 1, 22.4.2.4). The file holds no name of a user and no moment but that of the export.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.cells import NUMBERS, as_text, marked
from rashomon.report.exports.tables import Column, Index, plan, tables
from rashomon.report.exports.tables_csv import _HEAD, about, described

if TYPE_CHECKING:
    from openpyxl import Workbook

LONGEST: Final = 32_767
"""Most characters of a cell, in the UTF-16 units that Excel counts."""

MOST_ROWS: Final = 1_048_576
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_FIRST_DAY: Final = date(1900, 3, 1)
"""Excel takes 1900 for a leap year, and knows no day before it: earlier ones are text."""

_WIDTHS: Final = {"id": 20, "ids": 20, "text": 24, "list": 30, "spans": 14, "day": 12, "moment": 21, "flag": 8}
_WIDE: Final = frozenset({"text", "question", "text_a", "text_b", "reason", "position", "meaning", "title"})
_WHOLE_EXACT: Final = 2**53
_LOOKED_AT: Final = 1000


class Sheets:
    """A workbook that is written row by row, and what did not fit into it."""

    def __init__(self) -> None:
        from openpyxl import Workbook

        self.book: Workbook = Workbook(write_only=True)
        self.cut, self.dropped = 0, 0

    def add(self, name: str, columns: Iterable[Column], rows: Iterable[tuple[Any, ...]]) -> None:
        """Add a sheet: head, widths, frozen first row, filter, rows."""
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        columns = list(columns)
        sheet = self.book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for at, column in enumerate(columns, start=1):
            width = 60 if column.name in _WIDE else _WIDTHS.get(column.kind, 11)
            sheet.column_dimensions[get_column_letter(at)].width = max(width, min(len(column.name) + 4, 24))
        head = []
        for column in columns:
            cell = WriteOnlyCell(sheet, column.name)
            cell.font = Font(bold=True)
            head.append(cell)
        sheet.append(head)
        places = [Place(sheet, column.kind, self) for column in columns]
        count = 1
        for row in rows:
            if count == MOST_ROWS:
                self.dropped += 1
                continue
            count += 1
            sheet.append([place.cell(value) for place, value in zip(places, row, strict=True)])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


class Place:
    """A column of a sheet. Its cells are used again in each row, since a row is written as soon as it is added."""

    def __init__(self, sheet: Any, kind: str, sheets: Sheets) -> None:
        from openpyxl.cell import WriteOnlyCell

        self._kind, self._sheets = kind, sheets
        self._text, self._like_formula, self._day = (WriteOnlyCell(sheet) for _ in range(3))
        self._like_formula.quotePrefix, self._like_formula.number_format = True, "@"
        self._day.number_format = "yyyy-mm-dd"

    def cell(self, value: Any) -> Any:
        """Return what stands for a value in a row."""
        kind = self._kind
        if value is None or value in ("", ()):
            return None
        if kind in NUMBERS and abs(value) <= _WHOLE_EXACT:
            return int(value) if value == int(value) else value
        if kind == "day" and value >= _FIRST_DAY:
            return _put(self._day, value, "d")
        text = as_text(kind, value)
        if len(text) > LONGEST // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST:
            text = _cut(text)
            self._sheets.cut += 1
        start = text[:_LOOKED_AT]
        return _put(self._text if marked(start) == start else self._like_formula, _spelled(text), "s")


def _put(cell: Any, value: Any, kind: str) -> Any:
    """Put a value into a cell past its setter, which makes formulas of "=" and errors of "#N/A"."""
    cell._value, cell.data_type = value, kind
    return cell


_ESCAPED: Final = re.compile("_x[0-9A-Fa-f]{4}_")
_NO_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def _spelled(text: str) -> str:
    """Return a text as ECMA-376 spells it in a cell: what XML cannot hold, or would change, as `_xHHHH_`."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: f"_x005F{found[0]}", text)
    return _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _cut(text: str) -> str:
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (LONGEST - 1)]
    return f"{units.decode('utf-16-le', 'ignore')}…"


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `case.xlsx`."""
    index, sheets = Index(material), Sheets()
    plain = tuple(Column(name, "text", "", lambda r: r) for name in ("what", "value"))
    sheets.add("about", plain, about(material))
    for table in tables():
        sheets.add(table.name, table.columns, table.rows(index))
    head = tuple(Column(name, "text", "", lambda r: r) for name in _HEAD)
    sheets.add("columns", head, (described(table, column) for table in tables() for column in table.columns))
    _save(sheets.book, folder / "case.xlsx", material.made)
    yield from plan().lost(material)
    yield Lost(
        "cell",
        "text",
        sheets.cut,
        f"a cell of a workbook holds {LONGEST} characters at most; it ends in “…”, the format 'csv' has all of it",
    )
    yield Lost("row", "*", sheets.dropped, f"a sheet holds {MOST_ROWS} rows at most; the format 'csv' has them all")


def _save(book: Workbook, path: Path, made: str) -> None:
    """Write a workbook, the same bytes for the same content: fixed times in the ZIP, our own properties."""
    with tempfile.TemporaryFile() as whole:
        book.save(whole)
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as new:
            for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
                info = zipfile.ZipInfo(name, _TIME)
                info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
                with old.open(name) as source, new.open(info, "w", force_zip64=True) as target:
                    if name == "docProps/core.xml":
                        target.write(_CORE.format(made=escape(made)).encode())
                        continue
                    while block := source.read(1 << 20):
                        target.write(block)


_CORE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created></cp:coreProperties>\n'
)

FORMAT: Final = Format("xlsx", "the same tables as sheets of one workbook, for Excel and LibreOffice", ".xlsx", write)
