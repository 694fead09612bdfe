"""Which claim takes back which: words of withdrawal, and the earlier statement of the same source that they name.

Precision comes first. The one who takes back must be the one who speaks, or be told of by a reporter; what is taken
back must be named by its amount, its words, or by "that figure" right after it. Where it is not, nothing is given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rashomon.compare.corrections import is_version
from rashomon.config import CompareConfig
from rashomon.records import (
    Answer,
    Claim,
    Entity,
    Inquiry,
    Quantity,
    Reading,
    Relation,
    RelationKind,
    SourceKind,
    Span,
    Stance,
    words,
)

_SAYING: Final = (
    r"accusation|account|allegation|article|assertion|claim|comment|count|denial|estimate|figure|number|post|remark|"
    r"report|statement|story|testimony|toll|tweet|version"
)
_DONE: Final = r"retracted|withdrawn|rescinded|deleted|removed|taken\s+back|taken\s+down"
# "Withdrew its figure of 12 dead": the verb alone is not enough, since forces are withdrawn and cities taken back.
_ACTIVE: Final = re.compile(
    r"\b(?P<verb>retract(?:s|ed|ing)?|withdr(?:aws?|ew|awn|awing)|recant(?:s|ed)?|rescind(?:s|ed)?|disown(?:s|ed)?|"
    r"(?:tak(?:es?|en|ing)|took|walk(?:s|ed|ing)?|roll(?:s|ed|ing)?)\s+back|back(?:s|ed)?\s+(?:away|down)\s+from|"
    r"(?:delet|remov)(?:es?|ed)|no\s+longer\s+(?:stands?|stood)\s+by)\s+"
    r"(?P<whose>(?:an?|the|this|that|these|those|its|their|his|her|our|my)\s+)(?:[\w’'-]+\s+){0,3}?"
    rf"(?P<noun>{_SAYING})s?\b(?P<about>.*)",
    re.IGNORECASE | re.DOTALL,
)
_PASSIVE: Final = re.compile(
    r"(?:\A|[.;:“\"]\s*)(?:its|their|his|her|our|the|that|this)\s+(?:[\w’'-]+\s+){0,3}?"
    rf"(?P<noun>{_SAYING})s?(?P<about>(?:\s+(?:that|of)\b.*?)?)\s+(?:has|have|was|were)(?:\s+(?:now|since|been)){{0,2}}"
    rf"\s+(?P<verb>{_DONE})\b",
    re.IGNORECASE | re.DOTALL,
)
# Before the verb, these make the withdrawal one that is refused, wanted, denied, supposed or still to come.
_OPEN: Final = re.compile(
    r"\b(?:not|never|refus\w*|declin\w*|demand\w*|urg\w+|call\w*|ask\w*|want\w*|press\w*|plans?|should|must|would|"
    r"could|can|cannot|may|might|will|if|whether|unless|to|deny|den(?:ies|ied)|without|rather)\b|n[’']t\b",
    re.IGNORECASE,
)
_UNSAID: Final = frozenset({Stance.QUESTIONS, Stance.PREDICTS, Stance.DEMANDS, Stance.DECLINES, Stance.DOUBTS})
_REPORTERS: Final = frozenset({SourceKind.AUTHOR, SourceKind.OUTLET})
_AUXILIARY: Final = re.compile(
    r"(?:\s*\b(?:also|are|earlier|formally|has|have|had|is|later|now|publicly|quietly|since|then|today|was|were)\b)+\s*\Z",
    re.IGNORECASE,
)
_SELF: Final = re.compile(r"(?:\A|\W)(?:we|i)\W*\Z", re.IGNORECASE)
_OUTLET: Final = re.compile(
    r"(?:\A|\W)(?:this|the) (?:newspaper|outlet|paper|site|station|website)\W*\Z", re.IGNORECASE
)
_PRONOUN: Final = re.compile(r"(?:\A|\W)(?:he|it|she|they)\W*\Z", re.IGNORECASE)
_NOT: Final = re.compile(r"\b(?:no|nobody|none|not|never)\b|n[’']t\b", re.IGNORECASE)
_NUMERIC: Final = frozenset({"count", "estimate", "figure", "number", "sum", "toll", "total"})
# Words of the withdrawal itself, as topics: they say nothing of what is taken back.
_OWN: Final = frozenset(
    f"{_SAYING}|back|delete|disown|early|earlier|long|previous|remove|rescind|retract|roll|stand|take|walk|withdraw".split(
        "|"
    )
)
_HARMS: Final = {
    "killing": frozenset({"kill", "die", "perish", "dead", "death", "deaths", "fatality", "fatalities"}),
    "injury": frozenset({"wound", "injure", "hurt", "wounded", "injured", "injury", "injuries"}),
}
_STEM: Final = 5
_FAR: Final = 80  # from the source to the words of saying
_BACK: Final = 3  # claims of a document before "that figure" in which it may stand
_MOST: Final = 200  # statements of a source that a withdrawal is held against: keeps cost linear
_ALIKE: Final = 0.5
_BY_AMOUNT, _BY_WORDS, _BY_PLACE = 0.9, 0.8, 0.8


@dataclass(frozen=True, slots=True)
class _Withdrawal:
    """A claim that somebody takes something back: who (ids of entities that the words may mean), and what of."""

    claim: Claim
    by: str
    said: str
    noun: str
    about: str


def retractions(
    readings: Sequence[Reading], inquiries: Iterable[Inquiry], entities: Iterable[Entity], *, config: CompareConfig
) -> tuple[Relation, ...]:
    """Return which claims take back which, each withdrawal before what it takes back, in order of reading.

    The question of each is the one that both answer, else one that what is taken back answers, else None.
    """
    case = _Case(readings, inquiries, entities)
    found: dict[tuple[str, str], Relation] = {}
    for reading in readings:
        for number, claim in enumerate(reading.claims):
            withdrawal = case.withdrawal(claim, reading)
            if withdrawal is not None:
                for relation in case.taken_back(withdrawal, reading.claims[max(0, number - _BACK) : number]):
                    found.setdefault((relation.a, relation.b), relation)
    # A withdrawal of a withdrawal is beyond these rules.
    taking = {a for a, _ in found}
    return tuple(r for r in found.values() if r.b not in taking and r.score >= config.min_score)


def standing(inquiries: Iterable[Inquiry], retracted: Iterable[Relation]) -> tuple[Inquiry, ...]:
    """Return the inquiries without answers that only name an amount to take it back.

    "We no longer stand by the figure of 16" is no account of 16. An inquiry that would be left with none keeps them.
    """
    taking = {relation.a for relation in retracted}
    kept = []
    for inquiry in inquiries:
        answers = tuple(a for a in inquiry.answers if a.claim not in taking or a.quantity is None)
        kept.append(inquiry if len(answers) in (0, len(inquiry.answers)) else replace(inquiry, answers=answers))
    return tuple(kept)


class _Case:
    """Claims by who says them, and names to entities."""

    def __init__(self, readings: Sequence[Reading], inquiries: Iterable[Inquiry], entities: Iterable[Entity]) -> None:
        claims = {claim.id: claim for reading in readings for claim in reading.claims}
        self._published = {reading.document.id: reading.document.published for reading in readings}
        self._order = {claim: number for number, claim in enumerate(claims)}
        self._entities = {entity.id: entity for entity in entities}
        self._of_claim = {claim: entity.id for entity in self._entities.values() for claim in entity.claims}
        self._named: dict[str, set[str]] = defaultdict(set)
        for entity in self._entities.values():
            for name in (entity.name, *entity.names):
                self._named[_fold(name)].add(entity.id)
        self._outlet: dict[str, str] = {}
        self._through: dict[str, set[str]] = defaultdict(set)
        for claim in claims.values():
            self._through[self._of_claim.get(claim.id, "")].add(claim.chain[-1])
            if _is_own(claim):
                self._outlet.setdefault(claim.chain[-1], self._of_claim.get(claim.id, ""))
        self._by: dict[str, str] = {}
        self._by_amount: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
        self._by_stem: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in claims.values():
            # What an earlier version said, its outlet said.
            by = (self._publisher(claim) if is_version(claim) else None) or self._of_claim.get(claim.id, "")
            self._by[claim.id] = by
            for key in dict.fromkeys((by, q.low, q.high, q.unit) for q in claim.quantities):
                self._by_amount[key].append(claim)
            for stem in _stems(claim.topics):
                self._by_stem[by, stem].append(claim)
        self._tellers = {claim.attribution: claim.source for claim in claims.values() if claim.attribution}
        self._answers: dict[str, list[tuple[str, Answer]]] = defaultdict(list)
        for inquiry in inquiries:
            for answer in inquiry.answers:
                self._answers[answer.claim].append((inquiry.id, answer))

    def _publisher(self, claim: Claim) -> str | None:
        """Return the entity that published a claim, None where no claim is its own."""
        outlet = claim.chain[-1]
        return self._outlet.get(outlet) or self._one(_fold(outlet), claim)

    def _one(self, name: str, claim: Claim) -> str | None:
        """Return the one entity that a name means; of several, the one that speaks in the same outlet's texts."""
        found = self._named.get(name, set())
        if len(found) > 1:
            found = {entity for entity in found if claim.chain[-1] in self._through[entity]}
        return next(iter(found)) if len(found) == 1 else None

    # Who takes back

    def withdrawal(self, claim: Claim, reading: Reading) -> _Withdrawal | None:
        """Return a claim as a withdrawal, None where it is none or does not say whose."""
        if claim.stance in _UNSAID or not self._is_reported(claim):
            return None
        cue = words(reading.document.text, claim.cue)
        opening, saying = _around(reading, claim)
        joined = f"{saying} {claim.text}"
        match = _ACTIVE.search(joined)
        if match is not None and match.start() < len(saying):
            before = f"{opening} {joined[: match.start()]}"
            by = self._of_claim.get(claim.id) if not _OPEN.search(before) else None
        else:
            match = _ACTIVE.search(claim.text) or _PASSIVE.search(claim.text)
            if match is None or claim.stance is Stance.DENIES or _OPEN.search(f"{cue} {claim.text[: match.start()]}"):
                return None
            by = self._subject(claim, claim.text[: match.start()], passive=match.re is _PASSIVE)
        if match is None or by is None:
            return None
        said = match.string[match.start("verb") : match.start("about")]
        if match.re is _PASSIVE:
            said = match[0].strip(' .;:“"')
        return _Withdrawal(claim, by, " ".join(said.split()), match["noun"].lower(), match["about"])

    def _is_reported(self, claim: Claim) -> bool:
        """Tell whether a claim is told by a reporter or by who makes it, and not by a party about another."""
        if claim.parent is None:
            return True
        teller = self._tellers.get(claim.parent)
        return teller is not None and teller.kind in _REPORTERS

    def _subject(self, claim: Claim, before: str, *, passive: bool) -> str | None:
        """Return who takes back in words that do not say so themselves; the teller of another's must be a reporter."""
        own = self._of_claim.get(claim.id)
        reports = claim.source is None or claim.source.kind in _REPORTERS
        before = _AUXILIARY.sub("", before)
        if passive or _OUTLET.search(before):
            return self._publisher(claim) if _is_own(claim) else None
        if _SELF.search(before):
            return own
        if _PRONOUN.search(before):
            named = {e for name in claim.actors if (e := self._one(_fold(name), claim)) is not None}
            by = next(iter(named)) if len(named) == 1 else None
        else:
            tail = before.split()[-6:]
            by = next((e for n in range(len(tail)) if (e := self._one(_fold(" ".join(tail[n:])), claim))), None)
        return by if reports or by == own else None

    # What is taken back

    def taken_back(self, one: _Withdrawal, before: Sequence[Claim]) -> Iterator[Relation]:
        """Yield a relation to every statement that a withdrawal takes back."""
        amounts = [q for q in one.claim.quantities if q.text in one.about]
        topics = _stems(topic for topic in one.claim.topics if topic not in _OWN)
        if amounts:
            found, score = self._same_amount(one, amounts, topics), _BY_AMOUNT
        elif len(one.about.split()) > _BACK:
            found, score = self._same_words(one, topics), _BY_WORDS
        else:
            found, score = self._just_before(one, before), _BY_PLACE
        name = self._entities[one.by].name if one.by in self._entities else "the source"
        for claim, amount in found:
            reason = f"{name} takes back what it said before: “{one.said}”"
            question = self._question(one.claim, claim, amount)
            yield Relation(one.claim.id, claim.id, RelationKind.RETRACTS, reason, score, question)

    def _earlier(self, claim: Claim, than: Claim) -> bool:
        """Tell whether a claim can have been said before another: earlier in its text, or not in a later one."""
        if claim.document == than.document:
            return self._order[claim.id] < self._order[than.id]
        one, other = self._published.get(claim.document), self._published.get(than.document)
        return one is None or other is None or one <= other

    def _same_amount(
        self, one: _Withdrawal, amounts: Sequence[Quantity], topics: frozenset[str]
    ) -> list[tuple[Claim, Quantity | None]]:
        """Return the statements with one of the amounts; none where the amount was given for several things."""
        listed = [self._by_amount[one.by, q.low, q.high, q.unit][:_MOST] for q in amounts]
        mine = {c.id: c for claims in listed for c in claims if self._earlier(c, one.claim)}.values()
        found: dict[str | None, list[tuple[Claim, Quantity | None]]] = defaultdict(list)
        shared: dict[str | None, int] = defaultdict(int)
        for claim in mine:
            common = _stems(claim.topics) & topics
            same = next((q for q in claim.quantities for a in amounts if _same(a, q, common)), None)
            if same is not None and claim.stance is not Stance.DENIES:
                question = self._count(claim, same)
                found[question].append((claim, same))
                shared[question] = max(shared[question], len(common))
        asked = [question for question in found if question is not None]
        if asked:
            most = max(shared[question] for question in asked)
            best = [question for question in asked if shared[question] == most]
            return found[best[0]] if len(best) == 1 else []
        return found[None] if len(found[None]) == 1 or shared[None] else []

    def _same_words(self, one: _Withdrawal, topics: frozenset[str]) -> list[tuple[Claim, Quantity | None]]:
        """Return the statements that say what is taken back in much the same words, and to the same effect."""
        listed = [self._by_stem[one.by, stem] for stem in sorted(topics)]
        near = {c.id: c for claims in listed if len(claims) <= _MOST for c in claims if self._earlier(c, one.claim)}
        found: list[tuple[Claim, Quantity | None]] = []
        for claim in near.values():
            theirs = _stems(claim.topics)
            shared = topics & theirs
            denied = claim.stance is Stance.DENIES
            if denied != (one.noun == "denial") or claim.negated != bool(_NOT.search(one.about)):
                continue
            if len(shared) >= 2 and len(shared) >= _ALIKE * len(topics | theirs):
                found.append((claim, None))
        return found

    def _just_before(self, one: _Withdrawal, before: Sequence[Claim]) -> list[tuple[Claim, Quantity | None]]:
        """Return what "that figure" means: the only statement of the source among the few claims before."""
        near = [c for c in before if self._by[c.id] == one.by and (one.noun not in _NUMERIC or len(c.quantities) == 1)]
        if len(near) != 1 or re.search(r"\w", one.about.partition(".")[0]) is not None:
            return []
        amount = near[0].quantities[0] if len(near[0].quantities) == 1 else None
        if amount is None:
            return [(near[0], None)]
        again = self._same_amount(one, [amount], _stems(near[0].topics))
        return again if any(claim is near[0] for claim, _ in again) else [(near[0], amount)]

    def _count(self, claim: Claim, amount: Quantity | None) -> str | None:
        return next((q for q, answer in self._answers[claim.id] if amount and answer.quantity == amount), None)

    def _question(self, taking: Claim, taken: Claim, amount: Quantity | None) -> str | None:
        counted = self._count(taken, amount)
        if counted is not None:
            return counted
        ours = {question for question, _ in self._answers[taking.id]}
        theirs = [question for question, _ in self._answers[taken.id]]
        return next((question for question in theirs if question in ours), theirs[0] if theirs else None)


