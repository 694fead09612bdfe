"""Claims in the terms of schema.org: nobody claims what they deny, and nothing is first unless it is known to be."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rdflib import SDO, URIRef

import factories
from rashomon.records import Dossier, SourceKind, Stance
from rashomon.report.exports.base import Material
from rashomon.report.exports.claim import FORMAT
from report.dossier_example import example
from report.exports.full_case import BASE, CASE, MADE, MATERIAL, ONE, TWO
from report.exports.linked_rdf import conforms, expanded, graph_of

EMPTY = Dossier((), (), (), (), (), (), ())


def claims(material: Material, folder: Path) -> dict[str, dict[str, Any]]:
    list(FORMAT.write(material, folder))
    found = json.loads((folder / "claims.jsonld").read_text(encoding="utf-8"))
    return {one["@id"].removeprefix(material.iri("")): one for one in found["@graph"]}


@pytest.mark.parametrize(
    ("stance", "negated", "words", "text"),
    [
        (Stance.ASSERTS, False, "A deal was struck", "A deal was struck"),
        (Stance.ADMITS, False, "A deal was struck", "A deal was struck"),
        (Stance.DENIES, False, "A deal was struck", "the Army denies: “A deal was struck”"),
        (Stance.DENIES, True, "There was no deal", "There was no deal"),
        (Stance.DOUBTS, False, "A deal was struck", "the Army doubts: “A deal was struck”"),
        (Stance.PREDICTS, False, "A deal will come", "the Army predicts: “A deal will come”"),
        (Stance.QUESTIONS, False, "Was there a deal", None),
        (Stance.DEMANDS, False, "A deal must come", None),
        (Stance.DECLINES, False, "whether there was a deal", None),
    ],
)
def test_nobody_claims_what_they_deny_doubt_or_ask(
    stance: Stance, negated: bool, words: str, text: str | None, tmp_path: Path
) -> None:
    document = factories.document("a.txt", words)
    claim = factories.claim(document, words, factories.source("the Army"), stance=stance, negated=negated)
    material = Material(replace(EMPTY, readings=factories.readings(claim, documents=[document])), CASE, MADE)
    lost = list(FORMAT.write(material, tmp_path / "."))
    found = claims(material, tmp_path)
    assert [one["text"] for one in found.values()] == ([text] if text else [])
    assert any(one.noun == "claim" and one.field == "*" and one.count for one in lost) is (text is None)


def test_a_claim_leads_back_to_its_words_and_has_what_it_is_about(tmp_path: Path) -> None:
    found = claims(MATERIAL, tmp_path)["c1"]
    assert found["identifier"] == [
        {"@type": "PropertyValue", "propertyID": "claim", "value": "c1"},
        {"@type": "PropertyValue", "propertyID": "code points", "value": "18-35; 49-81"},
    ]
    assert found["about"] == [{"@type": "Question", "@id": f"{BASE}q1", "name": "How many civilians were killed?"}]
    assert found["author"]["name"] == "Army"
    assert (found["mentions"][0]["minValue"], found["mentions"][0]["maxValue"]) == (14, 17)
    assert found["mentions"][1]["value"] == 16
    assert found["temporalCoverage"] == ["2021-05-02/2021-05-03"]
    assert found["spatialCoverage"][0]["geo"]["latitude"] == 35.5
    assert found["appearance"]["@id"] == f"{BASE}{ONE.id}"


@pytest.mark.parametrize(
    ("first", "second", "earliest"),
    [
        (date(2021, 5, 4), date(2021, 5, 5), ONE.id),
        (date(2021, 5, 6), date(2021, 5, 5), TWO.id),
        (date(2021, 5, 5), date(2021, 5, 5), None),
        (None, date(2021, 5, 5), None),
    ],
)
def test_the_first_appearance_is_told_only_where_every_day_is_known_and_one_is_first(
    first: date | None, second: date | None, earliest: str | None, tmp_path: Path
) -> None:
    days = {ONE.id: first, TWO.id: second}
    readings = tuple(
        replace(r, document=replace(r.document, published=days.get(r.document.id), when=None))
        for r in MATERIAL.dossier.readings
    )
    found = claims(replace(MATERIAL, dossier=replace(MATERIAL.dossier, readings=readings)), tmp_path)
    for claim in ("c1", "c5"):
        assert found[claim].get("firstAppearance", {}).get("@id") == (f"{BASE}{earliest}" if earliest else None)


@pytest.mark.parametrize(
    ("kind", "author"),
    [
        (SourceKind.PERSON, {"@type": "Person", "name": "X"}),
        (SourceKind.OUTLET, {"@type": "Organization", "name": "X"}),
        (SourceKind.UNNAMED, "X"),
        (SourceKind.DOCUMENT, None),
        (SourceKind.AUTHOR, {"@type": "Organization", "name": "Post"}),
    ],
)
def test_who_claims_it_is_a_person_or_body_only_where_that_is_known(
    kind: SourceKind, author: object, tmp_path: Path
) -> None:
    document = factories.document("a.txt", "It rained.", publisher="Post")
    claim = factories.claim(document, "It rained", factories.source("X", kind))
    material = Material(replace(EMPTY, readings=factories.readings(claim, documents=[document])), CASE, MADE)
    assert claims(material, tmp_path)[claim.id].get("author") == author


@pytest.mark.parametrize("material", [MATERIAL, Material(example(), CASE, MADE)], ids=["full", "example"])
def test_it_keeps_to_domains_and_ranges(material: Material, tmp_path: Path) -> None:
    list(FORMAT.write(material, tmp_path))
    assert conforms(graph_of(tmp_path / "claims.jsonld"), "claim.ttl") == ""


def test_every_term_of_the_vocabulary_is_published(tmp_path: Path) -> None:
    list(FORMAT.write(MATERIAL, tmp_path))
    terms = set(_terms(expanded(tmp_path / "claims.jsonld")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert {term for term in terms if URIRef(term.replace("http:", "https:")) not in SDO} == set()
    assert len(terms) > 25


def _terms(node: Any) -> list[str]:
    if isinstance(node, list):
        return [term for each in node for term in _terms(each)]
    if not isinstance(node, dict):
        return []
    own = [
        *(name for name in node if name.startswith("http")),
        *(t for t in node.get("@type", []) if "schema.org" in t),
    ]
    return [*own, *(term for value in node.values() for term in _terms(value))]
