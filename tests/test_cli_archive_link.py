"""The command that links an archive: what it says, and how it ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from archive.archives import write_archive
from factories import document
from rashomon.archive.linking_steps import Progress
from rashomon.cli_archive_link import register_link, summary, told
from rashomon.errors import RunError
from rashomon.records import Reading

TEXT = " ".join(f"word{n}" for n in range(60)) + "."


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    register_link(made)
    made.callback()(lambda: None)
    return made


def test_an_archive_is_linked_and_what_was_found_is_said(app: typer.Typer, tmp_path: Path) -> None:
    papers = [document("A", TEXT, published=date(2017, 1, 1)), document("B", TEXT, published=date(2017, 1, 2))]
    out = write_archive(tmp_path / "archive", [[Reading(paper) for paper in papers]])
    result = CliRunner().invoke(app, ["link", str(out)])
    assert result.exit_code == 0, result.output
    assert "1 pair with copied passages, 1 of them whole copies; 1 group, of 1 the origin is known" in result.output
    assert (out / "links" / "pairs" / "00000.parquet").exists()
    assert CliRunner().invoke(app, ["link", str(out), "--quiet"]).output == ""


def test_a_folder_without_an_archive_is_refused_with_what_to_do(app: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["link", str(tmp_path)])
    assert isinstance(result.exception, RunError)
    assert "first: rashomon archive read" in str(result.exception)


def test_cuts_and_hot_runs_are_told() -> None:
    lines = list(
        summary(
            {"tie": {"hot": 3}, "part": {"full": 2, "cut": 5}, "compare": {"questions": 7, "contested": 4}, "list": {}}
        )
    )
    assert any(line.startswith("3 runs of words stand in very many texts") for line in lines)
    assert any("2 stories are as large as one may be" in line and "5 ties" in line for line in lines)
    assert any("7 questions, 4 of them contested" in line for line in lines)


def test_progress_is_a_line_with_its_end_in_sight() -> None:
    assert told(Progress("align", "passages aligned", 2, 4, {}, 60.0)).startswith("passages aligned: 2 of 4, this step")
    assert told(Progress("align", "passages aligned", 4, 4, {})) == "passages aligned: 4 of 4"
