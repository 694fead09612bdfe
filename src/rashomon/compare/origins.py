"""Origins and conduits: how many independent tellers stand behind the claims, and through whom they reached us."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rashomon.compare.credits import Credit, credited
from rashomon.compare.groups import name_of
from rashomon.records import Claim, Conduit, Echo, Entity, Origin, Reading, SourceKind, content_id


@dataclass(frozen=True, slots=True)
class Descent:
    """Origins and conduits of a case, and the origin of every claim."""

    origins: tuple[Origin, ...]
    conduits: tuple[Conduit, ...]
    of_claim: Mapping[str, str]


def trace(
    readings: Sequence[Reading], echoes: Sequence[Echo], entities: Mapping[str, Entity], entity_of: Mapping[str, str]
) -> Descent:
    """Collapse chains and copies: a claim's origin is the first teller left.

    What a document states itself is its publisher's, unless it stands in a passage copied from another, or the whole
    text is credited to an agency; what somebody is quoted with stays that one's.

    Args:
        entities: entity id → entity; `entity_of`: claim id → id of the entity that speaks.
    """
    behind = _Behind(readings, echoes)
    members: dict[str, list[Claim]] = defaultdict(list)
    evidence: dict[str, dict[str, None]] = defaultdict(dict)
    for reading in readings:
        for claim in reading.claims:
            name, why = _origin(claim, entities.get(entity_of.get(claim.id, "")), behind)
            members[name].append(claim)
            if why:
                evidence[name][why] = None
    origins = tuple(
        Origin(
            content_id("o", name),
            name,
            tuple(dict.fromkeys(c.document for c in claims)),
            tuple(c.id for c in claims),
            tuple(evidence[name]),
        )
        for name, claims in sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    of_claim = {claim: origin.id for origin in origins for claim in origin.claims}
    return Descent(origins, _conduits(readings), of_claim)


class _Behind:
    """Whose the documents' own words are: an agency's that is credited, or of one from whom they were copied."""

    def __init__(self, readings: Sequence[Reading], echoes: Sequence[Echo]) -> None:
        self._documents = {reading.document.id: reading.document for reading in readings}
        self._credits: dict[str, Credit | None] = {}
        self._echoes: dict[str, list[Echo]] = defaultdict(list)
        for echo in sorted(echoes, key=lambda e: (-e.score, e.source, e.copy)):
            self._echoes[echo.copy].append(echo)
            # A third party's words are not the source's either.
            if echo.direction == "third":
                self._echoes[echo.source].append(echo)

    def agency(self, document: str) -> tuple[str, str] | None:
        """Return the agency that a whole text is credited to, and the credit in words; None for another's text."""
        if document not in self._documents:
            return None
        if document not in self._credits:
            self._credits[document] = credited(self._documents[document])
        credit = self._credits[document]
        if credit is None:
            return None
        words = " ".join(credit.span.of(self._documents[document].text).split())
        return credit.agency, f"its {credit.kind} names {credit.agency}: “{words}”"

    def told(self, claim: Claim) -> tuple[str, str] | None:
        """Return who told what a document itself states, where that is not its publisher, and the evidence."""
        if (agency := self.agency(claim.document)) is not None:
            return agency
        for echo in self._echoes.get(claim.document, ()):
            if echo.direction == "unknown" or not self._holds(echo, claim):
                continue
            evidence = f"{claim.chain[-1]} repeats its words: {echo.evidence}"
            if echo.direction == "third" and echo.origin is not None:
                return echo.origin, evidence
            original = self.agency(echo.source)
            return (original[0] if original else name_of(self._documents[echo.source])), evidence
        return None

    @staticmethod
    def _holds(echo: Echo, claim: Claim) -> bool:
        ours = [copied if claim.document == echo.copy else source for source, copied in echo.passages]
        return any(passage.overlaps(span) for passage in ours for span in claim.content)


def _origin(claim: Claim, entity: Entity | None, behind: _Behind) -> tuple[str, str | None]:
    """Return the name of the first teller, and the evidence where it is not the one that speaks."""
    source = claim.source
    if source is None:
        return claim.chain[0], None
    if source.kind is SourceKind.AUTHOR:
        return behind.told(claim) or (claim.chain[-1], None)
    if source.kind is SourceKind.DOCUMENT and source.canonical.lower().endswith((" version", " edition")):
        return claim.chain[-1], f"“{source.canonical}” is of {claim.chain[-1]} itself"
    if source.kind in (SourceKind.DOCUMENT, SourceKind.FOOTAGE) and claim.outlets:
        return claim.outlets[0], f"“{source.canonical}” is the work of {claim.outlets[0]}"
    return (entity.name if entity is not None else source.canonical), None


def _conduits(readings: Sequence[Reading]) -> tuple[Conduit, ...]:
    """Return everyone in between: neither the first teller nor the publisher of the document itself."""
    passed: dict[str, list[Claim]] = defaultdict(list)
    total = 0
    for reading in readings:
        for claim in reading.claims:
            total += 1
            for link in claim.chain[1:-1]:
                passed[link].append(claim)
    return tuple(
        Conduit(
            name,
            tuple(dict.fromkeys(c.document for c in claims)),
            tuple(c.id for c in claims),
            round(len(claims) / total, 3),
        )
        for name, claims in sorted(passed.items(), key=lambda item: (-len(item[1]), item[0]))
    )
