"""Telling in the log who was shown something protected: by what was really sent, whatever page or address sent it."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_READ = ("text/html", "application/json")
_SHOWN = ("image/", "application/octet-stream")


class Watch:
    """Middleware: holds an answer back until what it shows of protected things stands in the log."""

    def __init__(self, app: ASGIApp) -> None:
        """Watch over the answers of an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and look at the answer where something is protected."""
        veil = scope["app"].state.desk.veil if scope["type"] == "http" else None
        if veil is None or not veil.protections:
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        kind = ""
        held: list[bytes] = []

        async def watched(message: Message) -> None:
            nonlocal kind
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
            elif message["type"] == "http.response.body" and kind.startswith((*_READ, *_SHOWN)):
                if kind.startswith(_READ):
                    held.append(message.get("body", b""))
                if not message.get("more_body") and (person := state.get("person")) is not None:
                    body = b"".join(held).decode("utf-8", "replace")
                    await run_in_threadpool(veil.looked, person, scope["path"], body)
            await send(message)

        await self._app(scope, receive, watched)
