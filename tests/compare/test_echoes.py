"""Copied passages: who copied whom, on what evidence, and what is shared without being copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import claim, document
from growth import in_proportion
from rashomon.compare.align import align
from rashomon.compare.echoes import find_echoes
from rashomon.compare.groups import groups
from rashomon.compare.shingles import HUBS, RUN, prints, read_words, shared
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
    texts = {paper.id: paper.text for paper in papers}
    assert [there.of(texts[echo.source]) for there, _ in echo.passages] == [THIRD.rstrip(".")]


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
    assert len(echoes(*pair, config=CompareConfig(echo_words=9))) == 1
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


MOSTLY = f"{OTHER}\n\n{THIRD}\n\n{PASSAGE}"
OWN = " ".join(f"word{n} stands alone here," for n in range(60)) + " and nowhere else."


@dataclass(frozen=True)
class Told:
    """Two texts, what they share and who had it: kind, direction, origin, and words of the evidence."""

    what: str
    first: Document
    second: Document
    kind: str
    direction: str
    origin: str | None = None
    why: str = ""


TOLD = [
    Told(
        "both by-lines name one agency",
        document("A Daily", f"By The Associated Press\n\n{MOSTLY}", published=NOVEMBER),
        document("B Herald", f"By ADA EXAMPLE Associated Press\n\n{MOSTLY}", published=date(2017, 11, 16)),
        "copy", "third", "AP", "names AP",
    ),
    Told(
        "one of two credits the agency",
        document("A Daily", MOSTLY, published=NOVEMBER),
        document("B Herald", f"MOSCOW (Reuters) - {MOSTLY}"),
        "copy", "third", "Reuters", "dateline",
    ),
    Told(
        "the credit names the other's publisher",
        document("a", f"By ADA EXAMPLE, CNN\n\n{MOSTLY}", publisher="Local Four"),
        document("b", MOSTLY, publisher="cnn.com"),
        "copy", "first", None, "which published the other",
    ),
    Told(
        "a paper that both print",
        document("A Daily", f"Ada Example and Bo Sample, USA TODAY Published 3:55 a.m.\n\n{MOSTLY}"),
        document("B Herald", f"By Ada Example, USA TODAY\n\n{MOSTLY}"),
        "copy", "third", "USA TODAY",
    ),
    Told(
        "told to an agency, in words that both have",
        document("A Daily", f"{MOSTLY} He told The Associated Press so on the bridge of the town."),
        document("B Herald", f"{MOSTLY} He told The Associated Press so on the bridge of the town."),
        "copy", "third", "AP", "was told to AP",
    ),
    Told(
        "told to one of the two",
        document("a", f"{MOSTLY} He told CNN so on the bridge of the town."),
        document("b", f"{MOSTLY} He told CNN so on the bridge of the town.", publisher="cnn.com"),
        "copy", "first", None, "told to CNN",
    ),
    Told(
        "an address of the original",
        document("a", f"{MOSTLY}\n\nexample.org/2017/convoy", publisher="Blog"),
        document("b", MOSTLY, publisher="example.org"),
        "copy", "first", None, "names example.org",
    ),
    Told(
        "both from one publisher, one earlier",
        document("a", MOSTLY, publisher="A Daily", published=date(2017, 11, 16)),
        document("b", f"{MOSTLY} {OWN}", publisher="A Daily", published=NOVEMBER),
        "copy", "first", None, "two versions of one publisher",
    ),
    Told(
        "each credits another agency",
        document("A Daily", f"KYIV (AP) — {MOSTLY}"),
        document("B Herald", f"KYIV (AFP) — {MOSTLY}"),
        "copy", "unknown", None, "not known",
    ),
    Told(
        "a passage among much of each one's own",
        document("A Daily", f"{OWN} {PASSAGE}", published=NOVEMBER),
        document("B Herald", f"{turned(OTHER)} {turned(THIRD)} {turned(OWN)} {PASSAGE}", published=date(2017, 11, 15)),
        "partial", "first", None, "2017-11-14",
    ),
]  # fmt: skip


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.what)
@pytest.mark.parametrize("backwards", [False, True], ids=["", "turned"])
def test_who_had_the_words_first(told: Told, backwards: bool) -> None:
    pair = (told.second, told.first) if backwards else (told.first, told.second)
    (echo,) = echoes(*pair)
    assert (echo.kind, echo.direction, echo.origin) == (told.kind, told.direction, told.origin)
    assert told.why in echo.evidence
    if told.direction == "first":
        # In every one of these cases with a known original, it is the earlier one or the one that is named.
        originals = {told.second.id} if told.first.published != NOVEMBER else {told.first.id}
        assert echo.source in originals


def test_another_copy_may_say_whose_a_passage_is() -> None:
    bare = [document(name, MOSTLY, published=day) for name, day in (("A", NOVEMBER), ("B", date(2017, 11, 15)))]
    wired = document("C", f"HELSINKI (AP) — {MOSTLY}")
    found = {frozenset((e.source, e.copy)): e for e in echoes(*bare, wired)}
    echo = found[frozenset(d.id for d in bare)]
    assert (echo.direction, echo.origin) == ("third", "AP")
    assert "another copy" in echo.evidence


OWN_A, OWN_B = f"{OTHER} {turned(THIRD)}.", f"{THIRD} {turned(OTHER)}."
QUOTED = [
    ("speech", f"{OWN_A}\n\nThe mayor said: “{PASSAGE}”", f"{OWN_B}\n\n“{PASSAGE}” the mayor said."),
    ("straight marks", f'{OWN_A} The mayor said: "{PASSAGE}"', f'{OWN_B} He said: "{PASSAGE}"'),
    (
        "over paragraphs",
        f"{OWN_A}\n\n“{PASSAGE}\n\n“{turned(PASSAGE)}”",
        f"{OWN_B}\n\n“{PASSAGE}\n\n“{turned(PASSAGE)}”",
    ),
    (
        "transcript",
        "\n\n".join(f"{who}: {PASSAGE}" for who in ("MAYOR", "REPORTER", "MAYOR")) + f"\n\n{OWN_A}",
        "\n\n".join(f"{who}: {PASSAGE}" for who in ("MAYOR", "REPORTER", "MAYOR")) + f"\n\n{OWN_B}",
    ),
    (
        "post",
        f"{OWN_A}\n\n{PASSAGE} — The Mayor (@mayor) July 16",
        f"{OWN_B}\n\n{PASSAGE} — The Mayor (@mayor) July 16",
    ),
    ("caption", f"{OWN_A}\n\n{PASSAGE} (AP Photo/Ada Example)", f"{OWN_B}\n\n{PASSAGE} (AP Photo/Ada Example)"),
    (
        "caption over its credit",
        f"{OWN_A}\n\n{PASSAGE}\n\n(Ada Example/Pool)",
        f"{OWN_B}\n\n{PASSAGE}\n\n(Bo Sample/Pool)",
    ),
    ("notice", f"{OWN_A}\n\n{PASSAGE} All rights reserved.", f"{OWN_B}\n\n{PASSAGE} All rights reserved."),
    (
        "links",
        OWN_A + "".join(f"\n\nHow the story of day {n} went on and on" for n in range(20)),
        OWN_B + "".join(f"\n\nHow the story of day {n} went on and on" for n in range(20)),
    ),
]


@pytest.mark.parametrize(("a", "b"), [q[1:] for q in QUOTED], ids=[q[0] for q in QUOTED])
def test_words_that_are_nobody_s_reporting_make_no_copy(a: str, b: str) -> None:
    assert echoes(document("A", a), document("B", b)) == []


def test_pages_that_are_all_captions_can_be_copies() -> None:
    caption = f"{PASSAGE} (Photo by Ada EXAMPLE / AFP)"
    (echo,) = echoes(document("A", f"share\n\n{caption}"), document("B", f"more\n\n{caption}"))
    assert (echo.kind, echo.direction, echo.origin) == ("copy", "third", "AFP")


WORDS = st.lists(st.sampled_from([*"abcdefgh", "the", "of", "a"]), max_size=120)


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_every_aligned_stretch_really_has_the_same_words(first: list[str], second: list[str]) -> None:
    a, b = read_words(" ".join(first)), read_words(" ".join(second))
    stretches = align(a, b)
    taken: set[int] = set()
    for stretch in stretches:
        assert stretch.start < stretch.end <= len(a.words)
        assert stretch.other_start < stretch.other_end <= len(b.words)
        for place, other, length in stretch.runs:
            assert a.words[place : place + length] == b.words[other : other + length]
            assert length >= RUN
            assert not taken & set(range(other, other + length))
            taken |= set(range(other, other + length))
        # Edits are small beside what is equal.
        assert stretch.equal >= 0.5 * max(stretch.end - stretch.start, stretch.other_end - stretch.other_start)
    starts = [stretch.start for stretch in stretches]
    assert starts == sorted(starts)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5000), min_size=40, max_size=120, unique=True), st.randoms(use_true_random=False))
def test_a_text_with_a_few_words_changed_is_found_almost_whole(numbers: list[int], random: Random) -> None:
    words = [f"w{n}" for n in numbers]
    changed = list(words)
    for place in range(random.randrange(20), len(words), 20):
        changed[place] = "other"
    stretches = align(read_words(" ".join(words)), read_words(" ".join(changed)))
    assert sum(s.equal for s in stretches) >= 0.7 * (len(words) - 8)


def key(echo: Echo) -> tuple[object, ...]:
    """What is said of a pair, without which of the two comes first where that is not known."""
    ends = (echo.source, echo.copy) if echo.direction == "first" else tuple(sorted((echo.source, echo.copy)))
    return (ends, echo.kind, echo.direction, echo.origin or "", echo.evidence)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(7)))
def test_the_order_of_files_changes_nothing_but_who_comes_first(order: list[int]) -> None:
    texts = [MOSTLY, f"KYIV (AP) — {MOSTLY}", f"{MOSTLY} {OWN}", OWN, f"{PASSAGE} {OWN}", f"“{MOSTLY}”", OTHER]
    papers = [document(f"Paper {n}", text, published=date(2017, 11, 10 + n % 3)) for n, text in enumerate(texts)]
    assert sorted(map(key, echoes(*(papers[n] for n in order)))) == sorted(map(key, echoes(*papers)))


def test_repeated_words_are_aligned_in_time_proportional_to_length() -> None:
    def aligning(length: int) -> Callable[[], object]:
        return partial(align, *(read_words("a " * length + end) for end in ("b c d e f g", "h i j k l m")))

    assert in_proportion(aligning, 3_000, 30_000)


def test_a_notice_that_all_carry_makes_no_list_of_all_pairs() -> None:
    notice = read_words(f"{PASSAGE} {OTHER}")
    held = [prints(notice, b"\1" * len(notice.words)) for _ in range(400)]
    assert len(shared(held, order=lambda n: ("", f"{n:04}"))) <= HUBS * 400


def test_groups_name_the_one_origin_behind_many() -> None:
    wired = [document(f"Paper {n}", f"By The Associated Press\n\n{MOSTLY} {n}") for n in range(3)]
    blog = document("Blog", f"As Paper X reports: {turned(MOSTLY)} {turned(OWN)}")
    source = document("Paper X", f"{turned(MOSTLY)} {turned(OWN)}")
    alone = document("Alone", OWN)
    papers = [*wired, blog, source, alone]
    found = groups(echoes(*papers), papers)
    assert [(set(g.documents), g.origin) for g in found] == [
        ({d.id for d in wired}, "AP"),
        ({blog.id, source.id}, "Paper X"),
    ]
    assert found[0].evidence.startswith("3 documents, 1 origin: AP; 3 pairs with copied passages (whole copies: 3)")


def test_a_copy_of_a_copy_goes_back_to_the_first() -> None:
    days = [date(2017, 11, day) for day in (14, 15, 16)]
    papers = [document(f"Paper {n}", f"{MOSTLY} {'x ' * n}", published=day) for n, day in enumerate(days)]
    (group,) = groups(echoes(*papers), papers)
    assert (len(group.documents), group.origin) == (3, "Paper 0")


def test_where_no_origin_is_known_the_group_says_so() -> None:
    papers = [document(name, MOSTLY + name) for name in "AB"]
    (group,) = groups(echoes(*papers), papers)
    assert group.origin is None
    assert "origin not known" in group.evidence
    assert groups((), papers) == ()
