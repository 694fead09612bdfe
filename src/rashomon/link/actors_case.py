"""The written sources of a case, each as its document gives it, and what is known of the people and bodies in it."""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rashomon.link.actors_names import Form, Sort, known_body, read_name
from rashomon.link.actors_people import TITLED, Name, People
from rashomon.link.actors_tables import tables
from rashomon.link.actors_text import Context, context_of
from rashomon.link.vocabulary import fold
from rashomon.records import Claim, Reading, Source, SourceKind
from rashomon.records.names import fold_name

Spoken = tuple[Claim, Source]

_WORKS = (SourceKind.DOCUMENT, SourceKind.FOOTAGE)


@dataclass(slots=True)
class Written:
    """A source under one name in one document.

    Attributes:
        id: its node: the name, the document, and the claim where a person spoke of that claim alone.
        name: the canonical name; `texts` the ways it is written where it is not a pronoun or the like.
        form: the name, read.
        key: the normal form that the same name has in every document; ends with the document for those without name.
        heard: the outlet that it spoke to, where the text says so.
        owner: the outlet or publisher whose work it is.
    """

    id: str
    document: str
    name: str
    form: Form
    key: str = ""
    heard: str | None = None
    owner: tuple[str, SourceKind] | None = None
    kinds: Counter[SourceKind] = field(default_factory=Counter)
    texts: dict[str, None] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)

    @property
    def is_alone(self) -> bool:
        """Tell whether the key is of this document or this outlet only."""
        return self.key.endswith(f" in {self.document}") or " via " in self.key

    @property
    def is_firm(self) -> bool:
        """Tell whether it has been given to an actor with a name."""
        return self.key.startswith(("person ", "government ", "forces ", "body ")) and not self.is_alone

    @property
    def kind(self) -> SourceKind:
        """The kind that most of its claims give."""
        return min(self.kinds, key=lambda kind: (-self.kinds[kind], kind.value))


