"""Everything with words in a PDF or a picture, behind the wall, for whoever checks that a file gives nothing away.

Reading a document for its text leaves out what no reader of it sees: properties, notes, form fields, text under a
scan, what a camera wrote. Here all of it is handed over, with what the pixels show by OCR. Like the formats of
`drawing`, these are asked for, never recognised.
"""

from __future__ import annotations

import ctypes
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from rashomon.config import IngestConfig
from rashomon.ingest.format import Format, Member, Parcel, never, unreadable
from rashomon.ingest.image import frames, upright
from rashomon.ingest.ocr import DPI, MAX_PIXELS, OcrError, Recogniser
from rashomon.records import Document

SMALLEST: Final = 24
"""Least height and width of a picture in which words could be read, pixels."""

MOST_LINES: Final = 40
"""Drawn lines on a page beyond which they may be letters, so that the page is read by OCR too."""

_REMEDY: Final = "leave it out"
_LONGEST: Final = 4_000_000
_UNLIKE: Final = 24.0
"""Mean difference of two pictures, of 255, from which they are not the same one made smaller."""

_ANNOTATION_KEYS: Final = ("Contents", "T", "Subj", "V", "TU", "DV", "RC", "NM")


@dataclass(slots=True)
class _Told:
    """What was found: rows of kind, place and words; files; what could not be looked at, and whether that matters."""

    config: IngestConfig
    found: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[Member] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, kind: str, where: str, words: object) -> None:
        text = str(words).strip("\x00").strip()
        if not text:
            return
        self.length += len(text)
        if self.length > _LONGEST:
            self.unread[:] = ["it holds more words than can be looked at"]
            return
        self.found.append((kind, where, text))

    def parcel(self, blank: Document) -> Parcel:
        told = {"found": self.found, "unread": self.unread, "notes": self.notes}
        return Parcel(replace(blank, text=json.dumps(told)), tuple(self.files))


def _pdf(data: bytes, blank: Document, config: IngestConfig) -> Parcel:
    """Hand over all words of a PDF."""
    import pypdfium2 as pdfium

    told = _Told(config)
    try:
        pdf = pdfium.PdfDocument(data)
        pdf.init_forms()
        for key, value in pdf.get_metadata_dict(skip_empty=True).items():
            told.add("pdf-metadata", f"field {key}", value)
        for item in pdf.get_toc():
            told.add("pdf-bookmark", "a bookmark", item.get_title())
        for number in range(pdf.count_attachments()):
            attached = pdf.get_attachment(number)
            told.files.append(Member(attached.get_name()[:200] or "attachment", bytes(attached.get_data())))
        recogniser = Recogniser(config)
        for number in range(len(pdf)):
            if number >= config.max_pages:
                told.unread.append(f"only its first {config.max_pages} pages were looked at")
                break
            _pdf_page(pdf[number], number + 1, recogniser, told)
    except pdfium.PdfiumError as error:
        raise unreadable(blank, reason="it is damaged or encrypted", remedy=_REMEDY) from error
    return told.parcel(blank)


def _pdf_page(page: Any, number: int, recogniser: Recogniser, told: _Told) -> None:
    from pypdfium2 import raw

    text = page.get_textpage().get_text_range()
    pictures = [thing.get_bounds() for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=8)]
    width, height = page.get_size()
    covered = any((right - left) * (top - bottom) > 0.7 * width * height for left, bottom, right, top in pictures)
    told.add("pdf-hidden" if covered else "", f"page {number}", text)
    for kind, words in _annotations(page):
        told.add(kind, f"page {number}", words)
    if not (pictures or not text.strip() or _drawn(page)):
        return
    scale = min(DPI / 72, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    _recognised(page.render(scale=scale).to_pil(), number, recogniser, told)


def _drawn(page: Any) -> bool:
    """Tell whether a page has so many drawn lines that they may be letters."""
    from pypdfium2 import raw

    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4)
    return next(islice(paths, MOST_LINES, None), None) is not None


