"""The log shows every way of changing it: a thousand random ones out of a thousand."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from rashomon.errors import RunError
from rashomon.store import log
from rashomon.store.base import Case, Receipt, canonical
from rashomon.store.folder import DATABASE
from rashomon.store.receipts import entry_object, read_receipt
from stored import judgement, put

TIMES = 1000
OPENED: list[sqlite3.Connection] = []
ENGINE = create_engine("sqlite+pysqlite://", creator=lambda: OPENED[0], poolclass=NullPool)
ENTRIES = 30


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A case with a log of some length; returns its folder."""
    folder = tmp_path_factory.mktemp("log") / "case"
    with Case.create(folder, actor="tester") as case:
        for number in range(ENTRIES // 3):
            put(case, f"Number {number}.", name=f"{number}.txt")
            case.judge_object(judgement(number))
        case.log.append("export", {"format": "bundle", "file": "a.zip"})
    yield folder


def rows(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT * FROM log ORDER BY seq").fetchall()


def honest(row: tuple[object, ...]) -> str:
    """Return the hash that a row would have if it had been written so."""
    names = ("seq", "time", "actor", "action", "detail", "previous")
    fields = dict(zip(names, row, strict=False))
    fields["detail"] = json.loads(str(fields["detail"]))
    return hashlib.sha256(canonical(fields).encode()).hexdigest()


FIELDS = ("time", "actor", "action", "detail", "previous", "hash")


def change(connection: sqlite3.Connection, draw: random.Random, *, rehash: bool = False) -> str:
    """Change one character of one field of one row; then, if asked, make its hash fit again."""
    row = draw.choice(rows(connection))
    at = draw.randrange(5 if rehash else 6)
    value = str(row[at + 1])
    place = draw.randrange(len(value) + 1)
    replaced = value[:place] + draw.choice('abcxyz019 {}"ü') + value[place + draw.randint(0, 1) :]
    if rehash and FIELDS[at] == "detail":
        detail = json.loads(value)
        detail["x"] = draw.choice("abc")
        replaced = canonical(detail)
    if replaced == value:
        return change(connection, draw, rehash=rehash)
    connection.execute(f"UPDATE log SET {FIELDS[at]} = ? WHERE seq = ?", (replaced, row[0]))
    if rehash:
        new = connection.execute("SELECT * FROM log WHERE seq = ?", (row[0],)).fetchone()
        connection.execute("UPDATE log SET hash = ? WHERE seq = ?", (honest(new), row[0]))
    return f"changed {FIELDS[at]} of {row[0]}{' and its hash' if rehash else ''}"


def change_kind(connection: sqlite3.Connection, draw: random.Random) -> str:
    """Store a field as bytes, which print alike, or write its detail in another form of the same JSON."""
    row = draw.choice(rows(connection))
    if draw.random() < 0.5:
        at = draw.randrange(6)
        connection.execute(f"UPDATE log SET {FIELDS[at]} = ? WHERE seq = ?", (str(row[at + 1]).encode(), row[0]))
        return f"made {FIELDS[at]} of {row[0]} bytes"
    detail = draw.choice((" " + str(row[4]), json.dumps(json.loads(str(row[4])), indent=1), str(row[4]) + "\n"))
    connection.execute("UPDATE log SET detail = ? WHERE seq = ?", (detail, row[0]))
    return f"wrote the detail of {row[0]} in another form"


def rehash_one(connection: sqlite3.Connection, draw: random.Random) -> str:
    return change(connection, draw, rehash=True)


def delete_one(connection: sqlite3.Connection, draw: random.Random) -> str:
    row = draw.choice(rows(connection))
    connection.execute("DELETE FROM log WHERE seq = ?", (row[0],))
    return f"deleted {row[0]}"


def delete_and_close_up(connection: sqlite3.Connection, draw: random.Random) -> str:
    row = draw.choice(rows(connection)[:-1])
    connection.execute("DELETE FROM log WHERE seq = ?", (row[0],))
    connection.execute("UPDATE log SET seq = -seq WHERE seq > ?", (row[0],))
    connection.execute("UPDATE log SET seq = -seq - 1 WHERE seq < 0")
    return f"deleted {row[0]} and counted anew"


def delete_last(connection: sqlite3.Connection, draw: random.Random) -> str:
    number = draw.randint(1, 3)
    connection.execute("DELETE FROM log WHERE seq > (SELECT max(seq) - ? FROM log)", (number,))
    return f"deleted the last {number}"


def swap(connection: sqlite3.Connection, draw: random.Random) -> str:
    first, second = (row[0] for row in draw.sample(rows(connection), 2))
    for old, new in ((first, -1), (second, first), (-1, second)):
        connection.execute("UPDATE log SET seq = ? WHERE seq = ?", (new, old))
    return f"swapped {first} and {second}"


def insert_copy(connection: sqlite3.Connection, draw: random.Random) -> str:
    everything = rows(connection)
    row, place = draw.choice(everything), draw.randint(1, len(everything) + 1)
    connection.execute("UPDATE log SET seq = -seq WHERE seq >= ?", (place,))
    connection.execute("UPDATE log SET seq = -seq + 1 WHERE seq < 0")
    connection.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?)", (place, *row[1:]))
    return f"inserted a copy of {row[0]} as {place}"


def append_forged(connection: sqlite3.Connection, draw: random.Random) -> str:
    last = rows(connection)[-1]
    row = (int(str(last[0])) + 1, last[1], draw.choice("ab"), "export", "{}", last[6])
    connection.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, honest(row)))
    return "appended one that fits the chain"


