from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.ingest.html_source import scan, squeeze


def test_characters_are_placed_in_the_source_entities_as_a_whole() -> None:
    source = "<p>a&amp;b &#8211;\r\n<b>caf\u00e9</b> &copy &unknown; x</p>"
    page = scan(source)
    assert page.characters == "a&b–café©&unknown;x"
    places = {ch: source[s:e] for ch, s, e in zip(page.characters, page.starts, page.ends, strict=True)}
    assert places["–"] == "&#8211;"
    assert places["©"] == "&copy"
    assert places["é"] == "é"


def test_scripts_and_styles_are_not_text() -> None:
    page = scan("<style>p{}</style><script>var a = '<p>no</p>';</script><p>yes</p>")
    assert page.characters == "yes"


def test_a_passage_is_found_from_where_the_last_one_ended() -> None:
    source = "<nav>The deal</nav><p>The deal</p><p>The  <i>deal</i></p>"
    page = scan(source)
    first, at = page.locate("The deal", 7)
    second, at = page.locate("The deal", at)
    assert first is not None
    assert second is not None
    assert (first.of(source), second.of(source)) == ("The deal", "The  <i>deal")


def test_a_passage_changed_in_its_middle_is_found_by_its_ends() -> None:
    source = "<p>The minister said that the bridge <s>stood</s> fell and that the convoy had turned back at once.</p>"
    found, _ = scan(source).locate(
        "The minister said that the bridge fell and that the convoy had turned back at once."
    )
    assert found is not None
    assert found.of(source) == source[3:-4]


def test_a_passage_that_is_not_there_has_no_place() -> None:
    assert scan("<p>Some words</p>").locate("Other words", 2) == (None, 2)


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("<blockquote><p>a</p></blockquote><h2>b</h2><li>c</li><td>d</td><p>e", "quote heading list table paragraph"),
        ("<nav>a</nav><p>b", "paragraph"),
    ],
)
def test_visible_blocks_have_kinds(source: str, kinds: str) -> None:
    assert " ".join(block.kind for block in scan(source).blocks if not block.hidden) == kinds


@given(st.text(st.sampled_from("<>/!-[]&;#x0 apb\"'=\n\r"), max_size=60))
def test_any_markup_is_scanned_and_every_place_holds_its_character(source: str) -> None:
    page = scan(source)
    assert len(page.characters) == len(page.starts) == len(page.ends)
    for ch, start, end in zip(page.characters, page.starts, page.ends, strict=True):
        assert 0 <= start < end <= len(source)
        assert source[start:end] == ch or source[start] == "&"


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="<&\x00"), min_size=1), min_size=1))
def test_plain_paragraphs_are_found_where_they_stand(texts: list[str]) -> None:
    source = "".join(f"<p>{text}</p>" for text in texts)
    page = scan(source)
    at = 0
    for text in texts:
        found, at = page.locate(text, at)
        assert (found is None) == (not squeeze(text))
        assert found is None or squeeze(found.of(source).replace("</p><p>", "")) == squeeze(text)
