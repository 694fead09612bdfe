"""What the trained pointer says of pronouns: a score for each earlier name, and one for "nothing near".

A pronoun is read in one window of word pieces, at least half of it before the pronoun. A name's score is that of its
likeliest piece; the window's opening mark scores "nothing here".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from rashomon.extract.pieces import Pieces, lay

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from rashomon.extract.encoder import Network

# Pieces of one window without its two marks; how many at least stand before its first pronoun, and after its last;
# windows read together.
_SIZE, _BEFORE, _AFTER, _BATCH = 254, 128, 16, 8


@dataclass(frozen=True, slots=True)
class Pointed:
    """The scores of one pronoun over the pieces of its window, larger is likelier.

    Attributes:
        nothing: that nothing in the window is meant.
        starts: offset where each piece of the window starts.
        ends: offset where it ends.
        scores: that the piece names who is meant.
    """

    nothing: float
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    scores: NDArray[np.float32]

    def score(self, start: int, end: int) -> float | None:
        """Return the score of what stands at text offsets `start` to `end`, None where the window does not reach."""
        low = int(np.searchsorted(self.ends, start, side="right"))
        high = int(np.searchsorted(self.starts, end))
        return float(self.scores[low:high].max()) if low < high else None

    def best(self) -> tuple[int, float] | None:
        """Return the offset at which the likeliest piece starts and its score, None where "nothing" is likelier."""
        at = int(self.scores.argmax()) if len(self.scores) else 0
        if not len(self.scores) or self.scores[at] <= self.nothing:
            return None
        return int(self.starts[at]), float(self.scores[at])


def pointed(line: NDArray[np.float32], pieces: Pieces, low: int, high: int) -> Pointed:
    """Return the scores of one pronoun, as the network gives them for the window `low` to `high` of a text."""
    return Pointed(float(line[0]), pieces.starts[low:high], pieces.ends[low:high], line[1 : high - low + 1])


class Pointer(Protocol):
    """Says whom the pronouns of a text mean."""

    def point(self, doc: Doc, tokens: Sequence[int]) -> Mapping[int, Pointed]:
        """Return what each pronoun token points to; one that could not be read is missing."""


class NetworkPointer:
    """The trained network as a `Pointer`."""

    def __init__(self, network: Network, pieces: Pieces) -> None:
        self._network, self._pieces = network, pieces

    def point(self, doc: Doc, tokens: Sequence[int]) -> Mapping[int, Pointed]:
        """See `Pointer.point`."""
        pieces = self._pieces
        places = {i: int(np.searchsorted(pieces.ends, doc[i].idx, side="right")) for i in tokens}
        wanted = [(i, place) for i, place in places.items() if place < len(pieces)]
        found: dict[int, Pointed] = {}
        windows = list(_shared_windows(wanted, len(pieces)))
        for first in range(0, len(windows), _BATCH):
            found.update(self._read(windows[first : first + _BATCH]))
        return found

    def _read(self, batch: Sequence[_Window]) -> Iterator[tuple[int, Pointed]]:
        ids = lay(self._pieces, [(window.low, window.high) for window in batch])
        states = self._network.encode(ids)[0]
        rows = [(row, token, place) for row, w in enumerate(batch) for token, place in w.pronouns]
        own = np.array([row for row, _, _ in rows], np.int64)
        where = np.array([place - batch[row].low + 1 for row, _, place in rows], np.int64)
        scores = self._network.point(ids, states, own, where)
        for number, (row, token, _) in enumerate(rows):
            yield token, pointed(scores[number], self._pieces, batch[row].low, batch[row].high)


@dataclass(frozen=True, slots=True)
class _Window:
    """Pieces `low` to `high`, and the pronouns (token, piece) that are read in it."""

    low: int
    high: int
    pronouns: tuple[tuple[int, int], ...]


def _shared_windows(wanted: Sequence[tuple[int, int]], length: int) -> Iterator[_Window]:
    """Yield windows that hold every pronoun with what comes before it; neighbours share one."""
    at = 0
    while at < len(wanted):
        low = max(0, min(wanted[at][1] - _BEFORE, length - _SIZE))
        high = min(length, low + _SIZE)
        last = high - _AFTER if high < length else length
        own = [one for one in wanted[at:] if one[1] < last] or [wanted[at]]
        yield _Window(low, high, tuple(own))
        at += len(own)
