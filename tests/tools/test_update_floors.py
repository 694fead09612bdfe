"""The tool that writes floors: it sees every figure that fell, and keeps what it does not measure."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_floors", ROOT / "tools" / "update_floors.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_figure_that_fell_or_went_is_named(tool: ModuleType) -> None:
    assert tool.fallen({"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 0.9, "b": 2.0}) == ["a: 1.0 -> 0.9", "c: 3.0 -> None"]
    assert tool.fallen({"a": 1.0}, {"a": 1.1, "b": 0.0}) == []


def test_new_figures_keep_tolerance_and_reason(tool: ModuleType) -> None:
    kept = {
        "what": "w",
        "why": "because",
        "gold": "old",
        "figures": {"a": 1.0, "b": 2.0},
        "epsilon": {"a": 0.1, "b": 0.3},
    }
    assert tool.updated(kept, "new", {"a": 5.0, "c": 6.0}) == {
        "what": "w",
        "why": "because",
        "gold": "new",
        "figures": {"a": 5.0, "c": 6.0},
        "epsilon": {"a": 0.1, "c": 0.3},
    }
