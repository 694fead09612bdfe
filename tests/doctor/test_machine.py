"""What is told of a machine, and where its limits begin to be a problem."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest

from rashomon.doctor import machine
from rashomon.doctor.lines import Line, State

MEMINFO = "MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:    8000000 kB\n"


def states(lines: Iterable[Line]) -> dict[str, State]:
    return {line.part: line.state for line in lines}


def test_memory_is_that_of_the_container_where_it_is_held_to_less(tmp_path: Path) -> None:
    proc = tmp_path / "meminfo"
    proc.write_text(MEMINFO, encoding="ascii")
    assert machine.memory(proc, tmp_path) == (8000000 << 10, 16000000 << 10)
    (tmp_path / "memory.max").write_text("max\n", encoding="ascii")
    assert machine.memory(proc, tmp_path) == (8000000 << 10, 16000000 << 10)
    (tmp_path / "memory.max").write_text(f"{2 * machine.GIB}\n", encoding="ascii")
    (tmp_path / "memory.current").write_text(f"{machine.GIB + machine.MIB}\n", encoding="ascii")
    assert machine.memory(proc, tmp_path) == (machine.GIB - machine.MIB, 2 * machine.GIB)


def test_memory_that_cannot_be_found_out_is_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.memory(tmp_path / "none") is None
    monkeypatch.setattr(machine, "memory", lambda: None)
    assert states(machine.machine(tmp_path))["memory"] is State.NOTE


@pytest.mark.parametrize(("free", "state"), [(100 << 20, State.PROBLEM), (700 << 20, State.NOTE), (4 << 30, State.OK)])
def test_little_memory_is_told_of(free: int, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "memory", lambda: (free, 8 << 30))
    assert states(machine.machine(tmp_path))["memory"] is state


@pytest.mark.parametrize(("free", "state"), [(50 << 20, State.PROBLEM), (700 << 20, State.NOTE), (40 << 30, State.OK)])
def test_little_space_is_told_of(free: int, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    found = states(machine.machine(tmp_path))
    assert (found["work folder"], found["temporary files"]) == (state, state)


def test_a_folder_that_may_not_be_written_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    lines = [line for line in machine.machine(tmp_path) if line.part == "work folder"]
    assert [(line.state, "may not be written" in line.said) for line in lines] == [(State.PROBLEM, True)]
    assert lines[0].remedy


def test_no_folder_for_temporary_files_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(tempfile, "gettempdir", none)
    assert states(machine.machine(tmp_path))["temporary files"] is State.PROBLEM


def test_an_old_sqlite_is_a_problem_and_ours_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(machine.machine(tmp_path))["SQLite"] is State.OK
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 0))
    assert states(machine.machine(tmp_path))["SQLite"] is State.PROBLEM


def test_names_of_files_that_are_not_utf8_are_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
    assert states(machine.machine(tmp_path))["encoding"] is State.PROBLEM


@pytest.mark.parametrize("able", [True, False])
def test_a_processor_that_reads_slowly_is_told_of_and_no_fault(
    able: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "multiplies_bytes", lambda: able)
    (cores,) = [line for line in machine.machine(tmp_path) if line.part == "cores"]
    assert cores.state is State.OK
    assert ("the encoder takes 1.7 times as long" in cores.said) is not able
