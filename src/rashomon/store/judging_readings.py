"""Judgements applied to readings: what the comparison sees, made anew each time; the machine's reading stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rashomon.records import Claim, Grade, Mark, MarkOf, Reading
from rashomon.store.anchors import Anchor, Reanchoring
from rashomon.store.judgements import Judgement, Kind, claims_of
from rashomon.store.judging_corrections import CorrectionError, correct
from rashomon.store.judging_standing import Conflict, in_force, without_conflicts
from rashomon.store.judging_targets import (
    ClaimTarget,
    Correction,
    Member,
    MergeTarget,
    NewGrade,
    NewRelation,
    PairTarget,
    QuestionsTarget,
    SplitTarget,
    Target,
    Text,
)
from rashomon.store.judging_words import State


@dataclass(frozen=True, slots=True)
class Anchored:
    """Where one judgement's claims are now; `lost` where one of them is not found, so that it cannot be applied."""

    judgement: Judgement
    anchors: tuple[Anchor, ...]

    @property
    def lost(self) -> tuple[Anchor, ...]:
        """Those that were not found."""
        return tuple(anchor for anchor in self.anchors if anchor.state is State.LOST)


@dataclass(frozen=True, slots=True)
class Applied:
    """Readings as people judged them.

    Attributes:
        readings: the same documents in the same order, with claims corrected and without the rejected ones.
        judgements: those that hold, by `seq`, their targets as they are named in these readings.
        marks: what was decided about each claim, the rejected ones too.
        rejected: the claims taken out, as they were read, in the order of the documents.
        anchored: where the claims of each judgement in force were found.
        conflicts: judgements that a later one overrides.
        notes: what could not be applied and why, and what did not hold, each one sentence.
    """

    readings: tuple[Reading, ...]
    judgements: tuple[Judgement, ...] = ()
    marks: tuple[Mark, ...] = ()
    rejected: tuple[Claim, ...] = ()
    anchored: tuple[Anchored, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()


def reanchor(readings: Iterable[Reading], judgements: Iterable[Judgement]) -> tuple[Anchored, ...]:
    """Return where the claims of each judgement in force are in these readings, in the order of the judgements.

    What `reread` prints: those with a `lost` anchor cannot be applied any more, those in state "changed" should be
    looked at. Nothing is written: a judgement keeps the target that it was made with.
    """
    search = Reanchoring(readings)
    held, _, _ = in_force(judgements)
    return tuple(Anchored(j, tuple(search.find(claim) for claim in claims_of(j.target))) for j in held)


def apply_to_readings(readings: Sequence[Reading], judgements: Iterable[Judgement]) -> Applied:
    """Return the readings as people judged them; those given are not changed, and ids of claims stay.

    A rejected claim is taken out of the comparison and kept in `rejected`; what was reported within it hangs on the
    claim above. What cannot be applied is left out and said in `notes`; nothing is raised.
    """
    in_effect, _, problems = in_force(judgements)
    # What is protected changes nothing in the comparison of those who may see it: see `casework.protecting`.
    held = tuple(judgement for judgement in in_effect if judgement.kind is not Kind.PROTECT)
    anchored = reanchor(readings, held)
    moved = tuple(_moved(found) for found in anchored if not found.lost)
    kept, conflicts = without_conflicts(moved)
    notes = [*problems, *(conflict.reason for conflict in conflicts)]
    notes += [_unfound(found) for found in anchored if found.lost]
    review = {found.judgement.id: _review(found) for found in anchored}
    search = Reanchoring(readings)
    by_document: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in kept:
        if isinstance(judgement.target, ClaimTarget):
            by_document[judgement.target.document].append(judgement)
    changed: list[Reading] = []
    marks: list[Mark] = []
    rejected: list[Claim] = []
    for reading in readings:
        own = by_document.get(reading.document.id, ())
        result = _judged(reading, own, search, review)
        changed.append(result.reading)
        marks += result.marks
        rejected += result.rejected
        notes += result.notes
    holding = tuple(j for j in kept if j.kind not in (Kind.ACCEPT, Kind.REJECT, Kind.CORRECT))
    return Applied(tuple(changed), holding, tuple(marks), tuple(rejected), anchored, conflicts, tuple(notes))


def about(judgement: Judgement) -> str:
    """Return which judgement it is, for a sentence."""
    return f"{judgement.kind} by {judgement.actor} of {judgement.time} ({judgement.id[:8]})"


def _unfound(found: Anchored) -> str:
    lost = found.lost[0]
    return f"{about(found.judgement)} is not applied: “{lost.target.quote.words[:60]}” is not found: {lost.reason}"


def _review(found: Anchored) -> str:
    return "; ".join(anchor.reason for anchor in found.anchors if anchor.state is State.CHANGED)


def _moved(found: Anchored) -> Judgement:
    """Return a judgement whose claims are named as they are now."""
    where = {anchor.target: anchor.found for anchor in found.anchors if anchor.found is not None}
    return replace(found.judgement, target=_renamed(found.judgement.target, where))


def _renamed(target: Target, where: Mapping[ClaimTarget, ClaimTarget]) -> Target:
    def member(one: Member) -> Member:
        return where[one] if isinstance(one, ClaimTarget) else one

    match target:
        case ClaimTarget():
            return where[target]
        case PairTarget():
            return PairTarget(where[target.a], where[target.b])
        case QuestionsTarget():
            return replace(target, claims=tuple(where[claim] for claim in target.claims))
        case MergeTarget():
            return MergeTarget(tuple(map(member, target.members)))
        case SplitTarget():
            return SplitTarget(tuple(tuple(map(member, group)) for group in target.groups))
        case _:
            return target


@dataclass(slots=True)
class _Result:
    reading: Reading
    marks: list[Mark]
    rejected: list[Claim]
    notes: list[str]


def _judged(
    reading: Reading, judgements: Sequence[Judgement], search: Reanchoring, review: Mapping[str, str]
) -> _Result:
    """Apply to one reading what was decided about its claims, in the order in which it was decided."""
    result = _Result(reading, [], [], [])
    if not judgements:
        return result
    document = reading.document.id
    out = {j.target.claim for j in judgements if j.kind is Kind.REJECT and isinstance(j.target, ClaimTarget)}
    for judgement in judgements:
        target = judgement.target
        if not isinstance(target, ClaimTarget):
            continue
        text = said(judgement)
        if isinstance(judgement.value, Correction):
            claim = next(c for c in result.reading.claims if c.id == target.claim)
            by = f"corrected by {judgement.actor}" + (f": {judgement.why}" if judgement.why else "")
            try:
                result.reading, text = correct(
                    result.reading, claim, judgement.value, by, lambda quote: search.quote(document, quote)
                )
            except CorrectionError as error:
                result.notes.append(f"{about(judgement)} is not applied: {error}")
                continue
        # What is about words that are no claim's is the document's.
        part: tuple[MarkOf, str] = ("claim", target.claim) if target.claim is not None else ("document", document)
        text = text if target.claim is not None else f"“{target.quote.words}”: {text}"
        result.marks.append(mark_of(judgement, *part, text, review.get(judgement.id, "")))
    result.rejected = [claim for claim in reading.claims if claim.id in out]
    result.reading = _without(result.reading, out)
    return result


def mark_of(judgement: Judgement, of: MarkOf, part: str, text: str = "", review: str = "") -> Mark:
    """Return the mark that a judgement leaves on a part of the dossier."""
    value = judgement.value
    grade = Grade(value.scale, value.value, value.topic) if isinstance(value, NewGrade) else None
    who = (judgement.actor, judgement.time, judgement.why)
    return Mark(judgement.id, judgement.kind.value, of, part, *who, text, review, grade)


def said(judgement: Judgement) -> str:
    """Return what a grade, a note, a tag or a relation says, in words; empty for other judgements."""
    match judgement.value:
        case Text(text):
            return text
        case NewRelation(relation):
            return relation.value
        case NewGrade() as grade:
            return str(grade)
        case _:
            return ""


def _without(reading: Reading, out: set[str | None]) -> Reading:
    """Return a reading without some claims; what was reported within one of them hangs on what is above it."""
    if not out:
        return reading
    above = {claim.id: claim.parent for claim in reading.claims}

    def parent(claim: Claim) -> str | None:
        at = claim.parent
        while at in out:
            at = above.get(at) if at is not None else None
        return at

    return replace(reading, claims=tuple(replace(c, parent=parent(c)) for c in reading.claims if c.id not in out))
