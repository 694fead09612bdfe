"""Which of two claims comes first, where the card of one of them shows how they stand."""

from __future__ import annotations

from rashomon.report.contexts import RelationView
from rashomon.report.wording import RELATION

_FROM_THE_SECOND = {(kind.value, second) for kind, (first, second) in RELATION.items() if first != second}


def ordered(relation: RelationView, claim: str) -> tuple[str, str]:
    """Return the two claims of a relation on the card of `claim` as it reads: in "a corrects b", a and b."""
    other = relation.other.anchor.rpartition("/")[2]
    backwards = (relation.badge.kind, relation.badge.text) in _FROM_THE_SECOND
    return (other, claim) if backwards else (claim, other)
