"""How far the review is, kept in step decision by decision: no page counts what was counted before."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from threading import Lock

from rashomon.web.board import meta
from rashomon.web.decisions import Decisions

Narrowed = tuple[str, str]
"""A part of the queue: "all" or "contested" and nothing, or "question", "document" or "source" and its id."""

_CLAIM = "claim:"
_TOGETHER = 500
_MOST_PARTS = 10_000
"""Parts of the queue whose beginning is remembered."""


class Reviewed:
    """The claims of the board that a person decided about. Threads may call anything here at any time."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._lock = Lock()
        self._mark, self._seq = "", 0
        self._parts: dict[str, tuple[Narrowed, ...]] = {}
        self._counts: Counter[Narrowed] = Counter()
        self._begins: dict[Narrowed, int] = {}

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Take up what was decided since, or everything where the comparison is another one."""
        with self._lock:
            mark, seq = meta(connection, "mark"), self._decisions.seq
            if mark != self._mark:
                self._mark, self._seq = mark, 0
                self._parts, self._counts, self._begins = {}, Counter(), {}
            if seq > self._seq:
                touched = self._decisions.touched(self._seq)
                self._take(connection, [each.removeprefix(_CLAIM) for each in touched if each.startswith(_CLAIM)])
                self._seq = seq

    def _take(self, connection: sqlite3.Connection, claims: Collection[str]) -> None:
        judged = [claim for claim in claims if self._decisions.state(claim)[0]]
        for claim in set(claims).difference(judged) & self._parts.keys():
            self._counts.subtract(self._parts.pop(claim))
            self._begins = {}  # what was passed over may be waiting again
        for claim, parts in _parts(connection, [claim for claim in judged if claim not in self._parts]):
            self._parts[claim] = parts
            self._counts.update(parts)

    def __contains__(self, claim: object) -> bool:
        """Tell whether a person decided about a claim, as far as `refresh` knows."""
        return claim in self._parts

    def count(self, part: Narrowed) -> int:
        """Return how many claims of a part of the queue a person decided about."""
        return self._counts[part]

    def counts(self, kind: str) -> dict[str, int]:
        """Return how many claims of each question, document or source were decided about, where there are any."""
        return {key: number for (of, key), number in self._counts.items() if of == kind and number}

    def begins(self, part: Narrowed) -> int:
        """Return a place before which everything in a part of the queue is decided."""
        return self._begins.get(part, 0)

    def passed(self, part: Narrowed, place: int, *, seq: int) -> None:
        """Remember that nothing waits before a place, if nothing was decided since the judgement `seq`."""
        with self._lock:
            if seq == self._seq and len(self._begins) < _MOST_PARTS:
                self._begins[part] = place

    @property
    def seq(self) -> int:
        """Number of the last judgement that is counted here."""
        return self._seq


def _parts(connection: sqlite3.Connection, claims: list[str]) -> Iterable[tuple[str, tuple[Narrowed, ...]]]:
    """Yield the claims of the queue, each with the parts of it that it is in."""
    for start in range(0, len(claims), _TOGETHER):
        some = claims[start : start + _TOGETHER]
        marks = ", ".join("?" * len(some))
        asked: dict[str, list[str]] = {}
        for row in connection.execute(
            f"SELECT DISTINCT claim, question FROM answer WHERE claim IN ({marks})",  # noqa: S608  marks alone
            some,
        ):
            asked.setdefault(row["claim"], []).append(row["question"])
        for row in connection.execute(
            "SELECT id, document, entity, contested FROM claim JOIN queue ON queue.claim = claim.id "  # noqa: S608
            f"WHERE id IN ({marks})",
            some,
        ):
            parts = [("all", ""), ("document", row["document"])]
            parts += [("contested", "")] * row["contested"]
            parts += [("source", row["entity"])] if row["entity"] else []
            parts += [("question", question) for question in asked.get(row["id"], ())]
            yield row["id"], tuple(parts)
