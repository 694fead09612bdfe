"""The tables of documents, of who speaks, of where words enter and pass, and of what people decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from rashomon.records import Document, Reading
from rashomon.report.exports.base import Retrieval, Run
from rashomon.report.exports.tables import UNIT, Column, Index, Table


@dataclass(frozen=True, slots=True)
class Row:
    """Something of the case, and the case."""

    item: Any
    index: Index

    @property
    def address(self) -> str:
        """The address of the thing, by its id."""
        return self.index.material.iri(self.item.id)


def _all(name: str) -> Callable[[Index], Iterator[Row]]:
    return lambda index: (Row(item, index) for item in getattr(index.dossier, name))


def _get(name: str) -> Callable[[Row], Any]:
    return lambda r: getattr(r.item, name) or None


@dataclass(frozen=True, slots=True)
class Given:
    """A document, the first place that its bytes were taken from and the others, and the run that read it."""

    document: Document
    claims: int
    first: Retrieval | None
    others: tuple[Retrieval, ...]
    run: Run | None
    address: str | None


def _documents(index: Index) -> Iterator[Given]:
    def given(reading: Reading) -> Given:
        document, material = reading.document, index.material
        # A place that gave no bytes has no id of its own.
        known = document.id if document.sha256 else ""
        first, *others = material.retrieved.get(known, (None,))
        address = material.iri(known) if known else None
        rest = tuple(place for place in others if place is not None)
        return Given(document, len(reading.claims), first, rest, material.runs.get(known), address)

    return (given(reading) for reading in index.dossier.readings)


def _of(name: str) -> Callable[[Given], Any]:
    return lambda r: getattr(r.document, name) or None


def _taken(name: str) -> Callable[[Given], Any]:
    return lambda r: (getattr(r.first, name) or None) if r.first else None


def _places(given: Given) -> tuple[str, ...]:
    return tuple(f"{place.name} ({place.time}, {place.kind}{_tool(place)})" for place in given.others)


def _tool(place: Retrieval) -> str:
    return "".join(f", {part}" for part in (place.tool, place.final_url) if part)


_DOCUMENTS: Final = (
    Column(
        "id",
        "id",
        "Id of the document; empty where its bytes could not be had.",
        lambda r: r.document.id if r.document.sha256 else None,
    ),
    Column("title", "text", "Its title; empty: it gives none.", _of("title"), "document.title"),
    Column("publisher", "text", "Who published it.", _of("publisher"), "document.publisher"),
    Column("author", "text", "Who wrote it.", _of("author"), "document.author"),
    Column("published", "day", "Day it was published.", _of("published"), "document.published"),
    Column(
        "published_at",
        "moment",
        "Moment it was published, where it gives more than the day.",
        lambda r: r.document.when.isoformat() if r.document.when else None,
        "document.when",
        "ISO 8601",
    ),
    Column(
        "state",
        "text",
        "How reading it ended.",
        lambda r: r.document.state.value,
        "document.state",
        range="parsed, partial (something is missing), failed (it has no text)",
    ),
    Column("problems", "list", "What is wrong, and what to do.", lambda r: r.document.problems, "document.problems"),
    Column("claims_count", "whole", "How many claims were found in it and are compared.", lambda r: r.claims),
    Column("characters", "whole", "Length of its text.", lambda r: len(r.document.text), unit="code points"),
    Column("language", "text", "Its language.", _of("language"), "document.language"),
    Column("media_type", "text", "What sort of file it is.", _of("media_type"), "document.media_type"),
    Column("encoding", "text", "How its letters are written in bytes.", _of("encoding"), "document.encoding"),
    Column("path", "text", "Path or address as it was given.", _of("path"), "document.path"),
    Column("taken_from", "text", "Where its bytes were first taken from.", _taken("name"), "retrieval.name"),
    Column("taken_how", "text", "What that is.", _taken("kind"), "retrieval.kind", range="path, url, stream, member"),
    Column("taken_at", "moment", "When they were taken.", _taken("time"), "retrieval.time", "ISO 8601 UTC"),
    Column("taken_by", "text", "The program that took them.", _taken("tool"), "retrieval.tool"),
    Column("final_address", "text", "Where the address led.", _taken("final_url"), "retrieval.final_url"),
    Column("also_taken_from", "list", "Other places that gave the same bytes.", _places),
    Column("sha256", "id", "SHA-256 of its bytes.", _of("sha256"), "document.sha256"),
    Column(
        "parent", "id", "Id of the document that it lies in (a mail, an archive).", _of("parent"), "document.parent"
    ),
    Column("member", "text", "Its name there.", _of("member"), "document.member"),
    Column("run", "id", "Id of the way of reading.", lambda r: r.run.id if r.run else None, "run.id"),
    Column(
        "program",
        "text",
        "Version of the program that read it.",
        lambda r: r.run.version if r.run else None,
        "run.version",
    ),
    Column("address", "id", "Address of the document.", lambda r: r.address),
)

_NAME: Final = "Id of the {0}."
_LISTED: Final = "Ids of its claims."

_SOURCES: Final = (
    Column("id", "id", _NAME.format("source"), _get("id"), "entity.id"),
    Column("name", "text", "The name it is known by here.", _get("name"), "entity.name"),
    Column(
        "kind",
        "text",
        "What it is.",
        lambda r: r.item.kind.value,
        "entity.kind",
        range="person, group, organisation, outlet, document, footage, unnamed, author",
    ),
    Column(
        "claims_count",
        "whole",
        "How many claims it makes; 0: it is named and does not speak.",
        lambda r: len(r.item.claims),
    ),
    Column("names", "list", "All the ways it is written.", lambda r: r.item.names, "entity.names"),
    Column("evidence", "list", "Why each of them was joined to it.", lambda r: r.item.evidence, "entity.evidence"),
    Column("documents", "ids", "Ids of the documents it is in.", lambda r: r.item.documents, "entity.documents"),
    Column("claims", "ids", _LISTED, lambda r: r.item.claims, "entity.claims"),
    Column("address", "id", "Address of the source.", lambda r: r.address),
)

_ORIGINS: Final = (
    Column("id", "id", _NAME.format("origin"), _get("id"), "origin.id"),
    Column(
        "name",
        "text",
        "Who is the first teller left when chains and copies are collapsed.",
        _get("name"),
        "origin.name",
    ),
    Column("claims_count", "whole", "How many claims enter there.", lambda r: len(r.item.claims)),
    Column("evidence", "list", "What says so.", lambda r: r.item.evidence, "origin.evidence"),
    Column("documents", "ids", "Ids of the documents.", lambda r: r.item.documents, "origin.documents"),
    Column("claims", "ids", _LISTED, lambda r: r.item.claims, "origin.claims"),
    Column("address", "id", "Address of the origin.", lambda r: r.address),
)

_CONDUITS: Final = (
    Column("name", "text", "Through whom claims reached us.", _get("name"), "conduit.name"),
    Column(
        "share", "number", "The share of all claims that did.", lambda r: r.item.share, "conduit.share", range="0 to 1"
    ),
    Column("claims_count", "whole", "How many claims.", lambda r: len(r.item.claims)),
    Column("documents", "ids", "Ids of the documents.", lambda r: r.item.documents, "conduit.documents"),
    Column("claims", "ids", _LISTED, lambda r: r.item.claims, "conduit.claims"),
)


def _title(which: str) -> Callable[[Row], Any]:
    def get(row: Row) -> str | None:
        document = row.index.documents.get(getattr(row.item, which))
        return (document.title or document.path) if document else None

    return get


_ECHOES: Final = (
    Column("first", "text", "Title of one document; of the original, where that is known.", _title("source")),
    Column("second", "text", "Title of the other.", _title("copy")),
    Column(
        "direction",
        "text",
        "Whether it is known who copied.",
        _get("direction"),
        "echo.direction",
        range="first (the first is the original), third (both copied another), unknown",
    ),
    Column("kind", "text", "How much is copied.", _get("kind"), "echo.kind", range="copy (most), partial"),
    Column(
        "score",
        "number",
        "Share of the shorter one's own reporting that is in the other too.",
        lambda r: r.item.score,
        "echo.score",
        range="above 0, at most 1",
    ),
    Column("origin", "text", "Who the words are from, where that is a third.", _get("origin"), "echo.origin"),
    Column("evidence", "text", "What says so.", _get("evidence"), "echo.evidence"),
    Column(
        "first_spans",
        "spans",
        "The copied passages in the first.",
        lambda r: tuple(a for a, _ in r.item.passages),
        "echo.passages",
        unit=UNIT,
    ),
    Column(
        "second_spans",
        "spans",
        "The same passages in the second, in the same order.",
        lambda r: tuple(b for _, b in r.item.passages),
        "echo.passages",
        unit=UNIT,
    ),
    Column("first_document", "id", "Id of the first.", _get("source"), "echo.source"),
    Column("second_document", "id", "Id of the second.", _get("copy"), "echo.copy"),
    Column("address", "id", "Address of the first.", lambda r: r.index.material.iri(r.item.source)),
)


def _grade(name: str) -> Callable[[Row], Any]:
    return lambda r: (getattr(r.item.grade, name) or None) if r.item.grade else None


_JUDGEMENTS: Final = (
    Column("time", "moment", "When it was decided.", _get("time"), "mark.time", "ISO 8601 UTC"),
    Column("actor", "text", "Who decided.", _get("actor"), "mark.actor"),
    Column("kind", "text", "What was decided.", _get("kind"), "mark.kind"),
    Column(
        "of",
        "text",
        "About what sort of thing.",
        _get("of"),
        "mark.of",
        range="claim, relation, question, entity, document",
    ),
    Column("text", "text", "The decision in words.", _get("text"), "mark.text"),
    Column("why", "text", "The reason given.", _get("why"), "mark.why"),
    Column("scale", "text", "Of a grade: the scale.", _grade("scale"), "grade.scale"),
    Column("grade", "text", "Of a grade: its value there.", _grade("value"), "grade.value"),
    Column(
        "topic", "text", "Of a grade: for what; empty: for all that the source says.", _grade("topic"), "grade.topic"
    ),
    Column("review", "text", "What should be looked at again.", _get("review"), "mark.review"),
    Column(
        "about",
        "ids",
        "Id of the thing; of a relation, those of its two claims.",
        lambda r: tuple(r.item.about.split()),
        "mark.about",
    ),
    Column("judgement", "id", "Id of the judgement.", _get("judgement"), "mark.judgement"),
    Column(
        "address",
        "id",
        "Address of the thing; of a relation, of its first claim.",
        lambda r: r.index.material.iri(next(iter(r.item.about.split()), "")),
    ),
)

TABLES: Final = (
    Table("documents", "Every document that was given, those too that could not be read.", _DOCUMENTS, _documents),
    Table("sources", "Everybody who speaks or is named across the documents.", _SOURCES, _all("entities")),
    Table("origins", "Where claims enter.", _ORIGINS, _all("origins")),
    Table(
        "conduits",
        "Through whom claims passed: without them they would not be known here.",
        _CONDUITS,
        _all("conduits"),
    ),
    Table("echoes", "Pairs of documents with copied passages.", _ECHOES, _all("echoes")),
    Table("judgements", "What people decided, and about what.", _JUDGEMENTS, _all("judged")),
)
