"""Short claims that a sentence supports, read off its parse: "X is a Y", "X was born in Z", "X did V to W".

A claim keeps the words of its sentence, in order, so that a word can be changed in both at once.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Token = Any  # spacy's: its classes have no types of their own here

# What can be left out of a phrase, and what holds its words up.
_ASIDE: Final = frozenset({"relcl", "appos", "acl", "advcl", "parataxis", "meta", "dep"})
_NEEDED: Final = frozenset(
    {"dobj", "attr", "acomp", "oprd", "dative", "xcomp", "prt", "neg", "aux", "auxpass", "expl", "ccomp"}
)
_FREE: Final = frozenset({"prep", "npadvmod", "agent"})
_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass"})
_BORN: Final = re.compile(r"\(\s*(?:[^()]{0,40}?[;,]\s*)?born\s+(?:on\s+)?([A-Z0-9][^();]{3,40}?)\s*[);]")
_DIED: Final = re.compile(r"\(\s*([A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})\s*[–-]+\s*([^()]{4,24}?)\s*\)")
_PRONOUNS: Final = frozenset("i you it he she they we this that which who these those there what".split())


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with what can be done to it.

    Attributes:
        words: its words, spaced as in the sentence.
        subject: the words of its subject, at its beginning.
        verb: index in `words` of the word after which "not" goes or that takes "did not"; None where none does.
        lemma: of the verb, and its tag, for "did not" and the like.
        has_aux: whether "not" simply follows.
        negated: the index of "not" or "never" in `words`, or None.
        place: index in the sentence of the word at `verb`, or None.
        kind: is, does, born, died.
        more: other values of the same list in the sentence ("an actor *and producer*").
    """

    words: tuple[str, ...]
    subject: str
    verb: int | None
    lemma: str
    tag: str
    has_aux: bool
    negated: int | None
    kind: str
    more: tuple[str, ...] = ()
    passive: tuple[str, str, str] | None = None
    place: int | None = None

    @property
    def text(self) -> str:
        """The claim as a sentence."""
        return tidy(" ".join(self.words))


def tidy(text: str) -> str:
    """Return words as a sentence: a capital, a full stop, no stray spaces."""
    text = re.sub(r"\s+([,.;:!?)\]’]|'s\b|n't\b|'\B)", r"\1", " ".join(text.split())).strip(" ,;:-–")
    text = re.sub(r"([(\[])\s+", r"\1", text).rstrip(".")
    return text[:1].upper() + text[1:] + "." if text else ""


def claims(sentence: Any, rng: random.Random) -> Iterator[Claim]:
    """Yield claims that a parsed sentence supports."""
    yield from _life(sentence)
    for token in sentence:
        if token.pos_ in {"VERB", "AUX"} and token.dep_ in {"ROOT", "conj", "relcl"}:
            subject = _subject(token)
            if subject is not None and not _uncertain(token):
                yield from _clause(token, subject, rng)
        elif token.dep_ == "appos" and token.head.pos_ == "PROPN" and token.pos_ == "NOUN":
            words = _phrase(token, rng)
            if words and words[0].lower() in {"a", "an", "the"}:
                yield _is(_name(token.head), words, _list_of(token))
        elif token.ent_type_ == "PERSON" and token.pos_ == "PROPN" and token.dep_ != "compound":
            title = [t.text for t in token.lefts if t.pos_ == "NOUN" and t.dep_ == "compound" and t.text.islower()]
            if title:
                article = "an" if title[0][0] in "aeiou" else "a"
                yield _is(_entity(token), [article, *title], ())


def _life(sentence: Any) -> Iterator[Claim]:
    """Yield what brackets after a name tell: when somebody was born, when somebody died."""
    for pattern in (_BORN, _DIED):
        match = pattern.search(sentence.text)
        if match is None:
            continue
        before = sentence.text[: match.start()].strip()
        name = re.sub(r"\s*\(.*?\)", "", re.split(r"[,.(] ", before)[0]).strip()
        if not 1 <= len(name.split()) <= 5 or not name[:1].isupper():
            continue
        dates = [("born", match[1])] if pattern is _BORN else [("born", match[1]), ("died", match[2])]
        for kind, when in dates:
            when = " ".join(re.sub(r"\s+in\b.*", "", when).split())  # noqa: PLW2901
            if not re.search(r"\d{4}$", when):
                continue
            verb = ["was", "born"] if kind == "born" else ["died"]
            words = [*name.split(), *verb, "on" if re.search(r"[A-Za-z]", when) else "in", *when.split()]
            yield Claim(
                tuple(words), name, len(name.split()), "die", "VBD", has_aux=kind == "born", negated=None, kind=kind
            )


def _subject(verb: Token) -> Token | None:
    for child in verb.lefts:
        if child.dep_ in _SUBJECTS:
            if verb.dep_ == "relcl":
                return verb.head if child.lower_ in {"who", "which", "that"} else None
            return None if child.lower_ in _PRONOUNS - {"he", "she", "it", "they"} else child
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"} and verb.tag_ == verb.head.tag_:
        return _subject(verb.head)
    return None


def _uncertain(verb: Token) -> bool:
    """Tell whether a clause is not said to be so: a condition, a question, or a speech of somebody's."""
    return any(
        child.dep_ in {"mark", "ccomp"}
        or (child.dep_ == "advcl" and any(c.lower_ in {"if", "unless"} for c in child.lefts))
        for child in verb.children
    ) or any(child.text == "?" for child in verb.children)


