"""Pieces must add up to the words of the text, whatever the spans."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.records import Span, Spans
from rashomon.report.marked import Piece, clean, excerpt, fit, fold, width

TEXT = "The SDF denied it. A driver told the BBC that many left, he said. Nobody answered."
SENTENCES = (Span(0, 18), Span(19, 65), Span(66, len(TEXT)))


def span(words: str, text: str = TEXT) -> Spans:
    start = text.index(words)
    return (Span(start, start + len(words)),)


def joined(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def marked(pieces: tuple[Piece, ...], role: str) -> str:
    return "".join(piece.text for piece in pieces if role in piece.roles)


def test_one_sentence_is_shown_with_its_three_parts() -> None:
    pieces = excerpt(TEXT, SENTENCES, {"source": span("A driver"), "cue": span("told"), "content": span("many left")})
    assert joined(pieces) == "A driver told the BBC that many left, he said."
    assert [(piece.text, piece.roles) for piece in pieces if piece.roles] == [
        ("A driver", ("source",)),
        ("told", ("cue",)),
        ("many left", ("content",)),
    ]


def test_parts_in_neighbouring_sentences_are_shown_in_one_stretch() -> None:
    pieces = excerpt(TEXT, SENTENCES, {"source": span("The SDF"), "content": span("many left")})
    assert joined(pieces) == "The SDF denied it. A driver told the BBC that many left, he said."


def test_far_parts_are_joined_by_an_ellipsis() -> None:
    pieces = excerpt(TEXT, SENTENCES, {"source": span("The SDF"), "content": span("Nobody")})
    assert joined(pieces) == "The SDF denied it. … Nobody answered."


def test_a_source_inside_its_content_carries_both_roles() -> None:
    pieces = excerpt(TEXT, SENTENCES, {"source": span("BBC"), "content": span("told the BBC that many")})
    both = [piece for piece in pieces if piece.roles == ("content", "source")]
    assert [piece.text for piece in both] == ["BBC"]
    assert both[0].begins == ("source",)
    assert both[0].ends == ("source",)
    assert sum("content" in piece.begins for piece in pieces) == 1
    assert sum("content" in piece.ends for piece in pieces) == 1


def test_pieces_of_a_discontinuous_span_begin_and_end_each() -> None:
    pieces = excerpt(TEXT, SENTENCES, {"content": span("A driver") + span("many left")})
    assert sum("content" in piece.begins for piece in pieces) == 2


def test_a_span_outside_every_sentence_is_shown_with_its_surroundings() -> None:
    assert "many left" in joined(excerpt(TEXT, (), {"content": span("many left")}))
    assert excerpt(TEXT, SENTENCES, {"content": (Span(900, 950),)}) == ()


def test_very_long_content_is_cut_and_says_so() -> None:
    text = "x" * 10_000
    pieces = excerpt(text, (Span(0, len(text)),), {"content": (Span(0, len(text)),)}, limit=100)
    assert joined(pieces) == "x" * 100 + " …"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\n\n  b\tc", "a b c"),
        ("wit\u2010\nness", "witness"),
        ("for\u00ad\n  eigners", "foreigners"),
        ("six-\nday", "six- day"),
    ],
)
def test_fold(raw: str, shown: str) -> None:
    assert fold(raw) == shown


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\ud800", "\x85", "\u202e", "\uffff"])
def test_clean_replaces_what_a_page_may_not_hold(bad: str) -> None:
    assert clean(f"a{bad}b") == "a\ufffdb"


def test_clean_keeps_every_script_and_line_breaks() -> None:
    assert clean("قوات\u200f 衆議院 e\u0301 🧭\n\t") == "قوات\u200f 衆議院 e\u0301 🧭\n\t"


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(0, 40))
def test_fit_never_exceeds_its_width(text: str, columns: int) -> None:
    cut = fit(text, columns)
    assert cut == text or (cut.endswith("…") and width(cut) <= max(columns, 1) + 1)


@st.composite
def texts_and_spans(draw: st.DrawFn) -> tuple[str, Spans, dict[str, Spans]]:
    text = draw(st.text(alphabet="ab c.\né😀", min_size=1, max_size=80))
    ends = sorted(draw(st.sets(st.integers(1, len(text)), max_size=5)) | {len(text)})
    sentences = tuple(Span(a, b) for a, b in zip([0, *ends], ends, strict=False))
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: Span(min(pair), max(pair)))
    roles = draw(st.dictionaries(st.sampled_from(["source", "cue", "content"]), st.lists(spans, max_size=3).map(tuple)))
    return text, sentences, roles


@settings(deadline=None)
@given(texts_and_spans())
def test_every_marked_code_point_is_shown_once_under_its_role(case: tuple[str, Spans, dict[str, Spans]]) -> None:
    text, sentences, roles = case
    pieces = excerpt(text, sentences, roles)
    for role, spans in roles.items():
        covered = sorted({offset for each in spans for offset in range(each.start, each.end)})
        expected = "".join(text[offset] for offset in covered)
        assert "".join(marked(pieces, role).split()) == "".join(expected.split())
        assert sum(role in piece.begins for piece in pieces) == sum(role in piece.ends for piece in pieces)
