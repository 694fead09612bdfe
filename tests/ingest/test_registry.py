from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest.format import never
from rashomon.ingest.registry import BY_MEDIA_TYPE, FORMATS, expected, sniff
from rashomon.records import Document

from .conftest import places


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\r\n%PDF-1.7\n", "application/pdf"),
        (b"A PDF file begins with %PDF-1.7", "text/plain"),
        (b"<!DOCTYPE html><p>x", "text/html"),
        (b"\xef\xbb\xbf \n<!-- saved --> <HTML lang=en>", "text/html"),
        ("<html><body>x".encode("utf-16"), "text/html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">', "text/html"),
        (b"<p>One.</p><p>Two.</p>", "text/html"),
        (b"<p>is how a paragraph begins in HTML", "text/plain"),
        (b'<?xml version="1.0"?><rss></rss>', "text/plain"),
        (b"The report says <html> is a tag.", "text/plain"),
    ],
)
def test_content_tells_the_format(data: bytes, media_type: str) -> None:
    found = sniff(data)
    assert found is not None
    assert found.media_type == media_type


def test_names_promise_formats() -> None:
    assert expected(".PDF") is BY_MEDIA_TYPE["application/pdf"]
    assert expected(".DocX") is BY_MEDIA_TYPE["application/vnd.openxmlformats-officedocument.wordprocessingml.document"]
    assert expected(".xyz") is None


def test_the_registry_holds_each_media_type_once_and_plain_text_last() -> None:
    assert len(BY_MEDIA_TYPE) == len(FORMATS)
    assert FORMATS[-1].media_type == "text/plain"


def test_the_example_of_a_new_format_works_as_it_stands() -> None:
    manual = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    code = re.search(r"## A new file format.*?```python\n(.*?)```", manual, re.S)
    assert code is not None
    space: dict[str, Any] = {}
    exec(code[1], space)
    example = space["FORMAT"]
    data = (
        b'<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="2s">They <span>left</span></p>'
        b'<p begin="2s" end="3s">at night.</p></div></body></tt>'
    )
    assert example.recognise(data)
    assert not example.recognise(b"<tt>")
    document = example.read(data, Document("a", "", example.media_type, ""), IngestConfig())
    assert document.text == "They left\nat night."
    assert places(document) == {"1s --> 2s": "They left", "2s --> 3s": "at night."}
    with pytest.raises(ItemError, match="not well formed"):
        example.read(data[:-9], document, IngestConfig())


def test_every_format_can_be_told_apart_and_is_walled_off() -> None:
    for item in FORMATS[:-1]:
        assert item.walled, item.name
        assert (item.holds is None) == (item.recognise is not never), item.name
        assert item.suffixes
        assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in item.suffixes)
