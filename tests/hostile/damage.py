"""What happens to any file on its way: cut short, bits turned over, pieces lost, doubled or run together. Seeded."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from .seeds import SEEDS


def cut(share: float) -> Callable[[bytes, random.Random], bytes]:
    """Return what keeps the first part of a file."""
    return lambda data, _: data[: int(len(data) * share)]


def flip(rate: float) -> Callable[[bytes, random.Random], bytes]:
    """Return what turns over one bit in about `rate` of a file's bytes, but leaves its first eight, which tell it."""

    def damage(data: bytes, chance: random.Random) -> bytes:
        found = bytearray(data)
        for _ in range(max(1, int(len(data) * rate))):
            at = chance.randrange(min(8, len(found) - 1), len(found))
            found[at] ^= 1 << chance.randrange(8)
        return bytes(found)

    return damage


def _hole(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(8, max(9, len(data) - 16))
    return data[:at] + bytes(min(64, len(data) - at)) + data[at + 64 :]


def _lost(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(8, max(9, len(data) // 2))
    return data[:at] + data[at + chance.randrange(1, 40) :]


def _numbers(data: bytes, chance: random.Random) -> bytes:
    """Put the largest numbers of 32 bits where there may be lengths."""
    found = bytearray(data)
    for _ in range(3):
        at = chance.randrange(8, max(9, len(found) - 4))
        found[at : at + 4] = b"\xff\xff\xff\x7f"
    return bytes(found)


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "cut-10": cut(0.1),
    "cut-50": cut(0.5),
    "cut-90": cut(0.9),
    "last-byte-lost": lambda data, _: data[:-1],
    "flip-one": flip(0.0),
    "flip-few": flip(0.005),
    "flip-many": flip(0.05),
    "hole": _hole,
    "lost-piece": _lost,
    "large-numbers": _numbers,
    "doubled": lambda data, _: data + data,
    "noise-after": lambda data, chance: data + chance.randbytes(3000),
}


def damaged() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every sound file and of every damage done to it."""
    for suffix, data in SEEDS.items():
        yield f"sound.{suffix}", data
        for name, damage in DAMAGES.items():
            chance = random.Random(f"{suffix} {name}")
            yield f"{name}.{suffix}", damage(data, chance)
