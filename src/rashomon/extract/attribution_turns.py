"""Turns of an interview or of subtitles: "NAME: words", a paragraph each; the name is the source of all the words.

The trained reader knows such turns where several follow each other in one text, and passes over a single one. Where the
file itself says that it is made of turns (subtitles do), the name before the colon is no matter of judgement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rashomon.extract.attribution_rules import Candidate
from rashomon.records import Document, Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc

_TURN = re.compile(r"(?:\A|(?<=\n))(?P<name>[A-Z][\w.'’()/& -]{0,59}?)\s?(?P<cue>:)\s+(?P<words>[^\n]*\w[^\n]*)")
_NEARLY = 0.6


def of_turns(document: Document) -> bool:
    """Tell whether a document is made of speakers' turns by its format."""
    return any(passage.kind == "cue" for passage in document.passages)


def with_turns(doc: Doc, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with one for each turn of the parsed text.

    A candidate found at the same colon, or with nearly the same words, gives way; those inside a turn stay.
    """
    turns = [candidate for match in _TURN.finditer(doc.text) if (candidate := _candidate(doc, match)) is not None]
    colons = {turn.anchor for turn in turns}
    holder = {i: number for number, turn in enumerate(turns) for i in _tokens(turn)}
    kept = []
    for candidate in found:
        inside = _tokens(candidate)
        number = next((holder[i] for i in inside if i in holder), None)
        same = number is not None and len(inside) >= _NEARLY * len(_tokens(turns[number])) and not candidate.source
        if candidate.anchor not in colons and not same:
            kept.append(candidate)
    return sorted([*kept, *turns], key=lambda c: (c.content[0], c.anchor))


def _candidate(doc: Doc, match: re.Match[str]) -> Candidate | None:
    name, cue, words = (
        doc.char_span(*match.span(group), alignment_mode="expand") for group in ("name", "cue", "words")
    )
    if name is None or cue is None or words is None:
        return None
    end = words.end
    while end - 1 > words.start and (doc[end - 1].is_space or doc[end - 1].text in {".", ","}):
        end -= 1
    start = max(words.start, cue.end)
    if name.end > cue.start or start >= end:
        return None
    return Candidate(
        cue.start, ((name.start, name.end),), ((cue.start, cue.end),), ((start, end),), Stance.ASSERTS, "turn", 0.95
    )


def _tokens(candidate: Candidate) -> set[int]:
    return {i for start, end in candidate.content for i in range(start, end)}
