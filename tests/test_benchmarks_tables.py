"""The README's tables of benchmarks are those that the files of results make, to the letter."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from benchmarks import tables
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.results import FOLDER, Result, Row, read

ROOT = Path(__file__).resolve().parent.parent
MACHINE = {
    "cpu": "a processor", "cores": 2, "memory_gib": 8.0, "os": "a system", "python": "3.11", "load": 0.5,
    "versions": {"rashomon": "1"},
}  # fmt: skip
FOUND = Result(
    "reading", "seconds to read", "run it", "2026-01-02", MACHINE, (Row("a | b", "s", (1.5, 0.25, 2.0)),), "A note."
)
TEXT = f"before\n{tables.BEGIN}\nold\n{tables.END}\nafter\n"


def test_the_readme_shows_what_was_measured() -> None:
    text = tables.README.read_text(encoding="utf-8")
    assert tables.rewritten(text, tables.results()) == text, "run python -m benchmarks.tables"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.name)
def test_every_file_of_results_is_whole_and_of_a_known_benchmark(path: Path) -> None:
    found = read(path)
    assert found.name == path.stem
    assert found.name.split("-")[0] in BENCHMARKS
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found.date)


def test_only_the_part_between_the_markers_is_written_anew() -> None:
    made = tables.rewritten(TEXT, [FOUND])
    assert made.startswith(f"before\n{tables.BEGIN}\n**Seconds to read**\n")
    assert "; machine A; load 0.5. A note.*\n\n- Machine A: 2 cores of a processor" in made
    assert made.endswith(f".\n\n{tables.END}\nafter\n")
    assert "old" not in made
    assert r"| a \| b | s | 1.50 | 0.25 to 2 | 3 |" in made
    assert tables.rewritten(made, [FOUND]) == made


def test_what_is_measured_of_several_stands_side_by_side() -> None:
    rows = (
        Row("ours: recall", "%", (90.0,)),
        Row("theirs: recall", "%", (65.0,)),
        Row("ours: seconds", "s", (2.0, 3.0)),
    )
    made = tables.tables(
        [replace(FOUND, rows=(*rows, Row("theirs: seconds", "s", (1.0, 1.0)), Row("gold", "pairs", (7,))))]
    )
    assert "| | recall, % | seconds, s |" in made
    assert "| ours | 90 | 2.50 (2 to 3) |\n| theirs | 65 | 1 (1 to 1) |" in made
    assert "| gold | pairs | 7 |  | 1 |" in made


def test_machines_are_told_once_the_most_used_first() -> None:
    other = replace(FOUND, machine={**MACHINE, "cpu": "another"}, command="elsewhere")
    made = tables.tables([other, FOUND, FOUND])
    assert made.count("of another,") == made.count("of a processor,") == 1
    assert made.index("Machine A: 2 cores of a processor") < made.index("Machine B: 2 cores of another")
    assert re.findall(r"`(.*)`, .*; (machine .);", made) == [
        ("elsewhere", "machine B"),
        ("run it", "machine A"),
        ("run it", "machine A"),
    ]


def test_another_figure_makes_another_table() -> None:
    other = replace(FOUND, rows=(Row("a | b", "s", (1.5, 0.26, 2.0)),))
    assert tables.tables([other]) != tables.tables([FOUND])


@pytest.mark.parametrize(
    "text",
    ["", f"{tables.BEGIN}", f"{tables.END}\n{tables.BEGIN}", TEXT + TEXT],
    ids=["none", "no end", "the wrong way round", "twice"],
)
def test_a_text_without_its_markers_is_left_alone(text: str) -> None:
    with pytest.raises(ValueError, match="each once and in this order"):
        tables.rewritten(text, [FOUND])


@pytest.mark.parametrize(
    ("value", "shown"),
    [(12.0, "12"), (0.0312, "0.0312"), (0.5, "0.50"), (9.876, "9.88"), (98.76, "98.8"), (12345.6, "12,346")],
)
def test_figures_have_three_digits_that_count(value: float, shown: str) -> None:
    assert tables.figure(value) == shown


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_can_be_called_by_name_and_by_make(name: str) -> None:
    assert find_spec(f"benchmarks.{name}") is not None
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert BENCHMARKS[name].make in targets


def test_the_list_names_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--list"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[::2]] == list(BENCHMARKS)


def test_a_name_that_is_none_says_which_there_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "speed"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("speed: no benchmark of that name; choose one of reading, ")
