"""Which judgements stand: after undoing, after superseding, and where two of them cannot both hold."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rashomon.store.judgements import Judgement, Kind
from rashomon.store.judging_targets import (
    ClaimTarget,
    JudgementTarget,
    NewAmount,
    NewDate,
    NewGrade,
    NewPlace,
    PairTarget,
    QuestionsTarget,
    Target,
)
from rashomon.store.judging_write import value_object


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two judgements that cannot both hold: the later one (`kept`) does."""

    kept: Judgement
    dropped: Judgement

    @property
    def reason(self) -> str:
        """Say so in one sentence."""
        return (
            f"{self.dropped.kind} by {self.dropped.actor} of {self.dropped.time} ({self.dropped.id[:8]}) does not "
            "hold: "
            f"{self.kept.actor} decided otherwise later, {self.kept.time} ({self.kept.id[:8]})"
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds among all judgements of a case.

    Attributes:
        judgements: those that stand, by `seq`; undos are not among them.
        undone: ids of those taken back by an undo that stands, or superseded by a judgement that stands.
        conflicts: pairs that cannot both hold.
        problems: what could not be made out, each one sentence.
    """

    judgements: tuple[Judgement, ...]
    undone: frozenset[str]
    conflicts: tuple[Conflict, ...]
    problems: tuple[str, ...]


def in_force(judgements: Iterable[Judgement]) -> tuple[tuple[Judgement, ...], frozenset[str], tuple[str, ...]]:
    """Return what is neither undone nor superseded, by `seq`; the ids of the others; and problems.

    An undo may itself be undone, which restores what it took back. What took an earlier one's place keeps that one out
    when a third takes its own place, but not when it is undone. Only what came before can be undone or superseded, so
    going from the last judgement to the first, each is decided when its turn comes.
    """
    order = sorted(judgements, key=lambda judgement: judgement.seq)
    place = {judgement.id: number for number, judgement in enumerate(order)}
    undone: set[str] = set()
    replaced: set[str] = set()
    held: list[Judgement] = []
    problems: list[str] = []
    for number in range(len(order) - 1, -1, -1):
        judgement = order[number]
        if judgement.id in undone:
            continue
        stands = judgement.id not in replaced
        if stands and judgement.kind is not Kind.UNDO:
            held.append(judgement)
        for what, other, gone in _takes_back(judgement, undone, replaced):
            if other in place and place[other] < number:
                if what == "supersedes" or stands:
                    gone.add(other)
            else:
                who = f"{judgement.kind} {judgement.id[:8]}"
                problems.append(f"{who} {what} {other[:8]}, which is no earlier judgement")
    return tuple(reversed(held)), frozenset(undone | replaced), tuple(reversed(problems))


def _takes_back(judgement: Judgement, undone: set[str], replaced: set[str]) -> Iterator[tuple[str, str, set[str]]]:
    if isinstance(judgement.target, JudgementTarget):
        yield "undoes", judgement.target.judgement, undone
    if judgement.supersedes is not None:
        yield "supersedes", judgement.supersedes, replaced


def standing(judgements: Iterable[Judgement]) -> Standing:
    """Return what stands of all judgements of a case.

    Two corrections of one field of one claim, acceptance and rejection of one claim, a relation and its denial, a
    question that is and is not answered, and two grades in free words that one person gives one thing cannot both hold:
    the later one does, and the pair is reported. Of two grades on one scale and for one topic the later one holds.
    """
    held, gone, problems = in_force(judgements)
    kept, conflicts = without_conflicts(held)
    return Standing(kept, gone, conflicts, problems)


def without_conflicts(judgements: Sequence[Judgement]) -> tuple[tuple[Judgement, ...], tuple[Conflict, ...]]:
    """Return the judgements (by `seq`) without those that a later one contradicts, and the pairs.

    Two that decide the very same (both accept) do not contradict each other and both stay. Of two grades on a scale the
    later one holds and nothing is reported: the earlier one is history.
    """
    last: dict[Hashable, Judgement] = {}
    conflicts: list[Conflict] = []
    dropped: set[str] = set()
    for judgement in reversed(judgements):
        subjects = list(_subjects(judgement))
        rival = next((last[s] for s in subjects if s in last and _differ(last[s], judgement)), None)
        if rival is not None:
            if not isinstance(judgement.value, NewGrade):  # a newer grade is no conflict: the older ones are history
                conflicts.append(Conflict(rival, judgement))
            dropped.add(judgement.id)
            continue
        for subject in subjects:
            last.setdefault(subject, judgement)
    return tuple(j for j in judgements if j.id not in dropped), tuple(reversed(conflicts))


def _differ(one: Judgement, other: Judgement) -> bool:
    if one.kind is not other.kind:
        return True
    if isinstance(one.value, NewGrade):
        return True
    if one.value is None or other.value is None:
        return one.value is not other.value
    return value_object(one.value) != value_object(other.value)


def _subjects(judgement: Judgement) -> Iterator[Hashable]:
    """Yield what a judgement decides, each of which only one answer can hold for."""
    kind, target, value = judgement.kind, judgement.target, judgement.value
    if kind in (Kind.ACCEPT, Kind.REJECT):
        yield "verdict", key(target)
    elif kind is Kind.CORRECT:
        item = None
        if isinstance(value, NewAmount | NewDate | NewPlace) and value.item is not None:
            item = value.item.spans
        yield "correct", key(target), type(value), item
    elif kind in (Kind.RELATION, Kind.NO_RELATION) and isinstance(target, PairTarget):
        yield "relation", frozenset({key(target.a), key(target.b)})
    elif isinstance(target, QuestionsTarget):
        yield from (("answers", question.question, key(c)) for question in target.questions for c in target.claims)
    elif kind is Kind.GRADE:
        # A grade on one scale does not touch one on another, nor one for another topic, nor one in free words.
        on = (value.scale, value.topic.casefold()) if isinstance(value, NewGrade) else ()
        yield "grade", judgement.actor, key(target), on
    elif kind is Kind.PROTECT:
        yield "protect", key(target)


def key(target: Target) -> Hashable:
    """Return what tells targets of judgements apart: of a claim its id, or its words' place."""
    if isinstance(target, ClaimTarget):
        return ("claim", target.claim) if target.claim is not None else (target.document, target.quote.spans)
    if isinstance(target, PairTarget):
        return "pair", key(target.a), key(target.b)
    return target
