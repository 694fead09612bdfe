"""Enumerations that add up: "two medics, a driver and a guard" are four people at least.

The sum is derived, not said, so it is only a lower bound, and is marked. The members stand side by side with commas and
"and" between; parsers err on such lists, so the words decide. All members must be people, or all must be things of one
kind with a number of their own. A total that the sentence gives itself is not derived again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from rashomon.extract.quantity_amounts import AmountReader
from rashomon.extract.quantity_counted import is_state
from rashomon.extract.quantity_drafts import Draft, interval
from rashomon.extract.quantity_items import word_set
from rashomon.extract.quantity_people import is_person, names_people
from rashomon.extract.quantity_profiles import Row
from rashomon.records import Span

_ONE: Final = word_set("a an one his her its their my our another")
_DETERMINERS: Final = word_set("his her its their my our the these those some all")
_SINGULAR: Final = word_set("was is has")
_FINITE: Final = frozenset(("VBD", "VBP", "VBZ", "MD"))
_THINGS: Final = {
    "vehicles": "vehicles cars trucks lorries buses vans ambulances tanks trailers bulldozers motorcycles minibuses",
    "weapons": "rifles guns pistols machineguns mortars launchers grenades mines weapons cannons howitzers",
    "shots": "drones missiles rockets shells bombs rounds munitions",
    "buildings": "houses homes buildings schools hospitals clinics shops mosques churches flats apartments warehouses",
    "craft": "boats ships vessels aircraft helicopters jets planes dinghies",
    "animals": "dogs horses cattle sheep goats cows camels pets",
}
_KIND_OF: Final = {noun: kind for kind, nouns in _THINGS.items() for noun in nouns.split()}
_MODIFIERS: Final = 7
"""Most words between an article and its noun."""


@dataclass(frozen=True, slots=True)
class _Member:
    """Tokens `first` to `last` of an enumeration: an amount with its noun, or `singles` people without a number."""

    first: int
    last: int
    draft: Draft | None = None
    singles: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """An enumeration (offsets): its amounts, and how many people beside them are named one by one."""

    span: Span
    parts: tuple[Draft, ...]
    singles: int

    def low(self, rows: Mapping[str, Row]) -> Fraction:
        """Return the least that the members add up to under one profile's rows."""
        return self.singles + sum((interval(part, rows)[0] or Fraction(0) for part in self.parts), Fraction(0))


def find_sums(amounts: AmountReader, drafts: Sequence[Draft]) -> Iterator[Sum]:
    """Yield the enumerations of one text, in order."""
    doc: Any = amounts.doc
    members = [member for draft in drafts if (member := _member(amounts, draft)) is not None]
    starts = {member.first: member for member in members}
    ends = {member.last: member for member in members}
    totals = {(amounts.tokens.sentence(amounts.tokens.at(amounts.items[d.first].start)), d.number) for d in drafts}
    done = 0
    for member in members:
        if member.first < done:
            continue
        listed = [*_before(doc, member, ends), member, *_after(doc, member, starts)]
        done = listed[-1].last
        made = _sum(doc, listed)
        if made is None:
            continue
        total = made.singles + sum((part.number for part in made.parts), Fraction(0))
        if (amounts.tokens.sentence(listed[0].first), total) not in totals:
            yield made


def _member(amounts: AmountReader, draft: Draft) -> _Member | None:
    """Return the tokens of an amount and the noun right after it, None where there is none."""
    if draft.counted is None or draft.unit is not None or draft.unread or is_state(amounts.doc, *draft.counted):
        return None
    first, last = (amounts.tokens.at(amounts.items[i].start) for i in (draft.first, draft.last - 1))
    gap = amounts.doc[last + 1 : draft.counted[0]]
    if draft.counted[0] <= last or any(
        t.pos_ in ("VERB", "AUX", "PRON", "PUNCT") and t.text != "-" and t.tag_ != "PRP$" for t in gap
    ):
        return None
    while first and amounts.doc[first - 1].lower_ in _DETERMINERS:
        first -= 1
    return _Member(first, draft.counted[1], draft)


