"""What fuzzing and the corpus once found: each input runs through its target again, and so do the fuzzer's first ones."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
FINDINGS = Path(__file__).parent / "findings"


@cache
def targets() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_targets", ROOT / "tools" / "fuzz" / "targets.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", sorted(FINDINGS.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_finding_stays_fixed(path: Path) -> None:
    targets().TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", ["html_source", "plain", "wire", "view", "times", "quantities"])
def test_every_target_runs(name: str) -> None:
    assert set(targets().SEEDS) == set(targets().TARGETS)
    for seed in (*targets().SEEDS[name], b"", b"\x00", b"a", bytes(range(256))):
        targets().TARGETS[name](seed)


def test_a_target_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets(), "find_times", lambda text, published: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        targets().TARGETS["times"](b"\x01today")
