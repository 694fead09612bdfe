"""Which readers begin with which word: the table of the grammar.

Of several readers at a word the longest phrase wins, and of equals the first.
"""

from __future__ import annotations

from rashomon.extract import times_clock as clock
from rashomon.extract import times_counted as counted
from rashomon.extract import times_figures as figures
from rashomon.extract import times_months as months
from rashomon.extract import times_parts as parts
from rashomon.extract import times_periods as periods
from rashomon.extract import times_relative as relative
from rashomon.extract import times_weekdays as weekdays
from rashomon.extract import times_words as words
from rashomon.extract.times_holidays import STARTS, holiday
from rashomon.extract.times_phrases import GRAMMAR

__all__ = ["GRAMMAR"]

GRAMMAR.add(
    ["the"],
    parts.last_part,
    months.day_then_month,
    months.day_alone,
    periods.of_year,
    periods.same_period,
    periods.the_last,
    relative.which,
    parts.parts,
    parts.the,
    clock.reference,
)
GRAMMAR.add(words.MONTHS.keys() | words.SHORT_MONTHS.keys(), months.month_then_day, periods.month_quarter, months.month)
GRAMMAR.add(words.WEEKDAYS.keys() | words.SHORT_WEEKDAYS.keys(), weekdays.weekday, clock.repeated)
GRAMMAR.add(
    {f"{name}s" for name in words.WEEKDAYS} | words.SET_WORDS.keys() | {"every", "each", "weekends"}, clock.repeated
)
GRAMMAR.add(words.SEASONS, weekdays.season)
GRAMMAR.add(words.EARLY_LATE.keys() | {"earlier", "later", "rest", "remainder"}, parts.parts)
GRAMMAR.add(["latter", "first", "middle"], parts.parts)
GRAMMAR.add(words.MID_WORDS, parts.mid_word)
GRAMMAR.add(relative.DAY_WORDS, relative.day_word)
GRAMMAR.add(["overnight"], relative.overnight)
GRAMMAR.add(["then"], relative.then)
GRAMMAR.add(words.WHICH, periods.of_year, relative.which, holiday)
GRAMMAR.add(["last"], parts.counted_part, periods.quarter)
GRAMMAR.add(["final", "latter"], periods.quarter)
GRAMMAR.add(STARTS, holiday)
GRAMMAR.add(
    words.ORDINALS.keys() | words.TENS.keys(),
    parts.counted_part,
    months.day_then_month,
    periods.quarter,
    figures.century,
)
GRAMMAR.add(["q", "h"], periods.quarter)
GRAMMAR.add(
    words.SMALL.keys() | words.TENS.keys(),
    figures.decade,
    figures.spoken,
    counted.length_phrase,
    weekdays.counted_weekdays,
)
GRAMMAR.add(words.DECADES.keys() | {"'", "’"}, figures.decade)
GRAMMAR.add(["'", "’"], figures.short_year)
GRAMMAR.add("a an half several many few some numerous".split(), counted.length_phrase)
GRAMMAR.add(words.UNITS, counted.units)
GRAMMAR.add(["year"], parts.year_ago, periods.year_ago)
GRAMMAR.add(counted.LONG_WORDS, counted.whole_length)
GRAMMAR.add(["w"], counted.unit_of_date)
GRAMMAR.add(words.PARTS_OF_DAY, clock.clock_word)
GRAMMAR.add(words.REFERENCES, clock.reference)
GRAMMAR.figures = (
    figures.figure_date,
    months.day_then_month,
    clock.clock,
    figures.century,
    parts.counted_part,
    months.month_after_year,
    periods.quarter,
    figures.decade,
    counted.length_phrase,
    weekdays.counted_weekdays,
    figures.bare_year,
)
