"""The order of tests in a run on several processors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealing import LONG, dealt

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Item:
    nodeid: str


GROUPS = ((30, ("b::slow", "a::slow")), (20, ("c::",)), (15, ("d::slow",)), (9, ("gone",)))


def names(count: int, *long: str) -> list[Item]:
    return [Item(name) for name in (*(f"x::{number}" for number in range(count)), *long)]


def test_each_share_begins_with_its_long_tests_in_the_order_of_their_group() -> None:
    items = names(5, "a::slow", "b::slow", "c::1", "c::2", "d::slow")
    order = [item.nodeid for item in dealt(items, 2, long=GROUPS)]
    assert order == ["b::slow", "a::slow", "x::0", "x::1", "x::2", "c::1", "c::2", "d::slow", "x::3", "x::4"]


@given(
    st.integers(1, 9), st.integers(0, 60), st.sets(st.sampled_from(["a::slow", "b::slow", "c::1", "c::2", "d::slow"]))
)
def test_no_test_is_lost_or_run_twice(hands: int, count: int, long: set[str]) -> None:
    items = names(count, *sorted(long))
    assert sorted(item.nodeid for item in dealt(items, hands, long=GROUPS)) == sorted(item.nodeid for item in items)


@pytest.mark.parametrize("name", [name for _, group in LONG for name in group])
def test_what_is_named_is_there(name: str) -> None:
    path, _, test = name.partition("::")
    assert re.search(rf"^def {test.partition('[')[0]}", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
