"""Find quotations in a text: pairs of marks, over paragraphs, with unbalanced ones lost one at a time.

A quotation never reaches past its paragraph, except where the next paragraph opens with a mark again, which is how
print sets a quotation of several paragraphs. So an unbalanced mark costs one quotation, never the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Each kind of opening mark with the marks that may close it. German and Scandinavian pairs included.
# Writers mix curly and straight marks, so each closes the other.
_CLOSERS = {"“": '”"', "„": "“”", "«": "»", "»": "«", '"': '"”', "''": "''", "``": "''", "‘": "’", "‹": "›", "「": "」"}
_MARK = re.compile(r"''|``|[“”„«»\"‘’‹›「」]")
_DOUBLE = frozenset(_CLOSERS) - {"‘"}


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation: `start` to `end` with its marks, `inner_start` to `inner_end` without them.

    Attributes:
        closed: False where the paragraph ended before a closing mark came.
        continues: True where the quotation goes on in the next one of the list.
        depth: 0 for an outermost quotation, 1 inside another.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True
    continues: bool = False
    depth: int = 0

    def words(self, text: str) -> int:
        """Return the number of words between the marks."""
        return len(text[self.inner_start : self.inner_end].split())


def find_quotes(text: str) -> list[Quote]:
    """Return the quotations of `text`, in order of their start; paragraphs are separated by line breaks."""
    quotes: list[Quote] = []
    for match in re.finditer(r"[^\n]+", text):
        found = list(_in_paragraph(text, match.start(), match.end()))
        before = quotes[-1] if quotes else None
        if before is not None and not before.closed and found:
            leading = text[match.start() : found[0].start].strip() == ""
            if leading and re.fullmatch(r"\n+", text[before.end : match.start()]):
                quotes[-1] = _replace(before, continues=True)
        quotes.extend(found)
    return quotes


def _replace(quote: Quote, *, continues: bool) -> Quote:
    return Quote(
        quote.start, quote.end, quote.inner_start, quote.inner_end, quote.closed, continues=continues, depth=quote.depth
    )


def _in_paragraph(text: str, start: int, end: int) -> Iterator[Quote]:
    """Yield the quotations of one paragraph; one that does not close runs to the paragraph's end."""
    opened: tuple[int, str] | None = None
    inner: list[Quote] = []
    single: int | None = None
    for mark in _MARK.finditer(text, start, end):
        sign = mark.group()
        if opened is None and sign in _DOUBLE and _may_open(text, mark.start(), mark.end(), start, end):
            opened = (mark.start(), sign)
            inner, single = [], None
        elif (
            opened is not None
            and sign in _CLOSERS[opened[1]]
            and _may_close(text, mark.start(), mark.end(), start, end)
        ):
            yield Quote(opened[0], mark.end(), opened[0] + len(opened[1]), mark.start())
            yield from inner
            opened, single = None, None
        elif opened is not None and sign == opened[1] and sign not in ('"', "''"):
            # A second opening mark before any closing one: the first was never closed. It is lost, this one stands.
            opened, inner, single = (mark.start(), sign), [], None
        elif sign == "‘" and _may_open(text, mark.start(), mark.end(), start, end):
            single = mark.start()
        elif sign == "’" and single is not None and _may_close(text, mark.start(), mark.end(), start, end):
            quote = Quote(single, mark.end(), single + 1, mark.start(), depth=int(opened is not None))
            if opened is None:
                yield quote
            else:
                inner.append(quote)
            single = None
    if opened is not None and text[opened[0] + len(opened[1]) : end].strip():
        tail = len(text[start:end].rstrip()) + start
        if _opens_paragraph(text, opened[0], start) or tail - opened[0] > 1:
            yield Quote(opened[0], tail, opened[0] + len(opened[1]), tail, closed=False)
            yield from inner


def _opens_paragraph(text: str, place: int, start: int) -> bool:
    return not text[start:place].strip()


def _may_open(text: str, start: int, end: int, low: int, high: int) -> bool:
    """An opening mark has no letter before it and no space after it; a French one may have a space."""
    before = text[start - 1] if start > low else " "
    after = text[end] if end < high else " "
    if text[start] == "«" and after.isspace():
        return before.isspace() and text[end:high].strip() != ""
    return not before.isalnum() and not after.isspace() and after not in ",.;:!?"


def _may_close(text: str, start: int, end: int, low: int, high: int) -> bool:
    """A closing mark has no space before it and no letter after it; spaced French marks may have both."""
    before = text[start - 1] if start > low else " "
    after = text[end] if end < high else " "
    if text[start] in "»”" and not after.isalnum():
        return True
    return not before.isspace() and not after.isalnum()
