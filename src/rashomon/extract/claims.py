"""Claims: the content of an attribution made comparable, and what the document says in its own voice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.cues import lexicon
from rashomon.extract.events import events_of
from rashomon.extract.kinds import core
from rashomon.extract.mentions import Resolved
from rashomon.extract.polar import denied_noun, polar_question
from rashomon.extract.stance import certainty_of, clause_root, content_negated, content_root, stance_of
from rashomon.extract.syntax import SUBJECTS, Range, extent, runs, trim
from rashomon.records import Certainty, Event, Mode, Quantity, Span, Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_TOPIC = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
_LIGHT = frozenset(
    {"be", "have", "do", "say", "tell", "such", "other", "own", "get", "make", "go", "more", "many", "much"}
)
# Verbs that only carry another one: the event is what was allowed, begun or managed.
_CARRIERS = frozenset(
    {
        "allow",
        "be",
        "able",
        "begin",
        "continue",
        "have",
        "let",
        "manage",
        "permit",
        "seem",
        "start",
        "try",
        "want",
        "help",
        "force",
    }
)
_ALL = re.compile(
    r"(?<!not )(?<!almost )(?<!nearly )\b(?:all|everyone|everybody|every one|each)\b"
    r"(?:(?: of (?:them|whom|those))|(?: (?:who|that) \w+)| (?:were|was|are|is)){1,3}(?: an?)? \w+",
    re.IGNORECASE,
)
# Verbs that say nothing of what happened without their particle.
_PARTICLED = frozenset({"get", "let", "set", "pull", "go", "come", "break", "slip"})


@dataclass(frozen=True, slots=True)
class Proposition:
    """One claim in tokens of the parsed view, before it is given offsets of the original."""

    candidate: Candidate | None
    content: tuple[Range, ...]
    mode: Mode
    stance: Stance
    negated: bool
    certainty: Certainty
    predicate: str
    topics: tuple[str, ...]
    actors: tuple[str, ...]
    universal: str | None
    denied: str | None
    polar: str
    events: tuple[Event, ...]


def propositions(
    doc: Doc, candidates: Sequence[Candidate], quoted: Sequence[bool], resolved: Sequence[Resolved], *, narrative: bool
) -> Iterator[Proposition]:
    """Yield the claims of every attribution, split at coordinated clauses, then those of the narrative."""
    names = {
        i: mention.name for mention in resolved for i in range(*mention.run) if mention.run[1] - mention.run[0] <= 12
    }
    for candidate in candidates:
        for content in split(doc, candidate.content, quoted):
            yield _proposition(doc, candidate, content, quoted, names)
    if narrative:
        for content in _narrative(doc, candidates):
            yield _proposition(doc, None, content, quoted, names)


def _proposition(
    doc: Doc, candidate: Candidate | None, content: tuple[Range, ...], quoted: Sequence[bool], names: dict[int, str]
) -> Proposition:
    root = clause_root(doc, content[-1]) if candidate is None else content_root(doc, content)
    tokens = [doc[i] for start, end in content for i in range(start, end)]
    cue = doc[candidate.anchor] if candidate is not None else None
    return Proposition(
        candidate,
        content,
        mode_of(doc, content, quoted) if candidate is not None else Mode.NARRATIVE,
        stance_of(doc, candidate, content) if candidate is not None else _own_stance(doc, content),
        content_negated(doc, content),
        certainty_of(doc, content, cue),
        event_of(root),
        tuple(dict.fromkeys(t.lemma_.lower() for t in tokens if t.pos_ in _TOPIC and t.lemma_.lower() not in _LIGHT)),
        _actors(tokens, names),
        _universal(" ".join(doc[start:end].text for start, end in content)),
        denied_noun(root),
        polar_question(root, content, names),
        events_of(doc, content, names),
    )


def _own_stance(doc: Doc, content: tuple[Range, ...]) -> Stance:
    """The document's own voice states, or asks: "Was there a deal?" claims nothing."""
    end = content[-1][1]
    asks = end < len(doc) and doc[end].text == "?"
    return Stance.QUESTIONS if asks else Stance.ASSERTS


