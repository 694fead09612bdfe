"""Measure every suite again and write its figures to tests/gold/floors.json.

    python tools/update_floors.py [--only SUITE ...] [--allow-regression] [--data DIR] [--acceptance DIR] [--seeds DIR]

Refuses to write a lower figure unless it is told to, and says which fell. Folders default to the variables that the
tests use (RASHOMON_DATA, RASHOMON_ACCEPTANCE, RASHOMON_SEEDS), else to a folder `shared` beside the checkout.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

FIRST = "first report"
ROOT = Path(__file__).resolve().parent.parent


def fallen(old: Mapping[str, float], new: Mapping[str, float]) -> list[str]:
    """Return a line for each figure that is lower than it was, or gone."""
    return [f"{name}: {was} -> {new.get(name)}" for name, was in old.items() if new.get(name, float("-inf")) < was]


def updated(kept: Mapping[str, Any], gold: str, figures: Mapping[str, float]) -> dict[str, Any]:
    """Return the entry of a suite with new figures; a new measure may vary as much as the most tolerant old one."""
    widest = max(kept["epsilon"].values())
    epsilon = {name: kept["epsilon"].get(name, widest) for name in figures}
    return {**kept, "gold": gold, "figures": dict(figures), "epsilon": epsilon}


def _folder(name: str) -> Path:
    return Path(os.environ.get(f"RASHOMON_{name.upper()}") or ROOT.parent / "shared" / name)


def _measured(measure: ModuleType, options: argparse.Namespace) -> Iterator[tuple[str, tuple[str, dict[str, float]]]]:
    """Yield the suites that are asked for, each with the hash of its gold and its figures."""
    suites = [*measure.DATA_SUITES, *measure.OWN_SUITES, FIRST]
    for name in options.only or suites:
        if name not in suites:
            raise SystemExit(f"there is no suite {name!r}; choose from {', '.join(suites)}")
        if name == FIRST:
            gold, figures = measure.first_report_gold, measure.first_report
            yield name, (gold(options.acceptance), figures(options.acceptance, options.seeds))
        elif name in measure.OWN_SUITES:
            gold, figures = measure.OWN_SUITES[name]
            yield name, (gold(), figures())
        else:
            gold, figures = measure.DATA_SUITES[name]
            yield name, (gold(options.data), figures(options.data))


def main() -> int:
    """Measure, compare, write. Returns 1 where a figure fell and that was not allowed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--allow-regression", action="store_true", help="write lower figures too")
    parser.add_argument("--only", nargs="+", metavar="SUITE", help="measure these suites and leave the others")
    for name in ("data", "acceptance", "seeds"):
        parser.add_argument(f"--{name}", type=Path, default=_folder(name), help="default: %(default)s")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT / "tests"))
    from gold import measure

    suites = json.loads(measure.FLOORS.read_text(encoding="utf-8"))
    measured = dict(_measured(measure, options))
    worse = [
        f"{suite}, {line}" for suite, (_, new) in measured.items() for line in fallen(suites[suite]["figures"], new)
    ]
    print(*worse, sep="\n", end="\n" if worse else "")
    if worse and not options.allow_regression:
        print("Nothing written: figures fell. Mend it, or say --allow-regression and give the reason in the commit.")
        return 1
    suites |= {suite: updated(suites[suite], *found) for suite, found in measured.items()}
    measure.FLOORS.write_text(json.dumps(suites, indent=2) + "\n", encoding="utf-8")
    print(f"{measure.FLOORS.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
