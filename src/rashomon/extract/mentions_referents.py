"""The people and things met so far in a text, and which of them a pronoun most likely means.

Salience after Lappin and Leass (1994): every place where somebody was mentioned weighs by its grammatical role and
fades with each sentence, and a pronoun in a like role, or under the verb whose subject somebody is, is drawn to them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rashomon.extract.kinds import PRONOUNS, kind_lexicon
from rashomon.extract.mentions_names import after_titles
from rashomon.extract.syntax import SUBJECTS, subject
from rashomon.records import SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Token

_VERBS = frozenset({"VERB", "AUX"})
# Tokens from which on a mention is far, however far.
_FARTHEST = 200
_SUBJECT, _OBJECT, _OWNER, _OTHER = "subject", "object", "owner", "other"


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts; fitted on the development part of GAP (Webster et al. 2018) and half of our gold.

    A mention weighs 1 and what is added here: as the subject of a main clause or another one, as the source of an
    attribution; instead of 1, as an owner or inside a compound. A quoted one keeps a share.

    Attributes:
        decay: what a mention keeps after each sentence, for a pronoun.
        fading: the same for a description.
        rest: how much mentions beside the weightiest add.
        own_subject: for a possessive, being the subject of its clause.
        own_object: for a possessive, being another member of its clause.
        outer_subject: being the subject of a clause around the pronoun's.
        parallel: having the pronoun's grammatical role.
        close: standing near, divided by the distance in words.
        unsure: what remains of the fitness of one whose kind was guessed.
        nameless: what remains for "he" or "she" of one without a name.
        singular: what remains for "they" of one organisation.
        cataphora: being the subject after an opening clause with the pronoun.
        pointer: for each unit of the trained pointer's score.
        blunted: for "he" and "she", what salience loses where the next signs speak too: fitted together with them by a
            conditional logistic model on GAP's development passages, the pointer's weight apart.
        often: for the logarithm of how often the text names somebody.
        far: for the logarithm of the distance in tokens to the last mention.
        ahead: being named only after the pronoun.
        joined: being one of several joined by "and" where mentioned last.
    """

    main_subject: float = 0.6
    subject: float = 0.3
    source: float = 0.6
    owner: float = 1.1
    inside: float = 0.5
    quoted: float = 0.2
    decay: float = 0.4
    fading: float = 0.5
    rest: float = 0.4
    own_subject: float = 1.2
    own_object: float = 0.3
    outer_subject: float = 0.7
    parallel: float = 0.3
    close: float = 0.6
    unsure: float = 0.95
    nameless: float = 0.7
    singular: float = 0.3
    cataphora: float = 1.0
    pointer: float = 0.55
    blunted: float = 0.32
    often: float = 0.3
    far: float = 0.35
    ahead: float = 4.6
    joined: float = 1.4


W = Weights()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a referent was mentioned: token, sentence, weight, grammatical role and the verb it belongs to."""

    token: int
    sentence: int
    weight: float
    role: str
    verb: int


@dataclass(slots=True)
class Referent:
    """An entity of this document as met so far."""

    name: str
    kind: SourceKind
    head: str
    plural: bool = False
    proper: bool = False
    gender: str | None = None
    speaks: bool = False
    sure: bool = True
    roles: frozenset[str] = frozenset()
    places: list[Place] = field(default_factory=list)

    @property
    def last(self) -> Place:
        """Where it was mentioned last."""
        return self.places[-1]

    @property
    def has_name(self) -> bool:
        """Tell "Hamas" and "Peter Novak" from "A driver", whose capital is that of its sentence."""
        bare = re.sub(r"^(?:an?|the)\s", "", self.name, flags=re.IGNORECASE)
        return self.kind is not SourceKind.UNNAMED and any(word[:1].isupper() for word in bare.split())

    @property
    def is_person(self) -> bool:
        """Tell somebody from something: a nameless person is one whose noun names people ("a driver")."""
        if self.kind is SourceKind.UNNAMED:
            return kind_lexicon().heads.get(self.head) is SourceKind.PERSON
        return self.kind is SourceKind.PERSON


def role_of(token: Token) -> str:
    """Return the grammatical role of a mention's head."""
    first = token
    while first.dep_ == "conj" and first.head != first:
        first = first.head
    if first.dep_ in SUBJECTS:
        return _SUBJECT
    if first.dep_ in ("dobj", "dative", "pobj", "attr", "oprd"):
        return _OBJECT
    return _OWNER if first.dep_ == "poss" else _OTHER


