"""What the leak check looks at: stretches of readable text, each with the way to it, and the limits of looking."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far the check looks; what lies beyond is a finding of the kind "unchecked", never passed over.

    Attributes:
        depth: how deep a file may lie inside others, levels.
        members: most files opened in one export, all levels together.
        file: largest file looked into, bytes, also once unpacked.
        total: most bytes looked at in one export, unpacked.
        ratio: steepest compression believed of a member of more than a mebibyte.
        repeated: most findings of one kind told of one thing in one file.
    """

    depth: int = 6
    members: int = 20_000
    file: int = 256 << 20
    total: int = 2 << 30
    ratio: int = 1100
    repeated: int = 5


class Inside(NamedTuple):
    """One thing that a reader behind a wall found in a PDF or a picture: how it was kept, where, and its words."""

    kind: str
    where: str
    text: str


class Opened(NamedTuple):
    """What lies in a PDF or a picture.

    Attributes:
        found: its words, those of its metadata, and those that its pixels show.
        files: name and bytes of the files in it.
        unread: one clause each on what could not be looked at.
        notes: one clause each on what was not looked at, where that stops nothing.
    """

    found: tuple[Inside, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Opener(Protocol):
    """Opens a PDF or a picture in a process of its own."""

    def __call__(self, data: bytes, media_type: str) -> Opened:
        """Return what lies in a file. Never raises for a file that cannot be read: it says so in `unread`."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text to look at.

    Attributes:
        file: name of its file in the export, with the way into it.
        text: its words.
        kind: how it is kept, where that is more telling than how a name is spelled ("pdf-metadata"); "" for plain
            content.
        place: from an offset in `text` to words a person can follow.
        prose: whether it is running text, in which a capital letter and a neighbour mean something.
        form: "json" or "table" where its structure is looked at too.
        spare: looked at only for what no other part of the file told: a raw form, to be safe.
    """

    file: str
    text: str
    kind: str
    place: Callable[[int], str] = field(repr=False)
    prose: bool = True
    form: str = ""
    spare: bool = False


class Unchecked(NamedTuple):
    """Something that could not be looked into: the file, why in one clause, and whether that stops an export."""

    file: str
    why: str
    stops: bool = True


class Serial(NamedTuple):
    """A cell of a spreadsheet that holds a day as a number: days since 30 December 1899."""

    file: str
    where: str
    number: int


class Hit(NamedTuple):
    """A place in a text that tells: offsets, the number of the secret, how it tells, and which of its strings it is."""

    start: int
    end: int
    secret: int
    kind: str
    string: str = ""


class Mapped:
    """A text made of another one, with the place there of each of its characters.

    Kept as the few points at which the two fall out of step, since most of a text is taken over as it is.
    """

    __slots__ = ("new", "old", "text")

    def __init__(self, text: str, new: Sequence[int] = (0,), old: Sequence[int] = (0,)) -> None:
        self.text, self.new, self.old = text, new, old

    def origin(self, offset: int) -> int:
        """Return where in the other text the character at `offset` comes from."""
        at = max(0, bisect.bisect_right(self.new, offset) - 1)
        limit = self.old[at + 1] if at + 1 < len(self.old) else None
        old = self.old[at] + offset - self.new[at]
        return old if limit is None or limit < self.old[at] else min(old, limit)


@dataclass(slots=True)
class Written:
    """A text put together piece by piece, with the way back to where each piece was taken from."""

    pieces: list[str] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    old: list[int] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, at: int) -> None:
        """Add words that begin at an offset of the other text."""
        if text:
            self.new.append(self.length)
            self.old.append(at)
            self.pieces.append(text)
            self.length += len(text)

    def take(self, made: Mapped, at: int) -> None:
        """Add a text that was itself made of the other one, from an offset on."""
        self.new += [self.length + new for new in made.new]
        self.old += [at + old for old in made.old]
        self.pieces.append(made.text)
        self.length += len(made.text)

    def end(self, mark: str, at: int) -> None:
        """Add a mark that ends a line or cell, unless one stands there already."""
        if self.pieces and not self.pieces[-1].endswith(("\n", "\t")):
            self.add(mark, at)

    def mapped(self) -> Mapped:
        """Return the text."""
        return Mapped("".join(self.pieces), self.new or [0], self.old or [0])


def through(place: Callable[[int], str], made: Mapped) -> Callable[[int], str]:
    """Return the places of a text that was made of another one, given those of the other."""
    return lambda offset: place(made.origin(offset))


def replaced(text: str, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> Mapped:
    """Return a text with every match of a pattern replaced, and the way back."""
    pieces: list[str] = []
    new, old = [0], [0]
    at = length = 0
    for match in pattern.finditer(text):
        piece = by(match)
        if piece == match[0]:
            continue
        pieces += (text[at : match.start()], piece)
        length += match.start() - at
        new.append(length)
        old.append(match.start())
        length += len(piece)
        at = match.end()
        new.append(length)
        old.append(at)
    pieces.append(text[at:])
    return Mapped("".join(pieces), new, old)


def always(words: str) -> Callable[[int], str]:
    """Return what gives the same place for every offset."""
    return lambda _: words


def lines(text: str) -> Callable[[int], str]:
    """Return what gives the line and column of an offset of a text, in words."""

    before: list[int] = []
    """What comes before each line: nothing, then the line ends. Looked up by every hit, so it is made once."""

    def place(offset: int) -> str:
        if not before:
            before.extend((-1, *(match.start() for match in re.finditer("\n", text))))
        number = bisect.bisect_left(before, offset)
        return f"line {number}, column {offset - before[number - 1]}"

    return place


CHUNK: Final = 1 << 17
OVERLAP: Final = 600


def chunks(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and words of overlapping stretches of a text, none beginning inside a word."""
    start = 0
    while True:
        end = start + CHUNK
        if end >= len(text):
            yield start, text[start:]
            return
        yield start, text[start:end]
        start = end - OVERLAP
        while start < end and text[start - 1].isalnum():
            start += 1
