"""A question with its accounts, and a claim by itself: the addresses that everything else leads to."""

from __future__ import annotations

import json
import sqlite3

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rashomon.grading.scales import Target
from rashomon.report.contexts import AccountView
from rashomon.web import shapes
from rashomon.web.board import claim_ids, unpack
from rashomon.web.boarding_dossier import unapplied
from rashomon.web.desk import Desk, Missing
from rashomon.web.graded import look as graded
from rashomon.web.overview import Page
from rashomon.web.people import Reader
from rashomon.web.rendering import page

router = APIRouter()

ACCOUNTS = 40
"""Accounts on one page of a question."""


@router.get("/api/questions/{question}", tags=["questions"])
def question(request: Request, _: Reader, question: str, page_: Page = 1) -> shapes.QuestionCard:
    """Return a question with a page of its accounts, each with its first claims."""
    return look(request.state.desk, question, page_)


@router.get("/questions/{question}", include_in_schema=False)
def question_page(request: Request, person: Reader, question: str, page_: Page = 1) -> Response:
    """Show a question."""
    desk: Desk = request.state.desk
    shown, grades = look(desk, question, page_), graded(desk, Target.QUESTION, question)
    return page(request, "question.html", person, shown=shown, graded=grades)


@router.get("/api/claims/{claim}", tags=["claims"])
def claim(request: Request, _: Reader, claim: str) -> shapes.ClaimCard:
    """Return a claim in its sentence, how it stands to others, and what people decided about it."""
    found: shapes.ClaimCard = request.state.desk.claim(claim)
    return found


@router.get("/claims/{claim}", include_in_schema=False)
def claim_page(request: Request, person: Reader, claim: str) -> Response:
    """Show a claim by itself."""
    desk: Desk = request.state.desk
    return page(request, "claim.html", person, shown=desk.claim(claim), graded=graded(desk, Target.CLAIM, claim))


@router.get("/claims/{claim}/card", include_in_schema=False)
def claim_part(request: Request, person: Reader, claim: str) -> Response:
    """Show the card of a claim, to be put in place of an older one."""
    return page(request, "claim_part.html", person, shown=request.state.desk.claim(claim))


def look(desk: Desk, question: str, number: int) -> shapes.QuestionCard:
    """Return a question with a page of its accounts.

    Raises:
        Missing: the last comparison has no such question.
    """
    with desk.rows() as connection:
        row = connection.execute("SELECT * FROM question WHERE id = ?", (question,)).fetchone()
        if row is None:
            raise Missing("this question is not asked any more: its claims were regrouped; look for it on the overview")
        found = connection.execute(
            "SELECT * FROM account WHERE question = ? ORDER BY place LIMIT ? OFFSET ?",
            (question, ACCOUNTS, (number - 1) * ACCOUNTS),
        )
        accounts = [account_card(desk, connection, each) for each in found]
        decisions = desk.decisions.on(f"question:{question}")
        return shapes.QuestionCard(
            asked=desk.asked(connection, row),
            fully=unpack(shapes.AskedFully, row["body"]),
            accounts=tuple(accounts),
            page=number,
            pages=max(1, -(-row["accounts"] // ACCOUNTS)),
            decisions=decisions,
            unapplied=unapplied(connection, decisions),
        )


def account_card(desk: Desk, connection: sqlite3.Connection, row: sqlite3.Row) -> shapes.AccountCard:
    """Return an account with its first claims, given its row of the table `account`."""
    view = unpack(AccountView, row["body"])
    ids = claim_ids(row["claims"])
    shown = ids[: len(view.claims)]
    statement = "SELECT * FROM claim WHERE id IN (SELECT value FROM json_each(?))"
    rows = {each["id"]: each for each in connection.execute(statement, (json.dumps(shown),))}
    cards = tuple(desk.card(connection, rows[each]) for each in shown if each in rows)
    return shapes.AccountCard(view, row["number"], cards, len(ids) - len(cards))
