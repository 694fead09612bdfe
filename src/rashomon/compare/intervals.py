"""Amounts as intervals: whether they meet, and how they are written for a reader. None is unbounded."""

from __future__ import annotations

from rashomon.records import Quantity


def disjoint(a: Quantity, b: Quantity) -> bool:
    """Tell whether two intervals share no number; None is unbounded."""
    return _below(a.high, b.low) or _below(b.high, a.low)


def _below(high: float | None, low: float | None) -> bool:
    return high is not None and low is not None and high < low


def within(inner: Quantity, outer: Quantity) -> bool:
    """Tell whether every number of one interval is in the other."""
    low = outer.low is None or (inner.low is not None and inner.low >= outer.low)
    high = outer.high is None or (inner.high is not None and inner.high <= outer.high)
    return low and high


def number(value: float) -> str:
    """Return a number for reading: thousands apart, no needless decimals."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


def describe(quantity: Quantity) -> str:
    """Return the words of an amount with the interval they are read as."""
    low, high = quantity.low, quantity.high
    if low is not None and low == high:
        bounds = number(low)
    elif low is None:
        bounds = "any number" if high is None else f"at most {number(high)}"
    else:
        bounds = f"{number(low)} or more" if high is None else f"{number(low)} to {number(high)}"
    said = quantity.words.strip()
    return f"“{said}”" if said.replace(",", "") == bounds.replace(",", "") else f"“{said}” ({bounds})"
