"""From candidates to records: a claim's path from its origin to the publisher, and which attribution holds which."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.config import ExtractConfig
from rashomon.extract.assemble import Assembler
from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.claims import propositions
from rashomon.extract.parse import parse
from rashomon.extract.reading import attributed
from rashomon.ingest.view import tidy
from rashomon.records import Claim, Reading, Stance
from texts import PUBLISHER, document, reading, spoken

CHAINS = [
    # text, words of the claim, its chain before the publisher
    ("The minister said that officials had told him that the road was closed.", "road", ["officials", "minister"]),
    ("The mayor said that the BBC had reported that forty trucks left.", "forty", ["BBC", "mayor"]),
    ("According to the report, a nurse said that the ward was full.", "ward", ["a nurse", "report"]),
    (
        "The minister said that a driver had told the BBC that forty trucks left.",
        "forty",
        ["a driver", "BBC", "minister"],
    ),
    # An outlet that was told, spoken to or that quotes.
    ("In an interview with the BBC, the mayor said that the road was closed.", "road", ["mayor", "BBC"]),
    ("Speaking to Reuters, the mayor denied that the road was closed.", "road", ["mayor", "Reuters"]),
    ("The mayor was quoted by AFP as saying that the road was closed.", "road", ["mayor", "AFP"]),
    (
        "Twelve people died, according to a nurse, who told Reuters that she was there.",
        "Twelve",
        ["a nurse", "Reuters"],
    ),
    # Who is cited stands before who cites.
    ("AFP, citing a hospital source, reported that twelve people died.", "twelve", ["a hospital source", "AFP"]),
    # A person who is told is no teller.
    ("The mayor told the minister that the road was closed.", "road", ["mayor"]),
    # One's own thought inside one's speech is no further hand.
    ("The mayor said that he believed that the road was closed.", "closed", ["mayor"]),
]


def innermost(found: Reading, place: str) -> Claim:
    """Return the claim with the fewest words that holds the given ones."""
    return min((claim for claim in found.claims if place in claim.text), key=lambda claim: len(claim.text))


@pytest.mark.parametrize(("text", "place", "chain"), CHAINS, ids=[text[:50] for text, _, _ in CHAINS])
def test_a_chain_holds_every_hand_the_words_went_through(text: str, place: str, chain: list[str]) -> None:
    assert list(innermost(reading(text), place).chain) == [*chain, PUBLISHER]


def test_the_publisher_passes_its_own_words_on_to_nobody() -> None:
    text = "The mayor said that the BBC had reported that forty trucks left."
    assert innermost(reading(text, publisher="BBC"), "forty").chain == ("BBC",)
    text = "The BBC said that the mayor had told it that forty trucks left."
    assert innermost(reading(text, publisher="BBC"), "forty").chain == ("mayor", "BBC")


TEXT = "The mayor said that a nurse had told the BBC that the ward was full and that nobody came to help."
DOC = parse(TEXT)
RANGES = st.tuples(st.integers(0, len(DOC) - 1), st.integers(1, len(DOC))).map(
    lambda pair: (min(pair[0], pair[1] - 1), max(pair[0] + 1, pair[1]))
)
CANDIDATES = st.builds(
    Candidate,
    anchor=st.integers(0, len(DOC) - 1),
    source=st.lists(RANGES, max_size=1).map(tuple),
    cue=st.just(()),
    content=st.lists(RANGES, min_size=1, max_size=1).map(tuple),
    stance=st.just(Stance.ASSERTS),
    rule=st.just("any"),
    score=st.just(1.0),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(CANDIDATES, max_size=6))
def test_no_chain_turns_back_on_itself_whatever_a_back_end_finds(found: list[Candidate]) -> None:
    given_document = document(TEXT)
    view = tidy(given_document)
    doc, quoted = parse(view.text), [False] * len(DOC)
    distinct = [replace(c, score=1 - number / 100) for number, c in enumerate(found)]
    said = list(propositions(doc, distinct, quoted, [], narrative=False))
    made = Assembler(given_document, view, doc, [], quoted).reading(distinct, said, quantities=(), times=(), places=())
    parents = {a.id: a.parent for a in made.attributions}
    for start in parents.values():
        seen, here = set(), start
        while here is not None:
            assert here not in seen
            seen.add(here)
            here = parents[here]
    for claim in made.claims:
        assert len(set(claim.chain)) == len(claim.chain)
        assert claim.chain[-1] == PUBLISHER


def test_a_nested_attribution_names_the_smallest_one_around_it() -> None:
    text = "The mayor said that a nurse had said that a driver had said that the road was closed."
    found = reading(text)
    by_id = {attribution.id: attribution for attribution in found.attributions}
    parents = {spoken(found, a)[0]: spoken(found, by_id[a.parent])[0] if a.parent else None for a in found.attributions}
    assert parents == {"The mayor": None, "a nurse": "The mayor", "a driver": "a nurse"}


def test_attributions_keep_their_candidates_order() -> None:
    given_document = document(TEXT)
    base = attributed(given_document, tidy(given_document), config=ExtractConfig(attribution="rules"))
    found = reading(TEXT)
    assert [a.rule for a in found.attributions] == [c.rule for c in base.candidates]
