"""Amounts measured on other people's data: floors that a change must not fall below.

NewsQuant (CQE, EMNLP 2023): sentences of news with values, bounds and units. Recognizers-Text: inputs with numbers and
ranges. A vague amount counts as its interval where it has two ends ("thousands" is 1,000 to 10,000 there), else not.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rashomon.extract.quantities import find_quantities
from rashomon.extract.quantity_items import lex
from rashomon.extract.quantity_numbers import read_number
from rashomon.records import Quantity

pytestmark = pytest.mark.data

SIGNS = {"about": "~", "over": ">", "at_least": ">", "under": "<", "at_most": "<"}
UNITS = {
    "US dollar": "dollar",
    "percent": "percentage",
    "degree Celsius": "celsius",
    "degree Fahrenheit": "fahrenheit",
    "tonne": "metric ton",
    "gigatonne": "gigaton",
    "yen": "japanese yen",
    "yuan": "chinese yuan",
    "ringgit": "malaysian ringgit",
    "square foot": "square feet",
    "Singapore dollar": "singaporean dollar",
    "pound": "pound-mass",
}


def values(quantity: Quantity) -> tuple[float, ...] | None:
    if quantity.value is None:
        return None if quantity.low is None or quantity.high is None else (quantity.low, quantity.high + 1)
    return tuple(sorted(quantity.value)) if isinstance(quantity.value, tuple) else (quantity.value,)


def gold_values(text: str) -> tuple[float, ...]:
    pair = re.fullmatch(r"(\d[\d.]*)-(\d[\d.]*)", text)
    return tuple(sorted(map(float, pair.groups()))) if pair else (float(text),)


def same_bound(quantity: Quantity, gold: dict[str, str]) -> bool:
    sign = SIGNS.get(quantity.bound, "=")
    return gold["change"] == sign or (sign in "=~" and gold["change"] == quantity.trend)


def same_unit(quantity: Quantity, gold: dict[str, str]) -> bool:
    """Equal units; where things are counted, the gold's thing and ours share a word's first four letters."""
    name = gold["normalized_unit"]
    if quantity.unit == "fraction":
        return name.startswith("%")
    if quantity.unit is not None:
        unit, _, rate = quantity.unit.partition(" per ")
        return name.lower() == (UNITS.get(unit, unit) + (f" per {rate}" if rate else "")).lower()
    if quantity.counted is None or name == "-":
        return name in ("-", "count")
    theirs = {word[:4] for word in f"{name} {gold['unit']}".lower().split()}
    return bool(theirs & {word[:4] for word in quantity.counted.lower().replace("-", " ").split()})


def test_newsquant(nlp: Any, data_dir: Path) -> None:
    sentences = json.loads((data_dir / "newsquant" / "dev.json").read_text(encoding="utf-8"))
    found = wanted = right = bound = unit = 0
    for sentence in sentences:
        golds = list(sentence["quantities"])
        wanted += len(golds)
        for quantity in find_quantities(nlp(sentence["text"])):
            ours = values(quantity)
            if ours is None:
                continue
            found += 1
            same = [gold for gold in golds if gold_values(gold["value"]) == pytest.approx(ours)]
            if not same:
                continue
            best = max(same, key=lambda gold: (same_bound(quantity, gold), same_unit(quantity, gold)))
            golds.remove(best)
            right += 1
            bound += same_bound(quantity, best)
            unit += same_unit(quantity, best)
    value_f1, bound_f1, unit_f1 = (round(200 * hits / (found + wanted), 2) for hits in (right, bound, unit))
    print(f"NewsQuant dev: value F1 {value_f1}, with bound {bound_f1}, with unit {unit_f1}")
    assert value_f1 >= 93.5
    assert bound_f1 >= 90.7
    assert unit_f1 >= 88.9


def recognizers(data_dir: Path, name: str) -> Any:
    return json.loads((data_dir / "recognizers" / name).read_text(encoding="utf-8-sig"))


def test_numbers_of_recognizers(data_dir: Path) -> None:
    """Share of inputs with all numbers right; many inputs are odd notations that news does not use."""
    cases = recognizers(data_dir, "NumberModel.json")
    right = 0
    for case in cases:
        items, at, ours = lex(case["Input"]), 0, []
        while at < len(items):
            number = read_number(items, at)
            if number is not None:
                ours.append(float(number.value))
            at = max(at + 1, number.last if number else 0)
        right += ours == pytest.approx([float(result["Resolution"]["value"]) for result in case["Results"]], rel=1e-9)
    share = round(100 * right / len(cases), 1)
    print(f"NumberModel: {share} % of {len(cases)} inputs")
    assert share >= 46.5


def ends(quantity: Quantity) -> tuple[float | None, float | None]:
    value = values(quantity) or (0.0,)
    low = None if quantity.bound in ("under", "at_most") else value[0]
    high = None if quantity.bound in ("over", "at_least") else value[-1]
    return low, high


def test_ranges_of_recognizers(nlp: Any, data_dir: Path) -> None:
    """Share of the expected intervals found with both ends right; whether an end is open is not compared."""
    wanted = right = 0
    for case in recognizers(data_dir, "NumberRangeModel.json"):
        ours = [ends(quantity) for quantity in find_quantities(nlp(case["Input"]))]
        for result in case["Results"]:
            low, high = (float(end) if end else None for end in result["Resolution"]["value"].strip("[]()").split(","))
            wanted += 1
            if (low, high) in ours:
                ours.remove((low, high))
                right += 1
    share = round(100 * right / wanted, 1)
    print(f"NumberRangeModel: {share} % of {wanted} intervals")
    assert share >= 81
