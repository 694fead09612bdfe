"""Texts to readings in one call, for the tests of the extract room and those that start from a text."""

from __future__ import annotations

import hashlib

from rashomon.config import ExtractConfig
from rashomon.extract.reading import read
from rashomon.ingest.view import tidy
from rashomon.records import Attribution, Document, Reading, Source, words

PUBLISHER = "Example Post"


def document(text: str, *, publisher: str | None = PUBLISHER, path: str = "story.txt") -> Document:
    """Return a plain-text document that gives nothing but its publisher."""
    return Document(path, hashlib.sha256(text.encode()).hexdigest(), "text/plain", text, publisher=publisher)


def reading(
    text: str, *, publisher: str | None = PUBLISHER, narrative: bool = False, backend: str = "rules"
) -> Reading:
    """Return what is said in a text; its own voice only where `narrative` is asked for.

    The rules are the back end unless another is named: they find the same in a sentence whatever else was learnt.
    """
    given = document(text, publisher=publisher)
    return read(given, tidy(given), config=ExtractConfig(narrative=narrative, attribution=backend))


def spoken(found: Reading, attribution: Attribution) -> tuple[str, str, str]:
    """Return source, cue and content of an attribution in words."""
    text = found.document.text
    return words(text, attribution.source), words(text, attribution.cue), words(text, attribution.content)


def only(found: Reading) -> tuple[Attribution, Source]:
    """Return the one attribution of a reading, and who its first claim says it is of."""
    (attribution,) = found.attributions
    source = found.claims[0].source
    assert source is not None
    return attribution, source
