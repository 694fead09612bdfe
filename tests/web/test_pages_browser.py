"""Every page in a browser, found by following links: on the example, and on a case whose every text is an attack."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rashomon.records import Claim, Document, Reading, Span
from rashomon.store.base import Case, Location, LocationKind, Run, Stored
from rashomon.web import boarding
from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.people import KeyGate
from web.live import ACTOR, KEY, PHONE, WIDE, Watched, faults, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ATTACK = (
    """</script></title><script>window.hacked=1</script><img src=x onerror="window.hacked=1">"""
    """<svg onload=window.hacked=1><a href="javascript:window.hacked=1">x</a><style>*{display:none!important}</style>"""
    """" onmouseover="window.hacked=1" autofocus onfocus="window.hacked=1" x='{{7*7}}{% include "base.html" %}${7*7} """
    """'; DROP TABLE claim; -- \u202eevil\u202c \u2066left\u2069 hx-get="http://evil.example" """
    + "W" * 300
    + "e\u0301\u0302\u0303" * 20
)
MOST_OF_A_KIND = 2
LOOK = """() => ({
    hacked: Boolean(window.hacked),
    seen: document.querySelector("main")?.checkVisibility({visibilityProperty: true}) ?? false,
    links: Array.from(document.querySelectorAll("a[href]"), each => each.getAttribute("href")),
    elements: [...new Set(Array.from(document.querySelectorAll("*"), each => [
        each.parentElement?.tagName, each.tagName, [...each.classList].sort(), each.getAttributeNames().sort(),
        each.getAttribute("role"), each.getAttribute("type"),
    ].join(" ")))],
})"""
"""What a page shows, in one question to the browser; of elements their kinds, all that a style sheet or a rule of axe
goes by, but not the words."""
SHOTS = os.environ.get("RASHOMON_SCREENSHOTS")
"""A folder outside the repository, in which a picture of every kind of page is kept; unset: none are taken."""


def hostile(value: Any) -> Any:
    """Return a record in which every text that comes from a document is an attack; ids, spans and terms stay."""
    if isinstance(value, tuple):
        return tuple(hostile(each) for each in value)
    if not is_dataclass(value) or isinstance(value, type | Span):
        return value
    changed: dict[str, Any] = {}
    for field in fields(value):
        inner = getattr(value, field.name)
        if isinstance(inner, str) and not isinstance(inner, Enum) and field.name not in _KEPT:
            changed[field.name] = inner + ATTACK if inner else inner
        elif isinstance(inner, tuple) and inner and all(isinstance(each, str) for each in inner):
            changed[field.name] = tuple(each + ATTACK for each in inner)
        else:
            changed[field.name] = hostile(inner)
    return replace(value, **changed)


_KEPT = frozenset(
    "id document attribution parent sha256 media_type text language encoding bound trend precision profile rule kind "
    "value country zone anchor encoding member".split()
)


def attacked(reading: Reading, number: int) -> tuple[Reading, bytes]:
    """Return a reading whose document ends with an attack that somebody claims, and its bytes."""
    document: Document = hostile(replace(reading.document, glyphs=None, passages=()))
    text = f"{reading.document.text}\n\n{ATTACK} {number}"
    data = text.encode("utf-8", "replace")
    document = replace(document, text=data.decode(), sha256=sha256(data).hexdigest(), path=f"{number} {ATTACK}")
    span = Span(len(reading.document.text) + 2, len(document.text))
    claims: list[Claim] = [replace(hostile(claim), document=document.id) for claim in reading.claims]
    if claims:
        claims.append(replace(claims[0], id=f"c{number:016x}", content=(span,), text=span.of(document.text)))
    return replace(hostile(reading), document=document, claims=tuple(claims)), data


