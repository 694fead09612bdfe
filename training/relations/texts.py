"""Sentences to make pairs from: news of PolNeAR and ECB+, reports of MUC, encyclopaedic passages of WiCE, ANLI, GAP.

None of FeverSymmetric, and no passage of ANLI that a row tagged "Numerical" is about.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from rashomon.evaluate.corpora import read_ecb, read_muc
from training.relations import data

_SENTENCE = re.compile(r"^[\"“]?[A-Z][^{}<>|]{40,400}[.”\"]$")


def passages(folder: Path, *, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield (genre, passage), shuffled; genre is encyclopaedia or news."""
    found = [("encyclopaedia", text) for text in (*_anli(folder), *_gap(folder), *_wice(folder))]
    found += [("news", text) for text in (*_polnear(folder), *_ecb(folder), *_muc(folder))]
    random.Random(f"passages {seed}").shuffle(found)
    yield from found


def _anli(folder: Path) -> list[str]:
    learnt, _, _ = data.anli(folder)
    return sorted({pair.first for pair in learnt})


def _gap(folder: Path) -> list[str]:
    with (folder / "gap" / "gap-development.tsv").open(encoding="utf-8", newline="") as file:
        return [row["Text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _wice(folder: Path) -> list[str]:
    """Return runs of up to three sentences of web pages, without menus and the like."""
    found = []
    for line in (folder / "wice" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        run: list[str] = []
        for sentence in [*json.loads(line)["evidence"], ""]:
            if _SENTENCE.match(sentence) and len(run) < 3:
                run.append(sentence)
                continue
            if run:
                found.append(" ".join(run))
            run = []
    return found


def _polnear(folder: Path) -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((folder / "polnear" / "train").rglob("*.txt"))]
    return [line.strip() for text in texts for line in text.split("\n") if _SENTENCE.match(line.strip())]


def _ecb(folder: Path) -> list[str]:
    return [
        line
        for topic in ("37", "41")
        for text in read_ecb(folder / "ecbplus" / topic)
        for line in text.text.split("\n")
        if _SENTENCE.match(line)
    ]


def _muc(folder: Path) -> list[str]:
    """Return paragraphs of wire reports in small letters, names with a capital where the reports have a known one."""
    found = []
    for report in read_muc(folder / "muc34"):
        for part in re.split(r"\n\s*\n", report.text):
            text = " ".join(part.split())
            if 60 < len(text) < 500 and text.endswith(".") and "[" not in text and "--" not in text:
                found.append(". ".join(sentence.capitalize() for sentence in text.split(". ")))
    return found
