"""The graph of chains as networkx reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import factories
from rashomon.records import Claim, Document, Dossier, Entity
from rashomon.report.exports import graphml
from rashomon.report.exports.base import Material
from report.exports.filled import CASE, MADE

networkx = pytest.importorskip("networkx")

POST = factories.document("post.txt", publisher="Post")


def drawn(claims: list[Claim], folder: Path, *, entities: tuple[Entity, ...] = (), document: Document = POST) -> Any:
    """Return the graph of some claims of one document."""
    dossier = Dossier(factories.readings(*claims, documents=[document]), entities, (), (), (), (), ())
    list(graphml.write(Material(dossier, CASE, MADE), folder))
    return networkx.read_graphml(folder / "chains.graphml")


def labels(graph: Any) -> set[tuple[str, str, int]]:
    name = {node: data["label"] for node, data in graph.nodes(data=True)}
    return {(name[a], name[b], data["weight"]) for a, b, data in graph.edges(data=True)}


def test_claims_that_took_one_way_are_one_edge_with_their_number(tmp_path: Path) -> None:
    army = factories.source("the Army")
    claims = [factories.claim(POST, f"words {n}", army, via=("BBC",), at=n) for n in range(3)]
    graph = drawn([*claims, factories.claim(POST, "own words")], tmp_path)
    assert labels(graph) == {("the Army", "BBC", 3), ("BBC", "Post", 3)}
    roles = {data["label"]: data["roles"] for _, data in graph.nodes(data=True)}
    assert roles == {"the Army": "source", "BBC": "outlet", "Post": "publisher source"}
    edge = next(data for _, _, data in graph.edges(data=True) if data["kinds"] == "source-outlet")
    assert edge["claims"].split() == [claim.id for claim in claims]
    assert edge["documents"] == POST.id


def test_names_of_one_source_are_one_node(tmp_path: Path) -> None:
    claims = [
        factories.claim(POST, "one", factories.source("SDF")),
        factories.claim(POST, "two", factories.source("Syrian Democratic Forces"), at=9),
    ]
    entity = replace(
        factories.entity("Syrian Democratic Forces"),
        names=("SDF", "Syrian Democratic Forces"),
        claims=tuple(c.id for c in claims),
    )
    graph = drawn(claims, tmp_path, entities=(entity,))
    assert labels(graph) == {("Syrian Democratic Forces", "Post", 2)}
    assert {data.get("entity") for _, data in graph.nodes(data=True)} == {entity.id, None}


def test_a_name_of_two_sources_is_taken_for_neither(tmp_path: Path) -> None:
    two = (
        replace(factories.entity("Smith A"), names=("Smith",)),
        replace(factories.entity("Smith B"), names=("Smith",)),
    )
    graph = drawn([factories.claim(POST, "one", factories.source("X"), via=("Smith",))], tmp_path, entities=two)
    assert labels(graph) == {("X", "Smith", 1), ("Smith", "Post", 1)}


def test_what_xml_cannot_hold_stops_nothing(tmp_path: Path) -> None:
    evil = factories.source('<&">\x00\x1f\ud800]]>')
    graph = drawn([factories.claim(POST, "one", evil)], tmp_path)
    assert '<&">\ufffd\ufffd\ufffd]]>' in {data["label"] for _, data in graph.nodes(data=True)}
