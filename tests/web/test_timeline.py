"""The timeline: what happened apart from what was said, uncertain days as bars, windows, counts, and the list."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from rashomon.records import Span, Time
from rashomon.report.contexts import Link
from rashomon.web import periods
from rashomon.web.boarding_when_where import FROM, RANGE, UNTIL, WITHIN, _reading, bulk
from rashomon.web.shapes_timeline import Asked, Choice, Counts, Item, Lane, Timeline, Window
from rashomon.web.timeline_drawing import drawn, rows_needed
from web.moments import Moment, put_moments

HTML = {"accept": "text/html"}


def shown(client: TestClient, **query: object) -> Any:
    answer = client.get("/api/timeline", params={name.rstrip("_"): str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def timeline(*items: Item, first: str, last: str) -> Timeline:
    lane = Lane("key", Link("BBC", "/sources/key"), 0, 0, items)
    nothing = Choice("", "")
    asked = Asked("source", "all", nothing, nothing)
    window = Window("", first, last)
    return Timeline(asked, window, False, (), Counts(0, 0, 0, 0), (0, 0), (lane,), 1, 1, (), 1, 1, (), ())


def test_what_happened_is_told_apart_from_what_was_said(client: TestClient) -> None:
    told = shown(client)
    events = [entry for entry in told["entries"] if entry["kind"] == "event"]
    statements = [entry for entry in told["entries"] if entry["kind"] == "statement"]
    assert {(e["first"], e["last"], e["precision"]) for e in events} >= {
        ("2017-10-01", "2017-10-31", "month"),
        ("2017-10-12", "2017-10-12", "day"),
    }
    assert {s["basis"] for s in statements} == {"published"}
    assert told["counts"]["events"] == len(events)
    page = client.get("/timeline", headers=HTML).text
    picture = page[: page.index('<table class="moments">')]
    assert re.search(r'class="of-event".*?<path class="mark"', picture, re.DOTALL), "a day something happened"
    assert re.search(r'class="of-event".*?<rect class="partly"', picture, re.DOTALL), "some day of a month"
    assert re.search(r'class="of-statement".*?<circle class="mark"', picture, re.DOTALL), "a day something was said"


def test_every_entry_and_every_mark_leads_to_words(client: TestClient) -> None:
    page = client.get("/timeline", headers=HTML).text
    claims = set(re.findall(r'href="(/claims/\w+)"', page))
    assert len(claims) > 30
    assert {client.get(claim, headers=HTML).status_code for claim in claims} == {200}
    zooms = set(re.findall(r'<a class="of-\w+" href="(/timeline[^"]*)"', page))
    assert zooms
    for zoom in zooms:
        answer = client.get(zoom.replace("&amp;", "&"), headers=HTML)
        assert "/claims/" in answer.text, zoom


def test_uncertain_days_are_bars_from_the_first_to_the_last() -> None:
    items = (
        Item("event", "within", "2017-10-11", "2017-10-20", 1, "c"),
        Item("event", "within", "2017-10-21", "2017-10-21", 1, "c"),
        Item("event", "from", "2017-10-01", "2017-10-01", 1, "c"),
    )
    (lane,) = drawn(timeline(*items, first="2017-10-01", last="2017-10-30")).lanes
    marks = {mark.item.reading + mark.shape: mark for mark in lane.marks}
    bar = marks["withinbar"]
    assert (bar.x1, bar.x2) == (33.33, 66.67), "the eleventh to the twentieth of thirty days"
    assert marks["withinpoint"].middle == pytest.approx(100 * 20.5 / 30, abs=0.02)
    assert marks["fromfrom"].x1 == 0


def test_what_reaches_beyond_the_window_has_no_end_there() -> None:
    item = Item("event", "within", "2017-09-20", "2017-10-10", 1, "c")
    (lane,) = drawn(timeline(item, first="2017-10-01", last="2017-10-30")).lanes
    (bar,) = lane.marks
    assert bar.ends == (False, True)
    assert (bar.x1, bar.x2) == (0.0, 33.33)


def test_statements_lie_below_the_line_and_happenings_above() -> None:
    items = [Item(kind, "within", "2017-10-05", "2017-10-05", 1, "c") for kind in ("statement", "event")]
    (lane,) = drawn(timeline(*items, first="2017-10-01", last="2017-10-30")).lanes
    places = {mark.item.kind: mark.y for mark in lane.marks}
    assert places["event"] < lane.line < places["statement"] < lane.height


def test_no_mark_covers_another() -> None:
    days = [Item("event", "within", f"2017-10-{day:02}", f"2017-10-{day:02}", 1, "c") for day in range(1, 29)]
    stretch = periods.parse("2017")
    assert rows_needed(days, periods.parse("2017-10")) == 1
    assert rows_needed(days, stretch) > 5
    (lane,) = drawn(timeline(*days, first="2017-01-01", last="2017-12-31")).lanes
    in_rows: dict[float, list[float]] = {}
    for mark in lane.marks:
        in_rows.setdefault(mark.y, []).append(mark.middle)
    assert all(b - a >= 2.39 for xs in in_rows.values() for a, b in zip(sorted(xs), sorted(xs)[1:], strict=False))


DENSE: list[Moment] = [
    ("event", f"2017-{m:02}-{d:02}", f"2017-{m:02}-{d:02}", WITHIN) for m in (3, 4) for d in range(1, 29)
]
ABSURD: list[Moment] = [("event", "0001-01-01", "0001-12-31", WITHIN), ("event", "9999-12-31", "9999-12-31", FROM)]


def test_a_misread_year_does_not_stretch_the_window_and_is_counted(client: TestClient, folder: Path) -> None:
    put_moments(folder, DENSE + ABSURD)
    told = shown(client)
    assert told["bulk"]
    assert "2017-01" < told["window"]["first"] < "2017-03-01" <= "2017-04-28" < told["window"]["last"] < "2017-07"
    assert told["counts"] == {"events": 56, "statements": 0, "before": 1, "after": 1}
    assert "Outside: 1 before, 1 after." in client.get("/timeline", headers=HTML).text
    whole = shown(client, span="all")
    assert (whole["window"]["first"], whole["window"]["last"]) == ("0001-01-01", "9999-12-31")
    assert whole["counts"] == {"events": 58, "statements": 0, "before": 0, "after": 0}
    assert client.get("/timeline", params={"span": "all"}, headers=HTML).status_code == 200


def test_dense_days_are_counted_and_a_count_zooms_in(client: TestClient, folder: Path) -> None:
    put_moments(folder, DENSE)
    lane = shown(client, from_="2016", to="2018")["lanes"][0]
    counts = [item for item in lane["items"] if item["reading"] == "count"]
    assert (lane["unit"], [(c["name"], c["count"]) for c in counts]) == ("month", [("2017-03", 28), ("2017-04", 28)])
    inside = shown(client, from_=counts[0]["first"], to=counts[0]["last"])
    assert inside["counts"]["events"] == 28
    assert sum(item["count"] for item in inside["lanes"][0]["items"]) == 28


def test_each_of_few_days_opens_its_claim(client: TestClient, folder: Path) -> None:
    put_moments(folder, [("event", "2017-03-01", "2017-03-01", WITHIN), ("event", "2017-03-05", "2017-03-09", UNTIL)])
    items = shown(client)["lanes"][0]["items"]
    assert [(item["reading"], item["count"]) for item in items] == [("within", 1), ("until", 1)]
    assert all(client.get(f"/api/claims/{item['claim']}").status_code == 200 for item in items)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [("year", "2017-01-01", "2017-12-31"), ("month", "2017-04-01", "2017-04-30"), ("week", "2017-03-27", "2017-04-02")],
)
def test_presets_lie_around_the_middle_of_the_moments(
    client: TestClient, folder: Path, span: str, first: str, last: str
) -> None:
    put_moments(folder, DENSE + ABSURD)
    window = shown(client, span=span)["window"]
    assert (window["first"], window["last"]) == (first, last)


def test_lanes_of_a_question_and_filters(client: TestClient, folder: Path) -> None:
    put_moments(
        folder, [("event", "2017-03-01", "2017-03-01", WITHIN), ("statement", "2017-03-05", "2017-03-05", WITHIN)]
    )
    asked = shown(client, lanes="question")
    assert asked["lanes"]
    assert all(lane["name"]["anchor"] == f"/questions/{lane['key']}" for lane in asked["lanes"])
    question, source = asked["lanes"][0]["key"], shown(client)["lanes"][0]["key"]
    for query in ({"question": question}, {"source": source}, {"source": source, "question": question}):
        for lanes in ("source", "question"):
            told = shown(client, lanes=lanes, **query)
            assert (told["counts"]["events"], told["counts"]["statements"]) == (1, 1)
            assert told["lanes"], (query, lanes)
    assert shown(client, kind="events")["counts"] == {"events": 1, "statements": 0, "before": 0, "after": 0}
    other = next(choice["key"] for choice in asked["sources"] if choice["key"] != source)
    assert shown(client, source=other)["counts"] == {"events": 0, "statements": 0, "before": 0, "after": 0}
    page = client.get("/timeline", params={"source": other}, headers=HTML).text
    assert "Nothing lies in this stretch of time" in page
    assert "lift the filters" in page


def test_the_list_is_complete_over_its_pages(client: TestClient, folder: Path) -> None:
    put_moments(folder, DENSE)
    first, second = shown(client), shown(client, page=2)
    days = [entry["first"] for told in (first, second) for entry in told["entries"]]
    assert first["pages"] == 2
    assert days == sorted(day for _, day, _, _ in DENSE)


def test_what_a_person_took_out_is_not_there_after_the_next_comparison(
    client: TestClient, compared: Any, folder: Path
) -> None:
    before = shown(client)
    entry = next(entry for entry in before["entries"] if entry["kind"] == "event")
    client.post("/api/judgements", json={"kind": "reject", "claim": entry["claim"]})
    now = next(e for e in shown(client)["entries"] if e["claim"] == entry["claim"])
    assert now["state"] == "rejected"
    compared()
    assert entry["claim"] not in {e["claim"] for e in shown(client)["entries"]}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=2017-02-30", 422),
        ("from=0000", 422),
        ("from=yesterday", 422),
        ("span=aeon", 422),
        ("page=0", 422),
        ("source=nobody", 404),
        ("question=%27%20OR%201=1--", 404),
        ("from=9999&to=9999-12-31", 200),
        ("from=2018&to=2016", 200),
        ("from=0001-01-01", 200),
        ("to=0001-01-01", 200),
        ("page=100000&lane_page=100000", 200),
    ],
)
def test_odd_addresses(client: TestClient, query: str, status: int) -> None:
    for path in ("/api/timeline", "/timeline"):
        assert client.get(f"{path}?{query}", headers=HTML).status_code == status


def test_how_days_are_read() -> None:
    day = date(2017, 10, 12)
    at = Span(0, 1)
    assert _reading(Time("since", at, day, None)) == FROM
    assert _reading(Time("until", at, None, day)) == UNTIL
    assert _reading(Time("from to", at, day, day, "span", value="2017-10-06/2017-10-12")) == RANGE
    both = ((day, day), (day, day))
    assert _reading(Time("or", at, day, day, "span", value="a|b", alternatives=both)) == WITHIN
    assert _reading(Time("October", at, day, day, "month", value="2017-10")) == WITHIN


DAYS = st.integers(periods.FIRST, periods.LAST)


@given(st.lists(st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair))), min_size=1, max_size=60))
def test_the_bulk_is_a_stretch_of_the_moments(days: list[tuple[int, int]]) -> None:
    first, last = bulk(days)
    assert min(f for f, _ in days) <= first <= last <= max(e for _, e in days)
    inside = sum(e >= first and f <= last for f, e in days)
    assert inside >= len(days) / 2


@given(DAYS, st.sampled_from(periods.UNITS))
def test_a_period_holds_its_day_and_none_is_left_out(day: int, unit: str) -> None:
    first, last = periods.period(day, unit)
    assert periods.FIRST <= first <= day <= last <= periods.LAST
    if last < periods.LAST:
        assert periods.period(last + 1, unit)[0] == last + 1


@given(DAYS, DAYS)
def test_an_axis_has_few_marks_all_inside(one: int, other: int) -> None:
    stretch = min(one, other), max(one, other)
    marks = periods.ticks(stretch)
    assert len(marks) <= 9
    assert all(stretch[0] <= day <= stretch[1] and words for day, words in marks)


READINGS = st.sampled_from(["within", "range", "until", "from", "count"])


@given(
    st.tuples(DAYS, DAYS).map(sorted),
    st.lists(
        st.tuples(st.sampled_from(["event", "statement"]), READINGS, DAYS, DAYS, st.integers(1, 10**7)), max_size=30
    ),
)
def test_every_number_drawn_is_finite_and_inside(window: list[int], told: list[tuple[str, str, int, int, int]]) -> None:
    first, last = window
    items = [
        Item(kind, reading, periods.iso(min(a, b)), periods.iso(max(a, b)), count)
        for kind, reading, a, b, count in told
        if min(a, b) <= last and max(a, b) >= first
    ]
    drawing = drawn(timeline(*items, first=periods.iso(first), last=periods.iso(last)))
    (lane,) = drawing.lanes
    assert len(lane.marks) == len(items)
    for mark in lane.marks:
        assert all(math.isfinite(n) for n in (mark.x1, mark.x2, mark.y, mark.height))
        assert 0 <= mark.x1 <= mark.x2 <= 100
        assert 0 < mark.y < lane.height
    assert all(0 <= tick.x <= 100 for tick in drawing.ticks)
