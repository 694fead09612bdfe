"""Attribution rules for cues set between commas: "The road, she said, was closed." and "The road was closed, she said."

The parser often hangs such a cue on the wrong word, so the rule goes by the commas: a speaker and a cue, alone between
a comma and the next comma or the end of the sentence. All else in the sentence is the content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import TYPE_CHECKING

from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.cues import Lexicon
from rashomon.extract.syntax import Range, runs, trim, without_connective

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_LONGEST = 14
_STOPS = frozenset({",", ".", ";", "?", "!", "—", "–"})
_HELPERS = frozenset({"AUX", "ADV", "PART"})


def inserted_candidates(doc: Doc, lexicon: Lexicon, quoted: Sequence[bool], *, taken: Set[int]) -> Iterator[Candidate]:
    """Yield a candidate for each inserted "X said" whose cue no other rule has taken."""
    for sentence in doc.sents:
        edges = [i for i in range(sentence.start, sentence.end) if doc[i].text in _STOPS and not quoted[i]]
        for left, right in pairwise([*edges, sentence.end]):
            if doc[left].text != "," or not 1 < right - left - 1 <= _LONGEST or right - left < 3:
                continue
            found = _insertion(doc, left + 1, right, lexicon, quoted)
            if found is None or found[0].i in taken:
                continue
            cue, source, group = found
            content = _content(sentence, (left, right), doc, final=right >= sentence.end - 2)
            if content:
                entry = lexicon.verbs[cue.lemma_.lower()]
                yield Candidate(cue.i, (source,), tuple(runs(group, doc)), content, entry.stance, "inserted", 0.7)


def _insertion(
    doc: Doc, start: int, end: int, lexicon: Lexicon, quoted: Sequence[bool]
) -> tuple[Token, Range, list[int]] | None:
    """Return cue, source and cue group where a stretch holds a speaker and a cue and nothing else."""
    words = [doc[i] for i in range(start, end) if not doc[i].is_punct and not doc[i].is_space]
    if len(words) < 2 or any(quoted[token.i] for token in words):
        return None
    cue = words[-1]
    if not _is_cue(cue, lexicon):
        return None
    before = words[:-1]
    group = [cue.i]
    while before and before[-1].pos_ in _HELPERS:
        group.append(before.pop().i)
    # "the Kurdish-led force": a participle before its noun is no verb of its own.
    if not before or any(t.pos_ in ("VERB", "SCONJ", "AUX") and t.dep_ not in ("amod", "compound") for t in before):
        return None
    if before[0].pos_ in ("ADP", "CCONJ"):
        return None
    if before[-1].pos_ not in ("NOUN", "PROPN", "PRON") or before[-1].lower_ in ("who", "which", "that", "as"):
        return None
    return cue, trim((before[0].i, before[-1].i + 1), doc), sorted(group)


def _is_cue(token: Token, lexicon: Lexicon) -> bool:
    """A cue verb in a finite form; taggers take "the investigation claims" for a noun, so a noun's form may pass."""
    entry = lexicon.verbs.get(token.lemma_.lower())
    if entry is None or "quote" not in entry.frames:
        return False
    return token.tag_ in ("VBD", "VBZ", "VBP", "VBN") or token.pos_ == "NOUN"


def _content(sentence: Span, gap: Range, doc: Doc, *, final: bool) -> tuple[Range, ...]:
    """Return the rest of the sentence around an insertion; for a final one, all before it."""
    left, right = gap
    members = [*range(sentence.start, left), *(() if final else range(right + 1, sentence.end))]
    found = runs(members, doc)
    if not found or sum(end - start for start, end in found) < 3:
        return ()
    return (without_connective(found[0], doc), *found[1:])
