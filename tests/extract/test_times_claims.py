"""Times on their way into claims: what says when is kept, lengths and "now" are for the layer of times alone."""

from __future__ import annotations

import pytest

from rashomon.config import Config
from rashomon.records import Reading, Span
from rashomon.scoring import read_text

TEXT = (
    "Date: 14 November 2017\n\n"
    "The mayor said that on 12 October the convoy waited for three days and is now gone. "
    "A witness said that a second convoy left the following day."
)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_text("convoy.txt", TEXT, config=Config())


def test_a_claim_has_the_times_that_say_when(reading: Reading) -> None:
    words = {time.text for claim in reading.claims for time in claim.times}
    assert {"12 October", "the following day"} <= words
    assert not words & {"three days", "now"}


def test_the_layer_of_times_has_them_all(reading: Reading) -> None:
    assert {"12 October", "three days", "now", "the following day"} <= {time.text for time in reading.times}


def test_an_anchor_is_a_span_of_the_text(reading: Reading) -> None:
    (found,) = [time for time in reading.times if time.text == "the following day"]
    assert isinstance(found.anchor, Span)
    assert found.anchor.of(TEXT) == "12 October"
