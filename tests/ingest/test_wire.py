from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

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
        passages=(Passage(Span(0, len(text)), "quote", Span(2, 7), 3), Passage(Span(0, 0))),
        state=ReadState.PARTIAL,
        problems=("a; b",),
        glyphs=Glyphs(pages, boxes) if text else None,
    )
    back = unpack(pack(document), BLANK)
    assert back == document
    assert (back.glyphs is None) == (not text)
    assert not back.glyphs or (back.glyphs.pages == pages and back.glyphs.boxes == boxes)
