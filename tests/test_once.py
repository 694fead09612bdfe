"""Things made once a run, by several processes at a time."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from once import once


def _make(path: Path) -> None:
    path.mkdir()
    with (path.parents[1] / "log").open("a") as log:
        log.write("made\n")


def _come(folder: Path) -> None:
    assert once(folder, "thing", _make).is_dir()


def test_of_several_processes_one_makes_it(tmp_path: Path) -> None:
    comers = [multiprocessing.get_context("spawn").Process(target=_come, args=(tmp_path,)) for _ in range(3)]
    for each in comers:
        each.start()
    for each in comers:
        each.join()
    assert [each.exitcode for each in comers] == [0] * 3
    assert (tmp_path / "log").read_text() == "made\n"


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.mkdir()
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        once(tmp_path, "thing", fail)
    assert not (tmp_path / "thing").exists()
    assert once(tmp_path, "thing", _make).is_dir()
