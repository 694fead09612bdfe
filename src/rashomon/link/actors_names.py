"""What a written name says by itself: a person with title and name, an office, a government, a body, a description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from rashomon.link.actors_tables import bag, in_codes, sets_of_forces, tables
from rashomon.link.actors_tokens import GENITIVE, Token, tokens_of, trailing_name
from rashomon.link.vocabulary import fold, singular
from rashomon.records import SourceKind
from rashomon.records.names import fold_name

# A name in more words than this is a clause that was taken for one.
_LONGEST_NAME = 6
_AFTER = frozenset(
    {"of", "for", "to", "at", "in", "from", "on", "with", "who", "which", "that", "as", "by", "headed", "led"}
)
_INDEFINITE = re.compile(r"(?:an?|one|another|some|any|no|\d[\d,.]*)\s", re.IGNORECASE)
# Words that may stand or not in what an office is of.
_OF_AN_OFFICE = frozenset({"department", "ministry"})
# Marks of a plural that is no name: "officials", "young men".
_PLURALS = frozenset({"men", "women", "people", "children", "others"})


class Sort(StrEnum):
    """What a name is of, as far as joining goes."""

    PERSON = "person"
    OFFICE = "office"
    GOVERNMENT = "government"
    BODY = "body"
    GENERIC = "generic"
    ROLE = "role"
    WORK = "work"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Form:
    """A written name, read.

    Attributes:
        sort: what it is of. Generic is a body named by its kind alone ("the army"), a role somebody without a name.
        key: its normal form, the same for two ways of writing one name.
        name: the words of a person's name, folded, without titles; empty for all others.
        telling: what else it says: title, office, country ("@SD"), party, in no order.
        indefinite: "a driver", "some officials": somebody not spoken of before.
        plural: several people without names.
    """

    sort: Sort
    key: str
    name: tuple[str, ...] = ()
    telling: frozenset[str] = frozenset()
    indefinite: bool = False
    plural: bool = False

    @property
    def country(self) -> str | None:
        """The one state that is named in it, or None."""
        codes = [word for word in self.telling if word.startswith("@")]
        return codes[0] if len(codes) == 1 else None

    @property
    def sex(self) -> str | None:
        """The pronoun that its title or given name calls for, or None."""
        table = tables()
        told = {table.sexes[word] for word in self.telling if word in table.sexes}
        if not told and len(self.name) > 1 and self.name[0] in table.given:
            told = {table.given[self.name[0]]}
        return next(iter(told)) if len(told) == 1 else None


def read_name(text: str, kind: SourceKind, *, upper: bool = False) -> Form:
    """Read a name as written.

    Args:
        text: the name, perhaps with an article, a title before it or an apposition after it.
        kind: what the reader of the document took it for, which is followed where the words say nothing.
        upper: the document is written in capitals.
    """
    return _read(" ".join(text.split()), kind, upper)


@lru_cache(maxsize=65536)
def _read(text: str, kind: SourceKind, upper: bool) -> Form:
    key = fold(text)
    if kind is SourceKind.AUTHOR:
        return Form(Sort.BODY, known_body(key) or key)
    # "A Daily" is a name.
    indefinite = _INDEFINITE.match(text) is not None and (upper or not text.istitle())
    first, *more = _segments(text)
    form = _segment(first, kind, upper=upper)
    for segment in more:
        form = _with(form, _segment(segment, SourceKind.PERSON, upper=upper))
    return replace(form, indefinite=indefinite and form.sort is not Sort.PERSON)


def _segments(text: str) -> list[str]:
    """Return a name and the appositions after it, without what is in brackets and relative clauses."""
    bare = re.sub(r"\s*[\[(].*", "", text)
    parts = re.split(r"\s*[,;]\s+|\s+[–—]\s*", bare)
    return [part for part in parts if part and not re.match(r"(?:who|which|whose|R|D)\b", part)] or [bare]


def _with(form: Form, other: Form) -> Form:
    """Join what an apposition says: "Taban Deng, the governor"; "the governor, Taban Deng"."""
    person, office = Sort.PERSON, (Sort.OFFICE, Sort.ROLE)
    if form.sort is Sort.BODY and form.name and other.sort in office and not other.plural and not form.country:
        form = Form(
            person, f"person {' '.join(form.name)}", form.name
        )  # "Khalid, a spokesman", whatever he was taken for
    if form.sort is person and other.sort in office and not other.plural:
        return replace(form, telling=form.telling | other.telling)
    if form.sort in office and not form.plural and other.sort is person and len(other.name) > 1:
        return replace(other, telling=form.telling | other.telling)
    return form


def _segment(text: str, kind: SourceKind, *, upper: bool) -> Form:
    table = tables()
    tokens = tokens_of(text)
    while tokens and tokens[0].low in ("the", "a", "an"):
        tokens = tokens[1:]
    lows = [token.low for token in tokens]
    key = fold(text)
    spoken_to = set(lows) in ({"mr", "president"}, {"mr", "speaker"}, {"mr", "chairman"})
    if not tokens or spoken_to or (" ".join(lows) in table.pronouns and not (lows == ["us"] and tokens[0].capital)):
        return Form(Sort.PRONOUN, key)
    pair = _pair(text, upper=upper)
    if pair is not None:
        return pair
    coded = in_codes(lows)
    told = frozenset(word for word in coded if not word.isdigit()) - table.empty
    body = table.bodies.get(told)
    if body is not None:
        return _forces(bag(body)) or Form(Sort.BODY, f"body {fold(body)}", telling=told)
    state = _state(coded, told, tokens, kind)
    if state is not None:
        return state
    if kind in (SourceKind.DOCUMENT, SourceKind.FOOTAGE) or singular(lows[-1]) in table.works:
        return Form(Sort.WORK, key, telling=told)
    return _person(tokens, kind, upper=upper) or _body(tokens, coded, told, kind, upper=upper)


def _pair(text: str, *, upper: bool) -> Form | None:
    """Read "Anna Keller and John Mabry", who are two."""
    parts = re.split(r"\s+and\s+", text, flags=re.IGNORECASE)
    if len(parts) == 1 or not _is_person(parts[-1], upper=upper):
        return None
    # "the Minister of Trade and Labour Anna Keller" is one; "the General Staff and Mr. Cristiani" are not.
    if any(not _is_person(part, upper=upper) and any(_roles(tokens_of(part))) for part in parts[:-1]):
        return None
    return Form(Sort.BODY, fold(text), telling=frozenset(fold(text).split()))


def _is_person(text: str, *, upper: bool) -> bool:
    tokens = tokens_of(text)
    table = tables()
    if not tokens or singular(tokens[-1].low) in table.groups | table.works:
        return False
    form = _person(tokens, SourceKind.PERSON, upper=upper)
    return form is not None and form.sort is Sort.PERSON


def _state(coded: Sequence[str], told: frozenset[str], tokens: Sequence[Token], kind: SourceKind) -> Form | None:
    """Read a country, its capital, its government or its armed forces."""
    table = tables()
    whole = " ".join(token.low for token in tokens)
    codes = [word for word in coded if word.startswith("@")]
    if len(codes) == 1 and set(coded) <= {codes[0], "the", "s"} and (whole in table.named or whole.isupper()):
        return Form(Sort.GOVERNMENT, f"government {codes[0]}", telling=told)
    if whole in table.capitals and tokens[0].capital:
        return Form(Sort.GOVERNMENT, f"capital {table.capitals[whole]}", telling=frozenset({table.capitals[whole]}))
    ruled = _ruled_by(tokens)
    if ruled:
        return Form(Sort.GENERIC, f"government of {' '.join(ruled)}", ruled, frozenset({"government"}))
    said = frozenset(told) - {"republic", "central", *codes}
    at = [table.capitals[word] for word in said if word in table.capitals]
    if len(codes) <= 1 and said and said <= table.government | {w for w in said if w in table.capitals}:
        code = (codes or at or [""])[0]
        sort = Sort.GOVERNMENT if code else Sort.GENERIC
        return Form(sort, f"government {code}".strip(), telling=frozenset({*table.government, code} - {""}))
    if said in sets_of_forces():
        return _forces(frozenset({*said, *codes})) or Form(
            Sort.GENERIC, "forces", telling=frozenset({"armed", "forces"})
        )
    return None


def _forces(told: frozenset[str]) -> Form | None:
    """Read the armed forces of a country from their telling words: "the Sudan Armed Forces" are Sudan's army."""
    codes = {word for word in told if word.startswith("@")}
    if len(codes) != 1 or told - codes not in sets_of_forces():
        return None
    (code,) = codes
    return Form(Sort.BODY, f"forces {code}", telling=frozenset({"armed", "forces", code}))


