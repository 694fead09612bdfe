"""Who is at the desk, and what they may do."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, ClassVar, Protocol

from fastapi import Depends, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool

COOKIE = "rashomon_session"


class Role(IntEnum):
    """What a person may do; each role may do what those below it may."""

    READER = 1
    REVIEWER = 2
    LEAD = 3


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the desk. `csrf` is what their forms must carry, empty where the request proves itself otherwise.

    Attributes:
        account, session: ids, where accounts are used.
    """

    name: str
    role: Role
    csrf: str = ""
    account: str = ""
    session: str = ""

    def may(self, role: Role) -> bool:
        """Tell whether this person has a role or one above it."""
        return self.role >= role


class Gate(Protocol):
    """Tells who sends a request. `accounts` tells whether people log in."""

    accounts: ClassVar[bool]

    def person(self, request: Request) -> Person | None:
        """Return who sends a request; None where nobody is known by what it carries. May wait for a database."""
        ...

    def refused(self, request: Request) -> Response | None:
        """Return where somebody who is not known is led, None where they are only told."""
        ...


class KeyGate:
    """The gate of one person's own machine: whoever has the key that was made when the server started.

    No login is asked for, yet other users of the machine and pages of other sites have no way in: the address that is
    opened at the start carries the key, and a cookie keeps it.
    """

    accounts: ClassVar[bool] = False

    def __init__(self, name: str, *, key: str | None = None) -> None:
        self.name = name
        self.key = key or secrets.token_urlsafe(24)
        self.csrf = hmac.new(self.key.encode(), b"csrf", "sha256").hexdigest()

    def opens(self, key: str) -> bool:
        """Tell whether this is the key."""
        return hmac.compare_digest(key.encode(), self.key.encode())

    def person(self, request: Request) -> Person | None:
        """Return the one person, where the cookie or an Authorization header has the key."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.opens(key):
            return Person(self.name, Role.LEAD)
        if self.opens(request.cookies.get(COOKIE, "")):
            return Person(self.name, Role.LEAD, self.csrf)
        return None

    def refused(self, request: Request) -> Response | None:
        """Only tell: the address with the key stands in the terminal."""
        return None


def reader(request: Request) -> Person:
    """Return who sends a request that reads.

    Raises:
        HTTPException: 401, nobody is known by what it carries.
    """
    gate: Gate = request.app.state.gate
    person = gate.person(request)
    if person is None:
        raise HTTPException(401, "log in first")
    # Whoever is known sits at a desk of their own: what readers may not see is not on theirs.
    request.state.person, request.state.desk = person, request.app.state.desk.for_person(person)
    return person


def _entitled(person: Person, role: Role) -> Person:
    if not person.may(role):
        raise HTTPException(403, f"a {role.name.lower()} may do this; ask a lead of this case")
    return person


async def _writer(request: Request, role: Role) -> Person:
    person = _entitled(await run_in_threadpool(reader, request), role)
    if person.csrf and not hmac.compare_digest((await _token(request)).encode(), person.csrf.encode()):
        raise HTTPException(403, "this form is out of date or not ours; load the page again")
    return person


async def _token(request: Request) -> str:
    """Return what a request carries to show that one of our own pages sent it."""
    if token := request.headers.get("x-csrf-token"):
        return token
    kind = request.headers.get("content-type", "")
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        found = (await request.form()).get("csrf", "")
        return found if isinstance(found, str) else ""
    return ""


async def oneself(request: Request) -> Person:
    """Return who sends a request that changes only what is their own.

    Raises:
        HTTPException: 401, nobody is known; 403, another site's page sent it.
    """
    return await _writer(request, Role.READER)


async def reviewer(request: Request) -> Person:
    """Return who sends a request that judges, if they may.

    Raises:
        HTTPException: 401, nobody is known; 403, they may not, or another site's page sent it.
    """
    return await _writer(request, Role.REVIEWER)


async def lead(request: Request) -> Person:
    """Return who sends a request that adds, exports or appoints, if they may.

    Raises:
        HTTPException: as `reviewer`.
    """
    return await _writer(request, Role.LEAD)


def reading_reviewer(request: Request) -> Person:
    """Return who sends a request that reads what readers may not see.

    Raises:
        HTTPException: 401, nobody is known; 403, they may not.
    """
    return _entitled(reader(request), Role.REVIEWER)


def reading_lead(request: Request) -> Person:
    """Return who sends a request that reads what only leads may see.

    Raises:
        HTTPException: 401, nobody is known; 403, they may not.
    """
    return _entitled(reader(request), Role.LEAD)


Reader = Annotated[Person, Depends(reader)]
Reviewer = Annotated[Person, Depends(reviewer)]
Lead = Annotated[Person, Depends(lead)]
Oneself = Annotated[Person, Depends(oneself)]
ReadingReviewer = Annotated[Person, Depends(reading_reviewer)]
ReadingLead = Annotated[Person, Depends(reading_lead)]
