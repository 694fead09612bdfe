"""News agencies, and outlets whose texts others print: their names, spellings and sites, from `data/agencies.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Wire:
    """One whose texts others print.

    Attributes:
        name: what the program calls it.
        spellings: how it is written where nothing else is meant.
        short: spellings that may mean something else too ("AP", "PA").
        sites: domains that are its own.
        agency: whether serving others is its business.
    """

    name: str
    spellings: tuple[str, ...]
    short: tuple[str, ...]
    sites: tuple[str, ...]
    agency: bool


@cache
def wires() -> tuple[Wire, ...]:
    """Return all of them, agencies first."""
    tables = tomllib.loads(files("rashomon.data").joinpath("agencies.toml").read_text(encoding="utf-8"))
    return tuple(
        Wire(row["name"], tuple(row["spellings"]), tuple(row.get("short", ())), tuple(row["sites"]), kind == "agency")
        for kind in ("agency", "outlet")
        for row in tables[kind]
    )


def key(words: str) -> str:
    """Return a name with letter case, white space and "the" before it folded away."""
    return re.sub(r"^the ", "", " ".join(words.split()).casefold())


@cache
def _by_key() -> dict[str, Wire]:
    return {key(name): wire for wire in reversed(wires()) for name in (wire.name, *wire.spellings, *wire.short)}


def named(words: str) -> Wire | None:
    """Return the agency or outlet that `words` name, None for another."""
    return _by_key().get(key(words))


def of_publisher(publisher: str | None) -> Wire | None:
    """Return the agency or outlet that a publisher is, given as a name or a site (a page of it, a domain under it)."""
    if not publisher:
        return None
    host = publisher.casefold().strip().removeprefix("https://").removeprefix("http://").partition("/")[0]
    for wire in wires():
        if any(host == site or host.endswith(f".{site}") for site in wire.sites):
            return wire
    return named(publisher)


def mentions(text: str) -> list[tuple[int, int, Wire]]:
    """Return where a text names agencies and outlets, as (start, end, which), in order.

    Of names that overlap the longest counts. Full names are found in any letter case, short ones ("AP") as written.
    """
    plain = re.sub(r"\s", " ", text)
    small = plain.lower()
    if len(small) != len(plain):
        # The small form of a few letters is two characters, which would move the places.
        small = "".join(low if len(low := c.lower()) == 1 else c for c in plain)
    found: list[tuple[int, int, Wire]] = []
    for wire in wires():
        for where, names in ((small, [name.lower() for name in wire.spellings]), (plain, wire.short)):
            for name in names:
                at = where.find(name)
                while at >= 0:
                    end = at + len(name)
                    if _stands_alone(plain, at, end, short=where is plain):
                        found.append((at, end, wire))
                    at = where.find(name, end)
    kept: list[tuple[int, int, Wire]] = []
    for start, end, wire in sorted(found, key=lambda hit: (hit[0], -hit[1], hit[2].name)):
        if not kept or kept[-1][1] <= start:
            kept.append((start, end, wire))
    return kept


def _stands_alone(text: str, start: int, end: int, *, short: bool) -> bool:
    """Tell whether a name is a word of its own; a by-line printed as one word with it ("OlsenAssociated Press") is."""
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    if after.isalnum() or (after in "'’" and text[end + 1 : end + 2].isalpha()):
        return False
    return not before.isalnum() or (not short and before.islower() and text[start].isupper())


@cache
def pattern(names: tuple[str, ...]) -> str:
    """Return an expression that matches any of `names`, the longest first, white space as it comes."""
    parts = (r"\s+".join(map(re.escape, name.split())) for name in sorted(set(names), key=lambda n: (-len(n), n)))
    return "(?:" + "|".join(parts) + ")"
