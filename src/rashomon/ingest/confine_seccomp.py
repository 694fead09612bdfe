"""Seccomp: a filter in the kernel that refuses calls by which a reader could leave its room.

Berkeley Packet Filter programs put together by hand (linux/filter.h, linux/seccomp.h; kernel 3.5), since no binding to
libseccomp installs everywhere. The filter works on x86-64 and aarch64, of which it knows the numbers of calls; a call
made in another mode of the processor (32-bit, x32) ends the process or is refused.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable, Sequence
from typing import Final

from rashomon.ingest.confine_landlock import library

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 22, 38
_MODE_FILTER = 2
ALLOW: Final = 0x7FFF0000
KILL: Final = 0x80000000
_ERRNO = 0x00050000
_ARCHITECTURES: Final = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_X32 = 0x40000000

_LOAD, _EQUAL, _NOT_LESS, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16

_CLONE_THREAD = 0x00010000
_CLONE_NAMESPACES = 0x7E020000
_CREATING = os.O_CREAT | os.O_TRUNC | (getattr(os, "O_TMPFILE", os.O_DIRECTORY) & ~os.O_DIRECTORY)

# Numbers of calls on x86-64 and aarch64; None where there is no such call.
_Numbers = dict[str, tuple[int | None, int | None]]
NETWORK: Final[_Numbers] = {
    "socket": (41, 198), "connect": (42, 203), "accept": (43, 202), "sendto": (44, 206), "sendmsg": (46, 211),
    "bind": (49, 200), "listen": (50, 201), "accept4": (288, 242), "sendmmsg": (307, 269),
}  # fmt: skip
"""Without a socket there is no network; the rest would need one handed over. Pairs of sockets stay: they are pipes."""

FILES: Final[_Numbers] = {
    "creat": (85, None), "openat2": (437, 437), "unlink": (87, None), "unlinkat": (263, 35), "rmdir": (84, None),
    "mkdir": (83, None), "mkdirat": (258, 34), "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
    "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36), "mknod": (133, None),
    "mknodat": (259, 33), "truncate": (76, 45), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "fchmodat2": (452, 452), "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "removexattrat": (466, 466),
    "open_by_handle_at": (304, 265),
}  # fmt: skip
"""Changes of the file system. Opening to create or to empty a file is told by the flags."""

SYSTEM: Final[_Numbers] = {
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "process_madvise": (440, 440), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438), "kcmp": (312, 272), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "unshare": (272, 97), "setns": (308, 268), "setsid": (112, 157), "setpgid": (109, 154), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "sethostname": (170, 161), "shmget": (29, 194), "msgget": (68, 186),
    "semget": (64, 190), "mq_open": (240, 180), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "tkill": (200, 130), "setpriority": (141, 140), "ioprio_set": (251, 30), "migrate_pages": (256, 238),
    "move_pages": (279, 239),
}  # fmt: skip
"""Ways into other processes, other rooms of the kernel, and memory that outlives the process."""

PROGRAMS: Final[_Numbers] = {"fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281)}

_OPEN, _OPENAT = (2, None), (257, 56)
_CLONE, _CLONE3 = (56, 220), (435, 435)
_KILL, _TGKILL = (62, 129), (234, 131)
_PRLIMIT = (302, 261)


class _Filter:
    """A filter program being written. Tests are tried in the order written; what none refuses is allowed."""

    def __init__(self, architecture: int, column: int) -> None:
        self._column = column
        self._code = [
            _step(_LOAD, _ARCHITECTURE_AT),
            _step(_EQUAL, architecture, 1, 0),
            _step(_RETURN, KILL),
            _step(_LOAD, _NUMBER_AT),
        ]
        if column == 0:
            self._code += [_step(_NOT_LESS, _X32, 0, 1), _step(_RETURN, _ERRNO | errno.EPERM)]

    def refuse(self, calls: Iterable[Sequence[int | None]], action: int) -> None:
        """Answer these calls with `action`."""
        for numbers in calls:
            if (number := numbers[self._column]) is not None:
                self._code += [_step(_EQUAL, number, 0, 1), _step(_RETURN, action)]

    def refuse_bits(self, numbers: Sequence[int | None], argument: int, mask: int, *, unset: bool = False) -> None:
        """Refuse a call with any bit of `mask` in an argument; with `unset`, one that has none of them."""
        self._test(numbers, argument, _step(_ANY_BIT, mask, *((1, 0) if unset else (0, 1))))

    def refuse_others(self, numbers: Sequence[int | None], argument: int, value: int) -> None:
        """Refuse a call unless an argument is `value`."""
        self._test(numbers, argument, _step(_EQUAL, value, 1, 0))

    def _test(self, numbers: Sequence[int | None], argument: int, test: bytes) -> None:
        if (number := numbers[self._column]) is None:
            return
        # `test` passes over the refusal where the call is harmless; the number is loaded again for the tests after it.
        self._code += [
            _step(_EQUAL, number, 0, 4),
            _step(_LOAD, _ARGUMENTS_AT + 8 * argument),  # low half: both processors put it first
            test,
            _step(_RETURN, _ERRNO | errno.EPERM),
            _step(_LOAD, _NUMBER_AT),
        ]

    def install(self) -> None:
        """Put the filter on this thread and all it starts. Raises `OSError` when the kernel will not have it."""
        program = b"".join([*self._code, _step(_RETURN, ALLOW)])
        code = ctypes.create_string_buffer(program, len(program))
        header = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
        _prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(header))


def refuse_outside() -> None:
    """Refuse the network, changes of files, and ways into other processes: for the process that imports parsers.

    Raises:
        OSError: the kernel has no seccomp, or the processor is none of the two known.
    """
    program = _start()
    program.refuse(NETWORK.values(), _ERRNO | errno.EPERM)
    program.refuse(FILES.values(), _ERRNO | errno.EPERM)
    program.refuse(SYSTEM.values(), _ERRNO | errno.EPERM)
    # Its flags lie in memory, where a filter cannot look; told that there is no such call, libraries use the old one.
    program.refuse([_CLONE3], _ERRNO | errno.ENOSYS)
    program.refuse_bits(_CLONE, 0, _CLONE_NAMESPACES)
    program.refuse_bits(_OPEN, 1, _CREATING)
    program.refuse_bits(_OPENAT, 2, _CREATING)
    program.refuse_others(_PRLIMIT, 0, 0)
    program.install()


def refuse_more(*, programs: bool, network: int = _ERRNO | errno.EPERM) -> None:
    """Refuse what the reader of one file needs even less: other processes, unless `programs`; signals to others.

    Args:
        programs: the reader starts other programs, which inherit every refusal.
        network: what happens to one that asks for the network; `KILL` shows a test that it did.

    Raises:
        OSError: as for `refuse_outside`.
    """
    program = _start()
    program.refuse(NETWORK.values(), network)
    if not programs:
        program.refuse(PROGRAMS.values(), _ERRNO | errno.EPERM)
        program.refuse_bits(_CLONE, 0, _CLONE_THREAD, unset=True)
        program.refuse_others(_KILL, 0, os.getpid())
        program.refuse_others(_TGKILL, 0, os.getpid())
    program.install()


def _start() -> _Filter:
    machine = platform.machine()
    if machine not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no seccomp filter for {machine}")
    return _Filter(*_ARCHITECTURES[machine])


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    """Return one instruction (struct sock_filter): its code, how many to skip when true and when false, its value."""
    return struct.pack("@HBBI", code, then, otherwise, value)


def _prctl(option: int, *arguments: int) -> None:
    values = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    if library().prctl(option, *values) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
