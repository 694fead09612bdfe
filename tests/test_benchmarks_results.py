"""Files of results: whole, the same for every benchmark, and telling nothing of who measured."""

from __future__ import annotations

import getpass
import json
import platform
import sys
from pathlib import Path

import pytest
from benchmarks import results
from benchmarks.results import Row

ROWS = [Row("ours", "s", (3.0, 1.0, 2.5)), Row("right", "%", (99.25,))]


def test_what_was_measured_comes_back(tmp_path: Path) -> None:
    path = results.write("reading", "seconds to read", ROWS, "it was quiet", path=tmp_path / "a.json", command="run it")
    found = results.read(path)
    assert (found.name, found.what, found.note, found.command) == (
        "reading",
        "seconds to read",
        "it was quiet",
        "run it",
    )
    assert list(found.rows) == ROWS
    row = json.loads(path.read_text(encoding="utf-8"))["rows"][0]
    assert row == {"label": "ours", "unit": "s", "values": [3.0, 1.0, 2.5], "median": 2.5, "low": 1.0, "high": 3.0}


def test_a_file_says_on_what_machine_and_nothing_of_whose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "corpora"
    data.mkdir()
    out = ["--out", str(tmp_path / "made")]
    given = ["python -m benchmarks reading", str(data), str(data), *out, "--repeat", "3", "--json", "--note", "busy"]
    monkeypatch.setattr(sys, "argv", given)
    path = results.write("reading", "seconds", ROWS, path=tmp_path / "a.json", peers=("no-such-peer",))
    text = path.read_text(encoding="utf-8")
    found = results.read(path)
    assert found.command == "python -m benchmarks reading DATA --out FOLDER --repeat 3"
    assert found.machine["cores"] >= 1
    assert found.machine["memory_gib"] > 0
    assert {"rashomon", "spacy"} <= set(found.machine["versions"])
    assert "no-such-peer" not in text
    for private in (str(tmp_path), str(Path.home()) + "/", f'"{getpass.getuser()}"', platform.node()):
        assert private not in text


@pytest.mark.parametrize(
    "rows",
    [[], [Row("a", "s", (1.0,)), Row("a", "s", (2.0,))]],
    ids=["none", "one label twice"],
)
def test_rows_that_make_no_table_are_refused(rows: list[Row], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rows are needed"):
        results.write("reading", "seconds", rows, path=tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()


@pytest.mark.parametrize("values", [(), (1.0, float("nan")), (float("inf"),)])
def test_a_row_holds_finite_values(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="finite"):
        Row("ours", "s", values)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rows": [{"label": "a"}]}'])
def test_what_is_no_file_of_results_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "reading.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"reading\.json: no file of results"):
        results.read(path)


def test_nothing_is_written_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    parser = results.parser("What is measured.")
    results.finish(parser.parse_args([]), "reading", "seconds", ROWS)
    assert list(tmp_path.iterdir()) == []
    results.finish(parser.parse_args(["--json", str(tmp_path / "mine.json"), "--note", "busy"]), "reading", "s", ROWS)
    assert results.read(tmp_path / "mine.json").note == "busy"
