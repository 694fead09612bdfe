"""What the grammar works with: a phrase of a text, and the scene in which its meaning is worked out.

A reader takes tokens and an index and returns the phrase that begins there, or None. A phrase does not hold days but a
meaning: a function from the scene to a reading, since most words count from publication or from what the text has told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from rashomon.extract.times_calendar import Reading
from rashomon.extract.times_tokens import Tokens
from rashomon.records import Span

# Words before an expression, in its sentence, that make it lie ahead.
_AHEAD: Final = re.compile(
    r"(?:\b(?:will|shall|scheduled|due|expected to|expects? to|plans? to|planned to|planning to|upcoming|deadline"
    r"|expires?"
    r"|begins|set (?:for|to)|please|payable|of record|as soon as|as early as|would be)\b|['’]ll\b)[^.!?]{0,80}\Z",
    re.IGNORECASE,
)
# "On Tuesday, the league will meet": the words that look ahead may follow a time that opens its sentence.
_OPENS_SENTENCE: Final = re.compile(r"(?:[.!?][\"”’']{0,2}\s{1,3}|\n\n)(?:On|In|By|At|Early|Late)?\s?\Z")
_THEN_AHEAD: Final = re.compile(r"[^.!?;]{1,70}?\b(?:will|plans? to|is to|are to|is due|are due)\b")
_BEFORE_AHEAD: Final = re.compile(r"\b(?:until|till|by|ahead of|no later than|ending(?: on)?)\s{1,3}\Z", re.IGNORECASE)
_PAST_VERB: Final = re.compile(
    r"\b(?:\w{3,}ed|began|was|were|met|left|took|came|went|held|fell|rose|died|fought|fled|struck|broke|hit)"
    r"\s{1,3}(?:on|in|of|at|from|late|early)?\s{0,3}\Z"
)
_GONE: Final = re.compile(r"\b(?:had|was|were|did)\b", re.IGNORECASE)
_WILL: Final = re.compile(r"\b(?:will|shall|'ll|’ll|is to|are to|please|can you|going to)\b", re.IGNORECASE)
# Times of accounts that are longer than a quarter.
_LONGER: Final = re.compile(
    r"\b(?:six|nine|ten|eleven|twelve|6|9|1[0-2])[- ]months?\b|\b(?:full|fiscal|for the) year\b", re.IGNORECASE
)
_SENTENCE_END: Final = re.compile(r"[.!?][\"”’']?\s|\n\n")
_LOOK_BACK: Final = 100
# How many earlier times a relative one may hang on, and how far back in the text they may stand, code points.
_TOLD_BACK: Final = 8
_TOLD_FAR: Final = 3000
# How near the last time told must stand to be the one of an event that is named by another word.
_CLOSE: Final = 300
_ENDING: Final = re.compile(r"(?<=\w{4})(?:ments?|ings?|tions?|ions?|als?|ed|es|s)\Z")
# Among the words of an event: it is pointed at ("that call"), so it is the one told of last.
THAT: Final = "that"
_PREPOSITIONS: Final = frozenset({"on", "in", "at", "of", "the", "since", "from"})
# Readers call readers ("the end of the first week of May"); deeper nesting than this is nobody's.
_DEEPEST: Final = 4
_FINENESS: Final = {"day": 0, "week": 1, "month": 2, "season": 3, "span": 3, "year": 4}


@dataclass(frozen=True, slots=True)
class Told:
    """A time that the text has named, with days or without: what later words such as "the next day" hang on."""

    reading: Reading
    span: Span

    @property
    def first(self) -> date | None:
        """First day, or the last where the first is open."""
        return self.reading.start or self.reading.end

    @property
    def last(self) -> date | None:
        """Last day, or the first where the last is open."""
        return self.reading.end or self.reading.start


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a phrase stands: what its meaning may depend on.

    Attributes:
        start, end: the phrase's offsets in `text`.
        published: the day of publication, None when it is not known.
        told: the times placed so far, in reading order.
        day_first: the text has dates in figures that only read with the day first.
        reported: the text has already named a day by its weekday or as "yesterday", as news of the week does.
    """

    text: str
    start: int
    end: int
    published: date | None
    told: Sequence[Told] = ()
    day_first: bool = False
    reported: bool = False

    @property
    def ahead(self) -> bool:
        """Tell whether the words before the expression look ahead."""
        begin = max(self.start - _LOOK_BACK, 0)
        if _AHEAD.search(self.text, begin, self.start):
            return True
        if _OPENS_SENTENCE.search(self.text, begin, self.start) and _THEN_AHEAD.match(self.text, self.end):
            return True
        if not _BEFORE_AHEAD.search(self.text, begin, self.start):
            return False
        # "had reported by Wednesday" lies behind.
        return not _GONE.search(self.text, max(self.start - _LOOK_BACK // 2, 0), self.end + _LOOK_BACK // 2)

    @property
    def gone(self) -> bool:
        """Tell whether a verb of the past stands right before the expression: "began on"."""
        return bool(_PAST_VERB.search(self.text, max(self.start - _LOOK_BACK // 3, 0), self.start))

    @property
    def to_come(self) -> bool:
        """Tell whether its sentence, near the expression, says that something will be."""
        before = self.text[max(self.start - _LOOK_BACK, 0) : self.start]
        for end in _SENTENCE_END.finditer(before):
            before = " " * end.end() + before[end.end() :]
        after = self.text[self.end : self.end + _LOOK_BACK]
        after = _SENTENCE_END.split(after, maxsplit=1)[0]
        return bool(_WILL.search(before) or _WILL.search(after))

    def last_told(self, unit: str = "year") -> Told | None:
        """Return the last time told that is no coarser than a unit, None where none stands near."""
        limit = _FINENESS.get(unit, 0)
        for item in reversed(self.told[-_TOLD_BACK:]):
            if self.start - item.span.end > _TOLD_FAR:
                return None
            if _FINENESS[item.reading.precision] <= limit:
                return item
        return None

    def last_named(self, unit: str) -> Told | None:
        """Return the last month or week told near, and no day within one; None where the text has named none."""
        for item in reversed(self.told[-_TOLD_BACK:]):
            if self.start - item.span.end <= _TOLD_FAR and item.reading.precision == unit:
                return item
        return None

    def last_quarter(self, *, halves: bool = False) -> Told | None:
        """Return the quarter that the text reports on: the last one named that is over, else the last one named.

        With `halves` a half of a year counts as well.

        One that is only compared with it ("a year ago") does not count. None where none stands near.
        """
        near = [told for told in self.told[-_TOLD_BACK:] if self.start - told.span.end <= _TOLD_FAR]
        codes = {"-Q", "-H"} if halves else {"-Q"}
        named = [t for t in near if t.reading.value[4:6] in codes and not isinstance(t.reading.anchor, Span)]
        over = [t for t in named if self.published and t.reading.end and t.reading.end < self.published]
        fitting = over or named
        return fitting[-1] if fitting else None

    def compared_quarter(self) -> Told | None:
        """Return the quarter or half that "a year ago" compares with; None where the text has gone on to a longer time.

        After "for the nine months" it is the year that is compared.
        """
        told = self.last_quarter(halves=True)
        return None if told is None or _LONGER.search(self.text, told.span.end, self.start) else told

    def anchor(self, event: Sequence[str] = ()) -> Told | None:
        """Return the time that a relative expression hangs on: that of a named event, or the last one told."""
        if not event:
            return self.last_told()
        near = [told for told in self.told[-_TOLD_BACK:] if self.start - told.span.end <= _TOLD_FAR]
        votes = [0] * len(near)
        for word in (word for word in event if word != THAT):
            chosen = self._nearest(word, near)
            if chosen is not None:
                votes[chosen] += 1
        if any(votes):
            return near[max(range(len(near)), key=lambda n: (votes[n], n))]
        if THAT in event:
            return self.last_told()
        # No word of the event stands beside a date: it is the one just told of, by whatever name.
        placed = [told for told in near if not isinstance(told.reading.anchor, Span) and told.first]
        close = [told for told in placed if self.start - told.span.end <= _CLOSE]
        return close[-1] if close else None

    def _nearest(self, word: str, near: Sequence[Told]) -> int | None:
        """Return the number of the time told that stands nearest to a word in its sentence."""
        stem = re.compile(rf"\b{re.escape(_ENDING.sub('', word))}", re.IGNORECASE)
        best: tuple[float, int] | None = None
        for number, told in enumerate(near):
            begin = max(told.span.start - 2 * _LOOK_BACK, 0)
            before = _SENTENCE_END.split(self.text[begin : told.span.start])[-1]
            after = _SENTENCE_END.split(self.text[told.span.end : min(told.span.end + 2 * _LOOK_BACK, self.start)])[0]
            gaps = [before[m.end() :].split()[1:] for m in stem.finditer(before)]
            distances = [float(len([w for w in gap if w not in _PREPOSITIONS])) for gap in gaps]
            distances += [len(after[: m.start()].split()) + 0.5 for m in stem.finditer(after)]
            if distances and (best is None or (min(distances), -number) < best):
                best = (min(distances), -number)
        return -best[1] if best else None


Meaning = Callable[[Scene], Reading]


@dataclass(frozen=True, slots=True)
class Amount:
    """So many units; `count` is None where the words give no number."""

    count: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A time expression in tokens, `first` to before `last`.

    Attributes:
        sort: day, weekday, week, month, quarter, season, year, span, part (of a day), clock, length, set or reference.
        mean: its meaning.
        number: of a weekday, 0 Monday; else -1.
        clock: what a part of the day or clock time adds to a TIMEX3 value, "T17:00".
        zone: of a clock time.
        amounts: of a length.
        opens: the word before it that opens one side ("since", "until"), or "range".
        core: index of the first token after that word; -1 where there is none.
    """

    first: int
    last: int
    sort: str
    mean: Meaning
    number: int = -1
    clock: str = ""
    zone: str | None = None
    amounts: tuple[Amount, ...] = ()
    opens: str = ""
    core: int = -1


Reader = Callable[[Tokens, int], Phrase | None]


@dataclass(slots=True)
class Grammar:
    """Readers by the word that they begin with, and those for figures."""

    words: dict[str, tuple[Reader, ...]] = field(default_factory=dict)
    figures: tuple[Reader, ...] = ()

    def add(self, words: Iterable[str], *readers: Reader) -> None:
        """Let readers begin with words, after those that already do."""
        for word in words:
            known = self.words.get(word, ())
            self.words[word] = (*known, *(reader for reader in readers if reader not in known))

    def longest(self, s: Tokens, i: int) -> Phrase | None:
        """Return the longest phrase that begins at a token; of equals the one whose reader comes first."""
        readers = self.figures if s.is_figure(i) else self.words.get(s.low[i], ())
        if not readers or s.depth == _DEEPEST:
            return None
        best: Phrase | None = None
        s.depth += 1
        for read in readers:
            phrase = read(s, i)
            if phrase is not None and (best is None or phrase.last > best.last):
                best = phrase
        s.depth -= 1
        return best


GRAMMAR: Final = Grammar()
"""The grammar of English time expressions; `times_grammar` fills it."""


def fixed(reading: Reading) -> Meaning:
    """Return the meaning of words that say the same in every scene."""
    return lambda _: reading


def starting(phrase: Phrase | None, first: int) -> Phrase | None:
    """Return a phrase that begins earlier, with a word that changes nothing ("the")."""
    return phrase and replace(phrase, first=first)
