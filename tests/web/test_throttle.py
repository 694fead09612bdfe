"""Guessing at passwords gets slower and slower, and nobody can lock a colleague out by it."""

from __future__ import annotations

import pytest

from rashomon.web.throttle import Throttle, network
from web.teamwork import Clock

HOME, OFFICE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(tick=clock.tick)


def waits(throttle: Throttle, clock: Clock, tries: int, *, name: str = "ada", address: str = HOME) -> list[int]:
    """Return how long each of some wrong tries had to wait."""
    found = []
    for _ in range(tries):
        wait = throttle.begin(name, address)
        found.append(wait)
        if wait:
            clock.seconds += wait
            assert throttle.begin(name, address) == 0
    return found


def test_five_tries_are_free_then_the_wait_doubles_up_to_a_quarter_of_an_hour(throttle: Throttle, clock: Clock) -> None:
    assert waits(throttle, clock, 17) == [0] * 5 + [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_tries_at_once_are_no_way_around(throttle: Throttle) -> None:
    assert [throttle.begin("ada", HOME) for _ in range(8)] == [0, 0, 0, 0, 0, 1, 1, 1]


def test_asking_too_early_makes_the_wait_no_longer(throttle: Throttle, clock: Clock) -> None:
    waits(throttle, clock, 8)
    assert [throttle.begin("ada", HOME) for _ in range(50)] == [8] * 50
    clock.seconds += 8
    assert throttle.begin("ada", HOME) == 0


def test_whoever_guesses_elsewhere_does_not_hold_up_the_colleague(throttle: Throttle, clock: Clock) -> None:
    waits(throttle, clock, 15, address=OFFICE)
    assert throttle.begin("ada", HOME) == 0


def test_whoever_guesses_at_others_is_held_up_too(throttle: Throttle, clock: Clock) -> None:
    assert [throttle.begin(f"name {number}", HOME) for number in range(21)] == [0] * 20 + [1]
    assert throttle.begin("ada", OFFICE) == 0


def test_guessing_from_many_addresses_is_slow_but_never_locks_out(throttle: Throttle, clock: Clock) -> None:
    throttle.begin("ada", HOME)
    throttle.succeeded("ada", HOME)
    longest = 0
    for number in range(300):
        if wait := throttle.begin("ada", f"203.0.113.{number % 250}"):
            longest = max(longest, wait)
            clock.seconds += wait
    assert longest == 60
    assert throttle.begin("ada", "198.51.100.9") > 0, "from an address that is not known she waits like they do"
    assert throttle.begin("ada", HOME) == 0, "from where she logged in before she does not"


def test_logging_in_forgets_what_one_mistyped(throttle: Throttle, clock: Clock) -> None:
    for _ in range(30):
        for _ in range(4):
            assert throttle.begin("ada", HOME) == 0
        throttle.succeeded("ada", HOME)
    assert len(throttle) == 0


def test_after_a_day_earlier_tries_count_no_more(throttle: Throttle, clock: Clock) -> None:
    waits(throttle, clock, 12)
    clock.forward(hours=25)
    assert waits(throttle, clock, 6) == [0, 0, 0, 0, 0, 1]


def test_memory_is_bounded_and_a_flood_of_names_washes_no_heavy_entry_away(clock: Clock) -> None:
    throttle = Throttle(tick=clock.tick, most=300)
    waits(throttle, clock, 12)
    for number in range(3000):
        throttle.begin(f"name {number}", f"2001:db8:{number:x}::1")
        assert len(throttle) <= 300
    assert throttle.begin("ada", HOME) > 0


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("[2001:db8:1:2::9]:4711", "2001:db8:1:2::"),
        ("", ""),
        ("testclient", "testclient"),
        ("x" * 5000, "x" * 64),
    ],
)
def test_what_counts_as_one_address(address: str, counts_as: str) -> None:
    assert network(address) == counts_as
