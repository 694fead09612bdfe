"""The trained pointer as the resolver asks it: which windows are read, and how pieces become scores of names."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from spacy.language import Language
from tokenizers import Tokenizer, models, pre_tokenizers

from rashomon.extract.pieces import OPEN, cut, load_tokenizer
from rashomon.extract.pointing import NetworkPointer, Pointed

WORDS = ["Keller", "met", "Lopez", ".", "She", "left", "rain", "fell"]


@pytest.fixture
def tokenizer(tmp_path: Path) -> Path:
    made = Tokenizer(models.WordLevel({"[UNK]": 3, **{word: n for n, word in enumerate(WORDS, 200)}}, "[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.save(str(tmp_path / "tokenizer.json"))
    return tmp_path / "tokenizer.json"


@dataclass
class Names:
    """A network that scores "Keller" 2, "Lopez" 1, the opening mark 0, and keeps what it was shown."""

    seen: list[tuple[int, int, int]] = field(default_factory=list)

    def encode(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.float32], ...]:
        flat = np.zeros(ids.shape, np.float32)
        return flat, flat, flat

    def link(self, *parts: NDArray[np.generic]) -> NDArray[np.float32]:
        raise AssertionError("nothing to link")

    def point(
        self,
        ids: NDArray[np.int64],
        states: NDArray[np.float32],
        window: NDArray[np.int64],
        place: NDArray[np.int64],
    ) -> NDArray[np.float32]:
        for row, at in zip(window, place, strict=True):
            self.seen.append((int(ids[row, at]), int(at), int((ids[row] != 0).sum())))
        scores = np.full((len(place), ids.shape[1]), -5.0, np.float32)
        scores[ids[window] == 200], scores[ids[window] == 202], scores[ids[window] == OPEN] = 2.0, 1.0, 0.0
        return scores


def point(nlp: Language, tokenizer: Path, text: str) -> tuple[Names, dict[int, Pointed]]:
    doc, network = nlp(text), Names()
    pieces = cut(text, load_tokenizer(tokenizer))
    she = [token.i for token in doc if token.text == "She"]
    return network, dict(NetworkPointer(network, pieces).point(doc, she))  # type: ignore[arg-type]  # states unread


def test_a_name_scores_its_likeliest_piece(nlp: Language, tokenizer: Path) -> None:
    _, found = point(nlp, tokenizer, "Keller met Lopez. She left.")
    (pointed,) = found.values()
    assert pointed.nothing == 0.0
    assert (pointed.score(0, 6), pointed.score(11, 16), pointed.score(0, 16)) == (2.0, 1.0, 2.0)


def test_every_pronoun_is_read_once_with_what_comes_before_it(nlp: Language, tokenizer: Path) -> None:
    text = "Keller met Lopez. " + "rain fell. " * 60 + "She left. " * 90 + "rain fell. " * 60
    network, found = point(nlp, tokenizer, text)
    assert len(found) == len(network.seen) == 90
    assert {piece for piece, _, _ in network.seen} == {204}
    assert min(at for _, at, _ in network.seen) > 100
    assert {length for _, _, length in network.seen} == {256}


def test_a_name_outside_the_window_has_no_score(nlp: Language, tokenizer: Path) -> None:
    _, found = point(nlp, tokenizer, "Keller met Lopez. " + "rain fell. " * 200 + "She left.")
    (pointed,) = found.values()
    assert pointed.score(0, 6) is None


def test_a_text_without_pronouns_asks_nothing(nlp: Language, tokenizer: Path) -> None:
    network, found = point(nlp, tokenizer, "Keller met Lopez.")
    assert (network.seen, found) == ([], {})
