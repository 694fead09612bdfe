"""The gate of a team: people log in with a name and a password, and a cookie stands for the session.

The cookie holds 32 random bytes, of which the case keeps a hash alone. It is new at every login, is sent to nobody
else (SameSite=Lax, HttpOnly, and over TLS Secure with the prefix `__Host-`), and is worth nothing in another case.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote

import anyio
import anyio.to_thread
from fastapi import HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from rashomon.errors import RunError
from rashomon.store import passwords
from rashomon.store.accounts import IDLE, Accounts, digest, fold, utc, written
from rashomon.store.base import Case
from rashomon.web.people import COOKIE, Person, Role
from rashomon.web.throttle import Throttle

T = TypeVar("T")

AT_ONCE = 2
"""Passwords hashed at one time, 64 MiB each."""

WAITING = 30
"""Most that wait for their turn; beyond that people are asked to come back."""

TOUCH = timedelta(minutes=5)
"""How old the note of a session's last use may become before it is renewed."""

BY_ITSELF = frozenset({"/api/live"})
"""What an open page asks for without anybody being there; it keeps no session alive."""

WRONG = "the name or the password is wrong"


class Hashing:
    """Hashes in threads of its own, a few at a time, so that logins cannot take all memory or hold up the pages."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._limiter = anyio.CapacityLimiter(at_once)
        self._most, self._now = at_once + waiting, 0

    def admit(self) -> None:
        """Refuse where too many wait already.

        Raises:
            HTTPException: 503.
        """
        if self._now >= self._most:
            raise HTTPException(503, "too many people log in right now; try again in a moment", {"Retry-After": "5"})

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """Do such work when it is its turn.

        Raises:
            HTTPException: as `admit`.
        """
        self.admit()
        self._now += 1
        try:
            return await anyio.to_thread.run_sync(work, *args, limiter=self._limiter)
        finally:
            self._now -= 1


class TeamGate:
    """Who may come into a case that has accounts. To be closed."""

    accounts: ClassVar[bool] = True

    def __init__(
        self,
        case: Case,
        *,
        behind_proxy: bool = False,
        clock: Callable[[], datetime] = utc,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the gate of a case.

        Args:
            case: open for writing; closed by the caller, after the gate.
            behind_proxy: a proxy of ours stands in front and says in X-Forwarded-For and X-Forwarded-Proto who asks
                and how. Otherwise these headers are anybody's and count for nothing.
            clock, tick: the time of day; seconds that only go forward.
        """
        self.members = Accounts(case.base, clock=clock)
        self.throttle = Throttle(tick=tick)
        self.hashing = Hashing()
        self._cookie, self._behind_proxy, self._clock = f"{COOKIE}_{case.id[:12]}", behind_proxy, clock
        self._used: dict[str, str] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="sessions")
        self._noting: Future[None] | None = None
        passwords.nobody()

    def close(self) -> None:
        """Wait for what is still to be noted."""
        self._pool.shutdown()

    def now(self) -> str:
        """Return the present moment as the store writes it."""
        return written(self._clock())

    # Who is there

    def person(self, request: Request) -> Person | None:
        """Return whose session the cookie, or an Authorization header, stands for."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._holder(request, token, csrf="")
        token = self.token(request)
        return self._holder(request, token, csrf=csrf_of(token)) if token else None

    def _holder(self, request: Request, token: str, *, csrf: str) -> Person | None:
        # What waits to be noted is asked for first: it leaves only once the database has it.
        with self._lock:
            waiting = self._used.get(digest(token), "")
        found = self.members.session(digest(token))
        if found is None:
            return None
        account, session = found
        now, used = self._clock(), max(session.used, waiting)
        if written(now) >= session.expires or written(now - IDLE) >= used:
            return None
        if written(now - TOUCH) >= used and request.url.path not in BY_ITSELF:
            self._touch(session.id, written(now))
        return Person(account.name, Role[account.role.upper()], csrf, account.id, session.id)

    def _touch(self, session: str, now: str) -> None:
        """Note a use, without making the page wait for the turn to write."""
        with self._lock:
            self._used[session] = now
            if self._noting is None or self._noting.done():
                self._noting = self._pool.submit(self._note)

    def _note(self) -> None:
        with self._lock:
            used = dict(self._used)
        try:
            self.members.touch(used)
        except RunError:
            # It counts as long as the server runs, and the next use tries again to write it down.
            return
        with self._lock:
            self._used = {session: at for session, at in self._used.items() if used.get(session) != at}

    def noted(self) -> None:
        """Wait until all uses so far are written down."""
        if self._noting is not None:
            self._noting.result()

    def refused(self, request: Request) -> Response | None:
        """Lead whoever is not known to where they log in, and from there back to what they asked for."""
        if request.method not in ("GET", "HEAD") and request.url.path != "/logout":
            return None
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = "" if asked in ("/", "/logout") else f"?next={quote(asked, safe='')}"
        return RedirectResponse(f"/login{back}", 303)

    # Coming and going

    async def check(self, request: Request, name: str, password: str) -> tuple[str, str]:
        """Return id and kept hash of the account with this name and password.

        An unknown name, a disabled account and a wrong password take the same work and give the same answer.

        Raises:
            HTTPException: 401, they do not fit; 429, after too many tries; 503, too many people log in.
        """
        self.hashing.admit()
        folded, address = fold(name), self.address(request)
        if wait := self.throttle.begin(folded, address):
            told = f"{wait} s" if wait < 120 else f"{-(-wait // 60)} minutes"
            raise HTTPException(429, f"too many tries; wait {told}, then try again", {"Retry-After": str(wait)})
        found = await run_in_threadpool(self.members.credentials, name)
        account, kept = found if found is not None and found[0].able else (None, None)
        fits = await self.hashing.run(passwords.fits, kept or passwords.nobody(), password)
        if account is None or kept is None or not fits:
            raise HTTPException(401, WRONG)
        self.throttle.succeeded(folded, address)
        return account.id, kept

    async def log_in(self, request: Request, name: str, password: str) -> str:
        """Begin a session and return its token; the one that the request came with, if any, ends.

        Raises:
            HTTPException: as `check`.
        """
        account, kept = await self.check(request, name, password)
        rehashed = await self.hashing.run(passwords.hashed, password) if passwords.outdated(kept) else None
        return await self.begin(request, account, kept, rehashed=rehashed)

    async def begin(self, request: Request, account: str, kept: str, *, rehashed: str | None = None) -> str:
        """Begin a session of somebody whose password was checked just now, and return its token.

        Raises:
            HTTPException: 401, the account was changed in that moment.
        """
        if old := self.token(request):
            await run_in_threadpool(self.members.end_session, digest(old))
        token = await run_in_threadpool(lambda: self.members.open_session(account, kept, rehashed=rehashed))
        if token is None:
            raise HTTPException(401, WRONG)
        return token

    # Cookies and what a proxy says

    def token(self, request: Request) -> str:
        """Return what the cookie of a request holds, empty where there is none."""
        return request.cookies.get(self._name(request), "")

    def keep(self, request: Request, response: Response, token: str) -> None:
        """Give a browser the cookie of a session."""
        response.set_cookie(
            self._name(request), token, httponly=True, samesite="lax", path="/", secure=self.secure(request)
        )

    def forget(self, request: Request, response: Response) -> None:
        """Take the cookie away."""
        response.delete_cookie(
            self._name(request), httponly=True, samesite="lax", path="/", secure=self.secure(request)
        )

    def _name(self, request: Request) -> str:
        # Browsers take this prefix only over TLS, and then no other machine of the domain can set such a cookie.
        return f"__Host-{self._cookie}" if self.secure(request) else self._cookie

    def secure(self, request: Request) -> bool:
        """Tell whether the browser speaks TLS, to us or to our proxy."""
        said = _last(request, "x-forwarded-proto") if self._behind_proxy else ""
        return (said or request.url.scheme) == "https"

    def address(self, request: Request) -> str:
        """Return where a request comes from; of what a proxy says the last, which it saw itself."""
        said = _last(request, "x-forwarded-for") if self._behind_proxy else ""
        return said or (request.client.host if request.client else "")


def csrf_of(token: str) -> str:
    """Return what the forms of a session carry: worked out from its token, so that it fits no other session."""
    return hmac.new(token.encode("utf-8", "surrogatepass"), b"csrf", "sha256").hexdigest()


def _last(request: Request, header: str) -> str:
    values = request.headers.getlist(header)
    return values[-1].rpartition(",")[2].strip() if values else ""
