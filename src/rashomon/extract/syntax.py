"""Small questions asked of a dependency parse: subjects, extents, verb groups."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_GROUP = frozenset({"aux", "auxpass", "neg", "prt"})
_TRIM = frozenset(",;:.-–—()[] \n")
# Words that join a sentence to the one before; they belong to no content.
_CONNECTIVES = frozenset({"and", "but", "or", "yet", "so"})

Range = tuple[int, int]

_LAYOUT: Final = "rashomon layout"


@dataclass(frozen=True, slots=True)
class Layout:
    """What is asked of tokens again and again, as plain lists: spaCy makes a token anew each time it is looked at.

    Attributes:
        heads: token that each token hangs on, its own number for a root.
        bare: whether each token is punctuation or white space.
        starts: the tokens that begin a sentence, and the first.
        lower: each token in small letters.
    """

    heads: list[int]
    bare: list[bool]
    starts: list[int]
    lower: list[str]

    def roots(self, start: int, end: int) -> list[int]:
        """Return the words of a range that hang on nothing inside it."""
        heads, bare = self.heads, self.bare
        return [i for i in range(start, end) if not bare[i] and (heads[i] == i or not start <= heads[i] < end)]


def layout(doc: Doc) -> Layout:
    """Return the layout of a document whose parse does not change any more; it is kept with the document."""
    found = doc.user_data.get(_LAYOUT)
    if not isinstance(found, Layout):
        found = doc.user_data[_LAYOUT] = _layout(doc)
    return found


def _layout(doc: Doc) -> Layout:
    from spacy.attrs import HEAD, IS_PUNCT, IS_SPACE, LOWER, SENT_START

    table = doc.to_array([HEAD, IS_PUNCT, IS_SPACE, SENT_START, LOWER]).reshape(len(doc), 5)
    # Heads are kept as the way to them, in unsigned numbers.
    heads = table[:, 0].astype(np.int64) + np.arange(len(doc))
    starts = np.flatnonzero(table[:, 3] == 1).tolist()
    strings = doc.vocab.strings
    return Layout(
        heads.tolist(),
        ((table[:, 1] == 1) | (table[:, 2] == 1)).tolist(),
        starts if starts[:1] == [0] else [0, *starts],
        [strings[word] for word in table[:, 4].tolist()],
    )


def subject(verb: Token) -> Token | None:
    """Return the head of the subject of `verb`: its own, or the one it shares with the verb it hangs on."""
    seen = 0
    while seen < 6:
        for child in verb.children:
            if child.dep_ in SUBJECTS and child.dep_ != "expl":
                return child
        if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp") and verb.head != verb:
            if verb.dep_ == "advcl" and any(child.dep_ == "mark" for child in verb.children):
                return None
            verb = verb.head.head if verb.dep_ == "pcomp" and verb.head.dep_ == "prep" else verb.head
        elif verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
            return verb.head
        else:
            return None
        seen += 1
    return None


def sentence_of(token: Token) -> Range:
    """Return the token range of the sentence of `token`; spaCy's own way reads the whole document each time."""
    starts = layout(token.doc).starts
    number = bisect_right(starts, token.i)
    return starts[number - 1], starts[number] if number < len(starts) else len(token.doc)


def extent(token: Token) -> Range:
    """Return the token range that the subtree of `token` covers."""
    return token.left_edge.i, token.right_edge.i + 1


def verb_group(verb: Token) -> list[int]:
    """Return the tokens of the verb with its auxiliaries, negation and particle, nearest ones only."""
    group = (child.i for child in verb.children if child.dep_ in _GROUP and abs(child.i - verb.i) <= 5)
    return sorted([verb.i, *group])


def is_negated(verb: Token) -> bool:
    """Tell whether the verb itself is negated ("did not say", "never denied")."""
    return any(child.dep_ == "neg" or child.lower_ in ("never", "nobody", "neither") for child in verb.children)


def runs(tokens: Iterable[int], doc: Doc) -> list[Range]:
    """Return contiguous token ranges; ones with only punctuation or spaces between them are joined."""
    ranges: list[Range] = []
    for index in sorted(tokens):
        if ranges and all(doc[i].is_punct or doc[i].is_space for i in range(ranges[-1][1], index)):
            ranges[-1] = (ranges[-1][0], index + 1)
        else:
            ranges.append((index, index + 1))
    return [trimmed for trimmed in (trim(run, doc) for run in ranges) if trimmed[0] < trimmed[1]]


def trim(run: Range, doc: Doc) -> Range:
    """Cut punctuation and spaces off both ends, but keep quotation marks and marks inside them."""
    start, end = run
    while start < end and doc[start].text[0] in _TRIM and doc[start].text != "''":
        start += 1
    while start < end and set(doc[end - 1].text) <= _TRIM:
        if doc[end - 1].text == ")" and any(doc[i].text == "(" for i in range(start, end)):
            break  # "the World Food Programme (WFP)"
        end -= 1
    return start, end


def without_connective(run: Range, doc: Doc) -> Range:
    """Cut a sentence-opening "But" or "And" off a content."""
    start, end = run
    if start < end and doc[start].lower_ in _CONNECTIVES:
        return trim((start + 1, end), doc)
    return run
