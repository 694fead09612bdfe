"""Near-copies beside datasketch's MinHashLSH, on the same real articles: what is found, seconds and memory.

    make bench-copies DATA=../shared/data
    python -m benchmarks peers_copies DATA [--repeat 5] [--times 1 4]

The articles are the 306 of the Helsinki set (75 publishers, two days, much of it from agencies); the gold is
`tests/gold/copies.jsonl`, 300 pairs of them that people judged. Pairs were drawn within classes of shared words, so
recall and precision are of pairs that are hard to tell apart, not of all pairs there are.

Measured are two steps of ours, the pairs that the index of word runs gives (`compare/shingles.py`) and the copies that
an alignment confirms (`compare/echoes.py`), and the candidates of MinHash with locality-sensitive hashing at three
thresholds: 128 permutations over sets of five-word shingles of the same words, which is how it is commonly set up.
Seconds are of the processor and memory is the peak above the texts, each run in a process of its own and in turn.
`--times` adds sets of as many articles with other words, so that they have no copies but among themselves: for growth.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks import results
from benchmarks.results import Row
from rashomon.compare.echoes import find_echoes
from rashomon.compare.shingles import RUN, prints, read_words, shared
from rashomon.config import Config
from rashomon.evaluate.copies import read_articles, read_copies
from rashomon.evaluate.corpora import CorpusText
from rashomon.evaluate.tally import Tally
from rashomon.records import Reading
from rashomon.scoring.documents import as_document

GOLD: Final = Path(__file__).resolve().parent.parent / "tests" / "gold" / "copies.jsonl"
PERMUTATIONS, THRESHOLDS = 128, (0.2, 0.5, 0.8)

Pairs = set[frozenset[str]]


def ours_candidates(articles: Sequence[CorpusText]) -> Pairs:
    """Return the pairs that share runs of words: what an alignment then looks at."""
    texts = [read_words(article.text) for article in articles]
    kept = [prints(words, [1] * len(words.words)) for words in texts]
    names = [article.name for article in articles]
    return {frozenset((names[a], names[b])) for a, b in shared(kept, order=lambda number: ("", names[number]))}


def ours_copies(articles: Sequence[CorpusText]) -> Pairs:
    """Return the pairs that `rashomon echoes` tells of."""
    documents = [as_document(article) for article in articles]
    name_of = {document.id: article.name for document, article in zip(documents, articles, strict=True)}
    found = find_echoes([Reading(document) for document in documents], config=Config().compare)
    return {frozenset((name_of[echo.source], name_of[echo.copy])) for echo in found}


def minhash(articles: Sequence[CorpusText], threshold: float) -> Pairs:
    """Return the pairs that fall into one bucket of datasketch's index."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    pairs: Pairs = set()
    for article in articles:
        words = read_words(article.text).words
        print_ = MinHash(num_perm=PERMUTATIONS)
        runs = {" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))}
        print_.update_batch([run.encode("utf-8", "surrogatepass") for run in runs])
        pairs |= {frozenset((article.name, str(other))) for other in index.query(print_)}
        index.insert(article.name, print_)
    return pairs


WAYS: Final[dict[str, Callable[[Sequence[CorpusText]], Pairs]]] = {
    "rashomon, candidates": ours_candidates,
    "rashomon, copies": ours_copies,
    **{f"datasketch, threshold {least}": partial(minhash, threshold=least) for least in THRESHOLDS},
}


def corpus(data: Path, times: int) -> list[CorpusText]:
    """Return the articles, and `times` - 1 sets of the same articles in other words."""
    articles = list(read_articles(GOLD, data).values())
    made = list(articles)
    for number in range(1, times):
        chance = random.Random(number)
        marks: dict[str, str] = {}

        def other(word: re.Match[str], marks: dict[str, str] = marks, chance: random.Random = chance) -> str:
            # A word is the same other word in all articles of a set, so that copies stay copies.
            return marks.setdefault(word[0], f"{word[0]}{chance.randrange(10**6)}")

        made += [replace(a, name=f"{a.name}x{number}", text=re.sub(r"\w+", other, a.text)) for a in articles]
    return made


def one(way: str, data: Path, times: int) -> None:
    """Run one way and print what it cost and found, as JSON; in a process of its own."""
    articles = corpus(data, times)
    WAYS[way](articles[:2])  # imports and first use are not the work
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    pairs = WAYS[way](articles)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    items = [(item, frozenset((item.a, item.b)) in pairs) for item in read_copies(GOLD)]
    tally = Tally()
    for item, found in items:
        tally.add(int(item.copied and found), int(found), int(item.copied))
    told = {
        "seconds": seconds,
        "memory": (peak - held) / 1024,
        "pairs": len(pairs),
        "recall": tally.recall,
        "precision": tally.precision,
        "f1": tally.f1,
    }
    print(json.dumps(told))


def measured(way: str, options: argparse.Namespace, times: int) -> dict[str, Any]:
    """Run one way in a process of its own and return what it told."""
    command = [sys.executable, "-m", "benchmarks.peers_copies", str(options.data), "--way", way, "--times", str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        raise SystemExit(f"{way}: {last}; run it with 'make bench-copies', which installs datasketch")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Run from the command line."""
    parser = results.parser(__doc__)
    parser.add_argument("data", type=Path, help="folder that holds helsinki/")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each way, of which the median counts")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4], help="how many times as many articles")
    parser.add_argument("--way", choices=[*WAYS], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        one(options.way, options.data, options.times[0])
        return
    rows: list[Row] = []
    for times in options.times:
        number = 306 * times
        runs: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
        for _ in range(options.repeat):
            for way, told in runs.items():
                told.append(measured(way, options, times))
        print(f"{number} articles\n{'':26s} recall precision    F1    pairs  seconds (lowest to highest)   MiB")
        for way, told in runs.items():
            first = told[0]
            seconds = Row(f"{way}: {number} articles", "s of processor", tuple(run["seconds"] for run in told))
            memory = Row(f"{way}: {number} articles, memory", "MiB", tuple(run["memory"] for run in told))
            print(
                f"{way:26s} {100 * first['recall']:6.1f} {100 * first['precision']:9.1f} {100 * first['f1']:5.1f}"
                f" {first['pairs']:8,} {seconds.median:8.2f} ({min(seconds.values):.2f} to {max(seconds.values):.2f})"
                f" {memory.median:13.0f}",
                flush=True,
            )
            if times == options.times[0]:
                rows += [Row(f"{way}: {name}", "%", (100 * first[name],)) for name in ("recall", "precision")]
                rows.append(Row(f"{way}: pairs in all", "pairs", (first["pairs"],)))
            rows += [seconds, memory]
    note = (
        "Recall and precision are of 300 judged pairs. Candidates are what a later step looks at: there recall counts, "
        "precision of `rashomon, candidates` is not what a user sees."
    )
    what = "copied articles of the Helsinki set: judged pairs found, seconds and memory"
    results.finish(options, "peers_copies", what, rows, note=note, peers=("datasketch", "scipy"))


if __name__ == "__main__":
    main()
