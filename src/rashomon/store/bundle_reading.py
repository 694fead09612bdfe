"""What a check of a bundle reads: its files, in a folder or a ZIP, its JSON, the words of spans, the chain of its log.

The first half of the program `verify.py` that travels in every bundle (`bundle_verify.py` is the other): Python 3.8 or
newer and its standard library, nothing of this package.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any, Dict, Iterator

FIRST = "0" * 64
MOST_JSON = 1 << 29
MOST_FILES = 1_000_000
# Files that come after what the log's last entry, the export, holds the hash of.
AFTERWARDS = ("log.jsonl", "manifest.json", "receipt.json")
ENTRY = {"seq", "time", "actor", "action", "detail", "previous", "hash"}
DAMAGED = (OSError, EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error)

Json = Dict[str, Any]


class UnusableError(Exception):
    """What was given is no bundle that this program can check; the message says why."""


# The files, in a folder or a ZIP


class Files:
    """The files of a bundle; `problems` are names that no bundle has."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.names: list[str] = []

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading."""
        raise NotImplementedError

    def read(self, name: str, most: int = MOST_JSON) -> bytes:
        """Return a file of at most `most` bytes.

        Raises:
            ValueError: it is longer, or its bytes cannot be read.
        """
        try:
            with self.open(name) as file:
                data = file.read(most + 1)
        except (KeyError, *DAMAGED) as error:
            raise ValueError(f"it cannot be read ({error})") from error
        if len(data) > most:
            raise ValueError(f"it is longer than {most} bytes")
        return data

    def digest(self, name: str, size: int) -> str:
        """Return the SHA-256 of a file that should be `size` bytes long.

        Raises:
            ValueError: it is of another length, or its bytes cannot be read.
        """
        found, length = hashlib.sha256(), 0
        try:
            with self.open(name) as file:
                while True:
                    block = file.read(1 << 20)
                    length += len(block)
                    if not block or length > size:
                        break
                    found.update(block)
        except (KeyError, *DAMAGED) as error:
            raise ValueError(f"it cannot be read ({error})") from error
        if length != size:
            raise ValueError("it is {} than the {} bytes listed".format("longer" if length > size else "shorter", size))
        return found.hexdigest()


def unsafe(name: str) -> str:
    """Return why a name could lead out of the bundle or be taken for another; empty where it is plain."""
    if not name or len(name) > 1000 or re.search(r"[\x00-\x1f\x7f\\:]", name):
        return "it has signs that no name in a bundle has"
    if any(part in ("", ".", "..") for part in name.split("/")):
        return "it leads out of the bundle, or is not in its shortest form"
    return ""


class Folder(Files):
    """A bundle that was unpacked."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root

        def refuse(error: OSError) -> None:
            raise UnusableError(f"{root}: it cannot be read ({error.strerror})")

        for folder, inner, files in os.walk(str(root), onerror=refuse):
            for name in inner + files:
                path = Path(folder) / name
                mode = path.lstat().st_mode
                plain = path.relative_to(root).as_posix()
                if stat.S_ISLNK(mode) or not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                    self.problems.append(f"{plain!r} is a link or no plain file; it was not followed")
                elif stat.S_ISREG(mode):
                    self.names.append(plain)
                if len(self.names) > MOST_FILES:
                    raise UnusableError(f"it has more than {MOST_FILES} files")

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading."""
        return (self.root / name).open("rb")


class Zip(Files):
    """A bundle in one file. Nothing is unpacked: names in it never become paths."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        try:
            self._zip = zipfile.ZipFile(str(path))
        except (*DAMAGED, ValueError) as error:
            raise UnusableError(f"{path}: it is no ZIP that can be read ({error})") from error
        entries = self._zip.infolist()
        if len(entries) > MOST_FILES:
            raise UnusableError(f"it has more than {MOST_FILES} files")
        seen = set()
        for entry in entries:
            name, mode = entry.orig_filename, entry.external_attr >> 16
            folded = name.casefold()
            if folded in seen:
                self.problems.append(f"{name!r} stands twice in the ZIP")
            elif unsafe(name.rstrip("/") if name.endswith("/") and not entry.file_size else name):
                self.problems.append(f"the name {name[:80]!r} is not safe: {unsafe(name)}")
            elif stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
                self.problems.append(f"{name!r} is a link or no plain file; it was not followed")
            elif entry.flag_bits & 1:
                self.problems.append(f"{name!r} is encrypted")
            elif not name.endswith("/"):
                self.names.append(name)
            seen.add(folded)

    def open(self, name: str) -> IO[bytes]:
        """Open a file for reading."""
        return self._zip.open(name)


# JSON


