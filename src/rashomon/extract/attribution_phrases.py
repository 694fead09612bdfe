"""Attribution rules for phrases: "according to X, ...", "..., in the words of X"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.cues import Cue, Lexicon
from rashomon.extract.syntax import Range, layout, runs, sentence_of, trim, without_connective

if TYPE_CHECKING:
    from spacy.tokens import Doc


def phrase_candidates(doc: Doc, lexicon: Lexicon, quoted: Sequence[bool]) -> Iterator[Candidate]:
    """Read "according to X, ..." and "..., according to X": the content is the rest of the sentence."""
    words = layout(doc).lower
    places: defaultdict[str, list[int]] = defaultdict(list)
    for i, word in enumerate(words):
        if not quoted[i]:
            places[word].append(i)
    for phrase, cue in lexicon.phrases.items():
        parts = phrase.split()
        for start in places.get(parts[0], ()):
            end = start + len(parts)
            if end >= len(doc) or words[start:end] != parts:
                continue
            if phrase == "per" and doc[end].pos_ != "PROPN":
                continue
            yield from _phrase(doc, start, end, cue, phrase)


def _phrase(doc: Doc, start: int, end: int, cue: Cue, phrase: str) -> Iterator[Candidate]:
    inner = next((t for t in doc[end - 1].children if t.dep_ == "pobj" and t.i >= end), None)
    opens, closes = sentence_of(doc[start])
    if inner is not None and inner.i < closes:
        source = (end, min(inner.right_edge.i + 1, closes))
    else:
        stop = next((i for i in range(end, closes) if doc[i].text in ",.;"), closes)
        source = (end, stop)
    source = trim(_cut_source(doc, source), doc)
    if source[0] >= source[1]:
        return
    rest = set(range(opens, closes)) - set(range(start, source[1]))
    content = [without_connective(run, doc) for run in runs(rest, doc)]
    content = [run for run in content if run[1] - run[0] > 1] or content
    if content:
        candidate = Candidate(
            start, (source,), ((start, end),), tuple(content), cue.stance, f"phrase-{phrase.split(maxsplit=1)[0]}", 0.8
        )
        yield candidate if len(content) == 1 else replace(candidate, score=0.75)


def _cut_source(doc: Doc, source: Range) -> Range:
    """End a fronted source at the comma after which the main clause begins."""
    start, end = source
    for i in range(start, end):
        if doc[i].text == "," and start == sentence_of(doc[i])[0] + 2:
            following = doc[i + 1] if i + 1 < len(doc) else None
            if following is not None and following.pos_ in ("DET", "PRON", "PROPN", "NUM", "ADJ", "NOUN", "ADV"):
                return start, i
    return source
