"""The commands on an archive that was read, as a user runs them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import typer
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from typer.testing import CliRunner, Result

from archive.made import of_records, write_archive
from rashomon.cli_archive_select import register_select
from rashomon.config import Config, ExtractConfig
from rashomon.errors import RunError
from rashomon.store.base import Case

QUICK = Config(extract=ExtractConfig(attribution="rules"))
RECORDS = [
    {
        "text": "The mayor of Ghent said on 3 May 2021 that the harbour had been closed.",
        "title": "Harbour",
        "publisher": "Example Daily",
        "published": "2021-05-04",
    },
    {"text": "Residents denied that the harbour had been closed.", "publisher": "Example \x1b[2J Post"},
    {"text": "The minister said that nobody had left."},
]
app = typer.Typer()
register_select(app)


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of an output, in which a field that the schema does not describe is an error too."""

    def closed(node: Any) -> Any:
        if isinstance(node, dict):
            shut = node.get("type") == "object" and "additionalProperties" not in node
            return {key: closed(value) for key, value in node.items()} | (
                {"additionalProperties": False} if shut else {}
            )
        return [closed(item) for item in node] if isinstance(node, list) else node

    def schema(of: str) -> Any:
        return closed(json.loads(files("rashomon.schemas").joinpath(f"{of}.schema.json").read_text("utf-8")))

    Draft202012Validator.check_schema(schema(name))
    common = ("common.schema.json", Resource.from_contents(schema("common")))
    return Draft202012Validator(schema(name), registry=Registry().with_resources([common]))


def archive(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rejected = [("made-up.jsonl", 9, "it is no JSON; give one object a line", "{")]
    return write_archive(
        tmp_path / "corpus", of_records(RECORDS, config=QUICK), size=2, config=QUICK, rejected=rejected
    )


def test_the_way_from_an_archive_to_a_case(corpus: Path, tmp_path: Path) -> None:
    done = archive("select", corpus, "--words", "harbour", "--format", "jsonl", "-o", tmp_path / "picked.jsonl")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "2 documents meet all conditions\n"
    lines = (tmp_path / "picked.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 2
    first = archive("case", corpus, tmp_path / "case", "--from-selection", tmp_path / "picked.jsonl")
    assert first.exit_code == 0
    assert [line.split("\t")[1:] for line in first.stdout.splitlines()] == [
        ["new", "parsed", "made-up.jsonl#0"],
        ["new", "parsed", "made-up.jsonl#1"],
    ]
    assert first.stderr.endswith("case: 2 documents of the archive, 2 of them new\n")
    again = archive("case", corpus, tmp_path / "case", "--from-selection", "-", stdin=lines[0] + "\n")
    assert again.stderr.endswith("case: 1 documents of the archive, 0 of them new\n")
    asked = archive(
        "case", corpus, tmp_path / "case", "--words", "minister", "--actor", "minister", "--actor", "the minister"
    )
    assert asked.exit_code == 0, asked.stderr
    with Case.open(tmp_path / "case") as case:
        assert len(list(case.documents())) == 3
        assert list(case.verify()) == []


def test_every_line_of_a_selection_is_as_its_schema_says(corpus: Path) -> None:
    conditions = ("--words", "harbour", "--from", "2021-05-03", "--to", "2021-05-04", "--publisher", "daily")
    (line,) = archive("select", corpus, *conditions, "--format", "jsonl").stdout.splitlines()
    hit = json.loads(line)
    assert list(validator("selection").iter_errors(hit)) == []
    assert (hit["path"], hit["published"], hit["title"]) == ("made-up.jsonl#0", "2021-05-04", "Harbour")
    for why in hit["why"]:
        for start, end in why["spans"]:
            assert RECORDS[0]["text"][start:end] in why["snippet"]
    assert [why["where"] for why in hit["why"]] == ["publisher", "time", "published", "text"]
    (spoken,) = archive(
        "select", corpus, "--from", "2021-05-04", "--days", "published", "--format", "jsonl"
    ).stdout.splitlines()
    assert [why["where"] for why in json.loads(spoken)["why"]] == ["published"]


def test_the_table_tells_why_and_cannot_command_the_terminal(corpus: Path) -> None:
    done = archive("select", corpus, "--words", "harbour", "--limit", "1", "--near", "51.05,3.72,20")
    assert "words harbour: in the text: harbour, 47-54: The mayor of Ghent" in done.stdout
    assert "place: Gent (city, 0 km away, known to within 10 km), 13-18: " in done.stdout
    done = archive("select", corpus, "--words", "harbour")
    assert "\x1b" not in done.stdout
    assert "Example \\x1b[2J Post" in done.stdout


def test_an_empty_result_says_what_each_condition_finds(corpus: Path) -> None:
    done = archive("select", corpus, "--words", "harbour minister")
    assert (done.exit_code, done.stdout) == (1, "")
    assert [line.split() for line in done.stderr.splitlines()[1:]] == [
        ["2", "1", "words", "harbour"],
        ["1", "2", "words", "minister"],
    ]
    alone = archive("select", corpus, "--words", "unheard")
    assert alone.stderr == "nothing in the archive meets words unheard\n"
    none = archive("case", corpus, corpus.parent / "case", "--words", "unheard")
    assert none.exit_code == 1
    assert not (corpus.parent / "case").exists()


def test_an_archive_that_is_not_read_to_its_end_says_so(corpus: Path) -> None:
    (corpus / "shards" / "00001.json").unlink()
    done = archive("select", corpus, "--words", "the")
    assert "1 of 2 shards are read, and only these are searched" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["select"], "nothing to look for"),
        (["select", "--near", "here"], "--near 'here'"),
        (["select", "--words", "a", "--limit", "-1"], "--limit must be 1 or more"),
        (["select", "--words", "a", "--copies", "one"], "run 'rashomon archive link"),
        (["select", "--words", "a", "-o", "nowhere/x"], "its folder does not exist"),
        (["case", "CASE"], "nothing to look for"),
        (["case", "CASE", "--words", "a", "--from-selection", "x"], "leave the conditions out"),
        (["case", "CASE", "--copies", "one", "--from-selection", "x"], "leave the conditions out"),
        (["case", "CASE", "--from-selection", "no such"], "no such: cannot be read"),
        (["case", "CASE", "--words", "harbour", "--originals", "no such"], "--originals: this is no folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_says_why(corpus: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    command, *rest = [str(tmp_path / "case") if argument == "CASE" else argument for argument in arguments]
    done = archive(command, corpus, *rest)
    assert isinstance(done.exception, RunError)
    assert message in str(done.exception)
    assert done.stdout == ""


def test_the_state_is_as_its_schema_says(corpus: Path) -> None:
    told = json.loads(archive("status", corpus, "--format", "json").stdout)
    assert list(validator("archive").iter_errors(told)) == []
    assert (told["documents"], told["shards"], told["rejected"][0]["count"]) == (3, {"finished": 2, "planned": 2}, 1)
    done = archive("status", corpus, "--check")
    assert done.exit_code == 0
    assert "shards      2 of 2" in done.stdout.splitlines()
    path = corpus / "places" / "00000.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    done = archive("status", corpus, "--check")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1].startswith(f"{path}: it is not as it was written; delete ")
