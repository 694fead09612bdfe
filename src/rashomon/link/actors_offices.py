"""Offices: who holds one, by what the texts of a case say of people; look-ups, each by the rarest of its words."""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.link.actors_case import Case
from rashomon.link.actors_names import Form
from rashomon.link.actors_people import Name
from rashomon.link.actors_tables import tables

# How many times as many documents give an office to one than to another for it to be clear who holds it.
_CLEAR = 5
FORMER = frozenset({"former", "ex", "late", "retired", "acting"})


class Offices:
    """The offices that the texts of a case give to people."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def holders(self, telling: frozenset[str]) -> Sequence[Name]:
        """Return those who hold an office that is of one country, place or body, anywhere in the case."""
        offices = telling & (tables().offices | {"spokesman"})
        if not offices or len(telling) < 2 or telling & FORMER:
            return ()
        if "leader" in telling and any(word.startswith("@") for word in telling):
            leading = [telling - {"leader"} | {office} for office in tables().leading if " " not in office]
            return sorted({p for asked in leading for p in self.holders(asked)})
        rare = min((self._case.holders.get(word, ()) for word in sorted(telling)), key=len)
        scope = telling - offices
        if "spokesman" in offices and not any(scope <= set(p) for p in self._case.people.names):
            return ()
        found = {p: n for p in rare if (n := self._often(telling, p))}
        narrow = {word for word in telling if not word.startswith("@")}
        if not found and len(narrow) < len(telling) and len(narrow - tables().person - offices) > 1:
            return self.holders(frozenset(narrow))  # "of the U.S. Senate Intelligence Committee": it has one chairman
        most = max(found.values(), default=0)
        return [p for p, number in found.items() if number * _CLEAR > most]

    def _often(self, telling: frozenset[str], person: Name) -> int:
        """Return in how many documents somebody is given an office."""
        if not goes(telling, self._case.sayings[person]):
            return 0
        documents = self._case.people.documents(person)
        return sum(goes(telling, self._case.told.get((document, person), ())) for document in documents)

    def at_home(self, form: Form, document: str, here: Sequence[Name]) -> list[Name]:
        """Return those to whom a document gives an office that is named with the document's own country elsewhere."""
        country = form.country
        if country is None or country != self._case.contexts[document].country or len(form.telling) < 2:
            return []
        bare = form.telling - {country}
        return [
            p
            for p in here
            if any(goes(bare, [t]) and not any(w[0] == "@" for w in t) for t in self._case.told.get((document, p), ()))
        ]

    def nearest(self, form: Form, here: Sequence[Name]) -> Sequence[Name]:
        """Return the person of a document who is given the same office, of a thing that both descriptions name."""
        roles = form.telling & tables().person
        scope = form.telling - tables().person - tables().offices
        best: dict[Name, int] = {}
        for person in here:
            for told in self._case.sayings.get(person, ()):
                codes = {word for word in told if word.startswith("@")}
                at_odds = form.country is not None and codes and form.country not in codes
                if roles & told and scope & told and not at_odds and not (told ^ form.telling) & FORMER:
                    best[person] = max(best.get(person, 0), len(scope & told))
        most = max(best.values(), default=0)
        return [person for person, shared in best.items() if shared == most]


def is_bare(told: frozenset[str], asked: frozenset[str]) -> bool:
    """Tell whether an office is given without a country."""
    return asked <= told and not any(word.startswith("@") for word in told) and not told & FORMER


def goes(asked: frozenset[str], sayings: Sequence[frozenset[str]] | set[frozenset[str]]) -> bool:
    """Tell whether a description is one of what is said of somebody, a wider noun for a narrower one included."""
    wider = tables().wider
    for told in sayings:
        if (told & FORMER) - asked:
            continue
        joined = " ".join(sorted(told))
        if asked and all(
            word in told
            or any(noun in told or (" " in noun and set(noun.split()) <= told) for noun in wider.get(word, ()))
            for word in asked
        ):
            return bool(joined)
    return False
