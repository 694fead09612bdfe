"""Numbers of victims in the keys of MUC-3/4 (1991/92) against the intervals read in the reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rashomon.evaluate.corpora import muc_reports
from rashomon.evaluate.quantities import unreadable
from rashomon.evaluate.tally import Tally
from rashomon.records import Quantity

_FILL: Final = re.compile(r"(?P<before>[-~]?)\s*(?P<number>\d+)\s*(?P<after>-?)")
_SLOT: Final = re.compile(r"\s*\d+\.\s+(?P<slot>[A-Z ]+: [A-Z ]+?)(?:\s{2,}(?P<fill>.*))?")
_MARK: Final = {("~", ""): "about", ("-", ""): "at_most", ("", "-"): "at_least"}
_READS: Final = {
    "about": ("about", "vague", "range"),
    "at_most": ("at_most", "under", "range", "vague"),
    "at_least": ("at_least", "over", "vague", "range"),
}


@dataclass(frozen=True, slots=True)
class Victims:
    """A report of MUC-3/4, and the numbers of victims that its key gives a bound: each with its alternatives.

    An alternative is ("about", 40000), ("at_least", 34) or ("at_most", 26).
    """

    name: str
    text: str
    fills: tuple[tuple[tuple[str, int], ...], ...]


def read_victims(folder: Path, part: str = "DEV") -> Iterator[Victims]:
    """Read the reports of a part (DEV, TST1, TST2) whose keys hold such numbers; `folder` is `muc34`.

    Raises:
        ItemError: the folder has no keys.
    """
    fills: dict[str, list[tuple[tuple[str, int], ...]]] = {}
    keys = sorted(folder.glob("key-*"))
    if not keys:
        raise unreadable(folder, "there are no key-* files in it", "name the folder muc34")
    for key in keys:
        for name, fill in _fills(key.read_text(encoding="latin-1")):
            fills.setdefault(name, []).append(fill)
    for name, text in muc_reports(folder):
        if name.startswith(part) and name in fills:
            yield Victims(name, text, tuple(dict.fromkeys(fills[name])))


def _fills(key: str) -> Iterator[tuple[str, tuple[tuple[str, int], ...]]]:
    """Yield report and alternatives of every number of victims with a bound."""
    name = slot = ""
    for line in key.splitlines():
        match = _SLOT.fullmatch(line)
        fill = (match["fill"] or "") if match else line
        slot = match["slot"] if match else slot
        if slot == "MESSAGE: ID":
            name = fill.split()[0] if match and fill.split() else name
        elif slot in ("HUM TGT: NUMBER", "HUM TGT: TOTAL NUMBER"):
            found = []
            for part in fill.partition(":")[0].split(" / "):
                number = _FILL.fullmatch(part.strip())
                bound = _MARK.get((number["before"], number["after"])) if number else None
                if number and bound:
                    found.append((bound, int(number["number"])))
            if found:
                yield name, tuple(found)


def score_victims(pairs: Iterable[tuple[Victims, Sequence[Quantity]]]) -> dict[str, Tally]:
    """Count the victims' numbers with a bound that lie inside an interval of ours, of whatever bound or of the same.

    The key sums up a report, so the report's own words may be exact ("16 sailors", key: 16 or more).
    """
    tallies = {"inside": Tally(), "same bound": Tally()}
    for report, found in pairs:
        counts = [quantity for quantity in found if quantity.unit is None and not quantity.derived]
        for fill in report.fills:
            holding = [(q, bound) for bound, number in fill for q in counts if _holds(q, number)]
            tallies["inside"].add(int(bool(holding)), 1, 1)
            tallies["same bound"].add(int(any(q.bound in _READS[bound] for q, bound in holding)), 1, 1)
    return tallies


def _holds(quantity: Quantity, number: int) -> bool:
    """Tell whether the interval holds the number; "over 50" is 51 or more, and holds the 50 of the key's "50-" too."""
    spare = 1 if quantity.bound in ("over", "under") else 0
    low, high = quantity.low, quantity.high
    if low is None and high is None:
        return False
    inside = (low is None or low - spare <= number) and (high is None or number <= high + spare)
    vague = low is not None and high is not None and quantity.value is None
    return inside and (vague if quantity.value is None else _near(quantity.value, number))


def _near(value: float | tuple[float, float], number: int) -> bool:
    """Tell whether the number in the words is the key's: "at least 3" holds 400, but does not speak of it."""
    ends = value if isinstance(value, tuple) else (value, value)
    return min(ends) <= number <= max(ends)
