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


@dataclass(frozen=True, slots=True)
class Settings:
    """What the decoder was tuned to on development data."""

    window: int = 256
    overlap: int = 96
    anchor: float = 0.4
    source: float = 0.0
    content: float = 0.0


@dataclass(frozen=True, slots=True)
class Decoded:
    """One attribution in runs of word numbers; `score` is the probability of the anchor times that of its content."""

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
    bare: NDArray[np.bool_]
    mark: NDArray[np.bool_]
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
    after = np.append(first[1:], len(pieces))
    return WordList(
        first, starts[first], ends[after - 1], ~letters[first] | mark[first], mark[first], np.cumsum(opens) - 1
    )


def runs_of(mask: NDArray[np.bool_]) -> list[Run]:
    """Return (start, end) of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def best_run(scores: NDArray[np.float32]) -> tuple[int, int, float]:
    """Return (start, end, sum) of the run with the largest sum; an empty run with 0 when all are negative."""
    best, best_start, best_end, total, start = 0.0, 0, 0, 0.0, 0
    for i, score in enumerate(scores.tolist()):
        if total <= 0:
            total, start = 0.0, i
        total += score
        if total > best:
            best, best_start, best_end = total, start, i + 1
    return best_start, best_end, best


def decode(words: WordList, place: int, low: int, logits: NDArray[np.float32], settings: Settings) -> Decoded | None:
    """Read one anchor's attribution.

    Args:
        words: of the whole text.
        place: the anchor's piece.
        low: the piece that `logits` begin at.
        logits: (pieces, 4) of the window around the anchor.
        settings: thresholds.

    Returns:
        The attribution in word numbers, or None where nothing is likely to be content.
    """
    w0 = int(np.searchsorted(words.first, low))
    w1 = int(np.searchsorted(words.first, low + len(logits)))
    rows = logits[words.first[w0:w1] - low]
    anchor = int(words.of_piece[place]) - w0
    if not 0 <= anchor < len(rows):
        return None
    rows = rows - np.logaddexp.reduce(rows, axis=1, keepdims=True)
    bare, mark = words.bare[w0:w1], words.mark[w0:w1]
    cue = rows.argmax(1) == CUE
    cue[anchor] = True
    cue &= ~mark
    odds = rows[:, CONTENT] - np.logaddexp.reduce(np.delete(rows, CONTENT, 1), axis=1)
    content = (odds > settings.content) & ~cue & ~mark
    source = np.zeros_like(cue)
    margin = rows[:, SOURCE] - np.logaddexp(rows[:, NONE], rows[:, CONTENT]) - settings.source
    margin[cue | mark] = -50
    start, end, total = best_run(margin)
    if total > 0:
        source[start:end] = True
    content &= ~source
    content = _closed(content, bare & ~cue & ~source, odds)
    runs = [(a, b) for a, b in map(lambda r: _trimmed(r, bare), runs_of(content)) if a < b]
    runs = _without_strays(runs, odds)
    if not runs:
        return None
    kept = np.concatenate([odds[a:b] for a, b in runs])
    sure = float(1 / (1 + np.exp(-np.median(kept))))

    def moved(found: Sequence[Run]) -> tuple[Run, ...]:
        return tuple((a + w0, b + w0) for a, b in found)

    return Decoded(
        anchor + w0,
        moved([r for r in (_trimmed(r, bare) for r in runs_of(source)) if r[0] < r[1]]),
        moved([r for r in (_trimmed(r, bare) for r in runs_of(cue)) if r[0] < r[1]] or [(anchor, anchor + 1)]),
        moved(runs),
        sure,
    )


def _closed(content: NDArray[np.bool_], bridge: NDArray[np.bool_], odds: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Close gaps of punctuation and paragraph marks, and of up to two words that are not clearly outside."""
    closed = content.copy()
    for start, end in runs_of(~content):
        inner = 0 < start and end < len(content)
        if inner and bridge[start:end].all():
            closed[start:end] = True
    return closed


def _trimmed(run: Run, bare: NDArray[np.bool_]) -> Run:
    """Take punctuation off both ends."""
    start, end = run
    while start < end and bare[start]:
        start += 1
    while end > start and bare[end - 1]:
        end -= 1
    return start, end


def _without_strays(runs: list[Run], odds: NDArray[np.float32]) -> list[Run]:
    """Drop pieces whose evidence is slight beside the strongest one."""
    if len(runs) < 2:
        return runs
    sums = [float(odds[a:b].clip(-3, 3).sum()) for a, b in runs]
    most = max(sums)
    return [run for run, total in zip(runs, sums, strict=True) if total >= min(2.0, 0.25 * most)]
