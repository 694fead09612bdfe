"""Documents for the tests of the store, made by hand: no model is loaded."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from uuid import UUID

import factories
from rashomon.records import Document, Mention, Reading, ReadState, Span, Stance
from rashomon.store.base import Case, Location, LocationKind, Outcome, Run, Stored

RUN = Run("0.1.0", {"extract": {"profile": "literal"}})
LATER = Run("0.2.0", {"extract": {"profile": "literal"}})


def reading(
    text: str,
    *,
    name: str = "a.txt",
    source: str = "the Army",
    stance: Stance = Stance.DENIES,
    published: date | None = None,
    state: ReadState = ReadState.PARSED,
) -> Reading:
    """Return a reading with a sentence after each full stop, one mention, and a claim that is the first sentence."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    problems = () if state is ReadState.PARSED else ("it is damaged; save it anew",)
    document = Document(
        name, digest, "text/plain", text, publisher="Post", published=published, state=state, problems=problems
    )
    ends = [at + 1 for at, character in enumerate(text) if character == "."] or [len(text)]
    sentences = tuple(Span(start, end) for start, end in zip([0, *ends], ends, strict=False))
    if not text:
        return Reading(document)
    first = text[: ends[0]]
    speaker = replace(factories.source(source), spans=(Span(0, 1),))
    claim = factories.claim(document, first, speaker, stance=stance)
    word = text.split(maxsplit=1)[0]
    mention = Mention(word, Span(0, len(word)), "other", word)
    return Reading(document, sentences=sentences, claims=(claim,), mentions=(mention,))


def stored(case: Case, text: str, *, name: str = "a.txt", read: Reading | None = None) -> Stored:
    """Archive a text and return it as something to store, read unless it is empty."""
    data = text.encode()
    location = Location(kind=LocationKind.URL if "://" in name else LocationKind.PATH, name=name, tool="tests")
    return Stored(sha256=case.add_original(data), size=len(data), location=location, reading=read)


def put(case: Case, text: str, *, name: str = "a.txt", read: Reading | None = None) -> Outcome:
    """Store a text with the plain reading of it, or the one given."""
    (outcome,) = case.put([stored(case, text, name=name, read=read or reading(text, name=name))], run=RUN)
    return outcome


def judgement(number: int) -> dict[str, object]:
    """Return a judgement as a JSON object."""
    return {
        "id": UUID(int=number).hex,
        "seq": 0,
        "time": "2026-11-26T02:16:16Z",
        "actor": "tester",
        "kind": "note",
        "target": {"entity": "the Army"},
        "value": {"text": "grün"},
        "why": "see the annex",
        "supersedes": None,
    }
