"""How the account of one source changes: its answers to one question in the order in which it gave them.

Order comes from days (`dating`) and, among texts published on one day, from the moments that their files give. Where
those do not tell, no order is claimed: statements of overlapping times share a place, undated ones have none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rashomon.compare.dating import Calendar, Dated
from rashomon.compare.intervals import disjoint, within
from rashomon.records import (
    Answer,
    Change,
    ChangeKind,
    ChangeScope,
    Claim,
    Drift,
    Entity,
    Inquiry,
    QuestionKind,
    Reading,
    Relation,
    Stance,
    Statement,
)

# A source that looks into what it denied: its own doing, in its own words.
_LOOKING: Final = re.compile(
    r"\b(?:under|pending) (?:an? )?(?:\w+ )?(?:inquiry|investigation|review)\b|"
    r"\b(?:beg[au]n|begins?|launch(?:e[sd])?|open(?:s|ed)?|order(?:s|ed)?|start(?:s|ed)?) an? (?:[\w-]+ ){0,2}"
    r"(?:inquiry|investigation|probe|review)\b|\b(?:is|are|was|were|been|we['’]re) (?:now |still )?"
    r"(?P<doing>examining|investigating|looking into|probing|reviewing)\b",
    re.IGNORECASE,
)
_ANSWERING: Final = frozenset({Stance.DENIES, Stance.ADMITS, Stance.CONFIRMS})
_STATING: Final = frozenset({Stance.ASSERTS, Stance.ADMITS, Stance.CONFIRMS})
_STEM: Final = 5
_SHARED: Final = 2
_ALIKE: Final = 0.5
# Changes that leave both answers possible.
_IN_OTHER_WORDS: Final = frozenset({"narrows", "widens", "overlaps"})
# Claims of a source that share a word: of more, that word tells nothing.
_MOST: Final = 200
# Denials of a source to one question from which its other words on the matter are looked up.
_SEEDS: Final = 30


@dataclass(frozen=True, slots=True)
class _Said:
    """One claim's answer, with what it is compared by; `answer` is None for what answers beside the question."""

    claim: Claim
    key: tuple[object, ...]
    text: str
    dated: Dated
    answer: Answer | None = None


def find_drift(
    inquiries: Iterable[Inquiry],
    retracted: Iterable[Relation],
    readings: Sequence[Reading],
    entities: Mapping[str, Entity],
) -> dict[str, tuple[Drift, ...]]:
    """Return by question how each source with more than one answer changes its own; other questions have no entry.

    Args:
        retracted: what was taken back, each with its question; it is a statement of its source too.
    """
    claims = {claim.id: claim for reading in readings for claim in reading.claims}
    case = _Case(claims, Calendar(readings), entities)
    taken: dict[str, list[Relation]] = defaultdict(list)
    for relation in retracted:
        if relation.question is not None:
            taken[relation.question].append(relation)
    found: dict[str, tuple[Drift, ...]] = {}
    for inquiry in inquiries:
        drifts = tuple(case.drifts(inquiry, taken[inquiry.id]))
        if drifts:
            found[inquiry.id] = drifts
    return found


