"""Originals made fit to be looked at, behind the wall: a page as pixels, a web page without anything that could act.

These are formats to the process behind the wall, though no file is ever recognised as one of them. What comes back is
no file of the original's format: of a page its bare pixels, which the caller makes a picture of; of a web page markup
that was written anew from a list of what may stay. So whoever took the reader over hands nobody a file of their making.
"""

from __future__ import annotations

import ctypes
import json
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from rashomon.config import IngestConfig
from rashomon.ingest.format import Format, Member, Parcel, never, unreadable
from rashomon.ingest.image import frames, upright
from rashomon.ingest.inert import WARM, inert
from rashomon.records import Document

MAX_DRAWN: Final = 3_000_000
"""Most pixels of a drawn page: A4 at 170 dpi has 2.8 million."""

_SCALE: Final = 2.0
"""Pixels a point, where the page is not too large: 144 dpi, as screens of two pixels a dot need."""

_UNIT: Final = 100_000
_REMEDY: Final = "look at the text, or have a lead download it and open it with care"


def job(data: bytes, **asked: int | list[int]) -> bytes:
    """Return a file with what is asked about it, as the formats of this module take it."""
    return json.dumps(asked).encode("ascii") + b"\n" + data


def _taken(data: bytes) -> tuple[Mapping[str, Any], bytes]:
    head, _, rest = data.partition(b"\n")
    return json.loads(head), rest


def _drawn(blank: Document, image: Any, *, pages: int, matrix: tuple[float, ...]) -> Parcel:
    """Hand over pixels (a `PIL.Image` in RGB) with the way from the units of the document's boxes to them."""
    told = {"pages": pages, "width": image.width, "height": image.height, "matrix": matrix}
    return Parcel(replace(blank, text=json.dumps(told)), (Member("pixels", image.tobytes()),))


def _page(data: bytes, blank: Document, config: IngestConfig) -> Parcel:
    """Draw one page of a PDF, as it is shown."""
    import pypdfium2 as pdfium

    asked, data = _taken(data)
    try:
        pdf = pdfium.PdfDocument(data)
        pages = len(pdf)
        page = pdf[min(max(int(asked["page"]), 1), pages) - 1]
        width, height = page.get_width(), page.get_height()
        if not (width > 0 and height > 0 and math.isfinite(width * height)):
            raise unreadable(blank, reason="the page has no size", remedy=_REMEDY)
        scale = min(_SCALE, math.sqrt(MAX_DRAWN / (width * height)))
        image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        return _drawn(blank, image, pages=pages, matrix=_way(page, image.width, image.height))
    except pdfium.PdfiumError as error:
        raise unreadable(blank, reason="the page cannot be drawn", remedy=_REMEDY) from error


def _way(page: Any, width: int, height: int) -> tuple[float, ...]:
    """Return the affine way from a page's own space, in which boxes are, to pixels: rotation and cropping included."""
    from pypdfium2 import raw

    def pixel(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        # The library answers in whole pixels, so it is asked about a sheet of many.
        raw.FPDF_PageToDevice(page, 0, 0, _UNIT, _UNIT, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        return across.value / _UNIT * width, down.value / _UNIT * height

    (x, y), (right, right_down), (up_across, up) = pixel(0, 0), pixel(1000, 0), pixel(0, 1000)
    return ((right - x) / 1000, (right_down - y) / 1000, (up_across - x) / 1000, (up - y) / 1000, x, y)


def _frame(data: bytes, blank: Document, config: IngestConfig) -> Parcel:
    """Draw one frame of a picture, upright."""
    asked, data = _taken(data)
    found: Any = None
    pages = 0
    for pages, frame in enumerate(frames(data, blank), start=1):
        if pages > config.max_pages:
            break
        if pages == asked["page"]:
            found = upright(frame, blank, "RGB")
    if found is None:
        raise unreadable(blank, reason=f"it has no page {asked['page']}", remedy="look at its first page")
    width, height = found.size
    scale = min(1.0, math.sqrt(MAX_DRAWN / (width * height)))
    if scale < 1:
        found = found.resize((max(1, round(width * scale)), max(1, round(height * scale))))
    # Boxes of a picture are in its own pixels, origin at the lower left.
    across, up = found.width / width, found.height / height
    return _drawn(blank, found, pages=pages, matrix=(across, 0.0, 0.0, -up, 0.0, float(found.height)))


def _web_page(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Write a web page anew without anything that could act, load or lead away."""
    asked, data = _taken(data)
    return replace(blank, text=inert(data, blank, [int(place) for place in asked["places"]]))


class Sheet(NamedTuple):
    """One drawn page or frame, checked.

    Attributes:
        image: its pixels (a `PIL.Image` in RGB).
        pages: how many the original has, as the process behind the wall says.
        matrix: a, b, c, d, e, f of the way from `Glyphs.boxes` to pixels: x' = ax + cy + e, y' = bx + dy + f.
    """

    image: Any
    pages: int
    matrix: tuple[float, ...]


def sheet(parcel: Parcel) -> Sheet:
    """Return the pixels that came from behind the wall, every number beside them checked.

    Raises:
        ValueError, TypeError, KeyError, IndexError, AttributeError: it is not what it should be.
    """
    from PIL import Image

    told = json.loads(parcel.document.text)
    width, height, pages = told["width"], told["height"], told["pages"]
    # The child aims at the limit from below, give or take a pixel a side.
    if not all(type(n) is int and n > 0 for n in (width, height, pages)) or width * height > MAX_DRAWN + 10_000:
        raise ValueError("not a size")
    matrix = tuple(float(number) for number in told["matrix"])
    if len(matrix) != 6 or not all(math.isfinite(number) and abs(number) < 1e9 for number in matrix):
        raise ValueError("not a way from boxes to pixels")
    return Sheet(Image.frombytes("RGB", (width, height), parcel.members[0].data), min(pages, 1 << 20), matrix)


PAGE = Format("page of a PDF", "application/x-page", (), never, _page, walled=True, warm=("pypdfium2", "PIL.Image"))
FRAME = Format("picture", "image/x-frame", (), never, _frame, walled=True, warm=("PIL.Image",))
WEB_PAGE = Format("web page", "text/x-inert", (), never, _web_page, walled=True, warm=WARM)

FORMATS: Final = (PAGE, FRAME, WEB_PAGE)

DRAWN_BY: Final[Mapping[str, Format]] = {
    "application/pdf": PAGE,
    **dict.fromkeys(("image/png", "image/jpeg", "image/tiff", "image/webp"), FRAME),
}
"""By the media type of an original, what draws a page of it."""
