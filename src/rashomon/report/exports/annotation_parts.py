"""Targets and bodies of annotations: words by position and quotation, and what each of them was read as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rashomon.records import Claim, Document, Place, Quantity, Source, SourceKind, Span, Time
from rashomon.report.exports.linked import Directory, Object, day, number, some, text_hash

AROUND: Final = 32
"""Code points of a quotation's prefix and suffix, as annotation clients give them."""
_AGENT: Final = {
    SourceKind.PERSON: "Person",
    SourceKind.ORGANISATION: "Organization",
    SourceKind.OUTLET: "Organization",
}


def textual(value: str, purpose: str, *, field: str = "", language: str | None = None) -> Object:
    """Return words as a body; `field` names the one of ours that they are."""
    body = {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}
    return body | some(language=language, **{"rashomon:field": field})


def tag(field: str, value: str) -> Object:
    """Return one value of a closed vocabulary as a tag, with its field before it so that it can be read alone."""
    return {
        "type": "TextualBody",
        "purpose": "tagging",
        "value": f"{field}: {value}",
        "rashomon:field": field,
        "rashomon:value": value,
    }


class Target:
    """A document as what annotations point into."""

    def __init__(self, at: Directory, document: Document) -> None:
        self.text = document.text
        self.source = at.address(document.id) or at.material.iri(document.id)

    def segment(self, span: Span) -> Object:
        """Return the words of a span as a resource of their own."""
        return {"type": "SpecificResource", "source": self.source, "selector": self.selectors(span)}

    def selectors(self, span: Span) -> list[Object]:
        """Return a span by its position, and by its words with those around it."""
        before, after = self.text[max(0, span.start - AROUND) : span.start], self.text[span.end : span.end + AROUND]
        return [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {"type": "TextQuoteSelector", "exact": span.of(self.text)} | some(prefix=before, suffix=after),
        ]


def state_of(at: Directory, document: Document) -> Object:
    """Return when the bytes were taken, the copy that was read, and the text that positions count in with its hash."""
    text = {
        "id": at.material.iri(f"{document.id}-text"),
        "type": "Text",
        "format": "text/plain",
        "schema:sha256": text_hash(document),
        "rashomon:characters": len(document.text),
    }
    copy = some(
        id=at.material.iri(document.id),
        type="Text",
        format=document.media_type,
        language=document.language,
        **{
            "schema:sha256": document.sha256,
            "schema:name": document.title,
            "schema:publisher": document.publisher,
            "schema:author": document.author,
            "schema:datePublished": document.when.isoformat() if document.when else day(document.published),
            "via": at.asked(document.id),
            "rashomon:document": document.id,
            "rashomon:text": text,
        },
    )
    places = at.material.retrieved.get(document.id, ())
    return {"state": some(type="TimeState", sourceDate=sorted({p.time for p in places}), cached=copy)}


def located(claim: Claim, at: Directory, target: Target) -> Iterator[Object]:
    """Yield what a claim consists of, each part on its own words: who, how it is put, amounts, times, places."""
    if claim.source:
        yield from _parts("source", "identifying", claim.source.spans, target, _who(claim, claim.source, at))
    yield from _parts("cue", "highlighting", claim.cue, target, {})
    for quantity in claim.quantities:
        yield from _parts("quantity", "classifying", (quantity.span,), target, _quantity(quantity))
    for time in claim.times:
        yield from _parts("time", "classifying", (time.span,), target, _time(time))
    for place in claim.places:
        yield from _parts("place", "classifying", (place.span,), target, _place(place))


def _parts(role: str, purpose: str, spans: Iterable[Span], target: Target, told: Object) -> Iterator[Object]:
    common = {"purpose": purpose, "rashomon:role": role, **told}
    found = [target.segment(span) | common for span in spans]
    # A source that the text does not name stands nowhere in it: the document speaks.
    yield from found or ([{"type": "SpecificResource", "source": target.source, **common}] if told else [])


def _who(claim: Claim, source: Source, at: Directory) -> Object:
    entity = at.speakers.get(claim.id)
    name = entity.name if entity else source.canonical
    who = some(id=at.material.iri(entity.id) if entity else None, type=_AGENT.get(source.kind), name=name)
    return some(
        **{
            "rashomon:who": who,
            "rashomon:words": source.text,
            "rashomon:name": source.canonical,
            "rashomon:kind": source.kind.value,
            "rashomon:inferred": source.inferred or None,
            "rashomon:runnerUp": source.runner_up,
        }
    )


def _quantity(quantity: Quantity) -> Object:
    value = quantity.value
    values = [number(v) for v in value] if isinstance(value, tuple) else number(value)
    told = some(
        words=quantity.text,
        value=values,
        bound=quantity.bound,
        low=number(quantity.low),
        high=number(quantity.high),
        unit=quantity.unit,
        counted=quantity.counted,
        trend=quantity.trend,
        profile=quantity.profile,
        rule=quantity.rule,
        focus=quantity.focus,
        event=quantity.event,
        derived=quantity.derived or None,
    )
    return {f"rashomon:{name}": value for name, value in told.items()}


def _time(time: Time) -> Object:
    told = some(
        words=time.text,
        start=day(time.start),
        end=day(time.end),
        precision=time.precision,
        rule=time.rule,
        timex=time.value,
        kind=time.kind,
        zone=time.zone,
        anchor=f"{time.anchor.start}-{time.anchor.end}" if isinstance(time.anchor, Span) else time.anchor,
        alternatives=[f"{day(a) or '..'}/{day(b) or '..'}" for a, b in time.alternatives],
    )
    return {f"rashomon:{name}": value for name, value in told.items()}


def _place(place: Place) -> Object:
    told = some(
        words=place.text,
        name=place.name,
        precision=place.precision,
        country=place.country,
        facility=place.facility,
        others=list(place.others),
    )
    point = some(**{"schema:latitude": place.latitude, "schema:longitude": place.longitude})
    return {f"rashomon:{name}": value for name, value in told.items()} | point
