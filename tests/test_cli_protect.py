"""Keeping people safe from the command line: protect, list, lift, check, and what leaves for the public."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import Result

from rashomon.store.base import Case
from test_cli_case import ok, rashomon

TEXT = """Example document, made up for a test.

Yusuf Fulan said on 12 October 2017 that forty fighters had left Raqqa. The army denied on Friday that forty fighters
had left. Fulan added that the buses came two days later.
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "interview fulan.txt").write_text(TEXT, encoding="utf-8")
    ok("init", tmp_path / "case")
    ok("add", tmp_path / "case", tmp_path / "interview fulan.txt")
    return tmp_path / "case"


def entries(case: Path, action: str) -> list[dict[str, object]]:
    with Case.open(case, write=False) as opened:
        return [dict(entry.detail) for entry in opened.log.entries() if entry.action == action]


def public(case: Path, out: Path, name: str = "csv") -> Result:
    return rashomon("export", case, "--for", "public", "--format", name, "-o", out)


def test_names_are_read_from_standard_input_so_that_no_shell_keeps_them(case: Path) -> None:
    done = rashomon("protect", case, "-", stdin=b"Yusuf Fulan\n\nMaryam Saleh\n")
    assert [line.split("\t")[1:] for line in done.stdout.splitlines()] == [
        ["source", "Witness A"],
        ["source", "Witness B"],
    ]


def test_what_is_protected_is_listed_and_the_look_is_told_of(case: Path) -> None:
    ok("protect", case, "Yusuf Fulan", "--also", "Abu Omar")
    ok("protect", case, "Raqqa", "--kind", "place")
    ok("protect", case, "2017-10-12", "--kind", "date")
    listed = [line.split("\t") for line in ok("protect", case).splitlines()]
    assert [line[1:3] for line in listed] == [
        ["source", "Witness A"],
        ["place", "a city in Syria"],
        ["date", "the week of 9 October 2017"],
    ]
    assert listed[0][3].split(" | ")[:1] == ["Yusuf Fulan"]
    assert "Abu Omar" in listed[0][3]
    assert len(entries(case, "reveal")) == 1
    assert "Fulan" not in json.dumps(entries(case, "judge")), "the log itself names nobody"


