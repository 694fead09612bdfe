"""How the time to compare grows with the number of claims: 1,000, 10,000 and 100,000 made from real ones.

The claims of the example case are copied into stories of their own: names, places, sources and numbers differ from
story to story, what happens does not, so every question is asked in every story.

    python -m benchmarks compare [--counts 1000 10000 100000] [--files FILE...]

Prints seconds and peak memory, each size in a process of its own, and the exponent of growth between sizes.
"""

from __future__ import annotations

import math
import multiprocessing
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from benchmarks import results
from benchmarks.results import Row
from rashomon.config import Config
from rashomon.pipeline import compare, read_documents, read_texts
from rashomon.records import Claim, Quantity, Reading, content_id

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "raqqa"


def main() -> None:
    parser = results.parser(__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument(
        "--files", nargs="+", default=[str(p) for p in sorted(EXAMPLES.glob("*.*")) if p.suffix != ".md"]
    )
    given = parser.parse_args()
    config = Config()
    readings = list(read_texts(read_documents(given.files, config=config), config=config))
    total = sum(len(reading.claims) for reading in readings)
    print(f"{total} claims of {len(readings)} documents")
    before: tuple[int, float] | None = None
    rows: list[Row] = []
    for count in given.counts:
        with multiprocessing.get_context("fork").Pool(1) as pool:
            claims, seconds, memory = pool.apply(_timed, (readings, math.ceil(count / total)))
        line = f"{claims:>8,} claims  {seconds:8.2f} s  {memory:6,.0f} MB"
        rows += [
            Row(f"{claims:,} claims: seconds", "s", (seconds,)),
            Row(f"{claims:,} claims: memory", "MiB", (memory,)),
        ]
        if before is not None:
            line += f"  n^{math.log(seconds / before[1]) / math.log(claims / before[0]):.2f}"
        print(line, flush=True)
        before = (claims, seconds)
    results.finish(given, "compare", "seconds to compare claims that were made from the example case", rows)


def _timed(readings: Sequence[Reading], copies: int) -> tuple[int, float, float]:
    """Return the number of claims, the seconds to compare them, and the peak memory of this process in MB."""
    made = [reading for number in range(copies) for reading in story(readings, number)]
    started = time.perf_counter()
    compare(made, config=Config())
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return sum(len(reading.claims) for reading in made), seconds, memory


def story(readings: Sequence[Reading], number: int) -> list[Reading]:
    """Return the readings as another story's: other names, places, words and numbers."""
    chance = random.Random(number)
    return [_other(reading, number, chance) for reading in readings]


def _other(reading: Reading, number: int, chance: random.Random) -> Reading:
    mark = f" {number}"
    words = reading.document.text.split()
    chance.shuffle(words)
    text = " ".join(f"{word}{number}" if place % 4 == 0 else word for place, word in enumerate(words))
    text = text[: len(reading.document.text)].ljust(len(reading.document.text))
    digest = sha256(f"{reading.document.sha256} {number}".encode()).hexdigest()
    document = replace(
        reading.document, sha256=digest, text=text, publisher=f"{reading.document.publisher}{mark}", path=f"{number}/x"
    )
    return replace(
        reading,
        document=document,
        mentions=tuple(replace(m, entity=m.entity + mark) for m in reading.mentions),
        places=tuple(replace(p, name=p.name + mark) for p in reading.places),
        claims=tuple(_claim(claim, document.id, mark, chance) for claim in reading.claims),
    )


def _claim(claim: Claim, document: str, mark: str, chance: random.Random) -> Claim:
    source = claim.source
    return replace(
        claim,
        id=content_id("c", claim.id, document),
        document=document,
        source=None if source is None else replace(source, canonical=source.canonical + mark),
        chain=tuple(name + mark for name in claim.chain),
        outlets=tuple(name + mark for name in claim.outlets),
        quantities=tuple(_amount(quantity, chance) for quantity in claim.quantities),
        places=tuple(replace(p, name=p.name + mark) for p in claim.places),
    )


def _amount(quantity: Quantity, chance: random.Random) -> Quantity:
    factor = chance.choice((1.0, 1.0, 2.0, 3.0))
    low, high = quantity.low, quantity.high
    return replace(quantity, low=None if low is None else low * factor, high=None if high is None else high * factor)


if __name__ == "__main__":
    main()
