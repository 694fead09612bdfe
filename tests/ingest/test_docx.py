from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from rashomon.records import ReadState

from .conftest import Load, blocks, places, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def statement() -> Any:
    document = docx.Document()
    document.core_properties.title = "On the convoy"
    document.core_properties.author = "Press office"
    document.core_properties.language = "en-GB"
    document.add_heading("Statement on the convoy", 1)
    paragraph = document.add_paragraph("The ministry ")
    paragraph.add_run("denied").bold = True
    paragraph.add_run(" that 45 people were killed.")
    document.add_paragraph("A first point.", style="List Bullet")
    document.add_paragraph("“Nobody was let out,” it said.", style="Quote")
    table = document.add_table(rows=2, cols=3)
    for cell, words in zip(table._cells, ("Place", "", "Killed", "Raqqa", "two\nlines", "45"), strict=True):
        cell.text = words
    document.add_paragraph("After the table.")
    return document


def changed(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return an archive with one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == name:
                assert old in content
                content = content.replace(old, new, 1)
            target.writestr(entry.filename, content)
    return buffer.getvalue()


def test_blocks_come_in_order_with_their_kinds_and_the_cells_with_their_places(load_bytes: Load) -> None:
    document = load_bytes(saved(statement()), "a.docx")
    assert (document.state, document.problems) == (ReadState.PARSED, ())
    assert blocks(document) == [
        ("heading", "Statement on the convoy"),
        ("paragraph", "The ministry denied that 45 people were killed."),
        ("list", "A first point."),
        ("quote", "“Nobody was let out,” it said."),
        ("table", "Place"),
        ("table", "Killed"),
        ("table", "Raqqa"),
        ("table", "two lines"),
        ("table", "45"),
        ("paragraph", "After the table."),
    ]
    assert places(document)["table 1, row 2, column 3"] == "45"
    assert "Place\t\tKilled\nRaqqa\ttwo lines\t45\n\nAfter" in document.text
    assert (document.title, document.author, document.language) == ("On the convoy", "Press office", "en")
    assert document.published is None


def test_insertions_are_read_and_deletions_are_not_and_both_are_said(load_bytes: Load) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("They left ")
    for xml in (
        f'<w:ins {W} w:id="1" w:author="x"><w:r><w:t>with weapons</w:t></w:r></w:ins>',
        f'<w:del {W} w:id="2" w:author="x"><w:r><w:delText>unarmed</w:delText></w:r></w:del>',
        f'<w:moveFrom {W} w:id="3" w:author="x"><w:r><w:t>at night</w:t></w:r></w:moveFrom>',
    ):
        paragraph._p.append(parse_xml(xml))
    read = load_bytes(saved(document), "a.docx")
    assert read.text == "They left with weapons"
    assert read.state is ReadState.PARSED
    assert "tracked changes" in read.problems[0]


def test_text_boxes_content_controls_and_notes_are_read_once(load_bytes: Load) -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    run = f"<w:r {W} {mc}><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    document.add_paragraph("Around it.")._p.append(parse_xml(run))
    control = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Controlled.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(control))
    assert blocks(load_bytes(saved(document), "a.docx")) == [
        ("paragraph", "Controlled."),
        ("paragraph", "Around it."),
        ("paragraph", "In a box."),
    ]


def test_footnotes_follow_the_body(load_bytes: Load) -> None:
    data = saved(statement())
    data = changed(
        data,
        "word/_rels/document.xml.rels",
        b"</Relationships>",
        b'<Relationship Id="rIdF" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        b'Target="footnotes.xml"/></Relationships>',
    )
    with zipfile.ZipFile(buffer := io.BytesIO(data), "a") as archive:
        archive.writestr(
            "word/footnotes.xml",
            f'<w:footnotes {W}><w:footnote w:id="0" w:type="separator"><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>'
            '<w:footnote w:id="2"><w:p><w:r><w:t>According to the mayor.</w:t></w:r></w:p></w:footnote></w:footnotes>',
        )
    document = load_bytes(buffer.getvalue(), "a.docx")
    assert document.text.endswith("After the table.\n\nAccording to the mayor.")
    assert places(document)["footnote 2"] == "According to the mayor."


def test_a_document_with_macros_is_read_without_them(load_bytes: Load) -> None:
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    document = load_bytes(changed(saved(statement()), "[Content_Types].xml", main, macros), "a.docm")
    assert (document.state, document.problems) == (ReadState.PARSED, ())


def test_a_misnamed_document_is_read_by_its_content(load_bytes: Load) -> None:
    document = load_bytes(saved(statement()), "a.pdf")
    assert document.state is ReadState.PARSED
    assert "it is named .pdf but is Word document" in document.problems[0]


GOOD = saved(statement())
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (GOOD[: len(GOOD) // 2], "it is"),
        (zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "is damaged and cannot be opened"),
        (changed(GOOD, "word/document.xml", b"<w:body>", b"<w:bod>"), "is damaged and cannot be opened"),
        (changed(GOOD, "word/document.xml", b"?>", b"?>" + BOMB.encode()), "its XML declares entities"),
        (saved(docx.Document()), "it holds no text"),
        (zipped({"[Content_Types].xml": "", "word/document.xml": " " * 9_000_000}), "a decompression bomb"),
    ],
)
def test_what_cannot_be_read_fails_with_a_remedy(load_bytes: Load, data: bytes, problem: str) -> None:
    document = load_bytes(data, "a.docx")
    assert (document.state, document.text) == (ReadState.FAILED, "")
    assert problem in document.problems[0]
    assert "; " in document.problems[0]
