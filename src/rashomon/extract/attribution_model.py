"""Attribution by the trained encoder: windows of word pieces in, candidates in tokens out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

from rashomon import machine
from rashomon.extract.attribution_cues import cue_stance, cue_token
from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.decoder import Decoded, WordList, word_list
from rashomon.extract.encoder import (
    Encoded,
    Judged,
    Network,
    Share,
    encode,
    judge,
    merged,
    model_folder,
    shares,
    shipped_network,
)
from rashomon.extract.pieces import cut, load_tokenizer
from rashomon.extract.pointing import NetworkPointer, Pointer
from rashomon.extract.pointing_kept import KeptPointer
from rashomon.extract.selection import Settings, select
from rashomon.extract.syntax import Range

if TYPE_CHECKING:
    from spacy.tokens import Doc

_P = ParamSpec("_P")
_T = TypeVar("_T")


@lru_cache(maxsize=1)
def load_settings(folder: Path) -> Settings:
    """Return what the decoder of the weights in `folder` was tuned to."""
    kept: dict[str, Any] = json.loads((folder / "settings.json").read_text("utf-8"))
    made: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return Settings(**made)


class _AtOnce(Executor):
    """Does what it is given in the thread that gives it."""

    def submit(self, task: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future: Future[_T] = Future()
        try:
            future.set_result(task(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  raised where the outcome is asked for, as by threads
            future.set_exception(error)
        return future


def executor(processors: int) -> Executor:
    """Return what runs the network: as many threads; the thread that asks, where there is one processor.

    A thread beside the parser would take a second processor from others who were promised it, or else only wait.
    """
    if processors == 1:
        return _AtOnce()
    return ThreadPoolExecutor(processors, thread_name_prefix="encoder")


@lru_cache(maxsize=1)
def workers() -> Executor:
    """Return what runs the network in this process."""
    return executor(_PROCESSORS)


def processors() -> int:
    """Return how many processors there are for the network: all, or as many as `OMP_NUM_THREADS` says.

    That variable is how programs tell each other that others work beside them; Ray sets it too.
    """
    said = os.environ.get("OMP_NUM_THREADS", "")
    there = machine.processors()
    return min(there, int(said)) if said.isdecimal() and int(said) else there


_PROCESSORS = processors()
_OPENING, _CLOSING, _STOPS = frozenset('“"«'), frozenset('”"»'), frozenset(",.?!")
_UNENDING = frozenset({"IN", "DT", "CC", "PRP$", "TO"})
# Texts up to this many word pieces keep their states, 1.5 kB a piece, so that pronouns need no second pass.
_KEPT = 60_000


class EncoderReading:
    """A text that the encoder is reading.

    It begins at once and needs no parse; it leaves the interpreter free while it computes, so the parser goes on
    beside it. Each thread takes the next share of windows.
    """

    def __init__(self, text: str, *, network: Network | None = None, together: int = 1) -> None:
        """Begin.

        Args:
            network: what reads the windows; the one that ships, on the processor, if None.
            together: windows that go through it together; one, unless it gives each the same whatever stands beside it.

        Raises:
            RunError: when the weights are not there.
        """
        self._network = network or shipped_network()
        self._settings = load_settings(model_folder())
        self._text = text
        self._pieces = cut(text, load_tokenizer(model_folder() / "tokenizer.json"))
        parts = shares(
            len(self._pieces), window=self._settings.window, overlap=self._settings.overlap, together=together
        )
        self.parts = [workers().submit(self._read, share) for share in parts]

    def _read(self, share: Share) -> tuple[Judged, Encoded | None]:
        batch = encode(self._network, self._pieces, share)
        judged = judge(self._network, batch, least=self._settings.least)
        return judged, batch if len(self._pieces) <= _KEPT else None

    def candidates(self, doc: Doc) -> list[Candidate]:
        """Wait for the encoder and return the attributions in token ranges of `doc`, in reading order."""
        words = word_list(self._text, self._pieces)
        scores = merged(len(self._pieces), (part.result()[0] for part in self.parts))
        tokens = _Tokens(doc, words)
        return sorted(
            (c for c in map(tokens.candidate, select(words, scores, self._settings)) if c.content),
            key=lambda c: (c.content[0], c.anchor),
        )

    def pointer(self) -> Pointer | None:
        """Return what ranks the referents of pronouns; None where there is nothing to read."""
        if not len(self._pieces):
            return None
        windows = [part.result()[1] for part in self.parts]
        kept = [batch for batch in windows if batch is not None]
        if len(kept) < len(windows):
            return NetworkPointer(self._network, self._pieces)
        return KeptPointer(self._network, self._pieces, kept, run=workers().map)


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
            source=self._ended(self._ranges(made.source)),
            cue=cue,
            content=tuple(self._quoted(run) for run in self._ranges(made.content)),
            stance=cue_stance(anchor),
            rule="model",
            score=round(made.score, 3),
        )

    def _ended(self, source: tuple[Range, ...]) -> tuple[Range, ...]:
        """Drop what nobody's name ends with: "the prosecutors in"."""
        if not source:
            return source
        start, end = source[-1]
        while end > start + 1 and self._doc[end - 1].tag_ in _UNENDING:
            end -= 1
        return (*source[:-1], (start, end))

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
