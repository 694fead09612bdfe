"""Questions as people judged them: joined, parted, and given the claims that answer them.

This is done to the inquiries, before answers are compared, so that what a person brought together is compared like
everything else. A joined question keeps the id and the title of the one that was named first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rashomon.records import Answer, Claim, Inquiry, QuestionKind, Reading, content_id
from rashomon.store.judgements import Judgement, Kind
from rashomon.store.judging_readings import about
from rashomon.store.judging_targets import QuestionsTarget, QuestionTarget

_SNIPPET = 8


@dataclass
class Questions:
    """The inquiries of a case while judgements are applied to them.

    Attributes:
        names: id of a question that was joined to another → id of that one.
        notes: what could not be applied and why.
    """

    asked: dict[str, Inquiry]
    claims: Mapping[str, Claim]
    readings: Mapping[str, Reading]
    of_claim: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def apply(self, judgements: Iterable[Judgement]) -> tuple[Inquiry, ...]:
        """Apply the judgements in their order and return the questions, in the order in which they stood."""
        for judgement in judgements:
            if isinstance(judgement.target, QuestionsTarget):
                found = [self.find(question) for question in judgement.target.questions]
                missing = [q for q, one in zip(judgement.target.questions, found, strict=True) if one is None]
                for question in missing:
                    self._note(judgement, f"there is no question “{question.text or question.question}” any more")
                if not missing:
                    self._one(judgement, [one for one in found if one is not None])
        return tuple(inquiry for inquiry in self.asked.values() if inquiry.answers)

    def _one(self, judgement: Judgement, questions: Sequence[str]) -> None:
        target = judgement.target
        claims = [c.claim for c in target.claims if c.claim is not None] if isinstance(target, QuestionsTarget) else []
        gone = [claim for claim in claims if claim not in self.claims]
        for claim in gone:
            self._note(judgement, f"the claim {claim} is not in the comparison, since it was rejected")
        here = [claim for claim in claims if claim in self.claims]
        if judgement.kind is Kind.OTHER_QUESTION:
            self._part(judgement, questions[0], here)
            return
        for other in dict.fromkeys(questions[1:]):
            self._join(judgement, questions[0], other)
        for claim in here:
            self._answer(judgement, questions[0], claim)

    def find(self, target: QuestionTarget) -> str | None:
        """Return the id of a question as it is called now, None where there is none."""
        name = target.question
        while name in self.names:
            name = self.names[name]
        if name in self.asked:
            return name
        same = [inquiry.id for inquiry in self.asked.values() if target.text and inquiry.text == target.text]
        return same[0] if len(same) == 1 else None

    def _note(self, judgement: Judgement, why: str) -> None:
        self.notes.append(f"{about(judgement)} is not applied: {why}")

    def _join(self, judgement: Judgement, first: str, other: str) -> None:
        if first == other:
            return
        one, two = self.asked[first], self.asked[other]
        if (one.kind, one.unit) != (two.kind, two.unit):
            self._note(judgement, f"“{one.text}” and “{two.text}” take answers of different kinds")
            return
        answers = tuple(dict.fromkeys((*one.answers, *two.answers)))
        self.asked[first] = replace(one, answers=answers, drifts=one.drifts or two.drifts)
        self.names[other] = first
        del self.asked[other]

    def _part(self, judgement: Judgement, question: str, claims: Sequence[str]) -> None:
        inquiry = self.asked[question]
        leave = tuple(answer for answer in inquiry.answers if answer.claim in claims)
        stay = tuple(answer for answer in inquiry.answers if answer.claim not in claims)
        if not leave or not stay:
            why = "none of the claims answers it" if not leave else "no other claim answers it"
            self._note(judgement, f"of “{inquiry.text}” {why}")
            return
        said = self.claims[leave[0].claim].text.split()
        snippet = " ".join(said[:_SNIPPET]) + (" …" if len(said) > _SNIPPET else "")
        new = content_id("q", question, *sorted({answer.claim for answer in leave}))
        self.asked[question] = replace(inquiry, answers=stay)
        title = f"{inquiry.text.rstrip('?')}, as in “{snippet}”?"
        self.asked[new] = replace(inquiry, id=new, text=title, answers=leave)

    def _answer(self, judgement: Judgement, question: str, claim: str) -> None:
        """Make a claim an answer to a question: by what it answers elsewhere, else by its one amount."""
        inquiry = self.asked[question]
        if any(answer.claim == claim for answer in inquiry.answers):
            return
        wanted = (inquiry.kind, inquiry.unit)
        for other in [o for o in self.asked.values() if o.id != question and (o.kind, o.unit) == wanted]:
            given = tuple(answer for answer in other.answers if answer.claim == claim)
            if given:
                left = tuple(answer for answer in other.answers if answer.claim != claim)
                self.asked[other.id] = replace(other, answers=left)
                basis = f"brought here from “{other.text}” by {judgement.actor}"
                self._add(question, (replace(answer, basis=basis) for answer in given))
                return
        made = self._made(judgement, inquiry, self.claims[claim])
        if made is None:
            self._note(judgement, f"nothing in the claim {claim} can be read as an answer to “{inquiry.text}”")
        else:
            self._add(question, [made])

    def _add(self, question: str, answers: Iterable[Answer]) -> None:
        inquiry = self.asked[question]
        self.asked[question] = replace(inquiry, answers=(*inquiry.answers, *answers))

    def _made(self, judgement: Judgement, inquiry: Inquiry, claim: Claim) -> Answer | None:
        amounts = [quantity for quantity in claim.quantities if quantity.unit == inquiry.unit]
        if inquiry.kind is not QuestionKind.QUANTITY or len(amounts) != 1 or claim.id not in self.of_claim:
            return None
        day = self.readings[claim.document].document.published
        basis = f"judged to answer it by {judgement.actor}"
        return Answer(claim.id, self.of_claim[claim.id], amounts[0], basis=basis, day=day)
