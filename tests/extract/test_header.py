"""What a text says about itself at its head, and what looks like a header but is prose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.extract.header import Header, read_header, with_header
from rashomon.ingest.view import tidy
from texts import document

BODY = "The mayor said that the road to the valley was closed for two days after the rain."


@dataclass(frozen=True)
class Case:
    """The lines above a text and what they tell."""

    head: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None

    def __str__(self) -> str:
        return self.head[:40] or "nothing"


DAY = date(2017, 11, 14)
CASES = [
    Case(""),
    Case(
        "Title: Road closed\nPublisher: Example Wire\nDate: 14 November 2017",
        title="Road closed",
        publisher="Example Wire",
        published=DAY,
    ),
    Case("Headline: Road closed\nOutlet: Example Wire\nBy: Anna Keller", "Road closed", "Example Wire", "Anna Keller"),
    Case("TITLE: Road closed\nPOSTED: 2017-11-14", title="Road closed", published=DAY),
    Case("Flood closes the northern road", title="Flood closes the northern road"),
    Case(
        "Flood closes the northern road\nExample Herald · 14 November 2017",
        "Flood closes the northern road",
        "Example Herald",
        None,
        DAY,
    ),
    Case("Example Herald | 14 November 2017", publisher="Example Herald", published=DAY),
    Case(
        "Flood closes the road\nBy Anna Keller\nPublished 14 November 2017",
        "Flood closes the road",
        None,
        "Anna Keller",
        DAY,
    ),
    Case("Flood closes the northern road Example Herald · 14 November 2017"),
    Case("Published on 14 November 2017", published=DAY),
    Case(
        "The Example Gazette\nFlood closes the northern road", "Flood closes the northern road", "The Example Gazette"
    ),
    Case("Date: unknown"),
    Case("Date: next week"),
    Case("Source: officials said on Monday that the road had been closed", None),
    Case("Note: the bridge is open"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_head_of_a_text(case: Case) -> None:
    found = read_header(tidy(document(f"{case.head}\n\n{BODY}", publisher=None)))
    assert (found.publisher, found.author, found.published) == (case.publisher, case.author, case.published)
    if case.title is not None:
        assert found.title == case.title


@pytest.mark.parametrize("case", [c for c in CASES if c.publisher or c.author or c.published], ids=str)
def test_the_header_ends_before_the_body(case: Case) -> None:
    view = tidy(document(f"{case.head}\n\n{BODY}", publisher=None))
    end = read_header(view).end
    assert 0 < end <= view.text.index(BODY)


PROSE = [
    BODY,
    "The mayor of the town said on Monday, 14 November 2017, that the road was closed.",
    "By Monday the road was closed.",
    "By the river, Anna Keller said, the houses were gone.",
    "Publisher and author disagreed.",
    "",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_header(text: str) -> None:
    found = read_header(tidy(document(text, publisher=None)))
    assert (found.publisher, found.author, found.published, found.end) == (None, None, None, 0)


def test_lines_far_down_are_no_header() -> None:
    text = "\n\n".join([BODY] * 9 + ["Publisher: Example Wire"])
    assert read_header(tidy(document(text, publisher=None))).publisher is None


def test_a_header_fills_gaps_and_overrules_nothing() -> None:
    header = Header("A title", "Example Wire", "Anna Keller", DAY, 10)
    blank = with_header(document(BODY, publisher=None), header)
    assert (blank.title, blank.publisher, blank.author, blank.published) == (
        "A title",
        "Example Wire",
        "Anna Keller",
        DAY,
    )
    told = with_header(document(BODY, publisher="Example Post"), header)
    assert told.publisher == "Example Post"
    assert told.text == BODY


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    view = tidy(document(text, publisher=None))
    assert 0 <= read_header(view).end <= len(view.text)
