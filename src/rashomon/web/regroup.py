"""Keeping the board in step with the case: one process at a time, started again when something came in between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

PAUSE = 0.4
"""Seconds without a change before comparing begins, so that ten decisions in a row are one comparison."""

GIVE_UP = 3600


class Regrouper:
    """Runs `boarding` when asked and tells how it goes. Threads may call anything here at any time."""

    def __init__(
        self,
        folder: Path,
        *,
        database: str | None,
        told: Callable[[str, str], None],
        module: str = "rashomon.web.boarding",
        more: str = "",
    ) -> None:
        """Watch over the board of a case, or over something else that is made of it.

        Args:
            module, more: what is run on the folder, and what else it is told.
            database: the PostgreSQL URL to hand on, which may hold a password; it goes through the environment.
            told: called with ("step", words), ("board", "") or ("problem", words), from a thread of its own.
        """
        self._folder, self._database, self._told = folder, database, told
        self._command = [sys.executable, "-m", module, str(folder), *([more] if more else [])]
        self._wanted = threading.Event()
        self._closing = threading.Event()
        self._child: subprocess.Popen[str] | None = None
        self.step = ""
        self.problem = ""
        self._thread = threading.Thread(target=self._work, name="regroup", daemon=True)
        self._thread.start()

    def want(self) -> None:
        """Ask for a new board; many calls in a row make one."""
        self._wanted.set()

    def close(self) -> None:
        """Stop, and end a comparison that is under way: it is made anew when it is next wanted."""
        self._closing.set()
        self._wanted.set()
        if self._child is not None and self._child.poll() is None:
            self._child.kill()
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while not self._closing.is_set():
            self._wanted.wait()
            while not self._closing.is_set() and self._wanted.is_set():
                self._wanted.clear()
                self._closing.wait(PAUSE)
            if not self._closing.is_set():
                self._once()

    def _once(self) -> None:
        problem = ""
        try:
            with subprocess.Popen(
                self._command,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                stdin=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=self._environment(),
            ) as child:
                self._child = child
                killer = threading.Timer(GIVE_UP, child.kill)
                killer.start()
                problem = self._listen(child)
                killer.cancel()
        except OSError as error:
            problem = f"the comparison could not be started ({error.strerror})"
        self.step, self.problem = "", problem
        self._told("problem" if problem else "board", problem)

    def _listen(self, child: subprocess.Popen[str]) -> str:
        """Hand on what a comparison says of itself; return what went wrong."""
        problem = ""
        assert child.stdout is not None and child.stderr is not None  # noqa: S101
        for line in child.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                continue  # a library's own words; what counts is written as objects
            problem = str(said.get("problem", problem))
            if "step" in said:
                self.step = str(said["step"])
                self._told("step", self.step)
        errors = child.stderr.read()
        if child.wait() and not problem and not self._closing.is_set():
            last = errors.strip().splitlines()[-1:] or [f"it ended with status {child.returncode}"]
            problem = f"the comparison failed ({last[0][:300]}); run 'rashomon verify' on the case"
        return problem

    def _environment(self) -> Mapping[str, str]:
        environment = dict(os.environ)
        if self._database:
            environment["RASHOMON_DATABASE"] = self._database
        return environment
