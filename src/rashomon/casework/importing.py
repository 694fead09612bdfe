"""A new case of the content of another, from an export in the format `json`.

The new case has an identity of its own, since two cases that go different ways must not be taken for one; its log
begins with the entry "import", which names the case it came from, the head of that case's log and the hash of the
manifest. Bytes of documents are needed: a case that cannot show what its words rest on would fail every check from
its first day on. Where the export has none they are looked for, by their hashes, in a folder that the caller names.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from rashomon.casework.exporting_json import LOG, MANIFEST
from rashomon.casework.importing_package import Object, Package, bad, opened
from rashomon.errors import ItemError, RashomonError, RunError
from rashomon.store import content, log, making
from rashomon.store.base import Case, LocationKind, whoever
from rashomon.store.folder import Settings
from rashomon.store.schema import storable

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_TOGETHER: Final = 500
_SPARE: Final = 64 << 20
_LARGEST_RECORD: Final = 1 << 30
"""Most bytes of the record of a retrieval, whose size no line tells."""

_STATES: Final = ("archived", "parsed", "partial", "failed")


@dataclass(slots=True)
class Content:
    """What an export holds, checked; readings stay in it and are read again when they are stored.

    Attributes:
        rows: by part, the rows of all parts but the readings.
        readings: of each reading in order: document, run, state and hash.
        told: what the log says of judgements and dossiers.
        texts: of each document whether its file in texts/ is the text of the reading that counts.
        bytes: SHA-256 and size of everything that must be archived; -1 where the size is not known.
    """

    package: Package
    rows: dict[str, list[Object]] = field(default_factory=dict)
    readings: list[tuple[str, str, str, str]] = field(default_factory=list)
    told: list[tuple[str, Object]] = field(default_factory=list)
    bytes: dict[str, int] = field(default_factory=dict)
    texts: dict[str, bool] = field(default_factory=dict)


def import_case(
    path: Path,
    folder: Path,
    *,
    database: str | None = None,
    actor: str | None = None,
    originals: Path | None = None,
) -> Case:
    """Make a case of an export, in a new folder, check all of it, and return it open.

    Args:
        path: a folder or ZIP that 'rashomon export --format json' wrote, or another program.
        database: a PostgreSQL URL; None for SQLite.
        originals: a folder in which bytes that the export does not hold are looked for, by their hashes.

    Raises:
        RunError: it is no such export; bytes of documents are missing; the folder is taken or has no room; or the
            new case does not pass its checks.
        ItemError: a file or line of it is damaged or wrong. Nothing is left behind in any of these cases.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunError(f"{folder}: import: it is there already; choose a new folder")
    with opened(path) as package:
        _check_room(sum(package.sizes.values()), folder)
        about = package.check()
        _check_profile(about["profile"], package)
        found = read_content(package)
        elsewhere = _found(found, originals, package)
        _check_room(sum(path.stat().st_size for path in elsewhere.values()), folder)
        settings = making.new_settings(database, about["profile"])
        who = actor or whoever()
        rows = _rows(found, settings, who, _origin(about, package))
        case = Case.build(folder, settings, database=database, actor=who, rows=rows)
        try:
            _archive(case, found, elsewhere)
            if finding := next(case.verify(), None):
                raise bad(package.name, f"{finding.part} {finding.where}: {finding.problem}")
            case.settle()
        except (ValueError, KeyError, TypeError) as error:
            case.discard()
            raise bad(package.name, f"the case made of it does not pass its checks ({str(error)[:200]})") from error
        except BaseException:
            case.discard()
            raise
        return case


def _check_profile(profile: str, package: Package) -> None:
    from rashomon.config import ExtractConfig
    from rashomon.extract.reading import check

    try:
        check(ExtractConfig(profile=profile))
    except RunError as error:
        raise bad(package.at("case.json"), str(error), "install the program that made the export") from error


def _origin(about: Object, package: Package) -> Object:
    manifest = hashlib.sha256(package.read(MANIFEST, 64 << 20)).hexdigest()
    head = about.get("log")
    kept = head if isinstance(head, dict) and type(head.get("seq")) is int and isinstance(head.get("head"), str) else {}
    origin = {"case": about["case"], "program": about["program"], "made": about["made"], "manifest": manifest}
    return origin | ({"seq": kept["seq"], "head": str(kept["head"])[:64]} if kept else {})


