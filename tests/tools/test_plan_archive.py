"""What an archive needs: the table of the page is the one that the figures give."""

from __future__ import annotations

from pathlib import Path

from tools.plan_archive import plan, table

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_shows_the_plan_that_the_figures_give() -> None:
    assert table() in (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")


def test_a_plan_by_hand() -> None:
    measured = {
        "reading, articles a second and core": 10,
        "linking, seconds of processor a document": 0.036,
        "of that for copies, seconds of processor a document": 0.0036,
        "work of linking, bytes a document": 500,
        "links, bytes a document": 100,
    }
    estimated = {
        "read archive, bytes a document": 900,
        "memory of the steps that are one task, bytes a document": 100,
        "seconds of the steps that are one task, a million documents": 3600,
    }
    assumed = {
        "virtual cores a machine": 10,
        "share of the time that a core works": 1.0,
        "dollars an hour and virtual core": 0.05,
        "dollars a month and GB of disk": 0.1,
    }
    found = dict(plan({"measured": measured, "estimated": estimated, "assumed": assumed}, 36_000_000, 10))
    assert found["Reading, core hours"] == "1,000"
    assert found["Linking, core hours"] == "360, of them 36 for copies"
    assert found["Reading, hours"] == "10.0"
    assert found["Linking, hours"] == "39.6, of them 36.0 in which one core works"
    assert found["Disk for what is kept"] == "36 GB"
    assert found["Machines rented, dollars"] == "248"
