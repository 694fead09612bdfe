"""From a kept dossier and the board to one self-contained page: the chosen questions, and nothing else, are read.

Every address of the workbench becomes a place on the page, or plain words where what it leads to is not in the dossier.
Each quoted claim is written out once with a number, by which everything that counts it refers to it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import TypeVar

from markupsafe import Markup
from sqlalchemy import Connection, select

from rashomon.errors import ItemError
from rashomon.report.contexts import AccountView, ClaimView, Link
from rashomon.report.marked import fit
from rashomon.report.wording import count
from rashomon.store import schema
from rashomon.store.dossiers import KeptDossier, Part, Show
from rashomon.store.writing import chunks
from rashomon.web import shapes
from rashomon.web import shapes_dossier as shown
from rashomon.web.board import unpack
from rashomon.web.desk import Desk
from rashomon.web.dossier_text import own_words

MOST_QUOTED = 5_000
"""Claims that one dossier quotes; a file of more is read by nobody, and would fill the memory."""

REFERENCE = 110
T = TypeVar("T")


@dataclass(slots=True)
class Answered:
    """A chosen question, as it lies on the board."""

    part: Part
    row: sqlite3.Row
    accounts: list[tuple[sqlite3.Row, AccountView, list[str]]]


@dataclass(slots=True)
class Gathered:
    """What a dossier is made of.

    Attributes:
        places: address in the workbench → place on the page.
        numbers: id of a claim → its number on the page, in the order of the page.
        speakers: id of a claim → who says it.
        cited: ids of documents, in the order of the page.
    """

    answered: dict[str, Answered] = field(default_factory=dict)
    views: dict[str, ClaimView] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    speakers: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    cited: dict[str, None] = field(default_factory=dict)


def find_question(connection: sqlite3.Connection, question: str, text: str) -> sqlite3.Row | None:
    """Return a question of the board by its id; where people regrouped it, by its title if that is one question's."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM question WHERE id = ?", (question,)).fetchone()
    if row is None and text:
        same = connection.execute(
            "SELECT id FROM question INDEXED BY question_words WHERE text = ? LIMIT 2", (text,)
        ).fetchall()
        if len(same) == 1:
            row = connection.execute("SELECT * FROM question WHERE id = ?", (same[0]["id"],)).fetchone()
    return row


def gather(connection: sqlite3.Connection, kept: KeptDossier) -> Gathered:
    """Read the chosen questions from the board and give everything its place.

    Raises:
        ItemError: the dossier would quote more than anybody reads.
    """
    found = Gathered()
    for part in kept.says.questions:
        row = find_question(connection, part.question, part.text)
        if row is None or row["id"] in {each.row["id"] for each in found.answered.values()}:
            continue
        accounts = [
            (each, unpack(AccountView, each["body"]), json.loads(each["claims"]))
            for each in connection.execute("SELECT * FROM account WHERE question = ? ORDER BY place", (row["id"],))
        ]
        found.answered[part.key] = Answered(part, row, accounts)
        for each, _, claims in accounts:
            for claim in claims:
                found.numbers.setdefault(claim, len(found.numbers) + 1)
                found.speakers.setdefault(claim, each["source"])
    if len(found.numbers) > MOST_QUOTED:
        raise ItemError(
            kept.says.title,
            step="export",
            reason=f"its questions rest on {len(found.numbers):,} claims; {MOST_QUOTED:,} are the most",
            remedy="choose fewer questions, or make two dossiers",
        )
    _quote(connection, found)
    _place(connection, found)
    return found


def _quote(connection: sqlite3.Connection, found: Gathered) -> None:
    for some in chunks(found.numbers):
        marks = ", ".join("?" * len(some))
        for row in connection.execute(
            f"SELECT id, document, body FROM claim WHERE id IN ({marks})",  # noqa: S608  marks alone
            some,
        ):
            found.views[row["id"]] = unpack(ClaimView, row["body"])
            found.places[f"/claims/{row['id']}"] = f"claim-{row['id']}"
    # Documents in the order in which the page comes to them.
    for claim in found.numbers:
        if claim in found.views:
            found.cited[found.views[claim].document.anchor.removeprefix("/documents/")] = None


def _place(connection: sqlite3.Connection, found: Gathered) -> None:
    for answered in found.answered.values():
        question = answered.row["id"]
        found.places[f"/questions/{question}"] = f"question-{question}"
        for row, _, claims in answered.accounts:
            # Where the accounts are not shown, what leads to one leads to its words.
            here = f"account-{question}-{row['number']}" if Show.ACCOUNTS in answered.part.show else ""
            words = next((found.places[f"/claims/{c}"] for c in claims if f"/claims/{c}" in found.places), "")
            found.places[f"/questions/{question}#account-{row['number']}"] = here or words
        for side in connection.execute("SELECT documents FROM side WHERE question = ?", (question,)):
            found.cited.update(dict.fromkeys(json.loads(side["documents"])))
    for document in found.cited:
        found.places[f"/documents/{document}"] = f"document-{document}"


def relinked(value: T, places: Mapping[str, str]) -> T:
    """Return a context with every address in it replaced by its place on the page, or by none."""
    if isinstance(value, Link):
        return replace(value, anchor=places.get(value.anchor, ""))
    if isinstance(value, tuple):
        return type(value)(relinked(each, places) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: relinked(getattr(value, each.name), places) for each in fields(value)})
    return value


