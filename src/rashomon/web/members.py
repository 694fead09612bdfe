"""Pages about people: for leads all accounts, for everybody their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from rashomon.errors import ItemError
from rashomon.store.accounts import Account
from rashomon.web.acting import fields
from rashomon.web.desk import Missing
from rashomon.web.entering import body, entered, new_hash, team
from rashomon.web.people import Lead, Oneself, Person, Reader, ReadingLead
from rashomon.web.rendering import page, wants_html
from rashomon.web.shapes_people import Invited, Me, Member, Place
from rashomon.web.team import TeamGate

router = APIRouter()

RoleName = Literal["reader", "reviewer", "lead"]

WHAT = {"reader": "reads everything", "reviewer": "reads and judges", "lead": "also adds, exports and appoints"}
"""What each role is good for, as the page for leads has it."""

MAY = {
    "reader": "read everything",
    "reviewer": "read everything, and judge",
    "lead": "read everything and judge, and you add files, export, and say who may come in",
}
"""The same, to those who have it."""


@dataclass(frozen=True, slots=True)
class Adding:
    """An account to make. The name is shown with everything that the person decides."""

    name: str
    role: RoleName


@dataclass(frozen=True, slots=True)
class Appointing:
    """The role that somebody is given."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class Password:
    """One's password of now and the new one."""

    current: str
    password: str


# All accounts


@router.get("/api/people", tags=["people"])
def people(request: Request, _: ReadingLead) -> tuple[Member, ...]:
    """Return the accounts of the case, by name. For leads."""
    gate = team(request)
    used = gate.members.in_use()
    now = gate.now()
    return tuple(_member(account, used, now) for account in gate.members.all())


@router.get("/people", include_in_schema=False)
def people_page(request: Request, person: ReadingLead) -> Response:
    """Show the accounts."""
    return _people(request, person)


def _people(request: Request, person: Person, *, status: int = 200, **shown: Any) -> Response:
    given = {"said": "", "name": "", "role": "reviewer", "invited": None, **shown}
    members = people(request, person)
    return page(request, "people.html", person, status=status, members=members, roles_told=WHAT, **given)


@router.post("/api/people", tags=["people"], status_code=201, response_model=Invited, openapi_extra=body(Adding))
async def add(request: Request, person: Lead) -> Response:
    """Make an account and an invitation to it. The link is in this answer and nowhere else."""
    sent = await fields(request)
    name, role = str(sent.get("name", "")), str(sent.get("role", ""))
    gate = team(request)
    try:
        account = await run_in_threadpool(lambda: gate.members.add(name, role, actor=person.name))
    except ItemError as error:
        if not wants_html(request):
            raise
        given = {"said": f"{error.reason}; {error.remedy}", "name": name, "role": role}
        return await run_in_threadpool(lambda: _people(request, person, status=422, **given))
    return await run_in_threadpool(_invite, request, person, account.id)


@router.post("/api/people/{member}/invitation", tags=["people"], status_code=201, response_model=Invited)
async def invite(request: Request, person: Lead, member: str) -> Response:
    """Invite somebody again, whose invitation has ended or who forgot their password; an older link ends."""
    return await run_in_threadpool(_invite, request, person, member)


def _invite(request: Request, person: Person, member: str) -> Response:
    gate = team(request)
    _known(gate, member)
    token = gate.members.invite(member, actor=person.name)
    link = f"{'https' if gate.secure(request) else 'http'}://{request.headers['host']}/invitation?token={token}"
    told = _member(gate.members.get(member), gate.members.in_use(), gate.now())
    invited = Invited(told, link, told.invited_until)
    if wants_html(request):
        # Not a redirect: the link must not stand in an address, and is shown this once.
        return _people(request, person, status=201, invited=invited)
    return JSONResponse(TypeAdapter(Invited).dump_python(invited), 201)


@router.post("/api/people/{member}/role", tags=["people"], response_model=Member, openapi_extra=body(Appointing))
async def appoint(request: Request, person: Lead, member: str) -> Response:
    """Give somebody another role, at once."""
    role = str((await fields(request)).get("role", ""))
    gate = team(request)
    return await _changed(request, person, member, lambda: gate.members.set_role(member, role, actor=person.name))


@router.post("/api/people/{member}/disable", tags=["people"], response_model=Member)
async def disable(request: Request, person: Lead, member: str) -> Response:
    """Shut somebody out at once. The account stays, as what they decided does."""
    gate = team(request)
    return await _changed(request, person, member, lambda: gate.members.disable(member, actor=person.name))


