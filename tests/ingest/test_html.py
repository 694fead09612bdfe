from __future__ import annotations

import html as entities
import re
import socket
from datetime import date

import pytest

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest.html import MAX_SOURCE, read
from rashomon.ingest.html_source import squeeze
from rashomon.records import Document, ReadState

BLANK = Document("a.html", "", "text/html", "")

ARTICLE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Bridge fell, council says - The Valley Post</title>
<meta property="og:site_name" content="The Valley Post"></head><body>
<nav><a href="/">Home</a> <a href="/world">World news</a></nav>
<header><h1>Bridge fell,
  council says</h1><p class="byline">By Jane Roe</p><time datetime="2017-11-14T08:00">14 Nov</time></header>
<article>
<p>Officials in the northern province said on Monday that the number of displaced families
   had risen to more than four thousand &ndash; since the <a href="x">bridge</a> was destroyed.</p>
<p>&#8220;We saw <b>dozens</b> of trucks&rdquo;, a driver&nbsp;said.<br>Then he left the café.</p>
<blockquote><p>The ministry rejected the allegation &amp; insisted that infrastructure
remained functional.</p></blockquote>
<h2>What the council says</h2>
<ul><li>The first item of the list is about the bridge</li><li>The second is about convoys</li></ul>
<table><tr><th>Month</th><th>Dead</th></tr><tr><td>March</td><td>at least 12</td></tr></table>
<p>A spokesman told reporters that conditions in the camps were deteriorating rapidly and that supplies of water
would be exhausted within seventy-two hours.</p>
<aside>Related: another story</aside></article>
<div class="comments" id="comments"><p>Troll: all of this is fake, the mayor pays them!</p></div>
<footer>Copyright Valley Post</footer></body></html>
"""


def parse(page: str | bytes) -> Document:
    return read(page if isinstance(page, bytes) else page.encode(), BLANK, IngestConfig())


@pytest.fixture(scope="module")
def article() -> Document:
    return parse(ARTICLE)


def test_the_main_text_is_kept_and_the_rest_is_not(article: Document) -> None:
    assert [(p.kind, p.span.of(article.text)) for p in article.passages] == [
        ("heading", "Bridge fell, council says"),
        (
            "paragraph",
            "Officials in the northern province said on Monday that the number of displaced families had risen to more "
            "than four thousand – since the bridge was destroyed.",
        ),
        ("paragraph", "“We saw dozens of trucks”, a driver said.\nThen he left the café."),
        ("quote", "The ministry rejected the allegation & insisted that infrastructure remained functional."),
        ("heading", "What the council says"),
        ("list", "The first item of the list is about the bridge"),
        ("list", "The second is about convoys"),
        ("table", "Month\tDead"),
        ("table", "March\tat least 12"),
        (
            "paragraph",
            "A spokesman told reporters that conditions in the camps were deteriorating rapidly and that supplies of "
            "water would be exhausted within seventy-two hours.",
        ),
    ]
    assert article.text == "\n\n".join(p.span.of(article.text) for p in article.passages)
    assert (article.state, article.problems) == (ReadState.PARSED, ())


def test_every_passage_points_to_its_words_in_the_source(article: Document) -> None:
    for passage in article.passages:
        assert passage.source is not None
        in_source = entities.unescape(re.sub(r"<[^>]*>", "", passage.source.of(ARTICLE)))
        assert squeeze(in_source) == squeeze(passage.span.of(article.text))


def test_what_the_page_says_about_itself(article: Document) -> None:
    assert (article.title, article.publisher, article.author, article.published, article.language) == (
        "Bridge fell, council says",
        "The Valley Post",
        "Jane Roe",
        date(2017, 11, 14),
        "en",
    )


def test_a_short_page_is_read_whole() -> None:
    document = parse("<html><body><p>Only four fighters left.</p><p>The ministry denied it.</p></body></html>")
    assert document.text == "Only four fighters left.\n\nThe ministry denied it."


def test_a_headline_the_text_already_has_is_not_doubled() -> None:
    body = "".join(f"<p>{'The council said that the bridge fell on Monday. ' * 4}</p>" for _ in range(3))
    document = parse(f"<html><body><article><h1>Bridge fell</h1>{body}</article></body></html>")
    assert document.text.count("Bridge fell") == 1
    assert document.passages[0].kind == "heading"


@pytest.mark.parametrize(
    ("codec", "declaration", "encoding"),
    [
        ("cp1251", '<meta charset="windows-1251">', "cp1251"),
        ("cp932", '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">', "cp932"),
        ("utf-16", "", "utf-16"),
    ],
)
def test_pages_in_other_encodings(codec: str, declaration: str, encoding: str) -> None:
    words = "Министерство отрицает это."
    document = parse(f"<html><head>{declaration}</head><body><p>{words}</p></body></html>".encode(codec))
    assert (document.text, document.encoding) == (words, encoding)


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><div><p>Officials said that the bridge fell on Monday. The minis",
        "<html><body><p>Officials said that the bridge fell on Monday.</p><p class='tex",
        "<html><body><p>Officials said that the bridge fell on Monday.</p><script>var a = 1",
    ],
)
def test_a_page_that_breaks_off_is_partial(page: str) -> None:
    document = parse(page)
    assert "Officials said that the bridge fell on Monday." in document.text
    assert document.state is ReadState.PARTIAL
    assert document.problems == ("the page ends in the middle, so text may be missing; save or download it again",)


def test_optional_end_tags_are_no_damage() -> None:
    assert parse("<html><body><p>Officials said so.<p>Others did not.").state is ReadState.PARSED


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"<html><body><script>app()</script></body></html>", "the page shows no text (it may be built by scripts)"),
        (b"<html><body>\x00\x01\x02\x03\x04\x05\x06\x07", "it begins like a web page but is binary"),
        (b"<html>" + b" " * MAX_SOURCE, "the page is larger than 16 MiB"),
    ],
)
def test_pages_that_cannot_be_read(page: bytes, reason: str) -> None:
    with pytest.raises(ItemError) as caught:
        parse(page)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 3000 + "The ministry denied it." + "</div>" * 3000 + "</body></html>",
        "<html><body><blockquote>" * 300 + "The ministry denied it.</body></html>",
        "<html><body><![broken [ <p>The ministry denied it.</p></body></html>",
        "<html><body><p>The ministry denied it.</p></div></section></b></body></html>",
        "<html><body><!-- never closed > <p>x</p><p>The ministry denied it.</p></body></html>",
    ],
)
def test_broken_or_hostile_markup_still_gives_the_words(page: str) -> None:
    assert "The ministry denied it." in parse(page).text


def test_text_found_by_no_extractor_is_kept_and_marked() -> None:
    document = parse("<html><body>" + "<div>" * 3000 + "The ministry denied it." + "</div>" * 3000 + "</body></html>")
    assert document.state is ReadState.PARTIAL
    assert "main text could not be told from the rest" in document.problems[0]


def test_nothing_is_fetched_written_or_dated_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    link = '<link rel="canonical" href="https://example.org/2031/05/06/a"><meta name="date" content="2031-05-06">'
    assert parse(f"<html><head>{link}</head><body><p>Some words.</p></body></html>").published == date(2031, 5, 6)
