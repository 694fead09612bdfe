"""Sources of all documents to entities, with the evidence of every join.

Every source is first what its document calls it. Rules (`actors_rules`) then say which actor it is: one person's full
names, a surname with one bearer, an office with its holder, a capital and its government, letters and the name that
they stand for, somebody described and somebody named for the same quoted words. Sources without a name are kept apart
by document, except where a text says who they are, or that both spoke to the same outlet in the same words of
description. What a person said (`apart`, `together`) goes before every rule.

**Ids.** An entity's id is made from a key: the normal form of the fullest of its names (that of a listed body, of a
government, of a person's name with most words, and so on); for somebody without a name, of the description together
with the document or the outlet. Nothing else goes into it, so documents that are added change the id of no entity
whose names stay the same. Where two entities have the same fullest name (two bearers of a surname), the document of
its first use goes into the key too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rashomon.link.actors_case import Case, Written
from rashomon.link.actors_joins import Join, joined
from rashomon.link.actors_names import Sort
from rashomon.link.actors_rules import Rules
from rashomon.link.vocabulary import fold
from rashomon.records import Entity, Reading, SourceKind, content_id

# Which of the sorts of names in an entity it is called by.
_FIRST = (Sort.PERSON, Sort.GOVERNMENT, Sort.BODY, Sort.GENERIC, Sort.OFFICE, Sort.ROLE, Sort.WORK, Sort.PRONOUN)

Judgements = Collection[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Actors:
    """The entities of a case, and which one each claim's source is."""

    entities: tuple[Entity, ...]
    of_claim: Mapping[str, str]


def link_entities(
    readings: Sequence[Reading],
    *,
    apart: Judgements = frozenset(),
    together: Judgements = frozenset(),
) -> Actors:
    """Join the sources of all claims into entities; the order of documents does not change the result.

    Args:
        readings: one a document.
        apart: sets of names, or ids of claims, that a person said are not the same actor. Nothing joins them.
        together: sets of them that a person said are one.

    Raises:
        RunError: the same two are said to be one and to be two.
    """
    said = {name for judgement in (*apart, *together) for name in judgement}
    claims = {claim.id for reading in readings for claim in reading.claims}
    case = Case(readings, frozenset(said & claims))
    nodes = _nodes(case)
    found = list(Rules(case).joins())
    of_node, followed = joined(
        [written.id for written in case.written],
        found,
        firm=[f"\t{written.key}" for written in case.written if written.is_firm],
        apart=_pairs(apart, nodes),
        together=_pairs(together, nodes),
    )
    clusters: dict[str, list[Written]] = defaultdict(list)
    for written in case.written:
        clusters[of_node[written.id]].append(written)
    evidence: dict[str, list[Join]] = defaultdict(list)
    for join in followed:
        evidence[of_node[join.one]].append(join)
    order = {reading.document.id: number for number, reading in enumerate(readings)}
    made = _entities(clusters, evidence, order, _decided(together, nodes, of_node))
    of_claim = {claim: entity.id for entity in made for claim in entity.claims}
    return Actors(tuple(sorted(made, key=lambda e: (e.name.casefold(), e.id))), of_claim)


def _nodes(case: Case) -> Mapping[str, list[str]]:
    """Return folded name or id of a claim → the sources that it means."""
    nodes: dict[str, list[str]] = defaultdict(list)
    for written in case.written:
        for name in {fold(written.name), *map(fold, written.texts), *(claim.id for claim in written.claims)}:
            nodes[name].append(written.id)
    return nodes


