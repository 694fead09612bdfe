"""A case written as JSON with all that it holds, from which `rashomon import` makes a case of the same content.

Not a backup: that is one file in the tables' own form, of use to this program alone, and gives the very same case back
with its identity and log. This is for other programs and other hands: every file is described by a JSON Schema that
lies beside it, and what is made of it is another case, whose log begins with where it came from.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select

from rashomon import __version__
from rashomon.errors import RunError
from rashomon.report.exports import contract_json
from rashomon.report.exports.base import Format, Lost, Material
from rashomon.store import log, schema
from rashomon.store.base import Case
from rashomon.store.content import PARTS, lines
from rashomon.store.views import readings

NAME: Final = "json"
TITLE: Final = "everything in the case, described by schemas; 'rashomon import' makes a case of it again"
KIND, VERSION = "rashomon-case", 1
ABOUT, MANIFEST, README_NAME, LOG = "case.json", "manifest.json", "README.txt", "log.jsonl"
SCHEMAS: Final = ("export", "reading", "dossier", "claim", "common", "quantity", "time", "place")
"""The schemas that travel along: of the export, of readings, and of the dossier with those that it refers to."""

_CHUNK: Final = 1 << 20


def json_format(case: Case, *, originals: bool = True) -> Format:
    """Return the format for one case. Ask for it before the material is made: both must be of one moment.

    Args:
        originals: False leaves the bytes of the documents out; their hashes stay.
    """
    with case.base.reading() as connection:
        seen = log.head(connection)

    def write(material: Material, folder: Path) -> Iterator[Lost]:
        with case.base.reading() as connection:
            if log.head(connection) != seen:
                raise RunError("export: somebody worked on the case while it was exported; export it again")
            yield from _write(case, connection, material, folder, originals)

    return Format(NAME, TITLE, "", write)


def _write(case: Case, connection: Connection, material: Material, folder: Path, originals: bool) -> Iterator[Lost]:
    list(contract_json.write(material, folder))
    counts = {part: _part(connection, part, folder / f"{part}.jsonl") for part in PARTS}
    counts["log"] = _log(connection, folder / LOG)
    _texts(connection, folder)
    hashes = tuple(archived(connection))
    if originals:
        _originals(case, hashes, folder)
    for name in SCHEMAS:
        _copy(f"{name}.schema.json", folder / "schemas")
    (folder / README_NAME).write_text(README, encoding="utf-8")
    seq, head = log.head(connection)
    about = {
        "format": KIND,
        "version": VERSION,
        "program": f"rashomon {__version__}",
        "case": case.id,
        "profile": case.profile,
        "made": material.made,
        "log": {"seq": seq, "head": head},
        "originals": originals,
        "counts": counts,
    }
    _json(folder / ABOUT, about)
    listed = [_told(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()]
    _json(folder / MANIFEST, {"files": listed})
    if not originals:
        yield Lost(
            "document",
            "bytes",
            len(hashes),
            "the originals were not asked for, only their hashes are here: "
            "spans cannot be held to them, and an import needs them from elsewhere",
        )
    logins = connection.execute(select(func.count()).select_from(schema.account)).scalar() or 0
    yield Lost("login", "*", logins, "who may log in is no content of a case: invite people anew")


def _part(connection: Connection, part: str, path: Path) -> int:
    count = 0
    with path.open("wb") as file:
        try:
            for count, line in enumerate(lines(connection, part), start=1):  # noqa: B007
                file.write(line)
        except ValueError as error:
            raise RunError(f"{part}: export: {error}; find out with 'rashomon verify', or restore a backup") from error
    return count


def _log(connection: Connection, path: Path) -> int:
    count = 0
    names = ("seq", "time", "actor", "action", "detail", "previous", "hash")
    with path.open("w", encoding="utf-8") as file:
        for entry in log.entries(connection):
            told = {name: getattr(entry, name) for name in names}
            file.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


def _texts(connection: Connection, folder: Path) -> None:
    """Write the text of every document that has one, as UTF-8: offsets of everything count its code points."""
    (folder / "texts").mkdir()
    for _, reading in readings(connection):
        if reading.document.text:
            path = folder / "texts" / f"{reading.document.id}.txt"
            path.write_bytes(schema.storable(reading.document.text).encode())


def archived(connection: Connection) -> Iterator[str]:
    """Yield the hash of everything archived that a case refers to, each once: documents, then records of retrievals."""
    found: dict[str, None] = {}
    for row in connection.execute(select(schema.document.c.sha256).order_by(schema.document.c.number)):
        found[row.sha256] = None
    place = schema.location
    for row in connection.execute(select(place.c.warc).where(place.c.warc.is_not(None)).order_by(place.c.number)):
        found[row.warc] = None
    yield from found


def _originals(case: Case, hashes: tuple[str, ...], folder: Path) -> None:
    (folder / "originals").mkdir()
    remedy = "run 'rashomon verify', get it back from a backup, or export without originals"
    for sha256 in hashes:
        digest = hashlib.sha256()
        try:
            with case.originals.path(sha256).open("rb") as source, (folder / "originals" / sha256).open("xb") as target:
                while block := source.read(_CHUNK):
                    digest.update(block)
                    target.write(block)
        except FileNotFoundError as error:
            raise RunError(f"original {sha256}: export: it is missing; {remedy}") from error
        if digest.hexdigest() != sha256:
            raise RunError(f"original {sha256}: export: its bytes were changed; {remedy}")


def _copy(name: str, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    with files("rashomon.schemas").joinpath(name).open("rb") as source, (folder / name).open("wb") as target:
        shutil.copyfileobj(source, target)


def _told(folder: Path, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": path.relative_to(folder).as_posix(), "size": path.stat().st_size, "sha256": digest}


def _json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


README: Final = """\
A case of Rashomon, whole. "rashomon import THIS CASE" makes a case of the same content of it.

case.json          what this is: the case it came from, its profile, the head of its log
dossier.json       the comparison, as people judged it, as "rashomon report --format json" gives it
runs.jsonl         how documents were read: version, settings, hashes of models
documents.jsonl    the documents: hash and size of their bytes, where they lie in each other
locations.jsonl    where their bytes were taken from, and when
readings.jsonl     everything that was found in them, with their texts; the last one of a document counts
judgements.jsonl   what people decided, in the order in which they did
dossiers.jsonl     dossiers that people put together, every version
log.jsonl          the log of the case that this came from; each entry holds the hash of the one before
texts/             the text of each document, UTF-8; every offset counts its code points, from 0
originals/         the bytes of each document, called by their SHA-256; may be left out
schemas/           JSON Schema 2020-12: export (case.json, manifest.json and every line of the
                   files above, under $defs), reading, dossier
loss.json          what is not here
manifest.json      size and SHA-256 of every file but itself and loss.json

dossier.json, texts/ and log.jsonl may be left out by a program that writes such an export itself, and
a reading may have "sha256": null; all else is needed. An import believes nothing and checks all of it.

The manifest shows damage, not forgery: whoever changes a file can change the manifest too. What
binds a case to its past is its log; keep a receipt of it elsewhere, or hand on a bundle.
"""
