"""Every field of every record is carried by a format or told of in its loss."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from rashomon.records import Claim
from rashomon.report.exports import fields, tables
from rashomon.report.exports.fields import HOLDERS, NOUNS, Plan
from rashomon.report.exports.registry import FORMATS, format_named
from report.exports.filled import filled_material, text_of, values

PLANS = {
    name: module.PLAN
    for name, path in FORMATS.items()
    if isinstance(getattr(module := import_module(path), "PLAN", None), Plan)
}
PLANS["csv"] = tables.plan()
READ_AS_TEXT = sorted(set(PLANS) - {"xlsx", "parquet"})

# What a format carries by its shape: the order of a chain, the role of a node.
BY_SHAPE = {
    "graphml": {"claim.outlets", "source.canonical"},
    "bibtex": {"document.media_type"},
    "csl": {"document.media_type", "document.published"},
}


@pytest.mark.parametrize("name", sorted(PLANS))
def test_every_field_is_decided_about(name: str) -> None:
    assert list(PLANS[name].undecided()) == []


def test_a_field_that_nobody_decided_about_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = PLANS["csv"]
    less = replace(plan, carried=dict(plan.carried) | {"claim": plan.carried["claim"].replace("stance", "")})
    assert list(less.undecided()) == ["claim.stance: nothing is said of it"]
    more = replace(plan, carried=dict(plan.carried) | {"claim": f"{plan.carried['claim']} colour"})
    assert list(more.undecided()) == ["claim.colour: there is no such field"]


def test_what_holds_other_nouns_is_a_field() -> None:
    for noun, names in HOLDERS.items():
        assert names <= set(NOUNS[noun][0].__dataclass_fields__)


@pytest.mark.parametrize("name", READ_AS_TEXT)
def test_what_is_said_to_be_carried_is_there(name: str, tmp_path: Path) -> None:
    material = filled_material()
    list(format_named(name).write(material, tmp_path))
    text = text_of(tmp_path)
    missing = [
        f"{noun}.{field}: {value}"
        for noun, names in PLANS[name].carried.items()
        for field in names.split()
        if f"{noun}.{field}" not in BY_SHAPE.get(name, ())
        for value in values(material, noun, field)
        if value not in text
    ]
    assert missing == []


@pytest.mark.parametrize("name", sorted(PLANS))
def test_what_is_left_out_is_counted_with_a_reason(name: str) -> None:
    material = filled_material()
    told = {(lost.noun, lost.field): lost for lost in PLANS[name].lost(material)}
    for noun, left in PLANS[name].left.items():
        for field in ["*"] if isinstance(left, str) else [field for names in left for field in names.split()]:
            assert told[noun, field].why.strip()
            there = list(NOUNS[noun][1](material))
            assert told[noun, field].count <= max(len(there), 1)
    assert all(lost.count or lost.noun in ("passage", "glyphs") or lost.field != "*" for lost in told.values())


def test_amounts_outside_claims_are_counted() -> None:
    material = filled_material()
    reading = material.dossier.readings[0]
    lost = {lost.field: lost.count for lost in Plan(left={"reading": fields.READ_ONLY}).lost(material)}
    assert lost["quantities"] == len(reading.quantities) == 1
    inside = replace(reading, claims=tuple(replace(c, quantities=reading.quantities) for c in reading.claims))
    material = replace(material, dossier=replace(material.dossier, readings=(inside,)))
    lost = {lost.field: lost.count for lost in Plan(left={"reading": fields.READ_ONLY}).lost(material)}
    assert lost["quantities"] == 0


def test_rejected_claims_are_claims_too() -> None:
    material = filled_material()
    claim: Claim = material.dossier.readings[0].claims[0]
    with_rejected = replace(material, dossier=replace(material.dossier, rejected=(replace(claim, id="other"),)))
    assert [claim.id for claim in fields.claims_of(with_rejected.dossier)] == [claim.id, "other"]
