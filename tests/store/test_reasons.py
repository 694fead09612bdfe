"""What a user reads where a database says no: full disks, read-only folders and roles, whatever language it speaks."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from rashomon.errors import RunError
from rashomon.store.base import Case, SearchQuery
from rashomon.store.engine import parse_url
from rashomon.store.reasons import explained, reason
from stored import put


class Refused(Exception):  # noqa: N818
    """An error of PostgreSQL as its driver gives it, in another language."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("das geht nicht")
        self.sqlstate = sqlstate


STATES = [
    ("53100", "the disk of the database server is full: free some space there"),
    ("53400", "raise it there"),
    ("53300", "too many others are connected"),
    ("53999", "the database server has run out of something"),
    ("25006", "the database takes no changes from this user"),
    ("42501", "let its owner grant it"),
    ("28P01", "check user, password"),
    ("3D000", "the name of the database"),
    ("42P01", "its tables are not there: check --database"),
    ("08006", "check that the database server runs"),
    ("57P01", "check that the database server runs"),
    ("57014", "statement_timeout"),
    ("40P01", "run the command again"),
    ("58030", "the disk of the database server is failing"),
    ("XX001", "the database is damaged; restore the case from a backup"),
    ("22023", "run 'rashomon verify' on the case"),
    (None, "run 'rashomon verify' on the case"),
]


@pytest.mark.parametrize(("state", "remedy"), STATES)
def test_the_remedy_is_told_by_the_code_and_not_by_the_words(state: str | None, remedy: str) -> None:
    said = reason(Refused(state))
    assert said.startswith("das geht nicht; ")
    assert remedy in said


def test_sqlite_is_told_by_its_codes_too(tmp_path: Path) -> None:
    (tmp_path / "case.db").write_bytes(b"this is no database at all, but long enough to be one" * 20)
    damaged = r"the database is damaged; restore the case from a backup"
    with (
        pytest.raises(RunError, match=damaged),
        explained(tmp_path),
        closing(sqlite3.connect(tmp_path / "case.db")) as found,
    ):
        found.execute("SELECT * FROM document")
    with pytest.raises(RunError, match=r"check the permissions of the folder"), explained(tmp_path):
        sqlite3.connect(tmp_path / "none" / "case.db")


# PostgreSQL


