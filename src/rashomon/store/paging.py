"""Long tables read a page at a time, on one connection on which other questions may be put in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Row, Select


def paged(connection: Connection, statement: Select[Any], key: Column[Any], *, size: int = 500) -> Iterator[Row[Any]]:
    """Yield the rows of a statement in the order of `key`, one of its columns, whose values are all different."""
    last: Any = None
    while True:
        page = statement.order_by(key).limit(size)
        rows = connection.execute(page if last is None else page.where(key > last)).all()
        yield from rows
        if len(rows) < size:
            return
        last = rows[-1]._mapping[key]
