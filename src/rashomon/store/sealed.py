"""Encrypted files in the format of age (age-encryption.org/v1), made and opened by pyrage: whoever has the passphrase
or the private key needs nothing of ours (`age --decrypt`).

With public keys any amount is encrypted as it comes (chunks of 64 KiB, each with its own tag). With a passphrase all of
it is held in memory, since the library takes it in one piece; so there is a limit. Nothing is written in clear here.
"""

from __future__ import annotations

import io
import os
import secrets
import string
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Literal

from rashomon.errors import RunError

MOST_BY_PASSPHRASE: Final = 1 << 30
"""Most bytes encrypted with a passphrase; about three times as much memory is needed."""

SHORTEST: Final = 16
"""Code points of a new passphrase: who has the file can try as long as they like, so more than for an account."""

_MAGIC: Final = b"age-encryption.org/v1\n"
_ARMOUR: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
_GROUPS, _LETTERS = 6, 4
# None that is taken for another one in print or handwriting.
_ALPHABET: Final = "".join(sorted(set(string.ascii_lowercase) - set("loqgi")))
_KEY_BYTES: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Seal:
    """For whom a file is encrypted: whoever has the passphrase, or the private key to one of the public ones."""

    passphrase: str | None = field(default=None, repr=False)
    recipients: tuple[str, ...] = ()

    def told(self) -> str | list[str]:
        """Return what the log says of it: "passphrase", or the public keys, without the comments they came with."""
        return "passphrase" if self.passphrase is not None else [" ".join(key.split()[:2]) for key in self.recipients]


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a file: a passphrase, or private keys as they stand in their files."""

    passphrase: str | None = field(default=None, repr=False)
    identities: tuple[bytes, ...] = field(default=(), repr=False)


def sealed_with(path: Path) -> Literal["passphrase", "key"] | None:
    """Tell by its head what opens an encrypted file; None where it is not encrypted.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(256)
    if head.startswith(_ARMOUR):
        import base64

        first = head.split(b"\n")[1:4]
        head = base64.b64decode(b"".join(first)[:128] + b"==", validate=False)
    if not head.startswith(_MAGIC):
        return None
    return "passphrase" if head[len(_MAGIC) :].startswith(b"-> scrypt ") else "key"


_TRIES: Final = 3
_TOO_MUCH: Final = "Excessive work parameter"


def new_passphrase() -> str:
    """Return a random passphrase of 105 bits: six groups of four letters, "tmwk-baxe-…"."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS))


def check_passphrase(passphrase: str) -> None:
    """Refuse a new passphrase that is tried first.

    Raises:
        RunError: it is short, or made of few different signs.
    """
    if len(passphrase) < SHORTEST or len(set(passphrase.casefold())) < SHORTEST // 2:
        raise RunError(
            f"passphrase: it has fewer than {SHORTEST} characters, or the same again and again; choose six words that "
            "do not belong together, or let one be made"
        )


def new_key(passphrase: str) -> tuple[bytes, str]:
    """Return the file of a new private key, encrypted with a passphrase, and its public key ("age1…")."""
    rage = library()
    identity = rage.x25519.Identity.generate()
    public = str(identity.to_public())
    return rage.passphrase.encrypt(f"# public key: {public}\n{identity}\n".encode("ascii"), passphrase), public


def check(seal: Seal) -> None:
    """Check before the long work that something can be encrypted so.

    Raises:
        RunError: a public key is none, there is neither passphrase nor key, or the library is not installed.
    """
    library()
    if not _recipients(seal.recipients) and not seal.passphrase:
        raise RunError("encrypt: there is neither a passphrase nor a public key; give one")


@contextmanager
def sealing(file: IO[bytes], seal: Seal) -> Iterator[IO[bytes]]:
    """Give what is written to in clear and reaches `file` encrypted; `file` is whole only where the block ends well.

    Raises:
        RunError: a public key is none, it is too much for a passphrase, or `file` cannot be written.
    """
    rage = library()
    try:
        if seal.passphrase is not None:
            clear = _Bounded()
            yield clear
            file.write(rage.passphrase.encrypt(clear.getvalue(), seal.passphrase))
            return
        recipients = _recipients(seal.recipients)
        reader, writer = _pipe()
        with _beside(lambda: rage.encrypt_io(reader, file, recipients), reader), writer:
            yield writer
    except rage.EncryptError as error:
        # What the disk says comes through the library in words only.
        raise RunError(f"encrypt: {error}; choose a place with room that can be written") from error


def _by_passphrase(rage: Any, data: bytes, passphrase: str, name: str) -> bytes:
    """Return what a passphrase opens.

    How much work a passphrase may ask for is measured by the library at each call, by a short test of this machine; if
    that falls into a moment in which others have the processor, a file of our own seems too much. So it is tried again.

    Raises:
        RunError: this machine is too slow for it, each time.
        pyrage.DecryptError: the passphrase is not the one, or the file was changed.
    """
    for left in reversed(range(_TRIES)):
        try:
            opened: bytes = rage.passphrase.decrypt(data, passphrase)
            return opened
        except rage.DecryptError as error:
            if _TOO_MUCH not in str(error):
                raise
            if not left:
                raise RunError(
                    f"{name}: decrypt: this machine is too slow or too busy for the work that the passphrase asks for; "
                    "close other programs and try again, or open it with the program age"
                ) from error
    raise AssertionError


@contextmanager
def opening(file: IO[bytes], key: Key, name: str) -> Iterator[IO[bytes]]:
    """Give what is read in clear from an encrypted file; at the end of the block all of it was checked.

    Until then only chunks that pass their own check are given out; whoever uses them must undo that where it raises.

    Raises:
        RunError: the key is not the one, or the file is cut short or was changed.
    """
    rage = library()
    try:
        if key.passphrase is not None:
            yield io.BytesIO(_by_passphrase(rage, _small(file, name), key.passphrase, name))
            return
        identities = _identities(rage, key.identities)
        reader, writer = _pipe()
        with _beside(lambda: rage.decrypt_io(file, writer, identities), writer), reader:
            yield reader
            while reader.read(1 << 20):  # the last chunk says that it is the last: it has to be seen
                pass
    except rage.DecryptError as error:
        what, why = "passphrase" if key.passphrase is not None else "key", " ".join(str(error).split())
        raise RunError(
            f"{name}: decrypt: the {what} is not the one, or the file was changed ({why}); check the {what}, or use "
            "another copy of the file"
        ) from error
    except OSError as error:
        # The library tells of a chunk that fails its check as of a disk that fails, but without a number.
        if error.errno is not None:
            raise
        raise RunError(f"{name}: decrypt: it is cut short or was changed ({error}); use another copy of it") from error


def _small(file: IO[bytes], name: str) -> bytes:
    # Each chunk of 64 KiB carries a tag of 16 bytes; the head is short.
    most = MOST_BY_PASSPHRASE + (MOST_BY_PASSPHRASE >> 11)
    data = file.read(most + 1)
    if len(data) > most:
        raise RunError(
            f"{name}: decrypt: it holds more than {MOST_BY_PASSPHRASE >> 20} MiB, too much for a passphrase here; "
            "decrypt it with the program age first"
        )
    return data


class _Bounded(io.BytesIO):
    """Memory up to a limit."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > MOST_BY_PASSPHRASE:
            raise RunError(
                f"encrypt: it is more than {MOST_BY_PASSPHRASE >> 20} MiB, too much for a passphrase; make a key with "
                "'rashomon key' and encrypt to its public key with --to"
            )
        return super().write(data)


