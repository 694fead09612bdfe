"""A text with stretches replaced, and where every place of the old text is in the new one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from rashomon.protect.names import Stretch
from rashomon.records import Span


def disjoint(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that overlap made one: the label of the longest stands for all of it."""
    kept: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda s: (s.start, -s.end)):
        if not kept or stretch.start >= kept[-1].end:
            kept.append(stretch)
            continue
        last = kept.pop()
        longer = max(last, stretch, key=lambda s: s.end - s.start)
        kept.append(Stretch(last.start, max(last.end, stretch.end), longer.label, longer.protection))
    return kept


class Moved:
    """What became of a text. `text` is the new one; `stretches` are those replaced, in order, of the old one."""

    def __init__(self, text: str, stretches: Sequence[Stretch], *, marked: bool = True) -> None:
        """Replace stretches of a text.

        Args:
            stretches: in order, none overlapping another.
            marked: put labels in square brackets, as changed words of a quotation are.
        """
        self.original, self.stretches = text, tuple(stretches)
        self._starts = [stretch.start for stretch in stretches]
        self._new: list[tuple[int, int]] = []
        pieces: list[str] = []
        at = length = 0
        for stretch in stretches:
            label = f"[{stretch.label}]" if marked else stretch.label
            pieces += (text[at : stretch.start], label)
            length += stretch.start - at
            self._new.append((length, length + len(label)))
            length, at = length + len(label), stretch.end
        pieces.append(text[at:])
        self.text = "".join(pieces)

    def span(self, span: Span) -> Span:
        """Return where a span is now; one that holds a part of what was replaced holds the whole label."""
        start = self._place(span.start, end=False)
        return Span(start, max(start, self._place(span.end, end=True) if span.end > span.start else start))

    def _place(self, offset: int, *, end: bool) -> int:
        # The last stretch that begins before the place, or at it where something begins there.
        number = bisect_right(self._starts, offset - 1 if end else offset) - 1
        if number < 0:
            return offset
        stretch, (first, last) = self.stretches[number], self._new[number]
        if offset >= stretch.end:
            return last + offset - stretch.end
        return last if end else first

    def touched(self, span: Span) -> list[Stretch]:
        """Return the replaced stretches that a span of the old text shares a sign with."""
        number = max(0, bisect_right(self._starts, span.start) - 1)
        found = []
        while number < len(self.stretches) and self.stretches[number].start < span.end:
            if self.stretches[number].end > span.start:
                found.append(self.stretches[number])
            number += 1
        return found
