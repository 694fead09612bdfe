from __future__ import annotations

import io
import zipfile

import pytest

from rashomon.ingest.signatures import refuse

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.spreadsheet" if name == "mimetype" else "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "a presentation (PPTX), which is not read yet"),
        (zipped("[Content_Types].xml", "xl/workbook.bin"), "a binary spreadsheet (XLSB)"),
        (zipped("mimetype"), "an OpenDocument spreadsheet (ODS)"),
        (b"GIF89a", "an image (GIF)"),
        (OLE + b"WordDocument", "an old Microsoft Office document"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "an encrypted Office document"),
        (b"\x7fELF\x02", "a program"),
        (b"\x00\x00\x00 ftypisom", "a video or sound recording"),
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