def _phrase(token: Token, rng: random.Random, keep: float = 0.5) -> list[str]:
    """Return the words of a phrase without its asides and coordinates; later prepositions with chance `keep`."""
    words: list[tuple[int, str]] = [(token.i, token.text)]
    for child in token.children:
        before = child.dep_ == "punct" and child.text in {"-", "–", "$", "'", '"'} and child.i < token.i
        if not before and child.dep_ in _ASIDE | {"conj", "cc", "preconj", "punct"}:
            continue
        if child.dep_ == "prep" and child.text != "of" and rng.random() > keep:
            continue
        words.extend((t.i, t.text) for t in _all(child))
    return [text for _, text in sorted(words)]


def _all(token: Token) -> Iterator[Token]:
    """Yield a token and what hangs on it, but for asides."""
    yield token
    for child in token.children:
        if child.dep_ not in _ASIDE:
            yield from _all(child)


def _name(token: Token) -> str:
    return " ".join(_phrase(token, random.Random(0), keep=0.0))


def _entity(token: Token) -> str:
    return " ".join(
        t.text for t in token.doc if t.ent_type_ == "PERSON" and abs(t.i - token.i) <= 3 and _joined(t, token)
    )


def _joined(one: Token, other: Token) -> bool:
    low, high = sorted((one.i, other.i))
    return all(t.ent_type_ == "PERSON" for t in one.doc[low : high + 1])


def _list_of(token: Token) -> tuple[str, ...]:
    """Return the other values that stand beside `token`."""
    found: list[str] = []
    at = token
    while True:
        following = [child for child in at.children if child.dep_ == "conj"]
        if not following:
            return tuple(found)
        at = following[0]
        found.append(" ".join(t.text for t in _all(at) if t.dep_ not in {"cc", "conj"} or t is at))


def _is(subject: str, words: list[str], more: tuple[str, ...]) -> Claim:
    start = len(subject.split())
    return Claim(
        (*subject.split(), "is", *words), subject, start, "be", "VBZ", has_aux=True, negated=None, kind="is", more=more
    )


def _clause(verb: Token, subject: Token, rng: random.Random) -> Iterator[Claim]:
    """Yield one claim of a clause, with some of what may be left out."""
    parts: list[Token] = []
    extra: list[Token] = []
    for child in verb.children:
        if child.dep_ in _NEEDED:
            parts.append(child)
        elif child.dep_ in _FREE:
            extra.append(child)
    if not parts and not extra:
        return
    chosen = [part for part in extra if rng.random() < 0.5] or extra[: not parts]
    words: list[tuple[int, str]] = [*_borrowed(verb), (verb.i, verb.text)]
    more: tuple[str, ...] = ()
    for part in (*parts, *chosen):
        if part.dep_ in {"dobj", "attr", "acomp"}:
            options = [part, *(t for t in part.children if t.dep_ == "conj")] if rng.random() < 0.5 else [part]
            part = rng.choice(options)  # noqa: PLW2901
            more = _list_of(part)
            taken = _phrase(part, rng)
            words.extend((part.i, word) for word in taken)
        else:
            # What stands before the subject goes to the end.
            shift = len(verb.doc) if part.i < subject.i and verb.dep_ != "relcl" and part.dep_ in _FREE else 0
            words.extend((t.i + shift, t.text) for t in _all(part))
    if any(word in {'"', "“", "”"} for _, word in words):
        return
    if len(words) > 24:
        return
    yield _made(verb, subject, sorted(words, key=lambda pair: pair[0]), more, chosen)


def _borrowed(verb: Token) -> list[tuple[int, str]]:
    """Return the "was" of "was written and performed", which the second participle needs."""
    if verb.dep_ != "conj" or verb.tag_ != "VBN" or any(c.dep_ in {"aux", "auxpass"} for c in verb.children):
        return []
    return [(verb.i, c.text) for c in verb.head.children if c.dep_ in {"aux", "auxpass"}]


def _made(
    verb: Token, subject: Token, words: list[tuple[int, str]], more: tuple[str, ...], chosen: list[Token]
) -> Claim:
    head = _phrase(subject, random.Random(0), keep=0.0)
    row = [*head, *(word for _, word in words)]
    places = [place for place, _ in words]
    aux = next((c for c in verb.children if c.dep_ in {"aux", "auxpass"} and c.lower_ != "to"), None)
    holder = aux if aux is not None else verb
    borrowed = places.count(verb.i) > 1
    has_aux = aux is not None or verb.lemma_ == "be" or borrowed
    neg = next((c for c in verb.children if c.dep_ == "neg"), None)
    agent = next((c for c in chosen if c.dep_ == "agent"), None)
    passive = None
    if agent is not None and verb.tag_ == "VBN":
        doer = [t.text for child in agent.children for t in _all(child)]
        passive = (" ".join(head), verb.text, " ".join(doer))
    return Claim(
        tuple(row),
        " ".join(head),
        len(head) + places.index(holder.i) if holder.i in places else None,
        verb.lemma_,
        verb.tag_,
        has_aux=has_aux,
        negated=len(head) + places.index(neg.i) if neg is not None and neg.i in places else None,
        kind="is" if verb.lemma_ == "be" else "does",
        more=more,
        passive=passive,
        place=None if borrowed else holder.i - verb.sent.start,
    )
