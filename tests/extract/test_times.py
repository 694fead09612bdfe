"""Time expressions: the words found, their bounds, and what is left alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import in_proportion
from rashomon.extract.times import find_times
from rashomon.records import Span, Time

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
    ("They are of August 99.", "August 99", "1999-08-01", "1999-08-31", "month"),
    ("It began two Sundays ago.", "two Sundays ago", "2017-11-05", "2017-11-05", "day"),
    ("It begins three Fridays from now.", "three Fridays from now", "2017-12-01", "2017-12-01", "day"),
    ("It began in the 19th century.", "the 19th century", "1800-01-01", "1899-12-31", "span"),
    ("It began in the summer of 2014.", "the summer of 2014", "2014-06-01", "2014-08-31", "season"),
    ("It began in the third quarter of 2016.", "the third quarter of 2016", "2016-07-01", "2016-09-30", "span"),
]

RELATIVE = [
    ("They left last month.", "last month", "2017-10-01", "2017-10-31", "month"),
    ("They left last week.", "last week", "2017-11-06", "2017-11-12", "week"),
    ("They left last year.", "last year", "2016-01-01", "2016-12-31", "year"),
    ("They left this week.", "this week", "2017-11-13", "2017-11-19", "week"),
    ("They leave next month.", "next month", "2017-12-01", "2017-12-31", "month"),
    ("They left earlier this year.", "earlier this year", "2017-01-01", "2017-11-13", "year"),
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


def test_a_weekend_of_no_known_year_is_no_accident() -> None:
    found = find_times("They met on the second weekend of August. On Friday they left.", published=None)
    assert {t.precision for t in found} == {"span", "day"}


def test_a_word_belongs_to_one_time_only() -> None:
    first, second = find_times("It began 10 months before 1990s records.", published=PUBLISHED)
    assert first.span.end <= second.span.start


@pytest.mark.parametrize("published", [date.min, date.max, date(2016, 2, 29)])
def test_the_ends_of_the_calendar_are_no_accident(published: date) -> None:
    words = [text for text, *_ in DATES + RELATIVE] + ["next year. next week. tomorrow. last century. a century ago."]
    for time_ in find_times(" ".join(words), published=published):
        assert not (time_.start and time_.end) or time_.start <= time_.end


PIECES = """
    from between since until 12 3 31 May October Oct. MAY , . - – / 2017 89 '89 last next this week month year ago later
    mid- of the in on at Tuesday Tues. 5 p.m. 17:30 noon overnight several two 99999 decade weekend summer quarter Q3 (
    ) 1990s 19th the following day later before after attack each every Friday Mondays morning first half a an and or to
    by early end 2/3/2017 3:30 GMT + 0600 at twenty two nineteen second hundred nights ' s Q H1 2016 w / c eve night
    prior earlier ended ending period final latter part -end 's same mid-1980s one weekends
