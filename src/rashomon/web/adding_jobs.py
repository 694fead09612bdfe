"""Files on their way into the case: one after the other, by a process beside the server, told of as they go."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from rashomon.errors import ItemError
from rashomon.store.base import now
from rashomon.web.incoming import Incoming

MOST_KEPT = 200
"""Jobs that stay listed; those that wait are never dropped."""

MOST_WAITING = 2000
IDLE = 20.0
"""Seconds that the process waits for another file before it gives its memory back."""

GIVE_UP = 3600.0
"""Seconds after which a file that is still being read is given up."""

COMPARE_EVERY = 60.0
"""Seconds between comparisons while files keep coming."""

NOTES = {
    "known": "it was in the case already",
    "place": "the same file was in the case already, under another name",
    "version": "another file by this name was there before; both are kept",
}
"""What is said of a file that is not simply new."""


@dataclass(frozen=True, slots=True)
class FileJob:
    """A file or address on its way into the case.

    Attributes:
        state: uploaded (waits for its turn), reading, parsed, partial or failed.
        problems: why it is not parsed in full, and what to do.
        note: what else is to be said of it.
        document: id of the document that it became, empty where it gave no bytes.
        inside, inside_failed: documents that lie in it, and how many of those could not be read.
        retry: it can be tried again.
    """

    id: str
    name: str
    size: int
    state: str
    problems: tuple[str, ...]
    note: str
    document: str
    inside: int
    inside_failed: int
    actor: str
    time: str
    retry: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave: an upload at a path of ours, an address, or nothing and the reason."""

    name: str
    path: Path | None = None
    url: str = ""
    size: int = 0
    problem: str = ""


@dataclass(slots=True)
class _Job:
    shown: FileJob
    given: Given
    published: str = ""
    again: bool = False
    outcomes: list[dict[str, Any]] = field(default_factory=list)


class Adding:
    """The queue of files and the thread that serves it. Threads may call anything here at any time."""

    def __init__(
        self,
        folder: Path,
        *,
        database: str | None,
        told: Callable[[str, str], None],
        added: Callable[[], None],
    ) -> None:
        """Serve the queue of a case; nothing is started before the first file comes.

        Args:
            database: the PostgreSQL URL to hand on, which may hold a password; it goes through the environment.
            told: called with the id and the state of a file as that changes.
            added: called where it is time to compare what came.
        """
        self.incoming = Incoming(folder)
        self._folder, self._database, self._told, self._added = folder, database, told, added
        self._changed = threading.Condition()
        self._jobs: dict[str, _Job] = {}
        self._waiting: list[str] = []
        self._current = ""
        self._closing = False
        self._thread: threading.Thread | None = None
        self._reader = Reading(folder, database)

    @property
    def busy(self) -> bool:
        """Whether a file waits or is being read."""
        return bool(self._waiting or self._current)

    def jobs(self) -> tuple[FileJob, ...]:
        """Return the files, the last one first."""
        with self._changed:
            return tuple(job.shown for job in reversed(self._jobs.values()))

    def submit(self, given: Iterable[Given], *, actor: str, published: str = "") -> tuple[FileJob, ...]:
        """Put files into the queue and return how they stand.

        Raises:
            ItemError: too many wait already.
        """
        items = list(given)
        with self._changed:
            if len(self._waiting) + len(items) > MOST_WAITING:
                raise ItemError(
                    items[0].name,
                    step="add",
                    reason=f"{len(self._waiting)} files wait already",
                    remedy="wait until some are read, or use 'rashomon add' for a whole folder",
                )
            made = [_Job(_shown(one, actor), one, published) for one in items]
            self._jobs.update((job.shown.id, job) for job in made)
            self._waiting += [job.shown.id for job in made if not job.given.problem]
            self._forget()
            self._wake()
        for job in made:
            self._told(job.shown.id, job.shown.state)
        return tuple(job.shown for job in made)

    def retry(self, job: str, *, actor: str) -> FileJob | None:
        """Put a file that failed into the queue again; None where there is no such file, or it cannot be tried."""
        with self._changed:
            found = self._jobs.get(job)
            if found is None or not found.shown.retry:
                return None
            found.again, found.outcomes = True, []
            found.shown = replace(
                found.shown, state="uploaded", problems=(), note="", retry=False, actor=actor, time=now()
            )
            self._waiting.append(job)
            self._wake()
        self._told(job, "uploaded")
        return found.shown

    def close(self) -> None:
        """Stop; a file that is being read is left as it was before."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._reader.close()
        if self._thread is not None:
            self._thread.join(timeout=10)
        self.incoming.close()

    def _wake(self) -> None:
        if self._thread is None and not self._closing:
            self._thread = threading.Thread(target=self._work, name="adding", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _forget(self) -> None:
        """Drop the oldest files that are done with."""
        waiting = {self._current, *self._waiting}
        done = [job for job in self._jobs if job not in waiting]
        for job in done[: max(0, len(self._jobs) - MOST_KEPT)]:
            self._drop(self._jobs.pop(job))

    def _drop(self, job: _Job) -> None:
        if job.given.path is not None:
            job.given.path.unlink(missing_ok=True)

    def _work(self) -> None:
        compared = time.monotonic()
        while not self._closing:
            job = self._next(IDLE)
            if job is None:
                self._reader.rest()
                job = self._next(None)
            if job is None:
                return
            self._do(job)
            with self._changed:
                self._current = ""
                due = not self._waiting or time.monotonic() - compared > COMPARE_EVERY
                self._forget()
            if due and not self._closing:
                compared = time.monotonic()
                self._added()

    def _next(self, seconds: float | None) -> _Job | None:
        """Wait for a file to come, so many seconds or as long as it takes; None where none did, or we are closing."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing, seconds)
            if self._closing or not self._waiting:
                return None
            self._current = self._waiting.pop(0)
            return self._jobs[self._current]

    def _do(self, job: _Job) -> None:
        job.shown = replace(job.shown, state="reading")
        self._told(job.shown.id, "reading")
        problem = self._reader.read(_order(job), job.outcomes.append)
        if self._closing:
            return
        job.shown = _finished(job, problem)
        if job.outcomes and job.given.path is not None:
            # The bytes are in the archive now, from which they can be read again.
            self._drop(job)
        self._told(job.shown.id, job.shown.state)


