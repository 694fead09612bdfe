"""Run a benchmark by its name: `python -m benchmarks NAME ...`, or `python -m benchmarks --list`.

    python -m benchmarks --list              what there is, what each needs, and its command of make
    python -m benchmarks NAME --help         what one measures and its options
    python -m benchmarks NAME DATA --json    measure, and keep the figures for the README's tables

`DATA` is the folder of third-party corpora (see CONTRIBUTING, "Tests"). Those with peers need an environment in which
the peers are installed: the command of make makes it.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark: what it measures, what it is given, which make target runs it, and whom it is compared with."""

    what: str
    given: str = ""
    make: str = ""
    peers: str = ""


BENCHMARKS: Final[dict[str, Benchmark]] = {
    "reading": Benchmark(
        "articles read a second, whole and bare passes alone; memory",
        "FILES or FOLDERS",
        "bench-reading",
        "spaCy, textacy",
    ),
    "commands": Benchmark("seconds and memory of a command, each run a new process", "", "bench-commands"),
    "gpu": Benchmark("the encoder on a graphics processor", "TEXTS.jsonl", "bench-gpu"),
    "attribution": Benchmark(
        "attributions found, and seconds beside the bare parser and encoder", "DATA", "bench", "textacy"
    ),
    "quantities": Benchmark(
        "amounts read, what the layer costs, and hostile texts", "DATA", "bench-amounts", "quantulum3, CQE"
    ),
    "peers_copies": Benchmark("copied articles found, seconds and memory", "DATA", "bench-copies", "datasketch"),
    "compare": Benchmark("seconds to compare 1,000 to 100,000 claims", "", "bench-compare"),
    "exports": Benchmark("seconds and size of each export of a large case", "", "bench-exports"),
    "leaks": Benchmark("planted leaks found, and false alarms", "DATA", "bench-leaks"),
    "archive_engine": Benchmark(
        "an archive read by one worker and by two, locally and on Ray", "FILES or FOLDERS", "bench-archive-engine"
    ),
    "archive_read": Benchmark(
        "how reading an archive grows: 1,000 to 100,000 short documents", "DATA --out FOLDER", "bench-archive-read"
    ),
    "archive": Benchmark(
        "how linking an archive grows: 1,000 to 100,000 documents", "FILES --out FOLDER", "bench-archive"
    ),
    "copies": Benchmark("near-copies among a million short documents", "DATA --out FOLDER", "bench-million"),
    "archive_select": Benchmark("an archive searched: seconds and memory", "", "bench-archive-select"),
    "store": Benchmark(
        "answers of search over 250,000 sentences; adding beside reading alone", "search, or add DATA", "bench-store"
    ),
    "workbench": Benchmark(
        "answers of the server on a large case, alone and with twenty people",
        "make, pages, paint or people, then CASE",
        "bench-workbench",
    ),
}
"""In the order of the README's tables. The name is that of the module and of the file of results."""


def main(arguments: list[str]) -> None:
    """Run one, or list all."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return
    name = arguments[0]
    if name == "--list":
        for known, one in BENCHMARKS.items():
            beside = f" (beside {one.peers})" if one.peers else ""
            print(f"{known:13s} {one.what}{beside}")
            print(f"{'':13s} python -m benchmarks {known} {one.given}".rstrip() + f"; make {one.make}")
        return
    if name not in BENCHMARKS:
        raise SystemExit(f"{name}: no benchmark of that name; choose one of {', '.join(BENCHMARKS)}")
    module = importlib.import_module(f"benchmarks.{name}")
    sys.argv = [f"python -m benchmarks {name}", *arguments[1:]]
    module.main()


if __name__ == "__main__":
    main(sys.argv[1:])