def run(postgresql: str, *statements: str) -> None:
    """Run statements on the server, each by itself."""
    engine = create_engine(parse_url(postgresql), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def put_until_refused(case: Case, *, words: int) -> tuple[set[str], str]:
    """Add documents until the case says no; return the names of those that it said were safe, and what it said."""
    told: set[str] = set()
    with pytest.raises(RunError) as caught:
        for number in range(500):
            put(case, f"Number {number}. " + f"a{number} b c. " * words, name=f"{number}.txt")
            told.add(f"{number}.txt")
    return told, str(caught.value)


def check_whole(case: Case, told: set[str]) -> None:
    """Nothing that was told of is lost, nothing half-written is there, and it goes on once there is room again."""
    kept = {name for document in case.documents() for name in document.names}
    assert told == kept
    assert case.status().counts == {"parsed": len(told)}
    case.sweep()
    assert list(case.verify()) == []
    assert put(case, "There is room again.", name="room.txt").what == "new"
    assert [hit.name for hit in case.search(SearchQuery(words="room"))] == ["room.txt"]


FULL = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number > 3 THEN
        RAISE EXCEPTION 'auf dem Datenträger ist kein Platz' USING ERRCODE = 'disk_full';
    END IF;
    RETURN NEW;
END $$
"""


def test_a_server_that_says_in_german_that_its_disk_is_full(memory: Path, postgresql: str) -> None:
    with Case.create(memory / "case", database=postgresql) as case:
        with case.base.writing() as connection:
            connection.execute(text(FULL))
            connection.execute(
                text("CREATE TRIGGER refusal BEFORE INSERT ON reading FOR EACH ROW EXECUTE FUNCTION refuse()")
            )
        told, said = put_until_refused(case, words=5)
        assert told == {"0.txt", "1.txt", "2.txt"}
        assert "kein Platz" in said
        assert "the disk of the database server is full: free some space there and run the command again" in said
        with case.base.writing() as connection:
            connection.execute(text("DROP TRIGGER refusal ON reading"))
        check_whole(case, told)


@pytest.fixture
def tiny(postgresql: str) -> Iterator[tuple[str, Any]]:
    """The URL of a user whose tables lie on a disk of two megabytes, and how to make that disk larger."""
    if os.geteuid() != 0:
        pytest.skip("a disk can be mounted by root alone")
    place = Path(tempfile.mkdtemp(prefix="tiny-"))
    place.chmod(0o755)
    disk = place / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", disk], check=False, capture_output=True
    ).returncode:
        shutil.rmtree(place)
        pytest.skip("no disk may be mounted here")
    name = f"tiny_{place.name[-6:]}".lower()
    try:
        shutil.chown(disk, "postgres", "postgres")
        run(
            postgresql,
            f"CREATE TABLESPACE {name} LOCATION '{disk}'",
            f"CREATE ROLE {name} LOGIN SUPERUSER",
            f"ALTER ROLE {name} SET default_tablespace = {name}",
        )

        def enlarge() -> None:
            subprocess.run(["mount", "-o", "remount,size=32m", disk], check=True)

        yield postgresql.replace("rashomon@", f"{name}@"), enlarge
        run(postgresql, f"DROP OWNED BY {name}", f"DROP ROLE {name}", f"DROP TABLESPACE {name}")
    finally:
        subprocess.run(["umount", "-l", disk], check=False)
        shutil.rmtree(place, ignore_errors=True)


def test_a_server_whose_disk_is_full_loses_nothing(memory: Path, tiny: tuple[str, Any]) -> None:
    database, enlarge = tiny
    with Case.create(memory / "case", database=database) as case:
        told, said = put_until_refused(case, words=2000)
        assert told
        assert "free some space there and run the command again: what was acknowledged is kept" in said
        enlarge()
        check_whole(case, told)
        case.discard()


@pytest.fixture
def read_only(postgresql: str) -> Iterator[str]:
    """The URL of a user whose transactions are read-only unless they say otherwise."""
    run(
        postgresql,
        "CREATE ROLE onlooker LOGIN SUPERUSER",
        "ALTER ROLE onlooker SET default_transaction_read_only = on",
    )
    yield postgresql.replace("rashomon@", "onlooker@")
    run(postgresql, "DROP ROLE onlooker")


def test_a_user_who_may_only_read(memory: Path, postgresql: str, read_only: str) -> None:
    with Case.create(memory / "case", database=postgresql) as case:
        put(case, "One.")
    refused = r"the database takes no changes from this user: name the server that does, or a user who may write"
    with Case.open(memory / "case", database=read_only) as case:
        with pytest.raises(RunError, match=refused):
            put(case, "Two.")
        with pytest.raises(RunError, match=refused):
            case.log.append("export", {})
        assert [hit.snippet for hit in case.search(SearchQuery(words="one"))] == ["One."]
    with pytest.raises(RunError, match=refused):
        Case.create(memory / "other", database=read_only)
    assert not (memory / "other").exists()
    with Case.open(memory / "case", database=postgresql) as case:
        assert [name for document in case.documents() for name in document.names] == ["a.txt"]
        assert list(case.verify()) == []


def test_a_user_who_may_not_make_cases(memory: Path, postgresql: str) -> None:
    run(postgresql, "CREATE ROLE guest LOGIN")
    try:
        with pytest.raises(RunError, match=r"let its owner grant it, or name another user in --database"):
            Case.create(memory / "case", database=postgresql.replace("rashomon@", "guest@"))
    finally:
        run(postgresql, "DROP ROLE guest")
    assert not (memory / "case").exists()
