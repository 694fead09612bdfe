"""Finding again what a judgement is about when a newer reading has moved, cut or renamed it.

Words are looked for in this order: at their place; the same words elsewhere, told apart by what stands around them
(the TextQuoteSelector of the W3C Web Annotation Data Model); words that are nearly the same (normalised indel
similarity). Nearly the same is never enough where numbers, negations or names differ, and where two places fit as
well as each other none is taken: a judgement is rather reported lost than given to another claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rashomon.records import Claim, Reading, words
from rashomon.store.judging_targets import ClaimTarget, Quote, quote
from rashomon.store.judging_words import (
    LONGEST_FUZZY,
    MARGIN,
    NEARLY,
    Lost,
    Place,
    State,
    Text,
    by_context,
    differs,
    find_quote,
    fits,
    fold,
    short,
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What became of a target.

    Attributes:
        target: as it was given.
        state: how it was found; a "changed" one should be looked at by a person.
        found: the target in the new reading, None where it is lost.
        reason: how it was found or why it was not, in one sentence.
    """

    target: ClaimTarget
    state: State
    found: ClaimTarget | None
    reason: str


class Reanchoring:
    """Finds the targets of judgements in a set of readings."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = {reading.document.id: reading for reading in readings}
        self._texts: dict[str, Text] = {}
        self._claims: dict[str, dict[str, Claim]] = {}

    def text(self, document: str) -> Text | None:
        """Return the text of a document, None where the case has no such document."""
        if document not in self._readings:
            return None
        if document not in self._texts:
            self._texts[document] = Text(self._readings[document].document.text)
        return self._texts[document]

    def quote(self, document: str, sought: Quote) -> Quote | None:
        """Return quoted words as they stand in the document now, None where they are not found."""
        text = self.text(document)
        if text is None:
            return None
        place = find_quote(sought, text)
        return quote(text.text, place.spans) if isinstance(place, Place) else None

    def find(self, target: ClaimTarget) -> Anchor:
        """Return what became of a target."""
        reading = self._readings.get(target.document)
        if reading is None:
            return Anchor(target, State.LOST, None, f"the case has no document {target.document}")
        if not reading.document.text:
            return Anchor(target, State.LOST, None, "the document has no text now")
        if target.claim is None:
            return self._words(target)
        if target.document not in self._claims:
            self._claims[target.document] = {claim.id: claim for claim in reading.claims}
        known = self._claims[target.document].get(target.claim)
        if known is not None and known.content == target.quote.spans and _said(known, target):
            return Anchor(target, State.SAME, self._target(target, known), "the same claim at the same place")
        if known is not None and words(reading.document.text, target.quote.spans) == fold(target.quote.words):
            # Its id is made of its place, so it is the same; the words quoted are those that a correction gave it.
            return Anchor(target, State.SAME, self._target(target, known), "the same claim, by its id")
        return self._claim(target, reading)

    def _words(self, target: ClaimTarget) -> Anchor:
        text = self.text(target.document)
        if text is None:
            raise KeyError(target.document)
        place = find_quote(target.quote, text)
        if isinstance(place, Lost):
            return Anchor(target, State.LOST, None, place.reason)
        return Anchor(target, place.state, replace(target, quote=quote(text.text, place.spans)), place.reason)

    def _target(self, target: ClaimTarget, claim: Claim) -> ClaimTarget:
        return ClaimTarget(
            target.document, quote(self._readings[target.document].document.text, claim.content), claim.id
        )

    def _claim(self, target: ClaimTarget, reading: Reading) -> Anchor:
        """Find a claim that has another id, place or content than it had."""
        same = [c for c in reading.claims if _said(c, target)]
        there = [c for c in same if c.content == target.quote.spans] or same
        if len(there) == 1:
            found = self._target(target, there[0])
            if there[0].content == target.quote.spans:
                return Anchor(target, State.SAME, found, "the same words, read as another claim")
            if not fits(target.quote, found.quote):
                # It may be a repetition of the one that was meant and that is gone: a person should look.
                return Anchor(target, State.CHANGED, found, "the same words at another place, with others around them")
            return Anchor(target, State.MOVED, found, "the same words at another place")
        if there:
            return self._one_of(target, there, State.MOVED, "the same words, told by what stands around them")
        return self._nearly(target, reading)

    def _one_of(self, target: ClaimTarget, claims: Sequence[Claim], state: State, reason: str) -> Anchor:
        by_id = [claim for claim in claims if claim.id == target.claim]
        if len({claim.content for claim in claims}) == 1:
            # One stretch, several sources: only the id tells whose claim was meant.
            if by_id:
                return Anchor(target, State.SAME, self._target(target, by_id[0]), "the same claim")
            return Anchor(target, State.LOST, None, f"{len(claims)} claims now have these very words")
        places = [self._target(target, claim).quote for claim in claims]
        best = by_context(target.quote, places)
        if best is None:
            reason = f"{len(claims)} claims have these words, and what is around them does not tell which was meant"
            return Anchor(target, State.LOST, None, reason)
        return Anchor(target, state, self._target(target, claims[best]), reason)

    def _nearly(self, target: ClaimTarget, reading: Reading) -> Anchor:
        """Find a claim of nearly the same words: an edit, or other ends of the content."""
        from rapidfuzz import fuzz

        sought = fold(target.quote.words)
        scored = sorted(
            (
                (fuzz.ratio(sought[:LONGEST_FUZZY], fold(claim.text)[:LONGEST_FUZZY], score_cutoff=NEARLY), claim)
                for claim in reading.claims
            ),
            key=lambda pair: -pair[0],
        )
        near = [(score, claim) for score, claim in scored if score >= NEARLY]
        fitting = [(score, claim) for score, claim in near if differs(sought, fold(claim.text)) is None]
        if not fitting:
            return Anchor(target, State.LOST, None, self._why_lost(target, [claim for _, claim in near]))
        rivals = [claim for score, claim in near if score > fitting[0][0] - MARGIN]
        if len(rivals) > 1:
            found = self._one_of(target, rivals, State.CHANGED, "similar words, told by what stands around them")
            if found.found is None or differs(sought, found.found.quote.words) is not None:
                reason = f"{len(rivals)} claims have similar words, and none is clearly the one that was meant"
                return Anchor(target, State.LOST, None, reason)
            return found
        claim = fitting[0][1]
        return Anchor(target, State.CHANGED, self._target(target, claim), f"the words are now “{short(claim.text)}”")

    def _why_lost(self, target: ClaimTarget, near: Sequence[Claim]) -> str:
        sought = fold(target.quote.words)
        if near:
            said = fold(near[0].text)
            return f"the nearest claim is “{short(said)}”, but {differs(sought, said)}"
        text = self.text(target.document)
        if text is not None and isinstance(place := find_quote(target.quote, text), Place):
            at = place.spans[0]
            return f"the words are still there (from {at.start}), but no claim with them is read there any more"
        return "neither the words nor similar ones are there any more"


def _said(claim: Claim, target: ClaimTarget) -> bool:
    return fold(claim.text) == fold(target.quote.words)
