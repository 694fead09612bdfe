"""Which actor each written source is, by one rule a sort of name; every rule says in words what it goes by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rashomon.link.actors_case import Case, Written, body_of, outlet_key
from rashomon.link.actors_joins import Join, Rank
from rashomon.link.actors_names import Form, Sort
from rashomon.link.actors_near import named_before
from rashomon.link.actors_people import Name
from rashomon.link.actors_quotes import quotes
from rashomon.link.actors_spelling import spelt_alike
from rashomon.link.actors_tables import tables
from rashomon.link.vocabulary import fold, singular
from rashomon.records import SourceKind

Found = tuple[str, Rank, str]

# How many times as many documents give an office to one than to another for it to be clear who holds it.
_CLEAR = 5
# Of these there are so many that one described so may always be another.
_ANYBODY = frozenset({"official", "officer", "expert", "analyst", "activist", "lawyer", "spokesman"})
_FORMER = frozenset({"former", "ex", "late", "retired", "acting"})


class Rules:
    """The rules over one case; `joins` gives what they find."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def joins(self) -> Iterator[Join]:
        """Yield what joins written sources to actors, and to each other."""
        found: dict[str, Found] = {}
        renamed: list[tuple[Written, str]] = []
        for written in self._case.written:
            key, rank, evidence = self._actor(written)
            written.key = key
            found[written.id] = key, rank, evidence
        for written in self._case.written:
            key, rank, evidence = found[written.id]
            again = None if not written.is_alone else named_before(self._case, written, _person_key)
            if again is not None and written.form.sort in (Sort.ROLE, Sort.OFFICE):
                (key, other), rank = again, Rank.NEAR
                evidence = f"“{written.name}” follows what “{other.name}” says, and names the speaker again"
            renamed.append((written, key))
            yield Join(rank, written.id, f"\t{key}", evidence)
        for written, key in renamed:
            written.key = key
        yield from quotes(self._case)

    def _actor(self, written: Written) -> Found:
        """Return the key of the actor that a source is, and by what evidence."""
        form, case = written.form, self._case
        if written.owner is not None:
            owner, kind = written.owner
            why = "is a work of" if kind is SourceKind.OUTLET else "is of"
            itself = " itself" if kind is SourceKind.AUTHOR else ""
            return outlet_key(owner), Rank.TEXT, f"“{written.name}” {why} {owner}{itself}"
        if written.kind is SourceKind.AUTHOR:
            return outlet_key(written.name), Rank.NAME, ""
        found = {
            Sort.PERSON: self._person,
            Sort.OFFICE: self._role,
            Sort.ROLE: self._role,
            Sort.GOVERNMENT: self._government,
            Sort.GENERIC: self._generic,
            Sort.BODY: self._body,
        }.get(form.sort, lambda _: None)(written)
        if found is not None:
            return found
        if written.heard is not None and form.sort is not Sort.PRONOUN:
            why = f"described in the same words and heard by the same outlet ({written.heard})"
            return f"{form.key} via {fold(written.heard)}", Rank.TEXT, why
        upper = case.contexts[written.document].upper
        if form.sort is Sort.WORK and not upper and any(word[:1].isupper() for word in written.name.split()):
            return form.key, Rank.NAME, ""
        return f"{form.key} in {written.document}", Rank.NAME, ""

    def _person(self, written: Written) -> Found | None:
        """Join a full name to its other forms, a surname to its bearer: in the document first, then in the case."""
        form, people = written.form, self._case.people
        if len(form.name) > 1:
            person = people.of[form.name]
            return _key(person), Rank.NAME, f"“{written.name}” and “{{actor}}” are forms of one person’s name"
        here = people.bearers(form, written.document)
        found, where = here, "in its document"
        if not found:
            found, where = [p for p in people.bearers(form) if not self._at_odds(form, p)], "here"
        if len(found) > 1:
            found, where = people.told_by_title(form, found), f"{where} with that title"
        if len(found) == 1:
            why = f"“{written.name}” and “{{actor}}” share a surname that one person bears {where}"
            return _key(found[0]), Rank.BEARER, why
        if here or people.bearers(form):
            return f"{form.key} in {written.document}", Rank.NAME, ""
        return (
            f"person {form.name[0]}",
            Rank.NAME,
            f"“{written.name}” and “{{actor}}” are one name, with a title or without",
        )

    def _at_odds(self, form: Form, person: Name) -> bool:
        """Tell whether a surname comes with another country than its bearer ever does."""
        theirs = {word for told in self._case.sayings.get(person, ()) for word in told if word.startswith("@")}
        return form.country is not None and bool(theirs) and form.country not in theirs

    def _government(self, written: Written) -> Found | None:
        """Join a country, its capital and its government, which speak for one another."""
        form = written.form
        if form.key.startswith("capital ") and self._case.people.bearers(Form(Sort.PERSON, "", (form.key,)), None):
            return None
        if form.key.startswith("capital "):
            why = f"“{written.name}”, the capital, speaks for the government of the country: “{{actor}}”"
            return f"government {form.country}", Rank.LISTED, why
        return f"government {form.country}", Rank.LISTED, f"“{written.name}” and “{{actor}}” stand for one government"

    def _generic(self, written: Written) -> Found | None:
        """Join "the government", "the army", "the agency" to the one that the document speaks of."""
        form, case = written.form, self._case
        context = case.contexts[written.document]
        if form.indefinite:
            return None
        if form.name:
            country = self._led_by(form, written.document)
            why = f"“{written.name}” is the government led by the one whom it names"
            return (f"government {country}", Rank.OFFICE, why) if country else None
        if form.key in ("government", "forces"):
            if form.key == "government":
                known = case.states.get(written.document, set())
            else:
                known = {
                    f.removeprefix("forces ") for f in case.bodies.get(written.document, {}) if f.startswith("forces @")
                }
            if context.country in known or (context.country and not known):
                why = f"“{written.name}” in a document whose places are mostly of one country: that of “{{actor}}”"
                return f"{form.key} {context.country}", Rank.COUNTRY, why
            if len(known) == 1:
                why = f"“{written.name}” in a document that names one such body, “{{actor}}”"
                return f"{form.key} {next(iter(known))}", Rank.COUNTRY, why
            return None
        words = form.telling
        near = [key for key, told in case.bodies.get(written.document, {}).items() if words <= told]
        if len(near) == 1 and any(not word.startswith("@") for word in words):
            return (
                near[0],
                Rank.TEXT,
                f"“{written.name}” is a description of “{{actor}}”, the one such body in its document",
            )
        return None

    def _led_by(self, form: Form, document: str) -> str | None:
        """Return the country whose leader a name is."""
        person = self._case.person(form, document) or self._only(form)
        countries = {
            code
            for told in self._case.sayings.get(person or (), ())
            if told & tables().leading and not told & _FORMER
            for code in told
            if code.startswith("@")
        }
        return countries.pop() if len(countries) == 1 else None

    def _only(self, form: Form) -> Name | None:
        bearers = self._case.people.bearers(form)
        return bearers[0] if len(bearers) == 1 else None

    def _body(self, written: Written) -> Found | None:
        """Join letters to the name that they stand for, a short name to the full one, a surname to its bearer."""
        form, case, name = written.form, self._case, written.name
        if form.key.startswith(("body ", "forces ")):
            return form.key, Rank.LISTED, f"“{name}” and “{{actor}}” are names of one body"
        letters = name.replace(".", "").lower()
        spelt = case.contexts[written.document].spelt.get(letters.upper())
        spelt_in = {spelt} if spelt else case.spelt.get(letters, set())
        keys = {body_of(told) for told in spelt_in}
        if " " not in name and len(keys) == 1:
            return keys.pop(), Rank.TEXT, f"“{name}” is spelt out as “{{actor}}” in a text"
        initials = case.by_initials.get(letters, set())
        if " " not in name and name.isupper() and len(initials) == 1 and not spelt_in:
            return next(iter(initials)), Rank.TEXT, f"“{name}” has the initials of “{{actor}}”"
        person = self._surname(written)
        if person is not None:
            return person
        if form.indefinite:
            return None
        country = case.contexts[written.document].country
        same = {key for key in case.by_words.get(form.telling, ()) if key != form.key}
        at_home = {key for key in same if country is not None and country in key.split()}
        chosen = at_home or same
        if form.country is None and len(chosen) == 1:
            return chosen.pop(), Rank.COUNTRY, f"“{name}” and “{{actor}}” are one name, with the country or without"
        if not form.telling:
            return None
        fuller = self._fuller(written)
        if fuller is not None:
            return fuller, Rank.TEXT, f"“{name}” is short for “{{actor}}”, the one of that name"
        return form.key, Rank.NAME, f"“{name}” and “{{actor}}” are one name in two forms"

    def _fuller(self, written: Written) -> str | None:
        """Return the one body whose name holds a shorter name: in its document, or in the case for several words."""
        form, case = written.form, self._case
        kinds = {singular(word) for word in form.telling} & tables().groups
        here = {
            key
            for key, told in case.bodies.get(written.document, {}).items()
            if form.telling < told and "and" not in told and (kinds or key.split()[-1] == form.key.split()[-1])
        }
        if len(here) == 1 and form.country is None:
            return here.pop()
        if here or not kinds or len(form.telling) < 2:
            return None
        rare = min(sorted(form.telling), key=lambda word: len(case.naming.get(word, ())))
        longer = {key for key, told in case.naming.get(rare, {}).items() if form.telling < told and "and" not in told}
        return longer.pop() if len(longer) == 1 else None

    def _surname(self, written: Written) -> Found | None:
        """Join a surname that was taken for a body's name to its bearer."""
        form, people = written.form, self._case.people
        if not form.name or form.key in tables().outlets:
            return None
        if written.kind is SourceKind.OUTLET and len(form.name) == 1:
            return None
        asked = Form(Sort.PERSON, "", form.name)
        if len(form.name) > 1:
            near = [people.of[form.name]] if form.name in people.of else people.like(form.name)
        else:
            near = people.bearers(asked, written.document) or [
                person for person in people.bearers(asked) if any(spelt_alike(asked.name[0], w) for w in person[1:])
            ]
        if len(near) > 1 and form.sort is Sort.BODY:
            return f"{form.key} in {written.document}", Rank.NAME, ""
        if len(near) != 1 or (len(form.name) == 1 and form.name[0] == near[0][0] in tables().given):
            return None
        why = f"“{written.name}” and “{{actor}}” share a surname that one person bears here"
        return _key(near[0]), Rank.BEARER, why

    def _role(self, written: Written) -> Found | None:
        """Join "the president" to the one whom a text calls so: in its document, then by an office of the case."""
        form, case = written.form, self._case
        if form.plural:
            return None
        if form.indefinite:
            return self._named_later(written)
        if form.name:
            return self._surname(written)
        here = case.in_document.get(written.document, [])
        names = [p for p in here if _goes(form.telling, case.told.get((written.document, p), ()))]
        speaking = case.speaks.get(written.document, set())
        known = names or [p for p in here if p in speaking and _goes(form.telling, case.sayings.get(p, ()))]
        heard = [p for p in known if p in speaking]
        known = heard if len(known) > 1 and len(heard) == 1 else known
        known = known or list(self._nearest(form, here))
        if len(known) > 1 and form.country is None:
            # Of "President Keller" and "Russian President Ivan Orlov", the first is "the president".
            bare = [
                p for p in known if any(_is_bare(t, form.telling) for t in case.told.get((written.document, p), ()))
            ]
            known = bare if len(bare) == 1 else known
        if len(known) == 1:
            return _key(known[0]), Rank.OFFICE, f"“{written.name}” is what a text calls “{{actor}}”"
        if not known and (before := self._introduced(written)) is not None:
            why = f"“{written.name}” is “{before.name}”, of whom its document spoke before"
            return f"{before.form.key} in {written.document}", Rank.TEXT, why
        country = case.contexts[written.document].country
        asked = [form.telling]
        if form.country is None and country is not None:
            asked.append(form.telling | {country})
        for telling in asked:
            holders = self._holders(telling)
            if len(holders) == 1:
                why = f"“{written.name}” is the office that the texts give to “{{actor}}” alone"
                return _key(holders[0]), Rank.OFFICE, why
        one_holder = form.sort is Sort.OFFICE and form.country and form.telling & tables().offices
        if one_holder and len(form.telling) > 1 and not form.telling & _FORMER and not self._holders(form.telling):
            why = f"“{written.name}” and “{{actor}}” are one office, which one person holds"
            return f"office {' '.join(sorted(form.telling))}", Rank.OFFICE, why
        return None

    def _named_later(self, written: Written) -> Found | None:
        """Join "a Republican senator" to the one speaker of its document of whom the texts say just that."""
        form, case = written.form, self._case
        nouns = form.telling & tables().again
        if written.heard or not nouns or nouns & _ANYBODY or len([w for w in form.telling if w[0] != "@"]) < 2:
            return None
        found = [
            person
            for person in sorted(case.speaks.get(written.document, ()))
            if any(form.telling <= told for told in case.sayings.get(person, ()))
        ]
        if len(found) != 1:
            return None
        return (
            _key(found[0]),
            Rank.OFFICE,
            f"“{written.name}” is what texts call “{{actor}}”, who speaks in its document",
        )

    def _introduced(self, written: Written) -> Written | None:
        """Return the one whom "the spokesman" means in a document that speaks of "a government spokesman" once."""
        form = written.form
        if form.country is not None or any(word.startswith("@") for word in form.telling):
            return None
        found = [
            other
            for other in self._case.in_text[written.document]
            if other.form.indefinite and not other.form.plural and not other.heard and not written.heard
            if other.form.sort in (Sort.ROLE, Sort.OFFICE) and form.telling and form.telling < other.form.telling
        ]
        return found[0] if len(found) == 1 and form.telling & tables().person else None

    def _holders(self, telling: frozenset[str]) -> Sequence[Name]:
        """Return those who hold an office that is of one country, place or body, anywhere in the case."""
        offices = telling & (tables().offices | {"spokesman"})
        if not offices or len(telling) < 2 or telling & _FORMER:
            return ()
        if "leader" in telling and any(word.startswith("@") for word in telling):
            leading = [telling - {"leader"} | {office} for office in tables().leading if " " not in office]
            return sorted({p for asked in leading for p in self._holders(asked)})
        rare = min((self._case.holders.get(word, ()) for word in sorted(telling)), key=len)
        scope = telling - offices
        if "spokesman" in offices and not any(scope <= set(p) for p in self._case.people.names):
            return ()
        found = {p: n for p in rare if (n := self._often(telling, p))}
        narrow = {word for word in telling if not word.startswith("@")}
        if not found and len(narrow) < len(telling) and len(narrow - tables().person - offices) > 1:
            return self._holders(frozenset(narrow))  # "of the U.S. Senate Intelligence Committee": it has one chairman
        most = max(found.values(), default=0)
        return [p for p, number in found.items() if number * _CLEAR > most]

    def _often(self, telling: frozenset[str], person: Name) -> int:
        """Return in how many documents somebody is given an office."""
        if not _goes(telling, self._case.sayings[person]):
            return 0
        documents = self._case.people.documents(person)
        return sum(_goes(telling, self._case.told.get((document, person), ())) for document in documents)

    def _nearest(self, form: Form, here: Sequence[Name]) -> Sequence[Name]:
        """Return the person of a document who is given the same office, of a thing that both descriptions name."""
        roles = form.telling & tables().person
        scope = form.telling - tables().person - tables().offices
        best: dict[Name, int] = {}
        for person in here:
            for told in self._case.sayings.get(person, ()):
                codes = {word for word in told if word.startswith("@")}
                at_odds = form.country is not None and codes and form.country not in codes
                if roles & told and scope & told and not at_odds and not (told ^ form.telling) & _FORMER:
                    best[person] = max(best.get(person, 0), len(scope & told))
        most = max(best.values(), default=0)
        return [person for person, shared in best.items() if shared == most]


def _person_key(written: Written) -> str | None:
    """Return the key of the person whom a source has been given to, None where it is no person with a name."""
    return written.key if written.is_firm and written.key.startswith("person ") else None


def _key(person: Name) -> str:
    return f"person {' '.join(person)}"


def _is_bare(told: frozenset[str], asked: frozenset[str]) -> bool:
    """Tell whether an office is given without a country."""
    return asked <= told and not any(word.startswith("@") for word in told) and not told & _FORMER


def _goes(asked: frozenset[str], sayings: Sequence[frozenset[str]] | set[frozenset[str]]) -> bool:
    """Tell whether a description is one of what is said of somebody, a wider noun for a narrower one included."""
    wider = tables().wider
    for told in sayings:
        if (told & _FORMER) - asked:
            continue
        joined = " ".join(sorted(told))
        if asked and all(
            word in told
            or any(noun in told or (" " in noun and set(noun.split()) <= told) for noun in wider.get(word, ()))
            for word in asked
        ):
            return bool(joined)
    return False
