"""An archive read and linked on a Ray cluster that somebody else started: the same files as by one process here."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from archive.runs import command, descendants, kill, sources, tree, wait_for
from rashomon.archive.linking import link
from rashomon.config import Config

KEY = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "0123456789abcdef" * 4}
"""What lets one in, known to the cluster and to the command."""
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # it listens on the loopback only
    "RAY_enable_metrics_collection": "0",
    "RAY_CLIENT_SERVER_CHECK_CHANNEL_TIMEOUT_S": "120",  # what serves a client starts slowly beside other tests
}
PARTS = {"part": 6}
COMPARED = {"compared": 6, "bucket": 700}
"""Sizes by which these steps are more than one task, and those; together all that are ever."""
LINK = """
import sys
from pathlib import Path
from rashomon.archive.engine import Engine
from rashomon.archive.linking import link
from rashomon.archive.linking_steps import OnDaft
from rashomon.config import Config
address, *given = sys.argv[1:]
for archive, sizes in zip(map(Path, given[::2]), given[1::2]):  # each with a connection of its own
    with OnDaft(Engine(address, 2), archive / ".begun", print) as engine:
        link(archive, config=Config(), engine=engine, sizes=eval(sizes))
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    pytest.importorskip("ray", reason="needs the extra archive")
    folder = tempfile.mkdtemp(prefix="rc-", dir="/tmp")  # the path of a socket has 107 bytes at most
    port, clients, agent = _free_ports(3)
    start = [sys.executable, "-c", "from ray.scripts.scripts import main; main()", "start", "--head", "--block"]
    start += ["--num-cpus=3", "--include-dashboard=false", f"--temp-dir={folder}", "--node-ip-address=127.0.0.1"]
    start += [f"--port={port}", f"--ray-client-server-port={clients}", f"--dashboard-agent-listen-port={agent}"]
    start += ["--min-worker-port=0", "--max-worker-port=0", "--object-store-memory=80000000"]
    head = subprocess.Popen(
        start, env={**os.environ, **QUIET, **KEY}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        wait_for(lambda: _answers(clients) or head.poll() is not None, "the cluster")
        assert head.poll() is None, head.communicate()[0]
        yield f"ray://127.0.0.1:{clients}"
    finally:
        started = [child for child, _ in descendants(head.pid)]
        head.terminate()
        with suppress(subprocess.TimeoutExpired):
            head.communicate(timeout=30)
        for process in (head.pid, *started):
            kill(process)
        shutil.rmtree(folder, ignore_errors=True)


def _free_ports(count: int) -> list[int]:
    found = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in found]
    for one in found:
        one.close()
    return ports


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def run(*given: str) -> tuple[int, str]:
    done = subprocess.run(given, env={**os.environ, **KEY}, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_more_workers_than_the_cluster_has_room_for_are_refused(cluster: str, tmp_path: Path) -> None:
    code, said = run(*command(sources(tmp_path), tmp_path / "out", "--workers", "3", "--engine", cluster))
    assert code == 2
    assert "--workers 3: the cluster has 3 processors, and Ray's own tasks need one; give at most 2" in said


def test_it_is_the_same_on_a_cluster_that_runs(cluster: str, tmp_path: Path) -> None:
    source = sources(tmp_path, 16)
    here, there, again = (tmp_path / name for name in ("here", "there", "again"))
    assert run(*command(source, here, "--workers", "1"))[0] == 1, "some records were set aside"
    code, said = run(*command(source, there, "--engine", cluster))
    assert code == 1, said
    assert tree(there) == tree(here), said

    shutil.copytree(there, again)
    shutil.copytree(here, tmp_path / "here again")
    link(here, config=Config(), sizes=PARTS)
    link(tmp_path / "here again", config=Config(), sizes=COMPARED)
    given = [word for out, sizes in ((there, PARTS), (again, COMPARED)) for word in (str(out), repr(sizes))]
    code, said = run(sys.executable, "-c", LINK, cluster, *given)
    assert code == 0, said
    linked, compared = tree(here), tree(tmp_path / "here again")
    shared = {name.split("/")[2] for name in (*linked, *compared) if re.match("links/steps/[^/]+/0*1[.]", name)}
    assert shared == {name.split("/")[2] for name in linked if name.startswith("links/steps/")} - {
        "part",
        "rank",
        "unite",
    }
    assert tree(there) == linked
    assert tree(again) == compared