class _Case:
    def __init__(self, claims: Mapping[str, Claim], calendar: Calendar, entities: Mapping[str, Entity]) -> None:
        self._claims = claims
        self._calendar = calendar
        self._entities = entities
        self._of_claim = {claim: entity.id for entity in entities.values() for claim in entity.claims}
        self._order = {claim: number for number, claim in enumerate(claims)}
        self._about: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in claims.values():
            for stem in _stems(claim):
                self._about[self._of_claim.get(claim.id, ""), stem].append(claim)

    def drifts(self, inquiry: Inquiry, taken: Sequence[Relation]) -> Iterator[Drift]:
        """Yield the drift of each source, in the order in which the sources first answer."""
        said: dict[str, dict[tuple[object, ...], _Said]] = defaultdict(dict)
        taking = {relation.a for relation in taken}
        for answer in inquiry.answers:
            one = self._said(inquiry, answer)
            # What is taken back is told below, as what it is.
            if one is not None and one.claim.id not in taking:
                said[answer.source].setdefault((one.claim.id, one.key), one)
        for source, members in said.items():
            if inquiry.kind is QuestionKind.POLAR:
                for one in self._beside(source, list(members.values())):
                    members.setdefault((one.claim.id, one.key), one)
            for relation in taken:
                if self._of_claim.get(relation.b) == source and relation.a in self._claims:
                    one = self._taken_back(relation, members.values())
                    members.setdefault((one.claim.id, one.key), one)
            first, *others = members.values()
            if any(_change(inquiry, first, other) is not None for other in others):
                yield self._drift(inquiry, self._entities[source].name, list(members.values()))

    def _said(self, inquiry: Inquiry, answer: Answer) -> _Said | None:
        claim = self._claims[answer.claim]
        dated = self._calendar.dated(claim)
        quantity = answer.quantity
        if quantity is not None:
            if quantity.low is None and quantity.high is None:
                return None
            return _Said(claim, (quantity.low, quantity.high), quantity.words, dated, answer)
        if inquiry.kind is QuestionKind.POLAR:
            # To look into something takes for granted that there is something, but answers no yes.
            looking = self._looking(claim, answer.source) if answer.side != "no" else None
            if looking is not None:
                return _Said(claim, ("looking",), looking, dated)
            return _Said(claim, (answer.side,), _position(answer, claim), dated, answer)
        if not answer.value:
            return None
        if inquiry.kind is QuestionKind.WHO:
            text = answer.value if answer.side != "no" else f"not {answer.value}"
            return _Said(claim, (answer.side, answer.sorts or answer.value), text, dated, answer)
        return _Said(claim, (answer.span or answer.value,), answer.value, dated, answer)

    def _beside(self, source: str, own: Sequence[_Said]) -> Iterator[_Said]:
        """Yield what a source that says no says of the same matter beside that, though it answers nobody's question.

        That is: that it looks into it, that it denies or admits it in much the same words.
        """
        known = {one.claim.id for one in own}
        for claim in [one.claim for one in own if one.key == ("no",)][:_SEEDS]:
            ours = _stems(claim)
            lists = [self._about[source, stem] for stem in sorted(ours)]
            for other in {c.id: c for listed in lists if len(listed) <= _MOST for c in listed}.values():
                theirs = _stems(other)
                shared = len(ours & theirs)
                if other.id in known or shared < _SHARED:
                    continue
                if (text := self._looking(other, source)) is not None:
                    yield _Said(other, ("looking",), text, self._calendar.dated(other))
                elif _plain(other) and _plain(claim) and shared >= _ALIKE * len(ours | theirs):
                    side = "no" if other.stance is Stance.DENIES else "yes"
                    yield _Said(other, (side,), other.stance.value, self._calendar.dated(other))

    def _looking(self, claim: Claim, source: str) -> str | None:
        """Return "is investigating" or "under review" where a source says that it looks into something."""
        match = _LOOKING.search(claim.text)
        if match is None or claim.negated or claim.stance not in _STATING or source not in self._entities:
            return None
        names = {name.casefold().removeprefix("the ") for name in self._entities[source].names}
        doers = [actor.casefold().removeprefix("the ") for actor in claim.actors]
        if doers and not any(doer in names or doer in ("we", "it", "i") for doer in doers):
            return None  # somebody else looks into it
        doing = (match["doing"] or match[0]).lower()
        return "under review" if "review" in doing else "is investigating"

    def _taken_back(self, relation: Relation, members: Iterable[_Said]) -> _Said:
        claim = self._claims[relation.a]
        before = next((member.text for member in members if member.claim.id == relation.b), "")
        text = f"takes back “{before}”" if before else "takes it back"
        return _Said(claim, ("taken back", before), text, self._calendar.dated(claim))

    def _drift(self, inquiry: Inquiry, name: str, said: Sequence[_Said]) -> Drift:
        ordered, undated = _in_order(sorted(said, key=lambda one: self._order[one.claim.id]))
        statements: list[Statement] = []
        changes: list[Change] = []
        current: tuple[Statement, _Said] | None = None
        for number, group in enumerate(ordered):
            told = [(_statement(members, number), members[0]) for members in _by_key(group)]
            statements.extend(statement for statement, _ in told)
            same = [t for t in told if current is not None and _change(inquiry, current[1], t[1]) is None]
            fresh = [t for t in told if current is None or _change(inquiry, current[1], t[1]) is not None]
            if same and all(_change(inquiry, same[0][1], t[1]) in _IN_OTHER_WORDS for t in fresh):
                current = same[0]  # still told, here by others more exactly or less
            elif len(fresh) == 1:
                kind = _change(inquiry, current[1], fresh[0][1]) if current is not None else None
                if current is not None and kind is not None:
                    changes.append(self._changed(current[0], fresh[0][0], kind))
                current = fresh[0]
            else:
                current = None  # several at one time: which came last is not known
        statements.extend(_statement(members, None) for members in _by_key(undated))
        return Drift(name, tuple(statements), tuple(changes))

    def _changed(self, before: Statement, after: Statement, kind: ChangeKind) -> Change:
        """Return a change by a pair of claims that one outlet reports, where there is one."""
        outlets = {self._claims[claim].chain[-1]: claim for claim in reversed(before.claims)}
        b = next((claim for claim in after.claims if self._claims[claim].chain[-1] in outlets), after.claims[0])
        a = outlets.get(self._claims[b].chain[-1], before.claims[-1])
        one, other = self._claims[a], self._claims[b]
        scope: ChangeScope = "outlets"
        if one.document == other.document:
            scope = "document"
        elif one.chain[-1] == other.chain[-1]:
            scope = "outlet"
        return Change(before, after, a, b, kind, scope)


