"""The tables of claims and of the amounts in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from rashomon.records import Claim, Document, Quantity
from rashomon.report.exports.fields import claims_of
from rashomon.report.exports.tables import UNIT, Column, Index, Table, first, last, limits, source_name, told


@dataclass(frozen=True, slots=True)
class Said:
    """A claim in its document."""

    claim: Claim
    document: Document
    index: Index

    @property
    def address(self) -> str:
        """The address of the claim."""
        return self.index.material.iri(self.claim.id)


@dataclass(frozen=True, slots=True)
class Part:
    """An amount, time or place of a claim; `number` counts those of the claim from 1."""

    said: Said
    item: Any
    number: int

    @property
    def claim(self) -> Claim:
        """The claim that it stands in."""
        return self.said.claim


def said_in(index: Index) -> Iterator[Said]:
    """Return every claim in its document."""
    return (Said(claim, index.document(claim), index) for claim in claims_of(index.dossier))


def parts(name: str) -> Callable[[Index], Iterator[Part]]:
    """Return what yields the amounts, times or places of all claims, by the name of the field."""

    def found(index: Index) -> Iterator[Part]:
        for said in said_in(index):
            for number, item in enumerate(getattr(said.claim, name), start=1):
                yield Part(said, item, number)

    return found


def _source(name: str) -> Callable[[Said], Any]:
    return lambda r: getattr(r.claim.source, name) if r.claim.source else None


ADDRESS: Final = "Where it leads back to: the address of the thing that the row is about."

_CLAIMS: Final = (
    Column("id", "id", "Id of the claim, the same in every export.", lambda r: r.claim.id, "claim.id"),
    Column(
        "source", "text", "Who says it, by the name used across the document.", _source("canonical"), "source.canonical"
    ),
    Column(
        "stance",
        "text",
        "How the source stands to the words.",
        lambda r: r.claim.stance.value,
        "claim.stance",
        range="asserts, denies, admits, confirms, alleges, doubts, questions, predicts, demands, declines",
    ),
    Column("text", "text", "What is said, in the words of the document.", lambda r: r.claim.text, "claim.text"),
    Column(
        "standing",
        "text",
        "Whether it takes part in the comparison, or a person took it out.",
        lambda r: "rejected" if r.claim.id in r.index.rejected else "compared",
        range="compared, rejected",
    ),
    Column("document_title", "text", "Title of the document it stands in.", lambda r: r.document.title),
    Column("publisher", "text", "Who published that document.", lambda r: r.document.publisher),
    Column("published", "day", "Day the document was published.", lambda r: r.document.published),
    Column(
        "chain",
        "list",
        "Through whom the words came, the source first, the publisher last.",
        lambda r: r.claim.chain,
        "claim.chain",
    ),
    Column(
        "questions",
        "ids",
        "Ids of the questions that it answers; empty: it answers none.",
        lambda r: tuple(q.id for q in r.index.asked.get(r.claim.id, ())),
    ),
    Column(
        "source_as_written",
        "text",
        "The words that name the source; empty where the document speaks itself.",
        _source("text"),
        "source.text",
    ),
    Column(
        "source_kind",
        "text",
        "What the source is.",
        lambda r: r.claim.source.kind.value if r.claim.source else None,
        "source.kind",
        range="person, group, organisation, outlet, document, footage, unnamed, author (the document itself)",
    ),
    Column(
        "source_worked_out",
        "flag",
        "The source is not named there but was worked out (a pronoun, “the report”).",
        _source("inferred"),
        "source.inferred",
    ),
    Column(
        "source_runner_up",
        "text",
        "The next best reading of a source that was worked out.",
        _source("runner_up"),
        "source.runner_up",
    ),
    Column("cue", "text", "The words that say that somebody says it.", lambda r: told(r.document, r.claim.cue)),
    Column(
        "mode",
        "text",
        "How the words are given.",
        lambda r: r.claim.mode.value,
        "claim.mode",
        range="direct, indirect, mixed, narrative (the document speaks itself)",
    ),
    Column(
        "negated", "flag", "The words are about something that is not so.", lambda r: r.claim.negated, "claim.negated"
    ),
    Column(
        "certainty",
        "text",
        "How sure the telling is.",
        lambda r: r.claim.certainty.value,
        "claim.certainty",
        range="certain, probable, possible, hedged (the teller keeps a distance)",
    ),
    Column(
        "outlets",
        "list",
        "Those of the chain whom the source told, or whose work it is.",
        lambda r: r.claim.outlets,
        "claim.outlets",
    ),
    Column("actors", "list", "Those who do something in what is said.", lambda r: r.claim.actors, "claim.actors"),
    Column("document", "id", "Id of the document.", lambda r: r.claim.document, "claim.document"),
    Column("start", "whole", "Where the words begin.", lambda r: first(r.claim.content), unit=UNIT),
    Column("end", "whole", "Where the words end.", lambda r: last(r.claim.content), unit=UNIT),
    Column(
        "spans",
        "spans",
        "Where the words stand; more than one stretch where others stand between.",
        lambda r: r.claim.content,
        "claim.content",
        unit=UNIT,
    ),
    Column(
        "source_spans",
        "spans",
        "Where the source is named.",
        lambda r: r.claim.source.spans if r.claim.source else (),
        "source.spans",
        unit=UNIT,
    ),
    Column("cue_spans", "spans", "Where the cue stands.", lambda r: r.claim.cue, "claim.cue", unit=UNIT),
    Column("parent", "id", "Id of the claim that it lies in.", lambda r: r.claim.parent, "claim.parent"),
    Column(
        "attribution",
        "id",
        "Id of the attribution that it comes from; empty where the document speaks itself.",
        lambda r: r.claim.attribution,
        "claim.attribution",
    ),
    Column("address", "id", ADDRESS, lambda r: r.address),
)


def of_claim(kind: str) -> tuple[Column, ...]:
    """Return the columns by which every part of a claim leads back."""
    return (
        Column("claim", "id", f"Id of the claim that the {kind} stands in.", lambda r: r.claim.id),
        Column("source", "text", "Who says it.", lambda r: source_name(r.claim)),
        Column("document", "id", "Id of the document.", lambda r: r.claim.document),
        Column("start", "whole", "Where its words begin.", lambda r: r.item.span.start, f"{kind}.span", unit=UNIT),
        Column("end", "whole", "Where its words end.", lambda r: r.item.span.end, f"{kind}.span", unit=UNIT),
        Column("address", "id", "Address of the claim.", lambda r: r.said.address),
    )


def part_id(kind: str) -> Column:
    """Return the column that tells the parts of one kind apart."""
    about = f"Id of the {kind}: that of its claim, and its number there."
    return Column("id", "id", about, lambda r: f"{r.claim.id}.{kind}{r.number}")


def item(name: str) -> Callable[[Part], Any]:
    """Return what gives a field of a part; what is empty is None."""
    return lambda r: getattr(r.item, name) or None


def _value(quantity: Quantity, place: int) -> float | None:
    value = quantity.value
    if isinstance(value, tuple):
        return value[place]
    return value if place == 0 else None


_QUANTITIES: Final = (
    part_id("quantity"),
    Column("text", "text", "The amount as it is written.", item("text"), "quantity.text"),
    Column("counted", "text", "What is counted, as it is written.", item("counted"), "quantity.counted"),
    Column(
        "low",
        "number",
        "Least that the words can mean; empty: no lower bound.",
        lambda r: r.item.low,
        "quantity.low",
        unit="that of the column unit",
        range="inclusive",
    ),
    Column(
        "high",
        "number",
        "Most that the words can mean; empty: no upper bound.",
        lambda r: r.item.high,
        "quantity.high",
        unit="that of the column unit",
        range="inclusive",
    ),
    Column(
        "read_as",
        "text",
        "Low and high in words; empty: the words set no bound at all.",
        lambda r: limits(r.item.low, r.item.high),
    ),
    Column("unit", "text", "What is measured in; empty where things are counted.", item("unit"), "quantity.unit"),
    Column(
        "value",
        "number",
        "The number in the words; of a range its beginning; empty: they give none (“dozens”).",
        lambda r: _value(r.item, 0),
        "quantity.value",
        unit="that of the column unit",
    ),
    Column(
        "value_to",
        "number",
        "The end of a range; empty: it is none.",
        lambda r: _value(r.item, 1),
        "quantity.value",
        unit="that of the column unit",
    ),
    Column(
        "bound",
        "text",
        "How the words bind the number.",
        item("bound"),
        "quantity.bound",
        range="exact, about, over, under, at_least, at_most, range, vague",
    ),
    Column(
        "profile",
        "text",
        "By which rules the words were read as low and high.",
        item("profile"),
        "quantity.profile",
        range="literal, airwars, acled",
    ),
    Column("rule", "text", "The row of those rules.", item("rule"), "quantity.rule"),
    Column(
        "trend", "text", "Of a change: whether it goes up or down.", item("trend"), "quantity.trend", range="up, down"
    ),
    Column(
        "focus",
        "text",
        "“only” or “just”, where the source says so; it moves no bound.",
        item("focus"),
        "quantity.focus",
    ),
    Column(
        "event", "text", "The verb that the counted takes part in, in its basic form.", item("event"), "quantity.event"
    ),
    Column("event_words", "text", "That verb as a question puts it.", item("event_words"), "quantity.event_words"),
    Column(
        "derived",
        "flag",
        "Nobody says the number: the members of an enumeration add up to it.",
        lambda r: r.item.derived,
        "quantity.derived",
    ),
    Column(
        "counted_spans",
        "spans",
        "Where what is counted stands.",
        lambda r: (r.item.counted_span,) if r.item.counted_span else (),
        "quantity.counted_span",
        unit=UNIT,
    ),
    *of_claim("quantity"),
)


TABLES: Final = (
    Table("claims", "Every claim: one statement of one source, and how it reached us.", _CLAIMS, said_in),
    Table("quantities", "Every amount in a claim, as written and as read.", _QUANTITIES, parts("quantities")),
)
