"""The scorers of copied pairs and of agency credits, on gold that is written here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rashomon.errors import ItemError
from rashomon.evaluate.copies import read_articles, read_copies, read_credits, score_copies, score_credits
from rashomon.records import Echo, EchoDirection, EchoKind, Span

IDS = {name: f"d{name}" for name in "12345"}


def pair(
    a: str, b: str, relation: str | None, direction: str | None = None, origin: str | None = None
) -> dict[str, object]:
    copied = relation not in ("own", "same_release")
    return {
        "a": a,
        "b": b,
        "copied": copied,
        "relation": relation,
        "direction": direction,
        "origin": origin,
        "part": "tune",
    }


def echo(a: str, b: str, kind: EchoKind, direction: EchoDirection, origin: str | None = None) -> Echo:
    return Echo(IDS[a], IDS[b], 0.9, "", (), kind, direction, origin)


def test_pairs_kinds_and_directions_are_counted(tmp_path: Path) -> None:
    gold = [
        pair("1", "2", "copy", "third", "AP"),
        pair("1", "3", "partial", "a"),
        pair("2", "3", None, "b"),
        pair("1", "4", "same_release"),
        pair("1", "5", "own"),
        pair("2", "5", "copy", "third", "AFP"),
    ]
    path = tmp_path / "copies.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in gold), encoding="utf-8")
    found = [
        echo("2", "1", "copy", "third", "AP"),
        echo("3", "1", "copy", "first"),
        echo("3", "2", "copy", "first"),
        echo("1", "5", "partial", "unknown"),
    ]
    tallies = score_copies(read_copies(path), {frozenset((e.source, e.copy)): e for e in found}, IDS)
    counts = {name: (t.right, t.predicted, t.gold) for name, t in tallies.items()}
    assert counts == {"copied": (3, 4, 4), "kind": (1, 2, 2), "direction": (2, 3, 3)}


def test_credits_are_counted_by_agency_and_by_words(tmp_path: Path) -> None:
    path = tmp_path / "credits.jsonl"
    items = [
        {"id": "1", "agency": "AP", "start": 0, "end": 5, "part": "tune"},
        {"id": "2", "agency": None, "part": "tune"},
        {"id": "3", "agency": "AP", "start": 0, "end": 5, "contribution": True, "part": "test"},
    ]
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    answers = {
        "1": (("AP", Span(3, 9)), None),
        "2": (("Reuters", Span(0, 4)), None),
        "3": (None, ("AP", Span(50, 60))),
    }
    tallies = score_credits(read_credits(path), lambda name: answers[name])
    counts = {name: (t.right, t.predicted, t.gold) for name, t in tallies.items()}
    assert counts == {"agency": (1, 2, 1), "contribution": (1, 1, 1), "words": (1, 2, 2)}


def test_a_table_of_wires_is_gold_too(tmp_path: Path) -> None:
    table = tmp_path / "metadata.tsv"
    table.write_text("compartment\tfilename\twire\ntrain\ta\treuters\ndev\tb\tNone\n", encoding="utf-8")
    (tmp_path / "train" / "text").mkdir(parents=True)
    (tmp_path / "train" / "text" / "a.txt").write_text("Rain fell.", encoding="utf-8")
    assert [(item.name, item.agency, item.part) for item in read_credits(table)] == [
        ("a", "Reuters", "tune"),
        ("b", None, "test"),
    ]
    assert {name: text.text for name, text in read_articles(table, tmp_path).items()} == {"a": "Rain fell."}


@pytest.mark.parametrize("line", ["", "[1]", "{}", '{"id": "1"}'])
def test_what_is_no_gold_is_said_so(line: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(ItemError, match="line 1 is not gold"):
        list(read_copies(path))
    with pytest.raises(ItemError):
        list(read_credits(tmp_path / "none.tsv"))
