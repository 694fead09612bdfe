"""Copied passages and agency credits against gold: pairs of articles of the Helsinki set, and who is credited.

Gold names articles by their ids and holds offsets, never text.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rashomon.errors import ItemError
from rashomon.evaluate.corpora import CorpusText, read_helsinki
from rashomon.evaluate.tally import Tally
from rashomon.records import Echo, Span

_TAKE: Final = "take the file as it was"
# How PolNeAR's table writes agencies, where we write them otherwise; what stands for none.
_WIRES: Final = {"reuters": "Reuters", "None": None, "NA": None, "": None}


@dataclass(frozen=True, slots=True)
class CopyItem:
    """A pair of articles as it was judged.

    Attributes:
        a, b: ids of the articles.
        copied: whether one repeats the other's reporting, or both a third's.
        kind: copy or partial, None where nothing is copied or it was not agreed on.
        direction: "a" or "b" where that is the original, "third", or None where it is not known.
        origin: name of the third party, None where there is none.
        part: tune or test.
    """

    a: str
    b: str
    copied: bool
    kind: str | None
    direction: str | None
    origin: str | None
    part: str


@dataclass(frozen=True, slots=True)
class CreditItem:
    """An article and the agency that it is credited to, None for none; `contribution`: credited with help only."""

    name: str
    agency: str | None
    contribution: bool
    span: Span | None
    part: str


def read_copies(path: Path) -> Iterator[CopyItem]:
    """Read `copies.jsonl`.

    Raises:
        ItemError: when a line is not gold.
    """
    for item in _lines(path):
        kind = item["relation"] if item["relation"] in ("copy", "partial") else None
        direction = item["direction"] if item["direction"] in ("a", "b", "third") else None
        origin = item["origin"] if direction == "third" else None
        yield CopyItem(item["a"], item["b"], item["copied"], kind, direction, origin, item["part"])


def read_credits(path: Path) -> Iterator[CreditItem]:
    """Read `credits.jsonl`, or the column `wire` of PolNeAR's `metadata.tsv`.

    Raises:
        ItemError: when a line is not gold.
    """
    if path.suffix == ".tsv":
        try:
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file, delimiter="\t"):
                    wire = _WIRES.get(row["wire"], row["wire"])
                    part = "tune" if row["compartment"] == "train" else "test"
                    yield CreditItem(row["filename"], wire, False, None, part)
        except (OSError, KeyError, ValueError) as error:
            raise ItemError(str(path), step="read gold", reason=f"no such table ({error})", remedy=_TAKE) from error
        return
    for item in _lines(path):
        span = Span(item["start"], item["end"]) if item["agency"] else None
        yield CreditItem(item["id"], item["agency"], item.get("contribution", False), span, item["part"])


def read_articles(gold: Path, texts: Path) -> dict[str, CorpusText]:
    """Return the articles that gold is about, by name: the Helsinki set below `texts`, PolNeAR's beside its table.

    Raises:
        ItemError: when they are not there.
    """
    if gold.suffix != ".tsv":
        return {text.name: text for text in read_helsinki(texts / "helsinki" / "articles.csv")}
    found = {}
    for path in sorted(gold.parent.glob("*/text/*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = CorpusText(path.stem, file.read())
    if not found:
        raise ItemError(str(gold.parent), step="read gold", reason="no */text/*.txt in it", remedy="name polnear/")
    return found


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                item = json.loads(line)
                # Which of the two files it is, its first key tells.
                _ = item["part"], item.get("a", item.get("id"))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                reason = f"line {number} is not gold ({error})"
                raise ItemError(str(path), step="read gold", reason=reason, remedy=_TAKE) from error
            yield item


def score_copies(
    items: Iterable[CopyItem], echoes: Mapping[frozenset[str], Echo], ids: Mapping[str, str]
) -> dict[str, Tally]:
    """Count judged pairs: which were found to be copied, and of those rightly found the kind and the direction.

    A direction is right where the original is, or the third party's name; gold pairs of unknown direction are left out.

    Args:
        echoes: by the ids of their two documents.
        ids: article id → document id.
    """
    tallies = {name: Tally() for name in ("copied", "kind", "direction")}
    for item in items:
        echo = echoes.get(frozenset((ids[item.a], ids[item.b])))
        tallies["copied"].add(int(item.copied and echo is not None), int(echo is not None), int(item.copied))
        if echo is None or not item.copied:
            continue
        if item.kind is not None:
            tallies["kind"].add(int(echo.kind == item.kind), 1, 1)
        if item.direction is not None:
            first = {ids[item.a]: "a", ids[item.b]: "b"}[echo.source]
            found = first if echo.direction == "first" else echo.direction
            right = found == item.direction and (item.direction != "third" or echo.origin == item.origin)
            tallies["direction"].add(int(right), 1, 1)
    return tallies


Found = tuple[str, Span]
"""An agency, and the words that credit it."""


def score_credits(
    items: Iterable[CreditItem], credit_of: Callable[[str], tuple[Found | None, Found | None]]
) -> dict[str, Tally]:
    """Count the agencies that whole texts are credited to, and those credited with a contribution only.

    *words* counts rightly named agencies whose credit overlaps the words that the annotator took for it.

    Args:
        credit_of: article name → the credit of the whole text, and the first contribution; None for none.
    """
    tallies = {name: Tally() for name in ("agency", "contribution", "words")}
    for item in items:
        whole, helped = credit_of(item.name)
        for name, want, got in (
            ("agency", None if item.contribution else item.agency, whole),
            ("contribution", item.agency if item.contribution else None, None if whole else helped),
        ):
            right = got is not None and got[0] == want
            tallies[name].add(int(right), int(got is not None), int(want is not None))
            if right and got is not None and item.span is not None:
                tallies["words"].add(int(got[1].overlaps(item.span)), 1, 1)
    return tallies
