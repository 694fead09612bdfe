"""Linked data read as others read it: JSON-LD expanded without a network, checked against vocabularies and shapes.

The contexts are restated here: what the standards publish, of the terms that the exports use. Another context, and any
address at all, is refused.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyld import jsonld
from pyshacl import validate
from rdflib import Dataset, Graph

SHAPES = Path(__file__).parent / "shapes"
RASHOMON = "urn:rashomon:terms:"

_ID = {"@type": "@id"}
# https://www.w3.org/TR/annotation-vocab/#json-ld-context
ANNO: dict[str, Any] = {
    "oa": "http://www.w3.org/ns/oa#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "dctypes": "http://purl.org/dc/dcmitype/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "schema": "http://schema.org/",
    "id": "@id",
    "type": "@type",
    "Annotation": "oa:Annotation",
    "AnnotationCollection": "as:OrderedCollection",
    "AnnotationPage": "as:OrderedCollectionPage",
    "SpecificResource": "oa:SpecificResource",
    "TextualBody": "oa:TextualBody",
    "TextPositionSelector": "oa:TextPositionSelector",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TimeState": "oa:TimeState",
    "Text": "dctypes:Text",
    "Person": "foaf:Person",
    "Organization": "foaf:Organization",
    "Software": "as:Application",
    **{
        motive: f"oa:{motive}"
        for motive in (
            "assessing bookmarking classifying commenting describing editing highlighting identifying linking "
            "moderating questioning replying tagging"
        ).split()
    },
    "body": _ID | {"@id": "oa:hasBody"},
    "target": _ID | {"@id": "oa:hasTarget"},
    "source": _ID | {"@id": "oa:hasSource"},
    "selector": _ID | {"@id": "oa:hasSelector"},
    "state": _ID | {"@id": "oa:hasState"},
    "cached": _ID | {"@id": "oa:cachedSource"},
    "via": _ID | {"@id": "oa:via"},
    "creator": _ID | {"@id": "dcterms:creator"},
    "generator": _ID | {"@id": "as:generator"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "items": _ID | {"@id": "as:items", "@container": "@list"},
    "partOf": _ID | {"@id": "as:partOf"},
    "first": _ID | {"@id": "as:first"},
    "format": "dc:format",
    "language": "dc:language",
    "value": "rdf:value",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "name": "foaf:name",
    "label": "rdfs:label",
    "created": {"@id": "dcterms:created", "@type": "xsd:dateTime"},
    "generated": {"@id": "dcterms:issued", "@type": "xsd:dateTime"},
    "sourceDate": {"@id": "oa:sourceDate", "@type": "xsd:dateTime"},
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "total": {"@id": "as:totalItems", "@type": "xsd:nonNegativeInteger"},
    "startIndex": {"@id": "as:startIndex", "@type": "xsd:nonNegativeInteger"},
}
# https://schema.org/docs/jsonldcontext.jsonld
SCHEMA: dict[str, Any] = {
    "@vocab": "http://schema.org/",
    "url": _ID | {"@id": "http://schema.org/url"},
    "sameAs": _ID | {"@id": "http://schema.org/sameAs"},
    "datePublished": {"@id": "http://schema.org/datePublished", "@type": "http://schema.org/Date"},
}
CONTEXTS = {"http://www.w3.org/ns/anno.jsonld": ANNO, "https://schema.org": SCHEMA, "https://schema.org/": SCHEMA}


def offline(address: str, _options: object = None) -> dict[str, Any]:
    """Load a context from the tables above; there is no other way to one."""
    if address not in CONTEXTS:
        raise AssertionError(f"{address} would be fetched")
    found = {"@context": CONTEXTS[address]}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": found}


def expanded(path: Path) -> list[Any]:
    """Return a file of JSON-LD with every term written out; a term that no context has is an error."""
    found: list[Any] = jsonld.expand(
        json.loads(path.read_text(encoding="utf-8")),
        {"documentLoader": offline, "onPropertyDropped": _dropped},
    )
    return found


def _dropped(name: str) -> None:
    raise AssertionError(f"{name}: no context has this term")


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave out what rdflib says of its own older names, which it and pyshacl still call."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def graph_of(path: Path) -> Graph:
    """Return a file of JSON-LD as one graph, its named graphs together with the rest."""
    merged = Graph()
    with _quiet():
        found = Dataset(default_union=True)
        found.parse(data=str(jsonld.to_rdf(expanded(path), {"format": "application/n-quads"})), format="nquads")
        for triple in found.triples((None, None, None)):
            merged.add(triple)
    return merged


def dataset_of(path: Path) -> Dataset:
    """Return a file whose context is in it with its named graphs, as rdflib by itself reads it."""
    found = Dataset()
    with _quiet():
        found.parse(path, format="json-ld")
    return found


def conforms(graph: Graph, shapes: str) -> str:
    """Return what of a graph breaks the shapes of a file, empty where nothing does."""
    with _quiet():
        shape = Graph().parse(SHAPES / shapes, format="turtle")
        good, _, told = validate(graph, shacl_graph=shape, inference="none")
    return "" if good else str(told)
