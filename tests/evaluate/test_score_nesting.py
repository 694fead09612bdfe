"""The scorer of nested attributions: outer, inner and their link are counted each for itself."""

from __future__ import annotations

import pytest

from rashomon.evaluate import NestedItem, score_nesting
from rashomon.records import Attribution, Mode, Span, Spans, Stance

TEXT = "The mayor said that Norway had told him in a letter that the dam was safe."


def spans(*parts: str) -> Spans:
    return tuple(Span(TEXT.index(part), TEXT.index(part) + len(part)) for part in parts)


OUTER = (spans("The mayor"), spans("said"), spans("that Norway had told him in a letter that the dam was safe"))
INNER = (spans("Norway"), spans("had told"), spans("that the dam was safe"))


def made(name: str, side: tuple[Spans, Spans, Spans], parent: str | None = None) -> Attribution:
    return Attribution(name, *side, Mode.INDIRECT, Stance.ASSERTS, parent=parent)


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ([made("o", OUTER), made("i", INNER, "o")], {"outer": 1, "inner": 1, "linked": 1}),
        ([made("o", OUTER), made("i", INNER)], {"outer": 1, "inner": 1, "linked": 0}),
        ([made("o", OUTER)], {"outer": 1, "inner": 0, "linked": 0}),
        ([made("i", (spans("The mayor"), *INNER[1:]))], {"outer": 0, "inner": 0, "linked": 0}),
        ([], {"outer": 0, "inner": 0, "linked": 0}),
    ],
)
def test_each_part_counts_for_itself(found: list[Attribution], right: dict[str, int]) -> None:
    gold = NestedItem("story", TEXT, OUTER, INNER, same_person=False)
    assert {name: tally.right for name, tally in score_nesting([(gold, found)]).items()} == right
