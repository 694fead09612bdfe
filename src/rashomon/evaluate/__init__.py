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
from rashomon.evaluate.times import (
    TIMEX_TYPES,
    Finder,
    Passage,
    PeriodCase,
    TimeTally,
    Timex,
    TimexDocument,
    ToldTime,
    read_passages,
    read_periods,
    read_timex,
    score_passages,
    score_periods,
    score_timex,
)

__all__ = [
    "TIMEX_TYPES",
    "AttributionScore",
    "ChainItem",
    "ChainScore",
    "Finder",
    "GapItem",
    "GoldDocument",
    "NestedItem",
    "Passage",
    "PeriodCase",
    "ReferenceItem",
    "Said",
    "StanceItem",
    "Tally",
    "TimeTally",
    "Timex",
    "TimexDocument",
    "ToldTime",
    "gap_right",
    "read_annotators",
    "read_gap",
    "read_mpqa",
    "read_nested",
    "read_passages",
    "read_periods",
    "read_polnear",
    "read_reference",
    "read_stances",
    "read_timex",
    "reference_right",
    "score_attributions",
    "score_chains",
    "score_nesting",
    "score_passages",
    "score_periods",
    "score_stances",
    "score_timex",
]
