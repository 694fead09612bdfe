"""What of this machine the program may use."""

from __future__ import annotations

import os


def processors() -> int:
    """Return how many processors this process may run on: of all, those that it was not kept from."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
