"""Attribution by the trained encoder: windows of word pieces in, candidates in tokens out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rashomon.extract.attribution_cues import cue_stance, cue_token
from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.decoder import Decoded, WordList, word_list
from rashomon.extract.encoder import Network, encoded, model_folder, scores, shipped_network
from rashomon.extract.pieces import cut, load_tokenizer
from rashomon.extract.selection import Settings, select
from rashomon.extract.syntax import Range

if TYPE_CHECKING:
    from spacy.tokens import Doc


Finish = Callable[["Doc"], list[Candidate]]


@lru_cache(maxsize=1)
def load_settings(folder: Path) -> Settings:
    """Return what the decoder of the weights in `folder` was tuned to."""
    kept = json.loads((folder / "settings.json").read_text("utf-8"))
    return Settings(**{name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()})


@lru_cache(maxsize=1)
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")


def begin_model(text: str) -> Finish:
    """Begin to read `text` with the encoder, which needs no parse; what is returned waits for it and takes the parse.

    The encoder leaves the interpreter free while it computes, so the parser goes on beside it.

    Raises:
        RunError: when the weights are not there.
    """
    network = shipped_network()
    reading = _worker().submit(_read, network, text)

    def finish(doc: Doc) -> list[Candidate]:
        words, found = reading.result()
        tokens = _Tokens(doc, words)
        candidates = map(tokens.candidate, found)
        return sorted((c for c in candidates if c.content), key=lambda c: (c.content[0], c.anchor))

    return finish


def _read(network: Network, text: str) -> tuple[WordList, list[Decoded]]:
    """Return the words of a text and what is attributed in it."""
    settings = load_settings(model_folder())
    pieces = cut(text, load_tokenizer(model_folder() / "tokenizer.json"))
    words = word_list(text, pieces)
    batches = encoded(network, pieces, window=settings.window, overlap=settings.overlap)
    return words, select(words, scores(network, pieces, batches, least=settings.least), settings)


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
            content=self._ranges(made.content),
            stance=cue_stance(anchor),
            rule="model",
            score=round(made.score, 3),
        )

    def _ranges(self, runs: Sequence[Range]) -> tuple[Range, ...]:
        found: list[Range] = []
        for start, end in runs:
            low, high = int(self._first[start]), int(self._last[end - 1]) + 1
            if found and low < found[-1][1]:
                low = found[-1][1]
            if low < high:
                found.append((low, high))
        return tuple(found)
