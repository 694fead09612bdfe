"""Time expressions: the words found, their bounds, and what is left alone."""

from __future__ import annotations

import importlib.util
import sys
import time
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.extract.times import find_times
from rashomon.records import Time

PUBLISHED = date(2017, 11, 14)  # a Tuesday
ROOT = Path(__file__).resolve().parents[2]


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


DATES = [
    # text, words, first day, last day, precision
    ("It began on 2017-10-12.", "2017-10-12", "2017-10-12", "2017-10-12", "day"),
    ("At 2017-10-12T08:00 it began.", "2017-10-12", "2017-10-12", "2017-10-12", "day"),
    ("It began on 12 October 2017.", "12 October 2017", "2017-10-12", "2017-10-12", "day"),
    ("On the 12th of October, 2017 it began.", "the 12th of October, 2017", "2017-10-12", "2017-10-12", "day"),
    ("It began on Oct. 12, 2017.", "Oct. 12, 2017", "2017-10-12", "2017-10-12", "day"),
    ("It began on October 12.", "October 12", "2017-10-12", "2017-10-12", "day"),
    ("It began on October\n12, they said.", "October\n12", "2017-10-12", "2017-10-12", "day"),
    ("It began on December 20.", "December 20", "2016-12-20", "2016-12-20", "day"),
    ("It began on 29 February.", "29 February", "2016-02-29", "2016-02-29", "day"),
    ("On Thursday, November 16 it began.", "Thursday, November 16", "2017-11-16", "2017-11-16", "day"),
    ("On Sunday, November 13 it began.", "Sunday, November 13", "2016-11-13", "2016-11-13", "day"),
    ("They said that the deal of November 2 would hold.", "November 2", "2017-11-02", "2017-11-02", "day"),
    ("A court will hear of the strike on November 2.", "November 2", "2017-11-02", "2017-11-02", "day"),
    ("They will meet on December 20.", "December 20", "2017-12-20", "2017-12-20", "day"),
    ("It began on 13/10/2017.", "13/10/2017", "2017-10-13", "2017-10-13", "day"),
    ("It began on 10/13/2017.", "10/13/2017", "2017-10-13", "2017-10-13", "day"),
    ("It began on 12/10/2017.", "12/10/2017", "2017-10-12", "2017-12-10", "span"),
    ("It began on 12.10.2017.", "12.10.2017", "2017-10-12", "2017-10-12", "day"),
    ("It began on 10/10/17.", "10/10/17", "2017-10-10", "2017-10-10", "day"),
    ("SAN SALVADOR, 16 NOV 89 -- IT BEGAN.", "16 NOV 89", "1989-11-16", "1989-11-16", "day"),
    ("It began in October 2017.", "October 2017", "2017-10-01", "2017-10-31", "month"),
    ("It began in October.", "October", "2017-10-01", "2017-10-31", "month"),
    ("It began in May.", "May", "2017-05-01", "2017-05-31", "month"),
    ("It ends in December.", "December", "2017-12-01", "2017-12-31", "month"),
    ("It began in 2017.", "2017", "2017-01-01", "2017-12-31", "year"),
    ("It began (2014).", "2014", "2014-01-01", "2014-12-31", "year"),
    ("In 2014 militants took Mosul.", "2014", "2014-01-01", "2014-12-31", "year"),
    ("After the 2003 invasion it began.", "2003", "2003-01-01", "2003-12-31", "year"),
    ("It began in mid-October.", "mid-October", "2017-10-11", "2017-10-20", "month"),
    ("It began in early 2016.", "early 2016", "2016-01-01", "2016-04-30", "year"),
    ("It began in late 2016.", "late 2016", "2016-09-01", "2016-12-31", "year"),
    ("It began in the 1990s.", "the 1990s", "1990-01-01", "1999-12-31", "span"),
    ("It began in the 19th century.", "the 19th century", "1801-01-01", "1900-12-31", "span"),
    ("It began in the summer of 2014.", "the summer of 2014", "2014-06-01", "2014-08-31", "season"),
    ("It began in the third quarter of 2016.", "the third quarter of 2016", "2016-07-01", "2016-09-30", "span"),
]

