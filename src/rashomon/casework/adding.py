"""Adding to a case and reading it again, in batches.

A batch is archived, read and stored in one transaction, and only then told of. So a crash at any moment loses nothing
that was told, and leaves nothing half-written to be seen; what it may leave is archived bytes that no document has yet,
which the next `add` of the same file takes up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import BinaryIO

from rashomon.casework.reading import Archived, read_archived, this_run
from rashomon.casework.taking import TOOL, Taken, take
from rashomon.config import Config
from rashomon.ingest.wall import Wall
from rashomon.records import Reading
from rashomon.store.base import Case, Kept, Location, LocationKind, Outcome, Run, Stored

READ_TOGETHER, READ_BYTES = 16, 1 << 20
"""Most files, and about how many bytes, that are read before they are stored: what a crash can cost."""

KEEP_TOGETHER, KEEP_BYTES, KEEP_SECONDS = 1000, 64 << 20, 2.0
"""The same for files that are archived only; there a batch also ends after some seconds."""

OnOutcome = Callable[[Outcome, tuple[str, ...]], None]
"""Told of each file after its commit: what became of it, and its problems."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What every step of one call needs. `run` is None where nothing is read."""

    case: Case
    config: Config
    run: Run | None
    wall: Wall
    told: OnOutcome
    given: date | None = None
    retry: bool = False
    read: set[str] = field(default_factory=set)


def of_case(case: Case, config: Config) -> Config:
    """Return the configuration with the profile of the case, and without a date, which each document keeps itself."""
    return replace(
        config,
        extract=replace(config.extract, profile=case.profile),
        ingest=replace(config.ingest, published=None),
    )


def add(  # noqa: PLR0913
    case: Case,
    names: Iterable[str],
    *,
    config: Config,
    read: bool = True,
    retry: bool = False,
    stdin: BinaryIO | None = None,
    on_outcome: OnOutcome = lambda *_: None,
) -> None:
    """Archive what the names give, read it, and store both; what is known already is left as it is.

    Args:
        read: False archives only; `reread` reads it later.
        retry: also read documents again whose reading failed, and try places again that gave nothing.
        on_outcome: called for each file after its commit.

    Raises:
        RunError: the case cannot be written, or the configuration names what does not exist.
    """
    given = config.ingest.published
    config = of_case(case, config)
    case.sweep()
    names = list(names)
    if retry:
        names += [missing.name for missing in case.missing() if missing.kind is not LocationKind.STREAM]
    with Wall(config.ingest) as wall:
        work = _Work(case, config, this_run(config) if read else None, wall, on_outcome, given, retry)
        for batch in _batches(take(dict.fromkeys(names), config=config.ingest, stdin=stdin), read=read):
            _add(work, batch)
        if retry and read:
            _read_again(work, case.documents(states=("failed",)))
    case.settle()


def reread(case: Case, *, config: Config, on_outcome: OnOutcome = lambda *_: None) -> None:
    """Read every document that has no reading, or one of another version, configuration or model, from its archive.

    Earlier readings stay in the case, judgements are not touched.

    Raises:
        RunError: the case cannot be written, or an original is missing or was changed.
    """
    config = of_case(case, config)
    run = this_run(config)
    with Wall(config.ingest) as wall:
        _read_again(
            _Work(case, config, run, wall, on_outcome),
            (document for document in case.documents() if document.run != run.id),
        )


def due(case: Case, *, config: Config) -> int:
    """Return how many documents `reread` would read."""
    run = this_run(of_case(case, config)).id
    return sum(document.run != run for document in case.documents())


def _batches(taken: Iterable[Taken], *, read: bool) -> Iterator[list[Taken]]:
    most, most_bytes = (READ_TOGETHER, READ_BYTES) if read else (KEEP_TOGETHER, KEEP_BYTES)
    batch: list[Taken] = []
    size, begun = 0, time.monotonic()
    for item in taken:
        batch.append(item)
        size += len(item.data or b"")
        if len(batch) >= most or size >= most_bytes or time.monotonic() - begun > KEEP_SECONDS:
            yield batch
            batch, size, begun = [], 0, time.monotonic()
    if batch:
        yield batch


