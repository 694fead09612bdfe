"""Bytes from wherever a user says: files, folders, patterns, URLs, standard input. Nothing is read in them yet."""

from __future__ import annotations

import glob
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rashomon import __version__
from rashomon.config import FetchConfig, IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest.load import STDIN, files_in, printable, take_file, take_stream
from rashomon.store.base import Location, LocationKind

TOOL = f"rashomon {__version__}"

_URL = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one place gave: bytes, or none and the reasons. `warc` is the record of a retrieval from the network."""

    location: Location
    data: bytes | None
    problems: tuple[str, ...] = ()
    warc: bytes | None = None


def take(names: Iterable[str], *, config: IngestConfig, stdin: BinaryIO | None = None) -> Iterator[Taken]:
    """Yield what the names give, in order; one that gives nothing says why and stops nothing.

    A folder stands for the files below it as `ingest.load` takes them; a name that is no file but a pattern, for the
    files that it matches.
    """
    for name in names:
        if _URL.match(name):
            yield _fetch(name, config)
        elif name == STDIN:
            yield _from_stream(stdin or sys.stdin.buffer, config)
        else:
            for given in _matching(name):
                for path, followed in files_in(given):
                    yield _from_file(path, config, followed=followed)


def _matching(name: str) -> list[str]:
    """Return the paths that a name stands for: itself, unless nothing is there and it is a pattern that matches."""
    try:
        pattern = glob.has_magic(name) and not Path(name).exists()
    except (OSError, ValueError):
        pattern = False
    return (sorted(glob.glob(name, recursive=True)) if pattern else []) or [name]  # noqa: PTH207  keeps "./"


def _from_file(path: str, config: IngestConfig, *, followed: bool) -> Taken:
    location = Location(kind=LocationKind.PATH, name=printable(path), tool=TOOL)
    return _taken(location, lambda: take_file(path, limit=config.max_bytes, followed=followed))


def _from_stream(file: BinaryIO, config: IngestConfig) -> Taken:
    location = Location(kind=LocationKind.STREAM, name=STDIN, tool=TOOL)
    return _taken(location, lambda: take_stream(file, limit=config.max_bytes))


def _taken(location: Location, take_bytes: Callable[[], bytes]) -> Taken:
    try:
        return Taken(location, take_bytes())
    except ItemError as error:
        return Taken(location, None, (f"{error.reason}; {error.remedy}",))


def _fetch(url: str, config: IngestConfig) -> Taken:
    """Take a page from the network, because the user named it."""
    from rashomon.ingest.fetch import fetch

    try:
        got = fetch(url, config=FetchConfig(max_bytes=config.max_bytes, max_unpacked=config.max_unpacked))
        if not got.ok:
            reason = f"the server answered {got.status}"
            raise ItemError(url, step="fetch", reason=reason, remedy="check the address, or look for an archived copy")
    except ItemError as error:
        location = Location(kind=LocationKind.URL, name=url, tool=TOOL)
        return Taken(location, None, (f"{error.reason}; {error.remedy}",))
    location = Location(
        kind=LocationKind.URL,
        name=url,
        retrieved=got.retrieved.strftime("%Y-%m-%dT%H:%M:%SZ"),
        tool=TOOL,
        final_url=got.final_url,
        redirects=tuple(str(step) for step in got.redirects),
        headers=got.headers,
    )
    return Taken(location, got.data, warc=got.warc or None)
