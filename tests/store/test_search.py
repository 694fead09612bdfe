"""Search finds the same on both engines, says where, and no sign a user types can break it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rashomon.errors import RunError
from rashomon.records import Document, Reading, Stance
from rashomon.store import search
from rashomon.store.base import Case, SearchQuery, Stored
from rashomon.store.search import MAX_ROW
from rashomon.store.words import matches, parse
from stored import LATER, RUN, put, reading, stored

FIRST = "The convoy left Raqqa. Buses carried 250 fighters from Zürich. Nobody\nwas harmed."
SECOND = "The Army denies that a convoy left. Foreign fighters stayed; fighters, foreign or not, left."


@pytest.fixture
def filled(case: Case) -> Case:
    put(case, FIRST, name="first.txt", read=reading(FIRST, name="first.txt", source="Ryan Dillon",
        stance=Stance.ASSERTS, published=date(2017, 11, 13)))  # fmt: skip
    put(case, SECOND, name="second.txt", read=reading(SECOND, name="second.txt", published=date(2017, 11, 15)))
    return case


CASES = [
    ("convoy", ["The convoy left Raqqa.", "The Army denies that a convoy left."]),
    ("CONVOY left", ["The convoy left Raqqa.", "The Army denies that a convoy left."]),
    ("zurich", [" Buses carried 250 fighters from Zürich."]),
    ("ZÜRICH", [" Buses carried 250 fighters from Zürich."]),
    ('"foreign fighters"', [" Foreign fighters stayed; fighters, foreign or not, left."]),
    ("“foreign fighters”", [" Foreign fighters stayed; fighters, foreign or not, left."]),
    ('"fighters foreign"', [" Foreign fighters stayed; fighters, foreign or not, left."]),
    ('"nobody was"', [" Nobody\nwas harmed."]),
    ('"convoy fighters"', []),
    (
        "fight*",
        [" Buses carried 250 fighters from Zürich.", " Foreign fighters stayed; fighters, foreign or not, left."],
    ),
    ("fight", []),
    ("25*", [" Buses carried 250 fighters from Zürich."]),
    ("convoy AND left NOT raqqa", []),
    ("nobody OR", []),
    ('"convoy', ["The convoy left Raqqa.", "The Army denies that a convoy left."]),
    ("text:convoy", []),
    ("convoy)", ["The convoy left Raqqa.", "The Army denies that a convoy left."]),
    ("con'voy", []),
    ("army:*", ["The Army denies that a convoy left."]),
]


@pytest.mark.parametrize(("words", "found"), CASES, ids=[words for words, _ in CASES])
def test_words_phrases_and_beginnings(filled: Case, words: str, found: list[str]) -> None:
    assert [hit.snippet for hit in filled.search(SearchQuery(words=words))] == found


def test_a_hit_says_where_it_stands(filled: Case) -> None:
    (hit,) = filled.search(SearchQuery(words="zurich buses"))
    assert hit.name == "first.txt"
    assert hit.span.of(FIRST) == hit.snippet
    assert [span.of(FIRST) for span in hit.matches] == ["Buses", "Zürich"]
    assert hit.published == date(2017, 11, 13)


@pytest.mark.parametrize("listed", [5000, 0], ids=["few sentences, listed", "too many to list"])
def test_conditions_hold_together(filled: Case, listed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_LISTED", listed)

    def names(**conditions: object) -> list[str]:
        return [hit.name for hit in filled.search(SearchQuery(**conditions))]  # type: ignore[arg-type]

    assert names(source="dillon") == ["first.txt"]
    assert names(source="DÍLLON", words="convoy") == ["first.txt"]
    assert names(stance="denies") == ["second.txt"]
    assert names(stance="denies", source="dillon") == []
    assert names(words="convoy", earliest=date(2017, 11, 14)) == ["second.txt"]
    assert names(words="convoy", latest=date(2017, 11, 13)) == ["first.txt"]
    assert names(earliest=date(2017, 11, 14), latest=date(2017, 11, 14)) == []
    assert names(words="convoy", limit=1) == ["first.txt"]
    assert names(source="%") == []
    (hit,) = filled.search(SearchQuery(words="convoy", source="army"))
    assert [(source, stance) for _, source, stance in hit.claims] == [("the Army", "denies")]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (SearchQuery(), "nothing to look for"),
        (SearchQuery(words="?! ..."), "holds no word"),
        (SearchQuery(words="a", stance="hates"), "no such stance"),
        (SearchQuery(words="a", limit=0), "--limit"),
    ],
)
def test_a_query_that_asks_nothing_is_refused_with_a_remedy(case: Case, query: SearchQuery, said: str) -> None:
    with pytest.raises(RunError, match=said):
        list(case.search(query))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(alphabet=st.one_of(st.sampled_from("\"'()*:^-+&|!<>{}[]\\%_;\x00 ANDORNEAR,aé1"), st.characters()))
)
def test_no_sign_reaches_the_database_as_syntax(filled: Case, words: str) -> None:
    try:
        hits = list(filled.search(SearchQuery(words=words)))
    except RunError as error:
        assert "search: " in str(error)
        return
    terms = parse(words)
    assert all(matches(hit.snippet, (term,)) for hit in hits for term in terms)


def test_a_sentence_without_end_can_be_found_and_cited(case: Case) -> None:
    words = "start " + "filler " * 5000 + "needle " + "x" * (2 * MAX_ROW) + " end"
    put(case, words)
    for word in ("start", "needle", "end"):
        (hit,) = case.search(SearchQuery(words=word))
        assert [span.of(words) for span in hit.matches] == [word]
    assert list(case.verify()) == []


def test_a_text_without_sentences_can_be_found(case: Case) -> None:
    words = "Only words here."
    document = reading(words).document
    case.put([stored(case, words, read=Reading(document))], run=RUN)
    assert len(list(case.search(SearchQuery(words="words")))) == 1


def test_what_a_later_reading_no_longer_says_is_found_no_more(case: Case) -> None:
    put(case, "One two. Three four.")
    old = reading("One two. Three four.")
    shorter = Reading(old.document, sentences=old.sentences[1:])
    case.put([Stored(sha256=old.document.sha256, reading=shorter)], run=LATER)
    assert list(case.search(SearchQuery(words="one"))) == []
    assert len(list(case.search(SearchQuery(words="three")))) == 1
    assert list(case.verify()) == []


def test_an_empty_text_is_no_row(case: Case) -> None:
    case.put([stored(case, "", read=Reading(Document("e", reading("").document.sha256, "", "")))], run=RUN)
    assert list(case.verify()) == []


def pages(case: Case, size: int, **conditions: object) -> list[list[str]]:
    """Turn the pages of a search to the end."""
    found: list[list[str]] = []
    after = 0
    while hits := list(case.search(SearchQuery(limit=size, after=after, **conditions))):  # type: ignore[arg-type]
        found.append([hit.snippet for hit in hits])
        after = hits[-1].number
    return found


@pytest.mark.parametrize("listed", [5000, 0], ids=["few sentences, listed", "too many to list"])
@pytest.mark.parametrize("conditions", [{"words": "le*"}, {"words": "left", "source": "i"}, {"source": "a"}])
def test_the_pages_of_a_search_hold_every_hit_once(
    filled: Case, conditions: dict[str, object], listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_LISTED", listed)
    everything = [hit.snippet for hit in filled.search(SearchQuery(**conditions))]  # type: ignore[arg-type]
    assert everything
    for size in (1, 2, 50):
        found = pages(filled, size, **conditions)
        assert [snippet for page in found for snippet in page] == everything
        assert all(len(page) <= size for page in found)


def test_a_page_begun_later_goes_on_where_the_first_one_ended(filled: Case) -> None:
    (first,) = filled.search(SearchQuery(words="left", limit=1))
    put(filled, "They left at night.", name="third.txt")
    after = filled.search(SearchQuery(words="left", after=first.number))
    assert [hit.name for hit in after] == ["second.txt", "second.txt", "third.txt"]


def test_claims_are_given_with_words_alone_where_they_are_asked_for(filled: Case) -> None:
    assert [hit.claims for hit in filled.search(SearchQuery(words="left"))] == [(), (), ()]
    with_claims = filled.search(SearchQuery(words="left", claims=True))
    said = [[(source, stance) for _, source, stance in hit.claims] for hit in with_claims]
    assert said == [[("Ryan Dillon", "asserts")], [("the Army", "denies")], []]
