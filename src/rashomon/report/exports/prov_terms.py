"""Values and references of PROV-O in JSON-LD."""

from __future__ import annotations

from rashomon.records import content_id
from rashomon.report.exports.linked import Object


def ref(address: str) -> Object:
    """Return a reference to a thing by its address."""
    return {"@id": address}


def literal(value: str | None, kind: str) -> Object | None:
    """Return a typed literal; None for nothing."""
    return {"@value": value, "@type": kind} if value else None


def moment(time: str) -> Object | None:
    """Return a moment, ISO 8601 with its zone; None for nothing."""
    return literal(time, "xsd:dateTime")


def tool_id(name: str) -> str:
    """Return an identity for a program or somebody known by a name only."""
    return content_id("t", name)
