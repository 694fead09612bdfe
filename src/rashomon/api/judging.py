"""Deciding about the parts of a case, with targets made from records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rashomon.errors import ItemError
from rashomon.records import Claim, Document, Dossier, Entity, Question

if TYPE_CHECKING:
    from rashomon.store import base
    from rashomon.store.judgements import Judgement
    from rashomon.store.judging_targets import ClaimTarget, Target, Value

    Part = str | Claim | Question | Entity | Document
    About = Part | tuple[Claim, Claim] | Judgement | Target


class Judging:
    """The part of a case that records decisions. Each is one entry that is only ever added; an undo is one more."""

    store: base.Case

    @property
    def dossier(self) -> Dossier:
        """The comparison that things are looked up in."""
        raise NotImplementedError

    def judge(
        self,
        kind: str,
        about: About,
        value: str | Value | None = None,
        *,
        why: str = "",
        supersedes: str | None = None,
    ) -> Judgement:
        """Record a decision and return it with its number.

        Args:
            kind: "accept", "reject", "correct", "note", "tag", "grade", "relation" and so on, as `rashomon judge`.
            about: a record; two claims for a relation; an id; or a target of `rashomon.store.judging_targets`.
            value: words, for a note, tag or grade; or a value of `rashomon.store.judging_targets`.
            why: the reason, in words.
            supersedes: id of the earlier judgement whose place it takes.

        Raises:
            ItemError: that cannot be decided about this; or nothing in the case has that id.
            RunError: the case cannot be written.
        """
        from rashomon.casework.grading import checked_grades
        from rashomon.store.judgements import Kind, new_judgement
        from rashomon.store.judging_targets import Text

        try:
            made = new_judgement(
                Kind(kind),
                self._target(about),
                Text(value) if isinstance(value, str) else value,
                actor=self.store.actor,
                why=why,
                supersedes=supersedes,
            )
        except ValueError as error:
            remedy = "see 'rashomon judge --help' for what can be decided about what"
            raise ItemError(f"judgement {kind!r}", step="judge", reason=str(error), remedy=remedy) from error
        return self.store.judge(next(checked_grades(self.store, [made], compared=lambda: self.dossier)))

    def accept(self, claim: str | Claim, *, why: str = "") -> Judgement:
        """Record that a claim is read rightly. Raises as `judge`."""
        return self.judge("accept", claim, why=why)

    def reject(self, claim: str | Claim, *, why: str = "") -> Judgement:
        """Record that a claim is no claim, or read wrongly: it is compared no more. Raises as `judge`."""
        return self.judge("reject", claim, why=why)

    def note(self, about: Part, text: str, *, why: str = "") -> Judgement:
        """Record a note. Raises as `judge`."""
        return self.judge("note", about, text, why=why)

    def tag(self, about: Part, text: str, *, why: str = "") -> Judgement:
        """Record a tag. Raises as `judge`."""
        return self.judge("tag", about, text, why=why)

    def grade(self, about: Part, value: str, *, scale: str = "", topic: str = "", why: str = "") -> Judgement:
        """Record a grade: a value of a scale ("B" of "admiralty-source"), or free words where no scale is named.

        Raises:
            ItemError: it fits no scale, asks for more origins than stand behind it, or as `judge`.
            RunError: as `judge`.
        """
        from rashomon.store.judging_targets import NewGrade

        return self.judge("grade", about, NewGrade(scale, value, topic) if scale else value, why=why)

    def undo(self, judgement: str | Judgement, *, why: str = "") -> Judgement:
        """Take a decision back; it stays in the record. Raises as `judge`."""
        return self.judge("undo", judgement, why=why)

    def _target(self, about: object) -> Target:
        from rashomon.store import judging_targets as targets
        from rashomon.store.judgements import Judgement

        match self._found(about) if isinstance(about, str) else about:
            case Claim() as claim:
                return self._claim(claim)
            case (Claim() as first, Claim() as second):
                return targets.PairTarget(self._claim(first), self._claim(second))
            case Question() as question:
                return targets.QuestionTarget(question.id, question.text)
            case Entity() as source:
                return targets.EntityTarget(self._own_name(source))
            case Document() as document:
                return targets.DocumentTarget(document.id)
            case Judgement() as judgement:
                return targets.JudgementTarget(judgement.id)
            case other:
                return _as_target(other)

    def _found(self, identity: str) -> object:
        """Return the record of this id."""
        dossier = self.dossier
        documents = [reading.document for reading in dossier.readings if reading.document.sha256]
        parts: tuple[Any, ...] = (
            *(*dossier.claims, *dossier.rejected),
            *(*dossier.questions, *dossier.entities, *documents, *self.store.judgements()),
        )
        for part in parts:
            if part.id == identity:
                return part
        remedy = "give a record of this case, or the id of one"
        raise ItemError(identity[:80], step="judge", reason="nothing in the case has this id", remedy=remedy)

    def _claim(self, claim: Claim) -> ClaimTarget:
        from rashomon.store.judging_targets import ClaimTarget, quote

        for reading in self.dossier.readings:
            if reading.document.id == claim.document and reading.document.sha256:
                return ClaimTarget(claim.document, quote(reading.document.text, claim.content), claim.id)
        remedy = "give a claim of this case"
        raise ItemError(claim.id, step="judge", reason="its document is not in this case", remedy=remedy)

    def _own_name(self, source: Entity) -> str:
        """Return a name that this source alone goes by."""
        taken = {name.casefold() for e in self.dossier.entities if e.id != source.id for name in (e.name, *e.names)}
        for name in (source.name, *source.names):
            if name.casefold() not in taken:
                return name
        reason = f"{source.name!r} is also a name of another source"
        raise ItemError(source.id, step="judge", reason=reason, remedy="decide about its claims instead")


def _as_target(given: object) -> Target:
    from typing import get_args

    from rashomon.store.judging_targets import Target

    if isinstance(given, get_args(Target)):
        return given  # type: ignore[no-any-return]
    remedy = "give a record of the case, an id, or a target of rashomon.store.judging_targets"
    reason = f"a {type(given).__name__} is nothing that can be decided about"
    raise ItemError("judgement", step="judge", reason=reason, remedy=remedy)
