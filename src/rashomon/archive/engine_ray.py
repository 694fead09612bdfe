"""A Ray cluster for the work of an archive: one of this machine alone, or one that runs."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rashomon.errors import RunError

if TYPE_CHECKING:
    from rashomon.archive.engine import Engine

_FOLDER, _SHORT = "rashomon-ray-", 30
# What a cluster of this machine keeps in memory for its tasks, bytes: ours are numbers. Ray takes no less.
_OBJECTS: Final = 80 << 20


_NOT_STARTED: Final = "Starting Ray client server failed"


@contextmanager
def connected(engine: Engine, quiet: Mapping[str, str]) -> Iterator[tuple[int, Callable[[], int]]]:
    """Connect to a cluster, or start one that listens on this machine's own loopback only.

    Yields how many processes work there, and what tells how many processors it has.

    Args:
        engine: its address is "ray" or begins with "ray://".
        quiet: settings of the processes that work there.

    Raises:
        RunError: Ray does not start or does not answer, or has fewer processors than are needed.
    """
    import ray

    own = engine.address == "ray"
    place = _ray_folder() if own else None
    silent: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    try:
        if own:
            # Who may speak to the cluster: whoever knows this. Else Ray keeps a token in the home folder.
            os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
            # Ray's helpers end when nothing has answered them for so long; else they outlive a killed run by minutes.
            os.environ.setdefault("RAY_gcs_rpc_server_reconnect_timeout_s", "5")
            # One processor more than work: Ray's own tasks wait for one, and without it nothing ever starts.
            ray.init(
                address="local",
                num_cpus=engine.processes + 1,
                include_dashboard=False,
                _temp_dir=str(place),
                object_store_memory=_OBJECTS,
                **silent,
            )
        else:
            _join(lambda: ray.init(engine.address, runtime_env={"env_vars": dict(quiet)}, **silent))
    except Exception as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        # Of an error on the cluster the first line says that there was one, and the last which.
        reason = " ".join(dict.fromkeys((lines[0][:200], lines[-1][:300])))
        raise RunError(f"--engine {engine.address}: connect: {reason}; check the address, or use local") from error

    def processors() -> int:
        there: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
        return int(there.get("CPU", 0))

    try:
        yield engine.processes if own else _placed(engine, processors()), processors
    finally:
        ray.shutdown()
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)


def _join(connect: Callable[[], object]) -> None:
    """Connect to a cluster; once more where the process that is to serve us there did not start in its time."""
    try:
        connect()
    except (RuntimeError, ConnectionError) as error:
        if _NOT_STARTED not in str(error):
            raise
        connect()


def _placed(engine: Engine, processors: int) -> int:
    """Return how many processes work on a cluster with so many processors, of which Ray's own tasks need one.

    Raises:
        RunError: they have no place there; Ray would wait for more machines, without a word and without end.
    """
    if processors < 2:
        raise RunError(
            f"--engine {engine.address}: the cluster has {processors} processors, and Ray's own tasks need one: "
            "let more machines join, or start it with a larger --num-cpus"
        )
    if engine.workers >= processors:
        raise RunError(
            f"--workers {engine.workers}: the cluster has {processors} processors, and Ray's own tasks need one; "
            f"give at most {processors - 1}"
        )
    return engine.workers or processors - 1


def _ray_folder() -> Path:
    """Make a folder for the sockets and logs of a cluster; those of programs that were killed are removed.

    The path of a socket may have 107 bytes and Ray adds about 70, so a long temporary folder cannot be used.
    """
    usual = tempfile.gettempdir()
    base = Path(usual if len(usual) <= _SHORT else "/tmp")  # noqa: S108  made unguessable and ours alone by mkdtemp
    for left in base.glob(f"{_FOLDER}*-*"):
        owner = left.name.removeprefix(_FOLDER).split("-")[0]
        if owner.isdigit() and not _runs(int(owner)) and left.stat().st_uid == os.getuid():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=base))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
