"""No figure falls unnoticed: each suite is measured again and held against the figures in `floors.json`.

A better figure is written down with `python tools/update_floors.py`, which lowers none unless it is told to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gold.measure import DATA_SUITES, FLOORS, OWN_SUITES, first_report, first_report_gold

SUITES: dict[str, dict[str, Any]] = json.loads(FLOORS.read_text(encoding="utf-8"))


def hold(suite: str, gold: str, figures: Mapping[str, float]) -> None:
    """Fail with every figure that fell, by how much, and every one that nobody wrote down."""
    kept = SUITES[suite]
    assert gold == kept["gold"], "measured on other gold: the figures cannot be compared"
    fallen = [
        f"{name}: {figures.get(name)} (was {figure}, may vary by {kept['epsilon'][name]})"
        for name, figure in kept["figures"].items()
        if figures.get(name, 0.0) < figure - kept["epsilon"][name] - 1e-9
    ]
    assert not fallen, "\n".join(["", *fallen])
    assert set(figures) == set(kept["figures"])


@pytest.mark.data
@pytest.mark.parametrize("suite", DATA_SUITES)
def test_no_figure_falls(suite: str, data_dir: Path) -> None:
    gold, measure = DATA_SUITES[suite]
    hold(suite, gold(data_dir), measure(data_dir))


@pytest.mark.parametrize("suite", OWN_SUITES)
def test_no_figure_falls_on_our_own_texts(suite: str) -> None:
    gold, measure = OWN_SUITES[suite]
    hold(suite, gold(), measure())


@pytest.mark.data
def test_capitals_cost_no_more_than_eight_points() -> None:
    plain, upper = (SUITES[name]["figures"]["linked"] for name in ("attribution", "attribution, capitals"))
    assert plain - upper <= 8


@pytest.mark.data
def test_the_first_report(acceptance_dir: Path, seed_dir: Path) -> None:
    hold("first report", first_report_gold(acceptance_dir), first_report(acceptance_dir, seed_dir))


@pytest.mark.parametrize("suite", SUITES)
def test_every_tolerance_is_given_with_its_reason(suite: str) -> None:
    assert set(SUITES[suite]["epsilon"]) == set(SUITES[suite]["figures"])
    assert len(SUITES[suite]["why"]) > 20


@pytest.mark.parametrize(
    ("figures", "gold", "complaint"),
    [
        ({"a": 49.4, "b": 3.0}, "g", "a: 49.4"),
        ({"a": 50.0, "b": 2.0}, "g", "b: 2.0"),
        ({"a": 50.0}, "g", "b: None"),
        ({"a": 50.0, "b": 3.0, "c": 1.0}, "g", "c"),
        ({"a": 60.0, "b": 3.0}, "other", "other gold"),
        ({"a": 49.5, "b": 3.0}, "g", None),
    ],
)
def test_the_gate_closes(
    figures: dict[str, float], gold: str, complaint: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {"gold": "g", "figures": {"a": 50.0, "b": 3.0}, "epsilon": {"a": 0.5, "b": 0.0}}
    monkeypatch.setitem(SUITES, "made up", kept)
    if complaint is None:
        hold("made up", gold, figures)
    else:
        with pytest.raises(AssertionError, match=complaint):
            hold("made up", gold, figures)
