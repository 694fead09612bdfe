"""A locked case comes back to the byte, and is removed only where it would."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from rashomon.errors import RunError
from rashomon.store import locked, sealed
from rashomon.store.accounts import Accounts
from rashomon.store.base import Case
from rashomon.store.sealed import Key, Seal
from stored import put

pyrage = pytest.importorskip("pyrage")
IDENTITY = pyrage.x25519.Identity.generate()
SEAL, KEY = Seal(recipients=(str(IDENTITY.to_public()),)), Key(identities=(str(IDENTITY).encode(),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Case.create(tmp_path / "case", actor="tester") as case:
        put(case, "Twelve people died at the mill.", name="mill.txt")
        Accounts(case.base).add("Ada", "lead", actor="tester", password="not a hash")
    (tmp_path / "case" / "board.db").write_bytes(b"made anew any time")
    return tmp_path / "case"


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "case.db"
    }


def test_a_locked_case_comes_back_whole(folder: Path, tmp_path: Path) -> None:
    before = held(folder)
    digest = locked.lock(folder, tmp_path / "case.age", SEAL, KEY, actor="Ada")
    assert [path.name for path in tmp_path.iterdir()] == ["case.age"]
    data = (tmp_path / "case.age").read_bytes()
    assert hashlib.sha256(data).hexdigest() == digest
    assert b"mill" not in data
    locked.unlock(tmp_path / "case.age", folder, KEY)
    assert held(folder) == before
    assert folder.stat().st_mode & 0o077 == 0
    with Case.open(folder) as case:
        assert list(case.verify()) == []
        assert [account.name for account in Accounts(case.base).all()] == ["Ada"]
        last = list(case.log.entries())[-1]
        assert (last.action, last.actor, last.detail["file"]) == ("lock", "Ada", "case.age")
        assert put(case, "Work goes on.", name="new.txt").what == "new"


def test_a_case_that_holds_nothing_can_be_locked(tmp_path: Path) -> None:
    Case.create(tmp_path / "case").close()
    locked.lock(tmp_path / "case", tmp_path / "case.age", SEAL, KEY)
    locked.unlock(tmp_path / "case.age", tmp_path / "case", KEY)
    with Case.open(tmp_path / "case") as case:
        assert put(case, "Work goes on.", name="new.txt").what == "new"


def test_the_folder_stays_where_the_file_cannot_be_opened_again(folder: Path, tmp_path: Path) -> None:
    other = Key(identities=(str(pyrage.x25519.Identity.generate()).encode(),))
    before = held(folder)
    with pytest.raises(RunError, match="the key is not the one"):
        locked.lock(folder, tmp_path / "case.age", SEAL, other)
    assert held(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_the_folder_stays_where_something_changes_meanwhile(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locked, "_write", _changed)
    with pytest.raises(RunError, match="not what the case holds"):
        locked.lock(folder, tmp_path / "case.age", SEAL, KEY)
    assert folder.is_dir()
    assert not (tmp_path / "case.age").exists()


_WRITE = locked._write


def _changed(folder: Path, part: Path, seal: Seal) -> dict[str, str]:
    return _WRITE(folder, part, seal) | {"case.db": "0" * 64}


def test_a_case_that_is_open_elsewhere_is_not_locked(folder: Path, tmp_path: Path) -> None:
    with Case.open(folder) as case:
        case.status()
        with pytest.raises(RunError, match="open in another process"):
            locked.lock(folder, tmp_path / "case.age", SEAL, KEY)
    assert folder.is_dir()


@pytest.mark.parametrize(
    ("file", "said"),
    [("there.age", "there already"), ("case/x.age", "in the case itself"), ("no/x.age", "No such file")],
)
def test_a_place_that_cannot_be_leaves_the_case(folder: Path, tmp_path: Path, file: str, said: str) -> None:
    (tmp_path / "there.age").write_bytes(b"mine")
    with pytest.raises(RunError, match=said):
        locked.lock(folder, tmp_path / file, SEAL, KEY)
    assert (tmp_path / "there.age").read_bytes() == b"mine"
    with Case.open(folder) as case:
        assert list(case.verify()) == []


def test_what_is_no_plain_file_stops_it(folder: Path, tmp_path: Path) -> None:
    (folder / "link").symlink_to(tmp_path)
    with pytest.raises(RunError, match="no plain file of a case"):
        locked.lock(folder, tmp_path / "case.age", SEAL, KEY)
    assert folder.is_dir()


def test_a_case_on_a_server_is_not_locked(postgresql: str, tmp_path: Path) -> None:
    Case.create(tmp_path / "case", database=postgresql).close()
    with pytest.raises(RunError, match="on a server"):
        locked.lock(tmp_path / "case", tmp_path / "case.age", SEAL, KEY)


def archive(members: dict[str, bytes], *, hashes: bool = True, kind: bytes = tarfile.REGTYPE) -> bytes:
    out = io.BytesIO()
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, data in [*members.items(), *([("hashes.json", json.dumps(listed).encode())] if hashes else [])]:
            member = tarfile.TarInfo(name)
            member.size, member.type = len(data), kind if name != "hashes.json" else tarfile.REGTYPE
            member.linkname = "/etc/passwd"
            made.addfile(member, io.BytesIO(data))
    return out.getvalue()


BAD = {
    "climbs out": archive({"../evil": b"x"}),
    "climbs out behind a line break": archive({"a\n/../../evil": b"x"}),
    "is absolute": archive({"/evil": b"x"}),
    "links out": archive({"case.toml": b""}, kind=tarfile.SYMTYPE),
    "says no hashes": archive({"case.toml": b"x"}, hashes=False),
    "is no case": archive({"a.txt": b"x"}),
    "is no archive": b"words",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_a_file_that_is_no_locked_case_leaves_nothing_behind(content: bytes, tmp_path: Path) -> None:
    space = tmp_path / "space"
    space.mkdir()
    with (space / "case.age").open("wb") as file, sealed.sealing(file, SEAL) as clear:
        clear.write(content)
    with pytest.raises(RunError):
        locked.unlock(space / "case.age", space / "case", KEY)
    assert [path.name for path in space.iterdir()] == ["case.age"]
    assert [path.name for path in tmp_path.iterdir()] == ["space"]


def test_a_file_that_was_cut_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    locked.lock(folder, tmp_path / "case.age", SEAL, KEY)
    data = (tmp_path / "case.age").read_bytes()
    (tmp_path / "case.age").write_bytes(data[:-100])
    with pytest.raises(RunError, match="cut short or was changed"):
        locked.unlock(tmp_path / "case.age", folder, KEY)
    assert [path.name for path in tmp_path.iterdir()] == ["case.age"]
