from __future__ import annotations

from datetime import date

import pytest

from rashomon.records import ReadState

from .conftest import Load, blocks, zipped

CONTAINER = '<container xmlns="urn:x"><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>'
OPF = """<?xml version="1.0"?><!DOCTYPE package PUBLIC "+//ISBN//DTD OEB Package//EN" "http://example.org/oeb.dtd">
<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>What was seen</dc:title><dc:creator>A commission</dc:creator><dc:publisher>Example Press</dc:publisher>
<dc:date>2018-03-02</dc:date><dc:language>en-GB</dc:language></metadata><manifest>
<item id="b" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="s" href="style.css" media-type="text/css"/></manifest><spine><itemref idref="a"/><itemref idref="b"/>
<itemref idref="gone"/></spine></package>"""
ONE = """<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>
<h1>One</h1><p>A driver &amp; a mayor.</p></body></html>"""
TWO = "<html><body><blockquote>Nobody left.</blockquote></body></html>"


def epub(**more: str | bytes) -> bytes:
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/content.opf": OPF,
        "OEBPS/text/one.xhtml": ONE,
        "OEBPS/text/two b.xhtml": TWO,
    }
    return zipped(members | more, stored=("mimetype",))


def test_chapters_come_in_the_order_of_the_spine(load_bytes: Load) -> None:
    document = load_bytes(epub(), "a.epub")
    assert blocks(document) == [("heading", "One"), ("paragraph", "A driver & a mayor."), ("quote", "Nobody left.")]
    assert [passage.place for passage in document.passages] == ["OEBPS/text/one.xhtml"] * 2 + ["OEBPS/text/two b.xhtml"]
    source = document.passages[1].source
    assert source is not None
    assert source.of(ONE) == "A driver &amp; a mayor."
    assert (document.title, document.author, document.publisher) == ("What was seen", "A commission", "Example Press")
    assert (document.published, document.language, document.state) == (date(2018, 3, 2), "en", ReadState.PARSED)


@pytest.mark.parametrize(
    ("data", "state", "problem"),
    [
        (epub(**{"META-INF/encryption.xml": "OEBPS/text/one.xhtml"}), ReadState.PARTIAL, "one.xhtml (it is encrypted)"),
        (epub(**{"META-INF/container.xml": "<x/>"}), ReadState.FAILED, "its table of parts is damaged"),
        (
            epub(**{"OEBPS/content.opf": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}),
            ReadState.FAILED,
            "its table of parts",
        ),
        (epub(**{"OEBPS/text/one.xhtml": "", "OEBPS/text/two b.xhtml": ""}), ReadState.FAILED, "no chapter shows text"),
    ],
)
def test_what_is_missing_is_said(load_bytes: Load, data: bytes, state: ReadState, problem: str) -> None:
    document = load_bytes(data, "a.epub")
    assert document.state is state
    assert problem in document.problems[0]
