from __future__ import annotations

import pytest

from rashomon.ingest.registry import BY_MEDIA_TYPE, FORMATS, expected, sniff


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
    assert expected(".docx") is None


def test_the_registry_holds_each_media_type_once_and_plain_text_last() -> None:
    assert len(BY_MEDIA_TYPE) == len(FORMATS)
    assert FORMATS[-1].media_type == "text/plain"
