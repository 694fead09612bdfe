"""What each part of the reader is worth: `python -m training.attribution.ablation --data DATA`.

Prints F1 on PolNeAR's development articles with one part taken out at a time. The decoder's logistic model is fitted
anew for each row by five-fold cross-validation over articles; the last rows are the whole back end, as `rashomon
evaluate attribution` measures it, and the rules alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from unittest.mock import patch

from rashomon import scoring
from rashomon.config import Config, ExtractConfig
from rashomon.extract import decoder, selection
from rashomon.extract.decoder import CONTENT, CUE, SOURCE, Run, WordList, runs_of
from rashomon.extract.encoder import OnnxNetwork, model_folder
from rashomon.extract.pieces import load_tokenizer
from rashomon.extract.selection import Settings
from training.attribution import data
from training.attribution.figures import Guess, figures, guesses, spans
from training.attribution.tune import Article, fitted, prepared, scored


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=model_folder())
    options = parser.parse_args()
    folder = options.data / "polnear" / "dev"
    network, tokenizer = OnnxNetwork(options.weights), load_tokenizer(options.weights / "tokenizer.json")
    items = data.load(folder, tokenizer)

    def unjoined(content: decoder.Mask, bridge: decoder.Mask) -> decoder.Mask:
        del bridge
        return content

    def unattached(words: WordList, tags: object, kept: Sequence[decoder.Decoded]) -> Sequence[decoder.Decoded]:
        del words, tags
        return kept

    parts: dict[str, AbstractContextManager[object]] = {
        "network and decoder": nullcontext(),
        "- joining over marks": patch.object(decoder, "_bridged", unjoined),
        "- words only the tagger saw": patch.object(selection, "_attached", unattached),
    }
    for name, without in parts.items():
        with without:
            articles = [prepared(network, item, Settings()) for item in items]
            _show(name, scored(articles, fitted(articles, keep=0.36)))
    articles = [prepared(network, item, Settings()) for item in items]
    sure = Settings(keep=0.5)
    _show("- logistic model", figures((a.item.gold, list(guesses(a.words, a.scores, sure))) for a in articles))
    _show("- linker: nearest cue, source", figures((a.item.gold, list(nearest(a))) for a in articles))
    for backend in ("model", "rules"):
        score = scoring.attribution(folder, config=Config(extract=ExtractConfig(attribution=backend)))
        name = "whole back end: + rules" if backend == "model" else "rules alone"
        _show(name, {measure: round(100 * tally.f1, 1) for measure, tally in sorted(score.tallies.items())})


def nearest(article: Article) -> Iterator[Guess]:
    """Read the tags without the linker: each run of content goes to the nearest cue and source of its paragraph."""
    words, tags = article.words, article.scores.tags[article.words.first].argmax(1)
    for start, end in runs_of(words.mark ^ True):
        runs = {role: _found(tags[start:end] == role, start) for role in (SOURCE, CUE, CONTENT)}
        for content in runs[CONTENT]:
            cue, source = (min(runs[role], key=_distance(content), default=None) for role in (CUE, SOURCE))
            yield Guess(*(spans(words, [run] if run else []) for run in (source, cue, content)))


def _found(mask: decoder.Mask, start: int) -> list[Run]:
    return [(a + start, b + start) for a, b in runs_of(mask)]


def _distance(content: Run) -> Callable[[Run], int]:
    return lambda run: max(run[0] - content[1], content[0] - run[1])


def _show(name: str, found: dict[str, float]) -> None:
    measures = ("linked", "exact content", "words source", "words cue", "words content")
    print(f"{name:32s}" + "".join(f"  {measure} {found[measure]:.1f}" for measure in measures), flush=True)


if __name__ == "__main__":
    main()
