"""How much data the linking of an archive moves, and how evenly: a simulation for sizes that were not run.

    python tools/simulate_linking.py [--documents 100000000] [--nodes 40] [--seed 1]

What a document adds was measured on archives of up to a million documents (`docs/scale.md` says how); what is simulated
is how that falls on buckets, parts and nodes: furniture of sites with very unequal numbers of pages (a Zipf law), texts
of agencies with very unequal numbers of copies, days with more news than others. Runs of words that are one document's
alone are spread by their hash, as many to each bucket up to chance, so only those that many have are drawn one by one.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rashomon.archive.copies import HOT, HOT_TIES
from rashomon.compare.shingles import HUBS

PART: Final = 20_000
"""Documents of a part; as `archive.linking_layout` cuts them."""
_DRAWN: Final = 20_000
# Of the runs of a text, so many are in a copy of it too.
_KEPT: Final = 0.6


@dataclass(frozen=True, slots=True)
class Measured:
    """What one document adds, of news articles of about 400 words.

    Attributes:
        runs: kept runs of words; `keys`: what it is looked up by.
        posting, tie, near: bytes of a row in the index of runs, of a tie of two documents, of names in common.
        text, reading: bytes of a document sent to be aligned, and of its packed reading.
        copies: share of documents that repeat another one; `furniture`: share with words that all pages of a site
            have, `furniture_runs` kept runs of that (after captions, notices and headings were passed over).
    """

    runs: float = 125.0
    keys: float = 45.0
    posting: int = 12
    tie: int = 12
    near: int = 24
    text: int = 3_200
    reading: int = 9_000
    copies: float = 0.3
    furniture: float = 0.3
    furniture_runs: int = 8


@dataclass(frozen=True, slots=True)
class Moved:
    """What a step moves: bytes to each of its tasks."""

    step: str
    tasks: NDArray[np.float64]

    def line(self, nodes: int) -> str:
        """Return a row of the table: in all, and to the least and most laden node and task."""
        loads = np.bincount(np.arange(len(self.tasks)) % nodes, weights=self.tasks, minlength=nodes)
        skew, uneven = loads.max() / max(1.0, loads.mean()), self.tasks.max() / max(1.0, float(self.tasks.mean()))
        return (
            f"{self.step:<28}{self.tasks.sum() / 1e9:>10,.0f}{loads.mean() / 1e9:>10.1f}{loads.max() / 1e9:>10.1f}"
            f"{skew:>8.2f}{self.tasks.max() / 1e6:>12,.0f}{uneven:>9.2f}"
        )


def sizes(total: float, groups: int, exponent: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return sizes of groups that share `total`, the largest first: a Zipf law, with chance in each."""
    weights = np.arange(1, groups + 1, dtype=float) ** -exponent
    drawn: NDArray[np.int64] = rng.poisson(total * weights / weights.sum()).astype(np.int64)
    return drawn


def ties(size: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how many ties one run makes that so many documents have, counted as rows of both."""
    few = np.minimum(size, HUBS).astype(float)
    normal = 2 * (few * (few - 1) / 2 + np.maximum(size - HUBS, 0) * HUBS)
    made: NDArray[np.float64] = np.where(size > HOT, HOT_TIES * size.astype(float), normal)
    return made


def simulate(documents: int, seed: int, given: Measured) -> tuple[list[Moved], dict[str, float]]:
    """Return what each step moves, and figures of the whole."""
    rng = np.random.default_rng(seed)
    # As many rows a bucket as `archive.linking_layout` plans, and no more buckets than it allows.
    buckets = int(min(4096, max(1, documents * 133 // 2_000_000)))
    parts = -(-documents // PART)
    sites = sizes(documents * given.furniture, max(50, int(documents**0.6)), 1.0, rng)
    # Families of copies: as many families as half the copies, the largest some thousands.
    families = sizes(documents * given.copies, max(50, int(documents * given.copies / 2)), 0.45, rng)
    index = rng.poisson(documents * given.runs / buckets, buckets).astype(float)
    tied = np.zeros(buckets)
    for size, runs, more in ((sites, given.furniture_runs, 0), (families, int(given.runs * _KEPT), 1)):
        # Only the largest are drawn one by one: of the others every bucket has very many.
        large, small = size[:_DRAWN] + more, size[_DRAWN:] + more
        tied += ties(small).sum() * runs / buckets
        index += 0 if more else small.sum() * runs / buckets
        for _ in range(runs):
            where = rng.integers(0, buckets, len(large))
            tied += np.bincount(where, weights=ties(large), minlength=buckets)
            if not more:  # copies have as many runs as other documents, which are counted above
                index += np.bincount(where, weights=large, minlength=buckets)
    # News of a day: a week's rhythm, and now and then a day with several times as much.
    days = 3_650
    rhythm = np.where(np.arange(days) % 7 < 5, 1.2, 0.5) * (1 + (rng.random(days) < 0.01) * rng.exponential(2.0, days))
    # Parts hold as many documents each, in order of time; copies are dense where news is.
    dense = np.interp(np.linspace(0, 1, parts), np.cumsum(rhythm) / rhythm.sum(), rhythm / rhythm.mean())
    pairs = float(np.minimum(families * np.minimum(families, HUBS), families.astype(float) * HUBS).sum())
    aligned = pairs + HOT_TIES * float(sites[sites > HOT].sum()) + HUBS / 2 * float(sites[sites <= HOT].sum())
    text = rng.poisson(np.maximum(1, 1.4 * documents * given.copies / parts * dense)) * float(given.text)
    keys = rng.poisson(documents * given.keys / buckets, buckets).astype(float)
    compared = min(4096, -(-documents // 1000))
    moved = [
        Moved("runs to buckets", index * given.posting),
        Moved("ties to documents", np.full(parts, tied.sum() * given.tie / parts) * dense / dense.mean()),
        Moved("texts to be aligned", text),
        Moved("names and deeds to buckets", keys * given.posting),
        Moved("names in common", np.full(parts, documents * given.keys * 1.8 * given.near / parts)),
        Moved("readings to their stories", rng.normal(1, 0.05, compared) * documents * given.reading / compared),
    ]
    uncut = float((sites.astype(float) ** 2).sum() / 2 * given.furniture_runs * given.tie)
    figures = {
        "buckets": buckets,
        "parts": parts,
        "largest family of copies": float(families.max()),
        "pages with the most common furniture": float(sites.max()),
        "rows of ties made in the fullest bucket, millions": tied.max() / 1e6,
        "pairs aligned, millions": aligned / 1e6,
        "ties if no run were cut, TB": uncut / 1e12,
    }
    return moved, figures


def main() -> None:
    """Print what linking moves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000_000)
    parser.add_argument("--nodes", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    moved, figures = simulate(given.documents, given.seed, Measured())
    print(f"{given.documents:,} documents, {given.nodes} nodes; GB in all, a node, the most laden node; MB a task")
    print(f"{'':<28}{'all GB':>10}{'node GB':>10}{'most GB':>10}{'skew':>8}{'task MB':>12}{'skew':>9}")
    for step in moved:
        print(step.line(given.nodes))
    for name, value in figures.items():
        print(f"{name}: {value:,.1f}")


if __name__ == "__main__":
    main()
