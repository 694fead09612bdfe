"""Whatever dies while an archive is read, what comes of it is the same, and little is read twice.

Both engines really run, as the command starts them, with two workers.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from archive import runs
from archive.runs import begun, command, descendants, ended, kill, receipts, sources, tree, wait_for, workers
from rashomon.archive.engine import Engine
from rashomon.archive.engine_ray import connected
from rashomon.errors import RunError


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sources(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def undisturbed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What an archive holds that was read by one process without any trouble."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    done = subprocess.run(command(source, out, "--workers", "1"), capture_output=True, text=True, check=False)
    assert done.returncode == 1, "some records were set aside"
    assert "48 documents" in done.stderr
    assert "3 records gave no document and were set aside" in done.stderr
    assert "3: it is no JSON" in done.stderr
    found = tree(out)
    assert (
        len([name for name in found if name.startswith("shards/")]) == json.loads(found["archive.json"])["shards"] > 10
    )
    return found


def test_a_worker_that_is_killed_costs_nothing_but_time(
    source: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    run = begun(source, tmp_path / "out")
    wait_for(lambda: len(receipts(tmp_path / "out")) >= 2, "receipts")
    first = receipts(tmp_path / "out")
    kill(workers(run.pid)[0])
    said = ended(run)
    assert "a process died" in said
    assert "go on with fresh processes" in said
    assert run.returncode == 1
    assert tree(tmp_path / "out") == undisturbed
    assert first.items() <= receipts(tmp_path / "out").items(), "what was read is not read again"


def signalled(processes: Iterable[int], number: int) -> None:
    """Send a signal to processes; one that has ended meanwhile needs none."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def test_a_run_that_is_killed_goes_on_where_it_was(source: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = begun(source, out)
    wait_for(lambda: len(receipts(out)) >= 3, "receipts")
    own = [child for child, _ in descendants(run.pid)]
    # Held still meanwhile: else it may be done before the other command has begun.
    signalled([run.pid, *own], signal.SIGSTOP)
    other = subprocess.run(command(source, out), capture_output=True, text=True, check=False)
    assert other.returncode == 2
    assert "another command works on this archive" in other.stderr
    run.kill()
    signalled(own, signal.SIGCONT)
    ended(run)
    wait_for(lambda: not any(Path(f"/proc/{child}/exe").exists() for child in own), "the workers to end")
    done = receipts(out)
    again = subprocess.run(command(source, out), capture_output=True, text=True, check=False)
    shards = json.loads(undisturbed["archive.json"])["shards"]
    assert f"{shards - len(done)} of {shards} shards read" in again.stderr
    assert tree(out) == undisturbed
    assert done.items() <= receipts(out).items(), "what was read is not read again"
    last = receipts(out)
    third = subprocess.run(command(source, out), capture_output=True, text=True, check=False)
    assert f"all {shards} shards were read before; nothing to do" in third.stderr
    assert receipts(out) == last


