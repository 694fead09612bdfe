"""What every field of every record becomes in a format: carried, or left out for a stated reason.

A format says so once, as a `Plan`. From it the loss is counted, so that `loss.json` never says less than the plan, and
a test holds the plan to the records: a field that is added to a record fails it until somebody decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from rashomon.records import (
    Account,
    Attribution,
    Change,
    Claim,
    Conduit,
    Document,
    Dossier,
    Drift,
    Echo,
    Entity,
    Event,
    Glyphs,
    Grade,
    Mark,
    Mention,
    Origin,
    Passage,
    Place,
    Position,
    Quantity,
    Question,
    Reading,
    Relation,
    Source,
    Statement,
    Time,
)
from rashomon.report.exports.base import Lost, Material, Retrieval, Run

Of = Callable[[Material], Iterable[Any]]


def claims_of(dossier: Dossier) -> Iterator[Claim]:
    """Yield every claim, those that are compared first and those that a person rejected last."""
    yield from dossier.claims
    yield from dossier.rejected


def _in_claims(name: str) -> Of:
    return lambda m: (item for claim in claims_of(m.dossier) for item in getattr(claim, name))


def _in_readings(name: str) -> Of:
    return lambda m: (item for reading in m.dossier.readings for item in getattr(reading, name))


def _in_questions(name: str) -> Of:
    return lambda m: (item for question in m.dossier.questions for item in getattr(question, name))


def _in_drifts(name: str) -> Of:
    return lambda m: (i for question in m.dossier.questions for drift in question.drift for i in getattr(drift, name))


def _in_dossier(name: str) -> Of:
    return lambda m: getattr(m.dossier, name)


NOUNS: Final[Mapping[str, tuple[type[Any], Of]]] = MappingProxyType(
    {
        "dossier": (Dossier, lambda m: (m.dossier,)),
        "reading": (Reading, _in_dossier("readings")),
        "document": (Document, lambda m: (reading.document for reading in m.dossier.readings)),
        "passage": (Passage, lambda m: (p for reading in m.dossier.readings for p in reading.document.passages)),
        "glyphs": (Glyphs, lambda m: (r.document.glyphs for r in m.dossier.readings if r.document.glyphs)),
        "retrieval": (Retrieval, lambda m: (place for places in m.retrieved.values() for place in places)),
        "run": (Run, lambda m: {run.id: run for run in m.runs.values()}.values()),
        "mention": (Mention, _in_readings("mentions")),
        "attribution": (Attribution, _in_readings("attributions")),
        "claim": (Claim, lambda m: claims_of(m.dossier)),
        "source": (Source, lambda m: (claim.source for claim in claims_of(m.dossier) if claim.source)),
        "quantity": (Quantity, _in_claims("quantities")),
        "time": (Time, _in_claims("times")),
        "place": (Place, _in_claims("places")),
        "event": (Event, _in_claims("events")),
        "entity": (Entity, _in_dossier("entities")),
        "question": (Question, _in_dossier("questions")),
        "account": (Account, _in_questions("accounts")),
        "position": (Position, _in_questions("positions")),
        "drift": (Drift, _in_questions("drift")),
        "statement": (Statement, _in_drifts("statements")),
        "change": (Change, _in_drifts("changes")),
        "relation": (Relation, _in_dossier("relations")),
        "origin": (Origin, _in_dossier("origins")),
        "conduit": (Conduit, _in_dossier("conduits")),
        "echo": (Echo, _in_dossier("echoes")),
        "mark": (Mark, _in_dossier("judged")),
        "grade": (Grade, lambda m: (mark.grade for mark in m.dossier.judged if mark.grade)),
    }
)
"""Every noun of a dossier: its record, and how those of a case are found; amounts, times and places those of claims."""

HOLDERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "dossier": frozenset(
            {
                *("readings", "entities", "questions", "relations", "origins", "conduits", "echoes"),
                *("judged", "rejected"),
            }
        ),
        "reading": frozenset({"document", "mentions", "attributions", "claims"}),
        "document": frozenset({"passages", "glyphs"}),
        "claim": frozenset({"source", "quantities", "times", "places", "events"}),
        "question": frozenset({"accounts", "positions", "drift"}),
        "drift": frozenset({"statements", "changes"}),
        "change": frozenset({"before", "after"}),
        "mark": frozenset({"grade"}),
    }
)
"""Fields that hold records of a noun of their own, where they are decided about."""

_EMPTY: Final[tuple[Any, ...]] = (None, "", (), False, frozenset())


@dataclass(frozen=True, slots=True)
class Plan:
    """What a format does with each field of each noun.

    Attributes:
        carried: by noun, the names of the fields that it carries, with spaces between them.
        left: by noun, what it leaves out: one reason for all of it, or a reason for each group of fields (their names
            with spaces between them). Reasons are whole sentences without a full stop.
    """

    carried: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)

    def undecided(self) -> Iterator[str]:
        """Yield what the plan says nothing of, twice something of, or that no record has."""
        for noun in sorted({*self.carried, *self.left} - set(NOUNS)):
            yield f"{noun}: there is no such noun"
        for noun, (record, _) in NOUNS.items():
            there = set(record.__dataclass_fields__) - HOLDERS.get(noun, frozenset())
            left = self.left.get(noun, {})
            if isinstance(left, str):
                if noun in self.carried:
                    yield f"{noun}: it is carried and left out"
                continue
            told = [*self.carried.get(noun, "").split(), *(name for names in left for name in names.split())]
            yield from (f"{noun}.{name}: nothing is said of it" for name in sorted(there - set(told)))
            yield from (f"{noun}.{name}: there is no such field" for name in sorted(set(told) - there))
            yield from (f"{noun}.{name}: it is decided twice" for name in sorted(set(told)) if told.count(name) > 1)

    def lost(self, material: Material) -> Iterator[Lost]:
        """Yield what of a case is left out, counted: a field counts where it holds something."""
        for noun, (_, of) in NOUNS.items():
            left = self.left.get(noun, {})
            if isinstance(left, str):
                yield Lost(noun, "*", sum(1 for _ in of(material)), left)
                continue
            for names, why in left.items():
                for name in names.split():
                    yield Lost(noun, name, _count(noun, name, of(material)), why)


def _count(noun: str, name: str, records: Iterable[Any]) -> int:
    if noun == "reading" and name != "sentences":
        # Those in claims are nouns of their own: what is left out are the others.
        return sum(_outside(reading, name) for reading in records)
    return sum(getattr(record, name) not in _EMPTY for record in records)


def _outside(reading: Reading, name: str) -> int:
    inside = {item.span for claim in reading.claims for item in getattr(claim, name)}
    return sum(item.span not in inside for item in getattr(reading, name))


READ_ONLY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sentences": "sentences are for searching; the format 'json' has them",
        "quantities times places": "those that stand in no claim are left out; the format 'json' has them",
    }
)
"""What every format of rows leaves out of readings, and why."""
