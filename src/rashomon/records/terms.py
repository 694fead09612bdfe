"""The closed vocabularies of the records, in the field's standard terms."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Stance(StrEnum):
    """How the source stands to the content. `denies` covers "denied that P" and "maintains that no P"."""

    ASSERTS = "asserts"
    DENIES = "denies"
    ADMITS = "admits"
    CONFIRMS = "confirms"
    ALLEGES = "alleges"
    DOUBTS = "doubts"
    QUESTIONS = "questions"
    PREDICTS = "predicts"
    DEMANDS = "demands"
    DECLINES = "declines"


class Mode(StrEnum):
    """How the words are given. `narrative` is the document speaking in its own voice."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NARRATIVE = "narrative"


class Certainty(StrEnum):
    """How sure the telling is. `hedged` means that the teller keeps a distance ("allegedly")."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    HEDGED = "hedged"


class SourceKind(StrEnum):
    """What speaks. `unnamed` is a role without a name ("a local driver"); `author` is the document itself."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    OUTLET = "outlet"
    DOCUMENT = "document"
    FOOTAGE = "footage"
    UNNAMED = "unnamed"
    AUTHOR = "author"


class RelationKind(StrEnum):
    """How two claims stand to each other."""

    AGREES = "agrees"
    OVERLAPS = "overlaps"
    REFINES = "refines"
    DIFFERS = "differs"
    CONTRADICTS = "contradicts"
    DENIES = "denies"
    ADMITS = "admits"
    CORRECTS = "corrects"
    RETRACTS = "retracts"


class QuestionKind(StrEnum):
    """What sort of answer a question takes."""

    QUANTITY = "quantity"
    POLAR = "polar"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"


class QuestionStatus(StrEnum):
    """Whether the accounts part, agree, or only one speaks."""

    CONTESTED = "contested"
    AGREED = "agreed"
    SINGLE = "single"


class ReadState(StrEnum):
    """The visible end state of every file that was given."""

    PARSED = "parsed"
    PARTIAL = "partial"
    FAILED = "failed"


OPPOSING = frozenset({RelationKind.CONTRADICTS, RelationKind.DENIES})

REACH: Final[Mapping[str, float]] = MappingProxyType(
    {
        "exact": 0.2,
        "street": 0.5,
        "neighbourhood": 1.5,
        "village": 2.0,
        "town": 4.0,
        "city": 10.0,
        "district": 25.0,
        "province": 80.0,
    }
)
"""Kilometres from its point within which a place of each precision lies, roughly; a country has none."""
