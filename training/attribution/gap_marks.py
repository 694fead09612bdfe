"""Which pieces of a passage of GAP are right, wrong, or left open for its pronoun."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rashomon.evaluate.reference import GapItem
from rashomon.extract.pieces import Pieces

RIGHT, WRONG, IGNORE = 1, 0, -100


def marked(row: GapItem, pieces: Pieces, names: Mapping[str, slice]) -> NDArray[np.int64]:
    """Return a mark for each piece, pronouns not yet left open; see `training.attribution.reference.read_gap`."""
    small = np.array([row.text[s : s + 1].islower() for s in pieces.starts])
    marks = np.where(small, WRONG, IGNORE)
    if row.answer in names:
        marks[:] = WRONG
        name, other = (row.a, row.b) if row.answer == "A" else (row.b, row.a)
        own = {word for word in _words_of(name) if word not in _words_of(other)}
        for word in re.finditer(r"\w+", row.text):
            if word.group() in own:
                where = cover(pieces, *word.span())
                _leave_open(marks, where, row.text, pieces)
                marks[where] = RIGHT
    for name, where in names.items():
        marks[where] = RIGHT if name == row.answer else WRONG
    return marks


def cover(pieces: Pieces, start: int, end: int) -> slice:
    """Return the pieces of what stands at text offsets `start` to `end`."""
    low = int(np.searchsorted(pieces.ends, start, side="right"))
    return slice(low, int(np.searchsorted(pieces.starts, end)))


def _words_of(name: str) -> list[str]:
    """Return the words of a name that tell who it is."""
    return [word for word in re.findall(r"\w+", name) if word[0].isupper() and len(word) > 2]


def _leave_open(marks: NDArray[np.int64], where: slice, text: str, pieces: Pieces) -> None:
    """Say nothing of the capitalised words right before and after a mention: they may be part of the name."""
    for step, at in ((-1, where.start - 1), (1, where.stop)):
        place = at
        while 0 <= place < len(pieces) and text[pieces.starts[place] : pieces.starts[place] + 1].isupper():
            if marks[place] == WRONG:
                marks[place] = IGNORE
            place += step
