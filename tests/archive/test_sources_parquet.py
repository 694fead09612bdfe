"""Tables are read behind a wall: every row comes as it is, and a table that attacks ends alone, with a reason."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from archive.test_sources import source_at
from rashomon.archive import sources_parquet
from rashomon.archive.pieces import Kind
from rashomon.config import IngestConfig
from rashomon.errors import ItemError

CONFIG = IngestConfig()
WORKER = """
import os, signal, socket, sys, time
from rashomon.archive import sources_parquet_worker as worker

def read(start, end, columns, longest):
    yield [3, ["text"]]
    {attack}

worker._read = read
worker.main()
"""


def read(path: Path, rows: range = range(10**6), *columns: str, config: IngestConfig = CONFIG) -> list[dict[str, Any]]:
    with sources_parquet.opened(path, "a.parquet", config, rows=rows, columns=columns or ("text",)) as table:
        return [row for _, row in table.rows]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.table({"text": [f"text {n}" for n in range(1000)], "other": [0] * 1000}), path, row_group_size=150
    )
    return path


def test_rows_are_read_by_number_across_row_groups(table: Path) -> None:
    rows = sources_parquet.count(table, "a", CONFIG)
    cut = list(sources_parquet.cut(source_at(table, Kind.PARQUET), rows, documents=260, weight=1 << 20))
    found = []
    for piece in cut:
        with sources_parquet.opened(
            table, "a", CONFIG, rows=range(piece.start, piece.end), columns=("text", "absent")
        ) as opened:
            assert (opened.count, opened.columns) == (1000, ("text", "other"))
            found += list(opened.rows)
    assert found == [(n, {"text": f"text {n}"}) for n in range(1000)]
    assert [piece.documents for piece in cut] == [260, 260, 260, 220]


def test_values_come_as_json_has_them(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    moment = datetime(2017, 11, 14, 12, tzinfo=UTC)
    row = {
        "text": "Fünf\u2028 \x00 \U0001f600",
        "day": date(2017, 11, 14),
        "moment": moment,
        "bare": moment.replace(tzinfo=None),
        "sum": Decimal("1.50"),
        "raw": b"\xff",
        "author": {"name": "A", "tags": ["x", None]},
    }
    pq.write_table(pa.Table.from_pylist([row]), path)
    assert read(path, range(1), *row) == [
        {
            "text": row["text"],
            "day": "2017-11-14",
            "moment": "2017-11-14T12:00:00+00:00",
            "bare": "2017-11-14T12:00:00",
            "sum": "1.50",
            "raw": None,
            "author": row["author"],
        }
    ]


def test_a_text_that_is_too_long_is_known_to_be(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["x" * 5000, "y" * 100]}), path)
    assert [len(row["text"]) for row in read(path, config=IngestConfig(max_bytes=1000))] == [1001, 100]


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "the Parquet reader crashed on it"),
        ("bytearray(8 << 30)", "it needs more memory than a reader may use"),
        ("time.sleep(60)", "reading it took longer than 1 seconds"),
        ("yield [0, {'text': 'x' * 20_000_000}]", "garbled or too long"),
        ("yield [0, {'text': [[]] * 2_200_000}]", "garbled or too long"),
        ("yield [7, {}]", "garbled or too long"),
        ("yield 'nothing'", "garbled or too long"),
        ("yield [0, ['no row']]", "garbled or too long"),
        ("yield [0, {'text': 'one'}]", "it holds fewer rows than it claims"),
        ("raise ValueError('a page is cut')", "it is damaged, or no Parquet (a page is cut)"),
        ("socket.create_connection(('127.0.0.1', {port}))", "Operation not permitted"),
        ("open({secret!r}).read()", "Permission denied:"),
        ("open({secret!r}, 'w')", "Operation not permitted:"),
        ("os.system('true') and os.fork()", "Operation not permitted"),
    ],
)
def test_a_table_that_attacks_ends_alone(
    table: Path, monkeypatch: pytest.MonkeyPatch, attack: str, reason: str
) -> None:
    secret = table.with_name("secret.txt")
    secret.write_text("a name", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        attack = attack.replace("{port}", str(server.getsockname()[1])).replace("{secret!r}", repr(str(secret)))
        program = WORKER.format(attack=attack)
        monkeypatch.setattr(sources_parquet, "COMMAND", (sys.executable, "-P", "-c", program))
        monkeypatch.setattr(sources_parquet, "GRACE", 1.0)
        with pytest.raises(ItemError) as told:
            read(table, config=IngestConfig(timeout=1.0, max_answer=1 << 24, max_characters=1000))
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert reason in told.value.reason, told.value.reason
    assert told.value.remedy
    assert secret.read_text("utf-8") == "a name"


def test_a_table_that_takes_the_processor_for_itself_is_ended(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sources_parquet, "COMMAND", (sys.executable, "-P", "-c", WORKER.format(attack="while True: pass"))
    )
    with pytest.raises(ItemError, match="the Parquet reader crashed on it"):  # by its limit, long before our clock
        read(table, config=IngestConfig(timeout=1.0))


def damages(data: bytes) -> Iterator[bytes]:
    """Yield a file cut short, with its foot alone, and with bytes of its foot and its pages changed."""
    yield from (data[: len(data) // 2], data[len(data) // 2 :], b"PAR1" + data[-8:])
    for at in (6, 40, len(data) - 30, len(data) - 200, len(data) - 400):
        yield data[:at] + bytes(255 - byte for byte in data[at : at + 4]) + data[at + 4 :]


def test_a_damaged_table_gives_rows_or_a_reason(table: Path) -> None:
    whole, told = table.read_bytes(), 0
    for data in damages(whole):
        table.write_bytes(data)
        try:
            assert all(isinstance(row.get("text", ""), str | None) for row in read(table))
        except ItemError as error:
            told += 1
            assert error.reason
    assert told >= 3


def test_columns_that_are_none_are_garbled(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = WORKER.format(attack="").replace('["text"]', "5")
    monkeypatch.setattr(sources_parquet, "COMMAND", (sys.executable, "-P", "-c", program))
    with pytest.raises(ItemError, match="garbled or too long"):
        read(table)


def test_more_rows_than_bytes_can_hold_are_a_lie(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = WORKER.format(attack="").replace("[3, ", "[10**15, ")
    monkeypatch.setattr(sources_parquet, "COMMAND", (sys.executable, "-P", "-c", program))
    with pytest.raises(ItemError, match="it claims 1000000000000000 rows, more than"):
        read(table)
    assert sources_parquet.count(table, "a", CONFIG) == -1
