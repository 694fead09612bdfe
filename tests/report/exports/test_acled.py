"""The sheet of events: a low number only under its profile, no day and no point that nobody gave."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rashomon.records import Account, Place, Question, QuestionKind, QuestionStatus, Span, Time
from rashomon.report.exports import acled
from rashomon.report.exports.base import Material
from report.exports.filled import filled_material

DAY = (date(2017, 10, 14), date(2017, 10, 14))
WEEK = (date(2017, 10, 9), date(2017, 10, 15))
MONTH = (date(2017, 10, 1), date(2017, 10, 31))


def asked(
    *,
    profile: str = "acled",
    text: str = "How many people were killed?",
    bounds: tuple[tuple[float | None, float | None], ...] = ((12, 12), (10, 10)),
    days: tuple[date, date] | None = DAY,
    precision: str = "town",
) -> Material:
    """Return a case of one question with one account a pair of bounds, each of one claim of one day and place."""
    material = filled_material()
    reading = material.dossier.readings[0]
    place = Place("Raqqa", Span(0, 5), "Ar Raqqah", 35.95, 39.0, precision, "SY")
    times = (Time("then", Span(0, 4), *days),) if days else ()
    claims = tuple(
        replace(reading.claims[0], id=f"c{n}", text=f"words {n}", places=(place,), times=times)
        for n in range(len(bounds))
    )
    accounts = tuple(
        Account(f"source {n}", (), str(low), low, high, f"“{low}”", (f"c{n}",), "o1")
        for n, (low, high) in enumerate(bounds)
    )
    question = Question("q1", text, QuestionKind.QUANTITY, QuestionStatus.CONTESTED, accounts)
    dossier = replace(
        material.dossier, readings=(replace(reading, claims=claims),), questions=(question,), profile=profile
    )
    return replace(material, dossier=dossier)


def sheet(material: Material, folder: Path) -> tuple[list[dict[str, str]], dict[str, tuple[int, str]]]:
    lost = {one.field: (one.count, one.why) for one in acled.write(material, folder) if one.noun == "event"}
    with (folder / "events.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file)), lost


def test_the_low_number_is_given_under_its_profile(tmp_path: Path) -> None:
    (row,), lost = sheet(asked(), tmp_path)
    assert (row["fatalities"], row["low"], row["high"], row["profile"]) == ("10", "10", "12", "acled")
    assert "fatalities" not in lost


@pytest.mark.parametrize("profile", ["literal", "airwars"])
def test_another_profile_is_said_and_nothing_is_converted(profile: str, tmp_path: Path) -> None:
    (row,), lost = sheet(asked(profile=profile), tmp_path)
    assert (row["fatalities"], row["low"], row["profile"]) == ("", "10", profile)
    assert lost["fatalities"][0] == 1
    assert profile in lost["fatalities"][1]


@pytest.mark.parametrize(
    "text",
    ["How many people were killed or injured?", "How many fighters left Raqqa?", "How many people were injured?"],
)
def test_what_is_no_count_of_dead_is_none(text: str, tmp_path: Path) -> None:
    (row,), _ = sheet(asked(text=text), tmp_path)
    assert row["fatalities"] == ""


def test_no_lower_bound_is_not_zero(tmp_path: Path) -> None:
    (row,), _ = sheet(asked(bounds=((None, 5), (3, 3))), tmp_path)
    assert (row["fatalities"], row["low"], row["high"]) == ("", "", "5")


@pytest.mark.parametrize(
    ("days", "code"),
    [(DAY, "1"), (WEEK, "2"), (MONTH, "3"), ((date(2016, 1, 1), date(2017, 1, 1)), ""), (None, "")],
)
def test_time_precision(days: tuple[date, date] | None, code: str, tmp_path: Path) -> None:
    (row,), _ = sheet(asked(days=days), tmp_path)
    assert row["time_precision"] == code
    assert row["event_date"] == (days[0].isoformat() if days else "")


@pytest.mark.parametrize(
    ("precision", "code", "latitude"),
    [("town", "1", "35.95"), ("district", "2", "35.95"), ("province", "3", "35.95"), ("country", "", "")],
)
def test_geo_precision(precision: str, code: str, latitude: str, tmp_path: Path) -> None:
    (row,), _ = sheet(asked(precision=precision), tmp_path)
    assert (row["geo_precision"], row["latitude"]) == (code, latitude)


def test_claims_of_two_days_are_two_rows(tmp_path: Path) -> None:
    material = asked()
    reading = material.dossier.readings[0]
    first, second = reading.claims
    later: Any = replace(second, times=(Time("later", Span(0, 5), *WEEK),))
    dossier = replace(material.dossier, readings=(replace(reading, claims=(first, later)),))
    rows, _ = sheet(replace(material, dossier=dossier), tmp_path)
    assert [(row["event_id"], row["claims"]) for row in rows] == [("q1.1", "c1"), ("q1.2", "c0")]


def test_notes_hold_the_words_and_who_says_them(tmp_path: Path) -> None:
    (row,), lost = sheet(asked(), tmp_path)
    assert "“words 0”" in row["notes"]
    assert lost["source_scale"][0] == 1
