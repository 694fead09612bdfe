from __future__ import annotations

import io
import zipfile

import pytest

from rashomon.ingest.signatures import refuse


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "application/epub+zip" if name == "mimetype" else "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zipped("[Content_Types].xml", "word/document.xml"), "a Word document (DOCX), which is not read yet"),
        (zipped("xl/workbook.xml"), "a spreadsheet (XLSX)"),
        (zipped("mimetype"), "an e-book (EPUB)"),
        (zipped("a.txt"), "an archive (ZIP)"),
        (b"\x89PNG\r\n\x1a\n", "an image (PNG)"),
        (b"\xff\xd8\xff\xe0", "an image (JPEG)"),
        (b"\x7fELF\x02", "a program"),
        (b"\x00\x00\x00 ftypisom", "a video or sound recording"),
        (b"{\\rtf1 text}", "an RTF document"),
        (b"\x1f\x8b\x08", "a compressed file (gzip)"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;", "a saved web page in one file (MHTML)"),
    ],
)
def test_foreign_kinds_are_named_with_a_remedy(data: bytes, what: str) -> None:
    refusal = refuse(data)
    assert refusal is not None
    assert what in refusal.reason
    assert refusal.remedy


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"<html>", b"Plain text.", b"PK is short for Pakistan", b"MZ said"])
def test_readable_kinds_are_not_refused(data: bytes) -> None:
    assert refuse(data) is None
