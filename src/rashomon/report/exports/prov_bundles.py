"""The two bundles: what the machine did, and what people decided (`prov:Bundle`, each a named graph)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from rashomon.records import Mark
from rashomon.report.exports.base import Run
from rashomon.report.exports.linked import Directory, Object, claims_of, person_id, relation_id, software, some
from rashomon.report.exports.prov_terms import moment, ref, tool_id


def runs(at: Directory) -> Iterator[Object]:
    """Yield the bundle of machine runs: for each document its reading, and the comparing of all.

    When a reading took place is not in the case, so no times are given.
    """
    iri, material = at.material.iri, at.material
    name = iri("machine")
    used = {document: run for document, run in material.runs.items() if document in at.documents}
    graph: list[Object] = []
    for run in {run.id: run for run in used.values()}.values():
        graph.extend(_run(run, at))
    graph.extend(
        {
            "@id": iri(f"{run.id}-{document}"),
            "@type": "prov:Activity",
            "rdfs:label": f"reading of {at.documents[document].title or at.documents[document].path}",
            "prov:used": [ref(iri(document)), *(ref(iri(model)) for model in _models(run))],
            "prov:wasAssociatedWith": ref(iri(_program(run.version))),
            "prov:qualifiedAssociation": {
                "@type": "prov:Association",
                "prov:agent": ref(iri(_program(run.version))),
                "prov:hadPlan": ref(iri(run.id)),
            },
        }
        for document, run in used.items()
    )
    graph.append(
        {
            "@id": iri("comparing"),
            "@type": "prov:Activity",
            "rdfs:label": "comparing of all claims",
            "prov:used": [ref(iri(f"{document}-text")) for document in at.documents],
            "prov:wasAssociatedWith": ref(iri(_program(material.dossier.version))),
            "rashomon:profile": material.dossier.profile,
        }
    )
    versions = dict.fromkeys([*(run.version for run in used.values()), material.dossier.version])
    graph.extend(_software(version, at) for version in versions)
    yield _bundle(at, name, "what the machine did", graph) | {
        "prov:wasAttributedTo": ref(iri(_program(material.dossier.version)))
    }


def _bundle(at: Directory, name: str, label: str, graph: list[Object]) -> Object:
    return {
        "@id": name,
        "@type": ["prov:Bundle", "prov:Entity"],
        "rdfs:label": label,
        "prov:generatedAtTime": moment(at.material.made),
        "@graph": graph,
    }


def _program(version: str) -> str:
    return f"program-{tool_id(version)}"


def _software(version: str, at: Directory) -> Object:
    return {
        "@id": at.material.iri(_program(version)),
        "@type": ["prov:Agent", "prov:SoftwareAgent"],
        "rdfs:label": f"{software()['name']} {version}".strip(),
        "schema:softwareVersion": version,
    }


def _run(run: Run, at: Directory) -> Iterator[Object]:
    """Yield a way of reading as a plan, and the models it takes as entities, by their hashes."""
    rest = {name: value for name, value in run.config.items() if name != "models" or not isinstance(value, Mapping)}
    yield {
        "@id": at.material.iri(run.id),
        "@type": ["prov:Plan", "prov:Entity"],
        "rdfs:label": f"how documents are read ({run.id})",
        "prov:value": json.dumps(rest, sort_keys=True, ensure_ascii=False, default=str),
        "dcterms:requires": [ref(at.material.iri(model)) for model in _models(run)],
    }
    for identity, (name, digest) in _models(run).items():
        yield {
            "@id": at.material.iri(identity),
            "@type": "prov:Entity",
            "rdfs:label": name,
            "schema:sha256": digest,
        }


def _models(run: Run) -> dict[str, tuple[str, str]]:
    """Return name and SHA-256 of each model and data file of a run, by an identity made of both."""
    models = run.config.get("models")
    if not isinstance(models, Mapping):
        return {}
    return {f"model-{tool_id(f'{name} {digest}')}": (name, str(digest)) for name, digest in sorted(models.items())}


def judgements(at: Directory) -> Iterator[Object]:
    """Yield the bundle of judgements, where there are any: who decided what about what, when and why."""
    if not at.judgements:
        return
    iri = at.material.iri
    graph: list[Object] = []
    actors = dict.fromkeys(marks[0].actor for marks in at.judgements.values())
    graph.extend(
        {"@id": iri(person_id(actor)), "@type": ["prov:Agent", "prov:Person"], "rdfs:label": actor} for actor in actors
    )
    graph.extend(_judged(at))
    for judgement, marks in at.judgements.items():
        graph.extend(_judgement(at, judgement, marks))
    yield _bundle(at, iri("judgements"), "what people decided", graph) | {
        "prov:wasAttributedTo": [ref(iri(person_id(actor))) for actor in actors]
    }


def _judged(at: Directory) -> Iterator[Object]:
    """Yield as entities the questions, relations and agents that were judged: what an activity uses is an entity."""
    iri, dossier = at.material.iri, at.material.dossier
    about = {part for marks in at.judgements.values() for mark in marks for part in at.parts(mark)}
    made = [(q.id, f"the question: {q.text}", claims_of(q)) for q in dossier.questions if q.id in about]
    for relation in dossier.relations:
        if (identity := relation_id(relation)) in about:
            label = f"{relation.a} {relation.relation.value} {relation.b}"
            made.append((identity, label, [relation.a, relation.b]))
    for identity, label, claims in made:
        yield {
            "@id": iri(identity),
            "@type": "prov:Entity",
            "rdfs:label": label,
            "prov:wasDerivedFrom": [ref(iri(claim)) for claim in claims if claim in at.claims],
            "prov:wasGeneratedBy": ref(iri("comparing")),
        }
    yield from ({"@id": iri(e.id), "@type": "prov:Entity"} for e in dossier.entities if e.id in about)


def _judgement(at: Directory, judgement: str, marks: tuple[Mark, ...]) -> Iterator[Object]:
    iri, first = at.material.iri, marks[0]
    person = ref(iri(person_id(first.actor)))
    parts = dict.fromkeys(part for mark in marks for part in at.parts(mark))
    yield some(
        **{
            "@id": iri(f"{judgement}-judging"),
            "@type": "prov:Activity",
            "rdfs:label": first.kind,
            "prov:endedAtTime": moment(first.time),
            "prov:wasAssociatedWith": person,
            "prov:used": [ref(iri(part)) for part in parts],
            "rdfs:comment": first.why,
        }
    )
    grades = [
        some(**{"rashomon:scale": g.scale, "rashomon:grade": g.value, "rashomon:topic": g.topic})
        for mark in marks
        if (g := mark.grade)
    ]
    yield some(
        **{
            "@id": iri(judgement),
            "@type": "prov:Entity",
            "rdfs:label": f"{first.kind} by {first.actor}",
            "rashomon:judgement": judgement,
            "rashomon:kind": first.kind,
            "rashomon:about": [f"{mark.of} {mark.about}" for mark in marks],
            "prov:value": list(dict.fromkeys(mark.text for mark in marks if mark.text)),
            "rashomon:graded": grades,
            "prov:wasAttributedTo": person,
            "prov:wasGeneratedBy": ref(iri(f"{judgement}-judging")),
            "prov:generatedAtTime": moment(first.time),
            "prov:wasDerivedFrom": [ref(iri(part)) for part in parts],
        }
    )
