"""A case as one file, and back. The file is a tar archive that other tools can open and check:

    case.json        what this is: format, identity of the case, schema, when, head of the log
    tables/*.jsonl   the tables, one JSON object a line (the same from SQLite and from PostgreSQL)
    originals/*      the archived bytes, each named by its SHA-256
    hashes.json      SHA-256 of each member before it; the last member, so that a cut file shows

All of it is of one moment, also while others write. A restore trusts nothing: names, sizes and hashes are checked.

Encrypted (`sealed.py`), the archive is the content of a file that the program `age` opens too.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from rashomon.errors import RunError
from rashomon.store import log, making, schema, sealed
from rashomon.store.entries import now
from rashomon.store.migrating import HEAD
from rashomon.store.sealed import Key, Seal
from rashomon.store.tables import dump, parse
from rashomon.store.views import documents

if TYPE_CHECKING:
    from rashomon.store.base import Case

FORMAT = 1
ABOUT, HASHES = "case.json", "hashes.json"
_ORIGINAL = re.compile(r"originals/[0-9a-f]{64}")
_SMALL = 64 << 20
_CHUNK = 1 << 20
_TABLES = {f"tables/{table.name}.jsonl": table for table in schema.PRIMARY}


def backup(case: Case, path: Path, *, seal: Seal | None = None) -> str:
    """Write a case into the file `path`, note it in the log, and return the file's SHA-256.

    Args:
        seal: for whom it is encrypted; None leaves it in clear.

    Raises:
        RunError: the file is there already or cannot be written, an original is missing or was changed, or it cannot
            be encrypted so.
    """
    if path.exists():
        raise RunError(f"{path}: backup: it is there already; choose another name")
    if seal is not None:
        sealed.check(seal)
    part = path.with_name(f".{path.name}.part")
    try:
        with _new(part) as file:
            if seal is None:
                seq = _write(case, file)
            else:
                with sealed.sealing(file, seal) as clear:
                    seq = _write(case, clear)
            file.flush()
            os.fsync(file.fileno())
        digest = _hash_file(part)
        part.rename(path)
    except OSError as error:
        raise RunError(f"{path}: backup: {error.strerror or error}; choose another place") from error
    finally:
        with suppress(OSError):
            part.unlink()
    told = {} if seal is None else {"encrypted": seal.told()}
    case.log.append("backup", {"file": path.name, "sha256": digest, "seq": seq, **told})
    return digest


def _new(part: Path) -> IO[bytes]:
    """Open a new file that nobody else may read."""
    part.unlink(missing_ok=True)
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(case: Case, file: IO[bytes]) -> int:
    """Write the archive; return the number of the last log entry in it."""
    hashes: dict[str, str] = {}
    with case.base.reading() as connection, tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        seq, head = log.head(connection)
        about = {"format": FORMAT, "case": case.id, "profile": case.profile, "schema": HEAD, "time": now()}
        _add(archive, hashes, ABOUT, json.dumps(about | {"seq": seq, "head": head}, indent=1).encode("utf-8"))
        for name, table in _TABLES.items():
            # Not in the memory: a table of readings may be long.
            with tempfile.TemporaryFile(dir=case.folder if os.access(case.folder, os.W_OK) else None) as rows:
                for line in dump(connection, table):
                    rows.write(line)
                _add_file(archive, hashes, name, rows)
        for sha256 in _archived(connection):
            _add(archive, hashes, f"originals/{sha256}", case.originals.read(sha256))
        _add(archive, {}, HASHES, json.dumps(hashes, indent=1).encode("utf-8"))
    return seq


def _archived(connection: Connection) -> Iterator[str]:
    """Yield the hash of everything archived that the case refers to, each once."""
    seen = dict.fromkeys(document.sha256 for document in documents(connection))
    table = schema.location
    for row in connection.execute(select(table.c.warc).where(table.c.warc.is_not(None)).order_by(table.c.number)):
        seen[row.warc] = None
    yield from seen


def _add(archive: tarfile.TarFile, hashes: dict[str, str], name: str, data: bytes) -> None:
    _add_file(archive, hashes, name, io.BytesIO(data))


def _add_file(archive: tarfile.TarFile, hashes: dict[str, str], name: str, file: IO[bytes]) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    file.seek(0)
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o444
    archive.addfile(member, file)
    hashes[name] = digest.hexdigest()


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(
    path: Path, folder: Path, *, database: str | None = None, actor: str | None = None, key: Key | None = None
) -> Case:
    """Make the case in the file `path` again, in a new folder, check all of it, and return it open.

    Args:
        database: a PostgreSQL URL, whatever engine the backup was made on; None for SQLite.
        key: what opens an encrypted backup.

    Raises:
        RunError: the file is no backup, is damaged, or a newer Rashomon made it; the key is not the one; the folder is
            taken; or the restored case does not pass its checks. Nothing is left behind then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunError(f"{folder}: restore: it is there already; choose a new folder")
    try:
        # For us alone (0700), and on the disk that the case will be on in clear anyway.
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.absolute().parent) as space:
            with _clear(path, key) as file:
                about = _unpack(file, Path(space), str(path))
            digest = _hash_file(path)
            return _build(Path(space), folder, about, digest, database=database, actor=actor)
    except OSError as error:
        raise RunError(f"{path}: restore: {error.strerror or error}; check the file and the place") from error
    except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path}: restore: it is no whole backup ({error}); use another copy of it") from error


