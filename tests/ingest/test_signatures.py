from __future__ import annotations

import struct

import pytest

from rashomon.ingest.ole import MAGIC, top_names
from rashomon.ingest.signatures import refuse
from rashomon.records import ReadState

from .conftest import LoadAll, compound, zipped

OPEN = "application/vnd.oasis.opendocument."
TYPES = "[Content_Types].xml"


def opened(kind: str) -> bytes:
    """Return an OpenDocument file of a kind."""
    return zipped({"mimetype": OPEN + kind, "content.xml": "<x/>"}, stored=("mimetype",))


MPEG = b"\xff\xfb\x90\x64" + bytes(60)
FOREIGN = {
    "slides.pptx": (
        zipped({TYPES: "x", "ppt/presentation.xml": "x", "ppt/embeddings/a.xlsx": "xl/"}),
        "(PPTX)",
        "as PDF",
    ),
    "sheet.xlsb": (zipped({TYPES: "x", "xl/workbook.bin": "x"}), "a binary spreadsheet (XLSB)", "as XLSX"),
    "drawing.vsdx": (zipped({TYPES: "x", "visio/document.xml": "x"}), "a drawing (VSDX)", "as PDF"),
    "print.xps": (zipped({TYPES: "x", "FixedDocSeq.fdseq": "x"}), "an XPS document", "as PDF"),
    "text.pages": (zipped({"Index/Document.iwa": "x", "preview.jpg": "x"}), "Apple's Pages", "export it as PDF, DOCX"),
    "sheet.ods": (opened("spreadsheet"), "an OpenDocument spreadsheet (ODS)", "as XLSX or CSV"),
    "sheet.ots": (opened("spreadsheet-template"), "an OpenDocument spreadsheet (ODS)", "as XLSX or CSV"),
    "slides.odp": (opened("presentation"), "an OpenDocument presentation (ODP)", "as PDF"),
    "drawing.odg": (opened("graphics"), "an OpenDocument drawing (ODG)", "as PDF"),
    "base.odb": (opened("base"), "an OpenDocument file that is no text", "as PDF, HTML or plain text"),
    "text.doc": (compound("1Table", "WordDocument"), "an old Word document (DOC)", "as DOCX or PDF"),
    "with-a-table.doc": (
        compound("WordDocument", inside=("Workbook",)),
        "an old Word document (DOC)",
        "as DOCX or PDF",
    ),
    "with-a-letter.xls": (
        compound("Workbook", inside=("WordDocument",)),
        "an old Excel spreadsheet (XLS)",
        "as XLSX or CSV",
    ),
    "older.xls": (compound("Book"), "an old Excel spreadsheet (XLS)", "as XLSX or CSV"),
    "slides.ppt": (compound("Current User", "PowerPoint Document"), "an old PowerPoint presentation (PPT)", "as PDF"),
    "long.ppt": (compound("PowerPoint Document", padding=14100), "an old PowerPoint presentation (PPT)", "as PDF"),
    "mail.msg": (compound("__nameid_version1.0", "__properties_version1.0"), "an Outlook message (MSG)", "as EML"),
    "print.pub": (compound("Quill"), "a Publisher document (PUB)", "as PDF"),
    "other.ole": (compound("Something"), "an old Microsoft Office document", "as DOCX or PDF"),
    "cut-short.doc": (MAGIC + bytes(120) + "WordDocument".encode("utf-16-le") + bytes(40), "(DOC)", "as DOCX or PDF"),
    "locked.docx": (compound("EncryptionInfo", "EncryptedPackage"), "an encrypted Office document", "without password"),
    "mails.pst": (b"!BDN" + bytes(60), "an Outlook mail store (PST)", "MBOX or EML"),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + bytes(60), "(winmail.dat)", "as EML"),
    "base.mdb": (b"\0\1\0\0Standard Jet DB\0" + bytes(60), "an Access database (MDB)", "as CSV"),
    "letter.wpd": (b"\xffWPC" + bytes(60), "a WordPerfect document", "as DOCX or PDF"),
    "scan.djvu": (b"AT&TFORM" + bytes(60), "(DjVu)", "as PDF"),
    "a.rar": (b"Rar!\x1a\x07\x01\x00" + bytes(60), "a compressed archive (RAR)", "unpack it"),
    "older.rar": (b"Rar!\x1a\x07\x00" + bytes(60), "a compressed archive (RAR)", "unpack it"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(60), "a compressed archive (7z)", "unpack it"),
    "a.cab": (b"MSCF" + bytes(60), "a compressed archive (CAB)", "unpack it"),
    "a.gz": (b"\x1f\x8b\x08" + bytes(60), "a compressed file (gzip)", "unpack it"),
    "a.tar": (b"a.txt".ljust(257, b"\0") + b"ustar\x0000" + bytes(250), "an archive (tar)", "unpack it"),
    "film.mp4": (b"\0\0\0\x20ftypisom" + bytes(60), "a video or sound recording", "transcript or subtitles"),
    "film.mov": (b"\0\0\0\x20moov" + bytes(60), "a video recording", "transcript or subtitles"),
    "film.avi": (b"RIFF\0\0\0\0AVI " + bytes(60), "a video or sound recording", "transcript or subtitles"),
    "film.mkv": (b"\x1aE\xdf\xa3" + bytes(60), "a video recording", "transcript or subtitles"),
    "film.wmv": (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(60), "a video or sound", "transcript or subtitles"),
    "film.mpg": (b"\0\0\1\xba" + bytes(60), "a video recording", "transcript or subtitles"),
    "film.flv": (b"FLV\1" + bytes(60), "a video recording", "transcript or subtitles"),
    "talk.mp3": (MPEG, "a sound recording", "transcript or subtitles"),
    "tagged.mp3": (b"ID3\x04" + bytes(60), "a sound recording", "transcript or subtitles"),
    "talk.aac": (b"\xff\xf1" + bytes(60), "a sound recording", "transcript or subtitles"),
    "talk.wav": (b"RIFF\0\0\0\0WAVE" + bytes(60), "sound recording", "transcript or subtitles"),
    "talk.ogg": (b"OggS" + bytes(60), "a sound or video recording", "transcript or subtitles"),
    "talk.flac": (b"fLaC" + bytes(60), "a sound recording", "transcript or subtitles"),
    "talk.amr": (b"#!AMR\n" + bytes(60), "a sound recording", "transcript or subtitles"),
    "talk.aiff": (b"FORM\0\0\0\0AIFF" + bytes(60), "a sound recording", "transcript or subtitles"),
    "picture.gif": (b"GIF89a" + bytes(60), "an image (GIF)", "run OCR"),
    "picture.heic": (b"\0\0\0\x20ftypheic" + bytes(60), "an image (HEIC)", "run OCR"),
    "program": (b"\x7fELF\x02" + bytes(60), "a program", "give a document instead"),
    "base.sqlite": (b"SQLite format 3\0" + bytes(60), "a database", "as CSV"),
    "page.mht": (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b--",
        "a saved web page in one file (MHTML)",
        "save the page as HTML",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("disguised", [False, True], ids=["", "as text"])
def test_a_file_that_is_not_read_says_what_it_is_and_what_to_do(load_all: LoadAll, name: str, disguised: bool) -> None:
    data, what, remedy = FOREIGN[name]
    (document,) = load_all(data, "a.txt" if disguised else name)
    assert document.state is ReadState.FAILED
    assert document.text == ""
    (problem,) = document.problems
    reason, _, advice = problem.partition("; ")
    assert reason.startswith("it is ")
    assert what in reason
    assert remedy in advice


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"<html>", b"Plain text.", b"PK is short for Pakistan", b"MZ said"])
def test_readable_kinds_are_not_refused(data: bytes) -> None:
    assert refuse(data) is None


def test_names_of_a_compound_file_are_those_right_under_its_root() -> None:
    names = ("1Table", "WordDocument", "Data", "Summary")
    assert top_names(compound(*names, inside=("Workbook", "A"))) == {*names, "ObjectPool"}
    assert top_names(compound(*names, padding=14100)) == {*names, "ObjectPool"}


def test_a_directory_that_runs_in_a_circle_ends() -> None:
    data = bytearray(compound("WordDocument"))
    struct.pack_into("<I", data, 512 + 4, 1)  # the directory's one sector follows itself
    assert "WordDocument" in top_names(bytes(data))
    struct.pack_into("<I", data, 68, 0)  # a list of tables that is one of them
    assert "WordDocument" in top_names(bytes(data))


@pytest.mark.parametrize("end", [8, 511, 512, 600, 1024, 1100])
def test_a_compound_file_that_is_cut_short_is_still_refused(end: int) -> None:
    refusal = refuse(compound("WordDocument")[:end])
    assert refusal is not None
    assert refusal.reason.startswith("it is an old ")
