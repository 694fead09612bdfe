"""Fit the model that tells which decoded attributions stand: `python -m training.attribution.tune --data DATA`.

Runs the exported weights over PolNeAR's development articles, fits a logistic regression (ridge, Newton's method) on
whether each reading matches an annotated attribution, and writes it into `settings.json`. The figures that are printed
are those of five-fold cross-validation by article: the articles a figure counts were not fitted on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rashomon.extract.decoder import WordList
from rashomon.extract.encoder import Network, OnnxNetwork, Scores, model_folder
from rashomon.extract.pieces import load_tokenizer
from rashomon.extract.selection import Reading, Settings, readings
from rashomon.records import Spans
from training.attribution import data
from training.attribution.figures import figures, guesses, read

FOLDS = 5


@dataclass(frozen=True)
class Article:
    """One article as the network sees it."""

    item: data.Item
    words: WordList
    scores: Scores
    readings: list[Reading]
    right: NDArray[np.float64]


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=model_folder())
    options = parser.parse_args()
    tokenizer = load_tokenizer(options.weights / "tokenizer.json")
    network, base = OnnxNetwork(options.weights), Settings()
    articles = [prepared(network, item, base) for item in data.load(options.data / "polnear" / "dev", tokenizer)]
    best, most = base.keep, 0.0
    for keep in np.arange(0.26, 0.46, 0.02).round(2).tolist():
        found = scored(articles, fitted(articles, keep=keep))
        print(keep, found, flush=True)
        # All measures count the same: what is kept must be right, and what is said must not be lost.
        total = sum(found.values())
        if total > most:
            best, most = keep, total
    chosen = replace(fit(articles, base), keep=best)
    (options.weights / "settings.json").write_text(json.dumps(asdict(chosen), indent=2) + "\n", encoding="utf-8")
    print("kept", best, scored(articles, fitted(articles, keep=best)))


def prepared(network: Network, item: data.Item, settings: Settings) -> Article:
    """Read one article and tell which of its readings match an annotated attribution."""
    words, found = read(item, network, settings)
    every = readings(words, found)
    gold = [
        (_numbers(words, attribution.get("source", ())), _numbers(words, attribution["content"]))
        for attribution in item.gold.attributions
    ]
    right = [float(any(_matches(one, source, content) for source, content in gold)) for one in every]
    return Article(item, words, found, every, np.array(right))


def _numbers(words: WordList, spans: Spans) -> set[int]:
    inside = np.zeros(len(words.first), bool)
    for span in spans:
        inside |= (words.starts >= span.start) & (words.starts < span.end)
    return set(np.flatnonzero(inside & ~words.bare).tolist())


def _matches(one: Reading, source: set[int], content: set[int]) -> bool:
    own = set(one.content.tolist())
    speaker = {i for start, end in one.made.source for i in range(start, end)}
    return 2 * len(own & content) >= len(own | content) and (bool(speaker & source) or not (speaker or source))


def fit(articles: Sequence[Article], base: Settings, ridge: float = 1.0) -> Settings:
    """Return `base` with the logistic model fitted to `articles`."""
    table = np.array([one.features for article in articles for one in article.readings])
    right = np.concatenate([article.right for article in articles])
    mean, deviation = table.mean(0), table.std(0) + 1e-9
    design = np.c_[(table - mean) / deviation, np.ones(len(table))]
    weights = np.zeros(design.shape[1])
    penalty = ridge * np.append(np.ones(len(weights) - 1), 0.0)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (chance - right) + penalty * weights
        curve = (design.T * (chance * (1 - chance))) @ design + np.diag(penalty + 1e-9)
        weights -= np.linalg.solve(curve, slope)

    def numbers(values: NDArray[np.float64]) -> tuple[float, ...]:
        return tuple(round(float(value), 5) for value in values)

    return replace(base, mean=numbers(mean), deviation=numbers(deviation), weights=numbers(weights))


def fitted(articles: Sequence[Article], *, keep: float) -> list[Settings]:
    """Return for each article the settings that were fitted on the four folds it is not in."""
    base = Settings(keep=keep)
    folds = [fit([a for n, a in enumerate(articles) if n % FOLDS != fold], base) for fold in range(FOLDS)]
    return [folds[number % FOLDS] for number in range(len(articles))]


def scored(articles: Sequence[Article], settings: Sequence[Settings]) -> dict[str, float]:
    """Return F1 in per cent, each article read with its own settings."""
    return figures(
        (article.item.gold, list(guesses(article.words, article.scores, own)))
        for article, own in zip(articles, settings, strict=True)
    )


if __name__ == "__main__":
    main()
