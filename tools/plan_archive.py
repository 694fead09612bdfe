"""What an archive of a given size needs: machines, hours, disk and money, from figures that were measured.

    python tools/plan_archive.py [--documents 100000000] [--machines 10] [--figures docs/scale.json]

Prints the table of `docs/scale.md`; a new measurement goes into `docs/scale.json`, and the table is printed anew.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

FIGURES = Path(__file__).resolve().parent.parent / "docs" / "scale.json"


def plan(figures: Mapping[str, Mapping[str, float]], documents: int, machines: int) -> Iterator[tuple[str, str]]:
    """Yield what is needed, in words and numbers; `figures` are those of `docs/scale.json`."""
    measured, estimated, assumed = figures["measured"], figures["estimated"], figures["assumed"]
    cores = machines * assumed["virtual cores a machine"] * assumed["share of the time that a core works"]
    reading = documents / measured["reading, articles a second and core"] / 3600
    linking = documents * measured["linking, seconds of processor a document"] / 3600
    copies = documents * measured["of that for copies, seconds of processor a document"] / 3600
    alone = documents / 1e6 * estimated["seconds of the steps that are one task, a million documents"] / 3600
    hours = (reading + linking) / cores + alone
    kept = documents * (estimated["read archive, bytes a document"] + measured["links, bytes a document"]) / 1e9
    work = documents * measured["work of linking, bytes a document"] / 1e9
    memory = documents * estimated["memory of the steps that are one task, bytes a document"] / 1e9
    rented = hours * machines * assumed["virtual cores a machine"] * assumed["dollars an hour and virtual core"]
    stored = (kept + work) * assumed["dollars a month and GB of disk"]
    yield "Documents", f"{documents:,}"
    yield "Machines", f"{machines} of {assumed['virtual cores a machine']} virtual cores"
    yield "Reading, core hours", f"{reading:,.0f}"
    yield "Linking, core hours", f"{linking:,.0f}, of them {copies:,.0f} for copies"
    yield "Reading, hours", f"{reading / cores:.1f}"
    yield "Linking, hours", f"{linking / cores + alone:.1f}, of them {alone:.1f} in which one core works"
    yield "Disk for what is kept", f"{kept:,.0f} GB"
    yield "Disk while it is linked", f"{work:,.0f} GB more"
    yield "Memory of the largest task", f"{memory:,.0f} GB"
    yield "Machines rented, dollars", f"{rented:,.0f}"
    yield "Disk, dollars a month", f"{stored:,.0f}"


def table(documents: int = 100_000_000, machines: int = 10, figures: Path = FIGURES) -> str:
    """Return the plan as a table of Markdown."""
    rows = plan(json.loads(figures.read_text(encoding="utf-8")), documents, machines)
    return "\n".join(["| What | How much |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000_000)
    parser.add_argument("--machines", type=int, default=10)
    parser.add_argument("--figures", type=Path, default=FIGURES)
    given = parser.parse_args()
    print(table(given.documents, given.machines, given.figures))


if __name__ == "__main__":
    main()
