"""Small records built by hand for the tests of linking and comparing: no model is loaded, no file is read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from rashomon.records import (
    Certainty,
    Claim,
    Document,
    Entity,
    Mode,
    Quantity,
    Reading,
    Source,
    SourceKind,
    Span,
    Stance,
    content_id,
)


def document(name: str, text: str = "", *, publisher: str | None = None, published: date | None = None) -> Document:
    """Return a document whose identity follows from its name and text."""
    digest = hashlib.sha256(f"{name} {text}".encode()).hexdigest()
    return Document(name, digest, "text/plain", text, publisher=publisher or name, published=published)


def quantity(
    text: str,
    low: float | None,
    high: float | None = None,
    *,
    counted: str | None = "fighters",
    event: str | None = "leave",
    bound: str = "exact",
    focus: str | None = None,
    unit: str | None = None,
) -> Quantity:
    """Return an amount from `low` to `high`; without `high` it is `low` exactly, "vague" has no upper bound."""
    upper = low if high is None and bound != "vague" else high
    value = low if low == upper else None
    return Quantity(
        text, Span(0, len(text)), value, bound, low, upper, unit=unit, counted=counted, focus=focus, event=event
    )


def source(name: str, kind: SourceKind = SourceKind.GROUP) -> Source:
    """Return a source that stands in the text under the name it is known by."""
    return Source(name, (Span(0, max(1, len(name))),), name, kind)


def claim(
    said_in: Document,
    text: str,
    by: Source | None = None,
    *,
    stance: Stance = Stance.ASSERTS,
    negated: bool = False,
    via: Sequence[str] = (),
    quantities: Sequence[Quantity] = (),
    topics: Sequence[str] = (),
    actors: Sequence[str] = (),
    mode: Mode | None = None,
    at: int = 0,
    universal: str | None = None,
    denied: str | None = None,
    polar: str = "",
    predicate: str = "",
) -> Claim:
    """Return a claim of `by`, or of the document itself where nobody is named, that reached it `via` outlets."""
    publisher = said_in.publisher or said_in.path
    who = by or Source(publisher, (), publisher, SourceKind.AUTHOR)
    chain = dict.fromkeys([*([] if by is None else [who.canonical]), *via, publisher])
    return Claim(
        id=content_id("c", said_in.sha256, text, who.canonical, at),
        document=said_in.id,
        attribution=None if by is None else content_id("a", said_in.sha256, text),
        source=who,
        cue=(),
        content=(Span(at, at + max(1, len(text))),),
        text=text,
        mode=mode or (Mode.NARRATIVE if by is None else Mode.INDIRECT),
        stance=stance,
        negated=negated,
        certainty=Certainty.CERTAIN,
        parent=None,
        chain=tuple(chain),
        outlets=tuple(via),
        quantities=tuple(quantities),
        topics=tuple(topics),
        actors=tuple(actors),
        universal=universal,
        denied=denied,
        polar=polar,
        predicate=predicate,
    )


def readings(*claims: Claim, documents: Sequence[Document]) -> tuple[Reading, ...]:
    """Return one reading a document, each with its claims."""
    return tuple(Reading(d, claims=tuple(c for c in claims if c.document == d.id)) for d in documents)


def entity(name: str, kind: SourceKind = SourceKind.GROUP) -> Entity:
    """Return an entity that is called by one name."""
    return Entity(content_id("e", name), name, kind, (name,), ())


MAIL = b"""From: Press Office <press@example.org>
Subject: The harbour
Date: Tue, 14 Nov 2017 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b

The mayor denied on Monday that twelve people had been killed.
--b
Content-Type: text/plain
Content-Disposition: attachment; filename="annex.txt"

The governor said that more than 20 people had been killed.
--b--
"""
"""A mail with a text attached."""
