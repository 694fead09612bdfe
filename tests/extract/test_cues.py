"""The lexicon of cues: complete, free of doubles, and in the form that the rules look it up in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from rashomon.errors import RunError
from rashomon.extract import tables
from rashomon.extract.cues import Cue, lexicon
from rashomon.records import Stance

FRAMES = {"quote", "clause", "inf", "obj", "passive", "is", "before", "hedge", "stance"}


def rows() -> list[list[str]]:
    text = files("rashomon.data").joinpath("cues.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def entries() -> list[Cue]:
    table = lexicon()
    parts = (table.verbs, table.nouns, table.adjectives, table.adverbs, table.phrases)
    return [cue for part in parts for cue in part.values()]


def test_there_are_enough_cues() -> None:
    assert len(lexicon()) == len(entries()) >= 300


def test_every_stance_has_a_cue() -> None:
    assert {cue.stance for cue in entries()} == set(Stance)


def test_no_word_stands_twice() -> None:
    doubles = [key for key, count in Counter((row[0], row[1]) for row in rows()).items() if count > 1]
    assert doubles == []
    assert len(rows()) == len(lexicon())


FORMS: list[tuple[str, Callable[[Cue], bool]]] = [
    ("lower case", lambda cue: cue.lemma == cue.lemma.lower()),
    ("no space around", lambda cue: bool(cue.lemma) and cue.lemma == " ".join(cue.lemma.split())),
    ("a frame", lambda cue: bool(cue.frames)),
    ("known frames", lambda cue: {frame for frame in cue.frames if not frame.startswith("prep:")} <= FRAMES),
    ("prepositions", lambda cue: all(preposition.isalpha() for preposition in cue.prepositions)),
]


@pytest.mark.parametrize("held", [form for _, form in FORMS], ids=[name for name, _ in FORMS])
def test_every_entry_is_in_form(held: Callable[[Cue], bool]) -> None:
    assert [cue.lemma for cue in entries() if not held(cue)] == []


STANCES = [
    ("say", Stance.ASSERTS),
    ("deny", Stance.DENIES),
    ("reject", Stance.DENIES),
    ("admit", Stance.ADMITS),
    ("acknowledge", Stance.ADMITS),
    ("confirm", Stance.CONFIRMS),
    ("allege", Stance.ALLEGES),
    ("claim", Stance.ASSERTS),
    ("doubt", Stance.DOUBTS),
    ("ask", Stance.QUESTIONS),
    ("predict", Stance.PREDICTS),
    ("demand", Stance.DEMANDS),
    ("decline", Stance.DECLINES),
    ("refuse", Stance.DECLINES),
]


@pytest.mark.parametrize(("lemma", "stance"), STANCES)
def test_common_verbs_have_their_stance(lemma: str, stance: Stance) -> None:
    assert lexicon().verbs[lemma].stance is stance


DAMAGED = ["say", "say\tverb\tasserts", "say\tverb\tshouts\tquote", "say\tparticle\tasserts\tquote"]


@pytest.mark.parametrize("line", DAMAGED)
def test_a_damaged_table_names_its_line(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cues.tsv").write_text(f"# head\n\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(tables, "files", lambda _: tmp_path)
    lexicon.cache_clear()
    try:
        with pytest.raises(RunError, match=r"cues\.tsv line 3"):
            lexicon()
    finally:
        lexicon.cache_clear()
