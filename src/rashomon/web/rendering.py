"""From what the API gives to pages. Everything from documents is escaped; no page has a script or style of its own."""

from __future__ import annotations

import functools
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from rashomon.report.html import finalize
from rashomon.report.wording import ROLE, count
from rashomon.web import assets
from rashomon.web.people import Person, Role
from rashomon.web.relating import ordered

NAV = (
    ("Overview", "/"),
    ("Grid", "/grid"),
    ("Sources", "/sources"),
    ("Timeline", "/timeline"),
    ("Map", "/map"),
    ("Documents", "/documents"),
    ("Search", "/search"),
    ("Review", "/review"),
    ("Dossiers", "/dossier"),
    ("Export", "/export"),
    ("Add", "/add"),
    ("Log", "/log"),
    ("Protection", "/protection"),
    ("People", "/people"),
)
"""The pages in the order of the work: look, find, judge, publish; those that are not there are left out."""

HEADINGS = {address: name for name, address in (*NAV, ("Origins", "/origins"), ("Copied passages", "/echoes"))}
"""What pages are called."""

LEAST = {"/people": Role.LEAD, "/export": Role.LEAD, "/protection": Role.REVIEWER}
"""Pages that not everybody may see, and who may."""


def is_htmx(request: Request) -> bool:
    """Tell whether a part of a page is asked for, to be put in place of what is there."""
    return request.headers.get("hx-request") == "true"


def wants_html(request: Request) -> bool:
    """Tell whether a person's browser asks, rather than a program."""
    return is_htmx(request) or "text/html" in request.headers.get("accept", "")


def page(request: Request, template: str, person: Person | None, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page, or a part of one where the template is a part."""
    desk = getattr(request.state, "desk", None)
    shown = {
        "person": person,
        "csrf": person.csrf if person else "",
        "nav": [
            (name, address)
            for name, address in NAV
            if address in request.app.state.pages
            and (address not in LEAST or (person is not None and person.may(LEAST[address])))
        ],
        "here": request.url.path,
        # What a case is called is nothing for strangers.
        "case_title": (desk.worded(request.app.state.title) if desk else "A case") if person else "Rashomon",
        # Not "accounts": the page of a source has accounts of another kind.
        "logins": request.app.state.gate.accounts,
        "board": desk.state() if desk is not None and person is not None else None,
        "roles": ROLE,
        **context,
    }
    return HTMLResponse(render(template, **shown), status_code=status)


def render(template: str, **context: Any) -> str:
    """Return what a template makes of a context."""
    return _environment().get_template(template).render(**context)


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("rashomon.web"), PackageLoader("rashomon.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )
    environment.globals["static"] = assets.address
    environment.filters["count"] = count
    environment.filters["pair"] = ordered
    environment.filters["query"] = lambda given: urlencode({k: v for k, v in given.items() if v not in ("", None)})
    environment.filters["day"] = lambda time: time.replace("T", " ").removesuffix("Z")
    environment.filters["sentence"] = lambda said: f"{said[:1].upper()}{said[1:]}."
    return environment
