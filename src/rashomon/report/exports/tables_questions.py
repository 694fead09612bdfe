"""The tables of questions, of what is answered to them, and of how answers stand to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from rashomon.records import Question
from rashomon.report.exports.tables import Column, Index, Table, limits, source_name, spelled


@dataclass(frozen=True, slots=True)
class Row:
    """A question, or a part of one: an account, a position, a statement, a change; `number` counts from 1."""

    question: Question
    index: Index
    item: Any = None
    number: int = 0
    source: str = ""

    @property
    def address(self) -> str:
        """The address of the question."""
        return self.index.material.iri(self.question.id)


def _questions(index: Index) -> Iterator[Row]:
    return (Row(question, index) for question in index.dossier.questions)


def _parts(name: str) -> Callable[[Index], Iterator[Row]]:
    def parts(index: Index) -> Iterator[Row]:
        for question in index.dossier.questions:
            for number, item in enumerate(getattr(question, name), start=1):
                yield Row(question, index, item, number)

    return parts


def _over_time(name: str) -> Callable[[Index], Iterator[Row]]:
    def parts(index: Index) -> Iterator[Row]:
        for question in index.dossier.questions:
            number = 0
            for drift in question.drift:
                for item in getattr(drift, name):
                    number += 1
                    yield Row(question, index, item, number, drift.source)

    return parts


def _speakers(index: Index) -> int:
    return sum(bool(entity.claims) for entity in index.dossier.entities)


def _answering(row: Row) -> int:
    return len({account.source for account in row.question.accounts})


def _claims(question: Question) -> set[str]:
    return {claim for account in question.accounts for claim in account.claims}


def _documents(row: Row, claims: tuple[str, ...]) -> tuple[str, ...]:
    found = (row.index.claims.get(claim) for claim in claims)
    return tuple(dict.fromkeys(claim.document for claim in found if claim))


_QUESTIONS: Final = (
    Column("id", "id", "Id of the question.", lambda r: r.question.id, "question.id"),
    Column("question", "text", "The question in plain words.", lambda r: r.question.text, "question.text"),
    Column(
        "status",
        "text",
        "Whether the sources part.",
        lambda r: r.question.status.value,
        "question.status",
        range="contested, agreed, single (one source alone speaks)",
    ),
    Column(
        "kind",
        "text",
        "What sort of answer it takes.",
        lambda r: r.question.kind.value,
        "question.kind",
        range="quantity, polar (yes or no), who, when, where",
    ),
    Column(
        "unit",
        "text",
        "What amounts are measured in; empty where things are counted, or nothing is.",
        lambda r: r.question.unit,
        "question.unit",
    ),
    Column("positions_count", "whole", "How many different answers there are.", lambda r: len(r.question.positions)),
    Column("sources_answering", "whole", "How many sources answer it.", _answering),
    Column(
        "sources_silent",
        "whole",
        "How many sources that speak in the case say nothing to it. To be silent is not to say no.",
        lambda r: max(0, _speakers(r.index) - _answering(r)),
    ),
    Column(
        "origins_count",
        "whole",
        "On how many independent origins the answers rest, copies and retellings collapsed.",
        lambda r: len({account.origin for account in r.question.accounts}),
    ),
    Column("claims_count", "whole", "How many claims answer it.", lambda r: len(_claims(r.question))),
    Column("address", "id", "Address of the question.", lambda r: r.address),
)


def _asked(what: str) -> tuple[Column, ...]:
    return (
        Column("question", "text", "The question in plain words.", lambda r: r.question.text),
        Column("question_id", "id", f"Id of the question that the {what} belongs to.", lambda r: r.question.id),
    )


def _id(what: str) -> Column:
    about = f"Id of the {what}: that of the question, and its number there."
    return Column("id", "id", about, lambda r: f"{r.question.id}.{what}{r.number}")


_BACK: Final = Column("address", "id", "Address of the question.", lambda r: r.address)
_LOW: Final = "Least of an amount; empty: it has no lower bound, or is none."
_HIGH: Final = "Most of an amount; empty: it has no upper bound, or is none."


def _bounds(noun: str) -> tuple[Column, ...]:
    return (
        Column("low", "number", _LOW, lambda r: r.item.low, f"{noun}.low", "that of the question", "inclusive"),
        Column("high", "number", _HIGH, lambda r: r.item.high, f"{noun}.high", "that of the question", "inclusive"),
        Column(
            "read_as",
            "text",
            "Low and high in words; empty: there are none.",
            lambda r: limits(r.item.low, r.item.high),
        ),
    )


_ACCOUNTS: Final = (
    _id("account"),
    _asked("account")[0],
    Column("source", "text", "Who answers.", lambda r: r.item.source, "account.source"),
    Column("position", "text", "What the source holds, in a few words.", lambda r: r.item.position, "account.position"),
    Column(
        "value",
        "text",
        "The amount in the source's words; empty where the question is no count.",
        lambda r: r.item.value,
        "account.value",
    ),
    *_bounds("account"),
    Column("chain", "list", "How it reached us, the source first.", lambda r: r.item.chain, "account.chain"),
    Column(
        "origin",
        "text",
        "Where it enters: the first teller that is left when copies are collapsed.",
        lambda r: r.index.origins.get(r.item.origin),
    ),
    Column("origin_id", "id", "Id of that origin.", lambda r: r.item.origin or None, "account.origin"),
    Column("claims", "ids", "Ids of the claims that say so.", lambda r: r.item.claims, "account.claims"),
    Column("documents", "ids", "Ids of their documents.", lambda r: _documents(r, r.item.claims)),
    _asked("account")[1],
    _BACK,
)

_POSITIONS: Final = (
    _id("position"),
    _asked("position")[0],
    Column("position", "text", "What is held, in a few words.", lambda r: r.item.text, "position.text"),
    Column("documents_count", "whole", "How many documents carry it.", lambda r: len(r.item.documents)),
    Column("outlets_count", "whole", "How many outlets published it.", lambda r: len(r.item.outlets)),
    Column(
        "origins_count",
        "whole",
        "How many independent origins are left; never the same as the two before.",
        lambda r: len(r.item.origins),
    ),
    Column("outlets", "list", "Who published it.", lambda r: r.item.outlets, "position.outlets"),
    Column("documents", "ids", "Ids of the documents.", lambda r: r.item.documents, "position.documents"),
    Column("origins", "ids", "Ids of the origins.", lambda r: r.item.origins, "position.origins"),
    Column("claims", "ids", "Ids of the claims that say so.", lambda r: r.item.claims, "position.claims"),
    _asked("position")[1],
    _BACK,
)

_STATEMENTS: Final = (
    _id("statement"),
    _asked("statement")[0],
    Column("source", "text", "Who answers more than once.", lambda r: r.source, "drift.source"),
    Column(
        "order",
        "whole",
        "Its place in time among the source's answers; the same number: no order is known "
        "between them; empty: none to any other.",
        lambda r: r.item.order,
        "statement.order",
        range="from 0",
    ),
    Column("statement", "text", "The answer in a few words.", lambda r: r.item.text, "statement.text"),
    Column(
        "first_day",
        "day",
        "First day on which it can have been said.",
        lambda r: r.item.start,
        "statement.start",
        range="inclusive",
    ),
    Column(
        "last_day",
        "day",
        "Last day on which it can have been said.",
        lambda r: r.item.end,
        "statement.end",
        range="inclusive",
    ),
    Column(
        "day_from",
        "text",
        "What the days rest on.",
        lambda r: r.item.basis,
        "statement.basis",
        range="said (the text gives the day), published (that of the document), unknown",
    ),
    *_bounds("statement"),
    Column("claims", "ids", "Ids of the claims that say so then.", lambda r: r.item.claims, "statement.claims"),
    _asked("statement")[1],
    _BACK,
)

_CHANGES: Final = (
    _id("change"),
    _asked("change")[0],
    Column("source", "text", "Who changed the answer.", lambda r: r.source, "drift.source"),
    Column("before", "text", "The earlier answer.", lambda r: r.item.before.text),
    Column("after", "text", "The later answer.", lambda r: r.item.after.text),
    Column(
        "kind",
        "text",
        "What became of the earlier one.",
        lambda r: r.item.kind,
        "change.kind",
        range="replaces, narrows, widens, overlaps, moves, retracts",
    ),
    Column(
        "scope",
        "text",
        "Where both stand.",
        lambda r: r.item.scope,
        "change.scope",
        range="document (one text), outlet (two texts of one outlet), outlets (of two)",
    ),
    Column("claim_before", "id", "Id of a claim of the earlier answer.", lambda r: r.item.a, "change.a"),
    Column("claim_after", "id", "Id of a claim of the later answer.", lambda r: r.item.b, "change.b"),
    _asked("change")[1],
    _BACK,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A relation between two claims."""

    item: Any
    index: Index


