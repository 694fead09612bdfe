"""Units of measure and currencies, read from the table of units."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rashomon.extract.quantity_items import Item, is_hyphen, lex, touches, word


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its name in the singular ("kilometre") and what it measures ("length")."""

    name: str
    kind: str


Spelling = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """Spellings cut into items, by their first item, the longest first."""

    words: dict[str, list[tuple[Spelling, Unit]]]
    symbols: dict[str, list[tuple[Spelling, Unit]]]
    prefixes: dict[str, list[tuple[Spelling, Unit]]]


@cache
def _table() -> _Table:
    text = (files("rashomon") / "data" / "units.toml").read_text(encoding="utf-8")
    table = _Table({}, {}, {})
    for kind, units in tomllib.loads(text).items():
        for name, spelt in units.items():
            unit = Unit(name, kind)
            words = spelt.get("words", [])
            for spelling in [*words, *(f"{w}s" for w in words), *spelt.get("plurals", [])]:
                _enter(table.words, spelling.lower(), unit)
            for spelling in spelt.get("symbols", []):
                _enter(table.symbols, spelling, unit)
            for spelling in spelt.get("prefixes", []):
                _enter(table.prefixes, spelling, unit)
    for part in (table.words, table.symbols, table.prefixes):
        for entries in part.values():
            entries.sort(key=lambda entry: -len(entry[0]))
    return table


def _enter(part: dict[str, list[tuple[Spelling, Unit]]], spelling: str, unit: Unit) -> None:
    pieces = tuple(item.text for item in lex(spelling))
    part.setdefault(pieces[0], []).append((pieces, unit))


def prefixes() -> frozenset[str]:
    """Return what a currency before its number can begin with, in lower case."""
    return frozenset(piece.lower() for piece in _table().prefixes)


def _find(
    part: dict[str, list[tuple[Spelling, Unit]]], items: list[Item], i: int, *, exact: bool
) -> tuple[Unit, int] | None:
    if i >= len(items):
        return None
    for spelling, unit in part.get(items[i].text if exact else items[i].lower, ()):
        window = items[i : i + len(spelling)]
        if spelling == tuple(item.text if exact else item.lower for item in window):
            return unit, i + len(spelling)
    return None


def read_unit(items: list[Item], i: int) -> tuple[Unit, int] | None:
    """Read a unit at item `i`, after a number, with its rate ("dollars a month"); return it and the next item.

    A symbol of one letter must touch the number: "5 m" may be a name, "5m" is a measure.
    """
    at = i + 1 if is_hyphen(items, i) and touches(items, i) and touches(items, i + 1) else i
    table = _table()
    found = _find(table.words, items, at, exact=False)
    symbol = _find(table.symbols, items, at, exact=True)
    if (
        symbol
        and (found is None or symbol[1] > found[1])
        and (touches(items, i) or symbol[1] > at + 1 or not _is_letter(items[at]))
    ):
        found = symbol
    return None if found is None else read_rate(items, found[1], found[0])


def _is_letter(item: Item) -> bool:
    return len(item.text) == 1 and (item.kind == "w" or item.text in "'′″")


def read_rate(items: list[Item], i: int, unit: Unit) -> tuple[Unit, int]:
    """Add "per month", "a day", "/kg" to a unit; return the unit and the next item."""
    table = _table()
    link, at = word(items, i), i + 1
    if link == "-" and touches(items, i) and word(items, i + 1) == "a":
        link, at = "a", i + 2
    if is_hyphen(items, at):
        at += 1
    if link in ("a", "an", "per", "each", "every", "/"):
        over = _find(table.words, items, at, exact=False) or (
            _find(table.symbols, items, at, exact=True) if link == "/" else None
        )
        timed = over is not None and over[0].kind in ("time", "volume", "mass", "length", "area")
        if over is not None and timed and (link in ("per", "/") or not word(items, at).endswith("s")):
            return Unit(f"{unit.name} per {over[0].name}", unit.kind), over[1]
        if link == "per" and at < len(items) and items[at].kind == "w" and word(items, at) not in ("cent", "se"):
            return Unit(f"{unit.name} per {word(items, at)}", unit.kind), at + 1
    return unit, i


def read_prefix(items: list[Item], i: int) -> tuple[Unit, int] | None:
    """Read a currency that stands before its number at item `i`; return it and the item after it."""
    found = _find(_table().prefixes, items, i, exact=True)
    if found is None or found[1] >= len(items):
        return None
    return found
