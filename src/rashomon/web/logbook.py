"""The log of the case: who did what when, each entry chained to the one before; checked at the press of a button."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from rashomon.report.wording import count, listing
from rashomon.store import log, stamps
from rashomon.store.base import LogEntry, now
from rashomon.store.receipts import entry_object
from rashomon.web.decisions import WORDS
from rashomon.web.desk import Desk, Missing
from rashomon.web.people import Reader, Reviewer
from rashomon.web.rendering import page, wants_html

router = APIRouter()

A_PAGE = 50
MOST_STAMPS, MOST_LISTED = 5, 10
STAMPS_LOOKED_AT = 200_000
DETAIL = 4000
"""Longest detail written out on the page, characters; the whole is one click away."""

ACTIONS = {
    "add": "added files",
    "read": "read documents",
    "judge": "decided",
    "dossier": "worked on a dossier",
    "account": "changed an account",
    "export": "exported",
    "export refused": "was refused an export",
    "reveal": "was shown something protected",
    "view": "made the readers’ view",
    "backup": "made a backup",
    "restore": "restored the case",
    "import": "made the case from an export of another",
    "archive": "took documents from an archive",
    "stamp": "had the log stamped",
    "run": "read with a new version or setting",
    "init": "began the case",
}
"""What an action is called; one that is not listed goes by its own name."""

_ACCOUNT = {
    "add": "made an account for",
    "role": "changed what may be done by",
    "disable": "shut the account of",
    "enable": "opened again the account of",
    "password": "set a password for",
    "invite": "invited",
    "sign_out": "ended the sessions of",
}
_STATES = {"parsed": "in full", "partial": "in part", "failed": "not readable"}
_checking = Lock()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log.

    Attributes:
        words: what was done, in words; `href` leads to it where it has a page.
        detail: what the log holds of it, JSON; cut where `cut`, and whole at /api/log/entries/{seq}.
        previous: hash of the entry before, which `hash` covers with everything else.
    """

    seq: int
    time: str
    actor: str
    action: str
    words: str
    href: str
    detail: str
    cut: bool
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class StampShown:
    """A time stamp that an authority gave for an entry: by the log alone, whether it holds is told by the check."""

    entry: int
    seq: int
    time: str
    signer: str
    authority: str


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of the whole log found: `holds` is true where nothing was altered, is missing or was moved."""

    holds: bool
    sentence: str
    stamps: tuple[str, ...]
    entries: int
    head: str
    time: str
    actor: str


@dataclass(frozen=True, slots=True)
class LogShown:
    """A page of the log, the newest first; `before` is what to give for the next one, None at the beginning."""

    entries: tuple[Entry, ...]
    before: int | None
    newest: int
    head: str
    stamps: tuple[StampShown, ...]
    check: Check | None
    action: str
    actor: str


Before = Annotated[int | None, Query(ge=1, le=2**62, description="only entries with a lower number")]
Action = Annotated[str, Query(max_length=40, description=f"only one kind: {', '.join(ACTIONS)}")]
Actor = Annotated[str, Query(max_length=200, description="only what this person did")]


@router.get("/api/log", tags=["log"])
def entries(request: Request, _: Reader, before: Before = None, action: Action = "", actor: Actor = "") -> LogShown:
    """Return a page of the log, the newest first."""
    return look(request, before, action, actor.strip())


@router.get("/log", include_in_schema=False)
def log_page(request: Request, person: Reader, before: str = "", action: Action = "", actor: Actor = "") -> Response:
    """Show a page of the log."""
    # An empty field of the form is no number, and no error.
    number = int(before) if before.isdecimal() and len(before) < 18 else None
    shown = look(request, number or None, action, actor.strip())
    return page(request, "log.html", person, shown=shown, asked_before=number, actions=ACTIONS)


@router.get("/api/log/receipt", tags=["log"])
def receipt(request: Request, _: Reader) -> JSONResponse:
    """Return the head of the log to keep elsewhere: with it, `rashomon log CASE verify` shows any later change."""
    desk: Desk = request.state.desk
    try:
        found = desk.case.log.receipt()
    except ValueError as error:
        raise HTTPException(409, f"{error}; check the whole log") from error
    name = f"receipt-{found.case[:8]}-{found.seq}.json"
    return JSONResponse(found.to_object(), headers={"content-disposition": f'attachment; filename="{name}"'})


@router.get("/api/log/entries/{seq}", tags=["log"])
def entry(request: Request, _: Reader, seq: int) -> dict[str, Any]:
    """Return one entry whole, in the form that its hash is over."""
    desk: Desk = request.state.desk
    with desk.case.base.reading() as connection:
        found = log.entry(connection, seq) if 0 < seq < 2**62 else None
    if found is None:
        raise Missing(f"the log has no entry {seq}")
    return entry_object(found)


@router.post("/api/log/verify", tags=["log"], response_model=Check)
def verify(request: Request, person: Reviewer) -> Response:
    """Go through the whole log, entry by entry, and say whether every one is as it was written."""
    if not _checking.acquire(blocking=False):
        raise HTTPException(409, "the log is being checked already; wait for that and look again")
    try:
        found = check(request.state.desk, person.name)
    finally:
        _checking.release()
    request.app.state.log_check = found
    if wants_html(request):
        return RedirectResponse("/log#check", 303)
    return JSONResponse(_object(found))


def _object(found: Check) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Check.__slots__}


def check(desk: Desk, actor: str) -> Check:
    """Check the log of a case with its time stamps."""
    finding = desk.case.log.verify()
    if finding is not None:
        said = f"{finding.where}: {finding.problem}. Compare with a backup or a receipt kept elsewhere."
        return Check(False, said, (), 0, "", now(), actor)
    head = desk.case.log.receipt()
    verdicts = tuple(stamps.check(desk.case.log.entries()))
    said = f"{count(head.seq, 'entry', 'entries')}, none altered, missing or moved"
    wrong = sum(verdict.holds is False for verdict in verdicts)
    if wrong:
        said += f"; but {count(wrong, 'time stamp does', 'time stamps do')} not hold"
    told = tuple(f"Stamp in entry {verdict.entry}: {verdict.sentence}" for verdict in verdicts)
    return Check(not wrong, said + ".", told, head.seq, head.head, head.time, actor)


def look(request: Request, before: int | None, action: str, actor: str) -> LogShown:
    """Return a page of the log."""
    desk: Desk = request.state.desk
    with desk.case.base.reading() as connection:
        found = log.page(connection, before=before, action=action, actor=actor, limit=A_PAGE)
        stamped = log.page(connection, action=stamps.ACTION, limit=MOST_STAMPS, looked_at=STAMPS_LOOKED_AT)
        try:
            seq, head = log.head(connection)
        except ValueError:  # damaged, which the check says in words
            seq, head = 0, ""
    return LogShown(
        entries=tuple(_entry(desk, each) for each in found.entries),
        before=found.before,
        newest=seq,
        head=head,
        stamps=tuple(_stamp(each) for each in stamped.entries),
        check=getattr(request.app.state, "log_check", None),
        action=action,
        actor=actor,
    )


def _entry(desk: Desk, each: LogEntry) -> Entry:
    words, href = _words(desk, each)
    # Of a list of a thousand files the first few tell enough.
    short = {name: told[:MOST_LISTED] if isinstance(told, list) else told for name, told in each.detail.items()}
    detail = json.dumps(short, ensure_ascii=False, indent=1, sort_keys=True)
    return Entry(
        seq=each.seq,
        time=each.time,
        actor=each.actor,
        action=each.action,
        words=words,
        href=href,
        detail=detail[:DETAIL],
        cut=len(detail) > DETAIL or any(len(_list(told)) > MOST_LISTED for told in each.detail.values()),
        previous=each.previous,
        hash=each.hash,
    )


def _words(desk: Desk, each: LogEntry) -> tuple[str, str]:
    """Return what an entry tells, in words, and where that is shown. A detail may be of anybody's making."""
    told = each.detail
    match each.action:
        case "judge":
            return _judged(desk, str(told.get("judgement", "")), str(told.get("kind", "")))
        case "add":
            places = [place for place in _list(told.get("places")) if isinstance(place, dict)]
            names = [_place(place) for place in places]
            empty = sum(not place.get("sha256") for place in places)
            words = f"took {count(len(places), 'file')}: {listing(names, most=4)}"
            return f"{words}{f'; {empty} could not be had' if empty else ''}", ""
        case "read":
            read = [one for one in _list(told.get("readings")) if isinstance(one, dict)]
            states = Counter(str(one.get("state")) for one in read)
            parts = ", ".join(f"{number} {_STATES.get(state, state)}" for state, number in states.most_common())
            only = str(read[0].get("document", "")) if len(read) == 1 else ""
            return f"read {count(len(read), 'document')}: {parts}", f"/documents/{only}" if only else ""
        case "stamp":
            signer = told.get("signer") or "an authority without a name"
            return f"had entry {told.get('seq')} stamped by {signer}, {told.get('time')}", ""
        case "dossier":
            which = str(told.get("dossier", ""))
            said = f"saved version {told.get('version')} of the dossier “{told.get('title')}”"
            return said, f"/dossier/{which}" if which.isalnum() else ""
        case "account" if told.get("what") in _ACCOUNT:
            return f"{_ACCOUNT[str(told['what'])]} {told.get('name')}", ""
        case "run":
            return f"read with Rashomon {told.get('version')} for the first time, or with other settings", ""
        case "export" | "backup":
            what = told.get("file") or told.get("format") or ""
            return f"{ACTIONS[each.action]}: {what}" if what else ACTIONS[each.action], ""
        case _:
            return ACTIONS.get(each.action, each.action), ""


def _judged(desk: Desk, judgement: str, kind: str) -> tuple[str, str]:
    found = desk.decisions.get(judgement)
    if found is None:
        words = {each.value: said for each, said in WORDS.items()}
        return words.get(kind, kind), ""
    decision = desk.decisions.shown(found)
    return f"{decision.text} {decision.about}".strip(), decision.href


def _place(told: dict[str, Any]) -> str:
    name = str(told.get("name", ""))
    return (name if told.get("kind") == "url" else name.rpartition("/")[2]) or "a file"


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _stamp(each: LogEntry) -> StampShown:
    told = each.detail
    seq = told.get("seq")
    words = (str(told.get(name, ""))[:300] for name in ("time", "signer", "authority"))
    return StampShown(each.seq, seq if isinstance(seq, int) else 0, *words)
