"""Times of accounts and statistics: quarters, halves, what they are compared with, and months before a noun."""

from __future__ import annotations

from datetime import date

import pytest

from rashomon.extract.times import find_times


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# Published on 2 November 1989, a Thursday.
ACCOUNTS = [
    # text, words, first day, last day, TIMEX3 value
    ("Profit rose in the first half.", "the first half", "1989-01-01", "1989-06-30", "1989-H1"),
    ("First-half profit rose.", "First-half", "1989-01-01", "1989-06-30", "1989-H1"),
    ("Profit will rise in the first half.", "the first half", "1990-01-01", "1990-06-30", "1990-H1"),
    ("Sales will rise in the first quarter.", "the first quarter", "1990-01-01", "1990-03-31", "1990-Q1"),
    ("It will report a third-quarter loss.", "third-quarter", "1989-07-01", "1989-09-30", "1989-Q3"),
    ("It rose in the final quarter of 1988.", "the final quarter of 1988", "1988-10-01", "1988-12-31", "1988-Q4"),
    ("It rose in the last half of the year.", "the last half of the year", "1989-07-01", "1989-12-31", "1989-H2"),
    ("It rose in last year's third quarter.", "last year's third quarter", "1988-07-01", "1988-09-30", "1988-Q3"),
    ("It rose in 1988's third quarter.", "1988's third quarter", "1988-07-01", "1988-09-30", "1988-Q3"),
    ("It rose in next year's first half.", "next year's first half", "1990-01-01", "1990-06-30", "1990-H1"),
    ("It rose in the second and third quarters.", "the second and third quarters", "1989-04-01", "1989-09-30",
     "1989-Q2/1989-Q3"),
    ("It rose in the year-ago third quarter.", "the year-ago third quarter", "1988-07-01", "1988-09-30", "1988-Q3"),
    ("It rose in the year-ago quarter.", "the year-ago quarter", "1988-07-01", "1988-09-30", "1988-Q3"),
    ("It rose in the July-September quarter.", "July-September quarter", "1989-07-01", "1989-09-30", "1989-Q3"),
    ("It rose in the most recent quarter.", "the most recent quarter", "1989-07-01", "1989-09-30", "1989-Q3"),
    ("It rose in the prior quarter.", "the prior quarter", "1989-07-01", "1989-09-30", "1989-Q3"),
    ("It rose in the previous month.", "the previous month", "1989-10-01", "1989-10-31", "1989-10"),
    ("It fell from a year earlier.", "a year earlier", "1988-01-01", "1988-12-31", "1988"),
    ("It fell from a day earlier.", "a day earlier", "1989-11-01", "1989-11-01", "1989-11-01"),
    ("July sales rose.", "July", "1989-07-01", "1989-07-31", "1989-07"),
    ("The company said May car sales rose.", "May", "1989-05-01", "1989-05-31", "1989-05"),
    ("They repeat August's figures.", "August", "1989-08-01", "1989-08-31", "1989-08"),
    ("They met after an April meeting.", "April", "1989-04-01", "1989-04-30", "1989-04"),
    ("August or September was bad.", "August or September", "1989-08-01", "1989-09-30", "1989-08|1989-09"),
    ("It closes by year end.", "by year end", None, "1989-12-31", "1989-12-31"),
    ("It closed at year-end 1988.", "year-end 1988", "1988-12-31", "1988-12-31", "1988-12-31"),
    ("It is of the class of '88.", "'88", "1988-01-01", "1988-12-31", "1988"),
    ("It is for calendar 1990.", "1990", "1990-01-01", "1990-12-31", "1990"),
    ("It rose from 1988 levels.", "1988", "1988-01-01", "1988-12-31", "1988"),
    ("It cut its forecast of 1990 earnings.", "1990", "1990-01-01", "1990-12-31", "1990"),
    ("It fell in the mid-1980s.", "the mid-1980s", "1983-05-03", "1986-08-31", "198"),
    ("It ends by the end of the decade.", "by the end of the decade", None, "1989-12-31", "198"),
    ("It ends in the latter part of 1990.", "the latter part of 1990", "1990-09-01", "1990-12-31", "1990"),
    ("It rose by midyear.", "by midyear", None, "1989-08-31", "1989"),
    ("It rose in the decade.", "the decade", "1980-01-01", "1989-12-31", "198"),
    ("It will one day rise.", "one day", None, None, "FUTURE_REF"),
    ("They rest on weekends.", "weekends", None, None, "XXXX-WXX-WE"),
    ("It lasted a half-century.", "half-century", None, None, "P50Y"),
]  # fmt: skip