@contextmanager
def _beside(work: Callable[[], object], end: IO[bytes]) -> Iterator[None]:
    """Do work in a thread of its own while the block runs; close its end of the pipe after it, raise what it raised.

    An error of the work comes before that of the block, which then only saw its pipe break; but one that says what to
    do, or an interruption, is told as it is. The block must close its own end of the pipe.
    """
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  raised below, in the thread that waits
            failed.append(error)
        finally:
            with _quietly():
                end.close()

    thread = threading.Thread(target=run, name="age", daemon=True)
    thread.start()
    try:
        yield
    except (RunError, KeyboardInterrupt):
        thread.join()
        raise
    except Exception as error:
        thread.join()
        if failed and not isinstance(failed[0], BrokenPipeError):
            raise failed[0] from error
        raise
    thread.join()
    if failed:
        raise failed[0]


@contextmanager
def _quietly() -> Iterator[None]:
    try:
        yield
    except OSError:  # the other end is gone already
        return


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    read, write = os.pipe()
    return os.fdopen(read, "rb"), os.fdopen(write, "wb")


def _recipients(keys: tuple[str, ...]) -> list[Any]:
    rage = library()
    found = []
    for key in keys:
        try:
            kind = rage.ssh if key.startswith("ssh-") else rage.x25519
            found.append(kind.Recipient.from_str(key))
        except (rage.RecipientError, ValueError) as error:
            raise RunError(
                f"--to {key[:24]}…: this is no public key of age (age1…) or ssh (ssh-ed25519 …, ssh-rsa …); ask whose "
                "it is to send it again"
            ) from error
    return found


def _identities(rage: Any, files: tuple[bytes, ...]) -> list[Any]:
    found = []
    for data in files:
        if b"PRIVATE KEY-----" in data:
            try:
                found.append(rage.ssh.Identity.from_buffer(data))
            except (rage.IdentityError, ValueError) as error:
                raise RunError(
                    f"--identity: this ssh key cannot be used ({error}); give one without passphrase"
                ) from error
            continue
        lines = [line.strip() for line in data.decode("ascii", "replace").splitlines()]
        for line in lines:
            if line and not line.startswith("#"):
                try:
                    found.append(rage.x25519.Identity.from_str(line))
                except (rage.IdentityError, ValueError) as error:
                    raise RunError("--identity: this is no private key (AGE-SECRET-KEY-…); name its file") from error
    if not found:
        raise RunError("--identity: there is no private key in it; name the file that 'rashomon key' made")
    return found


def read_identity(path: Path, ask: Callable[[], str]) -> bytes:
    """Return a private key from its file; where that is encrypted itself, `ask` gives its passphrase.

    Raises:
        RunError: it cannot be read, or the passphrase is not the one.
    """
    try:
        data = path.read_bytes()[:_KEY_BYTES]
        if sealed_with(path) is None:
            return data
    except OSError as error:
        raise RunError(f"{path}: read key: {error.strerror}; name the file of your private key") from error
    with opening(io.BytesIO(data), Key(passphrase=ask()), str(path)) as clear:
        return clear.read()


def library() -> Any:
    """Return pyrage. Raises `RunError` where it is not installed."""
    try:
        import pyrage
    except ImportError as error:
        raise RunError("encryption: its library is not installed; run: pip install 'rashomon[encrypt]'") from error
    return pyrage
