"""Word pieces: their offsets are the text's own, whatever script it is in, and windows cover all of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from rashomon.extract.encoder import model_folder
from rashomon.extract.pieces import PARAGRAPH, cut, load_tokenizer, windows


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(model_folder() / "tokenizer.json")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Trucks left Raqqa.", ["Trucks", "left", "Ra", "q", "qa", "."], id="plain"),
        pytest.param("Ça va", ["Ça", "va"], id="an accent is part of its letter"),
        pytest.param("\U0001f69a trucks", ["\U0001f69a", "trucks"], id="a character outside the basic plane"),
        pytest.param("", [], id="empty"),
        pytest.param(" \n \n", [], id="only space"),
    ],
)
def test_pieces_are_cut_out_of_the_text_itself(tokenizer: Tokenizer, text: str, words: list[str]) -> None:
    pieces = cut(text, tokenizer)
    assert [text[s:e] for s, e in zip(pieces.starts, pieces.ends, strict=True)] == words


def test_a_mark_stands_between_paragraphs_however_they_are_set_apart(tokenizer: Tokenizer) -> None:
    for gap in ("\n", "\n\n", " \n\xa0\n "):
        pieces = cut(f"One.{gap}Two.", tokenizer)
        assert (pieces.ids == PARAGRAPH).sum() == 1
        assert pieces.ids[2] == PARAGRAPH


def test_an_overlong_line_is_cut_without_losing_a_character(tokenizer: Tokenizer) -> None:
    text = "word " * 10_000 + "x" * 30_000
    pieces = cut(text, tokenizer)
    covered = sum(int(e - s) for s, e in zip(pieces.starts, pieces.ends, strict=True))
    assert covered == len(text.replace(" ", ""))


@given(st.text(max_size=200))
def test_offsets_of_any_text_are_in_order_and_inside_it(text: str) -> None:
    pieces = cut(text, load_tokenizer(model_folder() / "tokenizer.json"))
    assert len(pieces.ids) == len(pieces.starts) == len(pieces.ends)
    places = list(zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True))
    assert all(0 <= s <= e <= len(text) for s, e in places)
    assert all(a[0] <= b[0] for a, b in pairwise(places))
    assert not any(text[s:e].isspace() for s, e in places if s < e)


@given(st.integers(0, 2000), st.integers(2, 300), st.data())
def test_windows_cover_everything_and_overlap_as_told(length: int, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    found = windows(length, size=size, overlap=overlap)
    assert {i for a, b in found for i in range(a, b)} == set(range(length))
    assert {b - a for a, b in found} <= set(range(1, size + 1))
    assert len({b - a for a, b in found}) == (1 if length else 0)
    assert all(first[1] - second[0] >= overlap for first, second in pairwise(found))
