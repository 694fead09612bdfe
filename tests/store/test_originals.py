"""Archived bytes are written once, under their hash, whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.errors import RunError
from rashomon.store.originals import Originals


def test_bytes_lie_under_their_hash_and_cannot_be_written(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    sha256 = originals.add(b"abc")
    assert sha256 == hashlib.sha256(b"abc").hexdigest()
    path = tmp_path / sha256[:2] / sha256
    assert path.read_bytes() == b"abc"
    assert path.stat().st_mode & 0o777 == 0o444
    before = path.stat().st_mtime_ns, path.stat().st_ino
    assert originals.add(b"abc") == sha256
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert list(originals.hashes()) == [sha256]


@settings(max_examples=20)
@given(data=st.binary(max_size=200))
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    originals = Originals(tmp_path_factory.mktemp("originals"))
    sha256 = originals.add(data)
    assert originals.read(sha256) == data
    assert originals.check(sha256) is None


def test_changed_and_missing_bytes_are_told_apart(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    changed, missing = originals.add(b"one"), originals.add(b"two")
    originals.path(changed).chmod(0o644)
    originals.path(changed).write_bytes(b"other")
    originals.path(missing).unlink()
    for sha256, said in ((changed, "changed"), (missing, "missing")):
        finding = originals.check(sha256)
        assert finding is not None
        assert said in finding.problem
        with pytest.raises(RunError, match="backup"):
            originals.read(sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_hash_is_no_path(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        Originals(tmp_path).path(name)


def test_what_a_crash_left_is_swept(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    sha256 = originals.add(b"abc")
    (tmp_path / sha256[:2] / ".part-0123").write_bytes(b"half")
    assert list(originals.hashes()) == [sha256]
    assert originals.sweep() == 1
    assert originals.sweep() == 0
    assert originals.read(sha256) == b"abc"