@router.post("/api/people/{member}/enable", tags=["people"], response_model=Member)
async def enable(request: Request, person: Lead, member: str) -> Response:
    """Let somebody in again."""
    gate = team(request)
    return await _changed(request, person, member, lambda: gate.members.enable(member, actor=person.name))


@router.post("/api/people/{member}/sign-out", tags=["people"], response_model=Member)
async def sign_out(request: Request, person: Lead, member: str) -> Response:
    """End all sessions of somebody; they can log in again."""
    gate = team(request)
    return await _changed(request, person, member, lambda: gate.members.end_sessions(member, actor=person.name))


async def _changed(request: Request, person: Person, member: str, change: Callable[[], object]) -> Response:
    """Make a change; give the account back to programs, and to a form the page with it."""
    gate = team(request)
    await run_in_threadpool(_known, gate, member)
    try:
        await run_in_threadpool(change)
    except ItemError as error:
        if not wants_html(request):
            raise
        said = f"{error.item}: {error.reason}; {error.remedy}"
        return await run_in_threadpool(lambda: _people(request, person, status=422, said=said))
    if wants_html(request):
        return RedirectResponse(f"/people#person-{member}", 303)
    told = await run_in_threadpool(lambda: _member(gate.members.get(member), gate.members.in_use(), gate.now()))
    return JSONResponse(TypeAdapter(Member).dump_python(told))


def _known(gate: TeamGate, member: str) -> None:
    try:
        gate.members.get(member)
    except ItemError as error:
        raise Missing("there is no such account") from error


def _member(account: Account, used: dict[str, tuple[int, str]], now: str) -> Member:
    open_until = account.invited_until if account.invited_until and account.invited_until > now else ""
    if account.disabled is not None:
        state = "disabled"
    elif account.able:
        state = "active"
    else:
        state = "invited" if open_until else "not invited"
    sessions, last = used.get(account.id, (0, ""))
    return Member(account.id, account.name, account.role, state, account.created, open_until, sessions, last)


# One's own


@router.get("/api/me", tags=["people"])
def me(request: Request, person: Reader) -> Me:
    """Return who asks, and where they are logged in."""
    places = tuple(
        Place(one.created, one.used, one.expires, one.id == person.session)
        for one in team(request).members.sessions(person.account)
    )
    return Me(person.name, person.role.name.lower(), person.csrf, places)


@router.get("/me", include_in_schema=False)
def me_page(request: Request, person: Reader, done: str = "") -> Response:
    """Show one's own account."""
    return _me(request, person, done=done)


def _me(request: Request, person: Person, *, status: int = 200, said: str = "", done: str = "") -> Response:
    shown = me(request, person)
    return page(request, "me.html", person, status=status, shown=shown, may=MAY[shown.role], said=said, done=done)


@router.post("/api/me/password", tags=["people"], status_code=201, openapi_extra=body(Password))
async def change_password(request: Request, person: Oneself) -> Response:
    """Change one's password. All sessions end, this one too: a new one is given in its place."""
    sent = {name: value for name, value in (await fields(request)).items() if isinstance(value, str)}
    gate = team(request)
    try:
        token = await _new_password(request, gate, person, sent)
    except (ItemError, HTTPException) as error:
        if not wants_html(request):
            raise
        status, said = _told(error)
        response = await run_in_threadpool(lambda: _me(request, person, status=status, said=said))
        response.headers.update(getattr(error, "headers", None) or {})
        return response
    if not wants_html(request):
        return await entered(gate, token)
    response = RedirectResponse("/me?done=password", 303)
    gate.keep(request, response, token)
    return response


async def _new_password(request: Request, gate: TeamGate, person: Person, sent: dict[str, str]) -> str:
    password = sent.get("password", "")
    try:
        account, _ = await gate.check(request, person.name, sent.get("current", ""))
    except HTTPException as error:
        if error.status_code != 401:
            raise
        raise HTTPException(422, "the password of now is not that; type it again") from error
    kept = await new_hash(gate, person.name, password, sent.get("again", password))
    await run_in_threadpool(lambda: gate.members.set_password(account, kept, actor=person.name))
    return await gate.begin(request, account, kept)


def _told(error: ItemError | HTTPException) -> tuple[int, str]:
    if isinstance(error, ItemError):
        return 422, f"{error.reason}; {error.remedy}"
    return error.status_code, str(error.detail)


@router.post("/api/me/sessions/end", tags=["people"], status_code=200)
async def end_others(request: Request, person: Oneself) -> Response:
    """End one's other sessions, in browsers that one has left."""
    gate = team(request)
    ended = await run_in_threadpool(lambda: gate.members.end_sessions(person.account, but=person.session))
    if wants_html(request):
        return RedirectResponse("/me?done=sessions", 303)
    return JSONResponse({"ended": ended})
