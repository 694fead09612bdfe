"""An archive as other commands find it: what was read, shard by shard, and nothing that is only half there.

Everything is checked where it is opened, since an archive travels: files that are damaged, of another version or not
there end the run with the file's name and what to do, and are never passed over.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rashomon.archive.layout import MANIFEST, NOUNS, SHARDS, arrow, part, receipt, schema
from rashomon.errors import RunError

if TYPE_CHECKING:
    import pyarrow

_AGAIN: Final = "run 'rashomon archive read' with the same --out again: only what is missing is read"
_LARGEST_RECORD: Final = 64 << 20
"""Most bytes of a manifest or receipt; a longer one is none."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive of which at least one shard was read.

    Attributes:
        manifest: the object in `archive.json`.
        shards: numbers of the finished shards, rising.
    """

    folder: Path
    manifest: Mapping[str, Any]
    shards: tuple[int, ...]

    @classmethod
    def open(cls, folder: Path) -> Archive:
        """Open an archive.

        Raises:
            RunError: there is none, nothing was read in it yet, or its manifest is damaged.
        """
        arrow()
        path = folder / MANIFEST
        if not path.is_file():
            raise RunError(
                f"{folder}: archive: there is no {MANIFEST} in it; name the folder that was given as --out to "
                "'rashomon archive read'"
            )
        manifest = read_object(path)
        shards = finished(folder)
        if not shards:
            raise RunError(f"{folder}: archive: no shard of it was read to its end yet; {_AGAIN}")
        return cls(folder, manifest, shards)

    @property
    def planned(self) -> int | None:
        """How many shards there will be, None where the manifest does not say."""
        told = self.manifest.get(SHARDS)
        return told if isinstance(told, int) and told >= 0 else None

    def shard(self, number: int) -> Shard:
        """Return a finished shard."""
        return Shard(self.folder, number)

    def receipt(self, number: int) -> dict[str, Any]:
        """Return the receipt of a finished shard."""
        return read_object(receipt(self.folder, number))


@dataclass(frozen=True)
class Shard:
    """One finished shard; what was read of its files is kept as long as the object is."""

    folder: Path
    number: int
    _tables: dict[tuple[str, tuple[str, ...]], Any] = field(default_factory=dict, compare=False, repr=False)

    def table(self, noun: str, columns: Sequence[str], *, only: Collection[str] | None = None) -> pyarrow.Table:
        """Return columns of a noun's rows, in the order of the file.

        Args:
            only: ids of documents; rows of others are left out. The key is `id` of documents and readings.

        Raises:
            RunError: the file is not there, damaged, or of another layout.
        """
        key = "id" if noun in ("documents", "readings") else "document"
        wanted = tuple(dict.fromkeys([*columns, *([] if only is None else [key])]))
        table = self._tables.get((noun, wanted))
        if table is None:
            table = self._tables[noun, wanted] = read_table(part(self.folder, noun, self.number), noun, wanted)
        if only is None:
            return table
        pa = arrow()
        return table.filter(pa.compute.is_in(table[key], value_set=pa.array(sorted(only), pa.string())))

    def rows(self, noun: str) -> int:
        """Return how many rows a noun has.

        Raises:
            RunError: as `table`.
        """
        number: int = read_table(part(self.folder, noun, self.number), noun, ()).num_rows
        return number

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of its documents in the order of the file; one that was found at two places is there twice."""
        return tuple(self.table("documents", ("id",))["id"].to_pylist())

    @property
    def remedy(self) -> str:
        """What to do where one of its files is damaged."""
        return _anew(part(self.folder, "documents", self.number))


def finished(folder: Path) -> tuple[int, ...]:
    """Return the numbers of the shards that have a receipt."""
    names = (path.stem for path in (folder / SHARDS).glob("*.json"))
    return tuple(sorted(int(name) for name in names if name.isascii() and name.isdigit()))


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a manifest or receipt.

    Raises:
        RunError: it cannot be read or is none.
    """
    try:
        if path.stat().st_size > _LARGEST_RECORD:
            raise ValueError("it is too long")
        found = json.loads(path.read_bytes())
        if not isinstance(found, dict):
            raise ValueError("it is no object")
    except OSError as error:
        raise RunError(f"{path}: archive: it cannot be read ({error.strerror}); check the folder") from error
    except (ValueError, RecursionError) as error:
        remedy = f"delete it and {_AGAIN}" if path.parent.name == SHARDS else "read the archive into a new folder"
        raise RunError(f"{path}: archive: it is damaged ({str(error)[:100]}); {remedy}") from error
    return found


def read_table(path: Path, noun: str, columns: Sequence[str]) -> pyarrow.Table:
    """Return columns of one file of an archive.

    Raises:
        RunError: it is not there, damaged, or of another layout.
    """
    pa = arrow()
    import pyarrow.compute  # noqa: F401  so that `pa.compute` is there for whoever filters

    try:
        file = pa.parquet.ParquetFile(path, page_checksum_verification=True)
        kept = file.schema_arrow
        for name in columns:
            if name not in kept.names or kept.field(name).type != schema(noun).field(name).type:
                raise RunError(
                    f"{path}: archive: its column {name!r} is not as this version of rashomon writes it; read the "
                    "archive again into a new folder"
                )
        return file.read(columns=list(columns))
    except FileNotFoundError as error:
        raise RunError(f"{path}: archive: it is missing; {_anew(path)}") from error
    except (pa.ArrowException, OSError, ValueError) as error:
        why = " ".join(str(error).split())[:120]
        raise RunError(f"{path}: archive: it is damaged or cut short ({why}); {_anew(path)}") from error


def _anew(path: Path) -> str:
    number = path.stem
    where = path.parent.parent / SHARDS / f"{number}.json"
    return f"delete {where} and {_AGAIN}"


def damaged(archive: Archive) -> dict[int, list[str]]:
    """Return, by shard, the files that are not as its receipt says, each as one sentence with its remedy.

    Raises:
        RunError: a receipt is damaged.
    """
    found: dict[int, list[str]] = {}
    for number in archive.shards:
        hashes = receipt_hashes(archive.receipt(number))
        for noun in NOUNS:
            path = part(archive.folder, noun, number)
            wanted = hashes.get(noun)
            if not path.is_file():
                if wanted is not None or not hashes:
                    found.setdefault(number, []).append(f"{path}: it is missing; {_anew(path)}")
                continue
            with path.open("rb") as file:
                if wanted is not None and file_digest(file, "sha256").hexdigest() != wanted:
                    found.setdefault(number, []).append(f"{path}: it is not as it was written; {_anew(path)}")
    return found


def receipt_hashes(told: Mapping[str, Any]) -> dict[str, str]:
    """Return, by noun, the SHA-256 that a receipt gives for the shard's files."""
    files = told.get("files")
    if not isinstance(files, Mapping):
        return {}
    digests = {noun: file.get("sha256") for noun, file in files.items() if isinstance(file, Mapping)}
    return {noun: digest for noun, digest in digests.items() if isinstance(digest, str)}
