"""GeoJSON (RFC 7946): where the places lie that claims name, each with how far off its point may be.

A place is an area as large as its precision, with the point in its middle: `uncertainty_km` says how far from it what
is meant can lie, and a map that draws the point alone claims more than is known. A country has no point here, and a
name that could be several places none: these are features without a geometry ("unlocated", RFC 7946 section 3.2).
Coordinates are longitude, latitude in degrees (WGS 84). No area is drawn: the radius says the same without an outline
that would look surveyed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rashomon.records import Claim, Place
from rashomon.report.exports.base import Format, Lost, Material, Object
from rashomon.report.exports.cells import whole
from rashomon.report.exports.fields import Plan, claims_of
from rashomon.report.exports.tables import Index, reach, source_name

_NOT_HERE: Final = "a map holds places and the claims that name them; the format 'csv' has it"
_MACHINE: Final = "it serves the machine to find claims that answer one question; the format 'json' has it"
_OUTSIDE: Final = "places are shown with the claims that name them; the format 'json' has those outside claims"
PLAN: Final = Plan(
    {
        "dossier": "profile version",
        "document": "title publisher published",
        "claim": "id document content text stance negated certainty",
        "source": "canonical kind",
        "time": "start end text",
        "place": "text span name latitude longitude precision country others facility",
        "question": "id text status",
    },
    {
        "dossier": {"unapplied": _NOT_HERE},
        "reading": {"sentences quantities times places": _OUTSIDE},
        "document": {
            "path sha256 media_type text author language encoding state problems when parent member": _NOT_HERE,
        },
        **dict.fromkeys(("passage", "glyphs", "mention", "attribution"), _MACHINE),
        "event": _MACHINE,
        "retrieval": _NOT_HERE,
        "run": _NOT_HERE,
        "claim": {
            "attribution cue mode parent chain outlets actors": _NOT_HERE,
            "predicate topics universal denied polar": _MACHINE,
        },
        "source": {"text spans inferred runner_up": _NOT_HERE},
        "quantity": _NOT_HERE,
        "time": {"span precision rule value kind anchor zone alternatives": _NOT_HERE},
        "question": {"kind unit": _NOT_HERE},
        **dict.fromkeys(("entity", "account", "position", "drift", "statement", "change", "relation"), _NOT_HERE),
        **dict.fromkeys(("origin", "conduit", "echo", "mark", "grade"), _NOT_HERE),
    },
)


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `places.geojson`, one feature for each place that a claim names."""
    index, without, countries = Index(material), 0, 0
    with (folder / "places.geojson").open("w", encoding="utf-8") as file:
        file.write(
            f'{{"type": "FeatureCollection",\n"name": "places of claims",\n"rashomon": {_json(_about(material))},\n'
        )
        file.write('"features": [')
        separator = "\n"
        for claim in claims_of(index.dossier):
            for number, place in enumerate(claim.places, start=1):
                made = feature(index, claim, place, number)
                if made["geometry"] is None:
                    countries += place.precision == "country"
                    without += place.precision != "country"
                file.write(f"{separator}{_json(made)}")
                separator = ",\n"
        file.write("\n]}\n")
    yield Lost(
        "place",
        "geometry",
        without,
        "which place is meant is not known: the feature has no geometry, so that nothing is drawn at a wrong point",
    )
    yield Lost(
        "place",
        "geometry of countries",
        countries,
        "a country is no point: the feature has no geometry; its code is in `country`",
    )
    yield from PLAN.lost(material)


def _about(material: Material) -> Object:
    return {
        "case": material.case,
        "made": material.made,
        "profile": material.dossier.profile,
        "compared_by": material.dossier.version,
        "note": "a point is the middle of an area; what is meant lies within uncertainty_km of it, roughly",
    }


def feature(index: Index, claim: Claim, place: Place, number: int) -> Object:
    """Return one place of a claim as a feature; `number` counts the places of the claim from 1."""
    document, radius = index.document(claim), reach(place)
    point: list[float] | None = None
    if radius is not None and place.latitude is not None and place.longitude is not None:
        point = [round(place.longitude, 7), round(place.latitude, 7)]
    asked = index.asked.get(claim.id, ())
    day = next(
        ((time.start, time.end, time.text) for time in claim.times if time.start or time.end), (None, None, None)
    )
    return {
        "type": "Feature",
        "id": f"{claim.id}.place{number}",
        "geometry": None if point is None else {"type": "Point", "coordinates": point},
        "properties": {
            "place": place.name,
            "as_written": place.text,
            "precision": place.precision,
            "uncertainty_km": radius,
            "country": place.country,
            "facility": place.facility,
            "others": list(place.others),
            "source": source_name(claim),
            "source_kind": claim.source.kind.value if claim.source else None,
            "stance": claim.stance.value,
            "negated": claim.negated,
            "certainty": claim.certainty.value,
            "standing": "rejected" if claim.id in index.rejected else "compared",
            "text": claim.text,
            "first_day": day[0].isoformat() if day[0] else None,
            "last_day": day[1].isoformat() if day[1] else None,
            "time_as_written": day[2],
            "questions": [question.text for question in asked],
            "question_status": [question.status.value for question in asked],
            "question_ids": [question.id for question in asked],
            "claim": claim.id,
            "spans": [f"{span.start}-{span.end}" for span in claim.content],
            "place_span": f"{place.span.start}-{place.span.end}",
            "document": claim.document,
            "document_title": document.title or document.path,
            "publisher": document.publisher,
            "published": document.published.isoformat() if document.published else None,
            "address": index.material.iri(claim.id),
        },
    }


def _json(value: Any) -> str:
    return whole(json.dumps(value, ensure_ascii=False, allow_nan=False))


FORMAT: Final = Format("geojson", "places of claims for a map, each with its uncertainty", ".geojson", write)
