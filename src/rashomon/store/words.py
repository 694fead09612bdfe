"""Words of a text and of a query, in the form in which they are compared: no case, no marks on letters.

One definition for both engines. SQLite's own tokenizer (unicode61, remove_diacritics 2) splits in the same way; on
PostgreSQL the words themselves are indexed ('simple', no stemming), so that nothing depends on its dictionaries.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Marks that belong to the letter before them, of the scripts most in use: Latin, Cyrillic, Hebrew, Arabic, Indic.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0903\u093a-\u094f"
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
_QUERY = re.compile(r'"([^"]*)"?|(\S+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟", '"'))

MAX_TERMS = 50
"""Most terms of one query that are looked at."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must follow each other; of a beginning, the last word may go on."""

    words: tuple[str, ...]
    beginning: bool = False


def fold(text: str) -> str:
    """Return `text` without case and marks of letters."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if not unicodedata.combining(character))


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Return every word of a text, folded, with its place: code points, end exclusive."""
    return [(fold(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def parse(query: str) -> tuple[Term, ...]:
    """Return the terms of a query. Never fails: an open quotation ends with the query, other signs part words."""
    terms: dict[Term, None] = {}
    for match in _QUERY.finditer(query.translate(_QUOTES)):
        raw = match[1] if match[1] is not None else match[2]
        words = tuple(word for word, _, _ in tokens(raw))
        if words:
            terms[Term(words, match[1] is None and raw.endswith("*"))] = None
    return tuple(terms)[:MAX_TERMS]


def matches(text: str, terms: tuple[Term, ...]) -> tuple[tuple[int, int], ...]:
    """Return where the terms stand in a text, in reading order; those that share a word are one."""
    found = tokens(text)
    folded = [word for word, _, _ in found]
    places: set[tuple[int, int]] = set()
    for term in terms:
        length = len(term.words)
        for at in range(len(folded) - length + 1):
            last = folded[at + length - 1]
            fits = last.startswith(term.words[-1]) if term.beginning else last == term.words[-1]
            if fits and tuple(folded[at : at + length - 1]) == term.words[:-1]:
                places.add((found[at][1], found[at + length - 1][2]))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)
