"""A text as the encoder sees it: word pieces with their offsets, a mark between paragraphs, overlapping windows.

Training and reading cut texts in the same way, so both use this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rashomon.extract.stretches import at_spaces

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Identifiers of the vocabulary of BERT (uncased): padding, the unused entry that we teach to mean "new paragraph",
# and what opens and closes a window.
PAD, PARAGRAPH, OPEN, CLOSE = 0, 1, 101, 102
_PARAGRAPH = re.compile(r"[^\n]*[^\s][^\n]*")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of a text.

    `ids`, `starts` and `ends` have the same length; offsets are code points of the text, end exclusive. A paragraph
    mark has an empty span at the place where the next paragraph begins.
    """

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)


@lru_cache(maxsize=2)
def load_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of a `tokenizer.json`, with truncation and padding switched off."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def cut(text: str, tokenizer: Tokenizer) -> Pieces:
    """Return the word pieces of `text`; memory is bounded by the text, not by its longest line."""
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    for first, low, high in _stretches(text):
        if first and ids:
            ids.append(PARAGRAPH)
            starts.append(low)
            ends.append(low)
        encoding = tokenizer.encode(text[low:high], add_special_tokens=False)
        ids.extend(encoding.ids)
        for start, end in encoding.offsets:
            starts.append(low + start)
            ends.append(low + end)
    return Pieces(np.array(ids, np.int64), np.array(starts, np.int64), np.array(ends, np.int64))


def _stretches(text: str) -> Iterator[tuple[bool, int, int]]:
    """Yield (opens a paragraph, start, end) of each line that holds anything, an overlong one in parts."""
    for match in _PARAGRAPH.finditer(text):
        for number, (start, end) in enumerate(at_spaces(text, *match.span())):
            yield number == 0, start, end


def lay(pieces: Pieces, spans: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Return the identifiers of windows (start, end) of a text, a row each: opened, closed, padded to the longest."""
    ids = np.full((len(spans), max(high - low for low, high in spans) + 2), PAD, np.int64)
    for row, (low, high) in enumerate(spans):
        ids[row, 0], ids[row, high - low + 1] = OPEN, CLOSE
        ids[row, 1 : high - low + 1] = pieces.ids[low:high]
    return ids


def windows(length: int, *, size: int, overlap: int) -> list[tuple[int, int]]:
    """Return (start, end) of windows of at most `size` pieces that cover `length`, neighbours sharing `overlap`.

    There are as few as can be, of one length, so that nothing is padded and little is read twice.
    """
    if length <= size:
        return [(0, length)] if length else []
    number = -((overlap - length) // (size - overlap))
    share = -(-(length - overlap) // number)
    starts = (min(share * n, length - share - overlap) for n in range(number))
    return [(start, start + share + overlap) for start in starts]
