from __future__ import annotations

import json
import math
import struct
from array import array
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest import html
from rashomon.ingest.check import MAX_FIELD, checked, weigh
from rashomon.ingest.format import Parcel
from rashomon.ingest.limits import ANSWER_FLOOR, MEMORY_FLOOR, SECONDS_FLOOR, limits_for
from rashomon.ingest.load import load
from rashomon.ingest.wall import Wall
from rashomon.ingest.wire import pack
from rashomon.ingest.worker import cut
from rashomon.records import Document, Glyphs, Passage, ReadState, Span

CONFIG = IngestConfig()
GOOD = Document(
    "a", "0" * 64, "text/html", "It denied it.", title="A", published=date(2017, 11, 14),
    passages=(Passage(Span(0, 13), "paragraph", Span(3, 20), 1),),
    glyphs=Glyphs(array("i", [1] * 13), array("f", [0.5] * 52)), problems=("odd; look at it",), state=ReadState.PARTIAL,
)  # fmt: skip


def test_a_sound_document_is_taken_as_it_is() -> None:
    found = checked(GOOD, CONFIG)
    assert found == GOOD
    assert found.glyphs is GOOD.glyphs


BAD: dict[str, dict[str, Any]] = {
    "text of another type": {"text": ["It"]},
    "half of a pair": {"text": "It \ud83d denied"},
    "half of a pair in a title": {"title": "\udc00"},
    "half of a pair in a problem": {"problems": ("\ud83d",)},
    "text too long": {"text": "x" * (CONFIG.max_characters + 2), "passages": (), "glyphs": None},
    "title of another type": {"title": {"a": 1}},
    "title too long": {"title": "x" * (MAX_FIELD + 1)},
    "language of another type": {"language": 7},
    "no media type": {"media_type": "text/html; x"},
    "media type of two lines": {"media_type": "text/html\n"},
    "no state": {"state": "parsed"},
    "failed without a reason": {"state": ReadState.FAILED, "problems": ()},
    "too many problems": {"problems": ("x",) * 101},
    "problem of another type": {"problems": (None,)},
    "passage outside": {"passages": (Passage(Span(0, 14)),)},
    "passage of fractions": {"passages": (Passage(Span(0, 1.5)),)},  # type: ignore[arg-type]
    "passage of truths": {"passages": (Passage(Span(False, True)),)},
    "source far away": {"passages": (Passage(Span(0, 1), source=Span(0, 1 << 60)),)},
    "page below one": {"passages": (Passage(Span(0, 1), page=-1),)},
    "page of another type": {"passages": (Passage(Span(0, 1), page="1"),)},  # type: ignore[arg-type]
    "kind of another type": {"passages": (Passage(Span(0, 1), kind=None),)},  # type: ignore[arg-type]
    "kind with markup": {"passages": (Passage(Span(0, 1), kind="<b>"),)},
    "too few pages": {"glyphs": Glyphs(array("i", [1] * 12), array("f", [0.5] * 52))},
    "too few boxes": {"glyphs": Glyphs(array("i", [1] * 13), array("f", [0.5] * 51))},
    "negative page": {"glyphs": Glyphs(array("i", [1] * 12 + [-1]), array("f", [0.5] * 52))},
    "box without a number": {"glyphs": Glyphs(array("i", [1] * 13), array("f", [0.5] * 51 + [math.nan]))},
    "boxes without end": {"glyphs": Glyphs(array("i", [1] * 13), array("f", [0.5] * 50 + [math.inf, -math.inf]))},
}


