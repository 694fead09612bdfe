"""The schema of readings says what the records are, and readings fit it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rashomon.store.codec import reading_json
from rashomon.store.codec_schema import reading_schema
from stored import reading

SHIPPED: dict[str, Any] = json.loads(files("rashomon.schemas").joinpath("reading.schema.json").read_text("utf-8"))


def test_the_file_is_what_the_records_say() -> None:
    assert reading_schema() == SHIPPED, "write reading_schema() to schemas/reading.schema.json anew"


def test_it_is_a_schema_and_describes_what_records_describe() -> None:
    Draft202012Validator.check_schema(SHIPPED)
    claim = SHIPPED["$defs"]["Claim"]
    assert claim["properties"]["chain"]["description"] == "origin first, the document's publisher last."
    assert "certainty" in claim["required"]


def test_a_reading_fits() -> None:
    told = json.loads(reading_json(reading("The Army denies it. It rains.")))
    assert list(Draft202012Validator(SHIPPED).iter_errors(told)) == []


@pytest.mark.parametrize("wrong", [{"document": {}}, {"claims": [{}]}, {"sentences": [[1]]}])
def test_what_is_no_reading_does_not_fit(wrong: dict[str, Any]) -> None:
    told = json.loads(reading_json(reading("The Army denies it."))) | wrong
    assert list(Draft202012Validator(SHIPPED).iter_errors(told))
