"""Frames: every table of a case in both libraries, with the same values and the right types."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import rashomon
from rashomon.api import Case
from rashomon.errors import RunError
from rashomon.report.exports.tables import tables

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")

NOUNS = [table.name for table in tables()]
PANDAS = {
    **{"id": "string", "text": "string", "ids": "object", "list": "object", "spans": "object", "whole": "Int64"},
    **{"number": "Float64", "flag": "boolean", "day": "datetime64[s]", "moment": "datetime64[us, UTC]"},
}
POLARS = {
    **{"id": "String", "text": "String", "ids": "List(String)", "list": "List(String)", "whole": "Int64"},
    **{"spans": "List(List(Int64))", "number": "Float64", "flag": "Boolean", "day": "Date"},
    "moment": "Datetime(time_unit='us', time_zone='UTC')",
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, examples_dir: Path) -> Iterator[Case]:
    with rashomon.create_case(tmp_path_factory.mktemp("frames") / "case", actor="Ada") as made:
        made.add(sorted((examples_dir / "raqqa").glob("0*")))
        made.reject(made.claims[3], why="no claim")
        made.note(made.questions[0], "ask")
        yield made


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with rashomon.create_case(tmp_path_factory.mktemp("empty") / "case") as made:
        yield made


@pytest.mark.parametrize("which", ["case", "empty"])
@pytest.mark.parametrize("noun", NOUNS)
def test_every_column_has_the_type_of_its_kind(noun: str, which: str, request: pytest.FixtureRequest) -> None:
    held: Case = request.getfixturevalue(which)
    (table,) = (table for table in tables() if table.name == noun)
    one, other = held.frame(noun), held.frame(noun, "polars")
    for column in table.columns:
        closed = column.kind == "text" and column.range
        assert str(one[column.name].dtype) == ("category" if closed else PANDAS[column.kind]), column.name
        assert str(other.schema[column.name]) == ("Categorical" if closed else POLARS[column.kind]), column.name
    assert len(one) == len(other) == len(list(held.rows(noun)))
    assert which == "empty" or noun in ("conduits", "changes") or len(one) > 0


def same(value: Any) -> Any:
    """Return a value in one form, whichever library it came from."""
    if isinstance(value, list | tuple):
        return [same(each) for each in value]
    if value is None or (not isinstance(value, list) and pandas.isna(value)):
        return None
    if isinstance(value, date) and not hasattr(value, "hour"):
        return value.isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.mark.parametrize("noun", NOUNS)
def test_both_libraries_and_the_rows_have_the_same_values(case: Case, noun: str) -> None:
    one, other, rows = case.frame(noun), case.frame(noun, "polars"), list(case.rows(noun))
    for name in other.columns:
        left, right = [same(v) for v in one[name]], [same(v) for v in other[name].to_list()]
        days = other.schema[name] == polars.Date
        assert ([v and v[:10] for v in left] if days else left) == right, name
        if other.schema[name] != polars.Datetime("us", "UTC"):
            assert right == [same(row[name]) for row in rows], name


def test_ids_join_and_lists_explode(case: Case) -> None:
    accounts, claims = case.frame("accounts"), case.frame("claims")
    words = accounts.explode("claims").merge(claims, left_on="claims", right_on="id", how="left")
    assert words["text"].notna().all()
    amounts = case.frame("quantities", "polars").join(
        case.frame("claims", "polars"), left_on="claim", right_on="id", how="anti"
    )
    assert len(amounts) == 0
    documents = case.frame("documents")
    assert set(claims["document"]) <= set(documents["id"])


def test_unknown_is_missing_and_never_nought(case: Case) -> None:
    amounts = case.frame("quantities")
    open_ = amounts[amounts["high"].isna() & amounts["low"].notna()]
    assert len(open_) > 0
    assert case.frame("documents")["author"].isna().any()


def test_frames_follow_the_case(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The mayor denied that 12 people had died.", encoding="utf-8")
    with rashomon.create_case(tmp_path / "case") as case:
        assert len(case.frame("claims")) == 0
        case.add(tmp_path / "a.txt")
        assert len(case.frame("claims")) == 1
        case.reject(case.claims[0])
        assert list(case.frame("claims")["standing"]) == ["rejected"]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_missing_is_named_with_its_extra(
    case: Case, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name.split(".", maxsplit=1)[0] == library:
            raise ImportError(name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RunError, match=rf"pip install 'rashomon\[{library}\]'"):
        case.frame("claims", library)  # type: ignore[call-overload]


def test_a_wrong_name_is_answered_with_the_right_ones(case: Case) -> None:
    with pytest.raises(RunError, match="'claim' is no table of a case; choose one of questions, accounts"):
        case.frame("claim")
    with pytest.raises(RunError, match="'claim' is no table"):
        list(case.rows("claim"))
    with pytest.raises(RunError, match="choose one of pandas, polars"):
        case.frame("claims", "excel")  # type: ignore[call-overload]