def verb_of(token: Token) -> Token:
    """Return the verb of the clause that a token stands in."""
    while token.head != token and token.pos_ not in _VERBS:
        token = token.head
    while token.dep_ in ("aux", "auxpass") and token.head != token:
        token = token.head
    return token


def around(verb: Token) -> Iterator[Token]:
    """Yield the verbs of the clauses around a clause, the nearest first."""
    while verb.head != verb:
        verb = verb_of(verb.head)
        yield verb


def place_of(head: Token, sentence: int, *, source: bool, quoted: bool) -> Place:
    """Return what a mention is worth: a main clause's subject before others, whoever speaks before both."""
    role = role_of(head)
    verb = verb_of(head)
    acting = (W.main_subject if verb.dep_ == "ROOT" else W.subject) if role == _SUBJECT else 0.0
    weight = 1.0 + acting + (W.source if source else 0.0)
    if role == _OWNER:
        weight = W.owner
    elif head.dep_ in ("compound", "nmod", "amod"):
        weight = W.inside  # "the ISIS escape" is about the escape
    return Place(head.i, sentence, weight * (W.quoted if quoted else 1.0), role, verb.i)


def salience(referent: Referent, sentence: int, reach: int, decay: float) -> float:
    """Return how present a referent is in a sentence, 0 where it was not mentioned within `reach` sentences."""
    best = rest = 0.0
    for place in reversed(referent.places):
        distance = sentence - place.sentence
        if distance > reach:
            break
        value = place.weight * decay ** max(distance, 0)
        best, rest = max(best, value), rest + value
    return best + W.rest * (rest - best)


def fitness(referent: Referent, pronoun: Token, sentence: int, reach: int) -> float:
    """Return how well a referent fits a pronoun at its place: salience, and what the syntax says."""
    verb, role = verb_of(pronoun), role_of(pronoun)
    acting = subject(verb)
    outer = {token.i for token in around(verb)}
    value = salience(referent, sentence, reach, W.decay)
    bonus = 0.0
    for place in reversed(referent.places):
        if sentence - place.sentence > 1:
            break
        here = place.sentence == sentence
        found = 0.0
        if here and role == _OWNER and acting is not None and place.token == acting.i:
            found = W.own_subject
        elif here and role == _OWNER and place.verb == verb.i and place.token < pronoun.i:
            found = W.own_object
        elif here and place.verb in outer and place.role == _SUBJECT:
            found = W.outer_subject
        if place.role == role and role != _OTHER:
            found += W.parallel
        if here and place.token < pronoun.i:
            found += W.close / (1 + pronoun.i - place.token)
        bonus = max(bonus, found)
    return value + bonus


def signs(referent: Referent, pronoun: Token, sentence: int, reach: int, *, often: int) -> float:
    """Return what speaks for a referent of "he" or "she" beside its fitness; `often` is how often the text names it."""
    value = W.often * math.log1p(max(often, len(referent.places)))
    before = [place for place in referent.places if place.token < pronoun.i]
    if not before:
        return value + W.ahead - W.far * math.log1p(_FARTHEST)
    last = max(before, key=lambda place: place.token)
    head = pronoun.doc[last.token]
    joined = head.dep_ == "conj" or any(child.dep_ == "conj" for child in head.children)
    value -= W.far * math.log1p(min(pronoun.i - last.token, _FARTHEST)) + W.joined * joined
    return value - W.blunted * salience(referent, sentence, reach, W.decay)


