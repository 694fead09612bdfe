"""Who is meant: names, descriptions and pronouns of one document, and the entity each stands for.

By rules in reading order: full names and acronyms are joined, a surname goes to its bearer, a pronoun or a description
("the report") to the most salient referent of a fitting kind, number and gender. What was worked out rather than
written is marked as inferred, and the next best reading is kept.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rashomon.extract.kinds import FORMS, RELATIVES, core, head_of, kind_lexicon, kind_of
from rashomon.extract.mentions_descriptions import Describer
from rashomon.extract.mentions_find import antecedent, cataphoric, find_runs
from rashomon.extract.mentions_names import acronyms, gender_of_name, people_of, roles_of, without_titles, written_name
from rashomon.extract.mentions_referents import (
    Referent,
    Referents,
    W,
    doubted,
    excluded,
    fitness,
    place_of,
    signs,
    suits,
)
from rashomon.extract.syntax import Range
from rashomon.records import SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from rashomon.extract.pointing import Pointed, Pointer

_FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"})
_PLACES = ("GPE", "LOC", "FAC", "PRODUCT", "EVENT")
_DATES = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL"})
_ACTORS = frozenset({SourceKind.PERSON, SourceKind.ORGANISATION, SourceKind.GROUP, SourceKind.UNNAMED})
_VAGUE = (SourceKind.UNNAMED, SourceKind.DOCUMENT, SourceKind.FOOTAGE)
# How far back a pronoun may reach, in sentences.
_PRONOUN_REACH = 4

Speech = tuple[Sequence[Range], Sequence[Range]]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A mention in tokens with what it stands for."""

    run: Range
    name: str
    kind: SourceKind
    inferred: bool = False
    runner_up: str | None = None


