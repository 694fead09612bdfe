"""Passwords of accounts: which are taken, how they are kept (Argon2id, RFC 9106), how they are checked.

The rules are few, after NIST SP 800-63B-4: a length, and nothing that anybody would try first. No demand for signs of
different kinds and no expiry: both make people choose worse ones.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from rashomon.errors import ItemError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 1024
"""Code points. The upper limit is that of the work a stranger may ask for."""


def check(password: str, name: str) -> None:
    """Refuse a password that anybody would try first.

    Raises:
        ItemError: it is too short or long, one sign repeated, or made of the name.
    """
    told = normal(password)
    plain, own = told.casefold(), normal(name).casefold()
    reason = ""
    if len(told) < SHORTEST:
        reason = f"it has fewer than {SHORTEST} characters"
    elif len(told) > LONGEST:
        reason = f"it has more than {LONGEST} characters"
    elif len(set(plain)) == 1:
        reason = "it is one character repeated"
    elif own and not plain.replace(own, "").strip():
        reason = "it is the name"
    if reason:
        remedy = f"choose another one of at least {SHORTEST} characters, such as four words that do not belong together"
        raise ItemError("password", step="set", reason=reason, remedy=remedy)


def normal(password: str) -> str:
    """Return a password in the form that is hashed: keyboards write one letter in more than one way."""
    return unicodedata.normalize("NFC", password)


def hashed(password: str) -> str:
    """Return the hash that is kept, with its salt and parameters. Takes 64 MiB and tens of milliseconds."""
    return _hasher().hash(_bytes(password))


def fits(kept: str, password: str) -> bool:
    """Tell whether a password is the one of a hash; a hash that cannot be read fits none."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than those of now."""
    return _hasher().check_needs_rehash(kept)


@cache
def nobody() -> str:
    """Return a hash that no password fits, to check against where a name is unknown: that must take as long."""
    return hashed(secrets.token_urlsafe(32))


def _bytes(password: str) -> bytes:
    # What is no text (half a surrogate pair, as JSON can hold) is a wrong password, not an error.
    return normal(password).encode("utf-8", "surrogatepass")


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()
