"""Turns of subtitles: the name before the colon is the source, whatever reads the attributions."""

from __future__ import annotations

import pytest

from rashomon.config import ExtractConfig
from rashomon.extract.reading import read
from rashomon.ingest.view import tidy
from rashomon.records import Document, Passage, Span, words

LINES = (
    "DRIVER: We were scared. There were 50",
    "trucks. The army said that nobody left.",
    "",
    "Abu Fawzi: Four thousand.",
    "",
    "(silence)",
)
TEXT = "\n".join(LINES)


def subtitles(kind: str = "cue") -> Document:
    at, passages = 0, []
    for line in LINES:
        if line:
            passages.append(Passage(Span(at, at + len(line)), kind))
        at += len(line) + 1
    return Document("a.srt", "0" * 64, "application/x-subrip", TEXT, passages=tuple(passages))


@pytest.mark.parametrize("backend", ["rules", "model"])
def test_each_turn_is_what_its_speaker_says(backend: str) -> None:
    document = subtitles()
    reading = read(document, tidy(document), config=ExtractConfig(attribution=backend))
    turns = [item for item in reading.attributions if item.rule == "turn"]
    assert [(words(TEXT, item.source), words(TEXT, item.content)) for item in turns] == [
        ("DRIVER", "We were scared. There were 50 trucks. The army said that nobody left"),
        ("Abu Fawzi", "Four thousand"),
    ]
    inner = [item for item in reading.attributions if words(TEXT, item.source) == "The army"]
    assert [item.parent for item in inner] == [turns[0].id]


def test_other_documents_are_left_to_the_reader_of_attributions() -> None:
    document = subtitles("paragraph")
    reading = read(document, tidy(document), config=ExtractConfig(attribution="rules"))
    assert [item.rule for item in reading.attributions if item.rule == "turn"] == []