"""
FRAGMENTS = st.sampled_from(PIECES.split())


def check(text: str, found: list[Time]) -> None:
    end = 0
    for item in found:
        assert item.span.start >= end
        assert item.span.of(text) == item.text != ""
        assert item.precision in {"day", "week", "month", "season", "year", "span"}
        assert item.kind in {"date", "time", "duration", "set"}
        assert not isinstance(item.anchor, Span) or item.anchor.end <= item.span.start
        for start, last in item.alternatives:
            assert start and last and item.start and item.end and item.start <= start <= last <= item.end
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
    "piece",
    [
        "1",
        "1-",
        "12 ",
        "in ",
        "last ",
        "from 12 to ",
        "a few ",
        "early ",
        "the end of ",
        "two days before ",
        "the day after the attack, ",
        "by the next ",
        "twenty ",
        "the ",
        "12 May, ",
        "a week later, ",
        "2017 and ",
        " ",
        "\n",
        "5 p.m. ",
    ],
)
def test_reading_takes_time_in_proportion_to_length(piece: str) -> None:
    def reading(length: int) -> Callable[[], None]:
        text = piece * (length // len(piece))
        return lambda: check(text, find_times(text, published=PUBLISHED))

    assert in_proportion(reading, 5_000, 50_000)


VALUES = [
    # text, words, TIMEX3 value, kind
    ("They fought for three weeks.", "three weeks", "P3W", "duration"),
    ("The four-month battle ended.", "four-month", "P4M", "duration"),
    ("It took two and a half years.", "two and a half years", "P2Y6M", "duration"),
    ("It took 5 1/2 hours.", "5 1/2 hours", "PT5H30M", "duration"),
    ("It took a minute and a half.", "a minute and a half", "PT1M30S", "duration"),
    ("It took half an hour.", "half an hour", "PT30M", "duration"),
    ("It took two decades.", "two decades", "P20Y", "duration"),
    ("It took several months.", "several months", "PXM", "duration"),
    ("They waited for years.", "years", "PXY", "duration"),
    ("A weeklong siege ended.", "weeklong", "P1W", "duration"),
    ("They fought over the past three months.", "the past three months", "P3M", "duration"),
    ("They came daily.", "daily", "P1D", "set"),
    ("They came every two weeks.", "every two weeks", "P2W", "set"),
    ("They came every Friday.", "every Friday", "XXXX-WXX-5", "set"),
    ("They came on Monday nights.", "Monday nights", "XXXX-WXX-1TNI", "set"),
    ("They come each July.", "each July", "XXXX-07", "set"),
    ("They are now in the town.", "now", "PRESENT_REF", "date"),
    ("They recently left.", "recently", "PAST_REF", "date"),
    ("They fear for the future.", "the future", "FUTURE_REF", "date"),
    ("They left several years ago.", "several years ago", "PAST_REF", "date"),
    ("They left last week.", "last week", "2017-W45", "date"),
    ("They left last weekend.", "last weekend", "2017-W45-WE", "date"),
    ("It began in the third quarter of 2016.", "the third quarter of 2016", "2016-Q3", "date"),
    ("It began in the 1990s.", "the 1990s", "199", "date"),
    ("It began in the 19th century.", "the 19th century", "18", "date"),
    ("It began in the winter of 2014.", "the winter of 2014", "2014-WI", "date"),
    ("They left last night.", "last night", "2017-11-13TNI", "time"),
    ("They left this morning.", "this morning", "2017-11-14TMO", "time"),
    ("They left on Friday evening.", "Friday evening", "2017-11-10TEV", "time"),
    ("They left at 5 p.m. on Friday.", "5 p.m. on Friday", "2017-11-10T17:00", "time"),
    ("They left at noon on 3 May 2016.", "noon on 3 May 2016", "2016-05-03T12:00", "time"),
    ("They met from March to May 2016.", "from March to May 2016", "2016-03/2016-05", "date"),
    ("They met on 12 or 13 October.", "12 or 13 October", "2017-10-12|2017-10-13", "date"),
]

NAMED = [
    # text, words, first day, last day
    ("It began in nineteen ninety-four.", "nineteen ninety-four", "1994-01-01", "1994-12-31"),
    ("It began in the year 2000.", "the year 2000", "2000-01-01", "2000-12-31"),
    ("It began in mid-1996.", "mid-1996", "1996-05-01", "1996-08-31"),
    ("That 1978 resolution holds.", "1978", "1978-01-01", "1978-12-31"),
    ("It began in the seventies.", "the seventies", "1970-01-01", "1979-12-31"),
    ("They met last Christmas.", "last Christmas", "2016-12-25", "2016-12-25"),
    ("They meet on Christmas Eve.", "Christmas Eve", "2017-12-24", "2017-12-24"),
    ("They met on Easter Sunday 2016.", "Easter Sunday 2016", "2016-03-27", "2016-03-27"),
    ("They met on Thanksgiving.", "Thanksgiving", "2017-11-23", "2017-11-23"),
    ("They met on the first Friday of July.", "the first Friday of July", "2017-07-07", "2017-07-07"),
    ("They met in the third week of May 2016.", "the third week of May 2016", "2016-05-16", "2016-05-22"),
    ("They met in the last week of July.", "the last week of July", "2017-07-24", "2017-07-30"),
    ("They met in the week of 6 March.", "the week of 6 March", "2017-03-06", "2017-03-12"),
    ("They met on Friday the 10th.", "Friday the 10th", "2017-11-10", "2017-11-10"),
    ("They met on Friday last week.", "Friday last week", "2017-11-10", "2017-11-10"),
    ("They met on the 20th of last month.", "the 20th of last month", "2017-10-20", "2017-10-20"),
    ("They met the day before yesterday.", "the day before yesterday", "2017-11-12", "2017-11-12"),
    ("They met two days before Friday.", "two days before Friday", "2017-11-08", "2017-11-08"),
    ("They met late last week.", "late last week", "2017-11-09", "2017-11-12"),
    ("They met at the end of last month.", "the end of last month", "2017-10-21", "2017-10-31"),
    ("They will meet for 3 days from tomorrow.", "3 days from tomorrow", "2017-11-15", "2017-11-17"),
    ("They will meet within 5 days.", "5 days", "2017-11-14", "2017-11-19"),
    ("They met in H1 2016.", "H1 2016", "2016-01-01", "2016-06-30"),
    ("They met in Week 31.", "Week 31", "2017-07-31", "2017-08-06"),
    ("They met between May 2015 and 2016.", "between May 2015 and 2016", "2015-05-01", "2016-12-31"),
]

TOLD = [
    # what the text tells, then words that hang on it, first day, last day
    ("It began on 12 October. {} it ended.", "The following day", "2017-10-13", "2017-10-13"),
    ("It began on 12 October. {} it ended.", "Two days later", "2017-10-14", "2017-10-14"),
    ("It began on 12 October. {} it ended.", "A week later", "2017-10-19", "2017-10-19"),
    ("It began on 12 October. {} it was calm.", "A fortnight earlier", "2017-09-28", "2017-09-28"),
    ("It began on 12 October. {} it was calm.", "Two months earlier", "2017-08-01", "2017-08-31"),
    ("It began on 12 October. {} it was calm.", "The previous evening", "2017-10-11", "2017-10-11"),
    ("It began on 12 October. {}, it was calm.", "The Thursday before", "2017-10-05", "2017-10-05"),
    ("It began on 12 October. {} it ended.", "The following week", "2017-10-16", "2017-10-22"),
    ("It began on 12 October. {} it ended.", "That same month", "2017-10-01", "2017-10-31"),
    ("It began on 12 October. {} they slept.", "Overnight", "2017-10-12", "2017-10-13"),
    ("It began on 12 October. {} it ended.", "Weeks later", "2017-10-26", None),
    ("It began on 12 October. It ended {}.", "one or two days later", "2017-10-13", "2017-10-14"),
    ("It began at 23:40 on 12 October. {} it ended.", "Three hours later", "2017-10-13", "2017-10-13"),
    ("It began on 12 October. {} it had ended.", "By the next morning", None, "2017-10-13"),
    ("It began in May 2015. {} it ended.", "The following month", "2015-06-01", "2015-06-30"),
    ("The raid of 12 October failed. {} they met.", "The day before the raid", "2017-10-11", "2017-10-11"),
    ("The siege of 2 May ended on 9 May. {} it rained.", "Three days into the siege", "2017-05-05", "2017-05-05"),
    ("The siege began on 2 May. On {} it rained.", "the third day of the siege", "2017-05-04", "2017-05-04"),
    ("The market was bombed on 3 May, a clinic on 9 May. {}.", "A day after the bombing", "2017-05-04", "2017-05-04"),
    ("It began on 25 March 2015. On {} it ended.", "Thursday", "2015-03-26", "2015-03-26"),
    ("It began on 20 August 1988. It ended on {}.", "6 September", "1988-09-06", "1988-09-06"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "value", "kind"), VALUES)
def test_a_time_has_its_timex_value(text: str, words: str, value: str, kind: str) -> None:
    found = find_times(text, published=PUBLISHED)
    assert [(t.text, t.value, t.kind) for t in found] == [(words, value, kind)]


@pytest.mark.parametrize(("text", "words", "first", "last"), NAMED)
def test_names_and_parts_of_the_calendar(text: str, words: str, first: str, last: str) -> None:
    found = find_times(text, published=PUBLISHED)
    assert [(t.text, iso(t.start), iso(t.end)) for t in found] == [(words, first, last)]


@pytest.mark.parametrize(("frame", "words", "first", "last"), TOLD)
def test_words_that_hang_on_what_was_told(frame: str, words: str, first: str | None, last: str | None) -> None:
    text = frame.format(words)
    (found,) = [t for t in find_times(text, published=PUBLISHED) if t.span.of(text) == words]
    assert (iso(found.start), iso(found.end)) == (first, last)
    assert isinstance(found.anchor, Span)
    assert "20" in found.anchor.of(text) or found.anchor.of(text)[0].isdigit() or " " in found.anchor.of(text)


def test_what_counts_from_publication_says_so() -> None:
    for words in ("last month", "yesterday", "on Tuesday", "October 12", "three days ago", "the past two weeks"):
        (found,) = find_times(f"They left {words}.", published=PUBLISHED)
        assert found.anchor == "published", words


def test_a_full_date_counts_from_nothing() -> None:
    (found,) = find_times("They left on 12 October 2016.", published=PUBLISHED)
    assert found.anchor is None


def test_what_would_only_come_after_publication_has_no_days() -> None:
    *_, found = find_times("It began on 14 November 2017. Four days after the report it ended.", published=PUBLISHED)
    assert (found.value, found.start, found.end) == ("P4D", None, None)


def test_a_date_without_days_stands_in_the_way_of_an_earlier_one() -> None:
    *_, found = find_times("On 3 May 2016 it began. On 12 October it went on. The next day it ended.", published=None)
    assert (found.text, found.start, found.end) == ("The next day", None, None)


def test_a_weekday_of_news_is_not_of_the_story() -> None:
    text = "He said on Monday that the war of 3 May 2016 was over. On Friday he left."
    assert [iso(t.start) for t in find_times(text, published=PUBLISHED)] == ["2017-11-13", "2016-05-03", "2017-11-10"]


ZONES = [
    ("It began at 17:30 GMT on 3 May 2016.", "GMT", "2016-05-03T17:30"),
    ("It began at 5 p.m. EST on Friday.", "EST", "2017-11-10T17:00"),
    ("It began at 23:40 local time on 14 August.", "local time", "2017-08-14T23:40"),
    ("It began at 17:00 Kyiv time (1500 GMT) on Friday.", "Kyiv time", "2017-11-10T17:00"),
    ("It began at 06:15 UTC+3 on 3 May 2016.", "UTC+3", "2016-05-03T06:15"),
]


@pytest.mark.parametrize(("text", "zone", "value"), ZONES)
def test_the_zone_of_a_time_of_day_is_kept(text: str, zone: str, value: str) -> None:
    (found,) = find_times(text, published=PUBLISHED)
    assert (found.zone, found.value, found.kind) == (zone, value, "time")


ALTERNATIVES = [
    ("It began on 3/4/2017.", [("2017-03-04", "2017-03-04"), ("2017-04-03", "2017-04-03")]),
    ("It began on 12 or 13 October.", [("2017-10-12", "2017-10-12"), ("2017-10-13", "2017-10-13")]),
    ("It began on Monday or Tuesday.", [("2017-11-13", "2017-11-13"), ("2017-11-14", "2017-11-14")]),
    ("It began in 2010-12.", [("2010-12-01", "2010-12-31"), ("2010-01-01", "2012-12-31")]),
    ("It began in 2010 or 2011.", [("2010-01-01", "2010-12-31"), ("2011-01-01", "2011-12-31")]),
]


@pytest.mark.parametrize(("text", "intervals"), ALTERNATIVES)
def test_alternatives_are_kept_and_the_interval_holds_them(text: str, intervals: list[tuple[str, str]]) -> None:
    (found,) = find_times(text, published=PUBLISHED)
    assert [(iso(a), iso(b)) for a, b in found.alternatives] == intervals
    assert (iso(found.start), iso(found.end)) == (min(a for a, _ in intervals), max(b for _, b in intervals))


def test_the_text_may_show_the_order_of_its_figures() -> None:
    found = find_times("It began on 3/4/2017 and ended on 13/4/2017.", published=None)
    assert [(iso(t.start), t.alternatives) for t in found] == [("2017-04-03", ()), ("2017-04-13", ())]


def test_the_day_of_reading_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "They left last week, on Tuesday, two days ago and on 3 May."
    before = find_times(text, published=PUBLISHED)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert find_times(text, published=PUBLISHED) == before
