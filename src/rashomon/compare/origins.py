"""Origins and conduits: how many independent tellers stand behind the claims, and through whom they reached us."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rashomon.records import Claim, Conduit, Document, Echo, Entity, Origin, Reading, SourceKind, content_id


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

    Args:
        entities: entity id → entity; `entity_of`: claim id → id of the entity that speaks.
    """
    source_of = {echo.copy: echo for echo in sorted(echoes, key=lambda e: e.score)}
    documents = {reading.document.id: reading.document for reading in readings}
    members: dict[str, list[Claim]] = defaultdict(list)
    evidence: dict[str, dict[str, None]] = defaultdict(dict)
    for reading in readings:
        for claim in reading.claims:
            name, why = _origin(claim, entities.get(entity_of.get(claim.id, "")), source_of, documents)
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


def _origin(
    claim: Claim, entity: Entity | None, copies: Mapping[str, Echo], documents: Mapping[str, Document]
) -> tuple[str, str | None]:
    """Return the name of the first teller, and the evidence where it is not the one that speaks."""
    source = claim.source
    if source is None:
        return claim.chain[0], None
    if source.kind is SourceKind.AUTHOR:
        return _narrator(claim, copies, documents)
    if source.kind is SourceKind.DOCUMENT and source.canonical.lower().endswith((" version", " edition")):
        return claim.chain[-1], f"“{source.canonical}” is of {claim.chain[-1]} itself"
    if source.kind in (SourceKind.DOCUMENT, SourceKind.FOOTAGE) and claim.outlets:
        return claim.outlets[0], f"“{source.canonical}” is the work of {claim.outlets[0]}"
    return (entity.name if entity is not None else source.canonical), None


def _narrator(claim: Claim, copies: Mapping[str, Echo], documents: Mapping[str, Document]) -> tuple[str, str | None]:
    """Return the publisher, or the one whose passage this claim repeats."""
    echo = copies.get(claim.document)
    if echo is not None and any(ours.overlaps(span) for _, ours in echo.passages for span in claim.content):
        original = documents[echo.source]
        name = original.publisher or original.title or original.path
        return name, f"{claim.chain[-1]} repeats its words: {echo.evidence}"
    return claim.chain[-1], None


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