def _in_order(said: Sequence[_Said]) -> tuple[list[list[_Said]], list[_Said]]:
    """Return what was said in groups of increasing time, and what has no date; within a group no order is known."""
    dated = [one for one in said if one.dated.basis != "unknown"]
    undated = [one for one in said if one.dated.basis == "unknown"]
    groups: list[list[_Said]] = []
    last = date.min
    for one in sorted(dated, key=lambda one: one.dated.days):
        start, end = one.dated.days
        if start > last:
            groups.append([])
        groups[-1].append(one)
        last = max(last, end)
    return [part for group in groups for part in _by_moment(group)], undated


def _by_moment(group: list[_Said]) -> list[list[_Said]]:
    """Return a group parted by the moments of publication, where every member has one: versions of one day."""
    if any(one.dated.moment is None or one.dated.moment.tzinfo is None for one in group):
        return [group]
    parts: dict[object, list[_Said]] = {}
    for one in sorted(group, key=lambda one: one.dated.moment):  # type: ignore[arg-type, return-value]
        parts.setdefault(one.dated.moment, []).append(one)
    return list(parts.values())


def _by_key(said: Iterable[_Said]) -> list[list[_Said]]:
    parts: dict[tuple[object, ...], list[_Said]] = defaultdict(list)
    for one in said:
        parts[one.key].append(one)
    return list(parts.values())


def _statement(members: Sequence[_Said], order: int | None) -> Statement:
    """Return what is said to one effect at one time as one statement."""
    first = members[0]
    quantity = first.answer.quantity if first.answer is not None else None
    starts = [one.dated.start for one in members if one.dated.start is not None]
    ends = [one.dated.end for one in members if one.dated.end is not None]
    return Statement(
        text=first.text,
        claims=tuple(dict.fromkeys(one.claim.id for one in members)),
        start=min(starts, default=None),
        end=max(ends, default=None),
        basis=next((b for b in ("said", "published") if any(one.dated.basis == b for one in members)), "unknown"),
        order=order,
        low=quantity.low if quantity is not None else None,
        high=quantity.high if quantity is not None else None,
    )


def _change(inquiry: Inquiry, before: _Said, after: _Said) -> ChangeKind | None:
    """Return how an answer changes another, None where it says the same."""
    if before.key == after.key:
        return None
    if after.key[0] == "taken back":
        return "retracts"
    one, other = before.answer, after.answer
    if one is None or other is None:
        return "replaces" if {before.key, after.key} == {("no",), ("yes",)} else "moves"
    if one.quantity is not None and other.quantity is not None:
        if disjoint(one.quantity, other.quantity):
            return "replaces"
        if within(other.quantity, one.quantity):
            return "narrows"
        return "widens" if within(one.quantity, other.quantity) else "overlaps"
    if inquiry.kind is QuestionKind.POLAR:
        return "replaces"
    return _who(one, other) if inquiry.kind is QuestionKind.WHO else _when(one, other)


def _who(one: Answer, other: Answer) -> ChangeKind | None:
    same = bool(one.names & other.names) or bool(one.sorts & other.sorts and not (one.names and other.names))
    if one.side != other.side:
        return "replaces" if same else "moves"
    # "A regime" after "lieutenants": without a name or a sort of party nothing says that it is another.
    if same or not (one.names or one.sorts) or not (other.names or other.sorts):
        return None
    return "replaces" if one.excludes & other.sorts else "moves"


def _when(one: Answer, other: Answer) -> ChangeKind:
    (low, high), (other_low, other_high) = one.span or (None, None), other.span or (None, None)
    if low is None or high is None or other_low is None or other_high is None:
        return "moves"
    if high < other_low or other_high < low:
        return "replaces"
    if low <= other_low and other_high <= high:
        return "narrows"
    return "widens" if other_low <= low and high <= other_high else "overlaps"


def _position(answer: Answer, claim: Claim) -> str:
    """Return a yes or no as what the source does; how a reporter calls a yes is no change of the source's."""
    if answer.side == "no":
        return "denies" if claim.stance is Stance.DENIES else "says no"
    return "admits" if claim.stance is Stance.ADMITS else "says yes"


def _plain(claim: Claim) -> bool:
    """Tell whether a claim denies, admits or confirms that something is so, not that it is not."""
    return claim.stance in _ANSWERING and not claim.negated


def _stems(claim: Claim) -> frozenset[str]:
    return frozenset(topic[:_STEM] for topic in claim.topics)
