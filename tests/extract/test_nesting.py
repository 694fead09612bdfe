"""Attributions inside attributions, given the outer ones: sentences of our own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from rashomon.extract.attribution_quotes import speeches
from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.nesting import OWN, inner_candidates, reported
from rashomon.extract.parse import parse
from rashomon.records import Stance


@dataclass(frozen=True)
class Case:
    """A text, the outer attribution in it, and what is found inside: source, content, rule."""

    text: str
    source: str
    cue: str
    content: str
    inner: tuple[tuple[str, str], ...]
    own: bool = False

    def __str__(self) -> str:
        return self.text[:50]


CASES = [
    Case(
        "The minister said officials had told him that the road was closed.",
        "The minister",
        "said",
        "officials had told him that the road was closed",
        (("officials", "that the road was closed"),),
    ),
    Case(
        "“Officials say that the road is closed,” the minister said.",
        "the minister",
        "said",
        "Officials say that the road is closed",
        (("Officials", "that the road is closed"),),
    ),
    Case(
        "“I think that the road is closed,” the minister said.",
        "the minister",
        "said",
        "I think that the road is closed",
        (("I", "that the road is closed"),),
        own=True,
    ),
    Case(
        "The BBC quoted him as saying that the road was closed.",
        "The BBC",
        "quoted",
        "him as saying that the road was closed",
        (("him", "that the road was closed"),),
    ),
    Case(
        "The mayor said that drivers who claimed that the road was closed were wrong.",
        "The mayor",
        "said",
        "that drivers who claimed that the road was closed were wrong",
        (("drivers", "that the road was closed"),),
    ),
    Case(
        "“The driver came to me and said, ‘The road is closed,’ and left,” the mayor said.",
        "the mayor",
        "said",
        "The driver came to me and said, ‘The road is closed,’ and left",
        (("The driver", "The road is closed"),),
    ),
    Case(
        "“I am proud to say that the road is open,” the mayor said.",
        "the mayor",
        "said",
        "I am proud to say that the road is open",
        (("I", "that the road is open"),),
        own=True,
    ),
    Case("The mayor said that the road was closed.", "The mayor", "said", "that the road was closed", ()),
]


def outer(case: Case) -> Candidate:
    doc = parse(case.text)

    def run(part: str, start: int) -> tuple[int, int]:
        span = doc.char_span(start, start + len(part), alignment_mode="expand")
        assert span is not None
        return span.start, span.end

    content = case.text.index(case.content)
    # The outer cue stands before the content it introduces, or after the quotation.
    before = case.text.rfind(case.cue, 0, content)
    cue = run(case.cue, before if before >= 0 else case.text.index(case.cue, content + len(case.content)))
    source = (run(case.source, case.text.index(case.source)),)
    return Candidate(cue[0], source, (cue,), (run(case.content, content),), Stance.ASSERTS, "given", 1.0)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_stands_inside_a_content(case: Case) -> None:
    doc = parse(case.text)
    quoted = [False] * len(doc)
    for speech in speeches(doc, case.text):
        quoted[speech.start : speech.end] = [True] * (speech.end - speech.start)
    found = inner_candidates(doc, [outer(case)], quoted)
    words = [(doc[slice(*c.source[0])].text, " ".join(doc[slice(*run)].text for run in c.content)) for c in found]
    assert tuple(words) == case.inner
    assert all((c.rule == OWN) == case.own and c.rule.startswith("nested-") for c in found)


def test_without_an_outer_attribution_nothing_is_inside() -> None:
    text = "The minister said officials had told him that the road was closed."
    doc = parse(text)
    assert inner_candidates(doc, [], [False] * len(doc)) == []


REPORTED = [
    # outer source and cue, what is said, and which speakers inside really are reported to have said something
    ("officials had told him that the road was closed", ["officials"]),
    ("about eight of ten drivers said that the road was closed", ["about eight of ten drivers"]),
    ("they heard a driver say that the road was closed", ["they", "a driver"]),
    ("officials did say that the road was closed", ["officials"]),
    ("it is fair to say that the road is closed", []),
    ("no one can say that the road is closed", []),
    ("nobody said that the road was closed", []),
    ("officials deny drivers the right to wait", []),
    ("the driver claims to be rich", []),
]


@pytest.mark.parametrize(("said", "speakers"), REPORTED)
def test_what_somebody_might_say_is_no_report(said: str, speakers: list[str]) -> None:
    case = Case(f"The mayor said that {said}.", "The mayor", "said", f"that {said}", ())
    doc = parse(case.text)
    found = inner_candidates(doc, [outer(case)], [False] * len(doc))
    assert [doc[slice(*c.source[0])].text for c in found if reported(doc, c)] == speakers
