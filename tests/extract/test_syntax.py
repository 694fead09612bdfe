"""What is kept of a parse says the same as its tokens."""

from __future__ import annotations

import pytest

from rashomon.extract.parse import parse
from rashomon.extract.syntax import layout, sentence_of

TEXTS = [
    "The army denied it. “No one came,” he said.\n\nThree men were killed, police said (in Raqqa).",
    "Nobody came",
    "\n\nA spokesman, John Smith, said so.   Others did not.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_token_lies_in_the_sentence_that_spacy_gives(text: str) -> None:
    doc = parse(text)
    assert [sentence_of(token) for token in doc] == [(s.start, s.end) for s in doc.sents for _ in s]


@pytest.mark.parametrize("text", TEXTS)
def test_the_roots_of_a_range_hang_on_nothing_inside_it(text: str) -> None:
    doc = parse(text)
    for start in range(len(doc)):
        for end in range(start + 1, len(doc) + 1):
            run = doc[start:end]
            free = [t for t in run if t.head == t or t.head not in run]
            expected = [t.i for t in free if not (t.is_punct or t.is_space)]
            assert layout(doc).roots(start, end) == expected
    assert layout(doc).lower == [token.lower_ for token in doc]
