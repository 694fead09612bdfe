"""The cleaned view: what it joins, what it keeps apart, and that every offset leads home."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.ingest.view import tidy
from rashomon.records import Document

# One case a line reads as a table; the formatter and the line limit are off for it.
CASES = [
    ("doubled spaces fold", "The  convoy   left.", "The convoy left."),
    ("a line broken by the typesetter is joined", "The convoy left the city in the\nmorning, he said.", "The convoy left the city in the morning, he said."),  # noqa: E501
    ("blank lines part paragraphs", "One.\n\nTwo.", "One.\n\nTwo."),
    ("one paragraph a line stays so", "He denied it.\nShe did not, in a long statement that she gave to the press.", "He denied it.\n\nShe did not, in a long statement that she gave to the press."),  # noqa: E501
    ("a headline over two lines is one", "Officials Deny That Any\nDeal Was Made\nThe officials said on Friday that no deal had been made at all.", "Officials Deny That Any Deal Was Made\n\nThe officials said on Friday that no deal had been made at all."),  # noqa: E501
    ("a soft hyphen goes", "nego\u00ad\ntiation went on", "negotiation went on"),
    ("a plain hyphen stays unless the text writes the word without", "the US-\nled group", "the US- led group"),
    ("a plain hyphen goes where it does", "negotiation ended; a nego-\ntiation began again", "negotiation ended; a negotiation began again"),  # noqa: E501
    ("zero-width characters go", "the con\u200bvoy", "the convoy"),
    ("carriage returns fold", "One\r\ntwo.\r\n\r\nThree.", "One two.\n\nThree."),
    ("an empty text gives an empty view", " \n\n ", ""),
]  # fmt: skip


def document(text: str) -> Document:
    return Document(path="-", sha256="0" * 64, media_type="text/plain", text=text)


@pytest.mark.parametrize(("why", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_view_text(why: str, text: str, expected: str) -> None:
    assert tidy(document(text)).text == expected


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_every_character_leads_home(text: str) -> None:
    view = tidy(document(text))
    assert len(view.origins) == len(view.text)
    assert list(view.origins) == sorted(view.origins)
    for place, character in enumerate(view.text):
        if not character.isspace():
            assert text[view.origins[place]] == character


@given(st.lists(st.sampled_from(["word", "\n", " ", "-", "Über", "“", "😀", "\n\n", "."]), max_size=60).map("".join))
def test_a_word_maps_to_the_same_word(text: str) -> None:
    view = tidy(document(text))
    start = view.text.find("word")
    if start >= 0:
        assert view.to_original(start, start + 4).of(text).replace("-", "").split() in (["word"], ["wo", "rd"])
