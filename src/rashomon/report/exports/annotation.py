"""Claims, questions, relations and judgements as annotations: W3C Web Annotation Data Model, 2017, JSON-LD.

A claim is an annotation of the words it stands in. Positions count Unicode code points, as the standard asks (4.2.5),
in the text as Rashomon read it, whose SHA-256 is given: in the HTML of a page or the stream of a PDF they lie
elsewhere, which is why every position has its quotation beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rashomon.records import Claim, Document, Mark, Question, Relation
from rashomon.report.exports.annotation_parts import Target, located, state_of, tag, textual
from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.coverage import Coverage, fields_of, reasons
from rashomon.report.exports.linked import (
    IN_BUNDLE,
    IN_CONTRACT,
    TERMS,
    Directory,
    Object,
    claims_of,
    person_id,
    relation_id,
    software,
    some,
    unnamed,
    write_within,
)
from rashomon.report.exports.words import stated, told_through

_ORDERED: Final = ("chain", "outlets", "others", "alternatives")
CONTEXT: Final = (
    "http://www.w3.org/ns/anno.jsonld",
    {"rashomon": TERMS} | {f"rashomon:{name}": {"@container": "@list"} for name in _ORDERED},
)
_MOTIVES: Final = {
    "accept": "assessing",
    "reject": "assessing",
    "grade": "assessing",
    "note": "commenting",
    "tag": "tagging",
    "protect": "moderating",
}
"""Why somebody judged, in the words of the standard (3.3.5); everything else that people decide is an edit."""


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `annotations.jsonld`, a collection with one page."""
    at = Directory(material)
    found = _Annotations(at)
    relations = [r for r in material.dossier.relations if r.a in at.claims and r.b in at.claims]
    total = len(at.claims) + len(material.dossier.questions) + len(relations) + len(at.judgements)
    page = {
        "id": material.iri("annotations-1"),
        "type": "AnnotationPage",
        "partOf": material.iri("annotations"),
        "startIndex": 0,
    }
    head = {
        "@context": CONTEXT,
        "id": material.iri("annotations"),
        "type": "AnnotationCollection",
        "label": "Who says what: claims with the words they stand in, and what people decided about them",
        "creator": found.program,
        "generated": material.made,
        "rashomon:version": material.dossier.version,
        "rashomon:profile": material.dossier.profile,
        "total": total,
    }
    write_within(folder / "annotations.jsonld", ((head, "first"), (page, "items")), found.all(relations))
    yield from COVERAGE.losses(material)
    pieces = sum(len(claim.content) > 1 for claim in at.claims.values())
    yield Lost("claim", "content", pieces, "words with a gap are several targets, which the standard takes one by one")
    yield from unnamed(material)
    yield from at.unaddressed(found for d in at.documents for found in (at.address(d), at.asked(d)) if found)
    silent = sum(not entity.claims for entity in material.dossier.entities)
    yield Lost("entity", "*", silent, f"they say nothing here; {IN_CONTRACT}")


