"""Corrections of one claim, each to a new reading: the claim keeps its id, and what was read stays as it was.

Amounts, times and places are expressions of the text: to correct one corrects it wherever the document's claims hold
it, since the same words cannot mean two things. A source that changes changes in the chains of those quoted by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from rashomon.records import Claim, Mode, Place, Quantity, Reading, Source, SourceKind, Span, Spans, Time, words
from rashomon.store.judging_targets import (
    Correction,
    NewAmount,
    NewDate,
    NewPlace,
    NewSource,
    NewSpan,
    NewStance,
    Quote,
)

Item = TypeVar("Item", Quantity, Time, Place)
Locate = Callable[[Quote], Quote | None]


class CorrectionError(ValueError):
    """A correction cannot be applied to the claim as it is read now; the message says why."""


def correct(reading: Reading, claim: Claim, value: Correction, by: str, locate: Locate) -> tuple[Reading, str]:
    """Return the reading with one field of one claim corrected, and the change in words.

    Args:
        by: who says so and why, in words, for the `rule` of what is put in.
        locate: where quoted words of this document stand now, None where they are not found.

    Raises:
        CorrectionError: what is to be corrected is not there, or the words meant are not found.
    """
    match value:
        case NewSource():
            return _source(reading, claim, value, locate)
        case NewSpan():
            return _span(reading, claim, value, locate)
        case NewStance():
            negated = claim.negated if value.negated is None else value.negated
            told = f"stance: {_stance(claim.stance, claim.negated)} → {_stance(value.stance, negated)}"
            return _put(reading, replace(claim, stance=value.stance, negated=negated)), told
        case NewAmount():
            return _amount(reading, claim, value, by, locate)
        case NewDate():
            return _date(reading, claim, value, by, locate)
        case NewPlace():
            return _place(reading, claim, value, locate)


def _stance(stance: str, negated: bool) -> str:
    return f"{stance}{' that it is not so' if negated else ''}"


def _put(reading: Reading, changed: Claim) -> Reading:
    return replace(reading, claims=tuple(changed if c.id == changed.id else c for c in reading.claims))


def _found(quote: Quote, locate: Locate) -> Quote:
    found = locate(quote)
    if found is None:
        raise CorrectionError(f"the words “{quote.words[:60]}” are not found in the document")
    return found


# Who says it


def _source(reading: Reading, claim: Claim, value: NewSource, locate: Locate) -> tuple[Reading, str]:
    document = reading.document
    old = claim.source.canonical if claim.source is not None else "nobody"
    if value.kind is SourceKind.AUTHOR:
        source = Source(claim.chain[-1], (), claim.chain[-1], SourceKind.AUTHOR)
        changed = replace(claim, source=source, chain=claim.chain[-1:], outlets=(), mode=Mode.NARRATIVE)
    else:
        spans = _found(value.quote, locate).spans if value.quote is not None else ()
        source = Source(words(document.text, spans) if spans else value.name, spans, value.name, value.kind)
        mode = Mode.INDIRECT if claim.mode is Mode.NARRATIVE else claim.mode
        changed = replace(claim, source=source, chain=_chain(claim, value.name), mode=mode)
    reading = _put(reading, changed)
    below = _below(reading.claims, claim.id)
    # Those whom the old source quotes reached us through the new one.
    renamed = tuple(
        replace(c, chain=_renamed(c.chain, old, source.canonical)) if c.id in below else c for c in reading.claims
    )
    return replace(reading, claims=renamed), f"source: {old} → {source.canonical}"


def _chain(claim: Claim, name: str) -> tuple[str, ...]:
    """Return the chain with a new origin in place of the old one; the publisher stays last."""
    old = claim.source
    if old is None or old.kind is SourceKind.AUTHOR:
        rest = claim.chain
    else:
        rest = claim.chain[claim.chain.index(old.canonical) + 1 :] if old.canonical in claim.chain else claim.chain[1:]
    if not rest or rest[-1] == name:
        return (name,)
    return tuple(dict.fromkeys((name, *rest)))


def _renamed(chain: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    inner = [new if name == old else name for name in chain[1:-1]]
    ends = {chain[0], chain[-1]}
    return tuple(dict.fromkeys((chain[0], *(name for name in inner if name not in ends), chain[-1])))


def _below(claims: Sequence[Claim], above: str) -> set[str]:
    """Return the ids of the claims that are reported within a claim, at any depth."""
    found = {above}
    while more := {c.id for c in claims if c.parent in found} - found:
        found |= more
    return found - {above}


# What is said


def _span(reading: Reading, claim: Claim, value: NewSpan, locate: Locate) -> tuple[Reading, str]:
    spans = _found(value.quote, locate).spans
    text = words(reading.document.text, spans)
    changed = replace(
        claim,
        content=spans,
        text=text,
        quantities=_within(spans, claim.quantities, _all(reading, lambda c: c.quantities), reading.quantities),
        times=_within(spans, claim.times, _all(reading, lambda c: c.times)),
        places=_within(spans, claim.places, _all(reading, lambda c: c.places), reading.places),
    )
    return _put(reading, changed), f"words: “{claim.text}” → “{text}”"


def _all(reading: Reading, of: Callable[[Claim], Sequence[Item]]) -> list[Item]:
    return [item for claim in reading.claims for item in of(claim)]


def _within(spans: Spans, *layers: Sequence[Item]) -> tuple[Item, ...]:
    """Return what lies inside the spans, each place once, the first layer's reading of it first, in text order."""
    found: dict[tuple[Span, bool], Item] = {}
    for layer in layers:
        for item in layer:
            if any(span.contains(item.span) for span in spans):
                found.setdefault((item.span, isinstance(item, Quantity) and item.derived), item)
    return tuple(sorted(found.values(), key=_place_in_text))


