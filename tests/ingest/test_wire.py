from __future__ import annotations

import json
import struct
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.ingest.format import Member, Parcel
from rashomon.ingest.wire import new_boxes, new_pages, pack, unpack
from rashomon.records import Document, Glyphs, Passage, ReadState, Span

BLANK = Document("p", "s", "", "")


@given(st.text(), st.one_of(st.none(), st.text()), st.one_of(st.none(), st.dates(max_value=date(2999, 1, 1))))
def test_a_document_comes_back_as_it_went(text: str, title: str | None, published: date | None) -> None:
    pages, boxes = new_pages(), new_boxes()
    pages.extend([3] * len(text))
    boxes.extend([0.5] * 4 * len(text))
    document = replace(
        BLANK,
        media_type="text/html",
        text=text,
        title=title,
        published=published,
        passages=(Passage(Span(0, len(text)), "quote", Span(2, 7), 3, "A1"), Passage(Span(0, 0))),
        state=ReadState.PARTIAL,
        problems=("a; b",),
        glyphs=Glyphs(pages, boxes) if text else None,
    )
    back, members = unpack(pack(document), BLANK)
    assert members == ()
    assert back == document
    assert (back.glyphs is None) == (not text)
    assert not back.glyphs or (back.glyphs.pages == pages and back.glyphs.boxes == boxes)


@given(st.lists(st.tuples(st.text(), st.binary())))
def test_members_come_back_as_they_went(members: list[tuple[str, bytes]]) -> None:
    parcel = Parcel(
        replace(BLANK, media_type="application/zip", text="ab"), tuple(Member(*member) for member in members)
    )
    assert unpack(pack(parcel), BLANK) == parcel


def test_halves_of_surrogate_pairs_are_replaced_one_for_one() -> None:
    document = unpack(pack(replace(BLANK, text="a\ud800b", title="\udc00")), BLANK).document
    assert (document.text, document.title) == ("a\ufffdb", "\ufffd")


def forged(**changes: object) -> bytes:
    """Return what a parser that a file has taken over might send."""
    glyphs = changes.pop("glyphs", (b"", b""))
    assert isinstance(glyphs, tuple)
    data = pack(replace(BLANK, media_type="text/plain", text="words", passages=(Passage(Span(0, 5)),)))
    header = json.loads(data[24:]) | changes
    packed = json.dumps(header).encode("ascii")
    return struct.pack(">QQQ", len(packed), *map(len, glyphs)) + packed + b"".join(glyphs)


@pytest.mark.parametrize(
    "data",
    [
        forged(passages=[[0, 6, "paragraph", None, None, None]]),
        forged(passages=[[-1, 3, "paragraph", None, None, None]]),
        forged(passages=[[0, 3, 7, None, None, None]]),
        forged(passages=[[0, 3, "paragraph", None, "x", None]]),
        forged(text=None),
        forged(text=["words"]),
        forged(text="\ud800"),
        forged(title=7),
        forged(state="fine"),
        forged(problems=[None]),
        forged(members=[["a", 1]]),
        forged(members=[["a", -1], ["b", 1]]),
        forged(members=[["a", 10**30]]),
        forged(members=[[None, 0]]),
        forged(glyphs=(bytes(4), bytes(16))),
        forged(glyphs=(bytes(20), bytes(16))),
        forged() + b"more",
        forged()[:-1],
        b"",
        struct.pack(">QQQ", 2**63, 2**63, 2**63),
    ],
)
def test_nothing_that_does_not_fit_is_believed(data: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, struct.error)):
        unpack(data, BLANK)


def test_the_forger_of_these_tests_can_also_tell_the_truth() -> None:
    assert unpack(forged(), BLANK).document.text == "words"
