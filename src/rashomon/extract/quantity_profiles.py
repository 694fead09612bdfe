"""The table of profiles: how words for amounts are read as inclusive intervals, and on whose authority."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

from rashomon.errors import RunError

_BOUND = re.compile(r"(?:([\d.]+) )?(N|M)(?:([+-])(\d+))?|(\d+)|none")


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of the table as one profile reads it.

    Attributes:
        words: the kind of words the row reads ("a few dozen", "almost N").
        low, high: bounds in N, a number, or "none"; `measure_low` and `measure_high` are those for measures.
        origin: "published" by the method the profile is named after, or "ours".
        note: the profile, and where it follows the literal one.
    """

    words: str
    low: str
    high: str
    measure_low: str
    measure_high: str
    origin: str
    note: str

    @property
    def rule(self) -> str:
        """The row for the reader: "a few dozen: 24 to 60 (literal)"."""
        return self.rule_for(self.words, self.low, self.high)

    def rule_for(self, words: str, low: str, high: str) -> str:
        """Return the row as it reads some words: "tens of thousands: 10000 to 99999 (literal)"."""
        ends = low if low == high else f"{low} or more" if high == "none" else f"{low} to {high}"
        return f"{words}: {ends} ({self.note})"


@cache
def profile_names() -> tuple[str, ...]:
    """Return the names of the profiles that can be chosen."""
    return tuple(_tables()["profiles"])


@cache
def profile_rows(profile: str) -> dict[str, Row]:
    """Return the rows of one profile by name, for reading amounts and for showing the table.

    Raises:
        RunError: no profile has that name.
    """
    tables = _tables()
    if profile not in tables["profiles"]:
        raise RunError(f"profile: there is no {profile!r}; choose one of {', '.join(profile_names())}")
    return {name: _row(cells, profile) for name, cells in tables["rows"].items()}


def bounds(
    row: Row, number: Fraction, *, upper: Fraction | None = None, measured: bool = False
) -> tuple[Fraction | None, Fraction | None]:
    """Return the inclusive interval that `row` gives the number N (and M, `upper`); None is unbounded.

    Things counted come whole: the interval shrinks to the whole numbers inside it, but never past N itself.
    """
    low = _evaluate(row.measure_low if measured else row.low, number, upper)
    high = _evaluate(row.measure_high if measured else row.high, number, upper)
    if not measured and number.denominator == 1:
        if low == high and low is not None:  # one figure: the low end of an interval
            return Fraction(math.ceil(low)), Fraction(math.ceil(low))
        low = None if low is None else Fraction(math.ceil(low))
        high = None if high is None else Fraction(math.floor(high))
    if low is not None and high is not None and low > high:  # a negative number, or "fewer than none"
        low, high = high, low
    return low, high


def _evaluate(bound: str, number: Fraction, upper: Fraction | None) -> Fraction | None:
    match = _BOUND.fullmatch(bound)
    if match is None:
        raise RunError(f"profile: cannot read the bound {bound!r} in quantity_profiles.toml; write it in N")
    factor, name, sign, step, plain = match.groups()
    if plain is not None:
        return Fraction(plain)
    if name is None:
        return None
    value = upper if name == "M" and upper is not None else number
    shift = int(f"{sign}{step}") if sign else 0
    return Fraction(factor or 1) * value + shift


@cache
def _tables() -> dict[str, dict[str, dict[str, object]]]:
    """Return the table as the data file has it."""
    text = (files("rashomon") / "data" / "quantity_profiles.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _row(cells: dict[str, object], profile: str) -> Row:
    """Return what `profile` says of one row, following "literal" and "low of literal"."""
    words = str(cells["words"])
    cell, literal = cells[profile], cells["literal"]
    if not isinstance(literal, dict):
        raise RunError(f"profile: the row {words!r} of quantity_profiles.toml has no bounds of its own")
    if isinstance(cell, dict):
        given, note = cell, profile
    elif cell == "low of literal":
        given = {"low": literal["low"], "high": literal["low"], "origin": "ours"}
        if "measure_low" in literal:
            given |= {"measure_low": literal["measure_low"], "measure_high": literal["measure_low"]}
        note = f"{profile}: low of literal"
    else:
        given, note = literal, f"{profile}: as literal"
    low, high = given["low"], given["high"]
    return Row(
        words=words,
        low=low,
        high=high,
        measure_low=given.get("measure_low") or low,
        measure_high=given.get("measure_high") or high,
        origin=given["origin"],
        note=note,
    )
