"""Where everything comes from: W3C PROV-O, 2013, as JSON-LD with the context in the file.

A claim is quoted from what the last teller of its chain said, that from what the teller before said, and so on to the
first (`prov:wasQuotedFrom`, one for each hop; `rashomon:hop` counts from 0, the origin). What the machine did is a
bundle, what people decided another, each a named graph, so that either can be believed without the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.coverage import Coverage, fields_of, reasons
from rashomon.report.exports.linked import IN_BUNDLE, IN_CONTRACT, TERMS, Directory, Object, unnamed, write_within
from rashomon.report.exports.prov_bundles import judgements, runs
from rashomon.report.exports.prov_graph import Graph

CONTEXT: Final = MappingProxyType(
    {
        "prov": "http://www.w3.org/ns/prov#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "dcterms": "http://purl.org/dc/terms/",
        "schema": "http://schema.org/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "rashomon": TERMS,
    }
)


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `prov.jsonld`: a graph of documents, claims and chains, and two bundles."""
    at = Directory(material)
    graph = Graph(at)
    write_within(folder / "prov.jsonld", (({"@context": dict(CONTEXT)}, "@graph"),), _all(at, graph))
    yield from COVERAGE.losses(material)
    yield from unnamed(material)
    yield from graph.losses()


def _all(at: Directory, graph: Graph) -> Iterator[Object]:
    yield from graph.documents()
    yield from graph.claims()
    yield from graph.origins()
    yield from graph.revisions()
    yield from graph.agents()
    yield from runs(at)
    yield from judgements(at)


_ANALYSIS: Final = f"what the words mean, not where they come from; {IN_BUNDLE}"
_COMPARED: Final = f"how claims stand to each other, not where they come from; {IN_CONTRACT}"

COVERAGE: Final = Coverage(
    fields_of(
        "dossier: readings entities relations origins echoes judged version profile questions;"
        "reading: document claims;"
        "document: path sha256 media_type title publisher author published when language parent member;"
        "claim: id document source content text stance negated chain; source: canonical;"
        "entity: id name kind names claims; question: drift; drift: changes; change: a b kind scope;"
        "relation: a b relation reason; origin: id name documents claims evidence;"
        "echo: source copy score evidence direction origin;"
        "mark: judgement kind of about actor time why text grade; grade: scale value topic;"
        "retrieval: kind name time tool final_url; run: id version config"
    ),
    reasons(
        {
            "reading: sentences mentions attributions quantities times places": _ANALYSIS,
            "document: text": f"its hash is there to check it by; {IN_BUNDLE}",
            "document: encoding passages glyphs state problems": f"how the file is laid out and was read; {IN_BUNDLE}",
            "claim: attribution cue mode certainty parent quantities times places": (
                "what the words mean, not where they come from; kept in the format 'annotation'"
            ),
            "claim: predicate topics actors universal denied polar events outlets": _ANALYSIS,
            "source: text spans kind inferred runner_up": "how the text names them; kept in the format 'annotation'",
            "entity: documents evidence": f"why names were taken for one; {IN_CONTRACT}",
            "question: id text kind status accounts unit positions; drift: source statements": _COMPARED,
            "change: before after; relation: score question; dossier: conduits": _COMPARED,
            "echo: passages kind": f"which words are the same; {IN_CONTRACT}",
            "mark: review": f"what is to be looked at again is no decision; {IN_CONTRACT}",
            "dossier: rejected": f"a person took them out; {IN_CONTRACT}",
            "dossier: unapplied": f"nothing came of them; {IN_CONTRACT}",
        }
    ),
)

FORMAT: Final = Format(
    "prov",
    "PROV-O: documents, claims and the way each took, what the machine did and what people decided",
    ".jsonld",
    write,
)
