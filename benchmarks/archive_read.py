"""How reading an archive grows: 1,000, 10,000 and 100,000 short documents, whole and with the shipped models.

    python -m benchmarks archive_read DATA --out FOLDER [--counts 1000 10000 100000] [--sentences 1] [--json]

DATA is a folder of texts (news corpora). A document is a real sentence or more, one word in four exchanged for another,
so that no two are the same. Prints for each size processor seconds (of all processes), the most memory, what was
written, and the exponent of growth between sizes. Models are loaded once a process, which weighs in the smallest.
"""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import time
from pathlib import Path

from benchmarks import growth, results
from benchmarks.archive_engine import COMMAND
from benchmarks.copies import SEED, processor_seconds, watched
from benchmarks.copies_made import BASES, Maker

UNITS = {
    "processor s": ("work", "s of processor"),
    "documents/s": ("read, by the clock", "documents/s"),
    "peak MB": ("memory of all processes", "MB"),
    "archive MB": ("archive", "MB"),
    "set aside": ("could not be read", "documents"),
    "exponent": ("grows as n to the power of", ""),
}
"""What is kept of what is measured: its label and its unit."""


def main() -> None:
    parser = results.parser(__doc__)
    parser.add_argument("data")
    parser.add_argument("--out", type=Path, required=True, help="an empty folder for the archives")
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--sentences", type=int, default=1, help="sentences of a document (default: 1)")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()

    def measure(count: int) -> dict[str, float]:
        source = given.out / f"{count}.jsonl"
        words = write(source, given.data, count, given.sentences)
        return {"words each": round(words / count, 1), **measured(source, given.out / str(count), count, given.workers)}

    kept = growth.rows(given.counts, measure, UNITS)
    results.finish(given, "archive_read", "archives of short documents read, by size", kept)


def write(source: Path, data: str, count: int, sentences: int) -> int:
    """Write JSON lines of documents of which none is another's copy; return how many words they have."""
    maker = Maker(data, math.ceil(count / BASES), SEED)
    words = 0
    source.parent.mkdir(parents=True, exist_ok=True)
    with source.open("w", encoding="utf-8") as file:
        for made in maker.all(0, count):
            document = made.document
            text = "\n\n".join(document.text.split("\n\n")[:sentences])
            words += len(text.split())
            published = str(document.published)
            file.write(json.dumps({"text": text, "publisher": document.publisher, "published": published}) + "\n")
    return words


def measured(source: Path, out: Path, count: int, workers: int) -> dict[str, float]:
    """Read an archive, and return what that took."""
    shutil.rmtree(out, ignore_errors=True)
    with watched() as memory:
        started, processor = time.monotonic(), processor_seconds()
        command = [*COMMAND, str(source), "--out", str(out), "--workers", str(workers), "--quiet"]
        if subprocess.run(command, check=False).returncode > 1:  # 1: something was set aside
            raise SystemExit(f"{source}: it was not read")
        used, wall = processor_seconds() - processor, time.monotonic() - started
    return {
        "processor s": round(used, 1),
        "documents/s": round(count / wall, 2),
        "peak MB": round(memory["pss"]),
        "of which not files MB": round(memory["anonymous"]),
        "set aside": sum(json.loads(path.read_bytes())["rejected"] for path in (out / "shards").glob("*.json")),
        "archive MB": round(sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6, 1),
    }


if __name__ == "__main__":
    main()
