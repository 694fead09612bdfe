"""The look for words in Arrow never holds back a text that the words are in."""

from __future__ import annotations

import sys

import pytest

from rashomon.archive.layout import arrow
from rashomon.archive.prefilter import may_hold, plain
from rashomon.store.words import fold, parse, tokens


def test_no_letter_of_any_script_is_folded_so_that_its_word_is_missed() -> None:
    letters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    texts, otherwise = plain(arrow().array(letters))
    words, _ = plain(arrow().array([fold(letter) for letter in letters]))
    rows = zip(letters, texts.to_pylist(), words.to_pylist(), otherwise.to_pylist(), strict=True)
    assert [letter for letter, text, word, passes in rows if word not in text and not passes] == []


@pytest.mark.parametrize(
    ("text", "query", "may"),
    [
        ("The CONVOY left", "convoy", True),
        ("The convoy left", "convoys", False),
        ("The convoy left", "conv*", True),
        ("El Niño – «déjà vu»", "nino deja", True),
        ("El Nin\u0303o", "niño", True),
        ("Hauptstraße", "hauptstrasse", True),
        ("ΟΔΟΣ οδος", "οδος", True),
        ("ﬁnancial", "financial", True),
        ("قَالَ المتحدث", "قال", True),
        ("हिन्दी", "हिन्दी", True),
        ("ꮳᏸ", "ᏣᏰ", True),
        ("nothing here — at all", "convoy", False),
    ],
)
def test_words_are_found_as_the_search_of_a_case_finds_them(text: str, query: str, may: bool) -> None:
    words = [word for term in parse(query) for word in term.words]
    assert may_hold(arrow().array([text, None]), words).to_pylist() == [may, False]
    if set(words) <= {word for word, _, _ in tokens(text)}:
        assert may
