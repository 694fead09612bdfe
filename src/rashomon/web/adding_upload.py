"""Taking uploads: a form streamed to files of ours as it comes, each held to a size, none before it proved itself.

The framework's own parser would spool everything to the system's temporary folder, without a limit, before a handler
could refuse it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import IO

from fastapi import HTTPException, Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from rashomon.web.adding_jobs import Given

MOST_FILES = 500
MOST_FIELDS = 20
MOST_TEXT = 1 << 18
"""Longest text of one field, bytes."""

MOST_BYTES = 1 << 31
"""Most bytes of one request."""

_LONGEST_NAME = 200
_ESCAPES = {"%22": '"', "%0A": " ", "%0D": " "}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def file_name(told: str) -> str:
    """Return a file's name as it was given, without the folders before it: it names a document and is never a path."""
    name = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", told.replace("\\", "/").rpartition("/")[2]).strip()
    if name in ("", ".", ".."):
        return "file without a name"
    if len(name) > _LONGEST_NAME:
        # The end says what kind of file it is.
        name = f"{name[: _LONGEST_NAME - 20]}…{name[-19:]}"
    return name


def size_words(size: int) -> str:
    """Return a number of bytes as a person says it."""
    for unit, noun in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {noun}"
    return f"{size} bytes"


class Form:
    """What a form holds, part by part as it comes. Files are written to disk, fields kept.

    Attributes:
        given: the files, in order; one that is too large has a problem and no path.
        fields: the texts.
        whole: the end of the form was seen.
    """

    def __init__(self, new: Callable[[], Path], *, limit: int, proved: Callable[[str], bool]) -> None:
        """Take a form.

        Args:
            new: gives a path for an upload.
            limit: most bytes of one file.
            proved: tells whether the field "csrf", which comes before any file, shows that the form is ours.
        """
        self.given: list[Given] = []
        self.fields: dict[str, str] = {}
        self.whole = False
        self._new, self._limit, self._proved = new, limit, proved
        self._header = self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._field = self._name = ""
        self._text = bytearray()
        self._path: Path | None = None
        self._file: IO[bytes] | None = None
        self._size = 0

    def discard(self) -> None:
        """Remove everything that was written."""
        if self._file is not None:
            self._file.close()
        for path in (self._path, *(one.path for one in self.given)):
            if path is not None:
                path.unlink(missing_ok=True)

    # What the parser calls

    def on_part_begin(self) -> None:  # noqa: D102
        self._headers, self._text, self._size = {}, bytearray(), 0
        self._path = self._file = None

    def on_header_field(self, data: bytes, start: int, end: int) -> None:  # noqa: D102
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:  # noqa: D102
        self._value += data[start:end]

    def on_header_end(self) -> None:  # noqa: D102
        self._headers[self._header.lower()] = self._value
        self._header = self._value = b""

    def on_headers_finished(self) -> None:  # noqa: D102
        _, told = parse_options_header(self._headers.get(b"content-disposition"))
        if b"name" not in told:
            raise HTTPException(400, "a part of the form has no name; send multipart/form-data as browsers do")
        self._field = told[b"name"].decode("utf-8", "replace")
        if b"filename" not in told:
            if len(self.fields) >= MOST_FIELDS:
                raise HTTPException(413, f"the form has more than {MOST_FIELDS} fields; send fewer")
            return
        if not self._proved(self.fields.get("csrf", "")):
            raise HTTPException(403, "this form is out of date or not ours; load the page again")
        if len(self.given) >= MOST_FILES:
            raise HTTPException(413, f"more than {MOST_FILES} files at once; send some now and the others after them")
        name = told[b"filename"].decode("utf-8", "replace")
        for escape, sign in _ESCAPES.items():
            name = name.replace(escape, sign)
        self._name, self._path = name, self._new()
        self._file = self._path.open("xb")

    def on_part_data(self, data: bytes, start: int, end: int) -> None:  # noqa: D102
        if self._path is None:
            if len(self._text) + end - start > MOST_TEXT:
                raise HTTPException(413, f"the field {self._field[:40]!r} is too long; send less at once")
            self._text += data[start:end]
            return
        self._size += end - start
        if self._file is None:
            return
        if self._size > self._limit:
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)
        else:
            self._file.write(data[start:end])

    def on_part_end(self) -> None:  # noqa: D102
        if self._path is None:
            self.fields[self._field] = self._text.decode("utf-8", "replace")
            return
        if self._file is not None:
            self._file.close()
        if self._size > self._limit:
            problem = f"it is larger than {size_words(self._limit)}, the most that is read of one file; split it"
            self.given.append(Given(file_name(self._name), size=self._size, problem=problem))
        elif not self._name and not self._size:
            self._path.unlink(missing_ok=True)  # a form in which no file was chosen
        else:
            self.given.append(Given(file_name(self._name), path=self._path, size=self._size))
        self._path = self._file = None

    def on_end(self) -> None:  # noqa: D102
        self.whole = True


async def receive(request: Request, form: Form) -> None:
    """Take a form as it comes; where it ends in an error nothing of it is left.

    Raises:
        HTTPException: it is not in form, too large, or not ours.
    """
    _, told = parse_options_header(request.headers.get("content-type"))
    size = 0
    try:
        parser = MultipartParser(
            told.get(b"boundary", b""),
            {
                "on_part_begin": form.on_part_begin,
                "on_part_data": form.on_part_data,
                "on_part_end": form.on_part_end,
                "on_header_field": form.on_header_field,
                "on_header_value": form.on_header_value,
                "on_header_end": form.on_header_end,
                "on_headers_finished": form.on_headers_finished,
                "on_end": form.on_end,
            },
        )
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_BYTES:
                raise HTTPException(413, f"more than {size_words(MOST_BYTES)} at once; send fewer files at a time")
            await run_in_threadpool(parser.write, chunk)
        parser.finalize()
        if not form.whole:
            raise HTTPException(400, "the form ends too early; send it again")
    except BaseException as error:
        form.discard()
        if isinstance(error, FormParserError):
            raise HTTPException(400, f"the form is not in order ({error}); send it again") from error
        if isinstance(error, ClientDisconnect):
            raise HTTPException(400, "the upload broke off; send it again") from error
        if isinstance(error, OSError):
            reason = error.strerror or type(error).__name__
            raise HTTPException(507, f"the file cannot be kept ({reason}); free some space in the case") from error
        raise
