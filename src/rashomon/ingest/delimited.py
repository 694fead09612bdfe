"""Tables as text (CSV, TSV and their like, RFC 4180), by the standard library: a line a row, a passage a cell.

Prose has commas too. A file counts as a table only where its first lines part into the same number of fields, and,
for commas and semicolons, where these are hardly ever followed by a space, as they are in prose.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import Block, assemble, cell, row
from rashomon.ingest.encoding import decode
from rashomon.ingest.format import HEAD, Format, unreadable
from rashomon.records import Document, ReadState

MAX_CELLS = 500_000
"""Most cells read of one table."""

_DELIMITERS = "\t;,|"
_MIN_ROWS = 3
_SPACED_SHARE = 0.2
_MAX_FIELD = 1 << 20


def recognise(head: bytes) -> bool:
    """Tell whether a file begins with at least three rows of the same number of fields."""
    return _delimiter(_text(head), whole=len(head) < HEAD) is not None


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) & ~1].decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")  # the marks looked for are ASCII in all the others


def _delimiter(text: str, *, whole: bool) -> str | None:
    """Return what parts the fields of a table, None where the text is none. `whole`: its last line is complete."""
    if "\x00" in text:
        return None
    for mark in _DELIMITERS:
        rows = [fields for fields in _rows(text, mark) if fields]
        if not whole:
            rows = rows[:-1]
        widths = {len(fields) for fields in rows}
        if len(rows) < _MIN_ROWS or len(widths) != 1 or widths == {1}:
            continue
        later = [field for fields in rows for field in fields[1:]]
        spaced = sum(field.startswith(" ") for field in later)
        if mark in ",;" and spaced > _SPACED_SHARE * len(later):
            continue
        if any(later):
            return mark
    return None


def _rows(text: str, mark: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error:  # a field beyond all measure: what came before it is what there is
        return


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return a table: cells apart by tabs, a passage for each with its row and column, counted from 1.

    Raises:
        ItemError: it holds no text.
    """
    decoded = decode(data)
    mark = _delimiter(_text(data[:HEAD]), whole=len(data) < HEAD) or ","
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=mark)
    problems = list(decoded.problems)
    blocks: list[Block] = []
    partial = bool(decoded.damaged)
    number = 0
    try:
        for number, fields in enumerate(reader, start=1):
            if len(blocks) + len(fields) > MAX_CELLS:
                problems.append(f"only its first {number - 1} rows were read; split it")
                partial = True
                break
            words = (
                (column, cell(field), f"row {number}, column {column}") for column, field in enumerate(fields, start=1)
            )
            blocks.extend(row(item for item in words if item[1]))
    except csv.Error:
        problems.append(f"it cannot be read beyond row {number}, where a field does not end; check its quotation marks")
        partial = True
    text, passages = assemble(blocks)
    if not text:
        raise unreadable(blank, reason="the table holds no words", remedy="give a file with text in it")
    return replace(
        blank,
        text=text,
        passages=passages,
        encoding=decoded.encoding,
        state=ReadState.PARTIAL if partial else ReadState.PARSED,
        problems=tuple(problems),
    )


FORMAT = Format(
    name="CSV table",
    media_type="text/csv",
    suffixes=(".csv", ".tsv", ".tab"),
    recognise=recognise,
    read=read,
    walled=True,
)
