"""Nested attributions against gold: "X said that Y had told Z ..." as two attributions, one inside the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rashomon.evaluate.gold import read_lines, spans
from rashomon.evaluate.tally import Tally
from rashomon.records import Attribution, Spans

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class NestedItem:
    """Two attributions of one sentence: the inner one is part of the outer one's content."""

    document: str
    text: str
    outer: tuple[Spans, Spans, Spans]
    inner: tuple[Spans, Spans, Spans]
    same_person: bool


def read_nested(path: Path, texts: Path) -> Iterator[NestedItem]:
    """Read `nested.jsonl`; `texts` is the folder `polnear`. Each side is (source, cue, content)."""
    for item, text in read_lines(path, texts):
        sides = [
            (spans(item[side]["source"]), spans(item[side]["cue"]), spans(item[side]["content"]))
            for side in ("outer", "inner")
        ]
        yield NestedItem(item["document"], text, sides[0], sides[1], item["same_person"])


def score_nesting(pairs: Iterable[tuple[NestedItem, Sequence[Attribution]]]) -> dict[str, Tally]:
    """Count what was found: the outer attribution, the inner one, and the link from the inner to the outer.

    An attribution is found when its content shares half its words with the gold one and its source overlaps the gold
    source, or both have none. Only recall is meant: the gold names one pair a sentence, not all there are.
    """
    tallies = {name: Tally() for name in ("outer", "inner", "linked")}
    for item, found in pairs:
        matches = [{a.id for a in found if _matches(item.text, side, a)} for side in (item.outer, item.inner)]
        parents = {a.id: a.parent for a in found}
        linked = any(parents[i] in matches[0] for i in matches[1])
        for name, right in (("outer", bool(matches[0])), ("inner", bool(matches[1])), ("linked", linked)):
            tallies[name].add(int(right), int(right), 1)
    return tallies


def _matches(text: str, gold: tuple[Spans, Spans, Spans], found: Attribution) -> bool:
    source, _, content = gold
    ours, theirs = _starts(text, found.content), _starts(text, content)
    if not ours or len(ours & theirs) < 0.5 * len(ours | theirs):
        return False
    return bool(_starts(text, found.source) & _starts(text, source)) or (not source and not found.source)


def _starts(text: str, where: Spans) -> set[int]:
    return {match.start() for span in where for match in _WORD.finditer(text, span.start, span.end)}
