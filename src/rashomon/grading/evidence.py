"""What in a dossier bears on a grade, in words, each with the claims that it rests on. No value is worked out here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rashomon.records import (
    OPPOSING,
    Certainty,
    Claim,
    Dossier,
    Entity,
    Position,
    Question,
    RelationKind,
    SourceKind,
    Stance,
)

Found = tuple[str, Literal["for", "against", "neither"], Sequence[str]]

_SENSES: Final = frozenset({"see", "witness", "watch", "hear", "film", "photograph", "observe"})
_SAYING: Final = frozenset(
    "say tell report announce deny claim confirm admit state write publish quote speak describe explain add note know "
    "think believe suggest estimate investigate find reveal warn ask call retell".split()
)
_ABOUT_ITSELF: Final = frozenset({Stance.ADMITS})
_AT_A_DISTANCE: Final = frozenset({Certainty.HEDGED, Certainty.POSSIBLE})
_WITHDRAWING: Final = frozenset({RelationKind.CORRECTS, RelationKind.RETRACTS})
_MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """How one side of a question stands.

    Attributes:
        origins: independent origins, as the comparison counts them.
        independent: those of them whose independence nothing here puts in doubt.
        documents: those that carry it.
        contradicted: somebody on another side contradicts or denies it.
        withdrawn: all who carried it corrected it or took it back.
        reasons: in words.
    """

    origins: int
    independent: int
    documents: int
    contradicted: bool
    withdrawn: bool
    reasons: tuple[Found, ...]


class Evidence:
    """A dossier indexed by what bears on grades."""

    def __init__(self, dossier: Dossier) -> None:
        self._claims = {claim.id: claim for claim in dossier.claims}
        self._place = {claim: place for place, claim in enumerate(self._claims)}
        self._entities = {entity.id: entity for entity in dossier.entities}
        self._of_claim = {claim: entity.id for entity in dossier.entities for claim in entity.claims}
        self._origin_of = {claim: origin.id for origin in dossier.origins for claim in origin.claims}
        self._origins = {origin.id: origin.name for origin in dossier.origins}
        self._against: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._taken_back: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for relation in dossier.relations:
            if relation.relation in OPPOSING and relation.question:
                self._against[relation.question, relation.a].append(relation.b)
                self._against[relation.question, relation.b].append(relation.a)
            if relation.relation in _WITHDRAWING:
                self._taken_back[relation.b].append((relation.a, relation.question or ""))
        self._positions: dict[str, list[tuple[Question, Position]]] = defaultdict(list)
        for question in dossier.questions:
            for position in question.positions:
                for entity in {self._of_claim.get(claim, "") for claim in position.claims}:
                    self._positions[entity].append((question, position))
        self._parties = self._taking_part(dossier)
        self._changed: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for question in dossier.questions:
            for drift in question.drift:
                kinds = [change for change in drift.changes if change.kind in ("replaces", "moves")]
                if kinds:
                    self._changed[drift.source].append((question.text, tuple(c for k in kinds for c in (k.a, k.b))))

    def _taking_part(self, dossier: Dossier) -> dict[str, list[str]]:
        """Return entity → claims by which it does, or suffers, something that is asked about."""
        names: dict[str, str] = {}
        for entity in dossier.entities:
            for name in (entity.name, *entity.names):
                key = _folded(name)
                names[key] = "" if names.get(key, entity.id) != entity.id else entity.id
        found: dict[str, list[str]] = defaultdict(list)
        asked = {c for question in dossier.questions for position in question.positions for c in position.claims}
        for claim in (self._claims[c] for c in sorted(asked) if c in self._claims):
            speaker = self._of_claim.get(claim.id, "")
            if claim.stance in _ABOUT_ITSELF:
                found[speaker].append(claim.id)
            named = (
                _folded(name)
                for event in claim.events
                if event.lemma not in _SAYING | _SENSES
                for name in (*event.agents, *event.patients)
            )
            for actor in filter(None, (names.get(name) for name in named)):
                found[actor].append(claim.id)
        return found

    # Sources

    def source(self, entity: str) -> Iterator[Found]:
        """Yield what bears on the reliability of a source."""
        who = self._entities[entity]
        claims = [self._claims[claim] for claim in who.claims if claim in self._claims]
        if is_role(who.name, who.kind):
            yield "it is described, not named, so what it said before cannot be looked up", "against", who.claims
        seen = [claim.id for claim in claims if _own_sight(claim, who)]
        if seen:
            yield f"it tells of what it saw or heard itself ({_number(len(seen), 'claim')})", "for", seen
        yield from self._interested(entity, claims)
        yield from self._retold(claims, who)
        yield from self._borne_out(entity)
        own = [c for c in who.claims for o, _ in self._taken_back.get(c, ()) if self._of_claim.get(o) == entity]
        if own:
            yield "it corrected itself or took something back, which shows what it does about errors", "neither", own
        for question, ids in self._changed.get(who.name, ()):
            yield f"it changed its answer to “{question}”", "neither", ids
        if len({claim.document for claim in claims}) == 1:
            yield "all that is known of it here comes from one document", "neither", ()

    def _interested(self, entity: str, claims: Sequence[Claim]) -> Iterator[Found]:
        if part := self._parties.get(entity):
            words = "it takes part in what is asked about, by its own words or those of others, so it has an interest"
            yield words, "against", part
            return
        denied = [claim.id for claim in claims if claim.stance is Stance.DENIES]
        if denied:
            words = "it denies what is said; whether that is said of itself, so that it has an interest, is to be seen"
            yield words, "neither", denied

    def _retold(self, claims: Sequence[Claim], who: Entity) -> Iterator[Found]:
        own = {who.name, *who.names}
        through = [claim for claim in claims if set(claim.chain[1:-1]) - own]
        if not through:
            return
        tellers = Counter(teller for claim in through for teller in claim.chain[1:-1] if teller not in own)
        names = listing([name for name, _ in tellers.most_common()])
        part = _part(len(through), len(claims), "claim")
        yield f"{part} reached us through others ({names}), who may have changed it", "against", _ids(through)

    def _borne_out(self, entity: str) -> Iterator[Found]:
        """Yield in how many questions others give its answers, and in how many they contradict them."""
        same, against, answers = [], [], 0
        for question, position in self._positions.get(entity, ()):
            own = [c for c in position.claims if self._of_claim.get(c) == entity]
            origins = {self._origin_of.get(c) for c in own}
            if any(origin not in origins for origin in position.origins):
                same.append(own[0])
            if any(self._against.get((question.id, claim)) for claim in own):
                against.append(own[0])
            answers += 1
        if same:
            verb = "is" if len(same) == 1 else "are"
            yield f"{_part(len(same), answers, 'answer')} {verb} given by another origin too", "for", same
        if against:
            verb = "is" if len(against) == 1 else "are"
            part = _part(len(against), answers, "answer")
            yield f"{part} {verb} contradicted, which does not say who is right", "neither", against

    # Information

    def withdrawn(self, claims: Iterable[str], question: str | None = None) -> list[str]:
        """Return who corrected or took back the claims: their own sources, or those who had published them.

        Args:
            question: only what was withdrawn as an answer to it, by its id; all if None.
        """
        found: dict[str, None] = {}
        for claim in claims:
            for other, asked in self._taken_back.get(claim, ()):
                if question is not None and asked not in ("", question):
                    continue
                if self._of_claim.get(other) == self._of_claim.get(claim):
                    found[self._speaker(other)] = None
                elif self._publisher(other) == self._publisher(claim):
                    found[self._publisher(claim)] = None
        return list(found)

    def side(self, question: Question, position: Position) -> Standing:
        """Return how one side of a question stands."""
        held = _Held(
            question,
            position,
            [self._claims[claim] for claim in position.claims if claim in self._claims],
            self._origin_of,
            self._origins,
        )
        back = [claim.id for claim in held.claims if self.withdrawn((claim.id,), question.id)]
        against = {other for claim in held.claims for other in self._against.get((question.id, claim.id), ())}
        reasons = [*self._entering(held), *self._manner(held.claims), *self._contradicting(against)]
        if back:
            who = listing(self.withdrawn(back, question.id))
            part = f"{_part(len(back), len(held.claims), 'claim', whose='the')} was corrected or taken back, by {who}"
            words = f"{who} corrected it or took it back" if len(back) == len(held.claims) else part
            reasons.insert(0, (words, "against", back))
        return Standing(
            len(position.origins),
            self._independent(held),
            1 if held.funnel else len(position.documents),
            bool(against),
            bool(back) and len(back) == len(held.claims),
            tuple(reasons),
        )

    def _independent(self, held: _Held) -> int:
        """Return how many origins are named, speak for themselves, and hold to one answer; all others count as one."""
        sure = roles = 0
        for origin, claims in held.by_origin.items():
            if origin in held.elsewhere or origin in held.carriers or all(_own_work(claim) for claim in claims):
                continue
            role = all(is_role(held.names[origin], _kind(claim)) for claim in claims)
            roles += role
            sure += not role
        return sure + min(roles, 1)

    def _entering(self, held: _Held) -> Iterator[Found]:
        """Yield through whom an answer came, and what puts that in doubt."""
        names = held.names
        first = [of[0].id for of in held.by_origin.values()]
        documents = len(held.position.documents)
        if len(held.position.origins) < 2:
            who = listing(list(names.values())) or "nobody who can be told"
            carried = f", in {_number(documents, 'document')}" if documents > 1 else ""
            yield f"one origin stands behind it: {who}{carried}", "against", first
        else:
            yield f"{len(held.position.origins)} origins say so: {listing(list(names.values()))}", "for", first
            yield from self._doubtful(held)
        roles = [o for o, of in held.by_origin.items() if all(is_role(names[o], _kind(claim)) for claim in of)]
        if roles:
            who, verb = listing([names[origin] for origin in roles]), "is" if len(roles) == 1 else "are"
            two = "" if len(roles) == 1 else ", and two of them may be one"
            ids = [claim.id for origin in roles for claim in held.by_origin[origin]]
            yield f"{who} {verb} described, not named{two}", "against", ids

    @staticmethod
    def _doubtful(held: _Held) -> Iterator[Found]:
        """Yield why origins may not be independent of each other, though the comparison counts them apart."""
        if len(held.position.documents) == 1:
            yield "all of them are known to us through one document", "against", _ids(held.claims)
        elif held.funnel:
            yield f"all of them reached us through {held.funnel}", "against", _ids(held.claims)
        for origin, of in held.by_origin.items():
            name = held.names[origin]
            if origin in held.elsewhere:
                others = listing([other.text for other in held.elsewhere[origin]])
                yield f"{name} also answers {others}", "neither", _ids(of)
            if origin in held.carriers:
                words = f"{name} also passes on words of {listing(held.carriers[origin])}, and may have it from there"
                yield words, "against", _ids(of)
            elif all(_kind(claim) is SourceKind.AUTHOR for claim in of):
                words = f"{name} says it in its own voice, and may have it from another of them"
                yield words, "against", _ids(of)
            elif all(_own_work(claim) for claim in of):
                yield f"a report or footage speaks for {name}, and may rest on another of them", "against", _ids(of)

    def _manner(self, claims: Sequence[Claim]) -> Iterator[Found]:
        """Yield how it was said: as an admission, from own sight, at a distance, only by others."""
        admitted = [claim for claim in claims if claim.stance is Stance.ADMITS]
        if admitted:
            who = listing(list(dict.fromkeys(self._speaker(claim.id) for claim in admitted)))
            yield f"{who} admits it", "for", _ids(admitted)
        seen = [c for c in claims if (e := self._entities.get(self._of_claim.get(c.id, ""))) and _own_sight(c, e)]
        if seen:
            yield f"{self._speaker(seen[0].id)} tells of it from own sight", "for", _ids(seen)
        distant = [c for c in claims if c.certainty in _AT_A_DISTANCE or c.stance in (Stance.ALLEGES, Stance.DOUBTS)]
        if distant:
            number = "it is" if len(distant) == len(claims) else f"in {len(distant)} of {len(claims)} claims it is"
            yield f"{number} told at a distance (as alleged, possible or doubted)", "against", _ids(distant)
        if claims and all(len(claim.chain) > 2 for claim in claims):
            yield "all of it passed through others between who said it and who published it", "against", _ids(claims)
        parties = {
            entity: self._entities[entity].name
            for claim in claims
            if (entity := self._of_claim.get(claim.id, "")) in self._parties and entity in self._entities
        }
        if parties:
            part = "takes" if len(parties) == 1 else "take"
            words = f"{listing(list(parties.values()))} {part} part in what is asked about"
            yield words, "neither", [c.id for c in claims if self._of_claim.get(c.id, "") in parties]

    def _contradicting(self, against: set[str]) -> Iterator[Found]:
        if not against:
            return
        ids = sorted(against & self._place.keys(), key=self._place.__getitem__)
        speakers = list(dict.fromkeys(self._speaker(claim) for claim in ids))
        origins = {self._origin_of.get(claim) for claim in ids}
        yield f"contradicted by {listing(speakers)} ({_number(len(origins), 'origin')})", "against", ids

    def _speaker(self, claim: str) -> str:
        entity = self._entities.get(self._of_claim.get(claim, ""))
        return entity.name if entity is not None else self._publisher(claim)

    def _publisher(self, claim: str) -> str:
        found = self._claims.get(claim)
        return found.chain[-1] if found is not None and found.chain else ""


class _Held:
    """One side of a question with its claims by origin, and what ties the origins to each other.

    Attributes:
        elsewhere: origin → the other sides that it is on too.
        carriers: origin → names of others of this side whose words it passed on.
        funnel: name of a teller or outlet through whom all claims of all origins came; empty where there is none.
    """

    def __init__(
        self,
        question: Question,
        position: Position,
        claims: list[Claim],
        origin_of: Mapping[str, str],
        names: Mapping[str, str],
    ) -> None:
        self.position, self.claims = position, claims
        self.by_origin: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            if origin := origin_of.get(claim.id):
                self.by_origin[origin].append(claim)
        self.names = {origin: names.get(origin, origin) for origin in self.by_origin}
        self.elsewhere: dict[str, list[Position]] = defaultdict(list)
        for other in question.positions:
            if other is not position:
                for origin in self.by_origin.keys() & set(other.origins):
                    self.elsewhere[origin].append(other)
        self.carriers: dict[str, list[str]] = {}
        for origin, name in self.names.items():
            carried = [
                self.names[other]
                for other, of in self.by_origin.items()
                if other != origin and any(name in claim.chain[1:] for claim in of)
            ]
            if carried:
                self.carriers[origin] = carried
        through = [set(claim.chain[1:]) or {""} for claim in claims]
        common = set.intersection(*through) if through else set()
        self.funnel = min(common - {""}, default="") if len(self.by_origin) > 1 else ""


def is_role(name: str, kind: SourceKind) -> bool:
    """Tell whether a name is only a role ("a local driver", "residents"): nobody's own, and two may be one."""
    return kind is SourceKind.UNNAMED or not any(sign.isupper() for sign in name.partition(" (in ")[0])


