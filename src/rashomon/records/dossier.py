"""What is worked out from many documents: entities, questions, relations, accounts, origins, the dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rashomon.records.reading import Claim, Quantity, Reading
from rashomon.records.terms import QuestionKind, QuestionStatus, RelationKind, SourceKind
from rashomon.records.text import Span


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
        side: "yes" or "no", for a polar question; "no" to "who" rejects that `value` did it.
        value: who, when or where, as the claim puts it; None for other questions.
        names, sorts: of a "who": stems of the names, and what sort of party ("forces"), by which answers compare.
        excludes: sorts of party that the one named cannot be.
        day: the day a count is of: that of its document, where it has one.
        span: first and last day, inclusive, for a question about when.
        basis: why this claim is held to answer the question, in words.
    """

    claim: str
    source: str
    quantity: Quantity | None = None
    side: str | None = None
    basis: str = ""
    value: str | None = None
    names: frozenset[str] = frozenset()
    sorts: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    day: date | None = None
    span: tuple[date | None, date | None] | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with the claims that answer it, before they are compared.

    `plain` is False where the title has to borrow a claim's own words. `drifts` marks a count that grows while it is
    taken ("killed"): numbers of different days do not contradict.
    """

    id: str
    text: str
    kind: QuestionKind
    answers: tuple[Answer, ...]
    unit: str | None = None
    drifts: bool = False
    plain: bool = True


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
class Position:
    """One side of a question, and what stands behind it: three numbers that are never mixed up.

    Attributes:
        text: what is held, in a few words.
        documents: ids of the documents that carry it.
        outlets: names of those who published them.
        origins: ids of the independent origins left when chains and copies are collapsed.
        claims: ids of the claims that say so.
    """

    text: str
    documents: tuple[str, ...]
    outlets: tuple[str, ...]
    origins: tuple[str, ...]
    claims: tuple[str, ...]


DateBasis = Literal["said", "published", "unknown"]
ChangeKind = Literal["replaces", "narrows", "widens", "overlaps", "moves", "retracts"]
ChangeScope = Literal["document", "outlet", "outlets"]


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says to one question at one time.

    Attributes:
        text: the answer in a few words: "14", "denies", "the army", "takes back “16”".
        claims: ids of the claims that say so then, at least one.
        start, end: first and last day on which it can have been said, inclusive; both None where that is unknown.
        basis: "said", the text gives the day of the statement; "published", the day of the document, since the text
            gives no other; "unknown".
        order: its place in time among the source's statements, from 0. Statements with the same number have no order
            between them, those without one (None) have none to any other.
        low, high: inclusive bounds of an amount, None is unbounded; both None for other answers.
    """

    text: str
    claims: tuple[str, ...]
    start: date | None = None
    end: date | None = None
    basis: DateBasis = "unknown"
    order: int | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Two answers of one source of which the second is known to be the later one, with none known in between.

    Attributes:
        before, after: the last statement of the old answer and the first of the new one.
        a, b: ids of a claim of each; of one outlet where both have one of the same.
        kind: "replaces", both cannot hold; "narrows" or "widens", one amount or time lies within the other;
            "overlaps", they share a part; "moves", another answer that does not exclude the old one ("denies" to "is
            investigating"); "retracts", the old answer is taken back.
        scope: "document", both stand in one text; "outlet", in two texts of one outlet, which are versions of its
            account; "outlets", in texts of two.
    """

    before: Statement
    after: Statement
    a: str
    b: str
    kind: ChangeKind
    scope: ChangeScope


@dataclass(frozen=True, slots=True)
class Drift:
    """What one source says to one question over time, where that is not one and the same.

    Attributes:
        source: name of the entity that speaks; of an outlet, what it says in its own voice.
        statements: in the order of time, those without a date last.
        changes: in the order of time; empty where no two different answers have a known order.
    """

    source: str
    statements: tuple[Statement, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a set of claims answers. `text` is a plain title a person would write.

    `drift` has one entry for each source that gives more than one answer, in the order of their accounts.
    """

    id: str
    text: str
    kind: QuestionKind
    status: QuestionStatus
    accounts: tuple[Account, ...]
    unit: str | None = None
    positions: tuple[Position, ...] = ()
    drift: tuple[Drift, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """Two claims and how they stand, the reason in words; `score` is 0 to 1.

    `question` is the id of the one that both answer; of a retraction, the one that what is taken back answers.
    """

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


EchoKind = Literal["copy", "partial"]
EchoDirection = Literal["first", "third", "unknown"]


@dataclass(frozen=True, slots=True)
class Echo:
    """Two documents of which the one repeats the other's words, or both a third's.

    Attributes:
        source, copy: ids of the documents; which of them copied is known only where `direction` is "first".
        score: share of the shorter document's own reporting that is in the other too, above 0, at most 1.
        evidence: in words, how much is the same and what the direction rests on.
        passages: the aligned passages as (in source, in copy), in the order of the source.
        kind: "copy" where most of the shorter one's reporting is in the other, else "partial".
        direction: "first", `source` is the original; "third", both have the words from `origin`; "unknown".
        origin: name of the third party, None where there is none.
    """

    source: str
    copy: str
    score: float
    evidence: str
    passages: tuple[tuple[Span, Span], ...] = ()
    kind: EchoKind = "partial"
    direction: EchoDirection = "unknown"
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class EchoGroup:
    """Documents that are tied by copied passages, and the one origin behind them.

    Attributes:
        documents: their ids, sorted.
        origin: name of the agency, outlet or publisher whose words they are, None where that is not known.
        evidence: in words, what says so.
    """

    documents: tuple[str, ...]
    origin: str | None
    evidence: str


MarkOf = Literal["claim", "relation", "question", "entity", "document"]


@dataclass(frozen=True, slots=True)
class Grade:
    """One value of one scale; no scale is turned into another, and axes are never added up.

    Attributes:
        scale: name of the scale ("admiralty-source", "admiralty-information", "airwars-harm").
        value: its value there ("B", "2", "contested").
        topic: what a source is graded for, in words; empty for all that it says.
    """

    scale: str
    value: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person decided about a part of a dossier.

    Attributes:
        judgement: its id.
        kind: "accept", "reject", "correct", "merge", "relation", "grade", "note", "tag" and so on.
        of: what sort of part it is about.
        about: id of the part; of a relation, the ids of its two claims with a space between them, sorted.
        actor, time, why: who, when (ISO 8601, UTC), and the reason given.
        text: what was decided, in words: the grade, note or tag, or what a correction puts in place of what.
        review: what a person should look at again, since the words or what supports them changed; empty where there is
            nothing.
        grade: of a grade that names a scale, what was given; None for other decisions and for grades in free words.
    """

    judgement: str
    kind: str
    of: MarkOf
    about: str
    actor: str
    time: str
    why: str = ""
    text: str = ""
    review: str = ""
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """The comparison of a set of documents: everything a page or an export shows, and nothing it does not.

    `readings` keeps every document in the order given, the failed ones too. `judged` is what people decided and is
    applied; `rejected` are claims that a person took out, which are not among those compared; `unapplied` says of each
    decision that could not be applied why.
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
    judged: tuple[Mark, ...] = ()
    rejected: tuple[Claim, ...] = ()
    unapplied: tuple[str, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, document by document."""
        return tuple(claim for reading in self.readings for claim in reading.claims)


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two short texts to be held against each other, with the day both were published where it is known."""

    a: str
    b: str
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two texts stand to each other; `relation` is None where that is undecided. `score` is 0 to 1."""

    relation: RelationKind | None
    reason: str
    score: float
