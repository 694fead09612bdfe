"""The memory that suites share: what it gives is what would have been read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from gold.conftest import remembering
from rashomon import pipeline
from rashomon.config import LAYERS, Config, ExtractConfig, Layer
from rashomon.records import Document, Reading

ONE = Document("one", "0" * 64, "text/plain", "The mayor said that twelve people had left.")
OTHERS = [
    # what differs, document, configuration, layers
    ("the text", replace(ONE, text="The mayor denied it."), Config(), LAYERS),
    ("the name", replace(ONE, path="two"), Config(), LAYERS),
    ("the publisher", replace(ONE, publisher="Post"), Config(), LAYERS),
    ("the back end", ONE, Config(extract=ExtractConfig(attribution="rules")), LAYERS),
    ("the layers", ONE, Config(), {Layer.MENTIONS}),
]


pipeline_read = pipeline.read_texts
"""What was there before the suites were given the memory."""


class Reader:
    """Stands for the pipeline, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[Document] = []

    def read_texts(
        self, documents: Iterable[Document], *, config: Config, layers: Collection[Layer]
    ) -> Iterator[Reading]:
        for document in documents:
            self.asked.append(document)
            yield Reading(document)


def test_a_document_is_read_once_for_all_workers(tmp_path: Path) -> None:
    reader = Reader()
    one, other = (remembering(reader.read_texts, tmp_path) for _ in range(2))
    found = [*one([ONE, ONE], config=Config()), *other([ONE], config=Config())]
    assert found == [Reading(ONE)] * 3
    assert reader.asked == [ONE]


@pytest.mark.parametrize(("document", "config", "layers"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS])
def test_what_differs_in_anything_is_read_by_itself(
    document: Document, config: Config, layers: Collection[Layer], tmp_path: Path
) -> None:
    reader = Reader()
    read = remembering(reader.read_texts, tmp_path)
    list(read([ONE], config=Config()))
    assert list(read([document], config=config, layers=layers)) == [Reading(document)]
    assert reader.asked == [ONE, document]


def test_what_is_remembered_is_what_is_read(tmp_path: Path) -> None:
    read = remembering(pipeline_read, tmp_path)
    config = Config(extract=ExtractConfig(attribution="rules"))
    (first,), (again,) = (list(read([ONE], config=config)) for _ in range(2))
    assert first.claims
    assert first == again == next(pipeline_read([ONE], config=config))


def test_the_suites_read_through_it() -> None:
    """A suite that no longer reads through these names would read everything by itself, and nobody would notice."""
    given = [import_module(f"rashomon.{name}").read_texts for name in ("pipeline", "scoring.actors", "scoring.said")]
    assert given == [given[0]] * 3
    assert given[0] is not pipeline_read
