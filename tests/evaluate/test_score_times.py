"""The scorers of times, on gold made by hand and finders that say what they are told to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rashomon.errors import ItemError
from rashomon.evaluate import (
    Finder,
    read_passages,
    read_periods,
    read_timex,
    score_passages,
    score_periods,
    score_timex,
)
from rashomon.records import Span, Time

TIMEML = """<TimeML><DCT><TIMEX3 tid="t0" type="DATE" value="1998-01-08">January 8</TIMEX3></DCT>
<TEXT>It rained <TIMEX3 tid="t1" type="DATE" value="1998-01-07">yesterday</TIMEX3> &amp; for
<TIMEX3 tid="t2" type="DURATION" value="P3D">three days</TIMEX3>.</TEXT></TimeML>"""


def finder(*found: tuple[str, str], start: date | None = None, end: date | None = None) -> Finder:
    """Return a finder that finds words with a value."""

    def find(text: str, *, published: date | None) -> Sequence[Time]:
        spans = [(Span(text.index(w), text.index(w) + len(w)), value) for w, value in found if w in text]
        return [Time(span.of(text), span, start, end, value=value) for span, value in spans]

    return find


@pytest.fixture
def timeml(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.tml").write_text(TIMEML, encoding="utf-8")
    return tmp_path


def test_a_third_of_the_files_is_kept_aside(timeml: Path) -> None:
    assert [d.name for d in read_timex(timeml)] == ["a.tml", "b.tml"]
    assert [d.name for d in read_timex(timeml, part="kept")] == ["c.tml"]


def test_offsets_are_those_of_the_text_without_tags(timeml: Path) -> None:
    (document,) = read_timex(timeml, part="kept")
    assert document.published == date(1998, 1, 8)
    assert [document.text[t.start : t.end] for t in document.timexes] == ["yesterday", "three days"]
    assert "rained yesterday & for" in document.text


@pytest.mark.parametrize(
    ("found", "right", "predicted", "overlapping"),
    [
        ([("yesterday", "1998-01-07"), ("three days", "P3D")], 2, 2, 2),
        ([("rained yesterday", "1998-01-07")], 1, 1, 1),
        ([("yesterday", "1998-01-06")], 0, 1, 1),
        ([("It rained", "1998-01-07")], 0, 1, 0),
        ([("yesterday & for\nthree days", "1998-01-07/P3D")], 2, 2, 2),
        ([("yesterday", "")], 0, 0, 0),
        ([], 0, 0, 0),
    ],
)
def test_spans_overlap_and_values_are_equal(
    timeml: Path, found: list[tuple[str, str]], right: int, predicted: int, overlapping: int
) -> None:
    tally = score_timex(read_timex(timeml, part="kept"), finder(*found))
    assert (tally.right, tally.predicted, tally.gold, tally.overlapping) == (right, predicted, 2, overlapping)


def test_other_kinds_are_not_asked_for(timeml: Path) -> None:
    find = finder(("yesterday", "1998-01-07"), ("three days", "P3D"))
    tally = score_timex(read_timex(timeml, part="kept"), find, kinds=("DURATION",))
    assert (tally.right, tally.predicted, tally.gold) == (1, 1, 1)


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ItemError, match=r"no \.tml files"):
        list(read_timex(tmp_path))


def case(timex: str, **past: str) -> dict[str, Any]:
    value = {"Timex": timex, "PastResolution": past, "FutureResolution": past}
    context = {"ReferenceDateTime": "2016-11-07T00:00:00"}
    return {"Input": "out then", "Context": context, "Results": [{"Text": "then", "Value": value}]}


@pytest.mark.parametrize(
    ("timex", "past", "interval", "right"),
    [
        ("2016-11-05", {"date": "2016-11-05"}, ("2016-11-05", "2016-11-05"), 1),
        ("2016-W45", {"startDate": "2016-11-07", "endDate": "2016-11-14"}, ("2016-11-07", "2016-11-13"), 1),
        ("2016-W45", {"startDate": "2016-11-07", "endDate": "2016-11-14"}, ("2016-11-07", "2016-11-14"), 0),
        ("(a,b,P7D)", {"startDate": "2016-11-07", "endDate": "2016-11-14"}, ("2016-11-07", "2016-11-14"), 1),
    ],
)  # fmt: skip
def test_ends_are_exclusive_but_for_pairs(
    tmp_path: Path, timex: str, past: dict[str, str], interval: tuple[str, str], right: int
) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([case(timex, **past)]), encoding="utf-8")
    start, end = (date.fromisoformat(day) for day in interval)
    tally = score_periods(read_periods(path), finder(("then", "x"), start=start, end=end))
    assert (tally.right, tally.gold, tally.predicted) == (right, 1, 1)


def test_what_the_suite_gives_no_days_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([case("SU")]), encoding="utf-8")
    assert score_periods(read_periods(path), finder(("then", "x"))).gold == 0


def test_a_day_that_does_not_exist_is_right_without_days(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([case("XXXX-02-30", date="0001-01-01")]), encoding="utf-8")
    tally = score_periods(read_periods(path), finder(("then", "x"), start=None, end=None))
    assert (tally.right, tally.gold) == (1, 1)


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text('[{"Input": "x"}]', encoding="utf-8")
    with pytest.raises(ItemError, match="no cases of dates"):
        list(read_periods(path))


PASSAGE = {
    "id": "t-001",
    "published": "2017-11-14",
    "text": "It began on 3 November. The next day it ended.",
    "times": [
        {"text": "3 November", "from": "2017-11-03", "to": "2017-11-03", "relative": False},
        {"text": "The next day", "from": "2017-11-04", "to": "2017-11-04", "relative": True},
    ],
}


@pytest.mark.parametrize(("day", "right"), [(date(2017, 11, 4), 1), (date(2017, 11, 5), 0)])
def test_both_days_must_be_right(tmp_path: Path, day: date, right: int) -> None:
    path = tmp_path / "times.jsonl"
    path.write_text(json.dumps(PASSAGE) + "\n", encoding="utf-8")
    find = finder(("next day", "x"), start=day, end=day)
    tally = score_passages(read_passages(path), find)
    assert (tally.right, tally.predicted, tally.gold) == (right, 1, 1)
    assert score_passages(read_passages(path), find, relative=False).gold == 2


def test_words_that_are_not_there_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "times.jsonl"
    path.write_text(json.dumps(PASSAGE | {"text": "It began."}) + "\n", encoding="utf-8")
    with pytest.raises(ItemError, match="line 1 is not gold"):
        list(read_passages(path))