def read_content(package: Package) -> Content:
    """Return what an export holds, every line held to what a case may hold.

    Raises:
        ItemError: something is missing, there twice, or not what it should be.
    """
    found = Content(package)
    runs = {row["id"] for _, row in _each(found, "runs", content.check_run)}
    documents = {row["id"]: row for _, row in _each(found, "documents", _check_document)}
    for where, row in _each(found, "locations", _check_location):
        if row["document"] is not None and row["document"] not in documents:
            raise bad(where, "document: the export has no such document")
        if row["warc"] is not None:
            found.bytes.setdefault(_hash(row["warc"], where), -1)
    found.bytes |= {row["sha256"]: row["size"] for row in documents.values()}
    _check_order(documents, package)
    newest = _check_readings(found, documents, runs)
    _check_states(documents, newest, package)
    if torn := [document for document, same in found.texts.items() if not same]:
        raise bad(package.at(f"texts/{torn[0]}.txt"), "it is not the text of the reading")
    for part, told, action in (
        ("judgements", content.judgement_told, "judge"),
        ("dossiers", content.dossier_told, "dossier"),
    ):
        _each(found, part, lambda row, told=told, action=action: found.told.append((action, told(row))))
    _check_log(package)
    return found


def _each(found: Content, part: str, check: Any = None) -> list[tuple[str, Object]]:
    """Read a part whole; return its rows, each with its place, and keep them. Numbers and ids are there once."""
    package, kept = found.package, []
    table = content.PARTS[part]
    once: dict[str, set[Any]] = {c.name: set() for c in table.columns if c.primary_key or c.unique}
    for where, told in package.lines(f"{part}.jsonl"):
        row = _row(part, told, where, check)
        for name, seen in once.items():
            if row[name] in seen:
                raise bad(where, f"{name}: {str(row[name])[:80]!r} is there twice")
            seen.add(row[name])
        kept.append((where, row))
    found.rows[part] = [row for _, row in kept]
    return kept


def _row(part: str, told: Object, where: str, check: Any) -> Object:
    try:
        row = content.row_of(part, told)
        if check is not None:
            check(row)
    except (ValueError, TypeError, KeyError, RecursionError, RashomonError) as error:
        reason = error.reason if isinstance(error, ItemError) else str(error)
        raise bad(where, reason[:300] or type(error).__name__) from error
    return row


