"""The words of a written name, and the run of capitalised ones that it ends with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rashomon.link.actors_tables import in_codes, tables
from rashomon.records.names import ARTICLES, fold_name

# The ending of a genitive, as a word.
GENITIVE = "'s"
_WORD = re.compile(r"[’'][sS](?!\w)|@?[^\W_](?:[\w.&’'@-]*[\w.])?")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, and folded."""

    text: str
    low: str

    @property
    def capital(self) -> bool:
        """Tell whether it begins with a capital."""
        return self.text[:1].isupper()


def tokens_of(text: str) -> list[Token]:
    """Return the words of a name; a genitive's ending is a word of its own."""
    parts = (part for match in _WORD.finditer(text) for part in _parts(match.group()))
    found = [Token(part, GENITIVE if part == GENITIVE else fold_name(part)) for part in parts]
    return [token for token in found if token.low]


def _parts(word: str) -> Iterable[str]:
    """Cut off a genitive's ending and an article tied to a name: "Sudan's" → Sudan, 's; "al-Hilu" → al, Hilu."""
    stem = re.sub(r"[’'][sS]$", "", word)
    first, dash, rest = stem.partition("-")
    if dash and rest and fold_name(first) in ARTICLES | tables().particles:
        yield from ("al", rest)
    elif stem:
        yield stem.rstrip("’'")
    if stem != word:
        yield GENITIVE


def trailing_name(tokens: Sequence[Token], *, upper: bool) -> tuple[str, ...]:
    """Return the words of the name that a stretch ends with, folded, without particles and suffixes."""
    table = tables()
    found: list[str] = []
    for token in reversed(tokens):
        if token.low in table.suffixes or (upper and not found and token.low in table.no_names):
            continue
        if token.low in table.particles or token.low == GENITIVE:
            if token.low == GENITIVE or (not token.capital and not found):
                break
            continue
        if not token.capital or any(c.isdigit() for c in token.text) or token.low in ("and", "or"):
            break
        found.append(token.low)
    name = list(reversed(found))
    lead = in_codes(name)
    while name and (lead[0].startswith("@") or name[0] in table.empty or (name[0] in table.outlets and len(name) > 1)):
        cut = len(name) - len(lead) + 1
        name, lead = name[cut:], lead[1:]
        if not name:
            return ()
    return tuple(name)