def parts(desk: Desk, connection: sqlite3.Connection, kept: KeptDossier, found: Gathered) -> Iterator[shown.PartShown]:
    """Yield the parts of a dossier in its order, as they are shown; empty texts are left out."""
    for part in kept.says.parts:
        if part.key in found.answered:
            question = _question(desk, connection, found.answered[part.key], found)
            yield shown.PartShown(Markup(), question, "")
        elif part.question:
            yield shown.PartShown(Markup(), None, part.text or part.question)
        elif part.text.strip():
            yield shown.PartShown(own_words(part.text), None, "")


def _question(desk: Desk, connection: sqlite3.Connection, answered: Answered, found: Gathered) -> shown.QuestionShown:
    question, show = answered.row["id"], answered.part.show
    asked = desk.asked(connection, answered.row)
    fully = unpack(shapes.AskedFully, answered.row["body"])
    accounts = tuple(_account(row, view, claims, found) for row, view, claims in answered.accounts)
    chart = fully.chart if Show.CHART in show else None
    return shown.QuestionShown(
        anchor=f"question-{question}",
        asked=asked,
        show=tuple(show),
        chart=chart,
        # A row of the chart is an account, in the same order.
        hrefs=tuple(account.href for account in accounts[: len(chart.rows)]) if chart else (),
        sides=tuple(_sides(connection, question, asked, found)),
        accounts=accounts,
        drifts=relinked(fully.drifts, found.places) if Show.DRIFT in show else (),
    )


def _account(row: sqlite3.Row, view: AccountView, claims: list[str], found: Gathered) -> shown.AccountShown:
    # The first claims say how they stand as seen from this account; the others are as the board has them.
    told = {each.target.removeprefix("/claims/"): each for each in view.claims}
    quoted = []
    for claim in claims:
        if claim in found.views:
            anchor = found.places[f"/claims/{claim}"]
            fresh = claim not in found.written
            found.written.add(claim)
            one = relinked(told.get(claim, found.views[claim]), found.places)
            one = replace(one, anchor=anchor if fresh else "", target=anchor)
            quoted.append(shown.Quoted(found.numbers[claim], row["source"], one))
    here = relinked(view, found.places)
    here = replace(here, anchor=f"account-{row['question']}-{row['number']}", claims=())
    return shown.AccountShown(here, f"#{quoted[0].view.target}" if quoted else "", tuple(quoted))


def _sides(
    connection: sqlite3.Connection, question: str, asked: shapes.Asked, found: Gathered
) -> Iterator[shown.SideShown]:
    rows = connection.execute("SELECT * FROM side WHERE question = ? ORDER BY place", (question,))
    for row, side in zip(rows, asked.sides, strict=False):
        references = []
        for claim in dict.fromkeys(json.loads(row["claims"])):
            if claim in found.views:
                said = "".join(piece.text for piece in found.views[claim].pieces if "content" in piece.roles)
                words = fit(" ".join(said.split()), REFERENCE)
                href = f"#{found.places[f'/claims/{claim}']}"
                references.append(shown.Reference(found.numbers[claim], found.speakers[claim], words, href))
        documents = connection.execute(
            "SELECT id, title FROM document WHERE id IN (SELECT value FROM json_each(?)) ORDER BY published, number",
            (row["documents"],),
        )
        yield shown.SideShown(
            anchor=f"side-{question}-{row['place'] + 1}",
            text=side.text,
            sources=side.sources,
            documents=tuple(Link(each["title"], found.places[f"/documents/{each['id']}"]) for each in documents),
            outlets=tuple(json.loads(row["outlets"])),
            origins=tuple(json.loads(row["origins"])),
            references=tuple(sorted(references, key=lambda reference: reference.number)),
        )


def cited(connection: Connection, board: sqlite3.Connection, found: Gathered) -> tuple[shown.Cited, ...]:
    """Return the documents that the page cites, with the hashes of their bytes, in the order of the page."""
    table = schema.document
    hashes: dict[str, str] = {}
    for some in chunks(found.cited):
        rows = select(table.c.id, table.c.sha256).where(table.c.id.in_(some))
        hashes.update((row.id, row.sha256) for row in connection.execute(rows))
    named = {
        row["id"]: row
        for row in board.execute(
            "SELECT * FROM document WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(found.cited)),)
        )
    }
    return tuple(
        shown.Cited(
            found.places[f"/documents/{document}"],
            named[document]["title"],
            named[document]["publisher"],
            named[document]["published"],
            hashes.get(document, ""),
        )
        for document in found.cited
        if document in named
    )


def speaking(found: Gathered) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
    """Return who speaks, in the order of the page, with number and place of each quoted claim."""
    said: dict[str, list[tuple[int, str]]] = {}
    for claim, number in found.numbers.items():
        if claim in found.views:
            said.setdefault(found.speakers[claim], []).append((number, f"#{found.places[f'/claims/{claim}']}"))
    return tuple((name, tuple(references)) for name, references in said.items())


def figures(found: Gathered, documents: int, sources: int) -> tuple[tuple[str, str, str], ...]:
    """Return the numbers that stand under the title, each with the place where what it counts is listed."""
    counted = (
        (len(found.answered), "question", "contents"),
        (sources, "source", "sources"),
        (documents, "document", "cited"),
        (len(found.views), "quoted claim", "sources"),
    )
    found_words = ((count(number, noun).partition(" "), place) for number, noun, place in counted)
    return tuple((words[0], words[2], place) for words, place in found_words)
