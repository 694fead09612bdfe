"""Deciding about claims and handing a case on, as a user does both."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from rashomon.store.base import Case
from test_cli_case import ok, rashomon

ONE = 'The ministry said on Monday that 12 people had died. "Nobody was harmed," Colonel Reed told reporters.\n'
TWO = "The mayor said that 40 people had died.\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case of two texts that part over one number."""
    (tmp_path / "one.txt").write_text(ONE, encoding="utf-8")
    (tmp_path / "two.txt").write_text(TWO, encoding="utf-8")
    folder = tmp_path / "case"
    ok("init", folder)
    ok("add", folder, tmp_path / "one.txt", tmp_path / "two.txt")
    return folder


def dossier(case: Path, out: Path) -> dict[str, Any]:
    ok("report", case, "--format", "json", "-o", out)
    made: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return made


def about(claim: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Return a claim as the target of a judgement."""
    content = claim["content"]
    return {
        "document": f"d{document['sha256'][:16]}",
        "spans": content["spans"],
        "words": content["text"],
        "claim": claim["id"],
    }


def test_a_rejected_claim_is_not_compared_and_comes_back_with_undo(case: Path, tmp_path: Path) -> None:
    before = dossier(case, tmp_path / "before.json")
    (claim,) = [c for c in before["claims"] if "40 people" in c["content"]["text"]]
    decision = {"kind": "reject", "target": about(claim, claim["document"]), "why": "misread"}
    (tmp_path / "decisions.jsonl").write_text(json.dumps(decision) + "\n", encoding="utf-8")
    judged = ok("judge", case, tmp_path / "decisions.jsonl", "--actor", "desk").strip()
    after = dossier(case, tmp_path / "after.json")
    held = {i for question in after["questions"] for account in question["accounts"] for i in account["claims"]}
    assert claim["id"] in {i for q in before["questions"] for a in q["accounts"] for i in a["claims"]}
    assert claim["id"] not in held
    undo = {"kind": "undo", "target": {"judgement": judged}}
    done = rashomon("judge", case, "-", stdin=json.dumps(undo).encode())
    assert done.exit_code == 0, done.exception
    again = dossier(case, tmp_path / "again.json")
    assert again["questions"] == before["questions"]
    entries = [json.loads(line) for line in ok("log", case).splitlines()]
    assert next((e["action"], e["actor"]) for e in entries if e["action"] == "judge") == ("judge", "desk")
    assert ok("reread", case) == ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "it is no JSON"),
        ("[1]", "it is no object"),
        ('{"kind": "guess", "target": {}}', "kind"),
        ('{"kind": "undo", "target": {"judgement": "x"}, "extra": 1}', "extra"),
    ],
)
def test_a_wrong_line_records_nothing(case: Path, line: str, said: str) -> None:
    good = json.dumps({"kind": "note", "target": {"entity": "the mayor"}, "value": {"text": "asked again"}})
    done = rashomon("judge", case, "-", stdin=f"{good}\n{line}\n".encode())
    assert said in str(done.exception)
    with Case.open(case, write=False) as opened:
        assert list(opened.judgements()) == []


def test_a_bundle_is_checked_with_and_without_rashomon(case: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"
    ok("export", case, "--format", "bundle", "-o", bundle)
    assert "as it was exported" in ok("verify", bundle)
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path / "out")
    check = [sys.executable, "-I", "-S", "verify.py"]
    assert subprocess.run(check, cwd=tmp_path / "out", capture_output=True, check=False).returncode == 0
    text = next((tmp_path / "out" / "texts").iterdir())
    text.write_text(text.read_text("utf-8").replace("12", "21").replace("40", "41"), encoding="utf-8")
    assert subprocess.run(check, cwd=tmp_path / "out", capture_output=True, check=False).returncode == 1
    assert rashomon("verify", tmp_path / "out").exit_code == 1


DATA = {
    "acled": "events.csv",
    "bibtex": "documents.bib",
    "contract": "dossier.json",
    "csl": "documents.csl.json",
    "csv": "claims.csv",
    "geojson": "places.geojson",
    "graphml": "chains.graphml",
    "json": "readings.jsonl",
    "parquet": "claims.parquet",
    "xlsx": "case.xlsx",
}


@pytest.mark.parametrize("name", DATA)
def test_every_format_is_written_with_its_loss(name: str, case: Path, tmp_path: Path) -> None:
    ok("export", case, "--format", name, "-o", tmp_path / "out")
    assert (tmp_path / "out" / DATA[name]).stat().st_size
    loss = json.loads((tmp_path / "out" / "loss.json").read_text("utf-8"))
    assert loss["format"] == name
    assert loss["files"] == sorted(
        path.relative_to(tmp_path / "out").as_posix()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file() and path.name != "loss.json"
    )
    assert all(one["count"] > 0 and one["why"] for one in loss["lost"])
    assert (loss["lost"] == []) == (name == "json")


def test_the_formats_are_listed(case: Path) -> None:
    listed = [line.split("\t")[0] for line in ok("formats").splitlines()]
    assert listed[0] == "bundle"
    assert set(DATA) <= set(listed)


def test_an_export_in_json_is_a_case_again(case: Path, tmp_path: Path) -> None:
    note = {"kind": "note", "target": {"entity": "the mayor"}, "value": {"text": "asked again"}}
    assert rashomon("judge", case, "-", stdin=json.dumps(note).encode()).exit_code == 0
    ok("export", case, "--format", "json", "-o", tmp_path / "case.json.zip")
    ok("import", tmp_path / "case.json.zip", tmp_path / "again", "--actor", "archive")
    assert ok("report", tmp_path / "again", "--format", "json") == ok("report", case, "--format", "json")
    assert ok("search", tmp_path / "again", "died") == ok("search", case, "died")
    ok("verify", tmp_path / "again")
    first = json.loads(ok("log", tmp_path / "again").splitlines()[0])
    assert (first["action"], first["actor"]) == ("import", "archive")
    done = rashomon("import", tmp_path / "case.json.zip", tmp_path / "again")
    assert "choose a new folder" in str(done.exception)


def test_an_empty_case_exports_nothing(tmp_path: Path) -> None:
    ok("init", tmp_path / "case")
    done = rashomon("export", tmp_path / "case", "-o", tmp_path / "bundle.zip")
    assert "nothing was read yet" in str(done.exception)
    assert not (tmp_path / "bundle.zip").exists()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("annotation", "case.jsonld"),
        ("claim", "case.jsonld"),
        ("claimreview", "case.jsonld"),
        ("ftm", "case.ftm.json"),
        ("prov", "case.jsonld"),
    ],
)
def test_a_judged_case_is_linked_data_in_one_file_with_its_loss_beside_it(
    case: Path, tmp_path: Path, name: str, file: str
) -> None:
    (claim,) = [c for c in dossier(case, tmp_path / "d.json")["claims"] if "40 people" in c["content"]["text"]]
    decision = {"kind": "accept", "target": about(claim, claim["document"]), "why": "as printed"}
    (tmp_path / "decisions.jsonl").write_text(json.dumps(decision) + "\n", encoding="utf-8")
    ok("judge", case, tmp_path / "decisions.jsonl", "--actor", "desk")
    options = ("--base", "https://cases.example.org/x/", "--publisher", "Desk", "--publisher-url", "https://x.example/")
    ok("export", case, "--format", name, "-o", tmp_path / file, *options)
    text = (tmp_path / file).read_text("utf-8")
    # Accepted, but nobody graded it: there is no verdict to review it by.
    assert (claim["id"] in text) is (name != "claimreview")
    loss = json.loads((tmp_path / f"{file}.loss.json").read_text("utf-8"))
    assert loss["files"] and all(one["count"] > 0 and one["why"] for one in loss["lost"])
    ungraded = [one for one in loss["lost"] if one["why"].startswith("checked, but nobody graded it")]
    assert [one["count"] for one in ungraded] == ([1] if name == "claimreview" else [])
