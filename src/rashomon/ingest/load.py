"""Files to documents, one by one in the order given; a bad file becomes a failed document and never stops the run."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest.format import Format, unreadable
from rashomon.ingest.registry import expected, sniff
from rashomon.ingest.signatures import refuse
from rashomon.ingest.wall import Wall
from rashomon.records import Document, Glyphs, Passage, ReadState, Span

STDIN = "-"


def load(paths: Iterable[str], *, config: IngestConfig, stdin: BinaryIO | None = None) -> Iterator[Document]:
    """Read files, folders and standard input (`-`) into documents, streaming, in the order given.

    A folder stands for the files below it, sorted by name level by level; hidden entries are passed over and links are
    not followed, each noted as a failed document. Every file gives exactly one document; one that cannot be read has
    state FAILED, no text, and one sentence in `problems` that says what is wrong and what to do.

    Args:
        paths: as the user gave them.
        config: limits, and the publication date for documents that do not give their own.
        stdin: where `-` reads from, bytes; the process's standard input by default.

    Raises:
        RunError: no process can be started to read documents in.
    """
    with Wall(config) as wall:
        for given in paths:
            if given == STDIN:
                yield _document(given, stdin or sys.stdin.buffer, config=config, wall=wall)
                continue
            for path, followed in _files(given):
                yield _open(path, config=config, wall=wall, followed=followed)


def _files(given: str) -> Iterator[tuple[str, bool]]:
    """Yield the files that a path stands for, and whether a link there is to be followed (given by name: yes).

    A folder that is empty or may not be read is yielded itself, to be reported.
    """
    waiting = [(given, True)]
    while waiting:
        path, followed = waiting.pop()
        if not _is_folder(path) or (not followed and Path(path).is_symlink()):
            yield path, followed
            continue
        try:
            names = sorted((name for name in os.listdir(path) if not name.startswith(".")), reverse=True)  # noqa: PTH208
        except OSError:
            names = []
        if not names:
            yield path, followed
        waiting.extend((os.path.join(path, name), False) for name in names)  # noqa: PTH118  keeps "./" as it was given


def _is_folder(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):  # closed parent folder; NUL in the name
        return False


def _open(path: str, *, config: IngestConfig, wall: Wall, followed: bool) -> Document:
    """Read the file at `path`, whatever it turns out to be."""
    blank = Document(_printable(path), "", "", "")
    try:
        if not followed and Path(path).is_symlink():
            raise unreadable(
                blank, reason="it is a link inside a folder", remedy="give the file it points to by its own name"
            )
        state = Path(path).stat()
        if stat.S_ISDIR(state.st_mode):
            return _failed(blank, _about_folder(blank, path))
        if not stat.S_ISREG(state.st_mode):
            raise unreadable(
                blank,
                reason="it is no regular file (a pipe or device)",
                remedy="give its content on standard input, as -",
            )
        with Path(path).open("rb") as file:
            return _document(blank.path, file, config=config, wall=wall)
    except ItemError as error:
        return _failed(blank, error)
    except (OSError, ValueError) as error:
        return _failed(blank, _about_system(blank, error))


def _about_folder(blank: Document, path: str) -> ItemError:
    if os.access(path, os.R_OK | os.X_OK):
        return unreadable(blank, reason="the folder is empty", remedy="put files in it or give another one")
    return unreadable(blank, reason="you may not read this folder", remedy="change its permissions or copy it")


def _about_system(blank: Document, error: OSError | ValueError) -> ItemError:
    """Say in words why the operating system did not let us read a file."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return unreadable(blank, reason="there is no such file", remedy="check the name")
    if isinstance(error, PermissionError):
        return unreadable(blank, reason="you may not read this file", remedy="change its permissions or copy it")
    if isinstance(error, OSError):
        reason = f"the system could not read it ({error.strerror or type(error).__name__})"
        return unreadable(blank, reason=reason, remedy="check the disk and the name, then try again")
    return unreadable(blank, reason="its name cannot be the name of a file", remedy="check the name")


def _document(path: str, file: BinaryIO, *, config: IngestConfig, wall: Wall) -> Document:
    """Read one open file to a document."""
    blank = Document(path, "", "", "")
    try:
        data = file.read(config.max_bytes + 1)
        if len(data) > config.max_bytes:
            raise unreadable(
                blank,
                reason=f"it is larger than the limit of {config.max_bytes} bytes",
                remedy="split it or raise the limit",
            )
        blank = replace(blank, sha256=hashlib.sha256(data).hexdigest())
        return _read(data, blank, config=config, wall=wall)
    except ItemError as error:
        return _failed(blank, error)
    except OSError as error:
        return _failed(blank, _about_system(blank, error))


def _read(data: bytes, blank: Document, *, config: IngestConfig, wall: Wall) -> Document:
    """Find the format of `data` by its content and read it."""
    if not data:
        raise unreadable(blank, reason="the file is empty", remedy="check that it was saved or downloaded in full")
    if refusal := refuse(data):
        raise unreadable(blank, reason=refusal.reason, remedy=refusal.remedy)
    format_ = sniff(data)
    if format_ is None:
        raise unreadable(blank, reason="it is of no known format", remedy="give it as PDF, HTML or plain text")
    blank = replace(blank, media_type=format_.media_type)
    document = wall.read(data, blank, format_) if format_.walled else format_.read(data, blank, config)
    if document.state is ReadState.FAILED:
        return document
    document = _shortened(document, config.max_characters)
    note = _misnamed(blank.path, format_)
    return replace(document, published=document.published or config.published, problems=note + document.problems)


def _failed(blank: Document, error: ItemError) -> Document:
    return replace(blank, state=ReadState.FAILED, problems=(f"{error.reason}; {error.remedy}",))


def _misnamed(path: str, format_: Format) -> tuple[str, ...]:
    """Note a name that promises another format than the content is; the content decides, so nothing is missing."""
    suffix = Path(path).suffix.lower()
    promised = expected(suffix)
    if path == STDIN or promised is None or promised is format_:
        return ()
    return (f"it is named {suffix} but is {format_.name} and was read as that; rename it to {format_.suffixes[0]}",)


def _shortened(document: Document, limit: int) -> Document:
    """Keep at most `limit` code points of a document, with the passages and glyphs that lie in them."""
    if len(document.text) <= limit:
        return document
    passages = tuple(
        Passage(Span(p.span.start, min(p.span.end, limit)), p.kind, p.source, p.page)
        for p in document.passages
        if p.span.start < limit
    )
    glyphs = document.glyphs and Glyphs(document.glyphs.pages[:limit], document.glyphs.boxes[: 4 * limit])
    return replace(
        document,
        text=document.text[:limit],
        passages=passages,
        glyphs=glyphs,
        state=ReadState.PARTIAL,
        problems=(*document.problems, f"only its first {limit} characters were kept; split it or raise the limit"),
    )


def _printable(path: str) -> str:
    """Return a path that any output can hold: bytes of a file name that are not UTF-8 are written as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
