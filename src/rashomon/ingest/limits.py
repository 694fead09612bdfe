"""How much a reader may use of the machine for one file: in proportion to the file, with a floor and a ceiling.

A small file that needs gigabytes or minutes is an attack or a fault, so it ends early; the ceilings are settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rashomon.config import IngestConfig

_MIB: Final = 1 << 20

MEMORY_FLOOR: Final = 1024 * _MIB
MEMORY_PER_BYTE: Final = 64
SECONDS_FLOOR: Final = 20.0
SECONDS_PER_MIB: Final = 5.0
ANSWER_FLOOR: Final = 64 * _MIB
ANSWER_PER_BYTE: Final = 200
"""A compressed page may hold two hundred times its size in characters, each with page and box."""

MAX_FILES: Final = 64
"""Descriptors a reader may hold open at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    Attributes:
        memory: address space beyond what the process has when it begins, bytes.
        seconds: wall-clock time; processor time is held to the same.
        answer: bytes of the packed document.
        files: open descriptors.
    """

    memory: int
    seconds: float
    answer: int
    files: int = MAX_FILES


def limits_for(size: int, config: IngestConfig, *, programs: bool = False) -> Limits:
    """Return the limits for a file of `size` bytes.

    Args:
        programs: the reader starts other programs: reading a scan takes time that its size does not tell.
    """
    return Limits(
        memory=min(config.max_memory, MEMORY_FLOOR + MEMORY_PER_BYTE * size),
        seconds=config.timeout if programs else min(config.timeout, SECONDS_FLOOR + SECONDS_PER_MIB * size / _MIB),
        answer=min(config.max_answer, ANSWER_FLOOR + ANSWER_PER_BYTE * size),
    )
