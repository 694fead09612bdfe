"""Exports of many formats made of a few paragraphs, with places where something may be left by mistake."""

from __future__ import annotations

import html
import io
import json
import random
import textwrap
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LABEL = "Witness A"


@dataclass
class Draft:
    """What an export is to hold.

    Attributes:
        paragraphs: its words.
        slots: what is left in a place of a format by mistake, by the name of the place.
        rows: a table beside the words.
        spans: the length that offsets of masked words have.
    """

    paragraphs: list[str]
    slots: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    spans: int = len(LABEL)

    def slot(self, name: str, usual: str = "") -> str:
        return self.slots.get(name, usual)


def _records(draft: Draft) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [
        {"id": f"c{at}", "content": {"text": p, "spans": [[at * 1000, at * 1000 + len(p)]]}}
        for at, p in enumerate(draft.paragraphs)
    ]
    made.append({"id": "source", "source": {"text": LABEL, "spans": [[5, 5 + draft.spans]]}})
    return made + draft.rows


def as_json(draft: Draft, ascii_only: bool = False) -> bytes:
    return json.dumps({"claims": _records(draft)}, ensure_ascii=ascii_only, indent=1).encode()


def as_jsonl(draft: Draft) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in _records(draft)).encode()


def as_csv(draft: Draft) -> bytes:
    import csv

    out = io.StringIO()
    names = ["id", "text", *{key: 0 for row in draft.rows for key in row}]
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows({"id": at, "text": p} for at, p in enumerate(draft.paragraphs))
    writer.writerows(draft.rows)
    return out.getvalue().encode()


def as_html(draft: Draft) -> bytes:
    slot = {name: html.escape(value) for name, value in draft.slots.items()}
    body = "".join(f"<p>{p if '<' in p and '</' in p else html.escape(p)}</p>\n" for p in draft.paragraphs)
    return (
        f"<!doctype html><html><head><title>{slot.get('title', 'Accounts')}</title>"
        "<style>p { margin: 1em }</style></head><body>"
        f"<!-- {slot.get('comment', 'made by a program')} -->\n{body}"
        f"<img src='a.png' alt='{slot.get('alt', 'a chart')}'>"
        f"<p data-source='{slot.get('data', 'w1')}' title='{slot.get('tip', 'x')}'>End.</p>"
        f"<div style='display:none'>{slot.get('hidden', 'menu')}</div>"
        f"<svg><desc>{slot.get('desc', 'a line')}</desc><path d='M0 0L9 9'/></svg>"
        f"<script>const x = {json.dumps(draft.slot('script', 'none'))};</script></body></html>"
    ).encode()


def as_xlsx(draft: Draft) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for paragraph in draft.paragraphs:
        sheet.append([1, paragraph[:30000]])
    for row in draft.rows:
        sheet.append([str(value) for value in row.values()])
    hidden = book.create_sheet("lists")
    hidden.append([draft.slot("hidden", "list")])
    hidden.sheet_state = "hidden"
    if "cells" in draft.slots:
        sheet.append(draft.slots["cells"].split())
    if "serial" in draft.slots:
        sheet.append([int(draft.slots["serial"])])
        sheet.cell(sheet.max_row, 1).number_format = "dd/mm/yyyy"
    book.properties.creator = draft.slot("properties", "office")
    return _saved(book.save)


def as_docx(draft: Draft) -> bytes:
    import docx

    document = docx.Document()
    for paragraph in draft.paragraphs:
        document.add_paragraph(paragraph)
    if "runs" in draft.slots:
        whole = draft.slots["runs"]
        line = document.add_paragraph("seen by ")
        for at in range(0, len(whole), 3):
            line.add_run(whole[at : at + 3]).bold = at % 2 == 0
    document.core_properties.author = draft.slot("properties", "office")
    document.sections[0].footer.paragraphs[0].text = draft.slot("footer", "page")
    data = _saved(document.save)
    extra = {"customXml/item9.xml": f"<x><y>{html.escape(draft.slot('custom', 'none'))}</y></x>"}
    if "comment" in draft.slots:
        extra["word/comments.xml"] = (
            f'<w:comments xmlns:w="x"><w:comment w:author="{html.escape(draft.slots["comment"])}">'
            "<w:p><w:r><w:t>see</w:t></w:r></w:p></w:comment></w:comments>"
        )
    return _added(data, extra, {"word/document.xml": _tracked(draft)})


