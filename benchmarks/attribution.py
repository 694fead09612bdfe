"""Attribution beside textacy, on the same articles in one run: how much is found, and what it costs.

    make bench DATA=../shared/data

Needs the folder `polnear/` of the data, and textacy, which is no dependency of ours: `make bench` gives both an
environment of their own. Prints F1 by measure, then seconds: medians of repeated passes over the same articles, ours
beside the two bare passes (parser and encoder) that it cannot do without, and beside textacy with the same parser.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from rashomon.config import Config, ExtractConfig
from rashomon.evaluate import AttributionScore, GoldDocument, read_polnear, score_attributions
from rashomon.extract.attribution_model import workers
from rashomon.extract.encoder import encode, model_folder, shares, shipped_network
from rashomon.extract.parse import parse
from rashomon.extract.pieces import cut, load_tokenizer
from rashomon.extract.reading import attributed
from rashomon.ingest.view import tidy
from rashomon.records import Attribution, Document, Mode, Span, Stance
from rashomon.scoring import read_text


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds polnear/")
    parser.add_argument("--articles", type=int, default=84, help="how many articles are scored (default: all 84)")
    parser.add_argument("--timed", type=int, default=24, help="how many of them are timed")
    parser.add_argument("--repeat", type=int, default=5, help="timed passes, of which the median counts")
    options = parser.parse_args()
    articles = list(read_polnear(options.data / "polnear" / "dev"))[: options.articles]
    quality(articles)
    speed(articles[: options.timed], options.repeat)


def quality(articles: Sequence[GoldDocument]) -> None:
    """Print F1 of both, percent."""
    failed: list[str] = []
    theirs = score_attributions((gold, list(_textacy(gold, failed))) for gold in articles)
    ours = {
        name: score_attributions((gold, _ours(gold, name)) for gold in articles)
        for name in ("rules", Config().extract.attribution)
    }
    rows: dict[str, AttributionScore] = {"textacy": theirs, **{f"rashomon, {name}": s for name, s in ours.items()}}
    measures = sorted(theirs.tallies)
    print(f"F1 on {len(articles)} articles; textacy gave up on {len(failed)} of them")
    print(f"{'':22s}" + "".join(f"{name:>15s}" for name in measures))
    for name, score in rows.items():
        print(f"{name:22s}" + "".join(f"{100 * score.tally(m).f1:15.1f}" for m in measures))


def _ours(gold: GoldDocument, backend: str) -> Sequence[Attribution]:
    config = Config(extract=ExtractConfig(attribution=backend))
    return read_text(gold.name, gold.text, config=config).attributions


def _textacy(gold: GoldDocument, failed: list[str]) -> Iterator[Attribution]:
    from textacy.extract import direct_quotations

    doc = parse(gold.text)
    try:
        found = list(direct_quotations(doc))
    except ValueError:
        # One nickname in quotation marks, or a mark without its partner, and the whole article is refused.
        failed.append(gold.name)
        return
    for number, (speaker, cue, content) in enumerate(found):
        yield Attribution(
            str(number),
            tuple(Span(t.idx, t.idx + len(t)) for t in speaker),
            tuple(Span(t.idx, t.idx + len(t)) for t in cue),
            (Span(content.start_char, content.end_char),),
            Mode.DIRECT,
            Stance.ASSERTS,
        )


def speed(articles: Sequence[GoldDocument], repeat: int) -> None:
    """Print seconds of each pass over the articles, and the ratios to the bare passes."""
    from textacy.extract import direct_quotations

    texts = [article.text for article in articles]
    documents = [Document(path=str(n), sha256="0" * 64, media_type="text/plain", text=t) for n, t in enumerate(texts)]
    views = [tidy(document) for document in documents]
    tokenizer, network = load_tokenizer(model_folder() / "tokenizer.json"), shipped_network()
    pieces = [cut(text, tokenizer) for text in texts]

    def bare_parser() -> None:
        for text in texts:
            parse(text)

    def bare_encoder() -> None:
        # Windows side by side on all threads, no anchors: nothing but the six layers, each piece once.
        for one in pieces:
            for _ in workers().map(partial(encode, network, one), shares(len(one), window=256, overlap=0, together=2)):
                pass

    def whole_layer() -> None:
        for document, view in zip(documents, views, strict=True):
            attributed(document, view, config=Config().extract)

    def textacy() -> None:
        for text in texts:
            try:
                list(direct_quotations(parse(text)))
            except ValueError:
                continue

    passes: dict[str, Callable[[], None]] = {
        "bare parser": bare_parser,
        "bare encoder": bare_encoder,
        "whole attribution layer": whole_layer,
        "textacy with its parse": textacy,
    }
    for run in passes.values():
        run()
    seconds: dict[str, list[float]] = {name: [] for name in passes}
    for _ in range(repeat):
        for name, run in passes.items():
            began = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    floor = medians["bare parser"] + medians["bare encoder"]
    print(f"\nseconds for {len(articles)} articles, median of {repeat} passes (lowest to highest)")
    for name, values in seconds.items():
        print(f"{name:26s} {medians[name]:7.2f}   ({min(values):.2f} to {max(values):.2f})")
    print(f"whole layer / bare passes  {medians['whole attribution layer'] / floor:7.2f}")


if __name__ == "__main__":
    main()