@pytest.mark.parametrize("name", ["csv", "contract", "json", "bundle", "annotation", "parquet"])
def test_the_public_gets_the_case_without_it(case: Path, tmp_path: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    for kind, words in (("source", "Yusuf Fulan"), ("place", "Raqqa"), ("date", "2017-10-12")):
        ok("protect", case, words, "--kind", kind)
    done = public(case, tmp_path / "out.zip", name)
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        held = {entry: archive.read(entry).decode("utf-8", "replace") for entry in archive.namelist()}
    told = " ".join([*held, *held.values()]).casefold()
    assert [word for word in ("fulan", "raqqa", "12 october", "2017-10-12", str(tmp_path)) if word in told] == []
    assert "witness a" in told
    assert entries(case, "export")[-1] == {"format": name, "for": "public"}


def test_the_check_stops_what_masking_does_not_know(case: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Example document, made up.\n\nЮсуф Фулан said that nobody had left.\n", encoding="utf-8")
    ok("add", case, other)
    ok("protect", case, "Yusuf Fulan")
    done = public(case, tmp_path / "out.zip", "json")
    assert done.exit_code != 0
    assert "nothing was written" in str(done.exception)
    assert "Witness A" in done.stdout
    assert "Fulan" not in done.stdout, "a finding is no leak"
    assert "Фулан" not in done.stdout
    assert not list(tmp_path.glob("*out.zip*"))
    assert not list(case.glob(".public-*"))
    assert sum(entries(case, "export refused")[0]["findings"].values()) > 0  # type: ignore[attr-defined]
    ok("protect", case, "--lift", ok("protect", case).split("\t")[0])
    ok("protect", case, "Yusuf Fulan", "--also", "Юсуф Фулан")
    assert public(case, tmp_path / "out.zip", "json").exit_code == 0


def test_a_file_can_be_checked_by_itself(case: Path, tmp_path: Path) -> None:
    ok("protect", case, "Yusuf Fulan")
    (tmp_path / "draft.html").write_text("<p>A witness <!-- y.fulan@example.org --> said so.</p>", encoding="utf-8")
    done = rashomon("protect", case, "--check", tmp_path / "draft.html")
    assert done.exit_code == 1
    assert done.stdout.startswith("draft.html: ")
    (tmp_path / "draft.html").write_text("<p>A witness said so.</p>", encoding="utf-8")
    assert "nothing protected was found" in ok("protect", case, "--check", tmp_path / "draft.html")


def test_a_protection_is_lifted_and_its_pseudonym_is_never_another_ones(case: Path) -> None:
    first = ok("protect", case, "Yusuf Fulan").split("\t")
    ok("protect", case, "--lift", first[0])
    assert ok("protect", case) == ""
    assert ok("protect", case, "Maryam Saleh").strip().split("\t")[2] == "Witness B"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("12 October", "--kind", "date"), "Invalid isoformat"),
        (("no such words", "--kind", "passage", "--document", "d1"), "the case has none of that id"),
        (("Anna", "--as", "Anna B."), "holds what it stands for"),
        (("--lift", "ffff"), "0 protections begin with"),
        (("Anna", "--lift", "ffff"), "three things to do"),
        (("--check", "nowhere.zip"), "there is nothing of that name"),
    ],
)
def test_what_cannot_be_done_says_why(case: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in str(rashomon("protect", case, *arguments).exception)


def test_no_export_leaves_while_a_protected_passage_is_lost(case: Path, tmp_path: Path) -> None:
    with Case.open(case, write=False) as opened:
        (reading,) = opened.readings()
    document = reading.document.id
    ok("protect", case, "the buses came two days later", "--kind", "passage", "--document", document)
    assert public(case, tmp_path / "out.zip", "json").exit_code == 0
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert "buses" not in " ".join(archive.read(name).decode("utf-8") for name in archive.namelist())


BRIEFING = Path(__file__).parents[1] / "examples" / "raqqa" / "04-coalition-briefing.pdf"


@pytest.fixture
def briefing(tmp_path: Path) -> tuple[Path, str]:
    """A case with a PDF, and the id of the document."""
    ok("init", tmp_path / "case")
    added = ok("add", tmp_path / "case", BRIEFING)
    return tmp_path / "case", added.split("\t")[0]


def test_a_page_is_given_away_with_its_names_black_and_nothing_below(
    briefing: tuple[Path, str], tmp_path: Path
) -> None:
    import pypdfium2

    case, document = briefing
    ok("protect", case, "Colonel Ryan Dillon")
    ok("redact", case, document, "-o", tmp_path / "flat.pdf")
    pdf = pypdfium2.PdfDocument(tmp_path / "flat.pdf")
    assert [page.get_textpage().get_text_range() for page in pdf] == [""] * len(pdf)
    assert b"Dillon" not in (tmp_path / "flat.pdf").read_bytes()
    black = sum(pixel == 0 for pixel in pdf[0].render(scale=1, grayscale=True).to_pil().tobytes())
    assert black > 2000, "whole lines are black"
    assert entries(case, "export")[-1] == {"format": "redacted", "document": document, "for": "public"}


@pytest.mark.parametrize(("document", "said"), [("d0", "no document of this id"), ("", "protected as a whole")])
def test_what_cannot_be_redacted_says_why(briefing: tuple[Path, str], tmp_path: Path, document: str, said: str) -> None:
    case, whole = briefing
    ok("protect", case, whole, "--kind", "document")
    done = rashomon("redact", case, document or whole, "-o", tmp_path / "flat.pdf")
    assert said in str(done.exception)
    assert not (tmp_path / "flat.pdf").exists()
