"""Data frames from the tables of a case (`report.exports.tables`), the same as CSV, XLSX and Parquet give.

Every kind of value has one type in each library; what is unknown is missing, never 0 or an empty text. Lists stay
lists, so that `explode` gives a row for each and the ids in them join with the `id` of another table.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from rashomon.errors import RunError
from rashomon.report.exports.tables import Column, Index, Table, tables

if TYPE_CHECKING:
    import pandas
    import polars

LIBRARIES: Final = ("pandas", "polars")

_PANDAS: Final = MappingProxyType(
    {
        **dict.fromkeys(("id", "text"), "string"),
        **dict.fromkeys(("ids", "list", "spans"), "object"),
        **{"whole": "Int64", "number": "Float64", "flag": "boolean", "day": "datetime64[s]"},
        "moment": "datetime64[us, UTC]",
    }
)


def frame(index: Index, noun: str, kind: str) -> Any:
    """Return a table as a data frame of one of `LIBRARIES`.

    Raises:
        RunError: there is no such table or library, or it is not installed.
    """
    if kind not in LIBRARIES:
        raise RunError(f"frame: {kind!r} is no library of frames; choose one of {', '.join(LIBRARIES)}")
    table = _table(noun)
    return (to_pandas if kind == "pandas" else to_polars)(table, index)


def rows(index: Index, noun: str) -> Iterator[dict[str, object]]:
    """Yield the rows of a table as dicts; stretches of text are pairs of offsets.

    Raises:
        RunError: there is no such table.
    """
    table = _table(noun)
    names = [column.name for column in table.columns]
    plain = [_plain if column.kind == "spans" else None for column in table.columns]
    for row in table.rows(index):
        yield {name: to(value) if to else value for name, value, to in zip(names, row, plain, strict=True)}


def _table(noun: str) -> Table:
    by_name = {table.name: table for table in tables()}
    if noun not in by_name:
        raise RunError(f"frame: {noun!r} is no table of a case; choose one of {', '.join(by_name)}")
    return by_name[noun]


def _plain(spans: Any) -> tuple[tuple[int, int], ...] | None:
    return None if spans is None else tuple((span.start, span.end) for span in spans)


def _columns(table: Table, index: Index) -> list[tuple[Column, list[Any]]]:
    found = list(rows(index, table.name))
    return [(column, [_listed(row[column.name]) for row in found]) for column in table.columns]


def _listed(value: Any) -> Any:
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _closed(column: Column) -> bool:
    """Tell whether a column takes few values, all of them told."""
    return column.kind == "text" and bool(column.range)


def to_pandas(table: Table, index: Index) -> pandas.DataFrame:
    """Return a table as a frame of pandas: nullable Int64, Float64 and boolean, `string`, `category`, datetimes.

    Raises:
        RunError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise _missing("pandas") from error
    made: dict[str, Any] = {}
    for column, values in _columns(table, index):
        if column.kind == "moment":
            made[column.name] = pd.Series(pd.to_datetime(values, utc=True, format="ISO8601"), dtype=_PANDAS["moment"])
        else:
            kind: Any = "category" if _closed(column) else _PANDAS[column.kind]
            made[column.name] = pd.Series(values, dtype=kind)
    return pd.DataFrame(made)


def to_polars(table: Table, index: Index) -> polars.DataFrame:
    """Return a table as a frame of polars: Int64, Float64, Boolean, String, Categorical, Date, Datetime, List.

    Raises:
        RunError: polars is not installed.
    """
    try:
        import polars as pl
    except ImportError as error:
        raise _missing("polars") from error
    kinds: dict[str, Any] = {
        **dict.fromkeys(("id", "text", "moment"), pl.String()),
        **dict.fromkeys(("ids", "list"), pl.List(pl.String())),
        **{"whole": pl.Int64(), "number": pl.Float64(), "flag": pl.Boolean(), "day": pl.Date()},
        "spans": pl.List(pl.List(pl.Int64())),
    }
    series = [
        pl.Series(column.name, values, dtype=pl.Categorical() if _closed(column) else kinds[column.kind])
        for column, values in _columns(table, index)
    ]
    moments = [column.name for column in table.columns if column.kind == "moment"]
    return pl.DataFrame(series).with_columns(
        pl.col(name).str.to_datetime(time_unit="us", time_zone="UTC", format="%+") for name in moments
    )


def _missing(library: str) -> RunError:
    return RunError(f"frame: {library} is not installed; run: pip install 'rashomon[{library}]'")
