"""Judgements applied to a comparison: actors, questions, relations, and marks on what people decided.

`View` is what the pipeline asks at three places: before linking (who is one actor), before answers are compared (which
questions are one) and after (which relations hold). The status of a question then follows from what holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rashomon.records import Dossier, Entity, Inquiry, MarkOf, Reading, Relation
from rashomon.store.judgements import Judgement, Kind, claims_of
from rashomon.store.judging_actors import Pairs, actor_judgements
from rashomon.store.judging_grades import reviewed
from rashomon.store.judging_questions import Questions
from rashomon.store.judging_readings import Applied, about, apply_to_readings, mark_of, said
from rashomon.store.judging_targets import (
    ClaimTarget,
    DocumentTarget,
    EntityTarget,
    MergeTarget,
    NewRelation,
    PairTarget,
    QuestionsTarget,
    QuestionTarget,
    SplitTarget,
)


class View:
    """What people decided about a case, applied to one set of readings.

    Attributes:
        applied: the readings as they judged them, and what became of each judgement.
        together, apart: pairs of names or ids of claims, for `link_entities`.
        notes: what could not be applied and why; more come while questions and relations are judged.
    """

    def __init__(self, readings: Sequence[Reading], judgements: Iterable[Judgement]) -> None:
        """Apply what holds to the readings."""
        self.applied: Applied = apply_to_readings(readings, judgements)
        self._claims = {claim.id: claim for reading in self.applied.readings for claim in reading.claims}
        here = [
            j for j in self.applied.judgements if not isinstance(j.target, MergeTarget | SplitTarget) or self._all(j)
        ]
        left = {judgement.id for judgement in here}
        gone = [j for j in self.applied.judgements if j.id not in left]
        actors = actor_judgements(here)
        self.together: Pairs = actors.together
        self.apart: Pairs = actors.apart
        self._judgements = here
        self._names: Mapping[str, str] = {}
        self.notes: list[str] = [*self.applied.notes, *actors.notes]
        self.notes += [f"{about(j)} is not applied: a claim that it names was rejected" for j in gone]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings that the comparison is made of."""
        return self.applied.readings

    def _all(self, judgement: Judgement) -> bool:
        return all(claim.claim in self._claims for claim in claims_of(judgement.target))

    def inquiries(self, inquiries: Iterable[Inquiry], of_claim: Mapping[str, str]) -> tuple[Inquiry, ...]:
        """Return the questions as people judged them; `of_claim` gives the id of the entity behind each claim."""
        readings = {reading.document.id: reading for reading in self.readings}
        asked = {inquiry.id: inquiry for inquiry in inquiries}
        questions = Questions(asked, self._claims, readings, of_claim)
        found = questions.apply(self._judgements)
        self._names = questions.names
        self.notes += questions.notes
        return found

    def without(self, relations: Iterable[Relation]) -> tuple[Relation, ...]:
        """Return the relations between pairs of claims that nobody judged."""
        judged = {frozenset((a, b)) for _, a, b in self._pairs()}
        return tuple(relation for relation in relations if frozenset((relation.a, relation.b)) not in judged)

    def relations(self, relations: Iterable[Relation], inquiries: Iterable[Inquiry]) -> tuple[Relation, ...]:
        """Return the relations as people judged them: theirs in place of all others between the same two claims."""
        answered: dict[str, list[str]] = defaultdict(list)
        for inquiry in inquiries:
            for claim in dict.fromkeys(answer.claim for answer in inquiry.answers):
                answered[claim].append(inquiry.id)
        made = []
        for judgement, a, b in self._pairs():
            if isinstance(judgement.value, NewRelation):
                reason = f"judged by {judgement.actor}" + (f": {judgement.why}" if judgement.why else "")
                question = next((q for q in answered[a] if q in answered[b]), None)
                made.append(Relation(a, b, judgement.value.relation, reason, 1.0, question))
        return (*self.without(relations), *made)

    def _pairs(self) -> Iterator[tuple[Judgement, str, str]]:
        """Yield the judgements of relations, with the two claims, that are both in the comparison."""
        for judgement in self._judgements:
            if judgement.kind in (Kind.RELATION, Kind.NO_RELATION) and isinstance(judgement.target, PairTarget):
                a, b = judgement.target.a.claim, judgement.target.b.claim
                if a in self._claims and b in self._claims:
                    yield judgement, a, b

    def marked(self, dossier: Dossier) -> Dossier:
        """Return a comparison of these readings with what people decided written beside it."""
        order = {judgement.id: judgement.seq for judgement in self._judgements}
        order |= {found.judgement.id: found.judgement.seq for found in self.applied.anchored}
        marks = list(self.applied.marks)
        notes = list(self.notes)
        for judgement in self._judgements:
            if isinstance(judgement.target, ClaimTarget):
                continue
            parts = list(self._parts(judgement, dossier))
            text = said(judgement)
            marks += [mark_of(judgement, of, part, text) for of, part in dict.fromkeys(parts)]
            if not parts and not isinstance(judgement.target, QuestionsTarget):
                notes.append(f"{about(judgement)} is not applied: what it is about is not in the comparison")
        marks = reviewed(sorted(marks, key=lambda mark: order[mark.judgement]), self.applied.judgements, dossier)
        return replace(
            dossier, judged=tuple(marks), rejected=self.applied.rejected, unapplied=tuple(dict.fromkeys(notes))
        )

    def _parts(self, judgement: Judgement, dossier: Dossier) -> Iterator[tuple[MarkOf, str]]:
        """Yield the parts of a dossier that a judgement is about."""
        match judgement.target:
            case PairTarget(a, b):
                if a.claim in self._claims and b.claim in self._claims:
                    yield "relation", " ".join(sorted((a.claim or "", b.claim or "")))
            case QuestionTarget():
                yield from self._asked([judgement.target], dossier)
            case QuestionsTarget(questions, _):
                yield from self._asked(questions, dossier)
            case EntityTarget(name):
                yield from (("entity", entity.id) for entity in dossier.entities if _is_called(entity, name))
            case MergeTarget(members):
                yield from _entities([members], dossier)
            case SplitTarget(groups):
                yield from _entities(groups, dossier)
            case DocumentTarget(document):
                yield from (("document", r.document.id) for r in dossier.readings if r.document.id == document)
            case _:
                return

    def _asked(self, targets: Iterable[QuestionTarget], dossier: Dossier) -> Iterator[tuple[MarkOf, str]]:
        asked = Questions({q.id: Inquiry(q.id, q.text, q.kind, ()) for q in dossier.questions}, {}, {}, {})
        asked.names.update(self._names)
        for target in targets:
            if (found := asked.find(target)) is not None:
                yield "question", found


