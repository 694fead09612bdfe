"""Attribution by the trained encoder: windows of word pieces in, candidates in tokens out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from rashomon.extract.attribution_cues import cue_stance, cue_token
from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.decoder import Decoded, Settings, WordList, decode, word_list
from rashomon.extract.encoder import Network, anchored, model_folder, shipped_network
from rashomon.extract.pieces import cut, load_tokenizer
from rashomon.extract.syntax import Range

if TYPE_CHECKING:
    from spacy.tokens import Doc


Finish = Callable[["Doc"], list[Candidate]]


@lru_cache(maxsize=1)
def _settings() -> Settings:
    return Settings(**json.loads((model_folder() / "settings.json").read_text("utf-8")))


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
        candidates = (tokens.candidate(made, score) for made, score in found)
        return sorted((c for c in candidates if c.content), key=lambda c: (c.content[0], c.anchor))

    return finish


def _read(network: Network, text: str) -> tuple[WordList, list[tuple[Decoded, float]]]:
    """Return the words of a text and what is attributed in it, each with its score from 0 to 1."""
    settings = _settings()
    pieces = cut(text, load_tokenizer(model_folder() / "tokenizer.json"))
    words = word_list(text, pieces)
    found = []
    for one in anchored(network, pieces, window=settings.window, overlap=settings.overlap, least=settings.anchor):
        made = decode(words, one.place, one.low, one.logits, settings)
        if made is not None:
            found.append((made, one.probability * made.score))
    return words, found


class _Tokens:
    """The way from the encoder's words to the parser's tokens: both cut the same text, at different places."""

    def __init__(self, doc: Doc, words: WordList) -> None:
        self._doc = doc
        offsets = np.array([token.idx for token in doc], np.int64)
        # Of each word, the token its first character stands in, and the one of its last.
        self._first = np.searchsorted(offsets, words.starts, side="right") - 1
        self._last = np.searchsorted(offsets, np.maximum(words.ends - 1, words.starts), side="right") - 1

    def candidate(self, made: Decoded, score: float) -> Candidate:
        cue = self._ranges(made.cue)
        anchor = cue_token(self._doc, cue, int(self._first[made.anchor]))
        return Candidate(
            anchor.i,
            source=self._ranges(made.source),
            cue=cue,
            content=self._ranges(made.content),
            stance=cue_stance(anchor),
            rule="model",
            score=round(score, 3),
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
