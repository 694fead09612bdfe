"""What readers import is compiled beforehand, since behind their walls they can keep nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from rashomon.ingest.registry import JOBS

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_that_readers_are_given_warm_is_compiled(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    subprocess.run([sys.executable, ROOT / "tools" / "compile_readers.py"], env=environment, check=True)
    compiled = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.pyc")}
    missing = []
    for name in {name for job in JOBS.values() for name in job.warm}:
        # Some are not Python at all, or made by another as it is imported.
        source = Path(getattr(import_module(name), "__file__", None) or "")
        if source.suffix == ".py":
            kept = source.with_name(f"{source.stem}.{sys.implementation.cache_tag}.pyc").relative_to("/")
            missing += [] if kept.as_posix() in compiled else [name]
    assert compiled
    assert missing == []