def _place_in_text(item: Quantity | Time | Place) -> Span:
    return item.span


# Amounts, times, places


def _pick(
    items: Sequence[Item], claim: Claim, quote: Quote | None, what: str, locate: Locate
) -> tuple[Item | None, Span]:
    """Return the item that is meant, None for one that nobody has read yet, and its span."""
    if quote is None:
        if len(items) != 1:
            raise CorrectionError(f"the claim has {len(items)} {what}s; name the words of the one that is meant")
        return items[0], items[0].span
    found = _found(quote, locate)
    span = Span(found.spans[0].start, found.spans[-1].end)
    if not any(part.contains(span) for part in claim.content):
        raise CorrectionError(f"the words “{found.words[:60]}” are not among those of the claim")
    same = [item for item in items if item.span == span]
    if not same and any(item.span.overlaps(span) for item in items):
        over = next(item for item in items if item.span.overlaps(span))
        raise CorrectionError(f"“{found.words[:60]}” is a part of the {what} “{over.text}” or holds it; name that one")
    return (same[0] if same else None), span


def _replaced(items: Sequence[Item], old: Item | None, new: Item) -> tuple[Item, ...]:
    if old is None:
        longer = list(items)
        longer.append(new)
        return tuple(sorted(longer, key=_place_in_text))
    return tuple(new if item.span == old.span and item.text == old.text else item for item in items)


def _amount(reading: Reading, claim: Claim, value: NewAmount, by: str, locate: Locate) -> tuple[Reading, str]:
    old, span = _pick(claim.quantities, claim, value.item, "amount", locate)
    text = words(reading.document.text, (span,)) if old is None else old.text
    low, high = value.low, value.high
    number: float | tuple[float, float] | None = low if low is not None else high
    if low is not None and high is not None and low != high:
        number, bound = (low, high), "range"
    else:
        bound = "vague" if number is None else "exact" if low == high else "at_most" if low is None else "at_least"
    new = replace(
        old or Quantity(text, span, None, bound, None, None),
        value=number,
        bound=bound,
        low=low,
        high=high,
        unit=value.unit or (old.unit if old else None),
        counted=value.counted or (old.counted if old else None),
        rule=by,
        derived=False,
    )
    before = "not read" if old is None else _interval(old.low, old.high)
    claims = _everywhere(reading.claims, claim, old, lambda c: replace(c, quantities=_replaced(c.quantities, old, new)))
    return replace(
        reading, quantities=_replaced(reading.quantities, old, new), claims=claims
    ), f"value of “{text}”: {before} → {_interval(low, high)}"


def _interval(low: object, high: object) -> str:
    """Return inclusive bounds in words."""
    if low is None and high is None:
        return "unbounded"
    if low == high:
        return _plain(low)
    return f"{'' if low is None else _plain(low)}..{'' if high is None else _plain(high)}"


def _plain(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float | int) else str(value)


def _everywhere(
    claims: Sequence[Claim], claim: Claim, old: Item | None, change: Callable[[Claim], Claim]
) -> tuple[Claim, ...]:
    """Return the claims, changed where they hold the expression; one that nobody had read is this claim's alone."""
    return tuple(change(c) if old is not None or c.id == claim.id else c for c in claims)


def _date(reading: Reading, claim: Claim, value: NewDate, by: str, locate: Locate) -> tuple[Reading, str]:
    old, span = _pick(claim.times, claim, value.item, "time", locate)
    text = words(reading.document.text, (span,)) if old is None else old.text
    start, end = value.start, value.end
    iso = [day.isoformat() for day in dict.fromkeys((start, end)) if day is not None]
    new = replace(
        old or Time(text, span, None, None),
        start=start,
        end=end,
        precision="day" if start is not None and start == end else "span",
        rule=by,
        value="/".join(iso) if start is not None and end is not None else "",
        kind=old.kind if old is not None and old.kind in ("date", "time") else "date",
        anchor=None,
        alternatives=(),
    )
    before = "not read" if old is None else _interval(old.start, old.end)
    claims = _everywhere(reading.claims, claim, old, lambda c: replace(c, times=_replaced(c.times, old, new)))
    return replace(
        reading, times=_replaced(reading.times, old, new), claims=claims
    ), f"date of “{text}”: {before} → {_interval(start, end)}"


def _place(reading: Reading, claim: Claim, value: NewPlace, locate: Locate) -> tuple[Reading, str]:
    old, span = _pick(claim.places, claim, value.item, "place", locate)
    text = words(reading.document.text, (span,)) if old is None else old.text
    new = replace(
        old or Place(text, span, value.name, None, None, value.precision),
        name=value.name,
        latitude=value.latitude,
        longitude=value.longitude,
        precision=value.precision,
        country=value.country,
        others=(),
    )
    before = "not read" if old is None else _point(old.name, old.latitude, old.longitude)
    claims = _everywhere(reading.claims, claim, old, lambda c: replace(c, places=_replaced(c.places, old, new)))
    return replace(
        reading, places=_replaced(reading.places, old, new), claims=claims
    ), f"place of “{text}”: {before} → {_point(value.name, value.latitude, value.longitude)}"


def _point(name: str, latitude: float | None, longitude: float | None) -> str:
    return name if latitude is None or longitude is None else f"{name} ({latitude:.5g}, {longitude:.5g})"
