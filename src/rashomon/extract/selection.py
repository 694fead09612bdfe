"""Which decoded attributions stand, and to whom words belong that only the tagger saw.

The linker reads an attribution for every likely cue, also for words that only look like one. A logistic model of a few
figures (how sure the cue is, how far the tagger, which knows nothing of cues, agrees on content and source, how much
is said) tells which of them stand; it is fitted on development data by `training.attribution.tune`. The surest is taken
first, and what would claim words that are taken falls away. Content that only the tagger saw goes to the attribution
that it touches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rashomon.extract.decoder import CONTENT, CUE, SOURCE, Decoded, Run, WordList, decode
from rashomon.extract.encoder import Scores

FEATURES = (
    "anchor logit",
    "content tagged",
    "content linked",
    "content words, log",
    "has source",
    "source tagged",
    "cue tagged",
    "content tagged, least",
    "content tagged otherwise",
    "source distance",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What was tuned on development data.

    Attributes:
        window, overlap: of the encoder, in word pieces.
        least: probability from which on a cue is looked at; `keep`: from which on its attribution stands.
        mean, deviation, weights: of the logistic model, in the order of `FEATURES`; the last weight is the constant.
    """

    window: int = 256
    overlap: int = 48
    least: float = 0.08
    keep: float = 0.4
    mean: tuple[float, ...] = (0.0,) * len(FEATURES)
    deviation: tuple[float, ...] = (1.0,) * len(FEATURES)
    weights: tuple[float, ...] = (1.0, *(0.0,) * len(FEATURES))


@dataclass(frozen=True, slots=True)
class Reading:
    """A decoded attribution before it is judged: its words, and the figures that it is judged by."""

    made: Decoded
    content: NDArray[np.int64]
    features: tuple[float, ...]


def readings(words: WordList, scores: Scores) -> list[Reading]:
    """Decode every likely cue of a text."""
    tags = scores.tags[words.first]
    found = []
    for one in scores.anchored:
        made = decode(words, one.place, one.low, one.logits)
        if made is None:
            continue
        content, source = _inside(words, made.content), _inside(words, made.source)
        chance = min(max(one.probability, 1e-4), 1 - 1e-4)
        features = (
            float(np.log(chance / (1 - chance))),
            float(tags[content, CONTENT].mean()),
            made.score,
            float(np.log(len(content))),
            float(len(source) > 0),
            float(tags[source, SOURCE].mean()) if len(source) else 0.0,
            float(tags[made.anchor, CUE]),
            float(tags[content, CONTENT].min()),
            float(tags[content][:, [SOURCE, CUE]].sum(1).mean()),
            abs(made.anchor - float(source.mean())) / 10 if len(source) else 0.0,
        )
        found.append(Reading(made, content, features))
    return found


def _inside(words: WordList, runs: Sequence[Run]) -> NDArray[np.int64]:
    """Return the word numbers of runs, punctuation left out."""
    numbers = [i for start, end in runs for i in range(start, end) if not words.bare[i]]
    return np.array(numbers, np.int64)


def probabilities(found: Sequence[Reading], settings: Settings) -> NDArray[np.float64]:
    """Return how likely each reading is to be an attribution, 0 to 1."""
    if not found:
        return np.zeros(0)
    table = (np.array([one.features for one in found]) - settings.mean) / settings.deviation
    logits = table @ np.array(settings.weights[:-1]) + settings.weights[-1]
    result: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
    return result


def select(words: WordList, scores: Scores, settings: Settings) -> list[Decoded]:
    """Return the attributions that stand, in reading order, with the probability of each as its score."""
    found = readings(words, scores)
    chances = probabilities(found, settings)
    taken: set[int] = set()
    kept: list[Decoded] = []
    for number in np.argsort(-chances, kind="stable").tolist():
        if chances[number] < settings.keep:
            break
        own = found[number].content.tolist()
        if sum(i in taken for i in own) <= 0.5 * len(own):
            taken.update(own)
            kept.append(replace(found[number].made, score=float(chances[number])))
    return sorted(_attached(words, scores.tags[words.first], kept), key=lambda one: (one.content[0], one.anchor))


def _attached(words: WordList, tags: NDArray[np.float32], kept: Sequence[Decoded]) -> list[Decoded]:
    """Give content that only the tagger saw to the attribution whose content it touches, in the same paragraph."""
    owner: dict[int, int] = {}
    busy: set[int] = set()
    for number, one in enumerate(kept):
        for start, end in one.content:
            owner.update((i, number) for i in range(start, end) if not words.bare[i])
        busy.update(i for start, end in (*one.source, *one.cue, *one.content) for i in range(start, end))
    free = [i for i in np.flatnonzero((tags[:, CONTENT] > 0.5) & ~words.bare).tolist() if i not in busy]
    more: dict[int, list[Run]] = {}
    for start, end in _joined([(i, i + 1) for i in free], words, across=False):
        holder = owner.get(_beside(words, start, -1), owner.get(_beside(words, end - 1, 1), -1))
        if holder >= 0:
            more.setdefault(holder, []).append((start, end))
    return [
        replace(one, content=tuple(_joined([*one.content, *more[number]], words, across=True)))
        if number in more
        else one
        for number, one in enumerate(kept)
    ]


def _beside(words: WordList, place: int, step: int) -> int:
    """Return the next word that is no punctuation, or -1 where the paragraph ends first."""
    place += step
    while 0 <= place < len(words.first) and words.bare[place]:
        if words.mark[place]:
            return -1
        place += step
    return place if 0 <= place < len(words.first) else -1


def _joined(runs: Sequence[Run], words: WordList, *, across: bool) -> list[Run]:
    """Join runs with only punctuation between them, and over paragraph marks too where `across` is set."""
    joined: list[Run] = []
    for start, end in sorted(runs):
        gap = slice(joined[-1][1], start) if joined else slice(0, 0)
        if joined and words.bare[gap].all() and (across or not words.mark[gap].any()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