def listening(process: int) -> set[str]:
    """Return the addresses on which a process and those that it started wait for others, as the system writes them."""
    found = set()
    for child in [process, *(child for child, _ in descendants(process))]:
        try:
            links = [str(entry.readlink()) for entry in Path(f"/proc/{child}/fd").iterdir()]
        except OSError:
            continue
        own = {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:[")}
        for table in ("tcp", "tcp6"):
            for row in Path(f"/proc/{child}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
                fields = row.split()
                if fields[3] == "0A" and fields[9] in own:
                    found.add(fields[1].split(":")[0])
    return found


def titled(process: int) -> str:
    """Return the first word of a command line, which Ray's processes write themselves; of one that ended ""."""
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode().partition(" ")[0]
    return ""


HELPERS = ("ray::RuntimeEnvAgent", "ray::DashboardAgent")
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}


def test_on_ray_it_is_the_same_whoever_dies(
    source: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    out = tmp_path / "out"
    run = begun(source, out, "--engine", "ray")
    wait_for(lambda: receipts(out), "a receipt")
    open_to = listening(run.pid)
    own = [child for child, _ in descendants(run.pid)]
    before = len(receipts(out))
    kill(workers(run.pid)[0])
    wait_for(lambda: len(receipts(out)) >= min(before + 3, 11), "receipts after a worker was killed")
    run.kill()
    said = ended(run)
    # Two helpers of Ray's, which touch nothing of ours, go on for a minute to tell a server that is gone that they end.
    wait_for(lambda: {titled(child) for child in own} <= {"", *HELPERS}, "the cluster to end")
    done = receipts(out)
    # What was begun on Ray may be ended here (and what Ray reads to the end is in test_cluster).
    again = subprocess.run(command(source, out), capture_output=True, text=True, check=False)
    assert again.returncode == 1, again.stderr
    assert tree(out) == undisturbed
    assert done.items() <= receipts(out).items(), "what was read is not read again"
    assert open_to, "a cluster listens"
    assert open_to <= LOOPBACK, said
    assert not list(home.iterdir()), "nothing is left in the home folder"


@pytest.mark.parametrize(("failures", "connects"), [(1, True), (2, False)])
def test_a_cluster_that_is_slow_to_serve_us_is_asked_once_more(
    monkeypatch: pytest.MonkeyPatch, failures: int, connects: bool
) -> None:
    ray = pytest.importorskip("ray", reason="needs the extra archive")
    left = iter(range(failures))

    def init(*_: object, **__: object) -> None:
        if next(left, None) is not None:
            raise RuntimeError("Initialization failure from server:\nStarting Ray client server failed. See a file")

    monkeypatch.setattr(ray, "init", init)
    monkeypatch.setattr(ray, "shutdown", lambda: None)
    monkeypatch.setattr(ray, "cluster_resources", lambda: {"CPU": 4.0})
    if connects:
        with connected(Engine("ray://127.0.0.1:1", 0), {}) as (workers, _):
            assert workers == 3
    else:
        with pytest.raises(RunError, match="check the address"), connected(Engine("ray://127.0.0.1:1", 0), {}):
            pass


PROGRAM = """
import sys
from dataclasses import replace
from pathlib import Path
import steps
from rashomon.archive import engine
from rashomon.archive.engine import Engine, each, started
from rashomon.errors import RunError
out = Path(sys.argv[1])
make = steps.Make(str(out), **eval(sys.argv[2]))
try:
    with started(Engine("local", 2)) as running:
        if sys.argv[3] == "a cluster that has lost machines":
            engine._LOOK = 0.01
            running = replace(running, workers=3, processors=lambda: 2)
        failed = each(range(12), make, on=running, marks=out / "marks", on_note=print)
    print({task: reason.partition(";")[0] for task, reason in failed.items()})
except RunError as error:
    print("stopped:", error)
"""


def engine(out: Path, trouble: str, on: str = "this machine") -> list[str]:
    """Run twelve tasks of which some make trouble; return the lines that were printed."""
    paths = [str(Path(runs.__file__).parent), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(out), trouble, on],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
    )
    assert done.returncode == 0, done.stderr
    assert not (out / "marks").exists()
    return done.stdout.splitlines()


def test_what_kills_its_process_each_time_is_given_up_and_the_rest_is_done(tmp_path: Path) -> None:
    *notes, failed = engine(tmp_path, "dict(deadly=(4,), once=(7,), bad=(2,))")
    assert failed.startswith("{")
    reasons = eval(failed)
    assert set(reasons) == {2, 4}
    assert reasons[2] == "task 2: read: it is bad"
    assert reasons[4].startswith("it was begun 3 times and each time its process died")
    assert (tmp_path / "died-4").read_text(encoding="ascii") == "xxx"
    assert (tmp_path / "died-7").read_text(encoding="ascii") == "x"
    assert {int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()} == set(range(12)) - {2, 4}
    assert all("a process died" in note for note in notes)


def test_what_no_shard_can_do_stops_the_run(tmp_path: Path) -> None:
    assert engine(tmp_path, "dict(last=0)")[-1] == "stopped: out: write: no space; free some"
    assert len(list(tmp_path.iterdir())) < 11, "the others were not even begun"


def test_a_cluster_that_has_lost_machines_is_told_of_once(tmp_path: Path) -> None:
    *notes, failed = engine(tmp_path, "dict()", on="a cluster that has lost machines")
    assert failed == "{}"
    assert notes == [
        "the cluster has 2 processors left for 3 processes: it waits for more to join; or end this command and give it "
        "again with --workers 1: what was done is kept"
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--engine", "spark"], "--engine 'spark': not known; choose local, ray or ray://HOST:PORT"),
        (["--field", "txt=a"], "--field txt=a: give one of text, title"),
        (["--workers", "0"], "--workers"),
        (["--shard-documents", "0"], "--shard-documents 0: not a number of documents"),
        (["--profile", "none"], "'none'; choose one of literal"),
    ],
)
def test_options_that_cannot_be_are_refused_at_once(
    source: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    done = subprocess.run(command(source, tmp_path / "out", *options), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / "out").exists()
