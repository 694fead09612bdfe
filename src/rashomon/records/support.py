"""What stands behind a claim or an answer: a look-up of the independent origins that a comparison counted.

A claim is supported by the side of a question (`Position`) that it is on. The rule that a grade may ask for several
origins is held to the weakest of them: a claim of a day and a number is confirmed where both are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rashomon.records.dossier import Dossier, Position

_KNOWN_BY = 100
"""Code points of an answer by which it is told from the others."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a question and the origins behind it.

    Attributes:
        question: title of the question; empty for a claim that answers none.
        text: what is held, in a few words.
        origins: id → name of each independent origin, in the order of the comparison.
    """

    question: str
    text: str
    origins: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Support:
    """The sides that a grade of a claim or a question rests on, at least one.

    `unclear` is True for a question with several sides of which none was named: a grade cannot tell which is meant.
    """

    sides: tuple[Side, ...]
    unclear: bool = False

    @property
    def weakest(self) -> Side:
        """The side with the fewest origins, the first of several."""
        return min(self.sides, key=lambda side: len(side.origins))

    @property
    def origins(self) -> tuple[str, ...]:
        """Ids of all origins of all sides, sorted, each once."""
        return tuple(sorted({origin for side in self.sides for origin in side.origins}))


def of_question(sides: Iterable[Side], named: str = "") -> Support | None:
    """Return what stands behind a question: the side that is named by its text, else the one that there is.

    Where there are several and none is named, all of them, and `unclear`. None where there is no side.
    """
    found = tuple(sides)
    chosen = tuple(side for side in found if named.strip() and _key(side.text) == _key(named))
    if len(chosen) == 1:
        return Support(chosen)
    return Support(found, unclear=len(found) > 1) if found else None


def _key(text: str) -> str:
    """Return by what an answer is known: its beginning, since long ones are shown shortened."""
    return " ".join(text.split()).casefold()[:_KNOWN_BY]


class Supports:
    """Support of the claims and questions of one dossier; made once, asked often."""

    def __init__(self, dossier: Dossier) -> None:
        self._names = {origin.id: origin.name for origin in dossier.origins}
        self._origin = {claim: origin.id for origin in dossier.origins for claim in origin.claims}
        self._questions = {question.id: question for question in dossier.questions}
        self._sides: dict[str, list[Side]] = defaultdict(list)
        for question in dossier.questions:
            for position in question.positions:
                side = self._side(question.text, position)
                for claim in position.claims:
                    self._sides[claim].append(side)

    def _side(self, question: str, position: Position) -> Side:
        return Side(question, position.text, {origin: self.name(origin) for origin in position.origins})

    def name(self, origin: str) -> str:
        """Return the name of an origin of this comparison; empty for one that it does not have."""
        return self._names.get(origin, "")

    def claim(self, claim: str) -> Support | None:
        """Return what stands behind a claim: its sides, or its own origin alone; None for one not compared."""
        if sides := self._sides.get(claim):
            return Support(tuple(sides))
        own = self._origin.get(claim)
        return None if own is None else Support((Side("", "", {own: self.name(own)}),))

    def question(self, question: str, named: str = "") -> Support | None:
        """Return what stands behind a question, or the side named by its text; None for one that is not asked."""
        found = self._questions.get(question)
        if found is None:
            return None
        return of_question((self._side(found.text, position) for position in found.positions), named)
