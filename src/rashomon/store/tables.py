"""The tables as lines of JSON and back: what a backup holds, the same whichever engine it was made on."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from sqlalchemy import Connection, LargeBinary, MetaData, Table, insert, select

from rashomon.store import schema
from rashomon.store.paging import paged
from rashomon.store.search import clear, index
from rashomon.store.views import readings
from rashomon.store.writing import chunks


def dump(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield the rows of a table in order, one JSON object a line; bytes as base64."""
    keys = list(table.primary_key.columns)
    rows = paged(connection, select(table), keys[0]) if len(keys) == 1 else connection.execute(select(table))
    for row in rows:
        values = {name: _plain(value) for name, value in row._mapping.items()}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes | memoryview) else value


def parse(table: Table, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the rows that `dump` wrote.

    Raises:
        ValueError: a line is no row of this table.
    """
    binary = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
    names = {column.name for column in table.columns}
    for line in lines:
        row = json.loads(line)
        if not isinstance(row, dict) or set(row) != names:
            raise ValueError(f"not a row of the table {table.name}")
        yield {name: base64.b64decode(value) if name in binary else value for name, value in row.items()}


def load(connection: Connection, rows: Mapping[str, Iterable[dict[str, Any]]]) -> None:
    """Fill the tables of an empty case, and work out anew what serves search."""
    for table in schema.PRIMARY:
        for some in chunks(rows.get(table.name, ())):
            connection.execute(insert(table), some)
    reindex(connection)


def reindex(connection: Connection) -> None:
    """Put what serves search in step with the readings that count."""
    clear(connection)
    # Read whole before anything is written: a stream would see its own connection change.
    for some in chunks(list(readings(connection))):
        index(connection, some)


def dump_reflected(connection: Connection, file: BinaryIO) -> None:
    """Write all tables, whatever their schema, as lines of JSON: a copy before a migration.

    Accounts stay in the database alone: the file may be read by others than those who may read that.
    """
    found = MetaData()
    found.reflect(connection)
    kept = {table.name for table in schema.ACCESS}
    for table in (table for table in found.sorted_tables if table.name not in kept):
        file.write(json.dumps({"table": table.name}).encode("utf-8") + b"\n")
        for line in dump(connection, table):
            file.write(line)
