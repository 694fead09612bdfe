"""Kinds of file that are not read, recognised so that the refusal can say what the file is and what to do."""

from __future__ import annotations

from typing import NamedTuple

from rashomon.ingest import ole
from rashomon.ingest.zipped import SIGNATURES, peek


class Refusal(NamedTuple):
    """Why a kind of file is not read: `reason` and `remedy` are one clause each."""

    reason: str
    remedy: str


_SAVE = "save it as PDF, HTML or plain text and give that"
_UNPACK = "unpack it and give the files inside"
_OCR = "run OCR (text recognition) on it first and give the resulting PDF or text"
_MEDIA = "give its transcript or subtitles (SRT, VTT)"
_WORD = "save it as DOCX or PDF and give that"
_SHEET = "save it as XLSX or CSV and give that"
_SLIDES = "save it as PDF and give that"
_MAIL = "save the message as EML in the mail program and give that"
_STORE = "export its messages as MBOX or EML and give those"
_ROWS = "export its tables as CSV and give those"
_UNLOCKED = "save a copy without password"

_MAGIC: tuple[tuple[int, bytes, str, str], ...] = (
    (0, ole.MAGIC, "an old Microsoft Office document", _WORD),
    (0, b"!BDN", "an Outlook mail store (PST)", _STORE),
    (0, b"\x78\x9f\x3e\x22", "an attachment in Outlook's own form (winmail.dat)", _MAIL),
    (4, b"Standard Jet DB", "an Access database (MDB)", _ROWS),
    (4, b"Standard ACE DB", "an Access database (ACCDB)", _ROWS),
    (0, b"\xffWPC", "a WordPerfect document", _WORD),
    (0, b"AT&TFORM", "a scanned document (DjVu)", "save it as PDF and give that"),
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
    (0, b"\xff\xfb", "a sound recording", _MEDIA),
    (0, b"\xff\xf3", "a sound recording", _MEDIA),
    (0, b"\xff\xf2", "a sound recording", _MEDIA),
    (0, b"\xff\xf1", "a sound recording", _MEDIA),
    (0, b"\xff\xf9", "a sound recording", _MEDIA),
    (0, b"#!AMR", "a sound recording", _MEDIA),
    (8, b"AIFF", "a sound recording", _MEDIA),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a video or sound recording", _MEDIA),
    (0, b"FLV\x01", "a video recording", _MEDIA),
    (0, b"\x00\x00\x01\xba", "a video recording", _MEDIA),
    (0, b"\x00\x00\x01\xb3", "a video recording", _MEDIA),
    (4, b"moov", "a video recording", _MEDIA),
    (4, b"mdat", "a video recording", _MEDIA),
    (0, b"\x1f\x8b", "a compressed file (gzip)", _UNPACK),
    (0, b"BZh", "a compressed file (bzip2)", _UNPACK),
    (0, b"\xfd7zXZ\x00", "a compressed file (xz)", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a compressed file (zstd)", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a compressed archive (7z)", _UNPACK),
    (0, b"Rar!\x1a\x07", "a compressed archive (RAR)", _UNPACK),
    (0, b"MSCF", "a compressed archive (CAB)", _UNPACK),
    (257, b"ustar", "an archive (tar)", _UNPACK),
    (0, b"SQLite format 3\x00", "a database", _ROWS),
    (0, b"\x7fELF", "a program", "give a document instead"),
    (0, b"MZ\x90\x00", "a program", "give a document instead"),
    (0, b"\xca\xfe\xba\xbe", "a program", "give a document instead"),
    (0, b"\xcf\xfa\xed\xfe", "a program", "give a document instead"),
)

_PACKED: tuple[tuple[str, str, str], ...] = (
    ("ppt/", "a presentation (PPTX)", _SLIDES),
    ("xl/", "a binary spreadsheet (XLSB)", "save it as XLSX and give that"),
    ("visio/", "a drawing (VSDX)", _SLIDES),
    ("FixedDocSeq.fdseq", "an XPS document", _SLIDES),
    ("Index/Document.iwa", "a document of Apple's Pages, Numbers or Keynote", "export it as PDF, DOCX or XLSX"),
)
"""What a ZIP archive is, by how the name of a member begins."""

_OPEN = "application/vnd.oasis.opendocument."
_OPENDOCUMENT: tuple[tuple[str, str, str], ...] = (
    (f"{_OPEN}spreadsheet", "an OpenDocument spreadsheet (ODS)", _SHEET),
    (f"{_OPEN}presentation", "an OpenDocument presentation (ODP)", _SLIDES),
    (f"{_OPEN}graphics", "an OpenDocument drawing (ODG)", _SLIDES),
    (_OPEN, "an OpenDocument file that is no text", _SAVE),
)
"""The same by the media type that it says it has, or how that begins."""

_COMPOUND: tuple[tuple[str, str, str], ...] = (
    ("WordDocument", "an old Word document (DOC)", _WORD),
    ("Workbook", "an old Excel spreadsheet (XLS)", _SHEET),
    ("Book", "an old Excel spreadsheet (XLS)", _SHEET),
    ("PowerPoint Document", "an old PowerPoint presentation (PPT)", _SLIDES),
    ("__properties_version1.0", "an Outlook message (MSG)", _MAIL),
    ("VisioDocument", "an old drawing (VSD)", _SLIDES),
    ("Quill", "a Publisher document (PUB)", _SLIDES),
)
"""What a compound file is, by what lies right under its root."""

_MHTML_HEAD = 1024
_ENCRYPTED_PACKAGE = "EncryptedPackage"
"""Name of the stream that holds an encrypted DOCX, XLSX or PPTX (MS-OFFCRYPTO, section 2.3.4)."""


def refuse(data: bytes) -> Refusal | None:
    """Return why a file of a known foreign kind is not read, or None when it is none of those."""
    if data.startswith(SIGNATURES):
        return _zipped(data)
    if data.startswith(ole.MAGIC) and (refusal := _compound(data)):
        return refusal
    for offset, magic, what, remedy in _MAGIC:
        if data.startswith(magic, offset):
            return Refusal(f"it is {what}", remedy)
    head = data[:_MHTML_HEAD].lower()
    if b"mime-version:" in head and b"multipart/related" in head:
        return Refusal("it is a saved web page in one file (MHTML), which is not read yet", "save the page as HTML")
    return None


def _zipped(data: bytes) -> Refusal:
    names, mimetype = peek(data)
    for beginning, what, remedy in _OPENDOCUMENT:
        if mimetype.startswith(beginning):
            return _unread(what, remedy)
    for beginning, what, remedy in _PACKED:
        if any(name.startswith(beginning) for name in names):
            return _unread(what, remedy)
    return Refusal("it is an archive of a kind that is not read", _UNPACK)


def _compound(data: bytes) -> Refusal | None:
    names = ole.top_names(data)
    names = names or ole.loose_names(data, (_ENCRYPTED_PACKAGE, *(name for name, _, _ in _COMPOUND)))
    if _ENCRYPTED_PACKAGE in names:
        return Refusal("it is an encrypted Office document and asks for a password", _UNLOCKED)
    return next((_unread(what, remedy) for name, what, remedy in _COMPOUND if name in names), None)


def _unread(what: str, remedy: str) -> Refusal:
    return Refusal(f"it is {what}, which is not read yet", remedy)
