"""Pairs of claims against gold: do they answer one question, and do they oppose each other?

Gold names documents and offsets. A claim found in a text stands for the gold claim that it overlaps most; a gold claim
that nothing was found for answers no question.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rashomon.errors import ItemError
from rashomon.evaluate.tally import Tally
from rashomon.records import OPPOSING, Claim, Dossier, Span

# Share of the shorter of two contents that the longer one must hold.
_LEAST: Final = 0.5


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim of a document: offsets of its content, code points."""

    document: str
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldPair:
    """Two claims of one group of documents, and what two annotators agree on.

    Attributes:
        same: they answer one question about one event.
        opposed: they contradict each other, or one denies what the other says.
        relation: as in `RelationKind`, or "none"; None where the annotators differ.
    """

    group: str
    a: GoldClaim
    b: GoldClaim
    same: bool
    opposed: bool
    relation: str | None
    part: str


def read_pairs(path: Path, *, part: str | None = None) -> Iterator[GoldPair]:
    """Read `pairs.jsonl`; with `part`, those of that half only.

    Raises:
        ItemError: when a line is no pair.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            pair = GoldPair(
                row["group"],
                _claim(row["a"]),
                _claim(row["b"]),
                row["same"],
                row["opposed"],
                row["relation"],
                row["part"],
            )
        except (ValueError, KeyError, TypeError) as error:
            reason = f"line {number} is no pair of claims ({error})"
            raise ItemError(str(path), step="read gold", reason=reason, remedy="take the file as it was") from error
        if part in (None, pair.part):
            yield pair


def _claim(row: Mapping[str, Any]) -> GoldClaim:
    return GoldClaim(row["doc"], tuple(Span(start, end) for start, end in row["spans"]))


def score_pairs(pairs: Iterable[GoldPair], dossiers: Mapping[str, Dossier]) -> dict[str, Tally]:
    """Count pairs of one question, opposed pairs, and what a bare comparison of main verbs would make of the first.

    Args:
        dossiers: one a group, of all its documents; `Document.path` is the name that gold uses.
    """
    tallies = {"same question": Tally(), "same head lemma": Tally(), "opposed": Tally()}
    known = {group: _Compared(dossier) for group, dossier in dossiers.items()}
    for pair in pairs:
        compared = known[pair.group]
        ours, theirs = compared.claims(pair.a), compared.claims(pair.b)
        same = compared.share_question(ours, theirs)
        verbs = {c.predicate for c in ours if c.predicate} & {c.predicate for c in theirs if c.predicate}
        opposed = compared.oppose(ours, theirs)
        tallies["same question"].add(int(same and pair.same), int(same), int(pair.same))
        tallies["same head lemma"].add(int(bool(verbs) and pair.same), int(bool(verbs)), int(pair.same))
        tallies["opposed"].add(int(opposed and pair.opposed), int(opposed), int(pair.opposed))
    return tallies


class _Compared:
    """A dossier with its claims by document and its questions by claim."""

    def __init__(self, dossier: Dossier) -> None:
        self._claims = {reading.document.path: reading.claims for reading in dossier.readings}
        self._questions: dict[str, set[str]] = {}
        for question in dossier.questions:
            for account in question.accounts:
                for claim in account.claims:
                    self._questions.setdefault(claim, set()).add(question.id)
        self._opposed = {frozenset((r.a, r.b)) for r in dossier.relations if r.relation in OPPOSING}

    def claims(self, gold: GoldClaim) -> Sequence[Claim]:
        """Return the claims whose content is that of the gold claim, or a part of it, or holds it."""
        return [c for c in self._claims.get(gold.document, ()) if _overlap(c.content, gold.content) >= _LEAST]

    def share_question(self, ours: Collection[Claim], theirs: Collection[Claim]) -> bool:
        return bool(self._asked(ours) & self._asked(theirs))

    def oppose(self, ours: Collection[Claim], theirs: Collection[Claim]) -> bool:
        return any(frozenset((a.id, b.id)) in self._opposed for a in ours for b in theirs)

    def _asked(self, claims: Collection[Claim]) -> set[str]:
        return {question for claim in claims for question in self._questions.get(claim.id, ())}


def _overlap(a: Sequence[Span], b: Sequence[Span]) -> float:
    """Return the share of the shorter content that both hold, 0 to 1."""
    common = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)
    shorter = min(sum(s.end - s.start for s in a), sum(s.end - s.start for s in b))
    return common / shorter if shorter else 0.0
