"""Files to documents, one by one in the order given; a bad file becomes a failed document and never stops the run."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest.format import unreadable
from rashomon.ingest.nested import Keep, Reader, failed
from rashomon.ingest.wall import Wall
from rashomon.records import Document

STDIN = "-"


def load(
    paths: Iterable[str], *, config: IngestConfig, stdin: BinaryIO | None = None, keep: Keep | None = None
) -> Iterator[Document]:
    """Read files, folders and standard input (`-`) into documents, streaming, in the order given.

    A folder stands for the files below it, sorted by name level by level; hidden entries are passed over and links are
    not followed, each noted as a failed document. Every file gives a document, followed by those that lie in it
    (attachments of a mail, members of an archive); one that cannot be read has state FAILED, no text, and one sentence
    in `problems` that says what is wrong and what to do.

    Args:
        paths: as the user gave them; "mail.eml!annex.pdf" means one document inside a file, and what lies in that.
        config: limits, and the publication date for documents that do not give their own.
        stdin: where `-` reads from, bytes; the process's standard input by default.
        keep: called with the bytes of each document, those inside others too, before the document is given out.

    Raises:
        RunError: no process can be started to read documents in.
    """
    with Wall(config) as wall:
        reader = Reader(config, wall, keep)
        for given in paths:
            if given == STDIN:
                yield from _stream(stdin or sys.stdin.buffer, reader)
            elif outer := _container(given):
                yield from _inside(given, outer, reader)
            else:
                for path, followed in files_in(given):
                    yield from _open(path, reader, followed=followed)


def _container(given: str) -> str | None:
    """Return the file that a path such as "mail.eml!annex.pdf" begins with, None where it is a file's own name."""
    if "!" not in given or os.path.lexists(given):
        return None
    ends = (index for index, ch in enumerate(given) if ch == "!")
    return next((given[:end] for end in ends if os.path.isfile(given[:end])), None)  # noqa: PTH113  as it was given


def _inside(given: str, outer: str, reader: Reader) -> Iterator[Document]:
    """Read the one document inside a file that `given` names, and what lies in it."""
    wanted = printable(given)
    found = False
    for document in _open(outer, reader, followed=True):
        if document.path == wanted or document.path.startswith(f"{wanted}!"):
            found = True
            yield document
    if not found:
        blank = Document(wanted, "", "", "")
        yield failed(
            blank,
            unreadable(blank, reason=f"there is no such document in {printable(outer)}", remedy="check the name"),
        )


def files_in(given: str) -> Iterator[tuple[str, bool]]:
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


def _open(path: str, reader: Reader, *, followed: bool) -> Iterator[Document]:
    """Read the file at `path`, whatever it turns out to be, and what lies in it."""
    blank = Document(printable(path), "", "", "")
    try:
        data = take_file(path, limit=reader.config.max_bytes, followed=followed)
    except ItemError as error:
        yield failed(blank, error)
    else:
        yield from reader.read(data, blank.path)


def _stream(file: BinaryIO, reader: Reader) -> Iterator[Document]:
    """Read standard input to a document, and what lies in it."""
    try:
        data = take_stream(file, limit=reader.config.max_bytes)
    except ItemError as error:
        yield failed(Document(STDIN, "", "", ""), error)
    else:
        yield from reader.read(data, STDIN)


def take_file(path: str, *, limit: int, followed: bool) -> bytes:
    """Return the bytes of the file at `path`.

    Args:
        limit: most bytes taken.
        followed: False refuses a link.

    Raises:
        ItemError: there is no file there that may be taken; with the reason and what to do.
    """
    blank = Document(printable(path), "", "", "")
    try:
        return _content(path, blank, limit, followed=followed)
    except (OSError, ValueError) as error:
        raise _about_system(blank, error) from error


def take_stream(file: BinaryIO, *, limit: int) -> bytes:
    """Return the bytes of standard input.

    Raises:
        ItemError: there are more than `limit`, or they cannot be read.
    """
    blank = Document(STDIN, "", "", "")
    try:
        return _bytes(file, blank, limit)
    except OSError as error:
        raise _about_system(blank, error) from error


def _content(path: str, blank: Document, limit: int, *, followed: bool) -> bytes:
    """Return the bytes of the file at `path`."""
    if not followed and Path(path).is_symlink():
        raise unreadable(
            blank, reason="it is a link inside a folder", remedy="give the file it points to by its own name"
        )
    state = Path(path).stat()
    if stat.S_ISDIR(state.st_mode):
        raise _about_folder(blank, path)
    if not stat.S_ISREG(state.st_mode):
        raise unreadable(
            blank,
            reason="it is no regular file (a pipe or device)",
            remedy="give its content on standard input, as -",
        )
    with Path(path).open("rb") as file:
        return _bytes(file, blank, limit)


def _bytes(file: BinaryIO, blank: Document, limit: int) -> bytes:
    data = file.read(limit + 1)
    if len(data) > limit:
        raise unreadable(
            blank, reason=f"it is larger than the limit of {limit} bytes", remedy="split it or raise the limit"
        )
    return data


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


def printable(path: str) -> str:
    """Return a path that any output can hold: bytes of a file name that are not UTF-8 are written as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
