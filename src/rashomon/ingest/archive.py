"""ZIP archives: a document without words of its own, and their members as documents inside. Nothing is written."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field, replace

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import one_line
from rashomon.ingest.format import Format, Member, Parcel, Zipped, never, unreadable
from rashomon.ingest.zipped import MemberError, member, open_zip
from rashomon.records import Document, ReadState

_NAMED = 5


@dataclass(slots=True)
class _Contents:
    """What could be taken out of an archive, and why the rest could not."""

    members: list[Member] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    beyond: int = 0
    size: int = 0

    def add(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, config: IngestConfig) -> None:
        """Take one member out within the limits."""
        if len(self.members) >= config.max_members or self.size + entry.file_size > config.max_unpacked:
            self.beyond += 1
            return
        try:
            content = member(archive, entry, limit=config.max_bytes)
        except MemberError as error:
            self.lost.append(f"{one_line(entry.filename)} ({error})")
            return
        self.size += len(content)
        self.members.append(Member(entry.filename, content))


def unpack(data: bytes, blank: Document, config: IngestConfig, names: frozenset[str] | None = None) -> _Contents:
    """Take the members out of an archive, or those named; folders and hidden files are passed over.

    Raises:
        ItemError: it is damaged, or a decompression bomb.
    """
    contents = _Contents()
    with open_zip(data, blank, config) as archive:
        for entry in archive.infolist():
            if not entry.is_dir() and not _hidden(entry.filename) and (names is None or entry.filename in names):
                contents.add(archive, entry, config)
    return contents


def parcel(contents: _Contents, blank: Document, what: str) -> Parcel:
    """Return what was taken out, with a sentence on each thing that was not.

    Raises:
        ItemError: nothing could be.
    """
    lost, total = contents.lost, len(contents.members) + len(contents.lost) + contents.beyond
    if not contents.members:
        reason = f"none of its {total} members can be read: {lost[0]}" if lost else f"{what} holds no documents"
        raise unreadable(blank, reason=reason, remedy="unpack it and give the documents inside")
    problems = [f"{what} of {total} members, each read as a document of its own"]
    if lost:
        more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
        problems.append(f"not read: {', '.join(lost[:_NAMED])}{more}; unpack it and give them by themselves")
    if contents.beyond:
        problems.append(
            f"{contents.beyond} members are beyond the limits and were not read; unpack and give them by themselves"
        )
    state = ReadState.PARTIAL if lost or contents.beyond else ReadState.PARSED
    return Parcel(replace(blank, state=state, problems=tuple(problems)), tuple(contents.members))


def _hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(".") and part not in {".", ".."} for part in parts) or parts[0] == "__MACOSX"


def holds(archive: Zipped) -> bool:
    """Take every archive but those that are a document of a kind that is not read."""
    office = "[Content_Types].xml" in archive.names or archive.mimetype.startswith("application/vnd.")
    return not office and "Index/Document.iwa" not in archive.names


def read(data: bytes, blank: Document, config: IngestConfig) -> Parcel:
    """Return the members of an archive.

    Raises:
        ItemError: it is damaged, a decompression bomb, or holds nothing that can be read.
    """
    return parcel(unpack(data, blank, config), blank, "an archive")


FORMAT = Format(
    name="ZIP archive",
    media_type="application/zip",
    suffixes=(".zip",),
    recognise=never,
    holds=holds,
    read=read,
    walled=True,
)
