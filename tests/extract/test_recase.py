"""Syntax of texts in capitals: read as if in small letters, with the tokens of the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.extract.parse import parse
from rashomon.extract.recase import plain_syntax

TELEGRAM = "THE EXTREME RIGHT AND NOT THE EXTREME LEFT COMMITTED THESE MURDERS."
HEADLINE = "Army Denies That Its Soldiers Burned The Village"


@pytest.mark.parametrize(
    ("text", "verb", "doer"),
    [
        ("THE EXTREME LEFT COMMITTED THESE MURDERS.", "COMMITTED", "LEFT"),
        (HEADLINE, "Burned", "Soldiers"),
        ("THEY SHELLED THE TOWN.", "SHELLED", "THEY"),
    ],
)
def test_who_does_what_is_found_in_capitals(text: str, verb: str, doer: str) -> None:
    doc = plain_syntax(parse(text))
    (found,) = [token for token in doc if token.text == verb]
    assert found.pos_ == "VERB"
    assert [child.text for child in found.children if child.dep_ == "nsubj"] == [doer]


def test_plain_text_is_left_as_it_was() -> None:
    doc = parse("The army said on Monday that nobody was hurt.\nIt gave no figures.")
    assert plain_syntax(doc) is doc


def test_only_the_paragraph_in_capitals_is_read_again() -> None:
    plain = "The army said that nobody was hurt."
    doc = parse(f"{TELEGRAM}\n{plain}")
    alone = [(t.text, t.pos_, t.dep_, t.head.text) for t in parse(plain)]
    assert [(t.text, t.pos_, t.dep_, t.head.text) for t in plain_syntax(doc)][-len(alone) :] == alone


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from([TELEGRAM, HEADLINE, "A plain line.", "", "ÄRGER İN ŞIRNAK SAYS THE ARMY!"]), max_size=4)
)
def test_tokens_offsets_and_entities_stay(lines: list[str]) -> None:
    doc = parse("\n".join(lines))
    again = plain_syntax(doc)
    assert [(t.text, t.idx) for t in again] == [(t.text, t.idx) for t in doc]
    assert [(e.text, e.label_) for e in again.ents] == [(e.text, e.label_) for e in doc.ents]
