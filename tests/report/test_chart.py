"""The picture of intervals: every account has a place, and the places keep the order of the numbers."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.report.chart import Bar, Chart, Row, interval_chart, interval_words, number_words


def draw(*bars: Bar, unit: str | None = None) -> Chart:
    chart = interval_chart(bars, title="How many?", unit=unit)
    assert chart is not None
    return chart


def bar(low: float | None, high: float | None, *points: float, denied: bool = False) -> Bar:
    return Bar("somebody", "so many", low, high, points, denied)


def places(row: Row) -> tuple[float, float]:
    assert row.x1 is not None
    assert row.x2 is not None
    return row.x1, row.x2


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (250, "250"),
        (3500, "3,500"),
        (2.5, "2.5"),
        (0, "0"),
        (-12, "-12"),
        (1_500_000, "1.5 million"),
        (3e9, "3 billion"),
        (1e21, "1e+21"),
        (0.25, "0.25"),
    ],
)
def test_number_words(value: float, words: str) -> None:
    assert number_words(value) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (24, 60, "24 to 60"),
        (250, 250, "250"),
        (101, None, "101 or more"),
        (None, 10, "up to 10"),
        (None, None, "no number"),
        (math.nan, math.inf, "no number"),
    ],
)
def test_interval_words(low: float | None, high: float | None, words: str) -> None:
    assert interval_words(low, high) == words


def test_a_single_exact_number_is_a_dot() -> None:
    (row,) = draw(bar(250, 250)).rows
    assert len(row.dots) == 1
    assert places(row) == (row.dots[0], row.dots[0])


def test_order_on_the_page_is_order_of_the_numbers() -> None:
    chart = draw(bar(24, 60), bar(205, 205), bar(250, 250))
    ends = [end for row in chart.rows for end in places(row)]
    assert ends == sorted(ends)
    assert "logarithmic" not in chart.axis


@pytest.mark.parametrize(("low", "high", "log"), [(4, 100, False), (4, 130, True), (0, 250, False), (1, 1e9, True)])
def test_the_scale_is_logarithmic_over_a_wide_range_only(low: float, high: float, log: bool) -> None:
    assert ("logarithmic" in draw(bar(low, low), bar(high, high)).axis) is log


def test_zero_has_its_own_place_left_of_everything_on_a_logarithmic_scale() -> None:
    chart = draw(bar(0, 0), bar(1, 1), bar(5000, 5000))
    zero, one, most = (row.dots[0] for row in chart.rows)
    assert zero < one - 5 < most
    assert chart.ticks[0].label == "0"


def test_all_zero_can_be_drawn() -> None:
    assert draw(bar(0, 0)).rows[0].dots


def test_open_ends_reach_the_border_and_are_named() -> None:
    over, under = draw(bar(101, None), bar(None, 50)).rows
    assert (over.open_low, over.open_high) == (False, True)
    assert (under.open_low, under.open_high) == (True, False)
    assert places(over)[1] > 98
    assert places(under)[0] < 2


def test_an_account_without_bounds_has_a_row_and_no_line() -> None:
    row = draw(bar(1, 2), bar(None, None)).rows[1]
    assert (row.x1, row.x2, row.dots, row.cross) == (None, None, (), None)
    assert row.interval == "no number"


def test_a_denial_is_a_cross_and_never_a_dot() -> None:
    chart = draw(bar(250, 250), bar(250, 250, denied=True), bar(None, None, denied=True))
    told, denied, rejected = chart.rows
    assert told.cross is None
    assert denied.cross == pytest.approx(told.dots[0])
    assert denied.dots == ()
    assert rejected.cross is not None
    assert "somebody: denies 250; somebody: denies" in chart.description


def test_nothing_to_draw_is_none() -> None:
    assert interval_chart([], title="How many?") is None
    assert interval_chart([bar(None, None), bar(math.inf, math.nan)], title="How many?") is None


def test_negative_and_reversed_bounds() -> None:
    frost, mixed = draw(bar(-20, -5), bar(10, 2)).rows
    assert places(frost)[0] < places(frost)[1] < places(mixed)[0] < places(mixed)[1]


def test_a_scale_that_leaves_out_zero_says_so() -> None:
    assert "does not start at zero" in draw(bar(240, 240), bar(250, 250)).axis
    assert "does not start at zero" not in draw(bar(24, 24), bar(250, 250)).axis


def test_forty_accounts_get_forty_rows_that_do_not_touch() -> None:
    chart = draw(*(bar(n, n + 3) for n in range(1, 41)))
    heights = [row.label_y for row in chart.rows]
    assert len(heights) == 40
    assert min(b - a for a, b in pairwise(heights)) >= 40
    assert chart.height > chart.axis_y > chart.rows[-1].bar_y


def test_long_labels_are_cut_so_that_a_line_fits_a_telephone() -> None:
    row = draw(Bar("a very long name " * 9, "an even longer amount " * 9, 1, 2)).rows[0]
    assert len(row.label) + len(row.words) <= 48
    assert row.label.endswith("…")


def test_the_axis_names_the_unit() -> None:
    assert draw(bar(6, 7), unit="kilometre").axis == "kilometre, scale does not start at zero"


numbers = st.floats(allow_nan=True, allow_infinity=True) | st.integers(-(10**6), 10**6).map(float)
bounds = st.none() | numbers


@given(st.lists(st.builds(bar, bounds, bounds, numbers, denied=st.booleans()), max_size=8))
def test_whatever_the_numbers_all_places_are_inside_the_picture(bars: list[Bar]) -> None:
    chart = interval_chart(bars, title="How many?")
    if chart is None:
        return
    assert len(chart.rows) == len(bars)
    for row in chart.rows:
        for place in (row.x1, row.x2, row.cross, *row.dots):
            assert place is None or 0 <= place <= 100
        assert row.x1 is None or row.x2 is None or row.x1 <= row.x2
    assert len(chart.ticks) <= 12
    assert all(0 <= tick.x <= 100 for tick in chart.ticks)
