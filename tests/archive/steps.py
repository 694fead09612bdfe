"""Steps for tests of the engine, in a module of their own: the processes that work import it."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from rashomon.errors import ItemError, RunError


@dataclass(frozen=True)
class Make:
    """Makes a step that writes a file a task, and whose tasks may end badly.

    Attributes:
        deadly: tasks in which the process is killed each time; `once`: the first time only.
        bad, last: tasks that fail; one with which the run must stop.
    """

    out: str
    deadly: tuple[int, ...] = ()
    once: tuple[int, ...] = ()
    bad: tuple[int, ...] = ()
    last: int = -1

    def __call__(self) -> Step:
        return Step(self)


class Step:
    def __init__(self, make: Make) -> None:
        self._make = make
        self._out = Path(make.out)

    def __call__(self, task: int) -> None:
        died = self._out / f"died-{task}"
        if task in self._make.deadly or (task in self._make.once and not died.exists()):
            with died.open("a", encoding="ascii") as file:
                file.write("x")
            os.kill(os.getpid(), signal.SIGKILL)
        if task in self._make.bad:
            raise ItemError(f"task {task}", step="read", reason="it is bad", remedy="make it good")
        if task == self._make.last:
            raise RunError("out: write: no space; free some")
        if task == 99:
            raise LookupError("unforeseen")
        time.sleep(0.02)
        (self._out / str(task)).write_text(str(os.getpid()), encoding="ascii")
