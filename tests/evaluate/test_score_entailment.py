"""The scorer of pairs, and the readers of the three data sets, on files of our own in their formats."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from rashomon.errors import ItemError
from rashomon.evaluate.entailment import (
    Gold,
    Judged,
    Paired,
    balanced,
    numeric,
    read_anli,
    read_fever,
    read_sick,
    score_pairs,
)

E, C, N = Gold.ENTAILS, Gold.CONTRADICTS, Gold.NEUTRAL


def test_leaning_counts_where_the_gold_decides_and_certainty_everywhere() -> None:
    judged = [
        (E, Judged(E, E, E)),
        (E, Judged(C, C, C)),
        (C, Judged(C, N, None)),
        (N, Judged(C, C, C)),
        (N, Judged(E, N, None)),
    ]
    tallies = score_pairs((Paired("a", "b", gold), found) for gold, found in judged)
    assert (tallies["leans entails"].recall, tallies["leans contradicts"].recall) == (0.5, 1.0)
    assert tallies["leans contradicts"].precision == 0.5
    assert balanced(tallies) == 0.75
    assert (tallies["contradicts"].right, tallies["contradicts"].predicted, tallies["contradicts"].gold) == (0, 2, 1)
    assert (tallies["says contradicts"].right, tallies["says contradicts"].predicted) == (0, 2)
    assert (tallies["says entails"].right, tallies["says entails"].predicted, tallies["says entails"].gold) == (1, 1, 2)
    assert (tallies["false alarm"].right, tallies["false alarm"].gold) == (2, 4)


def test_fever_is_read_with_its_brackets_as_they_are_printed(tmp_path: Path) -> None:
    path = tmp_path / "dev.jsonl"
    row = {"evidence": "The dam -LRB- old -RRB- held .", "claim": "The dam broke .", "label": "REFUTES"}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert list(read_fever(path)) == [Paired("The dam ( old ) held .", "The dam broke .", C)]


def test_sick_is_read(tmp_path: Path) -> None:
    path = tmp_path / "trial.txt"
    head = "pair_ID\tsentence_A\tsentence_B\trelatedness_score\tentailment_judgment\n"
    path.write_text(head + '1\tA "big" dog\tA dog\t4\tENTAILMENT\n2\tA dog\tA cat\t2\tNEUTRAL\n', encoding="utf-8")
    assert [pair.gold for pair in read_sick(path)] == [E, N]
    assert next(iter(read_sick(path))).first == 'A "big" dog'


def test_anli_is_read_with_its_tags(tmp_path: Path) -> None:
    with (tmp_path / "r1_dev.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["context", "statement", "gold_label", "tags"])
        table.writerow(["Six ships sank.", "Nine ships sank.", "c", "['Numerical', 'Basic']"])
        table.writerow(["Six ships sank.", "Ships sank.", "e", "['Basic']"])
    pairs = list(read_anli(tmp_path))
    assert [pair.gold for pair in pairs] == [C, E]
    assert numeric(pairs) == pairs[:1]
    assert list(read_anli(tmp_path / "r1_dev.csv")) == pairs


@pytest.mark.parametrize("read", [read_fever, read_sick, read_anli])
def test_other_files_are_refused(read: object, tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_text("no table\nat all\n", encoding="utf-8")
    for given in (path, tmp_path / "missing", tmp_path):
        with pytest.raises(ItemError):
            list(read(given))  # type: ignore[operator]
