"""Where people log in and out, and where an invitation becomes an account with a password of one's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from rashomon.errors import ItemError
from rashomon.store import passwords
from rashomon.store.accounts import Account, digest
from rashomon.web.people import Oneself
from rashomon.web.rendering import page
from rashomon.web.shapes_people import Entered
from rashomon.web.team import TeamGate

router = APIRouter()

MOST = 16 << 10
"""Bytes that somebody who is not known yet may send."""

GONE = "this invitation was used already or is older than two days; ask a lead of the case for a new one"


@dataclass(frozen=True, slots=True)
class LoggingIn:
    """Name and password, as a program sends them."""

    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Accepting:
    """The token of an invitation's link and a password of one's own."""

    token: str
    password: str


def team(request: Request) -> TeamGate:
    """Return the gate. The pages here are there only where people log in."""
    gate = request.app.state.gate
    if not isinstance(gate, TeamGate):
        raise HTTPException(404, "this case has no accounts")
    return gate


def body(kind: type) -> dict[str, object]:
    """Return how a request body is described that we read ourselves."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema_of(kind)}}}}


def schema_of(kind: type) -> dict[str, object]:
    """Return the JSON schema of a shape."""
    return TypeAdapter(kind).json_schema()


# Logging in


@router.get("/login", include_in_schema=False)
def login_page(request: Request) -> Response:
    """Ask for name and password; who is logged in already goes on."""
    back = inside(request.query_params.get("next", ""))
    if team(request).person(request) is not None:
        return RedirectResponse(back, 303)
    return page(request, "login.html", None, back=back, name="", said="")


@router.post("/login", include_in_schema=False)
async def login(request: Request) -> Response:
    """Log in by the form, and go on to what was asked for."""
    gate, sent = team(request), await small(request)
    back, name = inside(sent.get("next", "")), sent.get("name", "")
    try:
        token = await gate.log_in(request, name, sent.get("password", ""))
    except HTTPException as error:
        response: Response = page(
            request, "login.html", None, status=error.status_code, back=back, name=name, said=str(error.detail)
        )
        response.headers.update(error.headers or {})
        return response
    response = RedirectResponse(back, 303)
    gate.keep(request, response, token)
    return response


@router.post("/api/sessions", tags=["people"], status_code=201, response_model=Entered, openapi_extra=body(LoggingIn))
async def begin(request: Request) -> Response:
    """Log in as a program: the answer holds the token for Authorization: Bearer. Sent as JSON."""
    gate, sent = team(request), await small(request)
    token = await gate.log_in(request, sent.get("name", ""), sent.get("password", ""))
    return await entered(gate, token)


async def entered(gate: TeamGate, token: str) -> Response:
    """Tell a program about the session that was begun for it."""
    found = await run_in_threadpool(gate.members.session, digest(token))
    if found is None:
        raise HTTPException(401, "the session ended in this moment; log in again")
    account, session = found
    told = Entered(token, account.name, account.role, session.expires)
    return JSONResponse(TypeAdapter(Entered).dump_python(told), 201)


@router.post("/logout", tags=["people"], status_code=303)
async def logout(request: Request, person: Oneself) -> Response:
    """End the session that the request comes with."""
    gate = team(request)
    await run_in_threadpool(gate.members.end_session, person.session)
    response = RedirectResponse("/login", 303)
    gate.forget(request, response)
    return response


# Invitations


@router.get("/invitation", include_in_schema=False)
def invitation_page(request: Request, token: str = "") -> Response:
    """Ask for a password of one's own. Looking uses nothing up: programs that preview links look too."""
    account = team(request).members.invited(token)
    if account is None:
        raise HTTPException(404, GONE)
    return page(request, "invitation.html", None, account=account, token=token, said="")


@router.post("/invitation", include_in_schema=False)
async def invitation(request: Request) -> Response:
    """Set the password by the form, and log in with it."""
    gate, sent = team(request), await small(request)
    token, password = sent.get("token", ""), sent.get("password", "")
    try:
        account, kept = await accepted(gate, token, password, sent.get("again", ""))
    except ItemError as error:
        invited = await run_in_threadpool(gate.members.invited, token)
        if invited is None:
            raise HTTPException(404, GONE) from error
        said = f"{error.reason}; {error.remedy}"
        return page(request, "invitation.html", None, status=422, account=invited, token=token, said=said)
    session = await gate.begin(request, account.id, kept)
    response = RedirectResponse("/", 303)
    gate.keep(request, response, session)
    return response


@router.post(
    "/api/invitations", tags=["people"], status_code=201, response_model=Entered, openapi_extra=body(Accepting)
)
async def accept(request: Request) -> Response:
    """Set a password by an invitation, once, and log in with it as a program. Sent as JSON."""
    gate, sent = team(request), await small(request)
    password = sent.get("password", "")
    account, kept = await accepted(gate, sent.get("token", ""), password, password)
    return await entered(gate, await gate.begin(request, account.id, kept))


async def accepted(gate: TeamGate, token: str, password: str, again: str) -> tuple[Account, str]:
    """Use an invitation up; return its account and the hash of the password.

    Raises:
        HTTPException: 404, the invitation is good no longer.
        ItemError: the password is refused; the invitation stays good.
    """
    invited = await run_in_threadpool(gate.members.invited, token)
    if invited is None:
        raise HTTPException(404, GONE)
    kept = await new_hash(gate, invited.name, password, again)
    account = await run_in_threadpool(gate.members.accept, token, kept)
    if account is None:
        raise HTTPException(404, GONE)
    return account, kept


async def new_hash(gate: TeamGate, name: str, password: str, again: str) -> str:
    """Return the hash of a new password, typed twice. Raises `ItemError` where it is refused."""
    if password != again:
        raise ItemError("password", step="set", reason="the two are not the same", remedy="type the new one again")
    passwords.check(password, name)
    return await gate.hashing.run(passwords.hashed, password)


# What is sent


def inside(address: str) -> str:
    """Return an address of ours to go on to; the overview in place of anything else."""
    parts = urlsplit(address) if address.isprintable() and "\\" not in address else None
    ours = parts is not None and not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return address if ours and not address.startswith("//") else "/"


async def small(request: Request) -> Mapping[str, str]:
    """Return the fields of a form or of a JSON object, of somebody who is not known yet.

    Raises:
        HTTPException: 413, it is too long; 400, it is neither.
    """
    got = bytearray()
    async for chunk in request.stream():
        got += chunk
        if len(got) > MOST:
            raise HTTPException(413, f"this is more than {MOST >> 10} KiB; send the fields of the form alone")
    text = got.decode("utf-8", "replace")
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, "the body is no JSON; send one object") from error
        if not isinstance(found, dict):
            raise HTTPException(400, "the body is no object; send one object")
        return {name: value for name, value in found.items() if isinstance(value, str)}
    try:
        return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True, max_num_fields=20).items()}
    except ValueError as error:
        raise HTTPException(400, "there are too many fields; send those of the form alone") from error
