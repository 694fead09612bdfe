"""Bytes to documents: the format found by content, the file read, then what lies inside it, each by the same route."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest import plain
from rashomon.ingest.format import Format, Member, Parcel, beginning, unreadable
from rashomon.ingest.registry import expected, sniff
from rashomon.ingest.signatures import refuse
from rashomon.ingest.wall import Wall
from rashomon.records import Document, ReadState

Keep = Callable[[bytes], object]
"""Takes the bytes of a document, for a caller that stores originals."""

_MAX_NAME = 300
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(slots=True)
class _Budget:
    """What one given file may still unpack, however deeply: documents and bytes."""

    members: int
    size: int

    def take(self, members: tuple[Member, ...]) -> tuple[Member, ...]:
        """Return as many of the members, in order, as the budget allows."""
        taken = []
        for member in members:
            if self.members < 1 or len(member.data) > self.size:
                break
            self.members -= 1
            self.size -= len(member.data)
            taken.append(member)
        return tuple(taken)


class Reader:
    """Reads bytes to documents: the file's own, then those inside it, depth first, in the order they stand there."""

    def __init__(self, config: IngestConfig, wall: Wall, keep: Keep | None = None) -> None:
        self.config = config
        self._wall = wall
        self._keep = keep

    def read(self, data: bytes, path: str) -> Iterator[Document]:
        """Yield the document that `data` is, then those that lie in it; what cannot be read is a failed document."""
        budget = _Budget(self.config.max_members, self.config.max_unpacked)
        yield from self._read(data, Document(path, "", "", ""), 0, budget)

    def _read(self, data: bytes, blank: Document, depth: int, budget: _Budget) -> Iterator[Document]:
        if self._keep is not None:
            self._keep(data)
        blank = replace(blank, sha256=hashlib.sha256(data).hexdigest())
        try:
            document, members = self._one(data, blank)
        except ItemError as error:
            yield failed(blank, error)
            return
        taken, problem = self._within_limits(members, depth, budget)
        if problem:
            document = replace(document, state=ReadState.PARTIAL, problems=(*document.problems, problem))
        yield document
        for name, member in zip(_names(taken), taken, strict=True):
            inner = Document(f"{blank.path}!{name}", "", "", "", parent=document.id, member=name)
            yield from self._read(member.data, inner, depth + 1, budget)

    def _one(self, data: bytes, blank: Document) -> Parcel:
        """Find the format of `data` by its content and read it, without what lies in it."""
        if not data:
            raise unreadable(blank, reason="the file is empty", remedy="check that it was saved or downloaded in full")
        format_ = sniff(data)
        # Plain text is whatever is nothing else, so foreign kinds are told from it first.
        if (format_ is None or format_ is plain.FORMAT) and (refusal := refuse(data)):
            raise unreadable(blank, reason=refusal.reason, remedy=refusal.remedy)
        if format_ is None:
            raise unreadable(blank, reason="it is of no known format", remedy="give it as PDF, HTML or plain text")
        blank = replace(blank, media_type=format_.media_type)
        read = self._wall.read(data, blank, format_) if format_.walled else format_.read(data, blank, self.config)
        document, members = read if isinstance(read, Parcel) else Parcel(read)
        if document.state is ReadState.FAILED:
            return Parcel(document)
        document = _shortened(document, self.config.max_characters)
        note = _misnamed(blank.path, format_)
        published = document.published or self.config.published
        return Parcel(replace(document, published=published, problems=note + document.problems), members)

    def _within_limits(
        self, members: tuple[Member, ...], depth: int, budget: _Budget
    ) -> tuple[tuple[Member, ...], str | None]:
        """Return the members that may be read, and a sentence where they are not all."""
        if members and depth >= self.config.max_depth:
            return (), (
                f"the {len(members)} document(s) inside it were not read: they lie deeper than {self.config.max_depth} "
                "levels; unpack it and give them by themselves"
            )
        taken = budget.take(members)
        if len(taken) == len(members):
            return taken, None
        return taken, (
            f"only the first {len(taken)} of the {len(members)} documents inside it were read (limits: "
            f"{self.config.max_members} documents, {self.config.max_unpacked} bytes a file); "
            "unpack it and give the others by themselves"
        )


def failed(blank: Document, error: ItemError) -> Document:
    """Return the document of a file that could not be read."""
    return replace(blank, state=ReadState.FAILED, problems=(f"{error.reason}; {error.remedy}",))


def _names(members: tuple[Member, ...]) -> Iterator[str]:
    """Yield a name for each member that any output can hold and that no other one of the same container has."""
    used: set[str] = set()
    repeats: dict[str, int] = {}
    for number, member in enumerate(members, start=1):
        name = wanted = (
            _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", member.name).strip()[:_MAX_NAME] or f"part-{number}"
        )
        while name in used:
            repeats[wanted] = repeats.get(wanted, 1) + 1
            name = f"{wanted} ({repeats[wanted]})"
        used.add(name)
        yield name


def _misnamed(path: str, format_: Format) -> tuple[str, ...]:
    """Note a name that promises another format than the content is; the content decides, so nothing is missing."""
    suffix = Path(path).suffix.lower()
    promised = expected(suffix)
    if promised is None or suffix in format_.suffixes:
        return ()
    return (f"it is named {suffix} but is {format_.name} and was read as that; rename it to {format_.suffixes[0]}",)


def _shortened(document: Document, limit: int) -> Document:
    """Keep at most `limit` code points of a document, with the passages and glyphs that lie in them."""
    if len(document.text) <= limit:
        return document
    return replace(
        beginning(document, limit),
        state=ReadState.PARTIAL,
        problems=(*document.problems, f"only its first {limit} characters were kept; split it or raise the limit"),
    )
