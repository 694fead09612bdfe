"""What the grid and the pages about sources need of a comparison: who holds which side, and through whom it came."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from rashomon.compare.groups import groups
from rashomon.records import Account, Claim, Question
from rashomon.report.marked import fold
from rashomon.report.page import position_badge
from rashomon.web import board

if TYPE_CHECKING:
    from rashomon.web.boarding import _Layout

LONGEST_NAME = 300
"""Code points of a name that are kept for looking it up; what documents call a source may be a whole paragraph."""


def lay_out_sources(connection: sqlite3.Connection, layout: _Layout) -> None:
    """Write the tables of the grid and of the pages about sources."""
    names = _names(layout)
    board.insert(connection, "face", _faces(connection, layout))
    board.insert(connection, "called", _called(layout))
    _ways(connection, layout, names)
    board.insert(connection, "former", _former(connection, layout))
    documents = [reading.document for reading in layout.dossier.readings]
    found = groups(layout.dossier.echoes, documents)
    board.insert(connection, "copied", ((n, g.origin or "", g.evidence, len(g.documents)) for n, g in enumerate(found)))
    board.insert(connection, "copier", ((document, n) for n, g in enumerate(found) for document in g.documents))


# The grid


def _faces(connection: sqlite3.Connection, layout: _Layout) -> Iterator[tuple[object, ...]]:
    """Yield what the grid filters by, a row for each row of the table `account`."""
    known = layout.index.claims
    kinds = {entity.id: entity.kind.value for entity in layout.dossier.entities}
    asked = {question.id: (number, question) for number, question in enumerate(layout.ordered, start=1)}
    for name, place, number, entity in connection.execute("SELECT question, place, number, entity FROM account"):
        order, question = asked[name]
        account = question.accounts[number - 1]
        claims = [known[claim] for claim in dict.fromkeys(account.claims) if claim in known]
        badge = position_badge(account, layout.index)
        days = sorted(filter(None, (_day(layout, claim) for claim in claims)))
        held = _held(question, account)
        stances = sorted({claim.stance.value for claim in claims})
        yield (
            name,
            place,
            entity,
            order,
            kinds.get(entity, ""),
            badge.kind,
            held,
            int(held >= 0 and _is_alone(question, held)),
            f" {' '.join(stances)} ",
            days[0] if days else "",
            days[-1] if days else "",
            fold(account.value or badge.text).casefold()[:LONGEST_NAME],
        )


def _held(question: Question, account: Account) -> int:
    """Return which side of the question an account is on, from 0; -1 where it is on none."""
    ours = set(account.claims)
    shared = [len(ours.intersection(side.claims)) for side in question.positions]
    most = max(shared, default=0)
    return shared.index(most) if most else -1


def _is_alone(question: Question, held: int) -> bool:
    """Tell whether one source alone is on a side."""
    ours = set(question.positions[held].claims)
    return len({account.source for account in question.accounts if ours.intersection(account.claims)}) == 1


def _day(layout: _Layout, claim: Claim) -> str:
    published = layout.index.readings[claim.document].document.published
    return published.isoformat() if published else ""


# Sources


def _names(layout: _Layout) -> dict[str, str]:
    """Return name in small letters → entity, for those names that one entity alone goes by."""
    found: dict[str, str] = {}
    for entity in layout.dossier.entities:
        for name in {fold(each).casefold() for each in (entity.name, *entity.names)}:
            found[name] = "" if found.get(name, entity.id) != entity.id else entity.id
    return {name: entity for name, entity in found.items() if entity}


def _called(layout: _Layout) -> Iterator[tuple[str, str, str, int, int]]:
    for entity in layout.dossier.entities:
        told: set[str] = set()
        for name in (entity.name, *entity.names):
            folded = fold(name).casefold()[:LONGEST_NAME]
            if folded not in told:
                told.add(folded)
                yield folded, entity.id, name, int(name in entity.names), len(entity.claims)


def _ways(connection: sqlite3.Connection, layout: _Layout, names: dict[str, str]) -> None:
    """Write by which chains the claims of each source reached us, and who passed them on or published them."""
    shown = {entity.id: entity.name for entity in layout.dossier.entities}
    chains: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for claim in layout.index.claims.values():
        entity = layout.of_claim.get(claim.id)
        if entity is not None:
            chains[entity, _chain(claim, entity, names, shown)] += 1
    passed: Counter[tuple[str, str]] = Counter()
    published: Counter[tuple[str, str]] = Counter()
    for (entity, tellers), claims in chains.items():
        for teller in dict.fromkeys(tellers[:-1]):
            passed[entity, teller] += claims
        if tellers:
            published[entity, tellers[-1]] += claims
    rows = ((pair, names.get(fold(pair[1]).casefold(), "")) for pair in sorted({*passed, *published}))
    board.insert(
        connection,
        "carried",
        ((*pair, teller, passed[pair], published[pair]) for pair, teller in rows),
    )
    ordered = sorted(chains.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    board.insert(
        connection,
        "way",
        (
            (entity, place, json.dumps(tellers, ensure_ascii=False), claims)
            for entity, group in groupby(ordered, key=lambda item: item[0][0])
            for place, ((_, tellers), claims) in enumerate(group)
        ),
    )


def _chain(claim: Claim, entity: str, names: dict[str, str], shown: dict[str, str]) -> tuple[str, ...]:
    """Return who told on what a source said, each by the name that the case has for it; empty: it published itself."""
    called = [shown.get(names.get(fold(name).casefold(), ""), name) for name in claim.chain[1:] if name]
    all_of_it = (shown[entity], *called)
    return tuple(after for before, after in pairwise(all_of_it) if after != before)


# Addresses that moved


def _former(connection: sqlite3.Connection, layout: _Layout) -> Iterator[tuple[str, str]]:
    """Yield the addresses that sources had on the board before this one, and who goes by their names now.

    Joining two sources ends the address of one of them; links to it, and the page on which it was done, lead on.
    """
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    ids = {entity.id for entity in layout.dossier.entities}
    now: dict[str, str] = {}
    for entity in layout.dossier.entities:
        for name in (entity.name, *entity.names):
            now.setdefault(name, entity.id)
    with board.BoardFile(path.parent).open() as before:
        if before is None:
            return
        moved: dict[str, str] = {}
        gone: dict[str, list[str]] = defaultdict(list)
        for entity_id, name in before.execute("SELECT entity, name FROM called"):
            if entity_id not in ids:
                gone[entity_id].append(name)
        for entity_id, called in gone.items():
            if found := next((now[name] for name in called if name in now), None):
                moved[entity_id] = found
        for entity_id, then in before.execute("SELECT id, entity FROM former"):
            if entity_id not in ids and (found := then if then in ids else moved.get(then)):
                moved[entity_id] = found
    yield from moved.items()