def _is_called(entity: Entity, name: str) -> bool:
    return name.casefold() in {known.casefold() for known in (entity.name, *entity.names)}


def _entities(groups: Iterable[Iterable[ClaimTarget | EntityTarget]], dossier: Dossier) -> Iterator[tuple[MarkOf, str]]:
    """Yield the entities that names and claims belong to."""
    members = [member for group in groups for member in group]
    claims = {member.claim for member in members if isinstance(member, ClaimTarget)}
    names = [member.entity for member in members if isinstance(member, EntityTarget)]
    for entity in dossier.entities:
        if claims & set(entity.claims) or any(_is_called(entity, name) for name in names):
            yield "entity", entity.id


def view_of(readings: Sequence[Reading], judgements: Iterable[Judgement]) -> View:
    """Return what people decided, applied to the readings of a case."""
    return View(readings, judgements)


def apply_to_dossier(dossier: Dossier, judgements: Iterable[Judgement]) -> Dossier:
    """Return a finished comparison with relations as people judged them, and marks on what they decided.

    Claims that were rejected or corrected, actors and questions need a comparison made anew: for those, use
    `pipeline.dossier_of_case`. The status of questions is not worked out again either.
    """
    view = View(dossier.readings, judgements)
    return view.marked(replace(dossier, relations=view.relations(dossier.relations, ())))
