"""Parts and extras, told by what the package declares and what is installed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from rashomon.doctor import parts
from rashomon.doctor.lines import State

DECLARED = (
    "spacy<3.9,>=3.8",
    "onnxruntime<1.28,>=1.24",
    "pywin32>=1; sys_platform == 'win32'",
    "pyrage<2,>=1.3; extra == 'encrypt'",
    "pandas>=2; extra == 'frames'",
    "polars>=1; extra == 'frames'",
    "somepart>=1; extra == 'something'",
)


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> list[Requirement]:
    class Told:
        def get_all(self, _: str) -> list[str]:
            return ["encrypt", "frames", "something"]

    monkeypatch.setattr(metadata, "metadata", lambda _: Told())
    return [Requirement(text) for text in DECLARED]


def install(monkeypatch: pytest.MonkeyPatch, versions: Mapping[str, str]) -> None:
    monkeypatch.setattr(parts, "version", versions.get)


def test_parts_that_fit_are_one_line(wanted: list[Requirement], monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, {"spacy": "3.8.4", "onnxruntime": "1.27.0"})
    (line,) = parts.needed(wanted)
    assert (line.state, "all 2 are installed" in line.said) == (State.OK, True), "another system's part is not needed"


def test_a_part_that_is_absent_or_does_not_fit_is_named(
    wanted: list[Requirement], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, {"onnxruntime": "1.30.1"})
    absent, new = parts.needed(wanted)
    assert (absent.state, absent.said) == (State.PROBLEM, "spacy is not installed")
    assert (new.state, new.said) == (State.PROBLEM, "onnxruntime 1.30.1 is not among <1.28,>=1.24")
    assert new.remedy == "run: pip install 'onnxruntime<1.28,>=1.24'"


def test_an_extra_says_what_it_is_for_and_how_to_get_it(
    wanted: list[Requirement], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, {"pyrage": "1.4", "pandas": "1.5", "polars": "1.9"})
    encrypt, frames, something = parts.optional(wanted)
    assert (encrypt.state, encrypt.said) == (State.OK, "pyrage 1.4 (encrypted backups and locked cases)")
    assert (frames.state, "pandas 1.5 is not among >=2" in frames.said) == (State.PROBLEM, True)
    assert (something.state, something.said) == (State.NOTE, "not installed: somepart")
    assert something.remedy == "for that: pip install 'rashomon[something]'"


def test_every_extra_that_the_package_declares_is_explained() -> None:
    known = metadata.metadata("rashomon").get_all("Provides-Extra") or []
    assert known
    assert [name for name in known if name not in parts.FOR] == []


def program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


TESSERACT = 'if [ "$1" = --version ]; then echo "tesseract 5.3.0"; else echo "List in /secret/folder:"; echo {}; fi'


@pytest.mark.parametrize(
    ("script", "state", "said"),
    [
        (TESSERACT.format("ara; echo eng; echo osd"), State.OK, "tesseract 5.3.0, languages: ara, eng"),
        (TESSERACT.format("ara"), State.PROBLEM, "tesseract 5.3.0, languages: ara"),
        ("exit 3", State.PROBLEM, "Tesseract is installed and does not answer"),
    ],
    ids=["works", "no English", "broken"],
)
def test_text_recognition_is_asked_for_its_languages(
    script: str, state: State, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, script, monkeypatch)
    (line,) = parts.programs()
    assert (line.state, line.said) == (state, said)
    assert "secret" not in line.said


def test_no_text_recognition_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (line,) = parts.programs()
    assert line.state is State.NOTE
    assert "tesseract-ocr" in line.remedy
