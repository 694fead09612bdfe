"""Copied passages: who copied whom, on what evidence, and what is shared without being copied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import claim, document
from rashomon.compare.echoes import find_echoes
from rashomon.config import CompareConfig
from rashomon.records import Document, Echo, Mode, Reading, Source, SourceKind, Span

PASSAGE = (
    "The trucks came to the gate at night and waited until the guards had counted every man who climbed on, and the "
    "drivers were told to keep the lamps out until the last bridge lay behind them in the dark."
)
OTHER = (
    "Rain fell on the valley for nine days while the council argued over who should pay for the broken dam and "
    "whether the school could be used as a shelter for families from the lower town."
)
THIRD = (
    "A census of wild bees counted fewer nests along the railway than in any earlier summer, which the botanists put "
    "down to mown verges, dry springs and the new quarry beyond the hill."
)
NOVEMBER = date(2017, 11, 14)


def echoes(*documents: Document, config: CompareConfig | None = None) -> list[Echo]:
    return list(find_echoes([Reading(d) for d in documents], config=config or CompareConfig()))


def test_a_copied_passage_is_found_with_its_places() -> None:
    first = document("A", f"{OTHER} {PASSAGE}", published=NOVEMBER)
    second = document("B", f"{PASSAGE} {THIRD}", published=date(2017, 11, 15))
    (echo,) = echoes(first, second)
    assert (echo.source, echo.copy) == (first.id, second.id)
    ((there, here),) = echo.passages
    # The marks at the ends are no words.
    assert there.of(first.text) == here.of(second.text) == PASSAGE.rstrip(".")
    assert 0 < echo.score <= 1
    assert "words" in echo.evidence


def test_texts_of_their_own_echo_nothing() -> None:
    assert echoes(document("A", PASSAGE), document("B", OTHER), document("C", THIRD)) == []


def test_a_phrase_in_common_is_no_copy() -> None:
    shared = " ".join(PASSAGE.split()[:10])
    assert echoes(document("A", f"{shared} {OTHER}"), document("B", f"{shared} {THIRD}")) == []


def test_small_edits_stay_inside_one_passage() -> None:
    words = PASSAGE.split()
    words[12] = "soldiers"
    (echo,) = echoes(document("A", f"{OTHER} {PASSAGE}"), document("B", f"{' '.join(words)} {THIRD}"))
    assert len(echo.passages) == 1


DIRECTIONS = [
    # what, original, copy, words of the evidence
    (
        "credit",
        document("A Daily", f"{OTHER} {PASSAGE}", published=date(2017, 11, 15)),
        document("B Herald", f"As A Daily reports: {PASSAGE}", published=NOVEMBER),
        "names A Daily",
    ),
    (
        "date",
        document("A Daily", f"{OTHER} {PASSAGE}", published=NOVEMBER),
        document("B Herald", f"{PASSAGE} {THIRD}", published=date(2017, 11, 15)),
        "2017-11-14",
    ),
]


@pytest.mark.parametrize(("original", "copy", "why"), [d[1:] for d in DIRECTIONS], ids=[d[0] for d in DIRECTIONS])
@pytest.mark.parametrize("turned", [False, True], ids=["", "turned"])
def test_the_direction_of_a_copy_and_its_reason(original: Document, copy: Document, why: str, turned: bool) -> None:
    (echo,) = echoes(*((copy, original) if turned else (original, copy)))
    assert (echo.source, echo.copy) == (original.id, copy.id)
    assert why in echo.evidence
    for there, here in echo.passages:
        assert there.of(original.text) == here.of(copy.text)


UNDATED = [(None, None), (NOVEMBER, None), (NOVEMBER, NOVEMBER)]


@pytest.mark.parametrize(("first", "second"), UNDATED)
def test_a_direction_that_cannot_be_known_is_called_so(first: date | None, second: date | None) -> None:
    a = document("A Daily", f"{OTHER} {PASSAGE}", published=first)
    b = document("B Herald", f"{PASSAGE} {THIRD}", published=second)
    (echo,) = echoes(a, b)
    assert "not known" in echo.evidence


def test_the_same_file_twice_is_no_copy() -> None:
    once = document("A", PASSAGE)
    assert echoes(once, once) == []


def turned(text: str) -> str:
    return " ".join(reversed(text.split()))


def test_a_notice_that_most_documents_carry_is_nobody_s() -> None:
    own = [OTHER, THIRD, turned(OTHER), turned(THIRD)]
    assert echoes(*(document(f"Paper {n}", f"{PASSAGE} {text}") for n, text in enumerate(own))) == []


def test_a_copy_beside_a_common_notice_is_found_without_it() -> None:
    own = [f"{turned(OTHER)} {THIRD}", f"{turned(PASSAGE)} {THIRD}", turned(THIRD), OTHER]
    papers = [document(f"Paper {n}", f"{PASSAGE} {text}") for n, text in enumerate(own)]
    (echo,) = echoes(*papers)
    assert {echo.source, echo.copy} == {papers[0].id, papers[1].id}
    assert [there.of(papers[0].text) for there, _ in echo.passages] == [THIRD.rstrip(".")]


def quoting(name: str, text: str, words: str) -> Reading:
    """Return a document in which somebody is quoted with `words`."""
    whole = document(name, text)
    start = text.index(words)
    speaker = Source("mayor", (Span(0, 1),), "mayor", SourceKind.PERSON)
    return Reading(whole, claims=(claim(whole, words, speaker, mode=Mode.DIRECT, at=start),))


def test_two_reports_of_one_speech_have_not_copied_each_other() -> None:
    pair: Sequence[Reading] = [
        quoting("A", f"{OTHER} The mayor said: “{PASSAGE}”", PASSAGE),
        quoting("B", f"“{PASSAGE}” the mayor said. {THIRD}", PASSAGE),
    ]
    assert list(find_echoes(pair, config=CompareConfig())) == []


def test_the_shortest_run_can_be_chosen() -> None:
    pair = (document("A", f"{OTHER} {PASSAGE}"), document("B", f"{PASSAGE} {THIRD}"))
    assert len(echoes(*pair, config=CompareConfig(echo_words=12))) == 1
    assert echoes(*pair, config=CompareConfig(echo_words=50)) == []


@pytest.mark.parametrize("text", ["", "one", "🙂 🙂 🙂", "שלום"])
def test_short_and_empty_texts(text: str) -> None:
    assert echoes(document("A", text), document("B", text + " ")) == []


def test_offsets_count_code_points() -> None:
    a, b = document("A", f"🙂🙂 e\u0301 {PASSAGE}"), document("B", f"שלום {PASSAGE} {THIRD}")
    ((there, here),) = echoes(a, b)[0].passages
    assert there.of(a.text) == here.of(b.text)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=60).map(" ".join), max_size=4))
def test_passages_always_hold_the_same_words_within_their_texts(texts: list[str]) -> None:
    documents = [document(f"D{n}", text) for n, text in enumerate(texts)]
    by_id = {d.id: d for d in documents}
    for echo in echoes(*documents, config=CompareConfig(echo_words=4)):
        assert echo.source != echo.copy
        assert 0 < echo.score <= 1
        for there, here in echo.passages:
            assert there.end <= len(by_id[echo.source].text)
            assert here.end <= len(by_id[echo.copy].text)
