"""Pages with words blacked out, flat: nothing under the boxes, no text layer, no metadata, no sign of a word's width.

A box over a text hides it from the eye alone, and a box as wide as a name tells which of a list of names it hides: the
words after it stand where the name put them (Bland, Iyer and Levchenko, "Story Beyond the Eye", PETS 2023). So pages
become pictures, drawn behind the wall, and a box grows to its whole line, or to a coarse grid where that is asked for.
"""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest.drawing import DRAWN_BY, Sheet, job, sheet
from rashomon.ingest.wall import Wall
from rashomon.records import Document, Glyphs, ReadState, Span

Grow = Literal["line", "grid"]

MOST_PAGES: Final = 500
COLUMNS: Final = 6
"""Columns of the grid that a box grows to: so many widths a box can have."""

MARGIN: Final = 0.35
"""How far a box grows above and below, share of its height: past ascenders and descenders of any font."""

_LIMITS: Final = IngestConfig(timeout=60.0, max_memory=1 << 30)
_STEP: Final = 16
"""Boxes of a JPEG begin and end on multiples of this, pixels: no block of its compression holds both sides."""

_KEPT_AS: Final[Mapping[str, str]] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
}
_REMEDY: Final = "black out the words in a picture of the page by hand, or leave the document out"


class Box(NamedTuple):
    """What to black out on a page, in the units of `Glyphs.boxes`, and what to write there, if anything."""

    left: float
    bottom: float
    right: float
    top: float
    label: str = ""


def boxes_of(glyphs: Glyphs, spans: Iterable[Span], label: str = "") -> dict[int, list[Box]]:
    """Return where stretches of a text stand, by page: one box a line."""
    found: dict[int, list[Box]] = {}
    for span in spans:
        run: Box | None = None
        at = 0
        for offset in range(span.start, min(span.end, len(glyphs.pages))):
            page, left, bottom, right, top = glyphs.box(offset)
            if page == 0:
                continue  # a space or line break that we put in
            here = Box(left, bottom, right, top, label)
            if run is not None and page == at and _level(run, here):
                found[page][-1] = run = _around(run, here)
            else:
                found.setdefault(page, []).append(here)
                run, at = here, page
    return found


def _level(run: Box, here: Box) -> bool:
    """Tell whether a character stands on the line of a run, upright or turned."""
    upright = min(run.top, here.top) - max(run.bottom, here.bottom) > 0.3 * (here.top - here.bottom)
    turned = min(run.right, here.right) - max(run.left, here.left) > 0.3 * (here.right - here.left)
    return upright or turned


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.bottom, other.bottom),
        max(one.right, other.right),
        max(one.top, other.top),
        one.label,
    )


def redacted(
    data: bytes, media_type: str, boxes: Mapping[int, Sequence[Box]], *, name: str = "document", grow: Grow = "line"
) -> bytes:
    """Return a PDF or picture as flat pictures of its pages, with boxes blacked out; the same bytes for the same input.

    Args:
        media_type: "application/pdf" or that of a PNG, JPEG, TIFF or WebP; the result is of the same.
        boxes: by page or frame, from 1.
        name: of the file, for errors.
        grow: a box covers its whole "line", or the cells of a "grid" of six columns that it touches.

    Raises:
        ItemError: it cannot be drawn, or a box lies on no page; nothing is given back then.
        RunError: no process can be started to draw it in.
    """
    if media_type not in DRAWN_BY:
        raise _refused(name, f"{media_type or 'a file of unknown kind'} has no pages to black out")
    pages: list[Any] = []
    scales: list[float] = []
    with Wall(_LIMITS) as wall:
        total = 1
        while len(pages) < total:
            drawn = _drawn(wall, data, media_type, len(pages) + 1, name)
            total = drawn.pages
            if total > MOST_PAGES:
                raise _refused(name, f"it has more than {MOST_PAGES} pages")
            if beyond := [number for number in boxes if not 1 <= number <= total]:
                raise _refused(name, f"there is no page {beyond[0]} to black out")
            step = _STEP if media_type == "image/jpeg" else 1
            for box in boxes.get(len(pages) + 1, ()):
                _black(drawn, box, name, grow, step)
            pages.append(drawn.image)
            scales.append(math.hypot(drawn.matrix[0], drawn.matrix[1]))
    return _pdf(pages, scales) if media_type == "application/pdf" else _picture(pages, _KEPT_AS[media_type])


def _drawn(wall: Wall, data: bytes, media_type: str, number: int, name: str) -> Sheet:
    format_ = DRAWN_BY[media_type]
    parcel = wall.read(job(data, page=number), Document(name, "", format_.media_type, ""), format_)
    if parcel.document.state is ReadState.FAILED:
        raise _refused(name, parcel.document.problems[0].partition("; ")[0])
    try:
        return sheet(parcel)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise _refused(name, f"its page {number} came back garbled") from error


def _refused(name: str, reason: str) -> ItemError:
    return ItemError(name, step="black out", reason=reason, remedy=_REMEDY)


