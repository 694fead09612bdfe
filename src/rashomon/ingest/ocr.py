"""Text of pictures by Tesseract, where that program is installed: words with boxes and a confidence.

The program runs inside the walled process, under its limits, and speaks through pipes only. Nothing of it is needed to
read other files; without it a scan ends as partial or failed, with what to install.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import time
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rashomon.config import IngestConfig
from rashomon.errors import RunError
from rashomon.ingest.pdf_layout import PageGlyphs
from rashomon.ingest.wire import new_boxes

PROGRAM = "tesseract"
MAX_PIXELS = 40_000_000
"""Largest picture read, width times height: A3 at 400 dpi has 31 million."""

DPI = 300
"""Resolution that pages are drawn at; Tesseract's manual asks for at least that."""

DOUBTFUL = 60.0
"""Mean confidence, in per cent, below which a page counts as not read whole."""

REMEDY = "install Debian's tesseract-ocr, or run OCR (text recognition) on it first and give the result"

_TIME_SHARE = 0.7
"""Share of the time for a file that OCR may use; the rest is for starting, laying out and handing over."""
_LANGUAGE = re.compile(r"[A-Za-z_]{2,20}(?:\+[A-Za-z_]{2,20}){0,9}")
_ABSENT = re.compile(r"Failed loading language '([A-Za-z_]{2,20})'")
_LISTING = 20.0
"""Longest time that Tesseract may take to list its languages, seconds."""


class OcrPage(NamedTuple):
    """One page as recognised: its characters with boxes in the page's own units, and the mean confidence, per cent."""

    glyphs: PageGlyphs
    confidence: float


class OcrError(Exception):
    """A page that could not be read; the message says why, in one clause."""


@dataclass(slots=True)
class Recogniser:
    """Reads pictures until the time for the file is nearly over.

    Attributes:
        confidences: mean confidence of each page read, per cent, by page number.
    """

    config: IngestConfig
    started: float = field(default_factory=time.monotonic)
    confidences: dict[int, float] = field(default_factory=dict)

    @property
    def missing(self) -> str | None:
        """What keeps pictures from being read here, in one clause; None when nothing does."""
        if not _LANGUAGE.fullmatch(self.config.ocr_language):
            return f"{self.config.ocr_language!r} names no languages of Tesseract"
        return None if shutil.which(PROGRAM) else "text recognition (Tesseract) is not installed"

    def read(self, picture: Any, number: int, *, scale: float = 1.0) -> PageGlyphs:
        """Return the words of a picture (a `PIL.Image`), and note the confidence.

        Args:
            number: of the page, from 1.
            scale: units of the page a pixel; boxes come in those units, origin at the lower left.

        Raises:
            OcrError: the time is over, or the program failed.
        """
        left = self.started + _TIME_SHARE * self.config.timeout - time.monotonic()
        if left <= 0:
            raise OcrError("there was no time left for it")
        page = _page(_run(picture, self.config.ocr_language, left), picture.height, number, scale)
        if page.glyphs.characters:
            self.confidences[number] = page.confidence
        return page.glyphs

    def note(self) -> str | None:
        """Return a sentence on the pages read, None when there is none."""
        if not self.confidences:
            return None
        shown = [f"page {n} read by OCR, mean confidence {c:.0f} %" for n, c in list(self.confidences.items())[:10]]
        if more := len(self.confidences) - len(shown):
            mean = sum(self.confidences.values()) / len(self.confidences)
            shown.append(f"{more} more pages read by OCR, mean confidence of all {mean:.0f} %")
        return f"{', '.join(shown)}; check its words against the picture"

    @property
    def doubtful(self) -> bool:
        """Tell whether a page was read so badly that its text counts as missing."""
        return any(confidence < DOUBTFUL for confidence in self.confidences.values())


