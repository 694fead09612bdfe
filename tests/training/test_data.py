"""What the reader is trained on: windows of annotated articles, with the role of each piece for each cue."""

from __future__ import annotations

import random

import numpy as np
import pytest
from tokenizers import Tokenizer
from training.attribution import data

from rashomon.evaluate import GoldDocument
from rashomon.extract.encoder import model_folder
from rashomon.extract.pieces import OPEN, PAD, load_tokenizer
from rashomon.records import Span

TEXT = (
    "The mayor said that the dam was safe.\n\nResidents of the town denied it, and nobody asked why."
    + " Rain fell." * 9
)
PARTS = [("The mayor", "said", "that the dam was safe"), ("Residents of the town", "denied", "it")]


def spans(words: str) -> tuple[Span, ...]:
    start = TEXT.index(words)
    return (Span(start, start + len(words)),)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(model_folder() / "tokenizer.json")


@pytest.fixture(scope="module")
def item(tokenizer: Tokenizer) -> data.Item:
    said = tuple(
        {"source": spans(source), "cue": spans(cue), "content": spans(content)} for source, cue, content in PARTS
    )
    return data.item(GoldDocument("story", TEXT, said), tokenizer)


def words(item: data.Item, row: int, role: int) -> str:
    places = np.flatnonzero(item.roles[row] == role)
    return TEXT[item.pieces.starts[places[0]] : item.pieces.ends[places[-1]]]


def test_each_attribution_hangs_on_the_first_piece_of_its_cue(item: data.Item) -> None:
    for row, (source, cue, content) in enumerate(PARTS):
        assert TEXT[item.pieces.starts[item.anchors[row]] :].startswith(cue)
        found = [words(item, row, role) for role in (data.SOURCE, data.CUE, data.CONTENT)]
        assert found == [source, cue, content]


def test_windows_of_an_epoch_hold_every_cue_once(item: data.Item) -> None:
    batches = data.epoch([item] * 3, size=254, batch=2, rng=random.Random(1))
    assert sum(len(batch.place) for batch in batches) == 3 * len(PARTS)
    for batch in batches:
        assert (batch.ids[:, 0] == OPEN).all()
        assert ((batch.tags == data.IGNORE) == np.isin(batch.ids, (PAD, OPEN, 102))).all()
        for window, place, roles in zip(batch.window, batch.place, batch.roles, strict=True):
            assert roles[place] == data.CUE
            # What a piece is for one cue, it is whosever it is.
            assert (batch.tags[window][roles > 0] == roles[roles > 0]).all()
