"""Who is meant: names, descriptions and pronouns of one document, and the entity each stands for.

A first version by rules in reading order: full names and acronyms are joined, a surname goes to the full name before
it, a pronoun or a description ("the report") to the most salient referent of a fitting kind. What was worked out
rather than written is marked as inferred, and the next best reading is kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rashomon.extract.kinds import POSSESSIVES, PRONOUNS, RELATIVES, core, head_of, kind_lexicon, kind_of
from rashomon.extract.syntax import SUBJECTS, Range
from rashomon.records import SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ACRONYM = re.compile(r"((?:[A-Z][\w’'-]*(?:\s+(?:of|the|for|and))?\s+){1,7})[(]([A-Z][A-Z.&-]{1,9})[)]")
_REVERSED = re.compile(r"\b([A-Z]{2,8}) [(]((?:[A-Z][\w’'-]*\s?(?:of |the |for |and )?){2,7})[)]")
_NAMED = frozenset({"PERSON", "ORG", "NORP", "WORK_OF_ART"})
# A pact or a law can speak, but "the report" never means one.
_PACTS = frozenset(
    {"deal", "agreement", "treaty", "law", "letter", "statement", "resolution", "correction", "note", "text", "data"}
)
# Descriptions general enough for a thing that was never named: "the army ... the group".
_GENERAL = frozenset({"group", "organisation", "organization", "force", "forces", "movement"})
# Participles that make a description of a name: "the Kurdish-led force".
_LED = frozenset({"led", "backed", "based"})
_DETERMINER = re.compile(r"^(?:the|this|that|these|those|its|his|her|their)\s+", re.IGNORECASE)
# How far back a pronoun and a description may reach, in sentences.
_PRONOUN_REACH = 4
_DESCRIPTION_REACH = 40


@dataclass(frozen=True, slots=True)
class Resolved:
    """A mention in tokens with what it stands for."""

    run: Range
    name: str
    kind: SourceKind
    inferred: bool = False
    runner_up: str | None = None


@dataclass(slots=True)
class _Referent:
    """An entity of this document as met so far."""

    name: str
    kind: SourceKind
    head: str
    sentence: int
    weight: float
    plural: bool = False
    proper: bool = False
    roles: frozenset[str] = frozenset()


class Resolver:
    """Reads the mentions of one parsed view in order; `resolve` is called once for all of them."""

    def __init__(self, doc: Doc, *, quoted: Sequence[bool], sources: Iterable[Range]) -> None:
        self._doc = doc
        self._quoted = quoted
        self._sources = {run for run in sources if run[0] < run[1]}
        self._aliases = _acronyms(doc.text)
        self._by_name: dict[str, _Referent] = {}
        self._by_last: defaultdict[str, list[_Referent]] = defaultdict(list)
        self._recent: dict[str, _Referent] = {}
        self._sentence_of = [0] * len(doc)
        for number, sentence in enumerate(doc.sents):
            for i in range(sentence.start, sentence.end):
                self._sentence_of[i] = number

    def resolve(self) -> list[Resolved]:
        """Return the mentions of the document in reading order; those of one place, the source's first."""
        found = [self._one(run) for run in sorted(self._runs())]
        return [self._fuller(mention) for mention in found]

    def _fuller(self, mention: Resolved) -> Resolved:
        """Give a headline's bare "Coalition" the name that the text gives it later."""
        if " " in mention.name or not mention.name[:1].isupper() or mention.kind is not SourceKind.GROUP:
            return mention
        alike = self._by_last[mention.name.lower()]
        longer = [r.name for r in alike if r.kind is mention.kind and " " in r.name]
        runner_up = longer[1] if len(longer) > 1 else None
        return Resolved(mention.run, longer[0], mention.kind, True, runner_up) if longer else mention

    def _runs(self) -> set[Range]:
        runs = set(self._sources)
        taken = {head_of(self._doc, run).i for run in runs}
        for entity in self._doc.ents:
            if entity.label_ in _NAMED and entity.root.i not in taken:
                runs.add((entity.start, entity.end))
                taken.add(entity.root.i)
        for token in self._doc:
            if token.i in taken or self._quoted[token.i]:
                continue
            if token.lower_ in PRONOUNS and token.dep_ in SUBJECTS:
                runs.add((token.i, token.i + 1))
            elif token.dep_ in SUBJECTS | {"pobj", "dobj"} and token.lemma_.lower() in kind_lexicon().heads:
                run = core(self._doc, (token.left_edge.i, token.right_edge.i + 1))
                runs.add(run)
        return runs

    def _one(self, run: Range) -> Resolved:
        doc = self._doc
        head = head_of(doc, run)
        run_named = self._apposition(run, head)
        if run_named is not None:
            # "its spokesman, Colonel Ryan Dillon": the name in apposition is who speaks.
            named = self._one(run_named)
            return Resolved(run, named.name, named.kind)
        word = head.lower_
        if word in RELATIVES and run[1] - run[0] == 1:
            antecedent = _antecedent(head)
            if antecedent is not None:
                found = self._one(core(doc, (antecedent.left_edge.i, head.i)))
                return Resolved(run, found.name, found.kind, inferred=True)
        pronoun = POSSESSIVES.get(word, word)
        if pronoun in PRONOUNS:
            return self._pronoun(run, pronoun)
        name = self._name(run)
        kind = kind_of(doc, run)
        key = head.lemma_.lower()
        if _is_bare_description(doc, run, head):
            resolved = self._description(run, key)
            if resolved is not None:
                return resolved
        kind = self._kind_before(name, kind)
        self._note(name, kind, key, run, head)
        known = self._known(name, kind)
        if known is not None and known != name:
            return Resolved(run, known, SourceKind.PERSON, True, self._namesake(name, known))
        return Resolved(run, name, kind)

    def _kind_before(self, name: str, kind: SourceKind) -> SourceKind:
        """Return the kind the same name had before: one entity has one, whatever the tagger makes of each mention."""
        vague = (SourceKind.UNNAMED, SourceKind.DOCUMENT, SourceKind.FOOTAGE)
        if kind in vague and name in self._aliases.values():
            kind = SourceKind.ORGANISATION  # what has an acronym is no document: "World Food Programme (WFP)"
        before = self._by_name.get(name)
        return before.kind if before is not None and before.kind not in vague else kind

    def _namesake(self, surname: str, known: str) -> str | None:
        """Return another bearer of a surname, if the text has one."""
        bearers = self._by_last[surname.rsplit(maxsplit=1)[-1].lower()]
        full = (r.name for r in bearers if r.kind is SourceKind.PERSON and " " in r.name)
        return next((name for name in full if name != known), None)

    def _apposition(self, run: Range, head: Token) -> Range | None:
        """Return the personal name that stands in apposition to a common noun, or None."""
        if head.pos_ != "NOUN":
            return None
        for child in head.children:
            if child.dep_ == "appos" and child.i > head.i and child.ent_type_ == "PERSON":
                return core(self._doc, (child.left_edge.i, child.right_edge.i + 1))
        return None

    def _name(self, run: Range) -> str:
        """Return the canonical form of what is written: core words, acronyms spelt out, article off names."""
        start, end = core(self._doc, run)
        text = " ".join(self._doc[start:end].text.split()).strip(" ,;:“”\"'")
        text = re.sub(r"[’']s$", "", text)
        bare = _DETERMINER.sub("", text)
        text = bare if (bare and bare[0].isupper()) or bare != text else text
        if re.match(r"(?:a|an)\s", text) and any(token.pos_ == "PROPN" for token in self._doc[start:end]):
            text = text.split(" ", 1)[1]
        return self._aliases.get(text, text)

    def _note(self, name: str, kind: SourceKind, key: str, run: Range, head: Token) -> None:
        # Salience: a main clause's subject before a subordinate one's, and whoever has spoken before both.
        acting = (0.6 if head.head.dep_ == "ROOT" else 0.3) if head.dep_ in SUBJECTS else 0.0
        weight = 1.0 + acting + (0.6 if run in self._sources else 0.0)
        if head.dep_ in ("compound", "nmod", "poss", "amod"):
            weight = 0.3  # "the ISIS escape" is about the escape
        if self._quoted[head.i]:
            weight *= 0.2
        sentence = self._sentence_of[head.i]
        referent = self._by_name.get(name) or self._by_name.get(self._known(name, kind) or "")
        if referent is None:
            plural, proper = head.tag_ == "NNS", head.pos_ == "PROPN"
            referent = _Referent(name, kind, key, sentence, weight, plural, proper)
            self._by_name[name] = referent
            self._by_last[name.rsplit(maxsplit=1)[-1].lower() if name.split() else ""].append(referent)
        else:
            referent.weight = max(weight, referent.weight) if referent.sentence == sentence else weight
        referent.roles |= _roles(head, name)
        self._met(referent, sentence)

    def _met(self, referent: _Referent, sentence: int) -> None:
        """Remember that a referent was meant here; the last one met is looked at first."""
        referent.sentence = sentence
        self._recent.pop(referent.name, None)
        self._recent[referent.name] = referent

    def _known(self, name: str, kind: SourceKind) -> str | None:
        """Return the fuller name an entity was given before: "Dillon" → "Colonel Ryan Dillon"."""
        own = name.split()
        if not own or kind not in (SourceKind.PERSON, SourceKind.ORGANISATION) or not name[:1].isupper():
            return None
        bearers = [r for r in self._by_last[own[-1].lower()] if r.kind is SourceKind.PERSON and r.name != name]
        if len(own) == 1:
            return bearers[-1].name if bearers else None
        if kind is not SourceKind.PERSON:
            return None
        bare = _without_titles(own)
        fitting = (r.name for r in bearers if " " in r.name and bare in (_without_titles(r.name.split()), own[-1:]))
        return next(fitting, None)

    def _pronoun(self, run: Range, pronoun: str) -> Resolved:
        sentence = self._sentence_of[run[0]]
        kinds = PRONOUNS[pronoun]
        people = kind_lexicon().heads

        def fits(referent: _Referent) -> bool:
            if referent.kind not in kinds or (pronoun != "they" and referent.plural):
                return False
            # A nameless thing is no he or she: only a nameless person is ("a driver").
            return referent.kind is not SourceKind.UNNAMED or people.get(referent.head) is SourceKind.PERSON

        ranked = self._ranked(sentence, _PRONOUN_REACH, fits)
        if not ranked:
            return Resolved(run, self._doc[run[0] : run[1]].text, SourceKind.UNNAMED, inferred=False)
        best = ranked[0]
        self._met(best, max(best.sentence, sentence))
        return Resolved(run, best.name, best.kind, True, ranked[1].name if len(ranked) > 1 else None)

    def _description(self, run: Range, key: str) -> Resolved | None:
        table = kind_lexicon()
        person = frozenset({SourceKind.PERSON}) if table.heads.get(key) is SourceKind.PERSON else None
        kinds = table.anaphora.get(key, person)
        if kinds is None:
            return None
        sentence = self._sentence_of[run[0]]
        plural = head_of(self._doc, run).tag_ == "NNS"
        led = any(token.lower_ in _LED for token in self._doc[run[0] : run[1]])

        def fits(referent: _Referent) -> bool:
            if led:
                # "The Kurdish-led force" can be the Forces named before, and nothing of another kind.
                return referent.proper and referent.head.removesuffix("s") == key.removesuffix("s")
            if referent.head == key:
                return referent.plural == plural  # "the official" is not the officials
            if SourceKind.PERSON in kinds:
                # A role goes to whoever was given it: "the driver" is never just the one named last.
                return key in referent.roles
            if referent.kind not in kinds or key in _PACTS or referent.head in _PACTS:
                return False
            # Two roles without a name are two speakers: "the driver" is not "the spokesman".
            passes_on = referent.kind in (SourceKind.DOCUMENT, SourceKind.OUTLET)
            return passes_on or key in _GENERAL or _has_name(referent)

        ranked = self._ranked(sentence, _DESCRIPTION_REACH, fits)
        # A description that was itself unresolved before is the same thing again, but a named one tells more.
        named = [r for r in ranked if _has_name(r)] or ranked
        if not named:
            return None
        best = named[0]
        runner_up = next((r.name for r in ranked if r is not best), None)
        self._met(best, sentence)
        best.weight = 1.6 + (0.6 if run in self._sources else 0.0)
        return Resolved(run, best.name, best.kind, True, runner_up)

    def _ranked(self, sentence: int, reach: int, fits: Callable[[_Referent], bool]) -> list[_Referent]:
        near = []
        for referent in reversed(self._recent.values()):
            # The list is in order of mention but for a few nested ones, so a little slack ends the search safely.
            if sentence - referent.sentence > reach + 2:
                break
            if 0 <= sentence - referent.sentence <= reach and fits(referent):
                near.append(referent)
        near.reverse()
        return sorted(near, key=lambda r: -(r.weight / (1 + sentence - r.sentence)))