def split(doc: Doc, content: tuple[Range, ...], quoted: Sequence[bool]) -> list[tuple[Range, ...]]:
    """Cut a content at "and that ..." and at ", and did ...": two statements in one sentence are two claims.

    A second statement without a subject of its own keeps that of the first, so its content has two pieces. Direct
    speech is never cut: a quotation is given whole.
    """
    if len(content) != 1 or quoted[content[0][0]]:
        return [content]
    start, end = content[0]
    root = clause_root(doc, content[0])
    shared = next((child for child in root.children if child.dep_ in SUBJECTS and child.i >= start), None)
    cuts: list[tuple[int, bool]] = [(start, False)]
    for token in doc[start + 2 : end]:
        before = doc[token.i - 1]
        if before.dep_ != "cc" or before.i <= start or quoted[token.i]:
            continue
        if token.lower_ == "that" and token.dep_ == "mark" and token.head.dep_ == "conj":
            cuts.append((before.i, False))
        elif _second_statement(token, root) and doc[before.i - 1].text == ",":
            cuts.append((before.i, not any(child.dep_ in SUBJECTS for child in token.children)))
    parts: list[tuple[Range, ...]] = []
    for (low, shares), high in zip(cuts, [*(cut for cut, _ in cuts[1:]), end], strict=True):
        part = trim((low + 1 if low != start else low, high), doc)
        if part[0] < part[1]:
            subject_part = (trim(extent(shared), doc),) if shares and shared is not None else ()
            parts.append((*subject_part, part))
    return parts or [content]


def _second_statement(token: Token, root: Token) -> bool:
    """Tell whether a verb, right after "and", is coordinated with the main one and says enough to stand alone."""
    return token.dep_ == "conj" and token.head == root and token.pos_ == "VERB" and token.right_edge.i - token.i >= 4


def mode_of(doc: Doc, content: tuple[Range, ...], quoted: Sequence[bool]) -> Mode:
    """Return direct when all words stand between marks, mixed when some do, else indirect."""
    words = [i for start, end in content for i in range(start, end) if doc[i].is_alpha or doc[i].like_num]
    inside = sum(quoted[i] for i in words)
    if not words or inside == 0:
        return Mode.INDIRECT
    return Mode.DIRECT if inside >= 0.95 * len(words) else Mode.MIXED


def event_of(root: Token) -> str:
    """Return the lemma of what happens: the verb itself, or the one that a carrier verb leads to."""
    for _ in range(4):
        if root.lemma_.lower() not in _CARRIERS:
            break
        lead = next((c for c in root.children if c.dep_ in ("xcomp", "acomp", "ccomp") and c.i > root.i), None)
        if lead is None:
            break
        root = lead
    lemma = str(root.lemma_.lower())
    if lemma in _PARTICLED:
        particle = next(
            (
                c.lower_
                for c in root.children
                if c.dep_ in ("prt", "advmod", "acomp") and c.lower_ in ("out", "away", "off", "go", "free")
            ),
            "",
        )
        lemma = f"{lemma} {particle}".strip()
    return lemma if root.pos_ in ("VERB", "AUX", "NOUN", "ADJ") else ""


def with_event(doc: Doc, quantity: Quantity) -> Quantity:
    """Return the quantity (offsets of `doc`) with the event that the counted thing takes part in: the verb above it."""
    where = quantity.counted_span or quantity.span
    if where.start < quantity.span.start:  # carried on from words before: its own clause says what happened to these
        where = quantity.span
    span = doc.char_span(where.start, where.end, alignment_mode="expand")
    if span is None:
        return quantity
    token = span.root
    quantity = _with_members(quantity, token)
    state = next(
        (c for c in token.children if c.i > token.i and c.dep_ in ("acl", "amod") and c.tag_ in ("VBN", "JJ")), None
    )
    if state is not None:
        # "ten trucks full of weapons", "loaded with": the count is of those in that state.
        return replace(quantity, event=str(state.lemma_.lower()), event_words=f"were {state.lower_}")
    clause = next((child for child in token.children if child.dep_ == "relcl" and child.pos_ == "VERB"), None)
    if clause is not None and any(
        child.dep_ in ("nsubj", "nsubjpass") and child.i < clause.i for child in clause.children
    ):
        # "250 fighters who went": what they did is in their own clause.
        return replace(quantity, event=event_of(clause) or None, event_words=_event_words(clause, token))
    own = doc.char_span(quantity.span.start, quantity.span.end, alignment_mode="expand")
    if own is not None and own.end < span.end and "of" in (own[-1].lower_, doc[own.end].lower_):
        token = own.root  # "11 of the 15 girls were freed": eleven were
    for _ in range(8):
        if token.dep_ == "pobj" and token.head.lower_ == "of" and _is_part(token.head.head):
            return quantity
        if token.lemma_.lower() in lexicon().verbs and not any(c.dep_ == "auxpass" for c in token.children):
            return quantity  # "the report gives 40 trucks": the verb tells who says it, not what happened
        if token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ in ("ROOT", "ccomp", "relcl", "advcl", "conj")):
            return replace(quantity, event=event_of(token) or None, event_words=_event_words(token, span.root))
        if token.head == token:
            break
        token = token.head
    return quantity


