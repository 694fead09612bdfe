"""What the API gives about people: accounts, sessions, invitations. Never anything of a password."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account.

    Attributes:
        state: active, invited, not invited (no password was set and no invitation is open), or disabled.
        invited_until: time until which an open invitation is good, empty where there is none.
        sessions: browsers that are logged in.
        last_used: when one of them was last used, empty where there is none.
    """

    id: str
    name: str
    role: str
    state: str
    created: str
    invited_until: str
    sessions: int
    last_used: str


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation. The link is told this once, sets a password once, and is good until a time."""

    member: Member
    link: str
    until: str


@dataclass(frozen=True, slots=True)
class Place:
    """A browser or program that is logged in; `here` tells that it is the one that asks."""

    created: str
    last_used: str
    expires: str
    here: bool


@dataclass(frozen=True, slots=True)
class Me:
    """Who asks. `csrf` is what forms and the header X-CSRF-Token carry where a cookie stands for the session."""

    name: str
    role: str
    csrf: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that was begun: a token for the header Authorization: Bearer, with who and until when."""

    token: str
    name: str
    role: str
    expires: str
