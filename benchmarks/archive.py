"""How linking an archive grows: 1,000, 10,000 and 100,000 documents made of real readings.

    python -m benchmarks archive FILES... --out FOLDER [--counts 1000 10000 100000] [--workers 2] [--json]

FILES are read once. Of every six of them a story is made whose names, places, words, numbers and days are its own, but
for one name in four, which all stories of the archive have; two more documents of the story copy two of the six. Prints
for each size processor seconds (of all processes), the most memory, and disk, and the exponent of growth between sizes.
"""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path

from benchmarks import growth, results
from benchmarks.compare import story
from benchmarks.copies import processor_seconds, watched, write_some
from rashomon.archive.linking import link
from rashomon.archive.linking_steps import Here, Progress
from rashomon.config import Config
from rashomon.pipeline import read_documents, read_texts
from rashomon.records import Reading, content_id

SHARD = 1000
TOGETHER, COPIED = 6, 2
_FIRST = date(2014, 1, 1)
_DAYS = 3600

UNITS = {
    "processor s": ("work", "s of processor"),
    "peak MB": ("memory of all processes", "MB"),
    "work MB": ("files handed on", "MB"),
    "links MB": ("links", "MB"),
    "exponent": ("grows as n to the power of", ""),
}
"""What is kept of what is measured: its label and its unit."""


def main() -> None:
    parser = results.parser(__doc__)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--out", type=Path, required=True, help="an empty folder for the archives")
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    started = time.process_time()
    files = read_documents(given.files, config=Config())
    readings = [reading for reading in read_texts(files, config=Config()) if reading.claims]
    took = time.process_time() - started
    claims = sum(len(reading.claims) for reading in readings)
    print(f"{len(readings)} documents with {claims} claims, {took / len(readings):.3f} s each to read", flush=True)

    def measure(count: int) -> dict[str, float]:
        return measured(readings, given.out / str(count), count, given.workers)

    kept = growth.rows(given.counts, measure, UNITS)
    results.finish(given, "archive", "archives linked, by size", kept, peers=("pyarrow",))


def measured(readings: Sequence[Reading], out: Path, count: int, workers: int) -> dict[str, float]:
    """Make an archive, link it, and return what that took."""
    shutil.rmtree(out, ignore_errors=True)
    made = documents(readings)
    for shard in range(-(-count // SHARD)):
        write_some(out, shard, islice(made, min(SHARD, count - shard * SHARD)))
    largest = {"work": 0.0}
    steps: dict[str, float] = {}
    with watched() as memory:
        started, processor = time.monotonic(), processor_seconds()
        watch = partial(_watch, out, largest, steps)
        with Here(workers) as engine:
            totals = link(out, config=Config(), engine=engine, on_progress=watch)
        used, wall = processor_seconds() - processor, time.monotonic() - started
    disk = _size(out / "links")
    read = _size(out) - disk
    return {
        "processor s": round(used, 1),
        "wall s": round(wall, 1),
        "peak MB": round(memory["pss"]),
        "of which not files MB": round(memory["anonymous"]),
        "documents and readings MB": round(read / 1e6, 1),
        "work MB": round(largest["work"] / 1e6, 1),
        "links MB": round(disk / 1e6, 1),
        **{f"step {name} s": seconds for name, seconds in steps.items() if name},
        "pairs": totals["conclude"]["pairs"],
        "stories": totals["part"]["stories"],
        "questions": totals["compare"]["questions"],
        "full stories": totals["part"]["full"],
    }


def _watch(out: Path, largest: dict[str, float], steps: dict[str, float], progress: Progress) -> None:
    """Note how much lies in the folder of work at the end of each step, and the processor time of the step."""
    if progress.done == progress.tasks:
        largest["work"] = max(largest["work"], _size(out / "links" / "work"))
        steps[progress.step] = round(processor_seconds() - sum(steps.values()), 2)
    elif not steps:
        steps[""] = processor_seconds()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def documents(readings: Sequence[Reading]) -> Iterator[Reading]:
    """Yield documents without end, story by story."""
    number = 0
    while True:
        chance = random.Random(f"story {number}")
        chosen = chance.sample(list(readings), min(TOGETHER, len(readings)))
        day = _FIRST + timedelta(days=chance.randrange(_DAYS))
        made = [_dated(_shared(one, number), day, chance) for one in story(chosen, number)]
        yield from made
        for copied in made[:COPIED]:
            yield _copy(copied, number, chance)
        number += 1


def _dated(reading: Reading, day: date, chance: random.Random) -> Reading:
    published = day + timedelta(days=chance.randrange(4))
    return replace(reading, document=replace(reading.document, published=published, when=None))


def _shared(reading: Reading, number: int) -> Reading:
    """Return a reading of which one name in four is that of all stories, not this one's alone."""
    mark = re.compile(rf" {number}\Z")

    def called(name: str) -> str:
        bare = mark.sub("", name)
        return bare if sha256(bare.encode()).digest()[0] % 4 == 0 else name

    return replace(
        reading,
        mentions=tuple(replace(one, entity=called(one.entity)) for one in reading.mentions),
        places=tuple(replace(one, name=called(one.name)) for one in reading.places),
    )


def _copy(reading: Reading, number: int, chance: random.Random) -> Reading:
    """Return a document that carries another one's text, with a few words of its own after it."""
    words = " ".join(f"{chance.randrange(10**6)}" for _ in range(chance.randrange(5, 40)))
    text = f"{reading.document.text} {words}."
    digest = sha256(text.encode()).hexdigest()
    name = f"copy {number}"
    published = (reading.document.published or _FIRST) + timedelta(days=1)
    document = replace(reading.document, sha256=digest, text=text, publisher=name, path=name, published=published)
    claims = tuple(replace(c, id=content_id("c", c.id, digest), document=document.id) for c in reading.claims)
    return replace(reading, document=document, claims=claims)


if __name__ == "__main__":
    main()
