"""Score `find_times` against TIMEX3 annotation, TempEval-3's way: spans overlap, values are equal to the letter.

Usage: python tools/score_timex.py FOLDER [--rest] [--show]

A file's publication date is its document creation time. Rules were written on the first two thirds of the files by
name; `--rest` scores the others, which are kept aside. `--show` prints what is missed or wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rashomon.evaluate import TIMEX_TYPES, read_timex, score_timex
from rashomon.extract.times import find_times


def main(arguments: list[str]) -> None:
    """Print the scores of a folder, and the recall of each type of expression."""
    documents = list(read_timex(Path(arguments[0]), part="kept" if "--rest" in arguments else "tune"))
    tally = score_timex(documents, find_times)
    print(
        f"all: P {tally.precision:.3f} R {tally.recall:.3f} F1 {tally.f1:.3f}"
        f" ({tally.gold} annotated, {tally.predicted} found, {tally.overlapping} overlapping)"
    )
    for kind in TIMEX_TYPES:
        part = score_timex(documents, find_times, kinds=(kind,))
        print(f"{kind}: R {part.recall:.3f} ({part.gold} annotated)")
    if "--show" in arguments:
        for miss in tally.misses:
            print(*miss, sep=" | ")


if __name__ == "__main__":
    main(sys.argv[1:])