def _relations(index: Index) -> Iterator[Pair]:
    return (Pair(relation, index) for relation in index.dossier.relations)


def _end(which: str, what: str) -> Callable[[Pair], Any]:
    def get(pair: Pair) -> Any:
        claim = getattr(pair.item, which)
        return spelled(claim, pair.index) if what == "text" else source_name(pair.index.claims.get(claim))

    return get


_RELATIONS: Final = (
    Column("source_a", "text", "Who says the first claim.", _end("a", "source")),
    Column("text_a", "text", "The first claim.", _end("a", "text")),
    Column(
        "relation",
        "text",
        "How the first stands to the second.",
        lambda r: r.item.relation.value,
        "relation.relation",
        range="agrees, overlaps, refines, differs, contradicts, denies, admits, corrects, retracts",
    ),
    Column("source_b", "text", "Who says the second claim.", _end("b", "source")),
    Column("text_b", "text", "The second claim.", _end("b", "text")),
    Column("reason", "text", "Why, in words.", lambda r: r.item.reason, "relation.reason"),
    Column("score", "number", "How sure the machine is.", lambda r: r.item.score, "relation.score", range="0 to 1"),
    Column("claim_a", "id", "Id of the first claim.", lambda r: r.item.a, "relation.a"),
    Column("claim_b", "id", "Id of the second claim.", lambda r: r.item.b, "relation.b"),
    Column(
        "question_id",
        "id",
        "Id of the question that both answer; of a retraction, the one that is taken back.",
        lambda r: r.item.question,
        "relation.question",
    ),
    Column("address", "id", "Address of the first claim.", lambda r: r.index.material.iri(r.item.a)),
)

TABLES: Final = (
    Table("questions", "Every question that claims answer, and how its answers stand.", _QUESTIONS, _questions),
    Table(
        "accounts",
        "What each source says to each question; a source without a row is silent.",
        _ACCOUNTS,
        _parts("accounts"),
    ),
    Table("positions", "The sides of each question, and what stands behind each.", _POSITIONS, _parts("positions")),
    Table(
        "statements", "What sources that answer more than once say over time.", _STATEMENTS, _over_time("statements")
    ),
    Table("changes", "Where an answer of a source changed.", _CHANGES, _over_time("changes")),
    Table("relations", "How two claims stand to each other.", _RELATIONS, _relations),
)
