"""A slice of an archive as a case: the readings as they are, and the bytes that they rest on. Nothing is read anew.

The documents go into the case in the order of the archive, which is that of its sources, so that the dossier is the
one that adding the same files gives. What a case has already stays as it is: a reading that was made there, perhaps by
a newer version, is never replaced by that of an archive.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from rashomon.archive.fetching import Fetcher, Wanted
from rashomon.archive.layout import MANIFEST, part
from rashomon.archive.stored import Archive, Shard
from rashomon.casework.taking import TOOL
from rashomon.config import IngestConfig
from rashomon.errors import RunError
from rashomon.ingest.wall import Wall
from rashomon.records import Reading
from rashomon.store.base import Case, Location, LocationKind, Outcome, Run, Stored
from rashomon.store.codec import unpack_reading
from rashomon.store.verify import wrong_spans

MOST: Final = 20_000
"""Most documents that become a case without being asked for twice: comparing them is work for one machine."""

_TOGETHER, _BYTES = 200, 16 << 20
"""Most documents, and about how many bytes, that one transaction stores."""

OnOutcome = Callable[[Outcome, tuple[str, ...]], None]
"""Told of each document after its commit: what became of it, and its problems."""


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A document that did not go into the case, and why, as a clause with its remedy."""

    document: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Slice:
    """What became of a slice.

    Attributes:
        stored: how many documents of it the case has now.
        new: how many of these it had not before, or not read.
        brought: documents that nobody asked for and that came along since others lie in them.
        kept_out: those whose bytes could not be had.
    """

    stored: int
    new: int
    brought: tuple[str, ...]
    kept_out: tuple[KeptOut, ...]


def read_selection(lines: Sequence[str], name: str) -> tuple[str, ...]:
    """Return the ids in what `archive select` printed as JSON lines; a line may also be an id alone.

    Raises:
        RunError: a line is neither.
    """
    ids: dict[str, None] = {}
    for number, line in enumerate(lines, start=1):
        told = line.strip()
        if not told:
            continue
        try:
            found = json.loads(told) if told.startswith("{") else {"document": told}
            identity = found["document"]
            if not (isinstance(identity, str) and identity.startswith("d") and len(bytes.fromhex(identity[1:])) == 8):
                raise ValueError
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise RunError(
                f"{name}: line {number}: no document of a selection; give the output of 'rashomon archive select "
                "--format jsonl', or ids, one a line"
            ) from error
        ids[identity] = None
    if not ids:
        raise RunError(f"{name}: no document in it; widen the selection")
    return tuple(ids)


def check_size(number: int, *, sure: bool) -> None:
    """Refuse a slice that is too large for a case, unless the user is sure.

    Raises:
        RunError: it is.
    """
    if number > MOST and not sure:
        raise RunError(
            f"archive case: {number:,} documents, more than {MOST:,}, would go into the case, and comparing them takes "
            "hours and much memory; narrow the selection (more --words, an --actor, fewer days, --copies one, "
            "--limit), or give --yes"
        )


def open_case(archive: Archive, folder: Path, *, database: str | None = None, actor: str | None = None) -> Case:
    """Return the case in a folder, open; a new one, under the archive's profile, where there is none.

    Raises:
        RunError: the case reads vague amounts under another profile than the archive, or cannot be opened or made.
    """
    from rashomon.store.folder import is_case

    profile = archive_profile(archive)
    if not is_case(folder):
        return Case.create(folder, database=database, profile=profile, actor=actor)
    case = Case.open(folder, database=database, actor=actor)
    if case.profile != profile:
        case.close()
        raise RunError(
            f"{folder}: archive case: the case reads vague amounts under the profile {case.profile}, the archive under "
            f"{profile}; name a new folder, or read the archive again under --profile {case.profile}"
        )
    return case


def archive_run(archive: Archive) -> Run:
    """Return the run that the readings of an archive were made by.

    Raises:
        RunError: the manifest does not say.
    """
    told = archive.manifest
    version, config = told.get("version"), told.get("config")
    if not isinstance(version, str) or not isinstance(config, Mapping):
        raise RunError(
            f"{archive.folder / MANIFEST}: archive: it does not say with which version and configuration was read; "
            "read the archive again into a new folder"
        )
    return Run(version, {name: config[name] for name in ("ingest", "extract", "models") if name in config})


