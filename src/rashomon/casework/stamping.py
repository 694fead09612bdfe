"""A stamp for the log of a case, from an authority that the user names: the one time that a case calls somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rashomon.config import FetchConfig
from rashomon.errors import ItemError, RunError
from rashomon.ingest.fetch import Message, send
from rashomon.store import stamps
from rashomon.store.bundle_reading import plain
from rashomon.store.stamp_token import BadStampError, check, request

if TYPE_CHECKING:
    from rashomon.store.base import Case
    from rashomon.store.entries import LogEntry
    from rashomon.store.stamp_token import Roots

_LIMIT: Final = 1 << 16
"""Most bytes of an answer; with a chain of certificates it has some thousands."""
_SECONDS: Final = 30.0
_TYPES: Final = ("application/timestamp-query", "application/timestamp-reply")


def stamp(case: Case, authority: str, *, roots: Roots = (), private: bool = False) -> LogEntry:
    """Have the head of the log stamped and return the entry that keeps the stamp; nothing is kept unless it holds.

    All that is sent is the hash of the last entry and a random number.

    Args:
        authority: http or https; a stamp is signed, so that nobody in between can change it.
        roots: the authority's certificate must lead to one of these; without any, its chain is not checked.
        private: also ask an authority on this machine or in a private network.

    Raises:
        ItemError: the authority cannot be reached, or its answer is no stamp that holds.
        RunError: the extra `stamp` is not installed, the log was altered, or the case cannot be written.
    """
    if finding := case.log.verify():
        raise RunError(f"log stamp: {finding.where}: {finding.problem}; run 'rashomon verify', nothing was stamped")
    head = case.log.receipt()
    (last,) = (entry for entry in case.log.entries(after=head.seq - 1) if entry.seq == head.seq)
    question = request(stamps.message(last))
    answer = _ask(authority, question.data, private=private)
    try:
        token = check(answer, last.hash, nonce=question.nonce, roots=roots)
    except BadStampError as error:
        raise _refusal(authority, str(error)) from error
    # The log goes to others: what stands after the question mark may be a key of the user's.
    asked = authority.partition("?")[0]
    return case.log.append(stamps.ACTION, stamps.detail(last.seq, last.hash, asked, answer, token))


def _ask(authority: str, data: bytes, *, private: bool) -> bytes:
    config = FetchConfig(allow_private=private, timeout=_SECONDS, max_bytes=_LIMIT, max_unpacked=_LIMIT)
    try:
        found = send(authority, Message(data, *_TYPES), config=config)
    except ItemError as error:
        raise _refusal(error.item, error.reason) from error
    if found.ok:
        return found.data
    raise _refusal(authority, f"it answered with status {found.status}")


def _refusal(authority: str, reason: str) -> ItemError:
    remedy = (
        "nothing was stamped: check the address and the certificates, or name another authority (one in your own "
        "network needs --allow-private)"
    )
    return ItemError(authority, step="stamp", reason=plain(reason), remedy=remedy)
