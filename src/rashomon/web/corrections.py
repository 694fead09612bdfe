"""From what a person enters to a correction: words found in the text, the change tried out before it is recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from rashomon.errors import ItemError
from rashomon.records import Claim, Document, Place, Quantity, Reading, SourceKind, Span, Spans, Time, words
from rashomon.report.marked import clean
from rashomon.store.judging_corrections import CorrectionError, correct
from rashomon.store.judging_targets import (
    Correction,
    NewAmount,
    NewDate,
    NewPlace,
    NewSource,
    NewSpan,
    NewStance,
    Quote,
    check_spans,
    quote,
)
from rashomon.store.judging_values import read_correction
from rashomon.store.judging_words import Text, fold
from rashomon.store.judging_write import quote_object, value_object

NEAR: Final = 4000
"""How far from the claim words are looked for, code points on either side."""

_GAP: Final = 2000
"""Most code points between two pieces of words that were typed with an ellipsis between them."""

_ELLIPSIS = re.compile(r"\s+(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """A correction as it is sent; which fields count follows from `field`.

    Attributes:
        field: "span" (what is said), "source", "stance", "value" (an amount), "date" or "place".
        words: as they stand in the document: what is said, who is named, or what the amount, date or place is. They
            must be the only such words near the claim; an ellipsis between spaces parts two pieces.
        start, end: where they stand, code points of the document's text; then `words` may be left out.
        name, kind: of the source: as it is to be called, and person, group, organisation, outlet, document, footage,
            unnamed or author (the document itself). Of a place: `name`.
        stance, negated: how the source stands to what is said, and whether it says that it is not so.
        low, high: inclusive bounds of the amount, decimal; empty is unbounded.
        unit, counted: of the amount.
        first, last: first and last day, ISO 8601; empty is unbounded.
        latitude, longitude, precision, country: of the place.
        why: the reason, in words.
        seen: number of the last judgement that the person could see, as for `/api/judgements`.
    """

    field: str
    words: str = ""
    start: int | None = None
    end: int | None = None
    name: str = ""
    kind: str = ""
    stance: str = ""
    negated: bool | None = None
    low: str = ""
    high: str = ""
    unit: str = ""
    counted: str = ""
    first: str = ""
    last: str = ""
    latitude: str = ""
    longitude: str = ""
    precision: str = "unknown"
    country: str = ""
    why: str = ""
    seen: int = 0


def correction(reading: Reading, claim: Claim, told: Correcting) -> dict[str, Any]:
    """Return the value of a judgement that corrects a claim, tried out on its document.

    Args:
        reading: of the document, as it stands now.
        claim: one of its claims.
        told: what is to be changed.

    Raises:
        ItemError: a field is missing or wrong, words are not found or not told apart, the claim as it is read cannot
            be changed so, or nothing would change.
    """
    try:
        value = read_correction(_told(reading.document, claim, told))
        if _same(reading, claim, value):
            raise ValueError("this is how it is read already; change something, or leave it")
        correct(reading, claim, value, "tried", lambda found: found)
    except CorrectionError as error:
        raise _refused(f"{error}", "choose words of the claim, or correct its words first") from error
    except ValueError as error:
        reason, _, remedy = str(error).partition("; ")
        raise _refused(reason, remedy or "change that and send it again") from error
    return value_object(value)


def _refused(reason: str, remedy: str) -> ItemError:
    return ItemError("correction", step="correct", reason=reason, remedy=remedy)


def _told(document: Document, claim: Claim, told: Correcting) -> dict[str, Any]:
    """Return a correction in the form that judgements have."""
    match told.field:
        case "span":
            found = located(document, claim, told, now=claim.content)
            return {"field": "span", **quote_object(found)}
        case "source":
            return _source(document, claim, told)
        case "stance":
            return {"field": "stance", "stance": told.stance, "negated": told.negated}
        case "value":
            if not (told.low.strip() or told.high.strip()):
                raise ValueError("an amount needs a bound at least; give the lowest, the highest or both")
            bounds = {"low": _number(told.low), "high": _number(told.high)}
            about = {"unit": told.unit.strip() or None, "counted": told.counted.strip() or None}
            return {"field": "value", **bounds, **about, "item": _item(document, claim, told)}
        case "date":
            if not (told.first.strip() or told.last.strip()):
                raise ValueError("a date needs a day at least; give the first, the last or both")
            days = {"from": told.first.strip() or None, "to": told.last.strip() or None}
            return {"field": "date", **days, "item": _item(document, claim, told)}
        case "place":
            point = {"latitude": _number(told.latitude), "longitude": _number(told.longitude)}
            country = told.country.strip().upper() or None
            about = {"name": told.name.strip(), "precision": told.precision or "unknown", "country": country}
            return {"field": "place", **about, **point, "item": _item(document, claim, told)}
        case _:
            return {"field": told.field}


def _source(document: Document, claim: Claim, told: Correcting) -> dict[str, Any]:
    if told.kind == SourceKind.AUTHOR:
        return {"field": "source", "kind": told.kind}
    quoted: dict[str, Any] = {}
    name = " ".join(told.name.split())
    if told.words.strip() or told.start is not None:
        found = located(document, claim, told, now=claim.source.spans if claim.source is not None else ())
        quoted, name = quote_object(found), name or found.words
    if not name:
        raise ValueError("it is not said who the source is; give a name, or words of the text that name it")
    return {"field": "source", "name": name, "kind": told.kind or "person", **quoted}


def _item(document: Document, claim: Claim, told: Correcting) -> dict[str, Any]:
    if not told.words.strip() and told.start is None:
        raise ValueError("it is not said which words are meant; give the words, as they stand in the claim")
    return quote_object(located(document, claim, told, now=(), within=True))


def _number(text: str) -> str | None:
    """Return a number without what groups its digits; None where there is none."""
    text = text.strip()
    return (re.sub(r"[,\u00a0\u202f ]", "", text) if _GROUPED.fullmatch(text) else text) or None


def located(document: Document, claim: Claim, told: Correcting, *, now: Spans, within: bool = False) -> Quote:
    """Return the words that are meant, by their place or by looking for them near the claim.

    Args:
        now: where the words that are to be replaced stand; the same words again mean the same place.
        within: look in the claim alone.

    Raises:
        ValueError: they are not there, at several places, or not what stands at the place given.
    """
    text = document.text
    if told.start is not None and told.end is not None:
        span = Span(told.start, told.end)
        check_spans((span,))
        found = quote(text, (span,))
        if told.words.strip() and _plain(told.words) != _plain(found.words):
            raise ValueError(
                f"the words at {told.start} to {told.end} are “{found.words[:60]}”, not the ones given; give only one "
                "of words and place"
            )
        return found
    sought = _plain(told.words)
    if not sought:
        raise ValueError("the words are missing; type them as they stand in the document, or give their place")
    if now and sought == _plain(words(text, now)):
        return quote(text, now)
    spans = [*claim.content, *claim.cue, *(claim.source.spans if claim.source is not None else ())]
    hull = Span(min(span.start for span in spans), max(span.end for span in spans))
    if within:
        hull = Span(claim.content[0].start, claim.content[-1].end)
    return quote(text, _only(text, hull, sought, 0 if within else NEAR))


def _plain(text: str) -> str:
    """Return words as they are compared: white space folded, what no page can hold replaced, cut words whole."""
    return fold(words(clean(text), (Span(0, len(text)),)))


def _only(text: str, hull: Span, sought: str, near: int) -> Spans:
    """Return the one place near a claim where words stand; one that touches the claim goes before those that do not.

    Raises:
        ValueError: there is none, or there are several.
    """
    low, high = max(0, hull.start - near), min(len(text), hull.end + near)
    places = list(_places(Text(clean(text[low:high])), sought))
    found = [tuple(Span(s.start + low, s.end + low) for s in spans) for spans in places]
    whole = [spans for spans in found if _whole(text, spans)] or found
    touching = [spans for spans in whole if spans[0].start < hull.end and hull.start < spans[-1].end]
    chosen = touching or whole
    if len(chosen) == 1:
        return chosen[0]
    short = f"“{sought[:60]}{'…' if len(sought) > 60 else ''}”"
    where = "near the claim" if near else "in the words of the claim"
    if chosen:
        raise ValueError(f"{short} stands {len(chosen)} times {where}; type more of the words, or give their place")
    raise ValueError(f"{short} does not stand {where}; type it as it stands in the document, or select it there")


def _places(text: Text, sought: str) -> list[Spans]:
    found: list[Spans] = [(span,) for span in text.occurrences(sought, 50)]
    pieces = _ELLIPSIS.split(sought)
    if found or len(pieces) < 2:
        return found
    for first in text.occurrences(pieces[0], 50):
        spans = [first]
        for piece in pieces[1:]:
            after = spans[-1].end
            later = (s for s in text.occurrences(piece, 200) if after <= s.start <= after + _GAP)
            if (span := next(later, None)) is None:
                break
            spans.append(span)
        else:
            found.append(tuple(spans))
    return found


def _whole(text: str, spans: Spans) -> bool:
    """Tell whether a stretch begins and ends with whole words."""
    start, end = spans[0].start, spans[-1].end
    begins = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    ends = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return begins and ends


def _same(reading: Reading, claim: Claim, value: Correction) -> bool:
    """Tell whether a correction gives what is read already."""
    source = claim.source
    match value:
        case NewSource(_, SourceKind.AUTHOR):
            return source is None or source.kind is SourceKind.AUTHOR
        case NewSource(name, kind, quoted):
            spans = quoted.spans if quoted is not None else source.spans if source else ()
            return source is not None and (source.canonical, source.kind, source.spans) == (name, kind, spans)
        case NewSpan(quoted):
            return quoted.spans == claim.content
        case NewStance(stance, negated):
            return stance is claim.stance and negated in (None, claim.negated)
        case NewAmount(low, high, item, unit, counted):
            amount = _at(claim.quantities, item)
            return amount is not None and (amount.low, amount.high, unit, counted) == (
                *(low, high, amount.unit or None, amount.counted or None),
            )
        case NewDate(start, end, item):
            time = _at(claim.times, item)
            return time is not None and (time.start, time.end) == (start, end) and not time.alternatives
        case NewPlace(item=item):
            place = _at(claim.places, item)
            return place is not None and (
                *(place.name, place.latitude, place.longitude, place.precision, place.country),
            ) == (value.name, value.latitude, value.longitude, value.precision, value.country)


def _at(items: tuple[Any, ...], item: Quote | None) -> Any:
    return next((each for each in items if item is not None and (each.span,) == item.spans), None)


# What the forms begin with


@dataclass(frozen=True, slots=True)
class Item:
    """An amount, a time or a place of a claim as it is read, every value as a form shows it.

    Attributes:
        field: "value", "date" or "place".
        words, start, end: where it stands.
        values: by the names of `Correcting`.
    """

    field: str
    words: str
    start: int
    end: int
    values: dict[str, str]


def items_of(claim: Claim) -> tuple[Item, ...]:
    """Return everything of a claim that a form each can correct, in the order of the text."""
    found: list[Item] = []
    read: tuple[Quantity | Time | Place, ...] = (*claim.quantities, *claim.times, *claim.places)
    for each in read:
        field, values = _values(each)
        found.append(Item(field, " ".join(each.text.split()), each.span.start, each.span.end, values))
    return tuple(sorted(found, key=lambda item: (item.start, item.end, item.field)))


def _values(item: Quantity | Time | Place) -> tuple[str, dict[str, str]]:
    match item:
        case Quantity():
            about = {"unit": item.unit or "", "counted": item.counted or ""}
            return "value", {"low": _shown(item.low), "high": _shown(item.high), **about}
        case Time():
            return "date", {"first": _day(item.start), "last": _day(item.end)}
        case Place():
            point = {"latitude": _shown(item.latitude), "longitude": _shown(item.longitude)}
            return "place", {"name": item.name, "country": item.country or "", "precision": item.precision, **point}


def _shown(number: float | None) -> str:
    return "" if number is None else f"{number:.12g}"


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