RELATIVE = [
    ("They left last month.", "last month", "2017-10-01", "2017-10-31", "month"),
    ("They left last week.", "last week", "2017-11-06", "2017-11-12", "week"),
    ("They left last year.", "last year", "2016-01-01", "2016-12-31", "year"),
    ("They left this week.", "this week", "2017-11-13", "2017-11-19", "week"),
    ("They leave next month.", "next month", "2017-12-01", "2017-12-31", "month"),
    ("They left earlier this year.", "earlier this year", "2017-01-01", "2017-11-14", "year"),
    ("They left last weekend.", "last weekend", "2017-11-11", "2017-11-12", "span"),
    ("They left last winter.", "last winter", "2016-12-01", "2017-02-28", "season"),
    ("They left last October.", "last October", "2017-10-01", "2017-10-31", "month"),
    ("They left yesterday.", "yesterday", "2017-11-13", "2017-11-13", "day"),
    ("They left today.", "today", "2017-11-14", "2017-11-14", "day"),
    ("They leave tomorrow.", "tomorrow", "2017-11-15", "2017-11-15", "day"),
    ("They left last night.", "last night", "2017-11-13", "2017-11-13", "day"),
    ("They left overnight.", "overnight", "2017-11-13", "2017-11-14", "span"),
    ("They left on Tuesday.", "Tuesday", "2017-11-14", "2017-11-14", "day"),
    ("They left on Friday night.", "Friday night", "2017-11-10", "2017-11-10", "day"),
    ("They left last Tuesday.", "last Tuesday", "2017-11-07", "2017-11-07", "day"),
    ("They meet next Friday.", "next Friday", "2017-11-17", "2017-11-17", "day"),
    ("They will meet on Friday.", "Friday", "2017-11-17", "2017-11-17", "day"),
    ("They left three days ago.", "three days ago", "2017-11-11", "2017-11-11", "day"),
    ("They left two weeks ago.", "two weeks ago", "2017-10-30", "2017-11-05", "week"),
    ("They left a year ago.", "a year ago", "2016-01-01", "2016-12-31", "year"),
    ("They fought over the past three months.", "the past three months", "2017-08-14", "2017-11-14", "span"),
]

RANGES = [
    ("They met between 12 and 15 October.", "between 12 and 15 October", "2017-10-12", "2017-10-15"),
    ("They met from 3 to 9 May.", "from 3 to 9 May", "2017-05-03", "2017-05-09"),
    ("They met 12-15 October 2016.", "12-15 October 2016", "2016-10-12", "2016-10-15"),
    ("They met October 12–15.", "October 12–15", "2017-10-12", "2017-10-15"),
    ("They fought October 12 to November 3, 2016.", "October 12 to November 3, 2016", "2016-10-12", "2016-11-03"),
    ("They fought from December 12 to January 3.", "from December 12 to January 3", "2016-12-12", "2017-01-03"),
    ("They fought from March to May 2016.", "from March to May 2016", "2016-03-01", "2016-05-31"),
    ("They fought from Monday to Friday.", "from Monday to Friday", "2017-11-06", "2017-11-10"),
    ("They fought from 2010 to 2012.", "from 2010 to 2012", "2010-01-01", "2012-12-31"),
    ("They fought in 2014-16.", "2014-16", "2014-01-01", "2016-12-31"),
    ("They fought, since June.", "since June", "2017-06-01", None),
    ("They wait until Friday.", "until Friday", None, "2017-11-17"),
    ("They left before 12 October.", "before 12 October", None, "2017-10-12"),
    ("They left after 12 October.", "after 12 October", "2017-10-12", None),
]

UNBOUNDED = [
    # text, words, a word of the rule
    ("They returned two weeks later.", "two weeks later", "another event"),
    ("They returned the following day.", "the following day", "another event"),
    ("The four-month battle ended.", "four-month", "length"),
    ("They fought for three weeks.", "three weeks", "length"),
    ("He left at 5 p.m. with them.", "5 p.m.", "no date"),
    ("They left a few days ago.", "a few days ago", "no number"),
    ("They left on 31 February 2017.", "31 February 2017", "no such day"),
    ("They left on 29 February 2017.", "29 February 2017", "no such day"),
    ("They left on 31 June.", "31 June", "no such day"),
    ("They left on 0000-01-01.", "0000-01-01", "no such day"),
    ("They left on 2017-13-01.", "2017-13-01", "no such day"),
    ("They left 999999 years ago.", "999999 years ago", "no such year"),
]

NEEDS_PUBLICATION = [
    "last month",
    "this week",
    "yesterday",
    "today",
    "overnight",
    "on Tuesday",
    "last Tuesday",
    "three days ago",
    "October 12",
    "in October",
    "16 NOV 89",
    "10/11/89",
    "last winter",
    "the past three months",
    "the third quarter",
    "last October",
    "last weekend",
]

NO_TIME = [
    "They may march to a second town, said May.",
    "The March of Dimes gave a grant.",
    "ON TO A B",
    "It counted 1,200 men and 2017 people.",
    "A group of 2017 people came to 2000 homes.",
    "The score was 3-2, then 10-12.",
    "Version 10.12.3 costs $2014 or 2014% more.",
    "Call 555-2017-1234 or see page 2016a.",
    "The August Wilson play.",
    "A 25-year-old man.",
    "He is ten years old.",
    "The Sunday Times said so.",
    "They meet every Friday and on Mondays.",
]


