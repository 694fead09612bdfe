"""Scales: what ships, what a case brings, and what is refused with the place and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from rashomon.errors import RunError
from rashomon.grading.scales import FILE, Target, scales_of, shipped

OWN = """
[desk]
title = "Desk scale"
axis = "use"
target = ["claim", "document"]
source = "ours"
[[desk.values]]
value = "yes"
title = "may run"
meaning = "It may run."
order = 1
[[desk.values]]
value = "unknown"
title = "nobody looked"
meaning = "No basis."
basis = false
"""


def test_the_published_scales_are_there_on_their_own_axes() -> None:
    found = shipped()
    assert [v.value for v in found["admiralty-source"].values] == list("ABCDEF")
    assert [v.value for v in found["admiralty-information"].values] == list("123456")
    assert found["admiralty-source"].targets == (Target.SOURCE,)
    assert Target.SOURCE not in found["admiralty-information"].targets
    harm = {value.value for value in found["airwars-harm"].values}
    assert harm == {"confirmed", "fair", "weak", "contested", "discounted", "none-reported"}
    assert {v.value for v in found["airwars-strike"].values} == {"declared", "likely", "single-source", "contested"}
    assert {"casualty-outcome", "casualty-verification", "house"} <= set(found)
    assert all(scale.source and all(value.meaning for value in scale.values) for scale in found.values())


@pytest.mark.parametrize(
    ("scale", "value"), [("admiralty-source", "F"), ("admiralty-information", "6"), ("casualty-outcome", "unknown")]
)
def test_no_basis_is_neither_a_middle_nor_the_worst(scale: str, value: str) -> None:
    found = shipped()[scale]
    chosen = found.value(value)
    assert chosen is not None
    assert chosen.no_basis
    assert chosen.order is None
    assert found.no_basis == chosen
    assert sorted(v.order for v in found.values if v.order is not None) == list(
        range(1, sum(v.order is not None for v in found.values) + 1)
    )


def test_confirmed_asks_for_two_origins_and_nothing_else_of_the_axis_does() -> None:
    values = shipped()["admiralty-information"].values
    assert {value.value: value.origins for value in values} == {"1": 2, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0}


def test_a_case_brings_its_own_scale_beside_those_that_ship(tmp_path: Path) -> None:
    assert scales_of(tmp_path) == shipped()
    (tmp_path / FILE).write_text(OWN, encoding="utf-8")
    found = scales_of(tmp_path)
    assert list(found)[-1] == "desk"
    assert found["desk"].targets == (Target.CLAIM, Target.DOCUMENT)
    assert found["desk"].value("YES") is not None
    assert set(shipped()) < set(found)


WRONG = [
    ("no TOML", "[desk\n", "it is no TOML"),
    ("a name of another's", OWN.replace("desk", "house"), "house: comes with the program"),
    ("a bad name", OWN.replace("[desk]", "[Desk_1]").replace("[[desk", "[[Desk_1"), "a name is small letters"),
    ("no title", OWN.replace('title = "Desk scale"\n', ""), "desk: title is missing"),
    ("a slip in a name", OWN.replace("order = 1", "ordre = 1"), "value 1: ordre: no such field"),
    ("a target of none", OWN.replace('"document"', '"place"'), "'place' is none of source, claim, question, document"),
    ("no target", OWN.replace('["claim", "document"]', "[]"), "target: it is empty"),
    ("a wrong type", OWN.replace("order = 1", 'order = "1"'), "order: a whole number is needed"),
    ("true for a number", OWN.replace("order = 1", "order = true"), "order: a whole number is needed"),
    ("a rank of no basis", OWN.replace("basis = false", "basis = false\norder = 2"), "no basis to judge is no rank"),
    ("an order below 1", OWN.replace("order = 1", "order = 0"), "order: a whole number from 1"),
    ("two of one", OWN.replace('value = "unknown"', 'value = "YES"'), "two values are the same"),
    ("one value", OWN[: OWN.rindex("[[desk")], "it has 1 values; 2 to 40"),
    ("an empty meaning", OWN.replace('"It may run."', '" "'), "meaning: 1 to 500 characters"),
    ("origins of a document", OWN.replace("order = 1", "order = 1\norigins = 2"), "origins can be asked for claims"),
    ("a value with a space", OWN.replace('value = "yes"', 'value = "yes no"'), "value: letters, digits and hyphens"),
    ("a scale that is none", 'desk = "x"', "a scale is a table"),
    ("too much", "#" * (1 << 19), "larger than 256 KiB"),
]


@pytest.mark.parametrize(("what", "text", "said"), WRONG, ids=[what for what, _, _ in WRONG])
def test_what_no_scale_can_be_is_refused_with_its_place(what: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match="read scales") as refused:
        scales_of(tmp_path)
    assert said in str(refused.value), what
    assert str(tmp_path / FILE) in str(refused.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00[")
    with pytest.raises(RunError, match="cannot be read"):
        scales_of(tmp_path)
