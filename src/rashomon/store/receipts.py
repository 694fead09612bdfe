"""Entries of the log and receipts as JSON, and receipts from files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from rashomon.errors import RunError
from rashomon.store.entries import LogEntry, Receipt

_MAX = 1 << 16


def entry_object(entry: LogEntry) -> dict[str, Any]:
    """Return an entry as the object whose canonical JSON, without `hash`, its hash is over."""
    names = ("seq", "time", "actor", "action", "detail", "previous", "hash")
    return {name: getattr(entry, name) for name in names}


def read_receipt(path: Path) -> Receipt:
    """Return the receipt in a file.

    Raises:
        RunError: the file cannot be read or is no receipt.
    """
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_MAX))
    except OSError as error:
        raise RunError(
            f"{path}: receipt: {error.strerror}; name the file that 'rashomon log CASE receipt' gave"
        ) from error
    except ValueError as error:
        raise RunError(
            f"{path}: receipt: it is no JSON; name the file that 'rashomon log CASE receipt' gave"
        ) from error
    fits = (
        isinstance(found, dict)
        and all(isinstance(found.get(name), str) for name in ("case", "head", "time"))
        and type(found.get("seq")) is int
        and re.fullmatch("[0-9a-f]{64}", found["head"])
    )
    if not fits:
        raise RunError(f"{path}: receipt: it is none; name the file that 'rashomon log CASE receipt' gave")
    return Receipt(found["case"], found["seq"], found["head"], found["time"])
