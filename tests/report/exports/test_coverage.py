"""Every field of every record is carried by a format or told of as lost, and what is said to be carried is."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from rashomon.records import Dossier, RelationKind, Span
from rashomon.report.exports import annotation, claim, claimreview, ftm, prov
from rashomon.report.exports.base import Format, Lost, Material, Retrieval, Run
from rashomon.report.exports.coverage import LEAVES, Coverage, fields_of, noun, reasons
from report.exports.full_case import MATERIAL

FORMATS = {
    module.FORMAT.name: (module.FORMAT, module.COVERAGE) for module in (annotation, prov, claim, claimreview, ftm)
}


def records(of: type, coverage: Coverage) -> Iterator[type]:
    """Yield the records that are met from one on, without those below a field that is lost."""
    hints = typing.get_type_hints(of, localns={"array": list})
    waiting, seen = [of], {of}
    while waiting:
        one = waiting.pop()
        yield one
        hints = typing.get_type_hints(one, localns={"array": list})
        for field in dataclasses.fields(one):
            if f"{noun(one)}.{field.name}" not in coverage.lost:
                fresh = {r for r in within(hints[field.name]) if r not in seen and r not in LEAVES}
                seen |= fresh
                waiting.extend(fresh)


def within(hint: Any) -> Iterator[type]:
    if is_dataclass(hint) and isinstance(hint, type):
        yield hint
    for inner in typing.get_args(hint):
        yield from within(inner)


@pytest.mark.parametrize("name", FORMATS)
def test_somebody_decided_on_every_field_of_every_record(name: str) -> None:
    coverage = FORMATS[name][1]
    met = {r for root in (Dossier, Retrieval, Run) for r in records(root, coverage)}
    there = {f"{noun(one)}.{field.name}" for one in met for field in dataclasses.fields(one)}
    decided = coverage.carried | coverage.lost.keys()
    assert not there - decided, "a field is new: say in COVERAGE whether the format carries it, and if not why"
    assert not decided - there, "no such field, or it lies below one that is lost"
    assert not coverage.carried & coverage.lost.keys()


def written(made: Format, material: Material, folder: Path) -> tuple[dict[str, bytes], list[Lost]]:
    folder.mkdir()
    lost = list(made.write(material, folder))
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}, lost


OTHER: Mapping[str, Callable[[Any], Any]] = {
    "mark.of": lambda of: "document" if of == "question" else "question",
    "mark.kind": lambda kind: "accept" if kind == "grade" else "note",
    "mark.time": lambda _: "2026-11-29T23:59:58Z",
    "retrieval.time": lambda _: "2026-11-29T23:59:58Z",
    "retrieval.kind": lambda kind: "path" if kind == "url" else "stream",
    "document.language": lambda _: "ar",
    "grade.value": lambda value: "4" if value == "2" else "3",
    "change.kind": lambda _: "overlaps",
    "change.scope": lambda scope: "document" if scope != "document" else "outlet",
    "echo.direction": lambda direction: "third" if direction != "third" else "first",
    "relation.relation": lambda kind: (
        RelationKind.CORRECTS if kind is not RelationKind.CORRECTS else RelationKind.DENIES
    ),
    "time.kind": lambda _: "set",
    "time.anchor": lambda _: Span(3, 4),
    "document.media_type": lambda _: "application/pdf",
    "quantity.value": lambda value: value[0] if isinstance(value, tuple) else 3.0,
    "position.claims": lambda _: (),
    "account.claims": lambda _: (),
    "entity.claims": lambda _: (),
    "document.parent": lambda _: None,
    "reading.document": lambda document: replace(document, title="x"),
}
"""Another value of a field, where not any will do."""


def other(key: str, value: Any) -> Any:
    """Return a value unlike the one given."""
    if key in OTHER:
        return OTHER[key](value)
    match value:
        case bool():
            return not value
        case Enum():
            return next(member for member in type(value) if member is not value)
        case str():
            return f"{value}x"
        case int() | float():
            return value + 1
        case datetime():
            return value + timedelta(hours=1)
        case date():
            return value + timedelta(days=1)
        case Span(start, end):
            return Span(start, end - 1)
        case (Span(start, end), *rest):
            return (Span(start, end - 1), *rest)
        case (str(first), *rest):
            return (f"{first}x", *rest)
        case tuple() | frozenset():
            return ()
        case Mapping():
            return {**value, "new": "x"}
        case _ if is_dataclass(value):
            return None
    raise AssertionError(f"{key}: no other value for {value!r}")


def changed(material: Material, key: str) -> Iterator[Material]:
    """Yield cases that differ from one in one field of one record, for each record that gives the field."""
    for number in range(200):
        left = [number]
        made = _changed(material.dossier, key, left)
        places = {d: tuple(_changed(p, key, left) for p in given) for d, given in material.retrieved.items()}
        runs = dict(material.runs)
        if left[0] >= 0 and key.startswith("run."):
            run = _changed(next(iter(runs.values())), key, left)
            runs = dict.fromkeys(runs, run)
        if left[0] >= 0:
            return
        yield replace(material, dossier=made, retrieved=places, runs=runs)


def _changed(record: Any, key: str, left: list[int]) -> Any:
    """Return a record with the field changed in the `left`th place that gives it, counting down."""
    values = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if f"{noun(type(record))}.{field.name}" == key and value not in (None, "", ()):
            if left[0] == 0:
                values[field.name] = other(key, value)
            left[0] -= 1
        elif isinstance(value, tuple) and any(is_dataclass(each) for each in value):
            made = tuple(_changed(e, key, left) if is_dataclass(e) and not isinstance(e, LEAVES) else e for e in value)
            if any(a is not b for a, b in zip(made, value, strict=True)):
                values[field.name] = made
        elif is_dataclass(value) and not isinstance(value, LEAVES):
            made = _changed(value, key, left)
            if made is not value:
                values[field.name] = made
    return replace(record, **values) if values else record


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name, (_, coverage) in FORMATS.items() for key in sorted(coverage.carried)]
)
def test_what_is_carried_shows_in_what_is_written(name: str, key: str, tmp_path: Path) -> None:
    made = FORMATS[name][0]
    before, _ = written(made, MATERIAL, tmp_path / "before")
    assert any(
        written(made, material, tmp_path / str(number))[0] != before
        for number, material in enumerate(changed(MATERIAL, key))
    )


STEERS: Mapping[str, frozenset[str]] = {
    "annotation": frozenset({"document.text", "retrieval.kind"}),  # told by its hash; only an address is a source
    # The hash of a text; a question as what was judged; the identity of a relation.
    "prov": frozenset({"document.text", "relation.question"})
    | {f"question.{name}" for name in ("id", "text", "accounts", "positions")},
    "ftm": frozenset({"relation.question"}),
}
"""By format, lost fields by which something else is chosen or found, without being told themselves."""


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name, (_, coverage) in FORMATS.items() for key in sorted(coverage.lost)]
)
def test_what_is_lost_is_in_the_case_and_not_in_what_is_written(name: str, key: str, tmp_path: Path) -> None:
    made = FORMATS[name][0]
    before, lost = written(made, MATERIAL, tmp_path / "before")
    cases = list(changed(MATERIAL, key))
    assert cases, "the case of the tests has no such value"
    if key not in STEERS.get(name, frozenset()):
        assert all(written(made, m, tmp_path / str(n))[0] == before for n, m in enumerate(cases))
    assert any(one.count > 0 and one.why for one in lost if key in {f"{one.noun}.{one.field}", _whole(one)})


def _whole(lost: Lost) -> str:
    from rashomon.report.exports.coverage import WHOLE

    return next((f"dossier.{name}" for name, called in WHOLE.items() if (called, "*") == (lost.noun, lost.field)), "")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_case_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    made = FORMATS[name][0]
    assert written(made, MATERIAL, tmp_path / "a") == written(made, MATERIAL, tmp_path / "b")


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_case_gives_a_whole_file_and_loses_nothing(name: str, tmp_path: Path) -> None:
    empty = Dossier((), (), (), (), (), (), ())
    files, lost = written(FORMATS[name][0], Material(empty, "0" * 32, MATERIAL.made), tmp_path / "empty")
    assert len(files) == 1
    assert not [one for one in lost if one.count]


def test_losses_count_values_and_leave_out_what_is_not_given() -> None:
    coverage = Coverage(fields_of("claim: id"), reasons({"claim: topics denied; place: facility": "no field for it"}))
    told = {(one.noun, one.field): one.count for one in coverage.losses(MATERIAL)}
    # The place stands in a claim and in the layer of places of each of the four readings.
    assert told == {("claim", "topics"): 2, ("claim", "denied"): 1, ("place", "facility"): 5}
