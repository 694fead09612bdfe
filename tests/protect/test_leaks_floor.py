"""Every kind of leak of the benchmark is found once in an export of our own, and the export without it is clean."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from benchmarks.leaks import ALL, checked, planted, told_more
from benchmarks.leaks_files import WRITERS, Draft, written
from benchmarks.leaks_texts import Sample

from rashomon.casework.checking import WalledOpener
from rashomon.records import Secret

PASSAGE = "We hid three nights under the broken grain silo before the drivers dared to cross the muddy river."
PARAGRAPHS = [
    "Witness A and two drivers spoke to us in that month. Others of the family were there: Jordan Verlaine sold bread.",
    "On 3 May 2017 the bridge was open; on 14 May 2016 it was not. Verlaine Street lies behind the mill at 36.9, 38.1.",
    "The drivers of the mill crossed the river at night, three of them, before a place in the region fell.",
    "Rebecca Holt, a teacher, said that the grain was gone. Miriam Stein denied it.",
]
NAMES = ["Miriam", "Castellan"]
PERSON = Secret("j1", "source", "Witness A", (" ".join(NAMES),), lengths=(16,))
SECRETS = [
    PERSON,
    Secret("j2", "place", "a place in the region", ("Hazimah",), point=(36.2034, 38.8951)),
    Secret("j3", "date", "in that month", days=(date(2017, 5, 14), date(2017, 5, 14))),
    Secret("j4", "passage", "a passage left out", (PASSAGE,)),
    Secret("j5", "document", "a document", ("interview_07_silo.mp3",), hashes=("ab12" * 16,)),
]
OCR = {"scan-pixels", "png-pixels", "jpeg-pixels"}


@pytest.fixture(scope="module")
def opener() -> Iterator[WalledOpener]:
    with WalledOpener() as one:
        yield one


def own() -> Sample:
    return Sample(list(PARAGRAPHS), SECRETS, PERSON, NAMES)


@pytest.mark.parametrize("kind", ALL)
def test_every_kind_of_leak_is_found(kind: str, tmp_path: Path, opener: WalledOpener) -> None:
    if kind in OCR and not shutil.which("tesseract"):
        pytest.skip("Tesseract is not installed")
    one = own()
    seen, told = told_more(one, planted(kind, one, random.Random(kind)), tmp_path, opener)
    assert seen, told
    assert all(NAMES[1] not in f"{leak.found} {leak.where} {leak.why} {leak.remedy}" for leak in told)


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_clean_export_raises_no_alarm(suffix: str, tmp_path: Path, opener: WalledOpener) -> None:
    row = {"who": "Witness A", "role": "nurse", "district": "north", "count": 12}
    one = own()
    assert not checked(written(tmp_path, suffix, Draft(one.paragraphs, rows=[row])), one, opener)
