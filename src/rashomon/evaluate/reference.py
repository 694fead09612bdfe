"""Reference against gold: does a pronoun or a description stand for whom our mentions say?"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rashomon.evaluate.gold import read_lines, spans, telling
from rashomon.records import Mention, Span, Spans

# Words that two names may share without being one: articles, titles, and the small words of names.
_EMPTY = frozenset(
    "a an the of for and in on at to his her its their this that these those mr mrs ms dr sen senator rep gov"
    " governor president former s".split()
)


@dataclass(frozen=True, slots=True)
class GapItem:
    """One line of GAP: a pronoun's offset, two names with theirs, and which it stands for (A, B or N for neither)."""

    name: str
    text: str
    pronoun: int
    a: str
    b: str
    answer: str
    a_start: int = 0
    b_start: int = 0


@dataclass(frozen=True, slots=True)
class ReferenceItem:
    """The source of an attribution and what it stands for.

    Attributes:
        kind: pronoun or description.
        label: named, plural (several names) or unnamed (a description is all the article gives).
        names: the naming words of each one meant.
    """

    document: str
    text: str
    source: Span
    kind: str
    label: str
    names: Spans


def read_gap(path: Path) -> Iterator[GapItem]:
    """Read a GAP file (Webster et al. 2018)."""
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            answer = next((name for name in "AB" if row[f"{name}-coref"] == "TRUE"), "N")
            places = [int(row[f"{place}-offset"]) for place in ("Pronoun", "A", "B")]
            yield GapItem(row["ID"], row["Text"], places[0], row["A"], row["B"], answer, *places[1:])


def read_reference(path: Path, texts: Path) -> Iterator[ReferenceItem]:
    """Read `reference.jsonl`; `texts` is the folder `polnear`."""
    for item, text in read_lines(path, texts):
        source = Span(*item["source"])
        yield ReferenceItem(item["document"], text, source, item["kind"], item["label"], spans(item["names"]))


def gap_right(item: GapItem, mentions: Sequence[Mention]) -> bool:
    """Tell whether the pronoun was given to the right one of A, B and neither.

    A pronoun without a mention, or one that stands for a third, is given to neither.
    """
    entity = next((m.entity for m in mentions if m.span.start == item.pronoun), "")
    a, b = _shared(entity, item.a), _shared(entity, item.b)
    return ("A" if a > b else "B" if b > a else "N") == item.answer


def reference_right(item: ReferenceItem, mentions: Sequence[Mention]) -> bool:
    """Tell whether the mention at the source stands for what the gold says.

    The entity must share a telling word with each name meant; where nobody is named, with the description.
    """
    at = [m for m in mentions if m.span.start < item.source.end and item.source.start < m.span.end]
    if not at:
        return False
    mention = max(at, key=lambda m: min(m.span.end, item.source.end) - max(m.span.start, item.source.start))
    return all(_shared(mention.entity, span.of(item.text)) > 0 for span in item.names)


def _shared(entity: str, name: str) -> float:
    """Return the share of a name's telling words that an entity has; a surname alone is worth a half at least."""
    ours, theirs = telling(entity, _EMPTY), telling(name, _EMPTY)
    return len(ours & theirs) / len(theirs) if theirs else 0.0
