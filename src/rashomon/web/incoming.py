"""Where uploads lie until they are read: in the case, a folder for each server, locked while that lives."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path
from uuid import uuid4

from rashomon.errors import RunError

FOLDER = "incoming"
LOCK = "lock"
YOUNG = 3600.0
"""Seconds in which a folder without a lock may be one that is just being made."""


class Incoming:
    """The folder of this server. It is made with the first upload, when what servers before left is swept away too."""

    def __init__(self, case: Path) -> None:
        self._folder = case / FOLDER
        self._mutex = threading.Lock()
        self._own: Path | None = None
        self._lock = -1

    def new(self) -> Path:
        """Return a path for an upload: a name of ours, at which nothing is.

        Raises:
            RunError: the folder of the case cannot be written.
        """
        with self._mutex:
            if self._own is None:
                try:
                    self._folder.mkdir(mode=0o700, exist_ok=True)
                    self._sweep()
                    self._own = Path(tempfile.mkdtemp(dir=self._folder))
                    self._lock = os.open(self._own / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                    fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError as error:
                    raise RunError(
                        f"{self._folder}: upload: {error.strerror}; free some space there, or allow writing"
                    ) from error
            return self._own / uuid4().hex

    def _sweep(self) -> None:
        for path in self._folder.iterdir():
            if path.is_dir() and not path.is_symlink() and _left(path):
                shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """Remove the folder with everything that was not read."""
        with self._mutex:
            if self._own is not None:
                shutil.rmtree(self._own, ignore_errors=True)
                os.close(self._lock)
                self._own, self._lock = None, -1


def _left(path: Path) -> bool:
    """Tell whether the server that made a folder is gone."""
    try:
        descriptor = os.open(path / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return time.time() - path.stat().st_mtime > YOUNG
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
