"""What a command takes as a user gives it, each run a new process: seconds, processor, most memory.

    python -m benchmarks commands [--runs 5] [--json]

Reads the documents of the example case. Commands take turns, so that a busy moment falls on all of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import results

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "raqqa"
COMMAND = (sys.executable, "-c", "from rashomon.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds by the clock, of the processor, and MiB of the largest process."""

    clock: float
    processor: float
    memory: float


def main() -> None:
    """Run them all."""
    parser = results.parser(__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each is run (default: 5)")
    options = parser.parse_args()
    files = [str(path) for path in sorted(EXAMPLE.iterdir()) if path.suffix in (".html", ".pdf", ".txt")]
    with tempfile.TemporaryDirectory() as folder:
        report = ("report", "-o", str(Path(folder) / "report.html"))
        given = {
            "rashomon --help": ("--help",),
            "rashomon report, one page of text": (*report, files[-1]),
            f"rashomon report, {len(files)} documents of the example": (*report, *files),
        }
        runs: dict[str, list[Run]] = {name: [] for name in given}
        for _ in range(options.runs):
            for name, arguments in given.items():
                runs[name].append(run(arguments))
    rows = []
    for name, each in runs.items():
        print(name, *each, sep="\n  ")
        rows += [
            results.row(f"{name}: by the clock", "s", *(one.clock for one in each)),
            results.row(f"{name}: processor", "s", *(one.processor for one in each)),
            results.row(f"{name}: memory", "MiB", *(one.memory for one in each)),
        ]
    results.finish(options, "commands", "a command from its start to its end, each run a new process", rows)


def run(arguments: tuple[str, ...]) -> Run:
    """Run a command once.

    Raises:
        SystemExit: it failed.
    """
    began = time.monotonic()
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{arguments[0]}: it ended with status {os.waitstatus_to_exitcode(status)}")
    return Run(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
