"""A sheet of events in the manner of ACLED's, for coders: what our records carry of it, and nothing that they do not.

This is not ACLED data and no coder of ACLED has seen it. One row is what sources say to one question about one day and
place. Who did what kind of thing to whom in ACLED's classes is a coder's judgement and has no column. ACLED codes one
low number of dead: `fatalities` holds it only where the case was read under the profile `acled`; otherwise it is empty,
and `low` and `high` say how the words were read, under the profile named beside them. Nothing is converted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from rashomon.records import Account, Claim, Place, Question, QuestionKind
from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.fields import Plan
from rashomon.report.exports.tables import Column, Index, Table, limits, reach, source_name
from rashomon.report.exports.tables_csv import csv_table

PROFILE: Final = "acled"
_KILLED: Final = re.compile(r"How many .*\b(?:were killed|died)\b(?! or\b).*")
_DAYS: Final = ((1, 1), (7, 2), (31, 3))
"""Most days that an event may have happened on, and the code of time precision: the day, the week, the month."""

_GEO: Final = {
    **dict.fromkeys(("exact", "street", "neighbourhood", "village", "town", "city"), 1),
    "district": 2,
    "province": 3,
}
"""Our precision of a place and the code for it: the place itself, a part of a region, a region."""

Day = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Event:
    """What is said to one question about one day and place; `number` counts those of the question from 1."""

    question: Question
    number: int
    days: Day
    place: Place | None
    said: tuple[tuple[Account, Claim], ...]
    index: Index

    @property
    def deadly(self) -> bool:
        """Whether the question counts the dead, and nobody else."""
        return self.question.kind is QuestionKind.QUANTITY and bool(_KILLED.fullmatch(self.question.text))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims, each once."""
        return tuple({claim.id: claim for _, claim in self.said}.values())

    @property
    def low(self) -> float | None:
        """The least that any account gives; None where there is none, or one has no lower bound."""
        return _edge([account.low for account, _ in self.said], min)

    @property
    def high(self) -> float | None:
        """The most that any account gives; None where there is none, or one has no upper bound."""
        return _edge([account.high for account, _ in self.said], max)

    @property
    def fatalities(self) -> float | None:
        """The low number of dead, of a case that was read under ACLED's profile; else None."""
        return self.low if self.deadly and self.index.dossier.profile == PROFILE else None


def _edge(values: list[float | None], pick: Any) -> float | None:
    return None if not values or None in values else pick(values)


def _days(claim: Claim) -> Day:
    """Return the days that a claim gives for what it tells: those of its most exact time."""
    bound = [(time.start, time.end) for time in claim.times if time.start and time.end]
    return min(bound, key=lambda pair: (pair[1] - pair[0], pair[0]), default=(None, None))


def _place(claim: Claim) -> Place | None:
    """Return the first place of a claim that has a point, else the first."""
    return next((place for place in claim.places if reach(place) is not None), next(iter(claim.places), None))


def events(index: Index) -> Iterator[Event]:
    """Yield the rows, question by question, those of one question by day and place."""
    for question in index.dossier.questions:
        groups: dict[tuple[Day, str], list[tuple[Account, Claim]]] = defaultdict(list)
        places: dict[str, Place | None] = {}
        for account in question.accounts:
            for claim in (index.claims[name] for name in account.claims if name in index.claims):
                place = _place(claim)
                name = f"{place.name}|{place.latitude}|{place.longitude}" if place else ""
                places.setdefault(name, place)
                groups[_days(claim), name].append((account, claim))
        ordered = sorted(groups.items(), key=lambda group: (group[0][0][0] or date.max, group[0][1]))
        for number, ((days, name), said) in enumerate(ordered, start=1):
            yield Event(question, number, days, places[name], tuple(said), index)


def _precision(event: Event) -> int | None:
    first, last = event.days
    if first is None or last is None:
        return None
    length = (last - first).days + 1
    return next((code for most, code in _DAYS if length <= most), None)


