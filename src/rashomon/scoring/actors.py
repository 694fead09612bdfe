"""Actors run over gold: documents of a group read, linked together, and held against pairs of mentions."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rashomon.config import Config
from rashomon.evaluate import Tally
from rashomon.evaluate.actors import entity_at, read_actors, score_actors, texts_of
from rashomon.pipeline import read_texts
from rashomon.scoring.documents import as_document
from rashomon.scoring.said import OnDocument, quiet


def actors(
    path: Path, texts: Path, *, config: Config, part: str | None = None, on_document: OnDocument = quiet
) -> dict[str, Tally]:
    """Return precision and recall of "these two are one actor" over the pairs of `actors.jsonl`.

    Every document of a group that the gold names is read and linked, whichever part is counted: what one text says of
    an actor may be known from another.
    """
    from rashomon.link.entities import link_entities

    pairs = read_actors(path)
    named: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        named[pair.group] |= {pair.a.document, pair.b.document}
    found = []
    for group, names in sorted(named.items()):
        readings = []
        for reading in read_texts(map(as_document, texts_of(group, names, texts)), config=config):
            readings.append(reading)
            on_document(reading.document.path)
        of_claim = link_entities(readings).of_claim
        claims = {reading.document.path: reading.claims for reading in readings}
        for pair in pairs:
            if pair.group == group and part in (None, pair.part):
                one, other = (entity_at(claims[end.document], of_claim, end.span) for end in (pair.a, pair.b))
                found.append((pair, one, other))
    return score_actors(found)