def _hash(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise bad(where, "a SHA-256 in 64 hex digits is needed")
    return value


def _check_document(row: Object) -> None:
    if not _HASH.fullmatch(row["sha256"] or ""):
        raise ValueError("sha256: 64 hex digits are needed")
    if row["id"] != f"d{row['sha256'][:16]}":
        raise ValueError("id: it is not that of its bytes")
    if row["state"] not in _STATES:
        raise ValueError(f"state: it is none of {', '.join(_STATES)}")
    if row["given"] is not None:
        date.fromisoformat(row["given"])
    _check_texts("problems", row["problems"])


def _check_location(row: Object) -> None:
    LocationKind(row["kind"])
    for name in ("redirects", "problems"):
        _check_texts(name, row[name])
    for pair in json.loads(row["headers"]):
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            raise ValueError("headers: pairs of texts are needed")


def _check_texts(name: str, listed: str) -> None:
    if not all(isinstance(item, str) for item in json.loads(listed)):
        raise ValueError(f"{name}: texts are needed")


def _check_order(documents: dict[str, Object], package: Package) -> None:
    """Hold what documents say of each other to what came before: a database refuses a row whose fellow comes later."""
    before: set[str] = set()
    for name, row in documents.items():
        for of in ("previous", "parent"):
            if row[of] is not None and row[of] not in before:
                raise bad(package.at("documents.jsonl"), f"{name}: {of}: no line before has such a document")
        before.add(name)


def _check_readings(found: Content, documents: dict[str, Object], runs: set[str]) -> dict[str, Object]:
    """Read every reading once; return, by document, what the row of a document says of the last one."""
    newest: dict[str, Object] = {}
    last = 0
    for where, told in found.package.lines("readings.jsonl"):
        row = _row("readings", told, where, None)
        try:
            reading = content.reading_of(row)
        except (ValueError, RecursionError) as error:
            raise bad(where, str(error)[:300]) from error
        document = reading.document
        if row["document"] not in documents or documents[row["document"]]["sha256"] != document.sha256:
            raise bad(where, "it is of a document that the export has not")
        if row["run"] not in runs:
            raise bad(where, "run: the export has no such run")
        if row["number"] <= last:
            raise bad(where, "number: each must be higher than the one before")
        last = row["number"]
        newest[row["document"]] = content.document_fields(document)
        found.readings.append((row["document"], row["run"], document.state.value, row["sha256"]))
        _check_text(found, document.id, document.text)
    return newest


def _check_text(found: Content, document: str, text: str) -> None:
    """Hold the file of a text to the reading, where the export has one; the last reading of a document counts."""
    kept = found.package.hashes.get(f"texts/{document}.txt")
    if kept is not None:
        found.texts[document] = hashlib.sha256(storable(text).encode()).hexdigest() == kept


def _check_states(documents: dict[str, Object], newest: dict[str, Object], package: Package) -> None:
    where = package.at("documents.jsonl")
    for name, row in documents.items():
        wanted = newest.get(name) or content.UNREAD
        if wrong := [key for key, value in wanted.items() if row[key] != value]:
            raise bad(where, f"{name}: {wrong[0]}: it is not that of its last reading")


def _check_log(package: Package) -> None:
    """Hold the entries of the old log to each other, where the export has it."""
    if LOG not in package.sizes:
        return
    previous = log.FIRST
    for number, (where, told) in enumerate(package.lines(LOG), start=1):
        names = {"seq", "time", "actor", "action", "detail", "previous"}
        try:
            fits = told.pop("hash") == (digest := log.entry_hash(told)) and set(told) == names
        except (TypeError, KeyError, RecursionError, UnicodeEncodeError):
            fits = False
        if not fits or told["seq"] != number or told["previous"] != previous:
            raise bad(where, "it was altered, removed or moved: its hash does not follow from the entry before")
        previous = digest


def _found(found: Content, folder: Path | None, package: Package) -> dict[str, Path]:
    """Return where the bytes lie that the export does not hold.

    Raises:
        RunError: some are nowhere.
    """
    wanted = {sha256: size for sha256, size in found.bytes.items() if f"originals/{sha256}" not in package.hashes}
    there: dict[str, Path] = {}
    sizes = set(wanted.values())
    for path in sorted(folder.rglob("*")) if folder and wanted else ():
        if path.is_file() and not path.is_symlink() and (-1 in sizes or path.stat().st_size in sizes):
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            if sha256 in wanted:
                there[sha256] = path
    if missing := [sha256 for sha256 in wanted if sha256 not in there]:
        raise RunError(
            f"{package.name}: import: the bytes of {len(missing)} of {len(found.bytes)} originals are not in it "
            f"(SHA-256 {missing[0]} and so on), so that no span could be held to what it rests on; export the case "
            "with its originals, or name a folder with these files: --originals FOLDER"
        )
    return there


def _check_room(size: int, folder: Path) -> None:
    """Refuse what there is no room for before any of it is unpacked or hashed."""
    place = next((path for path in folder.absolute().parents if path.is_dir()), Path("/"))
    needed = size + _SPARE
    if (free := shutil.disk_usage(place).free) < needed:
        raise RunError(f"{folder}: import: {needed >> 20:,} MiB are needed, {free >> 20:,} are free; make room")


def _archive(case: Case, found: Content, elsewhere: dict[str, Path]) -> None:
    for sha256, size in found.bytes.items():
        name = f"originals/{sha256}"
        there = found.package.sizes.get(name, size)
        if there != size if size >= 0 else there > _LARGEST_RECORD:
            raise bad(found.package.at(name), f"it has {there:,} bytes, which is not what the case says")
        if sha256 in elsewhere:
            data = elsewhere[sha256].read_bytes()
        else:
            data = found.package.read(name, found.package.sizes[name])
        if case.add_original(data) != sha256:
            raise bad(found.package.at(name), "its bytes are not those of its name")
    case.originals.settle(found.bytes)


def _rows(found: Content, settings: Settings, actor: str, origin: Object) -> making.Rows:
    """Return the rows of the new case, with a log that tells of all of them."""
    log_rows, head = log.chained(actor, _entries(found, settings, origin))
    return {
        "meta": [{"key": "case", "value": settings.id}, head],
        "run": found.rows["runs"],
        "document": found.rows["documents"],
        "location": found.rows["locations"],
        "reading": _reading_rows(found.package),
        "judgement": found.rows["judgements"],
        "dossier": found.rows["dossiers"],
        "log": log_rows,
    }


def _reading_rows(package: Package) -> Iterator[Object]:
    for where, told in package.lines("readings.jsonl"):
        row = _row("readings", told, where, None)
        content.pack(row)
        yield row


def _entries(found: Content, settings: Settings, origin: Object) -> Iterator[tuple[str, Object]]:
    """Yield what the log of the new case says: where it came from, then all that came from there."""
    new = {"case": settings.id, "profile": settings.profile, "database": settings.database}
    yield "import", new | {"from": origin}
    hashes = {row["id"]: row["sha256"] for row in found.rows["documents"]}
    for some in _together(found.rows["locations"]):
        yield "add", {"places": [content.place_told(row, hashes.get(row["document"], "")) for row in some]}
    for row in found.rows["runs"]:
        yield "run", {"run": row["id"], "version": row["version"], "config": row["config"]}
    for some in _together(found.readings):
        for run in dict.fromkeys(item[1] for item in some):
            told = [{"document": d, "state": state, "sha256": sha} for d, of, state, sha in some if of == run]
            yield "read", {"run": run, "readings": told}
    yield from found.told


def _together(items: Iterable[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for item in items:
        some.append(item)
        if len(some) == _TOGETHER:
            yield some
            some = []
    if some:
        yield some
