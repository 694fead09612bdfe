"""What a judgement is about and what it puts in its place: typed targets and values, and their JSON objects.

Words are quoted as the TextQuoteSelector of the W3C Web Annotation Data Model quotes them: exactly, with what stands
before and after, so that they are found again when a newer reading moves them. Offsets are code points of
`Document.text`. Amounts and coordinates are written as whole numbers or decimal strings, since the log of a case holds
no floats.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from rashomon.records import ProtectedKind, RelationKind, SourceKind, Spans, Stance, words

CONTEXT: Final = 32
MOST_SPANS: Final = 64


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a text: where they stood, what they were, and up to 32 code points on either side."""

    spans: Spans
    words: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ClaimTarget:
    """A claim, by the words of its content; `claim` is the id that it had, None where only the words are meant."""

    document: str
    quote: Quote
    claim: str | None = None


@dataclass(frozen=True, slots=True)
class EntityTarget:
    """Who speaks, by a name as written."""

    entity: str


Member = ClaimTarget | EntityTarget


@dataclass(frozen=True, slots=True)
class MergeTarget:
    """Names and claims that are one actor's, at least two."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class SplitTarget:
    """Groups of names and claims, at least two: what is in one group is not the actor of another."""

    groups: tuple[tuple[Member, ...], ...]


@dataclass(frozen=True, slots=True)
class QuestionTarget:
    """A question by its id, and by its title where the id is no longer there."""

    question: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class QuestionsTarget:
    """Questions that are one, or a question and claims that do (not) answer it."""

    questions: tuple[QuestionTarget, ...]
    claims: tuple[ClaimTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class PairTarget:
    """Two claims, in the order in which a relation reads: "a corrects b"."""

    a: ClaimTarget
    b: ClaimTarget


@dataclass(frozen=True, slots=True)
class DocumentTarget:
    """A whole document."""

    document: str


@dataclass(frozen=True, slots=True)
class WordsTarget:
    """A name, a place or a day wherever the documents speak of it; a day as ISO 8601 ("2017-10-12")."""

    words: str


@dataclass(frozen=True, slots=True)
class JudgementTarget:
    """An earlier judgement."""

    judgement: str


Target = (
    ClaimTarget
    | EntityTarget
    | MergeTarget
    | SplitTarget
    | QuestionTarget
    | QuestionsTarget
    | PairTarget
    | DocumentTarget
    | WordsTarget
    | JudgementTarget
)


@dataclass(frozen=True, slots=True)
class NewSource:
    """Who says it: a stretch of the document (`quote`), or a name of free text; kind "author" is the document."""

    name: str
    kind: SourceKind
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class NewSpan:
    """What is said, by its words."""

    quote: Quote


@dataclass(frozen=True, slots=True)
class NewStance:
    """How the source stands to it; `negated` None leaves that as it is."""

    stance: Stance
    negated: bool | None = None


@dataclass(frozen=True, slots=True)
class NewAmount:
    """Inclusive bounds of an amount, None unbounded; `item` is its words, None where the claim has one amount."""

    low: float | None
    high: float | None
    item: Quote | None = None
    unit: str | None = None
    counted: str | None = None


@dataclass(frozen=True, slots=True)
class NewDate:
    """First and last day, inclusive, None unbounded; `item` is the words, None where the claim has one time."""

    start: date | None
    end: date | None
    item: Quote | None = None


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place with its point in degrees (WGS 84); `item` is the words, None where the claim has one place."""

    name: str
    latitude: float | None = None
    longitude: float | None = None
    precision: str = "unknown"
    country: str | None = None
    item: Quote | None = None


@dataclass(frozen=True, slots=True)
class NewRelation:
    """How two claims stand."""

    relation: RelationKind


@dataclass(frozen=True, slots=True)
class NewGrade:
    """One value of one scale, for all that is said or for one topic.

    Attributes:
        scale, value: names of the scale and of its value ("admiralty-source", "B").
        topic: what a source is graded for, or the side of a question that is meant, in words; empty for all.
        least: how many independent origins the scale asked for when this was given; 0 for none.
        origins: ids of the origins behind what was graded when this was given, sorted; None where nobody counted them.
        words: what the scale called the value then ("usually reliable"), so that it is understood without its file.
    """

    scale: str
    value: str
    topic: str = ""
    least: int = 0
    origins: tuple[str, ...] | None = None
    words: str = ""

    def __str__(self) -> str:
        """Return it in words: "admiralty-source B (usually reliable), for numbers"."""
        called, topic = (
            f" ({self.words})" if self.words not in ("", self.value) else "",
            f", for {self.topic}" if self.topic else "",
        )
        return f"{self.scale} {self.value}{called}{topic}"


@dataclass(frozen=True, slots=True)
class Text:
    """A grade in free words, a note or a tag."""

    text: str


@dataclass(frozen=True, slots=True)
class Protect:
    """What is protected and what stands in its place.

    Attributes:
        what: "source", "document", "passage", "place", "date" or "name".
        label: what whoever may not see it sees ("Witness A", "a village in Raqqa province"); stable for the case.
        also: other ways in which it is written, and must not be seen either.
        days: first and last day that stand for a protected day, inclusive; None for other things.
    """

    what: ProtectedKind
    label: str
    also: tuple[str, ...] = ()
    days: tuple[date, date] | None = None


Correction = NewSource | NewSpan | NewStance | NewAmount | NewDate | NewPlace
Value = Correction | NewRelation | NewGrade | Text | Protect


def quote(text: str, spans: Spans) -> Quote:
    """Return the words of `spans` in `text` with their context.

    Raises:
        ValueError: there are no spans, or they are empty, out of order or beyond the text.
    """
    check_spans(spans)
    if spans[-1].end > len(text):
        raise ValueError(f"spans: they end at {spans[-1].end}, the text at {len(text)}")
    start, end = spans[0].start, spans[-1].end
    return Quote(spans, words(text, spans), text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def check_spans(spans: Spans) -> None:
    """Refuse spans that are none, too many, empty, or that overlap or run backwards.

    Raises:
        ValueError: they are.
    """
    if not 0 < len(spans) <= MOST_SPANS:
        raise ValueError(f"spans: 1 to {MOST_SPANS} are needed, not {len(spans)}")
    at = 0
    for span in spans:
        if span.start < at or span.end <= span.start:
            raise ValueError(f"spans: {span.start}-{span.end} is empty or overlaps the one before")
        at = span.end