def listing(names: Sequence[str], most: int = _MOST_NAMED) -> str:
    """Return names in a row, with how many more there are."""
    shown = [name for name in names if name][:most]
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def _folded(name: str) -> str:
    return name.casefold().removeprefix("the ").strip()


def _kind(claim: Claim) -> SourceKind:
    return claim.source.kind if claim.source is not None else SourceKind.AUTHOR


def _own_work(claim: Claim) -> bool:
    return _kind(claim) in (SourceKind.AUTHOR, SourceKind.DOCUMENT, SourceKind.FOOTAGE)


def _own_sight(claim: Claim, who: Entity) -> bool:
    """Tell whether a claim is about what its own source saw or heard; what is denied or supposed does not count."""
    seen = [event for event in claim.events if event.lemma in _SENSES and event.real and not event.negated]
    if not seen or _own_work(claim):
        return False
    names = {_folded(name) for name in (who.name, *who.names)}
    return any(names & {_folded(agent) for agent in event.agents} for event in seen)


def _part(number: int, of: int, noun: str, *, whose: str = "its") -> str:
    """Return a share in words: "2 of its 5 claims", "all 5 of its claims", "its one claim"."""
    if of == 1:
        return f"{whose} one {noun}"
    return f"all {of} of {whose} {noun}s" if number == of else f"{number} of {whose} {of} {noun}s"


def _ids(claims: Iterable[Claim]) -> list[str]:
    return [claim.id for claim in claims]


def _number(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {f'{noun}s' if plural is None else plural}"
