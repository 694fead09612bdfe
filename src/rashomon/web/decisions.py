"""What people decided so far, kept in step with the case: each request sees the last judgement, whoever made it."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from urllib.parse import urlencode

from sqlalchemy import select

from rashomon.store import schema
from rashomon.store.base import Case
from rashomon.store.judgements import Judgement, Kind, claims_of, judgement_from
from rashomon.store.judging_grades import GradeEntry, grade_history
from rashomon.store.judging_standing import in_force
from rashomon.store.judging_targets import (
    ClaimTarget,
    Correction,
    DocumentTarget,
    EntityTarget,
    JudgementTarget,
    Member,
    MergeTarget,
    NewAmount,
    NewDate,
    NewGrade,
    NewPlace,
    NewRelation,
    NewSource,
    NewSpan,
    NewStance,
    Protect,
    QuestionsTarget,
    QuestionTarget,
    SplitTarget,
    Text,
    Value,
)
from rashomon.store.writing import judgement_object
from rashomon.web.shapes import Decision

STATE = {Kind.ACCEPT: "accepted", Kind.REJECT: "rejected", Kind.CORRECT: "corrected"}
"""What a claim is called after a decision about the machine's reading of it."""

WORDS = {
    Kind.ACCEPT: "accepted",
    Kind.REJECT: "rejected",
    Kind.CORRECT: "corrected",
    Kind.MERGE: "made one source of",
    Kind.SPLIT: "told apart",
    Kind.SAME_QUESTION: "made one question of",
    Kind.OTHER_QUESTION: "moved out of the question",
    Kind.RELATION: "said how they stand",
    Kind.NO_RELATION: "said that they have nothing to do with each other",
    Kind.GRADE: "graded",
    Kind.NOTE: "noted",
    Kind.TAG: "tagged",
    Kind.PROTECT: "protected, as",
    Kind.UNDO: "took back",
}


class Decisions:
    """All judgements of a case in memory, with those on each claim, question, source and document."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._lock = Lock()
        self._all: list[Judgement] = []
        self._by_id: dict[str, Judgement] = {}
        self._stands: frozenset[str] = frozenset()
        self._about: dict[str, list[Judgement]] = {}
        self._inside: dict[str, list[Judgement]] = {}

    def refresh(self) -> int:
        """Take up what was judged since, here or by another program; return the number of the last judgement."""
        with self._lock:
            last = self._all[-1].seq if self._all else 0
            table = schema.judgement
            with self._case.base.reading() as connection:
                rows = connection.execute(select(table).where(table.c.seq > last).order_by(table.c.seq)).all()
            if rows:
                new = [judgement_from(judgement_object(row._mapping)) for row in rows]
                self._all += new
                self._by_id.update((judgement.id, judgement) for judgement in new)
                held, _, _ = in_force(self._all)
                self._stands = frozenset(judgement.id for judgement in held)
                for judgement in new:
                    for subject in self._subjects(judgement):
                        self._about.setdefault(subject, []).append(judgement)
                    if isinstance(judgement.target, ClaimTarget):
                        self._inside.setdefault(judgement.target.document, []).append(judgement)
            return self._all[-1].seq if self._all else 0

    def _subjects(self, judgement: Judgement) -> set[str]:
        target = judgement.target
        if isinstance(target, JudgementTarget):
            undone = self._by_id.get(target.judgement)
            return self._subjects(undone) if undone is not None and undone.seq < judgement.seq else set()
        return subjects(judgement)

    @property
    def seq(self) -> int:
        """Number of the last judgement that is known here."""
        return self._all[-1].seq if self._all else 0

    def get(self, judgement: str) -> Judgement | None:
        """Return the judgement with an id."""
        return self._by_id.get(judgement)

    def latest(self, number: int) -> tuple[Decision, ...]:
        """Return the last decisions of the case, the newest first."""
        return tuple(self.shown(judgement) for judgement in reversed(self._all[-number:]))

    def on(self, *subject: str) -> tuple[Decision, ...]:
        """Return what was decided about any of the subjects ("claim:…", "question:…"), the newest first."""
        found = {j.seq: j for each in subject for j in self._about.get(each, ())}
        return tuple(self.shown(found[seq]) for seq in sorted(found, reverse=True))

    def grades(self, *subject: str) -> tuple[GradeEntry, ...]:
        """Return the grades on scales given to any of the subjects, in the order given, each with its state."""
        found = {j.seq: j for each in subject for j in self._about.get(each, ())}
        return grade_history(found[seq] for seq in sorted(found))

    def stand(self, judgement: Judgement) -> bool:
        """Tell whether a judgement stands: it is neither undone nor superseded."""
        return judgement.id in self._stands

    def standing(self) -> tuple[Judgement, ...]:
        """Return the judgements that stand, in the order made."""
        with self._lock:
            return tuple(judgement for judgement in self._all if judgement.id in self._stands)

    def all(self) -> tuple[Judgement, ...]:
        """Return all judgements, in the order made."""
        with self._lock:
            return tuple(self._all)

    def state(self, claim: str) -> tuple[str, int]:
        """Return what a claim is called after the decisions about it, and the number of the last one of any kind."""
        found = self._about.get(f"claim:{claim}", ())
        state = ""
        for judgement in found:
            if judgement.kind in STATE and self.stand(judgement):
                state = STATE[judgement.kind]
        return state, max((judgement.seq for judgement in found), default=0)

    def judged_claims(self) -> set[str]:
        """Return the ids of claims that a person accepted, rejected or corrected."""
        return {
            claim.claim
            for judgement in self._all
            if judgement.kind in STATE and self.stand(judgement)
            for claim in claims_of(judgement.target)
            if claim.claim is not None
        }

    def inside(self, document: str) -> tuple[Judgement, ...]:
        """Return the standing judgements about single claims of a document, in the order made."""
        return tuple(judgement for judgement in self._inside.get(document, ()) if self.stand(judgement))

    def since(self, seq: int, *subject: str) -> tuple[Decision, ...]:
        """Return what was decided about the subjects after the judgement with a number."""
        return tuple(decision for decision in self.on(*subject) if decision.seq > seq)

    def touched(self, seq: int) -> set[str]:
        """Return what was decided about after the judgement with a number, as `subjects` gives it."""
        found: set[str] = set()
        for judgement in reversed(self._all):
            if judgement.seq <= seq:
                break
            found |= self._subjects(judgement)
        return found

    def shown(self, judgement: Judgement) -> Decision:
        """Return a judgement as it is shown."""
        target = judgement.target
        undone = self._by_id.get(target.judgement) if isinstance(target, JudgementTarget) else None
        text = f"“{WORDS[undone.kind]}” by {undone.actor}" if undone is not None else value_words(judgement.value)
        about, href = _about(undone or judgement)
        stands = judgement.kind is Kind.UNDO or self.stand(judgement)
        return Decision(
            judgement.id,
            judgement.seq,
            judgement.kind.value,
            about,
            f"{WORDS[judgement.kind]}{f': {text}' if text else ''}",
            judgement.actor,
            judgement.time,
            judgement.why,
            stands,
            href,
        )


def subjects(judgement: Judgement) -> set[str]:
    """Return what a judgement is about, as keys by which two people's decisions meet."""
    target = judgement.target
    found = {f"claim:{claim.claim or claim.quote.words}" for claim in claims_of(target)}
    match target:
        case EntityTarget(name):
            found.add(f"entity:{name.casefold()}")
        case MergeTarget(members):
            found.update(f"entity:{m.entity.casefold()}" for m in members if isinstance(m, EntityTarget))
        case QuestionTarget(question):
            found.add(f"question:{question}")
        case QuestionsTarget(questions):
            found.update(f"question:{question.question}" for question in questions)
        case DocumentTarget(document):
            found.add(f"document:{document}")
        case JudgementTarget(judged):
            found.add(f"judgement:{judged}")
        case _:
            groups = getattr(target, "groups", ())
            found.update(f"entity:{m.entity.casefold()}" for group in groups for m in group if hasattr(m, "entity"))
    return found


