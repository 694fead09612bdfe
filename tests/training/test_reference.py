"""Pronouns to learn from: which names are replaced, by what, and which pieces are marked as meant."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from training.attribution import reference
from training.attribution.reference import Named

from rashomon.extract.encoder import model_folder
from rashomon.extract.pieces import Pieces, cut, load_tokenizer

TEXT = "Anna Keller met Omar Haddad. Keller said that rain fell. Haddad left, and Keller’s driver waited."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(model_folder() / "tokenizer.json")


def named(pieces: Pieces, text: str, *names: tuple[str, str]) -> list[Named]:
    found: list[Named] = []
    for name, key in names:
        at = -1
        while (at := text.find(name, at + 1)) >= 0:
            low = int(np.searchsorted(pieces.ends, at, side="right"))
            high = int(np.searchsorted(pieces.starts, at + len(name)))
            if not any(m.start <= low < m.end for m in found):
                found.append(Named(low, high, key, person=True))
    return sorted(found, key=lambda m: m.start)


def test_a_name_that_came_before_becomes_a_pronoun_that_points_to_it(tokenizer: Tokenizer) -> None:
    pieces = cut(TEXT, tokenizer)
    people = named(
        pieces, TEXT, ("Anna Keller", "keller"), ("Omar Haddad", "haddad"), ("Keller", "keller"), ("Haddad", "haddad")
    )
    replacer = reference.Replacer(tokenizer, {"keller": "she", "haddad": "he"}, random.Random(1))
    roles = np.zeros((1, len(pieces)), np.int8)
    ids, moved, origin, pointers = replacer.apply(pieces.ids, roles, people, share=1.0)
    told = [str(tokenizer.id_to_token(int(i))) for i in ids]
    assert (
        " ".join(told) == "anna keller met omar had ##dad . she said that rain fell . he left , and her driver waited ."
    )
    assert moved.shape[1] == len(ids) == len(origin)
    meant = {(told[place], *(told[i] for i in np.flatnonzero(marks == reference.RIGHT))) for place, marks in pointers}
    assert meant == {("she", "anna", "keller"), ("he", "omar", "had", "##dad"), ("her", "anna", "keller")}


def test_somebody_without_a_name_is_taken_up_by_the_same_noun(tokenizer: Tokenizer) -> None:
    text = "A senior official came. Omar Haddad left. The official said so. The driver waited. An official wept."
    found = reference._nameless(text, cut(text, tokenizer))
    pieces = cut(text, tokenizer)
    said = [(text[pieces.starts[m.start] : pieces.ends[m.end - 1]], m.key, m.fixed) for m in found]
    assert said == [("A senior official", "a official 1", True), ("The official", "a official 1", False)]


GAP = (
    "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n"
    "one\tKeller met Lopez, and she left.\tshe\t22\tKeller\t0\tTRUE\tLopez\t11\tFALSE\tnone\n"
    "two\tKeller met Lopez, and she left.\tshe\t22\tKeller\t0\tFALSE\tLopez\t11\tFALSE\tnone\n"
)


def test_passages_of_gap_mark_the_right_name_or_nothing(tmp_path: Path, tokenizer: Tokenizer) -> None:
    path = tmp_path / "gap.tsv"
    path.write_text(GAP, encoding="utf-8")
    items = reference.read_gap(path, tokenizer)
    replacer = reference.Replacer(tokenizer, {}, random.Random(1))
    (batch,) = reference.gap_batches(items, size=254, batch=4, rng=random.Random(1), replacer=replacer)
    right = sorted(
        " ".join(str(tokenizer.id_to_token(int(i))) for i in batch.ids[window][marks == reference.RIGHT])
        for window, marks in zip(batch.window, batch.marks, strict=True)
    )
    assert right == ["[CLS]", "keller"]
    assert {tokenizer.id_to_token(int(batch.ids[w, p])) for w, p in zip(batch.window, batch.place, strict=True)} == {
        "she"
    }


HEADING = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n"
PASSAGE = "Dr Keller met Anna Lopez and Ivan Novak. Keller said that she was tired."


@pytest.mark.parametrize(
    ("a", "b", "right", "open_"),
    [
        # the name and its other mention are right, her title is left open, and the third person is wrong too
        ("TRUE", "FALSE", ["keller", "keller"], ["dr", "she"]),
        ("FALSE", "TRUE", ["lopez"], ["anna", "she"]),
        # neither: any other name may be meant, so all but the two are left open
        ("FALSE", "FALSE", [], ["dr", "anna", "ivan", "novak", "keller", "she"]),
    ],
)
def test_of_a_passage_of_gap_the_whole_name_is_right_and_third_people_are_wrong(
    tokenizer: Tokenizer, tmp_path: Path, a: str, b: str, right: list[str], open_: list[str]
) -> None:
    pronoun, first, second = PASSAGE.index("she"), PASSAGE.index("Keller"), PASSAGE.index("Lopez")
    row = f"x\t{PASSAGE}\tshe\t{pronoun}\tKeller\t{first}\t{a}\tLopez\t{second}\t{b}\tx\n"
    (tmp_path / "gap.tsv").write_text(HEADING + row, encoding="utf-8")
    (item,) = reference.read_gap(tmp_path / "gap.tsv", tokenizer)
    words = [str(tokenizer.id_to_token(int(i))) for i in item.pieces.ids]
    assert [words[i] for i in np.flatnonzero(item.marks == reference.RIGHT)] == right
    left_open = [words[i] for i in np.flatnonzero(item.marks == reference.IGNORE)]
    assert [word for word in left_open if word.isalpha()] == open_
    assert words[item.place] == "she"
