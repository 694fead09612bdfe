"""A board with more questions and sources than one page of the grid holds, made from the rows of the example's."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path


def crowd(folder: Path, *, questions: int, sources: int) -> None:
    """Fill the board of a case anew: every source speaks to every question, but for those that are silent.

    Source number n is silent on question number q where n + q is a multiple of five.
    """
    with closing(sqlite3.connect(folder / "board.db")) as board:
        board.row_factory = sqlite3.Row
        question = dict(board.execute("SELECT * FROM question ORDER BY number LIMIT 1").fetchone())
        account = dict(board.execute("SELECT * FROM account WHERE question = ?", (question["id"],)).fetchone())
        face = dict(board.execute("SELECT * FROM face WHERE question = ?", (question["id"],)).fetchone())
        entity = dict(board.execute("SELECT * FROM entity ORDER BY place LIMIT 1").fetchone())
        claim = json.loads(account["claims"])[0]
        for table in ("question", "account", "face", "entity", "called", "answer"):
            board.execute(f"DELETE FROM {table}")
        for n in range(sources):
            put(board, "entity", entity | {"id": f"e{n}", "place": n, "name": f"Source {n} of the province"})
            name = {"folded": f"source {n}", "entity": f"e{n}", "name": f"Source {n}"}
            put(board, "called", {**name, "written": 1, "claims": 1})
        for q in range(questions):
            put(board, "question", question | {"id": f"q{q}", "number": q + 1, "text": f"How many left village {q}?"})
            for place, n in enumerate(n for n in range(sources) if (n + q) % 5):
                ours = {"question": f"q{q}", "place": place, "entity": f"e{n}"}
                put(board, "account", account | ours | {"number": place + 1, "source": f"Source {n} of the province"})
                put(board, "face", face | ours | {"asked": q + 1})
            put(board, "answer", {"claim": claim, "question": f"q{q}", "account": 1})
        board.commit()


def put(board: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    """Write one row by the names of its columns."""
    board.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", row)