def _shown(given: Given, actor: str) -> FileJob:
    state = "failed" if given.problem else "uploaded"
    problems = (given.problem,) if given.problem else ()
    return FileJob(uuid4().hex, given.name, given.size, state, problems, "", "", 0, 0, actor, now(), retry=False)


def _order(job: _Job) -> dict[str, Any]:
    """Return a job as the process takes it."""
    given, told = job.given, job.shown
    order = {"job": told.id, "name": given.name, "actor": told.actor, "published": job.published, "retry": job.again}
    if given.url:
        return order | {"url": given.url}
    if given.path is not None and given.path.exists():
        return order | {"path": str(given.path)}
    return order | {"document": told.document}


def _finished(job: _Job, problem: str) -> FileJob:
    """Return a file as it stands after its turn."""
    if not job.outcomes:
        why = problem or "reading it stopped; try it again"
        return replace(job.shown, state="failed", problems=(why,), retry=True)
    own, inner = job.outcomes[0], job.outcomes[1:]
    problems: tuple[str, ...] = tuple(own["problems"]) + ((problem,) if problem else ())
    state = "failed" if problem else own["state"]
    if state == "failed" and not problems:
        problems = ("it could not be read when it was added before; try it again",)
    return replace(
        job.shown,
        state=state,
        problems=problems,
        note=NOTES.get(own["what"], ""),
        document=own["document"] or "",
        inside=len(inner),
        inside_failed=sum(one["state"] == "failed" for one in inner),
        retry=state == "failed",
    )


class Reading:
    """The process that reads, started with the first job and kept for more. For one thread; `close` for any."""

    def __init__(self, folder: Path, database: str | None) -> None:
        self._folder, self._database = folder, database
        self._child: subprocess.Popen[str] | None = None
        self._errors: IO[str] | None = None
        self._starting = threading.Lock()
        self._closed = False

    def read(self, order: dict[str, Any], told: Callable[[dict[str, Any]], None]) -> str:
        """Have one job done; return what went wrong with it, empty where nothing did.

        Args:
            told: called with each document that the job gives, its own first.
        """
        try:
            child = self._running()
        except OSError as error:
            return f"the process that reads files could not be started ({error.strerror}); free some memory"
        killer = threading.Timer(GIVE_UP, child.kill)
        killer.start()
        try:
            assert child.stdin is not None and child.stdout is not None  # noqa: S101  both are pipes
            child.stdin.write(json.dumps(order) + "\n")
            child.stdin.flush()
            for line in child.stdout:
                said = _said(line)
                if said.get("job") != order["job"]:
                    continue  # a library's own words
                if said.get("done"):
                    return str(said["problem"])
                told(said)
        except OSError:  # it ended before it took the job
            pass
        finally:
            killer.cancel()
        return self._ended()

    def rest(self) -> None:
        """Let the process end, and give its memory back."""
        if self._child is not None and self._child.stdin is not None:
            try:
                self._child.stdin.close()
                self._child.wait(timeout=60)
            except (OSError, subprocess.TimeoutExpired):
                self._child.kill()
            self._ended()

    def close(self) -> None:
        """End the process at once, and start none any more."""
        with self._starting:
            self._closed = True
            if self._child is not None and self._child.poll() is None:
                self._child.kill()

    def _running(self) -> subprocess.Popen[str]:
        with self._starting:
            if self._closed:
                raise OSError(errno.ECANCELED, os.strerror(errno.ECANCELED))
            if self._child is None:
                environment = dict(os.environ)
                if self._database:
                    environment["RASHOMON_DATABASE"] = self._database
                # A file, not a pipe: what nobody takes from a pipe would stop the process.
                self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
                self._child = subprocess.Popen(
                    # -P keeps the current folder, which may be the documents', out of the import path.
                    [sys.executable, "-P", "-m", "rashomon.web.adding", str(self._folder)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._errors,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    env=environment,
                )
            return self._child

    def _ended(self) -> str:
        """Put away a process that ended, and say why it did."""
        child, errors = self._child, self._errors
        self._child = self._errors = None
        if child is None or errors is None:
            return ""
        child.kill()
        with child, errors:
            status = child.wait()
            errors.seek(max(0, errors.seek(0, os.SEEK_END) - 4000))
            last = errors.read().strip().splitlines()[-1:]
        reason = last[0][:300] if last else f"it ended with status {status}"
        return f"the process that reads files stopped ({reason}); try it again, or add the file by itself"


def _said(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
