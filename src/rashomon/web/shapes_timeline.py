"""What the timeline gives: lanes of what happened and what was said when, and the same as a list."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.report.contexts import Link


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days, both inside, ISO 8601; `name` says what it is."""

    name: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Item:
    """Moments of one lane with the same days, or those of one period, counted.

    Attributes:
        kind: "event", what claims say happened, or "statement", the saying of it.
        reading: how the days are to be read: "within" (some time between them), "range" (from one to the other, as the
            words say), "until" or "from" (no first, no last day is known), "count" (a period, with all that lie in it).
        claim: the claim, where it is one moment.
        name: the period of a count ("week of 2017-10-09"); empty else.
    """

    kind: str
    reading: str
    first: str
    last: str
    count: int
    claim: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """What one source, or the answers to one question, have in the window.

    Attributes:
        key: id of the source or question.
        unit: the period that moments are counted by ("week"); empty where each is shown by itself.
        more: moments that are longer than that period and not among the items, being too many.
    """

    key: str
    name: Link
    events: int
    statements: int
    items: tuple[Item, ...]
    unit: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A moment in the list.

    Attributes:
        precision: how closely the words tell the days: day, week, month, season, year or span.
        words: those for the time; empty for a statement.
        basis: what the day of a statement rests on: "said" (the text gives it) or "published" (that of the document).
        state: what a person decided about the claim: accepted, rejected, corrected or "".
    """

    kind: str
    reading: str
    first: str
    last: str
    precision: str
    words: str
    basis: str
    claim: str
    text: str
    speaker: Link
    document: Link
    state: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Moments in the window by kind, those that end before it, those that begin after it."""

    events: int
    statements: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose a filter from."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at.

    Attributes:
        lanes: "source" or "question".
        kind: "all", "events" or "statements".
        source, question: what the moments are restricted to; an empty key where they are not.
    """

    lanes: str
    kind: str
    source: Choice
    question: Choice


@dataclass(frozen=True, slots=True)
class Timeline:
    """The timeline of a window.

    Attributes:
        windows: those that can be gone to: the bulk, all, a year, a month, a week; earlier, later, nearer, wider.
        timeless: claims that name no time which can be put on a line, and those whose saying has no day.
        bulk: the window is the usual one.
        sources, questions: the first ones to choose a filter from.
    """

    asked: Asked
    window: Window
    bulk: bool
    windows: tuple[Window, ...]
    counts: Counts
    timeless: tuple[int, int]
    lanes: tuple[Lane, ...]
    lane_page: int
    lane_pages: int
    entries: tuple[Entry, ...]
    page: int
    pages: int
    sources: tuple[Choice, ...]
    questions: tuple[Choice, ...]
