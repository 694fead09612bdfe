"""PDF: text in reading order over columns, with page and box of every character; scanned pages by OCR."""

from __future__ import annotations

import ctypes
import math
import re
from array import array
from dataclasses import dataclass, field, replace
from typing import Any

from rashomon.config import IngestConfig
from rashomon.ingest.format import Format, unreadable
from rashomon.ingest.ocr import DPI, MAX_PIXELS, REMEDY, OcrError, Recogniser
from rashomon.ingest.pdf_layout import Line, PageGlyphs, Region, read_page
from rashomon.ingest.pdf_paragraphs import Paragraph, furniture, paragraphs, style_of
from rashomon.ingest.wire import new_boxes, new_pages
from rashomon.records import Document, Glyphs, Passage, ReadState, Span

_MAGIC = b"%PDF-"
_MAGIC_WITHIN = 1024
"""The header may stand anywhere in the first 1024 bytes (ISO 32000-1, annex H, note 13)."""

_UNMAPPED_SHARE = 0.1
_MAX_TITLE = 300
_NO_TITLE = re.compile(r"(?i)untitled\b.*|.*\.(docx?|odt|rtf|indd|qxd|tex|pdf|pages|pptx?|xlsx?|html?|txt)|[\W\d_]*")
_NO_AUTHOR = re.compile(r"(?i)(administrator|admin|users?|owner|unknown|anonymous|author|[\W\d_]*)")


