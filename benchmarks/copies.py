"""Near-copies over a million short documents made of real sentences: minutes, memory, and how much is found.

    python -m benchmarks copies DATA --out FOLDER [--documents 1000000] [--workers 2] [--json]

DATA is a folder of texts (news corpora). Recall is told twice: against the copies that were planted, and, on a sample
of whole families with strangers beside them, against an alignment of every pair with every other.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks import results
from benchmarks.copies_made import KINDS, Maker
from rashomon.archive.layout import NOUNS, Origin, Row, receipt, rows
from rashomon.archive.linking import link
from rashomon.archive.linking_steps import Here, Progress
from rashomon.archive.writing import make_folders, write_shard
from rashomon.compare.echoes import read_text, verify
from rashomon.config import Config
from rashomon.records import Reading

SHARD = 20_000
SEED = 20
Result = dict[str, Any]
KEPT = {"align: aligned": "texts aligned, two by two", "conclude: pairs": "pairs of copies", "group: groups": "groups"}
"""Which counts of steps are kept for the tables, and under what name; all are printed."""


def main() -> None:
    parser = results.parser(__doc__)
    parser.add_argument("data")
    parser.add_argument("--out", type=Path, required=True, help="an empty folder for the archive")
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sample", type=int, default=300, help="families of copies in the sample, and strangers")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    maker = Maker(given.data, given.documents, given.seed)
    print(f"{len(maker.sentences)} sentences, {len(maker.words)} words")
    make(given.out, given.data, given.documents, given.seed, given.workers)
    shutil.rmtree(given.out / "links", ignore_errors=True)
    steps: dict[str, float] = {}
    with watched() as memory:
        started, cpu = time.monotonic(), processor_seconds()
        with Here(given.workers) as engine:
            totals = link(
                given.out, config=Config(), engine=engine, copies_only=True, on_progress=partial(_tell, steps)
            )
        minutes, processor = (time.monotonic() - started) / 60, (processor_seconds() - cpu) / 60
    disk = sum(p.stat().st_size for p in (given.out / "links").rglob("*") if p.is_file())
    told: list[Result] = [
        _result("documents", "documents", given.documents),
        _result("wall time", "minutes", round(minutes, 2)),
        _result("processor time", "minutes", round(processor, 2)),
        _result("peak memory, all processes (PSS)", "MB", round(memory["pss"])),
        _result("of which not files mapped", "MB", round(memory["anonymous"])),
        _result("disk for links and work", "MB", round(disk / 1e6)),
        *(_result(f"{step}: {name}", "", n) for step, counts in totals.items() for name, n in counts.items()),
        *(_result(f"step {step}", "seconds", round(s, 1)) for step, s in steps.items()),
    ]
    for result in told:
        print(result, flush=True)
    found = Found(given.out)
    told += planted(maker, found)
    told += sampled(maker, found, given.sample, given.seed)
    kept = [
        results.row(f"{name}: {label}" if name else KEPT.get(label, label), one["unit"], value)
        for one in told
        if (label := str(one["label"])) in KEPT or one["unit"] in ("documents", "pairs", "share", "minutes", "MB")
        for name, value in one["values"].items()
    ]
    results.finish(given, "copies", f"near-copies among {given.documents:,} short documents", kept)


def _result(label: str, unit: str, value: float | Mapping[str, float]) -> Result:
    return {"label": label, "unit": unit, "values": dict(value) if isinstance(value, Mapping) else {"": value}}


def _tell(steps: dict[str, float], progress: Progress) -> None:
    """Note when a step was last heard of, and print its end."""
    now = time.monotonic()
    steps.setdefault(f"{progress.step} ", now)
    if progress.done == progress.tasks:
        steps[progress.step] = now - steps.pop(f"{progress.step} ")
        print(f"{progress.title}: {steps[progress.step]:.1f} s, {dict(progress.found)}", flush=True)


def processor_seconds() -> float:
    """Return the processor time of this process and all below it, those that have ended included."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    total = sum(one.ru_utime + one.ru_stime for one in used)
    for pid in _family()[1:]:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def make(out: Path, data: str, documents: int, seed: int, workers: int) -> None:
    """Write the archive, shard by shard; what is there already is kept."""
    shards = range(-(-documents // SHARD))
    left = [shard for shard in shards if not receipt(out, shard).exists()]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.map(partial(_shard, out, data, documents, seed), left, chunksize=1)


def _shard(out: Path, data: str, documents: int, seed: int, shard: int) -> None:
    maker = Maker(data, documents, seed)
    made = maker.all(shard * SHARD, min(documents, (shard + 1) * SHARD))
    write_some(out, shard, (Reading(m.document) for m in made))


def write_some(out: Path, shard: int, readings: Iterable[Reading]) -> None:
    """Write documents and packed readings as a shard of an archive, all that linking looks at."""
    make_folders(out)
    found: dict[str, list[Row]] = {noun: [] for noun in NOUNS}
    for place, reading in enumerate(readings):
        for noun, row in rows(reading, Origin(f"made {shard}", place)):
            if noun in {"documents", "readings"}:
                found[noun].append(row)
    write_shard(out, shard, found)


@contextmanager
def watched() -> Iterator[dict[str, float]]:
    """Give the peak memory of this process and all below it, in MB: shares of what is shared, and without files."""
    peak = {"pss": 0.0, "anonymous": 0.0}
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(1.0):
            pss, anonymous = map(sum, zip(*(_memory(pid) for pid in _family()), strict=True))
            peak["pss"], peak["anonymous"] = max(peak["pss"], pss), max(peak["anonymous"], anonymous)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def _family() -> list[int]:
    """Return the ids of this process and of all below it."""
    below: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            below[int(stat.read_text().rpartition(")")[2].split()[1])].append(int(stat.parent.name))
        except OSError:
            continue  # it has ended
    found = [multiprocessing.current_process().pid or 0]
    for pid in found:
        found += below[pid]
    return found


def _memory(pid: int) -> tuple[float, float]:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0.0, 0.0  # it has ended
    sizes = {line.split(":")[0]: float(line.split()[1]) / 1024 for line in lines}
    return sizes.get("Pss", 0.0), sizes.get("Anonymous", 0.0)


class Found:
    """The pairs that were found, by ids of documents, and which documents they tie together."""

    def __init__(self, out: Path) -> None:
        table = pq.read_table(out / "links" / "pairs", columns=["source", "copy"])
        found = zip(table.column("source").to_pylist(), table.column("copy").to_pylist(), strict=True)
        self.pairs = {(a, b) if a < b else (b, a) for a, b in found}
        self._above: dict[str, str] = {}
        for a, b in self.pairs:
            self._above[self.root(a)] = self.root(b)

    def root(self, one: str) -> str:
        while (above := self._above.get(one, one)) != one:
            self._above[one] = self._above.get(above, above)
            one = above
        return one

    def has(self, a: str, b: str) -> bool:
        return ((a, b) if a < b else (b, a)) in self.pairs

    def ties(self, a: str, b: str) -> bool:
        return self.root(a) == self.root(b)


def planted(maker: Maker, found: Found) -> list[Result]:
    """Return the share of planted copies tied to their original, by kind, and of found pairs that were planted."""
    total: Counter[str] = Counter()
    direct: Counter[str] = Counter()
    tied: Counter[str] = Counter()
    family: dict[str, int] = {}
    originals: dict[int, str] = {}
    for number in range(maker.count):
        made = maker.make(number)
        identity = made.document.id
        family[identity] = number if made.original is None else made.original
        if number < maker.bases:
            originals[number] = identity
        if made.original is not None and made.kind is not None:
            total[made.kind] += 1
            direct[made.kind] += found.has(identity, originals[made.original])
            tied[made.kind] += found.ties(identity, originals[made.original])
    right = sum(family[a] == family[b] for a, b in found.pairs)
    told = [
        _result("planted copies", "documents", total),
        _result("tied to the original directly", "share", {k: round(direct[k] / total[k], 4) for k in KINDS}),
        _result("in one set with the original", "share", {k: round(tied[k] / total[k], 4) for k in KINDS}),
        _result("pairs found that are of one family", "share", round(right / max(1, len(found.pairs)), 4)),
    ]
    for result in told:
        print(result, flush=True)
    return told


def sampled(maker: Maker, found: Found, families: int, seed: int) -> list[Result]:
    """Return recall against the alignment of all pairs of a sample: whole families, and as many strangers."""
    rng = random.Random(f"{seed} sample")
    chosen = set(rng.sample(range(maker.bases), min(families, maker.bases)))
    strangers = set(rng.sample(range(maker.count), min(families, maker.count)))
    made = maker.all(0, maker.count)
    documents = [m.document for n, m in enumerate(made) if n in chosen or m.original in chosen or n in strangers]
    texts = [read_text(document) for document in documents]
    exact = [
        pair
        for a, b in combinations(texts, 2)
        if (pair := verify(a, b, frozenset(), length=Config().compare.echo_words))
    ]
    got = sum(found.has(pair.a, pair.b) for pair in exact)
    tied = sum(found.ties(pair.a, pair.b) for pair in exact)
    inside = {text.document.id for text in texts}
    true = {(pair.a, pair.b) for pair in exact}
    ours = {pair for pair in found.pairs if pair[0] in inside and pair[1] in inside}
    told = [
        _result("sample aligned all to all", "documents", len(texts)),
        _result("pairs by exact alignment", "pairs", len(exact)),
        _result("of them found", "share", round(got / max(1, len(exact)), 4)),
        _result("of them in one set", "share", round(tied / max(1, len(exact)), 4)),
        _result("pairs found that exact alignment has", "share", round(len(ours & true) / max(1, len(ours)), 4)),
    ]
    for result in told:
        print(result, flush=True)
    return told


if __name__ == "__main__":
    main()
