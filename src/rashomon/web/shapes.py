"""What the API gives and the pages show, beside the contexts of `rashomon.report`: frozen, finished.

A `Link.anchor` here is an address that begins with "/". Days are ISO 8601; texts are as the documents have them and are
escaped where they are written.
"""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.report.chart import Chart
from rashomon.report.contexts import AccountView, Badge, ClaimView, DriftView, Link
from rashomon.web.shapes_grading import GradeShown


@dataclass(frozen=True, slots=True)
class Side:
    """One position on a question: who holds it, and how much stands behind it."""

    text: str
    sources: tuple[str, ...]
    documents: int
    outlets: int
    origins: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in a list.

    Attributes:
        number: its place among all questions, contested ones first.
        first, last: days of the earliest and latest document that answers it, empty where none has a day.
        claims, judged: claims that answer it, and how many of them a person has decided about.
        new: claims of documents that came after the last visit.
    """

    id: str
    number: int
    text: str
    kind: str
    status: Badge
    sides: tuple[Side, ...]
    accounts: int
    documents: int
    origins: int
    first: str
    last: str
    claims: int
    judged: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True)
class AskedFully:
    """What the page of a question shows above its accounts."""

    chart: Chart | None
    drifts: tuple[DriftView, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A judgement as it is shown: who decided what, when and why, and whether it stands."""

    id: str
    seq: int
    kind: str
    about: str
    text: str
    actor: str
    time: str
    why: str
    stands: bool
    href: str


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim with what can be done about it.

    Attributes:
        view: the claim in its sentence.
        speaker: who says it, with the way to that source.
        text: what is claimed, in the words of the document.
        stance: how the source stands to it.
        start: offset of the claimed words in the document's text, code points.
        questions: those it answers.
        decisions: what people decided about it, the last first.
        state: "accepted", "rejected", "corrected" or "" where nobody decided.
        waiting: the comparison does not yet know of the last decision.
        grades: those that people gave it and that stand, the newest first.
    """

    id: str
    document: str
    view: ClaimView
    speaker: Link
    text: str
    stance: str
    start: int
    origin: str
    questions: tuple[Link, ...]
    decisions: tuple[Decision, ...] = ()
    state: str = ""
    waiting: bool = False
    grades: tuple[GradeShown, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountCard:
    """What one source says to a question, with its first claims; `more` are those that are not written out."""

    view: AccountView
    number: int
    claims: tuple[ClaimCard, ...]
    more: int


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question with a page of its accounts; `unapplied` says which decisions on it could not be applied, and why."""

    asked: Asked
    fully: AskedFully
    accounts: tuple[AccountCard, ...]
    page: int
    pages: int
    decisions: tuple[Decision, ...]
    unapplied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileState:
    """A file that was not read in full, and why."""

    name: str
    state: str
    problems: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review is: claims that answer a contested question first, then all."""

    contested: int
    contested_judged: int
    claims: int
    claims_judged: int


@dataclass(frozen=True, slots=True)
class News:
    """What came since the last visit; `since` is empty on the first one."""

    since: str
    documents: int
    claims: int
    decisions: int


@dataclass(frozen=True, slots=True)
class Board:
    """The state of the comparison that the pages show.

    Attributes:
        state: "none" (nothing was compared yet), "fresh", "stale" (something came since) or "working".
        step: what is being worked out, in words; empty where nothing is.
        problem: why the last comparison failed; empty where it did not.
    """

    state: str
    step: str
    problem: str
    seq: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Documents of one day, month or year: how many, where on the strip (per cent), how high (pixels)."""

    when: str
    documents: int
    x: float
    height: float


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page: contested questions, what is new, what failed, how far the review is."""

    title: str
    figures: tuple[tuple[str, str], ...]
    questions: tuple[Asked, ...]
    status: str
    page: int
    pages: int
    counts: dict[str, int]
    news: News
    unread: tuple[FileState, ...]
    more_unread: int
    progress: Progress
    strip: tuple[Tick, ...]
    board: Board
