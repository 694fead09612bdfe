"""Compound files (OLE2, MS-CFB), in which Office before 2007 and Outlook keep documents: what they are, told by names.

Only the directory is read, within limits: these files are refused, and this runs outside the wall.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = 128
_MOST = 4096
"""Most entries of the directory looked at, and most sectors that list others."""
_HEADER = 76
_LAST = 0xFFFFFFFA
"""Numbers from here on are no sectors (MS-CFB, section 2.1)."""


def top_names(data: bytes) -> frozenset[str]:
    """Return the names of what lies right under the root of a compound file; none where its directory is damaged."""
    if not data.startswith(MAGIC) or len(data) < 512:
        return frozenset()
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return frozenset()
    sectors = _Sectors(data, shift)
    entries = [
        sector[at : at + _ENTRY]
        for sector in sectors.chain(struct.unpack_from("<I", data, 48)[0])
        for at in range(0, len(sector), _ENTRY)
    ][:_MOST]
    if not entries:
        return frozenset()
    names: set[str] = set()
    seen: set[int] = set()
    waiting = [struct.unpack_from("<I", entries[0], 76)[0]]
    while waiting:
        number = waiting.pop()
        if number >= len(entries) or number in seen:
            continue
        seen.add(number)
        length, _, _, left, right = struct.unpack_from("<HBBII", entries[number], 64)
        names.add(entries[number][: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"))
        waiting += [left, right]
    return frozenset(names)


def loose_names(data: bytes, names: Iterable[str]) -> frozenset[str]:
    """Return which of the names stand where an entry of a directory may, for a file that is damaged or cut short."""
    return frozenset(name for name in names if _stands(data, name.encode("utf-16-le") + b"\0\0"))


def _stands(data: bytes, name: bytes) -> bool:
    at = data.find(name)
    while at >= 0 and at % _ENTRY:
        at = data.find(name, at + 1)
    return at >= 0


class _Sectors:
    """The sectors of a compound file and the order they follow each other in."""

    def __init__(self, data: bytes, shift: int) -> None:
        self._data, self._size = data, 1 << shift
        self._table = list(self._tables())

    def _sector(self, number: int) -> bytes:
        """Return a sector, empty where the file does not hold it whole."""
        start = (number + 1) * self._size
        return self._data[start : start + self._size] if start + self._size <= len(self._data) else b""

    def _tables(self) -> Iterator[int]:
        """Yield the sectors that say which sector follows which: 109 stand in the header, more in a chain."""
        yield from struct.unpack_from("<109I", self._data, _HEADER)
        following = struct.unpack_from("<I", self._data, 68)[0]
        for _ in range(_MOST):
            sector = self._sector(following) if following < _LAST else b""
            if not sector:
                return
            *listed, following = struct.unpack(f"<{self._size // 4}I", sector)
            yield from listed

    def chain(self, number: int) -> Iterator[bytes]:
        """Yield a sector and those that follow it."""
        each = self._size // 4
        for _ in range(_MOST * _ENTRY // self._size):
            sector = self._sector(number) if number < _LAST else b""
            if not sector or number // each >= len(self._table):
                return
            yield sector
            table = self._sector(self._table[number // each])
            if not table:
                return
            number = struct.unpack_from("<I", table, 4 * (number % each))[0]
