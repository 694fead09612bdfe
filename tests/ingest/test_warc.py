from __future__ import annotations

import gzip
import json

import pytest

from rashomon.records import ReadState

from .conftest import LoadAll, hand_pdf, show, zipped

PDF = hand_pdf([show(50, 700, "The ministry denied it.")])
PAGE = b"<html><head><title>T</title></head><body><p>The mayor said that 45 people were killed.</p></body></html>"


def record(
    address: str, content: bytes, *, kind: str = "text/html", status: str = "200 OK", encoding: str = ""
) -> bytes:
    """Return a response record (ISO 28500)."""
    extra = f"Content-Encoding: {encoding}\r\n" if encoding else ""
    http = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}Content-Length: {len(content)}\r\n\r\n".encode() + content
    )
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2017-10-12T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:12345678-feed-beef-cafe-{len(content):012}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


RECORDS = [
    record("https://example.org/a", PAGE),
    record("https://example.org/annex.pdf", PDF, kind="application/pdf"),
    record("https://example.org/b", gzip.compress(PAGE), encoding="gzip"),
    record("https://example.org/a.css", b"p { }", kind="text/css"),
    record("https://example.org/gone", b"<html><body>Not found</body></html>", status="404 Not Found"),
]


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_answers_are_documents_of_their_own(load_all: LoadAll, compress: object) -> None:
    assert callable(compress)
    outer, *inner = load_all(b"".join(compress(item) for item in RECORDS), "a.warc")
    assert (outer.media_type, outer.text, outer.state) == ("application/warc", "", ReadState.PARSED)
    assert [document.member for document in inner] == [
        "https://example.org/a",
        "https://example.org/annex.pdf",
        "https://example.org/b",
    ]
    assert inner[0].text == "The mayor said that 45 people were killed."
    assert inner[1].text == "The ministry denied it."
    assert inner[2].sha256 == inner[0].sha256
    assert inner[0].path == f"{outer.path}!https://example.org/a"
    assert [sentence.split(" ")[0] for sentence in outer.problems] == ["a", "1", "1"]


def test_a_cut_archive_gives_what_it_has(load_all: LoadAll) -> None:
    data = b"".join(gzip.compress(item) for item in RECORDS[:2])
    outer, *inner = load_all(data[:-60], "a.warc.gz")
    assert outer.state is ReadState.PARTIAL
    assert inner[0].text == "The mayor said that 45 people were killed."


def test_no_record_at_all_fails(load_all: LoadAll) -> None:
    (outer,) = load_all(b"WARC/1.0\r\nnonsense", "a.warc")
    assert outer.state is ReadState.FAILED


def test_a_gzip_file_that_is_no_archive_is_refused(load_all: LoadAll) -> None:
    (outer,) = load_all(gzip.compress(b"Words."), "a.warc.gz")
    assert outer.problems[0].startswith("it is a compressed file (gzip)")


def test_a_wacz_holds_web_archives(load_all: LoadAll) -> None:
    data = zipped(
        {
            "datapackage.json": json.dumps({"profile": "data-package", "title": "Raqqa pages"}),
            "archive/data.warc.gz": gzip.compress(RECORDS[0]),
            "pages/pages.jsonl": '{"format": "json-pages-1.0"}',
            "indexes/index.cdx": "x",
        },
        stored=("archive/data.warc.gz",),
    )
    outer, middle, inner = load_all(data, "a.wacz")
    assert (outer.media_type, outer.title) == ("application/wacz", "Raqqa pages")
    assert (middle.parent, inner.parent) == (outer.id, middle.id)
    assert inner.path == f"{outer.path}!archive/data.warc.gz!https://example.org/a"
    assert inner.text == "The mayor said that 45 people were killed."
