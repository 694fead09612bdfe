"""What the templates of the dossier page see: frozen, finished, nothing left to work out.

An `anchor` is the id of an element; an empty one means that the element was given its id elsewhere on the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.report.chart import Chart
from rashomon.report.marked import Piece


@dataclass(frozen=True, slots=True)
class Badge:
    """A word about a thing, with the style it takes (`denies`, `contested`, ...)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another place: an element of the page by its id, or an address, which holds a slash."""

    text: str
    anchor: str

    @property
    def href(self) -> str:
        """What leads there."""
        return self.anchor if "/" in self.anchor else f"#{self.anchor}"


@dataclass(frozen=True, slots=True)
class RelationView:
    """How a claim stands to another one, as seen from the first."""

    badge: Badge
    other: Link
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim in its sentence. `facts` are label and words: how an amount, a time or a place was read."""

    anchor: str
    target: str
    pieces: tuple[Piece, ...]
    language: str
    document: Link
    published: str
    badges: tuple[Badge, ...]
    facts: tuple[tuple[str, str], ...]
    relations: tuple[RelationView, ...]
    more_relations: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """What one source says to one question."""

    anchor: str
    source: Link
    chain: tuple[str, ...]
    value: Badge
    reading: str
    position: Badge
    support: str
    claims: tuple[ClaimView, ...]
    opens: str


@dataclass(frozen=True, slots=True)
class DriftStep:
    """What a source said at one time: several answers where it gave more than one and their order is unknown.

    `lead` is what goes before it: an arrow for a change, "then" where only the order is known, "also" where not even
    that; `basis` says what the date rests on.
    """

    lead: str
    answers: tuple[Link, ...]
    when: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class DriftView:
    """How the answers of one source follow each other."""

    source: Link
    steps: tuple[DriftStep, ...]
    note: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with its accounts; `chart` is there for contested counts with a bound to draw.

    `grades` are those that people gave it, in words.
    """

    anchor: str
    number: int
    text: str
    status: Badge
    kind: str
    counts: str
    parting: tuple[tuple[str, str], ...]
    chart: Chart | None
    accounts: tuple[AccountView, ...]
    drifts: tuple[DriftView, ...]
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GridEntry:
    """One account in a cell of the grid: the value in a word or two, the words it rests on, the way to the account."""

    badge: Badge
    value: str
    words: str
    target: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """A question and one cell a source; an empty cell is a silent source."""

    question: Link
    status: Badge
    cells: tuple[tuple[GridEntry, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Questions by sources; `wide` when it would not fit on a printed page."""

    sources: tuple[Link, ...]
    rows: tuple[GridRow, ...]
    wide: bool


@dataclass(frozen=True, slots=True)
class SourceView:
    """Somebody who is quoted or speaks, with the names they go by; `grades` are those that people gave, in words."""

    anchor: str
    name: str
    kind: str
    names: tuple[str, ...]
    evidence: tuple[str, ...]
    claims: int
    documents: tuple[Link, ...]
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareView:
    """An origin or a conduit: its name, what rests on it, and its share of the claims in per cent."""

    anchor: str
    name: str
    counts: str
    percent: int
    documents: tuple[Link, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainView:
    """A way by which claims reached the reader."""

    tellers: tuple[str, ...]
    claims: str


@dataclass(frozen=True, slots=True)
class AlignedView:
    """A copied passage in both texts; pieces with the role `changed` differ."""

    source: tuple[Piece, ...]
    copy: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class EchoView:
    """One copying of a text by another."""

    source: Link
    copy: Link
    score: str
    evidence: str
    passages: tuple[AlignedView, ...]
    more: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A file that was given, whatever became of it."""

    anchor: str
    title: str
    facts: tuple[tuple[str, str], ...]
    sha256: str
    state: Badge
    problems: tuple[str, ...]
    claims: str
    others: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    title: str
    summary: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    failed: tuple[Link, ...]
    contested: tuple[QuestionView, ...]
    agreed: tuple[QuestionView, ...]
    single: tuple[QuestionView, ...]
    grid: Grid
    sources: tuple[SourceView, ...]
    chains: tuple[ChainView, ...]
    origins_heading: str
    origins: tuple[ShareView, ...]
    conduits: tuple[ShareView, ...]
    echoes: tuple[EchoView, ...]
    documents: tuple[DocumentView, ...]
    method: tuple[tuple[str, str], ...]
