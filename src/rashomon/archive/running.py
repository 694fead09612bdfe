"""An archive read from its sources to its last shard: begun, gone on with, or found finished.

What is done is what has a receipt. So a run that was killed is gone on with by the same command, and one that is
finished does nothing. One process at a time works on an archive; others are told so.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rashomon.archive.engine import Engine, each, started
from rashomon.archive.layout import NOUNS, SHARDS, arrow, part, receipt
from rashomon.archive.plan import Plan, clear, plan
from rashomon.archive.reading import ReadShards
from rashomon.archive.sources import Cut
from rashomon.archive.sources_fields import Fields
from rashomon.archive.watching import looking
from rashomon.archive.writing import sweep
from rashomon.config import Config
from rashomon.errors import RunError
from rashomon.extract.reading import check

LOCK: Final = ".lock"
_MARKS: Final = ".begun-"
_MOST_REASONS: Final = 1000
_COUNTED: Final = ("documents", "repeated", "rejected", "characters")


@dataclass(slots=True)
class Progress:
    """How far a run is.

    Attributes:
        shards, done: of the archive; `before` of those done were so when this run began.
        documents, rejected: in the shards that this run finished.
        seconds: since this run began to read.
    """

    shards: int
    done: int
    before: int
    documents: int = 0
    rejected: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Return documents a second in this run; 0 while there are none."""
        return self.documents / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """Return the seconds that this run will probably take yet, None while nothing tells."""
        own = self.done - self.before
        return self.seconds / own * (self.shards - self.done) if own else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run.

    Attributes:
        shards, read: of the archive; those that this run read.
        documents, repeated, rejected, characters: in all finished shards. Repeated documents have the bytes of another
            one in their shard, and rejected records gave no document.
        failed: shards that were not read, with the reason.
        seconds: that reading took.
        reasons: of rejected records, how many have each, most first.
    """

    shards: int
    read: int
    documents: int
    repeated: int
    rejected: int
    characters: int
    failed: dict[int, str]
    seconds: float
    reasons: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Watch:
    """Follows the receipts as they appear, whoever writes them."""

    out: Path
    progress: Progress
    seen: set[str] = field(default_factory=set)

    def look(self) -> None:
        """Count what was finished since the last look."""
        for name in _receipts(self.out) - self.seen:
            self.seen.add(name)
            counted = _counts(self.out / SHARDS / name)
            self.progress.done += 1
            self.progress.documents += counted["documents"]
            self.progress.rejected += counted["rejected"]


def read_archive(  # noqa: PLR0913
    given: list[str],
    out: Path,
    *,
    config: Config,
    engine: Engine,
    fields: Fields = Fields(),  # noqa: B008  frozen
    cut: Cut = Cut(),  # noqa: B008  frozen
    again: bool = False,
    on_note: Callable[[str], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Read sources into an archive; go on where an earlier run ended.

    Args:
        again: remove what was read before, and what was linked in it, and begin anew.
        on_note: told in a sentence what else the user should know.
        on_progress: told about once a second, from another thread.

    Raises:
        RunError: the archive was begun with other sources or another configuration, another process works on it, a
            part is not installed, or nothing can be written there.
    """
    arrow()
    engine.check()
    check(config.extract)
    with locked(out):
        if again:
            clear(out)
        made = plan(
            given,
            out,
            config=config,
            fields=fields,
            cut=cut,
            on_look=lambda name: on_note(f"{name}: looking through it"),
        )
        sweep(out)
        for old in out.glob(f"{_MARKS}*"):
            shutil.rmtree(old, ignore_errors=True)
        left, before = _left(made)
        progress = Progress(made.shards, before, before)
        failed: dict[int, str] = {}
        if left:
            on_progress(progress)
            # Of this run alone: a process of a run that was killed may work for a second more, and marks there.
            marks = out.resolve() / f"{_MARKS}{os.getpid()}"
            make = ReadShards(str(out.resolve()), str(made.folder), config, fields)
            with started(engine) as running, _followed(Watch(out, progress, _receipts(out)), on_progress):
                failed = each(left, make, on=running, marks=marks, on_note=on_note)
            sweep(out)
        return _outcome(made, len(left) - len(failed), failed, progress.seconds)


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Work on an archive alone; its folder is made. The system frees the lock of a process that dies.

    Raises:
        RunError: another process works on it, or the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(out / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise RunError(f"{out}: write: {error.strerror}; choose another --out") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise RunError(f"{out}: another command works on this archive; wait until it ends, or end it first") from None
    try:
        yield
    finally:
        os.close(descriptor)


def _left(made: Plan) -> tuple[list[int], int]:
    """Return the shards that are to be read, and how many are done. A receipt without its files counts for nothing."""
    left: list[int] = []
    receipts = _receipts(made.out)
    for shard in range(made.shards):
        path = receipt(made.out, shard)
        if path.name not in receipts:
            left.append(shard)
        elif not _whole(made.out, shard):
            path.unlink(missing_ok=True)
            left.append(shard)
    return left, made.shards - len(left)


def _whole(out: Path, shard: int) -> bool:
    """Tell whether the files of a receipt are there, by their sizes; reading them all would take too long."""
    files = _counts(receipt(out, shard))["files"]
    try:
        return all(part(out, noun, shard).stat().st_size == files[noun]["bytes"] for noun in NOUNS)
    except (OSError, KeyError, TypeError):
        return False


def _receipts(out: Path) -> set[str]:
    return {name for name in os.listdir(out / SHARDS) if not name.startswith(".")}  # noqa: PTH208  names are wanted


def _counts(path: Path) -> dict[str, Any]:
    """Return what a receipt says; one that is damaged says nothing, so that its shard is read again."""
    found: dict[str, Any] = dict.fromkeys(_COUNTED, 0) | {"files": {}, "reasons": {}}
    with suppress(OSError, ValueError, TypeError):
        found |= json.loads(path.read_bytes())
    return found


@contextmanager
def _followed(watch: Watch, on_progress: Callable[[Progress], None]) -> Iterator[None]:
    """Tell of progress from a thread of its own while the work goes on elsewhere."""
    began = time.monotonic()

    def look() -> None:
        watch.look()
        watch.progress.seconds = time.monotonic() - began
        on_progress(watch.progress)

    try:
        with looking(look):
            yield
    finally:
        look()


def _outcome(made: Plan, read: int, failed: dict[int, str], seconds: float) -> Outcome:
    totals = dict.fromkeys(_COUNTED, 0)
    reasons: Counter[str] = Counter()
    for name in _receipts(made.out):
        counted = _counts(made.out / SHARDS / name)
        for count in _COUNTED:
            totals[count] += counted[count]
        reasons.update(counted["reasons"])
        if len(reasons) > _MOST_REASONS:  # names of files are in some, and an archive may have very many
            reasons = Counter(dict(reasons.most_common(_MOST_REASONS // 2)))
    return Outcome(made.shards, read, failed=failed, seconds=seconds, reasons=tuple(reasons.most_common()), **totals)