def _pairs(judgements: Judgements, nodes: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the sources that each judgement sets beside each other."""
    for judgement in judgements:
        meant = [nodes.get(name) or nodes.get(fold(name), []) for name in sorted(judgement)]
        for number, ones in enumerate(meant):
            for others in meant[number + 1 :]:
                yield from ((one, other) for one in ones for other in others if one != other)


def _decided(
    together: Judgements, nodes: Mapping[str, list[str]], of_node: Mapping[str, str]
) -> Mapping[str, list[str]]:
    """Return the sentence for every judgement that joined something, by what stands for the set."""
    told: dict[str, list[str]] = defaultdict(list)
    for judgement in together:
        names = " and ".join(f"“{name}”" for name in sorted(judgement))
        for one, _ in _pairs([judgement], nodes):
            told[of_node[one]].append(f"{names} are one, as a person said")
    return told


def _entities(
    clusters: Mapping[str, Sequence[Written]],
    evidence: Mapping[str, Sequence[Join]],
    order: Mapping[str, int],
    decided: Mapping[str, Sequence[str]],
) -> list[Entity]:
    keys = {node: min(map(_key, written)) for node, written in clusters.items()}
    bearers = Counter(keys.values())
    named = {node: min(written, key=_face) for node, written in clusters.items()}
    shared = Counter(w.owner[0] if w.owner else w.name for w in named.values())
    made = []
    for node, written in clusters.items():
        key: tuple[object, ...] = keys[node]
        if bearers[keys[node]] > 1:
            key = (*key, min(w.id for w in written))
        face = named[node]
        name = face.owner[0] if face.owner else face.name
        kind = face.owner[1] if face.owner else _kind(written, face)
        several = len(written) > 1 or face.owner is not None  # what stands alone was joined to nothing
        why = {
            join.evidence.replace("{actor}", name) for join in evidence.get(node, ()) if several and _tells(join, name)
        }
        claims = sorted((c for w in written for c in w.claims), key=lambda c: (order[c.document], c.content, c.id))
        made.append(
            Entity(
                content_id("e", *key),
                name if shared[name] == 1 else f"{name} ({_where(written)})",
                kind,
                tuple(sorted({w.name for w in written})),
                tuple(dict.fromkeys(c.document for c in claims)),
                tuple(sorted({*why, *decided.get(node, ())})),
                tuple(c.id for c in claims),
            )
        )
    return made


def _tells(join: Join, name: str) -> bool:
    """Tell whether a piece of evidence is worth its words: not that a name is itself."""
    written = join.one.partition("\t")[0]
    return bool(join.evidence) and ("{actor}" not in join.evidence or written != fold(name))


def _key(written: Written) -> tuple[int, int, str]:
    """Return what a source gives its entity as a key: names before descriptions, full names before short ones."""
    form = written.form
    key = written.key if written.is_alone or written.owner or form.sort is Sort.WORK else form.key
    return _FIRST.index(form.sort), -len(form.name), key


def _face(written: Written) -> tuple[object, ...]:
    """Return a key by which the source that an entity is called by comes first: a full name that is often used."""
    form, name = written.form, written.name
    bare = name.removeprefix("The ").removeprefix("the ")
    full = len(form.name) > 1 if form.sort is Sort.PERSON else not (bare.isupper() and " " not in bare)
    marks = sum(ord(c) > 127 for c in name)
    return (
        written.owner is not None,
        form.indefinite,
        written.kind is SourceKind.UNNAMED and form.sort not in (Sort.PERSON, Sort.BODY),
        _FIRST.index(form.sort),
        not full or form.key.startswith("capital "),
        bare.isupper(),
        -min(len(form.telling), 4) if form.sort is Sort.BODY else 0,
        -len(written.claims),
        -len(fold(name)),
        -marks,
        len(name),
        name,
    )


def _kind(written: Sequence[Written], face: Written) -> SourceKind:
    """Return what an entity is: the kind of the source that it is called by, a person's name being a person's."""
    if face.form.sort is Sort.PERSON:
        return SourceKind.PERSON
    kinds = {w.kind for w in written} & {SourceKind.OUTLET, SourceKind.AUTHOR}
    return min(kinds) if kinds and face.kind in (*kinds, SourceKind.DOCUMENT, SourceKind.FOOTAGE) else face.kind


def _where(written: Sequence[Written]) -> str:
    """Return where somebody speaks, to tell apart those who are described in the same words."""
    heard = sorted({w.heard for w in written if w.heard})
    return f"heard by {heard[0]}" if heard else f"in {min(c.chain[-1] for w in written for c in w.claims)}"