def _tracked(draft: Draft) -> Callable[[str], str]:
    words = html.escape(draft.slot("tracked"))
    deleted = f'<w:p><w:del w:author="x"><w:r><w:delText>{words}</w:delText></w:r></w:del></w:p>' if words else ""
    return lambda text: text.replace("<w:sectPr", f"{deleted}<w:sectPr", 1)


def _added(data: bytes, extra: Mapping[str, str], changed: Mapping[str, Callable[[str], str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, changed[name](content.decode()) if name in changed else content)
        for name, text in extra.items():
            new.writestr(name, text)
    return out.getvalue()


def _saved(save: Callable[[Any], Any]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def drawn(lines: list[str], size: int = 26) -> Any:
    """Return a picture of a few lines of text, as a page is scanned."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("RGB", (1240, 60 + 44 * len(lines)), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size)
    for at, line in enumerate(lines):
        draw.text((40, 30 + 44 * at), line, fill="black", font=font)
    return page


def _lines(draft: Draft) -> list[str]:
    text = " ".join([*draft.paragraphs[:2]])[:900]
    words = draft.slot("pixels")
    return [
        *textwrap.wrap(text.encode("ascii", "replace").decode(), 80)[:9],
        f"Account of {words} on the day." if words else "Account of the day.",
    ]


def as_png(draft: Draft) -> bytes:
    from PIL import PngImagePlugin

    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", draft.slot("text", "scan"))
    told.add_itxt("Description", draft.slot("itxt", "scan"), "", "", True)
    page = drawn(_lines(draft))
    return _saved(lambda out: page.save(out, "PNG", pnginfo=told))


def as_jpeg(draft: Draft) -> bytes:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = draft.slot("exif", "scan")
    if "gps" in draft.slots:
        north, east = map(float, draft.slots["gps"].split())
        exif[0x8825] = {1: "N", 2: _degrees(north), 3: "E", 4: _degrees(east)}
    page = drawn(_lines(draft))
    return _saved(lambda out: page.save(out, "JPEG", exif=exif, quality=85))


def _degrees(value: float) -> tuple[float, float, float]:
    return int(value), int(value * 60) % 60, round(value * 3600 % 60, 2)


def as_pdf(draft: Draft) -> bytes:
    """Return a PDF of one page with a text layer, properties and a note."""
    lines = textwrap.wrap(" ".join(draft.paragraphs)[:4000].encode("latin-1", "replace").decode("latin-1"), 95)
    lines += textwrap.wrap(draft.slot("last").encode("latin-1", "replace").decode("latin-1"), 95)
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    content = f"BT /F1 9 Tf 11 TL 40 800 Td\n{shown}ET".encode("latin-1")
    note = _escaped(draft.slot("note", "ok")).encode("latin-1", "replace")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 840] /Contents 4 0 R /Annots [6 0 R] "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /Contents (%b) >>" % note,
        b"<< /Author (%b) /Producer (x) >>" % _escaped(draft.slot("info", "office")).encode("latin-1", "replace"),
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out) + draft.slot("after").encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def as_scan(draft: Draft) -> bytes:
    return _saved(lambda out: drawn(_lines(draft)).save(out, "PDF", author=draft.slot("info") or None))


def as_text(draft: Draft, encoding: str = "utf-8") -> bytes:
    return "\n\n".join(draft.paragraphs).encode(encoding, "replace")


def as_zip(draft: Draft, rng: random.Random | None = None) -> bytes:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{draft.slot('name', 'notes')}.txt", as_text(draft))
        archive.comment = draft.slot("archive", "made").encode()[:60000]
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dossier.json", as_json(Draft(draft.paragraphs[:1])))
        archive.writestr("more/inner.zip", inner.getvalue())
    return outer.getvalue()


WRITERS: dict[str, Callable[[Draft], bytes]] = {
    "txt": as_text,
    "utf16.txt": lambda draft: as_text(draft, "utf-16"),
    "latin.txt": lambda draft: as_text(draft, "cp1252"),
    "json": as_json,
    "ascii.json": lambda draft: as_json(draft, ascii_only=True),
    "jsonl": as_jsonl,
    "csv": as_csv,
    "html": as_html,
    "xlsx": as_xlsx,
    "docx": as_docx,
    "pdf": as_pdf,
    "scan.pdf": as_scan,
    "png": as_png,
    "jpg": as_jpeg,
    "zip": as_zip,
}


def written(folder: Path, suffix: str, draft: Draft) -> Path:
    """Write an export and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{draft.slot('file', 'export')}.{suffix}"
    path.write_bytes(WRITERS[suffix](draft))
    return path
