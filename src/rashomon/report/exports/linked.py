"""What the linked-data formats share: JSON written in one order, addresses made of ids, and who is who."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from rashomon import __version__
from rashomon.records import Claim, Document, Entity, Mark, Question, Relation, content_id
from rashomon.report.exports.base import Lost, Material

Object = dict[str, Any]

TERMS: Final = "urn:rashomon:terms:"
"""What the names of Rashomon's own terms begin with, where a standard has none."""

IN_BUNDLE: Final = "kept in a bundle of the case"
IN_CONTRACT: Final = "kept in the format 'contract'"
# What may stand in an IRI as it is (RFC 3987, 2.2, of ASCII); "%" too, since what is written as %20 stays so.
_IN_IRI: Final = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in '"<>\\^`{|}')


LONE: Final = "backslashreplace"
"""Half a surrogate pair, which some files hold, has no UTF-8; written as \\ud800 it is what JSON calls it."""


def some(**given: Any) -> Object:
    """Return the fields that have a value; 0 and False are values."""
    return {name: value for name, value in given.items() if value is not None and value not in ("", [], {})}


def web_address(address: str | None) -> str | None:
    """Return an address of the web as a valid IRI, None where it is none."""
    if not address or not address.lower().startswith(("http://", "https://")):
        return None
    return quote(address, safe=_IN_IRI)


def number(value: float | None) -> float | int | None:
    """Return a number as JSON should write it: whole ones without a decimal point."""
    return int(value) if value is not None and value == int(value) else value


def day(of: date | None) -> str | None:
    """Return a day in ISO 8601."""
    return of.isoformat() if of else None


def write_lines(path: Path, items: Iterable[Object]) -> None:
    """Write one JSON object a line."""
    with path.open("w", encoding="utf-8", newline="\n", errors=LONE) as file:
        file.writelines(f"{json.dumps(item, ensure_ascii=False)}\n" for item in items)


def write_within(path: Path, heads: Iterable[tuple[Object, str]], items: Iterable[Object]) -> None:
    """Write an object that ends in a list of many, one item a line, without holding them all.

    Args:
        heads: the fields of the object and the name under which the next one lies in it, the outermost first; the last
            name is that of the list.
    """
    with path.open("w", encoding="utf-8", newline="\n", errors=LONE) as file:
        depth = 0
        for head, name in heads:
            file.write(f"{json.dumps(head, ensure_ascii=False)[:-1]}, {json.dumps(name)}: ")
            depth += 1
        between = "[\n"
        for item in items:
            file.write(f"{between}{json.dumps(item, ensure_ascii=False)}")
            between = ",\n"
        closed = "}" * depth
        file.write(f"[]{closed}\n" if between == "[\n" else f"\n]{closed}\n")


