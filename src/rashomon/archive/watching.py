"""Looking at work from beside it, while it goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def looking(look: Callable[[], object], *, every: float = 1.0) -> Iterator[None]:
    """Call `look` again and again, from a thread of its own, until the block ends.

    Args:
        every: seconds between two looks; more where a look takes long, so that looking is a twentieth of the time.
    """
    end = threading.Event()

    def follow() -> None:
        pause = every
        while not end.wait(pause):
            before = time.monotonic()
            look()
            pause = max(every, 20 * (time.monotonic() - before))

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
