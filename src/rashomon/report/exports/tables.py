"""A case as tables: one a noun, each column with its meaning, so that every writer and every reader has the same.

A table is a list of columns, and a way to go through the things that its rows stand for; a column is a name, a kind,
what it means and how its value is had. What a value looks like is for the writers (CSV, XLSX, Parquet, frames).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from rashomon.records import REACH, Claim, Document, Place, Question, Span, Spans, words
from rashomon.report.exports.base import Material
from rashomon.report.exports.fields import NOUNS, READ_ONLY, Plan, claims_of

Kind = Literal["id", "ids", "text", "list", "whole", "number", "day", "moment", "flag", "spans"]
"""What a value is: an id of ours or several; words or several; a whole number, a number; a day (`date`); a moment (ISO
8601 text); yes or no; stretches of a document's text. Every value may be None: nothing is known or said."""

UNIT: Final = "code points of the document's text, from 0, the end exclusive"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: small letters and underscores, the same in every format.
        kind: see `Kind`; values are str, tuple of str, int, float, `date`, bool or tuple of `Span`.
        meaning: for a person who sees only the table.
        get: gives the value of one row.
        of: the fields of records that it carries ("claim.text"), with spaces between them.
        unit, range: where they are not plain.
    """

    name: str
    kind: Kind
    meaning: str
    get: Callable[[Any], Any]
    of: str = ""
    unit: str = ""
    range: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `things` yields what each row stands for, in a fixed order; `columns` take their values from it."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    things: Callable[[Index], Iterable[Any]]

    def rows(self, index: Index) -> Iterator[tuple[Any, ...]]:
        """Yield the rows, values in the order of the columns."""
        getters = [column.get for column in self.columns]
        for thing in self.things(index):
            yield tuple([get(thing) for get in getters])


class Index:
    """A case with what rows look up in it."""

    def __init__(self, material: Material) -> None:
        self.material, self.dossier = material, material.dossier

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents by id."""
        return self.material.documents

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """All claims by id, the rejected ones too."""
        return {claim.id: claim for claim in claims_of(self.dossier)}

    @cached_property
    def rejected(self) -> frozenset[str]:
        """The ids of claims that a person took out."""
        return frozenset(claim.id for claim in self.dossier.rejected)

    @cached_property
    def asked(self) -> dict[str, tuple[Question, ...]]:
        """The questions that each claim answers, by the id of the claim."""
        found: dict[str, dict[str, Question]] = defaultdict(dict)
        for question in self.dossier.questions:
            for account in question.accounts:
                for claim in account.claims:
                    found[claim][question.id] = question
        return {claim: tuple(questions.values()) for claim, questions in found.items()}

    @cached_property
    def origins(self) -> dict[str, str]:
        """The names of origins by id."""
        return {origin.id: origin.name for origin in self.dossier.origins}

    def document(self, claim: Claim) -> Document:
        """Return the document that a claim stands in."""
        return self.documents[claim.document]


def spelled(claim: str, index: Index) -> str | None:
    """Return the words of a claim by its id, None where the case has it no more."""
    found = index.claims.get(claim)
    return found.text if found else None


def source_name(claim: Claim | None) -> str | None:
    """Return who says a claim, None where that is unknown."""
    return claim.source.canonical if claim and claim.source else None


def told(document: Document, spans: Spans) -> str | None:
    """Return the words of stretches of a document, None where there are none."""
    return words(document.text, spans) or None


def limits(low: float | None, high: float | None) -> str | None:
    """Return an interval in words ("24 to 60", "100 or more"); None where it has no bound at all."""
    if low is None and high is None:
        return None
    if high is None:
        return f"{_plain(low)} or more"
    if low is None:
        return f"{_plain(high)} or fewer"
    return _plain(low) if low == high else f"{_plain(low)} to {_plain(high)}"


def _plain(value: float | None) -> str:
    return f"{value:,.10g}" if value is not None else ""


def reach(place: Place) -> float | None:
    """Return how far from its point a place can be, kilometres, roughly; None for countries and without a point."""
    if place.latitude is None or place.longitude is None or place.precision == "country":
        return None
    return REACH.get(place.precision, REACH["district"])


def first(spans: Iterable[Span]) -> int | None:
    """Return where the first of some stretches starts."""
    return min((span.start for span in spans), default=None)


def last(spans: Iterable[Span]) -> int | None:
    """Return where the last of some stretches ends."""
    return max((span.end for span in spans), default=None)


def tables() -> tuple[Table, ...]:
    """Return all tables in the order in which a person would look at them."""
    from rashomon.report.exports import tables_claims, tables_documents, tables_places, tables_questions

    by_name = {t.name: t for m in (tables_claims, tables_places, tables_questions, tables_documents) for t in m.TABLES}
    return tuple(by_name[name] for name in ORDER)


ORDER: Final = (
    *("questions", "accounts", "positions", "claims", "quantities", "times", "places", "relations", "statements"),
    *("changes", "sources", "origins", "conduits", "documents", "echoes", "judgements"),
)


def plan() -> Plan:
    """Return what the tables carry of each noun, by their columns, and why they leave the rest."""
    carried: dict[str, list[str]] = {noun: [] for noun in NOUNS}
    for table in tables():
        for column in table.columns:
            for name in column.of.split():
                noun, _, field = name.partition(".")
                if field not in carried[noun]:
                    carried[noun].append(field)
    carried["dossier"] += ["profile", "version", "unapplied"]
    return Plan({noun: " ".join(fields) for noun, fields in carried.items() if fields}, _LEFT)


_MACHINE: Final = "it serves the machine to find claims that answer one question; the format 'json' has it"
_LEFT: Final[dict[str, str | Mapping[str, str]]] = {
    "reading": READ_ONLY,
    "document": {"text": "the words of documents stand in claims alone; the format 'json' has all texts"},
    "passage": "where paragraphs lie is of use with the text alone; the format 'json' has it",
    "glyphs": "boxes of single letters are of use with the pages alone; the format 'json' has them",
    "run": {"config": "it is a tree of settings; the format 'json' has it"},
    "mention": "names and pronouns are resolved in the sources of claims; the format 'json' has them",
    "attribution": "what was made of them are the claims; the format 'json' has them",
    "claim": {"predicate topics universal denied polar": _MACHINE},
    "event": _MACHINE,
}
