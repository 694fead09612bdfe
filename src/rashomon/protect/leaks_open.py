"""An export taken apart: every file in it, also those inside others, as text to look at.

Nothing is written to a disk and no member's name is used as a path. Sizes are checked as declared and as they come out.
What cannot be opened is told as `Unchecked`.
"""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rashomon.protect import leaks_office, leaks_pdf, leaks_picture, leaks_tables
from rashomon.protect.leaks_markup import Markup
from rashomon.protect.leaks_parts import Limits, Opener, Part, Serial, Unchecked, always, lines
from rashomon.protect.leaks_text import decoded, packed, readable, strings

Found = Part | Serial | Unchecked

_PICTURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_PACKED: Final = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"))
_MARKED: Final = ("<!doctype", "<html", "<?xml", "<svg", "<head", "<body", "<div", "<p>", "<article", "<table", "<!--")
_NAMELESS: Final = "a part of the export"


class Opening:
    """Takes one export apart.

    Args:
        opener: opens PDFs and pictures behind a wall; without one these are unchecked.
    """

    def __init__(self, limits: Limits, opener: Opener | None) -> None:
        self._limits, self._opener = limits, opener
        self._members = self._total = 0

    def export(self, root: Path) -> Iterator[Found]:
        """Yield what there is to look at in a file or a folder.

        Raises:
            OSError: it cannot be read.
        """
        paths = sorted(root.rglob("*")) if root.is_dir() else [root]
        for path in paths:
            name = path.relative_to(root).as_posix() if root.is_dir() else path.name
            yield Part(name, name, "file-name", always("its name"), prose=False)
            if path.is_symlink():
                yield Unchecked(name, "it is a link to another place")
            elif path.is_file():
                if path.stat().st_size > self._limits.file:
                    yield Unchecked(name, f"it is larger than {self._limits.file} bytes")
                    continue
                yield from self.file(name, path.read_bytes(), 0)
            elif not path.is_dir():
                yield Unchecked(name, "it is no file")

    def file(self, name: str, data: bytes, level: int, kind: str = "") -> Iterator[Found]:
        """Yield what there is to look at in one file."""
        self._members += 1
        self._total += len(data)
        if level > self._limits.depth:
            yield Unchecked(name, f"it lies deeper than {self._limits.depth} levels")
        elif self._members > self._limits.members:
            yield Unchecked(name, f"there are more than {self._limits.members} files")
        elif self._total > self._limits.total:
            yield Unchecked(name, f"there are more than {self._limits.total} bytes in all")
        elif data:
            yield from self._told_by_bytes(name, data, level, kind)

    def _told_by_bytes(self, name: str, data: bytes, level: int, kind: str) -> Iterator[Found]:
        head = data[:1024]
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            yield from self._zip(name, data, level)
        elif b"%PDF-" in head:
            yield from self._pdf(name, data, level)
        elif media := picture(head):
            for where, words in leaks_picture.aside(data):
                yield Part(name, words, "image-metadata", always(where), spare=self._opener is not None)
            yield from self._opened(name, data, media, level, kind)
        elif packing := next((p for mark, p in _PACKED if head.startswith(mark)), ""):
            yield from self._unpacked(name, data, packing, level)
        elif head.startswith(b"PAR1"):
            yield from self._parquet(name, data, level)
        elif data[257:262] == b"ustar":
            yield from self._tar(name, data, level)
        else:
            yield from self._text(name, data, level, kind)

    def _parquet(self, name: str, data: bytes, level: int) -> Iterator[Found]:
        """Yield the rows of a table as JSON, and what its columns and the file say of themselves."""
        try:
            rows, about = leaks_tables.parquet(data, self._limits.file)
        except ValueError as error:
            yield Unchecked(name, str(error))
            return
        yield Part(name, about, "parquet-metadata", always("what it says of itself"), prose=False)
        yield from self.text(name, rows, level)

    def _text(self, name: str, data: bytes, level: int, kind: str) -> Iterator[Found]:
        versions = decoded(data)
        if not versions:
            yield Part(name, strings(data), "binary", always("its bytes"), prose=False)
            yield Unchecked(name, "it is of a kind that is not known")
        for number, (text, encoding) in enumerate(versions):
            shown = kind or ("utf-16" if encoding.startswith("utf-16") else "encoding" if number else "")
            yield from self.text(name, text, level, shown)

    def text(self, name: str, text: str, level: int, kind: str = "") -> Iterator[Found]:
        """Yield the parts of one text, and what is packed in it as base64 or hex."""
        place = lines(text)
        head = text[:2048].lstrip().lower()
        if head.startswith(_MARKED) or "<html" in head or "</" in head:
            yield from Markup(text, name, kind).parts()
            yield Part(name, text, kind, place, spare=True)
        else:
            form = (
                "json"
                if head[:1] in {"{", "["}
                else "table"
                if head.partition("\n")[0].count(",") + head.count("\t")
                else ""
            )
            yield Part(name, text, kind, place, form=form)
        for notation, at, data in packed(text):
            if told := readable(data):
                where = place(at)
                yield Part(name, told, notation, always(where))
            elif notation == "base64" and (
                picture(data[:64]) or data.startswith((b"%PDF-", b"PK\x03\x04", b"\x1f\x8b"))
            ):
                yield from self.file(f"{name}!{notation} at {place(at)}", data, level + 1)

    def _zip(self, name: str, data: bytes, level: int) -> Iterator[Found]:
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
            entries = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, OverflowError):
            yield Part(name, strings(data), "binary", always("its bytes"), prose=False)
            yield Unchecked(name, "it is a damaged archive")
            return
        said = [archive.comment, *(entry.comment for entry in entries), *(entry.extra for entry in entries)]
        yield Part(
            name, "\n\n".join(strings(b) for b in said if b), "archive-comment", always("its comment"), prose=False
        )
        first = min((entry.header_offset for entry in entries), default=0)
        if first:
            yield Part(name, strings(data[:first]), "archive-comment", always("before its first member"), prose=False)
        office = leaks_office.office(frozenset(archive.namelist()))
        texts: dict[str, str] = {}
        for entry in entries:
            yield Part(f"{name}!{entry.filename}", entry.filename, "file-name", always("its name"), prose=False)
            if entry.is_dir():
                continue
            inside = self._member(archive, entry)
            if isinstance(inside, str):
                yield Unchecked(f"{name}!{entry.filename}", inside)
            elif office and entry.filename.endswith((".xml", ".rels")):
                versions = decoded(inside)
                texts[entry.filename] = versions[0][0] if versions else ""
                yield from self._office(name, entry.filename, inside, versions, level)
            else:
                kind = leaks_office.kind_of(entry.filename) if office else ""
                yield from self.file(f"{name}!{entry.filename}", inside, level + 1, kind)
        if "xl/workbook.xml" in texts:
            yield from leaks_office.sheets(texts, name)

    def _office(
        self, name: str, member: str, data: bytes, versions: tuple[tuple[str, str], ...], level: int
    ) -> Iterator[Found]:
        self._members += 1
        if not versions:
            yield from self.file(f"{name}!{member}", data, level + 1)
            return
        kind = leaks_office.kind_of(member)
        for part in self.text(f"{name}!{member}", versions[0][0], level + 1, kind):
            # What the cells of a sheet show is looked at row by row, where each string stands in its row.
            spare = member.startswith(("xl/sharedStrings", "xl/worksheets/"))
            yield (
                Part(part.file, part.text, part.kind, part.place, part.prose, spare=True)
                if spare and isinstance(part, Part)
                else part
            )

    def _member(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | str:
        """Return the bytes of a member, or in one clause why they cannot be had."""
        if entry.flag_bits & 1:
            return "it is encrypted"
        if entry.file_size > self._limits.file:
            return f"it is larger than {self._limits.file} bytes"
        if entry.file_size > max(1 << 20, self._limits.ratio * max(1, entry.compress_size)):
            return "it is compressed more steeply than files are (a decompression bomb)"
        if self._total + entry.file_size > self._limits.total:
            return f"there are more than {self._limits.total} bytes in all"
        try:
            with archive.open(entry) as file:
                return file.read(self._limits.file)
        except (
            zipfile.BadZipFile,
            zlib.error,
            lzma.LZMAError,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            struct.error,
        ):
            return "it is damaged or packed in a way that is not known"

    def _unpacked(self, name: str, data: bytes, packing: str, level: int) -> Iterator[Found]:
        """Yield the inside of a packed file, and for gzip the name and comment that its header holds (RFC 1952)."""
        if packing == "gzip":
            yield Part(name, strings(data[:1000]), "archive-comment", always("its header"), prose=False)
        made = (
            zlib.decompressobj(31)
            if packing == "gzip"
            else bz2.BZ2Decompressor()
            if packing == "bzip2"
            else lzma.LZMADecompressor()
        )
        try:
            inside = made.decompress(data, self._limits.file)
        except (OSError, zlib.error, lzma.LZMAError, EOFError, ValueError):
            yield Unchecked(name, "it is damaged and cannot be unpacked")
            return
        if not made.eof:
            yield Unchecked(name, f"it is cut short or holds more than {self._limits.file} bytes")
        if made.unused_data.strip(b"\x00"):
            yield from self.file(f"{name}!more", made.unused_data, level + 1)
        yield from self.file(f"{name}!inside", inside, level + 1)

    def _tar(self, name: str, data: bytes, level: int) -> Iterator[Found]:
        try:
            with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
                for entry in archive:
                    told = "\n\n".join(
                        [entry.name, entry.linkname, entry.uname, entry.gname, *map(str, entry.pax_headers.values())]
                    )
                    yield Part(f"{name}!{entry.name}", told, "file-name", always("its name"), prose=False)
                    file = archive.extractfile(entry) if entry.isreg() else None
                    if file is not None and entry.size <= self._limits.file:
                        yield from self.file(f"{name}!{entry.name}", file.read(self._limits.file), level + 1)
                    elif entry.isreg():
                        yield Unchecked(f"{name}!{entry.name}", f"it is larger than {self._limits.file} bytes")
        except (tarfile.TarError, ValueError, EOFError, OSError, struct.error):
            yield Unchecked(name, "it is a damaged archive")

    def _pdf(self, name: str, data: bytes, level: int) -> Iterator[Found]:
        for number, stream in enumerate(leaks_pdf.streams(data), start=1):
            told = leaks_pdf.words(stream)
            if picture(stream[:64]):
                for where, words in leaks_picture.aside(stream):
                    yield Part(name, words, "image-metadata", always(f"a picture in it, {where}"))
            place = always(f"stream {number} of its bytes")
            if told.strip():
                yield Part(name, told, "pdf-stream", place, spare=True)
            if not leaks_pdf.binary(stream):
                xmp = stream.lstrip().startswith(b"<")
                yield Part(name, strings(stream), "pdf-metadata" if xmp else "pdf-stream", place, spare=True)
        yield from self._opened(name, data, "application/pdf", level, "")

    def _opened(self, name: str, data: bytes, media_type: str, level: int, kind: str) -> Iterator[Found]:
        if self._opener is None:
            yield Unchecked(name, "nothing that opens PDFs and pictures was given")
            return
        opened = self._opener(data, media_type)
        for inside in opened.found:
            yield Part(name, inside.text, kind or inside.kind, always(inside.where), inside.kind in {"", "pixels"})
        for why in opened.unread:
            yield Unchecked(name, why)
        for why in opened.notes:
            yield Unchecked(name, why, stops=False)
        for inner, content in opened.files:
            yield Part(f"{name}!{inner}", inner, "file-name", always("its name"), prose=False)
            yield from self.file(f"{name}!{inner}", content, level + 1, "thumbnail" if inner == "thumbnail" else "")


def picture(head: bytes) -> str:
    """Return the media type of a picture, by how it begins; "" for anything else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((media for mark, media in _PICTURES if head.startswith(mark)), "")