TOLD_ACCOUNTS = [
    # text, words among its times, first day, last day, value
    ("It rose in the third quarter. The third period is weak.", "The third period", "1989-07-01", "1989-09-30",
     "1989-Q3"),
    ("It rose in the third quarter from the same period last year.", "the same period last year", "1988-07-01",
     "1988-09-30", "1988-Q3"),
    ("It rose in the third quarter from the comparable quarter of 1986.", "the comparable quarter of 1986",
     "1986-07-01", "1986-09-30", "1986-Q3"),
    ("Profit rose in the first half from a year earlier.", "a year earlier", "1988-01-01", "1988-06-30", "1988-H1"),
    ("It rose in the third quarter. In the previous quarter it fell.", "the previous quarter", "1989-04-01",
     "1989-06-30", "1989-Q2"),
    ("It fell in the third quarter. For the nine months it rose from a year ago.", "a year ago", "1988-01-01",
     "1988-12-31", "1988"),
    ("Orders fell in September. For the month, sales rose.", "the month", "1989-09-01", "1989-09-30", "1989-09"),
    ("It rose in the week ended Oct. 27.", "the week", "1989-10-21", "1989-10-27", "1989-W43"),
    ("It rose in the six months ended Sept. 30.", "six months", "1989-04-01", "1989-09-30", "P6M"),
    ("It rose in the year ended June 30.", "the year", "1988-07-01", "1989-06-30", "1989"),
    ("It rises in the quarter ending Dec. 31.", "the quarter", "1989-10-01", "1989-12-31", "1989-Q4"),
    ("It fell in the fourth quarter ended Aug. 26.", "the fourth quarter", "1989-05-27", "1989-08-26", "1989-Q4"),
    ("It fell in the fourth quarter ended Aug. 26 from a year earlier.", "a year earlier", "1988-05-27", "1988-08-26",
     "1988-Q4"),
    ("It rose in the first nine months of 1988.", "nine months", "1988-01-01", "1988-09-30", "P9M"),
]  # fmt: skip

NO_ACCOUNTS = [
    "He scored in the second half of the match.",
    "The goal came in the first half.",
    "They lost in the third period.",
    "They lost the final quarter of the game.",
    "Will April report back?",
    "The May government fell.",
    "April Smith and June Jones said so.",
    "It sold 1990 cars and had 1500 levels.",
    "See page 1990 output.",
    "It is the turn of the century.",
    "The month was bad and the week too.",
    "He left one day.",
]


@pytest.mark.parametrize(("text", "words", "first", "last", "value"), ACCOUNTS)
def test_times_of_accounts_and_statistics(
    text: str, words: str, first: str | None, last: str | None, value: str
) -> None:
    found = find_times(text, published=date(1989, 11, 2))
    assert [(t.text, iso(t.start), iso(t.end), t.value) for t in found] == [(words, first, last, value)]


@pytest.mark.parametrize(("text", "words", "first", "last", "value"), TOLD_ACCOUNTS)
def test_accounts_compare_with_what_was_told(text: str, words: str, first: str, last: str, value: str) -> None:
    found = [t for t in find_times(text, published=date(1989, 11, 2)) if t.text == words]
    assert [(iso(t.start), iso(t.end), t.value) for t in found] == [(first, last, value)]


@pytest.mark.parametrize("text", NO_ACCOUNTS)
def test_matches_and_names_are_no_accounts(text: str) -> None:
    assert [t for t in find_times(text, published=date(1989, 11, 2)) if t.start or t.end] == []
