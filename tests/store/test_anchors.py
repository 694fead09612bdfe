"""Finding again what a judgement is about: texts edited around, inside, moved and repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from factories import claim, document
from rashomon.records import Reading, Span, words
from rashomon.store.anchors import Anchor, Reanchoring
from rashomon.store.judging_targets import ClaimTarget, quote
from rashomon.store.judging_words import Lost, State, Text, differs, find_quote

SENTENCES = (
    "The army said that 40 fighters had left the city on Tuesday.",
    "The mayor denied that any deal had been made with them.",
    "A driver spoke of almost 50 trucks and of many foreign fighters.",
    "Nobody was hurt when the hospital was hit, the spokesman said.",
    "Colonel Dillon said that no more than four foreigners were among them.",
    "The convoy went east through the desert for three days.",
)
FILLER = "He was asked about the weather, the roads and the price of bread in the market."


def reading_of(sentences: Sequence[str], gap: str = " ", name: str = "a.txt") -> Reading:
    """Return a reading in which every sentence is one claim."""
    text = gap.join(sentences)
    about = replace(document(name, "fixed"), text=text)
    claims, at = [], 0
    for number, sentence in enumerate(sentences):
        made = claim(about, sentence, at=at)
        content = (Span(at, at + len(sentence)),)
        claims.append(replace(made, content=content, id=f"c{number}-{at}", text=words(text, content)))
        at += len(sentence) + len(gap)
    return Reading(about, claims=tuple(claims))


def target(reading: Reading, number: int) -> ClaimTarget:
    made = reading.claims[number]
    return ClaimTarget(reading.document.id, quote(reading.document.text, made.content), made.id)


def anchored(before: Reading, number: int, after: Reading) -> Anchor:
    return Reanchoring([after]).find(target(before, number))


def is_right(found: Anchor, after: Reading, sentence: str) -> bool:
    """Tell whether the target now is a claim of these very words, and is quoted as the text has it."""
    if found.found is None:
        return False
    made = next(c for c in after.claims if c.id == found.found.claim)
    return found.found.quote == quote(after.document.text, made.content) and made.text == " ".join(sentence.split())


BASE = reading_of(SENTENCES)


@pytest.mark.parametrize("number", range(len(SENTENCES)))
def test_the_same_reading_gives_the_same_target(number: int) -> None:
    found = anchored(BASE, number, BASE)
    assert (found.state, found.found) == (State.SAME, found.target)


@given(
    number=st.integers(0, len(SENTENCES) - 1),
    order=st.permutations(range(len(SENTENCES))),
    fillers=st.lists(st.integers(0, len(SENTENCES)), max_size=4),
    gap=st.sampled_from([" ", "\n\n", "  ", "\u00a0"]),
)
def test_what_was_moved_or_edited_around_is_found(number: int, order: list[int], fillers: list[int], gap: str) -> None:
    sentences = [SENTENCES[n] for n in order]
    for at in fillers:
        sentences.insert(at, FILLER)
    after = reading_of(sentences, gap)
    found = anchored(BASE, number, after)
    assert found.state is not State.LOST
    assert is_right(found, after, SENTENCES[number])


@given(number=st.integers(0, len(SENTENCES) - 1), data=st.data())
def test_a_small_edit_inside_is_found_and_never_passed_off_as_the_same(number: int, data: st.DataObject) -> None:
    plain = SENTENCES[number]
    at = data.draw(
        st.sampled_from([n for n in range(1, len(plain) - 1) if plain[n].islower() and plain[n - 1].islower()])
    )
    edited = plain[:at] + plain[at + 1 :]
    after = reading_of([edited if n == number else s for n, s in enumerate(SENTENCES)])
    found = anchored(BASE, number, after)
    if found.state is State.LOST:
        # The letter was one of a number, a negation or a name: then it may be another statement.
        assert "differ" in found.reason
    else:
        assert found.state is State.CHANGED
        assert is_right(found, after, edited)


OTHERS = [
    ("40 fighters", "400 fighters", "numbers"),
    ("40 fighters", "fourteen fighters", "numbers"),
    ("almost 50 trucks", "more than 50 trucks", "numbers"),
    ("no more than four", "more than four", "negations"),
    ("Nobody was hurt", "Somebody was hurt", "negations"),
    ("denied that any", "said that any", "negations"),
    ("Colonel Dillon", "Colonel Miller", "names"),
    ("on Tuesday", "on Monday", "names"),
]


@pytest.mark.parametrize(("old", "new", "what"), OTHERS)
def test_another_number_negation_or_name_is_another_statement(old: str, new: str, what: str) -> None:
    number = next(n for n, s in enumerate(SENTENCES) if old in s)
    after = reading_of([s.replace(old, new) for s in SENTENCES])
    found = anchored(BASE, number, after)
    assert (found.state, found.found) == (State.LOST, None)
    assert f"their {what} differ" in found.reason


def mixed(text: str) -> st.SearchStrategy[str]:
    """Return texts with a few of the words left out, doubled, or put in another order."""
    parts = text.split()
    return st.lists(st.sampled_from(parts), min_size=len(parts) - 3, max_size=len(parts) + 3).map(" ".join)


@given(number=st.integers(0, len(SENTENCES) - 1), data=st.data())
def test_no_target_is_ever_given_to_other_numbers_negations_or_names(number: int, data: st.DataObject) -> None:
    others = data.draw(st.lists(st.one_of(mixed(SENTENCES[number]), st.sampled_from(SENTENCES)), max_size=5))
    after = reading_of(others or [FILLER])
    found = anchored(BASE, number, after)
    if found.found is not None:
        assert differs(SENTENCES[number], found.found.quote.words) is None
        if found.state is not State.CHANGED:
            assert found.found.quote.words == SENTENCES[number]


@given(number=st.integers(0, 5), copies=st.integers(2, 4))
def test_of_repeated_words_the_surroundings_tell_which(number: int, copies: int) -> None:
    said = "40 fighters had left."
    before = reading_of([part for n in range(copies) for part in (SENTENCES[n], said)])
    meant = 2 * (number % copies) + 1
    pushed = reading_of([FILLER, *(c.text for c in before.claims)])
    found = anchored(before, meant, pushed)
    assert found.found is not None
    assert found.found.claim == pushed.claims[meant + 1].id


def test_repetitions_that_nothing_tells_apart_are_lost() -> None:
    before = reading_of(["40 fighters had left."])
    after = reading_of(["40 fighters had left."] * 3, name="a.txt")
    found = anchored(before, 0, replace(after, claims=after.claims[1:]))
    assert found.state is State.LOST
    assert "2 claims have these words" in found.reason


def test_the_last_of_two_repetitions_is_not_silently_taken_for_the_other() -> None:
    said = "40 fighters had left."
    before = reading_of([SENTENCES[1], said, SENTENCES[3], said, SENTENCES[5]])
    after = reading_of([SENTENCES[1], FILLER, SENTENCES[3], said, SENTENCES[5]])
    found = anchored(before, 1, after)
    assert found.state is State.CHANGED
    assert "others around them" in found.reason


def test_a_claim_that_is_no_longer_read_is_lost_though_its_words_are_there() -> None:
    after = replace(BASE, claims=BASE.claims[1:])
    found = anchored(BASE, 0, after)
    assert found.state is State.LOST
    assert "the words are still there (from 0), but no claim with them is read" in found.reason


def test_two_claims_of_the_same_words_are_told_by_their_id() -> None:
    twin = replace(BASE.claims[0], id="twin")
    after = replace(BASE, claims=(twin, *BASE.claims))
    assert anchored(BASE, 0, after).found == target(BASE, 0)
    neither = replace(BASE, claims=(twin, replace(twin, id="other"), *BASE.claims[1:]))
    found = anchored(BASE, 0, neither)
    assert (found.state, found.reason) == (State.LOST, "2 claims now have these very words")


def test_a_renamed_claim_is_found_by_its_words() -> None:
    after = replace(BASE, claims=(replace(BASE.claims[0], id="renamed"), *BASE.claims[1:]))
    found = anchored(BASE, 0, after)
    assert (found.state, found.found and found.found.claim) == (State.SAME, "renamed")


def test_documents_that_are_gone_or_empty_are_said() -> None:
    assert Reanchoring([]).find(target(BASE, 0)).reason.startswith("the case has no document")
    empty = Reading(replace(BASE.document, text=""))
    assert anchored(BASE, 0, empty).reason == "the document has no text now"


# Words that are no claim's

LETTERS = st.text(st.sampled_from("ab \n\t\u00a0\u2010\u00ad.é"), max_size=60)


@given(LETTERS)
def test_a_text_is_folded_as_words_are_and_every_stretch_leads_home(text: str) -> None:
    looked_up = Text(text)
    assert looked_up.folded == words(text, (Span(0, len(text)),))
    for start in range(len(looked_up.folded)):
        for end in range(start + 1, len(looked_up.folded) + 1):
            stretch = looked_up.folded[start:end]
            if stretch == stretch.strip():
                assert words(text, (looked_up.span(start, end),)) == stretch


# Without the hyphen of a cut word: where that stood at the edge, it is gone once the next line follows.
WHOLE = LETTERS.map(lambda text: text.replace("\u2010", "-"))


@given(text=WHOLE, before=WHOLE, after=WHOLE, data=st.data())
def test_words_are_found_again_whatever_is_put_around_them(
    text: str, before: str, after: str, data: st.DataObject
) -> None:
    assume(text.strip())
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    assume(words(text, (span,)))
    sought = quote(text, (span,))
    place = find_quote(sought, Text(before + text + after))
    if isinstance(place, Lost):
        assert "places" in place.reason
    else:
        assert words(before + text + after, place.spans) == sought.words


def test_words_in_several_pieces_are_found_where_the_pieces_follow_each_other() -> None:
    text = "“We saw,” the driver said, “a huge number of them.” " + FILLER
    first, second = text.index("We saw"), text.index("a huge")
    sought = quote(text, (Span(first, first + 6), Span(second, second + 20)))
    assert sought.words == "We saw a huge number of the"
    moved = f"{FILLER} {text}"
    place = find_quote(sought, Text(moved))
    assert not isinstance(place, Lost)
    assert words(moved, place.spans) == sought.words
    assert place.state is State.MOVED


def test_changed_words_of_a_text_are_found_and_other_numbers_are_not() -> None:
    text = f"{FILLER} {SENTENCES[0]} {FILLER}"
    start = text.index(SENTENCES[0])
    sought = quote(text, (Span(start, start + len(SENTENCES[0])),))
    place = find_quote(sought, Text(text.replace("had left", "have left")))
    assert not isinstance(place, Lost)
    assert place.state is State.CHANGED
    lost = find_quote(sought, Text(text.replace("40", "45")))
    assert isinstance(lost, Lost)
    assert "their numbers differ" in lost.reason


def test_a_long_hostile_text_takes_no_quadratic_time() -> None:
    text = "a" * 300_000
    sought = quote("b" + "a" * 4_000, (Span(0, 4_001),))
    assert isinstance(find_quote(sought, Text(text)), Lost)


def test_a_document_is_read_once_for_many_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def read(text: str) -> Text:
        made.append(text)
        return Text(text)

    monkeypatch.setattr("rashomon.store.anchors.Text", read)
    search = Reanchoring([replace(BASE, claims=())])
    for number in range(len(SENTENCES)):
        search.find(target(BASE, number))
    assert len(made) == 1
