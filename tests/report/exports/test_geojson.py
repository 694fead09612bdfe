"""GeoJSON held to RFC 7946 in our own words: no false point, longitude first, every feature leads back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rashomon.records import Place
from rashomon.report.exports import geojson
from rashomon.report.exports.base import Material
from report.exports.filled import filled_material

RAQQA = (35.9528, 39.0079)


def at(precision: str, latitude: float | None = RAQQA[0], longitude: float | None = RAQQA[1]) -> Material:
    """Return a case whose one claim names one place."""
    material = filled_material()
    reading = material.dossier.readings[0]
    claim = reading.claims[0]
    place: Place = replace(claim.places[0], precision=precision, latitude=latitude, longitude=longitude)
    reading = replace(reading, claims=(replace(claim, places=(place,)),))
    return replace(material, dossier=replace(material.dossier, readings=(reading,)))


def written(material: Material, folder: Path) -> tuple[dict[str, Any], dict[str, int]]:
    lost = {one.field: one.count for one in geojson.write(material, folder) if one.noun == "place"}
    text = (folder / "places.geojson").read_text("utf-8")
    made: dict[str, Any] = json.loads(text, parse_constant=pytest.fail)
    complaints = list(problems(made))
    assert not complaints
    return made, lost


def problems(made: dict[str, Any]) -> Any:
    """Yield what RFC 7946 would object to."""
    if made.get("type") != "FeatureCollection" or not isinstance(made.get("features"), list) or "crs" in made:
        yield "not a collection"
    ids = [feature["id"] for feature in made["features"]]
    if len(set(ids)) != len(ids):
        yield "two features of one id"
    for feature in made["features"]:
        if set(feature) != {"type", "id", "geometry", "properties"} or feature["type"] != "Feature":
            yield "not a feature"
        geometry = feature["geometry"]
        if geometry is not None:
            longitude, latitude = geometry["coordinates"]
            if geometry["type"] != "Point" or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
                yield f"no point: {geometry}"


def test_longitude_comes_first_and_the_radius_beside_it(tmp_path: Path) -> None:
    made, lost = written(at("city"), tmp_path)
    (feature,) = made["features"]
    assert feature["geometry"]["coordinates"] == [RAQQA[1], RAQQA[0]]
    assert (feature["properties"]["precision"], feature["properties"]["uncertainty_km"]) == ("city", 10.0)
    assert not lost["geometry"]


@pytest.mark.parametrize(
    ("precision", "latitude", "field"),
    [("country", 34.9, "geometry of countries"), ("unknown", None, "geometry")],
)
def test_what_has_no_point_gets_none_and_is_told_of(
    precision: str, latitude: float | None, field: str, tmp_path: Path
) -> None:
    made, lost = written(at(precision, latitude), tmp_path)
    (feature,) = made["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["uncertainty_km"] is None
    assert lost[field] == 1


def test_a_feature_names_claim_questions_and_document(tmp_path: Path) -> None:
    material = at("village")
    made, _ = written(material, tmp_path)
    claim = material.dossier.readings[0].claims[0]
    properties = made["features"][0]["properties"]
    assert (properties["claim"], properties["document"]) == (claim.id, claim.document)
    assert properties["question_ids"] == [material.dossier.questions[0].id]
    assert properties["address"] == material.iri(claim.id)


def test_a_case_without_places_is_an_empty_collection(tmp_path: Path) -> None:
    material = filled_material()
    reading = replace(material.dossier.readings[0], claims=())
    made, _ = written(replace(material, dossier=replace(material.dossier, readings=(reading,))), tmp_path)
    assert made["features"] == []
