"""Where the work of an archive is done: steps over numbered tasks, on this machine or on a Ray cluster, by Daft.

A task is a number, and what it gives stands on disk before it counts as done, so that the engine carries nothing but
numbers and reasons, and a task may be done twice. The one difference between the two engines is `started`.

Processes die: a parser's machine code fails, memory runs out, a node goes away. Ray starts a new one in its place; a
local query of Daft ends with the first that dies, so what is left is run again with fresh ones. Every start of a task
is a byte in a file of its own (`marks`), taken away at its end: a task that was begun `TRIES` times and never ended is
given up. A local query that breaks leaves the tasks of all its workers begun, so what was begun twice is run alone.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from rashomon.archive.engine_ray import connected
from rashomon.archive.watching import looking
from rashomon.errors import RashomonError, RunError
from rashomon.machine import processors

Step = Callable[[int], None]
"""Does one task; made once a process, so that models are loaded once."""

TRIES: Final = 3
"""How often a task is begun before it is given up."""

_STOP: Final = "stop"
# Seconds between two looks at how many processors a cluster has.
_LOOK = 10.0
# Parts of the table of tasks for each process: enough that no node waits long for the last ones.
_PARTS: Final = 4
_QUIET: Final = {
    "DO_NOT_TRACK": "1",
    "DAFT_ANALYTICS_ENABLED": "0",
    "DAFT_PROGRESS_BAR": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_TASK_EVENTS": "0",
    "RAY_enable_metrics_collection": "0",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
    # The one switch by which a cluster of one machine listens on its loopback only, on any system.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    # A worker takes one processor: how many work is what `workers` says.
    "OMP_NUM_THREADS": "1",
    # Processes that Daft starts by `python -m` must not find modules in the folder where somebody happens to be.
    "PYTHONSAFEPATH": "1",
}
"""What the two parts are told before they are first imported: reports to their makers and bars of their own are off."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Where steps run.

    Attributes:
        address: "local" (processes of this machine), "ray" (a cluster started here, for this machine alone) or
            "ray://HOST:PORT" (one that runs; every node needs Rashomon, and the same paths to sources and archive).
        workers: processes that work at a time; one processor each. 0: all processors, of a cluster all but one.
    """

    address: str = "local"
    workers: int = 0

    def __post_init__(self) -> None:
        if self.address not in {"local", "ray"} and not self.address.startswith("ray://"):
            raise RunError(f"--engine {self.address!r}: not known; choose local, ray or ray://HOST:PORT")
        if self.workers < 0:
            raise RunError(f"--workers {self.workers}: not a number of processes; give 1 or more")

    def check(self) -> None:
        """Refuse an engine that is not installed, before any long work.

        Raises:
            RunError: a part is missing.
        """
        for part, name in (("daft", "Daft"), *([] if self.address == "local" else [("ray", "Ray")])):
            if find_spec(part) is None:
                raise RunError(f"archive: needs {name}; pip install 'rashomon[archive]'")

    @property
    def processes(self) -> int:
        """Return how many processes work; one a processor of this machine unless said otherwise."""
        return self.workers or processors()


@dataclass(frozen=True, slots=True)
class Started:
    """An engine that runs, until the block of `started` ends.

    Attributes:
        daft: the module of that name, set to run there.
        workers: how many processes work.
        processors: how many the cluster has now; None where it is this machine.
    """

    engine: Engine
    daft: Any
    workers: int
    processors: Callable[[], int] | None = None


class Worker:
    """What lives in a process that works: one step, made on first use, that does one task after the other."""

    def __init__(self, make: Callable[[], Step], marks: Path, orphan: bool) -> None:
        """Remember how the step is made. `orphan`: end with the process that started this one."""
        self._make, self._marks = make, marks
        self._step: Step | None = None
        if orphan:
            threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
            # Daft allows five seconds for the end and complains; taking models apart takes longer on a busy machine.
            atexit.register(os._exit, 0)

    def do(self, task: int) -> str:
        """Do a task; return "" or the reason why not, and "stopped" where the run is to end."""
        if (self._marks / _STOP).exists():
            return "stopped"
        mark = self._marks / str(task)
        if _begun(mark) >= TRIES:
            return (
                f"it was begun {TRIES} times and each time its process died, of memory or of a fault in a part that "
                "reads; run the command again on a machine with more memory, or with smaller shards in a new folder"
            )
        with mark.open("ab") as file:
            file.write(b".")
        try:
            self._step = self._step or self._make()
            self._step(task)
        except RunError as error:
            (self._marks / _STOP).write_text(str(error), encoding="utf-8")
            return "stopped"
        except RashomonError as error:
            return str(error)
        except Exception as error:
            logging.getLogger(__name__).debug("task %s", task, exc_info=True)
            return f"it stopped at an error of ours ({type(error).__name__}: {error}); please report it"
        finally:
            mark.unlink(missing_ok=True)
        return ""


def each(
    tasks: Sequence[int],
    make: Callable[[], Step],
    *,
    on: Started,
    marks: Path,
    on_note: Callable[[str], None] = lambda _: None,
) -> dict[int, str]:
    """Do every task, in any order, on the processes of an engine; return the reason of each that was not done.

    Args:
        make: makes the step in each process; must pickle (a class, or a `functools.partial` of one, in a module).
        on: where; one start serves for many steps.
        marks: a folder that all processes see, for this call alone; made, emptied and removed.
        on_note: told in a sentence when processes died and what is done about it.

    Raises:
        RunError: no process starts, or a step raised it: the run must stop.
    """
    local = on.engine.address == "local"
    shutil.rmtree(marks, ignore_errors=True)
    failed: dict[int, str] = {}
    left = list(tasks)
    try:
        marks.mkdir(parents=True)
        while left:
            crowd = [task for task in left if _begun(marks / str(task)) < TRIES - 1]
            workers, now = (min(on.workers, len(crowd)), crowd) if crowd else (1, left[:1])
            with _waiting_told(on, workers, on_note):
                done, broken = _query(on.daft, now, make, marks=marks, workers=workers, local=local)
            failed |= {task: reason for task, reason in done.items() if reason}
            _check_stop(marks)
            left = [task for task in left if task not in done]
            if broken and not done and not any(marks.iterdir()):
                raise RunError(f"archive: the processes that work do not start ({broken}); check the installation")
            if broken and left:
                on_note(f"a process died ({broken}); {len(left)} tasks are left and go on with fresh processes")
    finally:
        shutil.rmtree(marks, ignore_errors=True)
    return failed


def _query(  # noqa: PLR0913
    daft: Any, tasks: Sequence[int], make: Callable[[], Step], *, marks: Path, workers: int, local: bool
) -> tuple[dict[int, str], str]:
    """Run tasks as one query; return the reason ("" where done) of each that came back, and why the query broke."""
    method = daft.method.batch(return_dtype=daft.DataType.string(), batch_size=1)
    shell = type("Shell", (Worker,), {"all": method(_do_all)})
    worker = daft.cls(shell, use_process=True, max_concurrency=workers)(make, marks, local)
    frame = daft.from_pydict({"task": list(tasks)})
    if not local:  # the nodes of a cluster share the work by parts of the table
        frame = frame.into_partitions(min(len(tasks), _PARTS * workers))
    done: dict[int, str] = {}
    try:
        for row in frame.select(frame["task"], worker.all(frame["task"]).alias("reason")).iter_rows():
            done[row["task"]] = row["reason"]
            if row["reason"] == "stopped":
                break
    except Exception as error:  # noqa: BLE001  the ways in which a process dies are many, and none has a class
        lines = str(error).strip().splitlines()
        return done, f"{type(error).__name__}: {lines[0][:200] if lines else 'no reason given'}"
    return done, ""


@contextmanager
def _waiting_told(on: Started, workers: int, on_note: Callable[[str], None]) -> Iterator[None]:
    """Say so when a cluster has lost processors that the workers need: Daft waits for others without a word."""
    if on.processors is None:
        yield
        return
    count, told = on.processors, False

    def look() -> None:
        nonlocal told
        try:
            there = count()
        except Exception:  # the query hears of a lost connection too, and says so
            logging.getLogger(__name__).debug("the cluster does not answer", exc_info=True)
            return
        if there < workers and not told:
            on_note(
                f"the cluster has {there} processors left for {workers} processes: it waits for more to join; or "
                "end this command and give it again"
                + (f" with --workers {there - 1}" if there > 1 else " with --engine local")
                + ": what was done is kept"
            )
        told = there < workers

    with looking(look, every=_LOOK):
        yield


def _do_all(self: Worker, tasks: Any) -> list[str]:
    return [self.do(task) for task in tasks.to_pylist()]


def _begun(mark: Path) -> int:
    try:
        return mark.stat().st_size
    except FileNotFoundError:
        return 0


def _check_stop(marks: Path) -> None:
    """Raise what a step said must stop the run."""
    with suppress(FileNotFoundError):
        raise RunError((marks / _STOP).read_text(encoding="utf-8"))


def _end_with(parent: int) -> None:
    """End this process when the one that started it is gone, so that nobody works unseen."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


@contextmanager
def started(engine: Engine) -> Iterator[Started]:
    """Start an engine, or connect to one; what was started for it ends afterwards.

    Raises:
        RunError: a part is not installed, or the cluster cannot be reached.
    """
    before = {name: os.environ.get(name) for name in _QUIET}
    os.environ.update(_QUIET)
    engine.check()
    import daft

    try:
        daft.set_execution_config(maintain_order=False)
        if engine.address == "local":
            yield Started(engine, daft, engine.processes)
        else:
            with connected(engine, _QUIET) as (workers, processors):
                daft.set_runner_ray(noop_if_initialized=True)
                # One runner a process, says Daft, and it would go on asking the cluster of the call before.
                vars(daft.runners.get_or_create_runner())["flotilla_plan_runner"] = None
                yield Started(engine, daft, workers, processors)
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
