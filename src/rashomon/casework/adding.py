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
from rashomon.timings import step, stepped

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
    language: str | None = None,
    stdin: BinaryIO | None = None,
    on_outcome: OnOutcome = lambda *_: None,
) -> None:
    """Archive what the names give, read it, and store both; what is known already is left as it is.

    Args:
        read: False archives only; `reread` reads it later.
        retry: also read documents again whose reading failed, and try places again that gave nothing.
        language: of scans, also of those that are read again; None leaves them what they were last read in, and gives
            new ones that of the configuration.
        on_outcome: called for each file after its commit.

    Raises:
        RunError: the case cannot be written, or the configuration names what does not exist.
    """
    given = config.ingest.published
    config = _in_language(of_case(case, config), language)
    case.sweep()
    names = list(names)
    if retry:
        names += [missing.name for missing in case.missing() if missing.kind is not LocationKind.STREAM]
    with Wall(config.ingest) as wall:
        # What failed before is read in its own language, after the rest, unless one is given for all.
        again = retry and language is not None
        work = _Work(case, config, this_run(config) if read else None, wall, on_outcome, given, again)
        taken = take(dict.fromkeys(names), config=config.ingest, stdin=stdin)
        for batch in _batches(stepped("ingest", taken, path=_place), read=read):
            _add(work, batch)
    if retry and read:
        for own, some in _in_languages(case, case.documents(states=("failed",)), config, language):
            _read_again(case, some, config=own, told=on_outcome, read=work.read, given=given)
    with step("store"):
        case.settle()


def add_taken(  # noqa: PLR0913
    case: Case,
    taken: Iterable[Taken],
    *,
    config: Config,
    wall: Wall,
    retry: bool = False,
    on_outcome: OnOutcome = lambda *_: None,
) -> None:
    """Archive, read and store what was taken already, for a caller that has files come one after the other.

    Args:
        wall: behind which it is read; kept open by the caller, who calls `Case.settle` after the last file.
        retry: also read what could not be read before.

    Raises:
        RunError: as `add`.
    """
    given = config.ingest.published
    config = of_case(case, config)
    work = _Work(case, config, this_run(config), wall, on_outcome, given, retry)
    for batch in _batches(taken, read=True):
        _add(work, batch)


def reread(case: Case, *, config: Config, language: str | None = None, on_outcome: OnOutcome = lambda *_: None) -> None:
    """Read every document that has no reading, or one of another version, configuration or model, from its archive.

    Earlier readings stay in the case, judgements are not touched.

    Args:
        language: of scans; None leaves each document what it was last read in.

    Raises:
        RunError: the case cannot be written, or an original is missing or was changed.
    """
    read: set[str] = set()
    for own, documents in _due(case, config, language):
        _read_again(case, documents, config=own, told=on_outcome, read=read)


def due(case: Case, *, config: Config, language: str | None = None) -> int:
    """Return how many documents `reread` would read."""
    return sum(len(documents) for _, documents in _due(case, config, language))


def _due(case: Case, config: Config, language: str | None) -> Iterator[tuple[Config, list[Kept]]]:
    for own, documents in _in_languages(case, case.documents(), of_case(case, config), language):
        run = this_run(own).id
        yield own, [document for document in documents if document.run != run]


def _in_language(config: Config, language: str | None) -> Config:
    return replace(config, ingest=replace(config.ingest, ocr_language=language)) if language else config


def _in_languages(
    case: Case, documents: Iterable[Kept], config: Config, language: str | None
) -> list[tuple[Config, list[Kept]]]:
    """Sort documents by the languages that scans are read in: those given, else those of each one's last reading."""
    runs = {} if language else case.runs()
    last = {name: run.config.get("ingest", {}).get("ocr_language") for name, run in runs.items()}
    sorted_: dict[str, list[Kept]] = {}
    for document in documents:
        own = language or last.get(document.run or "") or config.ingest.ocr_language
        sorted_.setdefault(own, []).append(document)
    return [(_in_language(config, own), some) for own, some in sorted_.items()]


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
    with step("store"):
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
    with step("store"):
        outcomes = work.case.put(stored, run=work.run)
    for at, (outcome, item) in enumerate(zip(outcomes, stored, strict=True)):
        problems = item.reading.document.problems if item.reading else item.problems
        work.told(replace(outcome, name=names[at]) if at < len(names) else outcome, problems)


def _read_again(  # noqa: PLR0913
    case: Case,
    documents: Iterable[Kept],
    *,
    config: Config,
    told: OnOutcome,
    read: set[str],
    given: date | None = None,
) -> None:
    """Read documents from the archive in batches; `read` holds the hashes of those that were read already."""
    with Wall(config.ingest) as wall:
        work = _Work(case, config, this_run(config), wall, told, given, read=read)
        waiting: list[Kept] = []
        size = 0
        for document in documents:
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
        Archived(
            name, kept.sha256, work.case.originals.read(kept.sha256), kept.given or work.given, kept.parent, kept.member
        )
        for name, kept in zip(names, documents, strict=True)
    ]
    own, inner = _readings(work, items)
    stored = [Stored(sha256=kept.sha256, size=kept.size, reading=own[kept.sha256]) for kept in documents]
    stored += [item for kept in documents for item in inner.get(kept.sha256, ())]
    if stored:
        _put(work, stored, names)


def _place(taken: Taken) -> str:
    return taken.location.name


def name_of(kept: Kept) -> str:
    """Return the name that a document is known by: that of the first place it was taken from."""
    return kept.names[0] if kept.names else kept.member or kept.id
