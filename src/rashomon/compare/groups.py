"""Groups of documents that carry the same words, with the one origin behind each: "12 documents, 1 origin: AP"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rashomon.records import Document, Echo, EchoGroup


def groups(echoes: Sequence[Echo], documents: Iterable[Document]) -> tuple[EchoGroup, ...]:
    """Return the documents that copied passages tie together, one group an origin, the largest first.

    A document that copied from two has a place in two groups. Ties whose origin is not known make a group only where
    they tie documents that no known origin already does.

    Args:
        documents: at least those that the echoes name.
    """
    known = {document.id: document for document in documents}
    originals = _originals(echoes)
    ties: dict[str | None, list[Echo]] = defaultdict(list)
    for echo in echoes:
        ties[_origin(echo, originals, known)].append(echo)
    found = [
        EchoGroup(tuple(sorted(members)), origin, _evidence(len(members), origin, _within(edges, members)))
        for origin, edges in ties.items()
        if origin is not None
        for members in _components(edges)
    ]
    for members in _components(ties.get(None, ())):
        if not any(members <= set(group.documents) for group in found):
            evidence = _evidence(len(members), None, _within(ties[None], members))
            found.append(EchoGroup(tuple(sorted(members)), None, evidence))
    return tuple(sorted(found, key=lambda group: (-len(group.documents), group.origin or "~", group.documents)))


def name_of(document: Document) -> str:
    """Return what a document's own words are ascribed to: its publisher, or what else it goes by."""
    return document.publisher or document.title or document.path


def _originals(echoes: Sequence[Echo]) -> Mapping[str, str]:
    """Return for each copy the document it copied most of, where that is known."""
    best: dict[str, Echo] = {}
    for echo in sorted(echoes, key=lambda e: (-e.score, e.source)):
        if echo.direction == "first":
            best.setdefault(echo.copy, echo)
    return {copy: echo.source for copy, echo in best.items()}


def _origin(echo: Echo, originals: Mapping[str, str], known: Mapping[str, Document]) -> str | None:
    """Return whose words a pair shares, followed back from copy to original; None where that is not known."""
    if echo.direction != "first":
        return echo.origin
    at, way = echo.source, {echo.copy}
    while at in originals and at not in way:
        way.add(at)
        at = originals[at]
    return name_of(known[at])


def _components(echoes: Iterable[Echo]) -> list[set[str]]:
    """Return the sets of documents that are tied to each other, however far around."""
    above: dict[str, str] = {}

    def root(one: str) -> str:
        above.setdefault(one, one)
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for echo in echoes:
        first, second = sorted((root(echo.source), root(echo.copy)))
        above[second] = first
    members: dict[str, set[str]] = defaultdict(set)
    for one in above:
        members[root(one)].add(one)
    return [members[one] for one in sorted(members)]


def _within(echoes: Iterable[Echo], members: set[str]) -> list[Echo]:
    return [echo for echo in echoes if echo.source in members]


def _evidence(count: int, origin: str | None, echoes: Sequence[Echo]) -> str:
    strongest = min(echoes, key=lambda e: (-e.score, e.evidence))
    reasons: dict[str, int] = defaultdict(int)
    for echo in echoes:
        reasons[echo.evidence.partition("; ")[2]] += 1
    why = min(reasons, key=lambda reason: (-reasons[reason], reason))
    copies = sum(echo.kind == "copy" for echo in echoes)
    ties = f"{len(echoes)} {'pair' if len(echoes) == 1 else 'pairs'} with copied passages (whole copies: {copies})"
    told = f"1 origin: {origin}" if origin else "origin not known"
    return f"{count} documents, {told}; {ties}; the closest: {strongest.evidence.partition('; ')[0]}; {why}"
