"""What the pages of dossiers show, and what an exported one is made of: frozen, finished.

In an exported dossier a `Link.anchor` is the id of an element of the same page, or empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from rashomon.report.chart import Chart
from rashomon.report.contexts import AccountView, Badge, ClaimView, DriftView, Link
from rashomon.web.shapes import Asked, Decision

# The builder


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A dossier in the list: its newest version."""

    id: str
    title: str
    version: int
    time: str
    actor: str
    questions: int
    removed: bool


@dataclass(frozen=True, slots=True)
class PartCard:
    """A part of a dossier: a question with what is shown of it, or text.

    Attributes:
        asked: the question as the last comparison has it; None for text, and where it is not asked any more.
    """

    key: str
    text: str
    question: str
    show: tuple[str, ...]
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class DossierCard:
    """One version of a dossier. `before` is the version that undoing leads to, 0 where there is none."""

    id: str
    version: int
    time: str
    actor: str
    title: str
    removed: bool
    before: int
    parts: tuple[PartCard, ...]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the history of a dossier; `of` is the one that it went back to, 0 where it is new."""

    version: int
    time: str
    actor: str
    title: str
    parts: int
    removed: bool
    of: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that can be chosen; `chosen` where it is in the dossier."""

    id: str
    number: int
    text: str
    status: Badge
    kind: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Questions that fit what was looked for, contested ones first; `more` are not listed."""

    find: str
    status: str
    found: tuple[Choice, ...]
    more: bool


# The exported file


@dataclass(frozen=True, slots=True)
class Quoted:
    """A claim that is quoted: its number in the file, who says it, and the sentence."""

    number: int
    source: str
    view: ClaimView


@dataclass(frozen=True, slots=True)
class Reference:
    """A short way to a quoted claim: its number, who says it, the first words."""

    number: int
    source: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class SideShown:
    """One side of a question, with everything that its three numbers count."""

    anchor: str
    text: str
    sources: tuple[str, ...]
    documents: tuple[Link, ...]
    outlets: tuple[str, ...]
    origins: tuple[str, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account; `href` leads from its value to its words."""

    view: AccountView
    href: str
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question of an exported dossier.

    Attributes:
        show: what is written out; the words of all accounts stand at the end of the file where they are not here.
        hrefs: for each row of the chart, what leads to its words.
    """

    anchor: str
    asked: Asked
    show: tuple[str, ...]
    chart: Chart | None
    hrefs: tuple[str, ...]
    sides: tuple[SideShown, ...]
    accounts: tuple[AccountShown, ...]
    drifts: tuple[DriftView, ...]


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part in its place: a question, or text as safe markup, or words on a question that is not asked any more."""

    text: Markup
    question: QuestionShown | None
    missing: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that is quoted or counted."""

    anchor: str
    title: str
    publisher: str
    published: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReadBy:
    """One way of reading by machine: version of the program, when it was first used, checksums of its models."""

    version: str
    time: str
    models: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """How a dossier was made, so that a sceptic can judge it.

    Attributes:
        facts: terms and words.
        people: kind of decision, person, how many stand.
        affecting: decisions on what is shown here; `left_out` claims of the cited documents that people rejected.
        unapplied: decisions that the comparison could not apply, and why.
        not_chosen: contested questions that are not in the dossier; `others` says how many questions more.
        unread: files that were not read in full, and why.
        receipt: number and hash of the last entry of the case's log before this file was made.
    """

    facts: tuple[tuple[str, str], ...]
    readers: tuple[ReadBy, ...]
    people: tuple[tuple[str, str, int], ...]
    affecting: tuple[Decision, ...]
    left_out: tuple[Decision, ...]
    unapplied: tuple[str, ...]
    not_chosen: tuple[str, ...]
    others: str
    unread: tuple[tuple[str, str], ...]
    more_unread: int
    receipt: tuple[int, str]


@dataclass(frozen=True, slots=True)
class DossierPage:
    """A whole exported dossier.

    Attributes:
        figures: number, noun, and the place on the page where what it counts is listed.
        words: questions whose words stand at the end.
        speaking: who speaks, with number and place of each of their quoted claims.
    """

    title: str
    case: str
    version: int
    figures: tuple[tuple[str, str, str], ...]
    parts: tuple[PartShown, ...]
    words: tuple[QuestionShown, ...]
    speaking: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]
    cited: tuple[Cited, ...]
    made: Made