def _around(reading: Reading, claim: Claim) -> tuple[str, str]:
    """Return the words of a sentence before its source, and those between source and content, the cue among them."""
    if not claim.cue:
        return "", ""
    text, start = reading.document.text, claim.cue[0].start
    spans = [s for s in (claim.source.spans if claim.source is not None else ()) if s.end <= start]
    begins = max((s.start for s in reading.sentences if s.start <= start < s.end), default=start)
    first, last = min((s.start for s in spans), default=start), max((s.end for s in spans), default=start)
    between = "" if start - last > _FAR else words(text, (Span(last, start),))
    return text[begins : max(begins, first)], f"{between} {words(text, claim.cue)}"


def _is_own(claim: Claim) -> bool:
    return claim.source is None or claim.source.kind is SourceKind.AUTHOR


def _same(amount: Quantity, other: Quantity, shared: frozenset[str]) -> bool:
    """Tell whether a withdrawn amount is the one of a statement: equal, and of what is counted there or spoken of."""
    if (amount.low, amount.high, amount.unit) != (other.low, other.high, other.unit) or amount.low is None:
        return False
    harms = {harm for q in (amount, other) if (harm := _harm(q)) is not None}
    if len(harms) > 1:
        return False
    things = {q.counted for q in (amount, other) if q.counted and q.counted.split()[-1].lower() not in _NUMERIC}
    return bool(shared) or len(things) < 2 or (_harm(amount) is not None and _harm(amount) == _harm(other))


def _harm(quantity: Quantity) -> str | None:
    """Return what became of those counted, where the words say it: "16 dead" and "16 people died" are one."""
    said = {quantity.event or "", (quantity.counted or " ").split(" ")[-1].lower()}
    return next((harm for harm, names in _HARMS.items() if said & names), None)


def _stems(topics: Iterable[str]) -> frozenset[str]:
    """Return words cut to a few letters, so that "shelling" is "shell"."""
    return frozenset(topic[:_STEM] for topic in topics)


def _fold(name: str) -> str:
    return re.sub(r"\A(?:the|an?) ", "", " ".join(name.casefold().split())).strip(" ,.“”\"'")
