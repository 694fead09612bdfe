"""Attribution against PolNeAR.

The measures are those of the field's corpora, counted over word starts (a word is a run of letters,
digits and underscores):

* words: the words of all source (cue, content) spans of a document, predicted against gold;
* exact: a predicted span set and a gold one with the same first and the same last word, one to one;
* linked: a predicted attribution whose content shares at least half its words (Jaccard) with a gold one and whose
  source overlaps the gold source in a word; greedy, best content first, one to one. An attribution without a
  source links to nothing, predicted or gold, so sourceless gold counts as missed.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from rashomon.errors import ItemError
from rashomon.evaluate.tally import Tally
from rashomon.records import Span, Spans

ROLES = ("source", "cue", "content")
_WORD = re.compile(r"\w+")
_TEXT_BOUND = re.compile(r"^T\d+$")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One annotated text: its name, its text, and its attributions (ids and modes are not annotated)."""

    name: str
    text: str
    attributions: tuple[Mapping[str, Spans], ...]


@dataclass(slots=True)
class AttributionScore:
    """The scores of one run over a corpus; keys of `tallies` are such as "words content" and "linked"."""

    documents: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)

    def tally(self, measure: str) -> Tally:
        """Return the tally of `measure`, a fresh one at first use."""
        return self.tallies.setdefault(measure, Tally())


def read_polnear(folder: Path) -> Iterator[GoldDocument]:
    """Read a PolNeAR compartment: `text/*.txt` beside `attributions/*.ann` in brat stand-off.

    An article that several people annotated is scored against the first annotation by file name.

    Raises:
        ItemError: when the folder does not hold the two sub-folders.
    """
    for readings in _read_all(folder):
        yield readings[0]


def read_annotators(folder: Path) -> Iterator[Sequence[GoldDocument]]:
    """Read the articles of a PolNeAR compartment that several people annotated, each as all of them saw it.

    Raises:
        ItemError: when the folder does not hold the two sub-folders.
    """
    return (readings for readings in _read_all(folder) if len(readings) > 1)


def _read_all(folder: Path) -> Iterator[Sequence[GoldDocument]]:
    texts, annotations = folder / "text", folder / "attributions"
    if not texts.is_dir() or not annotations.is_dir():
        raise ItemError(
            str(folder),
            step="read gold",
            reason="no text/ and attributions/ in it",
            remedy="name a PolNeAR compartment",
        )
    for path in sorted(texts.glob("*.txt")):
        found = sorted(annotations.glob(f"{path.stem}_*.ann"))
        if found:
            # newline="": offsets of the corpus count every character of the file
            with path.open(encoding="utf-8", newline="") as handle:
                text = handle.read()
            yield [GoldDocument(path.stem, text, tuple(_read_brat(one))) for one in found]


def _read_brat(path: Path) -> Iterator[Mapping[str, Spans]]:
    """Yield role → spans for each attribution event of one brat file that has a content."""
    bounds: dict[str, Spans] = {}
    events: list[list[str]] = []
    with path.open(encoding="utf-8", newline="") as handle:
        for line in handle.read().split("\n"):
            name, _, rest = line.partition("\t")
            if _TEXT_BOUND.match(name):
                places = rest.split("\t")[0].split(" ", 1)[1]
                bounds[name] = tuple(Span(*map(int, place.split())) for place in places.split(";"))
            elif name.startswith("E"):
                events.append(rest.split()[1:])
    for arguments in events:
        roles: dict[str, list[Span]] = {}
        for argument in arguments:
            role, _, target = argument.partition(":")
            roles.setdefault(role.rstrip("0123456789").lower(), []).extend(bounds[target])
        if "content" in roles:
            yield {role: tuple(sorted(spans)) for role, spans in roles.items()}


class _Words:
    """The words of a text, and which of them start inside given spans."""

    def __init__(self, text: str) -> None:
        self._starts = [match.start() for match in _WORD.finditer(text)]

    def inside(self, spans: Iterable[Span]) -> frozenset[int]:
        found: set[int] = set()
        for span in spans:
            found.update(
                self._starts[bisect.bisect_left(self._starts, span.start) : bisect.bisect_left(self._starts, span.end)]
            )
        return frozenset(found)


class Said(Protocol):
    """What of an attribution is scored."""

    @property
    def source(self) -> Spans:
        """Who speaks."""

    @property
    def cue(self) -> Spans:
        """With which words."""

    @property
    def content(self) -> Spans:
        """What is said."""


def score_attributions(pairs: Iterable[tuple[GoldDocument, Sequence[Said]]]) -> AttributionScore:
    """Score predicted attributions against gold, document by document (micro average over the corpus)."""
    score = AttributionScore()
    for gold, predicted in pairs:
        score.documents += 1
        vocabulary = _Words(gold.text)
        want = [{role: vocabulary.inside(item.get(role, ())) for role in ROLES} for item in gold.attributions]
        have = [{role: vocabulary.inside(getattr(item, role)) for role in ROLES} for item in predicted]
        for role in ROLES:
            there = frozenset().union(*(item[role] for item in want))
            found = frozenset().union(*(item[role] for item in have))
            score.tally(f"words {role}").add(len(there & found), len(found), len(there))
            score.tally(f"exact {role}").add(*_exact([i[role] for i in have], [i[role] for i in want]))
        score.tally("linked").add(_linked(have, want), len(have), len(want))
    return score


def _exact(have: Sequence[frozenset[int]], want: Sequence[frozenset[int]]) -> tuple[int, int, int]:
    """Count spans with the same first and last word, one to one."""
    left = Counter((min(item), max(item)) for item in have if item)
    right = Counter((min(item), max(item)) for item in want if item)
    return (left & right).total(), left.total(), right.total()


def _linked(have: Sequence[Mapping[str, frozenset[int]]], want: Sequence[Mapping[str, frozenset[int]]]) -> int:
    """Count predicted attributions that match a gold one in content and source, greedily, best content first."""
    candidates = []
    for i, ours in enumerate(have):
        for j, theirs in enumerate(want):
            union = ours["content"] | theirs["content"]
            overlap = len(ours["content"] & theirs["content"]) / len(union) if union else 0.0
            if overlap >= 0.5 and ours["source"] & theirs["source"]:
                candidates.append((-overlap, i, j))
    used_have: set[int] = set()
    used_want: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in used_have and j not in used_want:
            used_have.add(i)
            used_want.add(j)
    return len(used_have)