def _annotations(page: Any) -> Iterator[tuple[str, str]]:
    """Yield kind and words of the notes, form fields and links of a page."""
    from pypdfium2 import raw

    for index in range(min(raw.FPDFPage_GetAnnotCount(page), 10_000)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = {raw.FPDF_ANNOT_WIDGET: "pdf-form", raw.FPDF_ANNOT_LINK: "pdf-link"}.get(
            raw.FPDFAnnot_GetSubtype(annotation), "pdf-annotation"
        )
        for key in _ANNOTATION_KEYS:
            size = raw.FPDFAnnot_GetStringValue(annotation, key.encode(), None, 0)
            if 2 < size < 1 << 20:
                buffer = ctypes.create_string_buffer(size)
                wide = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
                raw.FPDFAnnot_GetStringValue(annotation, key.encode(), wide, size)
                yield kind, buffer.raw[: size - 2].decode("utf-16-le", "replace")
        raw.FPDFPage_CloseAnnot(annotation)


def _recognised(picture: Any, number: int, recogniser: Recogniser, told: _Told, kind: str = "pixels") -> None:
    """Add the words that a picture shows; where Tesseract is not there, note that nobody looked."""
    if min(picture.size) < SMALLEST:
        return
    if recogniser.missing:
        told.notes[:] = [f"nobody looked at its pixels: {recogniser.missing}"]
        return
    if picture.height < 200:
        picture = picture.convert("L").resize((picture.width * 3, picture.height * 3))
    try:
        told.add(kind, f"picture or page {number}", "".join(recogniser.read(picture, number).characters))
    except OcrError as error:
        told.unread.append(f"the words in picture or page {number} were not read: {error}")


def _picture(data: bytes, blank: Document, config: IngestConfig) -> Parcel:
    """Hand over all words of a picture."""
    told = _Told(config)
    recogniser = Recogniser(config)
    for number, frame in enumerate(frames(data, blank), start=1):
        if number > config.max_pages:
            told.unread.append(f"only its first {config.max_pages} pages were looked at")
            break
        if number == 1:
            for where, words in _beside(frame):
                told.add("image-metadata", where, words)
            _thumbnail(data, frame, blank, told)
        _recognised(upright(frame, blank, "RGB"), number, recogniser, told)
    return told.parcel(blank)


def _beside(frame: Any) -> Iterator[tuple[str, object]]:
    """Yield where words stand beside the pixels, and the words: EXIF with the place, text chunks, XMP, IPTC."""
    from PIL import ExifTags, IptcImagePlugin

    exif = frame.getexif()
    for tags in (exif, exif.get_ifd(ExifTags.IFD.Exif)):
        for tag, value in tags.items():
            name = ExifTags.TAGS.get(tag, str(tag))
            yield f"EXIF field {name}", _words(value, wide=name.startswith("XP"))
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    if len(place.get(2, ())) == 3 and len(place.get(4, ())) == 3:
        north, east = (sum(float(part) / 60**step for step, part in enumerate(place[tag])) for tag in (2, 4))
        north, east = (-north if place.get(1) == "S" else north), (-east if place.get(3) == "W" else east)
        yield "EXIF place", f"{north:.6f}, {east:.6f}"
    if 29 in place:
        yield "EXIF field GPSDateStamp", place[29]
    for key, value in frame.info.items():
        if isinstance(value, str | bytes) and key not in {"exif", "icc_profile"}:
            yield f"field {key}", _words(value)
    try:
        iptc = IptcImagePlugin.getiptcinfo(frame) or {}
    except (SyntaxError, ValueError, TypeError):
        iptc = {}  # its bytes are looked at all the same, by the caller's own reading of the file
    for key, value in iptc.items():
        yield f"IPTC field {key[0]}:{key[1]}", _words(value)


def _words(value: object, *, wide: bool = False) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(_words(item) for item in value)
    if isinstance(value, bytes):
        if value[:8] in {b"ASCII\0\0\0", b"UNICODE\0"}:
            wide, value = value.startswith(b"U"), value[8:]
        return value.decode("utf-16-le" if wide else "utf-8", "replace")
    return str(value)


def _thumbnail(data: bytes, frame: Any, blank: Document, told: _Told) -> None:
    """Hand over the small picture in a JPEG's EXIF, and tell where it does not show what the large one does."""
    from PIL import Image, ImageChops, ImageStat

    start = data.find(b"\xff\xd8\xff", 3, 1 << 18)
    end = data.find(b"\xff\xd9", start) if start > 0 else -1
    if end < 0 or not data.startswith(b"\xff\xd8"):
        return
    small = data[start : end + 2]
    told.files.append(Member("thumbnail", small))
    try:
        one = Image.open(io.BytesIO(small), formats=("JPEG",)).convert("L").resize((64, 64))
        other = upright(frame.copy(), blank).resize((64, 64))
    except (OSError, ValueError, SyntaxError):
        told.unread.append("the small picture inside it cannot be opened")
        return
    # One covered word changes a few tiles much, not the whole a little.
    tiles = ImageChops.difference(one, other).resize((16, 16), Image.Resampling.BOX)
    if ImageStat.Stat(tiles).extrema[0][1] > 2 * _UNLIKE:
        told.unread.append("the small picture inside it shows something else than the picture itself")


PDF = Format(
    "PDF, all of it",
    "application/x-innards",
    (),
    never,
    _pdf,
    walled=True,
    warm=("pypdfium2", "PIL.Image"),
    programs=True,
)
PICTURE = Format(
    "picture, all of it", "image/x-innards", (), never, _picture, walled=True, warm=("PIL.Image",), programs=True
)
FORMATS: Final = (PDF, PICTURE)
