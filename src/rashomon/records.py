"""The nouns of Rashomon: frozen records that every room reads and none changes.

Offsets are counted in Unicode code points (not bytes, not UTF-16 units), start at 0, and the end is exclusive.
A span always refers to `Document.text`: for a plain-text file that is the decoded file, unchanged.
Identities are hashes of content, so the same bytes read twice give the same ids on any machine and any day.
"""

from __future__ import annotations

import bisect
import hashlib
import json
import re
from array import array
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


def content_id(prefix: str, *parts: object) -> str:
    """Return a short stable identity: `prefix` and 16 hex digits of the SHA-256 of `parts` as JSON.

    JSON of a list keeps `("a.b", "c")` apart from `("a", "b.c")`, which joined strings would not.
    """
    payload = json.dumps(parts, ensure_ascii=True, separators=(",", ":"), default=str)
    return f"{prefix}{hashlib.sha256(payload.encode('ascii')).hexdigest()[:16]}"


class Stance(StrEnum):
    """How the source stands to the content. `denies` covers "denied that P" and "maintains that no P"."""

    ASSERTS = "asserts"
    DENIES = "denies"
    ADMITS = "admits"
    CONFIRMS = "confirms"
    ALLEGES = "alleges"
    DOUBTS = "doubts"
    QUESTIONS = "questions"
    PREDICTS = "predicts"
    DEMANDS = "demands"
    DECLINES = "declines"


class Mode(StrEnum):
    """How the words are given. `narrative` is the document speaking in its own voice."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NARRATIVE = "narrative"


class Certainty(StrEnum):
    """How sure the telling is. `hedged` means that the teller keeps a distance ("allegedly")."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    HEDGED = "hedged"


