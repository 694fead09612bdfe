"""The gazetteer's build: the same input gives the same bytes, and what is dropped is dropped."""

from __future__ import annotations

import importlib.util
import sqlite3
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_gazetteer", ROOT / "tools" / "build_gazetteer.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def row(
    build: ModuleType, number: int, name: str, *names: str, kind: str = "settlement", country: str = "SY"
) -> object:
    return build.Row(number, name, kind, country, "01", 35.0, 39.0, 1000, list(names))


def test_the_same_rows_in_any_order_give_the_same_bytes(build: ModuleType, tmp_path: Path) -> None:
    rows = [
        row(build, 2, "Ar Raqqah", "Raqqa", "Rakka"),
        row(build, 1, "Mosul"),
        row(build, 3, "Kobani", "Ayn al-Arab"),
    ]
    build.write(rows, tmp_path / "a.sqlite", meta={"source": "s", "licence": "l"})
    build.write(rows[::-1], tmp_path / "b.sqlite", meta={"licence": "l", "source": "s"})
    assert (tmp_path / "a.sqlite").read_bytes() == (tmp_path / "b.sqlite").read_bytes()


def test_short_names_and_english_words_are_no_alternate_names(build: ModuleType) -> None:
    rows = [row(build, 1, "Ar Raqqah", "Raqqa", "RQH", "Reading", "Deal")]
    names = {name for name, *_ in build.name_rows(rows)}
    assert names == {"ar raqqah", "raqqah", "ar raqqa", "raqqa"}


def test_an_own_name_that_is_a_word_or_a_persons_is_marked(build: ModuleType) -> None:
    rows = [row(build, n, name, country="GB") for n, name in enumerate(["Reading", "Jordan", "Leeds"])]
    assert [(name, own, common) for name, _, own, common in build.name_rows(rows)] == [
        ("reading", 1, 1),
        ("jordan", 1, 1),
        ("leeds", 1, 0),
    ]


def test_a_mean_point_is_safe_across_the_date_line(build: ModuleType) -> None:
    latitude, longitude = build.mean_point([(0.0, 179.0), (0.0, -179.0)])
    assert latitude == pytest.approx(0)
    assert abs(longitude) == pytest.approx(180)


def test_the_committed_gazetteer_is_what_the_lists_say(build: ModuleType) -> None:
    assert build.OUTPUT.stat().st_size < 12_000_000
    connection = sqlite3.connect(f"{build.OUTPUT.as_uri()}?mode=ro", uri=True)
    regions = {name for (name,) in connection.execute("SELECT name FROM places WHERE kind = 'region'")}
    too_short = connection.execute(
        "SELECT count(*) FROM names n JOIN places p ON p.id = n.place WHERE n.own = 0 AND length(n.name) < 4"
    ).fetchone()
    connection.close()
    assert {name for _, name, _, _ in build.region_lines()} <= regions
    assert too_short == (0,)