@pytest.mark.parametrize(("text", "words", "first", "last", "precision"), DATES + RELATIVE)
def test_a_time_is_read_as_an_interval(text: str, words: str, first: str, last: str, precision: str) -> None:
    found = find_times(text, published=PUBLISHED)
    assert [(t.text, iso(t.start), iso(t.end), t.precision) for t in found] == [(words, first, last, precision)]


@pytest.mark.parametrize(("text", "words", "first", "last"), RANGES)
def test_ranges_and_open_sides(text: str, words: str, first: str | None, last: str | None) -> None:
    found = find_times(text, published=PUBLISHED)
    assert [(t.text, iso(t.start), iso(t.end)) for t in found] == [(words, first, last)]


@pytest.mark.parametrize(("text", "words", "why"), UNBOUNDED)
def test_words_without_bounds_are_kept_and_say_why(text: str, words: str, why: str) -> None:
    (found,) = find_times(text, published=PUBLISHED)
    assert (found.text, found.start, found.end) == (words, None, None)
    assert why in found.rule


@pytest.mark.parametrize("words", NEEDS_PUBLICATION)
def test_relative_words_have_no_bounds_without_a_publication_date(words: str) -> None:
    (found,) = find_times(f"They left {words}.", published=None)
    assert (found.start, found.end) == (None, None)
    assert "publication date" in found.rule


@pytest.mark.parametrize("text", NO_TIME)
def test_what_only_looks_like_a_time_is_left_alone(text: str) -> None:
    assert [t for t in find_times(text, published=PUBLISHED) if t.start or t.end] == []


def test_a_clock_time_takes_the_date_beside_it() -> None:
    (found,) = find_times("They left at 5 p.m. on Tuesday.", published=PUBLISHED)
    assert (found.text, found.start, found.end) == ("5 p.m. on Tuesday", PUBLISHED, PUBLISHED)


def test_an_unclear_order_of_day_and_month_says_so() -> None:
    (found,) = find_times("12/10/2017", published=None)
    assert "not clear" in found.rule


def test_two_digit_years_follow_the_publication_date() -> None:
    assert [t.start for t in find_times("3 JAN 90", published=date(1990, 1, 4))] == [date(1990, 1, 3)]
    assert [t.start for t in find_times("3 JAN 90", published=date(2090, 2, 1))] == [date(2090, 1, 3)]


@pytest.mark.parametrize("published", [date.min, date.max, date(2016, 2, 29)])
def test_the_ends_of_the_calendar_are_no_accident(published: date) -> None:
    words = [text for text, *_ in DATES + RELATIVE] + ["next year. next week. tomorrow. last century. a century ago."]
    for time_ in find_times(" ".join(words), published=published):
        assert not (time_.start and time_.end) or time_.start <= time_.end


PIECES = """
    from between since until 12 3 31 May October Oct. MAY , . - – / 2017 89 '89 last next this week month year ago later
    mid- of the in on at Tuesday Tues. 5 p.m. 17:30 noon overnight several two 99999 decade weekend summer quarter Q3 (
    ) 1990s 19th
"""
FRAGMENTS = st.sampled_from(PIECES.split())


def check(text: str, found: list[Time]) -> None:
    end = 0
    for item in found:
        assert item.span.start >= end
        assert item.span.of(text) == item.text != ""
        assert item.precision in {"day", "week", "month", "season", "year", "span"}
        assert not (item.start and item.end) or item.start <= item.end
        end = item.span.end


@given(st.text(max_size=300), st.none() | st.dates())
def test_any_text_is_read_without_an_accident(text: str, published: date | None) -> None:
    check(text, find_times(text, published=published))


@given(st.lists(FRAGMENTS, max_size=40), st.sampled_from([" ", "", "  ", "\n"]), st.none() | st.dates())
def test_any_order_of_time_words_is_read_without_an_accident(
    words: list[str], gap: str, published: date | None
) -> None:
    text = gap.join(words)
    check(text, find_times(text, published=published))


@pytest.mark.parametrize(
    "piece", ["1", "1-", "12 ", "in ", "last ", "from 12 to ", "a few ", "2017 and ", " ", "\n", "5 p.m. "]
)
def test_reading_takes_time_in_proportion_to_length(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    started = time.perf_counter()
    check(text, find_times(text, published=PUBLISHED))
    assert time.perf_counter() - started < 10


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_timex", ROOT / "tools" / "score_timex.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.data
def test_dates_of_news_keep_their_floor(scorer: ModuleType, data_dir: Path) -> None:
    """TempEval-3's TimeBank and AQUAINT, the two thirds that the rules were written on: all DATE expressions."""
    result = scorer.score(scorer.files(data_dir / "tempeval3_tbaq"))
    assert result.gold == 920
    assert result.f1 >= 0.745
