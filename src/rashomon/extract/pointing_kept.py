"""Pronouns read in the windows that the encoder went through already, so that no second pass is needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rashomon.extract.pieces import Pieces
from rashomon.extract.pointing import Pointed, pointed

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from rashomon.extract.encoder import Encoded, Network

# How a function is applied to many things: `map`, or that of a pool of threads.
Run = Callable[[Callable[[Any], dict[int, Pointed]], Iterable[Any]], Iterable[dict[int, Pointed]]]
# Pieces after a pronoun that its window should show, where there are any.
_AFTER = 12


class KeptPointer:
    """A `Pointer` over the windows of one text: each pronoun is read in the one that shows most of what came before."""

    def __init__(self, network: Network, pieces: Pieces, windows: Sequence[Encoded], *, run: Run = map) -> None:
        """Take what was read; `run` applies a function to batches, side by side if it likes, results in order."""
        self._network, self._pieces, self._windows, self._run = network, pieces, windows, run

    def point(self, doc: Doc, tokens: Sequence[int]) -> Mapping[int, Pointed]:
        """See `Pointer.point`."""
        wanted: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for token in tokens:
            place = int(np.searchsorted(self._pieces.ends, doc[token].idx, side="right"))
            where = self._window(place)
            if where is not None:
                wanted[where[0]].append((token, place, where[1]))
        found: dict[int, Pointed] = {}
        for told in self._run(self._read, wanted.items()):
            found.update(told)
        return found

    def _read(self, share: tuple[int, Sequence[tuple[int, int, int]]]) -> dict[int, Pointed]:
        """Point from the pronouns (token, piece, row) of one batch of windows."""
        number, group = share
        batch = self._windows[number]
        rows = np.array([row for _, _, row in group], np.int64)
        places = np.array([place - batch.spans[row][0] + 1 for _, place, row in group], np.int64)
        scores = self._network.point(batch.ids, batch.states, rows, places)
        return {
            token: pointed(line, self._pieces, *batch.spans[row])
            for line, (token, _, row) in zip(scores, group, strict=True)
        }

    def _window(self, place: int) -> tuple[int, int] | None:
        """Return (batch, row) of the window to read a piece in, None where no window holds it."""
        best: tuple[bool, int] | None = None
        where = None
        for number, batch in enumerate(self._windows):
            for row, (low, high) in enumerate(batch.spans):
                if low <= place < high:
                    fit = (min(high, place + _AFTER) == min(len(self._pieces), place + _AFTER), place - low)
                    if best is None or fit > best:
                        best, where = fit, (number, row)
        return where