@contextmanager
def _clear(path: Path, key: Key | None) -> Iterator[IO[bytes]]:
    """Open a backup, decrypted where it is encrypted."""
    with path.open("rb") as file:
        if (needed := sealed.sealed_with(path)) is None:
            yield file
        elif key is None:
            what = "its passphrase" if needed == "passphrase" else "the private key to it (--identity)"
            raise RunError(f"{path}: restore: it is encrypted; give {what}")
        else:
            with sealed.opening(file, key, str(path)) as clear:
                yield clear


def check(path: Path, *, key: Key | None = None) -> dict[str, Any]:
    """Check every member of a backup against its hash and return what `case.json` in it says; nothing is kept.

    Raises:
        RunError: the file is no backup or is damaged, or the key is not the one.
    """
    try:
        with _clear(path, key) as file, tempfile.TemporaryDirectory() as space:
            return _unpack(file, Path(space), str(path))
    except OSError as error:
        raise RunError(f"{path}: verify: {error.strerror or error}; check the file") from error
    except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path}: verify: it is no whole backup ({error}); use another copy of it") from error


def _unpack(file: IO[bytes], space: Path, name: str) -> dict[str, Any]:
    """Write the members into `space`, each held to its name and hash; return what `case.json` says."""
    (space / "originals").mkdir()
    (space / "tables").mkdir()
    found: dict[str, str] = {}
    wanted: dict[str, str] | None = None
    with tarfile.open(fileobj=file, mode="r|") as archive:
        for member in archive:
            if wanted is not None or not member.isreg() or member.name in found:
                raise ValueError(f"unexpected member {member.name[:80]!r}")
            source = archive.extractfile(member)
            if source is None:
                raise ValueError(f"unreadable member {member.name[:80]!r}")
            if member.name == HASHES:
                wanted = json.loads(source.read(_SMALL))
            elif member.name in (ABOUT, *_TABLES) or _ORIGINAL.fullmatch(member.name):
                found[member.name] = _copy(source, space / member.name)
            else:
                raise ValueError(f"unexpected member {member.name[:80]!r}")
    if wanted is None:
        raise ValueError("it is cut short")
    if found != wanted:
        wrong = sorted(key for key in {*found, *wanted} if found.get(key) != wanted.get(key))
        raise ValueError(f"{wrong[0]} is missing or was changed")
    about = json.loads((space / ABOUT).read_bytes())
    if about["format"] > FORMAT or about["schema"] > HEAD:
        raise RunError(f"{name}: restore: a newer Rashomon made this backup; install that version")
    if not re.fullmatch("[0-9a-f]{32}", about["case"]):
        raise ValueError("it names no case")
    return dict(about)


def _copy(source: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _build(  # noqa: PLR0913
    space: Path, folder: Path, about: dict[str, Any], digest: str, *, database: str | None, actor: str | None
) -> Case:
    """Make the case from unpacked members; take it away again where it does not pass its checks."""
    from rashomon.store.base import Case

    settings = making.new_settings(database, str(about["profile"]), case_id=about["case"])
    case = Case.build(folder, settings, database=database, actor=actor, rows=_rows(space, about))
    try:
        for path in sorted((space / "originals").iterdir()):
            if case.add_original(path.read_bytes()) != path.name:
                raise ValueError(f"originals/{path.name} has other bytes")
        if finding := next(case.verify(), None):
            raise ValueError(f"{finding.part} {finding.where}: {finding.problem}")
        if case.log.receipt().head != about["head"]:
            raise ValueError("its log is not the one it says it has")
        case.log.append("restore", {"sha256": digest, "seq": about["seq"], "database": settings.database})
    except BaseException:
        case.discard()
        raise
    return case


def _rows(space: Path, about: dict[str, Any]) -> dict[str, Iterable[dict[str, Any]]]:
    """Return the rows of each table; a backup of an older schema may lack tables that came later."""
    return {
        table.name: _lines(space / name, table)
        for name, table in _TABLES.items()
        if about["schema"] == HEAD or (space / name).is_file()
    }


def _lines(path: Path, table: Any) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        yield from parse(table, file)
