"""Steps cut into tasks, each done once: what has a receipt is not done again, and a worker that dies costs one task."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, Self

from rashomon.archive.engine import Engine as DaftEngine
from rashomon.archive.engine import Started, each, started
from rashomon.archive.linking_layout import FOLDER, Job
from rashomon.archive.linking_parts import writing
from rashomon.archive.watching import looking
from rashomon.errors import RunError

Counts = Mapping[str, int]
Task = Callable[[Job, int], Counts]

_TRIES = 3


class Engine(Protocol):
    """Whatever does tasks: this process, processes of this machine, a cluster."""

    def do(self, task: Callable[[int], None], numbers: Sequence[int]) -> None:
        """Do a task for every number, in any order.

        Raises:
            RunError: one could not be done; those that are done are kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, what a person reads of it, its task, and how many there are."""

    name: str
    title: str
    task: Task
    tasks: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is: `done` tasks of `tasks`, `found` what they counted, `left` seconds if that can be told."""

    step: str
    title: str
    done: int
    tasks: int
    found: Counts
    left: float | None = None


class Here:
    """Does tasks in this process, or in `workers` processes of it, which end with the `with` block that it opens."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; they are started anew if there is more to do."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def do(self, task: Callable[[int], None], numbers: Sequence[int]) -> None:
        """Do a task for every number.

        Raises:
            RunError: worker processes were killed again and again.
        """
        if self.workers < 2 or len(numbers) < 2:
            for number in numbers:
                task(number)
            return
        for _ in range(_TRIES):
            try:
                # Arrow has threads of its own, which a fork would lose.
                context = multiprocessing.get_context("spawn")
                self._pool = self._pool or ProcessPoolExecutor(self.workers, mp_context=context)
                for done in as_completed([self._pool.submit(task, number) for number in numbers]):
                    done.result()
            except BrokenProcessPool:
                self.close()  # what has a receipt is not done again
                continue
            return
        raise RunError(
            f"link: worker processes were killed {_TRIES} times; give it more memory or fewer workers, and link again: "
            "what was done is kept"
        )


class OnDaft:
    """Does tasks where Daft runs, mostly on a Ray cluster, which is started once, for the `with` block it opens."""

    def __init__(self, engine: DaftEngine, marks: Path, on_note: Callable[[str], None]) -> None:
        self._engine, self._marks, self._on_note = engine, marks, on_note
        self._open = ExitStack()
        self._started: Started | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._started = None
        self._open.close()

    def do(self, task: Callable[[int], None], numbers: Sequence[int]) -> None:
        """Do a task for every number; the only one is done here.

        Raises:
            RunError: one was not done, or the engine cannot be used.
        """
        if len(numbers) == 1:
            task(numbers[0])
            return
        self._started = self._started or self._open.enter_context(started(self._engine))
        make = partial(_made, task)
        failed = each(numbers, make, on=self._started, marks=self._marks, on_note=self._on_note)
        if failed:
            number, reason = min(failed.items())
            raise RunError(f"link: {len(failed)} parts of the work were not done, the first ({number}): {reason}")


def _made(task: Callable[[int], None]) -> Callable[[int], None]:
    return task


def run(step: Step, job: Job, engine: Engine, on_progress: Callable[[Progress], None]) -> Counts:
    """Do what is left of a step and return what all its tasks counted."""
    watch = _Watch(step, job, on_progress)
    left = watch.look()
    if left:
        with looking(watch.look):
            engine.do(partial(_do, step, job), left)
        watch.look()
    return watch.total


class _Watch:
    """Follows the receipts of a step as they appear, whoever writes them."""

    def __init__(self, step: Step, job: Job, on_progress: Callable[[Progress], None]) -> None:
        self._step, self._job, self._tell = step, job, on_progress
        self._seen: set[int] = set()
        self._started = time.monotonic()
        self._before: int | None = None
        self.total: Counter[str] = Counter()

    def look(self) -> list[int]:
        """Count what was finished since the last look, tell it, and return what is left."""
        left = []
        for number in range(self._step.tasks):
            if number not in self._seen:
                told = _receipt(self._job, self._step.name, number)
                if told is None:
                    left.append(number)
                else:
                    self._seen.add(number)
                    self.total.update(told)
        done = len(self._seen)
        self._before = done if self._before is None else self._before
        own, seconds = done - self._before, time.monotonic() - self._started
        expected = seconds / own * len(left) if own else None
        self._tell(Progress(self._step.name, self._step.title, done, self._step.tasks, dict(self.total), expected))
        return left


def _do(step: Step, job: Job, number: int) -> None:
    """Do one task and write its receipt, unless it is done."""
    if _receipt(job, step.name, number) is None:
        counts = step.task(job, number)
        with writing(_path(job, step.name, number)) as part:
            part.write_text(json.dumps(dict(counts)), encoding="utf-8")


def _path(job: Job, name: str, number: int) -> Path:
    return job.out / FOLDER / "steps" / name / f"{number:05d}.json"


def _receipt(job: Job, name: str, number: int) -> Counts | None:
    """Return what a finished task counted; None for one that is still to be done."""
    path = _path(job, name, number)
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise RunError(f"{path}: link: it is damaged ({error}); remove it, and link again") from error
    return {str(key): int(value) for key, value in told.items()}
