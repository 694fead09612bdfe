"""What an amount counts: the noun phrase beside it, by a shallow scan that survives wrong parses, then by the parse.

All positions here are token indices of a spaCy Doc. Every scan is bounded, so the work stays linear in the text.
"""

from __future__ import annotations

import bisect
from typing import Any

from rashomon.extract.quantity_items import word_set

_LONGEST = 14
"""Most tokens a counted noun phrase is looked for in."""
_DETERMINERS = word_set("the a an his her its their our my your those these this that such own")
_DROPPED = word_set("more other others additional further another")
_STATES = word_set(
    "killed hurt wounded injured arrested detained missing displaced dead homeless captured kidnapped abducted "
    "hospitalised hospitalized evacuated rescued executed maimed disappeared"
)
_NEVER_NOUNS = word_set("killed hurt arrested captured rescued executed")
_QUOTES = frozenset("‘“\"'")
_NOMINAL = frozenset(("NOUN", "PROPN"))
_PLURALS = word_set("people men women children police troops personnel staff families cattle aircraft feet teeth")
_HARM = word_set(
    "kill injure wound hurt harm die arrest detain miss survive displace kidnap evacuate save rescue capture shoot"
)
_EXTENT = word_set("long wide tall high deep thick across broad")
_AWAY = word_set("away apart off")
_MEASURING = word_set(
    "weigh measure stretch cover span reach extend last cost travel be run stand total number exceed hold contain store"
)
_CHANGING = word_set("rise fall climb drop grow increase decrease jump soar surge decline plunge shrink")
TALLIES = frozenset(("number", "total", "count"))
_VERBS = word_set("is was has does says goes are were have had will")
_SPANS = word_set("week month year night weekend quarter summer autumn winter spring morning evening afternoon")
_DAYS = word_set("today yesterday tomorrow tonight overnight")
_VERB_TAGS = frozenset(("VERB", "AUX"))


class Tokens:
    """A Doc with what the scans need at hand: token starts, sentence ends, and which sentences are in capitals."""

    def __init__(self, doc: Any, text: str) -> None:
        from spacy.attrs import IDX, LENGTH, SENT_START

        self.doc = doc
        self.parsed = bool(doc.has_annotation("DEP"))
        # All at once: to ask token by token takes ten times as long.
        table = doc.to_array([IDX, LENGTH, SENT_START]).tolist()
        self._starts: list[int] = [start for start, _, _ in table]
        written = [text[start : start + length] for start, length, _ in table]
        self._sentence: list[int] = []
        self._ends: list[int] = []
        self._first: list[int] = []
        self._shouted: list[bool] = []
        self._titled: list[bool] = []
        bounds = [i for i, (_, _, begins) in enumerate(table) if i == 0 or begins == 1]
        for number, start in enumerate(bounds):
            end = bounds[number + 1] if number + 1 < len(bounds) else len(doc)
            words = [word for word in written[start:end] if word[:1].isalpha()]
            upper = sum(text.isupper() for text in words if len(text) > 1)
            capital = sum(text[0].isupper() for text in words)
            self._sentence.extend([number] * (end - start))
            self._first.append(start)
            self._ends.append(end)
            self._shouted.append(upper > 0.7 * sum(len(text) > 1 for text in words) and len(words) > 2)
            self._titled.append(capital > 0.6 * len(words) and len(words) > 3)

    def at(self, offset: int) -> int:
        """Return the token that holds, or is the last to start before, the character at `offset`."""
        return max(0, bisect.bisect_right(self._starts, offset) - 1)

    def after(self, offset: int) -> int:
        """Return the first token that starts at or after `offset`."""
        return bisect.bisect_left(self._starts, offset)

    def end_before(self, i: int) -> int:
        """Return the offset where the token before token `i` ends."""
        last = self.doc[i - 1]
        return int(last.idx + len(last.text))

    def sentence(self, i: int) -> int:
        """Return the number of the sentence of token `i`."""
        return self._sentence[i] if i < len(self._sentence) else -1

    def sentence_start(self, i: int) -> int:
        """Return the first token of the sentence of token `i`."""
        return self._first[self._sentence[i]]

    def sentence_end(self, i: int) -> int:
        """Return the token after the sentence of token `i`."""
        return self._ends[self._sentence[i]]

    def shouted(self, i: int) -> bool:
        """Tell whether the sentence of token `i` is in capitals."""
        return self._shouted[self._sentence[i]]

    def titled(self, i: int) -> bool:
        """Tell whether most words of the sentence of token `i` start with a capital, as headlines do."""
        return self._titled[self._sentence[i]]


