"""Where a command writes its one result: a file, or standard output."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rashomon.errors import RunError


def check_output(output: Path, files: list[str]) -> None:
    """Refuse an output that cannot be written before the long work rather than after it."""
    if str(output) == "-":
        return
    if output.exists() and any(name != "-" and Path(name).exists() and output.samefile(name) for name in files):
        raise RunError(f"{output}: write: this is one of the files to be read; choose another name for the dossier")
    if output.is_dir():
        raise RunError(f"{output}: write: this is a folder; name a file, such as {output / 'dossier.html'}")
    if not output.parent.is_dir():
        raise RunError(f"{output}: write: its folder does not exist; make it first, or choose another place")
    if not os.access(output if output.exists() else output.parent, os.W_OK):
        raise RunError(f"{output}: write: not allowed there; choose another place")


def write_output(output: Path, content: str) -> None:
    """Write a page or an object to a file, or to standard output (`-`); never half of one.

    Raises:
        RunError: it cannot be written.
    """
    data = content.encode("utf-8", errors="replace")
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    # Written beside and renamed, so that a page half written is never taken for a page. What is no plain file (a
    # device, a pipe, a link) is written into and never replaced.
    plain = not output.is_symlink() and (not output.exists() or output.is_file())
    part = output.with_name(f".{output.name}.part") if plain else output
    try:
        part.write_bytes(data)
        if plain:
            part.replace(output)
    except OSError as error:
        raise RunError(f"{output}: write: {error.strerror}; choose another place") from error
