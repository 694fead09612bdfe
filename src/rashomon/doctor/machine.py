"""The machine: system, encodings, cores, memory, free space, and folders that may be written."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rashomon import __version__
from rashomon.doctor.lines import UNKNOWN, Line, note, ok, problem
from rashomon.machine import multiplies_bytes, processors

GIB: Final = 1 << 30
MIB: Final = 1 << 20

LITTLE_SPACE, NO_SPACE = 2 * GIB, 200 * MIB
"""Free bytes below which there is a note, and a problem: an export of 10,000 claims takes tens of MiB, a backup as much
as the case."""

LITTLE_MEMORY, NO_MEMORY = 1 * GIB, 300 * MIB
"""Free bytes below which there is a note, and a problem: a report on a page of text takes about 160 MiB."""

OLDEST_SQLITE = (3, 37, 0)
"""STRICT tables came with it."""


def machine(home: Path) -> Iterator[Line]:
    """Yield what is to be told of this machine; `home` is the folder in which work will be written."""
    yield ok(
        "program", f"rashomon {__version__}, Python {platform.python_version()} ({platform.python_implementation()})"
    )
    yield ok("system", f"{_system()}, {platform.system()} {platform.release()}, {platform.machine()}")
    yield from _encodings()
    yield _sqlite()
    yield _cores()
    yield from _memory()
    yield from _space(home)


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "unnamed")
    except OSError:
        return "no name of the system"


def _encodings() -> Iterator[Line]:
    """Yield which encodings texts and names of files pass through."""
    where = {
        "locale": locale.getpreferredencoding(False),
        "names of files": sys.getfilesystemencoding(),
        "output": getattr(sys.stdout, "encoding", None) or "none",
    }
    said = ", ".join(f"{name} {encoding}" for name, encoding in where.items())
    plain = {name: encoding.lower().replace("-", "").replace("_", "") for name, encoding in where.items()}
    if plain["names of files"] != "utf8":
        yield problem("encoding", f"{said}: names of files are not UTF-8", "set LANG=C.UTF-8, or PYTHONUTF8=1")
    elif any(encoding not in ("utf8", "none") for encoding in plain.values()):
        remedy = "set LANG=C.UTF-8, or PYTHONUTF8=1, if letters are printed as question marks"
        yield note("encoding", said, remedy)
    else:
        yield ok("encoding", said)


def _sqlite() -> Line:
    """Return whether SQLite is new enough and can search texts; asked of a database in memory."""
    said = f"version {sqlite3.sqlite_version}"
    remedy = "use a Python that is built with a newer SQLite, such as that of Debian 12 or python.org"
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return problem("SQLite", f"{said} is too old for cases", remedy)
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE found USING fts5(words)")
    except sqlite3.OperationalError:
        return problem("SQLite", f"{said} lacks FTS5, by which cases are searched", remedy)
    finally:
        connection.close()
    return ok("SQLite", f"{said} with FTS5")


def _cores() -> Line:
    usable = processors()
    slow = "" if multiplies_bytes() else "; products of bytes (VNNI) not found: the encoder takes 1.7 times as long"
    return ok("cores", f"{usable} usable of {os.cpu_count() or usable}{slow}")


def _memory() -> Iterator[Line]:
    found = memory()
    if found is None:
        yield note("memory", UNKNOWN)
        return
    free, total = found
    said = f"{size(free)} free of {size(total)}"
    if free < NO_MEMORY:
        yield problem("memory", said, "close other programs: reading a few documents takes about 200 MiB")
    elif free < LITTLE_MEMORY:
        yield note("memory", said, "close other programs before a large case is compared")
    else:
        yield ok("memory", said)


def memory(proc: Path = Path("/proc/meminfo"), limits: Path = Path("/sys/fs/cgroup")) -> tuple[int, int] | None:
    """Return free and total memory in bytes, those of the container where it is held to less; None if not known."""
    try:
        rows = dict(line.split(":", 1) for line in proc.read_text(encoding="ascii").splitlines() if ":" in line)
        free, total = (int(rows[name].split()[0]) << 10 for name in ("MemAvailable", "MemTotal"))
    except (OSError, KeyError, ValueError):
        return None
    try:
        limit = int((limits / "memory.max").read_text(encoding="ascii"))
        used = int((limits / "memory.current").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return free, total  # no container, or one without a limit ("max")
    return min(free, max(0, limit - used)), min(total, limit)


def _space(home: Path) -> Iterator[Line]:
    """Yield free space of the folder of the work and of that for temporary files, and whether they may be written."""
    yield _folder(
        "work folder", home, "free some space, or work on another disk", "allow writing there, or work elsewhere"
    )
    remedy = "set TMPDIR to a folder on a disk with space"
    try:
        temporary = Path(tempfile.gettempdir())  # tries each with a file of no bytes, which it removes
    except FileNotFoundError:
        yield problem(
            "temporary files", "there is no folder for them that may be written", "set TMPDIR to a folder of yours"
        )
        return
    yield _folder("temporary files", temporary, remedy, "set TMPDIR to a folder of yours")


def _folder(part: str, folder: Path, more_space: str, more_rights: str) -> Line:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return problem(part, f"cannot be looked at ({error.strerror})", more_rights)
    said = f"{size(free)} free"
    if not os.access(folder, os.W_OK | os.X_OK):
        return problem(part, f"{said}, and may not be written", more_rights)
    if free < NO_SPACE:
        return problem(part, said, more_space)
    return note(part, said, more_space) if free < LITTLE_SPACE else ok(part, f"{said}, may be written")


def size(number: float) -> str:
    """Return bytes in words: "1.5 GiB", "210 MiB"."""
    return f"{number / GIB:.1f} GiB" if number >= GIB else f"{number / MIB:.0f} MiB"