def _names(values: Iterator[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _point(which: str) -> Any:
    return lambda r: getattr(r.place, which) if r.place and reach(r.place) is not None else None


def _notes(event: Event) -> str:
    return "; ".join(
        f"{source_name(claim) or 'unknown'} {claim.stance.value}: “{claim.text}”" for claim in event.claims
    )


_COLUMNS: Final = (
    Column(
        "event_id", "id", "Id of the question and number of the row in it.", lambda r: f"{r.question.id}.{r.number}"
    ),
    Column(
        "event_date",
        "day",
        "First day that the claims give; empty: they give none. Never the day of publication.",
        lambda r: r.days[0],
        "time.start",
    ),
    Column("event_date_last", "day", "Last day that the claims give.", lambda r: r.days[1], "time.end"),
    Column(
        "time_precision",
        "whole",
        "1 the day, 2 the week, 3 the month; empty: less exact, or no date.",
        _precision,
        range="1 to 3",
    ),
    Column("question", "text", "What the sources answer.", lambda r: r.question.text, "question.text"),
    Column(
        "status",
        "text",
        "Whether they part.",
        lambda r: r.question.status.value,
        "question.status",
        range="contested, agreed, single",
    ),
    Column(
        "actors",
        "list",
        "Those who do something in what is said; not told apart by sides.",
        lambda r: _names(name for claim in r.claims for name in claim.actors),
        "claim.actors",
    ),
    Column("location", "text", "Name of the place.", lambda r: r.place.name if r.place else None, "place.name"),
    Column(
        "country",
        "text",
        "Country, ISO 3166-1 alpha-2.",
        lambda r: r.place.country if r.place else None,
        "place.country",
    ),
    Column(
        "latitude",
        "number",
        "Empty: which place is not known, or it is a country.",
        _point("latitude"),
        "place.latitude",
        "degrees, WGS 84",
    ),
    Column(
        "longitude",
        "number",
        "Empty: which place is not known, or it is a country.",
        _point("longitude"),
        "place.longitude",
        "degrees, WGS 84",
    ),
    Column(
        "geo_precision",
        "whole",
        "1 the place, 2 a part of a region, 3 a region; empty: less exact, or no place.",
        lambda r: _GEO.get(r.place.precision) if r.place and reach(r.place) is not None else None,
        range="1 to 3",
    ),
    Column(
        "place_precision",
        "text",
        "The same as our records say it.",
        lambda r: r.place.precision if r.place else None,
        "place.precision",
    ),
    Column(
        "fatalities",
        "number",
        "The lowest number of dead that any source gives; empty: the row is not about dead, "
        "the words give no lower bound, or the case was not read under ACLED's profile.",
        lambda r: r.fatalities,
        unit="people",
        range="0 and more",
    ),
    Column("low", "number", "Least of all the answers; empty: no bound, or no count.", lambda r: r.low, "account.low"),
    Column(
        "high", "number", "Most of all the answers; empty: no bound, or no count.", lambda r: r.high, "account.high"
    ),
    Column("read_as", "text", "Low and high in words.", lambda r: limits(r.low, r.high)),
    Column(
        "profile",
        "text",
        "By which rules words for amounts were read.",
        lambda r: r.index.dossier.profile,
        "dossier.profile",
        range="literal, airwars, acled",
    ),
    Column(
        "source", "list", "Who says it.", lambda r: _names(source_name(claim) for claim in r.claims), "source.canonical"
    ),
    Column(
        "source_kind",
        "list",
        "What these are.",
        lambda r: _names(claim.source.kind.value for claim in r.claims if claim.source),
        "source.kind",
    ),
    Column(
        "publisher",
        "list",
        "Who published the documents.",
        lambda r: _names(r.index.document(claim).publisher for claim in r.claims),
        "document.publisher",
    ),
    Column(
        "published",
        "list",
        "When the documents were published.",
        lambda r: tuple(sorted({str(d) for c in r.claims if (d := r.index.document(c).published)})),
        "document.published",
    ),
    Column(
        "positions",
        "list",
        "The answers in a few words.",
        lambda r: _names(account.position for account, _ in r.said),
        "account.position",
    ),
    Column("notes", "text", "What is said, in the words of the documents.", _notes, "claim.text claim.stance"),
    Column(
        "claims",
        "ids",
        "Ids of the claims.",
        lambda r: tuple(claim.id for claim in r.claims),
        "claim.id account.claims",
    ),
    Column(
        "documents",
        "ids",
        "Ids of the documents.",
        lambda r: _names(claim.document for claim in r.claims),
        "claim.document",
    ),
    Column("question_id", "id", "Id of the question.", lambda r: r.question.id, "question.id"),
    Column("address", "id", "Address of the question.", lambda r: r.index.material.iri(r.question.id)),
)

TABLE: Final = Table("events", "What sources say to one question about one day and place.", _COLUMNS, events)


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `events.csv`."""
    index = Index(material)
    cells, _ = csv_table(folder / "events.csv", TABLE, index)
    found = list(events(index))
    if material.dossier.profile != PROFILE:
        deadly = sum(event.deadly for event in found)
        yield Lost(
            "event",
            "fatalities",
            max(deadly, 1),
            f"the case was read under the profile "
            f"{material.dossier.profile!r}, and numbers of one profile are not those of another: the column "
            f"is empty; make the case with --profile {PROFILE} and add the documents there",
        )
    yield Lost("event", "event_date", sum(event.days[0] is None for event in found), "no claim gives a day for it")
    yield Lost(
        "event",
        "latitude",
        sum(event.place is None or reach(event.place) is None for event in found),
        "the claims name no place, only a country, or one that could be several",
    )
    yield Lost("event", "source_scale", len(found), "no record says how far a source or outlet reaches")
    yield Lost(
        "cell",
        "text",
        cells,
        "an apostrophe was put before a sign that a spreadsheet could run; the format "
        "'csv' says in README.txt how to have the words letter by letter",
    )
    yield from PLAN.lost(material)


_NOT_HERE: Final = "a sheet of events has no column for it; the format 'csv' has it"
_MACHINE: Final = "it serves the machine to find claims that answer one question; the format 'json' has it"
PLAN: Final = Plan(
    {
        "dossier": "profile",
        "document": "publisher published",
        "claim": "id document text stance actors",
        "source": "canonical kind",
        "time": "start end",
        "place": "name latitude longitude precision country",
        "question": "id text status",
        "account": "position low high claims",
    },
    {
        "dossier": {"version unapplied": _NOT_HERE},
        "reading": {"sentences quantities times places": _NOT_HERE},
        "document": {
            "path sha256 media_type text title author language encoding state problems when parent member": _NOT_HERE
        },
        **dict.fromkeys(("passage", "glyphs", "mention", "attribution"), _MACHINE),
        **dict.fromkeys(("retrieval", "run"), _NOT_HERE),
        "claim": {
            "attribution cue content mode negated certainty parent chain outlets": _NOT_HERE,
            "predicate topics universal denied polar": _MACHINE,
        },
        "source": {"text spans inferred runner_up": _NOT_HERE},
        "quantity": "the answers made of them stand in low and high; the format 'csv' has each",
        "event": _MACHINE,
        "time": {"text span precision rule value kind anchor zone alternatives": _NOT_HERE},
        "place": {"text span others facility": _NOT_HERE},
        "question": {"kind unit": _NOT_HERE},
        "account": {"source chain value origin": _NOT_HERE},
        **dict.fromkeys(("entity", "position", "drift", "statement", "change", "relation"), _NOT_HERE),
        **dict.fromkeys(("origin", "conduit", "echo", "mark", "grade"), _NOT_HERE),
    },
)

FORMAT: Final = Format("acled", "a sheet of events for coders, in the manner of ACLED's and not ACLED's", ".csv", write)