class Directory:
    """Who and what is where in a case: looked up by formats that link things to each other."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.documents = {found: one for found, one in material.documents.items() if one.sha256}

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """The claims of documents that can be named, by id, in their order."""
        return {c.id: c for c in self.material.dossier.claims if c.document in self.documents}

    @cached_property
    def speakers(self) -> dict[str, Entity]:
        """The entity that speaks in each claim."""
        return {claim: entity for entity in self.material.dossier.entities for claim in entity.claims}

    @cached_property
    def questions(self) -> dict[str, tuple[Question, ...]]:
        """The questions that each claim answers."""
        found: dict[str, dict[str, Question]] = defaultdict(dict)
        for question in self.material.dossier.questions:
            for claim in claims_of(question):
                found[claim][question.id] = question
        return {claim: tuple(asked.values()) for claim, asked in found.items()}

    @cached_property
    def judgements(self) -> dict[str, tuple[Mark, ...]]:
        """What people decided, by judgement: one may be about several parts."""
        found: dict[str, list[Mark]] = defaultdict(list)
        for mark in self.material.dossier.judged:
            found[mark.judgement].append(mark)
        return {judgement: tuple(marks) for judgement, marks in found.items()}

    @cached_property
    def named(self) -> dict[str, Entity | None]:
        """The entity that goes by a name; None where two do."""
        found: dict[str, Entity | None] = {}
        for entity in self.material.dossier.entities:
            for name in {entity.name, *entity.names}:
                found[name] = entity if found.get(name, entity) is entity else None
        return found

    def tellers(self, claim: Claim) -> list[tuple[str, str, Entity | None]]:
        """Return each hop of the chain, origin first: an id, the name, and the entity where it is known.

        A name that no entity of the case has, or that two share, is somebody of this document only: the drivers of two
        documents are not taken to be one.
        """
        hops: list[tuple[str, str, Entity | None]] = []
        for place, name in enumerate(claim.chain):
            speaks = self.speakers.get(claim.id)
            known = self.named.get(name)
            if place == 0 and speaks is not None and claim.source and name == claim.source.canonical:
                known = speaks
            hops.append((known.id if known else content_id("t", claim.document, name), name, known))
        return hops

    def address(self, document: str) -> str | None:
        """Return the address that a document was taken from on the web, where it was."""
        places = self.material.retrieved.get(document, ())
        return next((found for p in places if p.kind == "url" and (found := web_address(p.final_url or p.name))), None)

    def asked(self, document: str) -> str | None:
        """Return the address that was asked for, where it led to another."""
        places = self.material.retrieved.get(document, ())
        led = (p for p in places if p.kind == "url" and p.final_url and p.final_url != p.name)
        return next((found for p in led if (found := web_address(p.name))), None)

    def unaddressed(self, told: Iterable[str]) -> Iterator[Lost]:
        """Yield how many of the places that bytes were taken from are not told of.

        Args:
            told: the addresses of the web that are.
        """
        known = set(told)
        places = [place for document in self.documents for place in self.material.retrieved.get(document, ())]
        count = sum(web_address(place.name) not in known for place in places)
        yield Lost("retrieval", "name", count, "no address of the web, or not the first one; kept in the format 'prov'")

    def parts(self, mark: Mark) -> list[str]:
        """Return the ids of what a decision is about, of those that are in the export."""
        if mark.of == "relation":
            both = mark.about.split()
            return [relation_id(r) for r in self._relations.get(frozenset(both), ())] or self._there(both)
        known: Mapping[str, Mapping[str, object]] = {
            "claim": self.claims,
            "document": self.documents,
            "question": self._questions,
            "entity": self._entities,
        }
        return [mark.about] if mark.about in known[mark.of] else []

    def _there(self, claims: list[str]) -> list[str]:
        return [claim for claim in claims if claim in self.claims]

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for question in self.material.dossier.questions}

    @cached_property
    def _entities(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in self.material.dossier.entities}

    @cached_property
    def _relations(self) -> dict[frozenset[str], list[Relation]]:
        found: dict[frozenset[str], list[Relation]] = defaultdict(list)
        for relation in self.material.dossier.relations:
            found[frozenset((relation.a, relation.b))].append(relation)
        return found


def claims_of(question: Question) -> list[str]:
    """Return the ids of the claims that answer a question, each once, in the order of its accounts."""
    answering = [*(a.claims for a in question.accounts), *(p.claims for p in question.positions)]
    return list(dict.fromkeys(claim for claims in answering for claim in claims))


def relation_id(relation: Relation) -> str:
    """Return an identity for a relation, which has none of its own: the same two claims and kind are the same one."""
    return content_id("r", relation.a, relation.b, relation.relation.value, relation.question)


def person_id(actor: str) -> str:
    """Return an identity for somebody who judged."""
    return content_id("p", actor)


def text_hash(document: Document) -> str:
    """Return the SHA-256 of the text that positions count in, as UTF-8; 64 hex digits."""
    return sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()


def software(version: str = "") -> Object:
    """Return the program, as the formats name it."""
    return {"name": "Rashomon", "version": version or __version__}


def unnamed(material: Material) -> Iterator[Lost]:
    """Yield what cannot be pointed to: documents whose bytes were never had, so that they have no identity."""
    count = sum(not reading.document.sha256 for reading in material.dossier.readings)
    yield Lost("document", "*", count, f"it could not be taken, so it has no identity to point to; {IN_CONTRACT}")