def _before(doc: Any, member: _Member, ends: Mapping[int, _Member]) -> list[_Member]:
    """Return the members before one, in order."""
    found: list[_Member] = []
    at = _over_joiner(doc, member.first - 1, -1)
    while at is not None:
        previous = ends.get(at + 1) or _single_ending(doc, at)
        if previous is None:
            break
        found.insert(0, previous)
        at = _over_joiner(doc, previous.first - 1, -1)
    return found


def _after(doc: Any, member: _Member, starts: Mapping[int, _Member]) -> list[_Member]:
    """Return the members after one, in order."""
    found: list[_Member] = []
    at = _over_joiner(doc, member.last, 1)
    while at is not None:
        following = starts.get(at) or _single_starting(doc, at)
        if following is None:
            break
        found.append(following)
        at = _over_joiner(doc, following.last, 1)
    return found


def _over_joiner(doc: Any, i: int, step: int) -> int | None:
    """Return the token beyond a comma, "and", or both, that stand at token `i`; None where neither does."""
    at = i
    while 0 <= at < len(doc) and abs(at - i) < 2 and doc[at].lower_ in (",", "and"):
        at += step
    return at if at != i and 0 <= at < len(doc) else None


def _single_starting(doc: Any, i: int) -> _Member | None:
    """Return one person that starts at token `i`: "a young driver"."""
    if doc[i].lower_ not in _ONE:
        return None
    for at in range(i + 1, min(i + 2 + _MODIFIERS, len(doc))):
        if doc[at].pos_ in ("NOUN", "PROPN") and (at + 1 == len(doc) or doc[at + 1].pos_ not in ("NOUN", "PROPN")):
            return _single(doc, i, at)
        if not _modifies(doc[at]):
            return None
    return None


def _modifies(token: Any) -> bool:
    """Tell whether a token may stand between an article and a person: "a 70-year-old retired driver"."""
    return token.pos_ in ("ADJ", "NOUN", "PROPN", "NUM") or token.text == "-"


def _single_ending(doc: Any, i: int) -> _Member | None:
    """Return one person whose noun is token `i`."""
    for at in range(i - 1, max(-1, i - 2 - _MODIFIERS), -1):
        if doc[at].lower_ in _ONE:
            return _single(doc, at, i)
        if not _modifies(doc[at]):
            return None
    return None


def _single(doc: Any, first: int, noun: int) -> _Member | None:
    if doc[noun].tag_ not in ("NN", "NNP") or not is_person(doc[noun]):
        return None
    return _Member(first, noun + 1, singles=2 if doc[noun].lower_ == "couple" else 1)


def _sum(doc: Any, members: list[_Member]) -> Sum | None:
    """Add up a list; None where it is none, or mixes people with things."""
    if not any(doc[i].lower_ == "and" for one, two in pairwise(members) for i in range(one.last, two.first)):
        return None
    if _is_two_clauses(doc, members):
        return None
    nouns = [doc[member.last - 1] for member in members]
    kinds = {_kind(noun) for noun in nouns}
    first = doc[members[0].first]
    if len(kinds) > 1 or "" in kinds or (first.i > 0 and doc[first.i - 1].text == "," and kinds != {"people"}):
        return None
    last = nouns[-1]
    parts = tuple(member.draft for member in members if member.draft is not None)
    return Sum(Span(first.idx, last.idx + len(last.text)), parts, sum(member.singles for member in members))


def _kind(noun: Any) -> str:
    """Return what sort of thing a noun is one of, empty where sums of it would say nothing."""
    if names_people(noun) or is_person(noun) or noun.lower_ == "bodies":
        return "people"
    return _KIND_OF.get(noun.lower_, "")


def _is_two_clauses(doc: Any, members: Sequence[_Member]) -> bool:
    """Tell whether the list is the end of one clause and the start of the next: "killed two men and a boy was hurt"."""
    end = members[-1].last
    if end >= len(doc):
        return False
    after, opener = doc[end], doc[members[0].first - 1] if members[0].first else None
    if after.lower_ in _SINGULAR:
        return True
    return bool(after.tag_ in _FINITE and opener is not None and opener.pos_ == "VERB")
