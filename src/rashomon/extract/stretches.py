"""Overlong stretches of text cut where it does no harm, for parsers whose time and memory grow with what they get."""

from __future__ import annotations

from collections.abc import Iterator

LONGEST = 20_000


def at_spaces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of parts of at most `LONGEST` characters, cut after the last space where there is one."""
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST) + 1 or start + LONGEST
        yield start, cut
        start = cut
    yield start, end
