"""GraphML: through whom the words of claims came, from source over tellers and outlets to publishers.

A node is somebody who tells, an edge that words went from one to the next; `weight` counts such claims. Names of
attributes are those that Gephi takes up by itself (`label`, `weight`); lists of ids have spaces between them.
Two names are one node only where the case holds them for one source and no other has either name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from rashomon.records import Claim, Entity
from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.cells import listed
from rashomon.report.exports.fields import Plan

_NOT_HERE: Final = "the graph holds who told whom, not what; the format 'csv' has it"
_MACHINE: Final = "it serves the machine to find claims that answer one question; the format 'json' has it"
PLAN: Final = Plan(
    {
        "dossier": "version",
        "claim": "id document chain outlets",
        "source": "canonical",
        "entity": "id name kind names claims",
    },
    {
        "dossier": {"profile unapplied": _NOT_HERE},
        "reading": {"sentences quantities times places": _NOT_HERE},
        "document": _NOT_HERE,
        **dict.fromkeys(("passage", "glyphs", "mention", "attribution", "event"), _MACHINE),
        **dict.fromkeys(("retrieval", "run", "quantity", "time", "place"), _NOT_HERE),
        "claim": {
            "attribution content cue text mode stance negated certainty parent actors": _NOT_HERE,
            "predicate topics universal denied polar": _MACHINE,
        },
        "source": {"text spans kind inferred runner_up": _NOT_HERE},
        "entity": {"documents evidence": _NOT_HERE},
        **dict.fromkeys(("question", "account", "position", "drift", "statement", "change", "relation"), _NOT_HERE),
        **dict.fromkeys(("origin", "conduit", "echo", "mark", "grade"), _NOT_HERE),
    },
)


@dataclass(slots=True)
class Teller:
    """A node: what it is called, what it is and does, and the claims that passed through it."""

    id: str
    label: str
    kind: str
    entity: str
    names: tuple[str, ...]
    roles: set[str] = field(default_factory=set)
    claims: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Way:
    """An edge: in which roles words were passed on, and which claims, from which documents."""

    kinds: set[str] = field(default_factory=set)
    claims: dict[str, None] = field(default_factory=dict)
    documents: dict[str, None] = field(default_factory=dict)


class Graph:
    """Who told whom, of the claims that are compared."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.tellers: dict[str, Teller] = {}
        self.ways: dict[tuple[str, str], Way] = defaultdict(Way)
        by_name: dict[str, dict[str, Entity]] = defaultdict(dict)
        for entity in material.dossier.entities:
            for name in (entity.name, *entity.names):
                by_name[name][entity.id] = entity
        self._named = {name: next(iter(found.values())) for name, found in by_name.items() if len(found) == 1}
        self._says = {claim: entity for entity in material.dossier.entities for claim in entity.claims}
        for claim in material.dossier.claims:
            self._add(claim)

    def _add(self, claim: Claim) -> None:
        chain = [self._teller(claim, place, name) for place, name in enumerate(claim.chain)]
        roles = [_role(claim, place) for place in range(len(chain))]
        if len(chain) == 1:
            roles = ["source publisher"]
        for teller, role in zip(chain, roles, strict=True):
            teller.roles.update(role.split())
            teller.claims[claim.id] = None
        for (a, role_a), (b, role_b) in pairwise(zip(chain, roles, strict=True)):
            if a is b:
                continue
            way = self.ways[a.id, b.id]
            way.kinds.add(f"{role_a}-{role_b}")
            way.claims[claim.id] = None
            way.documents[claim.document] = None

    def _teller(self, claim: Claim, place: int, name: str) -> Teller:
        entity = self._says.get(claim.id) if place == 0 else None
        entity = entity or self._named.get(name)
        key = entity.id if entity else name
        if key not in self.tellers:
            made = (entity.name, entity.kind.value, entity.id, entity.names) if entity else (name, "", "", (name,))
            self.tellers[key] = Teller(f"n{len(self.tellers)}", *made)
        return self.tellers[key]


def _role(claim: Claim, place: int) -> str:
    if place == len(claim.chain) - 1:
        return "publisher"
    if place == 0:
        return "source"
    return "outlet" if claim.chain[place] in claim.outlets else "teller"


_NODE: Final = (
    ("label", "string"),
    ("kind", "string"),
    ("roles", "string"),
    ("claims", "int"),
    ("names", "string"),
    ("entity", "string"),
    ("address", "string"),
)
_EDGE: Final = (
    ("weight", "int"),
    ("kinds", "string"),
    ("claims", "string"),
    ("documents", "string"),
    ("address", "string"),
)


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `chains.graphml`."""
    graph = Graph(material)
    with (folder / "chains.graphml").open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for of, keys in (("node", _NODE), ("edge", _EDGE)):
            for name, kind in keys:
                file.write(f'<key id="{of}_{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n')
        told = f"case {material.case}, {material.made}, compared by {material.dossier.version}"
        file.write(f'<graph id="chains" edgedefault="directed">\n<desc>{_clean(told)}</desc>\n')
        for teller in graph.tellers.values():
            file.write(_node(teller, material))
        for number, ((a, b), way) in enumerate(graph.ways.items()):
            file.write(
                f'<edge id="e{number}" source="{a}" target="{b}">{_data("edge", _EDGE, _way(way, material))}</edge>\n'
            )
        file.write("</graph>\n</graphml>\n")
    yield Lost("claim", "chain", len(material.dossier.rejected), "claims that a person rejected are not drawn")
    yield from PLAN.lost(material)


def _node(teller: Teller, material: Material) -> str:
    address = material.iri(teller.entity) if teller.entity else ""
    values = (
        teller.label,
        teller.kind,
        " ".join(sorted(teller.roles)),
        str(len(teller.claims)),
        listed(teller.names),
        teller.entity,
        address,
    )
    return f"<node id={quoteattr(teller.id)}>{_data('node', _NODE, values)}</node>\n"


def _way(way: Way, material: Material) -> tuple[str, ...]:
    first = next(iter(way.claims))
    return (
        str(len(way.claims)),
        " ".join(sorted(way.kinds)),
        " ".join(way.claims),
        " ".join(way.documents),
        material.iri(first),
    )


def _data(of: str, keys: tuple[tuple[str, str], ...], values: tuple[str, ...]) -> str:
    pairs = zip(keys, values, strict=True)
    return "".join(f'<data key="{of}_{name}">{_clean(value)}</data>' for (name, _), value in pairs if value)


_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _clean(text: str) -> str:
    """Return a text as content of XML; what XML has no sign for becomes U+FFFD."""
    return escape(_NO_XML.sub("\ufffd", text), {"\r": "&#13;"})


FORMAT: Final = Format("graphml", "through whom claims came, as a graph for Gephi or networkx", ".graphml", write)
