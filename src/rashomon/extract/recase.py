"""Syntax of texts in capitals: parsed as if they were written in small letters.

A parser trained on plain text takes most words of a telegram for names ("THE EXTREME LEFT COMMITTED", "THEY ARE
ASSASSINS"), and finds neither their verbs nor who does what. Its paragraphs, and headlines in Title Case, are parsed
again with small letters; words that no table of English words knows keep a capital (Lita et al. 2003 restore case by
a language model; a table is enough where only syntax is wanted). Tokens, offsets, letters and entities stay as they
were.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rashomon.extract.parse import annotated, parser

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# Share of capitals, 0 to 1, among the letters of a paragraph in capitals; of capital words in a headline.
_CAPITALS: Final = 0.85
_HEADLINE: Final = 0.7
_LONGEST_HEADLINE: Final = 20
_SHORTEST: Final = 4
# Unknown words up to this length are kept as abbreviations ("FMLN").
_SHORT: Final = 5


def plain_syntax(doc: Doc, *, name: str = "spacy-sm") -> Doc:
    """Return the document with the syntax of its paragraphs in capitals read as if in small letters.

    Args:
        name: of the parser, as in `rashomon.extract.parse.PARSERS`.

    Returns:
        `doc` itself where nothing is in capitals; else one of the same tokens and entities.
    """
    from spacy.tokens import Doc

    spans = [(start, end) for start, end in _paragraphs(doc) if _in_capitals(doc[start:end])]
    if not spans:
        return doc
    plain = [
        Doc(
            doc.vocab,
            words=[_recased(token, first=token.i == start) for token in doc[start:end]],
            spaces=[bool(token.whitespace_) for token in doc[start:end]],
        )
        for start, end in spans
    ]
    found = dict(zip((start for start, _ in spans), annotated(plain, name=name, names=False), strict=True))
    tokens: list[Token] = []
    heads: list[int] = []
    for start, end in _paragraphs(doc):
        source, base = (found[start], start) if start in found else (doc[start:end], 0)
        for token in source:
            tokens.append(token)
            heads.append(token.head.i + base)
    made = Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        tags=[token.tag_ for token in tokens],
        pos=[token.pos_ for token in tokens],
        lemmas=[token.lemma_ for token in tokens],
        deps=[token.dep_ for token in tokens],
        heads=heads,
    )
    made.set_ents(list(doc.ents), default="outside")
    return made


def _paragraphs(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of paragraphs, line ends included; together they are the document."""
    from spacy.attrs import IS_SPACE

    ends = [i + 1 for i in np.flatnonzero(doc.to_array(IS_SPACE)).tolist() if "\n" in doc[i].text]
    yield from pairwise(dict.fromkeys([0, *ends, len(doc)]))


def _in_capitals(paragraph: Span) -> bool:
    words = [token.text for token in paragraph if token.is_alpha]
    letters = "".join(words)
    if len(words) < _SHORTEST:
        return False
    if sum(letter.isupper() for letter in letters) >= _CAPITALS * len(letters):
        return True
    long = [word for word in words if len(word) >= _SHORTEST]
    return (
        len(words) <= _LONGEST_HEADLINE
        and len(long) >= _SHORTEST
        and (sum(word[0].isupper() for word in long) >= _HEADLINE * len(long))
        and paragraph[-1].text != "."
    )


def _recased(token: Token, *, first: bool) -> str:
    """Return a word in small letters; one that opens a sentence or that is no English word keeps a capital."""
    small = token.text.lower()
    opens = first or (token.i > 0 and token.nbor(-1).text in (".", "?", "!"))
    if not token.is_alpha or _is_known(small):
        return small.capitalize() if opens and token.is_alpha else small
    return token.text if len(small) <= _SHORT else small.capitalize()


@lru_cache(maxsize=65536)
def _is_known(word: str) -> bool:
    """Tell whether a word, or what it is a form of, stands in the parser's tables of lemmas."""
    forms = {
        word,
        word.removesuffix("s"),
        word.removesuffix("es"),
        word.removesuffix("ed"),
        word.removesuffix("d"),
        word.removesuffix("ing"),
        f"{word.removesuffix('ing')}e",
        f"{word.removesuffix('ies')}y",
        f"{word.removesuffix('ied')}y",
    }
    return not forms.isdisjoint(_lemmas()) or word in _stop_words()


@lru_cache(maxsize=1)
def _lemmas() -> frozenset[str]:
    lemmatizer: Any = parser("spacy-sm").get_pipe("lemmatizer")
    tables = lemmatizer.lookups
    known = {word for words in tables.get_table("lemma_index").values() for word in words}
    return frozenset(known | {form for forms in tables.get_table("lemma_exc").values() for form in forms})


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return frozenset(parser("spacy-sm").Defaults.stop_words)
