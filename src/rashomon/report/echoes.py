"""Copied passages, both texts next to each other, with the words that were changed."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from rashomon.records import Dossier, Echo, Span
from rashomon.report.contexts import AlignedView, EchoView, Link
from rashomon.report.evidence import Index
from rashomon.report.marked import Piece, fold
from rashomon.report.wording import count

MOST_PASSAGES = 8
"""Passages shown of one echo; the others are counted."""

_WITH_PASSAGES = 60
_NEAR = 60
_LONGEST = 900
_MOST_WORDS = 160
_WORD = re.compile(r"\s*\S+")


def echo_views(dossier: Dossier, index: Index) -> tuple[EchoView, ...]:
    """Show every echo, the surest first; passages are written out for the first sixty of them only."""
    ordered = sorted(dossier.echoes, key=lambda echo: -echo.score)
    return tuple(echo_view(echo, index, passages=number < _WITH_PASSAGES) for number, echo in enumerate(ordered))


def echo_view(echo: Echo, index: Index, *, passages: bool = True) -> EchoView:
    """Show one echo, with its passages or only how many there are."""
    source, copy = index.readings.get(echo.source), index.readings.get(echo.copy)
    joined = _join(echo.passages)
    shown: list[AlignedView] = []
    if passages and source is not None and copy is not None:
        for original, copied in joined[:MOST_PASSAGES]:
            shown.append(_align(original.of(source.document.text), copied.of(copy.document.text)))
    rest = len(joined) - len(shown)
    return EchoView(
        source=index.by_document.get(echo.source, Link(echo.source, "")),
        copy=index.by_document.get(echo.copy, Link(echo.copy, "")),
        score=f"{echo.score:.2f}",
        evidence=echo.evidence,
        passages=tuple(shown),
        more=f"{count(rest, 'further copied passage')} not shown" if rest else "",
    )


def _join(passages: tuple[tuple[Span, Span], ...]) -> list[tuple[Span, Span]]:
    """Join copied runs that are a few words apart in both texts: what was changed stands between them."""
    joined: list[tuple[Span, Span]] = []
    for original, copied in sorted(passages):
        if joined:
            last, last_copy = joined[-1]
            near = 0 <= original.start - last.end <= _NEAR and 0 <= copied.start - last_copy.end <= _NEAR
            if near and original.end - last.start <= _LONGEST:
                joined[-1] = (Span(last.start, original.end), Span(last_copy.start, copied.end))
                continue
        joined.append((original, copied))
    return joined


def _align(original: str, copied: str) -> AlignedView:
    """Mark the words in which two short passages differ; long ones are cut."""
    a, b = (_WORD.findall(fold(text[: 2 * _LONGEST]))[:_MOST_WORDS] for text in (original, copied))
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, [w.strip() for w in a], [w.strip() for w in b], autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        roles = () if kind == "equal" else ("changed",)
        for pieces, run in ((left, a[a1:a2]), (right, b[b1:b2])):
            if run:
                pieces.append(Piece("".join(run), roles, roles, roles))
    return AlignedView(tuple(left), tuple(right))