@pytest.fixture(scope="module", params=["example", "hostile"])
def address(request: pytest.FixtureRequest, made_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The workbench of a case, as an address: that of the example, or one in which every text is an attack."""
    folder = tmp_path_factory.mktemp("pages") / "case"
    if request.param == "example":
        shutil.copytree(made_case, folder)
    else:
        with Case.open(made_case, write=False) as example, Case.create(folder, actor=ATTACK) as case:
            stored = []
            for number, reading in enumerate(example.readings()):
                made, data = attacked(reading, number)
                case.add_original(data)
                place = Location(kind=LocationKind.PATH, name=f"{ATTACK}{number}.txt", tool=ATTACK)
                stored.append(Stored(sha256=made.document.sha256, size=len(data), location=place, reading=made))
            gone = Location(kind=LocationKind.URL, name=f"https://x.example/{ATTACK}")
            stored.append(Stored(sha256="", location=gone, problems=(ATTACK,)))
            case.put(stored, run=Run("test"))
            boarding.make(case)
    title = "The convoy" if request.param == "example" else ATTACK
    with Desk(folder, actor=ACTOR) as desk:
        claim = next(iter(desk.case.readings())).claims[0]
        told = {"kind": "note", "target": desk.target(claim.id), "value": {"text": title}, "why": title}
        desk.judge(told, actor=ACTOR, seen=0)
        desk.judge({"kind": "tag", "target": {"entity": title}, "value": {"text": title}}, actor=title, seen=0)
        boarding.make(desk.case)
        desk.look()
        with served(create_app(desk, KeyGate(ACTOR, key=KEY), title=title)) as found:
            yield found


def kind_of(path: str) -> str:
    """Return what a page is one of many of: its path without what names one thing."""
    bare = re.sub(r"/[a-z]?[0-9a-f]{12,}", "/*", path.split("#", maxsplit=1)[0])
    return re.sub(r"=[^&]*", "=*", bare)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desktop", "phone"])
def test_every_page_that_links_lead_to(
    address: str, browser: Browser, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    # The pages of the example differ in their words alone, and have the colours that the hostile ones have.
    hostile = "hostile" in request.node.name
    most = MOST_OF_A_KIND if hostile and size == WIDE else 1
    watched = Watched(browser, address, size=size)
    watched.enter(KEY)
    waiting, seen = ["/"], {"/"}
    kinds: Counter[str] = Counter()
    looked_at: set[str] = set()
    wrong: list[str] = []
    while waiting:
        path = waiting.pop(0)
        if kinds[kind_of(path)] >= most:
            continue
        kinds[kind_of(path)] += 1
        page = watched.open(path)
        look = page.evaluate(LOOK)
        if look["hacked"]:
            wrong.append(f"{path}: a script of a document ran")
        if not look["seen"]:
            wrong.append(f"{path}: there is nothing to see")
        if (wider := watched.overflow()) > 0:
            wrong.append(f"{path}: {wider} pixels too wide")
        wrong += [f"{path}: {each}" for each in watched.wrong]
        watched.wrong.clear()
        if kinds[kind_of(path)] == 1:
            if SHOTS:
                name = re.sub(r"[^a-z]+", "-", kind_of(path).lower()).strip("-")[:60] or "overview"
                page.screenshot(path=Path(SHOTS) / f"{size[0]}-{name}.png", full_page=True)
            # Half of the kinds of pages differ from one before in what they tell alone: a list of less, another week.
            if new := set(look["elements"]) - looked_at:
                wrong += [f"{path}: axe: {each}" for each in faults(page, contrast=not hostile)]
                looked_at |= new
        for link in look["links"]:
            if link.startswith("/") and not link.startswith(("/static", "/api", "/open")) and link not in seen:
                seen.add(link)
                waiting.append(link)
            elif not link.startswith(("/", "#", "?", "https://", "http://")):
                wrong.append(f"{path}: a link leads to {link[:80]}")
    watched.context.close()
    assert len(kinds) >= 3, kinds
    assert not wrong, "\n".join(wrong[:60])


def test_the_dark_look_is_as_readable(address: str, browser: Browser) -> None:
    watched = Watched(browser, address, color_scheme="dark")
    watched.enter(KEY)
    wrong = []
    for path in ("/", "/?status=all"):
        wrong += faults(watched.open(path))
    question = watched.page.locator(".asked-card h3 a").first.get_attribute("href")
    wrong += faults(watched.open(str(question)))
    watched.context.close()
    assert not wrong, "\n".join(wrong)


def test_today_is_not_asked(made_case: Path) -> None:
    """The board of a case says nothing that hangs on the day it is made."""
    with Case.open(made_case, write=False) as case:
        boarding.make(case)
    first = (made_case / "board.db").read_bytes()
    with Case.open(made_case, write=False) as case:
        boarding.make(case)
    assert first == (made_case / "board.db").read_bytes()
    assert date.today().isoformat().encode() not in first
