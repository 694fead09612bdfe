"""Kinds of file that are not read, recognised so that the refusal can say what the file is and what to do."""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    """Why a kind of file is not read: `reason` and `remedy` are one clause each."""

    reason: str
    remedy: str


_SAVE = "save it as PDF, HTML or plain text and give that"
_UNPACK = "unpack it and give the files inside"
_OCR = "run OCR (text recognition) on it first and give the resulting PDF or text"
_MEDIA = "give its transcript or subtitles (SRT, VTT)"

_MAGIC: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document", _SAVE),
    (0, b"%!PS", "a PostScript document", _SAVE),
    (0, b"GIF8", "an image (GIF)", _OCR),
    (4, b"ftyphei", "an image (HEIC)", _OCR),
    (4, b"ftypavif", "an image (AVIF)", _OCR),
    (4, b"ftyp", "a video or sound recording", _MEDIA),
    (0, b"\x1aE\xdf\xa3", "a video recording", _MEDIA),
    (0, b"RIFF", "a video or sound recording", _MEDIA),
    (0, b"OggS", "a sound or video recording", _MEDIA),
    (0, b"fLaC", "a sound recording", _MEDIA),
    (0, b"ID3", "a sound recording", _MEDIA),
    (0, b"\x1f\x8b", "a compressed file (gzip)", _UNPACK),
    (0, b"BZh", "a compressed file (bzip2)", _UNPACK),
    (0, b"\xfd7zXZ\x00", "a compressed file (xz)", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a compressed file (zstd)", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a compressed archive (7z)", _UNPACK),
    (0, b"Rar!\x1a\x07", "a compressed archive (RAR)", _UNPACK),
    (257, b"ustar", "an archive (tar)", _UNPACK),
    (0, b"SQLite format 3\x00", "a database", "export its texts as plain text"),
    (0, b"\x7fELF", "a program", "give a document instead"),
    (0, b"MZ\x90\x00", "a program", "give a document instead"),
    (0, b"\xca\xfe\xba\xbe", "a program", "give a document instead"),
    (0, b"\xcf\xfa\xed\xfe", "a program", "give a document instead"),
)

_ZIPPED: tuple[tuple[bytes, str, str], ...] = (
    (b"ppt/", "a presentation (PPTX)", _SAVE),
    (b"xl/", "a binary spreadsheet (XLSB)", "save it as XLSX and give that"),
    (b"visio/", "a drawing (VSDX)", _SAVE),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet (ODS)", "save it as XLSX or CSV and give that"),
    (b"opendocument.presentation", "an OpenDocument presentation (ODP)", _SAVE),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file that is no text", _SAVE),
)

_ZIP = b"PK\x03\x04"
_MHTML_HEAD = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""Name of the stream that holds an encrypted DOCX or XLSX (MS-OFFCRYPTO, section 2.3.4)."""


def refuse(data: bytes) -> Refusal | None:
    """Return why a file of a known foreign kind is not read, or None when it is none of those."""
    if data.startswith((_ZIP, b"PK\x05\x06")):
        # Part names stand uncompressed in the directory at the end; [Content_Types].xml comes first in Office files.
        names = data[:8192] + data[-65536:]
        for mark, what, remedy in _ZIPPED:
            if mark in names:
                return Refusal(f"it is {what}, which is not read yet", remedy)
        return Refusal("it is an archive of a kind that is not read", _UNPACK)
    if data.startswith(_OLE) and _ENCRYPTED_PACKAGE in data:
        return Refusal("it is an encrypted Office document and asks for a password", "save a copy without password")
    for offset, magic, what, remedy in _MAGIC:
        if data.startswith(magic, offset):
            return Refusal(f"it is {what}", remedy)
    head = data[:_MHTML_HEAD].lower()
    if b"mime-version:" in head and b"multipart/related" in head:
        return Refusal("it is a saved web page in one file (MHTML), which is not read yet", "save the page as HTML")
    return None
