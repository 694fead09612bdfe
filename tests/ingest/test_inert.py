from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.errors import ItemError
from rashomon.ingest.html import source_of
from rashomon.ingest.html_source import scan
from rashomon.ingest.inert import _ATTRIBUTES, _KEPT, inert
from rashomon.records import Document

BLANK = Document("a.html", "0" * 64, "text/html", "")


class Seen(HTMLParser):
    """Everything of a page that a browser could act on."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.words: list[str] = []
        self.odd: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in ("meta", "style"):
            self.names |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def handle_pi(self, data: str) -> None:
        self.odd.append(data)


SOUP = st.lists(
    st.sampled_from(
        [
            *("<script>", "</script>", "<style>", "</style>", "<!--", "-->", "<svg>", "</svg>", "<math>", "<mtext>"),
            *(
                "<p title='",
                "'>",
                '">',
                "<img src=x onerror=a()>",
                "<iframe srcdoc='",
                "<a href=javascript:a()>",
                "</a>",
            ),
            *("<noscript>", "</noscript>", "<textarea>", "</textarea>", "<title>", "</title>", "<xmp>", "<plaintext>"),
            *("<template>", "</template>", "<select><option>", "<table><tr><td>", "</table>", "<form action=//e>"),
            *(
                "<base href=//e>",
                "<meta http-equiv=refresh content=0;//e>",
                "<link rel=x href=//e>",
                "<object data=//e>",
            ),
            *(
                "<body onload=a()>",
                "<div onclick=a() id=x>",
                "<![CDATA[",
                "]]>",
                "<?xml ",
                "?>",
                "&lt;script&gt;",
                "&#0;",
            ),
            *("words", " ", "\n", "\x00", "<", ">", "&", "'", '"', "<b style='x:url(//e)'>", "<span rashomon=7 id=y>"),
        ]
    ),
    max_size=25,
)


@settings(max_examples=400, deadline=None)
@given(pieces=SOUP, places=st.lists(st.integers(-5, 400), max_size=4))
def test_nothing_is_left_that_acts_loads_or_leads_away(pieces: list[str], places: list[int]) -> None:
    source = "<!doctype html><body><p>" + 400 * "words " + "".join(pieces)
    seen = Seen(inert(source.encode(), BLANK, places))
    assert seen.tags <= _KEPT | {"head", "meta", "style"}
    assert seen.names <= _ATTRIBUTES | {"id", "title"}
    assert seen.odd == []


def test_words_and_look_stay_and_marks_stand_before_their_passages() -> None:
    head = '<html lang="de"><style>p{color:red}</style><body class="x">'
    source = f'{head}<p style="margin:0">Erste &amp; „zweite“</p><p>Dritte'
    page = scan(source)
    place, _ = page.locate("Dritte")
    assert place is not None
    shown = inert(source.encode(), BLANK, [place.start])
    assert '<p style="margin:0">Erste &amp; „zweite“</p>' in shown
    assert f'<p><span id="place-{place.start}"></span>Dritte</p>' in shown
    assert "<style>p{color:red}</style>" in shown
    assert re.search(r'<html lang="de">.*<body class="x">', shown, re.S)


def test_a_page_in_another_encoding_is_read_as_its_text_was() -> None:
    data = '<meta charset="windows-1251"><p>Он сказал, что шёл дождь.</p>'.encode("cp1251")
    assert source_of(data).encoding == "cp1251"
    assert "Он сказал, что шёл дождь." in inert(data, BLANK, [])


def test_what_is_no_page_says_so() -> None:
    with pytest.raises(ItemError, match="binary"):
        inert(b"<html>" + bytes(range(256)) * 20, BLANK, [])
    with pytest.raises(ItemError, match="too large"):
        inert(b" " * (17 << 20), BLANK, [])
