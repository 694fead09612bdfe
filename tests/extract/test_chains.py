"""Chains at a place: through whose mouths and minds do the words there come? Sentences of our own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.config import ExtractConfig
from rashomon.extract.attitudes import attitude_lexicon, attitudes
from rashomon.extract.chains import all_links, chain_at, chains
from rashomon.extract.parse import parse
from rashomon.extract.reading import attributed
from rashomon.ingest.view import tidy
from rashomon.records import Span
from texts import document


def chain(text: str, place: str) -> tuple[str, ...]:
    """Return the chain at the first place in a text where the given words stand."""
    view = tidy(document(text))
    base = attributed(document(text), view, config=ExtractConfig(attribution="rules"))
    start = view.text.index(place)
    (found,) = chains(base.doc, base.candidates, base.quoted, base.resolved, [Span(start, start + len(place))])
    return found


@dataclass(frozen=True)
class Case:
    text: str
    place: str
    chain: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place}: {self.text[:40]}"


CASES = [
    # What nobody is said to say or think is the writer's own.
    Case("The bridge over the river fell on Monday.", "The bridge", ()),
    # Speech, and a place beside it.
    Case("The mayor said that the bridge was safe.", "the bridge", ("mayor",)),
    Case("The mayor said that the bridge was safe.", "The mayor", ()),
    # Speech inside speech.
    Case(
        "The minister said that officials had told him that the bridge was safe.",
        "the bridge",
        ("minister", "officials"),
    ),
    # A thought of one's own inside one's speech is a link of its own.
    Case("The mayor said he believed that the bridge was safe.", "the bridge", ("mayor", "mayor")),
    Case("“I think the bridge is safe,” the mayor said.", "the bridge", ("mayor", "mayor")),
    # Attitudes: verbs, nouns and adjectives, active and passive.
    Case("Norway opposes the new dam.", "the new dam", ("Norway",)),
    Case("The farmers want to drain the valley.", "drain the valley", ("farmers",)),
    Case("The new dam was condemned by the farmers.", "The new dam", ("farmers",)),
    Case("The farmers voiced opposition to the new dam.", "the new dam", ("farmers",)),
    Case("Fears of a flood among the farmers grew.", "a flood", ("farmers",)),
    Case("The farmers are afraid of a flood.", "a flood", ("farmers",)),
    Case("The new dam angered the farmers.", "The new dam", ("farmers",)),
    Case("The farmers were angered by the new dam.", "the new dam", ("farmers",)),
    Case("Norway hoped that the talks would succeed.", "the talks", ("Norway",)),
    Case("To Norway, the new dam is a threat.", "the new dam", ("Norway",)),
    # An attitude inside speech.
    Case("The minister said that Norway opposed the new dam.", "the new dam", ("minister", "Norway")),
    # One expression in two words is one link.
    Case("The farmers refuse to accept the new dam.", "the new dam", ("farmers",)),
    # What cannot think holds nothing.
    Case("The decision supports the new dam.", "the new dam", ()),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_sources_at_a_place(case: Case) -> None:
    assert chain(case.text, case.place) == case.chain


def test_a_quotation_runs_on_in_the_next_paragraph() -> None:
    text = "“The dam is a danger,” the mayor said.\n\n“It was built on sand, and nobody asked the farmers about it.”"
    assert chain(text, "sand") == ("mayor",)


def test_every_attitude_has_a_holder_and_a_target() -> None:
    for (lemma, pos), entry in attitude_lexicon().items():
        assert entry.holder in (("owner",) if pos == "noun" else ("subject", "object")), lemma
        known = {"object", "subject", "clause"} | {f"prep:{name}" for name in entry.prepositions}
        assert entry.targets and entry.targets <= known, lemma


WORDS = st.sampled_from(
    "the mayor Norway said that hoped feared fears of opposes was condemned by wants to , . “ ” I he who".split()
)


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_any_words_give_chains_from_the_outside_in(words: list[str]) -> None:
    doc = parse(" ".join(words))
    links = all_links(doc, [], [False] * len(doc))
    assert all(candidate.source and candidate.content for candidate in attitudes(doc))
    for i in range(len(doc)):
        found = chain_at(doc, links, (i, i + 1))
        assert all(i in link.words for link in found)
        assert sorted((len(link.words) for link in found), reverse=True) == [len(link.words) for link in found]
