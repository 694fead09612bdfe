"""A case is made whole or not at all: what fails half way leaves neither a folder nor a schema on the server."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from rashomon.errors import RunError
from rashomon.store import folder as folders
from rashomon.store import log, making, migrating
from rashomon.store.base import Case, is_case, restore
from rashomon.store.engine import parse_url
from stored import put


def schemas(database: str | None) -> set[str]:
    """Return the schemas of cases that are on the server."""
    if database is None:
        return set()
    engine = create_engine(parse_url(database))
    try:
        with engine.connect() as connection:
            return set(
                connection.execute(text(r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 'case\_%'")).scalars()
            )
    finally:
        engine.dispose()


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


STEPS = {
    "the tables": (migrating, "_upgrade"),
    "the log": (log, "begin"),
    "writing case.toml": (making, "write_settings"),
    "naming it": (making, "finish_settings"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("failing", "error"), [(full, RunError), (interrupted, KeyboardInterrupt)])
@pytest.mark.parametrize("there", [False, True], ids=["a new folder", "an empty folder"])
def test_what_fails_half_way_leaves_nothing(
    memory: Path,
    database: str | None,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    failing: Callable[..., None],
    error: type[BaseException],
    there: bool,
) -> None:
    folder, before = memory / "case", schemas(database)
    if there:
        folder.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(*STEPS[step], failing)
        with pytest.raises(error) as caught:
            Case.create(folder, database=database)
    if error is RunError:
        assert str(caught.value) == f"{folder}: init: No space left on device; choose another place"
    assert schemas(database) == before
    assert folder.exists() is there
    assert not there or list(folder.iterdir()) == []
    with Case.create(folder, database=database) as made:
        assert put(made, "Twelve people died.").what == "new"


def test_a_folder_that_is_taken_is_left_as_it_is(memory: Path, database: str | None) -> None:
    (memory / "notes.txt").write_text("mine", encoding="utf-8")
    before = schemas(database)
    with pytest.raises(RunError, match=r"it is there already and not empty; choose a new folder"):
        Case.create(memory, database=database)
    assert [path.name for path in memory.iterdir()] == ["notes.txt"]
    assert schemas(database) == before


def test_a_server_that_is_away_leaves_no_folder(memory: Path, postgresql: str) -> None:
    away = postgresql.replace("127.0.0.1", "127.0.0.2").replace(":5", ":1")
    with pytest.raises(RunError, match=r"check that the database server runs and can be reached"):
        Case.create(memory / "case", database=away)
    with pytest.raises(RunError, match=r"--database: this is no URL|not supported"):
        Case.create(memory / "case", database="mysql://a/b")
    assert list(memory.iterdir()) == []


def test_a_restore_that_fails_half_way_leaves_nothing(
    memory: Path, case: Case, database: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(case, "Twelve people died.")
    case.backup(memory / "case.tar")
    before = schemas(database)
    monkeypatch.setattr(making, "finish_settings", full)
    with pytest.raises(RunError, match="No space left on device"):
        restore(memory / "case.tar", memory / "again", database=database)
    assert not (memory / "again").exists()
    assert schemas(database) == before


def test_a_schema_that_cannot_be_removed_is_named(
    memory: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = making.new_settings(postgresql, "literal")

    def gone(_: Path) -> None:
        monkeypatch.setattr(making, "text", lambda _: text("SELECT 1/0"))
        full()

    monkeypatch.setattr(making, "finish_settings", gone)
    before = schemas(postgresql)
    with pytest.raises(RunError, match=f"the schema {settings.schema} may be left on the server: drop it there"):
        Case.build(memory / "case", settings, database=postgresql)
    assert not (memory / "case").exists()
    assert schemas(postgresql) == before | {settings.schema}


def test_settings_make_a_case_only_once_they_are_whole(tmp_path: Path) -> None:
    folders.write_settings(tmp_path, making.new_settings(None, "literal"))
    assert not is_case(tmp_path)
    folders.finish_settings(tmp_path)
    assert is_case(tmp_path)
    assert folders.read_settings(tmp_path).profile == "literal"
