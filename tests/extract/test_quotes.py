"""Quotations: which marks make a pair, what lies between them, and how little an unbalanced mark may cost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.extract.quotes import Quote, find_quotes


def inner(text: str, *, depth: int = 0) -> list[str]:
    return [text[q.inner_start : q.inner_end] for q in find_quotes(text) if q.depth == depth]


PAIRS = [
    # opening and closing mark
    ('"', '"'),
    ("“", "”"),
    ("„", "“"),
    ("„", "”"),
    ("«", "»"),
    ("»", "«"),
    ("''", "''"),
    ("``", "''"),
    ("‘", "’"),
    ("‹", "›"),
    ("「", "」"),
    ("“", '"'),
    ('"', "”"),
]


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
def test_every_kind_of_mark_makes_a_pair(opening: str, closing: str) -> None:
    text = f"He said {opening}the road is shut{closing} and left."
    assert inner(text) == ["the road is shut"]


CASES = [
    # text, what stands between the outermost marks
    ("No marks at all.", []),
    ("", []),
    ('"One," he said. "Two."', ["One,", "Two."]),
    ("« Spaced marks », he said.", [" Spaced marks "]),
    ("It’s the officers’ own road, isn't it?", []),
    ("The pipe is 6\" wide and 20' long.", []),
    ('He called it "a trap".', ["a trap"]),
    ('("In brackets," he said.)', ["In brackets,"]),
    ("He said — “no one came” — and left.", ["no one came"]),
    ("“She told me ‘go home’ and left,” he said.", ["She told me ‘go home’ and left,"]),
    ("🙂 “The road is shut,” he said.", ["The road is shut,"]),
    ("e\u0301 “cafe\u0301 is shut,” he said.", ["cafe\u0301 is shut,"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:30] for c in CASES])
def test_what_stands_between_the_marks(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


def test_a_quotation_inside_another_is_one_deeper() -> None:
    text = "“She told me ‘go home’ and left,” he said."
    assert inner(text, depth=1) == ["go home"]


SECOND = "“The bridge is open,” said the mayor."
UNBALANCED = [
    # a paragraph with a mark too many or too few; the paragraph after it stands
    "“The road is shut, said the guard.",
    "The road is shut,” said the guard.",
    '"The road is shut, said the guard.',
    "«The road is shut, said the guard.",
    "''The road is shut, said the guard.",
    "The guard said “ and left.",
]


@pytest.mark.parametrize("broken", UNBALANCED)
def test_an_unbalanced_mark_costs_no_quotation_of_another_paragraph(broken: str) -> None:
    found = find_quotes(f"{broken}\n\nA line between.\n\n{SECOND}")
    assert [q for q in found if q.closed][-1].words(f"{broken}\n\nA line between.\n\n{SECOND}") == 4


def test_a_second_opening_mark_gives_the_first_one_up() -> None:
    assert inner("“The road is shut. Then he said, “The bridge is open,” and left.") == ["The bridge is open,"]


def test_a_quotation_of_several_paragraphs_runs_on_until_it_closes() -> None:
    text = "He said: “The road is shut.\n\n“The bridge is open.\n\n“We can go.”\n\nHe left."
    found = find_quotes(text)
    assert [(q.closed, q.continues) for q in found] == [(False, True), (False, True), (True, False)]
    assert inner(text) == ["The road is shut.", "The bridge is open.", "We can go."]


def test_an_open_quotation_does_not_run_on_into_a_paragraph_without_a_mark() -> None:
    assert [q.continues for q in find_quotes("“The road is shut.\n\nThe guard left.\n\n“No,” he said.")] == [
        False,
        False,
    ]


MARKS = "\"'‘’“”„«»‹›「」` \n.,aZé🙂\u0301ש"


@given(st.text(alphabet=MARKS, max_size=120))
def test_quotations_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = find_quotes(text)
    for quote in found:
        assert 0 <= quote.start < quote.inner_start <= quote.inner_end <= quote.end <= len(text)
        assert "\n" not in text[quote.start : quote.end]
    outer = [q for q in found if q.depth == 0]
    assert all(a.end <= b.start for a, b in pairwise(outer))
    assert all(any(o.start < q.start and q.end <= o.end for o in outer) for q in found if q.depth)


@given(st.from_regex(r"[a-c]([a-c .]{0,40}[a-c.])?", fullmatch=True))
def test_what_is_put_between_marks_is_found_again(words: str) -> None:
    assert inner(f"He said “{words}” and left.") == [words]


def test_words_are_counted_between_the_marks() -> None:
    assert Quote(0, 9, 1, 8).words("“one two”.") == 2


def test_a_hundred_thousand_marks_take_no_time() -> None:
    assert len(find_quotes("“a” " * 50_000)) == 50_000
    assert len(find_quotes("“" * 100_000)) <= 1
