from __future__ import annotations

import pytest

from rashomon.records import ReadState

from .conftest import Load, blocks

GOOD = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\info{\title On the caf\'e9}{\author Press office}}"
    rb"{\pict\pngblip 89504e47}\f0 The minister\rquote s office denied it.\par \par In the caf\'e9, "
    rb"\u1052?\u1086? and \u-10179?\u-8704? were said.\par}"
)


def test_paragraphs_special_characters_and_metadata_are_read(load_bytes: Load) -> None:
    document = load_bytes(GOOD, "a.rtf")
    assert blocks(document) == [
        ("paragraph", "The minister’s office denied it."),
        ("paragraph", "In the café, Мо and 😀 were said."),
    ]
    assert (document.title, document.author) == ("On the café", "Press office")
    assert (document.state, document.problems) == (ReadState.PARSED, ())


@pytest.mark.parametrize(
    ("data", "state", "problem"),
    [
        (GOOD[:-40], ReadState.PARTIAL, "the file ends in the middle"),
        (rb"{\rtf1\ansi }", ReadState.FAILED, "it holds no text"),
        (rb"{\rtf1 \u55357? alone}", ReadState.PARTIAL, "1 character(s) could not be decoded"),
        (rb"{\rtf1 " + b"{" * 200_000, ReadState.FAILED, "it holds no text"),
    ],
)
def test_damage_is_said(load_bytes: Load, data: bytes, state: ReadState, problem: str) -> None:
    document = load_bytes(data, "a.rtf")
    assert document.state is state
    assert any(problem in sentence for sentence in document.problems)
