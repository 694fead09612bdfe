"""Weights are held to the list that ships beside them: what is damaged, missing or unknown is named."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from rashomon.doctor import models
from rashomon.doctor.lines import Line, State


def test_the_list_that_ships_is_of_the_files_that_ship() -> None:
    kept = (models.FOLDER / models.SUMS).read_text(encoding="ascii")
    assert kept == models.sums(), "run python tools/model_sums.py"
    assert {path.suffix for path in models.files()} == {".onnx", ".json", ".sqlite"}


def test_everything_is_whole_here() -> None:
    assert [line.state for line in (*models.models(), *models.parser())] == [State.OK, State.OK]


def test_the_list_can_be_checked_without_us() -> None:
    done = subprocess.run(["sha256sum", "--check", "--quiet", models.SUMS], cwd=models.FOLDER, check=False)
    assert done.returncode == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of models of two small files, with its list."""
    (tmp_path / "models" / "reader").mkdir(parents=True)
    (tmp_path / "models" / "reader" / "encoder.onnx").write_bytes(b"weights")
    (tmp_path / "models" / "reader" / "settings.json").write_bytes(b"{}")
    (tmp_path / "models" / models.SUMS).write_text(models.sums(tmp_path / "models"), encoding="ascii")
    return tmp_path / "models"


def told(folder: Path) -> list[tuple[State, str]]:
    return [(line.state, f"{line.part} {line.said}") for line in models.models(folder)]


def test_whole_files_are_one_line(folder: Path) -> None:
    assert told(folder) == [(State.OK, "models 2 files, all with the bytes that shipped")]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.write_bytes(b"weight"), "model reader/encoder.onnx is damaged"),
        (lambda path: path.write_bytes(b"wEights"), "model reader/encoder.onnx is damaged"),
        (lambda path: path.write_bytes(b""), "model reader/encoder.onnx is damaged"),
        (lambda path: path.unlink(), "model reader/encoder.onnx cannot be read (No such file or directory)"),
    ],
    ids=["cut short", "one bit", "emptied", "removed"],
)
def test_a_damaged_file_is_named_with_a_remedy(folder: Path, harm: Callable[[Path], object], said: str) -> None:
    harm(folder / "reader" / "encoder.onnx")
    ((state, line),) = told(folder)
    assert state is State.PROBLEM
    assert line.startswith(said)
    assert "pip install" in next(iter(models.models(folder))).remedy


def test_a_file_that_is_not_on_the_list_is_told_of(folder: Path) -> None:
    (folder / "reader" / "linker.onnx").write_bytes(b"new")
    assert told(folder)[1][0] is State.NOTE
    assert told(folder)[1][1].startswith("model reader/linker.onnx is not on the list")


@pytest.mark.parametrize("text", ["", "nonsense\n", "0" * 63 + "  reader/encoder.onnx\n"])
def test_a_list_that_is_none_is_a_problem(folder: Path, text: str) -> None:
    (folder / models.SUMS).write_text(text, encoding="ascii")
    assert [state for state, _ in told(folder)] == [State.PROBLEM]


def test_a_list_that_is_gone_is_a_problem(folder: Path) -> None:
    (folder / models.SUMS).unlink()
    assert [state for state, _ in told(folder)] == [State.PROBLEM]


def test_a_parser_that_is_not_installed_is_a_problem() -> None:
    (line,) = models.parser("no-such-model")
    assert line == Line(
        "parser",
        State.PROBLEM,
        "no-such-model is not installed",
        "install it again: pip install --force-reinstall --no-deps no-such-model",
    )
