"""Pairs of texts with gold: does the second follow from the first, is it contradicted, or is it left open?

FeverSymmetric (Schuster et al. 2019) has claims about evidence, each claim once supported and once refuted, so that
nothing can be told from the claim alone; SICK (Marelli et al. 2014) sentences about pictures; ANLI (Nie et al. 2020)
statements written to fool models, with tags for what makes them hard.
"""

from __future__ import annotations

import ast
import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rashomon.errors import ItemError
from rashomon.evaluate.tally import Tally


class Gold(StrEnum):
    """How the second text stands to the first."""

    ENTAILS = "entails"
    CONTRADICTS = "contradicts"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Paired:
    """Two texts and their gold; `tags` say what the pair is about, where the data set has them."""

    first: str
    second: str
    gold: Gold
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of a pair.

    Attributes:
        leaning: the likelier of entailing and contradicting.
        likeliest: of the three.
        certain: what is said with certainty, if anything.
    """

    leaning: Gold
    likeliest: Gold
    certain: Gold | None


_FEVER = {"SUPPORTS": Gold.ENTAILS, "REFUTES": Gold.CONTRADICTS}
_SICK = {"ENTAILMENT": Gold.ENTAILS, "CONTRADICTION": Gold.CONTRADICTS, "NEUTRAL": Gold.NEUTRAL}
_ANLI = {"e": Gold.ENTAILS, "c": Gold.CONTRADICTS, "n": Gold.NEUTRAL}
# Brackets and quotation marks as the Penn Treebank writes them.
_TREEBANK = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"', " -- ": " – "}


def read_fever(path: Path) -> Iterator[Paired]:
    """Yield the pairs of a file of FeverSymmetric: evidence, then claim.

    Raises:
        ItemError: when it is not one.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                yield Paired(_written(row["evidence"]), _written(row["claim"]), _FEVER[row["label"]])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, error, "name dev.jsonl of fever_symmetric") from error


def _written(text: str) -> str:
    for theirs, ours in _TREEBANK.items():
        text = text.replace(theirs, ours)
    return text


def read_sick(path: Path) -> Iterator[Paired]:
    """Yield the pairs of a table of SICK.

    Raises:
        ItemError: when it is not one.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield Paired(row["sentence_A"], row["sentence_B"], _SICK[row["entailment_judgment"]])
    except (OSError, ValueError, KeyError) as error:
        raise _unreadable(path, error, "name trial.txt of sick") from error


def read_anli(path: Path) -> Iterator[Paired]:
    """Yield the pairs of a table of ANLI, or of all `*_dev.csv` of a folder, with their tags.

    Raises:
        ItemError: when there is none, or it is not such a table.
    """
    paths = sorted(path.glob("*_dev.csv")) if path.is_dir() else [path]
    if not paths:
        raise _unreadable(path, FileNotFoundError("no *_dev.csv in it"), "name the folder anli")
    for one in paths:
        try:
            with one.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    tags = frozenset(str(tag) for tag in ast.literal_eval(row["tags"]))
                    yield Paired(row["context"], row["statement"], _ANLI[row["gold_label"]], tags)
        except (OSError, ValueError, KeyError, SyntaxError) as error:
            raise _unreadable(one, error, "take the file as it was published") from error


def _unreadable(path: Path, error: Exception, remedy: str) -> ItemError:
    return ItemError(str(path), step="read gold", reason=f"no such pairs ({error})", remedy=remedy)


def score_pairs(pairs: Iterable[tuple[Paired, Judged]]) -> dict[str, Tally]:
    """Count what was judged.

    Returns:
        *leans entails*, *leans contradicts*: of the pairs that are one of the two, which of the two is likelier; the
        mean of their recalls is the balanced accuracy. *contradicts*: as the likeliest of three. *says contradicts*,
        *says entails*: of all pairs, what is said with certainty. *false alarm*: how many pairs that are no
        contradiction are said with certainty to be one: "right" are those that are.
    """
    names = ("leans entails", "leans contradicts", "contradicts", "says entails", "says contradicts", "false alarm")
    tallies = {name: Tally() for name in names}
    for pair, judged in pairs:
        if pair.gold is not Gold.NEUTRAL:
            tallies[f"leans {pair.gold.value}"].add(int(judged.leaning is pair.gold), 0, 1)
            tallies[f"leans {judged.leaning.value}"].predicted += 1
        said: list[tuple[str, Gold, Gold | None]] = [("contradicts", Gold.CONTRADICTS, judged.likeliest)]
        said += [(f"says {kind.value}", kind, judged.certain) for kind in (Gold.ENTAILS, Gold.CONTRADICTS)]
        for name, kind, found in said:
            tallies[name].add(int(found is kind is pair.gold), int(found is kind), int(pair.gold is kind))
        if pair.gold is not Gold.CONTRADICTS:
            tallies["false alarm"].add(int(judged.certain is Gold.CONTRADICTS), 1, 1)
    return tallies


def balanced(tallies: Mapping[str, Tally]) -> float:
    """Return the mean of the shares of entailing and of contradicting pairs that lean the right way, 0 to 1."""
    return (tallies["leans entails"].recall + tallies["leans contradicts"].recall) / 2


def numeric(pairs: Sequence[Paired]) -> list[Paired]:
    """Return the pairs that are tagged as turning on numbers."""
    return [pair for pair in pairs if "Numerical" in pair.tags]
