"""The application: a desk, a gate, the guard in front, and the pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.routing import BaseRoute

from rashomon import __version__
from rashomon.errors import ItemError, RunError
from rashomon.web import assets
from rashomon.web.desk import Conflict, Desk, Missing, Uncompared
from rashomon.web.guard import Guard
from rashomon.web.people import COOKIE, Gate, KeyGate
from rashomon.web.rendering import HEADINGS, is_htmx, page, wants_html
from rashomon.web.veil import Veiled
from rashomon.web.watching import Watch

LOCAL = ("127.0.0.1", "localhost", "::1")

PAGES = (
    *("overview", "questions", "question_actions", "acting", "grid", "sources", "sources_acting", "origins", "grading"),
    *("timeline", "atlas", "documents", "reader", "originals", "correcting", "searching", "reviewing"),
    *("dossiers", "dossiers_api", "files", "logbook", "protecting", "handing"),
)
"""Modules of `web` with a `router`; each brings its pages and their part of the API."""

TEAM_PAGES = ("entering", "members")
"""Those that are there where people log in."""


def create_app(desk: Desk, gate: Gate, *, title: str, hosts: tuple[str, ...] = LOCAL) -> FastAPI:
    """Return the workbench of an open case.

    Args:
        desk: the case; closed by the caller.
        gate: who may come in.
        title: what the case is called on the pages.
        hosts: names by which the server may be asked.
    """

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        desk.live.start()
        if gate.accounts and desk.veil is not None:
            desk.veil.expect_readers()
        yield
        desk.live.stop()
        await asyncio.sleep(0)

    app = FastAPI(
        title="Rashomon workbench",
        version=__version__,
        summary="Everything that the pages of the workbench show and do.",
        description="Send the key that the server printed as a bearer token; where people log in, the token "
        "that POST /api/sessions gives. Days are ISO 8601, offsets are code "
        "points of the document's text, every text from a document is as it stands there.",
        lifespan=running,
        # The usual pages about an API load scripts from the network; the description itself is at /openapi.json.
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.desk, app.state.gate, app.state.title, app.state.pages = desk, gate, title, frozenset()
    app.add_middleware(Watch)
    app.add_middleware(Guard, hosts=hosts)
    modules = (*PAGES, *(TEAM_PAGES if gate.accounts else ()))
    app.router.routes.extend(_routes(modules))
    app.state.pages = frozenset(getattr(route, "path", "") for name in modules for route in _router(name).routes)
    _doors(app)
    _errors(app)
    return app


def _router(name: str) -> APIRouter:
    router: APIRouter = import_module(f"rashomon.web.{name}").router
    return router


@cache
def _routes(modules: tuple[str, ...]) -> tuple[BaseRoute, ...]:
    """Return the routes of modules of pages, for every application of this process.

    What each takes and gives is worked out when it is first asked for: half a second in all. They keep nothing of the
    application that asks, which comes with each request.
    """
    pages = APIRouter()
    for name in modules:
        pages.include_router(_router(name))
    return tuple(pages.routes)


def _doors(app: FastAPI) -> None:
    """Add the way in, and the files that pages are made of."""

    @app.get("/open", include_in_schema=False)
    def enter(request: Request, key: str = "") -> Response:
        gate = request.app.state.gate
        if not isinstance(gate, KeyGate) or not gate.opens(key):
            raise HTTPException(401, "this address is out of date; open the one that the server printed last")
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, key, httponly=True, samesite="lax", path="/")
        return response

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str, v: str = "") -> Response:
        return assets.answer(name, v)

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> Response:
        return assets.answer("icon.svg")


def _errors(app: FastAPI) -> None:
    """Say what went wrong, as a page to people and as JSON to programs."""

    def answer(request: Request, status: int, said: str, **more: object) -> Response:
        if wants_html(request):
            gate: Gate = request.app.state.gate
            if status == 401 and not is_htmx(request) and (led := gate.refused(request)) is not None:
                return led
            # Where the database gives no answer, it would give none about the person either.
            person = None if status in (401, 503) else gate.person(request)
            template = "problem_part.html" if is_htmx(request) else "problem.html"
            return page(request, template, person, status=status, said=said, code=status)
        return JSONResponse({"detail": said, **more}, status_code=status)

    @app.exception_handler(Uncompared)
    def uncompared(request: Request, error: Uncompared) -> Response:
        # A page that the bar of pages leads to is there before anything is in it.
        heading = HEADINGS.get(request.url.path)
        if heading and wants_html(request) and not is_htmx(request):
            whose = request.app.state.gate.person(request)
            here = "/sources" if heading in ("Origins", "Copied passages") else request.url.path
            return page(request, "empty.html", whose, heading=heading, here=here)
        return answer(request, 404, str(error))

    @app.exception_handler(Veiled)
    def veiled(request: Request, error: Veiled) -> Response:
        return answer(request, 503, str(error))

    @app.exception_handler(Missing)
    def missing(request: Request, error: Missing) -> Response:
        return answer(request, 404, str(error))

    @app.exception_handler(Conflict)
    def conflict(request: Request, error: Conflict) -> Response:
        return answer(request, 409, str(error))

    @app.exception_handler(ItemError)
    def item(request: Request, error: ItemError) -> Response:
        return answer(request, 422, f"{error.reason}; {error.remedy}")

    @app.exception_handler(RunError)
    def run(request: Request, error: RunError) -> Response:
        return answer(request, 503, str(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return answer(request, 422, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")

    @app.exception_handler(AnyHTTPException)
    def http(request: Request, error: AnyHTTPException) -> Response:
        said = "There is no page at this address." if error.detail == "Not Found" else str(error.detail)
        response = answer(request, error.status_code, said)
        response.headers.update(error.headers or {})
        return response