def archive_profile(archive: Archive) -> str:
    """Return the profile under which vague amounts were read. Raises `RunError` where the manifest does not say."""
    extract = archive_run(archive).config.get("extract")
    profile = extract.get("profile") if isinstance(extract, Mapping) else None
    if not isinstance(profile, str):
        raise RunError(f"{archive.folder / MANIFEST}: archive: no profile in it; read the archive into a new folder")
    return profile


def begun_in(archive: Archive) -> Path:
    """Return the folder that relative names of sources start from: that in which the archive was begun."""
    told = archive.manifest.get("folder")
    return Path(told) if isinstance(told, str) and Path(told).is_dir() else Path()


def put_slice(
    archive: Archive,
    case: Case,
    documents: Collection[str],
    *,
    originals: Path | None = None,
    on_outcome: OnOutcome = lambda *_: None,
) -> Slice:
    """Put documents of an archive into a case; those that it has are left as they are.

    Args:
        documents: ids.
        originals: a folder in which bytes are looked for that the sources no longer have.

    Raises:
        RunError: the archive has no such document or is damaged, or the case cannot be written.
    """
    where, brought = _located(archive, documents)
    config = IngestConfig()
    case.sweep()
    work = _Work(archive, case, _places(archive, set().union(*where.values())), on_outcome)
    with Wall(config) as wall:
        fetcher = Fetcher(config, wall, begun_in(archive), originals)
        for number in sorted(where):
            work.put(archive.shard(number), where[number], fetcher)
        work.commit()
    case.settle()
    if work.new:
        case.log.append("archive", _told(archive, work.new))
    return Slice(work.stored, work.new, tuple(sorted(brought)), tuple(work.kept_out))


def _given(archive: Archive) -> date | None:
    """Return the date of publication that was given for files without one."""
    told = archive.manifest.get("published")
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


def _told(archive: Archive, new: int) -> dict[str, Any]:
    manifest = hashlib.sha256((archive.folder / MANIFEST).read_bytes()).hexdigest()
    return {"archive": str(archive.folder), "manifest": manifest, "documents": new}


def _located(archive: Archive, documents: Collection[str]) -> tuple[dict[int, set[str]], set[str]]:
    """Return the documents by the first shard that has each, with those that they lie in, and which the latter are.

    Raises:
        RunError: some are in no shard.
    """
    first: dict[str, int] = {}
    wanted, asked = set(documents), set(documents)
    where: dict[int, set[str]] = {}
    while wanted:
        for number in archive.shards:
            for identity in wanted.intersection(archive.shard(number).ids):
                first.setdefault(identity, number)
        lost = sorted(asked & wanted - first.keys())
        if lost:
            raise RunError(
                f"{archive.folder}: archive: it has no document {lost[0]}"
                f"{f' and {len(lost) - 1} others of the selection' if len(lost) > 1 else ''}; select in this archive"
            )
        fresh: dict[int, set[str]] = {}
        for identity in wanted & first.keys():
            fresh.setdefault(first[identity], set()).add(identity)
        parents: set[str] = set()
        for number, some in fresh.items():
            where.setdefault(number, set()).update(some)
            readings = _readings(archive.shard(number), _inside(archive.shard(number), some))
            parents.update(r.document.parent for r in readings.values() if r.document.parent is not None)
        wanted = parents - first.keys()
    return where, set(first) - asked


def _inside(shard: Shard, documents: Collection[str]) -> set[str]:
    """Return those of some documents that lie in others, as their paths say ("mail.eml!annex.pdf")."""
    table = shard.table("documents", ("id", "path"), only=documents)
    rows = zip(table["id"].to_pylist(), table["path"].to_pylist(), strict=True)
    return {identity for identity, path in rows if "!" in (path or "")}


