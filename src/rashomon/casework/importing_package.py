"""The files of an export, a folder or a ZIP that anybody may have made: names, sizes and hashes checked, none unpacked.

Nothing is ever written under a name that the export gives: files are read where they lie.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from rashomon.casework.exporting import LOSS
from rashomon.casework.exporting_json import ABOUT, KIND, LOG, MANIFEST, README_NAME, VERSION
from rashomon.errors import ItemError, RunError
from rashomon.store.content import PARTS

Object = dict[str, Any]

MOST_FILES: Final = 2_000_000
SMALL: Final = 64 << 20
"""Most bytes of `case.json`, and of the manifest."""

LONGEST_LINE: Final = 256 << 20
"""Most bytes of a line: a reading of a PDF holds a box for every letter."""

MOST_BRACKETS: Final = 8_000_000
"""Most lists and objects in a line: two bytes of JSON become sixty of memory."""

MOST_DENSE: Final = 200
"""How many times its packed size a file in a ZIP may have; text packs to a tenth, zeros to a thousandth."""

_CHUNK: Final = 1 << 20
_NEEDED: Final = (ABOUT, *(f"{part}.jsonl" for part in PARTS))
_NAME: Final = re.compile(
    rf"(?:{'|'.join(map(re.escape, (*_NEEDED, MANIFEST, README_NAME, LOG, LOSS, 'dossier.json')))}"
    r"|texts/d[0-9a-f]{16}\.txt|originals/[0-9a-f]{64}|schemas/[a-z-]{1,40}\.schema\.json)"
)


def bad(item: str, reason: str, remedy: str = "get the export again from where it came") -> ItemError:
    """Return the error of one file or line of an export."""
    return ItemError(item, step="import", reason=reason, remedy=remedy)


class Package:
    """The files of an export by name, each with its size in bytes. Made by `opened`."""

    def __init__(self, name: str, sizes: dict[str, int], source: Path | zipfile.ZipFile) -> None:
        self.name, self.sizes, self._source = name, sizes, source
        self.hashes: dict[str, str] = {}

    def at(self, name: str) -> str:
        """Return how a file is called in messages."""
        return f"{self.name}!{name[:120]}"

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file.

        Raises:
            ItemError: it is not there or damaged.
        """
        if name not in self.sizes:
            raise bad(self.at(name), "it is missing")
        try:
            if isinstance(self._source, zipfile.ZipFile):
                with self._source.open(name) as file:
                    yield file
            else:
                # A link put there since it was listed is not followed.
                descriptor = os.open(self._source / name, os.O_RDONLY | os.O_NOFOLLOW)
                with os.fdopen(descriptor, "rb") as file:
                    yield file
        except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
            raise bad(self.at(name), f"it cannot be read ({error})") from error

    def read(self, name: str, most: int) -> bytes:
        """Return the bytes of a file.

        Raises:
            ItemError: it is missing, damaged or longer than `most`.
        """
        with self.open(name) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise bad(self.at(name), f"it has more than {most:,} bytes, which none of its kind has")
        return data

    def object(self, name: str) -> Object:
        """Return a small file that is one JSON object. Raises `ItemError` where it is none."""
        return parsed(self.read(name, SMALL), self.at(name))

    def lines(self, name: str) -> Iterator[tuple[str, Object]]:
        """Yield the lines of a file, each with how it is called in messages.

        Raises:
            ItemError: a line is no JSON object, or too large.
        """
        with self.open(name) as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                where = f"{self.at(name)}:{number}"
                if len(line) > LONGEST_LINE:
                    raise bad(where, f"the line has more than {LONGEST_LINE:,} bytes")
                yield where, parsed(line, where)

    def check(self) -> Object:
        """Hold every file to the manifest, and return what `case.json` says.

        Raises:
            ItemError: a file is missing, not listed, or not as listed.
            RunError: this is no such export, or a newer program made it.
        """
        listed = self._listed()
        there = set(self.sizes) - {MANIFEST, LOSS}
        if more := sorted(there ^ set(listed)):
            reason = "the manifest does not list it" if more[0] in there else "it is missing"
            raise bad(self.at(more[0]), reason)
        for name, (size, sha256) in listed.items():
            if self.sizes[name] != size:
                raise bad(self.at(name), f"it has {self.sizes[name]:,} bytes; the manifest says {size:,}")
            if self._hash(name, size) != sha256:
                raise bad(self.at(name), "it was changed: its hash is not that of the manifest")
            self.hashes[name] = sha256
        for name in _NEEDED:
            if name not in listed:
                raise bad(self.at(name), "it is missing")
        return self._about()

    def _hash(self, name: str, size: int) -> str:
        digest, count = hashlib.sha256(), 0
        with self.open(name) as file:
            while block := file.read(_CHUNK):
                digest.update(block)
                count += len(block)
                if count > size:
                    break
        return digest.hexdigest() if count == size else ""

    def _listed(self) -> dict[str, tuple[int, str]]:
        where = self.at(MANIFEST)
        found: dict[str, tuple[int, str]] = {}
        files = self.object(MANIFEST).get("files")
        if not isinstance(files, list):
            raise bad(where, "it has no list of files")
        for told in files:
            name, size, sha256 = (
                told.get(key) if isinstance(told, dict) else None for key in ("path", "size", "sha256")
            )
            if not isinstance(name, str) or not isinstance(sha256, str) or type(size) is not int:
                raise bad(where, "an entry lacks path, size or sha256")
            if name in found:
                raise bad(where, f"it lists {name[:80]!r} twice")
            if not _NAME.fullmatch(name):
                raise bad(where, f"{name[:80]!r} is no name of a file of such an export")
            found[name] = size, sha256
        return found

    def _about(self) -> Object:
        about = self.object(ABOUT)
        if about.get("format") != KIND:
            raise RunError(f"{self.name}: import: it is no export in the format 'json'; name one")
        if type(about.get("version")) is not int or about["version"] > VERSION:
            raise RunError(f"{self.name}: import: a newer Rashomon made this export; install that version")
        if not re.fullmatch("[0-9a-f]{32}", str(about.get("case"))):
            raise bad(self.at(ABOUT), "it names no case")
        for key in ("profile", "program", "made"):
            if not isinstance(about.get(key), str) or len(about[key]) > 200:
                raise bad(self.at(ABOUT), f"{key}: a short text is needed")
        return about


