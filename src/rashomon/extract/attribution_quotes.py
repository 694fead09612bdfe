"""Attribution rules for direct speech: who says what stands between quotation marks.

A parser is easily misled by a quotation inside a sentence, so these rules go by position: the cue nearest a
quotation, after it, before it, or between its parts, and only then ask the parse who acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rashomon.extract.attribution_rules import Candidate, noun_phrase
from rashomon.extract.cues import Lexicon
from rashomon.extract.quotes import Quote, find_quotes
from rashomon.extract.syntax import Range, runs, subject, trim, verb_group
from rashomon.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# How far a cue may stand from the mark it belongs to, in tokens.
_REACH = 28
_REACH_BEFORE = 14
_ENDS_SPEECH = ",.?!—–…-"
_BREAKS = frozenset(".!?;")


@dataclass(frozen=True, slots=True)
class Speech:
    """A quotation in tokens.

    Attributes:
        start, end: its tokens, marks included; `paragraph` counts the line breaks before it.
        inner: the words between the marks.
        spoken: it can stand as speech, and is no title or single quoted term.
    """

    quote: Quote
    start: int
    end: int
    paragraph: int
    inner: str
    spoken: bool


def speeches(doc: Doc, text: str) -> list[Speech]:
    """Return the outermost quotations of `text`, which is that of `doc`, that hold any token."""
    found = []
    breaks = [0]
    for token in doc:
        breaks.append(breaks[-1] + token.text_with_ws.count("\n"))
    for quote in find_quotes(text):
        span = doc.char_span(quote.start, quote.end, alignment_mode="expand") if quote.depth == 0 else None
        if span is not None:
            inner = text[quote.inner_start : quote.inner_end].strip()
            before = text[max(0, quote.start - 20) : quote.start].rstrip()[-1:]
            spoken = _is_speech(quote, inner, before)
            found.append(Speech(quote, span.start, span.end, breaks[span.start], inner, spoken))
    return found


def _is_speech(quote: Quote, inner: str, before: str) -> bool:
    """Tell a quotation that can stand as speech from a title or a single quoted term."""
    if not inner or _is_name(inner):
        return False
    return len(inner.split()) >= 5 or inner[-1] in ",.?!" or before in (",", ":") or not quote.closed


def _is_name(inner: str) -> bool:
    """Tell a title in quotation marks ("The Daily Record,"): few words, the long ones all capitalised."""
    long_words = [word for word in inner.split() if len(word) > 3 and word[0].isalpha()]
    return (
        len(inner.split()) <= 8
        and len(long_words) > 1
        and all(w[0].isupper() for w in long_words)
        and inner[-1] not in "?!"
    )


def quote_candidates(
    doc: Doc, found: Sequence[Speech], lexicon: Lexicon, quoted: Sequence[bool]
) -> Iterator[Candidate]:
    """Yield a candidate for each quotation that has a cue of its own; the rest is left to `join_quotes`."""
    for number, speech in enumerate(found):
        if not speech.spoken:
            continue
        following = found[number + 1].start if number + 1 < len(found) else len(doc)
        anchor = _cue_after(doc, speech, following, lexicon)
        rule = "quote-before-cue"
        if anchor is None:
            preceding = found[number - 1].end if number else 0
            anchor, rule = _cue_before(doc, speech, preceding, lexicon), "cue-before-quote"
        if anchor is None:
            continue
        limit = following if rule == "quote-before-cue" else None
        source = _speaker(doc, anchor, speech, quoted, limit=limit)
        cue = lexicon.verbs.get(anchor.lemma_.lower())
        yield Candidate(
            anchor.i,
            source=(source,) if source else (),
            cue=tuple(runs(_outside(verb_group(anchor), quoted), doc)),
            content=(_content(doc, anchor, speech) if rule == "cue-before-quote" else (speech.start, speech.end),),
            stance=cue.stance if cue else Stance.ASSERTS,
            rule=rule,
            score=0.95 if source else 0.6,
            addressee=_told(doc, anchor, quoted),
        )


def _content(doc: Doc, cue: Token, speech: Speech) -> Range:
    """Return a quotation after its cue; without a comma or colon between, the words before it belong to it too."""
    if doc[speech.start - 1].text[-1] in ",:\n":
        return speech.start, speech.end
    told = next(
        (child for child in cue.children if child.dep_ in ("dobj", "dative", "prt") and child.i < speech.start), None
    )
    start = cue.i + 1
    if told is not None and cue.lemma_ in ("tell", "ask", "remind", "inform", "assure"):
        start = told.right_edge.i + 1
    return trim((min(start, speech.start), speech.end), doc)


def _outside(tokens: Sequence[int], quoted: Sequence[bool]) -> list[int]:
    return [i for i in tokens if not quoted[i]]


def _is_cue(token: Token, lexicon: Lexicon) -> bool:
    cue = lexicon.verbs.get(token.lemma_.lower())
    if cue is None or "quote" not in cue.frames:
        return False
    if token.pos_ in ("VERB", "AUX"):
        return True
    # Taggers take "..., the makers claim." for a noun; it is the verb where the sentence ends with it.
    last = token.i + 1 >= len(token.doc) or token.doc[token.i + 1].text[0] in ".\n"
    return token.pos_ == "NOUN" and token.tag_ in ("NN", "NNS") and last


def _cue_after(doc: Doc, speech: Speech, following: int, lexicon: Lexicon) -> Token | None:
    """Return the cue in the rest of the sentence after a quotation."""
    inner = speech.inner
    following_token = doc[speech.end] if speech.end < len(doc) else None
    if following_token is None or (inner[-1:] == "." and not following_token.text[0].islower()):
        return None  # the quotation closed its sentence; what follows is another one
    end = min(speech.end + _REACH, following, len(doc))
    best: Token | None = None
    for i in range(speech.end, end):
        token = doc[i]
        if token.text[0] in _BREAKS or "\n" in token.text_with_ws:
            if best is None and _is_cue(token, lexicon):
                best = token
            break
        if best is None and _is_cue(token, lexicon) and token.dep_ not in ("relcl", "acl"):
            return token
    if best is None and inner[-1:] in _ENDS_SPEECH:
        for i in range(speech.end, end):
            if doc[i].text[0] in _BREAKS:
                break
            if _is_cue(doc[i], lexicon):
                return doc[i]
    return best


def _cue_before(doc: Doc, speech: Speech, preceding: int, lexicon: Lexicon) -> Token | None:
    """Return the cue in the sentence before a quotation, nearest first."""
    for i in range(speech.start - 1, max(speech.start - 1 - _REACH_BEFORE, preceding - 1, -1), -1):
        token = doc[i]
        if "\n" in token.text_with_ws and i < speech.start - 1:
            return None
        if token.text[0] in _BREAKS:
            return None
        if _is_cue(token, lexicon) and token.pos_ != "NOUN":
            return token
    return None


def _speaker(doc: Doc, cue: Token, speech: Speech, quoted: Sequence[bool], *, limit: int | None) -> Range | None:
    """Return who acts: the parsed subject where it is sane, else the words beside the cue.

    `limit` is where the next quotation starts, for a cue after its quotation; None for one before it.
    """
    head = subject(cue)
    if head is not None and not quoted[head.i] and abs(head.i - cue.i) < 40 and head.i != cue.i:
        between = range(min(head.i, cue.i), max(head.i, cue.i))
        if not any("\n" in doc[i].text_with_ws for i in between):
            return _unquoted(noun_phrase(head), quoted, doc)
    if limit is None:
        return None
    group = [i for i in verb_group(cue) if i >= speech.end]
    first = min(group) if group else cue.i
    if any(doc[i].is_alpha for i in range(speech.end, first)):
        # The words before the cue, from the last comma that is not followed by an apposition's own comma.
        start = speech.end
        if any(doc[i].pos_ in ("VERB", "AUX") for i in range(start, first)):
            start = next((i + 1 for i in range(first - 1, start, -1) if doc[i].text == ","), start)
        return _unquoted((start, first), quoted, doc)
    for chunk_start in range(cue.i + 1, min(cue.i + 4, limit)):
        if doc[chunk_start].pos_ in ("DET", "PROPN", "PRON", "NOUN", "ADJ", "NUM"):
            stop = chunk_start
            while stop < min(limit, chunk_start + 15) and doc[stop].text[0] not in ".,;:\n":
                stop += 1
            return trim((chunk_start, stop), doc)
    return None


def _unquoted(run: Range, quoted: Sequence[bool], doc: Doc) -> Range | None:
    """Cut a quotation that the parser put into the speaker off its ends."""
    start, end = run
    while start < end and quoted[start]:
        start += 1
    while start < end and quoted[end - 1]:
        end -= 1
    start, end = trim((start, end), doc)
    return (start, end) if start < end else None


def _told(doc: Doc, cue: Token, quoted: Sequence[bool]) -> tuple[Range, ...]:
    """Return the listener of "told the BBC" beside a quotation."""
    if cue.lemma_ != "tell":
        return ()
    for child in cue.children:
        if child.dep_ in ("dobj", "dative") and child.i > cue.i and not quoted[child.i] and child.pos_ != "ADP":
            return (noun_phrase(child),)
    return ()


def join_quotes(doc: Doc, found: Sequence[Speech], candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Give every quotation that has no cue to a speaker already known: same paragraph, running on, or the one before.

    Yields the candidates again, with the joined quotations in their content, and new ones for whole quoted paragraphs.
    """
    joiner = _Joiner(doc, found, candidates)
    for number in range(len(found)):
        joiner.place(number)
    yield from joiner.result()


