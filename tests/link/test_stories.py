"""Same event before same question: documents and claims that can be about one event, and those that cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from factories import claim, document
from rashomon.link.stories import Stories
from rashomon.records import Claim, Mention, Reading, Span, Time

A = document("A Daily", published=date(2017, 11, 14))
B = document("B Herald", published=date(2017, 11, 15))
C = document("C Wire", published=date(2017, 11, 15))


def reading(which: object, *names: str, claims: tuple[Claim, ...] = ()) -> Reading:
    mentions = tuple(Mention(name, Span(0, 1), "organisation", name) for name in names)
    return Reading(which, mentions=mentions, claims=claims)  # type: ignore[arg-type]


def when(text: str, first: date | None, last: date | None, precision: str = "day", value: str = "") -> Time:
    return Time(text, Span(0, 1), first, last, precision, value=value)


def test_documents_that_share_their_names_tell_one_story_and_others_do_not() -> None:
    one, two, other = claim(A, "x"), claim(B, "y"), claim(C, "z")
    stories = Stories(
        [
            reading(A, "Red Cross", "Harbour Board", claims=(one,)),
            reading(B, "Red Cross", "Harbour Board", "Police", claims=(two,)),
            reading(C, "Wine Growers", "Rowing Club", claims=(other,)),
        ]
    )
    assert stories.of(one) == stories.of(two)
    assert stories.of(one) != stories.of(other)


def test_a_document_without_names_may_tell_any_story() -> None:
    one, two = claim(A, "x"), claim(B, "y")
    stories = Stories([reading(A, "Red Cross", claims=(one,)), reading(B, claims=(two,))])
    assert stories.of(one) == stories.of(two)


LOOKS_BACK = [
    # the words of a time and what it is, the text around it, whether the claim looks back on another year
    (when("2009", date(2009, 1, 1), date(2009, 12, 31), "year"), "In 2009 a flood killed ten", True),
    (when("2009", date(2009, 1, 1), date(2009, 12, 31), "year"), "ten died in the town of the 2009 flood", False),
    (when("2017", date(2017, 1, 1), date(2017, 12, 31), "year"), "In 2017 ten died", False),
    (when("10 November", date(2017, 11, 10), date(2017, 11, 10)), "ten died on 10 November", False),
]


@pytest.mark.parametrize(("time", "text", "back"), LOOKS_BACK)
def test_a_claim_about_another_year_is_of_another_event(time: Time, text: str, back: bool) -> None:
    now, said = claim(A, "ten died"), replace(claim(A, text, at=3), times=(time,))
    stories = Stories([reading(A, "Red Cross", claims=(now, said))])
    assert (stories.of(now) != stories.of(said)) is back


def test_ten_years_ago_is_not_now() -> None:
    now, said = claim(A, "ten died"), claim(A, "ten years ago forty died", at=3)
    stories = Stories([reading(A, "Red Cross", claims=(now, said))])
    assert stories.of(now) != stories.of(said)
