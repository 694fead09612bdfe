"""Pictures of texts (PNG, JPEG, TIFF, WebP), by OCR: every frame of a file is a page. Boxes are in its pixels."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rashomon.config import IngestConfig
from rashomon.ingest.format import Format, unreadable
from rashomon.ingest.ocr import MAX_PIXELS, REMEDY, OcrError, Recogniser
from rashomon.ingest.pdf import compose, listed
from rashomon.ingest.pdf_layout import PageGlyphs
from rashomon.records import Document, ReadState

_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP")


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the words that a picture shows; one without words is read, and says so.

    Raises:
        ItemError: it is damaged or too large, or text recognition is not installed or failed.
    """
    recogniser = Recogniser(config)
    if recogniser.missing:
        raise unreadable(blank, reason=f"it is a picture, and {recogniser.missing}", remedy=REMEDY)
    pages: list[PageGlyphs] = []
    problems: list[str] = []
    failed: list[int] = []
    reason = ""
    for number, frame in enumerate(frames(data, blank), start=1):
        if number > config.max_pages:
            problems.append(f"only its first {config.max_pages} pages were read; split it or raise the limit")
            break
        try:
            pages.append(recogniser.read(upright(frame, blank), number))
        except OcrError as error:
            failed.append(number)
            reason = reason or str(error)
    if failed and not pages:
        raise unreadable(blank, reason=f"its words could not be recognised: {reason}", remedy=REMEDY)
    if failed:
        problems.append(f"page(s) {listed(failed)} were not read: {reason}; allow more time or split it")
    text, glyphs, passages = compose(pages)
    partial = bool(problems) or recogniser.doubtful
    note = recogniser.note() or "no words were recognised in the picture; look at it"
    return replace(
        blank,
        text=text,
        glyphs=glyphs,
        passages=passages,
        state=ReadState.PARTIAL if partial else ReadState.PARSED,
        problems=(note, *problems),
    )


def frames(data: bytes, blank: Document) -> Iterator[Any]:
    """Yield the frames of a picture (`PIL.Image`, still undecoded).

    Raises:
        ItemError: it cannot be opened, or has too many pixels.
    """
    from PIL import Image, ImageSequence

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of many pixels: there is a limit of our own
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > MAX_PIXELS:
                    raise unreadable(
                        blank,
                        reason=f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels",
                        remedy="scale it down or cut it up",
                    )
                yield frame
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise unreadable(blank, reason="the picture is damaged", remedy="get it again from its source") from error


def upright(frame: Any, blank: Document, mode: str = "L") -> Any:
    """Return a frame decoded, turned as its camera says, on white where it is transparent, in grey or another mode.

    Raises:
        ItemError: it is damaged.
    """
    from PIL import Image, ImageOps

    try:
        turned = ImageOps.exif_transpose(frame)
        if turned.has_transparency_data:
            turned = turned.convert("RGBA")
            white = Image.new("RGBA", turned.size, "white")
            return Image.alpha_composite(white, turned).convert(mode)
        return turned.convert(mode)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise unreadable(blank, reason="the picture is damaged", remedy="get it again from its source") from error


def _png(head: bytes) -> bool:
    return head.startswith(b"\x89PNG\r\n\x1a\n")


def _jpeg(head: bytes) -> bool:
    return head.startswith(b"\xff\xd8\xff")


def _tiff(head: bytes) -> bool:
    return head.startswith((b"II*\x00", b"MM\x00*"))


def _webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


PNG = Format("picture (PNG)", "image/png", (".png",), _png, read, walled=True, warm=("PIL.Image",), programs=True)
JPEG = Format(
    "picture (JPEG)", "image/jpeg", (".jpg", ".jpeg"), _jpeg, read, walled=True, warm=("PIL.Image",), programs=True
)
TIFF = Format(
    "picture (TIFF)", "image/tiff", (".tif", ".tiff"), _tiff, read, walled=True, warm=("PIL.Image",), programs=True
)
WEBP = Format("picture (WebP)", "image/webp", (".webp",), _webp, read, walled=True, warm=("PIL.Image",), programs=True)