class _Joiner:
    """Which candidate each quotation belongs to, in reading order."""

    def __init__(self, doc: Doc, found: Sequence[Speech], candidates: Sequence[Candidate]) -> None:
        self._doc = doc
        self._found = found
        self._candidates = candidates
        self._held: dict[int, int] = {}
        for number in sorted(range(len(candidates)), key=lambda n: candidates[n].content[0]):
            for start, end in candidates[number].content:
                for i in range(start, end):
                    self._held.setdefault(i, number)
        self._owner: dict[int, int] = {}
        self._extra: dict[int, list[Range]] = {}
        self._new: list[Candidate] = []

    def place(self, number: int) -> None:
        """Find the speaker of one quotation."""
        speech = self._found[number]
        holder = self._holder(speech)
        if holder is not None:
            self._owner[number] = holder
            held = self._candidates[holder]
            whole = any(start <= speech.start and speech.end <= end for start, end in held.content)
            if not whole and speech.spoken and held.rule.startswith("verb-clause"):
                self._join(number, holder)
        elif speech.spoken:
            self._place_alone(number)

    def result(self) -> Iterator[Candidate]:
        """Yield the candidates with what was joined to them, then the new ones."""
        for number, candidate in enumerate(self._candidates):
            joined = self._extra.get(number, [])
            tokens = {i for start, end in (*candidate.content, *joined) for i in range(start, end)}
            yield replace(candidate, content=tuple(runs(tokens, self._doc))) if joined else candidate
        yield from self._new

    def _holder(self, speech: Speech) -> int | None:
        """Return the first candidate whose content touches the quotation."""
        return next((self._held[i] for i in range(speech.start, speech.end) if i in self._held), None)

    def _join(self, number: int, holder: int) -> None:
        speech = self._found[number]
        self._owner[number] = holder
        self._extra.setdefault(holder, []).append((speech.start, speech.end))

    def _place_alone(self, number: int) -> None:
        """Place a quotation without a cue of its own, by the quotation before it or the one that it runs on into."""
        speech = self._found[number]
        before = self._found[number - 1] if number else None
        owner = self._owner.get(number - 1)
        if before is not None and owner is not None:
            if before.quote.continues or before.paragraph == speech.paragraph:
                self._join(number, owner)
                return
            if _quote_only_paragraph(self._doc, speech) and 0 < speech.paragraph - before.paragraph <= 2:
                source, content = self._candidates[owner].source, ((speech.start, speech.end),)
                rule = "quote-same-speaker"
                self._new.append(Candidate(speech.start, source, (), content, Stance.ASSERTS, rule, 0.5))
                return
        after = self._found[number + 1] if number + 1 < len(self._found) else None
        holder = self._held.get(after.start) if after is not None and speech.quote.continues else None
        if holder is not None:
            self._join(number, holder)


def _quote_only_paragraph(doc: Doc, speech: Speech) -> bool:
    """Tell whether a quotation fills its paragraph."""
    start, end = speech.start, speech.end
    left = start == 0 or "\n" in doc[start - 1].text_with_ws
    right = end >= len(doc) or "\n" in doc[end].text_with_ws or "\n" in doc[end - 1].text_with_ws
    return left and right
