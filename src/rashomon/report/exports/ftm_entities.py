"""Documents, people, places, questions, claims, ties and judgements as FollowTheMoney entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise

from rashomon.records import Claim, Document, Echo, Entity, Mark, Place, Quantity, Question, Relation, content_id
from rashomon.report.exports.base import Lost
from rashomon.report.exports.ftm_terms import AGENTS, FOLDERS, document_schema, language_code
from rashomon.report.exports.linked import (
    IN_CONTRACT,
    Directory,
    Object,
    claims_of,
    day,
    number,
    relation_id,
    software,
    text_hash,
    web_address,
)
from rashomon.report.exports.words import speaker, stated, told_through


class Entities:
    """The entities of a case, one by one; ids begin with the case, so that two cases never meet in one collection."""

    def __init__(self, at: Directory) -> None:
        self.at = at
        self.dossier = at.material.dossier
        self.lost: Counter[str] = Counter()
        self._schemata = {d.id: document_schema(d.media_type) for d in at.documents.values()}
        # "driver" is a role and no name, whatever kind was read; scripts without capitals are not lower case.
        self._people = {e.id for e in self.dossier.entities if e.kind in AGENTS and e.name and not e.name[0].islower()}
        self._origins = {claim: origin.name for origin in self.dossier.origins for claim in origin.claims}

    def all(self) -> Iterator[Object]:
        """Yield every entity, what is pointed to first."""
        yield from (self._document(document) for document in self.at.documents.values())
        yield from (self._person(entity) for entity in self.dossier.entities if entity.id in self._people)
        yield from self._addresses()
        yield from (self._question(question) for question in self.dossier.questions)
        yield from (self._claim(claim) for claim in self.at.claims.values())
        yield from self._hops()
        yield from (self._relation(r) for r in self.dossier.relations if {r.a, r.b} <= self.at.claims.keys())
        yield from self._copies()
        yield from self._judgements()

    def _made(self, schema: str, identity: str, **values: object) -> Object:
        """Return an entity; a value is a list of strings, and one alone, numbers and nothing are taken too."""
        properties: dict[str, list[str]] = {}
        for name, value in values.items():
            given = value if isinstance(value, (list, tuple)) else [value]
            kept = [str(one) for one in given if one is not None and one != ""]
            if kept:
                properties[name] = list(dict.fromkeys(kept))
        return {"id": self._id(identity), "schema": schema, "properties": properties}

    def _id(self, identity: str) -> str:
        return f"rashomon-{self.at.material.case}-{identity}"

    def _page(self, identity: str) -> str | None:
        return web_address(self.at.material.iri(identity))

    def _document(self, document: Document) -> Object:
        places = self.at.material.retrieved.get(document.id, ())
        inside = document.parent if self._schemata.get(document.parent or "") in FOLDERS else None
        self.lost["parent"] += bool(document.parent) and not inside
        language = language_code(document.language)
        self.lost["language"] += bool(document.language) and not language
        names = [place.name for place in places if place.kind in {"path", "stream", "member"}]
        return self._made(
            self._schemata[document.id],
            document.id,
            title=document.title,
            fileName=document.path.replace("\\", "/").rstrip("/").rpartition("/")[2] or document.path,
            mimeType=document.media_type,
            author=document.author,
            publisher=document.publisher,
            publishedAt=day(document.published) or (_moment(document.when) if document.when else None),
            language=language,
            encoding=document.encoding,
            bodyText=document.text,
            parent=self._id(inside) if inside else None,
            sourceUrl=[self.at.address(document.id)],
            retrievedAt=sorted({_moment(datetime.fromisoformat(place.time)) for place in places}),
            processingStatus="failure" if document.state == "failed" else "success",
            processingError=document.problems,
            processingAgent=f"{software()['name']} {self.dossier.version}".strip(),
            notes=[
                f"SHA-256 of the file: {document.sha256}",
                f"SHA-256 of the text: {text_hash(document)}",
                f"published: {document.when.isoformat()}" if document.when else "",
                f"document: {document.id}",
                f"state: {document.state.value}",
                f"path: {document.path}",
                *(f"taken from: {name}" for name in names if name != document.path),
            ],
        )

    def _person(self, entity: Entity) -> Object:
        count = len(entity.claims)
        return self._made(
            AGENTS[entity.kind],
            entity.id,
            name=entity.name,
            alias=[name for name in entity.names if name != entity.name],
            summary=f"{entity.kind.value}; speaks in {count} claim{'' if count == 1 else 's'} of the case",
            proof=[self._id(document) for document in entity.documents if document in self.at.documents],
            sourceUrl=self._page(entity.id),
            notes=f"entity: {entity.id}",
        )

    def _addresses(self) -> Iterator[Object]:
        places = {_place_id(place): place for claim in self.at.claims.values() for place in claim.places}
        for identity, place in places.items():
            yield self._made(
                "Address",
                identity,
                name=place.name,
                full=place.name,
                country=place.country.lower() if place.country else None,
                latitude=number(place.latitude),
                longitude=number(place.longitude),
                remarks=f"known to the {place.precision}" if place.precision != "unknown" else "no point is known",
            )

    def _question(self, question: Question) -> Object:
        count = len(claims_of(question))
        unit = f", in {question.unit}" if question.unit else ""
        return self._made(
            "Note",
            question.id,
            name=question.text,
            description=f"{question.text} ({question.status.value}; {count} claim{'' if count == 1 else 's'})",
            keywords=["question", question.status.value, question.kind.value],
            sourceUrl=self._page(question.id),
            notes=f"question: {question.id}{unit}",
        )

    def _claim(self, claim: Claim) -> Object:
        document = self.at.documents[claim.document]
        entity = self.at.speakers.get(claim.id)
        speaks = [self._id(entity.id)] if entity and entity.id in self._people else []
        return self._made(
            "Note",
            claim.id,
            name=f"{speaker(claim)} in {document.publisher or document.title or document.path}",
            description=stated(claim),
            summary=claim.text,
            entity=[
                self._id(document.id),
                *speaks,
                *(self._id(question.id) for question in self.at.questions.get(claim.id, ())),
            ],
            proof=self._id(document.id),
            publisher=document.publisher,
            sourceUrl=self._page(claim.id) or self.at.address(document.id),
            addressEntity=[self._id(_place_id(place)) for place in claim.places],
            locationMentioned=[place.text for place in claim.places],
            country=[place.country.lower() for place in claim.places if place.country],
            keywords=["claim", claim.stance.value],
            notes=self._notes(claim),
        )

    def _notes(self, claim: Claim) -> list[str]:
        """Return what no field takes, a line each, to be read by people and found by a search."""
        source = claim.source
        spans = ", ".join(f"{span.start}-{span.end}" for span in claim.content)
        said = f"said by: {source.canonical} ({source.kind.value})" if source else ""
        words = f"{said}, in the text: {source.text}" if source and source.text else said
        return [
            f"claim: {claim.id}",
            f"characters of the text: {spans}" if spans else "",
            words,
            f"came through: {told_through(claim)}" if claim.chain else "",
            f"origin: {self._origins[claim.id]}" if claim.id in self._origins else "",
            f"{claim.mode.value}, {claim.certainty.value}{', about what is not so' if claim.negated else ''}",
            *(_amount(quantity) for quantity in claim.quantities),
            *(f"time: {time.text} ({time.start or 'open'} to {time.end or 'open'})" for time in claim.times),
        ]

    def _hops(self) -> Iterator[Object]:
        """Yield one link for each pair of named tellers of whom the second passed on what the first said."""
        hops: dict[tuple[str, str], list[Claim]] = {}
        for claim in self.at.claims.values():
            tellers = [known for _, _, known in self.at.tellers(claim)]
            for before, after in pairwise(tellers):
                if before is None or after is None or not {before.id, after.id} <= self._people:
                    self.lost["hop"] += 1
                elif before.id != after.id:
                    hops.setdefault((before.id, after.id), []).append(claim)
        for (first, second), claims in hops.items():
            yield self._made(
                "UnknownLink",
                content_id("l", first, second),
                subject=self._id(first),
                object=self._id(second),
                role="is reported by",
                proof=[self._id(claim.document) for claim in claims],
                recordId=[claim.id for claim in claims],
                summary=f"{len(claims)} claim{'' if len(claims) == 1 else 's'} of the first came through the second",
            )

    def _relation(self, relation: Relation) -> Object:
        documents = [self.at.claims[relation.a].document, self.at.claims[relation.b].document]
        return self._made(
            "UnknownLink",
            relation_id(relation),
            subject=self._id(relation.a),
            object=self._id(relation.b),
            role=relation.relation.value,
            summary=relation.reason,
            proof=[self._id(document) for document in documents],
            recordId=[f"{relation.a} {relation.b}"],
        )

    def _copies(self) -> Iterator[Object]:
        for echo in self.dossier.echoes:
            if {echo.source, echo.copy} <= self.at.documents.keys():
                yield self._made(
                    "UnknownLink",
                    content_id("l", "echo", echo.source, echo.copy),
                    subject=self._id(echo.copy),
                    object=self._id(echo.source),
                    role=_copied(echo),
                    summary=echo.evidence,
                    proof=[self._id(echo.copy), self._id(echo.source)],
                    recordId=f"{echo.source} {echo.copy}",
                )

    def _judgements(self) -> Iterator[Object]:
        known = self._people | self.at.documents.keys() | self.at.claims.keys()
        known |= {question.id for question in self.dossier.questions}
        known |= {relation_id(r) for r in self.dossier.relations if {r.a, r.b} <= self.at.claims.keys()}
        for judgement, marks in self.at.judgements.items():
            first = marks[0]
            parts = [part for mark in marks for part in self.at.parts(mark)]
            ends = [end for part in parts for end in self._ends.get(part, [part])]
            yield self._made(
                "Note",
                judgement,
                name=f"{first.kind} by {first.actor}",
                description=list(dict.fromkeys(text for mark in marks if (text := _decided(mark)))) or first.kind,
                summary=first.why,
                entity=[self._id(end) for end in ends if end in known],
                createdAt=_moment(datetime.fromisoformat(first.time)),
                keywords=["judgement", first.kind],
                sourceUrl=self._page(judgement),
                notes=[f"judgement: {judgement}", *(f"about: {mark.of} {mark.about}" for mark in marks)],
            )

    @cached_property
    def _ends(self) -> dict[str, list[str]]:
        """The claims of each relation: a note is on things, and a link is none."""
        return {relation_id(r): [r.a, r.b] for r in self.dossier.relations}

    def losses(self) -> Iterator[Lost]:
        """Yield what was left out of what is carried otherwise."""
        nobody = sum(entity.id not in self._people for entity in self.dossier.entities)
        why = (
            "without a name, or a document: OpenAleph would match it by name with others; named in the notes of claims"
        )
        yield Lost("entity", "*", nobody, why)
        yield Lost("claim", "chain", self.lost["hop"], "no link for hops by those who are no entities; in the notes")
        yield Lost("document", "parent", self.lost["parent"], f"what it lies in is no folder there; {IN_CONTRACT}")
        yield Lost("document", "language", self.lost["language"], f"FollowTheMoney has no such language; {IN_CONTRACT}")
        why = "contentHash is the SHA-1 of a file in the reader's own archive; the SHA-256 is in the notes"
        yield Lost("document", "sha256", len(self.at.documents), why)


def _moment(time: datetime) -> str:
    """Return a moment as FollowTheMoney keeps it: in UTC, without saying so."""
    return (time.astimezone(UTC) if time.tzinfo else time).strftime("%Y-%m-%dT%H:%M:%S")


def _place_id(place: Place) -> str:
    return content_id("l", place.name, place.country, place.latitude, place.longitude, place.precision)


def _amount(quantity: Quantity) -> str:
    """Return an amount as a line: "amount: “a few dozen” fighters, 24 to 60 (a few dozen: 24 to 60)"."""
    low, high = number(quantity.low), number(quantity.high)
    bounds = f"{'no lower bound' if low is None else low} to {'no upper bound' if high is None else high}"
    of = f" {quantity.counted}" if quantity.counted else ""
    unit = f" in {quantity.unit}" if quantity.unit else ""
    return f"amount: “{quantity.text}”{of}, {bounds}{unit}{f' ({quantity.rule})' if quantity.rule else ''}"


def _copied(echo: Echo) -> str:
    return {"first": "copies from", "third": "has the same words of a third as"}.get(
        echo.direction, "has the same words as"
    )


def _decided(mark: Mark) -> str:
    grade = f"{mark.grade.scale}: {mark.grade.value} {mark.grade.topic}".strip() if mark.grade else ""
    return "; ".join(part for part in (grade, mark.text) if part)
