"""Stance against gold: macro-averaged F1 over the ten classes, each class counting the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rashomon.evaluate.gold import read_lines, spans
from rashomon.evaluate.tally import Tally
from rashomon.records import Spans, Stance


@dataclass(frozen=True, slots=True)
class StanceItem:
    """One gold attribution with the stance of its source; `part` is tune or test."""

    document: str
    text: str
    source: Spans
    cue: Spans
    content: Spans
    stance: Stance
    part: str


def read_stances(path: Path, texts: Path) -> Iterator[StanceItem]:
    """Read `stance.jsonl`; `texts` is the folder `polnear`."""
    for item, text in read_lines(path, texts):
        source, cue, content = (spans(item[role]) for role in ("source", "cue", "content"))
        yield StanceItem(item["document"], text, source, cue, content, Stance(item["stance"]), item["part"])


def score_stances(pairs: Iterable[tuple[Stance, Stance | None]]) -> dict[str, Tally]:
    """Count by class, from (gold, predicted) pairs; None is a stance that was not given."""
    tallies = {stance.value: Tally() for stance in Stance}
    for gold, found in pairs:
        tallies[gold.value].add(int(found is gold), 0, 1)
        if found is not None:
            tallies[found.value].predicted += 1
    return tallies