class _Annotations:
    """The annotations of a case, one by one."""

    def __init__(self, at: Directory) -> None:
        self.at = at
        told = software()
        self.program = {
            "id": at.material.iri("program"),
            "type": "Software",
            "name": told["name"],
            "schema:softwareVersion": told["version"],
        }
        self.origins = {claim: origin for origin in at.material.dossier.origins for claim in origin.claims}

    def all(self, relations: list[Relation]) -> Iterator[Object]:
        """Yield every annotation: claims, questions, relations, judgements."""
        for reading in self.at.material.dossier.readings:
            if reading.document.sha256:
                target = Target(self.at, reading.document)
                yield from (self._claim(claim, reading.document, target) for claim in reading.claims)
        yield from (self._question(question) for question in self.at.material.dossier.questions)
        yield from (self._relation(relation) for relation in relations)
        yield from (self._judgement(judged, marks) for judged, marks in self.at.judgements.items())

    def _made(self, identity: str, motive: str) -> Object:
        return {
            "id": self.at.material.iri(identity),
            "type": "Annotation",
            "motivation": motive,
            "creator": self.program,
            "generated": self.at.material.made,
        }

    def _claim(self, claim: Claim, document: Document, target: Target) -> Object:
        iri = self.at.material.iri
        origin = self.origins.get(claim.id)
        fields = some(
            **{
                "rashomon:claim": claim.id,
                "rashomon:document": document.id,
                "rashomon:attribution": claim.attribution,
                "rashomon:negated": claim.negated,
                "rashomon:chain": list(claim.chain),
                "rashomon:outlets": list(claim.outlets),
                "rashomon:inside": {"id": iri(claim.parent)} if claim.parent else None,
                "rashomon:origin": {"id": iri(origin.id), "name": origin.name} if origin else None,
            }
        )
        state = state_of(self.at, document)
        targets = [target.segment(span) | state for span in claim.content] or [{"source": target.source} | state]
        return {
            **self._made(claim.id, "describing"),
            "body": [
                textual(f"{stated(claim)} ({told_through(claim)})", "describing"),
                textual(claim.text, "highlighting", field="text", language=document.language),
                tag("stance", claim.stance.value),
                tag("mode", claim.mode.value),
                tag("certainty", claim.certainty.value),
                *located(claim, self.at, target),
                *(self._asked(question) for question in self.at.questions.get(claim.id, ())),
            ],
            "target": targets[0] if len(targets) == 1 else targets,
            **fields,
        }

    def _asked(self, question: Question) -> Object:
        source = {"id": self.at.material.iri(question.id), "label": question.text}
        return {"type": "SpecificResource", "purpose": "linking", "source": source, "rashomon:role": "question"}

    def _question(self, question: Question) -> Object:
        iri = self.at.material.iri
        return {
            **self._made(question.id, "linking"),
            "body": [
                textual(question.text, "describing", field="text"),
                tag("kind", question.kind.value),
                tag("status", question.status.value),
                *([tag("unit", question.unit)] if question.unit else []),
            ],
            "target": [iri(claim) for claim in claims_of(question) if claim in self.at.claims] or iri("annotations"),
        }

    def _relation(self, relation: Relation) -> Object:
        iri = self.at.material.iri
        return {
            **self._made(relation_id(relation), "linking"),
            "body": [
                tag("relation", relation.relation.value),
                textual(relation.reason, "describing"),
                *([self._about(relation.question)] if relation.question else []),
            ],
            "target": [iri(relation.a), iri(relation.b)],
            "rashomon:first": {"id": iri(relation.a)},
            "rashomon:second": {"id": iri(relation.b)},
            "rashomon:score": relation.score,
        }

    def _about(self, question: str) -> Object:
        return {"type": "SpecificResource", "purpose": "linking", "source": self.at.material.iri(question)}

    def _judgement(self, judgement: str, marks: tuple[Mark, ...]) -> Object:
        iri, first = self.at.material.iri, marks[0]
        parts = [part for mark in marks for part in self.at.parts(mark)]
        motive = _MOTIVES.get(first.kind, "editing")
        bodies = [textual(mark.text, motive, field=f"{mark.of} {mark.about}") for mark in marks if mark.text]
        reviews = [
            textual(mark.review, "questioning", field=f"{mark.of} {mark.about}") for mark in marks if mark.review
        ]
        grades = [
            some(**tag(mark.grade.scale, mark.grade.value), **{"rashomon:topic": mark.grade.topic})
            for mark in marks
            if mark.grade
        ]
        person = {"id": iri(person_id(first.actor)), "type": "Person", "name": first.actor}
        return {
            **self._made(judgement, motive),
            "creator": person,
            "generator": self.program,
            "created": first.time,
            "body": [
                tag("judgement", first.kind),
                *grades,
                *bodies,
                *([textual(first.why, "commenting", field="why")] if first.why else []),
                *reviews,
            ],
            "target": [iri(part) for part in dict.fromkeys(parts)] or iri("annotations"),
            "rashomon:about": [f"{mark.of} {mark.about}" for mark in marks],
        }


_ANALYSIS: Final = f"how a program took the words apart, which no reader of annotations asks for; {IN_BUNDLE}"
_DERIVED: Final = f"worked out over many claims, where an annotation is about one; {IN_CONTRACT}"

COVERAGE: Final = Coverage(
    fields_of(
        "dossier: readings entities questions relations origins judged version profile; reading: document claims;"
        "document: sha256 media_type title publisher author published when language;"
        "claim: id document attribution source cue content text mode stance negated certainty parent chain outlets"
        " quantities times places;"
        "source: text spans canonical kind inferred runner_up;"
        "quantity: text span value bound low high unit counted trend profile rule focus event derived;"
        "time: text span start end precision rule value kind anchor zone alternatives;"
        "place: text span name latitude longitude precision country others facility;"
        "entity: id name claims; question: id text kind status accounts unit positions;"
        "account: claims; position: claims; origin: id name claims;"
        "relation: a b relation reason score question;"
        "mark: judgement kind of about actor time why text review grade; grade: scale value topic;"
        "retrieval: name time final_url"
    ),
    reasons(
        {
            "reading: sentences mentions attributions quantities times places": _ANALYSIS,
            "claim: predicate topics actors universal denied polar events": _ANALYSIS,
            "quantity: counted_span event_words": _ANALYSIS,
            "document: text": "only the words of claims are quoted; the hash of the text is there to check them",
            "document: path": f"a place in somebody's files is no address; {IN_CONTRACT}",
            "document: encoding passages glyphs": f"how the file is laid out; {IN_BUNDLE}",
            "document: state problems parent member": f"annotations do not list documents; {IN_CONTRACT}",
            "entity: kind names documents evidence; origin: documents evidence": _DERIVED,
            "question: drift; account: source chain value low high position origin": _DERIVED,
            "position: text documents outlets origins; dossier: conduits": _DERIVED,
            "dossier: echoes": f"passages that documents share are not claims; {IN_CONTRACT}",
            "dossier: rejected": f"a person took them out; {IN_CONTRACT}",
            "dossier: unapplied": f"nothing came of them; {IN_CONTRACT}",
            "retrieval: kind tool; run: id version config": "how the machine came by it; kept in the format 'prov'",
        }
    ),
)

FORMAT: Final = Format(
    "annotation",
    "W3C Web Annotations: claims on the words they stand in, for Hypothesis, Recogito, STAM and other readers",
    ".jsonld",
    write,
)