@pytest.mark.parametrize("what", BAD)
def test_what_no_record_can_hold_is_refused(what: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        checked(replace(GOOD, **BAD[what]), CONFIG)


def test_control_characters_of_metadata_become_spaces() -> None:
    found = checked(replace(GOOD, title="A\n\x1b[31mB\x00", problems=("a\x07; b",)), CONFIG)
    assert found.title == "A  [31mB "
    assert found.problems == ("a ; b",)


def test_nul_becomes_a_replacement_and_offsets_stay() -> None:
    found = checked(replace(GOOD, text="It\x00denied it.", state=ReadState.PARSED, problems=()), CONFIG)
    assert found.text == "It\N{REPLACEMENT CHARACTER}denied it."
    assert found.state is ReadState.PARTIAL
    assert found.problems == ("it holds NUL characters, shown as \ufffd; check that it is the file you meant",)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_what_is_taken_can_be_written(text: str) -> None:
    found = checked(replace(GOOD, text=text, passages=(), glyphs=None, title=text), CONFIG)
    assert len(found.text) == len(text)
    json.dumps([found.text, found.title]).encode()
    assert len(found.text.encode()) >= len(text)
    assert found.title is not None
    assert found.title.isprintable()


def test_lists_that_grow_are_refused_unread() -> None:
    header = b"[" + b"[]," * 7_200_000 + b"1]"
    with pytest.raises(ValueError, match="brackets"):
        weigh(struct.pack(">QQQ", len(header), 0, 0) + header, CONFIG)
    weigh(struct.pack(">QQQ", 2, 0, 0) + b"{}" + b"[" * 20_000_000, CONFIG)  # what follows the header is no JSON
    weigh(pack(replace(GOOD, text="[" * CONFIG.max_characters)), CONFIG)


ANSWERS = {
    "nothing": b"",
    "noise": b"\xff" * 40,
    "deep": struct.pack(">QQQ", 200_000, 0, 0) + b"[" * 200_000,
    "long number": struct.pack(">QQQ", 10_000, 0, 0) + b"9" * 10_000,
    "no fields": struct.pack(">QQQ", 2, 0, 0) + b"{}",
    "list": struct.pack(">QQQ", 2, 0, 0) + b"[]",
    "null": struct.pack(">QQQ", 4, 0, 0) + b"null",
    "not UTF-8": struct.pack(">QQQ", 2, 0, 0) + b"\xff\xff",
    "lengths beyond": struct.pack(">QQQ", 1 << 63, 1 << 63, 0),
    "another text": pack(GOOD).replace(b'"It denied it."', b'[1, 2, 3, 4, 5]'),
    "another date": pack(GOOD).replace(b'"2017-11-14"', b'"2017-99-99"'),
    "another day": pack(GOOD).replace(b'"2017-11-14"', b"           7"),
    "another state": pack(GOOD).replace(b'"partial"', b'"perfect"'),
    "another span": pack(GOOD).replace(b"[0, 13,", b"[9,  3,"),
    "span of another type": pack(GOOD).replace(b"[0, 13,", b"[0,{ },"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_any_answer_fails_its_own_file_only(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wall, "_ask", lambda *_: (0, ANSWERS[name]))
    with pytest.raises(ItemError, match="garbled answer"):
        Wall(CONFIG).read(b"", Document("a", "", "text/html", ""), html.FORMAT)


def test_a_long_text_is_cut_before_it_is_carried_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("[ab]\n" * 2_500)
    (document,) = load([str(tmp_path / "a.txt")], config=IngestConfig(max_characters=1_001))
    assert document.text == ("[ab]\n" * 2_500)[:1_001]
    assert document.problems == ("only its first 1001 characters were kept; split it or raise the limit",)
    glyphs = Glyphs(array("i", [1] * 13), array("f", range(52)))
    long = replace(GOOD, glyphs=glyphs, passages=(Passage(Span(0, 13)), Passage(Span(9, 13))))
    found = cut(long, 9)
    assert cut(Parcel(long), 9) == Parcel(found)  # type: ignore[arg-type]
    assert isinstance(found, Document)
    assert (found.text, found.passages) == ("It denied", (Passage(Span(0, 9)),))
    assert found.glyphs is not None
    assert (len(found.glyphs.pages), len(found.glyphs.boxes)) == (9, 36)


def test_limits_grow_with_the_file_between_floor_and_ceiling() -> None:
    empty, some, large = (limits_for(size, CONFIG) for size in (0, 1 << 20, CONFIG.max_bytes))
    assert (empty.memory, empty.seconds, empty.answer) == (MEMORY_FLOOR, SECONDS_FLOOR, ANSWER_FLOOR)
    assert (large.memory, large.seconds, large.answer) == (CONFIG.max_memory, CONFIG.timeout, CONFIG.max_answer)
    assert empty.memory < some.memory < large.memory
    assert empty.seconds < some.seconds < large.seconds
    assert empty.answer < some.answer < large.answer
    small = IngestConfig(max_memory=1, timeout=2, max_answer=3)
    assert (limits_for(9, small).memory, limits_for(9, small).seconds, limits_for(9, small).answer) == (1, 2, 3)