def once(pairs: list[tuple[str, Any]]) -> Json:
    """Make an object of which no key stands twice: two readers could take it for two things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def parse(data: bytes | str) -> Any:
    """Return the JSON value of some text.

    Raises:
        ValueError: it is none, or nested too deep.
    """
    try:
        return json.loads(data.decode("utf-8") if isinstance(data, bytes) else data, object_pairs_hook=once)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def canonical(value: object) -> bytes:
    """Return the one form of a JSON value that hashes are made of: sorted keys, no spaces, UTF-8, no floats."""

    def refuse(item: object) -> None:
        if isinstance(item, float):
            raise ValueError("it holds a number with a decimal point")
        for inner in item.values() if isinstance(item, dict) else item if isinstance(item, list) else ():
            refuse(inner)

    refuse(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def plain(text: str) -> str:
    """Return text without signs that steer a terminal or turn the direction of reading: bundles may be hostile."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", "\ufffd", text)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hex."""
    return hashlib.sha256(data).hexdigest()


def lines(data: bytes) -> Iterator[tuple[int, Any, str]]:
    """Yield number, value and complaint for every line of JSON lines."""
    rows = data.split(b"\n")
    if rows and not rows[-1]:
        rows.pop()
    for number, row in enumerate(rows, 1):
        try:
            yield number, parse(row), ""
        except ValueError as error:
            yield number, None, str(error)


def fold(text: str) -> str:
    """Return words with single spaces; one that was cut at the end of a line is whole again."""
    return " ".join(re.sub("[\u2010\u00ad]\\s*\n\\s*|\u00ad", "", text).split())


def words(text: str, spans: list[list[int]]) -> str:
    """Return the words of spans (code points, end exclusive); what no text holds where they do not lie in it."""
    at = 0
    for start, end in spans:
        if type(start) is not int or type(end) is not int or not at <= start < end <= len(text):
            return "\0 no such place"
        at = end
    return fold(" ".join(text[start:end] for start, end in spans))


def quoted(node: Any) -> Iterator[tuple[str, list[list[int]]]]:
    """Yield every text with the spans that it is said to be the words of."""
    if isinstance(node, dict):
        spans = node.get("spans") or ([node["span"]] if "span" in node else [])
        if "text" in node and spans:
            yield node["text"], spans
        for value in node.values():
            for found in quoted(value):
                yield found
    elif isinstance(node, list):
        for value in node:
            for found in quoted(value):
                yield found


def content(manifest: Json) -> str:
    """Return the hash of what a bundle holds but for its log, receipt and manifest."""
    files = [item for item in manifest["files"] if item["path"] not in AFTERWARDS]
    named = {name: manifest[name] for name in ("case", "documents", "program", "version")}
    return sha256(canonical({"files": files, **named}))


def broken(entries: list[Any]) -> str:
    """Return which entry of a log is the first that was altered, taken out, put in or moved; empty for none."""
    numbers = [entry.get("seq") if isinstance(entry, dict) else None for entry in entries]
    previous = FIRST
    for at, entry in enumerate(entries):
        number = at + 1
        if not isinstance(entry, dict) or set(entry) != ENTRY or type(entry["seq"]) is not int:
            return f"entry {number} was altered: it is not in the form of an entry"
        if entry["seq"] != number:
            return misplaced(number, numbers, at)
        try:
            digest = sha256(canonical({key: value for key, value in entry.items() if key != "hash"}))
        except ValueError as error:
            return f"entry {number} was altered: {error}"
        if digest != entry["hash"]:
            return f"entry {number} was altered: what it says does not give its hash"
        if entry["previous"] != previous:
            return f"entry {number} does not follow from the one before: one of the two was replaced"
        previous = entry["hash"]
    return ""


def misplaced(number: int, numbers: list[Any], at: int) -> str:
    """Return what happened where another number stands in the place of an entry."""
    there = numbers[at]
    if there in numbers[:at]:
        return f"an entry was put in before entry {number}: number {there} stands twice"
    if number in numbers[at:]:
        return f"entry {number} was moved: entry {there} stands in its place"
    return f"entry {number} is missing: entry {there} stands in its place"


def ended(last: Json, receipt: Json, name: str) -> str:
    """Return how the end of a log differs from a receipt; empty where it does not."""
    if last["seq"] < receipt["seq"]:
        return "entry {} is missing: {} was given for entry {}".format(last["seq"] + 1, name, receipt["seq"])
    if last["seq"] > receipt["seq"]:
        return "entry {} was added after {}".format(receipt["seq"] + 1, name)
    return "" if last["hash"] == receipt["head"] else f"its last entry is not the one of {name}"
