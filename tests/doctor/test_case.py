"""A quick look at a case: it says what is wrong, names nobody, and leaves no trace."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

import stored
from rashomon.doctor.case import case as look_at
from rashomon.doctor.lines import State
from rashomon.records import ReadState
from rashomon.store.base import Case

NAME, WORDS = "statement-of-yusuf.txt", "The Army denied it. Nobody was there."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case of two documents, one of which could not be read, closed."""
    path = tmp_path / "case"
    with Case.create(path, actor="somebody") as made:
        stored.put(made, WORDS, name=NAME)
        stored.put(made, "x", name="b.txt", read=stored.reading("x", name="b.txt", state=ReadState.FAILED))
    return path


def told(folder: Path) -> list[tuple[str, State, str]]:
    return [(line.part, line.state, line.said) for line in look_at(folder)]


def traces(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of everything in a folder, and of the folders themselves."""
    found = [folder, *folder.rglob("*")]
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def test_a_whole_case_is_told_of_in_numbers_and_nothing_in_it_changes(folder: Path) -> None:
    before = traces(folder)
    lines = told(folder)
    assert traces(folder) == before
    assert [(part, state) for part, state, _ in lines] == [
        ("case", State.OK),
        ("case content", State.OK),
        ("case content", State.NOTE),
        ("case integrity", State.OK),
    ]
    assert "2 documents (1 failed, 1 parsed)" in lines[1][2]
    assert lines[2][2] == "documents not read in full: 1, places that gave no bytes: 0"
    text = " ".join(said for _, _, said in lines)
    assert not any(secret in text for secret in (NAME, "somebody", "Army", str(folder.parent)))


def test_a_case_that_somebody_works_on_can_be_looked_at(folder: Path) -> None:
    with Case.open(folder, actor="somebody") as opened:
        stored.put(opened, "A third text.", name="c.txt")
        lines = told(folder)
    assert "3 documents" in lines[1][2]
    assert lines[-1][:2] == ("case integrity", State.OK)


def original(folder: Path) -> Path:
    return next(path for path in sorted(folder.glob("originals/*/*")) if path.stat().st_size > 10)


def cut(folder: Path) -> None:
    path = original(folder)
    path.chmod(0o644)
    path.write_bytes(b"short")


def altered_log(folder: Path) -> None:
    with sqlite3.connect(folder / "case.db") as connection:
        connection.execute("DROP TRIGGER log_fixed")
        connection.execute("UPDATE log SET actor = 'another' WHERE seq = 1")
    connection.close()


def scribbled(folder: Path) -> None:
    data = bytearray((folder / "case.db").read_bytes())
    data[4096 * 3 : 4096 * 12] = b"\xff" * (4096 * 9)
    (folder / "case.db").write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "part"),
    [
        (lambda folder: original(folder).unlink(), "case originals"),
        (cut, "case originals"),
        (altered_log, "case log"),
        (scribbled, "case"),
        (lambda folder: (folder / "case.db").write_bytes(b"no database"), "case"),
        (lambda folder: (folder / "case.db").unlink(), "case"),
        (lambda folder: (folder / "case.toml").write_text("format = 99", encoding="ascii"), "case"),
        (lambda folder: (folder / "case.toml").unlink(), "case"),
    ],
    ids=["original lost", "original cut", "log altered", "pages lost", "no database", "none", "newer", "no case"],
)
def test_what_is_wrong_is_a_problem_with_a_remedy(harm: Callable[[Path], object], part: str, folder: Path) -> None:
    harm(folder)
    problems = [line for line in look_at(folder) if line.state is State.PROBLEM]
    assert problems
    assert problems[0].part.startswith(part)
    assert all(line.remedy and line.remedy not in line.said for line in problems)


def test_what_a_server_says_is_not_passed_on(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    folder = tmp_path / "case"
    Case.create(folder, actor="somebody").close()
    text = (folder / "case.toml").read_text(encoding="utf-8").replace('database = "sqlite"', 'database = "postgresql"')
    address = 'address = "postgresql://yusuf@127.0.0.1:1/cases"\nschema = "one"\n'
    (folder / "case.toml").write_text(text + address, encoding="utf-8")
    last = told(folder)[-1]
    assert last == ("case", State.PROBLEM, "its PostgreSQL database cannot be opened")