class SourceKind(StrEnum):
    """What speaks. `unnamed` is a role without a name ("a local driver"); `author` is the document itself."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    OUTLET = "outlet"
    DOCUMENT = "document"
    FOOTAGE = "footage"
    UNNAMED = "unnamed"
    AUTHOR = "author"


class RelationKind(StrEnum):
    """How two claims stand to each other."""

    AGREES = "agrees"
    OVERLAPS = "overlaps"
    REFINES = "refines"
    DIFFERS = "differs"
    CONTRADICTS = "contradicts"
    DENIES = "denies"
    ADMITS = "admits"
    CORRECTS = "corrects"
    RETRACTS = "retracts"


OPPOSING = frozenset({RelationKind.CONTRADICTS, RelationKind.DENIES})


class QuestionKind(StrEnum):
    """What sort of answer a question takes."""

    QUANTITY = "quantity"
    POLAR = "polar"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"


class QuestionStatus(StrEnum):
    """Whether the accounts part, agree, or only one speaks."""

    CONTESTED = "contested"
    AGREED = "agreed"
    SINGLE = "single"


class ReadState(StrEnum):
    """The visible end state of every file that was given."""

    PARSED = "parsed"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of `Document.text`: code points, 0-based, end exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}-{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """Return the words of this span in `text`."""
        return text[self.start : self.end]


Spans = tuple[Span, ...]
_CUT_WORD = re.compile(r"[\u2010\u00ad]\s*\n\s*|\u00ad")


def words(text: str, spans: Spans) -> str:
    """Return the words of a possibly discontinuous span: pieces joined by one space, white space folded.

    A word that a typesetter cut at the end of a line (U+2010 or a soft hyphen before the break) is whole again.
    """
    joined = _CUT_WORD.sub("", " ".join(span.of(text) for span in spans))
    return " ".join(joined.split())


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading or quotation block of a document and where it lies in the file.

    Attributes:
        span: its place in `Document.text`.
        kind: "paragraph", "heading", "quote", "caption", "list" or "table".
        source: its place in the decoded source (HTML), code points, or None.
        page: 1-based page number (PDF), or None.
    """

    span: Span
    kind: str = "paragraph"
    source: Span | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Where each code point of `Document.text` stands on the pages of a PDF.

    Attributes:
        pages: one 1-based page number a code point; 0 for one we inserted (a space, a line break).
        boxes: four floats a code point: left, bottom, right, top in PDF points, origin at the lower left.
    """

    pages: array[int]
    boxes: array[float]

    def box(self, offset: int) -> tuple[int, float, float, float, float]:
        """Return `(page, left, bottom, right, top)` of the code point at `offset`."""
        left, bottom, right, top = self.boxes[4 * offset : 4 * offset + 4]
        return self.pages[offset], left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was given, as read. A failed one has no text and says why in `problems`.

    Attributes:
        path: the path as the user gave it, or "-" for standard input.
        sha256: of the bytes, 64 hex digits; empty when the bytes could not be read.
        media_type: "text/plain", "text/html", "application/pdf"; empty when unknown.
        text: what every span refers to.
        title, publisher, author, language: None when the file does not say.
        published: the publication date, None when neither file nor user says.
        encoding: the encoding the bytes were decoded with, None for PDF.
        passages: its blocks in reading order; empty for plain text.
        glyphs: page and box per code point (PDF only).
        state, problems: how reading ended, and each problem as one sentence with its remedy.
    """

    path: str
    sha256: str
    media_type: str
    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None
    encoding: str | None = None
    passages: tuple[Passage, ...] = ()
    glyphs: Glyphs | None = field(default=None, compare=False, repr=False)
    state: ReadState = ReadState.PARSED
    problems: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Identity of the document: a prefix of the hash of its bytes."""
        return f"d{self.sha256[:16]}"


@dataclass(frozen=True, slots=True)
class View:
    """The text as analysed: white space tidied, hard line breaks joined, with the way back to the original.

    Attributes:
        text: the cleaned text; paragraphs are separated by a blank line.
        origins: for each code point of `text`, the offset in `Document.text` that it stands for.
    """

    text: str
    origins: array[int] = field(repr=False)

    def to_original(self, start: int, end: int) -> Span:
        """Map `[start, end)` of the view to the span of `Document.text` that it stands for.

        Raises:
            ValueError: when the stretch is empty or outside the view.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"not inside the view: {start}-{end}")
        return Span(self.origins[start], self.origins[end - 1] + 1)

    def from_original(self, offset: int) -> int:
        """Return the first place in the view that stands at or after `offset` of the original."""
        return bisect.bisect_left(self.origins, offset)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as written, and the interval one profile reads it as.

    Attributes:
        text, span: the words, approximator included ("almost 50"), counted thing excluded.
        value: the number itself, `(a, b)` for a range, None when the words give no number ("dozens").
        bound: exact, about, over, under, at_least, at_most, range or vague.
        trend: "up" or "down" for a change, else None.
        low, high: inclusive bounds; None is unbounded.
        unit: "kilometre", "percent", "US dollar", ...; None when things are counted.
        counted: the head noun with its modifiers ("foreign fighters"), None when none was found.
        profile: the name of the profile that set the bounds.
        rule: the row of the profile's table that set them, for the reader.
        focus: "only" or "just" where the source marks its stance to the number; it moves no bound.
        event: lemma of the verb that the counted thing takes part in ("leave"), None when there is none.
        event_words: that verb as a question would put it ("were loaded", "left").
    """

    text: str
    span: Span
    value: float | tuple[float, float] | None
    bound: str
    low: float | None
    high: float | None
    unit: str | None = None
    counted: str | None = None
    counted_span: Span | None = None
    trend: str | None = None
    profile: str = "literal"
    rule: str = ""
    focus: str | None = None
    event: str | None = None
    event_words: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression read as an inclusive interval of days.

    `start` and `end` are None where the words give no bound; `precision` is day, week, month, season, year, span.
    """

    text: str
    span: Span
    start: date | None
    end: date | None
    precision: str = "day"
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place name found in the gazetteer.

    Attributes:
        name: the gazetteer's name; `latitude`, `longitude` in degrees (WGS 84), None when the place is not resolved.
        precision: exact, street, neighbourhood, village, town, city, district, province or country; "unknown" where
            the name has no point.
        country: ISO 3166-1 alpha-2 code, or None.
        others: the runners-up, best first, as "Name, CC".
    """

    text: str
    span: Span
    name: str
    latitude: float | None
    longitude: float | None
    precision: str
    country: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, description or pronoun in a text, and what it stands for.

    Attributes:
        kind: person, group, organisation, outlet, document, footage, unnamed, place or other.
        entity: the canonical name of what it stands for; equal names are one entity within a document.
        inferred: True where `entity` was worked out (a pronoun, "the report") rather than written there.
        runner_up: the next best reading of an inferred mention, or None.
    """

    text: str
    span: Span
    kind: str
    entity: str
    inferred: bool = False
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it, as written and as understood.

    `spans` is empty where the text names no source for the words and the document itself speaks (kind author).
    """

    text: str
    spans: Spans
    canonical: str
    kind: SourceKind
    inferred: bool = False
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words in a text: source, cue and content as spans of `Document.text`.

    Attributes:
        source: spans of the words that name the source; empty when the text names none.
        cue, content: spans; either may be discontinuous.
        tellers: names through whom the words reached the document ("told the BBC"), nearest the source first.
        parent: id of the attribution this one is nested in, or None.
        rule: the name of the rule or model that found it.
        score: 0 to 1, the finder's own confidence; comparable within one rule only.
    """

    id: str
    source: Spans
    cue: Spans
    content: Spans
    mode: Mode
    stance: Stance
    negated: bool = False
    tellers: tuple[str, ...] = ()
    parent: str | None = None
    rule: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Claim:
    """An attribution's content made comparable: one proposition, who stands behind it, and how it reached us.

    Attributes:
        document: id of the document.
        attribution: id of the attribution it comes from; None for the document's own voice.
        negated: the content is about something that is not so.
        chain: origin first, the document's publisher last.
        predicate: lemma of the main event or state ("leave", "arrange"), empty when there is none.
        topics: lemmas of the content's nouns, names, verbs and adjectives, in reading order, each once.
        actors: those who do something in the content (subjects and "by" agents), as entity names.
        denied: the noun whose very existence the content denies ("no such deal was done" → "deal"), else None.
        polar: the content as a yes-or-no question ("Did the coalition take an active part?"), or empty.
        universal: the words that say what all are ("all of them locals"), None where nothing of the kind is said.
    """

    id: str
    document: str
    attribution: str | None
    source: Source | None
    cue: Spans
    content: Spans
    text: str
    mode: Mode
    stance: Stance
    negated: bool
    certainty: Certainty
    parent: str | None
    chain: tuple[str, ...]
    quantities: tuple[Quantity, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    predicate: str = ""
    topics: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    universal: str | None = None
    denied: str | None = None
    polar: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything extracted from one document: a pure function of its bytes, the version and the configuration."""

    document: Document
    sentences: Spans = ()
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, group, organisation, outlet, document or unnamed role across the documents of a case.

    `names` are the ways it is written; `evidence` says in words why each was joined to it; `claims` are its claims.
    """

    id: str
    name: str
    kind: SourceKind
    names: tuple[str, ...]
    documents: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One claim read as an answer to a question.

    Attributes:
        claim: id of the claim.
        source: id of the entity that answers.
        quantity: the amount, for a quantity question; may be derived (then its `rule` says from what).
        side: "yes" or "no", for a polar question.
        basis: why this claim is held to answer the question, in words.
    """

    claim: str
    source: str
    quantity: Quantity | None = None
    side: str | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with the claims that answer it, before they are compared."""

    id: str
    text: str
    kind: QuestionKind
    answers: tuple[Answer, ...]
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What one source says to one question.

    Attributes:
        source: name of the entity that speaks.
        chain: how it reached us, origin first.
        value: the amount in the source's words with its bounds, None where the question is not a count.
        low, high: inclusive bounds of a quantity answer.
        position: what the source holds, in a few words ("denies", "says so", "24 to 60").
        claims: ids of the claims that say so.
        origin: id of the origin behind it.
    """

    source: str
    chain: tuple[str, ...]
    value: str | None
    low: float | None
    high: float | None
    position: str
    claims: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a set of claims answers. `text` is a plain title a person would write."""

    id: str
    text: str
    kind: QuestionKind
    status: QuestionStatus
    accounts: tuple[Account, ...]
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Two claims and how they stand, the reason in words; `score` is 0 to 1."""

    a: str
    b: str
    relation: RelationKind
    reason: str
    score: float
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a set of claims enters: the first teller left after chains and copies are collapsed."""

    id: str
    name: str
    documents: tuple[str, ...]
    claims: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conduit:
    """A teller through whom a share of the claims reached us; without it they would not be known here."""

    name: str
    documents: tuple[str, ...]
    claims: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Echo:
    """One copying of one document's words by another, with the aligned passages as (from, to) spans."""

    source: str
    copy: str
    score: float
    evidence: str
    passages: tuple[tuple[Span, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """The comparison of a set of documents: everything a page or an export shows, and nothing it does not.

    `readings` keeps every document in the order given, the failed ones too.
    """

    readings: tuple[Reading, ...]
    entities: tuple[Entity, ...]
    questions: tuple[Question, ...]
    relations: tuple[Relation, ...]
    origins: tuple[Origin, ...]
    conduits: tuple[Conduit, ...]
    echoes: tuple[Echo, ...]
    profile: str = "literal"
    version: str = ""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, document by document."""
        return tuple(claim for reading in self.readings for claim in reading.claims)