def check(language: str) -> None:
    """Refuse languages in which no picture can be read here, before any long work.

    Raises:
        RunError: they are no names of languages, or Tesseract or one of them is not installed.
    """
    step = f"--language {language!r}"
    if not _LANGUAGE.fullmatch(language):
        raise RunError(f"{step}: no names of languages as Tesseract has them; give codes such as eng, or ara+eng")
    wanted = language.split("+")
    program = shutil.which(PROGRAM)
    if program is None:
        remedy = f"install Debian's tesseract-ocr and {_packages(wanted)}"
        raise RunError(f"{step}: text recognition (Tesseract) is not installed; {remedy}")
    try:
        done = subprocess.run((program, "--list-langs"), capture_output=True, timeout=_LISTING, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RunError(f"{step}: Tesseract cannot be started ({error}); install it anew") from error
    known = set(done.stdout.decode("utf-8", "replace").split())
    if absent := [name for name in wanted if name not in known]:
        raise RunError(f"{step}: {_lacks(absent)}; install that, or leave the language out")


def _lacks(languages: Iterable[str]) -> str:
    names = list(dict.fromkeys(languages))
    said = ", ".join(map(repr, names))
    return f"Tesseract lacks the language{'s' if len(names) > 1 else ''} {said} (Debian's {_packages(names)})"


def _packages(languages: Iterable[str]) -> str:
    """Return the names of Debian's packages of languages: tesseract-ocr-chi-sim for chi_sim."""
    return ", ".join(f"tesseract-ocr-{name.lower().replace('_', '-')}" for name in dict.fromkeys(languages))


def _run(picture: Any, language: str, seconds: float) -> str:
    """Run Tesseract on one picture; return its table of words (TSV)."""
    buffer = io.BytesIO()
    picture.convert("L").save(buffer, "PPM")  # uncompressed and read by everything
    program = shutil.which(PROGRAM)
    if program is None:
        raise OcrError("text recognition (Tesseract) is not installed")
    try:
        done = subprocess.run(
            (program, "-", "-", "-l", language, "--dpi", str(DPI), "tsv"),
            input=buffer.getvalue(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},  # more threads than cores slow it down many times over
        )
    except subprocess.TimeoutExpired as error:
        raise OcrError("there was no time left for it") from error
    except OSError as error:
        raise OcrError(f"Tesseract cannot be started ({error.strerror})") from error
    # Of several languages it leaves out those it lacks, and ends as if all were well.
    if absent := _ABSENT.findall(done.stderr.decode("utf-8", "replace")):
        raise OcrError(_lacks(absent))
    if done.returncode:
        raise OcrError(f"Tesseract failed (exit {done.returncode})")
    return done.stdout.decode("utf-8", "replace")


def _page(table: str, height: int, number: int, scale: float) -> OcrPage:
    """Put the words of Tesseract's table together: a space between words, a line break after each line."""
    characters: list[str] = []
    boxes = new_boxes()
    rows = [row for row in csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) == 12]
    weight = total = 0.0
    line: tuple[str, ...] = ()
    top = bottom = 0.0
    for row in rows[1:]:
        left, upper, width, tall = (float(value) for value in row[6:10])
        if row[0] == "4":
            # The line's own height for all its letters, as boxes of a font have it; a skewed line is too tall for that.
            top, bottom = (height - upper) * scale, (height - upper - tall) * scale
        words = "".join(ch for ch in row[11] if ch.isprintable()).strip()
        if row[0] != "5" or not words:
            continue
        if characters:
            characters.append(" " if line == tuple(row[1:5]) else "\n")
            boxes.extend((0.0, 0.0, 0.0, 0.0))
        line = tuple(row[1:5])
        step = width * scale / len(words)
        for index, ch in enumerate(words):
            characters.append(ch)
            boxes.extend((left * scale + index * step, bottom, left * scale + (index + 1) * step, top))
        weight += len(words)
        total += len(words) * max(0.0, float(row[10]))
    turns = array("b", bytes(len(characters)))
    return OcrPage(PageGlyphs(number, height * scale, characters, boxes, turns), total / weight if weight else 0.0)