class Resolver:
    """Reads the mentions of one parsed view in order; `resolve` is called once for all of them."""

    def __init__(
        self,
        doc: Doc,
        *,
        quoted: Sequence[bool],
        sources: Iterable[Range],
        speeches: Iterable[Speech] = (),
        pointer: Pointer | None = None,
    ) -> None:
        """Take a parsed view.

        Args:
            doc: the parse.
            quoted: for each token, whether it stands inside a quotation.
            sources: runs of the sources of attributions.
            speeches: (source, content) of each attribution, for "I" and "we" inside quotations.
            pointer: ranks, where there is one, those whom the rules allow "he" and "she" to mean.
        """
        self._doc = doc
        self._quoted = quoted
        self._sources = {run for run in sources if run[0] < run[1]}
        speeches = list(speeches)
        spoken = _speakers(speeches, quoted)
        # The words of each source: who is only named in them does not say them ("a few got out, they claim").
        self._said = {i: content for source, content in speeches for run in source for i in range(*run)}
        self._speakers = {i: run for i, run in spoken.items() if doc[i].lower_ in _FIRST_PERSON}
        self._aliases = acronyms(doc.text)
        self._people = people_of(doc)
        self._known_as = Referents()
        self._sentence_of = [0] * len(doc)
        for number, sentence in enumerate(doc.sents):
            for i in range(sentence.start, sentence.end):
                self._sentence_of[i] = number
        self._describer = Describer(doc, self._known_as, self._people)
        self._conjuncts: dict[int, Referent] = {}
        self._pronouns: dict[int, Resolved] = {}
        self._pointer = pointer
        self._pointed: Mapping[int, Pointed] = {}

    def resolve(self) -> list[Resolved]:
        """Return the mentions of the document in reading order; those of one place, the source's first."""
        runs = find_runs(self._doc, quoted=self._quoted, sources=self._sources, people=self._people)
        runs |= {(i, i + 1) for i in self._speakers}
        if self._pointer is not None:
            single = [i for i in range(len(self._doc)) if FORMS.get(self._doc[i].lower_) in ("he", "she")]
            self._pointed = self._pointer.point(self._doc, single)
        found = [self._fuller(self._one(run)) for run in sorted(runs)]
        return self._first_person([self._fuller(mention) for mention in found])

    def _first_person(self, found: Sequence[Resolved]) -> list[Resolved]:
        """Give "I" and "we" inside quotations to whoever is quoted."""
        by_run = {mention.run: mention for mention in found}
        told = []
        for mention in found:
            speaker = by_run.get(self._speakers.get(mention.run[0], (-1, -1))) if _is_one(mention.run) else None
            if speaker is not None and speaker.run != mention.run:
                told.append(Resolved(mention.run, speaker.name, speaker.kind, True, speaker.runner_up))
            else:
                told.append(mention)
        return told

    def _fuller(self, mention: Resolved) -> Resolved:
        """Give a headline's bare "Coalition" the name that the text gives it later."""
        full, other = self._full_name(mention.name, mention.kind)
        if full is None:
            return mention
        return replace(mention, name=full, inferred=True, runner_up=mention.runner_up or other)

    def _full_name(self, name: str, kind: SourceKind) -> tuple[str | None, str | None]:
        if " " in name or not name[:1].isupper() or kind not in (SourceKind.GROUP, SourceKind.PERSON):
            return None, None
        alike = self._known_as.by_last.get(name.lower(), ())
        groups = kind is SourceKind.GROUP
        longer = [r.name for r in alike if r.kind is kind and " " in r.name and (r.proper or groups)]
        return (longer[0], longer[1] if len(longer) > 1 else None) if longer else (None, None)

    def _one(self, run: Range) -> Resolved:
        doc = self._doc
        head = head_of(doc, run)
        run_named = self._apposition(run, head)
        if run_named is not None:
            # "its spokesman, Colonel Ryan Dillon": the name in apposition is who speaks.
            named = self._one(run_named)
            return Resolved(run, named.name, named.kind)
        word = head.lower_
        if _is_one(run) and word in RELATIVES:
            noun = antecedent(head)
            if noun is not None and noun.pos_ in ("NOUN", "PROPN"):
                found = self._one(core(doc, (noun.left_edge.i, head.i)))
                return Resolved(run, found.name, found.kind, inferred=True)
        if word in FORMS:
            found = self._pronouns[head.i] = self._pronouns.get(head.i) or self._pronoun(run, head, FORMS[word])
            return replace(found, run=run)
        owned = self._owned(run, head)
        if owned is not None:
            return owned
        described = self._describer.resolve(run, head, self._sentence_of[head.i])
        if described is not None:
            referent, runner_up = described
            if referent.name in self._known_as.by_name:
                self._met(referent, run, head)
            return Resolved(run, referent.name, referent.kind, True, runner_up)
        return self._written(run, head)

    def _written(self, run: Range, head: Token) -> Resolved:
        """Resolve what says itself who is meant: a name, or a description that is new."""
        name = written_name(self._doc, run, self._aliases)
        kind = self._kind(name, kind_of(self._doc, run), head)
        known = self._known(name, kind)
        self._note(known or name, kind, run, head)
        if known is not None and known != name:
            return Resolved(run, known, SourceKind.PERSON, True, self._namesake(name, known))
        return Resolved(run, name, kind)

    def _kind(self, name: str, kind: SourceKind, head: Token) -> SourceKind:
        """Return the kind the same name had before: one entity has one, whatever the tagger makes of each mention."""
        if kind in _VAGUE and name in self._aliases.values():
            kind = SourceKind.ORGANISATION  # what has an acronym is no document: "World Food Programme (WFP)"
        parts = name.split()
        if kind in (SourceKind.ORGANISATION, SourceKind.GROUP) and parts and head.pos_ == "PROPN":
            given = gender_of_name(name) is not None
            if given or (
                parts[-1].lower() in self._people.surnames and not kind_lexicon().heads.get(parts[-1].lower())
            ):
                kind = SourceKind.PERSON
        before = self._known_as.by_name.get(name)
        return before.kind if before is not None and before.kind not in _VAGUE else kind

    def _namesake(self, surname: str, known: str) -> str | None:
        """Return another bearer of a surname, if the text has one."""
        bearers = self._known_as.by_last.get(surname.rsplit(maxsplit=1)[-1].lower(), ())
        full = (r.name for r in bearers if r.kind is SourceKind.PERSON and " " in r.name)
        return next((name for name in full if name != known), None)

    def _apposition(self, run: Range, head: Token) -> Range | None:
        """Return the personal name that stands in apposition to a common noun, or None."""
        several = head.tag_ == "NNS"
        if head.pos_ != "NOUN":
            return None
        for child in head.children:
            if several and not any(child.conjuncts):
                continue  # "the lawyers ...": one name is not theirs
            if child.dep_ == "appos" and child.i > head.i and child.ent_type_ == "PERSON":
                return core(self._doc, (child.left_edge.i, child.right_edge.i + 1))
        return None

    def _owned(self, run: Range, head: Token) -> Resolved | None:
        """Resolve "his campaign" by its owner: the campaign of that name, or "Peter Novak's campaign"."""
        start, end = core(self._doc, run)
        owner = self._doc[start]
        if owner.dep_ != "poss" or owner.lower_ not in FORMS or owner.head != head or head.pos_ == "PROPN":
            return None
        whose = self._one((start, start + 1))
        if not whose.inferred:
            return None
        known = self._describer.owned(head, whose.name, self._sentence_of[head.i])
        kind = kind_of(self._doc, run)
        if known is not None:
            if known.places:
                self._met(known, run, head)
            return Resolved(run, known.name, known.kind, True, whose.runner_up)
        things = " ".join(self._doc[start + 1 : end].text.split())
        name = f"{whose.name}{'’' if whose.name.endswith('s') else '’s'} {things}"
        self._note(name, kind, run, head)
        return Resolved(run, name, kind, True, whose.runner_up)

    def _note(self, name: str, kind: SourceKind, run: Range, head: Token) -> None:
        referent = self._known_as.by_name.get(name)
        if referent is None:
            proper = head.pos_ == "PROPN"
            # "Democrats" are several, "the United Nations" is one.
            plural = head.tag_ == "NNS" or (head.tag_ == "NNPS" and kind is SourceKind.GROUP and " " not in name)
            last = name.rsplit(maxsplit=1)[-1].lower() if head.text in self._aliases else head.lemma_.lower()
            referent = Referent(name, kind, last, plural, proper)
            one = " " not in name and not name.isupper() and kind is not SourceKind.PERSON
            referent.sure = not proper or not (one or head.ent_type_ in ("", *_PLACES))
            self._known_as.add(referent)
        if referent.gender is None and referent.is_person:
            referent.gender = gender_of_name(name) or self._people.genders.get(name)
            if referent.gender is None:
                referent.gender = self._people.genders.get(name.rsplit(maxsplit=1)[-1])
        roles = roles_of(head, name)
        if referent.gender is None and referent.is_person:
            genders = kind_lexicon().genders
            referent.gender = next((genders[role] for role in sorted(roles) if role in genders), None)
        referent.roles |= roles
        referent.speaks |= run in self._sources
        self._met(referent, run, head)

    def _met(self, referent: Referent, run: Range, head: Token) -> None:
        place = place_of(
            head, self._sentence_of[head.i], source=run in self._sources, quoted=bool(self._quoted[head.i])
        )
        self._known_as.met(referent, place)
        self._conjuncts[head.i] = referent
        if head.dep_ == "conj" and head.head.i in self._conjuncts:
            self._together(self._conjuncts[head.head.i], referent, head)

    def _together(self, first: Referent, second: Referent, head: Token) -> None:
        """Enter two people, or two groups, joined by "and" as what "they" may mean."""
        joined = any(child.dep_ == "cc" and child.lower_ == "and" for child in head.head.children)
        people = first.is_person and second.is_person
        groups = first.plural and second.plural and {first.kind, second.kind} == {SourceKind.GROUP}
        if not joined or first is second or not (people or groups):
            return
        name = f"{first.name} and {second.name}"
        pair = self._known_as.by_name.get(name) or Referent(name, SourceKind.GROUP, "", plural=True, proper=True)
        if not pair.places:
            self._known_as.by_name[name] = pair
        # "The reporters are Keller and Novak": the pair is what the subject means.
        more = W.main_subject + 0.2 if head.head.dep_ == "attr" else 0.1
        self._known_as.met(pair, replace(first.last, weight=first.last.weight + more))

    def _known(self, name: str, kind: SourceKind) -> str | None:
        """Return the fuller name an entity was given before: "Dillon" → "Colonel Ryan Dillon"."""
        own = name.split()
        if not own or kind not in (SourceKind.PERSON, SourceKind.ORGANISATION) or not name[:1].isupper():
            return None
        by_last = self._known_as.by_last.get(own[-1].lower(), ())
        bearers = [r for r in by_last if r.kind is SourceKind.PERSON and r.name != name]
        if len(own) == 1:
            bearers = bearers or self._known_as.by_first.get(name, [])
            return bearers[-1].name if bearers else None
        if kind is not SourceKind.PERSON:
            return None
        bare = without_titles(own)
        fitting = (r.name for r in bearers if " " in r.name and bare in (without_titles(r.name.split()), own[-1:]))
        return next(fitting, None)

    def _pronoun(self, run: Range, token: Token, pronoun: str) -> Resolved:
        sentence = self._sentence_of[token.i]
        own = self._said.get(token.i, ())

        def said(referent: Referent) -> bool:
            return all(any(start <= place.token < end for start, end in own) for place in referent.places)

        def fits(referent: Referent) -> bool:
            if not suits(referent, pronoun) or (referent.places and said(referent)):
                return False
            return not referent.places or not excluded(referent.last, token, self._doc[referent.last.token])

        near = {r.name: r for r in self._known_as.near(sentence, _PRONOUN_REACH, fits)}
        scores = {r.name: doubted(r, pronoun) * fitness(r, token, sentence, _PRONOUN_REACH) for r in near.values()}
        named = {r.name: [self._doc[place.token] for place in r.places] for r in near.values()}
        later = cataphoric(token)
        coming = self._named_at(later) if later is not None else None
        if later is not None and coming is not None and fits(coming):
            scores[coming.name] = scores.get(coming.name, 0.0) + W.cataphora
            near.setdefault(coming.name, coming)
            named.setdefault(coming.name, []).append(later)
        pointed = self._pointed.get(token.i)
        if pointed is not None:
            other = self._pointed_at(pointed, token, {t.i for tokens in named.values() for t in tokens})
            if other is not None and other[0].gender in (None, pronoun):
                near.setdefault(other[0].name, other[0])
                scores.setdefault(other[0].name, 0.0)
                named.setdefault(other[0].name, []).append(other[1])
            for name, score in _said(pointed, named).items():
                scores[name] += W.pointer * score
        if pronoun in ("he", "she"):
            for name, referent in near.items():
                scores[name] += signs(referent, token, sentence, _PRONOUN_REACH, often=self._people.often(name))
        ranked = sorted(near.values(), key=lambda r: -scores[r.name])
        if not ranked:
            return Resolved(run, self._doc[run[0] : run[1]].text, SourceKind.UNNAMED)
        best = ranked[0]
        if best.places:
            self._met(best, run, token)
        return Resolved(run, best.name, best.kind, True, ranked[1].name if len(ranked) > 1 else None)

    def _pointed_at(self, pointed: Pointed, pronoun: Token, known: Container[int]) -> tuple[Referent, Token] | None:
        """Return the name that the pointer finds likeliest, with its head, where none of the tokens `known` is in it.

        Taggers pass over names ("the job Owings took"); the pointer often knows them by what they do.
        """
        best = pointed.best()
        token = self._token_at(best[0]) if best is not None else None
        if token is None or token.pos_ != "PROPN" or token.ent_type_ in _DATES:
            return None
        while token.dep_ in ("compound", "flat") and token.head.pos_ == "PROPN" and token.head.i > token.i:
            token = token.head
        if any(i in known for i in range(token.left_edge.i, token.right_edge.i + 1)):
            return None
        here = place_of(token, self._sentence_of[token.i], source=False, quoted=False)
        referent = None if excluded(here, pronoun, token) else self._named_at(token)
        return (referent, token) if referent is not None and referent.kind in _ACTORS else None

    def _token_at(self, offset: int) -> Token | None:
        """Return the token that holds a place of the text."""
        span = self._doc.char_span(offset, offset + 1, alignment_mode="expand")
        return span[0] if span is not None and len(span) else None

    def _named_at(self, head: Token) -> Referent | None:
        """Return whom the phrase with this head names or describes: one met before, or a new one."""
        if head.pos_ not in ("PROPN", "NOUN"):
            return None
        run = (head.left_edge.i, head.i + 1)
        if head.pos_ == "NOUN":
            described = self._describer.resolve(run, head, self._sentence_of[head.i])
            return described[0] if described else None
        name = written_name(self._doc, run, self._aliases)
        kind = self._kind(name, kind_of(self._doc, run), head)
        full = self._known(name, kind) or name
        gender = gender_of_name(full) or self._people.genders.get(full)
        return self._known_as.by_name.get(full) or Referent(full, kind, head.lemma_.lower(), gender=gender)


def _said(pointed: Pointed, named: Mapping[str, Sequence[Token]]) -> dict[str, float]:
    """Return the pointer's score for each candidate: of its likeliest word, at least that of "nothing near"."""
    told: dict[str, float] = {}
    for name, tokens in named.items():
        scores = [pointed.score(t.idx, t.idx + len(t)) for t in tokens if t.pos_ in ("PROPN", "NOUN")]
        told[name] = max((score for score in scores if score is not None), default=pointed.nothing)
    return told


def _is_one(run: Range) -> bool:
    return run[1] - run[0] == 1


def _speakers(speeches: Iterable[Speech], quoted: Sequence[bool]) -> dict[int, Range]:
    """Return, for each first-person word inside a quotation, the run of whoever is quoted."""
    found: dict[int, Range] = {}
    for source, content in speeches:
        for start, end in content if source else ():
            found.update({i: source[0] for i in range(start, end) if quoted[i]})
    return found
