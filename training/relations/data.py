"""What the judge of entailment is trained, tuned and measured on, as pairs with a label and batches of rows.

FeverSymmetric and the rows of ANLI that are tagged "Numerical", with every other row about the same passage, are never
trained on.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rashomon.compare.pairing import Laid, lay_out, stack
from rashomon.evaluate.entailment import Gold, Paired, numeric, read_anli, read_fever, read_sick

if TYPE_CHECKING:
    from tokenizers import Tokenizer

ENTAILS, CONTRADICTS, NEUTRAL = range(3)
WINDOW = 160
_LABELS = {Gold.ENTAILS: ENTAILS, Gold.CONTRADICTS: CONTRADICTS, Gold.NEUTRAL: NEUTRAL}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, how they stand, and where the pair comes from (a data set, or the rule that made it)."""

    first: str
    second: str
    label: int
    origin: str


@dataclass(frozen=True, slots=True)
class Row:
    """A pair laid out, with its label."""

    laid: Laid
    label: int
    origin: str


@dataclass(frozen=True, slots=True)
class Batch:
    """(batch, length) identifiers, kinds and marks, and (batch,) labels."""

    ids: NDArray[np.int64]
    kinds: NDArray[np.int64]
    marks: NDArray[np.int64]
    labels: NDArray[np.int64]


def of_gold(pairs: Iterable[Paired], origin: str) -> list[Pair]:
    """Return published pairs as pairs to train on or to measure with."""
    return [Pair(pair.first, pair.second, _LABELS[pair.gold], origin) for pair in pairs]


def sick(folder: Path, name: str) -> list[Pair]:
    """Return SICK's train.txt or trial.txt."""
    return of_gold(read_sick(folder / "sick" / name), "sick")


def fever(folder: Path) -> list[Pair]:
    """Return FeverSymmetric, to measure with."""
    return of_gold(read_fever(folder / "fever_symmetric" / "dev.jsonl"), "fever")


def anli(folder: Path) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """Return ANLI's development rows: to train on, to tune on (a tenth of the passages), and the numeric ones."""
    rows = list(read_anli(folder / "anli"))
    kept = numeric(rows)
    passages = {row.first for row in kept}
    others = [row for row in rows if row.first not in passages]
    named = sorted({row.first for row in others})
    held = set(random.Random("anli").sample(named, len(named) // 10))
    train = of_gold((row for row in others if row.first not in held), "anli")
    return train, of_gold((row for row in others if row.first in held), "anli"), of_gold(kept, "anli numeric")


def wice(folder: Path) -> list[Pair]:
    """Return WiCE: the shortest set of sentences that bears on a claim, and the claim.

    What is supported in part only, or not, leaves the claim open.
    """
    pairs = []
    for line in (folder / "wice" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        empty: list[int] = []
        best: list[int] = min(row["supporting_sentences"], key=len, default=empty)
        if not best or len(best) > 4:
            continue
        evidence = " ".join(row["evidence"][number] for number in best)
        pairs.append(Pair(evidence, row["claim"], ENTAILS if row["label"] == "supported" else NEUTRAL, "wice"))
    return pairs


def rows(pairs: Sequence[Pair], tokenizer: Tokenizer) -> list[Row]:
    """Lay out pairs; those without words are left out."""
    laid = lay_out([(pair.first, pair.second) for pair in pairs], tokenizer, window=WINDOW)
    return [Row(one, pair.label, pair.origin) for one, pair in zip(laid, pairs, strict=True) if one is not None]


def batches(items: Sequence[Row], *, size: int, rng: random.Random) -> list[Batch]:
    """Return shuffled batches of rows of like length."""
    order = sorted(items, key=lambda row: len(row.laid) + rng.random() * 6)
    groups = [order[start : start + size] for start in range(0, len(order), size)]
    rng.shuffle(groups)
    return [batch(group) for group in groups]


def batch(group: Sequence[Row]) -> Batch:
    """Return rows as one batch."""
    return Batch(*stack([row.laid for row in group]), np.array([row.label for row in group], np.int64))


def in_order(items: Sequence[Row], size: int = 64) -> Iterator[tuple[Sequence[int], Batch]]:
    """Yield the numbers of rows and their batch, of like length, to judge all of them."""
    order = sorted(range(len(items)), key=lambda number: len(items[number].laid))
    for start in range(0, len(order), size):
        numbers = order[start : start + size]
        yield numbers, batch([items[number] for number in numbers])
