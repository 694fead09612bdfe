"""Sources of all documents to entities, with the evidence of every join.

Named sources are one entity under equal names, under an acronym and the name it stands for, and under a surname where
the case knows one bearer only. Unnamed sources ("a local driver") are kept apart by document, except where the text
says that both spoke to the same outlet in the same words of description.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rashomon.link.vocabulary import fold
from rashomon.records import Claim, Entity, Reading, Source, SourceKind, content_id


@dataclass(slots=True)
class _Cluster:
    name: str
    kind: SourceKind
    key: str
    where: str
    names: dict[str, None] = field(default_factory=dict)
    documents: dict[str, None] = field(default_factory=dict)
    evidence: dict[str, None] = field(default_factory=dict)
    claims: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Identity:
    """What makes a source the entity it is: the key, the evidence of a join, and whose work it is, where it is one."""

    key: str
    evidence: str | None = None
    owner: tuple[str, SourceKind] | None = None


@dataclass(frozen=True, slots=True)
class Actors:
    """The entities of a case, and which one each claim's source is."""

    entities: tuple[Entity, ...]
    of_claim: Mapping[str, str]


def link_entities(readings: Sequence[Reading]) -> Actors:
    """Join the sources of all claims into entities; the order of documents does not change the result."""
    spoken = [(claim, claim.source) for reading in readings for claim in reading.claims if claim.source is not None]
    spelled = _spellings([source for _, source in spoken])
    heard = _heard_by(spoken)
    clusters: dict[str, _Cluster] = {}
    of_claim: dict[str, str] = {}
    for claim, source in spoken:
        identity = _identify(claim, source, spelled, heard)
        key = identity.key
        outlet = heard.get((claim.document, fold(source.canonical)))
        where = f"heard by {outlet}" if outlet else f"in {claim.chain[-1]}"
        cluster = clusters.setdefault(key, _Cluster(source.canonical, source.kind, key, where))
        cluster.names[source.canonical] = None
        cluster.documents[claim.document] = None
        if identity.evidence is not None:
            cluster.evidence[identity.evidence] = None
        if identity.owner is not None:
            cluster.name, cluster.kind = identity.owner
        elif _prefer(source, cluster):
            cluster.name, cluster.kind = source.canonical, source.kind
        cluster.claims[claim.id] = None
        of_claim[claim.id] = content_id("e", key)
    shared = Counter(cluster.name for cluster in clusters.values())
    entities = tuple(
        Entity(
            content_id("e", c.key),
            _told_apart(c, shared),
            c.kind,
            tuple(sorted(c.names)),
            tuple(c.documents),
            tuple(c.evidence),
            tuple(c.claims),
        )
        for c in sorted(clusters.values(), key=lambda c: (c.name.casefold(), c.key))
    )
    return Actors(entities, of_claim)


def _told_apart(cluster: _Cluster, shared: Mapping[str, int]) -> str:
    """Return the name, with where it speaks when several nameless sources are described in the same words."""
    return cluster.name if shared[cluster.name] == 1 else f"{cluster.name} ({cluster.where})"


def _prefer(source: Source, cluster: _Cluster) -> bool:
    """Prefer the fuller name and a kind that says more."""
    if cluster.kind in (SourceKind.OUTLET, SourceKind.AUTHOR):
        return False
    longer = len(source.canonical) > len(cluster.name)
    return longer and source.kind not in (SourceKind.UNNAMED, SourceKind.AUTHOR)


def _spellings(sources: Sequence[Source]) -> dict[str, tuple[str, str]]:
    """Return folded name → (folded fuller name, evidence) for acronyms and surnames with one possible bearer."""
    named = {source.canonical: source.kind for source in sources if _is_named(source)}
    result: dict[str, tuple[str, str]] = {}
    initials: dict[str, set[str]] = defaultdict(set)
    surnames: dict[str, set[str]] = defaultdict(set)
    for name, kind in named.items():
        words = re.findall(r"[A-Z][\w’'-]*", name)
        if len(words) > 1:
            initials["".join(word[0] for word in words)].add(name)
        if kind is SourceKind.PERSON and " " in name:
            surnames[fold(name.split()[-1])].add(name)
    for name, kind in named.items():
        if name.isupper() and len(initials.get(name, ())) == 1:
            full = next(iter(initials[name]))
            result[fold(name)] = (fold(full), f"“{name}” has the initials of “{full}”")
        bearers = {fold(_untitled(bearer)) for bearer in surnames.get(fold(name.split()[-1]), ())}
        if (kind is SourceKind.PERSON or " " not in name) and len(bearers) == 1:
            # The fullest name, and among equals always the same one: the order of a set differs from run to run.
            full = max(sorted(surnames[fold(name.split()[-1])]), key=len)
            if full != name:
                result[fold(name)] = (fold(full), f"“{name}” and “{full}” share a surname that one person bears here")
    return result


def _untitled(name: str) -> str:
    """Return the last two words of a person's name: titles and ranks come first."""
    return " ".join(name.split()[-2:])


def _is_named(source: Source) -> bool:
    return source.kind not in (SourceKind.UNNAMED, SourceKind.AUTHOR) and any(
        w[:1].isupper() for w in source.canonical.split()
    )


def _heard_by(spoken: Iterable[tuple[Claim, Source]]) -> dict[tuple[str, str], str]:
    """Return (document, folded name) → the outlet that a source of that document spoke to, where it says so once."""
    heard: dict[tuple[str, str], str] = {}
    for claim, source in spoken:
        if source.spans and claim.outlets:
            heard.setdefault((claim.document, fold(source.canonical)), claim.outlets[0])
    return heard


def _identify(
    claim: Claim, source: Source, spelled: Mapping[str, tuple[str, str]], heard: Mapping[tuple[str, str], str]
) -> _Identity:
    """Return which entity a source is: by its name, by whose work it is, or by where it speaks and who heard it."""
    folded = fold(source.canonical)
    work = source.kind in (SourceKind.DOCUMENT, SourceKind.FOOTAGE)
    if work and claim.outlets and fold(claim.outlets[0]) in folded:
        outlet = claim.outlets[0]
        return _Identity(fold(outlet), f"“{source.canonical}” is a work of {outlet}", (outlet, SourceKind.OUTLET))
    if source.kind is SourceKind.DOCUMENT and folded.endswith((" version", " edition")):
        publisher = claim.chain[-1]
        evidence = f"“{source.canonical}” is of {publisher} itself"
        return _Identity(fold(publisher), evidence, (publisher, SourceKind.AUTHOR))
    if _is_named(source) or source.kind is SourceKind.AUTHOR:
        return _Identity(*spelled.get(folded, (folded, None)))
    listener = heard.get((claim.document, folded))
    if listener is not None:
        evidence = f"described in the same words and heard by the same outlet ({listener})"
        return _Identity(f"{folded} via {fold(listener)}", evidence)
    return _Identity(f"{folded} in {claim.document}")
