"""Numbers in words, digits and any mixture, read as exact values."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.extract.quantity_items import lex
from rashomon.extract.quantity_numbers import read_number, read_signed

VALUES = [
    ("3,500", 3500),
    ("816 000", 816000),
    ("1\u202f234\u202f567.89", Fraction("1234567.89")),
    ("1.111,11", Fraction("1111.11")),
    ("5,00", 5),
    ("1.5 million", 1500000),
    ("10bn", 10**10),
    ("10 bln", 10**10),
    ("5k", 5000),
    ("10M", 10**7),
    ("1.2b", 12 * 10**8),
    ("1e10", 10**10),
    ("12.32e+14", Fraction("12.32e14")),
    ("2.5^-1", Fraction(2, 5)),
    ("6x10^-4", Fraction(6, 10**4)),
    ("2½", Fraction(5, 2)),
    ("2 1/4", Fraction(9, 4)),
    ("3 dozen", 36),
    ("5 dozs", 60),
    ("twenty-three", 23),
    ("fifty - two", 52),
    ("two hundred and fifty", 250),
    ("three hundred and two dozen", 324),
    ("two thousand three hundred and one", 2301),
    ("two hundred point zero three", Fraction("200.03")),
    ("nought point eleven", Fraction("0.11")),
    ("half a million", 500000),
    ("a million and a half", 1500000),
    ("two and a half million", 2500000),
    ("two million and one half", 2500000),
    ("one billion and a quarter million", 1000250000),
    ("three and a fifth", Fraction(16, 5)),
    ("two thirds", Fraction(2, 3)),
    ("three-quarters", Fraction(3, 4)),
    ("one eighth", Fraction(1, 8)),
    ("a third of", Fraction(1, 3)),
    ("half of", Fraction(1, 2)),
    ("twenty-three fifths", Fraction(23, 5)),
    ("three twenty-firsts", Fraction(3, 21)),
    ("two hundred and fifty-four hundredths", Fraction("200.54")),
    ("one hundred and thirty-two fifths", Fraction(132, 5)),
    ("one hundred thirty fifths", Fraction(100, 35)),
    ("two thirds of a million", Fraction(2 * 10**6, 3)),
    ("one in five", Fraction(1, 5)),
    ("two out of three", Fraction(2, 3)),
    ("one over three", Fraction(1, 3)),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_a_number_has_its_value_however_it_is_written(text: str, value: int | Fraction) -> None:
    number = read_number(lex(text), 0)
    assert number is not None
    assert number.value == value


@pytest.mark.parametrize(
    ("text", "value"), [("-9.2", Fraction("-9.2")), ("-4/5", Fraction(-4, 5)), ("minus five", -5), ("negative one", -1)]
)
def test_a_sign_belongs_to_its_number(text: str, value: int | Fraction) -> None:
    number = read_signed(lex(text), 0)
    assert number is not None
    assert number.value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("one in 12 hours", 1),
        ("one in 2016", 1),
        ("two quarters in a row", 2),
        ("five and a third were hurt", 5),
        ("fifty - two of them armed", 50),
        ("twenty seconds", 20),
        ("12 over 3 days", 12),
        ("1,3", 1),
    ],
)
def test_what_only_looks_like_a_longer_number_stays_short(text: str, value: int) -> None:
    number = read_number(lex(text), 0)
    assert number is not None
    assert number.value == value


@pytest.mark.parametrize(("text", "at"), [("a third man", 0), ("the one you saw", 1), ("a twenty-first century", 0)])
def test_an_ordinal_or_a_pronoun_is_no_number(text: str, at: int) -> None:
    number = read_number(lex(text), at)
    assert number is None or number.value == 20


@given(st.integers(min_value=0, max_value=10**15))
def test_digits_read_back_in_every_grouping(value: int) -> None:
    for written in (str(value), f"{value:,}", f"{value:,}".replace(",", "\u202f")):
        number = read_number(lex(written), 0)
        assert number is not None
        assert number.value == value


@given(st.text(alphabet="0123456789.,/^e+-−½ andhlfthr", max_size=40))
def test_no_notation_breaks_the_reader(text: str) -> None:
    items = lex(text)
    for i in range(len(items)):
        number = read_signed(items, i)
        assert number is None or i < number.last <= len(items)
