"""Originals to look at: asked for behind the wall, a few kept in memory. Nothing here opens a file of a stranger's.

The process behind the wall hands over pixels, and the picture that the browser gets is made of them here; of a web page
it hands over markup written anew. Both are only shown, and what is shown can be compared with the text beside it.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest.drawing import DRAWN_BY, WEB_PAGE, job, sheet
from rashomon.ingest.format import Format, Parcel
from rashomon.ingest.wall import Wall
from rashomon.records import Document, Glyphs, ReadState, Span
from rashomon.report.wording import count
from rashomon.store.originals import Originals

MOST_KEPT: Final = 48 << 20
"""Most bytes of pictures and pages kept in memory."""

MOST_BOXES: Final = 400
MOST_PLACES: Final = 5000
_LIMITS: Final = IngestConfig(timeout=20.0, max_memory=1 << 30)
_REMEDY: Final = "look at the text, or have a lead download it and open it with care"

Box = tuple[float, float, float, float]
"""Left, top, width and height, pixels of a drawn page, origin at the upper left."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page of an original as a picture.

    Attributes:
        png: the picture.
        width, height: its size, pixels.
        pages: how many pages the original has.
        matrix: a, b, c, d, e, f of the way from `Glyphs.boxes` to pixels: x' = ax + cy + e, y' = bx + dy + f.
    """

    png: bytes
    width: int
    height: int
    pages: int
    matrix: tuple[float, ...]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return where a box of the document stands in the picture."""
        a, b, c, d, e, f = self.matrix
        xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
        ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
        return (round(min(xs), 1), round(min(ys), 1), round(max(xs) - min(xs), 1), round(max(ys) - min(ys), 1))


class Pictures:
    """Draws originals. May be called from any thread; one is drawn at a time."""

    def __init__(self, originals: Originals) -> None:
        self._originals = originals
        self._wall = Wall(_LIMITS)
        self._asking = threading.Lock()
        self._keeping = threading.Lock()
        self._kept: OrderedDict[tuple[str, object], Drawn | str] = OrderedDict()
        self._size = 0

    def close(self) -> None:
        """End the process behind the wall."""
        with self._asking:
            self._wall.__exit__(None, None, None)

    def page(self, sha256: str, media_type: str, number: int) -> Drawn:
        """Return a page of a PDF, or a frame of a picture, from 1.

        Raises:
            ItemError: there is none, or it cannot be drawn.
            RunError: the archived bytes are missing or changed.
        """
        kept = self._get((sha256, number))
        if isinstance(kept, Drawn):
            return kept
        format_ = DRAWN_BY.get(media_type)
        if format_ is None:
            raise ItemError(sha256[:16], step="draw", reason="it has no pages to look at", remedy="read its text")
        parcel = self._ask(format_, job(self._originals.read(sha256), page=number), sha256)
        try:
            drawn = _drawn(parcel)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise ItemError(sha256[:16], step="draw", reason="its page came back garbled", remedy=_REMEDY) from error
        if number > drawn.pages:
            raise ItemError(
                sha256[:16], step="draw", reason=f"it has {count(drawn.pages, 'page')}", remedy="look at one of them"
            )
        self._keep((sha256, number), drawn, len(drawn.png))
        return drawn

    def web_page(self, sha256: str, places: Sequence[int]) -> str:
        """Return a web page without anything that could act, load or lead away; see `rashomon.ingest.inert`.

        Raises:
            ItemError: it cannot be shown.
            RunError: the archived bytes are missing or changed.
        """
        key = (sha256, tuple(places[:MOST_PLACES]))
        kept = self._get(key)
        if isinstance(kept, str):
            return kept
        data = job(self._originals.read(sha256), places=list(places[:MOST_PLACES]))
        shown = self._ask(WEB_PAGE, data, sha256).document.text
        self._keep(key, shown, 4 * len(shown))
        return shown

    def _ask(self, format_: Format, data: bytes, sha256: str) -> Parcel:
        blank = Document(sha256[:16], sha256, format_.media_type, "")
        with self._asking:
            parcel = self._wall.read(data, blank, format_)
        if parcel.document.state is ReadState.FAILED:
            reason, _, remedy = parcel.document.problems[0].partition("; ")
            raise ItemError(sha256[:16], step="draw", reason=reason, remedy=remedy or _REMEDY)
        return parcel

    def _get(self, key: tuple[str, object]) -> Drawn | str | None:
        with self._keeping:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _keep(self, key: tuple[str, object], value: Drawn | str, size: int) -> None:
        with self._keeping:
            if key not in self._kept:
                self._kept[key] = value
                self._size += size
            while self._size > MOST_KEPT and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone.png) if isinstance(gone, Drawn) else 4 * len(gone)


def _drawn(parcel: Parcel) -> Drawn:
    """Return a picture of what came from behind the wall, every number of it checked.

    Raises:
        ValueError, TypeError, KeyError, IndexError, AttributeError: it is not what it should be.
    """
    made = sheet(parcel)
    buffer = io.BytesIO()
    made.image.save(buffer, "PNG", compress_level=3)
    return Drawn(buffer.getvalue(), made.image.width, made.image.height, made.pages, made.matrix)


def boxes(drawn: Drawn, glyphs: Glyphs, number: int, spans: Iterable[Span]) -> tuple[Box, ...]:
    """Return where stretches of a text stand on one page: one box for each run of characters on a line."""
    found: list[Box] = []
    for span in spans:
        run: tuple[float, float, float, float] | None = None
        for offset in range(span.start, min(span.end, len(glyphs.pages))):
            page, left, bottom, right, top = glyphs.box(offset)
            if page == 0:
                continue  # a space or line break that we put in
            if page != number or (run is not None and not _same_line(run, (left, bottom, right, top))):
                if run is not None:
                    found.append(drawn.box(*run))
                run = None
            if page == number:
                run = (left, bottom, right, top) if run is None else _joined(run, (left, bottom, right, top))
            if len(found) >= MOST_BOXES:
                return tuple(found)
        if run is not None:
            found.append(drawn.box(*run))
    return tuple(found)


def _same_line(run: Box, box: Box) -> bool:
    """Tell whether a character continues a run: upright or turned, it overlaps it across the line, and comes soon."""
    across = min(run[3], box[3]) - max(run[1], box[1]), min(run[2], box[2]) - max(run[0], box[0])
    high, wide = box[3] - box[1], box[2] - box[0]
    size = max(high, wide)
    level = across[0] > 0.3 * high and -across[1] < 4 * size
    upright = across[1] > 0.3 * wide and -across[0] < 4 * size and run[2] - run[0] < 2 * size
    return level or upright


def _joined(run: Box, box: Box) -> Box:
    return min(run[0], box[0]), min(run[1], box[1]), max(run[2], box[2]), max(run[3], box[3])
