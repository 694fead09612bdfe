"""What is protected in a case, as masking sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rashomon.records import ProtectedKind, Spans, content_id


@dataclass(frozen=True, slots=True)
class Protection:
    """One protected thing.

    Attributes:
        id: of the judgement that protects it.
        kind: what it is; "name" is of somebody or something that is no source.
        label: what stands in its place.
        names: how it is written, the usual way first; of a passage its words; empty for a date.
        document: id of the protected document, or of the one that the passage stands in; None for others.
        spans: where the passage stands there, as the case reads it now.
        days: the protected first and last day, inclusive, of a date; None for others.
        within: the first and last day that stand for them, inclusive.
        point: latitude and longitude of a protected place in degrees (WGS 84), None where it has none.
    """

    id: str
    kind: ProtectedKind
    label: str
    names: tuple[str, ...] = ()
    document: str | None = None
    spans: Spans = ()
    days: tuple[date, date] | None = None
    within: tuple[date, date] | None = None
    point: tuple[float, float] | None = None


def state_of(protections: Sequence[Protection]) -> str:
    """Return a hash of what is protected: a view of a case that carries another one shows too much or too little."""
    return content_id("p", *sorted(repr(protection) for protection in protections))
