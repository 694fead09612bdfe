"""Amounts as readers need them: the words, the interval, the unit, and what is counted."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growth import in_proportion
from rashomon.errors import RunError
from rashomon.extract import quantities
from rashomon.extract.quantities import find_quantities
from rashomon.records import Quantity

COUNTS = [
    # text, words of the amount, low, high, what is counted
    ("The convoy carried 250 fighters.", "250", 250, 250, "fighters"),
    ("They took 3,500 family members along.", "3,500", 3500, 3500, "family members"),
    ("Some 816 000 people fled.", "Some 816 000", 734400, 897600, "people"),
    ("About 816\u202f000 people fled.", "About 816\u202f000", 734400, 897600, "people"),
    ("More than 1.5 million refugees left.", "More than 1.5 million", 1500001, None, "refugees"),
    ("About two hundred and fifty men left.", "About two hundred and fifty", 225, 275, "men"),
    ("Twenty-three soldiers died.", "Twenty-three", 23, 23, "soldiers"),
    ("Half a million refugees left.", "Half a million", 500000, 500000, "refugees"),
    ("Two dozen buses arrived.", "Two dozen", 24, 24, "buses"),
    ("More than a dozen people died.", "More than a dozen", 13, None, "people"),
    ("About 15 soldiers died.", "About 15", 14, 16, "soldiers"),
    ("About 3 soldiers died.", "About 3", 3, 3, "soldiers"),
    ("Almost 50 trucks arrived.", "Almost 50", 45, 50, "trucks"),
    ("Nearly 7 trucks arrived.", "Nearly 7", 7, 7, "trucks"),
    ("Fewer than 10 men came.", "Fewer than 10", 0, 9, "men"),
    ("At least 30 people died.", "At least 30", 30, None, "people"),
    ("No fewer than 30 people died.", "No fewer than 30", 30, None, "people"),
    ("No more than 30 people died.", "No more than 30", 0, 30, "people"),
    ("Up to 20 cars burned.", "Up to 20", 0, 20, "cars"),
    ("As many as 500 fighters left.", "As many as 500", 0, 500, "fighters"),
    ("At least some 200 people died.", "At least some 200", 200, None, "people"),
    ("At least another 12 people died.", "At least another 12", 12, None, "people"),
    ("Some 20 or so men came.", "Some 20 or so", 18, 22, "men"),
    ("They had 50-plus tanks.", "50-plus", 50, None, "tanks"),
    ("They had 30-odd cars.", "30-odd", 27, 33, "cars"),
    ("They saw 100 people or more there.", "100 people or more", 100, None, "people"),
    ("Five or six trucks burned.", "Five or six", 5, 6, "trucks"),
    ("Between 300 and 400 rebels fled.", "Between 300 and 400", 300, 400, "rebels"),
    ("Four to five thousand people fled.", "Four to five thousand", 4000, 5000, "people"),
    ("He saw 12-15 people there.", "12-15", 12, 15, "people"),
    ("He saw 12–15 people there.", "12–15", 12, 15, "people"),
    ("They reached 50,000-60,000 people.", "50,000-60,000", 50000, 60000, "people"),
    ("Hundreds of people left.", "Hundreds of", 100, 999, "people"),
    ("Dozens of people spoke.", "Dozens of", 24, 99, "people"),
    ("Scores of women were freed.", "Scores of", 20, None, "women"),
    ("Thousands of men marched.", "Thousands of", 1000, 9999, "men"),
    ("Tens of thousands of people fled.", "Tens of thousands of", 10000, 99999, "people"),
    ("Hundreds of thousands of people fled.", "Hundreds of thousands of", 100000, 999999, "people"),
    ("Only a few dozen fighters left.", "Only a few dozen", 24, 60, "fighters"),
    ("Several hundred soldiers died.", "Several hundred", 200, 900, "soldiers"),
    ("A few hundred soldiers died.", "A few hundred", 200, 900, "soldiers"),
    ("Several soldiers died.", "Several", 2, None, "soldiers"),
    ("A handful of soldiers died.", "A handful of", 2, 9, "soldiers"),
    ("There was a huge number of foreigners.", "a huge number of", 3, None, "foreigners"),
    ("At least several hundred soldiers died.", "At least several hundred", 200, None, "soldiers"),
    ("No civilians were killed.", "No", 0, 0, "civilians"),
    ("None of the hostages survived.", "None", 0, 0, "hostages"),
    ("No one was killed.", "No one", 0, 0, None),
    ("One person was killed.", "One", 1, 1, "person"),
    ("Twelve men, women and children died.", "Twelve", 12, 12, "men, women and children"),
    ("More than 100 of ISIS' own vehicles left.", "More than 100", 101, None, "ISIS' own vehicles"),
    ("Hundreds of Islamic State (ISIS) terrorists left.", "Hundreds of", 100, 999, "Islamic State (ISIS) terrorists"),
    ("AT LEAST SIX PRIESTS WERE KILLED IN SAN SALVADOR.", "AT LEAST SIX", 6, None, "PRIESTS"),
    ("HUNDREDS OF PEOPLE LEFT THE CITY.", "HUNDREDS OF", 100, 999, "PEOPLE"),
    ("In 2015 300 civilians died.", "300", 300, 300, "civilians"),
    ("Some 2000 people came.", "Some 2000", 1800, 2200, "people"),
    ("A delegation of 2.3m refugees fled.", "2.3m", 2300000, 2300000, "refugees"),
]

COUNTED = [
    # text, for each amount: its words and what it counts
    ("At least 17 civilians, six of them children, were killed.", [("At least 17", "civilians"), ("six", "children")]),
    ("Kidnappers freed 11 of the 15 schoolgirls.", [("11", "schoolgirls"), ("15", "schoolgirls")]),
    ("Thirteen people were killed and 40 wounded.", [("Thirteen", "people"), ("40", "people")]),
    ("They took twenty men. Only five have come back.", [("twenty", "men"), ("Only five", "men")]),
    ("Demonstrators threw stones, and half a dozen were led away.", [("half a dozen", "Demonstrators")]),
    ("Of those evacuated, 140 were women.", [("140", "women")]),
    ("The number of confirmed dead rose from 12 to 85.", [("from 12 to 85", "confirmed dead")]),
    ("The ministry put the toll at 9 dead.", [("9", "toll")]),
    ("Casualties (4 killed, 11 wounded) were reported.", [("4", "Casualties"), ("11", "Casualties")]),
    ("AT LEAST 12 KILLED IN KHARKIV", [("AT LEAST 12", None)]),
    ("The strike left 19 dead.", [("19", "dead")]),
    ("Several AK-47 rifles lay there.", [("Several", "AK-47 rifles")]),
    ("Up to 60 mortar rounds a day are falling.", [("Up to 60", "mortar rounds")]),
    ("It fell on three floors of the ward, leaving 19 dead.", [("three", "floors"), ("19", "dead")]),
    ("One in five houses burned.", [("One in five", "houses")]),
    ("17 aid workers died: nine in January.", [("17", "aid workers"), ("nine", "aid workers")]),
    ("Flash floods: 8 killed in Kinshasa", [("8", None)]),
    ("The number of displaced is put at 45,000.", [("45,000", "displaced")]),
    ("Snow blocked 34 of the province's 41 roads.", [("34", "roads"), ("41", "roads")]),
    ("They freed 12 prisoners, the last four in May.", [("12", "prisoners"), ("four", "prisoners")]),
    ("Nobody was hurt.", [("Nobody", None)]),
    ("Killing at least one and wounding two others.", [("at least one", None), ("two", "others")]),
    ("The shells hit Sector 9 and checkpoints 4 and 6.", []),
    ("It happened on July 11 and 12 in the north.", []),
    ("He told us about the 12 soldiers.", [("12", "soldiers")]),
    ("More than 40 but fewer than 60 people came.", [("More than 40 but fewer than 60", "people")]),
    ("At most 100 and at least 20 men left.", [("At most 100 and at least 20", "men")]),
    ("More than 40 men and fewer than 60 women came.", [("More than 40", "men"), ("fewer than 60", "women")]),
    ("A woman, 27, died of burns.", [("27", None)]),
    ("Two of the wounded, aged 24 and 31, died.", [("Two", "wounded"), ("24", None), ("31", None)]),
]

MEASURES = [
    # text, words of the amount, low, high, unit, what is measured
    ("The convoy was six to seven kilometres long.", "six to seven kilometres", 6, 7, "kilometre", "convoy"),
    ("They walked more than 10 km.", "more than 10 km", 10, None, "kilometre", None),
    ("It weighs about 2.5 tonnes.", "about 2.5 tonnes", 2.25, 2.75, "tonne", None),
    ("They found 500 kg of explosives.", "500 kg", 500, 500, "kilogram", "explosives"),
    ("It covers 5 sq km.", "5 sq km", 5, 5, "square kilometre", None),
    ("The car did 60km/h.", "60km/h", 60, 60, "kilometre per hour", None),
    ("The four-month battle ended.", "four-month", 4, 4, "month", "battle"),
    ("It lasted fewer than 20 minutes.", "fewer than 20 minutes", 0, 20, "minute", None),
    ("They took 45 per cent of the votes.", "45 per cent", 45, 45, "percent", "votes"),
    ("The price was $1.5m.", "$1.5m", 1500000, 1500000, "dollar", None),
    ("The price was US$2bn.", "US$2bn", 2 * 10**9, 2 * 10**9, "US dollar", None),
    ("They paid 200 US dollars.", "200 US dollars", 200, 200, "US dollar", None),
    ("They paid £500,000 a month.", "£500,000 a month", 500000, 500000, "pound sterling per month", None),
    ("They paid $10 to $15 billion.", "$10 to $15 billion", 10**10, 15 * 10**9, "dollar", None),
    ("It fell below 5 degrees Celsius.", "below 5 degrees Celsius", None, 5, "degree Celsius", None),
    ("A 34-year-old spoke.", "34-year-old", 34, 34, "year of age", None),
    ("Two thirds of the families left.", "Two thirds", 2 / 3, 2 / 3, "fraction", "families"),
    ("A 30m wall stood there.", "30m", 30, 30, "metre", "wall"),
]

NO_AMOUNTS = [
    "He left in 2015.",
    "The deal was struck on October 12.",
    "It happened on Sept. 11, 2001.",
    "On 16 November 1989 he left.",
    "The 9/11 attacks changed that.",
    "He came first and she came third.",
    "They met at 7:30 a.m. and again at 11 p.m.",
    "They met at 0401 GMT.",
    "The Boeing 747 took off.",
    "Flight MH17 was lost.",
    "The G7 met in Bonn.",
    "Article 5 applies.",
    "Resolution 2254 was adopted.",
    "He lives at No. 10.",
    "Call +44 20 7946 0958 now.",
    "They won 2-1.",
    "One of the men spoke.",
    "That one is better.",
    "There was no deal.",
    "It is no longer so.",
    "An F-16 crashed near the AK-47s.",
    "In the 1990s it was quiet.",
    "The 2018 elections were held.",
    "See https://example.org/12/345 for more.",
    "How many soldiers came?",
    "People aged 18 to 34 were asked.",
    "BOGOTA, 24 AUG 89 (EFE) -- THE ARMY REPORTED IT.",
    "THE ATTACK TOOK PLACE AT 0200.",
    "A 911 caller told them.",
    "No sane person would want that.",
    "He drove a car with a six-speed gearbox.",
]


PIECES = (
    "about|some|12|3,500|two|hundred|and|dozens|of|to|-|–|between|$|m|%|km|,|.|a few|no|one|people|trucks|'s|(4)|half|"
    "third|or|more|than|½|٣|1e5|(|)|“|”|\n|\u202f|2015|May|from|5|0|- 3|fell|aged|a"
)


def only(found: list[Quantity]) -> Quantity:
    assert len(found) == 1, [quantity.text for quantity in found]
    return found[0]


@pytest.mark.parametrize(("text", "words", "low", "high", "counted"), COUNTS)
def test_counts_are_read_as_whole_intervals(
    nlp: Any, text: str, words: str, low: float, high: float | None, counted: str | None
) -> None:
    quantity = only(find_quantities(nlp(text)))
    assert (quantity.text, quantity.low, quantity.high) == (words, low, high)
    assert quantity.counted == counted
    assert quantity.unit is None


@pytest.mark.parametrize(("text", "words", "low", "high", "unit", "counted"), MEASURES)
def test_measures_have_a_unit(
    nlp: Any, text: str, words: str, low: float | None, high: float | None, unit: str, counted: str | None
) -> None:
    quantity = only(find_quantities(nlp(text)))
    assert (quantity.text, quantity.unit) == (words, unit)
    assert quantity.low == (pytest.approx(low) if low is not None else None)
    assert quantity.high == (pytest.approx(high) if high is not None else None)
    if counted is not None:
        assert quantity.counted == counted


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_dates_names_and_pronouns_are_no_amounts(nlp: Any, text: str) -> None:
    assert [quantity.text for quantity in find_quantities(nlp(text))] == []


@pytest.mark.parametrize(("text", "amounts"), COUNTED)
def test_what_is_counted_is_found_where_the_words_leave_it_out(
    nlp: Any, text: str, amounts: list[tuple[str, str | None]]
) -> None:
    assert [(q.text, q.counted) for q in find_quantities(nlp(text)) if not q.derived] == amounts


@pytest.mark.parametrize(
    ("text", "words", "unit", "counted"),
    [
        ("A bomb weighing around half a tonne fell.", "around half a tonne", "tonne", "bomb"),
        ("It left a crater five metres deep and eight metres wide.", "five metres", "metre", "crater"),
        ("All within a radius of 10 kilometres was gone.", "10 kilometres", "kilometre", "radius"),
        ("A ransom of 40 million naira was paid.", "40 million naira", "naira", "ransom"),
        ("The house stood 30 metres away.", "30 metres", "metre", None),
        ("Its price has risen over two years.", "over two years", "year", None),
        ("MENENDEZ IS 82-YEARS-OLD.", "82-YEARS-OLD", "year of age", None),
    ],
)
def test_a_measure_says_of_what(nlp: Any, text: str, words: str, unit: str, counted: str | None) -> None:
    quantity = find_quantities(nlp(text))[0]
    assert (quantity.text, quantity.unit, quantity.counted) == (words, unit, counted)


def test_two_limits_keep_their_own_ends(nlp: Any) -> None:
    counts = only(find_quantities(nlp("More than 40 but fewer than 60 people came.")))
    assert (counts.value, counts.bound, counts.low, counts.high) == ((40, 60), "range", 41, 59)
    shares = only(find_quantities(nlp("More than 40% but at most 60% of them came.")))
    assert (shares.low, shares.high) == (40, 60)


def test_two_numbers_with_one_unit_are_two_amounts(nlp: Any) -> None:
    first, second = find_quantities(nlp("The bags weighed 5 and 6 kg."))
    assert (first.value, first.unit) == (5, "kilogram")
    assert (second.value, second.unit) == (6, "kilogram")


def test_a_result_is_no_range(nlp: Any) -> None:
    found = find_quantities(nlp("She leads him 47 percent to 44 percent."))
    assert [quantity.value for quantity in found] == [47, 44]


def test_a_conversion_keeps_the_limit(nlp: Any) -> None:
    found = find_quantities(nlp("They can fly more than 100 kilometres (60 miles)."))
    assert [(quantity.low, quantity.high, quantity.unit) for quantity in found] == [
        (100, None, "kilometre"),
        (60, None, "mile"),
    ]


def test_an_age_is_no_count(nlp: Any) -> None:
    quantity = only(find_quantities(nlp("Protests broke out after John Smith, 43, was killed by police.")))
    assert (quantity.value, quantity.unit, quantity.counted) == (43, "year of age", None)


def test_a_list_keeps_its_amounts_apart(nlp: Any) -> None:
    text = "It included almost 50 trucks, 13 coaches and more than 100 of ISIS' own vehicles."
    found = [(quantity.low, quantity.high, quantity.counted) for quantity in find_quantities(nlp(text))]
    assert found == [(45, 50, "trucks"), (13, 13, "coaches"), (101, None, "ISIS' own vehicles")]


def test_what_is_left_out_is_carried_on(nlp: Any) -> None:
    found = find_quantities(nlp("13 people were killed and 40 wounded."))
    assert [(quantity.value, quantity.counted) for quantity in found] == [(13, "people"), (40, "people")]
    assert found[1].counted_span == found[0].counted_span


@pytest.mark.parametrize(
    ("text", "trend", "low"),
    [
        ("The death toll rose to 40.", "up", 40),
        ("Prices rose by 12 percent.", "up", 12),
        ("The number fell to 40.", "down", 40),
        ("The village lost 12 men.", None, 12),
        ("The rebels blew up 5 metres of pipeline.", None, 5),
        ("The number of dead fell from 50 to 40.", "down", 40),
    ],
)
def test_a_change_has_a_trend_and_ends_at_its_last_number(nlp: Any, text: str, trend: str | None, low: float) -> None:
    quantity = only(find_quantities(nlp(text)))
    assert (quantity.trend, quantity.low) == (trend, low)


@pytest.mark.parametrize(("word", "bare"), [("only", "four"), ("just", "four"), ("merely", "four")])
def test_focus_moves_no_bound(nlp: Any, word: str, bare: str) -> None:
    quantity = only(find_quantities(nlp(f"He said that {word} {bare} foreign fighters left.")))
    assert (quantity.focus, quantity.low, quantity.high, quantity.bound) == (word, 4, 4, "exact")
    assert quantity.counted == "foreign fighters"


@pytest.mark.parametrize(
    ("profile", "text", "low", "high"),
    [
        ("airwars", "Dozens of people died.", 12, 24),
        ("airwars", "Several people died.", 2, 2),
        ("airwars", "Many civilians died.", 3, 10),
        ("airwars", "Hundreds of people died.", 100, 999),
        ("acled", "Dozens of people died.", 12, 12),
        ("acled", "Hundreds of people died.", 100, 100),
        ("acled", "Tens of people died.", 10, 10),
        ("acled", "A few dozen people died.", 24, 24),
        ("acled", "About 15 people died.", 15, 15),
        ("acled", "More than 15 people died.", 15, 15),
        ("acled", "Almost 50 people died.", 45, 45),
        ("acled", "At least 15 people died.", 15, None),
    ],
)
def test_profiles_read_the_same_words_otherwise(nlp: Any, profile: str, text: str, low: float, high: float) -> None:
    quantity = only(find_quantities(nlp(text), profile=profile))
    assert (quantity.low, quantity.high, quantity.profile) == (low, high, profile)
    assert profile in quantity.rule


def test_an_unknown_profile_names_the_choices(nlp: Any) -> None:
    with pytest.raises(RunError, match="literal, airwars, acled"):
        find_quantities(nlp("Dozens died."), profile="generous")


def test_the_rule_says_how_the_words_were_read(nlp: Any) -> None:
    quantity = only(find_quantities(nlp("A few dozen fighters left.")))
    assert quantity.rule == "a few dozen: 24 to 60 (literal)"


def test_a_text_without_a_parse_is_read_too(nlp: Any) -> None:
    doc = nlp.make_doc("More than 100 trucks left.")
    assert only(find_quantities(doc)).low == 101


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "one hundred ",
        "1,234,",
        "12 ",
        "five or ",
        "-",
        "at least ",
        "a",
        "dozens and ",
        "no ",
        "3 and ",
        "2 men (",
        ", 4",
    ],
)
def test_time_grows_linearly(nlp: Any, piece: str) -> None:
    assert in_proportion(lambda times: partial(find_quantities, nlp.make_doc(piece * times)), 1000, 8000)


def test_a_long_run_of_digits_is_kept_as_words_with_the_reason(nlp: Any) -> None:
    text = "1" * 100_000 + " and " + "9" * 5000 + "." + "9" * 5000
    found = find_quantities(nlp.make_doc(text))
    assert [(q.text, q.value, q.low, q.high) for q in found] == [
        (part, None, None, None) for part in text.split(" and ")
    ]
    assert all(q.rule.startswith("not read: a run of") for q in found)


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("He lost 5 kg metres of rope.", "5 kg metres", "not read: kilogram and metre cannot both be the unit"),
        ("It weighed 1e999 tonnes.", "1e999", "not read: the power is more than 64"),
    ],
)
def test_nonsense_is_kept_as_words_with_the_reason(nlp: Any, text: str, words: str, why: str) -> None:
    quantity = only(find_quantities(nlp(text)))
    assert (quantity.text, quantity.value, quantity.low, quantity.high, quantity.rule) == (words, None, None, None, why)


def test_the_year_0_is_no_amount(nlp: Any) -> None:
    assert find_quantities(nlp("It happened in year 0.")) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.sampled_from(PIECES.split("|")),
            st.text(max_size=6),
        ),
        max_size=14,
    ),
    st.sampled_from([" ", "", "\n"]),
)
def test_any_text_gives_spans_that_hold_their_words(nlp: Any, words: list[str], gap: str) -> None:
    doc = nlp(gap.join(words))
    for quantity in find_quantities(doc):
        assert 0 <= quantity.span.start < quantity.span.end <= len(doc.text)
        assert doc.text[quantity.span.start : quantity.span.end] == quantity.text
        if quantity.counted_span is not None:
            assert doc.text[quantity.counted_span.start : quantity.counted_span.end] == quantity.counted
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high


def test_the_first_report_is_read_right(nlp: Any, seed_dir: Path, acceptance_dir: Path) -> None:
    gold = json.loads((acceptance_dir / "seed_gold.json").read_text(encoding="utf-8"))["quantities"]
    raw = next(seed_dir.glob("*.txt")).read_text(encoding="utf-8")
    text = "\n\n".join(re.sub(r"\s+", " ", part).strip() for part in re.split(r"\n\s*\n", raw))
    found = find_quantities(nlp(text))

    def fits(quantity: Quantity, wanted: dict[str, Any]) -> bool:
        inside = quantity.text.lower().split()[-1].strip(".,") in wanted["text"].lower()
        low = quantity.low is not None and wanted["low"][0] <= quantity.low <= wanted["low"][1]
        if wanted["high"] is None:
            high = quantity.high is None
        else:
            high = quantity.high is not None and wanted["high"][0] <= quantity.high <= wanted["high"][1]
        return inside and low and high and wanted["counted"] in (quantity.counted or "")

    missed = [wanted["text"] for wanted in gold if not any(fits(quantity, wanted) for quantity in found)]
    assert missed == []


class Anything:
    """Holds every word."""

    def __contains__(self, _: object) -> bool:
        return True


def test_words_that_are_passed_over_begin_no_amount(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only words of a list are looked at as the beginning of an amount; to look at all of them finds the same."""
    gold = (Path(__file__).parent.parent / "gold" / "quantities.jsonl").read_text("utf-8").splitlines()
    rare = "nought naught lakh crore fourty countless sizeable minus negative Rs NIS EUR SYP US$ quarter".split()
    made = [f"They saw {word} people, {word} 5 trucks and {word} of them, {word} a number of days." for word in rare]
    docs = list(nlp.pipe([*(json.loads(line)["text"] for line in gold), *made]))
    found = [find_quantities(doc) for doc in docs]
    monkeypatch.setattr(quantities, "_opening", Anything)
    assert [find_quantities(doc) for doc in docs] == found
    assert sum(map(len, found)) > 300
