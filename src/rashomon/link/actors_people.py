"""The people of a case: which full names are one person's, and who bears a surname.

Names are compared by keys, never all with all: full names under each pair of their words as heard, surnames under
the word as heard. Two names are one person's where the words of the shorter stand in the longer in order ("Salva
Kiir", "Salva Kiir Mayardit"; initials and spellings allowed) and no second person's name would do as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from rashomon.link.actors_names import Form
from rashomon.link.actors_spelling import letters, skeleton, spelt_alike
from rashomon.link.actors_tables import tables

Name = tuple[str, ...]
# The key of a surname that stands after a title in a text in capitals.
TITLED = "titled"

# In how many times as many texts as its other bearers the one is named whom a surname by itself means.
_FOREMOST = 4
# In how many times more documents a name stands by itself than with words about it that are taken for no part of it.
_OFTEN = 3


def within(short: Name, long: Name) -> bool:
    """Tell whether the words of one name stand in another in order, a word of both being no initial."""
    if len(short) > len(long) or ("jr" in long) != ("jr" in short):
        return False
    rest = iter(long)
    whole = 0
    for word in short:
        # An initial stands where the name does: George W. Bush is not George H. W. Bush.
        near = (other for other in rest if spelt_alike(word, other)) if len(word) > 1 else rest
        match = next(near, None)
        match = match if match is not None and spelt_alike(word, match) else None
        if match is None:
            return False
        whole += min(len(word), len(match)) > 1
    return whole >= min(2, len(short))


def _pairs(name: Name) -> Iterable[tuple[str, str]]:
    """Yield the keys under which a full name meets its other forms."""
    keys = [{skeleton(word), letters(word)} for word in name if len(word) > 1]
    for one, other in combinations(keys, 2):
        yield from ((a, b) for a in one for b in other)


class People:
    """The full names of a case, told apart into people, and what is said of each."""

    def __init__(self, found: Iterable[tuple[str, Form]], capitals: Collection[str] = ()) -> None:
        """Take the persons of a case, each with the id of its document; the order makes no difference.

        In documents in `capitals` a verb may look like a part of a name.
        """
        self._names: dict[Name, set[str]] = defaultdict(set)
        self._said: dict[Name, set[str]] = defaultdict(set)
        self._bare: dict[str, set[Name]] = defaultdict(set)
        found = list(found)
        for document, form in found:
            if len(form.name) > 1:
                self._names[form.name].add(document)
                self._said[form.name] |= form.telling
        # "Fauzi, like many, uses one name": a name of one word is a person's where no longer one ends in it.
        longer = {word for name in self._names for word in name} | set(tables().given)
        for document, form in found:
            sure = document not in capitals or form.key == TITLED
            if len(form.name) == 1 and sure and form.telling and form.name[0] not in longer:
                self._names[form.name].add(document)
                self._said[form.name] |= form.telling
        self._doubtful = {
            name
            for name, documents in self._names.items()
            if len(documents) == 1 and documents <= set(capitals) and name[0] not in tables().given
        }
        self._by_pair: dict[tuple[str, str], list[Name]] = defaultdict(list)
        self.of: dict[Name, Name] = self._people()
        self._telling: dict[Name, frozenset[str]] = {}
        self._documents: dict[Name, frozenset[str]] = {}
        groups: dict[Name, list[Name]] = defaultdict(list)
        for name, person in self.of.items():
            groups[person].append(name)
        self.names: Mapping[Name, Sequence[Name]] = {person: sorted(names) for person, names in groups.items()}
        for person, names in self.names.items():
            self._telling[person] = frozenset().union(*(self._said[name] for name in names))
            self._documents[person] = frozenset().union(*(self._names[name] for name in names))
        for name in self._names:
            for word in name:
                self._bare[skeleton(word)].add(name)
                if len(word) > 5:
                    self._bare[letters(word)].add(name)

    def _people(self) -> dict[Name, Name]:
        """Return full name → the name of the person: the longest of those that are one person's."""
        by_pair = self._by_pair
        person: dict[Name, Name] = {}
        for name in sorted(self._names, key=lambda name: (-len(name), name)):
            near = {other for pair in _pairs(name) for other in by_pair.get(pair, ())}
            holders = {person[other] for other in near if within(name, other)}
            more = {other for other in near if _adds_to(name, other)} if len(holders) > 1 else set()
            # "Keller today", "Meet Anna Keller": what is added to a name often written without it is no part of it.
            if more and all(len(self._names[name]) >= _OFTEN * len(self._names[other]) for other in more):
                person |= dict.fromkeys(more, name)
                holders = {person[other] for other in near if within(name, other) and other not in more}
            if len(holders) > 1:
                # Several would do: only those with the very words, not their spellings, and no initials.
                holders = {person[other] for other in near if _written(name, other)}
            person[name] = holders.pop() if len(holders) == 1 else name
            for pair in _pairs(name):
                by_pair[pair].append(name)
        return {name: _last(name, person) for name in person}

    def like(self, name: Name) -> list[Name]:
        """Return the people one form of whose names holds a full name, or stands within it."""
        near = {other for pair in _pairs(name) for other in self._by_pair.get(pair, ())}
        return sorted({self.of[other] for other in near if within(name, other) or within(other, name)})

    def documents(self, person: Name) -> frozenset[str]:
        """Return the documents that give a full name of a person."""
        return self._documents[person]

    def telling(self, person: Name) -> frozenset[str]:
        """Return titles, offices and countries that a person is given anywhere in the case."""
        return self._telling[person]

    def bearers(self, form: Form, document: str | None = None) -> list[Name]:
        """Return the people who may bear a name that is less than a full one, the best kind of match only.

        By the last words of their names, then by others than the first, then by the first; spelt the same before
        spelt alike. With a document, those only whom it names in full.
        """
        bare = form.name
        last = bare[-1]
        near = self._bare.get(skeleton(last), set()) | (
            self._bare.get(letters(last), set()) if len(last) > 5 else set()
        )
        if document is not None:
            near = {name for name in near if document in self._documents[self.of[name]]}
        for fits in (_ends, _holds, _begins, _alike):
            people = {self.of[name] for name in near if fits(bare, name)}
            people = {person for person in people if self._suits(form, person)}
            sure = {person for person in people if not self._doubtful.issuperset(self.names[person])}
            if people:
                return sorted(sure or people)
        return []

    def told_by_title(self, form: Form, people: Sequence[Name]) -> list[Name]:
        """Return those who are given an office or title that goes with a name: "President Keller"."""
        told = form.telling & (tables().person | tables().offices)
        told -= {"mr", "mrs", "ms", "miss"}
        return [person for person in people if told and told <= self._telling[person]]

    def foremost(self, form: Form, people: Sequence[Name]) -> list[Name]:
        """Return the one of several bearers whom a surname by itself means: named in many times as many texts.

        The other bearers, a family mostly, are the ones whom texts then name in full.
        """
        if form.telling - {"mr", "president"}:
            return []
        most = max(people, key=lambda person: (len(self._documents[person]), person))
        known = len(self._documents[most])
        rest = (len(self._documents[person]) for person in people if person != most)
        return [most] if all(known >= _FOREMOST * number for number in rest) and known >= _FOREMOST else []

    def _suits(self, form: Form, person: Name) -> bool:
        wanted = form.sex
        sexes = {s for name in self.names[person] if (s := Form(form.sort, "", name, frozenset(self._said[name])).sex)}
        return wanted is None or not sexes or wanted in sexes


def _last(name: Name, person: Mapping[Name, Name]) -> Name:
    while person[name] != name:
        name = person[name]
    return name


def _adds_to(short: Name, long: Name) -> bool:
    return len(short) < len(long) and short in (long[: len(short)], long[-len(short) :])


def _written(short: Name, long: Name) -> bool:
    rest = iter(long)
    return all(word in rest for word in short)


def _ends(bare: Name, full: Name) -> bool:
    return full[-len(bare) :] == bare


def _holds(bare: Name, full: Name) -> bool:
    return bare[0] != full[0] and _written(bare, full)


def _begins(bare: Name, full: Name) -> bool:
    return full[: len(bare)] == bare


def _alike(bare: Name, full: Name) -> bool:
    ending = full[-len(bare) :]
    return len(bare[-1]) > 4 and len(ending) == len(bare) and all(map(spelt_alike, bare, ending))
