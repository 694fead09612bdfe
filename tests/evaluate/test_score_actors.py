"""Pairs of mentions against gold: which claim a mention belongs to, and what is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from factories import claim, document, source
from rashomon.errors import ItemError
from rashomon.evaluate.actors import ActorMention, ActorPair, entity_at, read_actors, score_actors
from rashomon.records import Span

PAPER = document("A Daily")
SAID = claim(PAPER, "x", source("the army spokesman"))
LINE = '{"group": "muc", "a": {"doc": "d", "start": 0, "end": 4}, "b": {"doc": "e", "start": 1, "end": 2}, '


def pair(*, same: bool) -> ActorPair:
    return ActorPair("muc", ActorMention("d", Span(0, 4)), ActorMention("e", Span(1, 2)), same, "tune")


def test_gold_is_read(tmp_path: Path) -> None:
    path = tmp_path / "actors.jsonl"
    path.write_text(LINE + '"same": true, "part": "tune"}\n', encoding="utf-8")
    assert read_actors(path) == [pair(same=True)]


@pytest.mark.parametrize("line", ["no JSON", LINE + '"same": true}', "{}"])
def test_what_is_no_gold_is_said_to_be_none(line: str, tmp_path: Path) -> None:
    path = tmp_path / "actors.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(ItemError, match="line 1 is not gold"):
        read_actors(path)


@pytest.mark.parametrize(("span", "entity"), [(Span(4, 8), "e1"), (Span(0, 40), "e1"), (Span(30, 40), None)])
def test_a_mention_is_of_the_claim_whose_source_it_overlaps(span: Span, entity: str | None) -> None:
    assert entity_at([SAID], {SAID.id: "e1"}, span) == entity


def test_a_mention_without_a_claim_is_nobody_else() -> None:
    found = [(pair(same=True), "e1", "e1"), (pair(same=True), None, None), (pair(same=False), "e1", "e1")]
    tally = score_actors(found)["same"]
    assert (tally.right, tally.predicted, tally.gold) == (1, 2, 2)