def is_plural(token: Any) -> bool:
    """Tell whether a token is a plural noun by its tag, or by its form where the text is in capitals."""
    if token.tag_ in ("NNS", "NNPS"):
        return True
    return token.lower_ in _PLURALS


def noun_phrase(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """Return the noun phrase that starts at token `i`, past "of the", as (first, end); None without a noun."""
    doc = tokens.doc
    if i >= len(doc):
        return None
    end = min(tokens.sentence_end(i), i + _LONGEST)
    i = _past_determiners(doc, i, end)
    while i < end and doc[i].text in _QUOTES:
        i += 1
    if i < end and _is_bare_state(doc, i, end):
        return (i, i + 1) if doc[i].lower_ not in _NEVER_NOUNS else None
    last = _last_noun(tokens, i, end)
    if last is None:
        return _modified_state(doc, i, end)
    if doc[last].tag_ in ("NN", "NNP") and last + 1 < end and _is_cut_plural(doc, i, last + 1):
        last += 1
    counted = next((k for k in range(last - 1, i, -1) if doc[k].pos_ == "NUM" and _is_possessive(doc, k - 1, k)), None)
    owner = next((k for k in range(last - 1, i, -1) if _is_possessive(doc, k, last)), None)
    if counted is not None:  # "34 of the province's 41 roads"
        i = counted + 1
    elif owner is not None and doc[owner - 1].pos_ == "NOUN":  # "40 per cent of the capital's masts"
        i = owner + 1
    return i, _coordinated(tokens, i, last) + 1


def _past_determiners(doc: Any, i: int, end: int) -> int:
    """Return the token after "more", "other" and the like; after "of the", "of its 12", where "of" stands first."""
    given = doc[i].lower_ == "of"
    dropped = _DROPPED | _DETERMINERS if given else _DROPPED
    i += given
    while i < end and (
        (doc[i].lower_ in dropped and doc[i].tag_ not in ("NNS", "NNPS")) or (given and _is_count(doc, i))
    ):
        i += 1
    return i


def _last_noun(tokens: Tokens, i: int, end: int) -> int | None:
    """Return the last noun of the phrase that starts at token `i`, None where it has none."""
    doc, last, at = tokens.doc, None, i
    while at < end:
        token = doc[at]
        if token.pos_ == "SPACE":
            at += 1
            continue
        if last is None and (token.lower_ in _DAYS or _says_when(doc, at, end)):  # "has three today"
            break
        if token.lower_ in _VERBS:  # in capitals parsers take these for names
            break
        if token.pos_ in _NOMINAL and token.lower_ not in ("percent", "%"):
            if last is not None and _starts_clause(doc, last, at):
                break
            last = at
            if tokens.shouted(at) and _looks_plural(token) and not _is_possessive(doc, at + 1, end):
                break
        elif token.text == "(" and last is not None:
            past = _past_bracket(doc, at, end)
            if past is None:
                break
            at = past
            continue
        elif not _modifies(doc, at, end, last):
            break
        at += 1
    return last


def _modified_state(doc: Any, i: int, end: int) -> tuple[int, int] | None:
    """Return "confirmed dead" as what is counted."""
    at = i
    while at + 1 < end and at - i < 2 and doc[at].lower_ not in _STATES and doc[at].tag_ in ("JJ", "VBN", "NN"):
        at += 1
    state = at > i and at < end and doc[at].lower_ in _STATES and doc[at].lower_ not in _NEVER_NOUNS
    return (i, at + 1) if state else None


def _says_when(doc: Any, at: int, end: int) -> bool:
    """Tell whether "last week" or the like stands at token `at`."""
    return doc[at].lower_ in ("last", "next", "this") and at + 1 < end and doc[at + 1].lower_ in _SPANS


def _is_count(doc: Any, i: int) -> bool:
    """Tell whether token `i` is a number after "of the": "11 of the 15 girls"."""
    return bool(doc[i].pos_ == "NUM" and (doc[i].text.isalpha() or doc[i].text[0].isdigit()))


def _is_bare_state(doc: Any, i: int, end: int) -> bool:
    """Tell whether token `i` says what became of people without naming them: "40 wounded", not "40 wounded men"."""
    if doc[i].lower_ not in _STATES:
        return False
    at = i + 1
    while at < end and (doc[at].pos_ == "ADJ" or doc[at].text == "-"):
        at += 1
    return not (at < end and doc[at].pos_ in _NOMINAL and doc[at].ent_type_ not in ("DATE", "TIME"))


def is_state(doc: Any, first: int, end: int) -> bool:
    """Tell whether a phrase only says what became of people: "wounded", "dead"; not "two of the wounded"."""
    return bool(end == first + 1 and doc[first].lower_ in _STATES and (not first or doc[first - 1].lower_ != "the"))


def _is_cut_plural(doc: Any, first: int, at: int) -> bool:
    """Tell whether the parser took the plural head at `at` for a verb: "60 mortar rounds a day"."""
    counts = first > 0 and doc[first - 1].pos_ == "NUM" and doc[first - 1].lower_ not in ("one", "1")
    return bool(counts and doc[at].tag_ == "VBZ" and _looks_plural(doc[at]) and doc[at].lower_ not in _VERBS)


def _starts_clause(doc: Any, last: int, at: int) -> bool:
    """Tell whether a noun after a full noun begins something new: "250 fighters Saturday"."""
    if doc[at].ent_type_ in ("DATE", "TIME") and doc[last].ent_type_ != doc[at].ent_type_:
        return True
    after_plural = doc[last].tag_ == "NNS" and doc[at].tag_ in ("NNP", "NNPS") and doc[at].dep_ != "appos"
    return bool(after_plural and doc[last].dep_ not in ("compound", "nmod", "poss"))


def _looks_plural(token: Any) -> bool:
    lower = token.lower_
    return lower in _PLURALS or (len(lower) > 3 and lower.endswith("s") and not lower.endswith(("ss", "us", "is")))


def _is_possessive(doc: Any, i: int, end: int) -> bool:
    return i < end and doc[i].text in ("'s", "’s", "'", "’", "'S", "’S")


def _past_bracket(doc: Any, i: int, end: int) -> int | None:
    """Return the token after a short bracket in a noun phrase ("Islamic State (ISIS) terrorists"), None elsewhere."""
    for at in range(i + 1, min(i + 5, end - 1)):
        if doc[at].text == ")":
            return at + 1 if doc[at + 1].pos_ in _NOMINAL | {"ADJ"} else None
    return None


def _modifies(doc: Any, at: int, end: int, last: int | None) -> bool:
    """Tell whether token `at` may stand inside a noun phrase before its last noun."""
    token, follows = doc[at], doc[at + 1] if at + 1 < end else None
    if follows is None:
        return False
    if token.pos_ == "NUM" and at > 0 and _is_possessive(doc, at - 1, at):  # "the province's 41 roads"
        return True
    if token.pos_ == "NUM" and "-" in token.text and any(c.isalpha() for c in token.text):  # "AK-47 rifles"
        return True
    if _is_possessive(doc, at, end):
        return last is not None and follows.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "VERB")
    if token.text in ("-", "–", "‑"):
        return at > 0 and not token.whitespace_ and not doc[at - 1].whitespace_
    hyphened = at > 0 and doc[at - 1].text == "-" and not doc[at - 1].whitespace_
    if token.tag_ in ("VBN", "VBG", "VBD", "VB"):
        return bool((hyphened or token.dep_ in ("amod", "compound")) and token.head.i > at)
    if token.pos_ == "ADV":
        return (
            follows.dep_ == "amod"
            or follows.tag_ in ("VBN", "VBG")
            or follows.pos_ == "ADJ"
            or (hyphened and follows.pos_ in _NOMINAL)
        )
    opening = (
        last is None and (token.pos_ == "CCONJ" or token.text in _QUOTES) and follows.pos_ in ("ADJ", "NOUN", "PROPN")
    )
    return bool(token.pos_ == "ADJ" or token.lower_ == "own" or opening)


