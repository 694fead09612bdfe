"""Documents and their texts: spans, passages, the map to pages, the cleaned view."""

from __future__ import annotations

import bisect
import hashlib
import json
import re
from array import array
from dataclasses import dataclass, field
from datetime import date, datetime

from rashomon.records.terms import ReadState


def content_id(prefix: str, *parts: object) -> str:
    """Return a short stable identity: `prefix` and 16 hex digits of the SHA-256 of `parts` as JSON.

    JSON of a list keeps `("a.b", "c")` apart from `("a", "b.c")`, which joined strings would not.
    """
    payload = json.dumps(parts, ensure_ascii=True, separators=(",", ":"), default=str)
    return f"{prefix}{hashlib.sha256(payload.encode('ascii')).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of `Document.text`: code points, 0-based, end exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}-{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """Return the words of this span in `text`."""
        return text[self.start : self.end]


Spans = tuple[Span, ...]
_CUT_WORD = re.compile(r"[\u2010\u00ad]\s*\n\s*|\u00ad")


def words(text: str, spans: Spans) -> str:
    """Return the words of a possibly discontinuous span: pieces joined by one space, white space folded.

    A word that a typesetter cut at the end of a line (U+2010 or a soft hyphen before the break) is whole again.
    """
    joined = _CUT_WORD.sub("", " ".join(span.of(text) for span in spans))
    return " ".join(joined.split())


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading or quotation block of a document and where it lies in the file.

    Attributes:
        span: its place in `Document.text`.
        kind: "paragraph", "heading", "quote", "caption", "list", "table" (one cell) or "cue" (of subtitles: cues with
            one line break between them make up one turn).
        source: its place in the decoded source (HTML, Markdown, a chapter of an EPUB), code points, or None.
        page: 1-based page number (PDF, a scan), or None.
        place: where it stands in the file, in the format's own terms ("Sheet1!B7", "row 3, column 2",
            "00:00:01.500 --> 00:00:04.000", "footnote 2"), or None.
    """

    span: Span
    kind: str = "paragraph"
    source: Span | None = None
    page: int | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Where each code point of `Document.text` stands on the pages of a PDF or of a scan.

    Attributes:
        pages: one 1-based page number a code point; 0 for one we inserted (a space, a line break).
        boxes: four floats a code point: left, bottom, right, top, origin at the lower left; in PDF points, for a
            picture in its pixels. Where a page was read by OCR, a word's box is shared out among its letters.
    """

    pages: array[int]
    boxes: array[float]

    def box(self, offset: int) -> tuple[int, float, float, float, float]:
        """Return `(page, left, bottom, right, top)` of the code point at `offset`."""
        left, bottom, right, top = self.boxes[4 * offset : 4 * offset + 4]
        return self.pages[offset], left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was given, as read. A failed one has no text and says why in `problems`.

    Attributes:
        path: the path as the user gave it, or "-" for standard input; for a document inside another one the path of
            that, "!" and its own name there ("mail.eml!annex.pdf").
        sha256: of the bytes, 64 hex digits; empty when the bytes could not be read.
        media_type: "text/plain", "text/html", "application/pdf" and so on; empty when unknown.
        text: what every span refers to.
        title, publisher, author, language: None when the file does not say.
        published: the publication date, None when neither file nor user says.
        when: the moment of publication with its offset from UTC, None when the file gives the day at most.
        encoding: the encoding the bytes were decoded with, None for formats that are not text.
        passages: its blocks in reading order; empty for plain text.
        glyphs: page and box per code point (PDF and pictures).
        state, problems: how reading ended, and each problem as one sentence with its remedy.
        parent: id of the document that this one lies in (a mail, an archive), None for one given by itself.
        member: its name there, None for one given by itself.
    """

    path: str
    sha256: str
    media_type: str
    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None
    encoding: str | None = None
    passages: tuple[Passage, ...] = ()
    glyphs: Glyphs | None = field(default=None, compare=False, repr=False)
    state: ReadState = ReadState.PARSED
    problems: tuple[str, ...] = ()
    when: datetime | None = None
    parent: str | None = None
    member: str | None = None

    @property
    def id(self) -> str:
        """Identity of the document: a prefix of the hash of its bytes."""
        return f"d{self.sha256[:16]}"


@dataclass(frozen=True, slots=True)
class View:
    """The text as analysed: white space tidied, hard line breaks joined, with the way back to the original.

    Attributes:
        text: the cleaned text; paragraphs are separated by a blank line.
        origins: for each code point of `text`, the offset in `Document.text` that it stands for.
    """

    text: str
    origins: array[int] = field(repr=False)

    def to_original(self, start: int, end: int) -> Span:
        """Map `[start, end)` of the view to the span of `Document.text` that it stands for.

        Raises:
            ValueError: when the stretch is empty or outside the view.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"not inside the view: {start}-{end}")
        return Span(self.origins[start], self.origins[end - 1] + 1)

    def from_original(self, offset: int) -> int:
        """Return the first place in the view that stands at or after `offset` of the original."""
        return bisect.bisect_left(self.origins, offset)
