"""Provenance as others read it: the way of a claim hop by hop, its origin, the bundles, the shapes of PROV-O."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rdflib import PROV, Graph, URIRef

from rashomon.records import SourceKind
from rashomon.report.exports.base import Material
from rashomon.report.exports.prov import FORMAT
from report.dossier_example import example
from report.exports.full_case import BASE, CASE, ENTITIES, MADE, MATERIAL, ONE, RETRIEVED, THREE, TWO
from report.exports.linked_rdf import RASHOMON, conforms, dataset_of, graph_of

PREFIXES = {
    "prov": str(PROV),
    "r": RASHOMON,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "s": "http://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
}


def graph(material: Material, folder: Path) -> Graph:
    list(FORMAT.write(material, folder))
    return graph_of(folder / "prov.jsonld")


def asked(found: Graph, query: str) -> list[tuple[str, ...]]:
    rows: Any = found.query(query, initNs=PREFIXES)
    return [tuple(str(value) for value in row) for row in rows]


@pytest.mark.parametrize(
    ("claim", "hops"),
    [
        ("c1", [("0", "Army"), ("1", "Post"), ("2", "Wire")]),
        ("c2", [("0", "Wire")]),
        ("c3", [("0", "a driver"), ("1", "Post"), ("2", "Wire")]),
        ("c5", [("0", "The Generals"), ("1", "Wire")]),
    ],
)
def test_the_hops_of_a_chain_are_quoted_from_each_other_in_order(
    claim: str, hops: list[tuple[str, str]], tmp_path: Path
) -> None:
    query = f"""SELECT ?number ?teller WHERE {{ <{BASE}{claim}> prov:wasQuotedFrom+ ?hop .
                ?hop r:hop ?number ; r:teller ?teller }} ORDER BY ?number"""
    assert asked(graph(MATERIAL, tmp_path), query) == hops


def test_each_hop_is_one_step_and_only_one(tmp_path: Path) -> None:
    query = """SELECT ?a ?b WHERE { ?x prov:wasQuotedFrom ?y . ?x r:hop ?a . ?y r:hop ?b }"""
    assert all(int(later) == int(earlier) + 1 for later, earlier in asked(graph(MATERIAL, tmp_path), query))


@pytest.mark.parametrize(("claim", "origin"), [("c1", "Army"), ("c5", "Army"), ("c3", "a driver")])
def test_the_primary_source_of_a_claim_is_its_origin(claim: str, origin: str, tmp_path: Path) -> None:
    query = f"""SELECT ?name WHERE {{ <{BASE}{claim}> prov:hadPrimarySource ?o .
                ?o prov:wasAttributedTo ?who . ?who rdfs:label ?name }}"""
    assert asked(graph(MATERIAL, tmp_path), query) == [(origin,)]


def test_who_was_joined_speaks_though_called_otherwise(tmp_path: Path) -> None:
    query = f"SELECT ?who WHERE {{ <{BASE}c5> prov:wasAttributedTo ?who }}"
    assert asked(graph(MATERIAL, tmp_path), query) == [(f"{BASE}earmy",)]


def test_footage_is_quoted_and_responsible_for_nothing(tmp_path: Path) -> None:
    found = graph(MATERIAL, tmp_path)
    assert asked(found, f"SELECT ?who WHERE {{ <{BASE}c4> prov:wasAttributedTo ?who }}") == []
    query = f"SELECT ?what WHERE {{ <{BASE}c4-hop-0> prov:wasQuotedFrom ?what }}"
    assert asked(found, query) == [(f"{BASE}efilm",)]
    assert (URIRef(f"{BASE}efilm"), None, PROV.Agent) not in found


def test_two_who_share_a_name_are_not_taken_for_one(tmp_path: Path) -> None:
    twin = replace(ENTITIES[2], id="etwin", kind=SourceKind.PERSON, claims=())
    alone = replace(ENTITIES[2], claims=())
    dossier = replace(MATERIAL.dossier, entities=(alone, twin))
    found = graph(replace(MATERIAL, dossier=dossier), tmp_path)
    ((who,),) = asked(found, f"SELECT ?who WHERE {{ <{BASE}c3> prov:wasAttributedTo ?who }}")
    assert who not in {f"{BASE}{alone.id}", f"{BASE}etwin"}


def test_a_denial_is_labelled_as_one(tmp_path: Path) -> None:
    query = f"SELECT ?label ?stance WHERE {{ <{BASE}c1> rdfs:label ?label ; r:stance ?stance }}"
    ((label, stance),) = asked(graph(MATERIAL, tmp_path), query)
    assert (label.split(":")[0], stance) == ("Army maintains", "denies")


def test_a_correction_is_a_revision_and_what_is_taken_back_is_invalid(tmp_path: Path) -> None:
    found = graph(MATERIAL, tmp_path)
    revised = """SELECT ?later ?earlier ?why WHERE {
                 ?later prov:qualifiedRevision [ prov:entity ?earlier ; rdfs:comment ?why ] }"""
    assert sorted(asked(found, revised)) == [
        (f"{BASE}c5", f"{BASE}c1", "Army corrects “16” to “14”"),
        (f"{BASE}c5", f"{BASE}c3", "narrows it, in one document"),
    ]
    taken = f"SELECT ?why WHERE {{ <{BASE}c3> prov:wasInvalidatedBy [ rdfs:comment ?why ] }}"
    assert asked(found, taken) == [("the film takes it back",)]


def test_other_bytes_at_the_same_address_are_a_later_version(tmp_path: Path) -> None:
    query = "SELECT ?later ?earlier WHERE { ?later r:path ?path ; prov:wasRevisionOf ?earlier }"
    found = asked(graph(MATERIAL, tmp_path), query)
    assert found == [(f"{BASE}{THREE.id}", f"{BASE}{TWO.id}")]
    assert RETRIEVED[THREE.id][0].name == RETRIEVED[TWO.id][0].name


def test_a_copy_is_quoted_from_what_it_copied_and_from_nothing_where_that_is_not_known(tmp_path: Path) -> None:
    query = "SELECT ?copy ?from WHERE { ?copy r:path ?path ; prov:wasQuotedFrom ?from }"
    assert sorted(asked(graph(MATERIAL, tmp_path), query)) == sorted(
        [
            (f"{BASE}{THREE.id}", f"{BASE}{TWO.id}"),
            (f"{BASE}{ONE.id}", f"{BASE}ewire-words"),
            (f"{BASE}{TWO.id}", f"{BASE}ewire-words"),
        ]
    )


def test_the_machine_is_named_with_its_version_and_models_by_their_hashes(tmp_path: Path) -> None:
    query = f"""SELECT ?version ?model ?hash WHERE {{ <{BASE}c1> prov:wasGeneratedBy ?run .
                ?run prov:wasAssociatedWith [ a prov:SoftwareAgent ; s:softwareVersion ?version ] ;
                     prov:used ?m . ?m rdfs:label ?model ; s:sha256 ?hash . FILTER(?model = "models/a.onnx") }}"""
    assert asked(graph(MATERIAL, tmp_path), query) == [("9.8.6", "models/a.onnx", "ab" * 32)]


def test_who_decided_what_when_and_why(tmp_path: Path) -> None:
    query = f"""SELECT ?who ?kind ?time ?why ?value WHERE {{ ?decision prov:wasDerivedFrom <{BASE}c1> ; r:kind ?kind ;
                prov:wasAttributedTo [ rdfs:label ?who ] ;
                prov:wasGeneratedBy [ prov:endedAtTime ?time ; rdfs:comment ?why ] .
                OPTIONAL {{ ?decision r:graded [ r:grade ?value ] }} }} ORDER BY ?time"""
    assert asked(graph(MATERIAL, tmp_path), query) == [
        ("Reviewer 1", "accept", "2026-11-21T08:00:00+00:00", "reason 1", "None"),
        ("Reviewer 2", "grade", "2026-11-22T08:00:00+00:00", "reason 2", "2"),
    ]


def test_machine_and_people_have_a_bundle_each_and_neither_is_in_the_other(tmp_path: Path) -> None:
    list(FORMAT.write(MATERIAL, tmp_path))
    found = dataset_of(tmp_path / "prov.jsonld")
    machine, people = (found.graph(URIRef(f"{BASE}{name}")) for name in ("machine", "judgements"))
    assert (None, None, PROV.Person) in people
    assert (None, None, PROV.Person) not in machine
    assert (None, None, PROV.SoftwareAgent) in machine
    assert (None, None, PROV.SoftwareAgent) not in people
    for name in ("machine", "judgements"):
        assert (URIRef(f"{BASE}{name}"), None, PROV.Bundle) in found.default_graph


def test_every_term_of_the_vocabulary_is_published(tmp_path: Path) -> None:
    used = {str(t) for triple in graph(MATERIAL, tmp_path) for t in triple if str(t).startswith(str(PROV))}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert {term for term in used if URIRef(term) not in PROV} == set()
    assert len(used) > 25


@pytest.mark.parametrize("material", [MATERIAL, Material(example(), CASE, MADE)], ids=["full", "example"])
def test_it_keeps_to_domains_and_ranges(material: Material, tmp_path: Path) -> None:
    assert conforms(graph(material, tmp_path), "prov.ttl") == ""


@pytest.mark.filterwarnings("ignore:The following attributes were not converted", "ignore::DeprecationWarning")
def test_another_reader_of_provenance_finds_the_same_records(tmp_path: Path) -> None:
    from prov.model import ProvActivity, ProvAgent, ProvBundle, ProvDocument, ProvEntity

    list(FORMAT.write(MATERIAL, tmp_path))
    found = dataset_of(tmp_path / "prov.jsonld")
    document = ProvDocument.deserialize(content=found.serialize(format="trig"), format="rdf", rdf_format="trig")
    names: dict[type, set[str]] = {}
    bundles: list[ProvBundle] = list(document.bundles)
    for record in [*document.get_records(), *(one for bundle in bundles for one in bundle.get_records())]:
        if record.identifier is not None:
            names.setdefault(type(record), set()).add(record.identifier.uri.removeprefix(BASE))
    assert {"c1", "c1-hop-0", "c1-hop-1", "c1-hop-2", "o1", ONE.id} <= names[ProvEntity]
    assert {f"r1-{ONE.id}", "comparing", f"{2:032x}-judging"} <= names[ProvActivity]
    assert {"earmy", "epost"} <= names[ProvAgent]
    assert {bundle.identifier.uri for bundle in bundles if bundle.identifier} == {
        f"{BASE}machine",
        f"{BASE}judgements",
    }
