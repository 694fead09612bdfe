"""Descriptions of bodies by their class: "a Finnish newspaper" is the one that its document names.

What class a named body is of is what any text of the case says beside its name ("the newspaper Kommersant", "FMLN
guerrillas"). A text is read once for that, and once for the names that the case knows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from rashomon.link.actors_case import Case, Written
from rashomon.link.actors_joins import Rank
from rashomon.link.actors_names import Sort
from rashomon.link.actors_tables import in_codes, tables
from rashomon.link.vocabulary import singular
from rashomon.records.names import fold_name

Found = tuple[str, Rank, str]
Named = tuple[str, ...]

_NAME = r"[“\"]?((?:[A-Z][\w’'-]+\s){0,3}[A-Z][\w’'-]+)"
# In how many texts fighters are to be called a body's for "the guerrillas" to be that body.
_TEXTS = 2


class Classes:
    """The classes of the named bodies of a case."""

    def __init__(self, case: Case) -> None:
        """Read the texts of a case, each once."""
        self._case = case
        self._told: dict[Named, set[str]] = defaultdict(set)
        self._fighters: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for document, (text, _) in case.sentences.items():
            if not case.contexts[document].upper:
                for name, told in _classed(text):
                    self._told[name] |= told
            for noun, letters in _fighters(text):
                key = self._body_of(letters)
                if key is not None:
                    self._fighters[noun][key].add(document)
        self._first: dict[str, list[Named]] = defaultdict(list)
        for name in self._told:
            self._first[name[0]].append(name)
        self._names: dict[str, set[Named]] = {}
        self._homes = {w.form.key: w.form.country for w in case.written if w.form.sort is Sort.BODY}

    def actor(self, written: Written) -> Found | None:
        """Return the body that a description stands for, or that a name with its class beside it names."""
        form = written.form
        if form.sort not in (Sort.BODY, Sort.GENERIC, Sort.ROLE, Sort.PERSON):
            return None
        if form.sort is not Sort.PERSON and (fighters := self._fought_by(written)) is not None:
            return fighters
        words = tuple(w for w in fold_name(written.name).split() if w not in tables().classes | tables().empty)
        if words in self._told and form.country is None:
            why = f"“{written.name}” and “{{actor}}” are one name, with what it is of beside it or without"
            return " ".join(words), Rank.NAME, why
        return self._described(written) if form.sort is not Sort.PERSON else None

    def _described(self, written: Written) -> Found | None:
        """Join "a Finnish newspaper", "the largest newspaper in Finland" to the one that the document names."""
        form, table = written.form, tables()
        nouns = {singular(word) for word in form.telling} & (table.classes | table.media)
        plain = form.telling - nouns - table.plain
        if not nouns or form.plural or any(singular(w) != w for w in form.telling & nouns):
            return None
        if any(word[0] != "@" for word in plain):
            return None
        found: dict[str, set[str]] = {" ".join(name): self._told[name] for name in self._named(written.document)}
        for key, told in self._case.bodies.get(written.document, {}).items():
            more = told - table.classes - table.media - table.plain
            if nouns & told and any(word[0] != "@" for word in more):
                found.setdefault(key, set(told))
        found = {key: told for key, told in found.items() if nouns & told and _compatible(form.country, told)}
        sure = {key for key, told in found.items() if form.country in told}
        chosen = sure or set(found)
        if len(chosen) != 1:
            return None
        why = f"“{written.name}” is what “{{actor}}” is, the one such body in its document"
        return chosen.pop(), Rank.TEXT, why

    def _named(self, document: str) -> set[Named]:
        """Return the bodies of a known class that a document names."""
        if document not in self._names:
            words = [fold_name(word) for word in re.findall(r"[\w’'-]+", self._case.sentences[document][0])]
            words = [re.sub(r"[’']s$", "", word) for word in words]
            self._names[document] = {
                name
                for at, word in enumerate(words)
                for name in self._first.get(word, ())
                if tuple(words[at : at + len(name)]) == name
            }
        return self._names[document]

    def _fought_by(self, written: Written) -> Found | None:
        """Join "the guerrillas" to the one body whose fighters texts call so."""
        form, case = written.form, self._case
        nouns = {singular(word) for word in form.telling if word[0] != "@"}
        if len(nouns) != 1 or form.indefinite or not nouns <= tables().fighters:
            return None
        bodies = {key: texts for key, texts in self._fighters[next(iter(nouns))].items() if len(texts) >= _TEXTS}
        country = form.country or case.contexts[written.document].country
        homes = {key: self._home(key, texts) for key, texts in bodies.items()}
        found = [key for key, home in homes.items() if country is None or home in (None, country)]
        if len(found) != 1:
            return None
        return found[0], Rank.TEXT, f"“{written.name}” are what texts call those of “{{actor}}”, and of no other body"

    def _home(self, key: str, texts: Collection[str]) -> str | None:
        """Return the country of a body: that in its name, or the one that all texts on its fighters are about."""
        if self._homes.get(key):
            return self._homes[key]
        countries = {country for text in texts if (country := self._case.contexts[text].country) is not None}
        return countries.pop() if len(countries) == 1 else None

    def _body_of(self, letters: str) -> str | None:
        """Return the key of the body that letters stand for."""
        written = tables().bodies.get(frozenset({letters.lower()}))
        if written is not None:
            return f"body {fold_name(written)}"
        spelt = self._case.spelt.get(letters.lower(), set())
        return " ".join(sorted(next(iter(spelt)))) if len(spelt) == 1 else None


def _compatible(country: str | None, told: set[str]) -> bool:
    codes = {word for word in told if word[0] == "@"}
    return country is None or not codes or country in codes


def _classed(text: str) -> Iterator[tuple[Named, set[str]]]:
    """Yield the names beside which a text says what they are: "the Russian newspaper Kommersant"."""
    if not (nouns := "|".join(sorted(tables().classes - {"daily", "weekly"}))):
        return
    patterns = (
        rf"((?:[\w’'-]+\s){{0,2}})\b({nouns}),?\s+{_NAME}",
        rf"{_NAME}[”\"]?,?\s+(?:a|an|the)\s+((?:[\w’'-]+\s){{0,3}})({nouns})\b",
    )
    for number, pattern in enumerate(patterns):
        for match in re.finditer(pattern, text):
            said, noun, name = (match[1], match[2], match[3]) if number == 0 else (match[2], match[3], match[1])
            words = tuple(fold_name(name).split())
            codes = {word for word in in_codes(fold_name(said).split()) if word[0] == "@"}
            if words and words[0] not in tables().states and words[0] not in tables().empty:
                yield words, {noun, *codes}


def _fighters(text: str) -> Iterator[tuple[str, str]]:
    """Yield the noun and the letters in "FMLN guerrillas", "the guerrillas of the FMLN"."""
    plain = " ".join(text.split())
    nouns = "|".join(sorted(tables().fighters))
    for match in re.finditer(rf"\b([A-Z]{{3,8}})\)?\]? ({nouns})(?:s|\b)", plain, re.IGNORECASE):
        if match[1].isupper():
            yield match[2].lower(), match[1]
    for match in re.finditer(rf"\b({nouns})s? (?:of|from) the ([A-Z]{{3,8}})\b", plain, re.IGNORECASE):
        if match[2].isupper():
            yield match[1].lower(), match[2]


def beside(case: Case, written: Written) -> Written | None:
    """Return the one beside whose name a description stands between two marks: "Keller, a former official, said"."""
    form = written.form
    if form.sort not in (Sort.ROLE, Sort.OFFICE, Sort.GENERIC, Sort.BODY) or not form.indefinite or form.plural:
        return None
    text = case.sentences[written.document][0]
    spans = [claim.source.spans[0] for claim in written.claims if claim.source and claim.source.spans]
    marks = [
        match[1]
        for span in spans
        if (match := re.search(r"[”\"]?\s*(,|--|–|—)\s*$", text[max(0, span.start - 8) : span.start])) is not None
        and re.match(rf"\s*{re.escape(match[1])}", text[span.end : span.end + 5])
    ]
    if not spans or len(marks) != len(spans):
        return None
    found = []
    for other in case.in_text[written.document]:
        if other is written or other.form.indefinite or other.form.plural or other.form.sort is Sort.PRONOUN:
            continue
        names = {fold_name(name) for name in (other.name, *other.texts, *other.form.name[-1:])}
        before = [fold_name(re.sub(r"[\s”\"–—,-]+$", "", text[max(0, s.start - 90) : s.start])) for s in spans]
        if all(any(b.endswith(name) for name in names if name) for b in before):
            found.append(other)
    return found[0] if len(found) == 1 else None
