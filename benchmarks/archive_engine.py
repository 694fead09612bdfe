"""What more processes give, and what an engine costs: one archive read by one worker and by two, locally and on Ray.

    python -m benchmarks archive_engine ARTICLES... [--documents 96] [--blocks 3] [--json]

Reads the same articles, whole and with the shipped models, block by block in turn, each into an archive of its own,
and holds all of them to be the same, byte for byte. Seconds are those of the clock: run it on a machine that does
nothing else. A whole run includes the start of the processes and the loading of models; "steady" is from the first
finished shard to the last. Processor seconds are those of the command and all that it started and waited for, which
leaves out Ray's. Asked for: two workers at least 1.8 times one.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import results
from rashomon.ingest.load import files_in

COMMAND = (sys.executable, "-c", "from rashomon.cli import main; main()", "archive", "read")
SETTINGS = {
    "local, 1 worker": ("--engine", "local", "--workers", "1"),
    "local, 2 workers": ("--engine", "local", "--workers", "2"),
    "Ray, 2 workers": ("--engine", "ray", "--workers", "2"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of the archive: documents a second of the whole run and steady, processor seconds, hash of it all."""

    whole: float
    steady: float
    processor: float
    content: str


def main() -> None:
    """Run the comparison."""
    parser = results.parser(__doc__)
    parser.add_argument("articles", nargs="+", help="files or folders of articles, plain text")
    parser.add_argument("--documents", type=int, default=96, help="how many are read (default: 96)")
    parser.add_argument("--shard", type=int, default=8, help="documents of a shard (default: 8)")
    parser.add_argument("--blocks", type=int, default=3, help="rounds of all settings (default: 3)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        documents = write_articles(options.articles, source, options.documents)
        runs: dict[str, list[Run]] = {name: [] for name in SETTINGS}
        for block in range(options.blocks):
            names = list(SETTINGS) if block % 2 == 0 else list(SETTINGS)[::-1]
            for name in names:
                out = Path(folder) / f"{block} {name}"
                runs[name].append(read(source, out, SETTINGS[name], documents, options.shard))
                print(f"block {block + 1}: {name}: {runs[name][-1].whole:.2f} documents/s", file=sys.stderr)
    rows = table(runs, documents)
    contents = {run.content for each in runs.values() for run in each}
    for row in rows:
        values = sorted(row["values"])
        spread = f"({values[0]:.2f} to {values[-1]:.2f})"
        print(f"{row['label']:44s} {statistics.median(values):8.2f} {row['unit']:14s} {spread}")
    same = "the same, byte for byte" if len(contents) == 1 else "NOT the same"
    print(f"all {sum(map(len, runs.values()))} archives are {same}")
    kept = [results.row(row["label"], row["unit"], *row["values"]) for row in rows]
    what = f"an archive of {documents} articles read by one worker and by two, locally and on Ray"
    results.finish(options, "archive_engine", what, kept, peers=("daft", "ray"))


def write_articles(given: Sequence[str], source: Path, number: int) -> int:
    """Write JSON lines of articles, the shortest and longest left out where there are more; return how many."""
    paths = [path for name in given for path, _ in files_in(name) if path.endswith(".txt")]
    texts = sorted({Path(path).read_text(encoding="utf-8", errors="replace") for path in paths}, key=len)
    spare = max(0, len(texts) - number)
    # In an order that has nothing to do with their length, the same each time.
    texts = sorted(texts[spare // 2 : spare // 2 + number], key=lambda text: hashlib.sha256(text.encode()).hexdigest())
    with source.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": text}) + "\n" for text in texts)
    return len(texts)


def read(source: Path, out: Path, setting: Sequence[str], documents: int, shard: int) -> Run:
    """Read the archive once."""
    size = source.stat().st_size // documents * shard
    command = [*COMMAND, str(source), "--out", str(out), *setting]
    command += ["--shard-documents", str(shard), "--shard-bytes", str(size), "--quiet"]
    began = time.monotonic()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if status:
        raise SystemExit(f"{' '.join(setting)}: it ended with status {os.waitstatus_to_exitcode(status)}")
    receipts = sorted(
        (path.stat().st_mtime, json.loads(path.read_bytes())["documents"]) for path in out.glob("shards/*")
    )
    later = sum(count for _, count in receipts[1:])
    digest = hashlib.sha256()
    for path in sorted(out.rglob("*.parquet")):
        digest.update(f"{path.relative_to(out)}\n".encode() + path.read_bytes())
    steady = later / (receipts[-1][0] - receipts[0][0])
    return Run(documents / seconds, steady, usage.ru_utime + usage.ru_stime, digest.hexdigest())


def table(runs: dict[str, list[Run]], documents: int) -> list[dict[str, Any]]:
    """Return the figures as rows of label, unit and values, one a block."""
    one, two, ray = (runs[name] for name in SETTINGS)
    rows: list[tuple[str, str, list[float]]] = []
    for name, each in runs.items():
        rows.append((f"{name}, whole run", "documents/s", [run.whole for run in each]))
        rows.append((f"{name}, steady", "documents/s", [run.steady for run in each]))
        if each is not ray:
            rows.append((f"{name}, processor", "ms/document", [1000 * run.processor / documents for run in each]))
    for kind in ("whole", "steady"):
        for label, above, below in (("two workers over one", two, one), ("Ray over local", ray, two)):
            ratios = [getattr(a, kind) / getattr(b, kind) for a, b in zip(above, below, strict=True)]
            rows.append((f"{label}, {kind}", "times", ratios))
    return [{"label": label, "unit": unit, "values": values} for label, unit, values in rows]


if __name__ == "__main__":
    main()
