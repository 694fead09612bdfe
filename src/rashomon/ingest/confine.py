"""Walls around the process that reads other people's bytes: no network, no changes of files, little of the machine.

Several mechanisms of the Linux kernel, none of which needs root; each is put up where it is available, and `Walls` says
which. The process that imports parsers is walled once, before it sees a file; the child that reads one file gives up
more still. On other systems only the limits of POSIX hold.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import resource
import signal
import struct
import sys
import sysconfig
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from rashomon.ingest import confine_landlock, confine_seccomp
from rashomon.ingest.limits import Limits

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP = 1, 24
_CAPABILITY_VERSION = 0x20080522
_MAX_CAPABILITY = 63
_READ_SEARCH = 2
"""CAP_DAC_READ_SEARCH: the one thing kept of root, since a library may belong to another user."""
_FALLBACK_MEMORY = 512 << 20

KEPT: Final = frozenset(
    ["PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONUTF8", "LANG", "LC_ALL", "LC_CTYPE",
     "TESSDATA_PREFIX", "LD_LIBRARY_PATH"]
)  # fmt: skip
"""Variables that a reader gets to see: how programs and their data are found, and nothing else."""


@dataclass(frozen=True, slots=True)
class Walls:
    """What is in force around readers.

    Attributes:
        namespace: they have a network of their own, with nothing in it.
        landlock: the kernel's version of Landlock that holds them, 0 for none: no TCP from 4 on, no other process
            reached from 6 on, files read below the system's and Python's folders only, none changed.
        seccomp: calls for sockets, for changing files and for reaching other processes are refused.
        limits: memory, processor time, descriptors and file sizes are limited (POSIX).
    """

    namespace: bool = False
    landlock: int = 0
    seccomp: bool = False
    limits: bool = True

    @property
    def network(self) -> bool:
        """Whether readers are cut off from the network: by any one wall that stops every kind of socket to outside."""
        return self.namespace or self.seccomp

    def lines(self) -> list[str]:
        """Return one line a wall for people: what it is and whether it stands."""
        landlock = f"version {self.landlock}" if self.landlock else "no (needs Linux 5.13 with Landlock switched on)"
        return [
            f"network closed to readers: {'yes' if self.network else 'NO'}",
            f"  network namespace: {'yes' if self.namespace else 'no (needs root or unprivileged user namespaces)'}",
            f"  seccomp filter: {'yes' if self.seccomp else 'no (needs Linux on x86-64 or aarch64)'}",
            f"  Landlock: {landlock}",
            f"files closed to changes: {'yes' if self.seccomp or self.landlock else 'only to their content'}",
            f"limits of memory, time, descriptors, output: {'yes' if self.limits else 'NO'}",
        ]

    def packed(self) -> bytes:
        """Return it as bytes, for another process."""
        return json.dumps(asdict(self)).encode("ascii")

    @classmethod
    def unpacked(cls, data: bytes) -> Walls:
        """Return what `packed` made. Raises `ValueError` or `TypeError` when it is nothing of the kind."""
        return cls(**json.loads(data))


def environment() -> dict[str, str]:
    """Return the environment for a reader, names of folders made absolute, since it works in another one."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    if "PYTHONPATH" in kept:
        parts = kept["PYTHONPATH"].split(os.pathsep)
        kept["PYTHONPATH"] = os.pathsep.join(str(Path(part).absolute()) for part in parts if part)
    return {**kept, "HOME": "/nonexistent"}


def confine() -> Walls:
    """Wall this process and all it starts; to be called while it has one thread and has seen no outside bytes."""
    if sys.platform != "linux":
        return Walls()
    namespace = _own_network()
    landlock, seccomp = 0, False
    readable = confine_landlock.system_paths(
        [*sys.path, sys.prefix, sys.base_prefix, sys.executable, *sysconfig.get_paths().values(), *_programs()]
    )
    try:
        landlock = confine_landlock.restrict(readable, [os.devnull])
    except OSError:
        landlock = 0
    try:
        confine_seccomp.refuse_outside()
        seccomp = True
    except OSError:
        seccomp = False
    return Walls(namespace, landlock, seccomp)


def confine_more(
    limits: Limits, *, walls: Walls, programs: bool, base: int = _FALLBACK_MEMORY, network: int | None = None
) -> None:
    """Wall the child that reads one file: limits of its own, no signal to others, no other process.

    Args:
        limits: what the file may cost.
        base: the address space that it has before it begins, bytes: see `address_space`.
        walls: what `confine` put up in the process that this one was forked from; that much must hold here too.
        programs: the reader starts other programs; they are under the same walls.
        network: what a call for the network answers, as `confine_seccomp.refuse_more` takes it; refused by default.

    Raises:
        OSError: a wall that stood before cannot be put up here.
    """
    _limit(limits, base)
    if sys.platform != "linux":
        return
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _drop_capabilities()
    if walls.landlock >= confine_landlock.SCOPE_VERSION:
        confine_landlock.set_apart()
    if walls.seccomp:
        options = {} if network is None else {"network": network}
        confine_seccomp.refuse_more(programs=programs, **options)


def _own_network() -> bool:
    """Move into a network without any interface; root needs no new user for that, others do."""
    library = confine_landlock.library()
    return bool(library.unshare(_NEW_NETWORK | (_NEW_USER if os.geteuid() else 0)) == 0)


def _programs() -> list[str]:
    """Return the folders of programs and of the data that they are told of."""
    named = [os.environ.get("TESSDATA_PREFIX", ""), os.environ.get("LD_LIBRARY_PATH", "")]
    return [part for value in (os.environ.get("PATH", ""), *named) for part in value.split(os.pathsep) if part]


def _limit(limits: Limits, base: int) -> None:
    """Lower this process's limits: memory, processor time, descriptors, no core, no written files."""
    for kind, value in (
        (resource.RLIMIT_AS, base + limits.memory),
        (resource.RLIMIT_CPU, math.ceil(limits.seconds) + 1),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (limit, limit))


def address_space() -> int:
    """Return the address space that this process has now, bytes."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return _FALLBACK_MEMORY
    return pages * resource.getpagesize()


def _drop_capabilities() -> None:
    """Give up what root, or the maker of a user namespace, may do beyond others."""
    library = confine_landlock.library()
    header = struct.pack("@Ii", _CAPABILITY_VERSION, 0)
    data = ctypes.create_string_buffer(24)
    if library.capget(header, data) != 0:
        return
    if not any(data.raw):
        return
    for capability in range(_MAX_CAPABILITY):
        library.prctl(_PR_CAPBSET_DROP, ctypes.c_ulong(capability), *map(ctypes.c_ulong, (0, 0, 0)))
    permitted = struct.unpack_from("@I", data, 4)[0] & (1 << _READ_SEARCH)
    library.capset(header, struct.pack("@6I", permitted, permitted, 0, 0, 0, 0))


def _prctl(option: int, value: int) -> None:
    confine_landlock.library().prctl(option, *map(ctypes.c_ulong, (value, 0, 0, 0)))