def _black(drawn: Sheet, box: Box, name: str, grow: Grow, step: int) -> None:
    """Black out a box on a drawn page.

    Raises:
        ItemError: it has no size or lies beside the page: what it should hide would stay.
    """
    from PIL import ImageDraw

    left, upper, right, lower = _grown(_pixels(drawn, box, name), drawn.image.size, grow)
    left, upper = (math.floor(edge / step) * step for edge in (left, upper))
    right, lower = (math.ceil(edge / step) * step for edge in (right, lower))
    draw = ImageDraw.Draw(drawn.image)
    draw.rectangle((left, upper, right - 1, lower - 1), fill=(0, 0, 0))
    if box.label:
        _write(draw, box.label, (left, upper, right, lower))


def _pixels(drawn: Sheet, box: Box, name: str) -> tuple[float, float, float, float]:
    if not all(map(math.isfinite, box[:4])) or box.right <= box.left or box.top <= box.bottom:
        raise _refused(name, "a box to black out has no size")
    a, b, c, d, e, f = drawn.matrix
    xs = [a * x + c * y + e for x in (box.left, box.right) for y in (box.bottom, box.top)]
    ys = [b * x + d * y + f for x in (box.left, box.right) for y in (box.bottom, box.top)]
    width, height = drawn.image.size
    if max(xs) <= 0 or min(xs) >= width or max(ys) <= 0 or min(ys) >= height:
        raise _refused(name, "a box to black out lies beside the page")
    return min(xs), min(ys), max(xs), max(ys)


def _grown(box: tuple[float, float, float, float], size: tuple[int, int], grow: Grow) -> tuple[int, int, int, int]:
    """Return a box grown so that neither its width nor letters that stand out of it tell."""
    left, upper, right, lower = box
    width, height = size
    turned = lower - upper > 3 * (right - left) and lower - upper > height / 20
    if turned:
        upper, left, lower, right, height, width = left, upper, right, lower, width, height
    spare = max(2.0, MARGIN * (lower - upper))
    upper, lower = max(0, math.floor(upper - spare)), min(height, math.ceil(lower + spare))
    cell = width if grow == "line" else width / COLUMNS
    first, last = math.floor((left - spare / 2) / cell), math.ceil((right + spare / 2) / cell)
    left, right = max(0, math.floor(first * cell)), min(width, math.ceil(last * cell))
    grown = (left, upper, right, lower)
    return (upper, left, lower, right) if turned else grown


def _write(draw: Any, label: str, box: tuple[int, int, int, int]) -> None:
    """Write a label into a box, as large as fits."""
    from PIL import ImageFont

    left, upper, right, lower = box
    for share in (0.6, 0.45, 0.3):
        font = ImageFont.load_default(max(6, round(share * (lower - upper))))
        _, _, wide, high = draw.textbbox((0, 0), label, font=font)
        if wide < right - left - 4 and high < lower - upper:
            draw.text(((left + right - wide) / 2, (upper + lower - high) / 2), label, fill=(255, 255, 255), font=font)
            return


def _picture(pages: Sequence[Any], kind: str) -> bytes:
    """Write pictures anew: pixels and nothing else."""
    buffer = io.BytesIO()
    clean = [page.copy() for page in pages]
    for page in clean:
        page.info.clear()
    settings: dict[str, Any] = {}
    if kind == "JPEG":
        settings = {"quality": 92, "subsampling": 0}
    elif kind == "WEBP":
        settings = {"lossless": True}
    if kind in {"TIFF", "WEBP"} and len(clean) > 1:
        settings |= {"save_all": True, "append_images": clean[1:]}
    clean[0].save(buffer, kind, **settings)
    return buffer.getvalue()


def _pdf(pages: Sequence[Any], scales: Sequence[float]) -> bytes:
    """Write a PDF 1.4 of pictures, one a page, in its size: no fonts, no properties, no dates, no identifiers.

    Written here, as libraries add their name and the time, and pack pictures with loss (ISO 32000-1, 7.5 and 8.9).
    """
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page, scale in zip(pages, scales, strict=True):
        first = len(bodies) + 1
        kids.append(b"%d 0 R" % first)
        width, height = page.width / scale, page.height / scale
        content = b"q %.4f 0 0 %.4f 0 0 cm /P Do Q" % (width, height)
        told = b"/MediaBox [0 0 %.4f %.4f] /Contents %d 0 R" % (width, height, first + 1)
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R %b /Resources << /XObject << /P %d 0 R >> >> >>" % (told, first + 2)
        )
        bodies.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
        grey = all(one == other == third for one, other, third in _colours(page))
        packed = zlib.compress((page.convert("L") if grey else page).tobytes(), 6)
        head = b"/Width %d /Height %d /ColorSpace /%b /BitsPerComponent 8 /Filter /FlateDecode /Length %d" % (
            page.width,
            page.height,
            b"DeviceGray" if grey else b"DeviceRGB",
            len(packed),
        )
        bodies.append(b"<< /Type /XObject /Subtype /Image %b >>\nstream\n%b\nendstream" % (head, packed))
    bodies[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    return _joined(bodies)


def _colours(page: Any) -> list[tuple[int, int, int]]:
    """Return the colours of a page; one that is no grey where there are too many to say."""
    counted = page.getcolors(4096)
    return [colour for _, colour in counted] if counted else [(0, 1, 0)]


def _joined(bodies: Sequence[bytes]) -> bytes:
    """Return numbered objects as a file with its table of where each begins."""
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n" % (len(bodies) + 1, table)
    out += b"<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)