def change_head(connection: sqlite3.Connection, draw: random.Random) -> str:
    head = {"seq": draw.randint(0, ENTRIES), "head": draw.randbytes(32).hex()}
    connection.execute("UPDATE meta SET value = ? WHERE key = 'log'", (canonical(head),))
    return "changed the head"


def lose_head(connection: sqlite3.Connection, draw: random.Random) -> str:
    value = draw.choice((None, "", "[]", '{"seq":"1"}', "{"))
    connection.execute("DELETE FROM meta WHERE key = 'log'")
    if value is not None:
        connection.execute("INSERT INTO meta VALUES ('log', ?)", (value,))
    return f"made the head {value!r}"


WAYS = (
    change, change_kind, rehash_one, delete_one, delete_and_close_up, delete_last, swap, insert_copy, append_forged,
    change_head, lose_head,
)  # fmt: skip


def test_a_thousand_ways_of_tampering_are_all_found(logged: Path) -> None:
    draw = random.Random(2026)
    whole = sqlite3.connect(logged / DATABASE)
    assert not tampered(whole, lambda *_: "nothing", draw)[1], "what nobody touched must pass"
    outcomes = [tampered(whole, draw.choice(WAYS), draw) for _ in range(TIMES)]
    whole.close()
    assert [done for done, found in outcomes if not found] == []
    assert len({done.split()[0] for done, _ in outcomes}) >= 6


def tampered(
    whole: sqlite3.Connection, way: Callable[[sqlite3.Connection, random.Random], str], draw: random.Random
) -> tuple[str, bool]:
    """Tamper with a copy; return what was done and whether the check of the log sees it."""
    base = sqlite3.connect(":memory:", isolation_level=None)
    for table in ("meta", "log"):  # without the triggers that would refuse
        definition = whole.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
        base.execute(definition.fetchone()[0])
        everything = whole.execute(f"SELECT * FROM {table}").fetchall()
        base.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(everything[0]))})", everything)
    done = way(base, draw)
    OPENED[:] = [base]
    with ENGINE.connect() as connection:  # closes `base` in the end
        return done, log.verify(connection) is not None


def test_the_first_wrong_entry_is_the_one_that_is_named(case: Case) -> None:
    for number in range(5):
        case.judge_object(judgement(number))
    drop(case)
    with case.base.writing() as connection:
        connection.execute(text("UPDATE log SET actor = 'somebody' WHERE seq IN (3, 5)"))
    finding = case.log.verify()
    assert finding is not None
    assert (finding.part, finding.where) == ("log", "entry 3")
    assert "altered" in finding.problem
    with case.base.writing() as connection:
        connection.execute(text("DELETE FROM log WHERE seq = 2"))
    finding = case.log.verify()
    assert finding is not None
    assert (finding.where, finding.problem[:13]) == ("entry 2", "it is missing")


