"""What names tell: acronyms and what they stand for, titles, and whether "he" or "she" fits their bearer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rashomon.extract.kinds import FORMS, core, kind_lexicon
from rashomon.extract.syntax import Range
from rashomon.extract.tables import rows
from rashomon.records import SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_ACRONYM = re.compile(r"((?:[A-Z][\w’'-]*(?:\s+(?:of|the|for|and))?\s+){1,7})[(]([A-Z][A-Z.&-]{1,9})[)]")
_REVERSED = re.compile(r"\b([A-Z]{2,8}) [(]((?:[A-Z][\w’'-]*\s?(?:of |the |for |and )?){2,7})[)]")
# Names of three words and more, small words between them not counted; and the short forms they may have.
_LONG = re.compile(r"\b[A-Z][a-z][\w’'-]*(?: (?:of |the |for |and |on |in |de |del |la )*[A-Z][a-z][\w’'-]*){2,7}")
_SHORT = re.compile(r"\b[A-Z]{3,8}\b")
_DETERMINER = re.compile(r"^(?:the|this|that|these|those|its|his|her|their)\s+", re.IGNORECASE)
_TITLES = frozenset("mr mrs ms dr sen rep gov gen col lt sir lord lady sgt capt prof rev adm".split())
_COPULAS = frozenset({"be", "become", "remain"})
# A pronoun this many tokens after a name, with nobody between them, tells the bearer's gender.
_VOTE_REACH = 40
# How many taggings a given name before a surname outweighs.
_GIVEN = 4


@lru_cache(maxsize=1)
def given_names() -> Mapping[str, str]:
    """Return given name → "he" or "she", from `data/given_names.tsv`."""
    return {name: pronoun for _, (name, pronoun) in rows("given_names.tsv")}


def acronyms(text: str) -> dict[str, str]:
    """Return acronym → full name where the text gives both.

    It says so in "International Relief Group (IRG)"; without that, a name whose initials are the acronym's letters is
    its full name if it is the only one in the text.
    """
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
    return _spelt_out(text) | found


def _spelt_out(text: str) -> dict[str, str]:
    """Return acronym → the one name of the text with these initials: "the Relief and Aid Union ... the RAU"."""
    short = set(_SHORT.findall(text))
    named: defaultdict[str, set[str]] = defaultdict(set)
    for match in _LONG.finditer(text) if short else ():
        words = bare_name(match.group()).split()
        big = [n for n, word in enumerate(words) if word[0].isupper()]
        for start in range(len(big) - 2):
            initials = "".join(words[n][0] for n in big[start:])
            if initials in short:
                named[initials].add(" ".join(words[big[start] :]))
    return {initials: full.pop() for initials, full in named.items() if len(full) == 1}


def without_titles(parts: Sequence[str]) -> list[str]:
    """Return the words of a name that are no title: "Sen. Anna Keller" → Anna, Keller."""
    heads = kind_lexicon().heads
    return [p for p in parts if p.lower().rstrip(".") not in _TITLES and heads.get(p.lower()) is not SourceKind.PERSON]


def after_titles(parts: Sequence[str]) -> list[str]:
    """Return the words of a name after its last title: "Foreign Minister Tang Jiaxuan" → Tang, Jiaxuan."""
    bare = set(without_titles(parts))
    last = max((n for n, part in enumerate(parts[:-1]) if part not in bare), default=-1)
    return list(parts[last + 1 :])


def gender_of_name(name: str) -> str | None:
    """Return the pronoun that a title, a noun ("the spokeswoman") or a given name calls for, or None."""
    genders, parts = kind_lexicon().genders, name.split()
    if "first lady" in name.lower():
        return "she"
    for word in parts:
        told = genders.get(word.lower().rstrip("."))
        if told is not None:
            return told
    bare = without_titles(parts)
    return given_names().get(bare[0]) if bare and (len(bare) > 1 or len(parts) == 1) else None


def bare_name(name: str) -> str:
    """Return a name without the genitive's ending."""
    return re.sub(r"(?:[’']s|(?<=s)[’'])$", "", name.strip(" ,;:“”\"'"))


def written_name(doc: Doc, run: Range, aliases: Mapping[str, str]) -> str:
    """Return the canonical form of what is written: core words, acronyms spelt out, article off names."""
    start, end = core(doc, run)
    text = bare_name(" ".join(doc[start:end].text.split())) or _named_at_all(doc, run)
    bare = _DETERMINER.sub("", text)
    text = bare if (bare and bare[0].isupper()) or bare != text else text
    if re.match(r"(?:a|an)\s", text) and any(token.pos_ == "PROPN" for token in doc[start:end]):
        text = text.split(" ", 1)[1]
    return aliases.get(text, text)