class Case:
    """All documents of a case; look-ups only, nothing is decided here."""

    def __init__(self, readings: Sequence[Reading], named: frozenset[str] = frozenset()) -> None:
        """Read the sources; `named` are ids of claims that a person spoke of, each kept by itself at first."""
        self.contexts: dict[str, Context] = {reading.document.id: context_of(reading) for reading in readings}
        sources: dict[tuple[str, str, str], list[Spoken]] = defaultdict(list)
        for claim in (claim for reading in readings for claim in reading.claims):
            if claim.source is not None:
                name = fold(_name(claim.source, self.contexts[claim.document]))
                alone = claim.id if claim.id in named else ""
                sources[name, claim.document, alone].append((claim, claim.source))
        self.sentences = {reading.document.id: (reading.document.text, reading.sentences) for reading in readings}
        self.written = [
            self._written(*key, spoken) for key, spoken in sorted(sources.items(), key=lambda item: item[0])
        ]
        self.in_text: dict[str, list[Written]] = defaultdict(list)
        for written in self.written:
            self.in_text[written.document].append(written)
        found = [(c.document, form) for c in self.contexts.values() for form in c.people]
        found += [(w.document, w.form) for w in self.written if w.form.sort is Sort.PERSON]
        found += self._unsure()
        found += self._titled({reading.document.id: reading.document.text for reading in readings})
        self.people = People(found, {c.document for c in self.contexts.values() if c.upper})
        self._index_people(found)
        self.spelt = self._letters()
        self._index_bodies()

    def _index_people(self, found: Iterable[tuple[str, Form]]) -> None:
        """Index people by document, by what is said of them there and anywhere, and by the words of that."""
        self.in_document: dict[str, list[Name]] = defaultdict(list)
        for name in self.people.names:
            for document in self.people.documents(name):
                self.in_document[document].append(name)
        self.told: dict[tuple[str, Name], set[frozenset[str]]] = defaultdict(set)
        self.sayings: dict[Name, set[frozenset[str]]] = defaultdict(set)
        for document, form in found:
            person = self.person(form, document)
            if person is not None and form.telling:
                self.told[document, person].add(form.telling)
                self.sayings[person].add(form.telling)
        self.speaks: dict[str, set[Name]] = defaultdict(set)
        for written in self.written:
            speaker = self.person(written.form, written.document) if written.form.name else None
            if speaker is not None:
                self.speaks[written.document].add(speaker)
        self.holders: dict[str, list[Name]] = defaultdict(list)
        for name in sorted(self.sayings):
            for word in sorted(frozenset().union(*self.sayings[name])):
                self.holders[word].append(name)

    def _written(self, folded: str, document: str, alone: str, spoken: Sequence[Spoken]) -> Written:
        context = self.contexts[document]
        name = min(_name(source, context) for _, source in spoken)
        made = Written(f"{folded}\t{document}\t{alone}", document, name, Form(Sort.PRONOUN, folded))
        for claim, source in spoken:
            made.kinds[source.kind] += 1
            made.claims.append(claim)
            if not source.inferred and source.spans:
                made.texts[" ".join(source.text.split())] = None
        made.form = self._form(made, context)
        made.heard = min((claim.outlets[0] for claim, source in spoken if source.spans and claim.outlets), default=None)
        owners = {owner for claim, _ in spoken if (owner := _owner(claim, folded))}
        made.owner = min(owners, default=None)
        return made

    def _form(self, written: Written, context: Context) -> Form:
        """Read a source by its canonical name, and by what stands in the text where that says more."""
        form = read_name(written.name, written.kind, upper=context.upper)
        if written.kind is SourceKind.AUTHOR:
            return form
        if form.sort is Sort.GOVERNMENT and form.telling == {form.country} and written.texts:
            # Of "the U.S. ambassador" only the country was kept.
            offices = [read_name(text, SourceKind.PERSON, upper=context.upper) for text in sorted(written.texts)]
            if all(f.sort in (Sort.OFFICE, Sort.PERSON) and form.telling < f.telling for f in offices) and (
                len({f.key for f in offices}) == 1
            ):
                written.name = _bare(min(written.texts))
                return offices[0]
        for text in sorted(written.texts):
            fuller = read_name(text, written.kind, upper=context.upper)
            if (
                fuller.indefinite
                and form.sort in (Sort.ROLE, Sort.GENERIC, Sort.OFFICE, Sort.BODY)
                and not _is_proper(form)
            ):
                form = replace(form, indefinite=True)
            if fuller.sort is Sort.PERSON and _is_cut(form, fuller):
                # The name stands in the text, but a part of it was taken for the whole.
                if set(form.name) != set(fuller.name):
                    written.name = _bare(text)
                form = fuller
            elif _is_described(form, fuller):
                form, written.name = fuller, _bare(text)
            elif fuller.sort is form.sort and fuller.key == form.key:
                form = replace(form, telling=form.telling | fuller.telling)
        return form

    def sentence(self, claim: Claim) -> str:
        """Return the sentence that names the source of a claim, empty where none does."""
        text, sentences = self.sentences[claim.document]
        if claim.source is None or not claim.source.spans:
            return ""
        at = bisect.bisect_right(sentences, claim.source.spans[0].start, key=lambda span: span.start) - 1
        return sentences[at].of(text) if at >= 0 else ""

    def _unsure(self) -> Iterator[tuple[str, Form]]:
        """Yield names of several words that may be a person's: the last of them stands for a speaker by itself."""
        alone = {w.form.name[0] for w in self.written if len(w.form.name) == 1}
        here = {(w.document, w.form.name[0]) for w in self.written if len(w.form.name) == 1}
        for written in self.written:
            form = written.form
            if form.sort is Sort.BODY and len(form.name) > 1 and not form.indefinite:
                if form.name[-1] not in alone and (written.document, form.name[0]) not in here:
                    continue
                yield written.document, Form(Sort.PERSON, form.key, form.name)

    def _titled(self, texts: Mapping[str, str]) -> Iterator[tuple[str, Form]]:
        """Yield surnames of speakers with the titles before them, in documents in capitals, where few are marked."""
        table = tables()
        for written in self.written:
            name = written.form.name
            if len(name) != 1 or not self.contexts[written.document].upper:
                continue
            for match in re.finditer(
                rf"((?:[\w.’'-]+\s+){{1,4}}){re.escape(name[0])}\b", texts[written.document], re.IGNORECASE
            ):
                before = [table.short.get(word, word) for word in fold_name(match.group(1)).split()]
                at = next((i for i, word in enumerate(before) if word in table.person), None)
                if at is not None and not any(
                    word in table.empty or word in table.no_names for word in before[at + 1 :]
                ):
                    given = tuple(word for word in before[at + 1 :] if word not in table.person)
                    told = frozenset(word for word in before[at:] if word in table.person)
                    yield written.document, Form(Sort.PERSON, TITLED, (*given, *name), told)

    def person(self, form: Form, document: str) -> Name | None:
        """Return the person whom a full name, or a surname in a document with one bearer, stands for."""
        if form.name in self.people.of:
            return self.people.of[form.name]
        bearers = self.people.bearers(form, document) if form.name else []
        return bearers[0] if len(bearers) == 1 else None

    def _letters(self) -> dict[str, set[frozenset[str]]]:
        """Return letters → the names that texts of the case spell them out as."""
        spelt: dict[str, set[frozenset[str]]] = defaultdict(set)
        for context in self.contexts.values():
            for short, told in context.spelt.items():
                spelt[short.lower()].add(told)
        return spelt

    def _index_bodies(self) -> None:
        """Index bodies by their words, by their initials and by document."""
        self.bodies: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        self.naming: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        self.by_words: dict[frozenset[str], set[str]] = defaultdict(set)
        self.by_initials: dict[str, set[str]] = defaultdict(set)
        self.states: dict[str, set[str]] = defaultdict(set)
        aliases: dict[str, frozenset[str]] = {}
        for words, name in tables().bodies.items():
            key = f"body {fold(name)}"
            aliases[key] = aliases.get(key, frozenset()) | words
        for written in self.written:
            form = written.form
            if form.sort is Sort.GOVERNMENT and form.country:
                self.states[written.document].add(form.country)
            if form.sort is Sort.BODY and not form.indefinite:
                told = form.telling | aliases.get(form.key, frozenset())
                self.bodies[written.document][form.key] = told
                for word in told:
                    self.naming[word][form.key] = told
                self.by_words[form.telling - {w for w in form.telling if w.startswith("@")}].add(form.key)
                initials = "".join(word[0] for word in written.name.split() if word[0].isupper())
                if len(initials) > 1 and " " in written.name:
                    self.by_initials[initials.lower()].add(form.key)
                for short in _shortened(written.name):
                    self.by_initials[short].add(form.key)


