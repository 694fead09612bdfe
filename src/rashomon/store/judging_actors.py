"""What people said of who is one actor and who is two, in the form that linking takes, without contradictions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rashomon.store.judgements import Judgement
from rashomon.store.judging_targets import ClaimTarget, Member, MergeTarget, SplitTarget

Pairs = frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True)
class ActorJudgements:
    """Pairs of names or ids of claims: of one actor (`together`), or of two (`apart`); what did not hold in `notes`."""

    together: Pairs = frozenset()
    apart: Pairs = frozenset()
    notes: tuple[str, ...] = ()


class _Said:
    """Pairs taken in one after the other, each unless it contradicts those before."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)

    def _find(self, name: str) -> str:
        while (above := self._above.get(name, name)) != name:
            name = above
        return name

    def join(self, one: str, other: str) -> bool:
        first, second = self._find(one), self._find(other)
        if first == second:
            return True
        if second in self._apart[first]:
            return False
        self._above[second] = first
        for enemy in self._apart.pop(second, set()):
            self._apart[enemy].discard(second)
            self._apart[enemy].add(first)
            self._apart[first].add(enemy)
        return True

    def part(self, one: str, other: str) -> bool:
        first, second = self._find(one), self._find(other)
        if first == second:
            return False
        self._apart[first].add(second)
        self._apart[second].add(first)
        return True


def actor_judgements(judgements: Sequence[Judgement]) -> ActorJudgements:
    """Return what standing merges and splits (by `seq`) say; of what cannot all hold, what was said last does.

    Names are compared without case here; that two spellings are one actor's is for linking to find.
    """
    said = _Said()
    together: set[frozenset[str]] = set()
    apart: set[frozenset[str]] = set()
    notes: list[str] = []
    for judgement in reversed(judgements):
        for one, other in _pairs(judgement):
            is_merge = isinstance(judgement.target, MergeTarget)
            ours, theirs = one.casefold(), other.casefold()
            if ours == theirs:
                continue
            if (said.join if is_merge else said.part)(ours, theirs):
                (together if is_merge else apart).add(frozenset({one, other}))
            else:
                what = "one" if is_merge else "two"
                notes.append(
                    f"“{one}” and “{other}” are not {what} as {judgement.actor} said on {judgement.time} "
                    f"({judgement.id[:8]}): it was decided otherwise later"
                )
    return ActorJudgements(frozenset(together), frozenset(apart), tuple(reversed(notes)))


def _pairs(judgement: Judgement) -> Iterator[tuple[str, str]]:
    target = judgement.target
    if isinstance(target, MergeTarget):
        yield from combinations(_names(target.members), 2)
    elif isinstance(target, SplitTarget):
        for ours, theirs in combinations(target.groups, 2):
            yield from ((one, other) for one in _names(ours) for other in _names(theirs))


def _names(members: Iterable[Member]) -> list[str]:
    """Return what linking calls each member: a claim by its id, an actor by its name."""
    return [m.claim or "" if isinstance(m, ClaimTarget) else m.entity for m in members]