def _add(work: _Work, batch: Sequence[Taken]) -> None:
    """Archive a batch, read what is new in it, store and tell."""
    case = work.case
    hashes = [case.add_original(item.data) if item.data is not None else "" for item in batch]
    states = case.states(sha256 for sha256 in hashes if sha256)
    waiting: dict[str, Archived] = {}
    for item, sha256 in zip(batch, hashes, strict=True):
        state = states.get(sha256)
        wanted = state in (None, "archived") or (work.retry and state == "failed")
        if work.run is not None and item.data is not None and wanted:
            waiting.setdefault(sha256, Archived(item.location.name, sha256, item.data, work.given))
    own, inner = _readings(work, waiting.values())
    stored: list[Stored] = []
    for item, sha256 in zip(batch, hashes, strict=True):
        warc = case.add_original(item.warc) if item.warc else None
        stored.append(
            Stored(
                sha256=sha256,
                size=len(item.data or b""),
                location=replace(item.location, warc=warc),
                reading=own.pop(sha256, None),
                given=work.given,
                problems=item.problems,
            )
        )
        stored += inner.pop(sha256, ())
    _put(work, stored)


def _readings(work: _Work, items: Iterable[Archived]) -> tuple[dict[str, Reading], dict[str, list[Stored]]]:
    """Read items; return the reading of each by its hash, and what lies in each, archived and ready to be stored."""
    own: dict[str, Reading] = {}
    inner: dict[str, list[Stored]] = {}
    for sha256, reading, data in read_archived(items, config=work.config, wall=work.wall):
        work.read.add(reading.document.sha256)
        if sha256 not in own:
            own[sha256] = reading
            continue
        document = reading.document
        inner.setdefault(sha256, []).append(
            Stored(
                sha256=work.case.add_original(data),
                size=len(data),
                location=Location(kind=LocationKind.MEMBER, name=document.path, tool=TOOL),
                reading=reading,
                parent=document.parent,
                member=document.member,
            )
        )
    return own, inner


def _put(work: _Work, stored: Sequence[Stored], names: Sequence[str] = ()) -> None:
    outcomes = work.case.put(stored, run=work.run)
    for at, (outcome, item) in enumerate(zip(outcomes, stored, strict=True)):
        problems = item.reading.document.problems if item.reading else item.problems
        work.told(replace(outcome, name=names[at]) if at < len(names) else outcome, problems)


def _read_again(work: _Work, documents: Iterable[Kept]) -> None:
    waiting: list[Kept] = []
    size = 0
    for document in list(documents):
        waiting.append(document)
        size += document.size
        if len(waiting) >= READ_TOGETHER or size >= READ_BYTES:
            _read_batch(work, waiting)
            waiting, size = [], 0
    if waiting:
        _read_batch(work, waiting)


def _read_batch(work: _Work, documents: Sequence[Kept]) -> None:
    # What lies in another document may have been read along with that one already.
    documents = [kept for kept in documents if kept.sha256 not in work.read]
    names = [name_of(kept) for kept in documents]
    items = [
        Archived(name, kept.sha256, work.case.originals.read(kept.sha256), kept.given, kept.parent, kept.member)
        for name, kept in zip(names, documents, strict=True)
    ]
    own, inner = _readings(work, items)
    stored = [Stored(sha256=kept.sha256, size=kept.size, reading=own[kept.sha256]) for kept in documents]
    stored += [item for kept in documents for item in inner.get(kept.sha256, ())]
    if stored:
        _put(work, stored, names)


def name_of(kept: Kept) -> str:
    """Return the name that a document is known by: that of the first place it was taken from."""
    return kept.names[0] if kept.names else kept.member or kept.id
