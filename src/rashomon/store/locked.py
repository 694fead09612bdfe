"""A case that is not worked on as one encrypted file, and back: the whole folder as it is, accounts and all.

The file is that of `sealed.py` around a tar archive: the files of the folder under their names, and last `hashes.json`,
the SHA-256 of each. The folder is removed only after the file was decrypted again and every byte of it was found to be
that of the folder. Removing is not wiping: what was once on a disk in clear may be found there (SSDs write elsewhere
than where they are told to), so this is no substitute for an encrypted disk.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from rashomon.errors import RunError
from rashomon.store import sealed
from rashomon.store.base import Case
from rashomon.store.folder import DATABASE, ORIGINALS, read_settings
from rashomon.store.sealed import Key, Seal

_HASHES: Final = "hashes.json"
_CHUNK: Final = 1 << 20
_LARGEST_LIST: Final = 256 << 20


def lock(folder: Path, file: Path, seal: Seal, key: Key, *, actor: str | None = None) -> str:
    """Turn the folder of a case into one encrypted file and remove it; return the file's SHA-256.

    Args:
        file: must not be there, and not lie in the folder.
        key: what opens the file, to check it before anything is removed.

    Raises:
        RunError: it is no case on SQLite, or is open elsewhere; the file cannot be written; or what was written is not
            what the folder holds. The folder is as it was then, and the file is not there.
    """
    if file.exists() or file.is_symlink():
        raise RunError(f"{file}: lock: it is there already; choose another name")
    if file.absolute().parent.resolve().is_relative_to(folder.resolve()):
        raise RunError(f"{file}: lock: it lies in the case itself; choose another place")
    if read_settings(folder).database != "sqlite":
        raise RunError(f"{folder}: lock: its database is on a server; make an encrypted backup and remove it there")
    sealed.check(seal)
    with Case.open(folder, actor=actor) as case:
        case.log.append("lock", {"file": file.name, "encrypted": seal.told()})
    part = file.with_name(f".{file.name}.part")
    try:
        with _alone(folder):
            hashes = _write(folder, part, seal)
            _check(part, key, hashes, file)
            digest = _hash(part)
            part.rename(file)
            _sync(file.absolute().parent)
            _remove(folder, file)
    except OSError as error:
        raise RunError(f"{error.filename or file}: lock: {error.strerror or error}; check the disk") from error
    finally:
        with suppress(OSError):
            part.unlink()
    return digest


def unlock(file: Path, folder: Path, key: Key) -> None:
    """Make the folder of a case again from the file that `lock` wrote, which stays.

    Raises:
        RunError: the file is none of these, is damaged, or the key is not the one; or the folder is taken. Nothing is
            left behind then.
    """
    if folder.exists() or folder.is_symlink():
        raise RunError(f"{folder}: unlock: it is there already; choose a new folder")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.absolute().parent) as space:
            made = Path(space) / "case"
            made.mkdir(mode=0o700)
            (made / ORIGINALS).mkdir()
            with file.open("rb") as source, sealed.opening(source, key, str(file)) as clear:
                _unpack(clear, made)
            read_settings(made)
            made.rename(folder)
            _sync(folder.absolute().parent)
    except OSError as error:
        raise RunError(f"{file}: unlock: {error.strerror or error}; check the file and the place") from error
    except (tarfile.TarError, ValueError) as error:
        raise RunError(f"{file}: unlock: it is no whole locked case ({error}); use another copy of it") from error


def _remove(folder: Path, file: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise RunError(
            f"{folder}: lock: {file} is whole, but the folder cannot be removed ({error.strerror}); remove it by hand"
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep every other writer out; refuse where the database is open in another process."""
    from rashomon.store.engine import turn

    with turn(folder):
        if (folder / f"{DATABASE}-wal").exists():
            raise RunError(f"{folder}: lock: it is open in another process; end that ('rashomon serve') and try again")
        yield


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            continue
        name = path.relative_to(folder).as_posix()
        if not stat.S_ISREG(mode) or name == _HASHES:
            raise RunError(f"{path}: lock: this is no plain file of a case; take it away first")
        yield name, path


def _write(folder: Path, part: Path, seal: Seal) -> dict[str, str]:
    """Write the encrypted archive; return the hash of every file in it."""
    hashes: dict[str, str] = {}
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with (
            sealed.sealing(file, seal) as clear,
            tarfile.open(fileobj=clear, mode="w|", format=tarfile.PAX_FORMAT) as archive,
        ):
            for name, path in _files(folder):
                with path.open("rb") as source:
                    member = tarfile.TarInfo(name)
                    member.size, member.mode = os.fstat(source.fileno()).st_size, stat.S_IMODE(path.stat().st_mode)
                    hashes[name] = hashlib.file_digest(source, "sha256").hexdigest()
                    source.seek(0)
                    archive.addfile(member, source)
            listed = json.dumps(hashes, indent=1).encode("utf-8")
            last = tarfile.TarInfo(_HASHES)
            last.size = len(listed)
            archive.addfile(last, io.BytesIO(listed))
        file.flush()
        os.fsync(file.fileno())
    return hashes


def _check(part: Path, key: Key, hashes: dict[str, str], file: Path) -> None:
    """Decrypt what was written, in memory, and hold it to the folder."""
    try:
        with part.open("rb") as source, sealed.opening(source, key, str(file)) as clear:
            found = {name: digest for name, digest, _ in _members(clear, None)}
    except (tarfile.TarError, ValueError) as error:
        raise RunError(f"{file}: lock: what was written cannot be read again ({error}); the case was left") from error
    if found != hashes:
        raise RunError(f"{file}: lock: what was written is not what the case holds; the case was left as it is")


def _unpack(clear: IO[bytes], folder: Path) -> None:
    for name, _, mode in _members(clear, folder):
        (folder / name).chmod(mode)


def _members(clear: IO[bytes], folder: Path | None) -> Iterator[tuple[str, str, int]]:
    """Yield name, hash and permissions of each file, written into `folder` where there is one.

    Raises:
        ValueError: something is in it that no case has, or a file is missing or was changed.
    """
    found: dict[str, str] = {}
    wanted: dict[str, str] | None = None
    with tarfile.open(fileobj=clear, mode="r|") as archive:
        for member in archive:
            source = archive.extractfile(member) if member.isreg() else None
            if wanted is not None or source is None or member.name in found or not _inside(member.name):
                raise ValueError(f"unexpected member {member.name[:80]!r}")
            if member.name == _HASHES:
                wanted = json.loads(source.read(_LARGEST_LIST))
                continue
            found[member.name] = _copied(source, folder / member.name if folder else None)
            yield member.name, found[member.name], member.mode & 0o755 | 0o400
    if found != wanted:
        raise ValueError("it is cut short, or a file in it was changed")


def _inside(name: str) -> bool:
    """Tell whether a name leads nowhere but into the folder."""
    return "\0" not in name and not {"", ".", ".."}.intersection(name.split("/"))


def _copied(source: IO[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") if target is not None else io.BytesIO() as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            if target is not None:
                file.write(chunk)
        file.flush()
        if target is not None:
            os.fsync(file.fileno())
    return digest.hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
