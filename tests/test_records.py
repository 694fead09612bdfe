"""The nouns: spans, the way back from a view, the words of a span, and identities."""

from __future__ import annotations

import subprocess
import sys
from array import array
from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.records import Document, Glyphs, Side, Span, Stance, Support, View, content_id, of_question, words

LENGTH = 40
SPANS = st.builds(lambda a, b: Span(min(a, b), max(a, b)), st.integers(0, LENGTH), st.integers(0, LENGTH))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (-2, -1)])
def test_a_span_that_is_none_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"{start}-{end}"):
        Span(start, end)


@given(SPANS, SPANS)
def test_spans_behave_as_the_sets_of_their_offsets(a: Span, b: Span) -> None:
    ours, theirs = set(range(a.start, a.end)), set(range(b.start, b.end))
    assert len(a) == len(ours)
    assert a.overlaps(b) == b.overlaps(a)
    if ours and theirs:
        assert a.overlaps(b) == bool(ours & theirs)
        assert a.contains(b) == (theirs <= ours)
    assert (a < b) == ((a.start, a.end) < (b.start, b.end))


def test_offsets_are_code_points() -> None:
    text = "🙂e\u0301 שלום x"
    assert Span(0, 1).of(text) == "🙂"
    assert Span(4, 8).of(text) == "שלום"
    assert Span(len(text) - 1, len(text)).of(text) == "x"


def test_records_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Span(0, 1).start = 2  # type: ignore[misc]


WORDS = [
    # text, spans, words
    ("one two three", [(0, 3)], "one"),
    ("one two three", [(0, 3), (8, 13)], "one three"),
    ("one\n  two\tthree", [(0, 15)], "one two three"),
    ("nego\u2010\ntiation", [(0, 13)], "negotiation"),
    ("nego\u00ad\n  tiation", [(0, 15)], "negotiation"),
    ("nego\u00adtiation", [(0, 12)], "negotiation"),
    ("US-\nled", [(0, 7)], "US- led"),
    ("anything", [], ""),
    ("a  b", [(1, 3)], ""),
]


@pytest.mark.parametrize(("text", "spans", "expected"), WORDS)
def test_words_of_spans(text: str, spans: list[tuple[int, int]], expected: str) -> None:
    assert words(text, tuple(Span(*span) for span in spans)) == expected


@given(st.text(max_size=60), st.data())
def test_words_are_folded_and_folding_them_again_changes_nothing(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    said = words(text, (Span(start, end),))
    assert said == " ".join(said.split())
    assert words(said, (Span(0, len(said)),)) == said


def view(text: str, origins: list[int]) -> View:
    return View(text, array("L", origins))


def test_a_view_leads_back_to_the_original() -> None:
    # original: "a\n\n  b  c", its white space folded
    folded = view("a b c", [0, 1, 5, 6, 8])
    assert folded.to_original(0, 1) == Span(0, 1)
    assert folded.to_original(2, 5) == Span(5, 9)
    assert [folded.from_original(n) for n in (0, 5, 7, 8, 99)] == [0, 2, 4, 4, 5]


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 2), (-1, 2), (3, 2), (0, 6)])
def test_a_stretch_outside_the_view_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not inside the view"):
        view("a b c", [0, 1, 5, 6, 8]).to_original(start, end)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.data())
def test_going_back_and_forth_keeps_the_place(gaps: list[int], data: st.DataObject) -> None:
    origins = [sum(gaps[: n + 1]) + n for n in range(len(gaps))]
    there = view("x" * len(origins), origins)
    start = data.draw(st.integers(0, len(origins) - 1))
    end = data.draw(st.integers(start + 1, len(origins)))
    span = there.to_original(start, end)
    assert (there.from_original(span.start), there.from_original(span.end)) == (start, end)


IDS: list[tuple[tuple[Any, ...], tuple[Any, ...]]] = [
    (("a.b", "c"), ("a", "b.c")),
    (("ab",), ("a", "b")),
    ((1,), ("1",)),
    ((None,), ("None",)),
    (("é",), ("e\u0301",)),
    ((), ("",)),
    (([Span(0, 1)],), ([Span(0, 2)],)),
]


@pytest.mark.parametrize(("a", "b"), IDS)
def test_different_content_has_different_identities(a: tuple[Any, ...], b: tuple[Any, ...]) -> None:
    assert content_id("c", *a) != content_id("c", *b)


def test_an_identity_is_its_prefix_and_sixteen_hex_digits() -> None:
    found = content_id("claim-", "🙂", Stance.DENIES, date(2017, 11, 14), (Span(1, 2),))
    assert found.startswith("claim-")
    assert len(found) == len("claim-") + 16
    assert int(found.removeprefix("claim-"), 16) >= 0


def test_an_identity_is_the_same_in_every_process() -> None:
    program = "from rashomon.records import Span, content_id; print(content_id('c', 'a', [Span(0, 4)], None, 2.5))"
    once = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    assert once == content_id("c", "a", [Span(0, 4)], None, 2.5)


def test_the_same_bytes_are_the_same_document() -> None:
    a, b = (Document(path, "ab" * 32, "text/plain", "x") for path in ("a.txt", "b.txt"))
    assert a.id == b.id == "dabababababababab"


def test_a_glyph_has_its_page_and_box() -> None:
    glyphs = Glyphs(array("L", [1, 2]), array("d", [0, 1, 2, 3, 4, 5, 6, 7]))
    assert glyphs.box(1) == (2, 4.0, 5.0, 6.0, 7.0)


def test_which_answer_to_a_question_is_meant_is_told_by_its_beginning() -> None:
    long = "the army that " + "came again and " * 10
    sides = (Side("Who?", long, {"o1": "a"}), Side("Who?", "nobody", {"o2": "b", "o3": "c"}))
    assert of_question(()) is None
    whole = of_question(sides)
    assert whole is not None
    assert whole.unclear
    assert whole.weakest is sides[0]
    assert whole.origins == ("o1", "o2", "o3")
    for named in (long, f"{long[:119]}…", long.upper()):
        assert of_question(sides, named) == Support((sides[0],))
    assert of_question(sides, " Nobody ") == Support((sides[1],))
    assert of_question(sides, "somebody") == whole
    assert of_question(sides[:1], "somebody") == Support(sides[:1])
