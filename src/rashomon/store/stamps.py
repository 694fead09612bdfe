"""Time stamps of a log: which head an authority saw, and when; kept in the log itself, so that nothing can lose them.

The hash of an entry is the SHA-256 of its canonical JSON, and that very hash is what is stamped: a stamp shows that the
entry, and with it every entry before, existed no later than the authority says. The answer of the authority stands in
an entry "stamp", as it came, so that it is in every backup and every bundle.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from rashomon.store.entries import Finding, canonical

if TYPE_CHECKING:
    from rashomon.store.entries import LogEntry
    from rashomon.store.stamp_token import Roots, Token

ACTION: Final = "stamp"


class StampEntry(Protocol):
    """What is looked at of an entry of the log."""

    @property
    def seq(self) -> int: ...  # noqa: D102
    @property
    def action(self) -> str: ...  # noqa: D102
    @property
    def detail(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def hash(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp as the log tells of it.

    Attributes:
        entry: number of the entry that holds it.
        seq, head: number and hash of the entry that was stamped.
        authority: the address that was asked.
        answer: what it answered, as it came (DER).
        problem: why it is none that holds, by the log alone; empty where nothing is wrong.
    """

    entry: int
    seq: int = 0
    head: str = ""
    authority: str = ""
    answer: bytes = b""
    told: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of one stamp found, as one sentence; `holds` is None where it could not be checked in full."""

    entry: int
    holds: bool | None
    sentence: str


def message(entry: LogEntry) -> bytes:
    """Return the bytes whose SHA-256 is the hash of an entry: what a stamp is over."""
    names = ("seq", "time", "actor", "action", "detail", "previous")
    return canonical({name: getattr(entry, name) for name in names}).encode("utf-8")


def detail(seq: int, head: str, authority: str, answer: bytes, token: Token) -> dict[str, Any]:
    """Return what the log keeps of a stamp."""
    return {
        "seq": seq,
        "head": head,
        "authority": authority,
        "sha256": hashlib.sha256(answer).hexdigest(),
        "answer": base64.b64encode(answer).decode("ascii"),
        **_said(token),
    }


def _said(token: Token) -> dict[str, str]:
    """Return what an authority says, as the log has it: all as text, since the serial may be of any length."""
    return {
        "time": token.time,
        "accuracy": token.accuracy,
        "policy": token.policy,
        "serial": f"{token.serial:x}",
        "signer": token.signer,
        "certificate": token.certificate,
    }


_SAID: Final = ("time", "accuracy", "policy", "serial", "signer", "certificate")


def stamps(entries: Iterable[StampEntry]) -> Iterator[Stamp]:
    """Yield the stamps of a log, each held to the entry that it is of; `entries` is the whole log, in order."""
    heads: dict[int, str] = {}
    for entry in entries:
        if entry.action == ACTION:
            yield _stamp(entry, heads)
        heads[entry.seq] = entry.hash


def _stamp(entry: StampEntry, heads: Mapping[int, str]) -> Stamp:
    told = entry.detail
    names = ("head", "authority", "sha256", "answer", *_SAID)
    if type(told.get("seq")) is not int or not all(isinstance(told.get(name), str) for name in names):
        return Stamp(entry.seq, problem="it is not in the form of a stamp")
    seq, head = told["seq"], told["head"]
    problem = ""
    try:
        answer = base64.b64decode(told["answer"], validate=True)
    except (ValueError, binascii.Error):
        answer, problem = b"", "it is damaged"
    if hashlib.sha256(answer).hexdigest() != told["sha256"]:
        problem = "it was altered: it has another hash than the log names"
    elif heads.get(seq) != head:
        problem = f"it is of a head that is not in this log (entry {seq}, {head[:64]})"
    said = tuple((name, told[name]) for name in _SAID)
    return Stamp(entry.seq, seq, head, told["authority"], answer, said, problem)


def findings(entries: Iterable[StampEntry]) -> Iterator[Finding]:
    """Yield what is wrong with stamps by the log alone: no signature is looked at, and no extra is needed."""
    yield from (Finding("stamp", f"entry {one.entry}", one.problem) for one in stamps(entries) if one.problem)


def check(entries: Iterable[StampEntry], *, roots: Roots = ()) -> Iterator[Verdict]:
    """Yield what each stamp of a log shows; without the extra `stamp` no signature is looked at, and that is said."""
    from rashomon.store import stamp_token

    installed = stamp_token.is_installed()
    for one in stamps(entries):
        if one.problem:
            yield Verdict(one.entry, False, one.problem)
        elif not installed:
            said = f"{_claim(one, dict(one.told))}, by the log; the stamp itself was not checked: run: pip install"
            yield Verdict(one.entry, None, f"{said} 'rashomon[stamp]'")
        else:
            yield _checked(one, roots)


def _checked(one: Stamp, roots: Roots) -> Verdict:
    from rashomon.store.stamp_token import BadStampError
    from rashomon.store.stamp_token import check as check_token

    try:
        token = check_token(one.answer, one.head, roots=roots)
    except BadStampError as error:
        return Verdict(one.entry, False, str(error))
    said = _said(token)
    if wrong := [name for name, value in one.told if said[name] != value]:
        return Verdict(one.entry, False, f"the log says something else than the stamp ({', '.join(wrong)})")
    rooted = (
        "its certificate leads to a root that was given"
        if roots
        else "whether its certificate leads to a root that you trust was not checked: give --roots"
    )
    return Verdict(one.entry, True, f"{_claim(one, said)}; {rooted}")


def _claim(one: Stamp, said: Mapping[str, str]) -> str:
    accuracy = f" (accurate to {said['accuracy']} s)" if said["accuracy"] else ""
    return (
        f"entry {one.seq} ({one.head}) and all before it existed no later than {said['time']}{accuracy}, "
        f"says {said['signer'] or 'an authority without a name'} ({one.authority})"
    )
