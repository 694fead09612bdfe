"""Two texts aligned: the stretches in which they have the same words, small edits bridged.

Equal runs are looked up, extended to both sides and joined where little lies between them, so that the cost grows with
the length of the texts; stretches may stand in another order in the other text.
"""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.compare.shingles import RUN, Words

GAP = 8
"""Equal runs that are no further apart in both texts are one stretch with an edit, words."""


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A stretch of both texts, ends exclusive, in words, and the equal runs inside it as (start, start, length)."""

    start: int
    end: int
    other_start: int
    other_end: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def equal(self) -> int:
        """How many words are the same."""
        return sum(length for _, _, length in self.runs)


def align(a: Words, b: Words) -> list[Stretch]:
    """Return the stretches that two texts have in common, in the order of the first; each place is in one at most."""
    return _join(_equal_runs(a, b))


def _equal_runs(a: Words, b: Words) -> list[tuple[int, int, int]]:
    """Return equal runs of at least RUN words that overlap in neither text; the longest have first choice."""
    found: list[tuple[int, int, int]] = []
    # Per diagonal, how far it has been read: a run is found once, not at each of its words.
    read: dict[int, int] = {}
    common = a.places_of.keys() & b.places_of.keys()
    for place in sorted(place for run in common for place in a.places_of[run]):
        for other in b.places_of[a.runs[place]]:
            diagonal = other - place
            if read.get(diagonal, -1) > place:
                continue
            length = _length(a.words, b.words, place, other)
            read[diagonal] = place + length
            if length >= RUN:
                found.append((place, other, length))
    return _disjoint(found, len(a.words), len(b.words))


def _length(a: tuple[str, ...], b: tuple[str, ...], place: int, other: int) -> int:
    """Return how many words are the same from here on, compared by slices of shrinking length."""
    length, most = 0, min(len(a) - place, len(b) - other)
    for step in (64, 16, 4, 1):
        while length + step <= most and (
            a[place + length : place + length + step] == b[other + length : other + length + step]
        ):
            length += step
    return length


def _disjoint(found: list[tuple[int, int, int]], a_length: int, b_length: int) -> list[tuple[int, int, int]]:
    """Keep the longest of runs that overlap; what is left of a shorter one is kept where it is long enough."""
    taken_a, taken_b = bytearray(a_length), bytearray(b_length)
    kept = []
    for place, other, length in sorted(found, key=lambda run: (-run[2], run[0], run[1])):
        start = 0
        while start < length and (taken_a[place + start] or taken_b[other + start]):
            start += 1
        end = start
        while end < length and not taken_a[place + end] and not taken_b[other + end]:
            end += 1
        if end - start >= RUN:
            taken_a[place + start : place + end] = b"\1" * (end - start)
            taken_b[other + start : other + end] = b"\1" * (end - start)
            kept.append((place + start, other + start, end - start))
    return sorted(kept)


def _join(runs: list[tuple[int, int, int]]) -> list[Stretch]:
    """Join runs between which little lies in both texts, as long as most of the stretch stays equal."""
    stretches: list[list[tuple[int, int, int]]] = []
    for run in runs:
        if stretches:
            place, other, length = stretches[-1][-1]
            gap, other_gap = run[0] - place - length, run[1] - other - length
            equal = sum(part[2] for part in stretches[-1][-3:]) + run[2]
            if 0 <= gap <= GAP and 0 <= other_gap <= GAP and equal >= 3 * max(gap, other_gap):
                stretches[-1].append(run)
                continue
        stretches.append([run])
    return [
        Stretch(parts[0][0], parts[-1][0] + parts[-1][2], parts[0][1], parts[-1][1] + parts[-1][2], tuple(parts))
        for parts in stretches
    ]
