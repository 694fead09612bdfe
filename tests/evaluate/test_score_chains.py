"""The scorer of chains: what it reads, and what it counts as right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rashomon.evaluate import ChainItem, read_mpqa, score_chains
from rashomon.records import Span

TEXT = "The mayor said that Norway opposed the dam."


def item(*chains: tuple[str, ...]) -> ChainItem:
    return ChainItem("story", TEXT, tuple(Span(35, 42) for _ in chains), chains)


@pytest.mark.parametrize(
    ("gold", "ours", "depth", "exact"),
    [
        ((), (), 1, 1),
        (("the mayor",), ("mayor",), 1, 1),
        (("the mayor", "Norway"), ("mayor", "Norway"), 1, 1),
        (("the mayor", "Norway"), ("Norway", "mayor"), 1, 0),
        (("the mayor",), ("mayor", "Norway"), 0, 0),
        (("he",), ("mayor",), 1, 1),
    ],
)
def test_depth_is_length_and_exact_is_also_who(
    gold: tuple[str, ...], ours: tuple[str, ...], depth: int, exact: int
) -> None:
    score = score_chains([(item(gold), [ours])])
    assert (score.items, score.depth, score.exact, score.two_links) == (1, depth, exact, int(len(gold) == 1))


def test_stretches_are_found_in_their_sentence_and_the_writer_is_left_out(tmp_path: Path) -> None:
    entry = {
        "context": f"The dam is new. {TEXT}",
        "extract": [
            {"text": TEXT, "question": "the dam", "answer": ["w", "The mayor", "Norway"]},
            {"text": "Not in this text.", "question": "the dam", "answer": ["w"]},
        ],
    }
    path = tmp_path / "gold.json"
    path.write_text(json.dumps({"story": entry}), encoding="utf-8")
    (found,) = read_mpqa(path)
    assert [span.of(found.text) for span in found.spans] == ["the dam"]
    assert found.spans[0].start > len("The dam is new. ")
    assert found.chains == (("The mayor", "Norway"),)