@dataclass(slots=True)
class _Pages:
    """The pages read, and what was missing in them (page numbers).

    Attributes:
        pictured: pages that hold pictures but no text layer and could not be read by OCR, and `unread` why.
        blank: pages that OCR found no words on.
        turned: how far, clockwise in degrees, and within which height and width (points) a page is turned that was
            read by OCR as it is shown.
    """

    recogniser: Recogniser
    glyphs: list[PageGlyphs] = field(default_factory=list)
    pictured: list[int] = field(default_factory=list)
    unread: str = ""
    blank: list[int] = field(default_factory=list)
    turned: dict[int, tuple[int, float, float]] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def recognise(head: bytes) -> bool:
    """Tell whether a file has a PDF header where one may stand."""
    at = head.find(_MAGIC, 0, _MAGIC_WITHIN)
    # Before the header only junk of a transfer may stand; a page or a text that speaks of "%PDF-" is no PDF.
    return at == 0 or (at > 0 and re.search(rb"[^\s\xef\xbb\xbf\x00]", head[:at]) is None)


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the text of a PDF: lines joined by a line break, paragraphs by a blank line, with glyphs and passages.

    Raises:
        ItemError: the file is damaged, needs a password, or has no text layer.
    """
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium.raw.FPDF_ERR_PASSWORD:
            raise unreadable(
                blank, reason="the PDF is encrypted and asks for a password", remedy="save a copy without password"
            ) from error
        reason = "the PDF is cut short" if _is_cut_short(data) else "the PDF is damaged"
        raise unreadable(
            blank, reason=f"{reason} and cannot be opened", remedy="get it again from its source"
        ) from error
    pages = _read_pages(pdf, config)
    if _is_cut_short(data):
        pages.problems.append("the PDF is cut short, so text may be missing; get it again from its source")
    text, glyphs, passages = compose(pages.glyphs)
    _turn_back(glyphs, pages.turned)
    if not text:
        if pages.broken:
            raise unreadable(blank, reason="none of its pages can be read", remedy="get it again from its source")
        if pages.blank and not pages.pictured:
            raise unreadable(blank, reason="the PDF shows no words, nor does OCR find any", remedy="look at its pages")
        raise unreadable(blank, reason="the PDF has no text layer (it may be a scan)", remedy=REMEDY)
    problems = _problems(pages, text)
    notes = [note] if (note := pages.recogniser.note()) else []
    if pages.blank:
        notes.append(f"page(s) {listed(pages.blank)} hold pictures but no words that OCR could find; look at them")
    info = pdf.get_metadata_dict()
    return replace(
        blank,
        text=text,
        glyphs=glyphs,
        passages=passages,
        title=_sane(info.get("Title", ""), _NO_TITLE),
        author=_sane(info.get("Author", ""), _NO_AUTHOR),
        language=_language(pdf),
        state=ReadState.PARTIAL if problems or pages.recogniser.doubtful else ReadState.PARSED,
        problems=(*notes, *problems),
    )


def _is_cut_short(data: bytes) -> bool:
    return b"%%EOF" not in data[-2048:]


def _problems(pages: _Pages, text: str) -> tuple[str, ...]:
    """Say what is missing from the text of a PDF that was read."""
    problems = list(pages.problems)
    if pages.broken:
        problems.append(f"page(s) {listed(pages.broken)} cannot be read; get the file again from its source")
    if pages.pictured:
        why = f", and {pages.unread}" if pages.unread else ""
        problems.append(f"page(s) {listed(pages.pictured)} hold pictures but no text layer{why}; {REMEDY}")
    unmapped = text.count("\N{REPLACEMENT CHARACTER}")
    if unmapped > _UNMAPPED_SHARE * len(text):
        problems.append(f"{unmapped} of its characters have no known letter (a font without a Unicode map); {REMEDY}")
    return tuple(problems)


def listed(numbers: list[int]) -> str:
    """Return page numbers in words, the first ten of them."""
    shown = ", ".join(str(number) for number in numbers[:10])
    return f"{shown} and {len(numbers) - 10} more" if len(numbers) > 10 else shown


def _read_pages(pdf: Any, config: IngestConfig) -> _Pages:
    """Read all pages (of a `pypdfium2.PdfDocument`) up to the limits of the configuration."""
    import pypdfium2 as pdfium

    pages = _Pages(Recogniser(config))
    total, characters = len(pdf), 0
    for index in range(min(total, config.max_pages)):
        if characters > config.max_characters:
            break  # the caller, which cuts the text at the limit, says so
        try:
            page = pdf[index]
            rotation = page.get_rotation()
            glyphs = _glyphs(page, index + 1)
        except pdfium.PdfiumError:
            pages.broken.append(index + 1)
            continue
        if not any(ch.strip() for ch in glyphs.characters) and _has_picture(page):
            glyphs = _recognised(page, index + 1, rotation, pages) or glyphs
        pages.glyphs.append(glyphs)
        characters += len(glyphs.characters)
    if total > config.max_pages:
        pages.problems.append(
            f"only the first {config.max_pages} of its {total} pages were read; split it or raise the limit"
        )
    return pages


def _recognised(page: Any, number: int, rotation: int, pages: _Pages) -> PageGlyphs | None:
    """Read a page by OCR, as it is shown; None where that cannot be, which is noted."""
    if reason := pages.recogniser.missing:
        pages.pictured.append(number)
        pages.unread = reason
        return None
    height, width = page.get_height(), page.get_width()
    page.set_rotation(rotation)
    scale = min(DPI / 72, math.sqrt(MAX_PIXELS / max(1.0, width * height)))
    try:
        glyphs = pages.recogniser.read(page.render(scale=scale, grayscale=True).to_pil(), number, scale=1 / scale)
    except OcrError as error:
        pages.pictured.append(number)
        pages.unread = pages.unread or str(error)
        return None
    if not glyphs.characters:
        pages.blank.append(number)
    elif rotation:
        pages.turned[number] = rotation, height, width
    return glyphs


def _turn_back(glyphs: Glyphs, turned: dict[int, tuple[int, float, float]]) -> None:
    """Put the boxes of pages that were read as they are shown into the page's own space, as all the others are."""
    if not turned:
        return
    for index, page in enumerate(glyphs.pages):
        if page not in turned:
            continue
        rotation, height, width = turned[page]
        left, bottom, right, top = glyphs.boxes[4 * index : 4 * index + 4]
        box = {
            90: (width - top, left, width - bottom, right),
            180: (width - right, height - top, width - left, height - bottom),
            270: (bottom, height - right, top, height - left),
        }.get(rotation, (left, bottom, right, top))
        glyphs.boxes[4 * index : 4 * index + 4] = array("f", box)


def _has_picture(page: Any) -> bool:
    from pypdfium2 import raw

    return next(iter(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)), None) is not None


