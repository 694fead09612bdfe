"""Readings come back exactly: every kind of number, every missing value, every box."""

from __future__ import annotations

import json
import typing
import zlib
from array import array
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.records import Document, Glyphs, Reading, Span
from rashomon.store.codec import (
    document_json,
    inflate,
    pack_reading,
    read_document,
    read_json,
    reading_json,
    unpack_reading,
)

SPANS = st.tuples(st.integers(0, 9), st.integers(10, 99)).map(lambda pair: Span(*pair))
TEXT = st.text(max_size=8)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Return what draws values of a type that the records use."""
    if hint is Span:
        return SPANS
    if hint is Glyphs:
        floats = st.lists(st.floats(width=32, allow_nan=False), max_size=8).map(lambda some: array("f", some))
        return st.builds(Glyphs, st.lists(st.integers(0, 99), max_size=8).map(lambda some: array("i", some)), floats)
    if hint is float:  # an annotation that holds whole numbers as well, and they must stay whole
        return st.one_of(st.integers(-9, 9), st.floats(allow_nan=False))
    if hint is str:
        return TEXT
    if isinstance(hint, type) and is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return st.builds(hint, **{item.name: values(hints[item.name]) for item in fields(hint)})
    if typing.get_origin(hint) is tuple and typing.get_args(hint)[-1] is Ellipsis:
        return st.lists(values(typing.get_args(hint)[0]), max_size=2).map(tuple)
    if typing.get_origin(hint) is tuple:
        return st.tuples(*map(values, typing.get_args(hint)))
    if typing.get_origin(hint) is typing.Union or hint.__class__.__name__ == "UnionType":
        return st.one_of(*map(values, typing.get_args(hint)))
    return st.from_type(hint)


def alike(first: Any, second: Any) -> bool:
    """Tell whether two values are the same down to the kind of every number, which `==` does not."""
    if type(first) is not type(second):
        return False
    if isinstance(first, tuple):
        return len(first) == len(second) and all(map(alike, first, second))
    if is_dataclass(first) and not isinstance(first, type):
        return all(alike(getattr(first, item.name), getattr(second, item.name)) for item in fields(first))
    return bool(first == second)


@settings(max_examples=60)
@given(values(Reading))
def test_a_reading_comes_back_exactly(reading: Reading) -> None:
    assert alike(unpack_reading(pack_reading(reading)), reading)


@settings(max_examples=60)
@given(values(Document))
def test_a_document_comes_back_exactly(document: Document) -> None:
    assert alike(read_document(document_json(document)), document)


def test_whole_numbers_stay_whole_in_a_comparison_that_can_fail() -> None:
    assert not alike(1, 1.0)
    assert not alike((1,), (1.0,))
    assert alike((1, None, "a"), (1, None, "a"))


def test_a_moment_keeps_its_offset_and_a_surrogate_its_place() -> None:
    document = Document("a", "0" * 64, "", "a\ud800\x00b", published=date(2017, 11, 14), when=datetime.now(UTC))
    assert read_document(document_json(document)) == document


def test_equal_readings_are_equal_bytes() -> None:
    reading = Reading(Document("a", "0" * 64, "", "text"), sentences=(Span(0, 4),))
    assert reading_json(reading) == reading_json(replace(reading))


def test_an_older_reading_takes_defaults_and_a_newer_field_is_passed_over() -> None:
    reading = Reading(Document("a", "0" * 64, "", "text"))
    plain = json.loads(reading_json(reading))
    del plain["document"]["problems"]
    plain["later"] = 1
    assert read_json(json.dumps(plain).encode()) == reading
    del plain["document"]["sha256"]
    with pytest.raises(ValueError, match="sha256"):
        read_json(json.dumps(plain).encode())


@pytest.mark.parametrize(
    "data",
    [b"", b"nonsense", zlib.compress(b"{}") + b"x", zlib.compress(b"{}" * 99)[:-6], zlib.compress(b"[1]"),
     zlib.compress(b'{"document": 3}'), zlib.compress(b"\xff")],
)  # fmt: skip
def test_what_is_no_reading_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a"):
        unpack_reading(data)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rashomon.store.codec.MAX_JSON", 1000)
    assert len(inflate(zlib.compress(b"0" * 999))) == 999
    with pytest.raises(ValueError, match="too long"):
        inflate(zlib.compress(b"0" * 10_000))
