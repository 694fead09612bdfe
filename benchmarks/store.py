"""How quick a case is: `search` over 250,000 sentences, and `add` beside extraction that stores nothing.

    python -m benchmarks store search [--sentences 250000] [--database URL]
    python -m benchmarks store add ARTICLES... [--block 50] [--database URL]

`search` makes up a case of sentences whose words are as frequent as words are (Zipf's law), and asks for rare and
common words, phrases, beginnings, and each with conditions; asked for: 95 of 100 answers within 100 ms. `add` reads
the same files without a case and into one, in one process and block by block in turn, so that whatever else the machine
does falls on both, and prints how far the blocks differ; asked for: at least 85 % of the speed.
"""

from __future__ import annotations

import hashlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from benchmarks import results
from benchmarks.results import Row
from rashomon.casework import add
from rashomon.config import Config
from rashomon.ingest.load import files_in
from rashomon.pipeline import read_documents, read_texts
from rashomon.records import Certainty, Claim, Document, Mode, Reading, Source, SourceKind, Span, Stance
from rashomon.store.base import Case, Location, LocationKind, Run, SearchQuery, Stored

SENTENCES_EACH = 50
VOCABULARY = 40_000
TOGETHER = 500
QUERIES = 60
WARM = 5
"""Files read in both ways before anything is measured: the first ones wait for imports and models."""


