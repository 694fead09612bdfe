"""The trained encoder: ONNX sessions over windows of word pieces, on the processor, offline.

`Network` is what reads windows; the ONNX one is used for reading, the torch one for training. A text is cut into
shares of windows; each is encoded and judged by itself, on any thread, and `merged` puts them together: for each likely
cue, what the linker makes of the words around it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from rashomon.errors import RunError
from rashomon.extract.pieces import Pieces, lay, windows
from rashomon.machine import multiplies_bytes

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# Windows that go through the network together. One: the int8 networks scale what they multiply by the largest number of
# a run, so a window's result would hang on what is read beside it, and with that on how many processors there are.
_BATCH = 1


Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


class Network(Protocol):
    """Six layers and two heads, over windows padded to one length."""

    def encode(self, ids: Ints) -> tuple[Floats, Floats, Floats]:
        """Take identifiers (windows, length).

        Returns:
            States (windows, length, 384); probabilities that a cue begins here (windows, length); probabilities of the
            four roles, whosever they are (windows, length, 4).
        """

    def link(self, ids: Ints, states: Floats, window: Ints, place: Ints) -> Floats:
        """Return role logits (anchors, length, 4) of the anchors at `place` in rows `window`."""

    def point(self, ids: Ints, states: Floats, window: Ints, place: Ints) -> Floats:
        """Return (pronouns, length) scores: which pieces name what the pronoun stands for; place 0 is "nothing"."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """A likely cue: its piece, its probability, and role logits (pieces, 4) from piece `low` of the text on."""

    place: int
    probability: float
    low: int
    logits: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of a whole text: the likely cues, and each piece's roles (pieces, 4), whosever they are."""

    anchored: tuple[Anchored, ...]
    tags: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Windows that went through the encoder together.

    Attributes:
        spans: (start, end) of each window in pieces of the text; piece p of window w stands at column p - start + 1.
        ids, chances, own: (windows, length); `own` marks the places that are judged in this window and no other.
        states: (windows, length, 384); tags: (windows, length, 4).
    """

    spans: Sequence[tuple[int, int]]
    ids: NDArray[np.int64]
    states: NDArray[np.float32]
    chances: NDArray[np.float32]
    tags: NDArray[np.float32]
    own: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Share:
    """Windows of one text that go through the network together, with the bounds within which each is to judge.

    Each place of the text is judged in the one window where it stands farther from an edge, so nothing is read twice
    and no seam shows.
    """

    spans: tuple[tuple[int, int], ...]
    bounds: tuple[tuple[int, int], ...]


def shares(length: int, *, window: int, overlap: int, together: int = _BATCH) -> list[Share]:
    """Cut a text of `length` pieces into overlapping windows of at most `window`, two for its ends included."""
    spans = windows(length, size=window - 2, overlap=overlap)
    inner = [(low + high) // 2 for (low, _), (_, high) in zip(spans[1:], spans, strict=False)]
    bounds = list(pairwise([0, *inner, length]))
    return [
        Share(tuple(spans[first : first + together]), tuple(bounds[first : first + together]))
        for first in range(0, len(spans), together)
    ]


def encode(network: Network, pieces: Pieces, share: Share) -> Encoded:
    """Send a share of a text through the encoder."""
    ids = lay(pieces, share.spans)
    own = np.zeros(ids.shape, bool)
    for row, ((low, _), (start, end)) in enumerate(zip(share.spans, share.bounds, strict=True)):
        own[row, start - low + 1 : end - low + 1] = True
    states, chances, tags = network.encode(ids)
    return Encoded(share.spans, ids, states, chances, tags, own)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a share of a text's windows says: tags (places, 4) of the `places` that are its own, and the likely cues."""

    places: NDArray[np.int64]
    tags: NDArray[np.float32]
    anchored: tuple[Anchored, ...]


def judge(network: Network, batch: Encoded, *, least: float) -> Judged:
    """Link every piece of some windows whose probability of opening a cue is at least `least`, in reading order."""
    own = [np.flatnonzero(row) for row in batch.own]
    places = np.concatenate([low + columns - 1 for (low, _), columns in zip(batch.spans, own, strict=True)])
    found: list[Anchored] = []
    rows, columns = np.nonzero(batch.own & (batch.chances >= least))
    if len(rows):
        logits = network.link(batch.ids, batch.states, rows, columns)
        for number, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
            low, high = batch.spans[row]
            around = logits[number, 1 : high - low + 1]
            found.append(Anchored(low + column - 1, float(batch.chances[row, column]), low, around))
    return Judged(places, batch.tags[batch.own], tuple(found))


def merged(length: int, parts: Iterable[Judged]) -> Scores:
    """Put the shares of a text of `length` pieces together."""
    tags = np.zeros((length, 4), np.float32)
    found: list[Anchored] = []
    for part in parts:
        tags[part.places] = part.tags
        found.extend(part.anchored)
    return Scores(tuple(found), tags)


class OnnxNetwork:
    """The shipped weights, int8, run by onnxruntime."""

    def __init__(self, folder: Path) -> None:
        # Set before the import: some builds of the library report to their maker otherwise.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # One thread a run: runs go side by side, which loses less than dividing each of them, and leaves the parser
        # a processor of its own.
        options.intra_op_num_threads = 1
        if not multiplies_bytes():
            # Signed weights overflow there; the library turns them into unsigned ones, which are slower and as exact.
            options.add_session_config_entry("session.x64quantprecision", "1")
        self._encoder, self._linker, self._pointer = (
            onnxruntime.InferenceSession(str(folder / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])
            for name in ("encoder", "linker", "pointer")
        )

    def encode(self, ids: Ints) -> tuple[Floats, Floats, Floats]:
        """See `Network.encode`."""
        states, chances, tags = self._encoder.run(None, {"ids": ids})
        return states, chances, tags

    def link(self, ids: Ints, states: Floats, window: Ints, place: Ints) -> Floats:
        """See `Network.link`."""
        return self._head(self._linker, ids, states, window, place)

    def point(self, ids: Ints, states: Floats, window: Ints, place: Ints) -> Floats:
        """See `Network.point`."""
        return self._head(self._pointer, ids, states, window, place)

    @staticmethod
    def _head(session: InferenceSession, ids: Ints, states: Floats, window: Ints, place: Ints) -> Floats:
        """Run the linker or the pointer, which take the same."""
        found: Floats = session.run(None, {"ids": ids, "states": states, "window": window, "place": place})[0]
        return found


def model_folder() -> Path:
    """Return where the package keeps its weights."""
    return Path(str(files("rashomon"))) / "models" / "attribution"


@lru_cache(maxsize=1)
def shipped_network() -> OnnxNetwork:
    """Return the network that ships with the package, loaded at first use (about a quarter of a second).

    Raises:
        RunError: when its files are not there.
    """
    folder = model_folder()
    if not (folder / "encoder.onnx").is_file():
        raise RunError(f"{folder}: the attribution model is missing; reinstall the package or use --attribution rules")
    return OnnxNetwork(folder)
