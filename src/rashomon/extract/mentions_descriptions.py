"""Whom a description means: "the agency", "the retired surgeon", "the two men", "the campaign"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rashomon.extract.kinds import head_of, kind_lexicon
from rashomon.extract.mentions_find import DEFINITE, LED, is_bare_description, modified
from rashomon.extract.mentions_names import People
from rashomon.extract.mentions_referents import Referent, Referents
from rashomon.extract.syntax import Range
from rashomon.records import SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# A pact or a law can speak, but "the report" never means one.
_PACTS = frozenset(
    {"deal", "agreement", "treaty", "law", "letter", "statement", "resolution", "correction", "note", "text", "data"}
)
# Descriptions general enough for a thing that was never named: "the army ... the group".
_GENERAL = frozenset({"group", "organisation", "organization", "force", "forces", "movement"})
_AGE = re.compile(r"\d{1,3}\s?-\s?year\s?-\s?old", re.IGNORECASE)
_SOMEBODY = frozenset({"person"})
_PAIR = frozenset({"pair", "duo", "couple", "two"})
_REACH = 40
# A person named again in other words ("the retired surgeon") was meant only just before.
_NEAR = 4
_OFTEN = 3
# How much more likely the bearer of a role is meant than somebody of whom the text does not say it.
_BEARS = 3.0

Described = tuple[Referent, str | None]


class Describer:
    """Finds what definite descriptions of one document refer back to."""

    def __init__(self, doc: Doc, known_as: Referents, people: People) -> None:
        self._doc = doc
        self._known_as = known_as
        self._people = people

    def resolve(self, run: Range, head: Token, sentence: int) -> Described | None:
        """Return the referent of a description and the next best's name, or None where it describes something new."""
        if self._doc[run[0]].lower_ not in DEFINITE:
            return None
        aged = self._aged(run)
        if aged is not None and not modified(head):
            return self._of_age(sentence)
        if head.pos_ not in ("NOUN", "NUM"):
            return None
        key = head.lemma_.lower()
        both = self._both(run, head, sentence)
        if both is not None:
            return both, None
        if kind_lexicon().heads.get(key) is SourceKind.PERSON:
            return self._person(run, head, key, sentence)
        if not is_bare_description(self._doc, run, head) and not self._giant(run, head, key):
            return None
        return self._thing(run, head, key, sentence) or self._campaign(key, sentence)

    def owned(self, head: Token, owner: str, sentence: int) -> Referent | None:
        """Return the referent that the text calls by its owner: "his campaign" where it names a "Novak campaign"."""
        key, last = head.lemma_.lower(), owner.rsplit(maxsplit=1)[-1]

        def fits(referent: Referent) -> bool:
            return referent.head == key and re.search(rf"\b{re.escape(last)}\b", referent.name) is not None

        ranked = self._known_as.ranked(sentence, _REACH, fits)
        if ranked:
            return ranked[0]
        # "His attorney": the one person whom the text, here or later, calls an attorney.
        bearers = {n.rsplit(maxsplit=1)[-1]: n for n in self._people.roles.get(key, ()) if last not in n}
        if len(bearers) != 1 or head.tag_ != "NN":
            return None
        (name,) = bearers.values()
        return self._known_as.by_name.get(name) or Referent(name, SourceKind.PERSON, key, proper=True)

    def _aged(self, run: Range) -> re.Match[str] | None:
        """Find "the 46-year-old", an age that stands for its bearer."""
        return _AGE.fullmatch(self._doc[run[0] + 1 : run[1]].text)

    def _of_age(self, sentence: int) -> Described | None:
        """Return the named person met last: an age is told of somebody who was just spoken of."""
        people = self._known_as.ranked(sentence, _NEAR, lambda r: r.is_person and r.has_name and not r.plural)
        return (people[0], people[1].name if len(people) > 1 else None) if people else None

    def _both(self, run: Range, head: Token, sentence: int) -> Referent | None:
        """Return the pair that "the two men" means: joined by "and", or the two people met last."""
        words = {token.lower_ for token in self._doc[run[0] : run[1]]}
        counted = "two" in words and kind_lexicon().heads.get(head.lemma_.lower()) is SourceKind.PERSON
        if modified(head) or not (counted or head.lower_ in _PAIR):
            return None
        pairs = self._known_as.ranked(sentence, _NEAR, lambda r: r.plural and " and " in r.name and r.has_name)
        if pairs:
            return pairs[0]
        people = self._known_as.ranked(sentence, _NEAR, lambda r: r.is_person and r.has_name and not r.plural)
        if len(people) < 2:
            return None
        first, second = people[:2]
        name = f"{first.name} and {second.name}"
        return Referent(name, SourceKind.GROUP, "", plural=True, proper=True)

    def _person(self, run: Range, head: Token, key: str, sentence: int) -> Described | None:
        if modified(head, compounds=False):
            return None
        plural = head.tag_ == "NNS"
        gender = kind_lexicon().genders.get(key)
        before = [t for t in self._doc[run[0] + 1 : head.i] if t.pos_ in ("ADJ", "NOUN", "PROPN", "VERB")]

        def agrees(referent: Referent) -> bool:
            return referent.is_person and referent.plural == plural and gender in (None, referent.gender or gender)

        def bears(referent: Referent) -> bool:
            # A role goes to whoever was given it: "the driver" is never just the one named last.
            return (referent.head == key or key in referent.roles) and agrees(referent)

        ranked = self._known_as.ranked(sentence, _REACH, bears)
        named = [r for r in ranked if r.has_name]
        if not named and not plural:
            named = self._titled(key)
        held = bool(named) and key in kind_lexicon().offices  # by a bearer, not by the person named last
        if key in _SOMEBODY:
            named = self._known_as.ranked(sentence, _NEAR, lambda r: agrees(r) and r.kind is SourceKind.UNNAMED)
        elif not plural and not held and self._renames(key, said_more=bool(before)):
            known = {r.name: _BEARS for r in named}
            near = self._known_as.ranked(sentence, _NEAR, lambda r: agrees(r) and r.has_name, known)
            named = near or named
        named = named or ranked
        if not named:
            return None
        return named[0], next((r.name for r in [*ranked, *named] if r is not named[0]), None)

    def _renames(self, key: str, *, said_more: bool) -> bool:
        """Tell "the senator" and "the retired surgeon", who may have been named, from "the driver", who was not."""
        return key in kind_lexicon().callings or (said_more and key in kind_lexicon().trained)

    def _titled(self, key: str) -> list[Referent]:
        """Return the one person to whom the text, here or later, gives a title such as "Judge"."""
        titles = kind_lexicon().titles
        bearers = self._people.roles.get(key, ())
        one = len({name.rsplit(maxsplit=1)[-1] for name in bearers}) == 1
        if not one or not (key == "president" or any(key in nouns for nouns in titles.values())):
            return []
        name = max(bearers, key=len)
        return [self._known_as.by_name.get(name) or Referent(name, SourceKind.PERSON, key, proper=True)]

    def _giant(self, run: Range, head: Token, key: str) -> bool:
        """Tell "the online retail giant", a general word with nouns before it that are no name."""
        named = any(token.pos_ == "PROPN" for token in self._doc[run[0] : run[1]])
        return not named and not modified(head, compounds=False) and key in kind_lexicon().anaphora

    def _thing(self, run: Range, head: Token, key: str, sentence: int) -> Described | None:
        table = kind_lexicon()
        kinds = table.anaphora.get(key, frozenset())
        if SourceKind.GROUP in kinds:
            kinds |= {SourceKind.ORGANISATION}
        plural = head_of(self._doc, run).tag_ == "NNS"
        led = any(token.lower_ in LED for token in self._doc[run[0] : run[1]])

        def fits(referent: Referent) -> bool:
            if led:
                # "The Kurdish-led force" can be the Forces named before, and nothing of another kind.
                return referent.proper and referent.head.removesuffix("s") == key.removesuffix("s")
            if referent.head == key:
                return referent.plural == plural  # "the official" is not the officials
            if referent.plural != plural or referent.kind not in kinds or key in _PACTS or referent.head in _PACTS:
                return False
            # Two roles without a name are two speakers: "the army" is not "the ministry".
            passes_on = referent.kind in (SourceKind.DOCUMENT, SourceKind.FOOTAGE, SourceKind.OUTLET)
            return passes_on or key in _GENERAL or referent.has_name

        ranked = self._known_as.ranked(sentence, _REACH, fits)
        # A description that was itself unresolved before is the same thing again, but a named one tells more.
        same = [r for r in ranked if r.head == key] or ranked
        named = [r for r in same if r.has_name] or same
        if not named:
            return None
        return named[0], next((r.name for r in ranked if r is not named[0]), None)

    def _campaign(self, key: str, sentence: int) -> Described | None:
        """Return "Peter Novak's campaign" for "the campaign" where a text is about him and names none."""
        if key != "campaign":
            return None

        def fits(referent: Referent) -> bool:
            often = self._people.often(referent.name)
            return referent.kind is SourceKind.PERSON and referent.has_name and often >= _OFTEN

        people = self._known_as.ranked(sentence, _NEAR, fits)
        if not people:
            return None
        owner = people[0].name
        name = f"{owner}{'’' if owner.endswith('s') else '’s'} campaign"
        known = self._known_as.by_name.get(name)
        if known is None:
            known = Referent(name, SourceKind.ORGANISATION, "campaign")
            self._known_as.add(known)
        return known, next((f"{r.name}’s campaign" for r in people[1:]), None)
