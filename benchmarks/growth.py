"""One thing measured at several sizes, and how its work grows between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from benchmarks import results


def rows(
    counts: Sequence[int], measure: Callable[[int], dict[str, float]], units: Mapping[str, tuple[str, str]]
) -> list[results.Row]:
    """Measure at every size, print all that is found, and return what is kept.

    Args:
        counts: documents, from few to many.
        measure: returns what was found at a size; "processor s" is among it.
        units: what is kept, each with its label and unit; "exponent" is that of "processor s" from the size before.
    """
    kept: list[results.Row] = []
    before: tuple[int, float] | None = None
    for count in counts:
        values = measure(count)
        if before is not None:
            values["exponent"] = round(math.log(values["processor s"] / before[1]) / math.log(count / before[0]), 3)
        before = (count, values["processor s"])
        print(f"{count:>8,} documents", values, flush=True)
        kept += [
            results.row(f"{count:,} documents: {label}", unit, values[name])
            for name, (label, unit) in units.items()
            if name in values
        ]
    return kept
