"""What the machine may propose, with reasons in words. It sets nothing, and only a person can.

What is honest to say of each axis, from the documents of one case:

- *Reliability of a source* is a track record: whether what it said before held. No document of the case holds that, and
  the tone of a text tells nothing of it. So the proposal is always F, no basis, with what does bear on it listed: own
  sight, a part in what is asked about, no name, retold, borne out or contradicted here, corrected by itself.
- *Credibility of information* follows a little further from a comparison, never to 1: where at least two named
  origins, in at least two documents, give the same answer and nobody contradicts it, 2 to 3; where several give it and
  it is contradicted, or their independence is in doubt, 3; where all who carried it corrected it or took it back, 4 to
  5; else 6. One origin against another is word against word, and how many contradict decides nothing, since many can
  have one interest. That something is sound in itself no machine here can tell, so that half of a 2 stays open.

Origins of which independence is in doubt: an outlet in its own voice (it may have it from another of them), a report
or footage (it may be another's work), people without a name (two may be one), and whoever answers twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rashomon.grading.evidence import Evidence, Standing, listing
from rashomon.grading.scales import Target
from rashomon.records import Dossier, Position, Question

SOURCE: Final = "admiralty-source"
INFORMATION: Final = "admiralty-information"
Weight = Literal["for", "against", "neither"]

_RECORD = (
    "What it said before, here or elsewhere, and whether that held: a record that somebody checked. Then a person can "
    "choose A to E, for a topic if need be."
)
_SOUND = "1 is for a person who has made sure that the origins do not draw on each other."
_MOST_CLAIMS = 12


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that bears on a grade.

    Attributes:
        text: in words.
        weighs: "for" relying on it, "against", or "neither".
        claims: ids of claims that it rests on, at most 12.
    """

    text: str
    weighs: Weight = "neither"
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person may want to consider. Nobody has set it.

    Attributes:
        target, about: what it is about: a source, claim or question, and its id.
        scale: name of the scale.
        values: one value, or the first and last of a span.
        reasons: what bears on it; never empty.
        changes: what would change it, in words.
        side: of a question, the text of the side that is meant, as `Position.text`; empty otherwise.
    """

    target: Target
    about: str
    scale: str
    values: tuple[str, ...]
    reasons: tuple[Reason, ...]
    changes: str
    side: str = ""


class Proposer:
    """Proposals on one dossier; made once, asked often, in time that grows with the dossier."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._evidence = Evidence(dossier)
        self._standings: dict[int, Standing] = {}
        self._held: dict[str, tuple[Question, Position]] = {}
        for question in dossier.questions:
            for position in question.positions:
                for claim in position.claims:
                    kept = self._held.get(claim)
                    # Of several answers the one that fewest origins give: a claim is as good as its weakest part.
                    if kept is None or len(position.origins) < len(kept[1].origins):
                        self._held[claim] = (question, position)

    def all(self) -> Iterator[Proposal]:
        """Yield proposals on every source that speaks and every side of every question; claims stand in those."""
        for entity in self._dossier.entities:
            if entity.claims:
                yield self.source(entity.id)
        for question in self._dossier.questions:
            yield from self.question(question)

    def source(self, entity: str) -> Proposal:
        """Return what bears on the reliability of a source, by its id; the value is F."""
        reasons = tuple(Reason(text, weighs, _first(claims)) for text, weighs, claims in self._evidence.source(entity))
        nothing = Reason("nothing in these documents bears on it", "neither")
        return Proposal(Target.SOURCE, entity, SOURCE, ("F",), reasons or (nothing,), _RECORD)

    def question(self, question: Question) -> tuple[Proposal, ...]:
        """Return a proposal for each side of a question."""
        return tuple(
            self._information(Target.QUESTION, question.id, question, position, side=position.text)
            for position in question.positions
        )

    def claim(self, claim: str) -> Proposal:
        """Return a proposal on a claim, by its id."""
        if (held := self._held.get(claim)) is not None:
            return self._information(Target.CLAIM, claim, *held)
        reason = Reason("it answers no question that is asked here, so nothing here speaks for or against it")
        withdrawn = self._evidence.withdrawn((claim,))
        if withdrawn:
            words = f"{listing(withdrawn)} corrected it or took it back"
            return Proposal(
                Target.CLAIM, claim, INFORMATION, ("4", "5"), (Reason(words, "against", (claim,)),), self._needs(1)
            )
        return Proposal(Target.CLAIM, claim, INFORMATION, ("6",), (reason,), self._needs(1))

    def _information(
        self, target: Target, about: str, question: Question, position: Position, *, side: str = ""
    ) -> Proposal:
        # Claims of one side share what is known of it; positions are told apart by which they are, not by their text.
        kept = self._standings.get(id(position))
        standing = self._standings[id(position)] = kept or self._evidence.side(question, position)
        reasons = tuple(Reason(text, weighs, _first(claims)) for text, weighs, claims in standing.reasons)
        if target is Target.CLAIM:
            asked = Reason(f"it is weighed as an answer to “{question.text}”: {position.text}")
            reasons = (asked, *reasons)
        changes = self._needs(len(position.origins), contradicted=standing.contradicted)
        return Proposal(target, about, INFORMATION, _values(standing), reasons, changes, side)

    @staticmethod
    def _needs(origins: int, *, contradicted: bool = False) -> str:
        if origins < 2:
            return "Another origin that says so and does not draw on this one."
        if contradicted:
            return f"Something that settles between the sides: a document, a picture, an admission. {_SOUND}"
        return f"An origin that contradicts it, or a sign that one of these draws on another. {_SOUND}"


def _values(standing: Standing) -> tuple[str, ...]:
    if standing.withdrawn:
        return ("4", "5")
    if standing.origins < 2:
        return ("6",)
    if standing.contradicted or standing.independent < 2 or standing.documents < 2:
        return ("3",)
    return ("2", "3")


def _first(claims: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claims))[:_MOST_CLAIMS]


def propose(dossier: Dossier) -> tuple[Proposal, ...]:
    """Return what may be proposed on the sources and the sides of the questions of a dossier."""
    return tuple(Proposer(dossier).all())