def _members(members: Iterable[Member]) -> str:
    """Return sources in words: by name, or by a claim that is theirs."""
    named = (m.entity if isinstance(m, EntityTarget) else f"“{' '.join(m.quote.words.split())}”" for m in members)
    return ", ".join(named)


def _about(judgement: Judgement) -> tuple[str, str]:
    """Return what a judgement is about in words, and where that is shown."""
    claims = claims_of(judgement.target)
    match judgement.target:
        case EntityTarget(name):
            return name, f"/sources?{urlencode({'name': name[:200]})}"
        case MergeTarget(members):
            return _members(members), ""
        case SplitTarget(groups):
            return " / ".join(map(_members, groups)), ""
        case QuestionTarget(question, text):
            return text or question, f"/questions/{question}"
        case QuestionsTarget(questions) if questions:
            return ", ".join(q.text or q.question for q in questions), f"/questions/{questions[0].question}"
        case DocumentTarget(document):
            return document, f"/documents/{document}"
    if claims:
        words = " ".join(claims[0].quote.words.split())
        return f"“{words}”", f"/claims/{claims[0].claim}" if claims[0].claim else f"/documents/{claims[0].document}"
    return "", ""


def value_words(value: Value | None) -> str:
    """Return what a judgement gives, in words."""
    match value:
        case Text(text):
            return text
        case NewRelation(relation):
            return relation.value
        case Protect(_, label):
            return label
        case NewGrade() as grade:
            return str(grade)
        case None:
            return ""
        case _:
            return _correction(value)


def _correction(value: Correction) -> str:
    def bounds(low: object, high: object) -> str:
        return f"{low if low is not None else 'no limit'} to {high if high is not None else 'no limit'}"

    match value:
        case NewSource(name, kind):
            return f"the source is {name} ({kind.value})"
        case NewSpan(quote):
            return f"the words are “{' '.join(quote.words.split())}”"
        case NewStance(stance):
            return f"the source {stance.value} it"
        case NewAmount(low, high):
            return f"the amount is {bounds(low, high)}"
        case NewDate(start, end):
            return f"the time is {bounds(start, end)}"
        case NewPlace(name):
            return f"the place is {name}"
