"""The archived bytes: one file each, named by its SHA-256, written once and never changed.

A file is written under a temporary name in its own folder, forced to disk, then renamed, so that after a crash a name
that is a hash always has the bytes of that hash.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from rashomon.errors import RunError
from rashomon.store.entries import Finding

_HASH = re.compile(r"[0-9a-f]{64}")
_TEMPORARY = ".part-"
_CHUNK = 1 << 20


class Originals:
    """The folder `originals/` of a case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the bytes of this hash lie.

        Raises:
            ValueError: it is not a SHA-256 in hex; what names a file is never taken on trust.
        """
        if not _HASH.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256[:80]!r}")
        return self.folder / sha256[:2] / sha256

    def add(self, data: bytes) -> str:
        """Keep `data` and return its SHA-256; the same bytes are kept once. `settle` makes the new names durable.

        Raises:
            RunError: the disk is full or may not be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if path.exists():
            return sha256
        part = path.with_name(f"{_TEMPORARY}{uuid4().hex}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(part, data)
            part.rename(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise RunError(
                f"{path.parent}: archive: {error.strerror or error}; free some space or allow writing there, then "
                "run the command again: what was acknowledged is kept"
            ) from error
        return sha256

    def settle(self, hashes: Iterable[str]) -> None:
        """Force the names of these files to disk, a folder once: what a commit that speaks of them has to wait for.

        Raises:
            RunError: the disk says no.
        """
        try:
            for folder in sorted({self.path(sha256).parent for sha256 in hashes}):
                _sync_folder(folder)
            _sync_folder(self.folder)
        except OSError as error:
            raise RunError(
                f"{self.folder}: archive: {error.strerror}; check the disk and run the command again"
            ) from error

    def read(self, sha256: str) -> bytes:
        """Return the bytes of this hash, checked.

        Raises:
            RunError: they are missing, unreadable or not those that were archived.
        """
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RunError(f"{path}: read original: {error.strerror}; restore the case from a backup") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise RunError(f"{path}: read original: it was changed since it was archived; restore it from a backup")
        return data

    def check(self, sha256: str) -> Finding | None:
        """Hash the bytes again; return what is wrong, if anything."""
        path = self.path(sha256)
        digest = hashlib.sha256()
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
        except FileNotFoundError:
            return Finding("original", sha256, "its archived bytes are missing")
        except OSError as error:
            return Finding("original", sha256, f"its archived bytes cannot be read ({error.strerror})")
        if digest.hexdigest() != sha256:
            return Finding("original", sha256, "its archived bytes were changed")
        return None

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every archived file, sorted."""
        for path in sorted(self.folder.glob("??/*")):
            if _HASH.fullmatch(path.name):
                yield path.name

    def sweep(self) -> int:
        """Remove what a crash left half-written; return how many files. Only the one writer may call it."""
        parts = list(self.folder.glob(f"??/{_TEMPORARY}*"))
        for part in parts:
            with suppress(OSError):
                part.unlink()
        return len(parts)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Force a folder's entries to disk, so that a new name outlives a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
