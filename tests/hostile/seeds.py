"""One small sound file of each format, made with the standard library alone; what is done to them makes them hostile."""

from __future__ import annotations

import base64
import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping

SENTENCE = "The ministry said on Monday that twelve people had been killed in the harbour of the town."
OTHER = "Residents denied that the harbour had been closed and said that at least 20 people were missing."
STAMP = (2017, 11, 14, 9, 0, 0)

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(members: Mapping[str, str | bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """Return a ZIP archive with fixed times; members named in `stored` are not compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return target.getvalue()


def html(body: str = "", head: str = "") -> bytes:
    """Return a page with an article of two paragraphs and what is added to it."""
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Harbour</title>{head}</head><body><article><h1>Harbour</h1>"
        f"<p>{SENTENCE}</p><p>{OTHER}</p>{body}</article></body></html>"
    ).encode()


def pdf(objects: Mapping[int, bytes] | None = None, *, tail: bytes = b"", trailer: bytes = b"") -> bytes:
    """Return a PDF of one page, a line of text on it; `objects` replace or add to its five."""
    content = b"BT /F1 12 Tf 50 700 Td (" + SENTENCE.encode() + b") Tj ET"
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        4: stream(content),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        **(objects or {}),
    }
    data, places = b"%PDF-1.7\n", {}
    for number, body in sorted(bodies.items()):
        places[number] = len(data)
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    size = max(bodies) + 1
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 %c \n" % (places.get(n, 0), b"n" if n in places else b"f") for n in range(1, size))
    return data + b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start) + tail


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return the object of a PDF stream."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def docx(document: str = "", extra: Mapping[str, str | bytes] | None = None, relations: str = "") -> bytes:
    """Return a Word document; `document` replaces the whole main part."""
    body = f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p><w:p><w:r><w:t>{OTHER}</w:t></w:r></w:p>"
    types = (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": document or f'{XML}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{relations}'
            "</Relationships>",
            **(extra or {}),
        }
    )


def xlsx(sheet: str = "", strings: str = "") -> bytes:
    """Return a workbook; `sheet` replaces the sheet's content, `strings` that of the table of strings."""
    cell = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12</v></c></row></sheetData>'
    types = (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        '"application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    )
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{XML}<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="Deaths" '
            'sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
            f'Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
            f'Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{SHEET}">{sheet or cell}</worksheet>',
            "xl/sharedStrings.xml": f'{XML}<sst xmlns="{SHEET}">{strings or f"<si><t>{SENTENCE}</t></si>"}</sst>',
        }
    )


def odf(kind: str = "text", body: str = "", prolog: str = "") -> bytes:
    """Return an OpenDocument file: `kind` is "text" or "spreadsheet"."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content xmlns:office="{ODF}:office:1.0" '
        f'xmlns:text="{ODF}:text:1.0" xmlns:table="{ODF}:table:1.0" xmlns:draw="{ODF}:drawing:1.0" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:{kind}>'
        f"{body or f'<text:p>{SENTENCE}</text:p><text:p>{OTHER}</text:p>'}"
        f"</office:{kind}></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="application/vnd.oasis.opendocument.{kind}"/></manifest:manifest>'
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        },
        stored=("mimetype",),
    )


def epub(chapter: str = "", opf: str = "", container: str = "") -> bytes:
    """Return an e-book of one chapter; each argument replaces a whole part."""
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title></head><body><p>{SENTENCE}</p></body></html>'
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Harbour</dc:title></metadata><manifest><item id="c" '
        'href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>'
    )
    root = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
        'full-path="o.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container or root,
            "o.opf": opf or package,
            "c.xhtml": chapter or page,
        },
        stored=("mimetype",),
    )


def eml(headers: str = "", body: str = "") -> bytes:
    """Return a message with a text and an attachment; `headers` come first, `body` replaces the parts."""
    attached = base64.b64encode(SENTENCE.encode()).decode()
    parts = (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{SENTENCE}\r\n--b\r\nContent-Type: text/plain\r\n"
        'Content-Disposition: attachment; filename="note.txt"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"{attached}\r\n--b--\r\n"
    )
    return (
        f"{headers}From: Press office <press@example.org>\r\nTo: desk@example.org\r\nSubject: Harbour\r\n"
        "Date: Tue, 14 Nov 2017 09:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: multipart/mixed; boundary=b\r\n\r\n{body or parts}"
    ).encode("utf-8", "surrogateescape")


def warc(payload: bytes = b"", length: str = "", kind: str = "response") -> bytes:
    """Return a web archive of one record; `length` replaces the length that it declares."""
    page = payload or b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html()
    return (
        (
            f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
            "WARC-Date: 2017-11-14T09:00:00Z\r\nWARC-Target-URI: http://example.org/harbour\r\n"
            f"Content-Type: application/http;msgtype=response\r\nContent-Length: {length or len(page)}\r\n\r\n"
        ).encode()
        + page
        + b"\r\n\r\n"
    )


def png(width: int = 1, height: int = 1, pixels: bytes = b"\0\0", extra: bytes = b"") -> bytes:
    """Return a grey picture with the given header, whatever its pixels are."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG file."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg(width: int = 1, height: int = 1) -> bytes:
    """Return a baseline JPEG file of one grey block, whatever size its frame declares."""
    quantities = b"\xff\xdb\x00\x43\x00" + b"\x10" * 64
    frame = b"\xff\xc0" + struct.pack(">HBHHBBBB", 11, 8, height, width, 1, 1, 0x11, 0)
    tables = (
        b"\xff\xc4\x00\x14\x00"
        + b"\x01"
        + bytes(15)
        + b"\x00"
        + b"\xff\xc4\x00\x14\x10"
        + b"\x01"
        + bytes(15)
        + b"\x00"
    )
    return b"\xff\xd8" + quantities + frame + tables + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f\xff\xd9"


def tiff(entries: tuple[tuple[int, int, int, int], ...] = (), following: int = 0) -> bytes:
    """Return a TIFF file of one pixel; `entries` (tag, type, count, value) come on top, `following` is the next folder."""
    usual = (
        (256, 3, 1, 1),
        (257, 3, 1, 1),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (279, 4, 1, 1),
    )
    merged = {entry[0]: entry for entry in (*usual, *entries)}
    folder = struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHII", *merged[tag]) for tag in sorted(merged))
    return b"II*\0" + struct.pack("<I", 10) + b"A\0" + folder + struct.pack("<I", following)


def tar(name: str = "note.txt", kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    """Return a tar archive of one member."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, link
        info.size = len(SENTENCE) if kind == tarfile.REGTYPE else 0
        archive.addfile(info, io.BytesIO(SENTENCE.encode()))
    return target.getvalue()


SRT = f"1\n00:00:01,000 --> 00:00:04,000\n{SENTENCE}\n\n2\n00:00:05,000 --> 00:00:09,000\n{OTHER}\n"
VTT = f"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Speaker>{SENTENCE}\n\n00:05.000 --> 00:09.000\n{OTHER}\n"
RTF = f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Times;}}}}\\f0\\fs24 {SENTENCE}\\par {OTHER}\\par}}"
MBOX = b"From press@example.org Tue Nov 14 09:00:00 2017\r\n" + eml() + b"\r\n"

SEEDS: dict[str, bytes] = {
    "txt": f"{SENTENCE}\n\n{OTHER}\n".encode(),
    "utf16.txt": f"{SENTENCE}\n\n{OTHER}\n".encode("utf-16"),
    "latin.txt": f"Le ministère a démenti à Genève. {SENTENCE}\n".encode("cp1252"),
    "html": html("<ul><li>Café &amp; harbour &#8211; <b>20</b></li></ul>"),
    "pdf": pdf(),
    "flate.pdf": pdf({4: stream(zlib.compress(b"BT /F1 12 Tf 50 700 Td (" + OTHER.encode() + b") Tj ET"), b"/Filter /FlateDecode")}),
    "docx": docx(),
    "xlsx": xlsx(),
    "odt": odf(),
    "ods": odf("spreadsheet", f"<table:table><table:table-row><table:table-cell><text:p>{SENTENCE}</text:p></table:table-cell></table:table-row></table:table>"),
    "epub": epub(),
    "rtf": RTF.encode(),
    "eml": eml(),
    "mbox": MBOX * 2,
    "warc": warc(),
    "warc.gz": gzip.compress(warc(), mtime=0),
    "wacz": zipped({"archive/data.warc.gz": gzip.compress(warc(), mtime=0), "datapackage.json": "{}", "pages/pages.jsonl": "{}\n"}),
    "srt": SRT.encode(),
    "vtt": VTT.encode(),
    "csv": f'place,deaths\n"harbour, old",12\n"{SENTENCE}",20\n'.encode(),
    "tsv": f"place\tdeaths\n{SENTENCE}\t20\n".encode(),
    "md": f"# Harbour\n\n{SENTENCE}\n\n> {OTHER}\n".encode(),
    "png": png(),
    "jpg": jpeg(),
    "tif": tiff(),
    "gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
    "zip": zipped({"note.txt": SENTENCE, "page.html": html()}),
    "tar": tar(),
    "txt.gz": gzip.compress(SENTENCE.encode(), mtime=0),
    "mht": b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" + html() + b"\r\n--b--\r\n",
}  # fmt: skip
"""Name ending and bytes of one sound file a format."""
