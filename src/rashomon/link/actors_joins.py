"""Joining by evidence: what belongs together becomes one, except across what a person said is apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rashomon.errors import RunError


class Rank(IntEnum):
    """How strong a piece of evidence is: the stronger is followed first where a person's word keeps things apart."""

    PERSON = 0
    NAME = 1
    LISTED = 2
    TEXT = 3
    BEARER = 4
    OFFICE = 5
    COUNTRY = 6
    NEAR = 7
    QUOTE = 8


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """Two nodes that are one actor.

    Attributes:
        rank: how strong the evidence is.
        one: a written source; `other` another, or the actor that several stand for.
        evidence: why, in words, "{actor}" standing for the name that the actor gets; empty where the names are equal.
    """

    rank: Rank
    one: str
    other: str
    evidence: str = ""


class _Sets:
    """Disjoint sets of nodes, some of which must not meet."""

    def __init__(self, apart: Iterable[tuple[str, str]], firm: Iterable[str]) -> None:
        self._firm = set(firm)
        self._above: dict[str, str] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def find(self, node: str) -> str:
        root = node
        while (above := self._above.get(root, root)) != root:
            root = above
        while (above := self._above.get(node, node)) != root:
            self._above[node] = root
            node = above
        return root

    def join(self, one: str, other: str, *, weak: bool = False) -> bool:
        """Make two sets one, unless something of the one must not meet something of the other.

        Weak evidence does not make one of two firm sets.
        """
        first, second = sorted((self.find(one), self.find(other)))
        if first == second:
            return True
        if weak and first in self._firm and second in self._firm:
            return False
        if any(self.find(enemy) == second for enemy in self._apart.get(first, ())):
            return False
        self._above[second] = first
        if second in self._firm:
            self._firm.add(first)
        if second in self._apart:
            self._apart[first] |= self._apart.pop(second)
        return True


def joined(
    nodes: Sequence[str],
    joins: Iterable[Join],
    *,
    firm: Iterable[str] = (),
    apart: Iterable[tuple[str, str]] = (),
    together: Iterable[tuple[str, str]] = (),
) -> tuple[Mapping[str, str], list[Join]]:
    """Return node → a node that stands for its set, and the joins that were followed; the order given is no matter.

    What a person said comes first, and what a person said is apart never meets, through however many others. Two of
    the `firm`, actors that have a name, are not made one because they are given the same words.

    Raises:
        RunError: a person said of the same two that they are one and that they are not.
    """
    sets = _Sets(apart, firm)
    for one, other in sorted(together):
        if not sets.join(one, other):
            reason = (
                "said to be one actor and, taken with what else was said, to be two; take one of the judgements back"
            )
            raise RunError(f"join actors: {one.partition(chr(9))[0]} and {other.partition(chr(9))[0]} are {reason}")
    followed = [join for join in sorted(set(joins)) if sets.join(join.one, join.other, weak=join.rank is Rank.QUOTE)]
    return {node: sets.find(node) for node in nodes}, followed
