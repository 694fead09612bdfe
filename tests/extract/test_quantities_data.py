"""Amounts measured on other people's data: floors that a change must not fall below.

NewsQuant (CQE, EMNLP 2023): sentences of news with values, bounds and units. Recognizers-Text: inputs with numbers and
ranges. MUC-3/4: numbers of victims with a bound, as analysts put them into keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from rashomon import scoring
from rashomon.config import Config
from rashomon.evaluate import Tally

pytestmark = pytest.mark.data


def hold(tallies: Mapping[str, Tally], floors: Mapping[str, float], *, recall: bool = False) -> None:
    """Compare F1, or the share of the gold found, with floors in per cent; print all figures."""
    found = {name: round(100 * (tally.recall if recall else tally.f1), 1) for name, tally in tallies.items()}
    print(found)
    assert {name: (found[name], floor) for name, floor in floors.items() if found[name] < floor} == {}


def test_newsquant(data_dir: Path) -> None:
    tallies = scoring.newsquant(data_dir / "newsquant" / "dev.json", config=Config())
    hold(tallies, {"value": 93.4, "value + bound": 90.7, "value + unit": 88.9})


def test_numbers_of_recognizers(data_dir: Path) -> None:
    hold(scoring.numbers(data_dir / "recognizers" / "NumberModel.json"), {"number value": 96.1}, recall=True)


def test_ranges_of_recognizers(data_dir: Path) -> None:
    tallies = scoring.ranges(data_dir / "recognizers" / "NumberRangeModel.json", config=Config())
    hold(tallies, {"interval": 96.9}, recall=True)


def test_victims_of_muc(data_dir: Path) -> None:
    hold(scoring.victims(data_dir / "muc34", config=Config()), {"inside": 89.0, "same bound": 59.0}, recall=True)