def _coordinated(tokens: Tokens, first: int, last: int) -> int:
    """Go on over bare plurals that share the number: "12 men, women and children"; return the last noun's index."""
    doc, at, end = tokens.doc, last + 1, min(tokens.sentence_end(last), last + _LONGEST)
    if not (tokens.parsed and is_plural(doc[last])):
        return last
    reached, closed = last, last
    while at + 1 < end and doc[at].lower_ in (",", "and", "or"):
        final = doc[at].lower_ != ","
        noun = at + 2 if doc[at + 1].lower_ in ("and", "or") and not final else at + 1
        final = final or noun == at + 2
        if (
            noun >= end
            or not is_plural(doc[noun])
            or doc[noun].dep_ != "conj"
            or not first <= doc[noun].head.i <= reached
        ):
            break
        if noun + 1 < end and doc[noun + 1].lower_ == "of":  # "and loads of arms" has an amount of its own
            break
        reached = noun
        if final:
            closed = noun
            break
        at = noun + 1
    return closed


def subject_of(tokens: Tokens, i: int, *, verbs: frozenset[str] | None = None) -> tuple[int, int] | None:
    """Return the subject of the verb that governs token `i`, as a plain noun phrase; None without one.

    With `verbs`, only a verb with one of those lemmas counts.
    """
    if not tokens.parsed or i >= len(tokens.doc):
        return None
    token = tokens.doc[i]
    for _ in range(6):
        if token.pos_ in _VERB_TAGS:
            break
        if token.head.i == token.i:
            return None
        token = token.head
    if verbs is not None and token.lemma_.lower() not in verbs:
        return None
    if token.dep_ == "acl" and token.head.pos_ == "NOUN" and token.head.i < token.i:  # "a bomb weighing half a tonne"
        noun = token.i - 1 if tokens.doc[token.i - 1].pos_ == "NOUN" else token.head.i
        return noun, noun + 1
    for child in token.children:
        if child.tag_ == "WDT" and child.dep_ == "nsubj" and token.dep_ == "relcl" and token.head.pos_ == "NOUN":
            return token.head.i, token.head.i + 1  # "the dam, which holds 3 million cubic metres"
        if child.dep_ in ("nsubj", "nsubjpass") and child.pos_ in _NOMINAL and child.i < i:
            start = child.i
            if child.lemma_.lower() in TALLIES and tokens.doc[child.i + 1].lower_ == "of":
                return noun_phrase(tokens, child.i + 1)  # "the number of dead rose"
            while start > child.left_edge.i and tokens.doc[start - 1].dep_ in ("compound", "amod", "nmod"):
                start -= 1
            return start, child.i + 1
    return None


