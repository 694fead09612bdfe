"""What the pages of documents and the Reader show, and their part of the API. Offsets: code points of the text."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.web.shapes import ClaimCard

Stretch = tuple[int, int]
"""Start and end, end exclusive."""


@dataclass(frozen=True, slots=True)
class FileCard:
    """A document in the list of all files, or a place that gave no bytes (then `id` is empty).

    Attributes:
        state: parsed, partial, failed, archived or missing.
        problems: why it was not read in full, each with what to try.
        published: its day, ISO 8601; `given` says that the user gave it, not the document.
        names: every path and address that gave these bytes.
        parent: id and name of the document that it lies in; both empty where it lies in none.
        children: how many documents lie directly in it.
        previous: id of the version that its place gave before; empty where it gave none.
    """

    id: str
    title: str
    state: str
    problems: tuple[str, ...]
    publisher: str
    published: str
    given: bool
    media_type: str
    size: int
    names: tuple[str, ...]
    claims: int = 0
    parent: str = ""
    parent_name: str = ""
    children: int = 0
    previous: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """A page of the list of all files."""

    files: tuple[FileCard, ...]
    missing: tuple[FileCard, ...]
    counts: dict[str, int]
    state: str
    name: str
    order: str
    found: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Said:
    """A claim in the text of its document, as it is read now: corrections that stand are in it.

    Attributes:
        number: its place among the claims of the document, from 1.
        state: "accepted", "rejected", "corrected" or "".
        depth: 1 for a claim by itself, 2 for one that is reported within another, and so on.
        parent: id of the claim that it is reported within; empty where there is none.
        own: it is the document's own statement: nobody is quoted.
        kind: what kind of source says it.
        leaf: the page of the original (PDF, picture) that it begins on; 0 where there are no pages.
        place: the offset in the decoded source (web pages) of the passage it stands in; -1 where that is not known.
    """

    id: str
    number: int
    state: str
    stance: str
    speaker: str
    words: str
    depth: int
    parent: str
    own: bool
    kind: str
    source: tuple[Stretch, ...]
    cue: tuple[Stretch, ...]
    content: tuple[Stretch, ...]
    leaf: int = 0
    place: int = -1

    @property
    def start(self) -> int:
        """Where the claimed words begin."""
        return self.content[0][0]


@dataclass(frozen=True, slots=True)
class Original:
    """What can be looked at beside the text.

    Attributes:
        kind: "pages" (of a PDF or picture), "web" (the page, inert), "text" (the text is all there is) or "places"
            (the text, each piece with its place in the file's own terms).
        pages: how many pages of it are known; 0 where it has none.
    """

    kind: str
    pages: int = 0


@dataclass(frozen=True, slots=True)
class TextPage:
    """A document with a page of its text and the claims that begin on it, as the Reader shows them.

    Attributes:
        start, end: which part of the text this page is.
        length: of the whole text.
        first, last: numbers of the claims that begin on this page, 0 where none does.
        total: claims of the document.
        focus: the claim beside the text; None where there is none, or it is not in the last comparison.
        focused: id of the claim in focus; empty where there is none.
        sought: a stretch that the address asks for, to be marked; None where it asks for none.
        notes: decisions that could not be applied to what is read now, and why.
    """

    file: FileCard
    children: tuple[FileCard, ...]
    text: str
    start: int
    end: int
    length: int
    page: int
    pages: int
    claims: tuple[Said, ...]
    total: int
    focused: str
    focus: ClaimCard | None
    original: Original
    leaf: int
    language: str
    sought: Stretch | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the original as a picture, and where the words of a claim stand on it.

    Attributes:
        width, height: of the picture, pixels.
        boxes: by role (source, cue, content): left, top, width, height, pixels.
    """

    page: int
    pages: int
    width: int
    height: int
    boxes: dict[str, tuple[tuple[float, float, float, float], ...]]
