"""Scoring pairs of claims: what counts as one question, as opposed, and as not found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from factories import claim, document, quantity, readings, source
from rashomon.config import Config
from rashomon.errors import ItemError
from rashomon.evaluate.pairs import GoldClaim, GoldPair, read_pairs, score_pairs
from rashomon.pipeline import compare
from rashomon.records import Span

A, B = document("A Daily"), document("B Herald")


def gold(a: int, b: int, *, same: bool, opposed: bool = False) -> GoldPair:
    return GoldPair(
        "g", GoldClaim(A.path, (Span(a, a + 10),)), GoldClaim(B.path, (Span(b, b + 10),)), same, opposed, None, "tune"
    )


def scores(*pairs: GoldPair) -> dict[str, tuple[int, int, int]]:
    claims = [
        claim(A, "40 fighters left", source("army"), quantities=[quantity("40", 40)], at=0),
        claim(B, "250 fighters left", source("rebels"), quantities=[quantity("250", 250)], at=0),
        claim(B, "it rained", source("rebels"), at=100),
    ]
    dossier = compare(readings(*claims, documents=(A, B)), config=Config())
    return {name: (t.right, t.predicted, t.gold) for name, t in score_pairs(pairs, {"g": dossier}).items()}


def test_right_wrong_and_missing() -> None:
    found = scores(gold(0, 0, same=True, opposed=True), gold(0, 100, same=False), gold(0, 500, same=True))
    assert found["same question"] == (1, 1, 2)
    assert found["opposed"] == (1, 1, 1)


def test_a_question_that_is_none_counts_as_found_and_wrong() -> None:
    assert scores(gold(0, 0, same=False))["same question"] == (0, 1, 0)


def test_a_line_that_is_no_pair_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps({"group": "g"}) + "\n", encoding="utf-8")
    with pytest.raises(ItemError, match="line 1"):
        list(read_pairs(path))