def _is_part(token: Token) -> bool:
    """Tell whether a token is a number that takes a part: what happens to "11 of the 15" did not happen to the 15."""
    return bool(token.pos_ == "NUM" or token.like_num or token.lower_ in ("half", "most", "none", "many", "some"))


def _with_members(quantity: Quantity, head: Token) -> Quantity:
    """Say of whom: "members of their families" are counted, not members."""
    if (
        head.lemma_.lower() not in ("member", "kind", "type", "load", "pair", "part", "piece")
        or quantity.counted is None
    ):
        return quantity
    part = next(
        (child for child in head.children if child.dep_ == "prep" and child.lower_ == "of" and child.i == head.i + 1),
        None,
    )
    if part is None or " of " in quantity.counted:
        return quantity
    start = quantity.counted_span.start if quantity.counted_span is not None else head.idx
    last = part.right_edge
    whole = Span(start, last.idx + len(last))
    said = head.doc.char_span(whole.start, whole.end, alignment_mode="expand")
    return quantity if said is None else replace(quantity, counted=" ".join(said.text.split()), counted_span=whole)


def _event_words(verb: Token, thing: Token) -> str | None:
    """Return the verb as it would stand in "How many ... ?": "were loaded", "left"; None where it cannot."""
    if event_of(verb) != verb.lemma_.lower():
        return None
    if any(child.dep_ == "auxpass" for child in verb.children) or (verb.tag_ == "VBN" and thing.i < verb.i):
        return f"were {verb.lower_}"
    return str(verb.lower_) if verb.tag_ == "VBD" and thing.dep_ in SUBJECTS and thing.head == verb else None


def _actors(tokens: Sequence[Token], names: dict[int, str]) -> tuple[str, ...]:
    """Return who acts in a content: subjects of its verbs and agents of its passives, by name where known."""
    found: dict[str, None] = {}
    for token in tokens:
        agent = token.dep_ == "pobj" and token.head.dep_ == "agent"
        acts = token.dep_ in SUBJECTS - {"nsubjpass", "expl"} and token.head.pos_ in ("VERB", "AUX")
        if agent or acts:
            low, high = core(token.doc, (token.left_edge.i, token.right_edge.i + 1))
            written = " ".join(token.doc[low:high].text.split())
            name = names.get(token.i)
            found.setdefault(name if name is not None and token.pos_ == "PRON" else written)
    return tuple(found)


def _universal(text: str) -> str | None:
    """Return the words that say what all are: "all of them locals", "everyone who left was local"."""
    match = _ALL.search(text)
    return match.group() if match else None


def _narrative(doc: Doc, candidates: Sequence[Candidate]) -> Iterator[tuple[Range, ...]]:
    """Yield the sentences, or what is left of them, that no attribution accounts for and that state something."""
    taken: set[int] = set()
    for candidate in candidates:
        for start, end in (*candidate.content, *candidate.source, *candidate.cue):
            taken.update(range(start, end))
    for sentence in doc.sents:
        free = [t.i for t in sentence if t.i not in taken and not t.is_space]
        words = [i for i in free if not doc[i].is_punct]
        if not words or len(words) < 0.6 * sum(not (t.is_punct or t.is_space) for t in sentence):
            continue
        states = any(doc[i].pos_ in ("VERB", "AUX") for i in words)
        content = tuple(runs(words, doc))
        if states and len(words) >= 4 and content:
            yield content
