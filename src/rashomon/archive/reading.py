"""The step that reads one shard: its documents found, read as every command reads them, and written by noun.

The same bytes within a shard are read once. Each place that has them keeps a row of its own in `documents`, with its
title, publisher and date as given there; the second and later ones have no text and say which one has.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rashomon.archive import sources_lines, sources_parquet, sources_warc
from rashomon.archive.layout import NOUNS, Origin, Row, rows
from rashomon.archive.pieces import Kind, Piece, Shard, unchanged
from rashomon.archive.plan import planned
from rashomon.archive.sources_fields import Fields, document_of
from rashomon.archive.writing import write_shard
from rashomon.config import Config
from rashomon.errors import ItemError
from rashomon.ingest.load import printable, take_file
from rashomon.ingest.nested import Reader
from rashomon.ingest.wall import Wall
from rashomon.pipeline import read_texts
from rashomon.records import Document, Reading, ReadState

_HEAD: Final = 200


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that gave no document: its place, why, and how it begins."""

    origin: Origin
    reason: str
    head: str

    def row(self) -> Row:
        """Return it as a row of `rejected`."""
        return {
            "source": self.origin.source,
            "record": self.origin.record,
            "reason": self.reason,
            "head": self.head,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """A document of a shard, before it is read for what is said, and its bytes."""

    document: Document
    origin: Origin
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadShards:
    """Makes the step in each process that works; small, so that it travels."""

    out: str
    folder: str
    config: Config
    fields: Fields

    def __call__(self) -> ShardReader:
        """Make the step."""
        return ShardReader(Path(self.out), Path(self.folder), self.config, self.fields)


class ShardReader:
    """Reads shards by their numbers, one after the other, with one wall and one set of models."""

    def __init__(self, out: Path, folder: Path, config: Config, fields: Fields) -> None:
        self._out = out
        self._finder = Finder(folder, config, fields)
        self._config = config

    def __call__(self, number: int) -> None:
        """Read a shard and write its files, the receipt last.

        Raises:
            ItemError: a source was changed since the archive was begun.
            RunError: nothing can be written there.
        """
        shard = planned(self._out, number)
        write_shard(self._out, number, read_shard_rows(shard, self._finder, self._config))


def read_shard_rows(shard: Shard, finder: Finder, config: Config) -> dict[str, list[Row]]:
    """Return the rows of a shard by noun: a pure function of its sources' bytes, the version and the configuration.

    Raises:
        ItemError: a source was changed since the archive was begun.
    """
    found: dict[str, list[Row]] = {noun: [] for noun in NOUNS}
    documents: list[Row] = []  # in the order of the sources: repeats are known before the others are read
    first: dict[str, str] = {}
    waiting: deque[tuple[int, Found]] = deque()

    def fresh() -> Iterator[Document]:
        for item in finder.items(shard):
            if isinstance(item, Rejected):
                found["rejected"].append(item.row())
            elif item.document.sha256 in first:
                documents.append(_repeat(item, first[item.document.sha256]))
            else:
                first[item.document.sha256] = item.document.path
                documents.append({})
                waiting.append((len(documents) - 1, item))
                yield item.document

    for reading in read_texts(fresh(), config=config):
        at, item = waiting.popleft()
        if reading.document.state is ReadState.FAILED:
            found["rejected"].append(_refused(item.origin, reading.document, item.data).row())
            continue
        for noun, row in rows(reading, item.origin):
            if noun == "documents":
                documents[at] = row
            else:
                found[noun].append(row)
    found["documents"] = [row for row in documents if row]
    return found


def _repeat(item: Found, path: str) -> Row:
    """Return the row of a document whose bytes were read under another name."""
    note = f"it has the same bytes as {path}; it is read and counted once"
    blank = replace(item.document, text="", passages=(), glyphs=None, problems=(note,))
    return next(row for noun, row in rows(Reading(blank), item.origin) if noun == "documents")


def _refused(origin: Origin, document: Document, data: bytes) -> Rejected:
    """Return why a document could not be read; of one inside a file also its name there."""
    inside = document.path.removeprefix(origin.source).lstrip("!")
    reason = "; ".join(document.problems)
    return Rejected(origin, f"{inside}: {reason}" if inside else reason, _shown(data))


def _shown(data: bytes) -> str:
    """Return the beginning of a record as text that any output can hold."""
    return "".join(ch if ch.isprintable() else " " for ch in data[:_HEAD].decode("utf-8", "replace"))


class Finder:
    """Finds the documents of a shard, in the order of its pieces, behind one wall."""

    def __init__(self, folder: Path, config: Config, fields: Fields) -> None:
        self._folder, self._config, self._fields = folder, config, fields
        self._stack = ExitStack()
        self._wall = self._stack.enter_context(Wall(config.ingest))
        self._kept: list[bytes] = []
        self._reader = Reader(config.ingest, self._wall, self._kept.append)

    def close(self) -> None:
        """End the process that reads files."""
        self._stack.close()

    def items(self, shard: Shard) -> Iterator[Found | Rejected]:
        """Yield the documents of a shard, and the records that give none.

        Raises:
            ItemError: a source was changed since the archive was begun.
        """
        finders = {
            Kind.FILE: self._file,
            Kind.LINK: self._file,
            Kind.LINES: self._lines,
            Kind.WARC: self._web,
            Kind.PARQUET: self._table,
        }
        for piece in shard:
            path = unchanged(self._folder, piece.source)
            yield from finders[piece.source.kind](piece, path)

    def _file(self, piece: Piece, path: Path) -> Iterator[Found | Rejected]:
        name = printable(piece.source.path)
        try:
            data = take_file(
                str(path), limit=self._config.ingest.max_bytes, followed=piece.source.kind is not Kind.LINK
            )
        except ItemError as error:
            yield Rejected(Origin(name, 0), f"{error.reason}; {error.remedy}", "")
            return
        yield from self._read(data, name, Origin(name, 0), numbered=True)

    def _read(self, data: bytes, path: str, origin: Origin, *, numbered: bool = False) -> Iterator[Found | Rejected]:
        """Read bytes as any file, with what lies in it; `numbered`: the documents in it are counted."""
        for number, document in enumerate(self._reader.read(data, path)):
            own = self._kept.pop()  # a reader gives a document's bytes just before the document
            self._kept.clear()
            at = Origin(origin.source, number) if numbered else origin
            if document.state is ReadState.FAILED:
                yield _refused(at, document, own)
            else:
                yield Found(document, at, own)

    def _lines(self, piece: Piece, path: Path) -> Iterator[Found | Rejected]:
        name = printable(piece.source.path)
        at = piece.start
        with sources_lines.opened(path) as file:
            try:
                limit = self._config.ingest.max_bytes
                for at, line, whole in sources_lines.lines(file, piece.start, piece.end, limit=limit):
                    if line.strip():
                        yield self._line(Origin(name, at), line, whole)
            except sources_lines.DAMAGED:
                reason = "the compressed file is damaged or cut short here; get it again from its source"
                yield Rejected(Origin(name, at), reason, "")

    def _line(self, origin: Origin, line: bytes, whole: bool) -> Found | Rejected:
        if not whole:
            limit = self._config.ingest.max_bytes
            return Rejected(origin, f"the line is larger than the limit of {limit} bytes; split it", _shown(line))
        try:
            record = json.loads(line)
        except RecursionError:
            return Rejected(origin, "it is nested too deeply to be a record; give one object a line", _shown(line))
        except ValueError as error:
            reason = f"it is no JSON ({str(error).split(':')[0]}); give one object a line, in UTF-8"
            return Rejected(origin, reason, _shown(line))
        return self._record(record, origin, f"line at {origin.record}", line)

    def _record(self, record: object, origin: Origin, place: str, shown: bytes) -> Found | Rejected:
        try:
            document = document_of(
                record, source=origin.source, place=place, fields=self._fields, config=self._config.ingest
            )
        except ItemError as error:
            return Rejected(origin, f"{error.reason}; {error.remedy}", _shown(shown))
        return Found(document, origin, b"")

    def _table(self, piece: Piece, path: Path) -> Iterator[Found | Rejected]:
        name = printable(piece.source.path)
        number = piece.start
        try:
            config, wanted, asked = self._config.ingest, self._fields.columns(), range(piece.start, piece.end)
            with sources_parquet.opened(path, name, config, rows=asked, columns=wanted) as table:
                for number, row in table.rows:
                    rest = set(table.columns) - set(row)
                    record = row if self._fields.value(row, "text") else row | dict.fromkeys(rest)
                    shown = json.dumps(row, ensure_ascii=True).encode("ascii")
                    yield self._record(record, Origin(name, number), f"row {number}", shown[:_HEAD])
        except ItemError as error:
            yield Rejected(Origin(name, number), f"{error.reason}; {error.remedy}", "")

    def _web(self, piece: Piece, path: Path) -> Iterator[Found | Rejected]:
        name = printable(piece.source.path)
        limit = self._config.ingest.max_bytes
        for record in sources_warc.records(path, piece.start, piece.end):
            origin = Origin(name, record.start)
            if record.problem:
                yield Rejected(origin, record.problem, "")
            elif record.is_answer and record.answered and not 200 <= record.answered < 300:
                yield Rejected(origin, f"the server answered {record.answered}, no page", record.address[:_HEAD])
            elif record.is_answer and record.end - record.start > limit:
                reason = f"the record is larger than the limit of {limit} bytes; split it or raise the limit"
                yield Rejected(origin, reason, record.address[:_HEAD])
            elif record.is_answer:
                yield from self._answer(path, origin, record)

    def _answer(self, path: Path, origin: Origin, record: sources_warc.Record) -> Iterator[Found | Rejected]:
        with path.open("rb") as file:
            file.seek(record.start)
            data = file.read(record.end - record.start)
        shell, *inside = self._read(data, origin.source, origin)
        if isinstance(shell, Rejected):
            yield replace(shell, head=record.address[:_HEAD])
        elif not inside:
            # The first problem counts the answers of the archive, which is this one record.
            reason = "; ".join(shell.document.problems[1:]) or "it holds no page"
            yield Rejected(origin, reason, record.address[:_HEAD])
        yield from inside
