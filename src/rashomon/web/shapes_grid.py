"""What the grid shows: questions by sources."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.report.contexts import Badge, Link
from rashomon.web.shapes import AccountCard, Asked


@dataclass(frozen=True, slots=True)
class GridEntry:
    """One account in a cell.

    Attributes:
        number: of the account on its question.
        value: the answer in a word or two.
        kind: how the source stands to it: "says", "admits" or "denies".
        side: the side of the question that it is on, from 1; 0 where it is on none.
        words: what it rests on, cut.
        href: the way to the account.
        fits: it is among those that were asked for; the others are shown, since a source that speaks is not silent.
    """

    number: int
    value: str
    kind: str
    side: int
    words: str
    href: str
    fits: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """A question with one cell a column; an empty cell is a source that is silent here."""

    asked: Asked
    cells: tuple[tuple[GridEntry, ...], ...]


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A source; `questions` are those on this page of rows that it speaks to."""

    source: Link
    kind: str
    questions: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A page of questions by a page of those sources that speak to them.

    Attributes:
        columns: the sources that speak to most of these questions first.
        questions: how many questions were found in all; `first` is the number of the first one here, from 1.
        sources: how many sources speak to the questions of this page of rows.
        page, pages: of rows; `across` and `acrosses` of columns.
    """

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    questions: int
    first: int
    sources: int
    first_source: int
    page: int
    pages: int
    across: int
    acrosses: int


@dataclass(frozen=True, slots=True)
class GridCell:
    """What a source says to a question, with the words, to be read beside the grid."""

    question: Link
    status: Badge
    account: AccountCard
    side: int
    sides: int