def measured_thing(tokens: Tokens, i: int, end: int, *, kind: str) -> tuple[int, int] | None:
    """Return what a measure (tokens `i` to `end`) is a measure of: "120 kg of explosives", "the convoy was 6 km long".

    `kind` is what the unit measures: rates rise by percents, but not by the years in which they do.
    """
    doc = tokens.doc
    if end < len(doc) and doc[end].lower_ == "of":
        return noun_phrase(tokens, end)
    if end < len(doc) and doc[end].lower_ in _EXTENT:
        return _said_of(tokens, end) or subject_of(tokens, i)
    if end < len(doc) and doc[end].lower_ in _AWAY:
        return None
    return subject_of(tokens, i, verbs=_MEASURING if kind == "time" else _MEASURING | _CHANGING)


def _said_of(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """Return the noun that the adjective at token `i` stands with: "a crater five metres deep and eight wide"."""
    token = tokens.doc[i]
    for _ in range(3):
        if token.dep_ == "amod" and token.head.pos_ in _NOMINAL and token.head.i < i:
            return token.head.i, token.head.i + 1
        if token.dep_ != "conj" or token.head.i >= token.i:
            return None
        token = token.head
    return None


def tells_harm(tokens: Tokens, i: int) -> bool:
    """Tell whether token `i` is the subject or object of a verb of harm: "no one was killed"."""
    if not tokens.parsed:
        return False
    token = tokens.doc[i]
    return token.head.lemma_.lower() in _HARM and token.dep_ in ("nsubj", "nsubjpass", "dobj")