def _shortened(name: str) -> Iterator[str]:
    """Yield a name with the words before its last ones as letters: "Water Supply Board East" → "wsb east"."""
    words = name.replace(".", "").lower().split()
    if all(word[0].isupper() for word in name.split()) and not name.isupper():
        yield from (f"{''.join(word[0] for word in words[:at])} {' '.join(words[at:])}" for at in range(3, len(words)))


def _is_cut(form: Form, fuller: Form) -> bool:
    """Tell whether a name is only a part of the person's name with titles that stands in the text."""
    if form.sort in (Sort.PERSON, Sort.WORK, Sort.GOVERNMENT):
        return False
    return (bool(form.telling) or form.sort is not Sort.BODY) and form.telling <= fuller.telling | set(fuller.name)


def _bare(text: str) -> str:
    return re.sub(r"^(?:the|an?)\s+|\s*[\[(].*", "", text, flags=re.IGNORECASE)


def _is_described(form: Form, fuller: Form) -> bool:
    """Tell whether of "the Costa Rican president" only "Costa Rican" was kept, of "the Red Cross" only "Red"."""
    noun = tables().person
    if form.sort is Sort.BODY and fuller.sort is Sort.BODY and not form.key.startswith("body "):
        return form.telling < fuller.telling and "and" not in fuller.key.split() and not fuller.indefinite
    return (
        fuller.sort is Sort.OFFICE
        and form.sort in (Sort.ROLE, Sort.BODY, Sort.GENERIC)
        and form.telling < fuller.telling
        and not form.telling & noun
        and not fuller.plural
    )


def _is_proper(form: Form) -> bool:
    return form.sort is Sort.BODY and (form.key.startswith("body ") or bool(form.name))


def _name(source: Source, context: Context) -> str:
    """Return what a source is called: its canonical name, unless its own words name somebody else outright."""
    if not source.inferred or not source.spans:
        return source.canonical
    own = read_name(source.text, SourceKind.GROUP, upper=context.upper)
    given = read_name(source.canonical, source.kind, upper=context.upper)
    if own.country and given.country and own.country != given.country and own.sort in (Sort.GOVERNMENT, Sort.BODY):
        return " ".join(source.text.split())
    return source.canonical


def _owner(claim: Claim, folded: str) -> tuple[str, SourceKind] | None:
    """Return whose work a film or a report is that speaks, where that is said."""
    source = claim.source
    if source is None or source.kind not in _WORKS:
        return None
    if claim.outlets and fold(claim.outlets[0]) in folded:
        return claim.outlets[0], SourceKind.OUTLET
    if source.kind is SourceKind.DOCUMENT and folded.endswith((" version", " edition")):
        return claim.chain[-1], SourceKind.AUTHOR
    return None


def body_of(words: Iterable[str], known: Mapping[frozenset[str], str] | None = None) -> str:
    """Return the key of a body with these telling words: that of the list, or the words themselves."""
    told = frozenset(words)
    name = (known or tables().bodies).get(told)
    return f"body {fold(name)}" if name is not None else " ".join(sorted(told))


def outlet_key(name: str) -> str:
    """Return the key of an outlet or publisher."""
    return known_body(name) or fold(name)
