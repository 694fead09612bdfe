"""Which texts of a shard can hold a word at all: found in Arrow, so that few texts are taken apart word by word.

It may let through a text that has not the word; it never holds back one that has it. `store.words` says what a word
is and when two are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from rashomon.archive.layout import arrow

if TYPE_CHECKING:
    import pyarrow

_OTHERWISE: Final = "[ßς\u0345\u1c80-\u1c88]"
"""Letters, in lower case, that `store.words.fold` makes other letters of than lower case does: such texts pass."""


def plain(texts: pyarrow.Array) -> tuple[pyarrow.Array, pyarrow.Array]:
    """Return texts without case and marks, as Arrow does it, and which of them hold letters that it folds otherwise."""
    import pyarrow.compute as pc

    lower = pc.utf8_lower(pc.utf8_normalize(texts, "NFKD"))
    return pc.replace_substring_regex(lower, r"\p{M}+", ""), pc.match_substring_regex(lower, _OTHERWISE)


def may_hold(texts: Any, words: Iterable[str]) -> pyarrow.Array:
    """Return, for each text, whether all the words may be somewhere in it.

    Args:
        texts: an array or chunked array of strings.
        words: folded by `store.words.fold`; beginnings of words too.
    """
    pa = arrow()
    import pyarrow.compute as pc

    # Folded once more as the texts are, or a word in letters that only have a small form would be missed.
    bare = list(dict.fromkeys(plain(pa.array(list(words), pa.string()))[0].to_pylist()))
    array = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if isinstance(array, pa.ChunkedArray):  # more text than one array of strings holds
        return pa.concat_arrays([may_hold(chunk, words) for chunk in array.chunks])
    ascii_ = pc.string_is_ascii(array)
    mask = pc.and_(ascii_, _hold(pc.ascii_lower(array), bare))
    others = pc.indices_nonzero(pc.invert(pc.fill_null(ascii_, fill_value=True)))
    if len(others):
        folded, otherwise = plain(array.take(others))
        found = pc.or_(_hold(folded, bare), otherwise)
        mask = pc.replace_with_mask(mask, pc.invert(ascii_), found)
    return pc.fill_null(mask, fill_value=False)


def _hold(texts: pyarrow.Array, words: Iterable[str]) -> pyarrow.Array:
    pa = arrow()
    import pyarrow.compute as pc

    mask = pa.array([True] * len(texts), pa.bool_())
    for word in words:
        mask = pc.and_(mask, pc.match_substring(texts, word))
    return mask
