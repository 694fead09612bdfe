"""Texts of corpora as documents."""

from __future__ import annotations

from hashlib import sha256

from rashomon.evaluate.corpora import CorpusText
from rashomon.records import Document


def as_document(text: CorpusText) -> Document:
    """Return a text of a corpus as a document that is called by its name; equal texts of two names are two."""
    return Document(
        text.name,
        sha256(f"{text.name} {text.text}".encode()).hexdigest(),
        "text/plain",
        text.text,
        publisher=text.publisher,
        published=text.published,
        when=text.when,
    )
