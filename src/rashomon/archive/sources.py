"""Sources cut into pieces, the same way each time: sorted files, lines by bytes, records by place, tables by rows."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rashomon.archive import sources_lines, sources_parquet, sources_warc
from rashomon.archive.pieces import Kind, Piece, Source, place
from rashomon.config import IngestConfig
from rashomon.errors import RunError
from rashomon.ingest.load import STDIN, files_in, printable
from rashomon.ingest.warc import recognise

_SUFFIXES: Final = {
    ".jsonl": Kind.LINES,
    ".ndjson": Kind.LINES,
    ".jsonl.gz": Kind.LINES,
    ".ndjson.gz": Kind.LINES,
    ".parquet": Kind.PARQUET,
}
_HEAD: Final = 4096


@dataclass(frozen=True, slots=True)
class Cut:
    """How sources are cut.

    Attributes:
        documents: most documents of a shard, about.
        weight: most bytes of a shard, but for one document that alone has more.
    """

    documents: int = 256
    weight: int = 32 << 20

    def __post_init__(self) -> None:
        if self.documents < 1:
            raise RunError(f"--shard-documents {self.documents}: not a number of documents; give 1 or more")
        if self.weight < 1:
            raise RunError(f"--shard-bytes {self.weight}: not a number of bytes; give 1 or more")


def find_sources(given: Iterable[str], *, out: Path) -> Iterator[Source]:
    """Yield the files that the paths stand for, sorted, each once.

    Args:
        out: the folder of the archive, which is passed over where it lies in a folder that was given.

    Raises:
        RunError: nothing is given, standard input is, or a path does not exist.
    """
    names = sorted(set(given), key=os.path.abspath)
    if not names:
        raise RunError("archive read: no source given; name folders or files")
    for name in names:
        if name == STDIN:
            raise RunError("-: an archive is read again where it was left, which standard input cannot be; give a file")
        if not os.path.lexists(name):
            raise RunError(f"{printable(name)}: read: there is no such file or folder; check the name")
    folders = [os.path.realpath(name) for name in names if Path(name).is_dir()]
    inside = os.path.realpath(out) + os.sep
    taken: set[str] = set()
    for name in names:
        whole = os.path.realpath(name)
        if whole in taken or any(_lies_in(whole, folder) for folder in folders):
            continue
        taken.add(whole)
        for path, followed in files_in(name):
            if not os.path.realpath(path).startswith(inside):
                yield _source(path, followed=followed)


def _lies_in(path: str, folder: str) -> bool:
    """Tell whether a folder's files include this one, or those of this folder: hidden entries are passed over there."""
    if not path.startswith(folder + os.sep):
        return False
    return not any(part.startswith(".") for part in Path(path[len(folder) + 1 :]).parts)


def _source(path: str, *, followed: bool) -> Source:
    try:
        link = not followed and Path(path).is_symlink()
        state = Path(path).stat(follow_symlinks=not link)
    except (OSError, ValueError):
        return Source(path, Kind.FILE, -1, -1)
    # What is no regular file (a pipe, an empty folder) is told of as any other file, and never opened to look.
    kind = Kind.LINK if link else _kind(path) if stat.S_ISREG(state.st_mode) else Kind.FILE
    return Source(path, kind, state.st_size, state.st_mtime_ns)


def _kind(path: str) -> Kind:
    """Tell how a file is cut: by its name, and a web archive by its beginning. What only looks so is read as a file."""
    lower = path.lower()
    for suffix, kind in _SUFFIXES.items():
        if lower.endswith(suffix):
            return kind
    if lower.endswith((".warc", ".warc.gz")):
        with suppress(OSError), Path(path).open("rb") as file:
            return Kind.WARC if recognise(file.read(_HEAD)) else Kind.FILE
    return Kind.FILE


def pieces(  # noqa: PLR0913 - where from, where to, and by which settings
    source: Source,
    *,
    cut: Cut,
    folder: Path,
    cache: Path,
    config: IngestConfig,
    on_look: Callable[[str], None] = lambda _: None,
) -> Iterator[Piece]:
    """Yield the pieces of a source, each small enough for a shard.

    Args:
        folder: where the archive was begun.
        cache: a folder for what was found out by looking through a whole file (compressed lines, web archives).
        config: what reading a table may cost.
        on_look: told the name of a file before it is looked through.

    Raises:
        RunError: pyarrow is needed and not installed, or the cache cannot be written.
    """
    if source.kind in {Kind.FILE, Kind.LINK} or source.size < 0:
        yield Piece(source, 0, 1, 1, max(0, source.size))
        return
    path = place(folder, source)
    if source.kind is Kind.PARQUET:
        (rows,) = _remembered(source, cache, lambda: [sources_parquet.count(path, source.path, config)], lambda _: None)
        yield from sources_parquet.cut(source, rows, documents=cut.documents, weight=cut.weight)
    elif source.kind is Kind.LINES:
        length = source.size
        if sources_lines.is_packed(path):
            (length,) = _remembered(source, cache, lambda: [sources_lines.unpacked_length(path)], on_look)
        yield from sources_lines.cut(source, path, length, documents=cut.documents, weight=cut.weight)
    else:

        def look() -> list[int]:
            return [n for piece in sources_warc.cut(path, documents=cut.documents, weight=cut.weight) for n in piece]

        places = _remembered(source, cache, look, on_look, extra=[cut.documents, cut.weight])
        for at in range(0, len(places), 3):
            start, end, documents = places[at : at + 3]
            yield Piece(source, start, end, documents, end - start)


def _remembered(
    source: Source,
    cache: Path,
    look: Callable[[], list[int]],
    on_look: Callable[[str], None],
    extra: Iterable[int] = (),
) -> list[int]:
    """Return what looking through a file gives; where it was looked through before, what was kept of that."""
    key = json.dumps([source.path, source.size, source.changed, *extra])
    kept = cache / f"{hashlib.sha256(key.encode('ascii')).hexdigest()[:32]}.json"
    with suppress(FileNotFoundError, ValueError):
        found: list[int] = json.loads(kept.read_bytes())
        return found
    on_look(source.path)
    found = look()
    try:
        part = kept.with_name(f".{kept.name}.{os.getpid()}")
        part.write_text(json.dumps(found), encoding="ascii")
        part.replace(kept)
    except OSError as error:
        raise RunError(f"{kept}: write: {error.strerror}; free some space or choose another folder") from error
    return found
