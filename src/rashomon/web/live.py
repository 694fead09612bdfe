"""Telling open pages that something changed: server-sent events, with how things are as plain words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

QUIET = 20.0
"""Seconds after which a line without meaning is sent, so that nobody in between closes the connection."""

_WAITING = 100
"""Events kept for a page that does not take them; it is told to look at everything again when there are more."""


class Live:
    """Who listens. `tell` may be called from any thread, the rest from the loop of the server."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[dict[str, Any]]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Remember the loop of the server, which must be running."""
        self._loop = asyncio.get_running_loop()

    def join(self, other: Live) -> None:
        """Run in the loop of another one."""
        self._loop = other._loop

    def stop(self) -> None:
        """End all streams: the server goes down."""
        for queue in self._queues:
            self._offer(queue, {"event": "end"})
        self._loop = None

    def tell(self, event: str, **about: Any) -> None:
        """Send an event to every open page; nothing where the server is not running."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._spread, {"event": event, **about})

    def tell_id(self, event: str, identity: str) -> None:
        """Send an event about one thing."""
        self.tell(event, id=identity)

    def _spread(self, message: dict[str, Any]) -> None:
        for queue in self._queues:
            self._offer(queue, message)

    def _offer(self, queue: asyncio.Queue[dict[str, Any]], message: dict[str, Any]) -> None:
        if queue.qsize() >= _WAITING:
            while not queue.empty():
                queue.get_nowait()
            message = {"event": "all"}
        queue.put_nowait(message)

    async def stream(self) -> AsyncGenerator[str, None]:
        """Yield events as text/event-stream until the page goes away or the server goes down."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield "retry: 3000\n\n"
            while True:
                try:
                    message = await asyncio.wait_for(queue.get(), timeout=QUIET)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if message["event"] == "end":
                    return
                yield f"event: {message['event']}\ndata: {json.dumps(message)}\n\n"
        finally:
            self._queues.discard(queue)
