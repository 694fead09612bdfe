"""The judge of entailment run over gold: FeverSymmetric, SICK and ANLI."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rashomon.evaluate.entailment import Gold, Judged, Paired, numeric, read_anli, read_fever, read_sick, score_pairs
from rashomon.evaluate.tally import Tally
from rashomon.scoring.said import OnDocument, quiet

if TYPE_CHECKING:
    from rashomon.compare.entailment import Entailment

_TOGETHER = 64


def judged(pairs: Sequence[Paired], judge: Entailment, *, on_document: OnDocument = quiet) -> list[Judged]:
    """Return what the judge says of each pair."""
    found: list[Judged] = []
    for start in range(0, len(pairs), _TOGETHER):
        group = pairs[start : start + _TOGETHER]
        for pair, verdict in zip(group, judge.judge([(p.first, p.second) for p in group]), strict=True):
            leaning = Gold.CONTRADICTS if verdict.contradicts > verdict.entails else Gold.ENTAILS
            said = judge.says(verdict)
            likeliest = Gold.NEUTRAL if verdict.neutral > max(verdict.contradicts, verdict.entails) else leaning
            found.append(Judged(leaning, likeliest, Gold(said) if said else None))
            on_document(pair.second[:20])
    return found


def fever(path: Path, *, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return counts over a file of FeverSymmetric, whose pairs are never trained or tuned on; see `score_pairs`."""
    return _scored(read_fever(path), on_document)


def sick(path: Path, *, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return counts over a table of SICK; see `score_pairs`."""
    return _scored(read_sick(path), on_document)


def anli(path: Path, *, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return counts over the pairs of ANLI that are tagged "Numerical", which are never trained on."""
    return _scored(numeric(list(read_anli(path))), on_document)


def _scored(pairs: Iterable[Paired], on_document: OnDocument) -> dict[str, Tally]:
    from rashomon.compare.entailment import shipped_entailment

    read = list(pairs)
    return score_pairs(zip(read, judged(read, shipped_entailment(), on_document=on_document), strict=True))
