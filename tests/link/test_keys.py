"""What a document is looked up by among very many."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.compare import story

from rashomon.config import Config
from rashomon.link.keys import story_keys
from rashomon.pipeline import read_documents, read_texts
from rashomon.records import Reading


@pytest.fixture(scope="module")
def readings(examples_dir: Path) -> list[Reading]:
    files = [str(examples_dir / "raqqa" / name) for name in ("03-sdf-statement.txt", "06-correction.txt")]
    return list(read_texts(read_documents(files, config=Config()), config=Config()))


def test_documents_of_one_event_share_keys_and_those_of_another_do_not(readings: list[Reading]) -> None:
    one, other = map(story_keys, readings)
    assert one & other
    for elsewhere in map(story_keys, story(readings, 1)):
        assert not elsewhere & (one | other)


def test_keys_are_few_and_are_names_together_and_deeds_of_names(readings: list[Reading]) -> None:
    for keys in map(story_keys, readings):
        assert 0 < len(keys) <= 15 + 5 * 8
        assert any(" & " in key for key in keys)


def test_a_document_without_names_has_no_keys() -> None:
    from factories import document

    assert story_keys(Reading(document("A", "It rained."))) == frozenset()
