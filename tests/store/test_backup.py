"""A backup made on either engine is the same case again on either engine; a damaged one is refused whole."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rashomon.casework import case_dossier
from rashomon.config import Config
from rashomon.errors import RunError
from rashomon.report.contract import dossier_object
from rashomon.store.backup import check
from rashomon.store.base import Case, Location, LocationKind, Stored, is_case, restore
from rashomon.store.entries import canonical
from stored import LATER, judgement, put, reading


def fill(case: Case) -> None:
    put(case, "Twelve people died. It rained in Zürich \x00.", name="a.txt")
    put(case, "The Army denies it.", name="https://example.org/a")
    put(case, "The Army regrets it.", name="https://example.org/a")
    again = reading("The Army regrets it.", source="the Navy")
    case.put([Stored(sha256=again.document.sha256, reading=again)], run=LATER)
    warc = case.add_original(b"WARC/1.1 a record")
    sha256 = case.add_original(b"A page.")
    place = Location(kind=LocationKind.URL, name="https://example.org/b", headers=(("a", "b"),), warc=warc)
    case.put([Stored(sha256=sha256, size=7, location=place)])
    case.judge_object(judgement(1))


def report(case: Case) -> str:
    return json.dumps(dossier_object(case_dossier(case, config=Config())), ensure_ascii=False)


@pytest.fixture(params=["to sqlite", "to postgresql"])
def other(request: pytest.FixtureRequest) -> str | None:
    """The engine that is restored to."""
    if request.param == "to sqlite":
        return None
    url: str = request.getfixturevalue("postgresql")
    return url


def test_a_restored_case_gives_the_same_report(case: Case, other: str | None, tmp_path: Path) -> None:
    fill(case)
    digest = case.backup(tmp_path / "case.tar")
    with restore(tmp_path / "case.tar", tmp_path / "again", database=other) as again:
        assert report(again) == report(case)
        assert list(again.readings()) == list(case.readings())
        assert list(again.documents()) == list(case.documents())
        assert again.judgement_objects() == case.judgement_objects()
        assert again.id == case.id
        assert list(again.verify()) == []
        last = list(again.log.entries())[-1]
        assert (last.action, last.detail["sha256"]) == ("restore", digest)
        assert put(again, "Work goes on.", name="new.txt").what == "new"
        assert list(again.verify()) == []
    assert [entry.action for entry in case.log.entries()][-1] == "backup"


def test_a_backup_can_be_read_with_other_tools(case: Case, tmp_path: Path) -> None:
    fill(case)
    case.backup(tmp_path / "case.tar")
    with tarfile.open(tmp_path / "case.tar") as archive:
        names = archive.getnames()
    assert names[0] == "case.json"
    assert names[-1] == "hashes.json"
    assert {name for name in names if name.startswith("originals/")} == {
        f"originals/{sha256}" for sha256 in case.originals.hashes()
    }
    assert check(tmp_path / "case.tar")["case"] == case.id


def test_a_backup_of_a_backup_differs_in_nothing_that_was_kept(case: Case, tmp_path: Path) -> None:
    fill(case)
    case.backup(tmp_path / "one.tar")
    with restore(tmp_path / "one.tar", tmp_path / "again") as again:
        again.backup(tmp_path / "two.tar")
    tables = []
    for name in ("one.tar", "two.tar"):
        with tarfile.open(tmp_path / name) as archive:
            files = {member: archive.extractfile(member) for member in archive.getnames()}
            tables.append({name: file.read() for name, file in files.items() if file and "tables/" in name})
    for name in ("document", "location", "reading", "judgement", "run"):
        assert tables[0][f"tables/{name}.jsonl"] == tables[1][f"tables/{name}.jsonl"]


def test_nothing_is_overwritten(case: Case, tmp_path: Path) -> None:
    (tmp_path / "there.tar").write_bytes(b"mine")
    with pytest.raises(RunError, match="it is there already"):
        case.backup(tmp_path / "there.tar")
    assert (tmp_path / "there.tar").read_bytes() == b"mine"
    case.backup(tmp_path / "case.tar")
    with pytest.raises(RunError, match="it is there already"):
        restore(tmp_path / "case.tar", case.folder)
    with pytest.raises(RunError, match="choose another place"):
        case.backup(tmp_path / "no" / "case.tar")


def test_a_damaged_original_is_not_backed_up_as_if_it_were_whole(case: Case, tmp_path: Path) -> None:
    fill(case)
    path = case.originals.path(next(case.documents()).sha256)
    path.chmod(0o644)
    path.write_bytes(b"other")
    with pytest.raises(RunError, match="changed since it was archived"):
        case.backup(tmp_path / "case.tar")
    assert [path.name for path in tmp_path.iterdir() if "tar" in path.name] == []


Change = Callable[[dict[str, bytes]], object]


def set_member(name: str, data: bytes) -> Change:
    return lambda members: members.update({name: data})


def change_table(members: dict[str, bytes]) -> None:
    """Change a word, and every hash that the archive itself holds: only the log can tell."""
    import hashlib

    name = "tables/judgement.jsonl"
    members[name] = members[name].replace(b"see the annex", b"see the cellar")
    hashes = json.loads(members["hashes.json"])
    hashes[name] = hashlib.sha256(members[name]).hexdigest()
    members["hashes.json"] = json.dumps(hashes).encode()


def from_the_future(members: dict[str, bytes]) -> None:
    import hashlib

    members["case.json"] = json.dumps(json.loads(members["case.json"]) | {"schema": "9999"}).encode()
    hashes = json.loads(members["hashes.json"])
    hashes["case.json"] = hashlib.sha256(members["case.json"]).hexdigest()
    members["hashes.json"] = json.dumps(hashes).encode()


DAMAGES: list[tuple[str, Change, str]] = [
    ("a changed table", set_member("tables/run.jsonl", b""), "was changed"),
    ("no hashes", lambda members: members.pop("hashes.json"), "cut short"),
    ("no table", lambda members: members.pop("tables/log.jsonl"), "is missing"),
    ("a name that climbs out", set_member("../../evil", b"x"), "unexpected member"),
    ("a name that is no hash", set_member("originals/abc", b"x"), "unexpected member"),
    ("a changed judgement", change_table, "not as the log tells"),
    ("a newer program", from_the_future, "newer Rashomon"),
]


@pytest.mark.parametrize(("change", "said"), [case[1:] for case in DAMAGES], ids=[case[0] for case in DAMAGES])
def test_a_damaged_backup_leaves_nothing_behind(
    database: str | None, change: Change, said: str, tmp_path: Path
) -> None:
    with Case.create(tmp_path / "case") as case:
        fill(case)
        case.backup(tmp_path / "case.tar")
    with tarfile.open(tmp_path / "case.tar") as archive:
        members = {name: (archive.extractfile(name) or io.BytesIO()).read() for name in archive.getnames()}
    hashes = members.pop("hashes.json")
    members["hashes.json"] = hashes  # stays the last one
    change(members)
    last = members.pop("hashes.json", None)
    with tarfile.open(tmp_path / "bad.tar", "w") as archive:
        for name, data in [*members.items(), *([("hashes.json", last)] if last else [])]:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    with pytest.raises(RunError, match=said):
        restore(tmp_path / "bad.tar", tmp_path / "again", database=database)
    assert not (tmp_path / "again").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.tar", "case", "case.tar"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_a_backup_that_was_cut_off_is_refused(share: float, tmp_path: Path) -> None:
    with Case.create(tmp_path / "case") as case:
        fill(case)
        case.backup(tmp_path / "case.tar")
    data = (tmp_path / "case.tar").read_bytes()
    end = data.rindex(b"}")
    (tmp_path / "cut.tar").write_bytes(data[: int(end * share)])
    with pytest.raises(RunError, match="no whole backup"):
        restore(tmp_path / "cut.tar", tmp_path / "again")
    with pytest.raises(RunError, match="no whole backup"):
        check(tmp_path / "cut.tar")
    assert not is_case(tmp_path / "again")


def test_canonical_json_is_one_form() -> None:
    value: dict[str, Any] = {"b": [1, None, True], "a": "ü\u2028"}
    assert canonical(value) == '{"a":"ü\u2028","b":[1,null,true]}'
    with pytest.raises(TypeError):
        canonical({"a": float("nan")})