def readings(number: int, draw: random.Random) -> Iterator[Reading]:
    """Yield documents of made-up sentences, together `number` of them, each with a claim in every fifth."""
    words = [f"{draw.choice('bcdfgklmnprst')}{draw.choice('aeiou')}{number:x}" for number in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
    stances = list(Stance)
    for at in range(number // SENTENCES_EACH):
        sentences = [" ".join(draw.choices(words, cum_weights=weights, k=20)) + "." for _ in range(SENTENCES_EACH)]
        text = " ".join(sentences)
        digest = hashlib.sha256(text.encode()).hexdigest()
        day = date(2017, 1, 1) + timedelta(days=at % 700)
        document = Document(f"{at}.txt", digest, "text/plain", text, published=day)
        spans, start = [], 0
        for sentence in sentences:
            spans.append(Span(start, start + len(sentence)))
            start += len(sentence) + 1
        claims = tuple(_claim(document, span, draw.choice(words[:500]), draw.choice(stances)) for span in spans[::5])
        yield Reading(document, sentences=tuple(spans), claims=claims)


def _claim(document: Document, span: Span, name: str, stance: Stance) -> Claim:
    source = Source(name, (span,), name, SourceKind.PERSON)
    return Claim(
        f"c{document.id}{span.start}", document.id, "a", source, (), (span,), span.of(document.text), Mode.INDIRECT,
        stance, False, Certainty.CERTAIN, None, (name,),
    )  # fmt: skip


def fill(case: Case, number: int) -> None:
    """Put made-up documents into a case, some hundreds a transaction."""
    batch: list[Stored] = []
    for reading in readings(number, random.Random(1)):
        data = reading.document.text.encode()
        place = Location(kind=LocationKind.PATH, name=reading.document.path)
        batch.append(Stored(sha256=case.add_original(data), size=len(data), location=place, reading=reading))
        if len(batch) == TOGETHER:
            case.put(batch, run=Run("bench"))
            batch.clear()
    case.put(batch, run=Run("bench"))
    case.settle()


def queries(case: Case) -> dict[str, list[SearchQuery]]:
    """Return what is asked, by kind; all words are taken from sentences that are there."""
    draw = random.Random(2)
    texts = [
        reading.document.text.replace(".", "").split() for reading, _ in zip(case.readings(), range(200), strict=False)
    ]
    asked: dict[str, list[SearchQuery]] = {}

    def more(kind: str, words: str, **conditions: object) -> None:
        asked.setdefault(kind, []).append(SearchQuery(words=words, **conditions))  # type: ignore[arg-type]

    common = [word for words in texts for word in words[:2]]
    for _ in range(QUERIES):
        words = draw.choice(texts)
        at = draw.randrange(len(words) - 3)
        more("one word", words[at])
        more("common word", draw.choice(common))
        more("two words", " ".join(draw.sample(words[:20], 2)))
        more("phrase", f'"{words[at]} {words[at + 1]}"')
        more("beginning", f"{words[at][:3]}*")
        more("word, denied", words[at], stance="denies")
        more("word, source", words[at], source=words[at])
        more("word, dates", words[at], earliest=date(2018, 1, 1), latest=date(2018, 3, 1))
        more("source alone", "", source=draw.choice(common))
        more("stance alone", "", stance=draw.choice(list(Stance)).value)
    return asked


def percentile(times: list[float], share: int) -> float:
    """Return the time within which `share` of 100 answers came, ms."""
    return 1000 * statistics.quantiles(times, n=100, method="inclusive")[share - 1]


def search(number: int, database: str | None) -> list[Row]:
    """Measure search and print and return a line a kind."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, Case.create(Path(folder) / "case", database=database) as case:
        begun = time.perf_counter()
        fill(case, number)
        size = (Path(folder) / "case" / "case.db").stat().st_size >> 20 if database is None else 0
        print(f"{number} sentences stored in {time.perf_counter() - begun:.0f} s, {size} MB", flush=True)
        everything: list[float] = []
        print(f"{'kind':16s} {'p50 ms':>8s} {'p95 ms':>8s} {'max ms':>8s} {'hits':>6s}")
        for kind, asked in queries(case).items():
            times, hits = [], 0
            for query in asked:
                start = time.perf_counter()
                hits += len(list(case.search(query)))
                times.append(time.perf_counter() - start)
            everything += times
            rows.append(Row(kind, "ms", tuple(1000 * taken for taken in times)))
            print(
                f"{kind:16s} {percentile(times, 50):8.1f} {percentile(times, 95):8.1f} {1000 * max(times):8.1f}"
                f" {hits / len(asked):6.1f}",
                flush=True,
            )
        print(f"{'all':16s} {percentile(everything, 50):8.1f} {percentile(everything, 95):8.1f}"
              f" {1000 * max(everything):8.1f}")  # fmt: skip
        if database:
            case.discard()
    return [*rows, Row("all: 95 of 100 within", "ms", (percentile(everything, 95),))]


def adding(articles: list[str], database: str | None, block: int) -> list[Row]:
    """Measure reading with and without a case, a block of files at a time; print both, and how blocks differ.

    Returns:
        For each block its speed with a case, per cent of that without.
    """
    config = Config()
    files = [path for given in articles for path, _ in files_in(given)]

    def bare(paths: list[str], _: Case) -> None:
        for _reading in read_texts(read_documents(paths, config=config), config=config):
            pass

    def kept(paths: list[str], case: Case) -> None:
        add(case, paths, config=config)

    elapsed: dict[Callable[..., None], list[float]] = {bare: [], kept: []}
    worked: dict[Callable[..., None], list[float]] = {bare: [], kept: []}
    with tempfile.TemporaryDirectory() as folder:
        with Case.create(Path(folder) / "warm", database=database) as case:
            for way in elapsed:
                way(files[:WARM], case)
            case.discard()
        with Case.create(Path(folder) / "case", database=database) as case:
            for number, at in enumerate(range(0, len(files), block)):
                # Who reads a block second finds its files in memory, so they take turns at that too.
                for way in (bare, kept) if number % 2 == 0 else (kept, bare):
                    start, before = time.perf_counter(), processor()
                    way(files[at : at + block], case)
                    elapsed[way].append(time.perf_counter() - start)
                    worked[way].append(processor() - before)
                done = min(at + block, len(files))
                shares = [sum(times[bare]) / sum(times[kept]) for times in (elapsed, worked)]
                print(f"{done} files: {shares[0]:.1%}, processor {shares[1]:.1%}", file=sys.stderr, flush=True)
            case.discard()
    print_speeds(len(files), "a second", elapsed[bare], elapsed[kept])
    print_speeds(len(files), "a second of the processor", worked[bare], worked[kept])
    return [
        Row(f"speed with a case, of that without, by {by}", "%", tuple(
            100 * one / other for one, other in zip(times[bare], times[kept], strict=True)
        ))
        for by, times in (("the clock", elapsed), ("processor", worked))
    ]  # fmt: skip


def processor() -> float:
    """Return the processor time of this process and of those that it started and that ended, seconds."""
    return sum(os.times()[:4])


def print_speeds(number: int, unit: str, bare: list[float], kept: list[float]) -> None:
    """Print speeds and their ratio, of all files and over the blocks."""
    speeds = [number / sum(times) for times in (bare, kept)]
    print(f"{number} files: {speeds[0]:.2f} {unit} without a case, {speeds[1]:.2f} with one: "
          f"{100 * speeds[1] / speeds[0]:.1f} %")  # fmt: skip
    shares = sorted(100 * one / other for one, other in zip(bare, kept, strict=True))
    spread = f", standard deviation {statistics.stdev(shares):.1f}" if len(shares) > 1 else ""
    print(
        f"{len(shares)} blocks: {shares[0]:.1f} to {shares[-1]:.1f} %, median {statistics.median(shares):.1f} %{spread}"
    )


def main() -> None:
    """Run from the command line."""
    parser = results.parser(__doc__)
    parser.add_argument("what", choices=("search", "add"))
    parser.add_argument("articles", nargs="*")
    parser.add_argument("--sentences", type=int, default=250_000)
    parser.add_argument("--block", type=int, default=50)
    parser.add_argument("--database")
    given = parser.parse_args()
    if given.what == "search":
        rows = search(given.sentences, given.database)
        what = f"answers of search over {given.sentences:,} sentences"
    else:
        rows = adding(given.articles, given.database, given.block)
        what = f"adding to a case, in blocks of {given.block} files, beside reading alone"
    results.finish(given, f"store-{given.what}", what, rows)


if __name__ == "__main__":
    main()
