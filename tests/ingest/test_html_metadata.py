from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.ingest.html_metadata import Metadata, parse_date, parse_moment, read_metadata
from rashomon.ingest.html_source import scan

MOMENT = datetime(2017, 11, 14, 23, 30, tzinfo=timezone(timedelta(hours=2)))
FULL = Metadata("Bridge fell", "Jane Roe, Ali Haddad", "Valley Post", date(2017, 11, 14), "en", MOMENT)
NEWS: dict[str, object] = {
    "@type": "NewsArticle",
    "headline": "Bridge fell",
    "author": [{"@type": "Person", "name": "Jane Roe"}, "Ali Haddad"],
    "publisher": {"@type": "Organization", "name": "Valley Post"},
    "datePublished": "2017-11-14T23:30:00+02:00",
    "inLanguage": "en-GB",
}


def metadata(*values: object) -> Metadata:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)
    return read_metadata(scan(f"<html><head>{scripts}</head></html>"))


@pytest.mark.parametrize(
    "values",
    [
        [NEWS],
        [[NEWS]],
        [{"@graph": [{"@type": "WebSite", "name": "x"}, NEWS]}],
        [{"@graph": [{"@graph": {"a": NEWS}}]}],
        [{"@type": "BreadcrumbList"}, {**NEWS, "@type": ["Thing", "https://schema.org/ReportageNewsArticle"]}],
        [{"@type": "WebPage", "headline": "Other", "datePublished": "2001-01-01"}, NEWS],
        [{**NEWS, "mentions": {**NEWS, "headline": "Another", "datePublished": "2011-01-01"}}],
        [
            {**NEWS, "publisher": {"@id": "#p"}, "author": [{"@id": "#a"}, {"name": "Ali Haddad"}]},
            {"@graph": [{"@id": "#p", "name": "Valley Post"}, {"@id": "#a", "name": "Jane Roe"}]},
        ],
    ],
)
def test_an_article_is_found_however_it_is_wrapped(values: list[object]) -> None:
    assert metadata(*values) == FULL


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        "NewsArticle",
        [],
        {"@type": None},
        {"@type": {"@type": "NewsArticle"}},
        {"@type": ["NewsArticle", 3], "headline": {"x": 1}, "author": [[1], {"name": {}}, {"@id": []}], "publisher": 7},
        {"@type": "NewsArticle", "headline": [], "datePublished": 20171114, "inLanguage": {"name": "English"}},
        {"@type": "NewsArticle", "datePublished": "2017-13-45", "author": {"@id": "#self"}},
        {"@type": "Comment", "author": "Troll", "datePublished": "2017-11-15"},
    ],
)
def test_nonsense_says_nothing(value: object) -> None:
    assert metadata(value) == Metadata()


def test_deep_or_broken_json_is_passed_over() -> None:
    start = '<script type="application/ld+json">'
    page = f"{start}{'[' * 100_000}</script>{start}{{</script>"
    assert read_metadata(scan(page)) == Metadata()


KEYS = st.sampled_from(["@type", "@id", "@graph", "author", "publisher", "name", "headline"])
LEAVES = st.none() | st.integers() | st.text(max_size=5)


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12))
def test_no_json_breaks_the_reader(value: object) -> None:
    assert metadata({"@type": "NewsArticle", "author": value, "publisher": value, "@graph": value}).published is None


def test_meta_elements_fill_what_json_does_not_say() -> None:
    head = """<html lang="ar"><meta property="og:title" content="Bridge &amp; river">
    <meta name="author" content="By Jane Roe">
    <meta property="article:author" content="https://example.org/jane"><meta property="og:site_name" content="Post">
    <meta itemprop="datePublished" content="14 November 2017"><time datetime="2001-01-01">"""
    assert read_metadata(scan(head)) == Metadata("Bridge & river", "Jane Roe", "Post", date(2017, 11, 14), "ar")


def test_a_marked_time_element_gives_the_date() -> None:
    assert read_metadata(scan('<time datetime="2011-01-01"><time pubdate datetime="2017-11-14">')).published == date(
        2017, 11, 14
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2017-11-14", date(2017, 11, 14)),
        ("20171114", date(2017, 11, 14)),
        ("2017/11/14 08:00", date(2017, 11, 14)),
        ("Tue, 14 Nov 2017 10:00:00 GMT", date(2017, 11, 14)),
        ("November 14, 2017", date(2017, 11, 14)),
        ("14th November 2017", date(2017, 11, 14)),
        ("2017-02-30", None),
        ("0001-01-01", None),
        ("9999-01-01", None),
        ("1510646400", None),
        ("14 Foo 2017", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (20171114, None),
    ],
)
def test_dates_as_pages_write_them(value: object, expected: date | None) -> None:
    assert parse_date(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2017-11-14T23:30:00+02:00", MOMENT),
        ("2017-11-14T21:30:00Z", MOMENT),
        # A time of no stated place is nobody's moment, and a day is none.
        ("2017-11-14T23:30:00", None),
        ("2017-11-14", None),
        ("14 November 2017", None),
        ("2017-11-14T99:30:00Z", None),
        (None, None),
    ],
)
def test_moments_are_those_with_an_offset(value: object, expected: datetime | None) -> None:
    assert parse_moment(value) == expected
