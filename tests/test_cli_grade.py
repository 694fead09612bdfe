"""Grading on the command line, as a user does it: scales, proposals, a grade, its refusal, its history."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rashomon.store.base import Case
from test_cli_case import ok, rashomon

ONE = "The mayor said that 40 people had died in Raqqa.\n"
TWO = 'Nurse Ada Ray said that 40 people had died in Raqqa. "I was there," Ray told reporters.\n'
THREE = "The ministry said that 12 people had died in Raqqa.\n"
DIED = "How many people died?"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case of two texts that give one number, from two origins."""
    for name, text in (("one.txt", ONE), ("two.txt", TWO), ("three.txt", THREE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    folder = tmp_path / "case"
    ok("init", folder)
    ok("add", folder, tmp_path / "one.txt", tmp_path / "two.txt")
    return folder


def dossier(case: Path, out: Path) -> dict[str, Any]:
    ok("report", case, "--format", "json", "-o", out)
    made: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return made


def claim(made: dict[str, Any], words: str) -> str:
    (found,) = [each["id"] for each in made["claims"] if words in each["content"]["text"] and each["source"]]
    return str(found)


def refused(*arguments: str | Path) -> str:
    done = rashomon("grade", *arguments)
    assert done.exit_code != 0
    return str(done.exception)


def test_scales_are_listed_with_meaning_method_and_needs(case: Path) -> None:
    told = ok("grade", case, "--scales")
    assert "admiralty-source\tAdmiralty: reliability of the source\tsource" in told
    assert "  1\tconfirmed by other sources (needs 2 independent origins): " in told
    assert "  F\treliability cannot be judged (no basis to judge): " in told
    objects = [json.loads(line) for line in ok("grade", case, "--scales", "--json").splitlines()]
    (harm,) = [each for each in objects if each["name"] == "airwars-harm"]
    assert harm["targets"] == ["question"]
    assert len(harm["values"]) == 6


def test_proposals_say_that_nobody_set_them_and_on_what_they_rest(case: Path, tmp_path: Path) -> None:
    told = ok("grade", case, "--propose")
    assert "what would change it: " in told
    assert "admiralty-source F" in told
    objects = [json.loads(line) for line in ok("grade", case, "--propose", "--json").splitlines()]
    known = {each["id"] for each in dossier(case, tmp_path / "d.json")["claims"]}
    assert {each["set_by"] for each in objects} == {None}
    assert {c for each in objects for reason in each["reasons"] for c in reason["claims"]} <= known
    with Case.open(case, write=False) as opened:
        assert list(opened.judgements()) == []


def test_a_grade_is_recorded_shown_and_kept_in_history(case: Path, tmp_path: Path) -> None:
    source = dossier(case, tmp_path / "a.json")["entities"][0]["name"]
    on = ("grade", case, "--source", source, "--scale", "admiralty-source", "--topic", "numbers")
    ok(*on, "--value", "b", "--why", "the list of names held", "--actor", "ada")
    ok(*on, "--value", "C", "--actor", "ada")
    ok(*on, "--value", "E", "--actor", "bob")
    marks = [mark for each in dossier(case, tmp_path / "b.json")["entities"] for mark in each.get("judged", ())]
    assert [(mark["actor"], mark["grade"]["value"]) for mark in marks] == [("ada", "C"), ("bob", "E")]
    assert marks[0]["grade"] == {"scale": "admiralty-source", "value": "C", "topic": "numbers"}
    lines = ok("grade", case, "--history").splitlines()
    assert ["replaced" in lines[0], "stands" in lines[1], "stands" in lines[2]] == [True] * 3
    assert f"admiralty-source B for numbers\t{source}: the list of names held" in lines[0]
    told = [json.loads(line) for line in ok("grade", case, "--history", "--json").splitlines()]
    assert [each["state"] for each in told] == ["replaced", "stands", "stands"]


def test_confirmed_is_refused_while_one_origin_stands_behind_it_and_says_which(case: Path, tmp_path: Path) -> None:
    ok("add", case, tmp_path / "three.txt")
    made = dossier(case, tmp_path / "d.json")
    on = ("--scale", "admiralty-information", "--value", "1")
    alone = refused(case, "--claim", claim(made, "12 people"), *on)
    assert "asks for 2 independent origins, and one origin stands behind it" in alone
    assert "needed is another origin that says so" in alone
    (question,) = [each for each in made["questions"] if each["text"].startswith("How many people")]
    assert "several answers" in refused(case, "--question", question["id"], *on)
    with Case.open(case, write=False) as opened:
        assert list(opened.judgements()) == []
    ok("grade", case, "--claim", claim(made, "12 people"), "--scale", "admiralty-information", "--value", "6")


def test_judge_holds_grades_to_the_same_rule_and_counts_origins_itself(case: Path, tmp_path: Path) -> None:
    ok("add", case, tmp_path / "three.txt")
    made = dossier(case, tmp_path / "d.json")

    def decide(words: str, value: dict[str, Any]) -> Any:
        (one,) = [each for each in made["claims"] if words in each["content"]["text"] and each["source"]]
        content, document = one["content"], f"d{one['document']['sha256'][:16]}"
        about = {"document": document, "spans": content["spans"], "words": content["text"], "claim": one["id"]}
        told = json.dumps({"kind": "grade", "target": about, "value": value}).encode()
        return rashomon("judge", case, "-", stdin=told)

    lie = {"scale": "admiralty-information", "value": "1", "origins": ["o1", "o2", "o3"], "least": 0}
    assert "one origin stands behind it" in str(decide("12 people", lie).exception)
    assert "no scale 'stars'" in str(decide("12 people", {"scale": "stars", "value": "5"}).exception)
    assert decide("12 people", {"text": "B2"}).exit_code == 0
    assert decide("12 people", lie | {"value": "3"}).exit_code == 0
    with Case.open(case, write=False) as opened:
        last = list(opened.judgements())[-1].value
    assert len(getattr(last, "origins")) == 1  # noqa: B009
    assert getattr(last, "words") == "possibly true"  # noqa: B009


def test_new_documents_that_change_the_origins_are_told(case: Path, tmp_path: Path) -> None:
    made = dossier(case, tmp_path / "d.json")
    (question,) = [each for each in made["questions"] if each["text"].startswith("How many people")]
    assert len(question["positions"]) == 1
    assert len(question["positions"][0]["origins"]) == 2
    ok("grade", case, "--question", question["text"], "--scale", "admiralty-information", "--value", "1")
    assert "look again" not in ok("grade", case, "--history")
    (tmp_path / "four.txt").write_text("Colonel Reed said that 40 people had died in Raqqa.\n", encoding="utf-8")
    ok("add", case, tmp_path / "four.txt")
    assert "look again: its origins changed since it was graded: now also Colonel Reed" in ok(
        "grade", case, "--history"
    )


WRONG: list[tuple[list[str], str]] = [
    ([], "give one of --source"),
    (["--source", "a", "--claim", "b"], "give one of --source"),
    (["--source", "a", "--scales"], "give one of --source"),
    (["--source", "a", "--scale", "admiralty-source"], "--scale and --value are needed"),
    (["--source", "nobody at all", "--scale", "admiralty-source", "--value", "B"], "no source is called"),
    (["--claim", "c0", "--scale", "admiralty-information", "--value", "2"], "there is no claim 'c0'"),
    (["--question", "Why?", "--scale", "airwars-harm", "--value", "weak"], "no question, or more than one"),
    (["--document", "x", "--scale", "house", "--value", "hold"], "no document, or more than one"),
    (["--document", "DOC", "--scale", "admiralty-source", "--value", "B"], "grades a source, not a document"),
    (["--document", "DOC", "--scale", "house", "--value", "burn"], "has no value 'burn'"),
    (["--document", "DOC", "--scale", "house", "--value", "hold", "--topic", "x" * 300], "topic: 300 characters"),
]


@pytest.mark.parametrize(("given", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_cannot_be_graded_says_why(case: Path, tmp_path: Path, given: list[str], said: str) -> None:
    document = str(tmp_path / "one.txt")
    assert said in refused(case, *(document if each == "DOC" else each for each in given))


def test_a_case_brings_its_own_scale(case: Path, tmp_path: Path) -> None:
    own = '[[desk.values]]\nvalue="{}"\ntitle="t"\nmeaning="m"\n'
    head = '[desk]\ntitle="Desk"\naxis="use"\ntarget=["document"]\nsource="ours"\n'
    (case / "scales.toml").write_text(head + own.format("yes") + own.format("no"), encoding="utf-8")
    assert "desk\tDesk\tdocument" in ok("grade", case, "--scales")
    ok("grade", case, "--document", tmp_path / "one.txt", "--scale", "desk", "--value", "yes")
    (case / "scales.toml").write_text("[desk", encoding="utf-8")
    assert "it is no TOML" in refused(case, "--scales")
