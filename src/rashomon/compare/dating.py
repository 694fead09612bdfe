"""When something was said: the day that the text gives for the statement, else the day of its document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from rashomon.compare.corrections import is_version
from rashomon.records import Claim, DateBasis, Reading, Span, Time

# What may stand between a word of saying and the day of it: "said in a statement on", "said late on".
_OCCASION: Final = (
    r"(?:\s*,?\s*(?:in|at|during|through|to) (?:an?|the|its|his|her|their) (?:[\w’'-]+ ){0,2}(?:address|briefing|"
    r"broadcast|conference|interview|post|report|reporters|speech|statement))?"
)
_SMALL: Final = r"\s*,?\s*(?:(?:again|also|early|earlier|late|later)\s+)?(?:on|in|of)?\s*"
_BETWEEN: Final = re.compile(_OCCASION + _SMALL, re.IGNORECASE)
# "On Friday, the army said": between the day and who speaks.
_BEFORE: Final = re.compile(r"\s*,?\s*(?:an?|the)?\s*", re.IGNORECASE)
# Further from the words of saying than this, a day is of something else.
_FAR: Final = 80


@dataclass(frozen=True, slots=True)
class Dated:
    """When a claim was said.

    Attributes:
        start, end: first and last possible day, inclusive; both None where the basis is "unknown".
        moment: when its document was published, where that is what the day rests on and the file gives it.
    """

    start: date | None
    end: date | None
    basis: DateBasis
    moment: datetime | None = None

    @property
    def days(self) -> tuple[date, date]:
        """First and last possible day; all days where that is unknown."""
        return self.start or date.min, self.end or date.max


class Calendar:
    """Dates the claims of a case; what is asked of one costs a look-up in its own document only."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._readings: Mapping[str, Reading] = {reading.document.id: reading for reading in readings}
        self._times = {reading.document.id: sorted(reading.times, key=lambda time: time.span) for reading in readings}
        self._sentences = {reading.document.id: sorted(reading.sentences) for reading in readings}

    def dated(self, claim: Claim) -> Dated:
        """Return when a claim was said: as the text says, else when its document was published, else unknown.

        A day that lies after the publication is that of something else and is not taken.
        """
        reading = self._readings.get(claim.document)
        if reading is None:
            return Dated(None, None, "unknown")
        published = reading.document.published
        for time in self._near(claim):
            if time.start is None or time.end is None or (published is not None and time.start > published):
                continue
            if time.kind in ("date", "time") and self._dates(claim, time):
                return Dated(time.start, time.end, "said")
        # What an earlier version said was said before, and nothing here tells when.
        if published is None or is_version(claim):
            return Dated(None, None, "unknown")
        return Dated(published, published, "published", reading.document.when)

    def _near(self, claim: Claim) -> Iterator[Time]:
        """Yield the times around the words of saying that are not part of what is said."""
        if not claim.cue:
            return
        first, last = _edges(claim)
        times = self._times[claim.document]
        at = bisect_right(times, first - _FAR, key=lambda time: time.span.start)
        for time in times[at:]:
            if time.span.start > last + _FAR:
                return
            if not any(part.overlaps(time.span) for part in claim.content):
                yield time

    def _dates(self, claim: Claim, time: Time) -> bool:
        """Tell whether a time stands where the day of a statement does: beside the words of saying."""
        text = self._readings[claim.document].document.text
        first, last = _edges(claim)
        if time.span.start >= last:
            return _BETWEEN.fullmatch(text, last, time.span.start) is not None
        if time.span.end > first:
            # Between who speaks and the word of saying: "The army on Friday said".
            before = max((s.end for s in _speaking(claim) if s.end <= time.span.start), default=None)
            return before is not None and _BETWEEN.fullmatch(text, before, time.span.start) is not None
        begins = self._sentence(claim.document, first)
        opening = _BETWEEN.fullmatch(text, begins, time.span.start) if begins <= time.span.start else None
        return opening is not None and _BEFORE.fullmatch(text, time.span.end, first) is not None

    def _sentence(self, document: str, offset: int) -> int:
        """Return where the sentence that holds an offset begins."""
        sentences = self._sentences[document]
        at = bisect_right(sentences, offset, key=lambda sentence: sentence.start)
        return sentences[at - 1].start if at else 0


def _speaking(claim: Claim) -> tuple[Span, ...]:
    """Return the cue with the words for the source beside it."""
    spans = claim.source.spans if claim.source is not None else ()
    near = [
        span
        for span in spans
        if any(abs(span.start - c.end) < _FAR or abs(c.start - span.end) < _FAR for c in claim.cue)
    ]
    return (*near, *claim.cue)


def _edges(claim: Claim) -> tuple[int, int]:
    spans = _speaking(claim)
    return min(span.start for span in spans), max(span.end for span in spans)