def _glyphs(page: Any, number: int) -> PageGlyphs:
    """Return the characters of one page with their boxes (font boxes: full line height), as the library orders them."""
    from pypdfium2 import raw

    # Text is read in the page's own space; a /Rotate entry only turns the sheet, and would upset the library's order.
    height = page.get_height()
    page.set_rotation(0)
    owner = page.get_textpage()  # closes the text page when it goes out of scope
    text_page = owner.raw
    characters: list[str] = []
    boxes, turns = new_boxes(), array("b")
    rectangle = raw.FS_RECTF()
    turn, fresh, high = 0, True, 0
    for index in range(raw.FPDFText_CountChars(text_page)):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xDC00:  # first half of a pair that the library hands out as two
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        ch = _character(code)
        if not ch:
            continue
        if fresh and not ch.isspace():
            turn = -round(raw.FPDFText_GetCharAngle(text_page, index) / (math.pi / 2)) % 4  # given clockwise
        fresh = ch.isspace()  # the direction is asked for once a word
        raw.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(rectangle))
        characters.append(ch)
        boxes.extend((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))
        turns.append(turn)
    return PageGlyphs(number, height, characters, boxes, turns)


def _character(code: int) -> str:
    """Return the character for a code of the PDF library: line break, space, hyphen at a line's end, or the letter."""
    if code == 0x0A:
        return "\n"
    if code in (0x02, 0xFFFE):  # how the library marks a hyphen at the end of a line
        return "-"
    if code == 0x0D:
        return ""
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\N{REPLACEMENT CHARACTER}"
    return " " if code < 0x20 or code == 0x7F else chr(code)


def compose(pages: list[PageGlyphs]) -> tuple[str, Glyphs, tuple[Passage, ...]]:
    """Put the pages in reading order and write them out as one text with the place of every character."""
    read = [read_page(page) for page in pages]
    dropped = furniture([regions for regions, _ in read])
    ordered: list[Region] = []
    for regions, turned in read:
        ordered.extend([line for line in region if id(line) not in dropped] for region in regions)
        ordered.extend([line] for line in turned)
    writer = _Writer()
    for paragraph in paragraphs(ordered, style_of(ordered)):
        writer.add(paragraph)
    return "".join(writer.characters), Glyphs(writer.pages, writer.boxes), tuple(writer.passages)


class _Writer:
    """Writes paragraphs to one text, keeping characters, pages and boxes in step."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.pages, self.boxes = new_pages(), new_boxes()
        self.passages: list[Passage] = []

    def add(self, paragraph: Paragraph) -> None:
        """Write one paragraph."""
        if self.characters:
            self._insert("\n\n")
        start = len(self.characters)
        for number, line in enumerate(paragraph.lines):
            if number:
                self._insert("\n")
            self._line(line)
        span = Span(start, len(self.characters))
        self.passages.append(Passage(span, paragraph.kind, page=paragraph.lines[0].page.number))

    def _line(self, line: Line) -> None:
        for number, segment in enumerate(line.segments):
            if number:
                self._insert(" ")
            for index in range(segment.start, segment.end):
                box = line.page.boxes[4 * index : 4 * index + 4]
                known = box[2] > box[0] and box[3] > box[1]  # a space that the library made up has none
                self.characters.append(line.page.characters[index])
                self.pages.append(line.page.number if known else 0)
                self.boxes.extend(box if known else (0.0, 0.0, 0.0, 0.0))

    def _insert(self, text: str) -> None:
        for ch in text:
            self.characters.append(ch)
            self.pages.append(0)
            self.boxes.extend((0.0, 0.0, 0.0, 0.0))


def _sane(value: str, senseless: re.Pattern[str]) -> str | None:
    """Return a metadata field as one line, or None where it is what a program left there."""
    line = " ".join("".join(ch if ch.isprintable() else " " for ch in value[:1000]).split())
    line = line.removeprefix("Microsoft Word - ").removeprefix("Microsoft PowerPoint - ")
    return None if senseless.fullmatch(line) else line[:_MAX_TITLE]


def _language(pdf: Any) -> str | None:
    """Return the primary language subtag of the document's catalogue, if it has one."""
    from pypdfium2 import raw

    size = raw.FPDFCatalog_GetLanguage(pdf, None, 0)
    if not 2 < size <= 64:
        return None
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(pdf, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    match = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", buffer.raw[: size - 2].decode("utf-16-le", "replace"))
    return match[1].lower() if match else None


FORMAT = Format(
    name="PDF",
    media_type="application/pdf",
    suffixes=(".pdf",),
    recognise=recognise,
    read=read,
    walled=True,
    warm=("pypdfium2",),
    programs=True,
)
