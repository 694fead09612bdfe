"""Landlock: a process gives up rights to files, TCP ports and other processes, without being root (kernel 5.13).

What can be refused grew with the kernel: moving between folders with 5.19, emptying a file with 6.2, TCP with 6.7,
device controls with 6.10, signals to and abstract sockets of processes outside with 6.12. See landlock(7).
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
"""Numbers of the three calls, the same on every architecture."""
_ASK_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE, _READ, _LIST = 1, 2, 4, 8
_RIGHTS: Final = ((1, 13), (2, 14), (3, 15), (5, 16))
"""From which version of Landlock on how many rights to files are known, lowest bits first."""
_TCP_VERSION, SCOPE_VERSION = 4, 6
_SYSTEM: Final = (
    "/usr",
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc",
    "/opt",
    "/nix/store",
    "/proc",
    "/sys",
    "/dev/urandom",
)


@cache
def library() -> ctypes.CDLL:
    """Return the C library, errno kept; opened once, before any fork."""
    return ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """Return the kernel's version of Landlock; 0 where there is none or it is switched off."""
    return max(0, _call(_CREATE, None, 0, _ASK_VERSION))


def restrict(readable: Iterable[str], writable: Iterable[str]) -> int:
    """Leave this thread and all it starts only reading below `readable` and writing to the files `writable`; no TCP.

    Signals reach no process outside, where the kernel can see to that. Names that do not exist are passed over.

    Returns:
        The version of Landlock in force.

    Raises:
        OSError: there is no Landlock.
    """
    abi = version()
    rights = max((count for least, count in _RIGHTS if abi >= least), default=0)
    ruleset = _create(abi, (1 << rights) - 1, tcp=True)
    try:
        for path in dict.fromkeys(readable):
            _allow(ruleset, path, _READ | _LIST | _EXECUTE)
        for path in writable:
            _allow(ruleset, path, _READ | _WRITE)
        _apply(ruleset)
    finally:
        os.close(ruleset)
    return abi


def set_apart() -> None:
    """Forbid signals to, and traces of, any process outside this one. Raises `OSError` where that is not possible."""
    abi = version()
    if abi < SCOPE_VERSION:
        raise OSError(38, "this Landlock knows no scopes")
    ruleset = _create(abi, 0, tcp=False)
    try:
        _apply(ruleset)
    finally:
        os.close(ruleset)


def system_paths(own: Iterable[str]) -> tuple[str, ...]:
    """Return where programs and libraries lie: the system's folders and our own, by their real paths."""
    return tuple(dict.fromkeys([*_SYSTEM, *(os.path.realpath(path) for path in own if path)]))


def _create(abi: int, files: int, *, tcp: bool) -> int:
    attributes = struct.pack("@Q", files)
    if abi >= _TCP_VERSION:
        attributes += struct.pack("@Q", 3 if tcp else 0)
    if abi >= SCOPE_VERSION:
        attributes += struct.pack("@Q", 3)
    ruleset = _call(_CREATE, attributes, len(attributes), 0)
    if ruleset < 0:
        raise _error()
    return ruleset


def _allow(ruleset: int, path: str, rights: int) -> None:
    with suppress(OSError):  # what is not there needs no right
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not Path(path).is_dir():
                rights &= ~_LIST
            # struct landlock_path_beneath_attr is packed: 8 bytes of rights, 4 of descriptor.
            if _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, beneath), 0) < 0:
                raise _error()
        finally:
            os.close(beneath)


def _apply(ruleset: int) -> None:
    if (
        library().prctl(_PR_SET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0))) != 0
        or _call(_RESTRICT, ruleset, 0) < 0
    ):
        raise _error()


def _call(number: int, *arguments: int | bytes | None) -> int:
    values = [ctypes.c_long(value) if isinstance(value, int) else ctypes.c_char_p(value) for value in arguments]
    return int(library().syscall(ctypes.c_long(number), *values))


def _error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))