def _named_at_all(doc: Doc, run: Range) -> str:
    """Return a name for words of which a genitive's ending was taken for the head: "there’s Midland a ground"."""
    words = " ".join(doc[run[0] : run[1]].text.split())
    return bare_name(re.sub(r"^[’']s\s+", "", words)) or words


@dataclass(frozen=True, slots=True)
class People:
    """What a first look over the whole text tells of the people in it.

    Attributes:
        surnames: last words of names that are a person's in most places, whatever the tagger makes of the others.
        genders: name → "he" or "she", by given names and by the pronouns that follow it where nobody stands between.
        roles: role noun → names of its bearers, in order: "the attorney" may be introduced before he is named.
        counts: last word of a name → how often it stands in the text.
    """

    surnames: frozenset[str]
    genders: Mapping[str, str]
    roles: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, int]

    def often(self, name: str) -> int:
        """Return how often the last word of a name stands in the text."""
        return self.counts.get((name.split() or [""])[-1].lower(), 0)


def people_of(doc: Doc) -> People:
    """Look over the whole text."""
    entities = list(doc.ents)
    seen: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    roles: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for entity in entities:
        name = bare_name(entity.text)
        if not name:
            continue
        is_person = entity.label_ == "PERSON" or (len(name.split()) > 1 and name.split()[0] in given_names())
        if entity.label_ in ("PERSON", "ORG", "GPE", "NORP", "WORK_OF_ART", "FAC", "PRODUCT"):
            given = is_person and len(name.split()) > 1 and name.split()[0] in given_names()
            seen[name.split()[-1].lower()][is_person] += _GIVEN if given else 1
        if is_person:
            for role in roles_of(entity.root, name):
                roles[role][name] = None
    return People(
        frozenset(last for last, votes in seen.items() if votes[True] > votes[False]),
        _by_given_names(entities) | _genders(doc, [e for e in entities if e.label_ == "PERSON"]),
        {role: tuple(names) for role, names in roles.items()},
        {last: votes.total() for last, votes in seen.items()},
    )


def _by_given_names(entities: Iterable[Span]) -> dict[str, str]:
    """Return surname → the pronoun of its bearers, where the text gives it with given names of one gender only."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for entity in entities:
        parts = without_titles(bare_name(entity.text).split())
        if len(parts) > 1 and parts[0] in given_names():
            told[parts[-1]].add(given_names()[parts[0]])
    return {last: next(iter(genders)) for last, genders in told.items() if len(genders) == 1}


def _genders(doc: Doc, people: Sequence[Span]) -> dict[str, str]:
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, person in enumerate(people):
        after = people[number + 1].start if number + 1 < len(people) else len(doc)
        for token in doc[person.end : min(person.end + _VOTE_REACH, after)]:
            pronoun = FORMS.get(token.lower_)
            if pronoun in ("he", "she"):
                name = bare_name(person.text)
                for key in {name, name.rsplit(maxsplit=1)[-1]} if name else ():
                    votes[key][pronoun] += 1
                break
    return {name: vote.most_common(1)[0][0] for name, vote in votes.items() if _clear(vote)}


def _clear(vote: Counter[str]) -> bool:
    first = vote.most_common(1)[0][1]
    return first >= 2 and first >= 0.75 * vote.total()


def roles_of(head: Token, name: str) -> frozenset[str]:
    """Return the roles a person is given here: titles, nouns before the name or beside it, "X is a candidate"."""
    titles = kind_lexicon().titles
    nouns = [word.lower().rstrip(".") for word in name.split()[:-1]]
    nouns += [role for noun in nouns for role in titles.get(noun, ())]
    for token in _beside(head):
        word = token.lemma_.lower().rstrip(".")
        nouns.extend((word, *titles.get(word, ())))
    return frozenset(nouns)


def _beside(head: Token) -> Iterator[Token]:
    if head.dep_ == "appos":
        yield head.head
    for child in head.children:
        if child.dep_ == "appos" and child.pos_ == "NOUN":
            yield from (child, *(c for c in child.conjuncts if c.pos_ == "NOUN"))
        elif child.dep_ in ("compound", "nmod") and child.i < head.i:
            yield child
    if head.dep_ == "nsubj" and head.head.lemma_ in _COPULAS:
        for child in head.head.children:
            if child.dep_ == "attr" and child.pos_ == "NOUN":
                yield from (child, *child.conjuncts)
