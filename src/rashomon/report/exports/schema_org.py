"""Claims, documents and people in the terms of schema.org, for claims and their reviews."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from rashomon.records import Claim, Document, Place, Quantity, SourceKind, Time
from rashomon.report.exports.base import Lost
from rashomon.report.exports.linked import Directory, Object, day, number, some
from rashomon.report.exports.words import proposition

CONTEXT: Final = "https://schema.org"
_AGENT: Final = {
    SourceKind.PERSON: "Person",
    SourceKind.ORGANISATION: "Organization",
    SourceKind.OUTLET: "Organization",
    SourceKind.GROUP: "Organization",
}


class Works:
    """Claims as `Claim`, and the documents they appear in as `CreativeWork` or `WebPage`."""

    def __init__(self, at: Directory) -> None:
        self.at = at
        self.iri = at.material.iri

    def claim(self, claim: Claim) -> Object:
        """Return a claim whose `text` is what its source holds, so that a denial is not read as the thing denied."""
        document = self.at.documents[claim.document]
        first = self.first.get(claim.id)
        places = "; ".join(f"{span.start}-{span.end}" for span in claim.content)
        return some(
            **{
                "@type": "Claim",
                "@id": self.iri(claim.id),
                "identifier": [_property("claim", claim.id), *([_property("code points", places)] if places else [])],
                "text": proposition(claim),
                "inLanguage": document.language,
                "author": self.author(claim),
                "isBasedOn": self._spoken_by(claim),
                "datePublished": published(document),
                "appearance": self.work(document),
                "firstAppearance": self.work(self.at.documents[first]) if first else None,
                "about": [
                    {"@type": "Question", "@id": self.iri(question.id), "name": question.text}
                    for question in self.at.questions.get(claim.id, ())
                ],
                "keywords": [f"stance: {claim.stance.value}", f"certainty: {claim.certainty.value}"],
                "mentions": [_amount(quantity) for quantity in claim.quantities],
                "temporalCoverage": [interval for time in claim.times if (interval := _interval(time))],
                "spatialCoverage": [_place(place) for place in claim.places],
            }
        )

    def author(self, claim: Claim) -> Object | str | None:
        """Return who claims it: a person or body, words where somebody has no name; None where a document speaks."""
        entity, source = self.at.speakers.get(claim.id), claim.source
        kind = source.kind if source else SourceKind.AUTHOR
        if kind in {SourceKind.DOCUMENT, SourceKind.FOOTAGE}:
            return None
        name = entity.name if entity else source.canonical if source else ""
        if kind in _AGENT:
            others = [n for n in entity.names if n != name] if entity else []
            identity = self.iri(entity.id) if entity else None
            return some(**{"@type": _AGENT[kind], "@id": identity, "name": name, "alternateName": others})
        if kind is SourceKind.AUTHOR:
            document = self.at.documents[claim.document]
            if not document.publisher:
                return document.author or name
            identity = self.iri(entity.id) if entity else None
            return some(**{"@type": "Organization", "@id": identity, "name": document.publisher})
        return name

    def _spoken_by(self, claim: Claim) -> Object | None:
        if claim.source and claim.source.kind in {SourceKind.DOCUMENT, SourceKind.FOOTAGE}:
            return {"@type": "CreativeWork", "name": claim.source.canonical}
        return None

    def work(self, document: Document) -> Object:
        """Return a document as what a claim appears in."""
        address = self.at.address(document.id)
        return some(
            **{
                "@type": "WebPage" if address and document.media_type == "text/html" else "CreativeWork",
                "@id": self.iri(document.id),
                "identifier": [_property("document", document.id), _property("sha256", document.sha256)],
                "url": address,
                "sameAs": self.at.asked(document.id),
                "name": document.title,
                "publisher": {"@type": "Organization", "name": document.publisher} if document.publisher else None,
                "author": document.author,
                "datePublished": published(document),
                "inLanguage": document.language,
                "encodingFormat": document.media_type,
            }
        )

    @cached_property
    def first(self) -> dict[str, str]:
        """The document in which each claim's answer from its origin is first seen; only where every day is known.

        Two documents of one day have no order: there is no first one then.
        """
        origins = {claim: origin.id for origin in self.at.material.dossier.origins for claim in origin.claims}
        found: dict[str, str] = {}
        for question in self.at.material.dossier.questions:
            for position in question.positions:
                said: dict[str, list[str]] = {}
                for claim in position.claims:
                    if claim in self.at.claims and claim in origins:
                        said.setdefault(origins[claim], []).append(claim)
                for claims in said.values():
                    if earliest := self._earliest({self.at.claims[claim].document for claim in claims}):
                        found.update(dict.fromkeys(claims, earliest))
        return found

    def _earliest(self, documents: set[str]) -> str | None:
        days = sorted((self.at.documents[d].published, d) for d in documents if self.at.documents[d].published)
        if len(days) < len(documents) or (len(days) > 1 and days[0][0] == days[1][0]):
            return None
        return days[0][1]


def partly(at: Directory) -> Iterator[Lost]:
    """Yield what of fields that are carried schema.org has no place for."""
    claims = at.claims.values()
    ranges = sum(isinstance(quantity.value, tuple) for claim in claims for quantity in claim.quantities)
    yield Lost("quantity", "value", ranges, "a range is told by its bounds alone; kept in the format 'annotation'")
    yield from at.unaddressed(found for d in at.documents for found in (at.address(d), at.asked(d)) if found)


def published(document: Document) -> str | None:
    """Return the moment of publication, or its day."""
    return document.when.isoformat() if document.when else day(document.published)


def _property(name: str, value: str) -> Object:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _amount(quantity: Quantity) -> Object:
    value = quantity.value if isinstance(quantity.value, (int, float)) else None
    return some(
        **{
            "@type": "QuantitativeValue",
            "name": quantity.text,
            "value": number(value),
            "minValue": number(quantity.low),
            "maxValue": number(quantity.high),
            "unitText": quantity.unit or quantity.counted,
            "disambiguatingDescription": quantity.counted if quantity.unit else None,
            "description": quantity.rule,
        }
    )


def _interval(time: Time) -> str | None:
    """Return a time as an ISO 8601 interval of days, ".." where it is open; None where nothing bounds it."""
    if time.start is None and time.end is None:
        return None
    start, end = day(time.start) or "..", day(time.end) or ".."
    return start if start == end else f"{start}/{end}"


def _place(place: Place) -> Object:
    point = some(latitude=place.latitude, longitude=place.longitude)
    return some(
        **{
            "@type": "Place",
            "name": place.name,
            "alternateName": place.text if place.text != place.name else None,
            "geo": {"@type": "GeoCoordinates", **point} if point else None,
            "address": {"@type": "PostalAddress", "addressCountry": place.country} if place.country else None,
        }
    )
