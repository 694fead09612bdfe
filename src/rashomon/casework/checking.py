"""The leak check of a finished export, with PDFs and pictures opened behind the wall."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest import innards
from rashomon.ingest.wall import Wall
from rashomon.protect.leaks import find_leaks
from rashomon.protect.leaks_parts import Inside, Limits, Opened
from rashomon.records import Document, Leak, ReadState, Secret

_LIMITS: Final = IngestConfig(timeout=120.0, max_pages=500)


class WalledOpener:
    """Opens PDFs and pictures in the process behind the wall. A context manager; may be used for many files."""

    def __init__(self, config: IngestConfig = _LIMITS) -> None:
        self._wall = Wall(config)

    def __enter__(self) -> WalledOpener:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wall.__exit__(kind, error, trace)

    def __call__(self, data: bytes, media_type: str) -> Opened:
        """Return everything with words in a PDF or a picture; see `rashomon.ingest.innards`."""
        format_ = innards.PDF if media_type == "application/pdf" else innards.PICTURE
        blank = Document("export", "", format_.media_type, "")
        try:
            parcel = self._wall.read(data, blank, format_)
        except ItemError as error:
            return Opened(unread=(error.reason,))
        if parcel.document.state is ReadState.FAILED:
            return Opened(unread=(parcel.document.problems[0].partition("; ")[0],))
        try:
            told = json.loads(parcel.document.text)
            found = tuple(Inside(*(_string(value) for value in row)) for row in told["found"])
            unread, notes = (tuple(_string(value) for value in told[key]) for key in ("unread", "notes"))
        except (ValueError, TypeError, KeyError):
            return Opened(unread=("what came back of it is garbled",))
        return Opened(found, tuple((member.name, member.data) for member in parcel.members), unread, notes)


def check_export(
    root: Path, secrets: Sequence[Secret], *, limits: Limits | None = None, texts: Sequence[str] = ()
) -> tuple[Leak, ...]:
    """Return every sign of something protected in a finished export: a file, a ZIP archive or a folder.

    Args:
        limits, texts: as `find_leaks`.

    An export may be given away when none of them stops it (`rashomon.protect.leaks.stops`).

    Raises:
        RunError: the export cannot be read, or no process can be started to open PDFs and pictures in.
    """
    with WalledOpener() as opener:
        return tuple(find_leaks(root, secrets, opener=opener, limits=limits, texts=texts))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value.encode("utf-8", "replace").decode("utf-8")
