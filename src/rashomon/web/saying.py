"""Who says what in a document, each claim by the places of its words: what the Reader marks and steps through."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping

from rashomon.records import Claim, Document, Reading, SourceKind, Span
from rashomon.report.marked import fit, fold
from rashomon.web.shapes_reader import Said, Stretch


def said(reading: Reading, states: Mapping[str, str]) -> tuple[Said, ...]:
    """Return the claims of a document as the Reader shows them, in the order of the reading.

    Args:
        reading: as it stands now.
        states: what is to be called of a claim after the decisions about it, by its id.
    """
    document = reading.document
    claims = {claim.id: claim for claim in reading.claims}
    sources = [(p.span.start, p.source.start) for p in document.passages if p.source is not None]
    starts = [start for start, _ in sources]
    found = []
    for number, claim in enumerate(reading.claims, start=1):
        at = bisect.bisect_right(starts, claim.content[0].start) - 1
        own = claim.source is None or claim.source.kind is SourceKind.AUTHOR
        found.append(
            Said(
                id=claim.id,
                number=number,
                state=states.get(claim.id, ""),
                stance=claim.stance.value,
                speaker=_speaker(claim),
                words=fit(fold(claim.text), 90),
                depth=_depth(claim, claims),
                parent=claim.parent or "",
                own=own,
                kind=(claim.source.kind if claim.source is not None else SourceKind.AUTHOR).value,
                source=_stretches(claim.source.spans if claim.source else ()),
                cue=_stretches(claim.cue),
                content=_stretches(claim.content),
                leaf=leaf_of(document, claim.content[0]),
                place=sources[at][1] if at >= 0 else -1,
            )
        )
    return tuple(found)


def _speaker(claim: Claim) -> str:
    if claim.source is not None and claim.source.canonical:
        return claim.source.canonical
    return claim.chain[-1] if claim.chain else "the document itself"


def _stretches(spans: Iterable[Span]) -> tuple[Stretch, ...]:
    return tuple((span.start, span.end) for span in spans if span.end > span.start)


def _depth(claim: Claim, claims: dict[str, Claim]) -> int:
    depth, seen = 1, {claim.id}
    while (above := claims.get(claim.parent or "")) is not None and above.id not in seen:
        depth, claim = depth + 1, above
        seen.add(above.id)
    return depth


def leaf_of(document: Document, span: Span) -> int:
    """Return the page of the original that a stretch begins on, 0 where it has no pages."""
    if document.glyphs is None:
        return 0
    return next((page for page in document.glyphs.pages[span.start : span.end] if page), 0)
