"""A case of an older schema is copied and brought up to date; one of a newer schema is refused; nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from rashomon.errors import RunError
from rashomon.store import dossiers, folder, migrating, schema
from rashomon.store.base import Case
from stored import put

LATER = "9000"
NEXT = f"""
from alembic import op
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "{LATER}", "{migrating.HEAD}", None, None


def upgrade():
    op.add_column("document", sa.Column("colour", sa.Text))
"""


@pytest.fixture
def next_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a later version of the program, with one more step."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrating.SCRIPTS, scripts)
    (scripts / "versions" / "r9000_next.py").write_text(NEXT, encoding="utf-8")
    monkeypatch.setattr(migrating, "SCRIPTS", scripts)
    monkeypatch.setattr(migrating, "HEAD", LATER)


def test_the_newest_step_is_the_one_that_is_named() -> None:
    assert ScriptDirectory(str(migrating.SCRIPTS)).get_heads() == [migrating.HEAD]


def test_the_steps_lead_to_the_tables_that_the_program_uses(case: Case) -> None:
    with case.base.reading() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or name in schema.metadata.tables},
        )
        differences = compare_metadata(context, schema.metadata)
    assert [difference for difference in differences if "sentence_words" not in str(difference)] == [], (
        "an index that only PostgreSQL has is not in the metadata"
    )


def test_an_older_case_is_copied_and_brought_up_to_date(
    case: Case, database: str | None, request: pytest.FixtureRequest
) -> None:
    put(case, "Twelve people died.")
    case.close()
    now = migrating.HEAD
    request.getfixturevalue("next_program")
    with pytest.raises(RunError, match=f"older than {LATER}"):
        Case.open(case.folder, database=database, write=False)
    assert list(case.folder.glob("before-*")) == []
    with Case.open(case.folder, database=database) as opened:
        with opened.base.reading() as connection:
            assert connection.execute(text("SELECT colour FROM document")).scalar_one() is None
        assert [reading.document.text for reading in opened.readings()] == ["Twelve people died."]
    (copy,) = case.folder.glob(f"before-{LATER}-from-{now}-*")
    assert b"Twelve people died." in copy.read_bytes() or copy.suffix == ".jsonl"
    with Case.open(case.folder, database=database):
        assert list(case.folder.glob("before-*")) == [copy], "once is enough"


def test_a_case_from_before_there_were_dossiers_gets_the_table(case: Case, database: str | None) -> None:
    put(case, "Twelve people died.")
    with case.base.writing() as connection:
        for table in ("session", "account", "dossier"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    case.close()
    with Case.open(case.folder, database=database) as opened:
        assert list(opened.verify()) == []
        with opened.base.writing() as connection:
            says = dossiers.Arrangement("The convoy")
            dossiers.save(connection, "a" * 32, says, version=0, actor="tester")
        with opened.base.reading() as connection:
            assert [each.says.title for each in dossiers.listed(connection)] == ["The convoy"]


def test_a_newer_case_is_refused_untouched(case: Case, database: str | None) -> None:
    with case.base.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for write in (True, False):
        with pytest.raises(
            RunError, match=f"a newer Rashomon made this database .schema 9999, known up to {migrating.HEAD}"
        ):
            Case.open(case.folder, database=database, write=write)
    assert list(case.folder.glob("before-*")) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("format = 2", "newer Rashomon"),
        ("format = 1", "damaged"),
        ("not toml", "damaged"),
        ('format = 1\nid = "x"\ncreated = "a"\nprofile = "b"\ndatabase = "sqlite"', "damaged"),
    ],
)
def test_a_case_file_that_is_not_ours_is_refused(content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / folder.SETTINGS).write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match=said):
        Case.open(tmp_path)


def test_the_database_of_another_case_is_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        Case.create(tmp_path / name).close()
    shutil.copy(tmp_path / "one" / folder.DATABASE, tmp_path / "two" / folder.DATABASE)
    with pytest.raises(RunError, match="that of another case"):
        Case.open(tmp_path / "two")


def test_a_database_that_is_none_is_refused(tmp_path: Path) -> None:
    Case.create(tmp_path / "case").close()
    (tmp_path / "case" / folder.DATABASE).write_bytes(b"no database at all" * 100)
    with pytest.raises(RunError, match="restore the case from a backup"):
        Case.open(tmp_path / "case")
