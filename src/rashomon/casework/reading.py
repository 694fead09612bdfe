"""What is said in archived bytes. Text and spans refer to them, never to the path they once came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from hashlib import file_digest
from pathlib import Path
from typing import Any

from rashomon import __version__
from rashomon.config import Config
from rashomon.ingest.nested import Reader
from rashomon.ingest.wall import Wall
from rashomon.pipeline import read_texts
from rashomon.records import Document, Reading
from rashomon.store.base import Run
from rashomon.timings import stepped


@dataclass(frozen=True, slots=True)
class Archived:
    """Bytes that are in the archive, the name they are known by, and the date given for documents without one."""

    name: str
    sha256: str
    data: bytes
    given: date | None = None
    parent: str | None = None
    member: str | None = None


def this_run(config: Config) -> Run:
    """Return what the readings of this program, configuration and models are a run of.

    The publication date for files that give none is kept with each document, so it is no part of the run.
    """
    settings: dict[str, Any] = asdict(config)
    del settings["ingest"]["published"]
    return Run(__version__, {"ingest": settings["ingest"], "extract": settings["extract"], "models": _models()})


@cache
def _models() -> dict[str, str]:
    """Return the SHA-256 of every model and table that travels with the package and readings depend on."""
    package = Path(__file__).parent.parent
    found = {}
    for path in sorted([*package.glob("models/attribution/*"), *package.glob("data/*")]):
        if path.is_file():
            with path.open("rb") as file:
                found[str(path.relative_to(package))] = file_digest(file, "sha256").hexdigest()
    return found


def documents_in(item: Archived, *, config: Config, wall: Wall) -> Iterator[tuple[Document, bytes]]:
    """Yield the document that archived bytes are, and its bytes; then those of documents that lie in it."""
    kept: list[bytes] = []
    for document in Reader(config.ingest, wall, kept.append).read(item.data, item.name):
        data = kept[-1]  # a reader gives a document's bytes just before the document
        inside = document.parent is not None
        if not inside:  # a member that is read again by itself still lies where it lay
            document = replace(document, parent=item.parent, member=item.member)  # noqa: PLW2901
        yield replace(document, published=document.published or (None if inside else item.given)), data


def _path(read: tuple[Document, bytes]) -> str:
    return read[0].path


def read_archived(items: Iterable[Archived], *, config: Config, wall: Wall) -> Iterator[tuple[str, Reading, bytes]]:
    """Yield what is said in archived bytes: hash of the item, reading, bytes of the reading's document.

    Each item gives its own reading first, then those of the documents that lie in it.
    """
    found = [
        (item.sha256, document, data)
        for item in items
        for document, data in stepped("ingest", documents_in(item, config=config, wall=wall), path=_path)
    ]
    readings = read_texts((document for _, document, _ in found), config=config)
    for (sha256, _, data), reading in zip(found, readings, strict=True):
        yield sha256, reading, data
