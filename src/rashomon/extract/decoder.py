"""From the encoder's scores to attributions: numpy only, the same for training and reading.

For each anchor (the first piece of a cue) the linker scored four roles a piece. A word takes the scores of its first
piece. The *cue* is the run of cue words at the anchor and any other; the *source* is the one run of words with the
largest sum of log-odds against "no role" (the maximum sub-array), or none where no sum is positive; the *content* is
every word that is likelier content than not, with gaps closed where only punctuation lies between and stray words far
from the rest dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rashomon.extract.pieces import PARAGRAPH, Pieces

NONE, SOURCE, CUE, CONTENT = range(4)
Run = tuple[int, int]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Decoded:
    """One attribution in runs of word numbers; `score` is how sure its content is, 0 to 1."""

    anchor: int
    source: tuple[Run, ...]
    cue: tuple[Run, ...]
    content: tuple[Run, ...]
    score: float


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of a text as the encoder's pieces make them: first piece, offsets, and what each is.

    A punctuation mark is a word of its own; a paragraph mark is one too, with an empty span.
    """

    first: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    bare: Mask
    mark: Mask
    of_piece: NDArray[np.int64]


def word_list(text: str, pieces: Pieces) -> WordList:
    """Group pieces that continue one another into words."""
    starts, ends = pieces.starts, pieces.ends
    letters = np.array([text[s : s + 1].isalnum() for s in starts], bool)
    last = np.array([text[max(e - 1, 0) : e].isalnum() for e in ends], bool)
    mark = pieces.ids == PARAGRAPH
    opens = np.ones(len(pieces), bool)
    opens[1:] = (starts[1:] != ends[:-1]) | ~letters[1:] | ~last[:-1] | mark[1:] | mark[:-1]
    first = np.flatnonzero(opens)
    after = np.append(first[1:], len(pieces))[: len(first)]
    return WordList(
        first, starts[first], ends[after - 1], ~letters[first] | mark[first], mark[first], np.cumsum(opens) - 1
    )


def runs_of(mask: Mask) -> list[Run]:
    """Return (start, end) of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def best_run(scores: NDArray[np.float64]) -> Run:
    """Return the run with the largest sum, an empty one when all are negative (Kadane's maximum sub-array)."""
    best, found, total, start = 0.0, (0, 0), 0.0, 0
    for i, score in enumerate(scores.tolist()):
        if total <= 0:
            total, start = 0.0, i
        total += score
        if total > best:
            best, found = total, (start, i + 1)
    return found


def decode(words: WordList, place: int, low: int, logits: NDArray[np.float32]) -> Decoded | None:
    """Read one anchor's attribution.

    Args:
        words: of the whole text.
        place: the anchor's piece.
        low: the piece that `logits` begin at.
        logits: (pieces, 4) of the window around the anchor.

    Returns:
        The attribution in word numbers, or None where nothing is likely to be content.
    """
    first = int(np.searchsorted(words.first, low))
    last = int(np.searchsorted(words.first, low + len(logits)))
    anchor = int(words.of_piece[place]) - first
    if not 0 <= anchor < last - first:
        return None
    rows = logits[words.first[first:last] - low]
    # Only the stretch where something other than "no role" is likely is looked at, with the anchor in it.
    busy = np.flatnonzero(rows.argmax(1) != NONE)
    start = min(int(busy[0]), anchor) if busy.size else anchor
    end = max(int(busy[-1]), anchor) + 1 if busy.size else anchor + 1
    rows, first, anchor = rows[start:end].astype(np.float64), first + start, anchor - start
    bare, mark = words.bare[first : first + len(rows)], words.mark[first : first + len(rows)]

    chances = np.exp(rows - rows.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    chances = chances.clip(1e-6, 1 - 1e-6)
    cue = (chances.argmax(1) == CUE) & ~mark
    cue[anchor] = True
    margin = np.log(chances[:, SOURCE]) - np.log(chances[:, NONE] + chances[:, CONTENT])
    margin[cue | mark] = -50
    source = np.zeros_like(cue)
    source[slice(*best_run(margin))] = True
    odds = np.log(chances[:, CONTENT]) - np.log1p(-chances[:, CONTENT])
    content = (odds > 0) & ~cue & ~mark & ~source
    runs = _runs(_bridged(content, bare & ~cue & ~source), bare)
    runs = _without_strays(runs, odds)
    if not runs:
        return None
    kept = np.concatenate([chances[a:b, CONTENT] for a, b in runs])
    return Decoded(
        anchor + first,
        _moved(_runs(source, bare), first),
        _moved(_runs(cue, bare) or [(anchor, anchor + 1)], first),
        _moved(runs, first),
        float(np.median(kept)),
    )


def _moved(runs: Sequence[Run], by: int) -> tuple[Run, ...]:
    return tuple((start + by, end + by) for start, end in runs)


def _bridged(content: Mask, bridge: Mask) -> Mask:
    """Close gaps that hold nothing but punctuation and paragraph marks."""
    closed = content.copy()
    for start, end in runs_of(~content):
        if start > 0 and end < len(content) and bridge[start:end].all():
            closed[start:end] = True
    return closed


def _runs(mask: Mask, bare: Mask) -> list[Run]:
    """Return the runs of a mask without punctuation at their ends."""
    trimmed = []
    for start, end in runs_of(mask):
        inside = np.flatnonzero(~bare[start:end])
        if inside.size:
            trimmed.append((start + int(inside[0]), start + int(inside[-1]) + 1))
    return trimmed


def _without_strays(runs: list[Run], odds: NDArray[np.float64]) -> list[Run]:
    """Drop pieces whose evidence is slight beside the strongest one."""
    if len(runs) < 2:
        return runs
    sums = [float(odds[a:b].clip(-3, 3).sum()) for a, b in runs]
    most = max(sums)
    return [run for run, total in zip(runs, sums, strict=True) if total >= min(2.0, 0.25 * most)]
