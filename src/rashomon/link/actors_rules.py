"""Which actor each written source is, by one rule a sort of name; every rule says in words what it goes by."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.link.actors_case import Case, Written, body_of, outlet_key
from rashomon.link.actors_classes import Classes, beside
from rashomon.link.actors_joins import Join, Rank
from rashomon.link.actors_names import Form, Sort
from rashomon.link.actors_near import named_before
from rashomon.link.actors_offices import FORMER, Offices, goes, is_bare
from rashomon.link.actors_people import Name
from rashomon.link.actors_quotes import quotes
from rashomon.link.actors_spelling import spelt_alike
from rashomon.link.actors_tables import tables
from rashomon.link.vocabulary import fold, singular
from rashomon.records import SourceKind

Found = tuple[str, Rank, str]

# Of these there are so many that one described so may always be another.
_ANYBODY = frozenset({"official", "officer", "expert", "analyst", "activist", "lawyer", "spokesman"})


class Rules:
    """The rules over one case; `joins` gives what they find."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._classes = Classes(case)
        self._offices = Offices(case)

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
        for written in self._case.written:
            named = beside(self._case, written) if written.is_alone else None
            if named is not None:
                why = f"“{written.name}” stands beside “{named.name}”, and says who that is"
                yield Join(Rank.TEXT, written.id, named.id, why)
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
        classed = self._classes.actor(written)
        if classed is not None:
            return classed
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
            several = found
            found, where = people.told_by_title(form, several), f"{where} with that title"
            if not found:
                found, where = people.foremost(form, several), "in far more texts than others"
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
            if country is None:
                # Of somebody who leads no country now, it is still one and the same.
                why = f"“{written.name}” and “{{actor}}” are one government, named by who led it"
                return f"government of {form.name[-1]}", Rank.NAME, why
            return f"government {country}", Rank.OFFICE, why
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
            if told & tables().leading and not told & FORMER
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
        if name.split()[0].isupper() and len(initials) == 1 and not spelt_in:
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
        if len(near) > 1 and len(form.name) == 1:
            near = people.foremost(asked, near) or near
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
        names = [p for p in here if goes(form.telling, case.told.get((written.document, p), ()))]
        names = names or self._offices.at_home(form, written.document, here)
        speaking = case.speaks.get(written.document, set())
        known = names or [p for p in here if p in speaking and goes(form.telling, case.sayings.get(p, ()))]
        heard = [p for p in known if p in speaking]
        known = heard if len(known) > 1 and len(heard) == 1 else known
        known = known or list(self._offices.nearest(form, here))
        if len(known) > 1 and form.country is None:
            # Of "President Keller" and "Russian President Ivan Orlov", the first is "the president".
            bare = [p for p in known if any(is_bare(t, form.telling) for t in case.told.get((written.document, p), ()))]
            known = bare if len(bare) == 1 else known
        if len(known) == 1:
            return _key(known[0]), Rank.OFFICE, f"“{written.name}” is what a text calls “{{actor}}”"
        if not known and (before := self._introduced(written)) is not None:
            why = f"“{written.name}” is “{before.name}”, of whom its document spoke before"
            return f"{before.form.key} in {written.document}", Rank.TEXT, why
        country = case.contexts[written.document].country
        asked = [form.telling]
        if form.country is None and country is not None and form.telling - {"top"}:
            asked.append(form.telling | {country})
        for telling in asked:
            holders = self._offices.holders(telling)
            if len(holders) > 1:
                # "The American leader" in a text that names one of them.
                named = [p for p in holders if p in here]
                holders = named if len(named) == 1 else holders
            if len(holders) == 1:
                why = f"“{written.name}” is the office that the texts give to “{{actor}}” alone"
                return _key(holders[0]), Rank.OFFICE, why
        one_holder = form.sort is Sort.OFFICE and form.country and form.telling & tables().offices
        if (
            one_holder
            and len(form.telling) > 1
            and not form.telling & FORMER
            and not self._offices.holders(form.telling)
        ):
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


def _person_key(written: Written) -> str | None:
    """Return the key of the person whom a source has been given to, None where it is no person with a name."""
    return written.key if written.is_firm and written.key.startswith("person ") else None


def _key(person: Name) -> str:
    return f"person {' '.join(person)}"
