"""Times of steps: each its own, none twice, nothing where nobody asks; and `--timings` as a user meets it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from rashomon import timings
from rashomon.cli import app
from rashomon.errors import RunError

TEXT = "The ministry said on Monday that 12 people had died. Residents denied that the harbour had been closed."
READING = {
    "ingest",
    "header",
    "attribution",
    "parse",
    "mentions",
    "claims",
    "quantities",
    "times",
    "places",
    "assemble",
}


class Clock:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timings, "time", made)
    return made


def told(kept: timings.Timings) -> dict[str, Any]:
    return kept.as_object({"rashomon": "1"})


def seconds(kept: timings.Timings) -> dict[str, float]:
    return {row["name"]: row["seconds"] for row in told(kept)["steps"]}


def test_time_inside_another_step_counts_once(clock: Clock) -> None:
    with timings.kept() as kept:
        clock.work(1)
        with timings.step("parse"):
            clock.work(2)
            with timings.step("times"):
                clock.work(4)
            clock.work(8)
        with timings.step("parse"):
            clock.work(16)
    assert seconds(kept) == {"parse": 26, "times": 4, "other": 1}
    rows = {row["name"]: row for row in told(kept)["steps"]}
    assert rows["parse"]["calls"] == 2
    assert rows["parse"]["share"] == round(26 / 31, 4)
    assert told(kept)["total"] == 31


def test_steps_come_in_the_order_of_the_work(clock: Clock) -> None:
    with timings.kept() as kept:
        for name in ("store", "something new", "ingest", "parse"):
            with timings.step(name):
                clock.work(1)
    assert list(seconds(kept)) == ["ingest", "parse", "store", "something new", "other"]


def test_a_step_that_fails_is_ended_all_the_same(clock: Clock) -> None:
    with timings.kept() as kept:
        with pytest.raises(ZeroDivisionError), timings.step("parse"):
            clock.work(1)
            raise ZeroDivisionError
        clock.work(5)
    assert seconds(kept) == {"parse": 1, "other": 5}


def test_nothing_is_kept_where_nobody_asks(clock: Clock) -> None:
    with timings.step("parse"):
        clock.work(1)
    timings.ended("a.txt", "parsed")
    assert list(timings.stepped("ingest", ["a.txt"], path=str)) == ["a.txt"]
    with timings.kept() as kept:
        pass
    assert seconds(kept) == {"other": 0}
    assert told(kept)["files"] == []


def test_another_thread_does_not_disturb_the_times(clock: Clock) -> None:
    def other() -> None:
        with timings.step("elsewhere"):
            clock.work(1)

    with timings.kept() as kept, timings.step("parse"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        clock.work(1)
    assert seconds(kept) == {"parse": 2, "other": 0}


def test_time_spent_before_a_file_is_known_is_that_files(clock: Clock) -> None:
    def files_() -> Iterator[str]:
        for number, name in enumerate(("a.txt", "b.txt"), start=1):
            clock.work(number)
            yield name

    with timings.kept() as kept:
        for name in timings.stepped("ingest", files_(), path=str):
            clock.work(100)  # of no step, so of no file
            timings.about(name)
            with timings.step("parse"):
                clock.work(10)
            timings.ended(name, "parsed")
    assert [(file["path"], file["seconds"], file["state"]) for file in told(kept)["files"]] == [
        ("a.txt", 11, "parsed"),
        ("b.txt", 12, "parsed"),
    ]
    assert seconds(kept) == {"ingest": 3, "parse": 20, "other": 200}


def test_the_table_shows_steps_by_their_time_and_names_that_command_no_terminal(clock: Clock) -> None:
    with timings.kept() as kept:
        for name, work in (("a\x1b[2J.txt", 1), ("b.txt", 9)):
            timings.about(name)
            with timings.step("parse" if work > 1 else "times"):
                clock.work(work)
            timings.ended(name, "parsed")
    lines = timings.table(told(kept))
    assert [line.split()[0] for line in lines[1:4]] == ["parse", "times", "other"]
    assert lines[-2].endswith("b.txt")
    assert lines[-1].endswith("a\\x1b[2J.txt")


def rashomon(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=True)


def written(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    schema = json.loads(files("rashomon.schemas").joinpath("timings.schema.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
    assert sum(row["seconds"] for row in found["steps"]) == pytest.approx(found["total"], abs=0.001)
    return found


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_extract_says_where_the_time_went_and_prints_the_same(text: Path, tmp_path: Path) -> None:
    plain = rashomon("extract", text)
    timed = rashomon("extract", text, tmp_path / "none.txt", "--timings", tmp_path / "times.json")
    assert timed.stdout == plain.stdout
    assert timed.exit_code == 1, "one file is missing, and the times of the other are written all the same"
    found = written(tmp_path / "times.json")
    assert {row["name"] for row in found["steps"]} == READING | {"other"}
    assert [(Path(f["path"]).name, f["state"]) for f in found["files"]] == [("a.txt", "parsed"), ("none.txt", "failed")]
    assert "slowest of 2 files:" in timed.stderr


def test_a_layer_alone_tells_only_of_the_steps_that_it_needs(text: Path, tmp_path: Path) -> None:
    rashomon("extract", text, "--layer", "sentences", "--timings", tmp_path / "times.json")
    found = written(tmp_path / "times.json")
    assert {row["name"] for row in found["steps"]} == {"ingest", "header", "parse", "assemble", "other"}


def test_report_and_add_tell_of_their_own_steps(text: Path, tmp_path: Path) -> None:
    done = rashomon("report", text, "-o", tmp_path / "page.html", "--timings", tmp_path / "report.json")
    assert done.exit_code == 0, done.output
    steps = {row["name"] for row in written(tmp_path / "report.json")["steps"]}
    assert steps == READING | {"compare", "render", "other"}
    rashomon("init", tmp_path / "case")
    done = rashomon("add", tmp_path / "case", text, "--timings", tmp_path / "add.json")
    assert done.exit_code == 0, done.output
    found = written(tmp_path / "add.json")
    assert {row["name"] for row in found["steps"]} == READING | {"store", "other"}
    assert [file["state"] for file in found["files"]] == ["parsed"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--timings", "-"], "standard output is for the result"),
        (["--timings", "a.txt"], "this is one of the files to be read"),
        (["--timings", "page.html", "-o", "page.html"], "the result goes there"),
        (["--timings", "none/times.json"], "its folder does not exist"),
    ],
)
def test_times_never_take_the_place_of_something_else(
    text: Path, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(text.parent)
    done = rashomon("report", "a.txt", *arguments)
    assert isinstance(done.exception, RunError)
    assert message in str(done.exception)
    assert text.read_text(encoding="utf-8") == TEXT
    assert sorted(path.name for path in text.parent.iterdir()) == ["a.txt"]