def parsed(data: bytes, where: str) -> Object:
    """Return a JSON object. Raises `ItemError` where it is none, or would take too much memory."""
    if data.count(b"[") + data.count(b"{") > MOST_BRACKETS:
        raise bad(where, "it holds more lists than any case has")
    try:
        found = json.loads(data, parse_constant=_no_number)
    except RecursionError:
        raise bad(where, "its lists lie too deep in each other") from None
    except ValueError as error:
        raise bad(where, f"it is no JSON ({str(error)[:120]})") from None
    if not isinstance(found, dict):
        raise bad(where, "it is no JSON object")
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """Open an export, a folder or a ZIP.

    Raises:
        RunError: it is neither, or cannot be read.
        ItemError: a name in it is none that such an export has, stands there twice, or is a link.
    """
    name = path.name or str(path)
    try:
        if path.is_dir():
            yield Package(name, dict(_in_folder(path, name)), path)
            return
        with zipfile.ZipFile(path) as archive:
            yield Package(name, _in_zip(archive, name), archive)
    except zipfile.BadZipFile as error:
        raise RunError(f"{path}: import: it is no folder and no ZIP ({error}); name an export") from error
    except OSError as error:
        raise RunError(f"{path}: import: {error.strerror or error}; name an export that can be read") from error


def _in_folder(path: Path, name: str) -> Iterator[tuple[str, int]]:
    count = 0
    for folder, inner, files in os.walk(path):
        here = Path(folder)
        for entry in sorted((*inner, *files)):
            found = (here / entry).lstat()
            inside = (here / entry).relative_to(path).as_posix()
            if stat.S_ISDIR(found.st_mode):
                continue
            count += 1
            _check_name(name, inside, count, plain=stat.S_ISREG(found.st_mode))
            yield inside, found.st_size


def _in_zip(archive: zipfile.ZipFile, name: str) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for count, info in enumerate(archive.infolist(), start=1):
        if info.is_dir():
            continue
        kind = info.external_attr >> 16
        _check_name(name, info.filename, count, plain=not stat.S_IFMT(kind) or stat.S_ISREG(kind))
        where = f"{name}!{info.filename}"
        if info.filename in sizes:
            raise bad(where, "there are two files of that name")
        if info.flag_bits & 1:
            raise bad(where, "it is encrypted", "unpack it with its password, and import the folder")
        if info.file_size > max(info.compress_size, 10_000) * MOST_DENSE and not info.filename.startswith("originals/"):
            raise bad(where, "it would grow out of all proportion when unpacked")
        sizes[info.filename] = info.file_size
    return sizes


def _check_name(package: str, name: str, count: int, *, plain: bool) -> None:
    if count > MOST_FILES:
        raise bad(package, f"it holds more than {MOST_FILES:,} files")
    if not _NAME.fullmatch(name):
        raise bad(
            f"{package}!{name[:80]!r}", "no file of an export in the format 'json' has such a name", "take it out"
        )
    if not plain:
        raise bad(f"{package}!{name}", "it is no plain file but a link or something else", "put the file itself there")
