"""Attribution by the trained encoder: windows of word pieces in, candidates in tokens out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rashomon.extract.attribution_cues import cue_stance, cue_token
from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.decoder import Decoded, WordList, word_list
from rashomon.extract.encoder import Encoded, Network, encoded, model_folder, scores, shipped_network
from rashomon.extract.pieces import Pieces, cut, load_tokenizer
from rashomon.extract.pointing import NetworkPointer, Pointer
from rashomon.extract.pointing_kept import KeptPointer
from rashomon.extract.selection import Settings, select
from rashomon.extract.syntax import Range

if TYPE_CHECKING:
    from spacy.tokens import Doc


@lru_cache(maxsize=1)
def load_settings(folder: Path) -> Settings:
    """Return what the decoder of the weights in `folder` was tuned to."""
    kept: dict[str, Any] = json.loads((folder / "settings.json").read_text("utf-8"))
    made: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return Settings(**made)


@lru_cache(maxsize=1)
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")


_OPENING, _CLOSING, _STOPS = frozenset('“"«'), frozenset('”"»'), frozenset(",.?!")
# Texts up to this many word pieces keep their states, 1.5 kB a piece, so that pronouns need no second pass.
_KEPT = 60_000


@dataclass(frozen=True, slots=True)
class _Read:
    """A text after the encoder: its pieces, words and attributions, and its windows where they are kept."""

    pieces: Pieces
    words: WordList
    made: list[Decoded]
    windows: tuple[Encoded, ...]


class EncoderReading:
    """A text that the encoder is reading.

    It begins at once and needs no parse; it leaves the interpreter free while it computes, so the parser goes on
    beside it.
    """

    def __init__(self, text: str) -> None:
        """Begin.

        Raises:
            RunError: when the weights are not there.
        """
        self._network = shipped_network()
        self._reading = _worker().submit(_read, self._network, text)

    def candidates(self, doc: Doc) -> list[Candidate]:
        """Wait for the encoder and return the attributions in token ranges of `doc`, in reading order."""
        read = self._reading.result()
        tokens = _Tokens(doc, read.words)
        return sorted(
            (c for c in map(tokens.candidate, read.made) if c.content), key=lambda c: (c.content[0], c.anchor)
        )

    def pointer(self) -> Pointer | None:
        """Return what ranks the referents of pronouns; None where there is nothing to read."""
        read = self._reading.result()
        if not len(read.pieces):
            return None
        if not read.windows:
            return NetworkPointer(self._network, read.pieces)
        return KeptPointer(self._network, read.pieces, read.windows)


def _read(network: Network, text: str) -> _Read:
    settings = load_settings(model_folder())
    pieces = cut(text, load_tokenizer(model_folder() / "tokenizer.json"))
    words = word_list(text, pieces)
    windows: list[Encoded] = []

    def kept() -> Iterator[Encoded]:
        for batch in encoded(network, pieces, window=settings.window, overlap=settings.overlap):
            if len(pieces) <= _KEPT:
                windows.append(batch)
            yield batch

    made = select(words, scores(network, pieces, kept(), least=settings.least), settings)
    return _Read(pieces, words, made, tuple(windows))


class _Tokens:
    """The way from the encoder's words to the parser's tokens: both cut the same text, at different places."""

    def __init__(self, doc: Doc, words: WordList) -> None:
        self._doc = doc
        offsets = np.array([token.idx for token in doc], np.int64)
        # Of each word, the token its first character stands in, and the one of its last.
        self._first = np.searchsorted(offsets, words.starts, side="right") - 1
        self._last = np.searchsorted(offsets, np.maximum(words.ends - 1, words.starts), side="right") - 1

    def candidate(self, made: Decoded) -> Candidate:
        cue = self._ranges(made.cue)
        anchor = cue_token(self._doc, cue, int(self._first[made.anchor]))
        return Candidate(
            anchor.i,
            source=self._ranges(made.source),
            cue=cue,
            content=tuple(self._quoted(run) for run in self._ranges(made.content)),
            stance=cue_stance(anchor),
            rule="model",
            score=round(made.score, 3),
        )

    def _quoted(self, run: Range) -> Range:
        """Take in the quotation marks around words, which the encoder's words do not count."""
        start, end = run
        doc = self._doc
        closing = end
        if closing < len(doc) and doc[closing].text in _STOPS:
            closing += 1
        opened = start > 0 and doc[start - 1].text in _OPENING
        closed = closing < len(doc) and doc[closing].text in _CLOSING
        return (start - opened, closing + 1) if closed and (opened or self._opens(run)) else (start - opened, end)

    def _opens(self, run: Range) -> bool:
        """Tell whether more marks are opened than closed in a run."""
        texts = [token.text for token in self._doc[run[0] : run[1]]]
        return sum(t in _OPENING for t in texts) > sum(t in _CLOSING for t in texts)

    def _ranges(self, runs: Sequence[Range]) -> tuple[Range, ...]:
        found: list[Range] = []
        for start, end in runs:
            low, high = int(self._first[start]), int(self._last[end - 1]) + 1
            if found and low < found[-1][1]:
                low = found[-1][1]
            if low < high:
                found.append((low, high))
        return tuple(found)
