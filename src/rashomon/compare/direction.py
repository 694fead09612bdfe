"""Who had the words first: by what the two texts say of each other or of an agency, else by when they came out.

Where neither says, it is not known, and said so; the order in which files were given tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rashomon.compare.credits import Credit, find_credits, whole
from rashomon.compare.wires import Wire, mentions, named, of_publisher, pattern
from rashomon.records import Document, Span

# What a photographer's credit at the end of a caption looks like: only a text that is all captions goes by it.
_PHOTO = re.compile(r"/\s?(AP|AFP|EPA|Reuters|REUTERS|Bloomberg|TASS)\b")
_TOLD = re.compile(
    r"\b(?:told|interview with|contacted by|obtained by|reviewed by|spoke (?:to|with)|statement to|speaking to)"
    r"\s+(?:the\s+|The\s+)?$"
)
_NAMES = r"(?:reported|reports|report(?:s|ed)? that|first published|originally (?:published|appeared)|writes|wrote)"

_FROM = r"(?i:according to|via|source:|h/t:?|originally published (?:by|in|on))"


class Teller:
    """A document with what it says of where its words come from; each part is read when it is first asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def publisher(self) -> Wire | None:
        """The agency or outlet that its publisher is."""
        return of_publisher(self.document.publisher)

    @cached_property
    def credits(self) -> tuple[Credit, ...]:
        """All its credits."""
        return find_credits(self.document.text, outlets=True)

    @cached_property
    def credit(self) -> Credit | None:
        """The credit by which all of it is somebody else's."""
        return whole(self.credits, self.document)

    @cached_property
    def told(self) -> tuple[tuple[int, Wire], ...]:
        """Where somebody is said to have told an agency or outlet something, and which."""
        text = self.document.text
        return tuple((at, wire) for at, _, wire in mentions(text) if _TOLD.search(text, max(0, at - 40), at))

    def credit_at(self, passages: Sequence[Span]) -> Credit | None:
        """Return the credit of the whole, or the dateline under which the first of these passages stands."""
        if self.credit is not None or not passages:
            return self.credit
        own = self.publisher.name if self.publisher else None
        above = [c for c in self.credits if c.kind == "dateline" and c.span.start < passages[0].end and c.agency != own]
        return above[-1] if above else None

    def words(self, credit: Credit) -> str:
        """Return the words of a credit as evidence quotes them."""
        said = " ".join(credit.span.of(self.document.text).split())
        return f"“{said if len(said) <= 80 else said[:79] + '…'}”"


@dataclass(frozen=True, slots=True)
class Direction:
    """The answer for a pair: which of the two is the original, or whose words both have.

    Attributes:
        first: 0 or 1 where that one is the original, else None.
        third: name of the third party, else None.
        why: in words.
        sure: whether the texts say so; a time alone is weaker than what other copies of the same passage say.
    """

    first: Literal[0, 1] | None
    third: str | None
    why: str
    sure: bool


def direct(a: Teller, b: Teller, passages: Sequence[tuple[Span, Span]], *, captions: bool = False) -> Direction:
    """Return who had the words first.

    Args:
        passages: what is the same, as (in a, in b), in the order of `a`.
        captions: whether the two have nothing but captions in common.
    """
    sides = ([x for x, _ in passages], sorted(y for _, y in passages))
    return (
        _by_credit(a, b, sides)
        or _by_house(a, b, sides)
        or _by_contribution(a, b)
        or (_by_photo(a, b, sides) if captions else None)
        or _by_name(a, b, sides)
        or _by_time(a, b)
        or Direction(
            None, None, "direction not known: neither credits or names the other, and the dates do not tell", False
        )
    )


def _by_credit(a: Teller, b: Teller, sides: tuple[list[Span], list[Span]]) -> Direction | None:
    told = (a.credit_at(sides[0]), b.credit_at(sides[1]))
    hits: list[Direction] = []
    for number, (teller, other) in enumerate(((a, b), (b, a))):
        credit = told[number]
        if credit is None:
            continue
        why = f"the {credit.kind} {teller.words(credit)} names {credit.agency}"
        if other.publisher is not None and credit.agency == other.publisher.name:
            hits.append(Direction(1 - number, None, f"{why}, which published the other", True))  # type: ignore[arg-type]
        else:
            hits.append(Direction(None, credit.agency, f"both have it from {credit.agency}: {why}", True))
    if len(hits) == 2 and (hits[0].first, hits[0].third) != (hits[1].first, hits[1].third):
        # One names the other's publisher, which itself had it from an agency: the agency's words.
        thirds = [hit for hit in hits if hit.third is not None]
        return thirds[0] if len(thirds) == 1 else None
    return hits[0] if hits else None


