"""What a document tells of actors beside its claims: letters spelt out, people with their offices, its country."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rashomon.link.actors_names import Form, Sort, is_role, read_name
from rashomon.link.actors_tables import bag, in_codes, tables
from rashomon.link.vocabulary import singular
from rashomon.records import Reading, SourceKind, Span
from rashomon.records.names import fold_name

# Share of the places of a document, and least number of them, that make a country the one it is about.
_SHARE, _PLACES = 0.5, 3
# How far on either side of a name its title and its apposition are looked for, code points.
_NEAR = 90
_SPELT = re.compile(r"((?:[A-Z][\w’'-]*\s+(?:(?:of|the|for|and|on)\s+){0,2}){1,8})[(\[]\s*([A-Z][A-Z.&-]{1,9})\s*[)\]]")
_BOTH = re.compile(r"\b([A-Z]{2,8}) [(\[]((?:[A-Z][\w’'-]*\s?(?:(?:of|the|for|and) )?){2,8})[)\]]")
_APPOSED = re.compile(
    r"\s*,\s+((?:(?:the|a|an|el salvador's|his|their)\s+)?[^,.;:()\[\]]{4,80})\s*[,.;:(\[]", re.IGNORECASE
)
_SHORT = re.compile(r"(?:the\s+)?(?:U\.?\s?S\.?(?:A\.?)?|U\.?K\.?)", re.IGNORECASE)
_SEAT = re.compile(r"\s*[,(]\s*([RD])-([A-Z][A-Za-z. ]{2,20})")


@dataclass(frozen=True, slots=True)
class Context:
    """What a document tells.

    Attributes:
        document: its id; `label` what its readers call it.
        upper: it is written in capitals, which then tell nothing.
        spelt: letters → the telling words of the name that they stand for here.
        full: letters → that name as written.
        people: the persons that it names, as it names them.
        country: "@" and the code of the country that most of its places are in, None where no country has most.
    """

    document: str
    label: str
    upper: bool
    spelt: Mapping[str, frozenset[str]]
    full: Mapping[str, str]
    people: tuple[Form, ...]
    country: str | None


def context_of(reading: Reading) -> Context:
    """Read a document's context from its text, its mentions and its places."""
    text = reading.document.text
    letters = [c for c in text[:4000] if c.isalpha()]
    upper = sum(c.isupper() for c in letters) > 0.7 * len(letters) if letters else False
    full = dict(_spelt_out(text))
    return Context(
        reading.document.id,
        reading.document.title or reading.document.path,
        upper,
        {short: bag(name) for short, name in full.items()},
        full,
        tuple(_people(reading, upper=upper)),
        _country(reading),
    )


def _spelt_out(text: str) -> Iterator[tuple[str, str]]:
    """Yield (letters, name) of "International Relief Group (IRG)", "FRONT FOR RELIEF [FR]"."""
    for match in _SPELT.finditer(text):
        words, short = match.group(1).split(), re.sub(r"[^A-Z]", "", match.group(2))
        big = [
            n
            for n, word in enumerate(words)
            if word[0].isupper() and word.lower() not in ("of", "the", "for", "and", "on")
        ]
        for first in big:
            initials = "".join(words[n][0] for n in big if n >= first)
            if len(initials) > 1 and (initials == short or (len(initials) > 2 and initials in _translated(short))):
                yield short, " ".join(words[first:])
                break
    for match in _BOTH.finditer(text):
        words = match.group(2).split()
        if "".join(word[0] for word in words if word[0].isupper()) == match.group(1):
            yield match.group(1), " ".join(words)


def _translated(short: str) -> set[str]:
    """Return letters in another order of words: a name in English beside the letters of one in Spanish or French."""
    return {short[i:] + short[:i] for i in range(len(short))} | {short[::-1]}


def _people(reading: Reading, *, upper: bool) -> Iterator[Form]:
    """Yield the persons of the sources, with what they are said to be; then those of the mentions and of titles."""
    text = reading.document.text
    for claim in reading.claims:
        source = claim.source
        if source is not None and source.spans and source.kind is not SourceKind.AUTHOR:
            yield from _person(source.canonical, source.kind, upper)
            yield from _person(source.text, source.kind, upper)
            yield from _beside(text, source.spans[-1], source.kind, upper)
    for mention in reading.mentions:
        if mention.kind in ("person", "organisation", "group", "unnamed", "outlet"):
            kind = SourceKind(mention.kind)
            for name in {mention.entity, mention.text}:
                yield from _person(name, kind, upper)
            if not mention.inferred:
                yield from _beside(text, mention.span, kind, upper)


def _person(name: str, kind: SourceKind, upper: bool) -> Iterator[Form]:
    if len(name) < 120:
        form = read_name(name, kind, upper=upper)
        # In a text in capitals a verb may look like a name's last word.
        several = any(singular(word) != word and singular(word) in tables().person for word in form.name)
        if form.sort is Sort.PERSON and not several and not (len(form.name) > 1 and tables().no_names & set(form.name)):
            yield form


def _beside(text: str, span: Span, kind: SourceKind, upper: bool) -> Iterator[Form]:
    """Yield a person with what stands after the name: "Miabek Lang, the local official", "Ben Sasse (R-Neb.)"."""
    if len(span) > 80:
        return
    written, after = " ".join(span.of(text).split()), text[span.end : span.end + _NEAR]
    match = _APPOSED.match(after)
    # In a list what begins with a capital is the next one: "Melania Trump, President of Finland Sauli Niinistö".
    if match is not None and is_role(match.group(1)) and (upper or match.group(1)[0].islower()):
        yield from _person(f"{written}, {' '.join(match.group(1).split())}", kind, upper)
    seat = _SEAT.match(after)
    if seat is not None:
        party = "republican" if seat.group(1) == "R" else "democrat"
        for form in _person(written, kind, upper):
            place = frozenset(in_codes(fold_name(seat.group(2)).split()))
            yield replace(form, telling=form.telling | place | {party})


def _country(reading: Reading) -> str | None:
    """Return the country that most of the places, names of states and words for their people are of."""
    table = tables()
    text = reading.document.text
    # "U.S." is mostly an adjective, in a text on another country as a rule.
    counted = Counter(
        f"@{place.country}" for place in reading.places if place.country and not _SHORT.fullmatch(place.span.of(text))
    )
    words = re.findall(r"[^\W\d_]+", fold_name(text))
    for at, word in enumerate(words):
        if at and f"{words[at - 1]} {word}" in table.states:
            continue  # "America" of "Central America"
        two = f"{word} {words[at + 1]}" if at + 1 < len(words) else word
        code = table.states.get(two) or (table.states.get(word) if word not in ("us", "uk", "un", "eu") else None)
        if code is not None and code not in ("@UN", "@EU"):
            counted[code] += 1
    total = counted.total()
    if total < _PLACES:
        return None
    code, count = max(counted.items(), key=lambda item: (item[1], item[0]))
    return code if count >= _SHARE * total else None
