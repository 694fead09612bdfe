"""Twenty kills at random moments on either engine; the full figure is that of `tools/kill_cases.py --times 1000`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "kill_cases.py"


def kill(memory: Path, *options: str) -> None:
    done = subprocess.run(
        [sys.executable, str(TOOL), "--times", "20", *options],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "TMPDIR": str(memory)},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "20 kills" in done.stdout
    for kind in ("document", "reading", "again", "judgement"):
        assert f" {kind}," in done.stdout, "nothing of the kind was ever acknowledged, so nothing could be lost"


def test_twenty_kills_lose_nothing(memory: Path) -> None:
    kill(memory)


def test_twenty_kills_lose_nothing_on_postgresql(memory: Path, postgresql: str) -> None:
    kill(memory, "--database", postgresql)