def _by_house(a: Teller, b: Teller, sides: tuple[list[Span], list[Span]]) -> Direction | None:
    """Text that is common to both and says whom somebody told it is the story of that one."""
    found = {wire for at, wire in a.told if any(span.start <= at < span.end for span in sides[0])}
    if len(found) != 1:
        return None
    wire = found.pop()
    for number, teller in enumerate((a, b)):
        if teller.publisher is wire:
            why = f"what is common says it was told to {wire.name}, which published the one"
            return Direction(number, None, why, True)  # type: ignore[arg-type]
    why = f"both have it from {wire.name}: what is common says it was told to {wire.name}"
    return Direction(None, wire.name, why, True) if wire.agency else None


def _by_contribution(a: Teller, b: Teller) -> Direction | None:
    """“Associated Press writer X contributed” ends a text of that agency even where its by-line was cut."""
    for teller, other in ((a, b), (b, a)):
        for credit in teller.credits:
            own = credit.agency in {t.publisher.name for t in (teller, other) if t.publisher}
            if (
                credit.kind == "contribution"
                and not own
                and re.search(r"\b(?i:writers?|reporters?)\b", teller.words(credit))
            ):
                why = f"both have it from {credit.agency}: {teller.words(credit)}"
                return Direction(None, credit.agency, why, True)
    return None


def _by_photo(a: Teller, b: Teller, sides: tuple[list[Span], list[Span]]) -> Direction | None:
    for teller in (a, b):
        found = {wire.name for m in _PHOTO.finditer(teller.document.text) if (wire := named(m[1]))}
        if len(found) == 1:
            name = found.pop()
            return Direction(None, name, f"both have it from {name}: a caption with its photographer's credit", True)
    return None


def _by_name(a: Teller, b: Teller, sides: tuple[list[Span], list[Span]]) -> Direction | None:
    hits = [number for number, (x, y) in enumerate(((a, b), (b, a))) if _names(y, x)]
    if len(hits) != 1:
        return None
    original = (a, b)[hits[0]].document
    return Direction(hits[0], None, f"the copy names {original.publisher}", True)  # type: ignore[arg-type]


def _names(copy: Teller, original: Teller) -> bool:
    """Tell whether `copy` names the publisher of `original` as where its words are from.

    Well-known names stand in many texts for other reasons: of those only "X reported", a source line or an address.
    """
    publisher, text = original.document.publisher, copy.document.text
    if not publisher or publisher == copy.document.publisher or len(publisher) < 3:
        return False
    wire = original.publisher
    if wire is not None and copy.publisher is wire:
        return False
    site = publisher.casefold()
    if "." in site and re.search(rf"(?<![\w.]){re.escape(site)}(?!\w)", text.casefold()):
        return True
    if wire is None:
        return "." not in site and re.search(rf"(?<!\w){re.escape(publisher)}(?!\w)", text, re.IGNORECASE) is not None
    name = pattern((*wire.spellings, *wire.short))
    said = rf"(?:\b{name}\s+{_NAMES}\b|{_FROM}\s+(?:the\s+|The\s+)?{name}\b)"
    line = rf"(?m:^\s*(?:The\s+)?{name}\s+(?i:posted at)\b)"
    return re.search(f"{said}|{line}", text) is not None


def _by_time(a: Teller, b: Teller) -> Direction | None:
    x, y = a.document, b.document
    versions = x.publisher is not None and x.publisher == y.publisher
    kind = "two versions of one publisher, " if versions else ""
    if x.when and y.when and x.when.tzinfo and y.when.tzinfo and x.when != y.when:
        first: Literal[0, 1] = 0 if x.when < y.when else 1
        times = sorted((x.when, y.when))
        return Direction(first, None, f"{kind}published {times[0].isoformat()} and {times[1].isoformat()}", versions)
    if x.published and y.published and x.published != y.published:
        first = 0 if x.published < y.published else 1
        days = sorted((x.published, y.published))
        return Direction(first, None, f"{kind}published {days[0]} and {days[1]}", versions)
    return None
