"""How long it takes to select in an archive, and in how much memory: 2,500, 10,000 and 40,000 documents.

The documents of the example case are repeated under identities of their own, with a line of invented names below each
text; every shard has 256.

    python -m benchmarks archive_select [--counts 2500 10000 40000] [--keep FOLDER] [--json]

Prints, for each size and query, how many documents were found, seconds of processor time and peak memory, each size in
a process of its own.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import results
from rashomon.archive.conditions_places import Near
from rashomon.archive.layout import MANIFEST, NOUNS, Origin, rows
from rashomon.archive.selecting import Query, select
from rashomon.archive.stored import Archive
from rashomon.archive.writing import make_folders, write_shard
from rashomon.casework.reading import this_run
from rashomon.config import Config
from rashomon.pipeline import read_documents, read_texts
from rashomon.records import Reading

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "raqqa"
A_SHARD = 256
QUERIES = {
    "a rare word": Query(words="zanaveko*"),
    "a common phrase": Query(words='"foreign fighters"'),
    "an actor": Query(actors=("SDF",)),
    "a region": Query(place="Raqqa"),
    "near a point": Query(near=Near(35.95, 39.01, 30)),
    "days": Query(earliest=date(2017, 10, 10), latest=date(2017, 10, 20)),
    "all of them": Query(
        words="convoy", actors=("Dillon",), place="Raqqa", earliest=date(2017, 10, 10), latest=date(2017, 10, 20)
    ),
    "nothing": Query(words="convoy unheardof", actors=("Dillon",)),
}


def main() -> None:
    parser = results.parser(__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[2_500, 10_000, 40_000])
    parser.add_argument("--keep", type=Path, help="where the archives are made and stay; else a folder that is removed")
    given = parser.parse_args()
    config = Config()
    paths = sorted(str(path) for path in EXAMPLES.iterdir() if path.is_file())
    readings = list(read_texts(read_documents(paths, config=config), config=config))
    kept: list[results.Row] = []
    most = 0.0
    with tempfile.TemporaryDirectory() as space:
        for count in given.counts:
            folder = (given.keep or Path(space)) / str(count)
            if not (folder / MANIFEST).exists():
                make(folder, readings, count)
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                for name, found, seconds, memory in pool.apply(timed, (folder,)):
                    print(f"{count:>8,} documents  {name:16s} {found:>7,} found {seconds:7.2f} s {memory:6,.0f} MB")
                    kept.append(results.row(f"{name}: {count:,} documents", "s of processor", seconds))
                    most = max(most, memory)
    kept.append(results.row("memory at most", "MiB", most))
    results.finish(given, "archive_select", "an archive searched", kept, peers=("pyarrow",))


def timed(folder: Path) -> list[tuple[str, int, float, float]]:
    """Return name, hits, seconds of processor time and peak memory in MB of this process so far, by query."""
    archive = Archive.open(folder)
    found = []
    for name, query in QUERIES.items():
        started = time.process_time()
        selection = select(archive, query, limit=100)
        seconds = time.process_time() - started
        found.append((name, selection.found, seconds, peak()))
    return found


def peak() -> float:
    """Return the peak memory of this process in MB; what `getrusage` says counts the parent's at the start too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def make(folder: Path, readings: Sequence[Reading], count: int) -> None:
    """Write an archive of `count` documents; their packed readings are left out."""
    kept = [list(rows(reading, Origin(reading.document.path, 0))) for reading in readings]
    run = this_run(Config())
    make_folders(folder)
    numbers = range(0, count, A_SHARD)
    for shard, first in enumerate(numbers):
        made: dict[str, list[dict[str, Any]]] = {noun: [] for noun in NOUNS}
        for number in range(first, min(first + A_SHARD, count)):
            for noun, row in kept[number % len(kept)]:
                if noun != "readings":
                    made[noun].append(changed(noun, row, number))
        write_shard(folder, shard, made)
    manifest = {"version": run.version, "config": run.config, "shards": len(numbers)}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def changed(noun: str, row: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a row of another document: its identity, and a line of names below its text."""
    identity = f"d{number:016x}"
    if noun != "documents":
        return row | {"document": identity}
    names = random.Random(number)
    made = ["".join(names.choice(("za", "na", "ve", "ko", "ri", "lu", "mé")) for _ in range(4)) for _ in range(40)]
    text = f"{row['text']}\n{' '.join(made)}"
    return row | {"id": identity, "source": f"{number}.txt", "path": f"{number}.txt", "text": text, "length": len(text)}


if __name__ == "__main__":
    main()
