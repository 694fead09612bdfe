"""What of this machine the program may use."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, Final


def processors() -> int:
    """Return how many processors this process may run on: of all, those that it was not kept from."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# What Linux calls the instructions that multiply bytes.
_BYTE_PRODUCTS: Final = frozenset({"avx512_vnni", "avx_vnni"})


@lru_cache(maxsize=1)
def multiplies_bytes() -> bool:
    """Tell whether this processor adds up products of signed and unsigned bytes without overflow (VNNI on x86)."""
    if platform.machine().lower() not in {"x86_64", "amd64"}:
        return True
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False  # not Linux: the slower way is right everywhere
    return not _BYTE_PRODUCTS.isdisjoint(told.split())


_LOCK = RLock()


@contextmanager
def single_threaded() -> Iterator[None]:
    """Have numpy multiply matrices in the thread that asks, one such thread at a time.

    Ours are small: several threads on one of them take three times the processor time and end later, and how it is cut
    up among them can change the last digit. How many there are is one number for the whole process, so whoever is
    inside must have left, and put it back for others, before the next one takes it down. Where another thread holds
    that number by threadpoolctl itself, it stays as that thread wants it.
    """
    with _LOCK, _products().limit(limits=1):
        yield


@lru_cache(maxsize=1)
def _products() -> Any:
    # numpy first: the controller finds only libraries that are loaded already.
    import numpy as np  # noqa: F401
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")
