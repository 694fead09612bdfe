"""Documents as works that can be cited: what BibTeX and CSL have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote, urlsplit

from rashomon.records import Document
from rashomon.report.exports.base import Material, Retrieval
from rashomon.report.exports.fields import Plan

_NOT_HERE: Final = "a list of references holds documents and not what they say; the format 'csv' has it"
_FILE: Final = "it tells of the file and its reading, not of the work; the format 'csv' has it"
PLAN: Final = Plan(
    {
        "document": "sha256 media_type title publisher author published language",
    },
    {
        "dossier": {"profile version unapplied": _NOT_HERE},
        "reading": {"sentences quantities times places": _NOT_HERE},
        "document": {
            "path text encoding state problems": _FILE,
            "when": "references are dated by the day; the format 'csv' has the moment",
            "parent member": _FILE,
        },
        "retrieval": {
            "kind name time final_url": "of each document the first web address and when it was asked for stand in "
            "the reference; the format 'csv' has every place",
            "tool": _FILE,
        },
        "run": _FILE,
        **dict.fromkeys(("passage", "glyphs", "mention", "attribution", "event"), _NOT_HERE),
        **dict.fromkeys(("claim", "source", "quantity", "time", "place"), _NOT_HERE),
        **dict.fromkeys(("entity", "question", "account", "position", "drift", "statement", "change"), _NOT_HERE),
        **dict.fromkeys(("relation", "origin", "conduit", "echo", "mark", "grade"), _NOT_HERE),
    },
)

KINDS: Final = {
    "text/html": "webpage",
    "application/xhtml+xml": "webpage",
    "application/epub+zip": "book",
    "message/rfc822": "mail",
    "text/csv": "data",
    "text/tab-separated-values": "data",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "data",
}
"""What a media type says of the work. A PDF or a text may be anything, and is called a document."""


@dataclass(frozen=True, slots=True)
class Work:
    """One document as a reference names it.

    Attributes:
        key: its id, which is that of its bytes and so stays whatever else is added.
        title: its own; where it has none, the name of its file in square brackets, as librarians supply one.
        kind: webpage, book, mail, data, picture or document.
        url, accessed: the address that gave the bytes, and the day; None for files that were handed in.
        note: the hash of the bytes and the address in the case.
    """

    key: str
    title: str
    kind: str
    author: str | None
    publisher: str | None
    issued: date | None
    language: str | None
    url: str | None
    accessed: date | None
    note: str


def works(material: Material) -> Iterator[Work]:
    """Yield the documents of a case in their order; places that gave no bytes are none."""
    for reading in material.dossier.readings:
        if reading.document.sha256:
            yield _work(reading.document, material)


def _work(document: Document, material: Material) -> Work:
    place = next((p for p in material.retrieved.get(document.id, ()) if p.kind == "url" and _web(p.name)), None)
    return Work(
        key=document.id,
        title=_folded(document.title) or f"[{_name(document)}]",
        kind="picture" if document.media_type.startswith("image/") else KINDS.get(document.media_type, "document"),
        author=_folded(document.author),
        publisher=_folded(document.publisher),
        issued=document.published,
        language=_folded(document.language),
        url=_address(place) if place else None,
        accessed=date.fromisoformat(place.time[:10]) if place else None,
        note=f"SHA-256 {document.sha256}; {material.iri(document.id)}",
    )


def _web(name: str) -> bool:
    return urlsplit(name).scheme in ("http", "https")


def _address(place: Retrieval) -> str:
    """Return an address with everything quoted that is no sign of an address."""
    return quote(place.name, safe="%/:?#[]@!$&'()*+,;=-._~")


def _name(document: Document) -> str:
    return PurePosixPath(document.path.replace("!", "/")).name or document.id


def _folded(text: str | None) -> str | None:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()) or None if text else None