def drop(case: Case) -> None:
    with case.base.writing() as connection:
        if case.base.kind == "sqlite":
            connection.execute(text("DROP TRIGGER log_fixed"))
            connection.execute(text("DROP TRIGGER log_kept"))
        else:
            connection.execute(text("DROP TRIGGER log_fixed ON log"))


@pytest.mark.parametrize("statement", ["UPDATE log SET actor = 'x'", "DELETE FROM log"])
def test_the_database_itself_refuses_to_change_the_log(case: Case, statement: str) -> None:
    with pytest.raises(RunError, match="append-only"), case.base.writing() as connection:
        connection.execute(text(statement))
    assert case.log.verify() is None


def test_an_entry_can_be_checked_with_nothing_but_its_definition(case: Case) -> None:
    put(case, "Zürich voted.")
    previous = "0" * 64
    for number, entry in enumerate(case.log.entries(), start=1):
        fields = entry_object(entry)
        given = fields.pop("hash")
        plain = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(plain.encode("utf-8")).hexdigest() == given
        assert (fields["seq"], fields["previous"]) == (number, previous)
        previous = given


def test_a_receipt_shows_a_log_that_was_written_anew(case: Case, tmp_path: Path) -> None:
    put(case, "Twelve people died.")
    receipt = case.log.receipt()
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt.to_object()), encoding="utf-8")
    assert read_receipt(path) == receipt
    case.judge_object(judgement(1))
    assert case.log.verify(receipts=(receipt,)) is None
    drop(case)
    with case.base.writing() as connection:  # somebody who can do everything, and does it well
        connection.execute(text("DELETE FROM log WHERE seq > 1"))
        first = next(log.entries(connection))
        head = canonical({"seq": 1, "head": first.hash})
        connection.execute(text("UPDATE meta SET value = :head WHERE key = 'log'"), {"head": head})
        log.append(connection, "tester", "add", {"places": []})
    assert case.log.verify() is None
    assert case.log.verify(receipts=(receipt,)) is not None


def test_a_receipt_of_another_case_is_refused(case: Case, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="another case"):
        case.log.verify(receipts=(Receipt("0" * 32, 1, "0" * 64, "2026-11-26T02:16:16Z"),))
    for content in ("{}", "no JSON", '{"case": "a", "seq": true, "head": "b", "time": "c"}'):
        (tmp_path / "r.json").write_text(content, encoding="utf-8")
        with pytest.raises(RunError, match="receipt"):
            read_receipt(tmp_path / "r.json")


@pytest.mark.parametrize("detail", [{"a": 1.5}, {"a": [{"b": 0.1}]}, {1: "a"}])
def test_a_detail_that_has_no_one_form_is_refused(case: Case, detail: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        case.log.append("export", detail)
    assert case.status().entries == 1


def turned(case: Case, limit: int, *, looked_at: int = log.LOOKED_AT, **conditions: str) -> list[int]:
    """Turn the pages of a log to its beginning; return the numbers of what they show."""
    found: list[int] = []
    before = None
    with case.base.reading() as connection:
        while True:
            page = log.page(connection, before=before, limit=limit, looked_at=looked_at, **conditions)
            found += [entry.seq for entry in page.entries]
            assert len(page.entries) <= limit
            if page.before is None:
                return found
            before = page.before


def test_the_pages_of_a_log_hold_every_entry_once_the_newest_first(logged: Path) -> None:
    with Case.open(logged, write=False) as case:
        entries = list(case.log.entries())
        for limit in (1, 7, 1000):
            for looked_at in (1, 5, 1000):
                assert turned(case, limit, looked_at=looked_at) == [entry.seq for entry in reversed(entries)]
                judged = [entry.seq for entry in reversed(entries) if entry.action == "judge"]
                assert turned(case, limit, looked_at=looked_at, action="judge") == judged
        assert turned(case, 5, actor="nobody") == []
        assert turned(case, 5, actor="tester", action="export") == [entries[-1].seq]
        with case.base.reading() as connection:
            assert log.entry(connection, 3) == entries[2]
            assert log.entry(connection, len(entries) + 1) is None
            assert log.page(connection, before=1).entries == ()