def _has_name(referent: _Referent) -> bool:
    """Tell "Hamas" and "Peter Novak" from "A driver", whose capital is that of its sentence."""
    bare = re.sub(r"^(?:an?|the)\s", "", referent.name, flags=re.IGNORECASE)
    return referent.kind is not SourceKind.UNNAMED and any(word[:1].isupper() for word in bare.split())


def _roles(head: Token, name: str) -> frozenset[str]:
    """Return the roles a person was given: titles in the name ("Colonel"), nouns in apposition ("spokesman")."""
    beside = [child for child in head.children if child.dep_ == "appos"]
    if head.dep_ == "appos":
        beside.append(head.head)
    nouns = [token.lemma_.lower() for token in beside if token.pos_ == "NOUN"]
    return frozenset([*(word.lower() for word in name.split()[:-1]), *nouns])


def _without_titles(parts: Sequence[str]) -> list[str]:
    heads = kind_lexicon().heads
    titles = {"mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "col", "lt", "sir", "lord", "sgt", "capt", "prof"}
    return [p for p in parts if p.lower().rstrip(".") not in titles and heads.get(p.lower()) is not SourceKind.PERSON]


def _is_bare_description(doc: Doc, run: Range, head: Token) -> bool:
    """Tell "the report" from "the deal struck by officials", which says itself which deal is meant."""
    definite = doc[run[0]].lower_ in ("the", "this", "that", "these", "those")
    low, high = core(doc, run)
    # "the Kurdish-led force" describes; the name in it belongs to "led".
    named = any(token.pos_ == "PROPN" and token.head.lower_ not in _LED for token in doc[low:high])
    modified = any(child.dep_ in ("acl", "relcl", "prep", "poss", "compound") for child in head.children)
    return definite and not named and not modified


def _antecedent(relative: Token) -> Token | None:
    """Return the noun a relative pronoun stands for."""
    verb = relative.head
    while verb.dep_ not in ("relcl", "ROOT", "acl") and verb.head != verb:
        verb = verb.head
    return verb.head if verb.dep_ in ("relcl", "acl") and verb.head.i < relative.i else None


def _acronyms(text: str) -> dict[str, str]:
    """Return acronym → full name where the text gives both, as in "International Relief Group (IRG)"."""
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        full, short = match.group(1).split(), match.group(2)
        letters = re.sub(r"[^A-Z]", "", short)
        for start in range(len(full)):
            initials = "".join(word[0] for word in full[start:] if word[0].isupper())
            # "Islamic State (ISIS)": the first letters agree, the rest was dropped from the name.
            if initials == letters or (
                start == len(full) - len(initials) and letters.startswith(initials) and len(initials) > 1
            ):
                found.setdefault(short, " ".join(full[start:]))
                break
    for match in _REVERSED.finditer(text):
        full = match.group(2).split()
        if "".join(word[0] for word in full if word[0].isupper()) == match.group(1):
            found.setdefault(match.group(1), " ".join(full))
    return found