def _readings(shard: Shard, documents: Collection[str]) -> dict[str, Reading]:
    """Return the readings of some documents of a shard, each checked, in the order of the file.

    Raises:
        RunError: one is missing or damaged.
    """
    table = shard.table("readings", ("id", "reading"), only=documents)
    found: dict[str, Reading] = {}
    path = part(shard.folder, "readings", shard.number)
    for identity, packed in zip(table["id"].to_pylist(), table["reading"].to_pylist(), strict=True):
        if identity in found:
            continue
        try:
            reading = unpack_reading(packed)
            if reading.document.id != identity:
                raise ValueError("it is of another document")
            problem = next(wrong_spans(reading), None)
            if problem:
                raise ValueError(problem)
        except (ValueError, TypeError, RecursionError) as error:
            raise RunError(
                f"{path}: archive: the reading of {identity} is damaged ({str(error)[:120]}); {shard.remedy}"
            ) from error
        found[identity] = reading
    lost = sorted(set(documents) - found.keys())
    if lost:
        raise RunError(f"{path}: archive: the reading of {lost[0]} is missing; {shard.remedy}")
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that gave a document: the file, the number there, and what the document is called."""

    source: str
    record: int
    path: str


def _places(archive: Archive, documents: Collection[str]) -> dict[str, list[_Place]]:
    """Return the places of each document in the whole archive, in its order."""
    found: dict[str, list[_Place]] = {}
    wanted = frozenset(documents)
    for number in archive.shards:
        shard = archive.shard(number)
        if wanted.isdisjoint(shard.ids):
            continue
        for row in shard.table("documents", ("id", "source", "record", "path"), only=wanted).to_pylist():
            place = _Place(row["source"] or "", row["record"] or 0, row["path"] or row["id"])
            found.setdefault(row["id"], []).append(place)
    return found


class _Work:
    """Stores the slice shard by shard and counts."""

    def __init__(self, archive: Archive, case: Case, places: Mapping[str, Sequence[_Place]], told: OnOutcome) -> None:
        self._case, self._places, self._told = case, places, told
        self._run, self._given = archive_run(archive), _given(archive)
        self.new = 0
        self._stored: set[str] = set()
        self._here: set[str] = set()
        self._waiting: list[Stored] = []
        self._size = 0
        self.kept_out: list[KeptOut] = []

    def put(self, shard: Shard, documents: Collection[str], fetcher: Fetcher) -> None:
        """Store some documents of a shard."""
        readings = _readings(shard, documents)
        places = {identity: self._places[identity] for identity in dict.fromkeys(shard.ids) if identity in documents}
        states = self._case.states(reading.document.sha256 for reading in readings.values())
        missing = [
            Wanted(readings[identity].document, tuple((place.source, place.record) for place in places[identity]))
            for identity in places
            if readings[identity].document.sha256 not in states
        ]
        data, why = fetcher.fetch(missing)
        for identity, own_places in places.items():
            reading = readings[identity]
            sha256 = reading.document.sha256
            if sha256 in why:
                self.kept_out.append(KeptOut(identity, reading.document.path, why[sha256]))
                continue
            if sha256 in data:
                self._case.add_original(data[sha256])
            self._here.add(identity)
            own = data.get(sha256)
            self._waiting += self._stored_at(reading, own_places, own, state=states.get(sha256))
            self._size += len(data.get(sha256, b""))
            if len(self._waiting) >= _TOGETHER or self._size >= _BYTES:
                self.commit()

    def _stored_at(
        self, reading: Reading, places: Sequence[_Place], data: bytes | None, *, state: str | None
    ) -> Iterator[Stored]:
        """Yield a document as it goes into the case, once for every place that it was found at.

        Args:
            data: its bytes; None where the case has them.
            state: of the document in the case, None where it has none.
        """
        document = reading.document
        for number, place in enumerate(places):
            whole = place.path == place.source
            kind = LocationKind.PATH if whole else LocationKind.MEMBER
            # A record says of itself what its bytes do not: who reads them again needs the day at least.
            given = self._given if whole else document.published
            yield Stored(
                sha256=document.sha256,
                size=len(data or b""),
                location=Location(kind=kind, name=place.path, tool=TOOL),
                # What was read in the case itself stays.
                reading=reading if number == 0 and state in (None, "archived") else None,
                given=None if document.parent else given,
                parent=document.parent if document.parent in self._here else None,
                member=document.member,
            )

    def commit(self) -> None:
        """Store what waits, in one transaction."""
        items, self._waiting, self._size = self._waiting, [], 0
        for outcome, item in zip(self._case.put(items, run=self._run) if items else (), items, strict=True):
            self.new += item.reading is not None
            self._stored.add(item.sha256)
            self._told(outcome, item.reading.document.problems if item.reading else ())

    @property
    def stored(self) -> int:
        """How many documents were stored, or were there."""
        return len(self._stored)
