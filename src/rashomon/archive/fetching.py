"""The bytes of an archive's documents, taken again from where they were read: nothing but the same bytes will do.

An archive keeps what was read and not the files, so a case, which keeps both, has to go back to them. Every document
is held to its SHA-256: what was changed since, or is gone, is told and never replaced by something like it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rashomon.archive.sources_warc import records
from rashomon.config import IngestConfig
from rashomon.errors import ItemError, RunError
from rashomon.ingest.load import take_file
from rashomon.ingest.nested import Reader
from rashomon.ingest.wall import Wall
from rashomon.ingest.warc import recognise
from rashomon.records import Document

_ELSEWHERE: Final = "name a folder that has the file as it was: --originals FOLDER"
_HEAD: Final = 4096
_MARK: Final = "\ufeff"
"""The mark that a text may begin with, which is no part of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document whose bytes are looked for, and its places: file, and number there as the archive counts."""

    document: Document
    places: tuple[tuple[str, int], ...]


class Fetcher:
    """Takes bytes from sources, and from a folder for what these no longer have.

    Args:
        wall: behind which files are opened that hold several documents.
        base: the folder that relative names of sources start from.
        folder: where else to look, by hash; None for nowhere.

    Raises:
        RunError: `folder` is none.
    """

    def __init__(self, config: IngestConfig, wall: Wall, base: Path, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise RunError(f"{folder}: --originals: this is no folder; name one that holds the files")
        self._config, self._wall, self._base, self._folder = config, wall, base, folder
        self._elsewhere: dict[str, Path] | None = None
        self._found: dict[str, bytes] = {}

    def fetch(self, wanted: Iterable[Wanted]) -> tuple[dict[str, bytes], dict[str, str]]:
        """Return the bytes of documents by SHA-256; of those that are nowhere, why, as a clause with its remedy.

        All are held in memory: give those of one shard at most.
        """
        self._found = {}
        why: dict[str, str] = {}
        by_source: dict[str, list[tuple[int, str]]] = {}
        for item in wanted:
            document = item.document
            if self._from_text(document):
                continue
            why[document.sha256] = f"the archive does not say where it came from; {_ELSEWHERE}"
            for source, record in item.places:
                by_source.setdefault(source, []).append((record, document.sha256))
        for source, places in sorted(by_source.items()):
            left = [(record, sha256) for record, sha256 in places if sha256 not in self._found]
            if left:
                reason = self._from_source(source, left)
                why |= dict.fromkeys((sha256 for _, sha256 in left), reason)
        for sha256 in why:
            if sha256 not in self._found:
                self._from_folder(sha256)
        return self._found, {sha256: reason for sha256, reason in why.items() if sha256 not in self._found}

    def _keep(self, data: bytes, wanted: Collection[str]) -> None:
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in wanted:
            self._found[sha256] = data

    def _from_text(self, document: Document) -> bool:
        """Try the text itself, in UTF-8: that is what the bytes of a record of JSON lines or of a table are."""
        for text in (document.text, _MARK + document.text):
            self._keep(text.encode("utf-8", "surrogatepass"), (document.sha256,))
        return document.sha256 in self._found

    def _from_source(self, source: str, wanted: Collection[tuple[int, str]]) -> str:
        """Look for documents in the file that held them; return what to say of those that are not found there."""
        hashes = {sha256 for _, sha256 in wanted}
        path = str(self._base / source)
        if _is_web(path):
            try:
                self._from_web(Path(path), wanted)
            except OSError as error:
                return f"{source}: the system could not read it ({error.strerror}); check the disk, or {_ELSEWHERE}"
        else:
            try:
                data = take_file(path, limit=self._config.max_bytes, followed=True)
            except ItemError as error:
                return f"{source}: {error.reason}; put it back, or {_ELSEWHERE}"
            self._keep(data, hashes)
            if hashes - self._found.keys():
                self._from_inside(data, source, hashes)
        return f"{source}: it was changed since the archive was read, or lost what was in it; {_ELSEWHERE}"

    def _from_inside(self, data: bytes, name: str, hashes: Collection[str]) -> None:
        """Look for documents in one that holds others."""
        for _ in Reader(self._config, self._wall, lambda inner: self._keep(inner, hashes)).read(data, name):
            if self._found.keys() >= set(hashes):
                break

    def _from_web(self, path: Path, wanted: Iterable[tuple[int, str]]) -> None:
        """Look for documents in records of a web archive, each by itself, however large the archive is."""
        for start, sha256 in wanted:
            record = next(records(path, start, start + 1), None)
            if record is None or record.problem or record.end - record.start > self._config.max_bytes:
                continue
            with path.open("rb") as file:
                file.seek(record.start)
                self._from_inside(file.read(record.end - record.start), str(path), (sha256,))

    def _from_folder(self, sha256: str) -> None:
        """Look for a document in the other folder.

        Raises:
            RunError: a file there cannot be read.
        """
        try:
            path = self._index().get(sha256)
            if path is not None:
                self._keep(path.read_bytes(), (sha256,))  # hashed anew: it may have been written to since
        except OSError as error:
            raise RunError(
                f"{error.filename or self._folder}: --originals: {error.strerror}; let it be read, or name a folder "
                "of what is needed alone"
            ) from error

    def _index(self) -> Mapping[str, Path]:
        """Return the files of the folder by hash; they are all read, once."""
        if self._elsewhere is None:
            found: dict[str, Path] = {}
            for path in sorted(self._folder.rglob("*")) if self._folder else ():
                if path.is_file() and not path.is_symlink():
                    with path.open("rb") as file:
                        found.setdefault(hashlib.file_digest(file, "sha256").hexdigest(), path)
            self._elsewhere = found
        return self._elsewhere


def _is_web(path: str) -> bool:
    """Tell whether a file is a web archive, whose documents are counted by the places of their records."""
    if not path.lower().endswith((".warc", ".warc.gz")):
        return False
    with suppress(OSError, ValueError), Path(path).open("rb") as file:
        return recognise(file.read(_HEAD))
    return False
