"""What is extracted from one document: amounts, times, places, mentions, attributions, claims."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rashomon.records.terms import Certainty, Mode, SourceKind, Stance
from rashomon.records.text import Document, Span, Spans


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as written, and the interval one profile reads it as.

    Attributes:
        text, span: the words, approximator included ("almost 50"), counted thing excluded.
        value: the number itself, `(a, b)` for a range, None when the words give no number ("dozens").
        bound: exact, about, over, under, at_least, at_most, range or vague.
        trend: "up" or "down" for a change, else None.
        low, high: inclusive bounds; None is unbounded.
        unit: "kilometre", "percent", "US dollar", ...; None when things are counted.
        counted: the head noun with its modifiers ("foreign fighters"), None when none was found.
        profile: the name of the profile that set the bounds.
        rule: the row of the profile's table that set them, for the reader.
        focus: "only" or "just" where the source marks its stance to the number; it moves no bound.
        event: lemma of the verb that the counted thing takes part in ("leave"), None when there is none.
        event_words: that verb as a question would put it ("were loaded", "left").
        derived: the number is not said; the members of an enumeration add up to it. Spans of others lie inside.
    """

    text: str
    span: Span
    value: float | tuple[float, float] | None
    bound: str
    low: float | None
    high: float | None
    unit: str | None = None
    counted: str | None = None
    counted_span: Span | None = None
    trend: str | None = None
    profile: str = "literal"
    rule: str = ""
    focus: str | None = None
    event: str | None = None
    event_words: str | None = None
    derived: bool = False

    @property
    def words(self) -> str:
        """The words for the amount by themselves: without the "of" that leads to what is counted."""
        return re.sub(r"\s+of\Z", "", self.text, flags=re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression read as an inclusive interval of days.

    Attributes:
        start, end: first and last day, inclusive; None where the words give no bound.
        precision: day, week, month, season, year or span.
        rule: how the bounds were found, or why there are none.
        value: the TIMEX3 value: "1998-01-08", "1998-W02", "1998-01-08T17:00", "P3M", "PRESENT_REF"; "a/b" for a range,
            "a|b" for one of two; empty where the words give none.
        kind: date, time (of a day), duration or set (a repeated time).
        anchor: what a relative time counts from: the span of an earlier expression, or "published"; None otherwise.
        zone: offset or name of the zone that a time of day is given in, as written; None where it is not given.
        alternatives: the intervals that the words choose between ("12 or 13 October", 3/4/2017); `start` and `end`
            then hold all of them.
    """

    text: str
    span: Span
    start: date | None
    end: date | None
    precision: str = "day"
    rule: str = ""
    value: str = ""
    kind: Literal["date", "time", "duration", "set"] = "date"
    anchor: Span | Literal["published"] | None = None
    zone: str | None = None
    alternatives: tuple[tuple[date | None, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place name found in the gazetteer.

    Attributes:
        name: the gazetteer's name; `latitude`, `longitude` in degrees (WGS 84), None when the place is not resolved.
        precision: exact, street, neighbourhood, village, town, city, district, province or country; "unknown" where
            the name has no point.
        country: ISO 3166-1 alpha-2 code, or None.
        others: the runners-up, best first, as "Name, CC".
        facility: words for a building named after the place ("military hospital"), or of the town spoken of; the
            point is the place's, not the building's. None where there is none.
    """

    text: str
    span: Span
    name: str
    latitude: float | None
    longitude: float | None
    precision: str
    country: str | None = None
    others: tuple[str, ...] = ()
    facility: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, description or pronoun in a text, and what it stands for.

    Attributes:
        kind: person, group, organisation, outlet, document, footage, unnamed, place or other.
        entity: the canonical name of what it stands for; equal names are one entity within a document.
        inferred: True where `entity` was worked out (a pronoun, "the report") rather than written there.
        runner_up: the next best reading of an inferred mention, or None.
    """

    text: str
    span: Span
    kind: str
    entity: str
    inferred: bool = False
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it, as written and as understood.

    `spans` is empty where the text names no source for the words and the document itself speaks (kind author).
    """

    text: str
    spans: Spans
    canonical: str
    kind: SourceKind
    inferred: bool = False
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words in a text: source, cue and content as spans of `Document.text`.

    Attributes:
        source: spans of the words that name the source; empty when the text names none.
        cue, content: spans; either may be discontinuous.
        tellers: names through whom the words reached the document ("told the BBC"), nearest the source first.
        parent: id of the attribution this one is nested in, or None.
        rule: the name of the rule or model that found it.
        score: 0 to 1, the finder's own confidence; comparable within one rule only.
    """

    id: str
    source: Spans
    cue: Spans
    content: Spans
    mode: Mode
    stance: Stance
    negated: bool = False
    tellers: tuple[str, ...] = ()
    parent: str | None = None
    rule: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens, or does not, in the words of a claim.

    Attributes:
        lemma: of the verb, with its particle, or of the noun that names it ("bomb", "carry out", "murder").
        agents, patients: who does it and to whom, as written, pronouns as the name they stand for.
        negated: the words say that it did not happen.
        real: False for what is planned, feared, demanded or supposed.
        main: False for what is taken for granted ("those who killed the priests must be found").
        where: the places and things it is said to happen at ("a primary school yard"), as written.
    """

    lemma: str
    agents: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    negated: bool = False
    real: bool = True
    main: bool = True
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """An attribution's content made comparable: one proposition, who stands behind it, and how it reached us.

    Attributes:
        document: id of the document.
        attribution: id of the attribution it comes from; None for the document's own voice.
        negated: the content is about something that is not so.
        chain: origin first, the document's publisher last.
        events: what happens in the content, in reading order.
        outlets: those of the chain that its source told, or whose work its source is ("the BBC documentary").
        predicate: lemma of the main event or state ("leave", "arrange"), empty when there is none.
        topics: lemmas of the content's nouns, names, verbs and adjectives, in reading order, each once.
        actors: those who do something in the content (subjects and "by" agents), as entity names.
        denied: the noun whose very existence the content denies ("no such deal was done" → "deal"), else None.
        polar: the content as a yes-or-no question ("Did the coalition take an active part?"), or empty.
        universal: the words that say what all are ("all of them locals"), None where nothing of the kind is said.
    """

    id: str
    document: str
    attribution: str | None
    source: Source | None
    cue: Spans
    content: Spans
    text: str
    mode: Mode
    stance: Stance
    negated: bool
    certainty: Certainty
    parent: str | None
    chain: tuple[str, ...]
    quantities: tuple[Quantity, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    predicate: str = ""
    topics: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    universal: str | None = None
    denied: str | None = None
    polar: str = ""
    outlets: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything extracted from one document: a pure function of its bytes, the version and the configuration."""

    document: Document
    sentences: Spans = ()
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    claims: tuple[Claim, ...] = ()
