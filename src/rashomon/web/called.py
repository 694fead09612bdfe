"""By which name a source of the board is named in a judgement."""

from __future__ import annotations

import sqlite3


def own_name(connection: sqlite3.Connection, source: str) -> str:
    """Return a name that is written somewhere and is this source's alone; empty where it has none.

    "The driver" may be somebody else in each document: such a source is named by its claims.
    """
    row = connection.execute(
        "SELECT name FROM called WHERE entity = :source AND written AND NOT EXISTS "
        "(SELECT 1 FROM called AS others WHERE others.folded = called.folded AND others.entity != :source) "
        "ORDER BY name = (SELECT entity.name FROM entity WHERE id = :source) DESC, length(name) DESC, name LIMIT 1",
        {"source": source},
    ).fetchone()
    return str(row["name"]) if row else ""
