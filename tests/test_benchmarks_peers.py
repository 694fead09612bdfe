"""The benchmark of near-copies finds a copy by every way that it measures, and keeps made articles apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import peers_copies

from rashomon.evaluate.corpora import CorpusText

WORDS = (
    "The mayor of the harbour town told reporters late on Monday that twelve trucks loaded with grain had left the "
    "northern gate before dawn, and that nobody from the council had been asked, although the rules of the port want "
    "a written order, which two officers later said they had never seen in any of the folders kept at the station."
)
OTHER = (
    "Rain fell for three days over the valley, the river rose above its banks, and farmers drove their cattle to the "
    "hills while schools stayed shut; engineers from the capital were still looking at the oldest of the bridges when "
    "the water began to sink, and the first shops opened again on Thursday with candles instead of lamps."
)
ARTICLES = [CorpusText("a", WORDS), CorpusText("b", f"By our own staff. {WORDS}"), CorpusText("c", OTHER)]


@pytest.mark.parametrize("way", peers_copies.WAYS)
def test_each_way_finds_a_copy_and_nothing_else(way: str) -> None:
    if way.startswith("datasketch"):
        pytest.importorskip("datasketch", reason="peers are installed by make bench-copies only")
    assert peers_copies.WAYS[way](ARTICLES) == {frozenset(("a", "b"))}


def test_made_sets_have_copies_among_themselves_only(data_dir: Path) -> None:
    articles = peers_copies.corpus(data_dir, 2)
    assert len(articles) == 2 * 306
    pairs = peers_copies.ours_candidates([*articles[:40], *articles[306:346]])
    kinds = {tuple(sorted("x" in name for name in pair)) for pair in pairs}
    assert kinds == {(False, False), (True, True)}
