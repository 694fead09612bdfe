"""One page that holds a whole dossier and needs nothing else: no network, no script, no outside font."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from rashomon.records import Dossier
from rashomon.report.marked import clean
from rashomon.report.page import build_page
from rashomon.report.wording import LIMITS, ROLE

if TYPE_CHECKING:
    from jinja2 import Environment


def render_html(dossier: Dossier, *, title: str | None = None) -> str:
    """Return `dossier` as one self-contained HTML page.

    Everything from the documents is escaped, and what UTF-8 cannot hold is replaced, so the page can be written with
    any encoding error policy. Equal dossiers give equal pages.

    Args:
        dossier: what is shown.
        title: the heading of the page; by default "Accounts side by side".
    """
    page = build_page(dossier, title=title)
    return _environment().get_template("dossier.html").render(page=page, limits=LIMITS, roles=ROLE)


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("rashomon.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )


def finalize(value: object) -> object:
    """Clean every string a template writes; markup made by the templates themselves goes through untouched."""
    if value is None:
        raise ValueError("a template was given None to write")
    return clean(value) if type(value) is str else value
