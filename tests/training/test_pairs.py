"""Made pairs of texts: what is changed, what follows from what, and that labels cannot be told from one side."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from training.relations import pairs
from training.relations.changes import (
    Change,
    active,
    bounded,
    coarser,
    negated,
    number_change,
    only,
    put,
    said_otherwise,
    word_changes,
)
from training.relations.claims import Claim, claims, tidy
from training.relations.data import CONTRADICTS, ENTAILS, NEUTRAL, Pair
from training.relations.wordnet import WordNet

TEXT = (
    "Vera Holt (born 4 May 1956), a Norwegian painter, opened six museums in Oslo in 1990. "
    "Her film was directed by Paul Brand and released by a small company. "
    "She is a painter and writer of short stories. "
    "She did not attend the opening in Bergen."
)


@pytest.fixture(scope="module")
def doc(nlp: Any) -> Any:
    return nlp(TEXT)


@pytest.fixture(scope="module")
def found(doc: Any) -> list[Claim]:
    return [claim for sentence in doc.sents for claim in claims(sentence, random.Random(3))]


def test_claims_are_read_off_the_parse(found: list[Claim]) -> None:
    texts = {claim.text for claim in found}
    assert "Vera Holt was born on 4 May 1956." in texts
    assert any(text.startswith("Her film was directed") for text in texts)
    assert any(claim.kind == "is" and "painter" in claim.words for claim in found)
    assert any(claim.negated is not None for claim in found)


@pytest.mark.parametrize(
    ("word", "kind"), [("1990", "year"), ("six", "number"), ("1,200", "number"), ("2.5", "number"), ("forty", "number")]
)
def test_numbers_become_others_of_their_form(word: str, kind: str) -> None:
    for seed in range(20):
        change = number_change(word, random.Random(seed))
        assert change is not None
        assert change.kind == kind
        assert change.new != word
        assert ("," in change.new) <= ("," in word)


def test_what_is_no_number_is_left() -> None:
    assert number_change("museum", random.Random(1)) is None


def test_a_value_is_put_in_the_place_of_another_as_a_word() -> None:
    assert put("An actor acts.", Change("actor", "singer", "class")) == "A singer acts."
    assert put("The factor is small.", Change("actor", "singer", "class")) is None
    assert put("A singer and an actor.", Change("actor", "singer", "class")) is None


def test_changes_of_words_keep_capitals() -> None:
    changes = word_changes("The Norwegian mayor won in May.", random.Random(1))
    by_old = {change.old: change for change in changes}
    assert by_old["won"].kind == "opposite"
    assert by_old["May"].new[0].isupper()
    assert not any(change.old == "may" for change in word_changes("It may rain.", random.Random(1)))


def test_polarity_is_turned_both_ways(found: list[Claim]) -> None:
    denied = next(claim for claim in found if claim.negated is not None)
    turned = negated(denied, random.Random(1))
    assert turned is not None
    assert " not " not in f" {turned[0]} "
    plain = next(claim for claim in found if claim.kind == "born")
    hows = {made[1] for seed in range(20) if (made := negated(plain, random.Random(seed)))}
    assert hows >= {"not", "never"}


def test_one_of_a_list_is_not_the_only_one(found: list[Claim]) -> None:
    texts = [text for claim in found if (text := only(claim))]
    assert all(" only " in text for text in texts)


def test_bounds_keep_or_break_a_number() -> None:
    for seed in range(30):
        made = bounded("Vera opened 10 museums.", random.Random(seed))
        assert made is not None
        for text, keeps in zip(made, (True, False), strict=True):
            limit = int("".join(c for c in text if c.isdigit()))
            low = "more than" in text or "at least" in text or "over" in text
            assert keeps == (limit <= 10 if low else limit >= 10)
    assert bounded("Vera sleeps.", random.Random(1)) is None


def test_a_date_is_cut_to_its_year() -> None:
    assert coarser("Vera was born on 4 May 1956.") == "Vera was born in 1956."
    assert coarser("Vera was born in May.") == "Vera was born in May."


def test_the_passive_becomes_active() -> None:
    claim = Claim(
        ("The", "film", "was", "directed"), "The film", 2, "direct", "VBN", has_aux=True, negated=None, kind="does",
        passive=("The film", "directed", "Paul Brand"),
    )  # fmt: skip
    assert active(claim) == "Paul Brand directed the film."


def test_other_words_for_the_same_change_no_value() -> None:
    for seed in range(20):
        text = said_otherwise("Vera founded a company in 1990.", random.Random(seed), 1.0)
        assert "1990" in text
        assert text.startswith("Vera ")


def test_sentences_are_tidy() -> None:
    assert tidy("the mayor 's dam ( old ) , is safe .") == "The mayor's dam (old), is safe."


@pytest.fixture(scope="module")
def made(doc: Any) -> list[Pair]:
    pool = pairs.Pool()
    return [pair for seed in range(30) for pair in pairs.make(doc, pool, random.Random(seed))]


def test_pairs_of_every_label_are_made(made: list[Pair]) -> None:
    assert {pair.label for pair in made} == {ENTAILS, CONTRADICTS, NEUTRAL}
    assert all(pair.first and pair.second for pair in made)
    assert {"claim", "neighbour", "year", "not"} <= {pair.origin for pair in made}


def test_the_same_claim_entails_and_contradicts_by_what_it_is_held_against(made: list[Pair]) -> None:
    labels: dict[str, set[int]] = {}
    for pair in made:
        labels.setdefault(pair.second, set()).add(pair.label)
    assert sum({ENTAILS, CONTRADICTS} <= kinds for kinds in labels.values()) >= 5


def test_wordnet_is_read_from_its_own_files(tmp_path: Path) -> None:
    # Three sets of our own in the format of its files: a boat and a raft are vessels, big is against little.
    noun = (
        "00000010 06 n 01 vessel 0 002 ~ 00000020 n 0000 ~ 00000030 n 0000 | floats\n"
        "00000020 06 n 02 boat 0 dinghy 0 001 @ 00000010 n 0000 | with oars\n"
        "00000030 06 n 01 raft 0 001 @ 00000010 n 0000 | of logs\n"
    )
    adjective = (
        "00000040 00 a 01 big 0 001 ! 00000050 a 0101 | of size\n"
        "00000050 00 a 01 little 0 001 ! 00000040 a 0101 | not\n"
    )
    nouns = {"vessel": 10, "boat": 20, "dinghy": 20, "raft": 30}
    index = "".join(f"{word} n 1 1 @ 1 0 {place:08d}\n" for word, place in nouns.items())
    for name, text in {
        "data.noun1": noun, "data.noun2": "", "data.verb": "", "data.adj": adjective, "index.noun": index,
        "index.verb": "", "index.adj": "big a 1 1 ! 1 0 00000040\nlittle a 1 1 ! 1 0 00000050\n",
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text, encoding="latin-1")
    words = WordNet(tmp_path)
    assert words.same("boat", "NOUN") == ["dinghy"]
    assert words.wider("boat", "NOUN") == ["vessel"]
    assert words.beside("boat", "NOUN") == ["raft"]
    assert words.opposite("big", "ADJ") == ["little"]
    assert words.same("unheard", "NOUN") == []
