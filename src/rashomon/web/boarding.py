"""From a case to its board, in a process of its own: `python -m rashomon.web.boarding CASE`.

Comparing a large case takes a minute and a gigabyte; here both end with the process, and the server stays small. Lines
of standard output say which step has begun. The address of a PostgreSQL database comes from RASHOMON_DATABASE.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from rashomon import __version__
from rashomon.casework import case_dossier
from rashomon.config import Config
from rashomon.errors import RashomonError
from rashomon.records import Claim, Dossier, Question, QuestionStatus, Reading, SourceKind
from rashomon.report.contexts import AccountView, ClaimView, EchoView, Link, SourceView
from rashomon.report.echoes import echo_view
from rashomon.report.evidence import Anchors, Index, claim_view, document_name, index_dossier
from rashomon.report.marked import fit, fold
from rashomon.report.page import position_badge, question_view
from rashomon.report.wording import KIND, SOURCE_KIND
from rashomon.store.base import Case, canonical
from rashomon.store.judging_targets import ClaimTarget, quote
from rashomon.store.judging_write import target_object
from rashomon.store.views import freshness
from rashomon.web import board, boarding_dossier, boarding_review
from rashomon.web.boarding_grades import lay_out_grades
from rashomon.web.boarding_sources import lay_out_sources
from rashomon.web.boarding_when_where import lay_places, lay_times
from rashomon.web.shapes import AskedFully, Side

MOST_CLAIMS = 5
"""Claims written out under one account; the others are a click away."""

MOST_BARS = 60
MOST_SOURCES = 8


class Addresses(Anchors):
    """Gives out addresses of the workbench in place of ids of elements."""

    def __init__(self, entities: Mapping[str, str]) -> None:
        super().__init__()
        self._entities = entities

    def new(self, prefix: str, identity: str) -> str:
        """Return where a thing is shown; empty for a source that is no entity of the case."""
        match prefix:
            case "account":
                question, _, number = identity.rpartition("-")
                return f"/questions/{question}#account-{number}"
            case "source":
                entity = self._entities.get(identity, "")
                return f"/sources/{entity}" if entity else ""
            case _:
                return f"/{prefix}s/{identity}"


@dataclass(slots=True)
class _Layout:
    """What every table is made from."""

    dossier: Dossier
    index: Index
    entities: dict[str, str]
    of_claim: dict[str, str]
    origin_of: dict[str, str]
    numbers: dict[str, int]
    ordered: list[Question]
    contested: set[str] = field(default_factory=set)


def _layout(dossier: Dossier, numbers: dict[str, int]) -> _Layout:
    entities: dict[str, str] = {}
    for entity in dossier.entities:
        for name in (entity.name, *entity.names):
            entities.setdefault(name, entity.id)
    ordered = [q for status in QuestionStatus for q in dossier.questions if q.status is status]
    layout = _Layout(
        dossier=dossier,
        # Claims that a person took out are not compared, but can still be looked at, and brought back.
        index=index_dossier(replace(dossier, readings=_with_rejected(dossier)), Addresses(entities)),
        entities=entities,
        of_claim={claim: entity.id for entity in dossier.entities for claim in entity.claims},
        origin_of={claim: origin.id for origin in dossier.origins for claim in origin.claims},
        numbers=numbers,
        ordered=ordered,
    )
    for question in ordered:
        if question.status is QuestionStatus.CONTESTED:
            layout.contested.update(claim for account in question.accounts for claim in account.claims)
    return layout


def _with_rejected(dossier: Dossier) -> tuple[Reading, ...]:
    rejected: dict[str, list[Claim]] = defaultdict(list)
    for claim in dossier.rejected:
        rejected[claim.document].append(claim)
    return tuple(
        replace(reading, claims=(*reading.claims, *rejected.pop(reading.document.id, ())))
        for reading in dossier.readings
    )


def lay_out(connection: sqlite3.Connection, dossier: Dossier, numbers: dict[str, int]) -> None:
    """Write a comparison into the tables of an empty board.

    Args:
        numbers: the place of each document in the case, by its id: what came later has a higher one.
    """
    layout = _layout(dossier, numbers)
    board.insert(connection, "question", _questions(layout))
    board.insert(connection, "account", _accounts(layout))
    board.insert(connection, "answer", _answers(layout))
    board.insert(connection, "claim", _claims(layout))
    board.insert(connection, "entity", _sources(layout))
    board.insert(connection, "document", _documents(layout))
    board.insert(connection, "origin", _origins(layout))
    board.insert(
        connection,
        "conduit",
        (
            (place, conduit.name, len(conduit.claims), round(100 * conduit.share))
            for place, conduit in enumerate(dossier.conduits)
        ),
    )
    chains = Counter(tuple(filter(None, claim.chain)) for claim in dossier.claims)
    board.insert(
        connection,
        "chain",
        ((place, json.dumps(tellers), count) for place, (tellers, count) in enumerate(chains.most_common()) if tellers),
    )
    echoes = sorted(dossier.echoes, key=lambda echo: -echo.score)
    board.insert(
        connection,
        "echo",
        (
            (n, echo.source, echo.copy, echo.score, board.pack(EchoView, echo_view(echo, layout.index)))
            for n, echo in enumerate(echoes)
        ),
    )
    lay_times(connection, dossier, layout.index.claims, layout.of_claim)
    lay_places(connection, dossier, layout.index.claims)
    boarding_review.lay_out(connection, layout.ordered, _queue(layout))
    lay_out_sources(connection, layout)
    boarding_dossier.fill(connection, dossier)
    lay_out_grades(connection, dossier)
    facts = {"profile": dossier.profile, "version": dossier.version, "documents": str(len(dossier.readings))}
    board.insert(connection, "meta", facts.items())


# Questions


def _questions(layout: _Layout) -> Iterator[tuple[object, ...]]:
    claims = layout.index.claims
    readings = layout.index.readings
    for number, question in enumerate(layout.ordered, start=1):
        view = question_view(question, number, layout.index, most_claims=0, most_bars=MOST_BARS)
        said = {claim for account in question.accounts for claim in account.claims if claim in claims}
        documents = {claims[claim].document for claim in said}
        days = sorted(day.isoformat() for d in documents if (day := readings[d].document.published))
        origins = {account.origin for account in question.accounts if account.origin}
        yield (
            question.id,
            number,
            question.status.value,
            KIND[question.kind],
            question.text,
            days[0] if days else "",
            days[-1] if days else "",
            len(question.accounts),
            len(documents),
            len(origins),
            len(said),
            json.dumps([asdict(side) for side in _sides(question)], ensure_ascii=False),
            board.pack(AskedFully, AskedFully(view.chart, view.drifts)),
        )


def _sides(question: Question) -> tuple[Side, ...]:
    speakers = {claim: account.source for account in question.accounts for claim in account.claims}
    return tuple(
        Side(
            text=fit(fold(side.text), 120),
            sources=tuple(dict.fromkeys(speakers[c] for c in side.claims if c in speakers))[:MOST_SOURCES],
            documents=len(side.documents),
            outlets=len(side.outlets),
            origins=len(side.origins),
        )
        for side in question.positions
    )


def _accounts(layout: _Layout) -> Iterator[tuple[object, ...]]:
    for number, question in enumerate(layout.ordered, start=1):
        view = question_view(question, number, layout.index, most_claims=MOST_CLAIMS, most_bars=0)
        # The view has the accounts in the order of their values; its addresses tell which is which.
        for place, shown in enumerate(view.accounts):
            at = int(shown.anchor.rpartition("-")[2]) - 1
            account = question.accounts[at]
            claims = [claim for claim in dict.fromkeys(account.claims) if claim in layout.index.claims]
            badge = position_badge(account, layout.index)
            value = account.value or badge.text
            yield (
                question.id,
                place,
                at + 1,
                layout.entities.get(account.source, ""),
                account.source,
                badge.kind,
                fit(fold(value), 60),
                fit(fold(layout.index.claims[claims[0]].text), 200) if claims else "",
                json.dumps(claims),
                board.pack(AccountView, shown),
            )


def _answers(layout: _Layout) -> Iterator[tuple[str, str, int]]:
    for question in layout.ordered:
        for number, account in enumerate(question.accounts, start=1):
            for claim in dict.fromkeys(account.claims):
                if claim in layout.index.claims:
                    yield claim, question.id, number


# Claims and who says them


def _claims(layout: _Layout) -> Iterator[tuple[object, ...]]:
    number = 0
    shown: set[str] = set()
    for reading in layout.index.readings.values():
        document = reading.document
        day = document.published.isoformat() if document.published else ""
        for claim in reading.claims:
            if claim.id in shown or not claim.content:
                continue
            shown.add(claim.id)
            number += 1
            yield (
                claim.id,
                number,
                claim.document,
                layout.numbers.get(claim.document, 0),
                layout.of_claim.get(claim.id, ""),
                claim.stance.value,
                day,
                board.start_of(claim),
                layout.origin_of.get(claim.id, ""),
                int(claim.id in layout.contested),
                fit(fold(claim.text), 600),
                canonical(target_object(ClaimTarget(claim.document, quote(document.text, claim.content), claim.id))),
                board.pack(ClaimView, claim_view(claim, layout.index)),
            )


def _sources(layout: _Layout) -> Iterator[tuple[object, ...]]:
    alone: Counter[str] = Counter()
    for question in layout.ordered:
        speakers = {claim: account.source for account in question.accounts for claim in account.claims}
        for side in question.positions:
            names = {speakers[claim] for claim in side.claims if claim in speakers}
            if len(names) == 1:
                alone[layout.entities.get(names.pop(), "")] += 1
    spoken = sorted(layout.dossier.entities, key=lambda entity: (-len(entity.claims), entity.name))
    for place, entity in enumerate(spoken):
        claims = [layout.index.claims[claim] for claim in entity.claims if claim in layout.index.claims]
        documents = dict.fromkeys(claim.document for claim in claims)
        view = SourceView(
            anchor=f"/sources/{entity.id}",
            name=entity.name,
            kind=SOURCE_KIND[entity.kind],
            names=tuple(name for name in entity.names if name != entity.name),
            evidence=entity.evidence,
            claims=len(claims),
            documents=tuple(layout.index.by_document[d] for d in documents if d in layout.index.by_document),
        )
        kind = SOURCE_KIND.get(entity.kind, SOURCE_KIND[SourceKind.UNNAMED])
        body = board.pack(SourceView, view)
        yield entity.id, place, entity.name, kind, len(claims), len(documents), alone[entity.id], body


def _documents(layout: _Layout) -> Iterator[tuple[object, ...]]:
    seen: set[str] = set()
    for reading in layout.dossier.readings:
        document = reading.document
        if document.sha256 and document.id not in seen:
            seen.add(document.id)
            day = document.published.isoformat() if document.published else ""
            number = layout.numbers.get(document.id, 0)
            publisher = document.publisher or ""
            yield document.id, number, document_name(reading), publisher, day, document.state.value, len(reading.claims)


def _origins(layout: _Layout) -> Iterator[tuple[object, ...]]:
    ordered = sorted(layout.dossier.origins, key=lambda origin: -len(origin.claims))
    for place, origin in enumerate(ordered):
        documents = [layout.index.by_document[d] for d in origin.documents if d in layout.index.by_document]
        links = (*documents, *(Link(text, "") for text in origin.evidence))
        body = board.pack(tuple[Link, ...], links)
        yield origin.id, place, origin.name, len(origin.claims), len(origin.documents), body


# What to look at first


def _queue(layout: _Layout) -> Iterator[tuple[str, str, str]]:
    """Yield claim, question and reason, the ones first that a correction changes most.

    A claim that a side of a contested question rests on with few origins and few other claims comes before one among
    many; what no question asks comes last.
    """
    weighed: list[tuple[float, int, str, str, str]] = []
    for number, question in enumerate(layout.ordered):
        stakes = {QuestionStatus.CONTESTED: 100.0, QuestionStatus.AGREED: 2.0, QuestionStatus.SINGLE: 1.0}
        for side in question.positions:
            origins = max(len(side.origins), 1)
            weight = stakes[question.status] / (origins * max(len(side.claims), 1) ** 0.5)
            what = {"contested": "a contested question", "agreed": "a question the sources agree on"}
            said = what.get(question.status.value, "a question that one source answers")
            behind = "the only origin" if origins == 1 else f"one of {origins} origins"
            reason = f"{behind} behind the answer {fit(fold(side.text), 60)}, in {said}"
            known = (claim for claim in dict.fromkeys(side.claims) if claim in layout.index.claims)
            weighed.extend((-weight, number, claim, question.id, reason) for claim in known)
    weighed.sort(key=lambda row: row[:2])
    told: set[str] = set()
    for _, _, claim, question_id, reason in weighed:
        if claim not in told:
            told.add(claim)
            yield claim, question_id, reason
    for claim in layout.index.claims:
        if claim not in told:
            yield claim, "", "answers no question"


def make(case: Case, *, step: Callable[[str], None] = lambda _: None) -> None:
    """Compare a case as it is now and lay its board out anew.

    Raises:
        RunError: nothing was read in the case yet, or its folder cannot be written.
    """
    with case.base.reading() as connection:
        mark, seq = freshness(connection)
    numbers = {kept.id: kept.number for kept in case.documents()}
    step("comparing the accounts")
    dossier = case_dossier(case, config=Config())
    step("laying out the pages")
    with board.new_board(case.folder) as connection:
        lay_out(connection, dossier, numbers)
        board.insert(connection, "meta", [("mark", f"{__version__} {mark}"), ("seq", str(seq))])


def main(arguments: list[str]) -> int:
    """Make the board of a case; the last line says what went wrong, if anything did."""
    try:
        with Case.open(Path(arguments[0]), write=False) as case:
            make(case, step=lambda words: print(json.dumps({"step": words}), flush=True))  # noqa: T201
    except RashomonError as error:
        print(json.dumps({"problem": str(error)}), flush=True)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
