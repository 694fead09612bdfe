"""Scorers: what a room produced, against gold, as precision, recall, F1 or accuracy.

A scorer knows gold and records, never the room that it scores.
"""

from rashomon.evaluate.attribution import (
    AttributionScore,
    GoldDocument,
    Said,
    read_annotators,
    read_polnear,
    score_attributions,
)
from rashomon.evaluate.chains import ChainItem, ChainScore, read_mpqa, score_chains
from rashomon.evaluate.nesting import NestedItem, read_nested, score_nesting
from rashomon.evaluate.reference import (
    GapItem,
    ReferenceItem,
    gap_right,
    read_gap,
    read_reference,
    reference_right,
)
from rashomon.evaluate.stance import StanceItem, read_stances, score_stances
from rashomon.evaluate.tally import Tally

__all__ = [
    "AttributionScore",
    "ChainItem",
    "ChainScore",
    "GapItem",
    "GoldDocument",
    "NestedItem",
    "ReferenceItem",
    "Said",
    "StanceItem",
    "Tally",
    "gap_right",
    "read_annotators",
    "read_gap",
    "read_mpqa",
    "read_nested",
    "read_polnear",
    "read_reference",
    "read_stances",
    "reference_right",
    "score_attributions",
    "score_chains",
    "score_nesting",
    "score_stances",
]
