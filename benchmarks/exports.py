"""How long each export of a large case takes, and how large it gets.

    python -m benchmarks exports [FORMAT...] [--claims 10000] [--times 3] [--most 30]

Copies the claims of the example case into stories of their own, as `compare.py` does, compares them, lets a person
accept and grade every tenth, and writes each format, all of them where none is named. Prints the median of the times,
the size of the files and the peak memory so far; asked for: 10,000 claims in less than 30 s in each format, else it
ends with status 1. Times are of `Format.write` alone: reading, comparing and packing are not in them.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from benchmarks import results
from benchmarks.compare import EXAMPLES, story
from benchmarks.results import Row
from rashomon.config import Config
from rashomon.pipeline import compare, read_documents, read_texts
from rashomon.records import Grade, Mark, Reading
from rashomon.report.exports.base import Material, Retrieval, Reviewer, Run
from rashomon.report.exports.registry import FORMATS, format_named

MADE = "2026-11-26T10:00:00Z"


def material(claims: int) -> Material:
    """Return a case of at least so many claims, compared and judged."""
    config = Config()
    files = [str(path) for path in sorted(EXAMPLES.glob("*.*")) if path.suffix != ".md"]
    readings = list(read_texts(read_documents(files, config=config), config=config))
    each = sum(len(reading.claims) for reading in readings)
    made = [_own(reading) for number in range(-(-claims // each)) for reading in story(readings, number)]
    dossier = compare(made, config=config)
    return Material(
        dossier=replace(dossier, judged=_judged(dossier.readings)),
        case="0" * 32,
        made=MADE,
        base="https://cases.example.org/large/",
        retrieved={
            reading.document.id: (Retrieval("url", f"https://news.example.org/{number}", MADE, "benchmark"),)
            for number, reading in enumerate(made)
        },
        runs={reading.document.id: Run("r0", "benchmark") for reading in made},
        reviewer=Reviewer("Example Checkers", "https://checkers.example.org/"),
    )


def _own(reading: Reading) -> Reading:
    """Return a reading whose claims stand in its own document: a copy has other bytes, and so another identity."""
    digest = sha256(reading.document.text.encode()).hexdigest()
    document = replace(reading.document, sha256=digest, glyphs=None)
    return replace(reading, document=document, claims=tuple(replace(c, document=document.id) for c in reading.claims))


def _judged(readings: tuple[Reading, ...]) -> tuple[Mark, ...]:
    chosen = [claim.id for reading in readings for claim in reading.claims][::10]
    grade = Grade("admiralty-information", "3")
    return tuple(
        mark
        for number, claim in enumerate(chosen)
        for mark in (
            Mark(UUID(int=2 * number).hex, "accept", "claim", claim, "somebody", MADE),
            Mark(UUID(int=2 * number + 1).hex, "grade", "claim", claim, "somebody", MADE, "it fits", grade=grade),
        )
    )


def main() -> None:
    """Run from the command line."""
    parser = results.parser(__doc__)
    parser.add_argument("formats", nargs="*", metavar="FORMAT", choices=[*FORMATS, []], default=[])
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--most", type=float, default=30.0, help="seconds")
    given = parser.parse_args()
    case = material(given.claims)
    dossier = case.dossier
    print(f"{len(dossier.claims):,} claims, {len(dossier.relations):,} relations, {len(dossier.questions):,} questions")
    slow = False
    rows: list[Row] = []
    for name in given.formats or FORMATS:
        made = format_named(name)
        taken: list[float] = []
        for _ in range(given.times):
            with tempfile.TemporaryDirectory() as folder:
                begun = time.perf_counter()
                lost = sum(1 for one in made.write(case, Path(folder)) if one.count)
                taken.append(time.perf_counter() - begun)
                size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        rows += [Row(f"{name}: seconds", "s", tuple(taken)), Row(f"{name}: size", "MB", (size / 1e6,))]
        median = rows[-2].median
        slow = slow or median >= given.most
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(f"{name:16s} {median:6.2f} s {size / 1e6:8.1f} MB  {lost:3d} losses told  {memory:5,} MB", flush=True)
    results.finish(given, "exports", f"seconds to export a case of {len(dossier.claims):,} claims", rows)
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
