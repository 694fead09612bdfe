"""Where time goes: a step is timed only while somebody asks for it, and else costs less than a microsecond.

    with step("parse"):
        doc = parse(text)

Steps may lie in each other; a step's seconds are then its own, without those of the steps inside it, so that all
steps together are never more than the whole. Times are by the clock and of one thread: that of whoever keeps them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from threading import get_ident
from types import TracebackType
from typing import Any, Final, TypeVar

T = TypeVar("T")

STEPS: Final = (
    *("ingest", "header", "attribution", "parse", "mentions", "claims"),
    *("quantities", "times", "places", "assemble", "compare", "store", "render"),
)
"""Every step, in the order of the work; what is timed under another name is shown after these."""


class _Nothing:
    """The step where nobody keeps times: entered and left, nothing else."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Begin nothing."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End nothing."""


_NOTHING: Final = _Nothing()


@dataclass(slots=True)
class _Spent:
    """What one step has taken: seconds of its own, and how often it was entered."""

    seconds: float = 0.0
    calls: int = 0


@dataclass(slots=True)
class _File:
    """One file: seconds of the steps that were about it, and how it ended ("" while it is not read)."""

    seconds: float = 0.0
    state: str = ""


@dataclass(slots=True)
class Timings:
    """Times as they are kept during one run. Made by `kept`."""

    begun: float
    steps: dict[str, _Spent] = field(default_factory=dict)
    files: dict[str, _File] = field(default_factory=dict)
    total: float = 0.0
    _open: list[str] = field(default_factory=list)
    _about: str | None = None
    _since: float = 0.0
    _thread: int = field(default_factory=get_ident)

    def enter(self, name: str) -> None:
        """Begin a step; the one around it stands still meanwhile."""
        self._turn(time.perf_counter())
        self._open.append(name)
        self.steps.setdefault(name, _Spent()).calls += 1

    def leave(self) -> None:
        """End the step that was begun last."""
        self._turn(time.perf_counter())
        self._open.pop()

    def _turn(self, now: float) -> None:
        """Give the time since the last turn to the innermost step, and to the file that it is about."""
        if self._open:
            self.steps[self._open[-1]].seconds += now - self._since
            if self._about is not None:
                self.files[self._about].seconds += now - self._since
        self._since = now

    def about(self, path: str | None, *, seconds: float = 0.0) -> None:
        """Say which file the steps from here on are about, None for none or for one that is not known yet.

        Args:
            seconds: what was spent on it before it was known which it is.
        """
        self._turn(time.perf_counter())
        self._about = path
        if path is not None:
            self.files.setdefault(path, _File()).seconds += seconds

    def ended(self, path: str, state: str) -> None:
        """Note how a file ended."""
        self.about(None)
        self.files.setdefault(path, _File()).state = state

    def own(self) -> bool:
        """Tell whether this thread is the one whose times are kept."""
        return get_ident() == self._thread

    def as_object(self, versions: Mapping[str, str]) -> dict[str, Any]:
        """Return what was kept, as `timings.schema.json` describes it; "other" is what no step tells of."""
        total = max(self.total, 1e-9)
        told = sum(spent.seconds for spent in self.steps.values())
        rows = [(name, spent.seconds, spent.calls) for name, spent in _in_order(self.steps)]
        rows.append(("other", max(0.0, self.total - told), 1))
        return {
            "steps": [
                {"name": name, "seconds": round(seconds, 6), "calls": calls, "share": round(seconds / total, 4)}
                for name, seconds, calls in rows
            ],
            "files": [
                {"path": path, "seconds": round(file.seconds, 6), "state": file.state or "unread"}
                for path, file in self.files.items()
            ],
            "total": round(self.total, 6),
            "versions": dict(versions),
        }


def _in_order(steps: Mapping[str, _Spent]) -> Iterable[tuple[str, _Spent]]:
    place = {name: number for number, name in enumerate(STEPS)}
    return sorted(steps.items(), key=lambda item: (place.get(item[0], len(place)), item[0]))


class _Step:
    """A step that is timed."""

    __slots__ = ("_name", "_timings")

    def __init__(self, timings: Timings, name: str) -> None:
        self._timings, self._name = timings, name

    def __enter__(self) -> None:
        self._timings.enter(self._name)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timings.leave()


_kept: Timings | None = None


def step(name: str) -> AbstractContextManager[None]:
    """Return a context in which time counts as that of a step; nothing is timed where nobody keeps times."""
    if _kept is None or not _kept.own():
        return _NOTHING
    return _Step(_kept, name)


def stepped(name: str, items: Iterable[T], *, path: Callable[[T], str]) -> Iterator[T]:
    """Yield what an iterable yields; the time that it takes to give each item counts as that of a step.

    Args:
        path: of the file that an item is, to which that time counts too.
    """
    if _kept is None:
        yield from items
        return
    stream = iter(items)
    while True:
        about(None)
        begun = time.perf_counter()
        with step(name):
            try:
                item = next(stream)
            except StopIteration:
                return
        about(path(item), seconds=time.perf_counter() - begun)
        about(None)
        yield item


def about(path: str | None, *, seconds: float = 0.0) -> None:
    """Say which file the steps from here on are about; nothing where nobody keeps times."""
    if _kept is not None and _kept.own():
        _kept.about(path, seconds=seconds)


def ended(path: str, state: str) -> None:
    """Note that a file is read, and how it ended; nothing where nobody keeps times."""
    if _kept is not None and _kept.own():
        _kept.ended(path, state)


@contextmanager
def kept() -> Iterator[Timings]:
    """Keep the times of everything that is done inside, for one run of one program."""
    global _kept  # noqa: PLW0603  one run of a command a process; passing it through every step would cost more
    before, _kept = _kept, Timings(time.perf_counter())
    try:
        yield _kept
    finally:
        _kept.total = time.perf_counter() - _kept.begun
        _kept = before


def table(told: Mapping[str, Any], *, slowest: int = 5) -> Sequence[str]:
    """Return what `Timings.as_object` gave as lines to read: steps by their time, then the slowest files."""
    rows = sorted(told["steps"], key=lambda row: -row["seconds"])
    lines = [f"{'step':12s} {'seconds':>9s} {'share':>7s} {'calls':>7s}"]
    lines += [f"{r['name']:12s} {r['seconds']:9.3f} {100 * r['share']:6.1f}% {r['calls']:7d}" for r in rows]
    lines.append(f"{'total':12s} {told['total']:9.3f}")
    files = sorted(told["files"], key=lambda row: -row["seconds"])[:slowest]
    if len(told["files"]) > 1:
        lines.append(f"slowest of {len(told['files'])} files:")
        lines += [f"{file['seconds']:9.3f} s  {file['state']:8s} {printable(file['path'])}" for file in files]
    return lines


def printable(text: str) -> str:
    """Return a text, a name of a file say, that commands no terminal."""
    return "".join(ch if ch.isprintable() else ascii(ch)[1:-1] for ch in text)


def as_json(told: Mapping[str, Any]) -> str:
    """Return what `Timings.as_object` gave as text of a file."""
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
