"""What tells without a word: gaps as long as what they hide, offsets that kept their length, counts of one."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from rashomon.protect.leaks_fold import WORD, fold
from rashomon.protect.leaks_parts import Hit
from rashomon.records import Secret, Span, words

_RUN: Final = re.compile(r"(?<![\w_█■▇▓▒░*•#?])([_█■▇▓▒░*•#?xX])\1{3,200}(?![_█■▇▓▒░*•#?xX]|[^\W_])")
_STARRED: Final = re.compile(r"([*_█■•])\1{1,40}")
_BRACKETED: Final = re.compile(r"\[( {4,200}|\.{4,200})\]")
_COUNT: Final = frozenset("count n number total frequency freq persons people cases occurrences tally size num".split())
_QUASI: Final = frozenset(
    "role occupation profession job position rank place village town city district location neighbourhood neighborhood "
    "address day date time month age gender sex nationality ethnicity religion affiliation employer unit "
    "relation".split()
)
_OF_THINGS: Final = frozenset(
    "document documents outlet outlets origin origins claim claims question questions source sources account accounts "
    "position positions page pages line lines row rows version seq".split()
)
"""What is counted in our own tables and is nobody."""

SMALL: Final = 2
"""Counts up to this tell who is meant, beside two or more things that are known of him or her."""


class Row(NamedTuple):
    """One row of a table, or one object of JSON: its fields, and the words by which its place is told."""

    fields: Mapping[str, str]
    place: str


class Shapes:
    """Looks for the shapes that protected words left behind."""

    def __init__(self, secrets: Sequence[Secret], texts: Sequence[str] = ()) -> None:
        """Prepare to look.

        Args:
            texts: those that offsets may refer to: a stretch that has its words there kept no length of anything.
        """
        self._texts = texts
        self._labels = [(number, secret.label) for number, secret in enumerate(secrets) if secret.label]
        self._lengths: dict[int, int] = {}
        self._shapes: dict[tuple[str, int], int] = {}
        self._of: dict[int, set[int]] = defaultdict(set)
        for number, secret in enumerate(secrets):
            lengths = {*secret.lengths, *(len(string) for string in secret.strings)}
            self._of[number] = lengths
            for length in lengths:
                if length >= 4:
                    self._lengths.setdefault(length, number)
            if secret.kind in {"source", "name", "place"}:
                for string in secret.strings:
                    for word in WORD.findall(string):
                        self._shapes.setdefault((fold(word)[:1], len(word)), number)

    def gaps(self, text: str) -> Iterator[Hit]:
        """Yield runs of blocks, underscores or stars that are as long as protected words."""
        for pattern in (_RUN, _BRACKETED):
            for match in pattern.finditer(text):
                length = len(match[1]) if pattern is _BRACKETED else len(match[0])
                number = self._lengths.get(length)
                if number is not None and not _ruler(text, match):
                    yield Hit(match.start(), match.end(), number, "gap-length")
        for match in _STARRED.finditer(text):
            at = match.start() - 1
            alone = at >= 0 and text[at].isalpha() and (at == 0 or not text[at - 1].isalnum())
            number = self._shapes.get((fold(text[at]), len(match[0]) + 1)) if alone else None
            if number is not None:
                yield Hit(at, match.end(), number, "gap-length")

    def offsets(self, value: Any) -> Iterator[tuple[int, str]]:
        """Yield secret and place of the offsets in JSON that kept the length of what is masked now."""
        for path, found in _objects(value):
            text = found.get("text")
            if not isinstance(text, str) or not any(label in text for _, label in self._labels):
                continue
            spans = _stretches(found)
            for number, label in self._labels:
                times = text.count(label)
                hidden = sum(spans) - len(text) + times * len(label)
                if (
                    times
                    and spans
                    and sum(spans) != len(text)
                    and hidden in {times * n for n in self._of[number]}
                    and not self._stands(text, _places(found))
                ):
                    yield number, path

    def _stands(self, text: str, places: Sequence[Span]) -> bool:
        """Tell whether one of the texts has these words at these places."""
        return any(words(whole, tuple(places)) == text for whole in self._texts)

    def small_counts(self, rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
        """Yield secret and place of the rows in which a count of one or two stands beside a label and what is known."""
        for row in rows:
            names = {name: _key(name) for name in row.fields}
            counts = [
                n
                for n, key in names.items()
                if key & _COUNT and not key & _OF_THINGS and row.fields[n].strip() in {"1", "2", "1.0", "2.0"}
            ]
            known = [n for n, key in names.items() if key & _QUASI and row.fields[n].strip() and n not in counts]
            if not counts or len(known) < 2:
                continue
            for number, label in self._labels:
                if any(label in value for value in row.fields.values()):
                    yield number, row.place


def _ruler(text: str, match: re.Match[str]) -> bool:
    """Tell whether a run stands alone on its line, as a rule between sections does."""
    start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
    line = text[start : end if end >= 0 else len(text)].strip()
    return line == match[0] and match[0][0] in "_*#x"


@lru_cache(maxsize=4096)
def _key(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()))


def _stretches(found: Mapping[str, Any]) -> list[int]:
    """Return the lengths of the stretches of text that an object says it has."""
    spans = found.get("spans", [found["span"]] if "span" in found else None)
    if spans is None and "start" in found and "end" in found:
        spans = [[found["start"], found["end"]]]
    if not isinstance(spans, list):
        return []
    return [s[1] - s[0] for s in spans if isinstance(s, list) and len(s) == 2 and all(type(n) is int for n in s)]


def _places(found: Mapping[str, Any]) -> list[Span]:
    """Return the stretches of text that an object says it has, those that are none left out."""
    spans = found.get("spans", [found["span"]] if "span" in found else [[found.get("start"), found.get("end")]])
    whole = [s for s in spans if isinstance(s, list) and len(s) == 2 and all(type(n) is int for n in s)]
    return [Span(s[0], s[1]) for s in whole if 0 <= s[0] <= s[1]]


def _objects(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every object in JSON with the way to it."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, here = waiting.pop()
        if isinstance(here, dict):
            yield path or "the whole", here
            waiting += [
                (f"{path}/{key}"[-200:], inner) for key, inner in here.items() if isinstance(inner, dict | list)
            ]
        elif isinstance(here, list):
            waiting += [
                (f"{path}/{at}"[-200:], inner) for at, inner in enumerate(here) if isinstance(inner, dict | list)
            ]


def json_rows(value: Any) -> list[Row]:
    """Return the objects of JSON that count something as rows."""
    return [
        Row({str(k): str(v) for k, v in found.items() if isinstance(v, str | int | float)}, path)
        for path, found in _objects(value)
        if any(_key(name) & _COUNT for name in found)
    ]


def table_rows(text: str) -> list[Row]:
    """Return the rows of a table in text, by its first line; none where it is no table or is damaged."""
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    if mark not in head:
        return []
    try:
        return [
            Row({str(k): str(v) for k, v in row.items() if k and isinstance(v, str)}, f"row {number}")
            for number, row in enumerate(csv.DictReader(io.StringIO(text), delimiter=mark), start=2)
        ]
    except csv.Error:
        return []  # not a table: its words are looked at as text all the same


def parsed(text: str) -> list[Any]:
    """Return the values of JSON or JSON lines; none where it is neither."""
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError):
        pass
    values = []
    for line in text.splitlines():
        try:
            values.append(json.loads(line))
        except (ValueError, RecursionError):
            continue
    return values
