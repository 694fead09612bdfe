from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from rashomon.records import ReadState

from .conftest import Load, blocks, compound, places, zipped
from .test_docx import changed


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def incidents() -> Any:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Incidents"
    sheet.append(["Date", "Place", None, "Killed", "Share"])
    sheet.append([date(2017, 10, 12), "Raqqa\ncity", None, 45, 0.125])
    sheet["E2"].number_format = "0.0%"
    sheet["B4"] = datetime(2017, 10, 13, 14, 30)
    sheet["D4"] = 1.5
    sheet["E4"] = True
    return book


def test_cells_stand_in_rows_with_their_positions(load_bytes: Load) -> None:
    book = incidents()
    book.create_sheet("Notes")["C3"] = "The ministry denied it."
    document = load_bytes(saved(book), "a.xlsx")
    assert document.text == (
        "Incidents\nDate\tPlace\t\tKilled\tShare\n2017-10-12\tRaqqa city\t\t45\t12.5%\n\t2017-10-13 14:30\t\t1.5\tTRUE"
        "\n\nNotes\n\t\tThe ministry denied it."
    )
    assert blocks(document)[0] == ("heading", "Incidents")
    assert places(document)["Incidents!D2"] == "45"
    assert places(document)["Notes!C3"] == "The ministry denied it."
    assert (document.state, document.problems, document.author) == (ReadState.PARSED, (), None)


def test_what_a_reader_of_the_sheet_would_not_see_is_said(load_bytes: Load) -> None:
    book = incidents()
    book.active["A9"] = "=SUM(D2:D4)"
    book.create_sheet("Secret")["A1"] = "hidden words"
    book["Secret"].sheet_state = "hidden"
    document = load_bytes(saved(book), "a.xlsx")
    assert document.state is ReadState.PARTIAL
    assert document.problems[0].startswith("1 cell(s) hold formulas without a result")
    assert document.problems[1] == "sheet(s) Secret are hidden in it and were read all the same"
    assert "hidden words" in document.text


GOOD = saved(incidents())
SHEET = "xl/worksheets/sheet1.xml"


def test_a_sheet_that_speaks_of_far_cells_costs_no_time(load_bytes: Load) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>'
    document = load_bytes(changed(GOOD, SHEET, b"</sheetData>", far), "a.xlsx")
    assert "Raqqa" in document.text
    assert document.state in {ReadState.PARSED, ReadState.PARTIAL}


@pytest.mark.parametrize(
    ("data", "state", "problem"),
    [
        (changed(GOOD, SHEET, b"<row", b"<ro<w"), ReadState.FAILED, "no cell of it holds words"),
        (changed(GOOD, SHEET, b"</sheetData>", b"</sheetDat>"), ReadState.PARTIAL, "Incidents are damaged"),
        (
            changed(GOOD, "xl/workbook.xml", b"<workbook", b"<!DOCTYPE a []><workbook"),
            ReadState.FAILED,
            "declares entities",
        ),
        (saved(openpyxl.Workbook()), ReadState.FAILED, "no cell of it holds words"),
        (zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), ReadState.FAILED, "cannot be opened"),
        (compound("EncryptionInfo", "EncryptedPackage"), ReadState.FAILED, "encrypted Office"),
    ],
)
def test_damage_is_said(load_bytes: Load, data: bytes, state: ReadState, problem: str) -> None:
    document = load_bytes(data, "a.xlsx")
    assert document.state is state, document.problems
    assert problem in document.problems[0]
