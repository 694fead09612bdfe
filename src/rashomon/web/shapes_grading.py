"""What the pages about grades show: scales, what people gave, and what might be considered."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.report.contexts import Link


@dataclass(frozen=True, slots=True)
class ValueShown:
    """A value of a scale; `origins` is how many independent origins it asks for, 0 for none."""

    value: str
    title: str
    meaning: str
    no_basis: bool
    origins: int


@dataclass(frozen=True, slots=True)
class ScaleShown:
    """A scale that can be used here; `source` says whose method it is and which words are ours."""

    name: str
    title: str
    axis: str
    targets: tuple[str, ...]
    source: str
    values: tuple[ValueShown, ...]


@dataclass(frozen=True, slots=True)
class GradeShown:
    """A grade that somebody gave.

    Attributes:
        judgement: its id.
        scale, value: by name; `scale_title` and `value_title` are empty where the case has no such scale any more.
        state: "stands", "replaced" by a later one of the same person, or "taken back".
        review: what to look at again since newer documents came; empty where there is nothing.
    """

    judgement: str
    scale: str
    scale_title: str
    value: str
    value_title: str
    topic: str
    actor: str
    time: str
    why: str
    state: str
    review: str


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """One thing that bears on a grade: "for" relying on it, "against", or "neither", and claims that it rests on."""

    text: str
    weighs: str
    claims: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """What might be considered; nobody has set it. `side` is the answer that is meant, of a question."""

    scale: str
    scale_title: str
    values: tuple[str, ...]
    words: str
    side: str
    reasons: tuple[ReasonShown, ...]
    changes: str


@dataclass(frozen=True, slots=True)
class Grading:
    """The grades of one thing.

    Attributes:
        target, about: "source", "claim", "question" or "document", and its id.
        name, href: what it is called, and where it is shown.
        current: grades that stand, by scale, the newest first; `history` the others, the newest first.
        scales: those that are for such a thing.
        topics: answers among which one can be meant, of a question with several.
        closed: why it cannot be graded; empty where it can.
        waiting: the comparison does not yet know of the last grade.
    """

    target: str
    about: str
    name: str
    href: str
    current: tuple[GradeShown, ...]
    history: tuple[GradeShown, ...]
    scales: tuple[ScaleShown, ...]
    proposals: tuple[ProposalShown, ...]
    topics: tuple[str, ...] = ()
    closed: str = ""
    waiting: bool = False
