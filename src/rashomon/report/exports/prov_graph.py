"""Documents, claims, chains, origins and versions in the terms of PROV-O."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from rashomon.records import Change, Claim, Document, Echo, Entity, Question, RelationKind, SourceKind
from rashomon.report.exports.base import Lost, Retrieval
from rashomon.report.exports.linked import IN_CONTRACT, Directory, Object, day, some, text_hash, web_address
from rashomon.report.exports.prov_terms import literal, moment, ref, tool_id
from rashomon.report.exports.words import stated

_TYPES: Final = {
    SourceKind.PERSON: ["prov:Agent", "prov:Person"],
    SourceKind.ORGANISATION: ["prov:Agent", "prov:Organization"],
    SourceKind.OUTLET: ["prov:Agent", "prov:Organization"],
    SourceKind.DOCUMENT: ["prov:Entity"],
    SourceKind.FOOTAGE: ["prov:Entity"],
}
"""What speaks, in the terms of the standard: a document is quoted and cannot be responsible. Others: an agent."""


class Graph:
    """The graph of where things come from; the agents it names are collected as it is written."""

    def __init__(self, at: Directory) -> None:
        self.at = at
        self.iri = at.material.iri
        self._named: dict[str, Object] = {}
        self._origins = {claim: origin for origin in at.material.dossier.origins for claim in origin.claims}
        self._undirected = 0
        self._unproven = 0

    def documents(self) -> Iterator[Object]:
        """Yield each document, the taking of its bytes, the text read in it, and what it copies."""
        copies: dict[str, list[Echo]] = {}
        for echo in self.at.material.dossier.echoes:
            if echo.direction == "unknown":
                self._undirected += 1
            else:
                copies.setdefault(echo.copy, []).append(echo)
                if echo.direction == "third":
                    copies.setdefault(echo.source, []).append(echo)
        versions = self._versions()
        for document in self.at.documents.values():
            places = self.at.material.retrieved.get(document.id, ())
            taken = [self.iri(f"{document.id}-taken-{number}") for number in range(len(places))]
            yield self._document(document, taken, versions.get(document.id, []), copies.get(document.id, []))
            yield from (self._taking(name, place, document) for name, place in zip(taken, places, strict=True))
            yield self._text(document)

    def _document(self, document: Document, taken: list[str], earlier: list[str], copied: list[Echo]) -> Object:
        responsible = [self._by_name(document, name) for name in (document.publisher, document.author) if name]
        address = self.at.address(document.id)
        inside = document.parent if document.parent in self.at.documents else None
        derived = [*([self._web(address)] if address else []), *([self.iri(inside)] if inside else [])]
        published = moment(document.when.isoformat()) if document.when else literal(day(document.published), "xsd:date")
        return some(
            **{
                "@id": self.iri(document.id),
                "@type": "prov:Entity",
                "rdfs:label": document.title or document.path,
                "rashomon:document": document.id,
                "rashomon:path": document.path,
                "rashomon:member": document.member,
                "schema:sha256": document.sha256,
                "dcterms:format": document.media_type,
                "dcterms:language": document.language,
                "dcterms:issued": published,
                "prov:wasAttributedTo": [ref(one) for one in dict.fromkeys(responsible)],
                "prov:wasGeneratedBy": [ref(one) for one in taken],
                "prov:wasDerivedFrom": [ref(one) for one in derived],
                "prov:wasRevisionOf": [ref(self.iri(one)) for one in earlier],
                **self._copied(document, copied),
            }
        )

    def _copied(self, document: Document, copied: list[Echo]) -> Object:
        """Return from what a document copied, with how much and what says so."""
        told: list[Object] = []
        for echo in copied:
            origin = self.iri(echo.source if echo.direction == "first" else f"{self._third(echo)}-words")
            evidence = some(**{"rdfs:comment": echo.evidence, "rashomon:score": echo.score})
            told.append({"@type": "prov:Quotation", "prov:entity": ref(origin), **evidence})
        quoted = list(dict.fromkeys(one["prov:entity"]["@id"] for one in told))
        return {"prov:wasQuotedFrom": [ref(one) for one in quoted], "prov:qualifiedQuotation": told}

    def _third(self, echo: Echo) -> str:
        """Return the id of the third party that two documents have words from, and note it and its words."""
        name = echo.origin or "a third party"
        known = self.at.named.get(name)
        party = known.id if known else f"{echo.source}-{echo.copy}-third"
        agent = self._agent(party, name, known)
        words = self.iri(f"{party}-words")
        self._named[words] = some(
            **{
                "@id": words,
                "@type": "prov:Entity",
                "rdfs:label": f"words of {name}",
                "prov:wasAttributedTo": [ref(agent)] if agent else [],
            }
        )
        return party

    def _taking(self, name: str, place: Retrieval, document: Document) -> Object:
        where = web_address(place.final_url or place.name) if place.kind == "url" else None
        asked = web_address(place.name) if place.final_url and place.kind == "url" else None
        if place.tool:
            self._named[self.iri(tool_id(place.tool))] = {
                "@id": self.iri(tool_id(place.tool)),
                "@type": ["prov:Agent", "prov:SoftwareAgent"],
                "rdfs:label": place.tool,
            }
        return some(
            **{
                "@id": name,
                "@type": "prov:Activity",
                "rdfs:label": f"taking of {document.title or document.path}",
                "prov:endedAtTime": moment(place.time),
                "prov:used": [ref(self._web(one)) for one in (where, asked) if one],
                "prov:atLocation": None if where else {"@type": "prov:Location", "rdfs:label": place.name},
                "prov:wasAssociatedWith": ref(self.iri(tool_id(place.tool))) if place.tool else None,
                "rashomon:takenFrom": place.kind,
            }
        )

    def _web(self, address: str) -> str:
        self._named[address] = {"@id": address, "@type": "prov:Entity"}
        return address

    def _text(self, document: Document) -> Object:
        run = self.at.material.runs.get(document.id)
        return some(
            **{
                "@id": self.iri(f"{document.id}-text"),
                "@type": "prov:Entity",
                "rdfs:label": f"text of {document.title or document.path}",
                "schema:sha256": text_hash(document),
                "prov:wasDerivedFrom": ref(self.iri(document.id)),
                "prov:wasGeneratedBy": ref(self.iri(f"{run.id}-{document.id}")) if run else None,
            }
        )

    def _versions(self) -> dict[str, list[str]]:
        """Return of each document the ones whose bytes its places gave just before it."""
        by_place: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for document in self.at.documents:
            for place in self.at.material.retrieved.get(document, ()):
                if place.kind in {"url", "path"}:
                    by_place.setdefault((place.kind, place.name), []).append((place.time, document))
        found: dict[str, list[str]] = {}
        for taken in by_place.values():
            for (_, before), (_, after) in pairwise(sorted(taken)):
                if before != after and before not in found.setdefault(after, []):
                    found[after].append(before)
        return found

    def claims(self) -> Iterator[Object]:
        """Yield each claim, and what every teller of its chain said, origin first."""
        for claim in self.at.claims.values():
            hops = [self.iri(f"{claim.id}-hop-{number}") for number in range(len(claim.chain))]
            yield self._claim(claim, hops)
            yield from self._chain(claim, hops)

    def _claim(self, claim: Claim, hops: list[str]) -> Object:
        origin = self._origins.get(claim.id)
        run = self.at.material.runs.get(claim.document)
        tellers = self.at.tellers(claim)
        speaks = self._agent(*tellers[0]) if tellers else None
        text = self.iri(f"{claim.document}-text")
        places = ",".join(f"{span.start}-{span.end}" for span in claim.content)
        derived = {"@type": "prov:Derivation", "prov:entity": ref(text), "rashomon:codePoints": places}
        return some(
            **{
                "@id": self.iri(claim.id),
                "@type": "prov:Entity",
                "rdfs:label": stated(claim),
                "prov:value": claim.text,
                "rashomon:stance": claim.stance.value,
                "rashomon:negated": claim.negated,
                "rashomon:claim": claim.id,
                "rashomon:document": claim.document,
                "rashomon:source": claim.source.canonical if claim.source else None,
                "prov:wasAttributedTo": ref(speaks) if speaks else None,
                "prov:wasQuotedFrom": ref(hops[-1]) if hops else None,
                "prov:hadPrimarySource": ref(self.iri(origin.id)) if origin else None,
                "prov:wasDerivedFrom": ref(text),
                "prov:qualifiedDerivation": derived,
                "prov:wasGeneratedBy": ref(self.iri(f"{run.id}-{claim.document}")) if run else None,
            }
        )

    def _chain(self, claim: Claim, hops: list[str]) -> Iterator[Object]:
        for number, (hop, (teller, name, known)) in enumerate(zip(hops, self.at.tellers(claim), strict=True)):
            agent = self._agent(teller, name, known)
            before = [hops[number - 1]] if number else []
            said_in = [] if agent else [self.iri(teller)]
            yield some(
                **{
                    "@id": hop,
                    "@type": "prov:Entity",
                    "rdfs:label": f"as {name} has it",
                    "rashomon:hop": number,
                    "rashomon:teller": name,
                    "prov:wasAttributedTo": ref(agent) if agent else None,
                    "prov:wasQuotedFrom": [ref(one) for one in (*before, *said_in)],
                    "dcterms:isPartOf": ref(self.iri(claim.document)) if number == len(hops) - 1 else None,
                }
            )

    def _by_name(self, document: Document, name: str) -> str:
        known = self.at.named.get(name)
        agent = known.id if known else f"{document.id}-{tool_id(name)}"
        return self._agent(agent, name, known) or self.iri(agent)

    def _agent(self, identity: str, name: str, known: Entity | None) -> str | None:
        """Return the address of somebody who can be responsible, and note who that is; None for a document."""
        types = _TYPES.get(known.kind, ["prov:Agent"]) if known else ["prov:Agent"]
        address = self.iri(identity)
        self._named.setdefault(
            address,
            some(
                **{
                    "@id": address,
                    "@type": types if len(types) > 1 else types[0],
                    "rdfs:label": known.name if known else name,
                    "schema:alternateName": [n for n in known.names if n != known.name] if known else [],
                    "rashomon:kind": known.kind.value if known else None,
                    "rashomon:entity": known.id if known else None,
                }
            ),
        )
        return None if types == ["prov:Entity"] else address

    def origins(self) -> Iterator[Object]:
        """Yield where sets of claims enter: the primary sources, once chains and copies are collapsed."""
        for origin in self.at.material.dossier.origins:
            known = self.at.named.get(origin.name)
            agent = self._agent(known.id if known else f"{origin.id}-name", origin.name, known)
            yield some(
                **{
                    "@id": self.iri(origin.id),
                    "@type": "prov:Entity",
                    "rdfs:label": f"what {origin.name} says",
                    "rashomon:origin": origin.id,
                    "prov:wasAttributedTo": ref(agent) if agent else None,
                    "prov:wasQuotedFrom": ref(self.iri(known.id)) if known and not agent else None,
                    "rdfs:comment": list(origin.evidence),
                    "rashomon:enters": [ref(self.iri(one)) for one in origin.documents if one in self.at.documents],
                    "prov:wasGeneratedBy": ref(self.iri("comparing")),
                }
            )

    def revisions(self) -> Iterator[Object]:
        """Yield which claims correct or take back which, and which are a later version of an outlet's account."""
        kinds = {RelationKind.CORRECTS, RelationKind.RETRACTS}
        for relation in self.at.material.dossier.relations:
            if relation.relation in kinds and {relation.a, relation.b} <= self.at.claims.keys():
                yield from self._revision(relation.a, relation.b, relation.relation.value, relation.reason)
        seen = {(r.a, r.b) for r in self.at.material.dossier.relations if r.relation in kinds}
        for question in self.at.material.dossier.questions:
            for change in _changes(question):
                if change.scope == "outlets":
                    self._unproven += 1
                elif (change.b, change.a) not in seen and {change.a, change.b} <= self.at.claims.keys():
                    seen.add((change.b, change.a))
                    why = f"{change.kind} it, in one {change.scope}"
                    yield from self._revision(change.b, change.a, change.kind, why)

    def _revision(self, later: str, earlier: str, kind: str, why: str) -> Iterator[Object]:
        if kind == "retracts":
            activity = self.iri(f"{later}-takes-back-{earlier}")
            yield {"@id": self.iri(earlier), "prov:wasInvalidatedBy": ref(activity)}
            yield {"@id": activity, "@type": "prov:Activity", "rdfs:comment": why, "prov:used": ref(self.iri(later))}
            return
        told = {"@type": "prov:Revision", "prov:entity": ref(self.iri(earlier)), "rdfs:comment": why}
        yield {
            "@id": self.iri(later),
            "prov:wasRevisionOf": ref(self.iri(earlier)),
            "prov:qualifiedRevision": told | {"rashomon:kind": kind},
        }

    def agents(self) -> Iterator[Object]:
        """Yield everybody and everything that was named so far."""
        yield from self._named.values()

    def losses(self) -> Iterator[Lost]:
        """Yield what was left out of what PROV carries otherwise."""
        why = f"which of two documents copied is not known, and PROV has no tie without a direction; {IN_CONTRACT}"
        yield Lost("echo", "*", self._undirected, why)
        why = f"one source's answers in texts of two outlets: neither text is known to revise the other; {IN_CONTRACT}"
        yield Lost("change", "*", self._unproven, why)


def _changes(question: Question) -> Iterator[Change]:
    yield from (change for drift in question.drift for change in drift.changes)
