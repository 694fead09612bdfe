"""What several workers of a run need is made by the first that comes, once a run; the others wait for it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all workers of this run see, and no other run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(folder: Path, name: str, make: Callable[[Path], object]) -> Path:
    """Return `folder / name`, made by `make` unless another process of this run has made it.

    Nobody may change it: tests work on copies. Where `make` fails, the next that comes tries again.
    """
    made = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with TemporaryDirectory(dir=folder) as half:
                make(Path(half, name))
                Path(half, name).rename(made)
    return made