def suits(referent: Referent, pronoun: str) -> bool:
    """Tell whether kind, number and gender of a referent allow "he", "she", "it" or "they"."""
    kind, unsure = referent.kind, not referent.sure and referent.gender is None
    if pronoun in ("he", "she"):
        person = referent.is_person or (unsure and kind is SourceKind.ORGANISATION)
        return person and not referent.plural and referent.gender in (None, pronoun)
    if referent.head == "state" and not referent.proper:
        return False  # a state of a country is a place
    if pronoun == "it":
        return not referent.plural and (kind in PRONOUNS[pronoun] or (unsure and kind is SourceKind.PERSON))
    if kind is SourceKind.UNNAMED:
        return referent.plural and (referent.is_person or referent.speaks)
    return kind in PRONOUNS[pronoun] and (referent.plural or kind is not SourceKind.OUTLET)


def doubted(referent: Referent, pronoun: str) -> float:
    """Return the factor of a referent's fitness by what is known of it: its kind, its gender, its name."""
    share = 1.0 if referent.sure else W.unsure
    if pronoun == "they" and not referent.plural:
        share *= W.singular
    return share * (W.nameless if pronoun in ("he", "she") and not referent.proper else 1.0)


def excluded(place: Place, pronoun: Token, head: Token) -> bool:
    """Tell whether syntax forbids that a pronoun means what stands at a place (Chomsky's principle B, and its owner).

    "Keller told her": not Keller. "His lawyer": not the lawyer.
    """
    if _within(pronoun, head):
        return True
    if pronoun.dep_ == "poss" or pronoun.lower_.endswith(("self", "selves")):
        return False
    return (
        place.verb == verb_of(pronoun).i and role_of(pronoun) != place.role and _argument(pronoun) and _argument(head)
    )


def _argument(token: Token) -> bool:
    """Tell whether a token depends on its verb directly or through one preposition."""
    if token.dep_ == "conj":
        token = next((t for t in token.ancestors if t.dep_ != "conj"), token)
    over = token.head
    return over.pos_ in _VERBS or (token.dep_ == "pobj" and over.head.pos_ in _VERBS)


def _within(pronoun: Token, head: Token) -> bool:
    """Tell whether a pronoun stands inside the noun phrase of `head`, no clause between."""
    token = pronoun
    while token.head != token and token.pos_ not in _VERBS:
        if token == head:
            return True
        if token.dep_ in ("conj", "appos"):
            return False  # "Keller and her husband"
        token = token.head
    return False


class Referents:
    """The register of one document."""

    def __init__(self) -> None:
        self.by_name: dict[str, Referent] = {}
        self.by_last: dict[str, list[Referent]] = {}
        self.by_first: dict[str, list[Referent]] = {}
        self._recent: dict[str, Referent] = {}

    def add(self, referent: Referent) -> None:
        """Enter a referent under its name and the last word of it."""
        self.by_name[referent.name] = referent
        last = referent.name.rsplit(maxsplit=1)[-1].lower() if referent.name.split() else ""
        self.by_last.setdefault(last, []).append(referent)
        if referent.kind is SourceKind.PERSON and referent.proper and " " in referent.name:
            self.by_first.setdefault(after_titles(referent.name.split())[0], []).append(referent)

    def met(self, referent: Referent, place: Place) -> None:
        """Remember that a referent was meant here; the last one met is looked at first."""
        referent.places.append(place)
        self._recent.pop(referent.name, None)
        self._recent[referent.name] = referent

    def near(self, sentence: int, reach: int, fits: Callable[[Referent], bool]) -> list[Referent]:
        """Return those met within `reach` sentences that fit, the first met first."""
        found = []
        for referent in reversed(self._recent.values()):
            # The list is in order of mention but for a few nested ones, so a little slack ends the search safely.
            if sentence - referent.last.sentence > reach + 2:
                break
            if sentence - referent.last.sentence <= reach and fits(referent):
                found.append(referent)
        return found[::-1]

    def ranked(
        self, sentence: int, reach: int, fits: Callable[[Referent], bool], bonus: Mapping[str, float] | None = None
    ) -> list[Referent]:
        """Return those met within `reach` sentences that fit, the most salient first."""
        more = bonus or {}
        near = self.near(sentence, reach, fits)
        return sorted(near, key=lambda r: -salience(r, sentence, reach, W.fading) * more.get(r.name, 1.0))