def _ruled_by(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the name in "the government of President Keller", "President Keller's" and "the Keller administration"."""
    table = tables()
    if tokens[0].low in table.government and len(tokens) > 2 and tokens[1].low == "of":
        rest = [t for t in tokens[2:] if t.low not in table.person and t.low not in table.short]
        return trailing_name(rest, upper=True) if len(rest) < len(tokens) - 2 else ()
    if tokens[-1].low not in table.government:
        return ()
    owner = [t for t in tokens[:-1] if t.low != GENITIVE]
    titled = [t for t in owner if t.low not in table.person and t.low not in table.short]
    if titled and len(titled) < len(owner) and titled[0].low not in table.states:
        return trailing_name(titled, upper=True) if all(t.capital for t in titled) else ()
    name = tokens[0]
    ruler = len(owner) == 1 and name.capital
    known = name.low in table.states or name.low in table.capitals or name.low in table.groups | table.person
    return (name.low,) if ruler and not known and len(name.low) > 3 else ()


def _roles(tokens: Sequence[Token]) -> list[bool]:
    """Tell which words are nouns or titles for a person; "secretary of state" is one office."""
    table = tables()
    marks = [singular(t.low) == t.low and (t.low in table.person or t.low in table.short) for t in tokens]
    lows = [table.short.get(t.low, t.low) for t in tokens]
    for phrase in table.phrases:
        for at in range(len(lows) - len(phrase) + 1):
            if tuple(lows[at : at + len(phrase)]) == phrase:
                marks[at : at + len(phrase)] = [True] * len(phrase)
    return marks


def _person(tokens: Sequence[Token], kind: SourceKind, *, upper: bool) -> Form | None:
    """Read a title and a name, a name alone, or a role without a name."""
    table = tables()
    marks = _roles(tokens)
    words = [table.short.get(t.low, t.low) for t in tokens]
    last = max((i for i, mark in enumerate(marks) if mark), default=-1)
    start, end = last + 1, next((i for i in range(max(last, 0) + 1, len(tokens)) if words[i] in _AFTER), len(tokens))
    if last < 0 and any(t.low == GENITIVE for t in tokens[:-1]):
        start = 1 + max(i for i, t in enumerate(tokens[:-1]) if t.low == GENITIVE)  # "Russia's Vladimir Putin"
        end = max(end, start)
    cut = next((i for i, word in enumerate(words) if word in _AFTER and i), len(tokens))
    at = max((i for i, word in enumerate(words[:cut]) if word == GENITIVE), default=len(words))
    if last >= 0 and last < at < cut - 1 and not trailing_name(tokens[at + 1 : cut], upper=upper):
        return None  # "the president's limousine"
    owned = cut > 1 and words[cut - 2] == GENITIVE and singular(words[cut - 1]) in table.groups
    if owned or (cut < len(words) and words[cut - 1] in ("office", *table.government)):
        return None  # "the office of President Keller", "President Keller's office"
    name = trailing_name(tokens[start:end], upper=upper)
    if last >= 0 and not name and end < len(tokens) and kind is not SourceKind.UNNAMED:
        name = _after_office(tokens[end + 1 :], kind, upper=upper)
    sure = kind is SourceKind.PERSON or last >= 0 or (len(name) > 1 and name[0] in table.given)
    outside = frozenset(in_codes(w for w in words if w not in name)) - table.empty - table.particles - _OF_AN_OFFICE
    if name and last < 0 and any(w in table.groups for w in words[start : end - len(name)]):
        return Form(Sort.BODY, " ".join(name), telling=outside | set(name))  # "the newspaper Helsingin Sanomat"
    if name and sure and len(name) <= _LONGEST_NAME and not _is_body_name(tokens[start:end], kind, last):
        return Form(Sort.PERSON, f"person {' '.join(name)}", name, outside)
    if last >= 0 and not name:
        telling = frozenset(in_codes(_owned(tokens, words, upper=upper))) - table.empty - _OF_AN_OFFICE
        sort = Sort.OFFICE if any(w in table.offices or w in ("spokesman",) for w in _office(words)) else Sort.ROLE
        return Form(sort, fold(" ".join(t.text for t in tokens)), telling=telling)
    return None


def _owned(tokens: Sequence[Token], words: Sequence[str], *, upper: bool) -> Sequence[str]:
    """Return the words of an office; of a person whose it is, the surname: "President Vladimir Putin's spokesman"."""
    at = max((i for i, token in enumerate(tokens) if token.low == GENITIVE), default=0)
    owner = _person(tokens[:at], SourceKind.PERSON, upper=upper) if at else None
    if owner is None or owner.sort is not Sort.PERSON:
        return words
    return [owner.name[-1], *words[at + 1 :]]


def _after_office(tokens: Sequence[Token], kind: SourceKind, *, upper: bool) -> tuple[str, ...]:
    """Return the name that ends "U.S. Ambassador to Russia Jon Huntsman" and "Secretary of Defense James N. Mattis"."""
    name = trailing_name(tokens, upper=upper)
    given = next(
        (i for i, word in enumerate(name[:-1]) if word in tables().given and word not in tables().states), None
    )
    if given is not None:
        return name[given:]
    coded = any(word.startswith("@") for word in in_codes(token.low for token in tokens))
    left = tuple(word for word in name if word not in tables().states)
    return left if kind is SourceKind.PERSON and coded and len(left) > 1 and not upper else ()


def _office(words: Sequence[str]) -> Iterable[str]:
    """Yield the words of an office before what it is of, phrases as one."""
    before = words[: next((i for i, w in enumerate(words) if w in _AFTER and i), len(words))]
    yield from before
    yield from (" ".join(p) for p in tables().phrases if " ".join(p) in " ".join(words))


def _is_body_name(tokens: Sequence[Token], kind: SourceKind, last: int) -> bool:
    """Tell "Republican National Committee" from a republican of that name: it ends in a noun for bodies."""
    return (
        singular(tokens[-1].low) in tables().groups
        if tokens and (last >= 0 or kind is not SourceKind.PERSON)
        else False
    )


def _body(
    tokens: Sequence[Token], coded: Sequence[str], told: frozenset[str], kind: SourceKind, *, upper: bool
) -> Form:
    """Read what is no person: a body by its name, one by its kind alone, people without names."""
    table = tables()
    cut = next((i for i, t in enumerate(tokens) if t.low in _AFTER and i), len(tokens))
    head = tokens[cut - 1].low
    key = fold(" ".join(t.text for t in tokens))
    group = singular(head) in table.groups or head in table.groups
    proper = _is_proper(tokens[:cut])
    codes = {word for word in told if word.startswith("@")}
    if singular(head) in table.person or head in _PLURALS or (kind is SourceKind.UNNAMED and (upper or not proper)):
        plural = singular(head) != head or head in _PLURALS
        # In a text in capitals a surname may have been taken for a noun.
        words = tuple(t.low for t in tokens)
        plain = table.person | table.pronouns | table.groups | {GENITIVE}
        surname = words if upper and len(words) < 4 and not plain & set(words) and not plural and not codes else ()
        return Form(Sort.ROLE, key, surname, told, plural=plural)
    nouns = [t for t in tokens if not (t.low in table.states or t.low in table.empty)]
    if told and told == codes:
        return Form(Sort.ROLE, key, telling=told, plural=True)  # "Russians"
    if group and codes and singular(head) == head:
        return Form(Sort.BODY, " ".join(sorted(told)), telling=told)  # "Russia's foreign ministry"
    if (upper and group and len(told - codes) <= 1) or not told or (not upper and not any(t.capital for t in nouns)):
        return Form(Sort.GENERIC, key, telling=told)
    if group or codes:
        return Form(Sort.BODY, " ".join(sorted(told)), telling=told)
    name = tuple(t.low for t in tokens[:cut] if t.low not in table.particles | table.empty)
    return Form(Sort.BODY, key, name if proper and len(name) <= 3 else (), told)


def _is_proper(tokens: Sequence[Token]) -> bool:
    return all(t.capital for t in tokens if t.low not in tables().empty | tables().particles)


def _head(lows: Sequence[str]) -> str:
    """Return the noun that a description hangs on: the last word before "of", "in", "who"."""
    return lows[max(0, next((i for i, w in enumerate(lows) if w in _AFTER and i), len(lows)) - 1)]


def is_role(text: str) -> bool:
    """Tell whether an apposition says what somebody is: its noun is one for a person."""
    lows = [token.low for token in tokens_of(text)]
    head = _head(lows) if lows else ""
    return len(lows) < 14 and singular(head) == head and (head in tables().person or head in tables().short)


def known_body(name: str) -> str | None:
    """Return the key of a body that the tables know under this name, or None."""
    body = tables().bodies.get(frozenset(in_codes(fold_name(name).split())) - tables().empty)
    return f"body {fold(body)}" if body is not None else None
