"""Reviews: only of what a person checked and graded, and with no verdict but theirs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rashomon.records import Grade, Mark, Stance
from rashomon.report.exports.base import Material
from rashomon.report.exports.claimreview import FORMAT
from report.exports.full_case import BASE, MATERIAL
from report.exports.linked_rdf import conforms, graph_of

TOTAL = len(MATERIAL.dossier.claims)


def mark(kind: str, value: str = "", *, about: str = "c2", time: str = "2026-11-21T08:00:00Z", **more: Any) -> Mark:
    grade = Grade(more.pop("scale", "admiralty-information"), value) if value else None
    given = {"judgement": f"{kind}-{value}-{time}", "of": "claim", "actor": "Ann", "why": "two origins"} | more
    return Mark(kind=kind, about=about, time=time, grade=grade, **given)


def case(*marks: Mark, **more: Any) -> Material:
    return replace(MATERIAL, dossier=replace(MATERIAL.dossier, judged=marks), **more)


def reviews(material: Material, folder: Path) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Return the reviews, and the reasons of what was left out beside single fields of the records."""
    lost = list(FORMAT.write(material, folder))
    found: list[dict[str, Any]] = json.loads((folder / "reviews.jsonld").read_text(encoding="utf-8"))["@graph"]
    told = [
        one
        for one in lost
        if one.count and (one.noun in {"grade", "review"} or (one.noun, one.field) == ("claim", "*"))
    ]
    return found, {one.why.partition(",")[0].partition(":")[0]: one.count for one in told}


ACCEPTED, GRADED = mark("accept"), mark("grade", "2")


@pytest.mark.parametrize(
    ("marks", "reviewed"),
    [
        ((ACCEPTED, GRADED), True),
        ((mark("correct"), GRADED), True),
        ((ACCEPTED,), False),
        ((GRADED,), False),
        ((mark("note"), GRADED), False),
        ((ACCEPTED, mark("grade", "2", scale="house")), False),
        ((ACCEPTED, mark("grade", "B", scale="admiralty-source")), False),
        ((ACCEPTED, mark("grade", "7")), False),
        ((ACCEPTED, mark("grade", about="c2", text="good")), False),
        ((ACCEPTED, mark("grade", "2", about="c1")), False),
        ((ACCEPTED, mark("grade", "1", review="its origins changed")), False),
    ],
)
def test_a_review_needs_somebody_who_checked_it_and_a_standing_grade(
    marks: tuple[Mark, ...], reviewed: bool, tmp_path: Path
) -> None:
    found, lost = reviews(case(*marks), tmp_path)
    assert [one["@id"] for one in found] == ([f"{BASE}c2-review"] if reviewed else [])
    assert not sum(lost.values()) or lost["no person checked it"] >= TOTAL - 1


@pytest.mark.parametrize(
    ("value", "rating", "name"),
    [
        ("1", 5, "Confirmed"),
        ("2", 4, "Probably true"),
        ("3", 3, "Possibly true"),
        ("4", 2, "Doubtful"),
        ("5", 1, "Improbable"),
    ],
)
def test_a_grade_is_a_rating_that_counts_upwards(value: str, rating: int, name: str, tmp_path: Path) -> None:
    (review,) = reviews(case(ACCEPTED, mark("grade", value)), tmp_path)[0]
    assert review["reviewRating"] == {
        "@type": "Rating",
        "ratingValue": rating,
        "bestRating": 5,
        "worstRating": 1,
        "alternateName": name,
        "ratingExplanation": "two origins",
        "reviewAspect": f"admiralty-information {value}",
    }
    assert review["reviewBody"] == f"{name} (Admiralty, information: {value}). two origins"


def test_no_basis_is_no_rating(tmp_path: Path) -> None:
    found, lost = reviews(case(ACCEPTED, mark("grade", "6")), tmp_path)
    assert "reviewRating" not in found[0]
    assert found[0]["reviewBody"].startswith("Truth cannot be judged")
    assert lost["6 is no basis to judge and no middle"] == 1


def test_the_latest_grade_counts_whatever_the_order(tmp_path: Path) -> None:
    later = mark("grade", "4", time="2026-11-22T08:00:00Z")
    found, lost = reviews(case(later, ACCEPTED, GRADED), tmp_path)
    assert found[0]["reviewRating"]["alternateName"] == "Doubtful"
    assert found[0]["datePublished"] == "2026-11-22"
    assert lost["several people graded it"] == 1


def test_a_denial_is_reviewed_as_a_denial(tmp_path: Path) -> None:
    readings = tuple(
        replace(r, claims=tuple(replace(c, stance=Stance.DENIES) if c.id == "c3" else c for c in r.claims))
        for r in MATERIAL.dossier.readings
    )
    marks = (mark("accept", about="c3"), mark("grade", "2", about="c3"))
    material = replace(MATERIAL, dossier=replace(MATERIAL.dossier, readings=readings, judged=marks))
    (review,) = reviews(material, tmp_path)[0]
    assert review["claimReviewed"] == "a driver denies: “Sixteen civilians were killed”"
    assert review["itemReviewed"]["text"] == review["claimReviewed"]


def test_a_question_is_no_claim_to_review(tmp_path: Path) -> None:
    found, lost = reviews(case(mark("accept", about="c6"), mark("grade", "2", about="c6")), tmp_path)
    assert found == []
    assert lost["its source asks"] == 1


def test_the_organisation_is_the_one_given_and_never_a_person(tmp_path: Path) -> None:
    (review,) = reviews(case(ACCEPTED, GRADED), tmp_path)[0]
    assert review["author"] == {
        "@type": "Organization",
        "name": "Example Checkers",
        "url": "https://checkers.example.org/",
    }
    assert "Ann" not in json.dumps(review)


def test_what_search_engines_miss_is_told(tmp_path: Path) -> None:
    found, lost = reviews(case(ACCEPTED, GRADED, reviewer=None, base=""), tmp_path)
    assert found[0].keys().isdisjoint({"author", "url"})
    assert lost["search engines need the organisation that reviews"] == 1
    assert lost["search engines need the page of a review"] == 1


def test_it_keeps_to_domains_and_ranges(tmp_path: Path) -> None:
    reviews(MATERIAL, tmp_path)
    assert conforms(graph_of(tmp_path / "reviews.jsonld"), "claim.ttl") == ""
