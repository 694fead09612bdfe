from __future__ import annotations

import pytest

from rashomon.records import ReadState

from .conftest import Load, blocks, places, zipped

NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
BODY = """
<text:tracked-changes><text:changed-region><text:deletion><text:p>Taken out.</text:p></text:deletion>
</text:changed-region></text:tracked-changes>
<text:h>Statement</text:h>
<text:p>The   ministry
 <text:span>denied</text:span> it<text:s text:c="2"/>twice<text:note text:note-class="footnote">
<text:note-citation>1</text:note-citation><text:note-body><text:p>On Tuesday.</text:p></text:note-body></text:note>.
<office:annotation><text:p>Is that so?</text:p></office:annotation></text:p>
<text:list><text:list-item><text:p>A point.</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Place</text:p></table:table-cell><table:covered-table-cell/>
<table:table-cell><text:p>Killed</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>
<text:p>Raqqa</text:p></table:table-cell><table:table-cell><text:p>north</text:p></table:table-cell><table:table-cell>
<text:p>45</text:p></table:table-cell></table:table-row></table:table>
"""


def odt(body: str = BODY, *, kind: str = "text", element: str = "text", **more: str | bytes) -> bytes:
    members: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {NAMESPACES}><office:body><office:{element}>{body}</office:{element}>"
        "</office:body></office:document-content>",
        "meta.xml": f"<office:document-meta {NAMESPACES}><office:meta><dc:title>On the convoy</dc:title>"
        "<meta:initial-creator>Press office</meta:initial-creator><dc:language>en-GB</dc:language></office:meta>"
        "</office:document-meta>",
        "styles.xml": "<x/>",
    }
    return zipped(members | more, stored=("mimetype",))


def test_blocks_notes_and_cells_are_read(load_bytes: Load) -> None:
    document = load_bytes(odt(), "a.odt")
    assert blocks(document) == [
        ("heading", "Statement"),
        ("paragraph", "The ministry denied it  twice."),
        ("list", "A point."),
        ("table", "Place"),
        ("table", "Killed"),
        ("table", "Raqqa"),
        ("table", "north"),
        ("table", "45"),
        ("paragraph", "On Tuesday."),
    ]
    assert "Place\t\tKilled\nRaqqa\tnorth\t45" in document.text
    assert places(document)["table 1, row 2, column 3"] == "45"
    assert places(document)["footnote 1"] == "On Tuesday."
    assert (document.title, document.author, document.language) == ("On the convoy", "Press office", "en")
    assert document.state is ReadState.PARSED
    assert ["tracked changes" in document.problems[0], "1 comment(s)" in document.problems[1]] == [True, True]


def test_one_packed_anew_by_hand_is_still_known(load_bytes: Load) -> None:
    content = "<office:text><text:p>Words.</text:p></office:text>"
    content = f"<office:document-content {NAMESPACES}><office:body>{content}</office:body></office:document-content>"
    data = zipped({"content.xml": content, "meta.xml": "", "styles.xml": ""})
    assert load_bytes(data, "a.odt").text == "Words."


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (odt(**{"META-INF/manifest.xml": "<x><manifest:encryption-data/></x>"}), "it is encrypted"),
        (odt("<text:p>"), "its text is damaged"),
        (odt(" "), "it holds no text"),
        (odt(**{"content.xml": "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"}), "its XML declares entities"),
        (odt(kind="spreadsheet"), "it is an OpenDocument spreadsheet (ODS), which is not read yet"),
        (odt(element="drawing"), "it is no text but another kind"),
        (odt("<text:p>" + "<text:span>" * 5000 + "x" + "</text:span>" * 5000 + "</text:p>"), "its text is damaged"),
    ],
)
def test_what_cannot_be_read_fails_with_a_remedy(load_bytes: Load, data: bytes, problem: str) -> None:
    document = load_bytes(data, "a.odt")
    assert (document.state, document.text) == (ReadState.FAILED, "")
    assert problem in document.problems[0]
