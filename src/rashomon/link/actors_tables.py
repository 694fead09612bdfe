"""What is known of actors before any text is read: bodies, states and their capitals, titles, offices, given names."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

from rashomon.errors import RunError
from rashomon.records.names import fold_name

# Longest name of a state, in words: "democratic republic of the congo".
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of `data/actors.toml`, with what `kinds.toml`, the given names and the gazetteer add.

    Attributes:
        bodies: words of a name, countries as "@SD", without the empty ones → the body's name.
        states: folded name, adjective or letters of a state → "@" and its code; `named` those that are names.
        capitals: folded name of a capital → "@" and the code of its country.
        outlets: folded names of news outlets.
        person: nouns and titles for one person, folded; `groups` nouns for bodies, `works` for documents and films.
        short: short form of a title → the title.
        sexes: title or noun → "he" or "she"; `given` the same of given names, folded.
        offices, phrases, leading, wider: see the file.
    """

    bodies: Mapping[frozenset[str], str]
    states: Mapping[str, str]
    named: frozenset[str]
    capitals: Mapping[str, str]
    outlets: frozenset[str]
    person: frozenset[str]
    groups: frozenset[str]
    works: frozenset[str]
    short: Mapping[str, str]
    sexes: Mapping[str, str]
    given: Mapping[str, str]
    government: frozenset[str]
    forces: tuple[tuple[str, ...], ...]
    offices: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    leading: frozenset[str]
    wider: Mapping[str, frozenset[str]]
    again: frozenset[str]
    classes: frozenset[str]
    media: frozenset[str]
    plain: frozenset[str]
    fighters: frozenset[str]
    empty: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    no_names: frozenset[str]
    spellings: Mapping[str, str]
    pronouns: frozenset[str]


def _toml(name: str) -> Mapping[str, Mapping[str, Mapping[str, str] | list[str]]]:
    return tomllib.loads(files("rashomon.data").joinpath(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Return the tables that ship with the package."""
    own, kinds = _toml("actors.toml"), _toml("kinds.toml")
    states, capitals, demonyms = _gazetteer()
    for code, names in own["states"].items():
        states |= {fold_name(name): f"@{code}" for name in names}
    titles = own["titles"]
    given = {}
    for line in files("rashomon.data").joinpath("given_names.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, pronoun = line.split("\t")
            given[fold_name(name)] = pronoun
    short = dict(_pairs(titles["short"]))
    sexes = {fold_name(noun): pronoun for pronoun, nouns in kinds["gender"].items() for noun in nouns}
    made = Tables(
        bodies={},
        states=demonyms | states,
        named=frozenset(states),
        capitals=capitals,
        outlets=frozenset(fold_name(name) for name in kinds["outlets"]["names"]),
        person=_folded(kinds["heads"]["person"]) | _folded(titles["more"]) | set(short) | set(short.values()),
        groups=_folded(n for kind in ("group", "organisation", "outlet") for n in kinds["heads"][kind]) | {"forces"},
        works=_folded(kinds["heads"]["document"]) | _folded(kinds["heads"]["footage"]),
        short=short,
        sexes=sexes | dict(_pairs(titles["sexes"])),
        given=given,
        government=frozenset(own["government"]["words"]),
        forces=_phrases(own["government"]["forces"]),
        offices=frozenset(own["offices"]["words"]),
        phrases=_phrases(own["offices"]["phrases"]),
        leading=frozenset(own["offices"]["leading"]),
        wider={noun: frozenset(nouns) for noun, nouns in own["wider"].items()},
        again=frozenset(own["again"]["words"]),
        classes=frozenset(own["classes"]["words"]),
        media=frozenset(own["classes"]["media"]),
        plain=frozenset(own["classes"]["plain"]),
        fighters=frozenset(own["fighters"]["words"]),
        empty=frozenset(own["empty"]["words"]),
        suffixes=frozenset(own["empty"]["suffixes"]),
        particles=frozenset(own["empty"]["particles"]),
        no_names=frozenset(own["empty"]["no_names"]),
        spellings=dict(_pairs(own["empty"]["spellings"])),
        pronouns=frozenset(own["empty"]["pronouns"]),
    )
    bodies = {_bag(made, written): name for name, others in own["bodies"].items() for written in (name, *others)}
    return Tables(**{f: getattr(made, f) for f in Tables.__slots__} | {"bodies": bodies})


def _pairs(table: Mapping[str, str] | list[str]) -> Iterable[tuple[str, str]]:
    return table.items() if isinstance(table, Mapping) else ()


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_name(word) for word in words)


def _phrases(written: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in written)


def _gazetteer() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return the names of states, the capitals and the adjectives, each → "@" and the code of the country."""
    try:
        with (
            as_file(files("rashomon").joinpath("data", "gazetteer.sqlite")) as path,
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as file,
        ):
            states = file.execute(
                "SELECT n.name, p.country FROM names n JOIN places p ON p.id = n.place WHERE p.kind = 0 ORDER BY n.name"
            ).fetchall()
            capitals = file.execute(
                "SELECT n.name, p.country FROM names n JOIN capitals c ON c.place = n.place"
                " JOIN places p ON p.id = n.place ORDER BY p.population, n.name"
            ).fetchall()
            demonyms = file.execute("SELECT word, country FROM demonyms").fetchall()
    except sqlite3.DatabaseError as error:
        raise RunError(f"read the gazetteer: {error}; reinstall the package or build the file again") from error
    return tuple({name: f"@{code}" for name, code in rows} for rows in (states, capitals, demonyms))  # type: ignore[return-value]


def in_codes(words: Iterable[str], known: Tables | None = None) -> list[str]:
    """Return folded words with every name or adjective of a state as one: "south sudanese army" → @SS, army."""
    table = known or tables()
    given, found, at = list(words), [], 0
    while at < len(given):
        for length in range(min(_LONGEST, len(given) - at), 0, -1):
            code = table.states.get(" ".join(given[at : at + length]))
            if code is not None:
                found.append(code)
                at += length
                break
        else:
            found.append(table.spellings.get(given[at], given[at]))
            at += 1
    return found


def _bag(table: Tables, written: str) -> frozenset[str]:
    return frozenset(in_codes(fold_name(written).split(), table)) - table.empty


def bag(written: str) -> frozenset[str]:
    """Return the telling words of a name of a body, countries as codes, in no order."""
    return _bag(tables(), written)


@lru_cache(maxsize=1)
def sets_of_forces() -> frozenset[frozenset[str]]:
    """Return the words by which a country's armed forces are known."""
    return frozenset(frozenset(tables().spellings.get(w, w) for w in words) for words in tables().forces)
