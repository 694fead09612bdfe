"""Dossiers in a case: each save a version, none overwritten unseen, all of it in backup, log and check."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from rashomon.errors import ItemError
from rashomon.store import dossiers
from rashomon.store.base import Case, restore
from rashomon.store.dossiers import Arrangement, KeptDossier, Part, Show, Superseded
from stored import put

ID = "d" * 32
SAYS = Arrangement(
    "The convoy \N{RIGHT-TO-LEFT OVERRIDE}",
    (
        Part("a1", "Who left?"),
        Part("b2", "How many left?", "q1", (Show.CHART, Show.WORDS)),
        Part("c3", "Öffnung\nzwei"),
    ),
)


def save(case: Case, says: Arrangement, version: int, *, dossier: str = ID, actor: str = "ann") -> KeptDossier:
    with case.base.writing() as connection:
        return dossiers.save(connection, dossier, says, version=version, actor=actor)


def every(case: Case, dossier: str = ID) -> list[KeptDossier]:
    with case.base.reading() as connection:
        return list(dossiers.versions(connection, dossier))


def test_a_save_is_a_version_and_a_line_of_the_log(case: Case) -> None:
    first = save(case, SAYS, 0)
    second = save(case, replace(SAYS, title="Two"), 1, actor="ben")
    assert [(each.version, each.actor, each.says) for each in every(case)] == [
        (2, "ben", replace(SAYS, title="Two")),
        (1, "ann", SAYS),
    ]
    told = [entry for entry in case.log.entries() if entry.action == "dossier"]
    assert [(entry.actor, entry.detail["version"], entry.detail["sha256"]) for entry in told] == [
        ("ann", 1, dossiers.digest(first)),
        ("ben", 2, dossiers.digest(second)),
    ]
    assert list(case.verify()) == []


def test_saving_what_is_there_adds_nothing(case: Case) -> None:
    save(case, SAYS, 0)
    assert save(case, SAYS, 1).version == 1
    assert [entry.action for entry in case.log.entries()].count("dossier") == 1


def test_what_a_colleague_saved_is_never_overwritten_unseen(case: Case) -> None:
    save(case, SAYS, 0)
    save(case, replace(SAYS, title="Ben’s"), 1, actor="ben")
    with pytest.raises(Superseded, match="ben saved this dossier in the meantime") as caught:
        save(case, replace(SAYS, title="Ann’s"), 1)
    assert caught.value.newest.says.title == "Ben’s"
    assert [each.says.title for each in every(case)] == ["Ben’s", SAYS.title]
    with pytest.raises(Superseded):
        save(case, SAYS, 0)


def test_going_back_twice_goes_further_back(case: Case) -> None:
    for version, title in enumerate(("one", "two", "three")):
        save(case, replace(SAYS, title=title), version)
    for expected in ("two", "one"):
        last = every(case)[0]
        with case.base.reading() as connection:
            before = dossiers.version_of(connection, ID, last.before)
        assert before is not None
        save(case, replace(before.says, of=before.says.of or before.version), last.version)
        assert every(case)[0].says.title == expected
    assert every(case)[0].before == 0
    assert len(every(case)) == 5, "nothing was lost on the way"


def test_the_list_has_the_newest_of_each_the_last_saved_first(case: Case) -> None:
    save(case, SAYS, 0)
    save(case, replace(SAYS, title="Other"), 0, dossier="e" * 32)
    save(case, replace(SAYS, removed=True), 1)
    with case.base.reading() as connection:
        listed = dossiers.listed(connection)
    assert [(each.id, each.version, each.says.removed) for each in listed] == [(ID, 2, True), ("e" * 32, 1, False)]


@pytest.mark.parametrize(
    ("says", "said"),
    [
        (Arrangement(" "), "title"),
        (Arrangement("x" * 301), "title"),
        (Arrangement("t", (Part("a"), Part("a"))), "one key"),
        (Arrangement("t", (Part("A b"),)), "malformed"),
        (Arrangement("t", (Part("a", "", "q"), Part("b", "", "q"))), "twice"),
        (Arrangement("t", (Part("a", "x" * 20_001),)), "20,001"),
        (Arrangement("t", tuple(Part(f"k{n}") for n in range(101))), "101 parts"),
    ],
)
def test_what_cannot_be_kept_says_why(case: Case, says: Arrangement, said: str) -> None:
    with pytest.raises(ItemError, match=said):
        save(case, says, 0)
    assert every(case) == []


def test_what_to_show_is_one_of_what_there_is() -> None:
    assert dossiers.shown(["words", "chart", "words"]) == (Show.CHART, Show.WORDS)
    with pytest.raises(ItemError, match="'all' is none of"):
        dossiers.shown(["all"])


@pytest.mark.parametrize("change", ["UPDATE dossier SET actor = 'eve'", "DELETE FROM dossier"])
def test_no_version_can_be_changed_by_mistake(case: Case, change: str) -> None:
    save(case, SAYS, 0)
    with pytest.raises(Exception, match="append-only"), case.base.writing() as connection:
        connection.execute(text(change))
    assert every(case)[0].actor == "ann"


@pytest.mark.parametrize("change", ["UPDATE dossier SET body = replace(body, 'Who', 'Why')", "DELETE FROM dossier"])
def test_a_change_made_on_purpose_is_found(case: Case, change: str) -> None:
    save(case, SAYS, 0)
    off = "DROP TRIGGER dossier_fixed" + (" ON dossier" if case.base.kind == "postgresql" else "")
    with case.base.writing() as connection:
        connection.execute(text(off))
        if case.base.kind == "sqlite":
            connection.execute(text("DROP TRIGGER dossier_kept"))
        connection.execute(text(change))
    assert {finding.part for finding in case.verify()} == {"dossier"}


@pytest.fixture(params=["to sqlite", "to postgresql"])
def other(request: pytest.FixtureRequest) -> str | None:
    """The engine that is restored to."""
    if request.param == "to sqlite":
        return None
    url: str = request.getfixturevalue("postgresql")
    return url


def test_a_backup_carries_every_version(case: Case, other: str | None, tmp_path: Path) -> None:
    put(case, "Twelve people died.")
    save(case, SAYS, 0)
    save(case, replace(SAYS, title="Two"), 1)
    case.backup(tmp_path / "case.tar")
    with restore(tmp_path / "case.tar", tmp_path / "again", database=other) as again:
        assert every(again) == every(case)
        assert list(again.verify()) == []
        assert save(again, replace(SAYS, title="Three"), 2).version == 3


def test_a_backup_from_before_there_were_dossiers_is_restored(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", actor="tester") as made:
        put(made, "Twelve people died.")
        made.backup(tmp_path / "case.tar")
    members: dict[str, bytes] = {}
    with tarfile.open(tmp_path / "case.tar") as archive:
        for member in archive:
            file = archive.extractfile(member)
            assert file is not None
            members[member.name] = file.read()
    del members["tables/dossier.jsonl"]
    about: dict[str, Any] = json.loads(members["case.json"]) | {"schema": "0001"}
    members["case.json"] = json.dumps(about).encode()
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in members.items() if name != "hashes.json"}
    members["hashes.json"] = json.dumps(hashes).encode()
    with tarfile.open(tmp_path / "old.tar", "w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    with restore(tmp_path / "old.tar", tmp_path / "again") as again:
        assert [reading.document.text for reading in again.readings()] == ["Twelve people died."]
        assert save(again, SAYS, 0).version == 1
