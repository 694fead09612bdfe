"""Enumerations that add up to a lower bound, and those that do not."""

from __future__ import annotations

from typing import Any

import pytest

from rashomon.extract.quantities import find_quantities

SUMS = [
    ("Three children and their mother died.", [("Three children and their mother", 4)]),
    ("A father and his two sons died.", [("A father and his two sons", 3)]),
    ("Two medics, a driver and a guard were abducted.", [("Two medics, a driver and a guard", 4)]),
    ("The blast hurt a nurse and at least a dozen patients.", [("a nurse and at least a dozen patients", 13)]),
    ("Among the dead are a couple and their three children.", [("a couple and their three children", 5)]),
    ("They fired 36 drones and four cruise missiles.", [("36 drones and four cruise missiles", 40)]),
    ("They killed two men and a boy was hurt.", []),
    ("They killed two soldiers and three drivers were hurt.", []),
    ("Two men and children left.", []),
    ("They took two soldiers and three trucks.", []),
    ("They seized 120 kg of explosives, 37 rifles and two drones.", []),
    ("The army lost 12 men, six of them officers.", []),
    ("He saw two men.", []),
]


@pytest.mark.parametrize(("text", "sums"), SUMS)
def test_members_with_numbers_add_up(nlp: Any, text: str, sums: list[tuple[str, int]]) -> None:
    found = [q for q in find_quantities(nlp(text)) if q.derived]
    assert [(q.bound, q.low, q.high) for q in found] == [("at_least", low, None) for _, low in sums]
    assert all(q.text.startswith(words) for q, (words, _) in zip(found, sums, strict=True))
    assert all(q.rule.startswith("derived: ") for q in found)


def test_a_sum_takes_the_low_ends_of_the_profile(nlp: Any) -> None:
    doc = nlp("Dozens of soldiers and a driver were killed.")
    lows = {name: [q.low for q in find_quantities(doc, profile=name) if q.derived] for name in ("literal", "acled")}
    assert lows == {"literal": [25], "acled": [13]}
