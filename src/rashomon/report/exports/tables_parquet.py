"""Parquet: one file a noun, lists and spans as lists, and every column with its meaning in the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rashomon.errors import RunError
from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.cells import whole
from rashomon.report.exports.tables import Column, Index, Table, plan, tables
from rashomon.report.exports.tables_csv import about

if TYPE_CHECKING:
    import pyarrow

_TOGETHER: Final = 20_000


def arrow() -> Any:
    """Return the module `pyarrow`.

    Raises:
        RunError: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise RunError("export: Parquet needs pyarrow; pip install 'rashomon[parquet]'") from error
    return pyarrow


def _kinds() -> dict[str, tuple[Any, Callable[[Any], Any]]]:
    """Return the type of each kind of column, and what a value becomes."""
    pa = arrow()
    texts = pa.list_(pa.string())
    span = pa.struct([pa.field("start", pa.int64(), nullable=False), pa.field("end", pa.int64(), nullable=False)])
    return {
        "id": (pa.string(), whole),
        "ids": (texts, list),
        "text": (pa.string(), whole),
        "list": (texts, lambda items: [whole(item) for item in items]),
        "whole": (pa.int64(), int),
        "number": (pa.float64(), float),
        "day": (pa.date32(), lambda day: day),
        "moment": (pa.string(), str),
        "flag": (pa.bool_(), bool),
        "spans": (pa.list_(span), lambda spans: [{"start": s.start, "end": s.end} for s in spans]),
    }


def schema(table: Table, notes: dict[str, str]) -> pyarrow.Schema:
    """Return the schema of a table; the metadata of a field are `description`, `unit` and `range` where it has them."""
    pa, kinds = arrow(), _kinds()
    return pa.schema([_field(pa, column, kinds[column.kind][0]) for column in table.columns], metadata=notes)


def _field(pa: Any, column: Column, kind: Any) -> Any:
    told = {"description": column.meaning, "unit": column.unit, "range": column.range}
    return pa.field(column.name, kind, metadata={name: text for name, text in told.items() if text})


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write one file a table."""
    pa, kinds, index = arrow(), _kinds(), Index(material)
    for table in tables():
        notes = dict(about(material)) | {"description": table.meaning}
        made = schema(table, notes)
        forms = [kinds[column.kind][1] for column in table.columns]
        rows = table.rows(index)
        with pa.parquet.ParquetWriter(folder / f"{table.name}.parquet", made, compression="zstd") as file:
            while some := list(islice(rows, _TOGETHER)):
                columns = zip(*some, strict=True)
                arrays = [
                    pa.array([None if value is None else form(value) for value in values], type=field.type)
                    for form, values, field in zip(forms, columns, made, strict=True)
                ]
                file.write_table(pa.Table.from_arrays(arrays, schema=made))
    yield from plan().lost(material)


FORMAT: Final = Format("parquet", "the same tables as Parquet, one file a noun (extra 'parquet')", "", write)
