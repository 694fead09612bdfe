"""The files of a shard: whole or not there, the same bytes for the same rows, a receipt once all are there."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from rashomon.archive.layout import NOUNS, SHARDS, Row, arrow, part, receipt, schema
from rashomon.errors import RunError

_LEVEL: Final = 3
_ROW_GROUP: Final = 4096
_REASONS, _REASON = 10, 200


def make_folders(out: Path) -> None:
    """Make the folders that hold shards, where they are not there yet.

    Raises:
        OSError: they cannot be made.
    """
    for name in (SHARDS, *NOUNS):
        (out / name).mkdir(parents=True, exist_ok=True)


def write_shard(out: Path, shard: int, rows: Mapping[str, list[Row]]) -> None:
    """Write a shard's rows by noun, and then its receipt.

    Raises:
        RunError: nothing can be written there; the shard has no receipt then.
    """
    files = {noun: _write_rows(part(out, noun, shard), noun, rows[noun]) for noun in NOUNS}
    # Some, so that a receipt stays small whatever is in the sources; all of them are in the rows.
    reasons = Counter(row["reason"][:_REASON] for row in rows["rejected"]).most_common(_REASONS)
    repeated = sum(1 for row in rows["documents"] if not row["length"])
    content = {
        "shard": shard,
        "documents": len(rows["documents"]),
        "repeated": repeated,
        "rejected": len(rows["rejected"]),
        "characters": sum(row["length"] for row in rows["documents"]),
        "reasons": dict(reasons),
        "files": files,
    }
    write_file(receipt(out, shard), (json.dumps(content, indent=1) + "\n").encode("ascii"))


def _write_rows(path: Path, noun: str, rows: Sequence[Row]) -> dict[str, Any]:
    """Write the rows of one noun; return how many, and size and hash of the file."""
    pa = arrow()
    try:
        table = pa.Table.from_pylist(rows, schema=schema(noun))
    except UnicodeEncodeError:
        # Halves of characters, which no UTF-8 holds; one mark for each, so that every offset stays.
        table = pa.Table.from_pylist([_sound(row) for row in rows], schema=schema(noun))
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(
        table, sink, compression="zstd", compression_level=_LEVEL, row_group_size=_ROW_GROUP, version="2.6"
    )
    data = sink.getvalue()
    write_file(path, data)
    return {"rows": len(rows), "bytes": data.size, "sha256": hashlib.sha256(data).hexdigest()}


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_sound(item) for item in value]
    if isinstance(value, dict):
        return {name: _sound(item) for name, item in value.items()}
    return value


def write_file(path: Path, data: Any) -> None:
    """Write a file whole: under a hidden name beside its place, forced to disk, renamed.

    Raises:
        RunError: it cannot be written; nothing of it is left.
    """
    hidden = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with hidden.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
        _keep_name(path.parent)
    except OSError as error:
        with suppress(OSError):
            hidden.unlink(missing_ok=True)
        remedy = "free some space or begin in another folder; what is finished stays, the same command goes on"
        raise RunError(f"{path}: write: {error.strerror}; {remedy}") from error


def _keep_name(folder: Path) -> None:
    """Force the names in a folder to disk: a receipt must not outlive the files that it stands for."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(out: Path) -> None:
    """Remove what processes that were killed left half written; only under the lock of the archive."""
    for folder in (*NOUNS, SHARDS, "plan"):
        for left in (out / folder).glob(".*"):
            with suppress(OSError):
                left.unlink()
