"""Two texts as the judge of entailment sees them: one row of word pieces, with a mark of what the other text also says.

A small network is poor at finding out which words of one text have no counterpart in the other, and that is cheap to
tell it: every piece carries one of eight marks (the word stands in the other text, one of the same stem does, it is a
number, a negation, a function word or a content word that does not). Training and judging lay texts out with this
module, so what is learnt is what is used. Letters are made small by the tokenizer: a text in capitals is the same
text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAD: Final = 0
_OPEN: Final = 101
_CLOSE: Final = 102

Ints = NDArray[np.int64]

NOTHING, SAME, STEM, FUNCTION, CONTENT, NUMBER, NEGATION, SHARED_NEGATION = range(8)
MARKS: Final = 8
_STEM_LETTERS: Final = 5

_NUMBERS: Final = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty".split()
    )
} | {
    word: str(10 * value)
    for value, word in enumerate("thirty forty fifty sixty seventy eighty ninety hundred".split(), 3)
}
_NEGATIONS: Final = frozenset(
    "no not never none nobody nothing nowhere neither nor without t cannot refused failed denied denies deny refuses"
    " refuse fails fail only exclusively solely unable incapable yet".split()
)
_FUNCTION: Final = frozenset(
    "a an the this that these those of in on at by for to from with as into onto over under about after before between"
    " and or but if than then so such is are was were be been being am do does did done has have had having will would"
    " can could may might must shall should it its he him his she her hers they them their we us our you your i me my"
    " who whom whose which what when where there here s d ll re ve m . , ; : ! ? ( ) [ ] \" ' ` - – — / &".split()
)


@dataclass(frozen=True, slots=True)
class Laid:
    """A pair as a row of `length` places.

    Attributes:
        ids: identifiers of word pieces, opened and closed as BERT has it.
        kinds: 0 for the first text, 1 for the second.
        marks: 0 to 7, what the other text says of the word the piece belongs to.
    """

    ids: Ints
    kinds: Ints
    marks: Ints

    def __len__(self) -> int:
        return len(self.ids)


@lru_cache(maxsize=2)
def load_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of a `tokenizer.json`, with truncation and padding switched off."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def lay_out(pairs: Sequence[tuple[str, str]], tokenizer: Tokenizer, *, window: int) -> list[Laid | None]:
    """Lay out pairs in rows of at most `window` places; None where one of the texts holds no word.

    What does not fit is cut from the end of the longer text.
    """
    texts = [_plain(text, window) for pair in pairs for text in pair]
    pieces = [(encoding.ids, encoding.tokens) for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]
    return [_lay(*pieces[at], *pieces[at + 1], window) for at in range(0, len(pieces), 2)]


def _plain(text: str, window: int) -> str:
    """Return a text that the tokenizer takes: no lone surrogates, single spaces, not longer than can matter."""
    head = " ".join(text[: 200 * window].split())[: 40 * window]
    return head.encode("utf-8", "replace").decode("utf-8")


def _lay(ids: list[int], tokens: list[str], other_ids: list[int], other_tokens: list[str], window: int) -> Laid | None:
    if not ids or not other_ids:
        return None
    room = window - 3
    first = min(len(ids), max(room - len(other_ids), room - room // 2))
    second = min(len(other_ids), room - first)
    ids, tokens, other_ids, other_tokens = ids[:first], tokens[:first], other_ids[:second], other_tokens[:second]
    words, others = _words(tokens), _words(other_tokens)
    row = [_OPEN, *ids, _CLOSE, *other_ids, _CLOSE]
    marks = [NOTHING, *_marks(words, others), NOTHING, *_marks(others, words), NOTHING]
    kinds = [0] * (first + 2) + [1] * (second + 1)
    return Laid(np.array(row, np.int64), np.array(kinds, np.int64), np.array(marks, np.int64))


def _words(tokens: Sequence[str]) -> list[tuple[str, int]]:
    """Return the words that pieces make up, with how many pieces each has; number words as digits."""
    words: list[tuple[str, int]] = []
    for token in tokens:
        if token.startswith("##") and words:
            words[-1] = (words[-1][0] + token[2:], words[-1][1] + 1)
        else:
            words.append((token, 1))
    return [(_NUMBERS.get(word, word), pieces) for word, pieces in words]


def _marks(words: Sequence[tuple[str, int]], others: Sequence[tuple[str, int]]) -> list[int]:
    """Return the mark of each piece of `words`."""
    there = {word for word, _ in others}
    stems = {word[:_STEM_LETTERS] for word in there if len(word) >= _STEM_LETTERS}
    return [mark for word, pieces in words for mark in [_mark(word, there, stems)] * pieces]


def _mark(word: str, there: set[str], stems: set[str]) -> int:
    if word in _NEGATIONS:
        return SHARED_NEGATION if word in there else NEGATION
    if word in there:
        return SAME
    if word in _FUNCTION:
        return FUNCTION
    if word[0].isdigit():
        return NUMBER
    return STEM if len(word) >= _STEM_LETTERS and word[:_STEM_LETTERS] in stems else CONTENT


def stack(rows: Sequence[Laid]) -> tuple[Ints, Ints, Ints]:
    """Return identifiers, kinds and marks of rows as (rows, longest) each, padded with 0."""
    found = tuple(np.zeros((len(rows), max(len(row) for row in rows)), np.int64) for _ in range(3))
    for number, row in enumerate(rows):
        for table, values in zip(found, (row.ids, row.kinds, row.marks), strict=True):
            table[number, : len(values)] = values
    return found[0], found[1], found[2]
